/* bookout-run-rebuild.h - a run that the ledger doesn't know, from what its folder says
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-folder.h"
#include "bookout-ledger.h"
#include "bookout-run-settings.h"

G_BEGIN_DECLS

/* The run to go on with; @words: (out) (nullable): a sentence if it had to be rebuilt. Blocks. */
BookoutLedgerRun *bookout_run_rebuild_find (BookoutLedger *ledger,
                                            BookoutFolder *folder,
                                            const BookoutRunSettings *settings,
                                            char **words,
                                            GCancellable *cancellable,
                                            GError **error);

G_END_DECLS
