/* bookout-inventory-builder.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-inventory"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-inventory-builder.h"
#include "bookout-line-list.h"
#include "bookout-reference.h"

/* Goes over the rows once. What an export may not have is an error (no rows, no such column); what it may have but somebody
 * should know of is a warning, and one sentence tells of all rows of a kind. One builder is one thread's, for one call. */

#define COLUMNS_LISTED_MOST      20
#define WARNINGS_MOST            200
#define VIN_SHARERS_NAMED_MOST   5
#define DESCRIPTION_COLUMNS_MOST 32

typedef struct
{
  BookoutInventoryContents *contents;
  const char *reference_column;
  const char *vin_column;                 /* (nullable) */
  const char *const *description_columns; /* (nullable) */

  BookoutColumns *columns; /* NULL until the header is read */
  guint reference_at;
  guint vin_at; /* G_MAXUINT: none */
  guint description_at[DESCRIPTION_COLUMNS_MOST];
  guint n_description;

  GHashTable *by_fold;    /* folded reference → GSList of vehicles, borrowed */
  GHashTable *duplicates; /* vehicle, borrowed → BookoutLineList of all of its rows */
  GString *description;   /* of the row in hand */
  BookoutLineList no_reference;
  BookoutLineList short_rows;
  BookoutLineList long_rows;
  guint n_unwarned;
} Builder;

/**
 * bookout_inventory_contents_clear:
 * @self: filled by bookout_inventory_build(), or zero
 */
void
bookout_inventory_contents_clear (BookoutInventoryContents *self)
{
  g_clear_pointer (&self->by_reference, g_hash_table_unref);
  g_clear_pointer (&self->spellings, g_string_chunk_free);
  g_clear_pointer (&self->vehicles, g_ptr_array_unref);
  g_clear_pointer (&self->warnings, g_ptr_array_unref);
}

static void
builder_init (Builder *self)
{
  BookoutInventoryContents *contents = self->contents;

  contents->vehicles = g_ptr_array_new_with_free_func (g_object_unref);
  contents->by_reference = g_hash_table_new (g_str_hash, g_str_equal);
  contents->spellings = g_string_chunk_new (256);
  contents->warnings = g_ptr_array_new_with_free_func (g_free);
  contents->rows = 0;

  self->vin_at = G_MAXUINT;
  self->by_fold = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_slist_free);
  self->duplicates = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->description = g_string_new (NULL);
}

static void
builder_clear (Builder *self)
{
  g_clear_pointer (&self->columns, bookout_columns_unref);
  g_hash_table_unref (self->by_fold);
  g_hash_table_unref (self->duplicates);
  g_string_free (self->description, TRUE);
}

/* Takes @sentence. */
static void
warn (Builder *self, char *sentence)
{
  if (self->contents->warnings->len < WARNINGS_MOST)
    g_ptr_array_add (self->contents->warnings, sentence);
  else
    {
      self->n_unwarned++;
      g_free (sentence);
    }
}

/* The header. */

static void
find_optional_columns (Builder *self)
{
  if (self->vin_column != NULL && !bookout_columns_find (self->columns, self->vin_column, &self->vin_at))
    warn (self, g_strdup_printf (_ ("The file has no column '%s': VINs are not known."), self->vin_column));

  for (guint i = 0; self->description_columns != NULL && self->description_columns[i] != NULL; i++)
    {
      if (self->n_description == DESCRIPTION_COLUMNS_MOST)
        break;
      if (bookout_columns_find (self->columns, self->description_columns[i],
                                &self->description_at[self->n_description]))
        self->n_description++;
      else
        warn (self, g_strdup_printf (_ ("The file has no column '%s' for the description."),
                                     self->description_columns[i]));
    }
}

static gboolean
read_header (Builder *self, const char *const *cells, guint n_cells, GError **error)
{
  g_autofree char *listing = NULL;

  self->columns = bookout_columns_new (cells, n_cells);
  if (bookout_columns_find (self->columns, self->reference_column, &self->reference_at))
    {
      find_optional_columns (self);
      return TRUE;
    }

  listing = bookout_columns_dup_listing (self->columns, COLUMNS_LISTED_MOST);
  g_set_error (error, BOOKOUT_INVENTORY_ERROR, BOOKOUT_INVENTORY_ERROR_NO_COLUMN,
               _ ("The file has no column like '%s'. Columns: %s."), self->reference_column, listing);
  return FALSE;
}

