/* bookout-reference.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-reference"

#include "config.h"

#include <string.h>

#include "bookout-reference.h"

/* A reference is text and stays text: "00123", "165548A" and "A/B 1" are sent to the portal exactly so. Only what stands
 * outside of it, put there by a spreadsheet or by copying, is taken away. Pure functions, for any thread. */

/* Non-breaking spaces come with copying from web pages; the two invisible ones with files joined by "cat" and from editors.
 * Direction marks are left alone: they may be part of the portal's own text. */
static gboolean
is_outer (gunichar c)
{
  return g_unichar_isspace (c) || c == '\v' || c == 0xFEFF /* BOM */ || c == 0x200B /* zero width space */;
}

static void
trim (const char **begin, const char **end)
{
  while (*begin < *end && is_outer (g_utf8_get_char (*begin)))
    *begin = g_utf8_next_char (*begin);
  while (*begin < *end)
    {
      const char *last = g_utf8_prev_char (*end);

      if (!is_outer (g_utf8_get_char (last)))
        break;
      *end = last;
    }
}

/**
 * bookout_reference_clean:
 * @cell: a cell of a table or a line of a list, UTF-8
 *
 * Takes away outer white space (non-breaking and invisible too); the `="` and `"` round a text that a spreadsheet should not
 * make a number of; and an apostrophe before = + - @, the mark of bookout_csv_append_cell(). All else stays.
 *
 * Returns: (transfer full): what is left, perhaps ""
 */
char *
bookout_reference_clean (const char *cell)
{
  const char *begin = cell;
  const char *end;

  g_return_val_if_fail (cell != NULL, NULL);

  end = begin + strlen (begin);
  trim (&begin, &end);
  if (end - begin >= 3 && begin[0] == '=' && begin[1] == '"' && end[-1] == '"')
    {
      begin += 2;
      end -= 1;
      trim (&begin, &end);
    }
  else if (end - begin >= 2 && begin[0] == '\'' && strchr ("=+-@", begin[1]) != NULL)
    begin++;

  return g_strndup (begin, end - begin);
}

/**
 * bookout_reference_fold:
 * @reference: UTF-8
 *
 * Returns: (transfer full): equal for references that differ in upper and lower case only
 */
char *
bookout_reference_fold (const char *reference)
{
  g_return_val_if_fail (reference != NULL, NULL);

  return g_utf8_casefold (reference, -1);
}
