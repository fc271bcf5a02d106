/* bookout-history-page.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"
#include "config.h"

#include <glib/gi18n.h>

#include "bookout-history-page.h"
#include "bookout-ledger.h"
#include "bookout-past-run-row.h"
#include "bookout-report.h"
#include "bookout-vehicle-history.h"

/* The ledger is read in a thread whenever the page is shown, and its rows are kept by the number of their run, so that one that is unfolded, or being
 * audited, stays as it is. Main thread. */

#define RUNS_MOST 200

struct _BookoutHistoryPage
{
  AdwBin parent_instance;

  GtkStack *pages;
  AdwStatusPage *trouble;
  GtkListBox *runs;
  GtkLabel *more;
  GtkSearchEntry *search;
  GtkWidget *all_runs;
  BookoutVehicleHistory *vehicle;

  char *ledger_path;     /* nullable */
  BookoutRun *run;       /* nullable */
  GCancellable *reading; /* NULL unless reading */
};

G_DEFINE_FINAL_TYPE (BookoutHistoryPage, bookout_history_page, ADW_TYPE_BIN)

static gboolean
is_under_way (BookoutHistoryPage *self, const BookoutLedgerRun *run)
{
  g_autofree char *folder = NULL;

  if (self->run == NULL || bookout_run_get_state (self->run) == BOOKOUT_RUN_NEW ||
      bookout_run_get_state (self->run) >= BOOKOUT_RUN_FINISHED || g_strcmp0 (run->state, "running") != 0)
    return FALSE;

  folder = g_canonicalize_filename (bookout_run_get_folder (self->run), NULL);
  return g_strcmp0 (folder, run->folder) == 0;
}

static GtkWidget *
find_row (BookoutHistoryPage *self, gint64 id)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->runs));

  for (; row != NULL; row = gtk_widget_get_next_sibling (row))
    if (BOOKOUT_IS_PAST_RUN_ROW (row) && bookout_past_run_row_get_id (BOOKOUT_PAST_RUN_ROW (row)) == id)
      return row;

  return NULL;
}

/* What is left below the last run of the list is gone from the ledger. */
static void
remove_from (BookoutHistoryPage *self, int position)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->runs, position)) != NULL)
    gtk_list_box_remove (self->runs, GTK_WIDGET (row));
}

static void
place_row (BookoutHistoryPage *self, const BookoutLedgerRun *run, int position)
{
  GtkWidget *row = find_row (self, run->id);
  g_autoptr (GtkWidget) kept = row != NULL ? g_object_ref (row) : NULL;

  if (row == NULL)
    row = bookout_past_run_row_new (self->ledger_path);
  bookout_past_run_row_set_run (BOOKOUT_PAST_RUN_ROW (row), run, is_under_way (self, run));
  if (GTK_WIDGET (gtk_list_box_get_row_at_index (self->runs, position)) == row)
    return;

  if (kept != NULL)
    gtk_list_box_remove (self->runs, row);
  gtk_list_box_insert (self->runs, row, position);
}

static void
show_runs (BookoutHistoryPage *self, GPtrArray *runs)
{
  guint n = MIN (runs->len, RUNS_MOST);

  for (guint i = 0; i < n; i++)
    place_row (self, g_ptr_array_index (runs, i), (int) i);
  remove_from (self, (int) n);

  gtk_widget_set_visible (GTK_WIDGET (self->more), runs->len > n);
  if (runs->len > n)
    {
      g_autofree char *number = bookout_report_count_to_string (runs->len - n);
      g_autofree char *words = g_strdup_printf (
          ngettext ("%s older run is not shown", "%s older runs are not shown", runs->len - n), number);

      gtk_label_set_text (self->more, words);
    }
  gtk_stack_set_visible_child_name (self->pages, n > 0 ? "runs" : "empty");
}

/* A thread of GIO's pool: short, and nothing but the path is handed to it. */
static void
read_worker (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (BookoutLedger) ledger = bookout_ledger_open (path, &error);
  GPtrArray *runs = ledger != NULL ? bookout_ledger_list_runs (ledger, &error) : NULL;

  if (runs != NULL)
    g_task_return_pointer (task, runs, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BookoutHistoryPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) runs = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->reading);
  if (runs != NULL)
    {
      show_runs (self, runs);
    }
  else
    {
      g_autofree char *words = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (self->trouble, words);
      gtk_stack_set_visible_child_name (self->pages, "trouble");
    }
}

