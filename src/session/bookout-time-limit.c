/* bookout-time-limit.c - a cancellable that cancels itself when its time is up
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-time-limit"

#include "config.h"

#include "bookout-time-limit.h"

/* The clock is a thread of its own: the callers block their threads, and no main loop can be relied on to run in a
 * program that is about to end. Limits are few and far between (a sign-out, a keyring call), so a thread each is cheap. */

struct _BookoutTimeLimit
{
  GCancellable *cancellable;
  GCancellable *parent; /* (nullable) */
  gulong parent_handler;
  GThread *clock;
  gint64 end; /* monotonic microseconds */
  GMutex lock;
  GCond changed;
  gboolean stopped; /* by @lock */
  gboolean over;    /* by @lock */
};

static gpointer
clock_worker (gpointer data)
{
  BookoutTimeLimit *self = data;
  gboolean over;

  g_mutex_lock (&self->lock);
  while (!self->stopped && g_cond_wait_until (&self->changed, &self->lock, self->end))
    ;
  over = self->over = !self->stopped;
  g_mutex_unlock (&self->lock);

  if (over)
    g_cancellable_cancel (self->cancellable);
  return NULL;
}

static void
parent_cancelled_cb (GCancellable *parent, gpointer data)
{
  BookoutTimeLimit *self = data;

  g_cancellable_cancel (self->cancellable);
}

/**
 * bookout_time_limit_new:
 * @limit_ms: from now
 * @parent: (nullable): cancels it too
 *
 * Returns: (transfer full): a running limit
 */
BookoutTimeLimit *
bookout_time_limit_new (guint limit_ms, GCancellable *parent)
{
  BookoutTimeLimit *self = g_new0 (BookoutTimeLimit, 1);

  self->cancellable = g_cancellable_new ();
  self->end = g_get_monotonic_time () + limit_ms * (gint64) 1000;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  if (parent != NULL)
    {
      self->parent = g_object_ref (parent);
      self->parent_handler = g_cancellable_connect (parent, G_CALLBACK (parent_cancelled_cb), self, NULL);
    }
  self->clock = g_thread_new ("time-limit", clock_worker, self);
  return self;
}

/**
 * bookout_time_limit_free:
 * @self: (transfer full): a limit whose cancellable is no longer in use
 */
void
bookout_time_limit_free (BookoutTimeLimit *self)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->lock);
  self->stopped = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->clock);

  g_cancellable_disconnect (self->parent, self->parent_handler);
  g_clear_object (&self->parent);
  g_object_unref (self->cancellable);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * bookout_time_limit_get_cancellable:
 *
 * Returns: (transfer none): cancelled when the time is up or the parent is cancelled
 */
GCancellable *
bookout_time_limit_get_cancellable (BookoutTimeLimit *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->cancellable;
}

/**
 * bookout_time_limit_is_over:
 *
 * Returns: whether it was the time, not the parent, that cancelled
 */
gboolean
bookout_time_limit_is_over (BookoutTimeLimit *self)
{
  gboolean over;

  g_return_val_if_fail (self != NULL, FALSE);

  g_mutex_lock (&self->lock);
  over = self->over;
  g_mutex_unlock (&self->lock);
  return over;
}
