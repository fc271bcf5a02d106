/* bookout-line-list.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-inventory"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-line-list.h"

/* A list of line numbers that stays short whatever the file: it counts all and names the first few. */

/**
 * bookout_line_list_add:
 * @line: from 1; in ascending order, as lists are read by people
 */
void
bookout_line_list_add (BookoutLineList *self, guint line)
{
  g_return_if_fail (self != NULL);

  if (self->count < BOOKOUT_LINE_LIST_NAMED_MOST)
    self->named[self->count] = line;
  self->count++;
}

/**
 * bookout_line_list_to_string:
 *
 * Returns: (transfer full): "4, 9, 12 and 5 more"
 */
char *
bookout_line_list_to_string (const BookoutLineList *self)
{
  GString *text = g_string_new (NULL);
  guint named;

  g_return_val_if_fail (self != NULL, g_string_free (text, FALSE));

  named = MIN (self->count, BOOKOUT_LINE_LIST_NAMED_MOST);
  for (guint i = 0; i < named; i++)
    g_string_append_printf (text, i == 0 ? "%u" : ", %u", self->named[i]);
  if (self->count > named)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (text, _ ("and %u more"), self->count - named);
    }
  return g_string_free (text, FALSE);
}
