/* bookout-run-notifier.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include <glib/gi18n.h>

#include "bookout-run-notifier.h"
#include "bookout-run-words.h"
#include "bookout-settings.h"

#define ENDED_ID  "run-ended"
#define NEEDED_ID "person-needed"

struct _BookoutRunNotifier
{
  GObject parent_instance;

  GtkWindow *window; /* not owned: it owns this */
  BookoutRun *run;   /* nullable */
};

G_DEFINE_FINAL_TYPE (BookoutRunNotifier, bookout_run_notifier, G_TYPE_OBJECT)

static GApplication *
get_application (BookoutRunNotifier *self)
{
  return G_APPLICATION (gtk_window_get_application (self->window));
}

static void
withdraw (BookoutRunNotifier *self, const char *id)
{
  if (get_application (self) != NULL)
    g_application_withdraw_notification (get_application (self), id);
}

static void
tell (BookoutRunNotifier *self, const char *id, const char *title, const char *body, const char *page)
{
  g_autoptr (GNotification) notification = g_notification_new (title);

  if (gtk_window_is_active (self->window) || get_application (self) == NULL ||
      !g_settings_get_boolean (bookout_settings_get_default (), "notify"))
    return;

  g_notification_set_body (notification, body);
  g_notification_set_default_action_and_target (notification, "app.show", "s", page);
  g_application_send_notification (get_application (self), id, notification);
}

static void
tell_end (BookoutRunNotifier *self)
{
  BookoutRunState state = bookout_run_get_state (self->run);
  BookoutQueueCounts counts = bookout_run_get_counts (self->run);
  g_autofree char *words = counts.total > 0 ? bookout_run_words_result (state, &counts) : NULL;

  tell (self, ENDED_ID,
        state == BOOKOUT_RUN_FINISHED ? _ ("The run has finished") : _ ("The run could not go on"),
        words != NULL ? words : _ ("No sheet was fetched."), "run");
}

static void
state_cb (BookoutRunNotifier *self)
{
  BookoutRunState state = bookout_run_get_state (self->run);

  if (state < BOOKOUT_RUN_FINISHED)
    return;

  withdraw (self, NEEDED_ID);
  /* Who stopped it knows. */
  if (state != BOOKOUT_RUN_STOPPED)
    tell_end (self);
}

static void
hold_cb (BookoutRunNotifier *self)
{
  BookoutHold hold = bookout_run_get_hold (self->run);
  g_autofree char *words = bookout_run_words_hold (hold, 0, bookout_run_get_hold_words (self->run), 0);

  if (hold == BOOKOUT_HOLD_BLOCKED)
    tell (self, NEEDED_ID, _ ("The run waits for you"), words, "run");
  else
    withdraw (self, NEEDED_ID);
}

/* Whoever looks at the window sees what the notification says. */
static void
active_cb (BookoutRunNotifier *self)
{
  if (!gtk_window_is_active (self->window))
    return;

  withdraw (self, ENDED_ID);
  withdraw (self, NEEDED_ID);
}

/**
 * bookout_run_notifier_set_run:
 * @self: the notifier
 * @run: (nullable): the run to speak of from now on
 */
void
bookout_run_notifier_set_run (BookoutRunNotifier *self, BookoutRun *run)
{
  g_return_if_fail (BOOKOUT_IS_RUN_NOTIFIER (self));

  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_set_object (&self->run, run);
  withdraw (self, ENDED_ID);
  withdraw (self, NEEDED_ID);
  if (run == NULL)
    return;

  g_signal_connect_object (run, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "notify::hold", G_CALLBACK (hold_cb), self, G_CONNECT_SWAPPED);
}

static void
bookout_run_notifier_finalize (GObject *object)
{
  g_clear_object (&BOOKOUT_RUN_NOTIFIER (object)->run);

  G_OBJECT_CLASS (bookout_run_notifier_parent_class)->finalize (object);
}

static void
bookout_run_notifier_class_init (BookoutRunNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bookout_run_notifier_finalize;
}

static void
bookout_run_notifier_init (BookoutRunNotifier *self)
{
}

/**
 * bookout_run_notifier_new:
 * @window: whose focus counts, and whose application speaks; must outlive the notifier
 *
 * Returns: (transfer full): a notifier without a run
 */
BookoutRunNotifier *
bookout_run_notifier_new (GtkWindow *window)
{
  BookoutRunNotifier *self = g_object_new (BOOKOUT_TYPE_RUN_NOTIFIER, NULL);

  self->window = window;
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (active_cb), self, G_CONNECT_SWAPPED);

  return self;
}
