/* cli-progress-words.c - how far a run is, in words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "bookout-span.h"
#include "cli-progress-words.h"
#include "cli-text.h"

/* The same words serve the live block and the plain lines of a log. Pure functions of what the run says of itself, so that they can be
 * tested without a run. */

#define DOT " · "

/* Columns of a tab's line, made for a terminal of 80. */
#define REFERENCE_COLUMNS 12
#define STEP_COLUMNS      32
#define KILOBYTES_COLUMNS 14

static const char *
state_words (BookoutRunState state)
{
  switch (state)
    {
    case BOOKOUT_RUN_NEW:
      return _ ("Starting");
    case BOOKOUT_RUN_SIGNING_IN:
      return _ ("Signing in");
    case BOOKOUT_RUN_EXPORTING:
      return _ ("Exporting the inventory");
    case BOOKOUT_RUN_INDEXING:
      return _ ("Reading the list of vehicles");
    case BOOKOUT_RUN_FINISHING:
      return _ ("Signing out");
    case BOOKOUT_RUN_FETCHING:
    case BOOKOUT_RUN_FINISHED:
    case BOOKOUT_RUN_STOPPED:
    case BOOKOUT_RUN_FAILED:
    default:
      return NULL;
    }
}

/**
 * cli_progress_total_of:
 * @counts: of a run
 *
 * Returns: vehicles that were asked for
 */
guint
cli_progress_total_of (const BookoutQueueCounts *counts)
{
  return counts->total - MIN (counts->skipped, counts->total);
}

/**
 * cli_progress_settled_of:
 * @counts: of a run
 *
 * Returns: vehicles that have their result, whatever it is
 */
guint
cli_progress_settled_of (const BookoutQueueCounts *counts)
{
  return counts->done + counts->unproved + counts->failed + counts->held;
}

static void
append_count (GString *line, guint count, const char *words)
{
  g_autofree char *number = NULL;

  if (count == 0)
    return;

  number = bookout_report_count_to_string (count);
  g_string_append_printf (line, DOT "%s %s", number, words);
}

static void
append_pace (GString *line, double rate, gint64 remaining)
{
  if (rate >= 0.5 && isfinite (rate))
    {
      g_autofree char *number = bookout_report_count_to_string ((guint64) rint (MIN (rate, 1e9)));

      g_string_append (line, DOT);
      g_string_append_printf (line, _ ("%s/hour"), number);
    }
  if (remaining >= G_USEC_PER_SEC)
    {
      g_autofree char *span = bookout_span_to_string (remaining);

      g_string_append (line, DOT);
      g_string_append_printf (line, _ ("about %s left"), span);
    }
}

/**
 * cli_progress_total:
 * @state: of the run
 * @counts: of the run
 * @rate: vehicles an hour, lately; 0 while unknown
 * @remaining: microseconds until the end, -1 while unknown
 *
 * Returns: (transfer full): one line
 */
char *
cli_progress_total (BookoutRunState state, const BookoutQueueCounts *counts, double rate, gint64 remaining)
{
  g_autofree char *settled = bookout_report_count_to_string (cli_progress_settled_of (counts));
  g_autofree char *total = bookout_report_count_to_string (cli_progress_total_of (counts));
  const char *words = state_words (state);
  GString *line = g_string_new (words);

  if (words != NULL && counts->total == 0)
    return g_string_free (g_string_append (line, "…"), FALSE);

  if (words != NULL)
    g_string_append (line, DOT);
  g_string_append_printf (line, _ ("%s of %s"), settled, total);
  append_count (line, counts->unproved, C_ ("number of vehicles", "not proved"));
  append_count (line, counts->failed, C_ ("number of vehicles", "failed"));
  append_count (line, counts->held, C_ ("number of vehicles", "held"));
  if (state == BOOKOUT_RUN_FETCHING)
    append_pace (line, rate, remaining);

  return g_string_free (line, FALSE);
}

/* The wall clock's reading at a moment of the monotonic one; whoever shows it lives with a clock that was set meanwhile. */
static char *
wall_clock (gint64 until, gint64 now)
{
  g_autoptr (GDateTime) local = g_date_time_new_now_local ();
  g_autoptr (GDateTime) then = g_date_time_add (local, MAX (until - now, 0));

  return g_date_time_format (then, "%H:%M");
}

static char *
throttle_words (gint64 until, gint64 now)
{
  g_autofree char *left = cli_text_clock (until - now);
  g_autofree char *clock = wall_clock (until, now);

  if (until - now < 2 * 60 * G_USEC_PER_SEC)
    return g_strdup_printf (_ ("The portal asks to wait; going on in %s."), left);

  return g_strdup_printf (_ ("The portal asks to wait until %s."), clock);
}

