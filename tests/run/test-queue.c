/* test-queue.c - who gets which vehicle when, and that none is ever lost
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bookout-queue.h"

#define N_THREADS  16
#define AN_HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

static BookoutVehicle *
new_vehicle (guint i)
{
  g_autofree char *reference = g_strdup_printf ("V%05u", i);

  return bookout_vehicle_new (reference, "", "", 0, NULL, NULL, 0);
}

static GPtrArray *
new_vehicles (BookoutQueue *queue, guint n)
{
  GPtrArray *vehicles = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (vehicles, new_vehicle (i));
      bookout_queue_add (queue, vehicles->pdata[i], 0);
    }

  return vehicles;
}

static void
assert_sum (BookoutQueueCounts counts)
{
  g_assert_cmpuint (counts.waiting + counts.postponed + counts.in_work + counts.done + counts.unproved +
                        counts.failed + counts.held + counts.skipped,
                    ==, counts.total);
}

static BookoutJob *
take (BookoutQueue *queue, BookoutVehicle *expected)
{
  BookoutJob *job = bookout_queue_take (queue, NULL, NULL);

  g_assert_nonnull (job);
  g_assert_true (job->vehicle == expected);
  g_assert_cmpint (bookout_queue_get_state (queue, expected), ==, BOOKOUT_VEHICLE_IN_WORK);

  return job;
}

static gboolean
always (gpointer data)
{
  return TRUE;
}

/* A worker in a thread of its own that takes one job, for what may block. */

typedef struct
{
  BookoutQueue *queue;
  GThread *thread;
  GAsyncQueue *asked; /* a token each time the worker was asked whether it leaves, right before it may wait */
  int leaves;         /* atomic */
} Taker;

static gboolean
taker_leaves (gpointer data)
{
  Taker *self = data;
  gboolean leaves = g_atomic_int_get (&self->leaves);

  g_async_queue_push (self->asked, self);

  return leaves;
}

static gpointer
taker_worker (gpointer data)
{
  Taker *self = data;

  return bookout_queue_take (self->queue, taker_leaves, self);
}

/* Returns when the worker has begun to take; it waits, or is about to. */
static void
taker_start (Taker *self, BookoutQueue *queue)
{
  self->queue = queue;
  self->leaves = FALSE;
  self->asked = g_async_queue_new ();
  self->thread = g_thread_new ("taker", taker_worker, self);
  g_async_queue_pop (self->asked);
}

static BookoutJob *
taker_join (Taker *self)
{
  BookoutJob *job = g_thread_join (self->thread);

  g_async_queue_unref (self->asked);

  return job;
}

static void
test_new_destroy (void)
{
  BookoutQueue *queue = bookout_queue_new ();
  g_autoptr (GPtrArray) vehicles = new_vehicles (queue, 3);

  g_assert_finalize_object (queue);
  while (vehicles->len > 0)
    g_assert_finalize_object (g_ptr_array_steal_index (vehicles, 0));
}

static void
test_empty (void)
{
  g_autoptr (BookoutQueue) queue = bookout_queue_new ();

  g_assert_null (bookout_queue_take (queue, NULL, NULL));
  g_assert_true (bookout_queue_is_settled (queue));
  g_assert_false (bookout_queue_is_slow_pass (queue));
}

static void
test_order (void)
{
  g_autoptr (BookoutQueue) queue = bookout_queue_new ();
  g_autoptr (GPtrArray) vehicles = new_vehicles (queue, 4);
  BookoutJob *job = take (queue, vehicles->pdata[0]);

  job->attempts++;
  bookout_queue_put_back (queue, job, 0, FALSE);
  bookout_queue_put_back (queue, take (queue, vehicles->pdata[1]), 0, TRUE);
  bookout_queue_settle (queue, take (queue, vehicles->pdata[1]), BOOKOUT_VEHICLE_DONE);
  g_assert_true (bookout_queue_prefer (queue, vehicles->pdata[3]));
  bookout_queue_settle (queue, take (queue, vehicles->pdata[3]), BOOKOUT_VEHICLE_UNPROVED);
  bookout_queue_settle (queue, take (queue, vehicles->pdata[2]), BOOKOUT_VEHICLE_HELD);
  job = take (queue, vehicles->pdata[0]);
  g_assert_cmpuint (job->attempts, ==, 1);
  g_assert_cmpuint (bookout_queue_get_attempts (queue, vehicles->pdata[0]), ==, 1);
  bookout_queue_settle (queue, job, BOOKOUT_VEHICLE_FAILED);

  g_assert_null (bookout_queue_take (queue, NULL, NULL));
  g_assert_true (bookout_queue_is_settled (queue));
}

