/* bookout-recognizer.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-recognizer"
#include "config.h"

#include "bookout-pattern.h"
#include "bookout-plain-text.h"
#include "bookout-recognizer.h"

/* Immutable after loading, so any thread may recognise its own pages. */

#define WORDS_CHARACTERS_MOST 300

/* No portal asks anybody to wait longer than a day; a number that says so was read wrongly. */
#define WAIT_SECONDS_MOST (24 * 60 * 60)

/* What spoils everything else comes first: a sign-in form with "an active session exists" above it must not count as signed out. */
static const BookoutRecognized order[] = {
  BOOKOUT_RECOGNIZED_ACTIVE_SESSION, BOOKOUT_RECOGNIZED_REFUSED,   BOOKOUT_RECOGNIZED_MAINTENANCE,
  BOOKOUT_RECOGNIZED_SIGNED_OUT,     BOOKOUT_RECOGNIZED_SIGNED_IN,
};

/**
 * bookout_recognizer_free:
 * @self: (nullable): a recogniser
 */
void
bookout_recognizer_free (BookoutRecognizer *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->condition, bookout_condition_free);
  g_clear_pointer (&self->words, bookout_template_free);
  g_clear_pointer (&self->wait_pattern, bookout_template_free);
  g_free (self);
}

/**
 * bookout_recognition_clear:
 * @self: a recognition
 *
 * Makes it "nothing"; the structure itself stays the caller's.
 */
void
bookout_recognition_clear (BookoutRecognition *self)
{
  self->kind = BOOKOUT_RECOGNIZED_NOTHING;
  self->wait_s = 0;
  g_clear_pointer (&self->words, g_free);
}

/* "4:12" and "1:04:12" by their colons, "5" and "5 minutes" as minutes. */
static guint64
parse_clock (const char *text)
{
  guint64 units = 0;
  gboolean has_colon = FALSE;
  const char *p = text;

  while (TRUE)
    {
      char *end;
      guint64 n = g_ascii_strtoull (p, &end, 10);

      units = MIN (units * 60 + n, (guint64) WAIT_SECONDS_MOST);
      if (end == p || *end != ':')
        break;
      has_colon = TRUE;
      p = end + 1;
    }
  return has_colon ? units : units * 60;
}

static guint64
parse_seconds (const GMatchInfo *match)
{
  g_autofree char *text = g_match_info_fetch_named (match, "seconds");

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : 0;
}

/* Seconds that @match asks to wait; the named group may itself be the first one. */
static guint
read_wait (GRegex *regex, const GMatchInfo *match)
{
  guint64 seconds = MIN (parse_seconds (match), (guint64) WAIT_SECONDS_MOST);

  if (g_regex_get_string_number (regex, "seconds") != 1)
    {
      g_autofree char *text = g_match_info_fetch (match, 1);

      if (text != NULL)
        seconds += parse_clock (text);
    }
  return (guint) MIN (seconds, (guint64) WAIT_SECONDS_MOST);
}

static gboolean
find_wait (const BookoutRecognizer *self,
           BookoutPage *page,
           BookoutScope *scope,
           guint *wait_s,
           GError **error)
{
  g_autofree char *pattern = NULL;
  g_autoptr (GRegex) regex = NULL;
  g_autoptr (GMatchInfo) match = NULL;

  *wait_s = self->wait_s;
  if (self->wait_pattern == NULL)
    return TRUE;
  pattern = bookout_template_expand (self->wait_pattern, scope, error);
  if (pattern == NULL)
    return FALSE;
  regex = bookout_pattern_compile (pattern, G_REGEX_CASELESS | G_REGEX_MULTILINE, error);
  if (regex == NULL || !bookout_pattern_match (regex, bookout_page_get_text (page), &match, error))
    return FALSE;
  if (g_match_info_matches (match))
    *wait_s = read_wait (regex, match);
  return TRUE;
}

static gboolean
find_words (const BookoutRecognizer *self,
            BookoutPage *page,
            BookoutScope *scope,
            char **words,
            GError **error)
{
  BookoutTemplate *template = self->words;
  g_autofree char *xpath = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) local = NULL;

  if (template == NULL && !self->condition->negated)
    template = self->condition->xpath;
  if (template == NULL)
    return TRUE;
  xpath = bookout_template_expand (template, scope, error);
  if (xpath == NULL)
    return FALSE;
  text = bookout_page_dup_string (page, NULL, xpath, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (text != NULL && *text != '\0')
    *words = bookout_plain_text_cut (text, WORDS_CHARACTERS_MOST);
  return TRUE;
}

/* Fills @recognition in if @self knows @page. */
static gboolean
try_recognizer (BookoutRecognizer *self,
                BookoutPage *page,
                BookoutScope *scope,
                BookoutRecognition *recognition,
                GError **error)
{
  gboolean holds = FALSE;

  if (!bookout_condition_holds (self->condition, page, NULL, scope, &holds, error))
    return FALSE;
  if (!holds)
    return TRUE;
  recognition->kind = self->kind;
  /* Of a page like any other nobody asks what it says. */
  if (self->kind == BOOKOUT_RECOGNIZED_SIGNED_IN || self->kind == BOOKOUT_RECOGNIZED_SIGNED_OUT)
    return TRUE;
  return find_words (self, page, scope, &recognition->words, error) &&
         find_wait (self, page, scope, &recognition->wait_s, error);
}

/**
 * bookout_recognize:
 * @recognizers: (element-type BookoutRecognizer): the description's
 * @page: what to recognise; a document is always "nothing"
 * @scope: gives names their values
 * @recognition: (inout): zeros or an earlier answer, which is cleared
 * @error: return location
 *
 * The order of the kinds, not of the description, decides: active session, refused, maintenance, signed out, signed in. Called by the thread that
 * owns @page.
 *
 * Returns: %FALSE with @error set if a recogniser cannot be evaluated, which must not count as "no".
 * Errors: #BookoutPageError, #BookoutTemplateError
 */
gboolean
bookout_recognize (GPtrArray *recognizers,
                   BookoutPage *page,
                   BookoutScope *scope,
                   BookoutRecognition *recognition,
                   GError **error)
{
  g_return_val_if_fail (BOOKOUT_IS_PAGE (page), FALSE);
  g_return_val_if_fail (recognition != NULL, FALSE);

  bookout_recognition_clear (recognition);
  if (recognizers == NULL || bookout_page_is_document (page))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    for (guint j = 0; j < recognizers->len; j++)
      {
        BookoutRecognizer *recognizer = g_ptr_array_index (recognizers, j);

        if (recognizer->kind != order[i])
          continue;
        if (!try_recognizer (recognizer, page, scope, recognition, error))
          return FALSE;
        if (recognition->kind != BOOKOUT_RECOGNIZED_NOTHING)
          return TRUE;
      }
  return TRUE;
}
