/* bookout-unfinished-run.h - earlier runs that can be gone on with
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-ledger.h"

G_BEGIN_DECLS

guint bookout_unfinished_run_count_left (const BookoutLedgerRun *run); /* vehicles without a result */

/* Reads the ledger in a thread. @folder: (nullable): that folder's run, whether finished or not; else the newest unfinished one.
 * finish: (transfer full) (nullable): NULL without an error if there is none. */
void bookout_unfinished_run_find_async (const char *folder,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
BookoutLedgerRun *bookout_unfinished_run_find_finish (GAsyncResult *result, GError **error);

G_END_DECLS
