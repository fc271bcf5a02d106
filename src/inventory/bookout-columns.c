/* bookout-columns.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-columns"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-columns.h"
#include "bookout-reference.h"

/* The names of a table's columns, once for all of its rows. Immutable, so any thread may read and hold it. */

/* A file that is no table can have a "header" of any length; messages must stay readable. */
#define LISTED_CHARACTERS_MOST 60

struct _BookoutColumns
{
  gatomicrefcount ref_count;
  guint n_names;
  char **names; /* as in the file, but for outer white space */
  char **keys;  /* the same, folded for comparing without case */
};

G_DEFINE_BOXED_TYPE (BookoutColumns, bookout_columns, bookout_columns_ref, bookout_columns_unref)

/**
 * bookout_columns_new:
 * @names: (array length=n_names): the cells of the header record, UTF-8
 * @n_names: how many
 *
 * Returns: (transfer full): the columns, with the names copied and trimmed of outer white space
 */
BookoutColumns *
bookout_columns_new (const char *const *names, guint n_names)
{
  BookoutColumns *self = g_new0 (BookoutColumns, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->n_names = n_names;
  self->names = g_new0 (char *, n_names + 1);
  self->keys = g_new0 (char *, n_names + 1);
  for (guint i = 0; i < n_names; i++)
    {
      self->names[i] = bookout_reference_clean (names[i]);
      self->keys[i] = bookout_reference_fold (self->names[i]);
    }
  return self;
}

/**
 * bookout_columns_ref:
 *
 * Any thread.
 *
 * Returns: (transfer full): @self
 */
BookoutColumns *
bookout_columns_ref (BookoutColumns *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * bookout_columns_unref:
 * @self: (transfer full): any thread may let go of it last
 */
void
bookout_columns_unref (BookoutColumns *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_strfreev (self->names);
  g_strfreev (self->keys);
  g_free (self);
}

/**
 * bookout_columns_get_length:
 *
 * Returns: how many columns there are
 */
guint
bookout_columns_get_length (BookoutColumns *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_names;
}

/**
 * bookout_columns_get_name:
 * @index: below bookout_columns_get_length()
 *
 * Returns: (transfer none): the name as in the file, trimmed
 */
const char *
bookout_columns_get_name (BookoutColumns *self, guint index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->n_names, NULL);

  return self->names[index];
}

/**
 * bookout_columns_find:
 * @name: a column's name
 * @index: (out) (optional): where it is, from 0; untouched if it is not there
 *
 * Looks for the very name first, then without regard to case, outer white space and a byte order mark. Of several
 * columns with one name the first is found, as a person reading from the left would.
 *
 * Returns: whether there is such a column
 */
gboolean
bookout_columns_find (BookoutColumns *self, const char *name, guint *index)
{
  g_autofree char *clean = NULL;
  g_autofree char *key = NULL;
  guint at;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  for (at = 0; at < self->n_names; at++)
    if (strcmp (self->names[at], name) == 0)
      break;

  if (at == self->n_names)
    {
      clean = bookout_reference_clean (name);
      key = bookout_reference_fold (clean);
      for (at = 0; at < self->n_names; at++)
        if (strcmp (self->keys[at], key) == 0)
          break;
    }

  if (at == self->n_names)
    return FALSE;
  if (index != NULL)
    *index = at;
  return TRUE;
}

static void
append_shortened (GString *listing, const char *name)
{
  if (g_utf8_strlen (name, -1) <= LISTED_CHARACTERS_MOST)
    {
      g_string_append (listing, name);
      return;
    }
  g_string_append_len (listing, name, g_utf8_offset_to_pointer (name, LISTED_CHARACTERS_MOST) - name);
  g_string_append (listing, "…");
}

/**
 * bookout_columns_dup_listing:
 * @most: how many names to give before "and 12 more"
 *
 * Returns: (transfer full): the names in file order, long ones cut, for a message
 */
char *
bookout_columns_dup_listing (BookoutColumns *self, guint most)
{
  g_autoptr (GString) listing = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  listing = g_string_new (NULL);
  for (guint i = 0; i < MIN (self->n_names, most); i++)
    {
      if (i > 0)
        g_string_append (listing, ", ");
      append_shortened (listing, self->names[i]);
    }
  if (self->n_names > most)
    {
      g_string_append_c (listing, ' ');
      /* Translators: ends a list of names that was cut: "VIN, Year, Make and 12 more". */
      g_string_append_printf (listing, _ ("and %u more"), self->n_names - most);
    }
  return g_string_free (g_steal_pointer (&listing), FALSE);
}
