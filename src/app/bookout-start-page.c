/* bookout-start-page.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include <glib/gi18n.h>

#include "bookout-references-row.h"
#include "bookout-run-folder.h"
#include "bookout-run-order.h"
#include "bookout-run-words.h"
#include "bookout-saved-password.h"
#include "bookout-settings.h"
#include "bookout-start-page.h"
#include "bookout-unfinished-run.h"
#include "bookout-variables-row.h"

/* The rows are the state: what a person chose is read from them when Start is clicked, made into a BookoutRunOrder and placed. All that can
 * block (descriptions, keyring, folder, ledger) is asked in threads, and each answer that comes late for what is chosen now is
 * dropped by cancelling its question. */

/* The keyring and the folder are looked at when nothing was typed for this long. */
#define LOOK_DELAY_MS 400

enum
{
  CHOICE_ALL,
  CHOICE_FIRST,
  CHOICE_LIST,
};

struct _BookoutStartPage
{
  AdwBin parent_instance;

  AdwPreferencesGroup *problem_group;
  AdwActionRow *problem_row;
  AdwPreferencesGroup *unfinished_group;
  AdwActionRow *unfinished_row;
  AdwComboRow *portal_row;
  AdwActionRow *mistakes_row;
  AdwEntryRow *user_row;
  AdwPasswordEntryRow *password_row;
  AdwActionRow *remember_row;
  GtkSwitch *remember_switch;
  BookoutVariablesRow *variables_row;
  AdwActionRow *folder_row;
  AdwActionRow *dated_row;
  GtkSwitch *dated_switch;
  AdwComboRow *choice_row;
  AdwActionRow *limit_row;
  GtkSpinButton *limit_spin;
  BookoutReferencesRow *references_row;
  GtkSpinButton *tabs_spin;
  GtkButton *start_button;
  GtkLabel *reason_label;

  GPtrArray *portals; /* of BookoutPortal, as portal_row lists them; NULL until they are loaded */
  BookoutPracticeChild *practice;
  char *folder;                 /* absolute */
  BookoutRunFolder *look;       /* of the folder; nullable */
  BookoutLedgerRun *unfinished; /* nullable */
  BookoutRun *run;              /* nullable */

  gboolean placing;       /* an order is being placed */
  gboolean password_kept; /* the keyring has one for the account shown */
  guint look_source;
  GCancellable *password_look; /* nullable: the question under way */
  GCancellable *folder_look;
  GCancellable *closing;         /* cancelled with the page */
  GtkFileChooserNative *chooser; /* nullable: while it is open */
};

G_DEFINE_FINAL_TYPE (BookoutStartPage, bookout_start_page, ADW_TYPE_BIN)

enum
{
  RUN_READY,
  PROBLEM,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* (nullable) */
static BookoutPortal *
get_portal (BookoutStartPage *self)
{
  guint selected = adw_combo_row_get_selected (self->portal_row);

  return self->portals != NULL && selected < self->portals->len ? g_ptr_array_index (self->portals, selected)
                                                                : NULL;
}

static gboolean
is_practice (BookoutPortal *portal)
{
  return portal != NULL && g_str_equal (bookout_portal_get_id (portal), BOOKOUT_PRACTICE_ID);
}

static const char *
get_user (BookoutStartPage *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->user_row));
}

static const char *
get_password (BookoutStartPage *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->password_row));
}

static gboolean
is_running (BookoutStartPage *self)
{
  BookoutRunState state = self->run != NULL ? bookout_run_get_state (self->run) : BOOKOUT_RUN_FINISHED;

  return state < BOOKOUT_RUN_FINISHED;
}

/* Why Start cannot work, in the order in which a person fills in the page; NULL if it can. */
static const char *
find_reason (BookoutStartPage *self)
{
  if (self->placing)
    return _ ("Starting…");
  if (is_running (self))
    return _ ("A run is under way. Another can be started when it has ended.");
  if (self->portals == NULL)
    return _ ("Reading the portals…");
  if (get_portal (self) == NULL)
    return _ ("No portal is described on this computer.");
  if (*get_user (self) == '\0')
    return _ ("Enter your user name.");
  if (*get_password (self) == '\0' && !self->password_kept)
    return _ ("Enter your password.");
  if (self->look != NULL && !self->look->writable)
    return _ ("Bookout may not write to that folder. Choose another one.");
  if (adw_combo_row_get_selected (self->choice_row) == CHOICE_LIST &&
      bookout_references_row_get_n_references (self->references_row) == 0)
    return _ ("The list names no vehicle.");

  return NULL;
}