static void
test_counts (void)
{
  g_autoptr (BookoutQueue) queue = bookout_queue_new ();
  g_autoptr (GPtrArray) vehicles = new_vehicles (queue, 5);
  g_autoptr (BookoutVehicle) done_before = new_vehicle (100);
  g_autoptr (BookoutVehicle) skipped = new_vehicle (101);
  g_autoptr (BookoutVehicle) unknown = new_vehicle (102);
  BookoutQueueCounts counts;
  BookoutJob *job;

  bookout_queue_add_settled (queue, done_before, BOOKOUT_VEHICLE_DONE, 2);
  bookout_queue_add_settled (queue, skipped, BOOKOUT_VEHICLE_SKIPPED, 0);
  bookout_queue_settle (queue, take (queue, vehicles->pdata[0]), BOOKOUT_VEHICLE_FAILED);
  bookout_queue_postpone (queue, take (queue, vehicles->pdata[1]));
  bookout_queue_put_back (queue, take (queue, vehicles->pdata[2]), AN_HOUR_US, FALSE);
  job = take (queue, vehicles->pdata[3]);

  counts = bookout_queue_get_counts (queue);
  assert_sum (counts);
  g_assert_cmpuint (counts.total, ==, 7);
  g_assert_cmpuint (counts.waiting, ==, 2);
  g_assert_cmpuint (counts.postponed, ==, 1);
  g_assert_cmpuint (counts.in_work, ==, 1);
  g_assert_cmpuint (counts.done, ==, 1);
  g_assert_cmpuint (counts.failed, ==, 1);
  g_assert_cmpuint (counts.skipped, ==, 1);

  g_assert_cmpint (bookout_queue_get_state (queue, vehicles->pdata[0]), ==, BOOKOUT_VEHICLE_FAILED);
  g_assert_cmpint (bookout_queue_get_state (queue, vehicles->pdata[1]), ==, BOOKOUT_VEHICLE_WAITING);
  g_assert_cmpint (bookout_queue_get_state (queue, vehicles->pdata[2]), ==, BOOKOUT_VEHICLE_WAITING);
  g_assert_cmpint (bookout_queue_get_state (queue, unknown), ==, BOOKOUT_VEHICLE_SKIPPED);
  g_assert_cmpuint (bookout_queue_get_attempts (queue, done_before), ==, 2);
  bookout_queue_settle (queue, job, BOOKOUT_VEHICLE_DONE);
}

static void
test_due (void)
{
  g_autoptr (BookoutQueue) queue = bookout_queue_new ();
  g_autoptr (GPtrArray) vehicles = new_vehicles (queue, 3);
  gint64 now = g_get_monotonic_time ();

  bookout_queue_put_back (queue, take (queue, vehicles->pdata[0]), 30000, FALSE);
  bookout_queue_put_back (queue, take (queue, vehicles->pdata[1]), 20000, FALSE);
  bookout_queue_put_back (queue, take (queue, vehicles->pdata[2]), 10000, FALSE);

  bookout_queue_settle (queue, take (queue, vehicles->pdata[2]), BOOKOUT_VEHICLE_DONE);
  g_assert_cmpint (g_get_monotonic_time () - now, >=, 10000);
  bookout_queue_settle (queue, take (queue, vehicles->pdata[1]), BOOKOUT_VEHICLE_DONE);
  bookout_queue_settle (queue, take (queue, vehicles->pdata[0]), BOOKOUT_VEHICLE_DONE);
  g_assert_cmpint (g_get_monotonic_time () - now, >=, 30000);
}

/* A worker that sleeps until something far away is due notices what comes before it. */
static void
test_earlier_due (void)
{
  g_autoptr (BookoutQueue) queue = bookout_queue_new ();
  g_autoptr (GPtrArray) vehicles = new_vehicles (queue, 2);
  BookoutJob *job;
  Taker taker;

  bookout_queue_put_back (queue, take (queue, vehicles->pdata[0]), AN_HOUR_US, FALSE);
  job = take (queue, vehicles->pdata[1]);
  taker_start (&taker, queue);
  bookout_queue_put_back (queue, job, 1000, FALSE);
  job = taker_join (&taker);
  g_assert_true (job->vehicle == vehicles->pdata[1]);
  bookout_queue_settle (queue, job, BOOKOUT_VEHICLE_DONE);

  taker_start (&taker, queue);
  g_assert_true (bookout_queue_prefer (queue, vehicles->pdata[0]));
  job = taker_join (&taker);
  g_assert_true (job->vehicle == vehicles->pdata[0]);
  bookout_queue_settle (queue, job, BOOKOUT_VEHICLE_DONE);
}

