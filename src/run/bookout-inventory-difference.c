/* bookout-inventory-difference.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-inventory-difference"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-inventory-difference.h"
#include "bookout-report.h"

/* Two inventories of the same portal and account, side by side: the one just exported, and the one that the ledger has of an earlier
 * run, whatever became of its vehicles. References that a person asked for without an export having them are in neither. Made by
 * the thread that prepares a run. */

/* Neither VIN nor description: a row that was asked for by its reference alone. In an inventory that has neither for any vehicle this
 * says nothing. */
static gboolean
is_bare (const char *vin, const char *description)
{
  return (vin == NULL || *vin == '\0') && (description == NULL || *description == '\0');
}

static gboolean
has_only_bare (GPtrArray *vehicles)
{
  for (guint i = 0; i < vehicles->len; i++)
    {
      const BookoutLedgerVehicle *row = g_ptr_array_index (vehicles, i);

      if (!is_bare (row->vin, row->description))
        return FALSE;
    }

  return TRUE;
}

static GHashTable *
index_rows (GPtrArray *vehicles)
{
  GHashTable *rows = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean with_bare = has_only_bare (vehicles);

  for (guint i = 0; i < vehicles->len; i++)
    {
      BookoutLedgerVehicle *row = g_ptr_array_index (vehicles, i);

      if (with_bare || !is_bare (row->vin, row->description))
        g_hash_table_insert (rows, row->reference, row);
    }

  return rows;
}

static gboolean
has_changed (BookoutVehicle *vehicle, const BookoutLedgerVehicle *row)
{
  return g_strcmp0 (bookout_vehicle_get_vin (vehicle), row->vin) != 0 ||
         g_strcmp0 (bookout_vehicle_get_description (vehicle), row->description) != 0;
}

static void
compare_vehicle (BookoutInventoryDifference *self, BookoutVehicle *vehicle, GHashTable *rows)
{
  const char *reference = bookout_vehicle_get_reference (vehicle);
  const BookoutLedgerVehicle *row = g_hash_table_lookup (rows, reference);

  if (bookout_vehicle_get_columns (vehicle) == NULL)
    return;

  if (row == NULL)
    g_ptr_array_add (self->added, g_strdup (reference));
  else if (has_changed (vehicle, row))
    g_ptr_array_add (self->changed, g_strdup (reference));
}

/**
 * bookout_inventory_difference_new:
 * @inventory: as exported now
 * @since: when the run of the last inventory began, Unix seconds
 * @vehicles: (element-type BookoutLedgerVehicle): all rows of that run
 *
 * Returns: (transfer full): how they differ
 */
BookoutInventoryDifference *
bookout_inventory_difference_new (BookoutInventory *inventory, gint64 since, GPtrArray *vehicles)
{
  BookoutInventoryDifference *self;
  g_autoptr (GHashTable) rows = NULL;
  guint n;

  g_return_val_if_fail (BOOKOUT_IS_INVENTORY (inventory), NULL);
  g_return_val_if_fail (vehicles != NULL, NULL);

  self = g_atomic_rc_box_new0 (BookoutInventoryDifference);
  self->since = since;
  self->added = g_ptr_array_new_with_free_func (g_free);
  self->gone = g_ptr_array_new_with_free_func (g_free);
  self->changed = g_ptr_array_new_with_free_func (g_free);

  rows = index_rows (vehicles);
  n = g_list_model_get_n_items (G_LIST_MODEL (inventory));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BookoutVehicle) vehicle = g_list_model_get_item (G_LIST_MODEL (inventory), i);

      compare_vehicle (self, vehicle, rows);
    }

  for (guint i = 0; i < vehicles->len; i++)
    {
      const BookoutLedgerVehicle *row = g_ptr_array_index (vehicles, i);
      BookoutVehicle *vehicle = bookout_inventory_lookup (inventory, row->reference);

      if (g_hash_table_contains (rows, row->reference) &&
          (vehicle == NULL || bookout_vehicle_get_columns (vehicle) == NULL))
        g_ptr_array_add (self->gone, g_strdup (row->reference));
    }

  return self;
}

/**
 * bookout_inventory_difference_ref:
 * @self: a difference
 *
 * Any thread.
 *
 * Returns: (transfer full): @self
 */
BookoutInventoryDifference *
bookout_inventory_difference_ref (BookoutInventoryDifference *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  BookoutInventoryDifference *self = data;

  g_ptr_array_unref (self->added);
  g_ptr_array_unref (self->gone);
  g_ptr_array_unref (self->changed);
}

/**
 * bookout_inventory_difference_unref:
 * @self: (transfer full): a difference
 *
 * Any thread.
 */
void
bookout_inventory_difference_unref (BookoutInventoryDifference *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static void
append_part (GString *sentence, guint count, const char *words)
{
  g_autofree char *number = NULL;

  if (count == 0)
    return;

  number = bookout_report_count_to_string (count);
  g_string_append_printf (sentence, "%s%s %s", sentence->len > 0 ? ", " : "", number, words);
}

/* "20 Nov"; of today the time, of another year that year too. */
static char *
day_to_string (gint64 seconds)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (seconds);
  /* Translators: a day of another year, "20 Nov 2025" */
  const char *format = _ ("%-d %b %Y");

  if (then == NULL)
    return g_strdup (_ ("an unknown day"));

  if (g_date_time_get_year (now) == g_date_time_get_year (then))
    format = g_date_time_get_day_of_year (now) == g_date_time_get_day_of_year (then)
                 ? "%H:%M"
                 /* Translators: a day of this year, "20 Nov" */
                 : _ ("%-d %b");

  return g_date_time_format (then, format);
}

/**
 * bookout_inventory_difference_dup_sentence:
 * @self: a difference
 *
 * Returns: (transfer full): "12 new, 3 gone, 1 changed since 20 Nov"; what is zero is left out
 */
char *
bookout_inventory_difference_dup_sentence (const BookoutInventoryDifference *self)
{
  g_autoptr (GString) parts = g_string_new (NULL);
  g_autofree char *day = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  day = day_to_string (self->since);
  append_part (parts, self->added->len, C_ ("number of vehicles", "new"));
  append_part (parts, self->gone->len, C_ ("number of vehicles", "gone"));
  append_part (parts, self->changed->len, C_ ("number of vehicles", "changed"));
  if (parts->len == 0)
    g_string_append (parts, _ ("nothing new, gone or changed"));

  /* TRANSLATORS: "12 new, 3 gone, 1 changed", then a day, "20 Nov", or of today a time, "09:12" */
  return g_strdup_printf (_ ("%s since %s"), parts->str, day);
}
