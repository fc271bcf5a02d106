/* bookout-start-page.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include <glib/gi18n.h>

#include "bookout-account-group.h"
#include "bookout-choice-group.h"
#include "bookout-folder-group.h"
#include "bookout-ledger-care.h"
#include "bookout-settings.h"
#include "bookout-start-page.h"
#include "bookout-unfinished-group.h"
#include "bookout-unfinished-run.h"

/* The groups are the state: what a person chose is taken from them when Start is clicked, made into a BookoutRunOrder and placed. The page
 * itself only knows whether something is under way, and says why Start can't work. Main thread. */

struct _BookoutStartPage
{
  AdwBin parent_instance;

  AdwPreferencesGroup *problem_group;
  AdwActionRow *problem_row;
  BookoutUnfinishedGroup *unfinished_group;
  BookoutAccountGroup *account_group;
  BookoutFolderGroup *folder_group;
  BookoutChoiceGroup *choice_group;
  GtkLabel *reason_label;

  BookoutPracticeChild *practice;
  BookoutRun *run;       /* nullable */
  gboolean placing;      /* an order is being placed */
  GCancellable *closing; /* cancelled with the page */
};

G_DEFINE_FINAL_TYPE (BookoutStartPage, bookout_start_page, ADW_TYPE_BIN)

enum
{
  RUN_READY,
  PROBLEM,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_running (BookoutStartPage *self)
{
  return self->run != NULL && bookout_run_get_state (self->run) < BOOKOUT_RUN_FINISHED;
}

/* Why Start cannot work, in the order in which a person fills in the page; NULL if it can. */
static const char *
find_reason (BookoutStartPage *self)
{
  const char *reason = NULL;

  if (self->placing)
    return _ ("Starting…");
  if (is_running (self))
    return _ ("A run is under way. Another can be started when it has ended.");

  reason = bookout_account_group_find_reason (self->account_group);
  if (reason == NULL)
    reason = bookout_folder_group_find_reason (self->folder_group);
  if (reason == NULL)
    reason = bookout_choice_group_find_reason (self->choice_group);

  return reason;
}

static void
update_reason (BookoutStartPage *self)
{
  const char *reason = find_reason (self);
  gboolean can_continue = !self->placing && !is_running (self) &&
                          bookout_unfinished_group_get_run (self->unfinished_group) != NULL &&
                          bookout_account_group_get_portal (self->account_group) != NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "start.start", reason == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "start.continue", can_continue);
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
  if (ask_password)
    bookout_account_group_ask_password (self->account_group);
}

static void
dismiss_problem_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bookout_start_page_show_problem (BOOKOUT_START_PAGE (widget), NULL, FALSE);
}

/* For the window, which brings the page to the front. */
static void
complain (BookoutStartPage *self, const GError *error)
{
  bookout_start_page_show_problem (self, error->message,
                                   g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND));
  g_signal_emit (self, signals[PROBLEM], 0);
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
      complain (self, error);
    }
}

/* With what counts for every run, a new one or one that is gone on with. */
static BookoutRunOrder *
new_order (BookoutStartPage *self)
{
  GSettings *settings = bookout_settings_get_default ();
  BookoutRunOrder *order = bookout_run_order_new ();

  order->tabs = g_settings_get_uint (settings, "tabs");
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

static void
start_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutStartPage *self = BOOKOUT_START_PAGE (widget);
  BookoutRunOrder *order;

  if (find_reason (self) != NULL)
    return;

  order = new_order (self);
  bookout_account_group_take (self->account_group, order);
  bookout_folder_group_take (self->folder_group, order);
  bookout_choice_group_take (self->choice_group, order);
  place (self, order);
}

/* Going on */

typedef struct
{
  BookoutStartPage *self;
  gboolean retry_failed;
  char **retried;
} Continuation;

static void
continuation_free (Continuation *self)
{
  g_object_unref (self->self);
  g_strfreev (self->retried);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Continuation, continuation_free)

static void
place_continuation (BookoutStartPage *self, const BookoutLedgerRun *run, Continuation *continuation)
{
  g_autoptr (BookoutRunOrder) order = new_order (self);

  if (!bookout_account_group_take_run (self->account_group, run, order))
    return;

  order->folder = g_strdup (run->folder);
  order->resume = TRUE;
  order->retry_failed = continuation->retry_failed;
  order->retried = g_steal_pointer (&continuation->retried);
  place (self, g_steal_pointer (&order));
}

static void
continuation_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Continuation) continuation = user_data;
  BookoutStartPage *self = continuation->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedgerRun) run = bookout_unfinished_run_find_finish (result, &error);

  set_placing (self, FALSE);
  if (run != NULL)
    place_continuation (self, run, continuation);
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    complain (self, error);
}