static void
update_reason (BookoutStartPage *self)
{
  const char *reason = find_reason (self);
  gboolean busy = self->placing || is_running (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "start.start", reason == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "start.continue",
                                 !busy && self->unfinished != NULL && self->portals != NULL);
  gtk_label_set_text (self->reason_label, reason != NULL ? reason : "");
  gtk_widget_set_visible (GTK_WIDGET (self->reason_label), reason != NULL);
}

static void
set_placing (BookoutStartPage *self, gboolean placing)
{
  self->placing = placing;
  update_reason (self);
}

/* The problem */

/**
 * bookout_start_page_show_problem:
 * @self: the page
 * @text: (nullable): plain text
 * @ask_password: whether the password is what to mend
 */
void
bookout_start_page_show_problem (BookoutStartPage *self, const char *text, gboolean ask_password)
{
  g_return_if_fail (BOOKOUT_IS_START_PAGE (self));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->problem_row), text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_group), text != NULL);
  if (!ask_password)
    return;

  self->password_kept = FALSE;
  gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
  update_reason (self);
}

static void
dismiss_problem_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bookout_start_page_show_problem (BOOKOUT_START_PAGE (widget), NULL, FALSE);
}

/* The folder */

static void
show_folder (BookoutStartPage *self)
{
  g_autofree char *name = bookout_run_folder_display_name (self->folder);
  g_autofree char *space = self->look != NULL && self->look->free > 0 ? g_format_size (self->look->free)
                                                                      : NULL;
  g_autofree char *words = space != NULL ? g_strdup_printf (_ ("%s · %s free"), name, space) : NULL;

  adw_action_row_set_subtitle (self->folder_row, words != NULL ? words : name);
  adw_action_row_set_subtitle (self->dated_row, self->look != NULL ? self->look->dated : "");
  update_reason (self);
}

static void
folder_looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BookoutStartPage) self = user_data;
  g_autoptr (GError) error = NULL;
  BookoutRunFolder *look = bookout_run_folder_look_finish (result, &error);

  if (look == NULL)
    return;

  g_clear_pointer (&self->look, bookout_run_folder_free);
  self->look = look;
  show_folder (self);
}

static void
look_at_folder (BookoutStartPage *self)
{
  g_cancellable_cancel (self->folder_look);
  g_clear_object (&self->folder_look);
  self->folder_look = g_cancellable_new ();
  bookout_run_folder_look_async (self->folder, self->folder_look, folder_looked_cb, g_object_ref (self));
}

static void
set_folder (BookoutStartPage *self, const char *path)
{
  g_free (self->folder);
  self->folder = g_strdup (path);
  g_clear_pointer (&self->look, bookout_run_folder_free);
  show_folder (self);
  look_at_folder (self);
}

static void
folder_chosen_cb (BookoutStartPage *self, int response)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  g_clear_object (&self->chooser);
  if (response != GTK_RESPONSE_ACCEPT)
    return;

  if (path == NULL)
    {
      bookout_start_page_show_problem (self, _ ("Sheets can only be saved in a folder of this computer."),
                                       FALSE);
      return;
    }

  g_settings_set_string (bookout_settings_get_default (), "folder", path);
  set_folder (self, path);
}

static void
change_folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutStartPage *self = BOOKOUT_START_PAGE (widget);
  g_autoptr (GFile) folder = g_file_new_for_path (self->folder);

  if (self->chooser != NULL)
    return;

  self->chooser = gtk_file_chooser_native_new (
      _ ("Folder for the Sheets"), GTK_WINDOW (gtk_widget_get_root (widget)),
      GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Choose"), _ ("_Cancel"));
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (self->chooser), folder, NULL);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (folder_chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* The account */

static void
show_password_state (BookoutStartPage *self, gboolean kept, const char *no_keyring)
{
  self->password_kept = kept;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->password_row),
                                 kept ? _ ("Pass_word (kept in the keyring)") : _ ("Pass_word"));
  adw_action_row_set_subtitle (self->remember_row, no_keyring != NULL ? no_keyring : "");
  gtk_widget_set_sensitive (GTK_WIDGET (self->remember_row), no_keyring == NULL);
  update_reason (self);
}

static void
password_looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BookoutStartPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean kept = bookout_saved_password_look_finish (result, &error);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_password_state (self, kept, error != NULL ? error->message : NULL);
}

