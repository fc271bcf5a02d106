/* bookout-pattern.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-pattern"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-page.h"
#include "bookout-pattern.h"

/* A description's patterns meet whatever text a portal sends, and PCRE back-tracks: "(a+)+b" on a page of "a" would run for years.
 * Every pattern is compiled with PCRE's own limits in front, so that it fails instead. Pure functions, any thread; compiling costs
 * about ten microseconds, so nothing is cached. */

/* Each is reached in well under a second, and an honest pattern on 64 KiB of text needs a hundredth of it. */
#define PATTERN_LIMITS "(*LIMIT_MATCH=1000000)(*LIMIT_DEPTH=50000)(*LIMIT_HEAP=20000)"

static void
refuse (GError **error, const char *words, const GError *cause)
{
  g_set_error (error, BOOKOUT_PAGE_ERROR, BOOKOUT_PAGE_ERROR_EXPRESSION, "%s (%s)", words, cause->message);
}

/**
 * bookout_pattern_compile:
 * @pattern: a regular expression as GRegex has them
 * @flags: %G_REGEX_CASELESS and the like
 * @error: return location
 *
 * Returns: (transfer full): the compiled pattern; %NULL on error.
 * Errors: %BOOKOUT_PAGE_ERROR_EXPRESSION if its syntax is wrong
 */
GRegex *
bookout_pattern_compile (const char *pattern, GRegexCompileFlags flags, GError **error)
{
  g_autofree char *limited = g_strconcat (PATTERN_LIMITS, pattern, NULL);
  g_autoptr (GError) cause = NULL;
  GRegex *regex = g_regex_new (limited, flags, 0, &cause);

  if (regex == NULL)
    refuse (error, _ ("A pattern of the description is wrong"), cause);
  return regex;
}

/**
 * bookout_pattern_match:
 * @regex: from bookout_pattern_compile()
 * @subject: valid UTF-8; must outlive @match
 * @match: (out) (optional) (transfer full): the first match, or one that doesn't match
 * @error: return location
 *
 * Returns: %FALSE on error.
 * Errors: %BOOKOUT_PAGE_ERROR_EXPRESSION if the pattern needs too many tries
 */
gboolean
bookout_pattern_match (GRegex *regex, const char *subject, GMatchInfo **match, GError **error)
{
  g_autoptr (GMatchInfo) info = NULL;
  g_autoptr (GError) cause = NULL;

  g_regex_match_full (regex, subject, -1, 0, 0, &info, &cause);
  if (cause != NULL)
    {
      refuse (error, _ ("A pattern of the description takes too long on this page"), cause);
      return FALSE;
    }
  if (match != NULL)
    *match = g_steal_pointer (&info);
  return TRUE;
}

/**
 * bookout_pattern_occurs:
 * @pattern: a regular expression
 * @subject: valid UTF-8
 * @occurs: (out): whether it is in there somewhere, whatever the case of its letters
 * @error: return location
 *
 * Returns: %FALSE on error.
 * Errors: %BOOKOUT_PAGE_ERROR_EXPRESSION
 */
gboolean
bookout_pattern_occurs (const char *pattern, const char *subject, gboolean *occurs, GError **error)
{
  g_autoptr (GRegex) regex = bookout_pattern_compile (pattern, G_REGEX_CASELESS | G_REGEX_MULTILINE, error);
  g_autoptr (GMatchInfo) match = NULL;

  if (regex == NULL || !bookout_pattern_match (regex, subject, &match, error))
    return FALSE;
  *occurs = g_match_info_matches (match);
  return TRUE;
}

/**
 * bookout_pattern_dup_value:
 * @pattern: a regular expression
 * @subject: valid UTF-8
 * @error: return location
 *
 * Letters keep their case; "^" and "$" are the ends of lines.
 *
 * Returns: (transfer full) (nullable): the first group of the first match, or the whole match if the pattern has no group; %NULL
 *   without error if nothing matches or the group took no part. Errors: %BOOKOUT_PAGE_ERROR_EXPRESSION
 */
char *
bookout_pattern_dup_value (const char *pattern, const char *subject, GError **error)
{
  g_autoptr (GRegex) regex = bookout_pattern_compile (pattern, G_REGEX_MULTILINE, error);
  g_autoptr (GMatchInfo) match = NULL;
  int group;
  int start;

  if (regex == NULL || !bookout_pattern_match (regex, subject, &match, error) ||
      !g_match_info_matches (match))
    return NULL;
  group = g_regex_get_capture_count (regex) > 0 ? 1 : 0;
  if (!g_match_info_fetch_pos (match, group, &start, NULL) || start < 0)
    return NULL;
  return g_match_info_fetch (match, group);
}
