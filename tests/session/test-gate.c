/* test-gate.c - the gate's order and its cancelling
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bookout-gate.h"

#define WAITERS 8

typedef struct
{
  BookoutGate *gate;
  GCancellable *cancellable;
  GMutex lock;
  GCond changed;
  guint n_asked;
  GArray *order;
} Queue;

typedef struct
{
  Queue *queue;
  guint number;
} Waiter;

static gpointer
waiter_worker (gpointer data)
{
  Waiter *waiter = data;
  Queue *queue = waiter->queue;
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&queue->lock);
  queue->n_asked++;
  g_cond_broadcast (&queue->changed);
  g_mutex_unlock (&queue->lock);
  if (!bookout_gate_enter (queue->gate, queue->cancellable, &error))
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      return GINT_TO_POINTER (FALSE);
    }
  g_array_append_val (queue->order, waiter->number); /* the gate is the lock */
  bookout_gate_leave (queue->gate);
  return GINT_TO_POINTER (TRUE);
}

static void
queue_init (Queue *queue)
{
  queue->gate = bookout_gate_new ();
  queue->cancellable = g_cancellable_new ();
  g_mutex_init (&queue->lock);
  g_cond_init (&queue->changed);
  queue->n_asked = 0;
  queue->order = g_array_new (FALSE, FALSE, sizeof (guint));
}

static void
queue_clear (Queue *queue)
{
  bookout_gate_free (queue->gate);
  g_object_unref (queue->cancellable);
  g_mutex_clear (&queue->lock);
  g_cond_clear (&queue->changed);
  g_array_unref (queue->order);
}

/* Waits until @n threads are about to ask. That the last of them has really queued cannot be seen from outside. */
static void
wait_for_asked (Queue *queue, guint n)
{
  g_mutex_lock (&queue->lock);
  while (queue->n_asked < n)
    g_cond_wait (&queue->changed, &queue->lock);
  g_mutex_unlock (&queue->lock);
}

static void
test_everyone_enters (void)
{
  Queue queue;
  Waiter waiters[WAITERS];
  GThread *threads[WAITERS];

  queue_init (&queue);
  g_assert_true (bookout_gate_enter (queue.gate, NULL, NULL));
  for (guint i = 0; i < WAITERS; i++)
    {
      waiters[i] = (Waiter){ &queue, i };
      threads[i] = g_thread_new ("waiter", waiter_worker, &waiters[i]);
      wait_for_asked (&queue, i + 1);
    }
  g_assert_cmpuint (queue.order->len, ==, 0);
  bookout_gate_leave (queue.gate);
  for (guint i = 0; i < WAITERS; i++)
    g_assert_true (GPOINTER_TO_INT (g_thread_join (threads[i])));
  g_assert_cmpuint (queue.order->len, ==, WAITERS);
  queue_clear (&queue);
}

/* A thread that leaves and asks again at once must not overtake one that waits: it would with a plain mutex. */
static gpointer
greedy_worker (gpointer data)
{
  Queue *queue = data;
  guint self = 1;

  for (guint i = 0; i < 200; i++)
    {
      g_assert_true (bookout_gate_enter (queue->gate, NULL, NULL));
      g_array_append_val (queue->order, self);
      bookout_gate_leave (queue->gate);
    }
  return NULL;
}

static void
test_nobody_overtakes (void)
{
  Queue queue;
  Waiter first = { &queue, 0 };
  GThread *waiter, *greedy;

  queue_init (&queue);
  g_assert_true (bookout_gate_enter (queue.gate, NULL, NULL));
  waiter = g_thread_new ("waiter", waiter_worker, &first);
  wait_for_asked (&queue, 1);
  bookout_gate_leave (queue.gate);
  greedy = g_thread_new ("greedy", greedy_worker, &queue);
  g_thread_join (waiter);
  g_thread_join (greedy);
  g_assert_cmpuint (queue.order->len, ==, 201);
  queue_clear (&queue);
}

static void
test_cancel (void)
{
  Queue queue;
  Waiter waiter = { &queue, 0 };
  GThread *thread;

  queue_init (&queue);
  g_assert_true (bookout_gate_enter (queue.gate, NULL, NULL));
  thread = g_thread_new ("waiter", waiter_worker, &waiter);
  wait_for_asked (&queue, 1);
  g_cancellable_cancel (queue.cancellable);
  g_assert_false (GPOINTER_TO_INT (g_thread_join (thread)));

  /* The one that gave up is not handed the gate. */
  bookout_gate_leave (queue.gate);
  g_assert_true (bookout_gate_enter (queue.gate, NULL, NULL));
  bookout_gate_leave (queue.gate);
  queue_clear (&queue);
}

static void
test_cancelled_before (void)
{
  g_autoptr (BookoutGate) gate = bookout_gate_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (bookout_gate_enter (gate, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/gate/everyone-enters", test_everyone_enters);
  g_test_add_func ("/gate/nobody-overtakes", test_nobody_overtakes);
  g_test_add_func ("/gate/cancel", test_cancel);
  g_test_add_func ("/gate/cancelled-before", test_cancelled_before);

  return g_test_run ();
}
