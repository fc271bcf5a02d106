/* bookout-past-run-row.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"
#include "config.h"

#include <glib/gi18n.h>

#include "bookout-audit-task.h"
#include "bookout-audit-words.h"
#include "bookout-past-run-row.h"
#include "bookout-report.h"
#include "bookout-run-folder.h"

/* Folded: when, what came of it. Unfolded: where and how long, going on, and the audit, whose findings become rows below. Main thread. */

/* A folder in which more is wrong than that is wrong as a whole. */
#define FINDINGS_MOST 100

struct _BookoutPastRunRow
{
  AdwExpanderRow parent_instance;

  GtkImage *icon;
  GtkLabel *state;
  AdwActionRow *left_over;
  GtkWidget *go_on;
  AdwActionRow *folder;
  GtkWidget *open_folder;
  AdwActionRow *account;
  AdwActionRow *time;
  AdwActionRow *audit;
  GtkSpinner *spinner;
  GtkWidget *start_audit;
  GtkWidget *stop_audit;

  char *ledger_path; /* nullable */
  gint64 id;
  BookoutLedgerRun *run;  /* what an audit needs */
  BookoutAuditTask *task; /* while one runs */
  GCancellable *cancellable;
  GPtrArray *findings; /* rows, borrowed from the expander */
};

G_DEFINE_FINAL_TYPE (BookoutPastRunRow, bookout_past_run_row, ADW_TYPE_EXPANDER_ROW)

static char *
dup_date (gint64 seconds, const char *format)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);

  return time != NULL && seconds > 0 ? g_date_time_format (time, format) : g_strdup ("");
}

/* "2 h 13 min" */
static char *
dup_duration (gint64 seconds)
{
  int hours = (int) (seconds / 3600);
  int minutes = (int) (seconds % 3600 / 60);

  if (hours > 0)
    return g_strdup_printf (_ ("%d h %d min"), hours, minutes);
  if (minutes > 0)
    return g_strdup_printf (_ ("%d min"), minutes);
  return g_strdup_printf (_ ("%d s"), (int) seconds);
}

static BookoutQueueCounts
count (const BookoutLedgerRun *run)
{
  BookoutQueueCounts counts = { .done = run->done,
                                .unproved = run->unproved,
                                .failed = run->failed,
                                .held = run->held,
                                .skipped = run->skipped,
                                .total = run->total };
  guint settled = run->done + run->unproved + run->failed + run->held + run->skipped;

  counts.waiting = run->total - MIN (settled, run->total);
  return counts;
}

/* A run that this program does not run and that has not ended was killed, or is another program's; going on tells which. */
static const char *
state_words (const BookoutLedgerRun *run, gboolean under_way)
{
  if (under_way)
    return _ ("Under Way");
  if (g_strcmp0 (run->state, "finished") == 0)
    return _ ("Finished");
  if (g_strcmp0 (run->state, "stopped") == 0)
    return _ ("Stopped");
  return _ ("Interrupted");
}

static const char *
choose_icon (const BookoutQueueCounts *counts, gboolean under_way)
{
  if (under_way)
    return "emblem-synchronizing-symbolic";
  if (counts->failed + counts->held > 0)
    return "dialog-warning-symbolic";
  return counts->waiting > 0 ? "media-playback-pause-symbolic" : "object-select-symbolic";
}

static void
set_target (GtkWidget *button, const char *folder, const char *name)
{
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", folder);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
update_left_over (BookoutPastRunRow *self, const BookoutQueueCounts *counts, gboolean under_way)
{
  g_autofree char *number = bookout_report_count_to_string (counts->waiting);
  g_autofree char *words = g_strdup_printf (ngettext ("%s vehicle has not been fetched yet",
                                                      "%s vehicles have not been fetched yet",
                                                      counts->waiting),
                                            number);

  adw_action_row_set_subtitle (self->left_over, words);
  gtk_widget_set_visible (GTK_WIDGET (self->left_over), counts->waiting > 0 && !under_way);
}

static void
update_time (BookoutPastRunRow *self, const BookoutLedgerRun *run)
{
  g_autofree char *began = dup_date (run->began_at, "%H:%M");
  g_autofree char *ended = dup_date (run->ended_at, "%H:%M");
  g_autofree char *took = dup_duration (MAX (run->ended_at - run->began_at, 0));
  g_autofree char *words = NULL;

  if (run->ended_at > 0)
    words = g_strdup_printf (_ ("%s to %s (%s)"), began, ended, took);
  else
    words = g_strdup_printf (_ ("Began at %s"), began);
  adw_action_row_set_subtitle (self->time, words);
}

static void
update_account (BookoutPastRunRow *self, const BookoutLedgerRun *run)
{
  const char *base = run->base != NULL && *run->base != '\0' ? run->base : run->portal_id;
  g_autofree char *words = run->user != NULL && *run->user != '\0'
                               ? g_strdup_printf (_ ("%s at %s"), run->user, base)
                               : g_strdup (base);

  adw_action_row_set_subtitle (self->account, words);
}

static void
keep_run (BookoutPastRunRow *self, const BookoutLedgerRun *run)
{
  g_clear_pointer (&self->run, bookout_ledger_run_free);
  self->run = bookout_ledger_run_new ();
  self->run->id = run->id;
  self->run->folder = g_strdup (run->folder);
  self->run->portal_id = g_strdup (run->portal_id);
  self->run->portal_path = g_strdup (run->portal_path);
  self->run->variables = g_strdup (run->variables);
}

static void
clear_findings (BookoutPastRunRow *self)
{
  for (guint i = 0; i < self->findings->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), g_ptr_array_index (self->findings, i));
  g_ptr_array_set_size (self->findings, 0);
}

