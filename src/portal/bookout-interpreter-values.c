/* bookout-interpreter-values.c - the steps that read something of the current page
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-interpreter"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bookout-answer.h"
#include "bookout-interpreter-private.h"
#include "bookout-pattern.h"
#include "bookout-plain-text.h"

#define QUOTED_CHARACTERS 60

static char *
fetch_value (BookoutInterpreter *self, const BookoutStep *step, BookoutScope *scope, GError **error)
{
  g_autofree char *xpath = NULL;

  switch (step->from)
    {
    case BOOKOUT_EXTRACT_SOURCE:
      return g_strdup (bookout_page_get_source (self->page));
    case BOOKOUT_EXTRACT_JSON:
      return bookout_page_dup_json (self->page, step->path, error);
    case BOOKOUT_EXTRACT_HEADER:
      /* What was just answered, a document too: a file's name stands in its headers. */
      return g_strdup (bookout_page_get_header (self->answer, step->path));
    case BOOKOUT_EXTRACT_ADDRESS:
      return g_strdup (bookout_page_get_address (self->answer));
    case BOOKOUT_EXTRACT_XPATH:
    default:
      xpath = bookout_template_expand (step->xpath, scope, error);
      return xpath != NULL ? bookout_page_dup_string (self->page, self->row, xpath, error) : NULL;
    }
}

/* Headers come as the portal wrote them, in no encoding that one could rely on. */
static char *
make_valid (char *value)
{
  char *valid;

  if (value == NULL || g_utf8_validate (value, -1, NULL))
    return value;
  valid = g_utf8_make_valid (value, -1);
  g_free (value);
  return valid;
}

static char *
extract_value (BookoutInterpreter *self, const BookoutStep *step, BookoutScope *scope, GError **error)
{
  g_autofree char *value = make_valid (fetch_value (self, step, scope, error));
  g_autofree char *pattern = NULL;

  if (value == NULL || step->pattern == NULL)
    return g_steal_pointer (&value);
  pattern = bookout_template_expand (step->pattern, scope, error);
  return pattern != NULL ? bookout_pattern_dup_value (pattern, value, error) : NULL;
}

/**
 * bookout_interpreter_extract:
 * @self: an interpreter
 * @step: an extract
 * @scope: takes the value
 * @error: return location
 *
 * Returns: whether there was a value, or need not be one.
 * Errors: %BOOKOUT_STEP_ERROR_UNEXPECTED
 */
gboolean
bookout_interpreter_extract (BookoutInterpreter *self,
                             const BookoutStep *step,
                             BookoutScope *scope,
                             GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *value = NULL;
  g_autofree char *words = NULL;

  if (!bookout_interpreter_need_page (self, step, error))
    return FALSE;
  value = extract_value (self, step, scope, &cause);
  if (cause != NULL)
    return bookout_answer_fail_page (step, g_steal_pointer (&cause), error);
  if (value != NULL || step->optional)
    {
      bookout_scope_set (scope, step->variable, value != NULL ? value : "");
      return TRUE;
    }
  words = g_strdup_printf (_ ("There is no value for '%s' on the page"), step->variable);
  return bookout_answer_fail_unexpected (step, words, error);
}

static char *
expand_equals (const BookoutStep *step, BookoutScope *scope, GError **error)
{
  g_autofree char *text = bookout_template_expand (step->equals, scope, error);

  return text != NULL ? bookout_plain_text_collapse (text) : NULL;
}

static gboolean
fail_other_vehicle (const char *shown, const char *wanted, GError **error)
{
  g_autofree char *quoted = bookout_plain_text_cut (shown, QUOTED_CHARACTERS);

  g_set_error (error, BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_OTHER_VEHICLE,
               _ ("The page shows %s, asked for %s."), *quoted != '\0' ? quoted : _ ("no vehicle"), wanted);
  return FALSE;
}

/* Collapsed texts of all the nodes found, or the one string that @xpath gives. */
static GPtrArray *
find_texts (BookoutInterpreter *self, const char *xpath, GError **error)
{
  g_autoptr (GPtrArray) nodes = bookout_page_find (self->page, self->row, xpath, error);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) cause = NULL;
  char *text;

  if (nodes == NULL)
    return NULL;
  for (guint i = 0; i < nodes->len; i++)
    g_ptr_array_add (texts,
                     bookout_page_dup_string (self->page, g_ptr_array_index (nodes, i), "string(.)", NULL));
  if (nodes->len > 0)
    return g_steal_pointer (&texts);
  text = bookout_page_dup_string (self->page, self->row, xpath, &cause);
  if (cause != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return NULL;
    }
  if (text != NULL)
    g_ptr_array_add (texts, text);
  return g_steal_pointer (&texts);
}

