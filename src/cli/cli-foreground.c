/* cli-foreground.c - a blocking job in a thread of its own, while the main thread looks after signals and the display
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-cli"

#include "config.h"

#include "cli-foreground.h"
#include "cli-interrupt.h"

/* For the commands that do one thing after another (export, check, audit): they are written as plain blocking code and still end at
 * once when asked. The job shares its user data with the tick; what both touch is theirs to lock. */

#define TICK_MS 200

typedef struct
{
  CliForegroundFunc func;
  gpointer user_data;
  GCancellable *cancellable;
  GMainLoop *loop;
  gboolean ok;   /* the job's thread, until the loop has ended */
  GError *error; /* likewise */
  CliForegroundTick tick;
} Foreground;

static gboolean
ended_cb (gpointer user_data)
{
  Foreground *self = user_data;

  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

static gpointer
job_thread (gpointer user_data)
{
  Foreground *self = user_data;

  self->ok = self->func (self->user_data, self->cancellable, &self->error);
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, ended_cb, self, NULL);

  return NULL;
}

static gboolean
tick_cb (gpointer user_data)
{
  Foreground *self = user_data;

  self->tick (self->user_data);
  return G_SOURCE_CONTINUE;
}

static void
interrupted_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

/**
 * cli_foreground_run:
 * @func: the job; runs in a thread of its own
 * @tick: (nullable): called in the main thread now and then while the job runs
 * @user_data: for both
 * @error: return location
 *
 * Runs the main loop until the job is over. SIGINT, SIGTERM and SIGHUP cancel the job's cancellable.
 *
 * Returns: what @func returned; errors are its own
 */
gboolean
cli_foreground_run (CliForegroundFunc func, CliForegroundTick tick, gpointer user_data, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CliInterrupt) interrupt = cli_interrupt_new (interrupted_cb, cancellable);
  Foreground self = {
    .func = func, .user_data = user_data, .cancellable = cancellable, .loop = loop, .tick = tick
  };
  guint ticking = tick != NULL ? g_timeout_add (TICK_MS, tick_cb, &self) : 0;
  GThread *thread = g_thread_new ("job", job_thread, &self);

  g_main_loop_run (loop);
  g_thread_join (thread);
  g_clear_handle_id (&ticking, g_source_remove);
  if (self.error != NULL)
    g_propagate_error (error, self.error);

  return self.ok;
}