/* The rows. */

static gboolean
is_blank (const char *cell)
{
  g_autofree char *text = NULL;

  if (cell[0] == '\0')
    return TRUE;
  text = bookout_reference_clean (cell);
  return text[0] == '\0';
}

static gboolean
are_blank (const char *const *cells, guint n_cells)
{
  for (guint i = 0; i < n_cells; i++)
    if (!is_blank (cells[i]))
      return FALSE;
  return TRUE;
}

static char *
dup_cell (const char *const *cells, guint n_cells, guint at)
{
  return bookout_reference_clean (at < n_cells ? cells[at] : "");
}

static const char *
join_description (Builder *self, const char *const *cells, guint n_cells)
{
  g_string_truncate (self->description, 0);
  for (guint i = 0; i < self->n_description; i++)
    {
      g_autofree char *cell = dup_cell (cells, n_cells, self->description_at[i]);

      if (cell[0] == '\0')
        continue;
      if (self->description->len > 0)
        g_string_append_c (self->description, ' ');
      g_string_append (self->description, cell);
    }
  return self->description->str;
}

static void
check_length (Builder *self, const char *const *cells, guint n_cells, guint line)
{
  guint expected = bookout_columns_get_length (self->columns);

  if (n_cells < expected)
    bookout_line_list_add (&self->short_rows, line);
  else if (!are_blank (cells + expected, n_cells - expected))
    bookout_line_list_add (&self->long_rows, line);
}

static void
add_duplicate (Builder *self, BookoutVehicle *vehicle, guint line)
{
  BookoutLineList *lines = g_hash_table_lookup (self->duplicates, vehicle);

  if (lines == NULL)
    {
      lines = g_new0 (BookoutLineList, 1);
      bookout_line_list_add (lines, bookout_vehicle_get_line (vehicle));
      g_hash_table_insert (self->duplicates, vehicle, lines);
    }
  bookout_line_list_add (lines, line);
}

static gboolean
vins_agree (const char *a, const char *b)
{
  return a[0] == '\0' || b[0] == '\0' || g_ascii_strcasecmp (a, b) == 0;
}

/* A row whose reference is there already, to the letter. Two VINs for it are odd, but the portal is asked by reference. */
static void
merge_same (Builder *self, BookoutVehicle *vehicle, const char *vin, guint line)
{
  add_duplicate (self, vehicle, line);
  if (!vins_agree (vin, bookout_vehicle_get_vin (vehicle)))
    warn (self, g_strdup_printf (_ ("%s has the VIN %s in line %u and %s in line %u. The first is expected."),
                                 bookout_vehicle_get_reference (vehicle), bookout_vehicle_get_vin (vehicle),
                                 bookout_vehicle_get_line (vehicle), vin, line));
}

/* @others: vehicles with this reference in other case. Portals that don't tell case apart export a vehicle once; where it
 * comes twice, the VIN decides whether it is one typed in two ways or two.
 * Returns: whether the row went into one of them. */
static gboolean
merge_other_case (Builder *self, GSList *others, const char *reference, const char *vin, guint line)
{
  BookoutInventoryContents *contents = self->contents;
  BookoutVehicle *other = NULL;

  for (GSList *l = others; l != NULL; l = l->next)
    {
      other = l->data;
      if (!vins_agree (vin, bookout_vehicle_get_vin (other)))
        continue;
      warn (self, g_strdup_printf (_ ("%s (line %u) and %s (line %u) are one vehicle in two spellings: "
                                      "it is fetched once, as %s."),
                                   bookout_vehicle_get_reference (other), bookout_vehicle_get_line (other),
                                   reference, line, bookout_vehicle_get_reference (other)));
      g_hash_table_insert (contents->by_reference, g_string_chunk_insert (contents->spellings, reference),
                           other);
      return TRUE;
    }

  if (other != NULL)
    warn (self,
          g_strdup_printf (_ ("%s (line %u) and %s (line %u) differ in upper and lower case only, but have "
                              "different VINs: they are taken for two vehicles."),
                           bookout_vehicle_get_reference (other), bookout_vehicle_get_line (other), reference,
                           line));
  return FALSE;
}