/**
 * bookout_interpreter_check_identity:
 * @self: an interpreter
 * @step: an identity
 * @scope: gives names their values
 * @error: return location
 *
 * Everything that the XPath finds must name the vehicle: a page on which two places disagree proves nothing.
 *
 * Returns: whether the page names the vehicle.
 * Errors: %BOOKOUT_STEP_ERROR_OTHER_VEHICLE, or %BOOKOUT_STEP_ERROR_UNEXPECTED if it names none
 */
gboolean
bookout_interpreter_check_identity (BookoutInterpreter *self,
                                    const BookoutStep *step,
                                    BookoutScope *scope,
                                    GError **error)
{
  g_autofree char *xpath = NULL;
  g_autofree char *wanted = NULL;
  g_autoptr (GPtrArray) texts = NULL;
  g_autoptr (GError) cause = NULL;

  if (!bookout_interpreter_need_page (self, step, error))
    return FALSE;
  xpath = bookout_template_expand (step->xpath, scope, error);
  wanted = xpath != NULL ? expand_equals (step, scope, error) : NULL;
  if (wanted == NULL)
    return FALSE;
  texts = find_texts (self, xpath, &cause);
  if (texts == NULL)
    return bookout_answer_fail_page (step, g_steal_pointer (&cause), error);
  if (texts->len == 0)
    return bookout_answer_fail_unexpected (step, _ ("The page does not say which vehicle it shows"), error);
  for (guint i = 0; i < texts->len; i++)
    if (*wanted == '\0' || strcmp (g_ptr_array_index (texts, i), wanted) != 0)
      return fail_other_vehicle (g_ptr_array_index (texts, i), wanted, error);
  return TRUE;
}

/* How many of @rows have a cell that equals @wanted; the first of them goes to @found. */
static gboolean
count_rows (BookoutInterpreter *self,
            GPtrArray *rows,
            const char *cell,
            const char *wanted,
            guint *n,
            xmlNode **found,
            GError **error)
{
  g_autoptr (GError) cause = NULL;

  *n = 0;
  for (guint i = 0; i < rows->len; i++)
    {
      xmlNode *row = g_ptr_array_index (rows, i);
      g_autofree char *text = bookout_page_dup_string (self->page, row, cell, &cause);

      if (cause != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return FALSE;
        }
      if (text == NULL || *text == '\0' || strcmp (text, wanted) != 0)
        continue;
      if (++*n == 1)
        *found = row;
    }
  return TRUE;
}

static gboolean
check_row_count (guint n, const char *wanted, GError **error)
{
  if (n == 0)
    g_set_error (error, BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_NOT_LISTED, _ ("The portal does not list %s."),
                 wanted);
  else if (n > 1)
    g_set_error (error, BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_AMBIGUOUS,
                 g_dngettext (GETTEXT_PACKAGE, "The portal lists %s more than once (%u row).",
                              "The portal lists %s more than once (%u rows).", n),
                 wanted, n);
  return n == 1;
}

static xmlNode *
find_row (BookoutInterpreter *self, const BookoutStep *step, BookoutScope *scope, GError **error)
{
  g_autofree char *xpath = bookout_template_expand (step->xpath, scope, error);
  g_autofree char *cell = xpath != NULL ? bookout_template_expand (step->cell, scope, error) : NULL;
  g_autofree char *wanted = cell != NULL ? expand_equals (step, scope, error) : NULL;
  g_autoptr (GPtrArray) rows = wanted != NULL ? bookout_page_find (self->page, self->row, xpath, error)
                                              : NULL;
  xmlNode *found = NULL;
  guint n;

  if (rows == NULL || !count_rows (self, rows, cell, wanted, &n, &found, error))
    return NULL;
  return check_row_count (n, wanted, error) ? found : NULL;
}

/**
 * bookout_interpreter_find_row:
 * @self: an interpreter
 * @step: a row
 * @scope: gives names their values
 * @error: return location
 *
 * Returns: (transfer none): the one row whose cell names the vehicle; %NULL on error.
 * Errors: %BOOKOUT_STEP_ERROR_NOT_LISTED, %BOOKOUT_STEP_ERROR_AMBIGUOUS, %BOOKOUT_STEP_ERROR_UNEXPECTED
 */
xmlNode *
bookout_interpreter_find_row (BookoutInterpreter *self,
                              const BookoutStep *step,
                              BookoutScope *scope,
                              GError **error)
{
  g_autoptr (GError) cause = NULL;
  xmlNode *row;

  if (!bookout_interpreter_need_page (self, step, error))
    return NULL;
  row = find_row (self, step, scope, &cause);
  if (row == NULL)
    bookout_answer_fail_page (step, g_steal_pointer (&cause), error);
  return row;
}
