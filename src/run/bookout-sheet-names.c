/* bookout-sheet-names.c - which file each vehicle of an inventory gets
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-sheet-names"

#include "config.h"

#include "bookout-sheet-name.h"
#include "bookout-sheet-names.h"

/* File names that differ only in case are one file on many a share, so of references that do, all but the first get
 * names of another kind. The inventory's order decides, and it is in the folder: a run that is gone on with, or rebuilt,
 * comes to the same names. One thread fills the table; then any may read it. */

/**
 * bookout_sheet_names_add_colliding:
 * @names: (element-type BookoutVehicle utf8): gets the vehicles whose name is not simply that of their reference
 * @inventory: all vehicles of the run
 */
void
bookout_sheet_names_add_colliding (GHashTable *names, BookoutInventory *inventory)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (inventory));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BookoutVehicle) vehicle = g_list_model_get_item (G_LIST_MODEL (inventory), i);
      const char *reference = bookout_vehicle_get_reference (vehicle);
      g_autofree char *name = bookout_sheet_name_for_reference (reference);

      if (!g_hash_table_add (seen, g_utf8_casefold (name, -1)))
        g_hash_table_insert (names, vehicle, bookout_sheet_name_for_colliding (reference));
    }
}

/**
 * bookout_sheet_names_dup:
 * @names: filled by bookout_sheet_names_add_colliding()
 * @vehicle: one of that inventory
 *
 * Returns: (transfer full): the file name of @vehicle's sheet
 */
char *
bookout_sheet_names_dup (GHashTable *names, BookoutVehicle *vehicle)
{
  const char *name = g_hash_table_lookup (names, vehicle);

  return name != NULL ? g_strdup (name)
                      : bookout_sheet_name_for_reference (bookout_vehicle_get_reference (vehicle));
}
