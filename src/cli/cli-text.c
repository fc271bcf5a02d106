/* cli-text.c - text as a terminal shows it: cleaned, measured, cut
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "cli-text.h"

/* Vehicles' names and the portal's own words come from a server that is not trusted: an escape sequence in them could clear the
 * screen, set the window's title or write into the terminal's answer-back. Everything that did not come from this program passes
 * cli_text_clean() before it is printed. Pure functions. */

#define ELLIPSIS    "…"
#define REPLACEMENT 0xfffd

/* Controls, and format characters such as the bidirectional overrides that make a line read as something else. */
static gboolean
is_harmful (gunichar character)
{
  switch (g_unichar_type (character))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * cli_text_clean:
 * @text: (nullable): anything, valid UTF-8 or not
 *
 * White space of every kind becomes a space (a line feed in a vehicle's name must not begin a line), other harmful characters the
 * replacement character.
 *
 * Returns: (transfer full): one line of printable UTF-8
 */
char *
cli_text_clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *clean = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (g_unichar_isspace (character))
        g_string_append_c (clean, ' ');
      else
        g_string_append_unichar (clean, is_harmful (character) ? REPLACEMENT : character);
    }

  return g_string_free (clean, FALSE);
}

static guint
character_width (gunichar character)
{
  if (g_unichar_iszerowidth (character))
    return 0;

  return g_unichar_iswide (character) ? 2 : 1;
}

/**
 * cli_text_width:
 * @text: valid UTF-8 of one line
 *
 * Returns: columns that @text takes on a terminal
 */
guint
cli_text_width (const char *text)
{
  guint width = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    width += character_width (g_utf8_get_char (at));

  return width;
}

/**
 * cli_text_cut:
 * @text: valid UTF-8 of one line
 * @columns: how many it may take
 *
 * Returns: (transfer full): @text, or as much of its beginning as leaves room for an ellipsis
 */
char *
cli_text_cut (const char *text, guint columns)
{
  guint width = 0;
  const char *at = text;

  if (cli_text_width (text) <= columns)
    return g_strdup (text);
  if (columns == 0)
    return g_strdup ("");

  for (; *at != '\0'; at = g_utf8_next_char (at))
    {
      width += character_width (g_utf8_get_char (at));
      if (width > columns - 1)
        break;
    }

  return g_strdup_printf ("%.*s" ELLIPSIS, (int) (at - text), text);
}

/**
 * cli_text_append_padded:
 * @line: to append to
 * @text: valid UTF-8 of one line
 * @columns: exactly how many it takes afterwards, cut or filled with spaces
 */
void
cli_text_append_padded (GString *line, const char *text, guint columns)
{
  g_autofree char *cut = cli_text_cut (text, columns);

  g_string_append (line, cut);
  for (guint width = cli_text_width (cut); width < columns; width++)
    g_string_append_c (line, ' ');
}

/**
 * cli_text_clock:
 * @duration_us: microseconds; less than 0 counts as 0
 *
 * Returns: (transfer full): minutes and seconds, rounded up, so that a countdown ends when it shows 0:00
 */
char *
cli_text_clock (gint64 duration_us)
{
  gint64 seconds = (MAX (duration_us, 0) + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;

  return g_strdup_printf ("%d:%02d", (int) MIN (seconds / 60, G_MAXINT), (int) (seconds % 60));
}

/**
 * cli_text_kilobytes:
 * @received: bytes
 * @expected: bytes, 0 if unknown
 *
 * Returns: (transfer full): "41 of 62 kB", "41 kB", "" if nothing was received and nothing is expected
 */
char *
cli_text_kilobytes (guint64 received, guint64 expected)
{
  guint kilobytes = (guint) ((received + 999) / 1000);

  if (received == 0 && expected == 0)
    return g_strdup ("");
  if (expected == 0)
    return g_strdup_printf (_ ("%u kB"), kilobytes);

  return g_strdup_printf (_ ("%u of %u kB"), kilobytes, (guint) ((expected + 999) / 1000));
}