static char *
breaker_words (const char *words, gint64 until, gint64 now)
{
  g_autofree char *clean = cli_text_clean (words != NULL ? words
                                                         : _ ("Every vehicle fails for the same reason."));
  g_autofree char *left = cli_text_clock (until - now);

  if (until <= now)
    return g_strdup_printf (_ ("%s Trying one vehicle."), clean);

  return g_strdup_printf (_ ("%s One vehicle is tried in %s."), clean, left);
}

static char *
active_words (gint64 until, gint64 now)
{
  g_autofree char *left = cli_text_clock (until - now);

  if (until <= now)
    return g_strdup (_ ("Another session is active, trying again."));

  return g_strdup_printf (_ ("Another session is active, next try in %s."), left);
}

/**
 * cli_progress_hold:
 * @hold: of the run
 * @until: when it ends, 0 if that is not known
 * @words: (nullable): the run's own, cleaned here
 * @now: the present
 *
 * Returns: (transfer full) (nullable): one line; %NULL if nothing holds the run
 */
char *
cli_progress_hold (BookoutHold hold, gint64 until, const char *words, gint64 now)
{
  switch (hold)
    {
    case BOOKOUT_HOLD_PAUSED:
      return g_strdup (_ ("Paused."));
    case BOOKOUT_HOLD_ACTIVE:
      return active_words (until, now);
    case BOOKOUT_HOLD_RENEWAL:
      return g_strdup (_ ("Signing in again."));
    case BOOKOUT_HOLD_THROTTLE:
      return throttle_words (until, now);
    case BOOKOUT_HOLD_BREAKER:
      return breaker_words (words, until, now);
    case BOOKOUT_HOLD_BLOCKED:
      return cli_text_clean (words != NULL ? words : _ ("The run cannot go on."));
    case BOOKOUT_HOLD_NONE:
    default:
      return NULL;
    }
}

static const char *
tab_words (const BookoutTabSnapshot *snapshot)
{
  switch (snapshot->activity)
    {
    case BOOKOUT_TAB_IDLE:
      return _ ("idle");
    case BOOKOUT_TAB_GATE:
      return _ ("waiting for its turn");
    case BOOKOUT_TAB_THROTTLE:
      return _ ("waiting, as the portal asks");
    case BOOKOUT_TAB_RENEWAL:
      return _ ("waiting for the sign-in");
    case BOOKOUT_TAB_CHECKING:
      return _ ("checking the sheet");
    case BOOKOUT_TAB_STOPPED:
      return _ ("stopped");
    case BOOKOUT_TAB_WORKING:
    default:
      return snapshot->step;
    }
}

static char *
seconds_words (const BookoutTabSnapshot *snapshot, gint64 now)
{
  gint64 spent = (now - snapshot->began) / G_USEC_PER_SEC;

  if (snapshot->began == 0)
    return g_strdup ("");
  if (snapshot->deadline <= snapshot->began)
    return g_strdup_printf (_ ("%d s"), (int) MAX (spent, 0));

  return g_strdup_printf (_ ("%d of %d s"), (int) MAX (spent, 0),
                          (int) ((snapshot->deadline - snapshot->began) / G_USEC_PER_SEC));
}

/**
 * cli_progress_tab:
 * @snapshot: of a tab
 * @now: the present
 *
 * Returns: (transfer full): number, reference, step, transfer, seconds of its limit, in columns
 */
char *
cli_progress_tab (const BookoutTabSnapshot *snapshot, gint64 now)
{
  g_autofree char *reference = cli_text_clean (snapshot->reference);
  g_autofree char *step = cli_text_clean (tab_words (snapshot));
  g_autofree char *kilobytes = cli_text_kilobytes (snapshot->received, snapshot->expected);
  g_autofree char *seconds = seconds_words (snapshot, now);
  GString *line = g_string_new (NULL);

  g_string_append_printf (line, "%2u  ", snapshot->number);
  cli_text_append_padded (line, reference, REFERENCE_COLUMNS);
  g_string_append (line, "  ");
  cli_text_append_padded (line, step, STEP_COLUMNS);
  g_string_append (line, "  ");
  cli_text_append_padded (line, kilobytes, KILOBYTES_COLUMNS);
  g_string_append (line, seconds);

  return g_string_free (line, FALSE);
}

/**
 * cli_progress_failure:
 * @reference: of the vehicle
 * @reason: (nullable): a sentence
 * @attempts: how often it was tried
 *
 * Returns: (transfer full): one line
 */
char *
cli_progress_failure (const char *reference, const char *reason, guint attempts)
{
  g_autofree char *name = cli_text_clean (reference);
  g_autofree char *why = cli_text_clean (reason != NULL ? reason : _ ("It failed."));
  gsize length = strlen (why);

  if (attempts < 2)
    return g_strdup_printf ("%s: %s", name, why);
  if (g_str_has_suffix (why, ".") && !g_str_has_suffix (why, ".."))
    why[length - 1] = '\0';

  return g_strdup_printf (ngettext ("%s: %s, %u try.", "%s: %s, %u tries.", attempts), name, why, attempts);
}
