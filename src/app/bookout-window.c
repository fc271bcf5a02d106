/* bookout-window.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include <glib/gi18n.h>

#include "bookout-button-names.h"
#include "bookout-failed-page.h"
#include "bookout-history-page.h"
#include "bookout-run-notifier.h"
#include "bookout-run-page.h"
#include "bookout-session.h"
#include "bookout-settings.h"
#include "bookout-start-page.h"
#include "bookout-vehicles-page.h"
#include "bookout-window.h"

/* Owns the run and hands it to every page. The pages know the run, not each other; what one wants of another goes through an action
 * of the window.
 *
 *   start page → run-ready → window → execute → pages, notifier, inhibitor
 */

struct _BookoutWindow
{
  AdwApplicationWindow parent_instance;

  AdwHeaderBar *header_bar;
  AdwViewSwitcherTitle *switcher_title;
  AdwToastOverlay *toasts;
  AdwViewStack *stack;

  GtkWidget *start_page;    /* the stack's */
  GtkWidget *run_page;      /* the stack's */
  GtkWidget *vehicles_page; /* the stack's */
  GtkWidget *failed_page;   /* the stack's */
  GtkWidget *history_page;  /* the stack's */

  BookoutRun *run; /* NULL before the first */
  BookoutRunNotifier *notifier;
  guint inhibit_cookie; /* 0 unless suspending is inhibited */
  gboolean closing;     /* as soon as the run is over */
  GtkWindow *question;  /* weak; NULL unless it is asked whether to close */
};

G_DEFINE_FINAL_TYPE (BookoutWindow, bookout_window, ADW_TYPE_APPLICATION_WINDOW)

static gboolean
is_running (BookoutWindow *self)
{
  return self->run != NULL && bookout_run_get_state (self->run) < BOOKOUT_RUN_FINISHED;
}

/* A computer that sleeps fetches nothing; one whose run stands still may sleep. */
static void
update_inhibitor (BookoutWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  BookoutHold hold = self->run != NULL ? bookout_run_get_hold (self->run) : BOOKOUT_HOLD_NONE;
  gboolean active = is_running (self) && hold != BOOKOUT_HOLD_PAUSED && hold != BOOKOUT_HOLD_BLOCKED;

  if (application == NULL || active == (self->inhibit_cookie != 0))
    return;

  if (active)
    self->inhibit_cookie = gtk_application_inhibit (
        application, GTK_WINDOW (self), GTK_APPLICATION_INHIBIT_SUSPEND, _ ("Sheets are being fetched"));
  else
    {
      gtk_application_uninhibit (application, self->inhibit_cookie);
      self->inhibit_cookie = 0;
    }
}

static void
update_actions (BookoutWindow *self)
{
  gboolean running = is_running (self);
  gboolean fetching = running && bookout_run_get_state (self->run) == BOOKOUT_RUN_FETCHING;
  BookoutHold hold = running ? bookout_run_get_hold (self->run) : BOOKOUT_HOLD_NONE;
  gboolean still = hold == BOOKOUT_HOLD_PAUSED || hold == BOOKOUT_HOLD_BLOCKED;
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "win.pause", fetching && !still);
  gtk_widget_action_set_enabled (widget, "win.resume", fetching && still);
  gtk_widget_action_set_enabled (widget, "win.toggle-pause", fetching);
  gtk_widget_action_set_enabled (widget, "win.stop",
                                 running && bookout_run_get_state (self->run) < BOOKOUT_RUN_FINISHING);
  gtk_widget_action_set_enabled (widget, "win.continue-run", !running);
  gtk_widget_action_set_enabled (widget, "win.retry-run", !running);
}

static void
run_changed_cb (BookoutWindow *self)
{
  BookoutHold hold = is_running (self) ? bookout_run_get_hold (self->run) : BOOKOUT_HOLD_NONE;

  adw_view_stack_page_set_needs_attention (adw_view_stack_get_page (self->stack, self->run_page),
                                           hold == BOOKOUT_HOLD_BLOCKED);
  update_inhibitor (self);
  update_actions (self);
}

static void
n_failed_cb (BookoutWindow *self)
{
  guint n = bookout_failed_page_get_n_items (BOOKOUT_FAILED_PAGE (self->failed_page));

  adw_view_stack_page_set_badge_number (adw_view_stack_get_page (self->stack, self->failed_page), n);
}