static void
look_for_password (BookoutStartPage *self)
{
  BookoutPortal *portal = get_portal (self);

  g_cancellable_cancel (self->password_look);
  g_clear_object (&self->password_look);
  if (portal == NULL || is_practice (portal) || *get_user (self) == '\0')
    {
      show_password_state (self, FALSE, NULL);
      return;
    }

  self->password_look = g_cancellable_new ();
  bookout_saved_password_look_async (bookout_portal_get_id (portal), bookout_portal_get_base (portal),
                                     get_user (self), self->password_look, password_looked_cb,
                                     g_object_ref (self));
}

static gboolean
look_cb (gpointer data)
{
  BookoutStartPage *self = data;

  self->look_source = 0;
  look_for_password (self);

  return G_SOURCE_REMOVE;
}

static void
user_changed_cb (BookoutStartPage *self)
{
  g_clear_handle_id (&self->look_source, g_source_remove);
  self->look_source = g_timeout_add (LOOK_DELAY_MS, look_cb, self);
  self->password_kept = FALSE;
  update_reason (self);
}

static void
portal_changed_cb (BookoutStartPage *self)
{
  BookoutPortal *portal = get_portal (self);
  gboolean practice = is_practice (portal);
  g_autofree char *user = NULL;
  guint tabs_most;

  if (portal == NULL)
    return;

  user = practice ? g_strdup (BOOKOUT_PRACTICE_USER)
                  : bookout_settings_dup_user (bookout_portal_get_id (portal));
  gtk_editable_set_text (GTK_EDITABLE (self->user_row), user);
  /* The practice portal's password is public, so it may be shown; another's never comes here from the keyring. */
  gtk_editable_set_text (GTK_EDITABLE (self->password_row), practice ? BOOKOUT_PRACTICE_PASSWORD : "");
  gtk_widget_set_visible (GTK_WIDGET (self->remember_row), !practice);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->portal_row),
                               practice ? _ ("Invented vehicles on this computer, to try everything out")
                                        : bookout_portal_get_base (portal));
  bookout_variables_row_set_portal (self->variables_row, portal, practice ? "address" : NULL);
  bookout_references_row_set_column (self->references_row, bookout_portal_get_columns (portal)->reference);

  tabs_most = MAX (bookout_portal_get_limits (portal)->tabs, 1);
  gtk_adjustment_set_upper (gtk_spin_button_get_adjustment (self->tabs_spin), tabs_most);
  g_settings_set_string (bookout_settings_get_default (), "portal", bookout_portal_get_id (portal));
  user_changed_cb (self);
}

/* The list of portals */

typedef struct
{
  GPtrArray *portals;
  GPtrArray *problems;
} Portals;

static void
portals_free (gpointer data)
{
  Portals *self = data;

  g_clear_pointer (&self->portals, g_ptr_array_unref);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_free (self);
}

static void
list_portals_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Portals *found = g_new0 (Portals, 1);

  found->problems = g_ptr_array_new_with_free_func (g_free);
  found->portals = bookout_portal_list (found->problems);
  g_task_return_pointer (task, found, portals_free);
}

/* A newcomer finds the practice portal first. */
static void
put_practice_first (GPtrArray *portals)
{
  for (guint i = 1; i < portals->len; i++)
    if (is_practice (g_ptr_array_index (portals, i)))
      {
        g_ptr_array_insert (portals, 0, g_ptr_array_steal_index (portals, i));
        return;
      }
}

static void
select_portal (BookoutStartPage *self, const char *id)
{
  for (guint i = 0; i < self->portals->len; i++)
    if (g_str_equal (bookout_portal_get_id (g_ptr_array_index (self->portals, i)), id))
      adw_combo_row_set_selected (self->portal_row, i);
}

static void
show_mistakes (BookoutStartPage *self, GPtrArray *problems)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (problems->len, 3); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (const char *) g_ptr_array_index (problems, i));
  adw_action_row_set_subtitle (self->mistakes_row, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->mistakes_row), problems->len > 0);
}

static void
portals_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BookoutStartPage) self = user_data;
  Portals *found = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autofree char *chosen = g_settings_get_string (bookout_settings_get_default (), "portal");

  if (found == NULL)
    return;

  put_practice_first (found->portals);
  for (guint i = 0; i < found->portals->len; i++)
    gtk_string_list_append (names, bookout_portal_get_name (g_ptr_array_index (found->portals, i)));

  self->portals = g_ptr_array_ref (found->portals);
  adw_combo_row_set_model (self->portal_row, G_LIST_MODEL (names));
  select_portal (self, chosen);
  portal_changed_cb (self);
  show_mistakes (self, found->problems);
  portals_free (found);
}

