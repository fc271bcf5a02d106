/* bookout-interpreter-index.c - the whole list of a portal: how many, and each one's own link
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-interpreter"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bookout-answer.h"
#include "bookout-interpreter-private.h"
#include "bookout-pattern.h"
#include "bookout-plain-text.h"

/* More vehicles than any dealer has; a list that goes on is a trap. */
#define INDEX_ROWS_MOST 1000000

#define QUOTED_CHARACTERS 60

typedef struct
{
  char *rows;
  char *reference;
  char *link;
  char *next; /* (nullable) */
} Expressions;

static void
expressions_clear (Expressions *self)
{
  g_free (self->rows);
  g_free (self->reference);
  g_free (self->link);
  g_free (self->next);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Expressions, expressions_clear)

/* What stands in messages for the reading itself, which is no step of the description. */
static BookoutStep
reading_step (char *title)
{
  return (BookoutStep){ .kind = BOOKOUT_STEP_FOLLOW, .title = title };
}

static gboolean
is_separator (gunichar c)
{
  return c == ',' || c == '.' || c == '\'' || c == 0x2019 || g_unichar_isspace (c);
}

/* "1820", "1,820", "1.820", "1 820", "1'820": groups of exactly three digits after the first, so that "1.5" isn't fifteen. */
static gboolean
parse_number (const char *text, guint64 *n)
{
  guint digits = 0;
  guint groups = 0;

  *n = 0;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_ascii_isdigit (*p))
      {
        if (*n > (G_MAXUINT64 - 9) / 10 || (groups > 0 && digits == 3))
          return FALSE;
        *n = *n * 10 + (guint64) (*p - '0');
        digits++;
      }
    else
      {
        if (!is_separator (g_utf8_get_char (p)) || digits == 0 || digits > 3 || (groups > 0 && digits != 3))
          return FALSE;
        groups++;
        digits = 0;
      }
  return groups > 0 ? digits == 3 : digits > 0;
}

/* The number's own text; %NULL without error if it isn't there. */
static char *
find_number (BookoutInterpreter *self, const BookoutPortalCount *count, BookoutScope *scope, GError **error)
{
  g_autofree char *xpath = bookout_template_expand (count->xpath, scope, error);
  g_autofree char *text = xpath != NULL ? bookout_page_dup_string (self->page, NULL, xpath, error) : NULL;
  g_autofree char *pattern = NULL;
  g_autofree char *value = NULL;

  if (text == NULL || count->pattern == NULL)
    return g_steal_pointer (&text);
  pattern = bookout_template_expand (count->pattern, scope, error);
  value = pattern != NULL ? bookout_pattern_dup_value (pattern, text, error) : NULL;
  return value != NULL ? bookout_plain_text_collapse (value) : NULL;
}

/**
 * bookout_interpreter_read_count:
 * @self: an interpreter
 * @count: where the number stands
 * @scope: gives names their values
 * @n: (out): the number
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * Goes to the page with @count's steps and reads the number there; separators between groups of three digits don't matter.
 *
 * Returns: whether there was a number.
 * Errors: as bookout_interpreter_run(); %BOOKOUT_STEP_ERROR_UNEXPECTED if there is none
 */
gboolean
bookout_interpreter_read_count (BookoutInterpreter *self,
                                const BookoutPortalCount *count,
                                BookoutScope *scope,
                                guint64 *n,
                                GCancellable *cancellable,
                                GError **error)
{
  BookoutStep step = reading_step (_ ("reading how many vehicles there are"));
  g_autoptr (GError) cause = NULL;
  g_autofree char *text = NULL;
  g_autofree char *quoted = NULL;
  g_autofree char *words = NULL;

  g_return_val_if_fail (BOOKOUT_IS_INTERPRETER (self), FALSE);
  g_return_val_if_fail (count != NULL && n != NULL, FALSE);

  if (!bookout_interpreter_run (self, count->steps, scope, cancellable, error) ||
      !bookout_interpreter_need_page (self, &step, error))
    return FALSE;
  text = find_number (self, count, scope, &cause);
  if (cause != NULL)
    return bookout_answer_fail_page (&step, g_steal_pointer (&cause), error);
  if (text == NULL)
    return bookout_answer_fail_unexpected (&step, _ ("The number is not on the page"), error);
  if (parse_number (text, n))
    return TRUE;
  quoted = bookout_plain_text_cut (text, QUOTED_CHARACTERS);
  words = g_strdup_printf (_ ("'%s' is not a number"), quoted);
  return bookout_answer_fail_unexpected (&step, words, error);
}

static gboolean
expand_expressions (Expressions *self, const BookoutPortalIndex *index, BookoutScope *scope, GError **error)
{
  return (self->rows = bookout_template_expand (index->rows, scope, error)) != NULL &&
         (self->reference = bookout_template_expand (index->reference, scope, error)) != NULL &&
         (self->link = bookout_template_expand (index->link, scope, error)) != NULL &&
         (index->next == NULL || (self->next = bookout_template_expand (index->next, scope, error)) != NULL);
}

/* Two links for one reference: neither can be trusted to be its own. */
static void
add_link (GHashTable *links, const char *reference, const char *link)
{
  const char *earlier = g_hash_table_lookup (links, reference);

  if (earlier == NULL || strcmp (earlier, link) != 0)
    g_hash_table_insert (links, g_strdup (reference), g_strdup (earlier == NULL ? link : ""));
}