static void
add_vehicle (Builder *self, BookoutVehicle *vehicle, char *fold)
{
  GSList *others = NULL;
  char *key = NULL;

  if (g_hash_table_steal_extended (self->by_fold, fold, (gpointer *) &key, (gpointer *) &others))
    g_free (key);
  g_hash_table_insert (self->by_fold, fold, g_slist_append (others, vehicle));
  g_hash_table_insert (self->contents->by_reference, (char *) bookout_vehicle_get_reference (vehicle),
                       vehicle);
  g_ptr_array_add (self->contents->vehicles, vehicle);
}

static void
read_row (Builder *self, const char *reference, const char *const *cells, guint n_cells, guint line)
{
  g_autofree char *vin = dup_cell (cells, n_cells, self->vin_at);
  g_autofree char *fold = NULL;
  BookoutVehicle *same = g_hash_table_lookup (self->contents->by_reference, reference);

  if (same != NULL)
    {
      merge_same (self, same, vin, line);
      return;
    }

  fold = bookout_reference_fold (reference);
  if (merge_other_case (self, g_hash_table_lookup (self->by_fold, fold), reference, vin, line))
    return;
  add_vehicle (self,
               bookout_vehicle_new (reference, vin, join_description (self, cells, n_cells), line,
                                    self->columns, cells, n_cells),
               g_steal_pointer (&fold));
}

static gboolean
record_cb (const char *const *cells, guint n_cells, guint line, gpointer user_data, GError **error)
{
  Builder *self = user_data;
  g_autofree char *reference = NULL;

  if (self->columns == NULL)
    return read_header (self, cells, n_cells, error);
  if (are_blank (cells, n_cells)) /* spreadsheets end a table with rows of commas */
    return TRUE;

  self->contents->rows++;
  check_length (self, cells, n_cells, line);
  reference = dup_cell (cells, n_cells, self->reference_at);
  if (reference[0] == '\0')
    bookout_line_list_add (&self->no_reference, line);
  else
    read_row (self, reference, cells, n_cells, line);
  return TRUE;
}

/* The end. */

static void
warn_of_duplicates (Builder *self)
{
  for (guint i = 0; i < self->contents->vehicles->len; i++)
    {
      BookoutVehicle *vehicle = g_ptr_array_index (self->contents->vehicles, i);
      BookoutLineList *lines = g_hash_table_lookup (self->duplicates, vehicle);
      g_autofree char *numbers = NULL;

      if (lines == NULL)
        continue;
      numbers = bookout_line_list_to_string (lines);
      warn (self, g_strdup_printf (_ ("%s stands in the file %u times (lines %s): it is fetched once."),
                                   bookout_vehicle_get_reference (vehicle), lines->count, numbers));
    }
}

static void
warn_of_rows (Builder *self, const BookoutLineList *lines, const char *one, const char *many)
{
  g_autofree char *numbers = bookout_line_list_to_string (lines);
  g_autoptr (GString) sentence = NULL;

  if (lines->count == 0)
    return;
  sentence = g_string_new (lines->count == 1 ? one : many);
  g_string_replace (sentence, "{lines}", numbers, 0);
  warn (self, g_string_free (g_steal_pointer (&sentence), FALSE));
}

static char *
describe_sharers (const char *vin, GPtrArray *sharers)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (sharers->len, VIN_SHARERS_NAMED_MOST); i++)
    {
      BookoutVehicle *vehicle = g_ptr_array_index (sharers, i);

      if (i > 0)
        g_string_append (text, ", ");
      /* Translators: one of several vehicles: "165548 (line 4)". */
      g_string_append_printf (text, _ ("%s (line %u)"), bookout_vehicle_get_reference (vehicle),
                              bookout_vehicle_get_line (vehicle));
    }
  if (sharers->len > VIN_SHARERS_NAMED_MOST)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (text, _ ("and %u more"), sharers->len - VIN_SHARERS_NAMED_MOST);
    }
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u reference has the VIN %s: %s.",
                                       "%u references share the VIN %s: %s.", sharers->len),
                          sharers->len, vin, text->str);
}

