/* bookout-unfinished-group.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include <glib/gi18n.h>

#include "bookout-report.h"
#include "bookout-run-folder.h"
#include "bookout-unfinished-group.h"
#include "bookout-unfinished-run.h"

/* One row, for the newest run that has vehicles left. Main thread. */

struct _BookoutUnfinishedGroup
{
  AdwPreferencesGroup parent_instance;

  AdwActionRow *unfinished_row;

  BookoutLedgerRun *run; /* nullable */
  gboolean busy;
  GCancellable *closing; /* cancelled with the group */
};

G_DEFINE_FINAL_TYPE (BookoutUnfinishedGroup, bookout_unfinished_group, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  CHANGED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
dup_date (const BookoutLedgerRun *run)
{
  g_autoptr (GDateTime) began = g_date_time_new_from_unix_local (run->began_at);

  /* Translators: the day of a run, as in "Mon 23 Nov" */
  return began != NULL ? g_date_time_format (began, _ ("%a %-d %b")) : g_strdup ("");
}

static void
show_run (BookoutUnfinishedGroup *self)
{
  const BookoutLedgerRun *run = self->run;
  g_autofree char *date = dup_date (run);
  g_autofree char *done = bookout_report_count_to_string (run->done + run->unproved);
  g_autofree char *all = bookout_report_count_to_string (run->total - MIN (run->skipped, run->total));
  g_autofree char *folder = bookout_run_folder_display_name (run->folder);
  g_autofree char *title = g_strdup_printf (_ ("Run of %s: %s of %s done"), date, done, all);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->unfinished_row), title);
  adw_action_row_set_subtitle (self->unfinished_row, folder);
}

static void
update_visible (BookoutUnfinishedGroup *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), self->run != NULL && !self->busy);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BookoutUnfinishedGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  BookoutLedgerRun *run = bookout_unfinished_run_find_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    g_signal_emit (self, signals[FAILED], 0, error->message);

  g_clear_pointer (&self->run, bookout_ledger_run_free);
  self->run = run;
  if (run != NULL)
    show_run (self);
  update_visible (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * bookout_unfinished_group_look_again:
 * @self: the group
 *
 * What was found before stays until there is an answer.
 */
void
bookout_unfinished_group_look_again (BookoutUnfinishedGroup *self)
{
  g_return_if_fail (BOOKOUT_IS_UNFINISHED_GROUP (self));

  bookout_unfinished_run_find_async (NULL, self->closing, found_cb, g_object_ref (self));
}

/**
 * bookout_unfinished_group_set_busy:
 * @self: the group
 * @busy: whether a run is under way
 */
void
bookout_unfinished_group_set_busy (BookoutUnfinishedGroup *self, gboolean busy)
{
  g_return_if_fail (BOOKOUT_IS_UNFINISHED_GROUP (self));

  self->busy = busy;
  update_visible (self);
}

/**
 * bookout_unfinished_group_get_run:
 * @self: the group
 *
 * Returns: (transfer none) (nullable): the newest run that has vehicles left, valid until the next "changed"
 */
const BookoutLedgerRun *
bookout_unfinished_group_get_run (BookoutUnfinishedGroup *self)
{
  g_return_val_if_fail (BOOKOUT_IS_UNFINISHED_GROUP (self), NULL);

  return self->run;
}

static void
bookout_unfinished_group_dispose (GObject *object)
{
  BookoutUnfinishedGroup *self = BOOKOUT_UNFINISHED_GROUP (object);

  g_cancellable_cancel (self->closing);
  g_clear_object (&self->closing);
  g_clear_pointer (&self->run, bookout_ledger_run_free);

  G_OBJECT_CLASS (bookout_unfinished_group_parent_class)->dispose (object);
}

static void
bookout_unfinished_group_class_init (BookoutUnfinishedGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bookout_unfinished_group_dispose;

  /**
   * BookoutUnfinishedGroup::changed:
   * @self: the group, which has been looked for again
   */
  signals[CHANGED] = g_signal_new ("changed", BOOKOUT_TYPE_UNFINISHED_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  /**
   * BookoutUnfinishedGroup::failed:
   * @self: the group
   * @words: a sentence
   */
  signals[FAILED] = g_signal_new ("failed", BOOKOUT_TYPE_UNFINISHED_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bookout/Bookout/bookout-unfinished-group.ui");
  gtk_widget_class_bind_template_child (widget_class, BookoutUnfinishedGroup, unfinished_row);
}

static void
bookout_unfinished_group_init (BookoutUnfinishedGroup *self)
{
  self->closing = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
