/* bookout-run-words.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "bookout-plain-text.h"
#include "bookout-run-words.h"
#include "bookout-span.h"

#define DOT " · "

/* What the portal says is cut to this many characters: a whole page of it belongs into run-data, not into a line. */
#define WORDS_MOST 300

/**
 * bookout_run_words_total:
 * @counts: of a run
 *
 * Returns: vehicles that were asked for
 */
guint
bookout_run_words_total (const BookoutQueueCounts *counts)
{
  return counts->total - MIN (counts->skipped, counts->total);
}

/**
 * bookout_run_words_settled:
 * @counts: of a run
 *
 * Returns: vehicles that have their result, whatever it is
 */
guint
bookout_run_words_settled (const BookoutQueueCounts *counts)
{
  return counts->done + counts->unproved + counts->failed + counts->held;
}

static const char *
fetching_title (BookoutHold hold)
{
  switch (hold)
    {
    case BOOKOUT_HOLD_PAUSED:
      return _ ("Paused");
    case BOOKOUT_HOLD_BLOCKED:
      return _ ("Waiting for You");
    case BOOKOUT_HOLD_ACTIVE:
    case BOOKOUT_HOLD_THROTTLE:
    case BOOKOUT_HOLD_BREAKER:
      return _ ("Waiting for the Portal");
    case BOOKOUT_HOLD_RENEWAL:
    case BOOKOUT_HOLD_NONE:
    default:
      return _ ("Fetching Sheets");
    }
}

/**
 * bookout_run_words_title:
 * @state: of a run
 * @hold: of it
 *
 * Returns: a heading
 */
const char *
bookout_run_words_title (BookoutRunState state, BookoutHold hold)
{
  switch (state)
    {
    case BOOKOUT_RUN_SIGNING_IN:
      return hold == BOOKOUT_HOLD_NONE ? _ ("Signing In") : _ ("Waiting for the Portal");
    case BOOKOUT_RUN_EXPORTING:
      return _ ("Exporting the Inventory");
    case BOOKOUT_RUN_INDEXING:
      return _ ("Reading the List of Vehicles");
    case BOOKOUT_RUN_FETCHING:
      return fetching_title (hold);
    case BOOKOUT_RUN_FINISHING:
      return _ ("Signing Out");
    case BOOKOUT_RUN_FINISHED:
      return _ ("Finished");
    case BOOKOUT_RUN_STOPPED:
      return _ ("Stopped");
    case BOOKOUT_RUN_FAILED:
      return _ ("Could Not Go On");
    case BOOKOUT_RUN_NEW:
    default:
      return _ ("Starting");
    }
}

/* @count in place of "%s" in @words; nothing for 0. */
static void
append_count (GString *text, const char *separator, guint count, const char *words)
{
  g_autofree char *number = bookout_report_count_to_string (count);
  g_autoptr (GString) part = g_string_new (words);

  if (count == 0)
    return;

  g_string_replace (part, "%s", number, 1);
  g_string_append (text, separator);
  g_string_append (text, part->str);
}

static void
append_pace (GString *line, double rate, gint64 remaining)
{
  if (remaining >= G_USEC_PER_SEC)
    {
      g_autofree char *span = bookout_span_to_string (remaining);

      g_string_append (line, DOT);
      /* Translators: %s is a span of time such as "2 h 10 min" */
      g_string_append_printf (line, _ ("about %s left"), span);
    }
  if (rate >= 0.5 && isfinite (rate))
    {
      g_autofree char *number = bookout_report_count_to_string ((guint64) rint (MIN (rate, 1e9)));

      g_string_append (line, DOT);
      /* Translators: vehicles an hour */
      g_string_append_printf (line, _ ("%s/hour"), number);
    }
}

/**
 * bookout_run_words_progress:
 * @state: of a run
 * @counts: of it
 * @rate: vehicles an hour lately, 0 while unknown
 * @remaining: microseconds until the end, -1 while unknown
 *
 * Returns: (transfer full): one line; empty while nothing is known
 */