static void
warn_of_shared_vins (Builder *self)
{
  GPtrArray *vehicles = self->contents->vehicles;
  g_autoptr (GHashTable) by_vin = NULL; /* upper-case VIN → GPtrArray of vehicles, borrowed */

  by_vin = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < vehicles->len; i++)
    {
      g_autofree char *vin = g_ascii_strup (bookout_vehicle_get_vin (g_ptr_array_index (vehicles, i)), -1);
      GPtrArray *sharers = g_hash_table_lookup (by_vin, vin);

      if (vin[0] == '\0')
        continue;
      if (sharers == NULL)
        {
          sharers = g_ptr_array_new ();
          g_hash_table_insert (by_vin, g_steal_pointer (&vin), sharers);
        }
      g_ptr_array_add (sharers, g_ptr_array_index (vehicles, i));
    }

  /* By the vehicles again, not by the table, so that the sentences come in file order. */
  for (guint i = 0; i < vehicles->len; i++)
    {
      BookoutVehicle *vehicle = g_ptr_array_index (vehicles, i);
      g_autofree char *vin = g_ascii_strup (bookout_vehicle_get_vin (vehicle), -1);
      GPtrArray *sharers = g_hash_table_lookup (by_vin, vin);

      if (sharers != NULL && sharers->len > 1 && g_ptr_array_index (sharers, 0) == vehicle)
        warn (self, describe_sharers (bookout_vehicle_get_vin (vehicle), sharers));
    }
}

static void
warn_at_end (Builder *self)
{
  warn_of_rows (self, &self->no_reference, _ ("Line {lines} has no reference: the row is left out."),
                _ ("Lines {lines} have no reference: the rows are left out."));
  warn_of_rows (self, &self->short_rows, _ ("Line {lines} has fewer cells than the header."),
                _ ("Lines {lines} have fewer cells than the header."));
  warn_of_rows (self, &self->long_rows, _ ("Line {lines} has more cells than the header."),
                _ ("Lines {lines} have more cells than the header."));
  warn_of_duplicates (self);
  warn_of_shared_vins (self);
  if (self->n_unwarned > 0)
    g_ptr_array_add (self->contents->warnings,
                     g_strdup_printf (_ ("There are %u more warnings like these."), self->n_unwarned));
}

static gboolean
check_not_empty (Builder *self, GError **error)
{
  g_autofree char *listing = NULL;

  if (self->contents->vehicles->len > 0)
    return TRUE;
  if (self->columns == NULL)
    {
      g_set_error_literal (error, BOOKOUT_INVENTORY_ERROR, BOOKOUT_INVENTORY_ERROR_EMPTY,
                           _ ("The file is empty."));
      return FALSE;
    }

  listing = bookout_columns_dup_listing (self->columns, COLUMNS_LISTED_MOST);
  if (self->contents->rows == 0)
    g_set_error (error, BOOKOUT_INVENTORY_ERROR, BOOKOUT_INVENTORY_ERROR_EMPTY,
                 _ ("The file has no rows below its header. Columns: %s."), listing);
  else
    g_set_error (error, BOOKOUT_INVENTORY_ERROR, BOOKOUT_INVENTORY_ERROR_EMPTY,
                 _ ("None of the file's rows has a reference in the column '%s'. Columns: %s."),
                 bookout_columns_get_name (self->columns, self->reference_at), listing);
  return FALSE;
}

/**
 * bookout_inventory_build:
 * @contents: (out caller-allocates): filled; to be cleared by the caller even on error
 * @bytes: the export
 * @reference_column: header of the column with the reference
 * @vin_column: (nullable): header of the column with the VIN
 * @description_columns: (nullable) (array zero-terminated=1): headers whose cells describe the vehicle
 * @error: return location
 *
 * Errors: see bookout_inventory_new_from_csv().
 *
 * Returns: whether there is at least one vehicle
 */
gboolean
bookout_inventory_build (BookoutInventoryContents *contents,
                         GBytes *bytes,
                         const char *reference_column,
                         const char *vin_column,
                         const char *const *description_columns,
                         GError **error)
{
  Builder builder = { .contents = contents,
                      .reference_column = reference_column,
                      .vin_column = vin_column,
                      .description_columns = description_columns };
  gboolean built;

  builder_init (&builder);
  built = bookout_csv_parse (bytes, record_cb, &builder, error) && check_not_empty (&builder, error);
  if (built)
    warn_at_end (&builder);
  builder_clear (&builder);
  return built;
}
