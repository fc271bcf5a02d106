/* bookout-reference-list.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-reference-list"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "bookout-csv-dialect.h"
#include "bookout-csv-encoding.h"
#include "bookout-reference-list.h"
#include "bookout-reference.h"

/* Staff give a list of vehicles as they have it: a text with one a line, a column copied from a spreadsheet, last night's
 * failed.csv. If the first record names the reference column it is a table, else it is lines. One call, any thread. */

typedef struct
{
  const char *reference_column; /* (nullable) */
  gboolean is_table;            /* the header names the column */
  guint reference_at;
  GPtrArray *references; /* owned texts */
  GHashTable *seen;      /* the same texts, borrowed */
} List;

/* Takes @reference. */
static gboolean
add_reference (List *self, char *reference, GError **error)
{
  if (reference[0] == '\0' || g_hash_table_contains (self->seen, reference))
    {
      g_free (reference);
      return TRUE;
    }
  if (self->references->len == BOOKOUT_CSV_ROWS_MOST)
    {
      g_free (reference);
      g_set_error (error, BOOKOUT_CSV_ERROR, BOOKOUT_CSV_ERROR_LIMIT,
                   _ ("The list is too long: more than %d lines name a vehicle."), BOOKOUT_CSV_ROWS_MOST);
      return FALSE;
    }
  g_hash_table_add (self->seen, reference);
  g_ptr_array_add (self->references, reference);
  return TRUE;
}

static gboolean
record_cb (const char *const *cells, guint n_cells, guint line, gpointer user_data, GError **error)
{
  List *self = user_data;
  g_autoptr (BookoutColumns) columns = NULL;

  if (self->is_table)
    return self->reference_at >= n_cells ||
           add_reference (self, bookout_reference_clean (cells[self->reference_at]), error);

  columns = bookout_columns_new (cells, n_cells);
  self->is_table = bookout_columns_find (columns, self->reference_column, &self->reference_at);
  if (!self->is_table)
    g_set_error_literal (error, BOOKOUT_INVENTORY_ERROR, BOOKOUT_INVENTORY_ERROR_NO_COLUMN, "");
  return self->is_table;
}

/* A line is one reference, but for what stands behind a tab: rows copied from a spreadsheet begin with it. */
static char *
read_line (const char *line, gsize length)
{
  g_autofree char *text = g_strndup (line, length);
  char *start = text + strspn (text, " \t");
  char *end;

  start[strcspn (start, "\t")] = '\0';
  g_strchomp (start);
  if (start[0] == '#')
    return g_strdup ("");

  end = start + strlen (start);
  if (end - start >= 2 && start[0] == '"' && end[-1] == '"')
    {
      end[-1] = '\0';
      start++;
    }
  return bookout_reference_clean (start);
}

static gboolean
read_lines (List *self, GBytes *bytes, GError **error)
{
  g_autoptr (GBytes) utf8 = bookout_csv_encoding_to_utf8 (bytes, error);
  const char *text;
  gsize length;

  if (utf8 == NULL)
    return FALSE;

  text = g_bytes_get_data (utf8, &length);
  for (gsize start = 0, end; start < length; start = end)
    {
      end = bookout_csv_dialect_find_line_end (text, length, start);
      if (end - start > BOOKOUT_CSV_CELL_BYTES_MOST)
        {
          g_set_error (error, BOOKOUT_CSV_ERROR, BOOKOUT_CSV_ERROR_LIMIT,
                       _ ("Line %u: too long for a reference."), bookout_csv_encoding_get_line (text, start));
          return FALSE;
        }
      if (!add_reference (self, read_line (text + start, end - start), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_list (List *self, GBytes *bytes, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (self->reference_column == NULL)
    return read_lines (self, bytes, error);
  if (bookout_csv_parse (bytes, record_cb, self, &local_error) && self->is_table)
    return TRUE;
  if (!self->is_table) /* no table, or not one with such a header: what was wrong with it as a table doesn't matter */
    return read_lines (self, bytes, error);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/**
 * bookout_reference_list_parse:
 * @bytes: the file's or the pasted text's bytes
 * @reference_column: (nullable): header of the column with the reference, should it be a table
 * @error: return location
 *
 * A table whose header has @reference_column gives that column; any other text gives its lines, without blank ones and those
 * that begin with "#". Each is cleaned as bookout_reference_clean() does, and comes once. Encodings as in
 * bookout_csv_parse(). Blocks; any thread.
 *
 * Errors: %BOOKOUT_INVENTORY_ERROR_EMPTY if there is no reference; those of bookout_csv_parse().
 *
 * Returns: (transfer full) (array zero-terminated=1): at least one reference, in order
 */
char **
bookout_reference_list_parse (GBytes *bytes, const char *reference_column, GError **error)
{
  g_autoptr (GPtrArray) references = NULL;
  g_autoptr (GHashTable) seen = NULL;
  List list = { .reference_column = reference_column };

  g_return_val_if_fail (bytes != NULL, NULL);

  list.references = references = g_ptr_array_new_with_free_func (g_free);
  list.seen = seen = g_hash_table_new (g_str_hash, g_str_equal);
  if (!read_list (&list, bytes, error))
    return NULL;
  if (references->len == 0)
    {
      g_set_error_literal (error, BOOKOUT_INVENTORY_ERROR, BOOKOUT_INVENTORY_ERROR_EMPTY,
                           _ ("The list has no references."));
      return NULL;
    }

  g_ptr_array_add (references, NULL);
  return (char **) g_ptr_array_steal (references, NULL);
}
