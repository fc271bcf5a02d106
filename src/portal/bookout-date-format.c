/* bookout-date-format.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-date-format"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bookout-date-format.h"
#include "bookout-portal.h"

/* A portal writes its dates in one language and order, whoever looks at them, so strptime() in the locale of the person at the
 * machine would be the wrong reader; besides, it takes the 31st of February and a year of two digits for one of four. These are its
 * letters for a day, read to the letter. Pure functions, any thread. */

#define LETTERS "%d, %e, %m, %b, %B, %h, %y, %Y, %a, %A, %%"

/* As strptime() has it: 69 to 99 are of the last century. */
#define FIRST_SHORT_YEAR_OF_1900 69

#define ABBREVIATION 3 /* letters */

static const char *const months[] = { "January", "February", "March",     "April",   "May",      "June",
                                      "July",    "August",   "September", "October", "November", "December" };

static const char *const weekdays[] = { "Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday" };

/* What has been read so far. */
typedef struct
{
  const char *at; /* borrowed: the rest of the text */
  guint day;
  guint month;
  guint year;
} Reading;

static void
skip_space (const char **at)
{
  while (g_unichar_isspace (g_utf8_get_char (*at)))
    *at = g_utf8_next_char (*at);
}

/* Digits beyond @most are left for what comes next: "%Y%m%d". */
static gboolean
read_number (Reading *reading, guint least, guint most, guint *number)
{
  guint length = 0;

  *number = 0;
  for (; length < most && g_ascii_isdigit (reading->at[length]); length++)
    *number = *number * 10 + (guint) g_ascii_digit_value (reading->at[length]);
  reading->at += length;
  return length >= least;
}

static gboolean
skip_word (Reading *reading, const char *word, gsize length)
{
  if (g_ascii_strncasecmp (reading->at, word, length) != 0)
    return FALSE;
  reading->at += length;
  return TRUE;
}

/* @number: from 1. A name may be whole or have its first three letters, whichever of the two the format asks for. */
static gboolean
read_name (Reading *reading, const char *const *names, gsize n_names, guint *number)
{
  for (gsize i = 0; i < n_names; i++)
    if (skip_word (reading, names[i], strlen (names[i])) || skip_word (reading, names[i], ABBREVIATION))
      {
        *number = (guint) i + 1;
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_short_year (Reading *reading)
{
  if (!read_number (reading, 2, 2, &reading->year))
    return FALSE;
  reading->year += reading->year < FIRST_SHORT_YEAR_OF_1900 ? 2000 : 1900;
  return TRUE;
}

static gboolean
read_piece (Reading *reading, char letter)
{
  guint weekday;

  if (letter == '%')
    return skip_word (reading, "%", 1);
  skip_space (&reading->at);
  switch (letter)
    {
    case 'd':
    case 'e':
      return read_number (reading, 1, 2, &reading->day);
    case 'm':
      return read_number (reading, 1, 2, &reading->month);
    case 'b':
    case 'B':
    case 'h':
      return read_name (reading, months, G_N_ELEMENTS (months), &reading->month);
    case 'y':
      return read_short_year (reading);
    case 'Y':
      return read_number (reading, 4, 4, &reading->year);
    case 'a':
    case 'A':
      return read_name (reading, weekdays, G_N_ELEMENTS (weekdays), &weekday);
    default:
      return FALSE;
    }
}

static gboolean
read_literal (Reading *reading, char literal)
{
  if (g_ascii_isspace (literal))
    skip_space (&reading->at);
  else if (*reading->at != literal)
    return FALSE;
  else
    reading->at++;
  return TRUE;
}

static gboolean
is_date (const Reading *reading)
{
  /* wider than what GDate takes them as */
  return reading->year >= 1 && reading->year <= 9999 && reading->month <= G_DATE_DECEMBER &&
         g_date_valid_dmy ((GDateDay) reading->day, (GDateMonth) reading->month, (GDateYear) reading->year);
}

/**
 * bookout_date_format_read:
 * @format: one that bookout_date_format_check() has found good
 * @text: valid UTF-8 of any length and content
 * @date: (out caller-allocates): the day, if there is one
 *
 * Numbers may lack their leading zero, `%Y` has four digits and `%y` two. Names of months and weekdays are English, whole or of three
 * letters, in upper or lower case; whether the weekday is that of the day is not looked at. White space in @format is any white space
 * or none; at both ends of @text there may be some.
 *
 * Returns: whether the whole of @text is a day of the calendar, of the years 1 to 9999
 */
gboolean
bookout_date_format_read (const char *format, const char *text, GDate *date)
{
  Reading reading = { .at = text };

  g_return_val_if_fail (format != NULL && text != NULL && date != NULL, FALSE);

  skip_space (&reading.at);
  for (const char *at = format; *at != '\0'; at++)
    {
      gboolean is_letter = at[0] == '%' && at[1] != '\0';

      if (is_letter ? !read_piece (&reading, *++at) : !read_literal (&reading, *at))
        return FALSE;
    }
  skip_space (&reading.at);
  if (*reading.at != '\0' || !is_date (&reading))
    return FALSE;
  g_date_clear (date, 1);
  g_date_set_dmy (date, (GDateDay) reading.day, (GDateMonth) reading.month, (GDateYear) reading.year);
  return TRUE;
}

static gboolean
set_unknown_letter (GError **error, const char *at)
{
  g_autofree char *letter = g_utf8_substring (at, 0, g_utf8_strlen (at, -1) > 1 ? 2 : 1);

  g_set_error (
      error, BOOKOUT_PORTAL_ERROR, BOOKOUT_PORTAL_ERROR_INVALID,
      /* TRANSLATORS: what stands there, and all that may stand there */
      _ ("has “%s”, but a day is written with %s; leave a time of day outside of the pattern's group"),
      letter, LETTERS);
  return FALSE;
}

/**
 * bookout_date_format_check:
 * @format: valid UTF-8: text and the letters `%d` or `%e` (day), `%m`, `%b`, `%B` or `%h` (month), `%y` or `%Y` (year), `%a` or `%A`
 *   (weekday), `%%`
 * @error: return location
 *
 * A day, a month and a year have to be in it, each once. The message goes on after "the format “…” ".
 *
 * Errors: %BOOKOUT_PORTAL_ERROR_INVALID.
 *
 * Returns: whether dates can be read by it
 */
gboolean
bookout_date_format_check (const char *format, GError **error)
{
  guint days = 0;
  guint months_named = 0;
  guint years = 0;

  g_return_val_if_fail (format != NULL, FALSE);

  for (const char *at = format; (at = strchr (at, '%')) != NULL; at += 2)
    {
      if (at[1] == '\0' || strchr ("dembBhyYaA%", at[1]) == NULL)
        return set_unknown_letter (error, at);
      days += strchr ("de", at[1]) != NULL;
      months_named += strchr ("mbBh", at[1]) != NULL;
      years += strchr ("yY", at[1]) != NULL;
    }
  if (days == 1 && months_named == 1 && years == 1)
    return TRUE;
  g_set_error (error, BOOKOUT_PORTAL_ERROR, BOOKOUT_PORTAL_ERROR_INVALID,
               /* TRANSLATORS: an example of a format */
               _ ("must have a day, a month and a year, each once, as in %s"), "%m/%d/%Y");
  return FALSE;
}
