/* test-breaker.c - opens, probes, closes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bookout-breaker.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

static const BookoutFailure timeout = { BOOKOUT_FAILURE_TRANSIENT, "timeout", "", G_MAXUINT, FALSE, TRUE };
static const BookoutFailure connection = {
  BOOKOUT_FAILURE_TRANSIENT, "connection", "", G_MAXUINT, FALSE, TRUE
};
static const BookoutFailure changed = {
  BOOKOUT_FAILURE_PORTAL, "portal-changed", "", G_MAXUINT, FALSE, TRUE
};
static const BookoutFailure maintenance = {
  BOOKOUT_FAILURE_PORTAL, "maintenance", "", G_MAXUINT, FALSE, FALSE
};
static const BookoutFailure gone = { BOOKOUT_FAILURE_DATA, "gone", "", 2, FALSE, TRUE };
static const BookoutFailure wrong = { BOOKOUT_FAILURE_CONTENT, "wrong-vehicle", "", G_MAXUINT, FALSE, TRUE };
static const BookoutFailure signed_out = {
  BOOKOUT_FAILURE_SESSION, "signed-out", "", G_MAXUINT, FALSE, FALSE
};
static const BookoutFailure cancelled = {
  BOOKOUT_FAILURE_CANCELLED, "cancelled", "", G_MAXUINT, FALSE, FALSE
};

/* What comes, and the state afterwards. */
typedef struct
{
  const char *reference; /* NULL: success, or the probe if there is no failure either */
  const BookoutFailure *failure;
  BookoutBreakerState state;
} Event;

#define CLOSED  BOOKOUT_BREAKER_CLOSED
#define OPEN    BOOKOUT_BREAKER_OPEN
#define PROBING BOOKOUT_BREAKER_PROBING
#define SUCCESS(after) \
  {                    \
    "", NULL, after    \
  }
#define PROBE(after)  \
  {                   \
    NULL, NULL, after \
  }
#define END                \
  {                        \
    NULL, &timeout, CLOSED \
  }

static const Event stories[][12] = {
  /* three vehicles, one reason */
  { { "a", &timeout, CLOSED },
    { "b", &timeout, CLOSED },
    { "c", &timeout, OPEN },
    PROBE (PROBING),
    SUCCESS (CLOSED),
    END },
  /* the same vehicle again and again is that vehicle's trouble */
  { { "a", &timeout, CLOSED },
    { "a", &timeout, CLOSED },
    { "a", &timeout, CLOSED },
    { "b", &timeout, CLOSED },
    END },
  /* a success between */
  { { "a", &timeout, CLOSED }, { "b", &timeout, CLOSED }, SUCCESS (CLOSED), { "c", &timeout, CLOSED }, END },
  /* different reasons */
  { { "a", &timeout, CLOSED },
    { "b", &connection, CLOSED },
    { "c", &timeout, CLOSED },
    { "d", &timeout, CLOSED },
    { "e", &timeout, OPEN },
    END },
  /* changed markup: two are enough */
  { { "a", &changed, CLOSED }, { "a", &changed, CLOSED }, { "b", &changed, OPEN }, END },
  { { "a", &maintenance, CLOSED }, { "b", &maintenance, CLOSED }, { "c", &maintenance, OPEN }, END },
  /* the portal answers, about vehicles */
  { { "a", &timeout, CLOSED },
    { "b", &timeout, CLOSED },
    { "c", &gone, CLOSED },
    { "d", &timeout, CLOSED },
    END },
  { { "a", &wrong, CLOSED }, { "b", &wrong, CLOSED }, { "c", &wrong, CLOSED }, { "d", &wrong, CLOSED }, END },
  /* what says nothing about the portal changes nothing */
  { { "a", &timeout, CLOSED },
    { "b", &timeout, CLOSED },
    { "c", &cancelled, CLOSED },
    { "d", &signed_out, CLOSED },
    { "e", &timeout, OPEN },
    END },
  /* stragglers while open */
  { { "a", &timeout, CLOSED },
    { "b", &timeout, CLOSED },
    { "c", &timeout, OPEN },
    { "d", &timeout, OPEN },
    { "e", &cancelled, OPEN },
    SUCCESS (CLOSED),
    END },
  /* probes */
  { { "a", &timeout, CLOSED },
    { "b", &timeout, CLOSED },
    { "c", &timeout, OPEN },
    PROBE (PROBING),
    { "d", &timeout, OPEN },
    PROBE (PROBING),
    { "e", &connection, OPEN },
    PROBE (PROBING),
    { "f", &gone, CLOSED },
    PROBE (CLOSED),
    END },
  /* a probe that tells nothing is made again */
  { { "a", &timeout, CLOSED },
    { "b", &timeout, CLOSED },
    { "c", &timeout, OPEN },
    PROBE (PROBING),
    { "d", &cancelled, OPEN },
    PROBE (PROBING),
    { "d", &signed_out, OPEN },
    PROBE (PROBING),
    { "d", &wrong, CLOSED },
    END },
};

static void
tell (BookoutBreaker *breaker, const Event *event)
{
  if (event->failure != NULL)
    bookout_breaker_failure (breaker, event->reference, event->failure, "Words.", 100 * SECOND);
  else if (event->reference != NULL)
    bookout_breaker_success (breaker);
  else
    bookout_breaker_begin_probe (breaker);
}

