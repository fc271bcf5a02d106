/* bookout-folder-audit.h - is every sheet of a folder what its run says it is?
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-audit.h"
#include "bookout-ledger.h"
#include "bookout-portal.h"

G_BEGIN_DECLS

/**
 * BookoutFolderAudit:
 * @folder: to look through; opened for reading is enough
 * @ledger: (nullable): that has @run
 * @run: (nullable): the folder's newest run; its number may be 0 if the ledger does not know it
 * @portal: (nullable): what a sheet must say; %NULL to take that of @run
 * @whole_inventory: whether a sheet of every vehicle of the saved inventory is expected, not only those that were saved
 * @progress: (nullable): told of each file, in the calling thread
 * @progress_data: for @progress
 * @is_provable: (out): whether a right sheet can be told from its text; if not, "unproved" is as good as it gets
 *
 * What to audit. Borrowed for the time of bookout_folder_audit_run().
 */
typedef struct
{
  BookoutFolder *folder;
  BookoutLedger *ledger;
  const BookoutLedgerRun *run;
  BookoutPortal *portal;
  gboolean whole_inventory;
  BookoutAuditProgressFunc progress;
  gpointer progress_data;
  gboolean is_provable;
} BookoutFolderAudit;

/* Blocks; changes nothing; needs no network. */
BookoutAuditResult *bookout_folder_audit_run (BookoutFolderAudit *self,
                                              GCancellable *cancellable,
                                              GError **error);

/* Whether nobody needs to look at a file with that verdict. */
gboolean bookout_folder_audit_is_fine (BookoutAuditVerdict verdict, gboolean is_provable);

G_END_DECLS
