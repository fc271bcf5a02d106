/* test-retry.c - how often, when, and when no more
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bookout-retry.h"

#define LATER BOOKOUT_RETRY_LATER
#define SLOW  BOOKOUT_RETRY_SLOW_PASS
#define NEVER BOOKOUT_RETRY_NEVER

static BookoutFailure
failure_of (BookoutFailureClass kind, guint attempts_most, gboolean counts)
{
  return (BookoutFailure){ kind, "code", "advice", attempts_most, FALSE, counts };
}

static const struct
{
  BookoutFailureClass kind;
  guint worth;
  guint attempts;
  guint attempts_most;
  gboolean slow_pass;
  BookoutRetryVerdict verdict;
} cases[] = {
  /* three times among the others, then alone */
  { BOOKOUT_FAILURE_TRANSIENT, G_MAXUINT, 0, 3, FALSE, LATER },
  { BOOKOUT_FAILURE_TRANSIENT, G_MAXUINT, 1, 3, FALSE, LATER },
  { BOOKOUT_FAILURE_TRANSIENT, G_MAXUINT, 2, 3, FALSE, SLOW },
  { BOOKOUT_FAILURE_TRANSIENT, G_MAXUINT, 3, 3, TRUE, NEVER },
  { BOOKOUT_FAILURE_CONTENT, G_MAXUINT, 0, 3, FALSE, LATER },
  { BOOKOUT_FAILURE_CONTENT, G_MAXUINT, 2, 3, FALSE, SLOW },
  { BOOKOUT_FAILURE_CONTENT, G_MAXUINT, 3, 3, TRUE, NEVER },
  { BOOKOUT_FAILURE_PORTAL, G_MAXUINT, 0, 3, FALSE, LATER },
  { BOOKOUT_FAILURE_PORTAL, G_MAXUINT, 2, 3, FALSE, SLOW },
  /* other limits of the run */
  { BOOKOUT_FAILURE_TRANSIENT, G_MAXUINT, 0, 1, FALSE, SLOW },
  { BOOKOUT_FAILURE_TRANSIENT, G_MAXUINT, 0, 2, FALSE, LATER },
  { BOOKOUT_FAILURE_TRANSIENT, G_MAXUINT, 8, 10, FALSE, LATER },
  { BOOKOUT_FAILURE_TRANSIENT, G_MAXUINT, 9, 10, FALSE, SLOW },
  /* the limit was lowered meanwhile, or is none */
  { BOOKOUT_FAILURE_TRANSIENT, G_MAXUINT, 5, 3, FALSE, SLOW },
  { BOOKOUT_FAILURE_TRANSIENT, G_MAXUINT, 0, 0, FALSE, SLOW },
  { BOOKOUT_FAILURE_TRANSIENT, G_MAXUINT, G_MAXUINT, 3, FALSE, SLOW },
  /* the vehicle's own: at once or not at all */
  { BOOKOUT_FAILURE_DATA, 2, 0, 3, FALSE, LATER },
  { BOOKOUT_FAILURE_DATA, 2, 1, 3, FALSE, NEVER },
  { BOOKOUT_FAILURE_DATA, 1, 0, 3, FALSE, NEVER },
  { BOOKOUT_FAILURE_DATA, 2, 0, 1, FALSE, NEVER },
  /* worth less than the run would give */
  { BOOKOUT_FAILURE_CONTENT, 2, 0, 3, FALSE, LATER },
  { BOOKOUT_FAILURE_CONTENT, 2, 1, 3, FALSE, SLOW },
  /* the slow pass is the last chance, even with attempts left */
  { BOOKOUT_FAILURE_TRANSIENT, G_MAXUINT, 0, 3, TRUE, NEVER },
  { BOOKOUT_FAILURE_DATA, 2, 0, 3, TRUE, NEVER },
};

static void
test_verdicts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BookoutFailure failure = failure_of (cases[i].kind, cases[i].worth, TRUE);
      BookoutRetry retry = bookout_retry_decide (&failure, cases[i].attempts, cases[i].attempts_most,
                                                 cases[i].slow_pass, 0.5);

      g_test_message ("case %u", i);
      g_assert_cmpint (retry.verdict, ==, cases[i].verdict);
      g_assert_true (retry.counts);
      if (retry.verdict == LATER)
        g_assert_cmpint (retry.delay_us, >, 0);
    }
}

