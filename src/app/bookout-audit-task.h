/* bookout-audit-task.h - an audit of a past run's folder, in a thread, with its progress for the main thread
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-folder-audit.h"

G_BEGIN_DECLS

/* One audit; started once. Properties of the main thread's: n-done, n-total (uint), notified while it runs. */
#define BOOKOUT_TYPE_AUDIT_TASK (bookout_audit_task_get_type ())
G_DECLARE_FINAL_TYPE (BookoutAuditTask, bookout_audit_task, BOOKOUT, AUDIT_TASK, GObject)

/* @ledger_path: (nullable): another ledger than the user's own; @run: copied */
BookoutAuditTask *bookout_audit_task_new (const char *ledger_path, const BookoutLedgerRun *run);

void bookout_audit_task_run_async (BookoutAuditTask *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
/* (transfer full): as bookout_folder_audit() */
BookoutAuditResult *bookout_audit_task_run_finish (BookoutAuditTask *self,
                                                   GAsyncResult *result,
                                                   GError **error);

guint bookout_audit_task_get_n_done (BookoutAuditTask *self);
guint bookout_audit_task_get_n_total (BookoutAuditTask *self); /* 0 until known */
/* After it has ended: whether the verdict is as good as it can get. */
gboolean bookout_audit_task_is_fine (BookoutAuditTask *self, BookoutAuditVerdict verdict);

G_END_DECLS
