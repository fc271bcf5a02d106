/* bookout-run-origin.h - what a folder itself says about its run
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-folder.h"
#include "bookout-ledger.h"

G_BEGIN_DECLS

#define BOOKOUT_RUN_ORIGIN_NAME       "run-data/run.json"
#define BOOKOUT_RUN_ORIGIN_BYTES_MOST (32 * 1024 * 1024)

/**
 * BookoutRunOrigin:
 * @run: portal, variables, base, user and beginning of the folder's newest run; its number is 0
 * @asked: (nullable) (element-type utf8): references that were asked for; %NULL for all of the inventory
 * @not_new: (element-type utf8): references that were left out because they were not new
 * @report_before: (nullable): SHA-256 of the report that was there when the run began, so another run's
 */
typedef struct
{
  BookoutLedgerRun *run;
  GHashTable *asked;
  GHashTable *not_new;
  char *report_before;
} BookoutRunOrigin;

void bookout_run_origin_free (BookoutRunOrigin *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutRunOrigin, bookout_run_origin_free)

/* Blocking, all of them. */
gboolean bookout_run_origin_write (BookoutFolder *folder,
                                   const BookoutLedgerRun *run,
                                   GPtrArray *vehicles,
                                   GError **error);
BookoutRunOrigin *bookout_run_origin_read (BookoutFolder *folder, GError **error);

/* The newest run of a folder, by the ledger or, where that doesn't know it, by the folder; its number is 0 then. */
BookoutLedgerRun *bookout_run_origin_find (BookoutLedger *ledger, const char *path, GError **error);

G_END_DECLS