static void
list_portals (BookoutStartPage *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, self->closing, portals_listed_cb, g_object_ref (self));

  g_task_set_source_tag (task, list_portals);
  g_task_run_in_thread (task, list_portals_thread);
}

/* Placing an order */

static void
placed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BookoutStartPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutRun) run = bookout_run_order_place_finish (result, &error);

  set_placing (self, FALSE);
  if (run != NULL)
    {
      bookout_start_page_show_problem (self, NULL, FALSE);
      g_signal_emit (self, signals[RUN_READY], 0, run);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      bookout_start_page_show_problem (self, error->message,
                                       g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND));
      g_signal_emit (self, signals[PROBLEM], 0);
    }
}

static BookoutRunOrder *
new_order (BookoutStartPage *self)
{
  GSettings *settings = bookout_settings_get_default ();
  BookoutRunOrder *order = bookout_run_order_new ();

  order->tabs = gtk_spin_button_get_value_as_int (self->tabs_spin);
  order->attempts = g_settings_get_uint (settings, "attempts");
  order->vehicle_s = g_settings_get_uint (settings, "vehicle-seconds");
  order->wait_active = g_settings_get_boolean (settings, "wait-for-session");

  return order;
}

static void
place (BookoutStartPage *self, BookoutRunOrder *order)
{
  set_placing (self, TRUE);
  bookout_run_order_place_async (order, self->practice, self->closing, placed_cb, g_object_ref (self));
}

/* A password that was typed counts; an empty entry means the keyring's. */
static void
take_password (BookoutStartPage *self, BookoutRunOrder *order, BookoutPortal *portal)
{
  const char *password = get_password (self);
  gboolean remember = gtk_switch_get_active (self->remember_switch);

  if (*password == '\0')
    return;

  order->password = g_strdup (password);
  order->remember = remember && !is_practice (portal) &&
                    gtk_widget_get_sensitive (GTK_WIDGET (self->remember_row));
  if (!remember && self->password_kept)
    bookout_saved_password_forget (bookout_portal_get_id (portal), bookout_portal_get_base (portal),
                                   order->user);
}

static void
take_choice (BookoutStartPage *self, BookoutRunOrder *order)
{
  switch (adw_combo_row_get_selected (self->choice_row))
    {
    case CHOICE_FIRST:
      order->limit = gtk_spin_button_get_value_as_int (self->limit_spin);
      break;
    case CHOICE_LIST:
      order->references = bookout_references_row_dup_text (self->references_row);
      break;
    case CHOICE_ALL:
    default:
      break;
    }
}

static void
start_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutStartPage *self = BOOKOUT_START_PAGE (widget);
  BookoutPortal *portal = get_portal (self);
  BookoutRunOrder *order;

  if (find_reason (self) != NULL)
    return;

  order = new_order (self);
  order->portal = g_strdup (bookout_portal_get_id (portal));
  order->user = g_strdup (get_user (self));
  order->folder = g_strdup (self->folder);
  order->dated = gtk_switch_get_active (self->dated_switch);
  bookout_variables_row_take (self->variables_row, order->variables);
  take_password (self, order, portal);
  take_choice (self, order);

  if (!is_practice (portal))
    bookout_settings_set_user (order->portal, order->user);
  place (self, order);
}

/* Going on */

static gboolean
is_shown_account (BookoutStartPage *self, const BookoutLedgerRun *run)
{
  BookoutPortal *portal = get_portal (self);

  return portal != NULL && g_strcmp0 (bookout_portal_get_id (portal), run->portal_id) == 0 &&
         g_strcmp0 (get_user (self), run->user) == 0;
}

/* The page shows the account whose password is wanted. */
static void
show_account (BookoutStartPage *self, const BookoutLedgerRun *run)
{
  if (is_shown_account (self, run))
    return;

  select_portal (self, run->portal_id);
  gtk_editable_set_text (GTK_EDITABLE (self->user_row), run->user);
}