static void
set_run (BookoutWindow *self, BookoutRun *run)
{
  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_set_object (&self->run, run);
  g_signal_connect_object (run, "notify::state", G_CALLBACK (run_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "notify::hold", G_CALLBACK (run_changed_cb), self, G_CONNECT_SWAPPED);

  bookout_start_page_set_run (BOOKOUT_START_PAGE (self->start_page), run);
  bookout_run_page_set_run (BOOKOUT_RUN_PAGE (self->run_page), run);
  bookout_vehicles_page_set_run (BOOKOUT_VEHICLES_PAGE (self->vehicles_page), run);
  bookout_failed_page_set_run (BOOKOUT_FAILED_PAGE (self->failed_page), run);
  bookout_history_page_set_run (BOOKOUT_HISTORY_PAGE (self->history_page), run);
  bookout_run_notifier_set_run (self->notifier, run);
  run_changed_cb (self);
}

/* AdwMessageDialog looks at its parent when it goes, so it goes first. */
static void
destroy (BookoutWindow *self)
{
  if (self->question != NULL)
    gtk_window_destroy (self->question);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* What kept a run from getting a single vehicle is mended on the start page; later, the run page says it. */
static void
show_failure (BookoutWindow *self, const GError *error)
{
  BookoutQueueCounts counts = bookout_run_get_counts (self->run);

  bookout_run_page_show_error (BOOKOUT_RUN_PAGE (self->run_page), error->message);
  if (counts.total > 0)
    return;

  bookout_start_page_show_problem (
      BOOKOUT_START_PAGE (self->start_page), error->message,
      g_error_matches (error, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_REFUSED));
  bookout_window_show_page (self, "start");
}

static void
executed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BookoutWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  bookout_run_execute_finish (BOOKOUT_RUN (source), result, &error);
  if (self->run != BOOKOUT_RUN (source))
    return;

  run_changed_cb (self);
  if (self->closing)
    destroy (self);
  else if (error != NULL)
    show_failure (self, error);
}

static void
run_ready_cb (BookoutWindow *self, BookoutRun *run)
{
  if (is_running (self) || self->closing)
    return;

  set_run (self, run);
  bookout_window_show_page (self, "run");
  bookout_run_execute_async (run, NULL, executed_cb, g_object_ref (self));
}

/* What keeps a run from starting is told on the start page, wherever it was wished for. */
static void
problem_cb (BookoutWindow *self)
{
  bookout_window_show_page (self, "start");
}

/* Closing */

/**
 * bookout_window_stop_and_close:
 * @self: the window
 *
 * Stops the run, if one is under way, lets it sign out, then destroys the window.
 */
void
bookout_window_stop_and_close (BookoutWindow *self)
{
  g_return_if_fail (BOOKOUT_IS_WINDOW (self));

  self->closing = TRUE;
  if (is_running (self))
    bookout_run_stop (self->run);
  else
    destroy (self);
}

static gboolean
stop_and_close_cb (gpointer data)
{
  bookout_window_stop_and_close (data);

  return G_SOURCE_REMOVE;
}

/* The window isn't closed in here: the run may be over by now, and then the dialog would lose its parent while it answers. */
static void
close_response_cb (BookoutWindow *self, const char *response)
{
  if (g_str_equal (response, "quit"))
    {
      bookout_window_show_toast (self, _ ("Stopping and signing out…"));
      g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, stop_and_close_cb, g_object_ref (self), g_object_unref);
    }
  else if (g_str_equal (response, "keep"))
    {
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
    }
}

static void
ask_before_closing (BookoutWindow *self)
{
  GtkWidget *dialog = adw_message_dialog_new (
      GTK_WINDOW (self), _ ("A Run Is Under Way"),
      _ ("It can go on without the window, or be paused and continued another time. Sheets that are in the "
         "folder stay there."));

  g_set_weak_pointer (&self->question, GTK_WINDOW (dialog));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "quit",
                                    _ ("_Pause and Quit"), "keep", _ ("_Keep Running"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "keep", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (close_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
bookout_window_close_request (GtkWindow *window)
{
  BookoutWindow *self = BOOKOUT_WINDOW (window);

  if (!is_running (self))
    return GTK_WINDOW_CLASS (bookout_window_parent_class)->close_request (window);

  if (!self->closing && self->question == NULL)
    ask_before_closing (self);
  return TRUE;
}

/* Actions */

static void
show_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bookout_window_show_page (BOOKOUT_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
show_toast_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bookout_window_show_toast (BOOKOUT_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
continue_run_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bookout_start_page_continue (BOOKOUT_START_PAGE (BOOKOUT_WINDOW (widget)->start_page),
                               g_variant_get_string (parameter, NULL), FALSE, NULL);
}

static void
retry_run_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree const char **retried = NULL;
  const char *folder;

  g_variant_get (parameter, "(&s^a&s)", &folder, &retried);
  bookout_start_page_continue (BOOKOUT_START_PAGE (BOOKOUT_WINDOW (widget)->start_page), folder, TRUE,
                               retried);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BookoutWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!gtk_show_uri_full_finish (GTK_WINDOW (self), result, &error))
    bookout_window_show_toast (self, error->message);
}

static void
open_folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GFile) folder = g_file_new_for_path (g_variant_get_string (parameter, NULL));
  g_autofree char *uri = g_file_get_uri (folder);

  gtk_show_uri_full (GTK_WINDOW (widget), uri, GDK_CURRENT_TIME, NULL, opened_cb, g_object_ref (widget));
}

static void
pause_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bookout_run_pause (BOOKOUT_WINDOW (widget)->run);
}

static void
resume_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bookout_run_resume (BOOKOUT_WINDOW (widget)->run);
}

