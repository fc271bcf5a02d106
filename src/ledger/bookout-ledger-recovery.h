/* bookout-ledger-recovery.h - sets a damaged ledger aside and makes it anew
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* @words: (out) (nullable): a sentence about it; NULL if the ledger was good after all. */
gboolean bookout_ledger_recover (const char *path, char **words, GError **error);

/* Ends what a recovery that was killed had not ended: call it before a ledger that isn't there is made. */
void bookout_ledger_finish_recovery (const char *path);

G_END_DECLS
