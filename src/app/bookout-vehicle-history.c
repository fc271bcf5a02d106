/* bookout-vehicle-history.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include <glib/gi18n.h>

#include "bookout-ledger.h"
#include "bookout-run-folder.h"
#include "bookout-span.h"
#include "bookout-vehicle-history.h"
#include "bookout-vehicle-words.h"

/* One row for each run that had the vehicle, newest first; unfolded, its sheet and its attempts. Read in one go in a thread, and an answer for
 * words that were typed over since is dropped. */

#define RUNS_MOST     50
#define ATTEMPTS_MOST 30 /* of a vehicle in one run; retrying by hand has no limit */

struct _BookoutVehicleHistory
{
  AdwBin parent_instance;

  GtkStack *pages;
  AdwStatusPage *none;
  GtkListBox *runs;

  GCancellable *reading; /* NULL unless reading */
};

G_DEFINE_FINAL_TYPE (BookoutVehicleHistory, bookout_vehicle_history, ADW_TYPE_BIN)

typedef struct
{
  char *ledger_path; /* nullable */
  char *reference;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_free (self->ledger_path);
  g_free (self->reference);
  g_free (self);
}

/* What is known of the vehicle in one run. */
typedef struct
{
  BookoutLedgerPastVehicle *past;
  GPtrArray *attempts; /* of BookoutLedgerPastAttempt, oldest first */
} Chapter;

static void
chapter_free (gpointer data)
{
  Chapter *self = data;

  g_clear_pointer (&self->past, bookout_ledger_past_vehicle_free);
  g_clear_pointer (&self->attempts, g_ptr_array_unref);
  g_free (self);
}

static GPtrArray *
read_chapters (const Question *question, GError **error)
{
  g_autoptr (BookoutLedger) ledger = bookout_ledger_open (question->ledger_path, error);
  g_autoptr (GPtrArray)
      past = ledger != NULL ? bookout_ledger_list_vehicle_history (ledger, question->reference, error) : NULL;
  g_autoptr (GPtrArray) chapters = g_ptr_array_new_with_free_func (chapter_free);

  if (past == NULL)
    return NULL;

  while (past->len > 0 && chapters->len < RUNS_MOST)
    {
      Chapter *chapter = g_new0 (Chapter, 1);

      chapter->past = g_ptr_array_steal_index (past, 0);
      g_ptr_array_add (chapters, chapter);
      chapter->attempts = bookout_ledger_list_attempts (ledger, chapter->past->run_id, question->reference,
                                                        error);
      if (chapter->attempts == NULL)
        return NULL;
    }

  return g_steal_pointer (&chapters);
}

static void
read_thread (GTask *task, gpointer source, gpointer question, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *chapters = read_chapters (question, &error);

  if (chapters != NULL)
    g_task_return_pointer (task, chapters, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static BookoutVehicleState
state_of (const BookoutLedgerVehicle *vehicle)
{
  BookoutVehicleState state = BOOKOUT_VEHICLE_WAITING;

  bookout_vehicle_state_from_string (vehicle->state, &state);
  return state;
}

static char *
dup_result (const BookoutLedgerVehicle *vehicle)
{
  const char *words = bookout_vehicle_words_for_state (state_of (vehicle));
  g_autofree char *size = bookout_vehicle_words_for_size (vehicle->size);

  if (vehicle->reason != NULL && *vehicle->reason != '\0')
    return g_strdup_printf ("%s · %s", words, vehicle->reason);
  if (*size != '\0')
    return g_strdup_printf ("%s · %s", words, size);

  return g_strdup (words);
}

static char *
dup_date (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);

  return time != NULL ? g_date_time_format (time, _ ("%A, %-d %B %Y, %H:%M")) : g_strdup ("");
}

static GtkWidget *
make_row (const char *title, const char *words)
{
  return g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", title, "title-lines", 0, "subtitle",
                       words, "subtitle-lines", 0, NULL);
}

/* Most attempts take a second or less. */
static char *
dup_duration (gint64 us)
{
  if (us >= 10 * G_USEC_PER_SEC)
    return bookout_span_to_string (us);

  /* Translators: seconds, with the unit */
  return g_strdup_printf (_ ("%.1f s"), (double) us / G_USEC_PER_SEC);
}

static void
add_attempt (AdwExpanderRow *row, const BookoutLedgerPastAttempt *attempt)
{
  g_autofree char *time = bookout_vehicle_words_for_time (attempt->began_at / G_USEC_PER_SEC);
  g_autofree char *took = dup_duration (attempt->duration_us);
  gboolean ok = g_strcmp0 (attempt->code, "ok") == 0;
  const char *words = attempt->words != NULL ? attempt->words
                      : ok || !attempt->code ? _ ("Fetched")
                                             : bookout_vehicle_words_for_code (attempt->code);
  /* Translators: the number of a tab; or, for 0, what no tab did */
  g_autofree char *tab = attempt->tab > 0 ? g_strdup_printf (_ ("tab %u"), attempt->tab)
                                          : g_strdup (_ ("by hand"));
  g_autofree char *details = g_strdup_printf ("%s · %s · %s", time, tab, took);

  adw_expander_row_add_row (row, make_row (words, details));
}

