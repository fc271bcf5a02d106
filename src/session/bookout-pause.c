/* bookout-pause.c - waiting for a moment, unless cancelled
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-pause"

#include "config.h"

#include "bookout-pause.h"

/* A sleep that cancelling ends at once. The condition is the sleeper's own, on its stack. */
typedef struct
{
  GMutex lock;
  GCond woken;
} Sleeper;

static void
wake_cancelled_cb (GCancellable *cancellable, gpointer data)
{
  Sleeper *sleeper = data;

  g_mutex_lock (&sleeper->lock);
  g_cond_signal (&sleeper->woken);
  g_mutex_unlock (&sleeper->lock);
}

/**
 * bookout_pause_until:
 * @until: monotonic microseconds; the past returns at once
 * @cancellable: (nullable): ends the pause
 *
 * Blocks the calling thread.
 *
 * Errors: %G_IO_ERROR_CANCELLED.
 *
 * Returns: whether @until has come
 */
gboolean
bookout_pause_until (gint64 until, GCancellable *cancellable, GError **error)
{
  Sleeper sleeper = { 0 };
  gulong handler = 0;

  g_mutex_init (&sleeper.lock);
  g_cond_init (&sleeper.woken);
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (wake_cancelled_cb), &sleeper, NULL);

  g_mutex_lock (&sleeper.lock);
  while (!g_cancellable_is_cancelled (cancellable) &&
         g_cond_wait_until (&sleeper.woken, &sleeper.lock, until))
    ;
  g_mutex_unlock (&sleeper.lock);

  g_cancellable_disconnect (cancellable, handler);
  g_cond_clear (&sleeper.woken);
  g_mutex_clear (&sleeper.lock);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}
