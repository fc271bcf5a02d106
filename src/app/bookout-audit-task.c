/* bookout-audit-task.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"
#include "config.h"

#include "bookout-audit-task.h"

/* 2,000 sheets take some seconds, a slow share minutes: a thread of its own reads them and counts, a timer on the main thread looks at the
 * counter. */

#define SAMPLE_MS 200

struct _BookoutAuditTask
{
  GObject parent_instance;

  char *ledger_path;     /* nullable; fixed */
  BookoutLedgerRun *run; /* fixed */
  int n_done;            /* atomic */
  int n_total;           /* atomic */
  int is_provable;       /* atomic */
  guint sample;          /* source id; main thread */
  int n_notified;        /* main thread */
};

G_DEFINE_FINAL_TYPE (BookoutAuditTask, bookout_audit_task, G_TYPE_OBJECT)

enum
{
  PROP_N_DONE = 1,
  PROP_N_TOTAL,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
checked_cb (const BookoutAuditFile *file, guint done, guint total, gpointer user_data)
{
  BookoutAuditTask *self = user_data;

  g_atomic_int_set (&self->n_total, (int) total);
  g_atomic_int_set (&self->n_done, (int) done);
}

static BookoutAuditResult *
audit (BookoutAuditTask *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (BookoutLedger) ledger = bookout_ledger_open (self->ledger_path, error);
  g_autoptr (BookoutFolder) folder = ledger != NULL ? bookout_folder_open (self->run->folder, FALSE, error)
                                                    : NULL;
  BookoutFolderAudit order = {
    .folder = folder, .ledger = ledger, .run = self->run, .progress = checked_cb, .progress_data = self
  };
  BookoutAuditResult *result = folder != NULL ? bookout_folder_audit_run (&order, cancellable, error) : NULL;

  g_atomic_int_set (&self->is_provable, order.is_provable);
  return result;
}

static gpointer
audit_thread (gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  BookoutAuditResult *result = audit (g_task_get_source_object (task), g_task_get_cancellable (task), &error);

  if (result != NULL)
    g_task_return_pointer (task, result, (GDestroyNotify) bookout_audit_result_free);
  else
    g_task_return_error (task, error);

  return NULL;
}

static gboolean
sample_cb (gpointer data)
{
  BookoutAuditTask *self = data;
  int n_done = g_atomic_int_get (&self->n_done);

  if (n_done != self->n_notified)
    {
      self->n_notified = n_done;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_TOTAL]);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_DONE]);
    }

  return G_SOURCE_CONTINUE;
}

static void
bookout_audit_task_finalize (GObject *object)
{
  BookoutAuditTask *self = BOOKOUT_AUDIT_TASK (object);

  g_clear_handle_id (&self->sample, g_source_remove);
  g_free (self->ledger_path);
  bookout_ledger_run_free (self->run);

  G_OBJECT_CLASS (bookout_audit_task_parent_class)->finalize (object);
}

static void
bookout_audit_task_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  BookoutAuditTask *self = BOOKOUT_AUDIT_TASK (object);

  switch (prop_id)
    {
    case PROP_N_DONE:
      g_value_set_uint (value, bookout_audit_task_get_n_done (self));
      break;
    case PROP_N_TOTAL:
      g_value_set_uint (value, bookout_audit_task_get_n_total (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bookout_audit_task_class_init (BookoutAuditTaskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = bookout_audit_task_finalize;
  object_class->get_property = bookout_audit_task_get_property;

  props[PROP_N_DONE] = g_param_spec_uint ("n-done", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_N_TOTAL] = g_param_spec_uint ("n-total", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
bookout_audit_task_init (BookoutAuditTask *self)
{
}

static BookoutLedgerRun *
copy_run (const BookoutLedgerRun *run)
{
  BookoutLedgerRun *copy = bookout_ledger_run_new ();

  copy->id = run->id;
  copy->folder = g_strdup (run->folder);
  copy->portal_id = g_strdup (run->portal_id);
  copy->portal_path = g_strdup (run->portal_path);
  copy->variables = g_strdup (run->variables);

  return copy;
}

/**
 * bookout_audit_task_new:
 * @ledger_path: (nullable): another ledger than the user's own
 * @run: whose folder to audit; what is needed of it is copied
 *
 * Returns: (transfer full): an audit that has not begun
 */
BookoutAuditTask *
bookout_audit_task_new (const char *ledger_path, const BookoutLedgerRun *run)
{
  BookoutAuditTask *self = g_object_new (BOOKOUT_TYPE_AUDIT_TASK, NULL);

  self->ledger_path = g_strdup (ledger_path);
  self->run = copy_run (run);

  return self;
}

/**
 * bookout_audit_task_run_async:
 * @self: an audit that has not begun
 * @cancellable: (nullable): ends it after the sheet that is being read
 * @callback: called when it has ended
 * @user_data: for @callback
 */
void
bookout_audit_task_run_async (BookoutAuditTask *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task;

  g_return_if_fail (BOOKOUT_IS_AUDIT_TASK (self));
  g_return_if_fail (self->sample == 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bookout_audit_task_run_async);
  self->sample = g_timeout_add (SAMPLE_MS, sample_cb, self);
  g_thread_unref (g_thread_new ("audit", audit_thread, task));
}

/**
 * bookout_audit_task_run_finish:
 * @self: the audit
 * @result: given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what was found; else an error as of bookout_folder_audit()
 */
BookoutAuditResult *
bookout_audit_task_run_finish (BookoutAuditTask *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  g_clear_handle_id (&self->sample, g_source_remove);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * bookout_audit_task_get_n_done:
 * @self: the audit
 *
 * Returns: sheets checked so far
 */
guint
bookout_audit_task_get_n_done (BookoutAuditTask *self)
{
  g_return_val_if_fail (BOOKOUT_IS_AUDIT_TASK (self), 0);

  return (guint) g_atomic_int_get (&self->n_done);
}

/**
 * bookout_audit_task_get_n_total:
 * @self: the audit
 *
 * Returns: sheets to check, 0 until known
 */
guint
bookout_audit_task_get_n_total (BookoutAuditTask *self)
{
  g_return_val_if_fail (BOOKOUT_IS_AUDIT_TASK (self), 0);

  return (guint) g_atomic_int_get (&self->n_total);
}

/**
 * bookout_audit_task_is_fine:
 * @self: an audit that has ended
 * @verdict: of one of its files
 *
 * Where no text of a sheet can prove it, one that is as it was saved is as good as it gets.
 *
 * Returns: whether nobody needs to look at a file with that verdict
 */
gboolean
bookout_audit_task_is_fine (BookoutAuditTask *self, BookoutAuditVerdict verdict)
{
  g_return_val_if_fail (BOOKOUT_IS_AUDIT_TASK (self), FALSE);

  return bookout_folder_audit_is_fine (verdict, g_atomic_int_get (&self->is_provable));
}