static void
place_continuation (BookoutStartPage *self, const BookoutLedgerRun *run, gboolean retry_failed)
{
  BookoutRunOrder *order = new_order (self);
  gboolean practice = g_strcmp0 (run->portal_id, BOOKOUT_PRACTICE_ID) == 0;
  gboolean has_path = run->portal_path != NULL && *run->portal_path != '\0';

  show_account (self, run);
  order->portal = g_strdup (!practice && has_path ? run->portal_path : run->portal_id);
  g_clear_pointer (&order->variables, g_hash_table_unref);
  order->variables = bookout_run_order_parse_variables (run->variables);
  order->user = g_strdup (run->user);
  order->folder = g_strdup (run->folder);
  order->resume = TRUE;
  order->retry_failed = retry_failed;
  if (get_portal (self) != NULL && is_shown_account (self, run))
    take_password (self, order, get_portal (self));
  place (self, order);
}

typedef struct
{
  BookoutStartPage *self;
  gboolean retry_failed;
} Continuation;

static void
continuation_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Continuation *continuation = user_data;
  g_autoptr (BookoutStartPage) self = continuation->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedgerRun) run = bookout_unfinished_run_find_finish (result, &error);

  self->placing = FALSE;
  if (run != NULL)
    place_continuation (self, run, continuation->retry_failed);
  else if (error != NULL)
    {
      bookout_start_page_show_problem (self, error->message, FALSE);
      g_signal_emit (self, signals[PROBLEM], 0);
    }
  update_reason (self);
}

/**
 * bookout_start_page_continue:
 * @self: the page
 * @folder: (type filename): of an earlier run
 * @retry_failed: whether what failed or is held is tried again too
 *
 * Does nothing while a run is under way or being started.
 */
void
bookout_start_page_continue (BookoutStartPage *self, const char *folder, gboolean retry_failed)
{
  Continuation *continuation;

  g_return_if_fail (BOOKOUT_IS_START_PAGE (self));

  if (self->placing || is_running (self) || self->portals == NULL)
    return;

  continuation = g_new0 (Continuation, 1);
  continuation->self = g_object_ref (self);
  continuation->retry_failed = retry_failed;
  set_placing (self, TRUE);
  bookout_unfinished_run_find_async (folder, self->closing, continuation_found_cb, continuation);
}

static void
continue_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutStartPage *self = BOOKOUT_START_PAGE (widget);

  if (self->unfinished != NULL)
    bookout_start_page_continue (self, self->unfinished->folder, FALSE);
}

static char *
run_date (const BookoutLedgerRun *run)
{
  g_autoptr (GDateTime) began = g_date_time_new_from_unix_local (run->began_at);

  /* Translators: the day of a run, as in "Mon 23 Nov" */
  return began != NULL ? g_date_time_format (began, _ ("%a %-d %b")) : g_strdup ("");
}

static void
show_unfinished (BookoutStartPage *self)
{
  const BookoutLedgerRun *run = self->unfinished;

  gtk_widget_set_visible (GTK_WIDGET (self->unfinished_group), run != NULL);
  if (run != NULL)
    {
      guint total = run->total - MIN (run->skipped, run->total);
      g_autofree char *date = run_date (run);
      g_autofree char *done = bookout_report_count_to_string (run->done + run->unproved);
      g_autofree char *all = bookout_report_count_to_string (total);
      g_autofree char *folder = bookout_run_folder_display_name (run->folder);
      g_autofree char *title = g_strdup_printf (_ ("Run of %s: %s of %s done"), date, done, all);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->unfinished_row), title);
      adw_action_row_set_subtitle (self->unfinished_row, folder);
    }
  update_reason (self);
}

static void
unfinished_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BookoutStartPage) self = user_data;
  g_autoptr (GError) error = NULL;
  BookoutLedgerRun *run = bookout_unfinished_run_find_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    bookout_start_page_show_problem (self, error->message, FALSE);

  g_clear_pointer (&self->unfinished, bookout_ledger_run_free);
  self->unfinished = run;
  show_unfinished (self);
}

static void
look_for_unfinished (BookoutStartPage *self)
{
  bookout_unfinished_run_find_async (NULL, self->closing, unfinished_found_cb, g_object_ref (self));
}

/* The run under way */

static void
state_cb (BookoutStartPage *self)
{
  if (!is_running (self))
    {
      look_for_unfinished (self);
      look_for_password (self);
      look_at_folder (self);
    }
  update_reason (self);
}

/**
 * bookout_start_page_set_run:
 * @self: the page
 * @run: (nullable): the run that the window shows
 */
void
bookout_start_page_set_run (BookoutStartPage *self, BookoutRun *run)
{
  g_return_if_fail (BOOKOUT_IS_START_PAGE (self));

  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_set_object (&self->run, run);
  if (run != NULL)
    g_signal_connect_object (run, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);

  gtk_widget_set_visible (GTK_WIDGET (self->unfinished_group),
                          !is_running (self) && self->unfinished != NULL);
  state_cb (self);
}

