/* bookout-portal-problems.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-portal"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-portal-problems.h"
#include "bookout-portal.h"

/* Whoever writes a description mends all of its mistakes in one go, so the loader gathers them here instead of stopping
 * at the first. Used by the loading thread. */

struct _BookoutPortalProblems
{
  char *file_name;
  GArray *entries; /* (element-type BookoutPortalProblem), in the order found */
};

typedef struct
{
  guint line;
  guint order; /* of finding, so that sorting by line keeps it */
  char *text;
} BookoutPortalProblem;

static void
problem_clear (gpointer data)
{
  BookoutPortalProblem *problem = data;

  g_free (problem->text);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  const BookoutPortalProblem *left = a;
  const BookoutPortalProblem *right = b;

  if (left->line != right->line)
    return left->line < right->line ? -1 : 1;
  return left->order < right->order ? -1 : left->order > right->order;
}

/* (transfer full): no problems yet; @file gives the name that each line begins with. */
BookoutPortalProblems *
bookout_portal_problems_new (GFile *file)
{
  BookoutPortalProblems *self = g_new0 (BookoutPortalProblems, 1);
  g_autofree char *name = g_file_get_basename (file);

  self->file_name = g_filename_display_name (name != NULL ? name : "?");
  self->entries = g_array_new (FALSE, FALSE, sizeof (BookoutPortalProblem));
  g_array_set_clear_func (self->entries, problem_clear);
  return self;
}

/* @self: (transfer full). */
void
bookout_portal_problems_free (BookoutPortalProblems *self)
{
  g_free (self->file_name);
  g_array_unref (self->entries);
  g_free (self);
}

/* @line: from 1, or 0 if the problem is the file's as a whole. */
void
bookout_portal_problems_add (BookoutPortalProblems *self, guint line, const char *format, ...)
{
  BookoutPortalProblem problem = { line, self->entries->len, NULL };
  va_list arguments;

  va_start (arguments, format);
  problem.text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_strstrip (g_strdelimit (problem.text, "\r\n", ' '));
  g_array_append_val (self->entries, problem);
}

/* How many there are, also those that the message will leave out. */
guint
bookout_portal_problems_count (BookoutPortalProblems *self)
{
  return self->entries->len;
}

/* Sets @error to "file:line: words", a line each, in the order of the file. @self must not be empty. */
void
bookout_portal_problems_to_error (BookoutPortalProblems *self, int code, GError **error)
{
  g_autoptr (GString) message = g_string_new (NULL);
  guint shown = MIN (self->entries->len, BOOKOUT_PORTAL_PROBLEMS_MOST);

  g_array_sort (self->entries, compare_lines);
  for (guint i = 0; i < shown; i++)
    {
      const BookoutPortalProblem *problem = &g_array_index (self->entries, BookoutPortalProblem, i);

      g_string_append_printf (message, "%s%s:", i > 0 ? "\n" : "", self->file_name);
      if (problem->line > 0)
        g_string_append_printf (message, "%u:", problem->line);
      g_string_append_printf (message, " %s", problem->text);
    }
  if (self->entries->len > shown)
    {
      guint rest = self->entries->len - shown;

      g_string_append_c (message, '\n');
      g_string_append_printf (message, g_dngettext (GETTEXT_PACKAGE, "… and %u more", "… and %u more", rest),
                              rest);
    }
  g_set_error_literal (error, BOOKOUT_PORTAL_ERROR, code, message->str);
}
