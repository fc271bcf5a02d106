/* bookout-retry.c - when a vehicle that failed is tried again
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-retry"

#include "config.h"

#include "bookout-retry.h"

/* The policy, apart from everything that it moves, so that a table can test it. Pure, any thread.
 *
 * The slow pass is one more than the attempts that a run allows: with three attempts, a vehicle is tried
 * three times among the others and a last time alone, when nothing can disturb it. What is about the vehicle
 * itself isn't worth the slow pass: it is tried at once or not. */

#define FIRST_DELAY_US   (1 * G_USEC_PER_SEC)
#define LONGEST_DELAY_US (120 * G_USEC_PER_SEC)

/* Failures that spend no attempt: the session, the breaker or a person waits for their cause to end. This
 * only keeps a vehicle that is the last one from going round at full speed. */
#define UNCOUNTED_DELAY_US     (1 * G_USEC_PER_SEC)
#define UNAVAILABLE_DELAY_US   (15 * G_USEC_PER_SEC)
#define SHORT_OF_FILE_DELAY_US (5 * G_USEC_PER_SEC)

static gint64
jittered (gint64 delay_us, double jitter)
{
  return (gint64) ((double) delay_us * (0.75 + 0.5 * CLAMP (jitter, 0.0, 1.0)));
}

static gint64
back_off (guint attempts)
{
  gint64 delay_us = FIRST_DELAY_US;

  for (guint i = 0; i < attempts && delay_us < LONGEST_DELAY_US; i++)
    delay_us *= 4;

  return MIN (delay_us, LONGEST_DELAY_US);
}

static gint64
uncounted_delay (BookoutFailureClass kind)
{
  switch (kind)
    {
    case BOOKOUT_FAILURE_TRANSIENT:
    case BOOKOUT_FAILURE_PORTAL:
      return UNAVAILABLE_DELAY_US;
    case BOOKOUT_FAILURE_LOCAL:
      return SHORT_OF_FILE_DELAY_US;
    case BOOKOUT_FAILURE_CANCELLED:
      return 0;
    case BOOKOUT_FAILURE_SESSION:
    case BOOKOUT_FAILURE_DATA:
    case BOOKOUT_FAILURE_CONTENT:
    default:
      return UNCOUNTED_DELAY_US;
    }
}

/**
 * bookout_retry_decide:
 * @failure: how the attempt ended
 * @attempts: counted ones before this one
 * @attempts_most: of the run, at least 1
 * @slow_pass: whether this attempt was of the slow pass, after which nothing is tried again except what
 * doesn't count
 * @jitter: 0 to 1, from the caller
 *
 * Delays are 1 s, 4 s, 16 s … at most 2 minutes, times 0.75 to 1.25. A vehicle whose failures all count gets
 * at most
 * @attempts_most attempts and one in the slow pass, and never more than its failure is worth and that one.
 * Pure, any thread.
 *
 * Returns: what to do with the vehicle
 */
BookoutRetry
bookout_retry_decide (const BookoutFailure *failure,
                      guint attempts,
                      guint attempts_most,
                      gboolean slow_pass,
                      double jitter)
{
  BookoutRetry retry = { BOOKOUT_RETRY_NEVER, 0, TRUE };
  guint most;

  g_return_val_if_fail (failure != NULL, retry);

  if (!failure->counts)
    {
      retry.verdict = BOOKOUT_RETRY_LATER;
      retry.delay_us = jittered (uncounted_delay (failure->kind), jitter);
      retry.counts = FALSE;
      return retry;
    }

  most = MAX (MIN (attempts_most, failure->attempts_most), 1);
  if (slow_pass)
    return retry;

  if (attempts >= most - 1)
    {
      if (failure->kind != BOOKOUT_FAILURE_DATA)
        retry.verdict = BOOKOUT_RETRY_SLOW_PASS;
      return retry;
    }

  retry.verdict = BOOKOUT_RETRY_LATER;
  retry.delay_us = jittered (back_off (attempts), jitter);

  return retry;
}
