/* bookout-csv-dialect.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-csv"

#include "config.h"

#include <string.h>

#include "bookout-csv-dialect.h"

/* Excel writes a semicolon where the comma is the decimal sign, and tabs for "Unicode text". The header record tells: names
 * of columns seldom have any of the four marks in them, notes often do. Pure functions, for any thread. */

/* In order of preference: a table with one column has none of them. */
static const char delimiters[] = ",;\t|";

/**
 * bookout_csv_dialect_find_line_end:
 * @text: (array length=length): UTF-8
 * @length: bytes
 * @start: where the line begins
 *
 * Returns: the offset of the next line, or @length
 */
gsize
bookout_csv_dialect_find_line_end (const char *text, gsize length, gsize start)
{
  gsize end = start;

  while (end < length && text[end] != '\n' && text[end] != '\r')
    end++;
  if (end < length)
    end += text[end] == '\r' && end + 1 < length && text[end + 1] == '\n' ? 2 : 1;
  return end;
}

/* The first line that Excel understands as an order to itself: sep=; or, through careless writers, "sep=;". */
static gboolean
read_separator_line (const char *text, gsize length, BookoutCsvDialect *dialect)
{
  gsize end = bookout_csv_dialect_find_line_end (text, length, 0);
  gsize last = end;
  gsize start = 0;

  while (last > 0 && (text[last - 1] == '\n' || text[last - 1] == '\r'))
    last--;
  if (last >= 2 && text[0] == '"' && text[last - 1] == '"')
    {
      start++;
      last--;
    }

  if (last - start != 5 || g_ascii_strncasecmp (text + start, "sep=", 4) != 0)
    return FALSE;
  if ((guchar) text[last - 1] >= 0x80 || text[last - 1] == '"' || text[last - 1] == ' ')
    return FALSE;

  dialect->delimiter = text[last - 1];
  dialect->start = end;
  return TRUE;
}

/* Counts outside of quotes; a quote opens only where a cell begins, so that 12" in a name doesn't. */
static void
count_delimiters (const char *text, gsize length, guint *counts)
{
  enum
  {
    START,
    PLAIN,
    QUOTED,
    CLOSED
  } state = START;

  for (gsize i = 0; i < length; i++)
    {
      const char *delimiter = strchr (delimiters, text[i]);

      if (state == QUOTED)
        state = text[i] == '"' ? CLOSED : QUOTED;
      else if (text[i] == '"' && state != PLAIN)
        state = QUOTED; /* from CLOSED: the second half of a doubled quote */
      else if (text[i] == '\n' || text[i] == '\r')
        return;
      else if (delimiter != NULL && *delimiter != '\0')
        {
          counts[delimiter - delimiters]++;
          state = START;
        }
      else if (text[i] != ' ')
        state = PLAIN;
    }
}

/**
 * bookout_csv_dialect_sniff:
 * @text: (array length=length): a table, UTF-8
 * @length: bytes
 *
 * Obeys a "sep=;" line; else takes the mark, of comma, semicolon, tab and bar, that the header record has most of.
 *
 * Returns: the delimiter and where the table begins
 */
BookoutCsvDialect
bookout_csv_dialect_sniff (const char *text, gsize length)
{
  BookoutCsvDialect dialect = { .delimiter = delimiters[0], .start = 0 };
  guint counts[G_N_ELEMENTS (delimiters) - 1] = { 0 };
  gsize header = 0;
  guint best = 0;

  if (read_separator_line (text, length, &dialect))
    return dialect;

  while (header < length && strchr (" \r\n", text[header]) != NULL)
    header++;
  count_delimiters (text + header, length - header, counts);
  for (guint i = 1; i < G_N_ELEMENTS (counts); i++)
    if (counts[i] > counts[best])
      best = i;
  dialect.delimiter = delimiters[best];
  return dialect;
}
