/* bookout-earlier-runs.h - what the ledger knows of the same portal and account from before this run
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-inventory-difference.h"

G_BEGIN_DECLS

/* Code of a skipped vehicle's row in the ledger: its sheet was fetched by an earlier run, and only new ones were wanted. */
#define BOOKOUT_CODE_NOT_NEW "not-new"

/* A view of the ledger as it was when made. One thread; blocks shortly for the disk. */
typedef struct _BookoutEarlierRuns BookoutEarlierRuns;

BookoutEarlierRuns *bookout_earlier_runs_new (BookoutLedger *ledger,
                                              const char *base,
                                              const char *user,
                                              gint64 before,
                                              GError **error);
void bookout_earlier_runs_free (BookoutEarlierRuns *self);

BookoutInventoryDifference *bookout_earlier_runs_compare (BookoutEarlierRuns *self,
                                                          BookoutInventory *inventory);
GHashTable *bookout_earlier_runs_find_known (BookoutEarlierRuns *self,
                                             BookoutInventory *inventory,
                                             GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutEarlierRuns, bookout_earlier_runs_free)

G_END_DECLS