static void
test_delays (void)
{
  static const gint64 seconds[] = { 1, 4, 16, 64, 120, 120, 120 };
  BookoutFailure failure = failure_of (BOOKOUT_FAILURE_TRANSIENT, G_MAXUINT, TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (seconds); i++)
    {
      gint64 middle = seconds[i] * G_USEC_PER_SEC;

      g_assert_cmpint (bookout_retry_decide (&failure, i, 100, FALSE, 0.0).delay_us, ==, middle * 3 / 4);
      g_assert_cmpint (bookout_retry_decide (&failure, i, 100, FALSE, 0.5).delay_us, ==, middle);
      g_assert_cmpint (bookout_retry_decide (&failure, i, 100, FALSE, 1.0).delay_us, ==, middle * 5 / 4);
      g_assert_cmpint (bookout_retry_decide (&failure, i, 100, FALSE, 7.0).delay_us, ==, middle * 5 / 4);
      g_assert_cmpint (bookout_retry_decide (&failure, i, 100, FALSE, -7.0).delay_us, ==, middle * 3 / 4);
    }
  g_assert_cmpint (bookout_retry_decide (&failure, 1000000, G_MAXUINT, FALSE, 0.5).delay_us, ==,
                   120 * G_USEC_PER_SEC);
}

/* They come back whatever the attempts and the pass, and not at full speed unless we cancelled them
 * ourselves. */
static void
test_uncounted (void)
{
  for (int kind = BOOKOUT_FAILURE_TRANSIENT; kind <= BOOKOUT_FAILURE_CANCELLED; kind++)
    for (guint attempts = 0; attempts < 5; attempts++)
      {
        BookoutFailure failure = failure_of ((BookoutFailureClass) kind, 1, FALSE);
        BookoutRetry retry = bookout_retry_decide (&failure, attempts, 3, attempts % 2 == 0, 0.5);

        g_assert_cmpint (retry.verdict, ==, LATER);
        g_assert_false (retry.counts);
        if (kind == BOOKOUT_FAILURE_CANCELLED)
          g_assert_cmpint (retry.delay_us, ==, 0);
        else
          g_assert_cmpint (retry.delay_us, >=, G_USEC_PER_SEC);
      }
}

/* Whatever befalls a vehicle, its attempts stay within every limit, the slow pass being one more, and it
 * comes to an end. */
static void
follow_vehicle (void)
{
  guint attempts_most = (guint) g_test_rand_int_range (1, 8);
  guint attempts = 0;
  guint uncounted = 0;
  gboolean slow_pass = FALSE;

  for (;;)
    {
      BookoutFailureClass kind = (BookoutFailureClass) g_test_rand_int_range (0,
                                                                              BOOKOUT_FAILURE_CANCELLED + 1);
      guint worth = g_test_rand_int_range (0, 2) ? G_MAXUINT : (guint) g_test_rand_int_range (1, 4);
      BookoutFailure failure = failure_of (kind, worth, uncounted > 20 || g_test_rand_int_range (0, 2));
      BookoutRetry retry = bookout_retry_decide (&failure, attempts, attempts_most, slow_pass,
                                                 g_test_rand_double ());

      g_assert_cmpint (retry.counts, ==, failure.counts);
      g_assert_cmpint (retry.delay_us, >=, 0);
      g_assert_cmpint (retry.delay_us, <=, 150 * G_USEC_PER_SEC);
      if (retry.counts)
        attempts++;
      else
        uncounted++;
      g_assert_cmpuint (attempts, <=, attempts_most + 1);
      if (retry.verdict == NEVER)
        return;

      /* it will be tried again, so there must be an attempt left for it */
      if (retry.counts && retry.verdict == LATER)
        g_assert_cmpuint (attempts, <, MIN (attempts_most, worth));
      g_assert_false (slow_pass && retry.verdict == SLOW);
      slow_pass = slow_pass || retry.verdict == SLOW;
    }
}

static void
test_limits_hold (void)
{
  for (guint i = 0; i < 20000; i++)
    follow_vehicle ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/retry/verdicts", test_verdicts);
  g_test_add_func ("/retry/delays", test_delays);
  g_test_add_func ("/retry/uncounted", test_uncounted);
  g_test_add_func ("/retry/limits-hold", test_limits_hold);

  return g_test_run ();
}