static void
test_last_settled (void)
{
  g_autoptr (BookoutQueue) queue = bookout_queue_new ();
  g_autoptr (GPtrArray) vehicles = new_vehicles (queue, 1);
  BookoutJob *job = take (queue, vehicles->pdata[0]);
  Taker takers[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    taker_start (&takers[i], queue);
  bookout_queue_settle (queue, job, BOOKOUT_VEHICLE_DONE);
  for (guint i = 0; i < N_THREADS; i++)
    g_assert_null (taker_join (&takers[i]));
}

static void
test_paused (void)
{
  g_autoptr (BookoutQueue) queue = bookout_queue_new ();
  g_autoptr (GPtrArray) vehicles = new_vehicles (queue, N_THREADS);
  Taker takers[N_THREADS];

  bookout_queue_set_paused (queue, TRUE);
  g_assert_true (bookout_queue_get_paused (queue));
  for (guint i = 0; i < N_THREADS; i++)
    taker_start (&takers[i], queue);
  g_assert_cmpuint (bookout_queue_get_counts (queue).in_work, ==, 0);

  bookout_queue_set_paused (queue, FALSE);
  for (guint i = 0; i < N_THREADS; i++)
    bookout_queue_settle (queue, taker_join (&takers[i]), BOOKOUT_VEHICLE_DONE);
  g_assert_true (bookout_queue_is_settled (queue));
}

static void
test_most_in_work (void)
{
  g_autoptr (BookoutQueue) queue = bookout_queue_new ();
  g_autoptr (GPtrArray) vehicles = new_vehicles (queue, 3);
  BookoutJob *job;
  Taker taker;

  bookout_queue_set_most_in_work (queue, 1);
  job = take (queue, vehicles->pdata[0]);
  taker_start (&taker, queue);
  g_assert_cmpuint (bookout_queue_get_counts (queue).in_work, ==, 1);
  bookout_queue_settle (queue, job, BOOKOUT_VEHICLE_DONE);
  job = taker_join (&taker);
  g_assert_true (job->vehicle == vehicles->pdata[1]);

  taker_start (&taker, queue);
  bookout_queue_set_most_in_work (queue, G_MAXUINT);
  bookout_queue_settle (queue, taker_join (&taker), BOOKOUT_VEHICLE_DONE);
  bookout_queue_settle (queue, job, BOOKOUT_VEHICLE_DONE);
}

static void
test_stop (void)
{
  g_autoptr (BookoutQueue) queue = bookout_queue_new ();
  g_autoptr (GPtrArray) vehicles = new_vehicles (queue, 2);
  BookoutJob *job = take (queue, vehicles->pdata[0]);
  Taker taker;

  bookout_queue_put_back (queue, take (queue, vehicles->pdata[1]), AN_HOUR_US, FALSE);
  taker_start (&taker, queue);
  bookout_queue_stop (queue);
  g_assert_null (taker_join (&taker));
  g_assert_null (bookout_queue_take (queue, NULL, NULL));
  bookout_queue_put_back (queue, job, 0, TRUE);
  g_assert_cmpuint (bookout_queue_get_counts (queue).waiting, ==, 2);

  bookout_queue_reopen (queue);
  bookout_queue_settle (queue, take (queue, vehicles->pdata[0]), BOOKOUT_VEHICLE_DONE);
}

static void
test_leave (void)
{
  g_autoptr (BookoutQueue) queue = bookout_queue_new ();
  g_autoptr (GPtrArray) vehicles = new_vehicles (queue, 1);
  BookoutJob *job = take (queue, vehicles->pdata[0]);
  Taker stays;
  Taker leaves;

  g_assert_null (bookout_queue_take (queue, always, NULL));
  taker_start (&stays, queue);
  taker_start (&leaves, queue);
  g_atomic_int_set (&leaves.leaves, TRUE);
  bookout_queue_wake (queue);
  g_assert_null (taker_join (&leaves));

  /* the other one is still there for what comes */
  bookout_queue_put_back (queue, job, 0, FALSE);
  job = taker_join (&stays);
  g_assert_nonnull (job);
  bookout_queue_settle (queue, job, BOOKOUT_VEHICLE_DONE);
}

/* Each of many waiting workers hears of each wake, also when others come and go meanwhile. */
static void
test_wake_is_not_stolen (void)
{
  for (guint round = 0; round < 50; round++)
    {
      g_autoptr (BookoutQueue) queue = bookout_queue_new ();
      g_autoptr (GPtrArray) vehicles = new_vehicles (queue, 1);
      BookoutJob *job = take (queue, vehicles->pdata[0]);
      Taker takers[N_THREADS];

      for (guint i = 0; i < N_THREADS; i++)
        taker_start (&takers[i], queue);
      for (guint i = 0; i < N_THREADS; i++)
        {
          Taker newcomer;

          g_atomic_int_set (&takers[i].leaves, TRUE);
          bookout_queue_wake (queue);
          taker_start (&newcomer, queue);
          g_assert_null (taker_join (&takers[i]));
          g_atomic_int_set (&newcomer.leaves, TRUE);
          bookout_queue_wake (queue);
          g_assert_null (taker_join (&newcomer));
        }
      bookout_queue_settle (queue, job, BOOKOUT_VEHICLE_DONE);
    }
}

static void
test_slow_pass (void)
{
  g_autoptr (BookoutQueue) queue = bookout_queue_new ();
  g_autoptr (GPtrArray) vehicles = new_vehicles (queue, 4);
  BookoutJob *jobs[2];
  BookoutJob *job;
  Taker taker;

  bookout_queue_postpone (queue, take (queue, vehicles->pdata[0]));
  bookout_queue_postpone (queue, take (queue, vehicles->pdata[1]));
  g_assert_false (bookout_queue_is_slow_pass (queue));
  jobs[0] = take (queue, vehicles->pdata[2]);
  jobs[1] = take (queue, vehicles->pdata[3]);
  g_assert_false (jobs[0]->slow);

  /* not before all others are over */
  taker_start (&taker, queue);
  bookout_queue_settle (queue, jobs[0], BOOKOUT_VEHICLE_DONE);
  g_assert_cmpuint (bookout_queue_get_counts (queue).postponed, ==, 2);
  bookout_queue_settle (queue, jobs[1], BOOKOUT_VEHICLE_DONE);
  job = taker_join (&taker);
  g_assert_true (job->vehicle == vehicles->pdata[0]);
  g_assert_true (job->slow);
  g_assert_true (bookout_queue_is_slow_pass (queue));

  /* one at a time, whatever the limit */
  taker_start (&taker, queue);
  g_assert_cmpuint (bookout_queue_get_counts (queue).in_work, ==, 1);
  bookout_queue_put_back (queue, job, 1000, FALSE); /* a renewal, say */
  job = taker_join (&taker);
  g_assert_true (job->vehicle == vehicles->pdata[0]);
  g_assert_true (job->slow);
  bookout_queue_settle (queue, job, BOOKOUT_VEHICLE_FAILED);

  job = take (queue, vehicles->pdata[1]);
  g_assert_true (job->slow);
  bookout_queue_settle (queue, job, BOOKOUT_VEHICLE_DONE);
  g_assert_null (bookout_queue_take (queue, NULL, NULL));
  g_assert_false (bookout_queue_is_slow_pass (queue));
  assert_sum (bookout_queue_get_counts (queue));
}

/* A person's retry in the middle of the slow pass waits for the slow one, then goes before the rest of them.
 * */
static void
test_retry_in_slow_pass (void)
{
  g_autoptr (BookoutQueue) queue = bookout_queue_new ();
  g_autoptr (GPtrArray) vehicles = new_vehicles (queue, 3);
  BookoutJob *job;
  Taker taker;

  bookout_queue_settle (queue, take (queue, vehicles->pdata[0]), BOOKOUT_VEHICLE_FAILED);
  bookout_queue_postpone (queue, take (queue, vehicles->pdata[1]));
  bookout_queue_postpone (queue, take (queue, vehicles->pdata[2]));
  job = take (queue, vehicles->pdata[1]);
  g_assert_true (bookout_queue_retry (queue, vehicles->pdata[0]));
  taker_start (&taker, queue);
  g_assert_cmpuint (bookout_queue_get_counts (queue).in_work, ==, 1);
  bookout_queue_settle (queue, job, BOOKOUT_VEHICLE_DONE);
  job = taker_join (&taker);
  g_assert_true (job->vehicle == vehicles->pdata[0]);
  g_assert_false (job->slow);
  bookout_queue_settle (queue, job, BOOKOUT_VEHICLE_DONE);
  job = take (queue, vehicles->pdata[2]);
  g_assert_true (job->slow);
  bookout_queue_settle (queue, job, BOOKOUT_VEHICLE_DONE);
}

static void
test_wishes (void)
{
  g_autoptr (BookoutQueue) queue = bookout_queue_new ();
  g_autoptr (GPtrArray) vehicles = new_vehicles (queue, 6);
  g_autoptr (BookoutVehicle) unknown = new_vehicle (100);
  BookoutJob *job = take (queue, vehicles->pdata[0]);

  g_assert_false (bookout_queue_retry (queue, vehicles->pdata[0]));
  g_assert_false (bookout_queue_prefer (queue, vehicles->pdata[0]));
  g_assert_false (bookout_queue_retry (queue, vehicles->pdata[1]));
  g_assert_false (bookout_queue_retry (queue, unknown));
  g_assert_false (bookout_queue_prefer (queue, unknown));

  job->attempts = 3;
  bookout_queue_settle (queue, job, BOOKOUT_VEHICLE_FAILED);
  g_assert_false (bookout_queue_prefer (queue, vehicles->pdata[0]));
  g_assert_true (bookout_queue_retry (queue, vehicles->pdata[0]));
  g_assert_cmpuint (bookout_queue_get_attempts (queue, vehicles->pdata[0]), ==, 0);
  g_assert_false (bookout_queue_retry (queue, vehicles->pdata[0]));

  bookout_queue_settle (queue, take (queue, vehicles->pdata[1]), BOOKOUT_VEHICLE_HELD);
  g_assert_true (bookout_queue_retry (queue, vehicles->pdata[1]));
  bookout_queue_settle (queue, take (queue, vehicles->pdata[2]), BOOKOUT_VEHICLE_DONE);
  g_assert_false (bookout_queue_retry (queue, vehicles->pdata[2]));
  bookout_queue_put_back (queue, take (queue, vehicles->pdata[3]), AN_HOUR_US, FALSE);
  g_assert_true (bookout_queue_prefer (queue, vehicles->pdata[3]));
  bookout_queue_settle (queue, take (queue, vehicles->pdata[3]), BOOKOUT_VEHICLE_DONE);

  bookout_queue_postpone (queue, take (queue, vehicles->pdata[4]));
  bookout_queue_postpone (queue, take (queue, vehicles->pdata[5]));
  g_assert_true (bookout_queue_prefer (queue, vehicles->pdata[5]));
  bookout_queue_settle (queue, take (queue, vehicles->pdata[0]), BOOKOUT_VEHICLE_DONE);
  bookout_queue_settle (queue, take (queue, vehicles->pdata[1]), BOOKOUT_VEHICLE_DONE);
  bookout_queue_settle (queue, take (queue, vehicles->pdata[5]), BOOKOUT_VEHICLE_DONE);
  bookout_queue_settle (queue, take (queue, vehicles->pdata[4]), BOOKOUT_VEHICLE_DONE);
  assert_sum (bookout_queue_get_counts (queue));
}

/* Sixteen workers with random luck, a person who pauses, limits, prefers and retries, and somebody who
 * counts. */

typedef struct
{
  BookoutQueue *queue;
  guint32 seed;
  int *holders; /* atomic, for each vehicle: the workers that have it */
  int *is_over; /* atomic */
} Worker;

static void
end_at_random (Worker *self, BookoutJob *job, GRand *random)
{
  job->attempts++;
  switch (job->attempts >= 4 || job->slow ? g_rand_int_range (random, 0, 4)
                                          : g_rand_int_range (random, 0, 10))
    {
    case 0:
      bookout_queue_settle (self->queue, job, BOOKOUT_VEHICLE_FAILED);
      break;
    case 1:
      bookout_queue_settle (self->queue, job, BOOKOUT_VEHICLE_HELD);
      break;
    case 2:
    case 3:
      bookout_queue_settle (self->queue, job, BOOKOUT_VEHICLE_DONE);
      break;
    case 4:
      bookout_queue_postpone (self->queue, job);
      break;
    case 5:
    case 6:
      bookout_queue_put_back (self->queue, job, g_rand_int_range (random, 1, 2000), g_rand_boolean (random));
      break;
    default:
      bookout_queue_put_back (self->queue, job, 0, g_rand_boolean (random));
      break;
    }
}

static gpointer
worker_worker (gpointer data)
{
  Worker *self = data;
  g_autoptr (GRand) random = g_rand_new_with_seed (self->seed);
  BookoutJob *job;

  while ((job = bookout_queue_take (self->queue, NULL, NULL)) != NULL)
    {
      guint i = (guint) g_ascii_strtoull (bookout_vehicle_get_reference (job->vehicle) + 1, NULL, 10);

      g_assert_cmpint (g_atomic_int_add (&self->holders[i], 1), ==, 0);
      if (job->slow)
        g_assert_cmpuint (bookout_queue_get_counts (self->queue).in_work, ==, 1);
      g_thread_yield ();
      g_assert_cmpint (g_atomic_int_add (&self->holders[i], -1), ==, 1);
      end_at_random (self, job, random);
    }

  return NULL;
}

static gpointer
counter_worker (gpointer data)
{
  Worker *self = data;

  while (!g_atomic_int_get (self->is_over))
    {
      assert_sum (bookout_queue_get_counts (self->queue));
      g_thread_yield ();
    }

  return NULL;
}

static void
meddle (BookoutQueue *queue, GPtrArray *vehicles)
{
  for (guint i = 0; i < 300; i++)
    {
      BookoutVehicle *vehicle = vehicles->pdata[g_test_rand_int_range (0, (gint32) vehicles->len)];

      switch (g_test_rand_int_range (0, 5))
        {
        case 0:
          bookout_queue_set_paused (queue, TRUE);
          break;
        case 1:
          bookout_queue_set_paused (queue, FALSE);
          break;
        case 2:
          bookout_queue_set_most_in_work (queue, (guint) g_test_rand_int_range (0, 5));
          break;
        case 3:
          bookout_queue_prefer (queue, vehicle);
          break;
        default:
          bookout_queue_wake (queue);
          break;
        }
      g_thread_yield ();
    }
  bookout_queue_set_most_in_work (queue, G_MAXUINT);
  bookout_queue_set_paused (queue, FALSE);
}

static void
test_threads (void)
{
  enum
  {
    N = 2000
  };
  g_autoptr (BookoutQueue) queue = bookout_queue_new ();
  g_autoptr (GPtrArray) vehicles = new_vehicles (queue, N);
  g_autofree int *holders = g_new0 (int, N);
  int is_over = FALSE;
  Worker workers[N_THREADS + 1];
  GThread *threads[N_THREADS + 1];
  BookoutQueueCounts counts;

  for (guint i = 0; i < N_THREADS + 1; i++)
    {
      workers[i] = (Worker){ queue, g_test_rand_int (), holders, &is_over };
      threads[i] = g_thread_new ("worker", i < N_THREADS ? worker_worker : counter_worker, &workers[i]);
    }
  meddle (queue, vehicles);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_atomic_int_set (&is_over, TRUE);
  g_thread_join (threads[N_THREADS]);

  counts = bookout_queue_get_counts (queue);
  assert_sum (counts);
  g_assert_true (bookout_queue_is_settled (queue));
  g_assert_cmpuint (counts.done + counts.failed + counts.held, ==, N);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/queue/new-destroy", test_new_destroy);
  g_test_add_func ("/queue/empty", test_empty);
  g_test_add_func ("/queue/order", test_order);
  g_test_add_func ("/queue/counts", test_counts);
  g_test_add_func ("/queue/due", test_due);
  g_test_add_func ("/queue/earlier-due", test_earlier_due);
  g_test_add_func ("/queue/last-settled", test_last_settled);
  g_test_add_func ("/queue/paused", test_paused);
  g_test_add_func ("/queue/most-in-work", test_most_in_work);
  g_test_add_func ("/queue/stop", test_stop);
  g_test_add_func ("/queue/leave", test_leave);
  g_test_add_func ("/queue/wake-is-not-stolen", test_wake_is_not_stolen);
  g_test_add_func ("/queue/slow-pass", test_slow_pass);
  g_test_add_func ("/queue/retry-in-slow-pass", test_retry_in_slow_pass);
  g_test_add_func ("/queue/wishes", test_wishes);
  g_test_add_func ("/queue/threads", test_threads);

  return g_test_run ();
}