/**
 * bookout_start_page_continue:
 * @self: the page
 * @folder: (type filename): of an earlier run
 * @retry_failed: whether what failed or is held is tried again too
 * @retried: (nullable) (array zero-terminated=1): only these references of them; %NULL or none for all
 *
 * Does nothing while a run is under way or being started, or until the portals are listed.
 */
void
bookout_start_page_continue (BookoutStartPage *self,
                             const char *folder,
                             gboolean retry_failed,
                             const char *const *retried)
{
  Continuation *continuation;

  g_return_if_fail (BOOKOUT_IS_START_PAGE (self));

  if (self->placing || is_running (self) || bookout_account_group_get_portal (self->account_group) == NULL)
    return;

  continuation = g_new0 (Continuation, 1);
  continuation->self = g_object_ref (self);
  continuation->retry_failed = retry_failed;
  continuation->retried = g_strdupv ((char **) retried);
  set_placing (self, TRUE);
  bookout_unfinished_run_find_async (folder, self->closing, continuation_found_cb, continuation);
}

static void
continue_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutStartPage *self = BOOKOUT_START_PAGE (widget);
  const BookoutLedgerRun *run = bookout_unfinished_group_get_run (self->unfinished_group);

  if (run != NULL)
    bookout_start_page_continue (self, run->folder, FALSE, NULL);
}

static void
unfinished_failed_cb (BookoutStartPage *self, const char *words)
{
  bookout_start_page_show_problem (self, words, FALSE);
}

/* Only then is the ledger fit to be read. */
static void
cared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BookoutStartPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = bookout_ledger_care_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (words != NULL)
    bookout_start_page_show_problem (self, words, FALSE);
  bookout_unfinished_group_look_again (self->unfinished_group);
}

/* The run under way */

static void
state_cb (BookoutStartPage *self)
{
  bookout_unfinished_group_set_busy (self->unfinished_group, is_running (self));
  if (!is_running (self))
    {
      bookout_unfinished_group_look_again (self->unfinished_group);
      bookout_account_group_look_again (self->account_group);
      bookout_folder_group_look_again (self->folder_group);
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
  state_cb (self);
}

static void
portal_changed_cb (BookoutStartPage *self)
{
  bookout_choice_group_set_portal (self->choice_group,
                                   bookout_account_group_get_portal (self->account_group));
}

/* A list dropped anywhere on the page is meant as one. */
static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, BookoutStartPage *self)
{
  GSList *files = gdk_file_list_get_files (g_value_get_boxed (value));

  if (files == NULL)
    return FALSE;

  bookout_choice_group_open_list (self->choice_group, files->data);
  g_slist_free (files);
  return TRUE;
}

static void
bookout_start_page_dispose (GObject *object)
{
  BookoutStartPage *self = BOOKOUT_START_PAGE (object);

  g_cancellable_cancel (self->closing);
  g_clear_object (&self->closing);
  g_clear_object (&self->practice);
  g_clear_object (&self->run);

  G_OBJECT_CLASS (bookout_start_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, problem_group);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, problem_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, unfinished_group);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, account_group);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, folder_group);
  gtk_widget_class_bind_template_child (widget_class, BookoutStartPage, choice_group);
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

  g_type_ensure (BOOKOUT_TYPE_UNFINISHED_GROUP);
  g_type_ensure (BOOKOUT_TYPE_ACCOUNT_GROUP);
  g_type_ensure (BOOKOUT_TYPE_FOLDER_GROUP);
  g_type_ensure (BOOKOUT_TYPE_CHOICE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bookout/Bookout/bookout-start-page.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "start.start", NULL, start_action);
  gtk_widget_class_install_action (widget_class, "start.continue", NULL, continue_action);
  gtk_widget_class_install_action (widget_class, "start.dismiss-problem", NULL, dismiss_problem_action);
}

static void
connect_groups (BookoutStartPage *self)
{
  g_signal_connect_object (self->account_group, "portal-changed", G_CALLBACK (portal_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->account_group, "changed", G_CALLBACK (update_reason), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->folder_group, "changed", G_CALLBACK (update_reason), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->choice_group, "changed", G_CALLBACK (update_reason), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->unfinished_group, "changed", G_CALLBACK (update_reason), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->unfinished_group, "failed", G_CALLBACK (unfinished_failed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
bookout_start_page_init (BookoutStartPage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  self->closing = g_cancellable_new ();
  self->practice = bookout_practice_child_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  connect_groups (self);
  update_reason (self);
  bookout_ledger_care_async (g_settings_get_uint (bookout_settings_get_default (), "forget-days"),
                             self->closing, cared_cb, g_object_ref (self));
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