static void
add_finding (BookoutPastRunRow *self, const char *title, const char *words)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", title, "subtitle",
                                 words != NULL ? words : "", "subtitle-lines", 0, NULL);
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "icon-name", "dialog-warning-symbolic", "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->findings, row);
}

static void
show_result (BookoutPastRunRow *self, const BookoutAuditResult *result)
{
  g_autofree char *totals = bookout_audit_words_totals (result);
  guint more = 0;

  adw_action_row_set_subtitle (self->audit, totals);
  for (guint i = 0; i < result->files->len; i++)
    {
      const BookoutAuditFile *file = g_ptr_array_index (result->files, i);

      if (bookout_audit_task_is_fine (self->task, file->verdict))
        continue;
      if (self->findings->len < FINDINGS_MOST)
        add_finding (self, file->name, file->reason);
      else
        more++;
    }
  if (more > 0)
    {
      g_autofree char *number = bookout_report_count_to_string (more);
      g_autofree char *words = g_strdup_printf (ngettext ("%s more sheet", "%s more sheets", more), number);

      add_finding (self, words, NULL);
    }
}

static void
set_auditing (BookoutPastRunRow *self, gboolean auditing)
{
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), auditing);
  gtk_spinner_set_spinning (self->spinner, auditing);
  gtk_widget_set_visible (self->start_audit, !auditing);
  gtk_widget_set_visible (self->stop_audit, auditing);
}

static void
audited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BookoutPastRunRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutAuditResult)
      found = bookout_audit_task_run_finish (BOOKOUT_AUDIT_TASK (source), result, &error);

  if (self->task == NULL) /* disposed of meanwhile */
    return;

  set_auditing (self, FALSE);
  if (found != NULL)
    show_result (self, found);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    adw_action_row_set_subtitle (self->audit, _ ("Stopped before all sheets were checked"));
  else
    adw_action_row_set_subtitle (self->audit, error->message);
  g_signal_handlers_disconnect_by_data (self->task, self);
  g_clear_object (&self->task);
  g_clear_object (&self->cancellable);
}

static void
progress_cb (BookoutPastRunRow *self)
{
  g_autofree char *done = bookout_report_count_to_string (bookout_audit_task_get_n_done (self->task));
  g_autofree char *total = bookout_report_count_to_string (bookout_audit_task_get_n_total (self->task));
  g_autofree char *words = g_strdup_printf (_ ("%s of %s sheets checked"), done, total);

  adw_action_row_set_subtitle (self->audit, words);
}

static void
audit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutPastRunRow *self = BOOKOUT_PAST_RUN_ROW (widget);

  if (self->task != NULL || self->run == NULL)
    return;

  clear_findings (self);
  set_auditing (self, TRUE);
  adw_action_row_set_subtitle (self->audit, _ ("Reading the folder…"));
  self->cancellable = g_cancellable_new ();
  self->task = bookout_audit_task_new (self->ledger_path, self->run);
  g_signal_connect_swapped (self->task, "notify::n-done", G_CALLBACK (progress_cb), self);
  bookout_audit_task_run_async (self->task, self->cancellable, audited_cb, g_object_ref (self));
}

static void
stop_audit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_cancellable_cancel (BOOKOUT_PAST_RUN_ROW (widget)->cancellable);
}

static void
bookout_past_run_row_dispose (GObject *object)
{
  BookoutPastRunRow *self = BOOKOUT_PAST_RUN_ROW (object);

  g_cancellable_cancel (self->cancellable);
  if (self->task != NULL)
    g_signal_handlers_disconnect_by_data (self->task, self);
  g_clear_object (&self->task);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (bookout_past_run_row_parent_class)->dispose (object);
}