static void
test_stories (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (stories); i++)
    {
      g_autoptr (BookoutBreaker) breaker = bookout_breaker_new ();

      g_assert_cmpint (bookout_breaker_get_state (breaker), ==, CLOSED);
      for (const Event *event = stories[i]; event->reference != NULL || event->failure == NULL; event++)
        {
          g_test_message ("story %u, event %d", i, (int) (event - stories[i]));
          tell (breaker, event);
          g_assert_cmpint (bookout_breaker_get_state (breaker), ==, event->state);
          g_assert_cmpint (bookout_breaker_get_code (breaker) != NULL, ==, event->state != CLOSED);
          g_assert_cmpint (bookout_breaker_get_words (breaker) != NULL, ==, event->state != CLOSED);
          g_assert_cmpint (bookout_breaker_get_probe_at (breaker) != 0, ==, event->state != CLOSED);
        }
    }
}

static void
open_breaker (BookoutBreaker *breaker, gint64 now)
{
  bookout_breaker_failure (breaker, "a", &timeout, "First.", now - 2 * SECOND);
  bookout_breaker_failure (breaker, "b", &timeout, "Second.", now - SECOND);
  bookout_breaker_failure (breaker, "c", &timeout, "Third.", now);
}

static void
test_intervals (void)
{
  static const gint64 seconds[] = { 15, 30, 60, 120, 240, 480, 600, 600, 600 };
  g_autoptr (BookoutBreaker) breaker = bookout_breaker_new ();
  gint64 now = 1000 * SECOND;

  open_breaker (breaker, now);
  for (guint i = 0; i < G_N_ELEMENTS (seconds); i++)
    {
      g_assert_cmpint (bookout_breaker_get_probe_at (breaker), ==, now + seconds[i] * SECOND);
      now = bookout_breaker_get_probe_at (breaker);
      bookout_breaker_begin_probe (breaker);
      bookout_breaker_failure (breaker, "d", &timeout, "Again.", now);
    }

  /* from the beginning next time */
  bookout_breaker_success (breaker);
  open_breaker (breaker, now);
  g_assert_cmpint (bookout_breaker_get_probe_at (breaker), ==, now + 15 * SECOND);
}

static void
test_cause (void)
{
  g_autoptr (BookoutBreaker) breaker = bookout_breaker_new ();

  open_breaker (breaker, SECOND);
  g_assert_cmpstr (bookout_breaker_get_code (breaker), ==, "timeout");
  g_assert_cmpstr (bookout_breaker_get_words (breaker), ==, "Third.");
  bookout_breaker_begin_probe (breaker);
  bookout_breaker_failure (breaker, "d", &connection, NULL, SECOND);
  g_assert_cmpstr (bookout_breaker_get_code (breaker), ==, "connection");
  g_assert_null (bookout_breaker_get_words (breaker));
}

static void
test_probes (void)
{
  g_autoptr (BookoutBreaker) breaker = bookout_breaker_new ();

  open_breaker (breaker, SECOND);
  g_assert_cmpuint (bookout_breaker_get_probes (breaker), ==, 0);
  for (guint i = 1; i <= 5; i++)
    {
      bookout_breaker_begin_probe (breaker);
      g_assert_cmpuint (bookout_breaker_get_probes (breaker), ==, i);
      bookout_breaker_failure (breaker, "d", &timeout, "Again.", SECOND);
    }
  bookout_breaker_success (breaker);
  g_assert_cmpuint (bookout_breaker_get_probes (breaker), ==, 0);
}

static void
test_give_in (void)
{
  g_autoptr (BookoutBreaker) breaker = bookout_breaker_new ();

  bookout_breaker_give_in (breaker); /* to nothing */
  open_breaker (breaker, SECOND);
  bookout_breaker_give_in (breaker);
  g_assert_cmpint (bookout_breaker_get_state (breaker), ==, CLOSED);
  open_breaker (breaker, SECOND);
  g_assert_cmpint (bookout_breaker_get_state (breaker), ==, CLOSED);

  /* another cause is news, and its probe may end in the first one */
  for (guint i = 0; i < 3; i++)
    bookout_breaker_failure (breaker, (const char *[]){ "a", "b", "c" }[i], &connection, "Words.", SECOND);
  g_assert_cmpint (bookout_breaker_get_state (breaker), ==, OPEN);
  bookout_breaker_begin_probe (breaker);
  bookout_breaker_failure (breaker, "d", &timeout, "Again.", SECOND);
  g_assert_cmpint (bookout_breaker_get_state (breaker), ==, OPEN);

  /* and all is as at the beginning once something succeeds */
  bookout_breaker_success (breaker);
  open_breaker (breaker, SECOND);
  g_assert_cmpint (bookout_breaker_get_state (breaker), ==, OPEN);
}

/* What spends no attempt would never end. */
static void
test_no_giving_in (void)
{
  g_autoptr (BookoutBreaker) breaker = bookout_breaker_new ();

  for (guint i = 0; i < 3; i++)
    bookout_breaker_failure (breaker, (const char *[]){ "a", "b", "c" }[i], &maintenance, "Words.", SECOND);
  bookout_breaker_give_in (breaker);
  g_assert_cmpint (bookout_breaker_get_state (breaker), ==, OPEN);
  g_assert_cmpstr (bookout_breaker_get_code (breaker), ==, "maintenance");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/breaker/stories", test_stories);
  g_test_add_func ("/breaker/intervals", test_intervals);
  g_test_add_func ("/breaker/cause", test_cause);
  g_test_add_func ("/breaker/probes", test_probes);
  g_test_add_func ("/breaker/give-in", test_give_in);
  g_test_add_func ("/breaker/no-giving-in", test_no_giving_in);

  return g_test_run ();
}
