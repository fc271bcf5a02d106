/* bookout-breaker.c - notices that every vehicle fails for the same reason
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-breaker"

#include "config.h"

#include "bookout-breaker.h"

/* Keeps a run from burning every vehicle's attempts while the portal is down: after a few different vehicles
 * in a row failed alike, nothing is given out but one vehicle now and then, until one gets through. Not
 * locked, knows no clock: whoever has results and the time tells it.
 *
 * An answer about a vehicle itself (not listed, wrong sheet) shows that the portal answers, so it counts as
 * getting through. Failures of session, disk or by cancelling say nothing about the portal; a probe that ends
 * so is made again. */

#define VEHICLES_TO_OPEN 3

/* Changed markup is never a matter of bad luck, and each try may click on something that nobody has looked
 * at. */
#define VEHICLES_TO_OPEN_IF_CHANGED 2

#define FIRST_PROBE_US   (15 * G_USEC_PER_SEC)
#define LONGEST_PROBE_US (10 * 60 * G_USEC_PER_SEC)

struct _BookoutBreaker
{
  BookoutBreakerState state;
  char *code;                         /* of the failures in a row; NULL if none */
  char *words;                        /* of the last of them */
  gboolean counts;                    /* whether the last of them is counted as an attempt */
  char *references[VEHICLES_TO_OPEN]; /* of the different vehicles they befell */
  guint n_references;
  gint64 probe_at;    /* monotonic microseconds, while not CLOSED */
  gint64 interval_us; /* to the next probe */
  guint probes;       /* begun since it opened */
  char *ignored;      /* code that it gave in to; NULL if none */
};

static void
forget (BookoutBreaker *self)
{
  for (guint i = 0; i < self->n_references; i++)
    g_clear_pointer (&self->references[i], g_free);
  self->n_references = 0;
  g_clear_pointer (&self->code, g_free);
  g_clear_pointer (&self->words, g_free);
}

static void
close_breaker (BookoutBreaker *self)
{
  forget (self);
  self->state = BOOKOUT_BREAKER_CLOSED;
  self->probe_at = 0;
  self->interval_us = FIRST_PROBE_US;
  self->probes = 0;
}

static void
open_breaker (BookoutBreaker *self, gint64 now)
{
  self->state = BOOKOUT_BREAKER_OPEN;
  self->probe_at = now + self->interval_us;
  self->interval_us = MIN (self->interval_us * 2, LONGEST_PROBE_US);
}

static gboolean
has_reference (BookoutBreaker *self, const char *reference)
{
  for (guint i = 0; i < self->n_references; i++)
    if (g_str_equal (self->references[i], reference))
      return TRUE;

  return FALSE;
}

static void
note_cause (BookoutBreaker *self, const BookoutFailure *failure, const char *words)
{
  if (g_strcmp0 (self->code, failure->code) != 0)
    {
      forget (self);
      self->code = g_strdup (failure->code);
    }

  self->counts = failure->counts;
  g_free (self->words);
  self->words = g_strdup (words);
}

static void
count_vehicle (BookoutBreaker *self, const char *reference, gint64 now)
{
  guint vehicles_to_open = g_strcmp0 (self->code, "portal-changed") == 0 ? VEHICLES_TO_OPEN_IF_CHANGED
                                                                         : VEHICLES_TO_OPEN;

  if (!has_reference (self, reference))
    self->references[self->n_references++] = g_strdup (reference);

  if (self->n_references >= vehicles_to_open)
    open_breaker (self, now);
}

/**
 * bookout_breaker_new:
 *
 * Returns: (transfer full): a closed breaker
 */
BookoutBreaker *
bookout_breaker_new (void)
{
  BookoutBreaker *self = g_new0 (BookoutBreaker, 1);

  close_breaker (self);

  return self;
}

/**
 * bookout_breaker_free:
 * @self: (nullable) (transfer full): a breaker
 */
void
bookout_breaker_free (BookoutBreaker *self)
{
  if (self == NULL)
    return;

  forget (self);
  g_free (self->ignored);
  g_free (self);
}

/**
 * bookout_breaker_success:
 *
 * A vehicle got its sheet: closes, whatever the state, since even a vehicle that was in work before shows
 * that the portal works.
 */
void
bookout_breaker_success (BookoutBreaker *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->ignored, g_free);
  close_breaker (self);
}