static void
toggle_pause_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutHold hold = bookout_run_get_hold (BOOKOUT_WINDOW (widget)->run);

  if (hold == BOOKOUT_HOLD_PAUSED || hold == BOOKOUT_HOLD_BLOCKED)
    resume_action (widget, name, parameter);
  else
    pause_action (widget, name, parameter);
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutWindow *self = BOOKOUT_WINDOW (widget);

  bookout_run_stop (self->run);
  gtk_widget_action_set_enabled (widget, "win.stop", FALSE);
}

/**
 * bookout_window_show_page:
 * @self: the window
 * @name: "start", "run", "vehicles", "failed" or "history"
 */
void
bookout_window_show_page (BookoutWindow *self, const char *name)
{
  g_return_if_fail (BOOKOUT_IS_WINDOW (self));

  adw_view_stack_set_visible_child_name (self->stack, name);
  /* Else the keys go on working on the page that was left. */
  gtk_widget_child_focus (adw_view_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
}

/**
 * bookout_window_show_toast:
 * @self: the window
 * @text: plain text, shown for some seconds
 */
void
bookout_window_show_toast (BookoutWindow *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_return_if_fail (BOOKOUT_IS_WINDOW (self));

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

/* A narrow window has no room to keep its title in the middle. */
static void
title_visible_cb (BookoutWindow *self)
{
  adw_header_bar_set_centering_policy (self->header_bar,
                                       adw_view_switcher_title_get_title_visible (self->switcher_title)
                                           ? ADW_CENTERING_POLICY_LOOSE
                                           : ADW_CENTERING_POLICY_STRICT);
}

static GtkWidget *
add_page (BookoutWindow *self, GtkWidget *page, const char *name, const char *title, const char *icon)
{
  AdwViewStackPage *stack_page = adw_view_stack_add_titled (self->stack, page, name, title);

  adw_view_stack_page_set_icon_name (stack_page, icon);
  return page;
}

static void
add_pages (BookoutWindow *self)
{
  self->start_page = add_page (self, bookout_start_page_new (), "start", C_ ("page", "Start"),
                               "go-home-symbolic");
  self->run_page = add_page (self, bookout_run_page_new (), "run", C_ ("page", "Run"),
                             "media-playback-start-symbolic");
  self->vehicles_page = add_page (self, bookout_vehicles_page_new (), "vehicles", C_ ("page", "Vehicles"),
                                  "view-list-symbolic");
  self->failed_page = add_page (self, bookout_failed_page_new (), "failed", C_ ("page", "Failed"),
                                "dialog-warning-symbolic");
  self->history_page = add_page (self, bookout_history_page_new (), "history", C_ ("page", "History"),
                                 "document-open-recent-symbolic");

  g_signal_connect_object (self->start_page, "run-ready", G_CALLBACK (run_ready_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->start_page, "problem", G_CALLBACK (problem_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->failed_page, "notify::n-items", G_CALLBACK (n_failed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
bookout_window_dispose (GObject *object)
{
  BookoutWindow *self = BOOKOUT_WINDOW (object);

  g_clear_weak_pointer (&self->question);
  g_clear_object (&self->notifier);
  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_clear_object (&self->run);

  G_OBJECT_CLASS (bookout_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.show-page", "s", show_page_action);
  gtk_widget_class_install_action (widget_class, "win.show-toast", "s", show_toast_action);
  gtk_widget_class_install_action (widget_class, "win.continue-run", "s", continue_run_action);
  gtk_widget_class_install_action (widget_class, "win.retry-run", "(sas)", retry_run_action);
  gtk_widget_class_install_action (widget_class, "win.open-folder", "s", open_folder_action);
  gtk_widget_class_install_action (widget_class, "win.pause", NULL, pause_action);
  gtk_widget_class_install_action (widget_class, "win.resume", NULL, resume_action);
  gtk_widget_class_install_action (widget_class, "win.toggle-pause", NULL, toggle_pause_action);
  gtk_widget_class_install_action (widget_class, "win.stop", NULL, stop_action);
}

static void
bookout_window_class_init (BookoutWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bookout_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = bookout_window_close_request;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/bookout/Bookout/bookout-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BookoutWindow, header_bar);
  gtk_widget_class_bind_template_child (widget_class, BookoutWindow, switcher_title);
  gtk_widget_class_bind_template_child (widget_class, BookoutWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, BookoutWindow, stack);
  install_actions (widget_class);
}

static void
bookout_window_init (BookoutWindow *self)
{
  GSettings *settings = bookout_settings_get_default ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_window_set_icon_name (GTK_WINDOW (self), "io.github.bookout.Bookout");
  g_settings_bind (settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);

  g_signal_connect_object (self->switcher_title, "notify::title-visible", G_CALLBACK (title_visible_cb), self,
                           G_CONNECT_SWAPPED);

  self->notifier = bookout_run_notifier_new (GTK_WINDOW (self));
  add_pages (self);
  bookout_button_names_say_once (GTK_WIDGET (self));
  update_actions (self);
}

/**
 * bookout_window_new:
 * @application: that it belongs to
 *
 * Returns: (transfer none): a window, owned by GTK until it is destroyed
 */
BookoutWindow *
bookout_window_new (AdwApplication *application)
{
  return g_object_new (BOOKOUT_TYPE_WINDOW, "application", application, NULL);
}