/* Where it lies, with a button to go there. */
static void
add_sheet (AdwExpanderRow *row, const BookoutLedgerPastVehicle *past)
{
  g_autofree char *folder = bookout_run_folder_display_name (past->folder);
  const char *name = past->vehicle->file_name;
  GtkWidget *sheet = make_row (name != NULL ? name : _ ("No sheet in the folder"), folder);
  GtkWidget *button = gtk_button_new_from_icon_name ("folder-open-symbolic");

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Open Folder"));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", past->folder);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.open-folder");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Open Folder"),
                                  -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (sheet), button);
  adw_expander_row_add_row (row, sheet);
}

static GtkWidget *
make_chapter (const Chapter *chapter)
{
  const BookoutLedgerVehicle *vehicle = chapter->past->vehicle;
  g_autofree char *date = dup_date (chapter->past->began_at);
  g_autofree char *result = dup_result (vehicle);
  GtkWidget *row = g_object_new (ADW_TYPE_EXPANDER_ROW, "use-markup", FALSE, "title", date, "subtitle",
                                 result, NULL);
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "icon-name",
                                  bookout_vehicle_words_icon_for_state (state_of (vehicle)),
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  guint n = MIN (chapter->attempts->len, ATTEMPTS_MOST);

  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), icon);
  add_sheet (ADW_EXPANDER_ROW (row), chapter->past);
  /* The newest ones, in the order in which they were made. */
  for (guint i = chapter->attempts->len - n; i < chapter->attempts->len; i++)
    add_attempt (ADW_EXPANDER_ROW (row), g_ptr_array_index (chapter->attempts, i));

  return row;
}

static void
remove_rows (BookoutVehicleHistory *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->runs, 0)) != NULL)
    gtk_list_box_remove (self->runs, GTK_WIDGET (row));
}

static void
show_none (BookoutVehicleHistory *self, const char *title, const char *words)
{
  g_autofree char *escaped = g_markup_escape_text (words, -1);

  adw_status_page_set_title (self->none, title);
  adw_status_page_set_description (self->none, escaped);
  gtk_stack_set_visible_child_name (self->pages, "none");
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BookoutVehicleHistory) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) chapters = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->reading);
  remove_rows (self);
  if (chapters == NULL)
    {
      show_none (self, _ ("The Record Cannot Be Read"), error->message);
      return;
    }
  if (chapters->len == 0)
    {
      show_none (self, _ ("No Run Had This Vehicle"),
                 _ ("Enter the reference in full, as the inventory spells it."));
      return;
    }

  for (guint i = 0; i < chapters->len; i++)
    gtk_list_box_append (self->runs, make_chapter (g_ptr_array_index (chapters, i)));
  gtk_stack_set_visible_child_name (self->pages, "runs");
}

/**
 * bookout_vehicle_history_show:
 * @self: the list
 * @ledger_path: (nullable) (type filename): another ledger than the user's own
 * @reference: of the vehicle, in full
 *
 * What was shown before stays until the ledger has been read.
 */
void
bookout_vehicle_history_show (BookoutVehicleHistory *self, const char *ledger_path, const char *reference)
{
  g_autoptr (GTask) task = NULL;
  Question *question;

  g_return_if_fail (BOOKOUT_IS_VEHICLE_HISTORY (self));

  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  if (*reference == '\0')
    {
      remove_rows (self);
      return;
    }

  question = g_new0 (Question, 1);
  question->ledger_path = g_strdup (ledger_path);
  question->reference = g_strdup (reference);
  self->reading = g_cancellable_new ();
  /* Without a source object: a thread must not come to own a widget. */
  task = g_task_new (NULL, self->reading, read_cb, g_object_ref (self));
  g_task_set_source_tag (task, bookout_vehicle_history_show);
  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, read_thread);
}

static void
bookout_vehicle_history_dispose (GObject *object)
{
  BookoutVehicleHistory *self = BOOKOUT_VEHICLE_HISTORY (object);

  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);

  G_OBJECT_CLASS (bookout_vehicle_history_parent_class)->dispose (object);
}

static void
bookout_vehicle_history_class_init (BookoutVehicleHistoryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bookout_vehicle_history_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bookout/Bookout/bookout-vehicle-history.ui");
  gtk_widget_class_bind_template_child (widget_class, BookoutVehicleHistory, pages);
  gtk_widget_class_bind_template_child (widget_class, BookoutVehicleHistory, none);
  gtk_widget_class_bind_template_child (widget_class, BookoutVehicleHistory, runs);
}

static void
bookout_vehicle_history_init (BookoutVehicleHistory *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
