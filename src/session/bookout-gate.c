/* bookout-gate.c - the session's lock around what the server keeps per session
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-gate"

#include "config.h"

#include "bookout-gate.h"

/* The portal keeps some things, such as the grid's filter, once for the whole session. Whoever relies on one of them from one
 * request to the next holds the gate meanwhile. A GMutex would do but for two wishes: a tab that waits can be
 * cancelled, and tabs get their turn in the order they asked. So leaving hands the gate to the eldest waiter, and it is
 * never free in between for a newcomer to snatch. */

struct _BookoutGate
{
  GMutex lock;
  gboolean taken; /* by @lock */
  GQueue waiters; /* (element-type Waiter), eldest first, each on its thread's stack; by @lock */
};

typedef struct
{
  BookoutGate *gate;
  GCond woken;
  gboolean has_turn; /* by the gate's lock */
} Waiter;

static void
wake_cancelled_cb (GCancellable *cancellable, gpointer data)
{
  Waiter *waiter = data;

  g_mutex_lock (&waiter->gate->lock);
  g_cond_signal (&waiter->woken);
  g_mutex_unlock (&waiter->gate->lock);
}

/* With the lock held. */
static void
hand_on (BookoutGate *self)
{
  Waiter *next = g_queue_pop_head (&self->waiters);

  if (next == NULL)
    {
      self->taken = FALSE;
      return;
    }
  next->has_turn = TRUE;
  g_cond_signal (&next->woken);
}

static void
wait_for_turn (BookoutGate *self, Waiter *waiter, GCancellable *cancellable)
{
  g_mutex_lock (&self->lock);
  if (!self->taken)
    self->taken = waiter->has_turn = TRUE;
  else
    g_queue_push_tail (&self->waiters, waiter);

  while (!waiter->has_turn && !g_cancellable_is_cancelled (cancellable))
    g_cond_wait (&waiter->woken, &self->lock);

  if (!waiter->has_turn)
    g_queue_remove (&self->waiters, waiter);
  g_mutex_unlock (&self->lock);
}

/**
 * bookout_gate_new:
 *
 * Returns: (transfer full): an open gate
 */
BookoutGate *
bookout_gate_new (void)
{
  BookoutGate *self = g_new0 (BookoutGate, 1);

  g_mutex_init (&self->lock);
  g_queue_init (&self->waiters);
  return self;
}

/**
 * bookout_gate_free:
 * @self: (transfer full): a gate that nobody holds or waits for
 */
void
bookout_gate_free (BookoutGate *self)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (g_queue_is_empty (&self->waiters));

  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * bookout_gate_enter:
 * @self: a gate that the calling thread does not hold
 * @cancellable: (nullable): ends the wait at once
 *
 * Waits for the gate and takes it. Any thread; blocks.
 *
 * Errors: %G_IO_ERROR_CANCELLED; the gate is then not held.
 *
 * Returns: whether the gate is held; bookout_gate_leave() gives it back
 */
gboolean
bookout_gate_enter (BookoutGate *self, GCancellable *cancellable, GError **error)
{
  Waiter waiter = { .gate = self };
  gulong handler = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  /* Connecting and disconnecting happen outside the lock: the handler takes it. */
  g_cond_init (&waiter.woken);
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (wake_cancelled_cb), &waiter, NULL);
  wait_for_turn (self, &waiter, cancellable);
  g_cancellable_disconnect (cancellable, handler);
  g_cond_clear (&waiter.woken);

  return waiter.has_turn || !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/**
 * bookout_gate_leave:
 * @self: a gate that the caller holds
 *
 * Hands the gate to whoever has waited longest.
 */
void
bookout_gate_leave (BookoutGate *self)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->taken);

  g_mutex_lock (&self->lock);
  hand_on (self);
  g_mutex_unlock (&self->lock);
}