char *
bookout_run_words_progress (BookoutRunState state,
                            const BookoutQueueCounts *counts,
                            double rate,
                            gint64 remaining)
{
  g_autofree char *settled = bookout_report_count_to_string (bookout_run_words_settled (counts));
  g_autofree char *total = bookout_report_count_to_string (bookout_run_words_total (counts));
  GString *line = g_string_new (NULL);

  if (counts->total == 0)
    return g_string_free (line, FALSE);

  /* Translators: vehicles that have their result, of all */
  g_string_append_printf (line, _ ("%s of %s"), settled, total);
  append_count (line, DOT, counts->unproved, _ ("%s not proved"));
  append_count (line, DOT, counts->failed, _ ("%s failed"));
  append_count (line, DOT, counts->held, _ ("%s held"));
  if (state == BOOKOUT_RUN_FETCHING)
    append_pace (line, rate, remaining);

  return g_string_free (line, FALSE);
}

static char *
clock_words (gint64 duration_us)
{
  gint64 seconds = (MAX (duration_us, 0) + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;

  return g_strdup_printf ("%d:%02d", (int) MIN (seconds / 60, G_MAXINT), (int) (seconds % 60));
}

/* The wall clock's reading at a moment of the monotonic one. */
static char *
wall_clock_words (gint64 until, gint64 now)
{
  g_autoptr (GDateTime) local = g_date_time_new_now_local ();
  g_autoptr (GDateTime) then = g_date_time_add (local, MAX (until - now, 0));

  return g_date_time_format (then, "%H:%M");
}

static char *
clean (const char *words, const char *otherwise)
{
  g_autofree char *line = bookout_plain_text_collapse (words != NULL ? words : otherwise);

  return bookout_plain_text_cut (line, WORDS_MOST);
}

static char *
active_words (gint64 until, gint64 now)
{
  g_autofree char *left = clock_words (until - now);

  if (until <= now)
    return g_strdup (_ ("Another session is active. Trying again."));

  return g_strdup_printf (_ ("Another session is active. Next try in %s."), left);
}

static char *
throttle_words (gint64 until, gint64 now)
{
  g_autofree char *left = clock_words (until - now);
  g_autofree char *clock = wall_clock_words (until, now);

  if (until - now < 2 * 60 * G_USEC_PER_SEC)
    return g_strdup_printf (_ ("The portal asks to wait. Going on in %s."), left);

  return g_strdup_printf (_ ("The portal asks to wait until %s."), clock);
}

static char *
breaker_words (const char *words, gint64 until, gint64 now)
{
  g_autofree char *cause = clean (words, _ ("Every vehicle fails for the same reason."));
  g_autofree char *left = clock_words (until - now);

  if (until <= now)
    return g_strdup_printf (_ ("%s Trying one vehicle."), cause);

  return g_strdup_printf (_ ("%s One vehicle is tried in %s."), cause, left);
}

/**
 * bookout_run_words_hold:
 * @hold: of a run
 * @until: monotonic microseconds of its end, 0 if that is not known
 * @words: (nullable): the run's own
 * @now: monotonic microseconds
 *
 * Returns: (transfer full) (nullable): a sentence or two; %NULL if nothing holds the run
 */
char *
bookout_run_words_hold (BookoutHold hold, gint64 until, const char *words, gint64 now)
{
  switch (hold)
    {
    case BOOKOUT_HOLD_PAUSED:
      return g_strdup (_ ("No new vehicle is begun until you resume."));
    case BOOKOUT_HOLD_ACTIVE:
      return active_words (until, now);
    case BOOKOUT_HOLD_RENEWAL:
      return g_strdup (_ ("The portal ended the session. Signing in again."));
    case BOOKOUT_HOLD_THROTTLE:
      return throttle_words (until, now);
    case BOOKOUT_HOLD_BREAKER:
      return breaker_words (words, until, now);
    case BOOKOUT_HOLD_BLOCKED:
      return clean (words, _ ("The run cannot go on."));
    case BOOKOUT_HOLD_NONE:
    default:
      return NULL;
    }
}

/**
 * bookout_run_words_result:
 * @state: of a run that is over
 * @counts: of it
 *
 * Returns: (transfer full): sentences
 */
char *
bookout_run_words_result (BookoutRunState state, const BookoutQueueCounts *counts)
{
  guint total = bookout_run_words_total (counts);
  guint left = counts->waiting + counts->postponed + counts->in_work;
  g_autofree char *done = bookout_report_count_to_string (counts->done);
  GString *text = g_string_new (NULL);

  if (counts->done == total && total > 0)
    g_string_append_printf (text,
                            ngettext ("The sheet is in the folder, and proved right.",
                                      "All %s sheets are in the folder, and proved right.", total),
                            done);
  else
    g_string_append_printf (text,
                            ngettext ("%s sheet is in the folder, and proved right.",
                                      "%s sheets are in the folder, and proved right.", counts->done),
                            done);
  append_count (
      text, " ", counts->unproved,
      ngettext ("%s sheet could not be proved.", "%s sheets could not be proved.", counts->unproved));
  append_count (text, " ", counts->failed,
                ngettext ("%s vehicle failed.", "%s vehicles failed.", counts->failed));
  append_count (text, " ", counts->held,
                ngettext ("%s sheet is held for you.", "%s sheets are held for you.", counts->held));
  append_count (text, " ", left, ngettext ("%s vehicle is left.", "%s vehicles are left.", left));

  return g_string_free (text, FALSE);
}

/**
 * bookout_run_words_step:
 * @snapshot: of a tab
 *
 * Returns: (transfer full): what it does
 */
char *
bookout_run_words_step (const BookoutTabSnapshot *snapshot)
{
  /* What it did last says nothing once its vehicle is gone. */
  if (snapshot->reference[0] == '\0' && snapshot->activity != BOOKOUT_TAB_STOPPED)
    return g_strdup (_ ("Idle"));

  switch (snapshot->activity)
    {
    case BOOKOUT_TAB_IDLE:
      return g_strdup (_ ("Idle"));
    case BOOKOUT_TAB_GATE:
      return g_strdup (_ ("Waiting for its turn"));
    case BOOKOUT_TAB_THROTTLE:
      return g_strdup (_ ("Waiting, as the portal asks"));
    case BOOKOUT_TAB_RENEWAL:
      return g_strdup (_ ("Waiting for the sign-in"));
    case BOOKOUT_TAB_CHECKING:
      return g_strdup (_ ("Checking the sheet"));
    case BOOKOUT_TAB_STOPPED:
      return g_strdup (_ ("Stopped"));
    case BOOKOUT_TAB_WORKING:
    default:
      break;
    }

  /* A description's titles are written to stand inside a sentence. */
  if (snapshot->step[0] != '\0')
    {
      gunichar first = g_unichar_toupper (g_utf8_get_char (snapshot->step));
      GString *text = g_string_new (NULL);

      g_string_append_unichar (text, first);
      g_string_append (text, g_utf8_next_char (snapshot->step));
      return g_string_free (text, FALSE);
    }

  return g_strdup (_ ("Starting"));
}

/**
 * bookout_run_words_transfer:
 * @snapshot: of a tab
 *
 * Returns: (transfer full): how much has come; empty if there is no transfer
 */
char *
bookout_run_words_transfer (const BookoutTabSnapshot *snapshot)
{
  guint received = (guint) ((snapshot->received + 999) / 1000);

  if (snapshot->received == 0 || snapshot->reference[0] == '\0')
    return g_strdup ("");
  if (snapshot->expected == 0)
    return g_strdup_printf (_ ("%u kB"), received);

  return g_strdup_printf (_ ("%u of %u kB"), received, (guint) ((snapshot->expected + 999) / 1000));
}

/**
 * bookout_run_words_deadline:
 * @snapshot: of a tab
 * @now: monotonic microseconds
 *
 * Returns: (transfer full): seconds spent of those allowed; empty without a vehicle
 */
char *
bookout_run_words_deadline (const BookoutTabSnapshot *snapshot, gint64 now)
{
  gint64 spent = MAX ((now - snapshot->began) / G_USEC_PER_SEC, 0);

  if (snapshot->began == 0)
    return g_strdup ("");
  if (snapshot->deadline <= snapshot->began)
    return g_strdup_printf (_ ("%d s"), (int) spent);

  return g_strdup_printf (_ ("%d of %d s"), (int) spent,
                          (int) ((snapshot->deadline - snapshot->began) / G_USEC_PER_SEC));
}