static void
bookout_past_run_row_finalize (GObject *object)
{
  BookoutPastRunRow *self = BOOKOUT_PAST_RUN_ROW (object);

  g_ptr_array_unref (self->findings);
  g_clear_pointer (&self->run, bookout_ledger_run_free);
  g_free (self->ledger_path);

  G_OBJECT_CLASS (bookout_past_run_row_parent_class)->finalize (object);
}

static void
bookout_past_run_row_class_init (BookoutPastRunRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bookout_past_run_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = bookout_past_run_row_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bookout/Bookout/bookout-past-run-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BookoutPastRunRow, icon);
  gtk_widget_class_bind_template_child (widget_class, BookoutPastRunRow, state);
  gtk_widget_class_bind_template_child (widget_class, BookoutPastRunRow, left_over);
  gtk_widget_class_bind_template_child (widget_class, BookoutPastRunRow, go_on);
  gtk_widget_class_bind_template_child (widget_class, BookoutPastRunRow, folder);
  gtk_widget_class_bind_template_child (widget_class, BookoutPastRunRow, open_folder);
  gtk_widget_class_bind_template_child (widget_class, BookoutPastRunRow, account);
  gtk_widget_class_bind_template_child (widget_class, BookoutPastRunRow, time);
  gtk_widget_class_bind_template_child (widget_class, BookoutPastRunRow, audit);
  gtk_widget_class_bind_template_child (widget_class, BookoutPastRunRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, BookoutPastRunRow, start_audit);
  gtk_widget_class_bind_template_child (widget_class, BookoutPastRunRow, stop_audit);
  gtk_widget_class_install_action (widget_class, "past-run.audit", NULL, audit_action);
  gtk_widget_class_install_action (widget_class, "past-run.stop-audit", NULL, stop_audit_action);
}

static void
bookout_past_run_row_init (BookoutPastRunRow *self)
{
  self->findings = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_action_row_set_subtitle (
      self->audit, _ ("Reads every sheet again and compares it with its vehicle and with what was saved"));
}

/**
 * bookout_past_run_row_new:
 * @ledger_path: (nullable): another ledger than the user's own
 *
 * Returns: (transfer floating): a row without a run
 */
GtkWidget *
bookout_past_run_row_new (const char *ledger_path)
{
  BookoutPastRunRow *self = g_object_new (BOOKOUT_TYPE_PAST_RUN_ROW, NULL);

  self->ledger_path = g_strdup (ledger_path);

  return GTK_WIDGET (self);
}

/**
 * bookout_past_run_row_set_run:
 * @self: a row
 * @run: what the ledger has of it
 * @under_way: whether this program runs it now
 */
void
bookout_past_run_row_set_run (BookoutPastRunRow *self, const BookoutLedgerRun *run, gboolean under_way)
{
  BookoutQueueCounts counts = count (run);
  g_autofree char *date = dup_date (run->began_at, _ ("%A, %-d %B %Y, %H:%M"));
  g_autofree char *sentence = bookout_report_to_sentence (&counts);
  g_autofree char *folder = bookout_run_folder_display_name (run->folder);
  g_autofree char *check = g_strdup_printf (_ ("Check the Sheets of %s"), date);
  g_autofree char *stop = g_strdup_printf (_ ("Stop Checking the Sheets of %s"), date);
  g_autofree char *go_on = g_strdup_printf (_ ("Continue the Run of %s"), date);
  g_autofree char *open_folder = g_strdup_printf (_ ("Open the Folder of %s"), date);

  g_return_if_fail (BOOKOUT_IS_PAST_RUN_ROW (self));

  self->id = run->id;
  keep_run (self, run);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), date);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), sentence);
  gtk_label_set_text (self->state, state_words (run, under_way));
  gtk_image_set_from_icon_name (self->icon, choose_icon (&counts, under_way));
  adw_action_row_set_subtitle (self->folder, folder);
  update_left_over (self, &counts, under_way);
  update_time (self, run);
  update_account (self, run);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->start_audit), GTK_ACCESSIBLE_PROPERTY_LABEL, check,
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->stop_audit), GTK_ACCESSIBLE_PROPERTY_LABEL, stop, -1);
  set_target (self->go_on, run->folder, go_on);
  set_target (self->open_folder, run->folder, open_folder);
}

/**
 * bookout_past_run_row_get_id:
 * @self: a row
 *
 * Returns: the ledger's number of its run
 */
gint64
bookout_past_run_row_get_id (BookoutPastRunRow *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PAST_RUN_ROW (self), 0);

  return self->id;
}
