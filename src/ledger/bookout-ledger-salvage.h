/* bookout-ledger-salvage.h - what can still be read from a damaged ledger
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-ledger-database.h"

G_BEGIN_DECLS

/* Copies run by run what is whole into an empty ledger; how many runs came along. */
gboolean bookout_ledger_salvage (BookoutLedgerDatabase *from,
                                 BookoutLedgerDatabase *to,
                                 guint *n_runs,
                                 GError **error);

G_END_DECLS