static void
choice_changed_cb (BookoutStartPage *self)
{
  guint choice = adw_combo_row_get_selected (self->choice_row);

  gtk_widget_set_visible (GTK_WIDGET (self->limit_row), choice == CHOICE_FIRST);
  gtk_widget_set_visible (GTK_WIDGET (self->references_row), choice == CHOICE_LIST);
  update_reason (self);
}

/* A list dropped anywhere on the page is meant as one. */
static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, BookoutStartPage *self)
{
  GSList *files = gdk_file_list_get_files (g_value_get_boxed (value));

  if (files == NULL)
    return FALSE;

  adw_combo_row_set_selected (self->choice_row, CHOICE_LIST);
  bookout_references_row_open (self->references_row, files->data);
  g_slist_free (files);
  return TRUE;
}

static void
bookout_start_page_dispose (GObject *object)
{
  BookoutStartPage *self = BOOKOUT_START_PAGE (object);

  g_clear_handle_id (&self->look_source, g_source_remove);
  g_cancellable_cancel (self->closing);
  g_cancellable_cancel (self->password_look);
  g_cancellable_cancel (self->folder_look);
  g_clear_object (&self->closing);
  g_clear_object (&self->password_look);
  g_clear_object (&self->folder_look);
  g_clear_object (&self->chooser);
  g_clear_object (&self->practice);
  g_clear_object (&self->run);
  g_clear_pointer (&self->portals, g_ptr_array_unref);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->look, bookout_run_folder_free);
  g_clear_pointer (&self->unfinished, bookout_ledger_run_free);

  G_OBJECT_CLASS (bookout_start_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, problem_group);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, problem_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, unfinished_group);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, unfinished_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, portal_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, mistakes_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, user_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, remember_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, remember_switch);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, variables_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, folder_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, dated_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, dated_switch);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, choice_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, limit_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, limit_spin);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, references_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, tabs_spin);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, start_button);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, reason_label);
}

static void
bookout_start_page_class_init (BookoutStartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bookout_start_page_dispose;

  /**
   * BookoutStartPage::run-ready:
   * @self: the page
   * @run: to be executed
   */
  signals[RUN_READY] = g_signal_new ("run-ready", BOOKOUT_TYPE_START_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, BOOKOUT_TYPE_RUN);

  /**
   * BookoutStartPage::problem:
   * @self: the page, which shows it
   */
  signals[PROBLEM] = g_signal_new ("problem", BOOKOUT_TYPE_START_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  g_type_ensure (BOOKOUT_TYPE_REFERENCES_ROW);
  g_type_ensure (BOOKOUT_TYPE_VARIABLES_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bookout/Bookout/bookout-start-page.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "start.start", NULL, start_action);
  gtk_widget_class_install_action (widget_class, "start.continue", NULL, continue_action);
  gtk_widget_class_install_action (widget_class, "start.change-folder", NULL, change_folder_action);
  gtk_widget_class_install_action (widget_class, "start.dismiss-problem", NULL, dismiss_problem_action);
}

static void
connect_rows (BookoutStartPage *self)
{
  g_signal_connect_object (self->portal_row, "notify::selected", G_CALLBACK (portal_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->user_row, "changed", G_CALLBACK (user_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->password_row, "changed", G_CALLBACK (update_reason), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->choice_row, "notify::selected", G_CALLBACK (choice_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->references_row, "notify::n-references", G_CALLBACK (update_reason), self,
                           G_CONNECT_SWAPPED);
}

static void
bind_settings (BookoutStartPage *self)
{
  GSettings *settings = bookout_settings_get_default ();

  g_settings_bind (settings, "tabs", gtk_spin_button_get_adjustment (self->tabs_spin), "value",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "remember-password", self->remember_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "dated-subfolder", self->dated_switch, "active", G_SETTINGS_BIND_DEFAULT);
}

static void
bookout_start_page_init (BookoutStartPage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_autofree char *folder = bookout_settings_dup_folder ();

  self->closing = g_cancellable_new ();
  self->practice = bookout_practice_child_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));

  bind_settings (self);
  connect_rows (self);
  set_folder (self, folder);
  list_portals (self);
  look_for_unfinished (self);
}

/**
 * bookout_start_page_new:
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
bookout_start_page_new (void)
{
  return g_object_new (BOOKOUT_TYPE_START_PAGE, NULL);
}
