/* bookout-valuation-date.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-valuation-date"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-date-format.h"
#include "bookout-sheet-lines.h"
#include "bookout-valuation-date.h"

/* A portal that serves a sheet from a cache serves the right vehicle with yesterday's values, and nobody sees it by looking at a
 * folder. So a sheet that has just been fetched must be of its day. One that lies in a folder must not: last month's was right, and
 * stays so. Pure but for the time zone of this computer; any thread. */

/* East of here it is tomorrow already, and clocks disagree around midnight. */
#define DAYS_AHEAD_MOST 1

/* Characters of a text that is no date, in a sentence about it. */
#define QUOTE_MOST 60

/* @time in microseconds; the zone's day, %NULL for this computer's. */
static GDate
day_of (gint64 time, GTimeZone *zone)
{
  g_autoptr (GTimeZone) own = zone != NULL ? g_time_zone_ref (zone) : g_time_zone_new_local ();
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) there = g_date_time_to_timezone (utc, own);
  GDate day;
  int year, month, number;

  g_date_time_get_ymd (there, &year, &month, &number);
  g_date_clear (&day, 1);
  g_date_set_dmy (&day, (GDateDay) number, (GDateMonth) month, (GDateYear) year);
  return day;
}

static char *
describe (const GDate *day)
{
  g_autoptr (GDateTime) time = g_date_time_new_utc (g_date_get_year (day), (int) g_date_get_month (day),
                                                    g_date_get_day (day), 0, 0, 0);

  /* TRANSLATORS: a day, as of strftime(): 24 Nov 2026 */
  return g_date_time_format (time, _ ("%-d %b %Y"));
}

static gboolean
set_no_line (GError **error)
{
  g_set_error (
      error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_NO_DATE,
      _ ("The sheet has no line with its valuation date, so it does not say whether it is current."));
  return FALSE;
}

static gboolean
set_no_date (GError **error, const char *value)
{
  g_autofree char *quote = g_utf8_substring (value, 0, MIN (g_utf8_strlen (value, -1), QUOTE_MOST));

  g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_NO_DATE,
               _ ("The sheet's valuation date cannot be understood: '%s'."), quote);
  return FALSE;
}

static gboolean
set_two_dates (GError **error, const GDate *a, const GDate *b)
{
  g_autofree char *one = describe (a);
  g_autofree char *other = describe (b);

  g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_NO_DATE,
               _ ("The sheet has two valuation dates: %s and %s."), one, other);
  return FALSE;
}

static gboolean
set_outdated (GError **error, const GDate *found, const GDate *expected, guint days)
{
  g_autofree char *is = describe (found);
  g_autofree char *should_be = describe (expected);

  if (days == 0)
    g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_OUTDATED,
                 _ ("The valuation date is %s, expected %s."), is, should_be);
  else
    g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_OUTDATED,
                 ngettext ("The valuation date is %s, expected %s or at most %u day earlier.",
                           "The valuation date is %s, expected %s or at most %u days earlier.", days),
                 is, should_be, days);
  return FALSE;
}

static gboolean
read_date (const BookoutPortalDated *dated, const char *value, GDate *date)
{
  for (guint i = 0; dated->formats[i] != NULL; i++)
    if (bookout_date_format_read (dated->formats[i], value, date))
      return TRUE;
  return FALSE;
}

/* The one day that all lines give, however each of them writes it. */
static gboolean
find_date (const BookoutPortalDated *dated, GPtrArray *values, GDate *date, GError **error)
{
  if (values->len == 0)
    return set_no_line (error);
  for (guint i = 0; i < values->len; i++)
    {
      GDate next;

      if (!read_date (dated, g_ptr_array_index (values, i), &next))
        return set_no_date (error, g_ptr_array_index (values, i));
      if (i > 0 && g_date_compare (date, &next) != 0)
        return set_two_dates (error, date, &next);
      *date = next;
    }
  return TRUE;
}

/**
 * bookout_valuation_date_check:
 * @dated: where the date stands, and how old it may be
 * @text: what the sheet says
 * @scope: the vehicle's, for names in the pattern
 * @asked_at: when the attempt began, Unix microseconds
 * @came_at: when the sheet had come, Unix microseconds
 * @error: return location
 *
 * The date must be a day between that of @asked_at and that of @came_at, in the zone of @dated: a run crosses midnight. It may be as
 * many days earlier as @dated says, and one day later, since it is tomorrow east of here.
 *
 * Errors: %BOOKOUT_SHEET_ERROR_NO_DATE if no line matches, if what it has is not a date, or if two lines disagree;
 * %BOOKOUT_SHEET_ERROR_OUTDATED if it is of another day; those of bookout_sheet_lines_find().
 *
 * Returns: whether the sheet is current
 */
gboolean
bookout_valuation_date_check (const BookoutPortalDated *dated,
                              const BookoutSheetText *text,
                              BookoutScope *scope,
                              gint64 asked_at,
                              gint64 came_at,
                              GError **error)
{
  g_autoptr (GPtrArray) values = NULL;
  GDate first, last, date;
  int age, lead;

  g_return_val_if_fail (dated != NULL && dated->pattern != NULL && dated->formats != NULL, FALSE);
  g_return_val_if_fail (text != NULL && text->visible != NULL, FALSE);
  g_return_val_if_fail (scope != NULL, FALSE);

  values = bookout_sheet_lines_find (text->visible, _ ("valuation date"), dated->pattern, scope, error);
  if (values == NULL || !find_date (dated, values, &date, error))
    return FALSE;

  /* a clock that was set back in between turns them round */
  first = day_of (MIN (asked_at, came_at), dated->zone);
  last = day_of (MAX (asked_at, came_at), dated->zone);
  age = g_date_days_between (&date, &first);
  lead = g_date_days_between (&last, &date);
  if (age > (int) dated->days || lead > DAYS_AHEAD_MOST)
    return set_outdated (error, &date, &last, dated->days);
  return TRUE;
}