static void
try_again_cb (GtkButton *button, gpointer data)
{
  bookout_history_page_reload (data);
}

/* A reference asks for one vehicle in all runs, in place of all runs. */
static void
search_changed_cb (GtkSearchEntry *search, gpointer data)
{
  BookoutHistoryPage *self = data;
  g_autofree char *reference = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (search))));

  gtk_widget_set_visible (self->all_runs, *reference == '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->vehicle), *reference != '\0');
  bookout_vehicle_history_show (self->vehicle, self->ledger_path, reference);
}

static void
run_changed_cb (BookoutHistoryPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    bookout_history_page_reload (self);
}

static void
bookout_history_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (bookout_history_page_parent_class)->map (widget);
  bookout_history_page_reload (BOOKOUT_HISTORY_PAGE (widget));
}

static void
bookout_history_page_dispose (GObject *object)
{
  BookoutHistoryPage *self = BOOKOUT_HISTORY_PAGE (object);

  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_clear_object (&self->run);

  G_OBJECT_CLASS (bookout_history_page_parent_class)->dispose (object);
}

static void
bookout_history_page_finalize (GObject *object)
{
  g_free (BOOKOUT_HISTORY_PAGE (object)->ledger_path);

  G_OBJECT_CLASS (bookout_history_page_parent_class)->finalize (object);
}

static void
bookout_history_page_class_init (BookoutHistoryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bookout_history_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = bookout_history_page_finalize;
  widget_class->map = bookout_history_page_map;

  g_type_ensure (BOOKOUT_TYPE_VEHICLE_HISTORY);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bookout/Bookout/bookout-history-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BookoutHistoryPage, pages);
  gtk_widget_class_bind_template_child (widget_class, BookoutHistoryPage, trouble);
  gtk_widget_class_bind_template_child (widget_class, BookoutHistoryPage, runs);
  gtk_widget_class_bind_template_child (widget_class, BookoutHistoryPage, more);
  gtk_widget_class_bind_template_child (widget_class, BookoutHistoryPage, search);
  gtk_widget_class_bind_template_child (widget_class, BookoutHistoryPage, all_runs);
  gtk_widget_class_bind_template_child (widget_class, BookoutHistoryPage, vehicle);
  gtk_widget_class_bind_template_callback (widget_class, try_again_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
}

static void
bookout_history_page_init (BookoutHistoryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bookout_history_page_new:
 *
 * Returns: (transfer floating): a page that reads the user's ledger when it is shown
 */
GtkWidget *
bookout_history_page_new (void)
{
  return g_object_new (BOOKOUT_TYPE_HISTORY_PAGE, NULL);
}

/**
 * bookout_history_page_set_run:
 * @self: the page
 * @run: (nullable): the run under way
 */
void
bookout_history_page_set_run (BookoutHistoryPage *self, BookoutRun *run)
{
  g_return_if_fail (BOOKOUT_IS_HISTORY_PAGE (self));
  g_return_if_fail (run == NULL || BOOKOUT_IS_RUN (run));

  if (self->run == run)
    return;

  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_set_object (&self->run, run);
  if (run != NULL)
    g_signal_connect_swapped (run, "notify::state", G_CALLBACK (run_changed_cb), self);
  run_changed_cb (self);
}

/**
 * bookout_history_page_set_ledger_path:
 * @self: the page
 * @path: (nullable): another ledger than the user's own
 */
void
bookout_history_page_set_ledger_path (BookoutHistoryPage *self, const char *path)
{
  g_return_if_fail (BOOKOUT_IS_HISTORY_PAGE (self));

  g_free (self->ledger_path);
  self->ledger_path = g_strdup (path);
  remove_from (self, 0);
  run_changed_cb (self);
}

/**
 * bookout_history_page_reload:
 * @self: the page
 *
 * Reads the ledger again, in a thread.
 */
void
bookout_history_page_reload (BookoutHistoryPage *self)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (BOOKOUT_IS_HISTORY_PAGE (self));

  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->reading = g_cancellable_new ();
  /* Without a source object: a thread must not come to own a widget. */
  task = g_task_new (NULL, self->reading, read_cb, g_object_ref (self));
  g_task_set_source_tag (task, bookout_history_page_reload);
  g_task_set_task_data (task, g_strdup (self->ledger_path), g_free);
  g_task_run_in_thread (task, read_worker);
}