/* Rows without reference or without link to the web (group heads, footers) are left out; @linked counts the others. */
static gboolean
read_row (BookoutInterpreter *self,
          xmlNode *row,
          const Expressions *expressions,
          GHashTable *links,
          guint *linked,
          GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *reference = bookout_page_dup_string (self->page, row, expressions->reference, &cause);
  g_autofree char *link = cause == NULL ? bookout_page_dup_link (self->page, row, expressions->link, &cause)
                                        : NULL;
  g_autofree char *address = link != NULL ? bookout_page_resolve (self->page, link, NULL) : NULL;

  if (cause != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  if (reference == NULL || *reference == '\0' || address == NULL)
    return TRUE;
  add_link (links, reference, address);
  *linked += 1;
  return TRUE;
}

static gboolean
read_page (BookoutInterpreter *self,
           const BookoutStep *step,
           const Expressions *expressions,
           GHashTable *links,
           GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GPtrArray) rows = bookout_page_find (self->page, NULL, expressions->rows, &cause);
  guint linked = 0;

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    if (!read_row (self, g_ptr_array_index (rows, i), expressions, links, &linked, &cause))
      break;
  if (cause != NULL)
    return bookout_answer_fail_page (step, g_steal_pointer (&cause), error);
  if (linked == 0)
    return bookout_answer_fail_unexpected (step, _ ("The list has no row with a reference and a link"),
                                           error);
  if (g_hash_table_size (links) > INDEX_ROWS_MOST)
    return bookout_answer_fail_unexpected (step, _ ("The list has no end"), error);
  return TRUE;
}

/* *@next: address of the next page, %NULL on the last one. */
static gboolean
find_next (BookoutInterpreter *self,
           const BookoutStep *step,
           const Expressions *expressions,
           char **next,
           GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *link = NULL;

  *next = NULL;
  if (expressions->next == NULL)
    return TRUE;
  link = bookout_page_dup_link (self->page, NULL, expressions->next, &cause);
  if (link != NULL)
    *next = bookout_page_resolve (self->page, link, &cause);
  return cause == NULL || bookout_answer_fail_page (step, g_steal_pointer (&cause), error);
}

static gboolean
open_next (BookoutInterpreter *self,
           const BookoutStep *step,
           const char *address,
           GHashTable *visited,
           BookoutScope *scope,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (BookoutRequest) request = NULL;

  if (!g_hash_table_add (visited, g_strdup (address)))
    return bookout_answer_fail_unexpected (step, _ ("The pages of the list lead in a circle"), error);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  request = bookout_request_new_get (address);
  bookout_navigator_begin_step (self->navigator, step);
  return bookout_interpreter_send (self, step, request, scope, cancellable, error);
}

static gboolean
read_pages (BookoutInterpreter *self,
            const Expressions *expressions,
            guint pages_most,
            GHashTable *links,
            BookoutScope *scope,
            GCancellable *cancellable,
            GError **error)
{
  BookoutStep step = reading_step (_ ("reading the list"));
  g_autoptr (GHashTable) visited = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (!bookout_interpreter_need_page (self, &step, error))
    return FALSE;
  g_hash_table_add (visited, bookout_page_resolve (self->page, bookout_page_get_address (self->page), NULL));
  for (guint pages = 1;; pages++)
    {
      g_autofree char *next = NULL;

      if (!read_page (self, &step, expressions, links, error) ||
          !find_next (self, &step, expressions, &next, error))
        return FALSE;
      if (next == NULL)
        return TRUE;
      if (pages >= pages_most)
        return bookout_answer_fail_unexpected (
            &step, _ ("The list has more pages than the description allows"), error);
      if (!open_next (self, &step, next, visited, scope, cancellable, error))
        return FALSE;
    }
}

/**
 * bookout_interpreter_read_index:
 * @self: an interpreter
 * @index: the grid
 * @scope: gives names their values
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * Goes to the grid's first page with @index's steps and through all the others by its "next" link.
 *
 * Returns: (transfer full) (element-type utf8 utf8): reference to absolute link; "" for a reference with two different links.
 *   %NULL on error. Errors: as bookout_interpreter_run(); %BOOKOUT_STEP_ERROR_UNEXPECTED if a page has no rows, or the pages lead in a circle
 *   or are too many
 */
GHashTable *
bookout_interpreter_read_index (BookoutInterpreter *self,
                                const BookoutPortalIndex *index,
                                BookoutScope *scope,
                                GCancellable *cancellable,
                                GError **error)
{
  g_auto (Expressions) expressions = { NULL, NULL, NULL, NULL };
  g_autoptr (GHashTable) links = NULL;

  g_return_val_if_fail (BOOKOUT_IS_INTERPRETER (self), NULL);
  g_return_val_if_fail (index != NULL, NULL);

  links = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!expand_expressions (&expressions, index, scope, error) ||
      !bookout_interpreter_run (self, index->steps, scope, cancellable, error) ||
      !read_pages (self, &expressions, index->pages_most, links, scope, cancellable, error))
    return NULL;
  return g_steal_pointer (&links);
}