/**
 * bookout_breaker_failure:
 * @reference: of the vehicle
 * @failure: how its attempt ended
 * @words: (nullable): the same in a sentence
 * @now: monotonic microseconds
 *
 * Opens after three transient or portal failures of one code (two if the portal looks different) on as many
 * different vehicles with no success between. The probe is due after 15 s, then 30 s, 1 minute … at most 10
 * minutes, doubled with each probe that fails so. Closes on a failure that is about the vehicle itself.
 */
void
bookout_breaker_failure (BookoutBreaker *self,
                         const char *reference,
                         const BookoutFailure *failure,
                         const char *words,
                         gint64 now)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (reference != NULL);
  g_return_if_fail (failure != NULL);

  switch (failure->kind)
    {
    case BOOKOUT_FAILURE_DATA:
    case BOOKOUT_FAILURE_CONTENT:
      close_breaker (self);
      break;

    case BOOKOUT_FAILURE_TRANSIENT:
    case BOOKOUT_FAILURE_PORTAL:
      if (self->state == BOOKOUT_BREAKER_OPEN)
        break; /* was in work when it opened: nothing new */
      if (self->state == BOOKOUT_BREAKER_CLOSED && g_strcmp0 (self->ignored, failure->code) == 0)
        break;
      note_cause (self, failure, words);
      if (self->state == BOOKOUT_BREAKER_PROBING)
        open_breaker (self, now);
      else
        count_vehicle (self, reference, now);
      break;

    case BOOKOUT_FAILURE_SESSION:
    case BOOKOUT_FAILURE_LOCAL:
    case BOOKOUT_FAILURE_CANCELLED:
    default:
      if (self->state == BOOKOUT_BREAKER_PROBING)
        {
          self->state = BOOKOUT_BREAKER_OPEN;
          self->probe_at = now;
        }
      break;
    }
}

/**
 * bookout_breaker_begin_probe:
 *
 * The caller gives out one vehicle although the breaker is open; that vehicle's result ends the probe.
 * Without effect unless open.
 */
void
bookout_breaker_begin_probe (BookoutBreaker *self)
{
  g_return_if_fail (self != NULL);

  if (self->state == BOOKOUT_BREAKER_OPEN)
    {
      self->state = BOOKOUT_BREAKER_PROBING;
      self->probes++;
    }
}

/**
 * bookout_breaker_give_in:
 *
 * Closes although the cause lasts, and lets every vehicle meet it by itself: failures of that code are not
 * counted until something succeeds. Without effect unless open, or if the failures spend no attempt
 * (maintenance, too many requests): then no vehicle would ever be done with, and all of them would keep
 * asking a portal that wants to be left alone.
 */
void
bookout_breaker_give_in (BookoutBreaker *self)
{
  g_return_if_fail (self != NULL);

  if (self->state != BOOKOUT_BREAKER_OPEN || !self->counts)
    return;

  g_free (self->ignored);
  self->ignored = g_strdup (self->code);
  close_breaker (self);
}

/**
 * bookout_breaker_get_state:
 *
 * Returns: whether vehicles may be given out
 */
BookoutBreakerState
bookout_breaker_get_state (BookoutBreaker *self)
{
  g_return_val_if_fail (self != NULL, BOOKOUT_BREAKER_CLOSED);

  return self->state;
}

/**
 * bookout_breaker_get_probe_at:
 *
 * Returns: monotonic microseconds of the next probe (of the last one, while probing); 0 while closed
 */
gint64
bookout_breaker_get_probe_at (BookoutBreaker *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->probe_at;
}

/**
 * bookout_breaker_get_probes:
 *
 * Returns: how many probes were begun since it opened; 0 while closed
 */
guint
bookout_breaker_get_probes (BookoutBreaker *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->probes;
}

/**
 * bookout_breaker_get_code:
 *
 * Returns: (nullable) (transfer none): the common cause as a failure's code, %NULL while closed; until the
 * next result
 */
const char *
bookout_breaker_get_code (BookoutBreaker *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->state != BOOKOUT_BREAKER_CLOSED ? self->code : NULL;
}

/**
 * bookout_breaker_get_words:
 *
 * Returns: (nullable) (transfer none): the common cause in a sentence, %NULL while closed; until the next
 * result
 */
const char *
bookout_breaker_get_words (BookoutBreaker *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->state != BOOKOUT_BREAKER_CLOSED ? self->words : NULL;
}
