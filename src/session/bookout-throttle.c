/* bookout-throttle.c - the pace of a session: a least gap between requests, and waits the portal asks for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-throttle"

#include "config.h"

#include "bookout-gate.h"
#include "bookout-throttle.h"

/* Every request of a session, from whichever tab and thread, passes here before it starts. Requests queue in a gate, so
 * only the eldest watches the clock: the gap holds between any two of them, and none overtakes. */

struct _BookoutThrottle
{
  BookoutGate *turn;
  gint64 gap; /* microseconds */
  GMutex lock;
  GCond changed;     /* held_until moved, or a waiter was cancelled */
  gint64 held_until; /* by @lock; 0 if never held */
  gint64 last_start; /* by @lock; 0 before the first request */
};

static void
wake_cancelled_cb (GCancellable *cancellable, gpointer data)
{
  BookoutThrottle *self = data;

  g_mutex_lock (&self->lock);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* With the lock held: when the next request may start. */
static gint64
get_due (BookoutThrottle *self)
{
  gint64 gap_over = self->last_start == 0 ? 0 : self->last_start + self->gap;

  return MAX (self->held_until, gap_over);
}

static void
wait_until_due (BookoutThrottle *self, GCancellable *cancellable)
{
  g_mutex_lock (&self->lock);
  while (get_due (self) > g_get_monotonic_time () && !g_cancellable_is_cancelled (cancellable))
    g_cond_wait_until (&self->changed, &self->lock, get_due (self));
  if (!g_cancellable_is_cancelled (cancellable))
    self->last_start = g_get_monotonic_time ();
  g_mutex_unlock (&self->lock);
}

/**
 * bookout_throttle_new:
 * @gap_ms: least time between the starts of two requests; 0 for none
 *
 * Returns: (transfer full): a throttle that holds nothing
 */
BookoutThrottle *
bookout_throttle_new (guint gap_ms)
{
  BookoutThrottle *self = g_new0 (BookoutThrottle, 1);

  self->turn = bookout_gate_new ();
  self->gap = gap_ms * (gint64) 1000;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  return self;
}

/**
 * bookout_throttle_free:
 * @self: (transfer full): a throttle that nobody waits for
 */
void
bookout_throttle_free (BookoutThrottle *self)
{
  g_return_if_fail (self != NULL);

  bookout_gate_free (self->turn);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * bookout_throttle_wait:
 * @cancellable: (nullable): ends the wait at once
 *
 * Waits for the turn of one request. Any thread; blocks.
 *
 * Errors: %G_IO_ERROR_CANCELLED; the turn then goes to the next one.
 *
 * Returns: whether the request may start now
 */
gboolean
bookout_throttle_wait (BookoutThrottle *self, GCancellable *cancellable, GError **error)
{
  gulong handler = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!bookout_gate_enter (self->turn, cancellable, error))
    return FALSE;

  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (wake_cancelled_cb), self, NULL);
  wait_until_due (self, cancellable);
  g_cancellable_disconnect (cancellable, handler);

  bookout_gate_leave (self->turn);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/**
 * bookout_throttle_hold:
 * @until: monotonic microseconds
 *
 * No request starts before @until. A later hold wins; an earlier one changes nothing.
 */
void
bookout_throttle_hold (BookoutThrottle *self, gint64 until)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->lock);
  if (until > self->held_until)
    {
      self->held_until = until;
      g_cond_broadcast (&self->changed);
    }
  g_mutex_unlock (&self->lock);
}

/**
 * bookout_throttle_release:
 *
 * Ends a hold at once; the gap stays.
 */
void
bookout_throttle_release (BookoutThrottle *self)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->lock);
  self->held_until = 0;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/**
 * bookout_throttle_get_held_until:
 *
 * Returns: monotonic microseconds until which no request starts, 0 if nothing holds
 */
gint64
bookout_throttle_get_held_until (BookoutThrottle *self)
{
  gint64 until;

  g_return_val_if_fail (self != NULL, 0);

  g_mutex_lock (&self->lock);
  until = self->held_until > g_get_monotonic_time () ? self->held_until : 0;
  g_mutex_unlock (&self->lock);
  return until;
}
