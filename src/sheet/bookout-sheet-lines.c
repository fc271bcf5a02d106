/* bookout-sheet-lines.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-sheet-lines"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bookout-sheet-lines.h"

/* A description says by a pattern where in a sheet's text something stands; whose sheet it is and of which day are both found so.
 * Pure; any thread. */

/* Lines of one pattern that are looked at; a sheet has one or two. */
#define MATCHES_MOST 1000

/**
 * bookout_sheet_lines_collapse:
 * @text: valid UTF-8
 *
 * How a value is laid out says nothing about which it is.
 *
 * Returns: (transfer full): @text with each run of white space as one space, and none at the ends
 */
char *
bookout_sheet_lines_collapse (const char *text)
{
  g_autoptr (GString) plain = g_string_sized_new (strlen (text));
  gboolean gap = FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isspace (c))
        {
          gap = plain->len > 0;
          continue;
        }
      if (gap)
        g_string_append_c (plain, ' ');
      gap = FALSE;
      g_string_append_unichar (plain, c);
    }
  return g_string_free (g_steal_pointer (&plain), FALSE);
}

/**
 * bookout_sheet_lines_find:
 * @text: what a sheet says, valid UTF-8
 * @name: what is looked for, in a person's words
 * @pattern: where it stands; "^" and "$" are the ends of lines
 * @scope: names for @pattern
 * @error: return location
 *
 * Each match gives its first group, or all of itself if @pattern has no group.
 *
 * Errors: %BOOKOUT_SHEET_ERROR_UNREADABLE if @pattern goes over its limits, #BookoutTemplateError, #GRegexError.
 *
 * Returns: (transfer full) (element-type utf8): the distinct values, collapsed, in the order of the text; %NULL on error
 */
GPtrArray *
bookout_sheet_lines_find (const char *text,
                          const char *name,
                          BookoutTemplate *pattern,
                          BookoutScope *scope,
                          GError **error)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *expression = bookout_template_expand (pattern, scope, error);
  g_autoptr (GRegex) regex = NULL;
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GError) failure = NULL;

  if (expression == NULL)
    return NULL;
  regex = g_regex_new (expression, G_REGEX_MULTILINE | G_REGEX_OPTIMIZE, 0, error);
  if (regex == NULL)
    return NULL;

  g_regex_match_full (regex, text, -1, 0, 0, &match, &failure);
  for (guint i = 0; failure == NULL && i < MATCHES_MOST && g_match_info_matches (match); i++)
    {
      g_autofree char *raw = g_match_info_fetch (match, g_match_info_get_match_count (match) > 1 ? 1 : 0);
      g_autofree char *value = bookout_sheet_lines_collapse (raw != NULL ? raw : "");

      if (!g_ptr_array_find_with_equal_func (values, value, g_str_equal, NULL))
        g_ptr_array_add (values, g_steal_pointer (&value));
      g_match_info_next (match, &failure);
    }
  if (failure != NULL)
    {
      g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_UNREADABLE,
                   _ ("The sheet's text could not be searched for '%s' (%s)."), name, failure->message);
      return NULL;
    }
  return g_steal_pointer (&values);
}
