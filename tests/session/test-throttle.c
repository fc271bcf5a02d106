/* test-throttle.c - gaps, holds and their end; pauses and time limits
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bookout-pause.h"
#include "bookout-retry-after.h"
#include "bookout-throttle.h"
#include "bookout-time-limit.h"

#define FAR_AWAY (3600 * (gint64) G_USEC_PER_SEC)

typedef struct
{
  BookoutThrottle *throttle;
  GCancellable *cancellable;
} Wait;

static gpointer
wait_worker (gpointer data)
{
  Wait *wait = data;
  g_autoptr (GError) error = NULL;
  gboolean may_go = bookout_throttle_wait (wait->throttle, wait->cancellable, &error);

  if (!may_go)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  return GINT_TO_POINTER (may_go);
}

static void
test_gap (void)
{
  g_autoptr (BookoutThrottle) throttle = bookout_throttle_new (20);
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < 4; i++)
    g_assert_true (bookout_throttle_wait (throttle, NULL, NULL));
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 3 * 20 * 1000);
  g_assert_cmpint (bookout_throttle_get_held_until (throttle), ==, 0);
}

static void
test_gap_between_threads (void)
{
  g_autoptr (BookoutThrottle) throttle = bookout_throttle_new (10);
  Wait wait = { throttle, NULL };
  GThread *threads[6];
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("wait", wait_worker, &wait);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (GPOINTER_TO_INT (g_thread_join (threads[i])));
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 5 * 10 * 1000);
}

static void
test_hold (void)
{
  g_autoptr (BookoutThrottle) throttle = bookout_throttle_new (0);
  gint64 until = g_get_monotonic_time () + 50 * 1000;

  bookout_throttle_hold (throttle, until);
  bookout_throttle_hold (throttle, until - 20 * 1000);
  g_assert_cmpint (bookout_throttle_get_held_until (throttle), ==, until);
  g_assert_true (bookout_throttle_wait (throttle, NULL, NULL));
  g_assert_cmpint (g_get_monotonic_time (), >=, until);
  g_assert_cmpint (bookout_throttle_get_held_until (throttle), ==, 0);
}

static void
test_release (void)
{
  g_autoptr (BookoutThrottle) throttle = bookout_throttle_new (0);
  Wait wait = { throttle, NULL };
  GThread *threads[3];

  bookout_throttle_hold (throttle, g_get_monotonic_time () + FAR_AWAY);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("wait", wait_worker, &wait);
  bookout_throttle_release (throttle);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (GPOINTER_TO_INT (g_thread_join (threads[i])));
}

static void
test_cancel (void)
{
  g_autoptr (BookoutThrottle) throttle = bookout_throttle_new (0);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Wait wait = { throttle, cancellable };
  GThread *threads[3];

  bookout_throttle_hold (throttle, g_get_monotonic_time () + FAR_AWAY);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("wait", wait_worker, &wait);
  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_false (GPOINTER_TO_INT (g_thread_join (threads[i])));

  bookout_throttle_release (throttle);
  g_assert_true (bookout_throttle_wait (throttle, NULL, NULL));
}

static void
test_pause (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gint64 until = g_get_monotonic_time () + 20 * 1000;

  g_assert_true (bookout_pause_until (0, NULL, NULL));
  g_assert_true (bookout_pause_until (until, cancellable, NULL));
  g_assert_cmpint (g_get_monotonic_time (), >=, until);
  g_cancellable_cancel (cancellable);
  g_assert_false (bookout_pause_until (g_get_monotonic_time () + FAR_AWAY, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_time_limit (void)
{
  g_autoptr (BookoutTimeLimit) limit = bookout_time_limit_new (20, NULL);

  g_assert_false (bookout_pause_until (g_get_monotonic_time () + FAR_AWAY,
                                       bookout_time_limit_get_cancellable (limit), NULL));
  g_assert_true (bookout_time_limit_is_over (limit));
}

static void
test_time_limit_parent (void)
{
  g_autoptr (GCancellable) parent = g_cancellable_new ();
  g_autoptr (BookoutTimeLimit) limit = bookout_time_limit_new (3600 * 1000, parent);

  g_assert_false (g_cancellable_is_cancelled (bookout_time_limit_get_cancellable (limit)));
  g_cancellable_cancel (parent);
  g_assert_true (g_cancellable_is_cancelled (bookout_time_limit_get_cancellable (limit)));
  g_assert_false (bookout_time_limit_is_over (limit));
}

static void
test_retry_after (void)
{
  const char *now = "Wed, 25 Nov 2026 12:00:00 GMT";
  const struct
  {
    const char *value;
    const char *date;
    gint seconds;
  } table[] = {
    { NULL, NULL, -1 },
    { "", NULL, -1 },
    { "7", NULL, 7 },
    { "0", NULL, 1 },
    { "900", NULL, 900 },
    { "901", NULL, 900 },
    { "315360000", NULL, 900 },
    { "99999999999999999999999999", NULL, 900 },
    { "-5", NULL, -1 },
    { "soon", NULL, -1 },
    { "Wed, 25 Nov 2026 12:00:30 GMT", now, 30 },
    { "Wed, 25 Nov 2026 11:00:00 GMT", now, 1 },
    { "Wed, 25 Nov 2036 12:00:00 GMT", now, 900 },
    { "Wed, 25 Nov 2020 12:00:00 GMT", NULL, 1 },
    { "Wed, 25 Nov 2026 12:00:30 GMT", "nonsense", -2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      gint seconds = bookout_retry_after_parse (table[i].value, table[i].date);

      if (table[i].seconds == -2) /* by this computer's clock, whatever that says */
        g_assert_true (seconds >= 1 && seconds <= BOOKOUT_RETRY_AFTER_MOST_S);
      else
        g_assert_cmpint (seconds, ==, table[i].seconds);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/throttle/gap", test_gap);
  g_test_add_func ("/throttle/gap-between-threads", test_gap_between_threads);
  g_test_add_func ("/throttle/hold", test_hold);
  g_test_add_func ("/throttle/release", test_release);
  g_test_add_func ("/throttle/cancel", test_cancel);
  g_test_add_func ("/pause/until", test_pause);
  g_test_add_func ("/time-limit/over", test_time_limit);
  g_test_add_func ("/time-limit/parent", test_time_limit_parent);
  g_test_add_func ("/retry-after/table", test_retry_after);

  return g_test_run ();
}
