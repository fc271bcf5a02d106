/* bookout-inventory.h - the exported vehicles, as a list model
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-csv.h"
#include "bookout-vehicle.h"

G_BEGIN_DECLS

/**
 * BookoutInventoryError:
 * @BOOKOUT_INVENTORY_ERROR_EMPTY: no rows: never "nothing to do"
 * @BOOKOUT_INVENTORY_ERROR_NO_COLUMN: the column is not there; the message lists those found
 * @BOOKOUT_INVENTORY_ERROR_COUNT: the portal shows more rows than the export has
 */
#define BOOKOUT_INVENTORY_ERROR (bookout_inventory_error_quark ())
typedef enum
{
  BOOKOUT_INVENTORY_ERROR_EMPTY,
  BOOKOUT_INVENTORY_ERROR_NO_COLUMN,
  BOOKOUT_INVENTORY_ERROR_COUNT,
} BookoutInventoryError;
GQuark bookout_inventory_error_quark (void);

/**
 * BookoutInventory:
 *
 * GListModel of BookoutVehicle in file order, duplicates merged into their first row. Built and checked in any one thread,
 * then shared; immutable from there on but for its vehicles' state.
 */
#define BOOKOUT_TYPE_INVENTORY (bookout_inventory_get_type ())
G_DECLARE_FINAL_TYPE (BookoutInventory, bookout_inventory, BOOKOUT, INVENTORY, GObject)

/* @vin_column, @description_columns: (nullable). Header names match exactly, else ignoring case, outer space and BOM. */
BookoutInventory *bookout_inventory_new_from_csv (GBytes *bytes,
                                                  const char *reference_column,
                                                  const char *vin_column,
                                                  const char *const *description_columns,
                                                  GError **error);

/* Data rows in the file, duplicates and blank references included. */
guint bookout_inventory_get_rows (BookoutInventory *self);

/* (nullable) (transfer none): also by the spelling of a row that was merged. */
BookoutVehicle *bookout_inventory_lookup (BookoutInventory *self, const char *reference);

/* (element-type utf8) (transfer none): sentences about duplicates, rows without a reference, VINs that two references share. */
GPtrArray *bookout_inventory_get_warnings (BookoutInventory *self);

/* Fewer rows than the portal shows are an error, more are one more warning; call it before sharing the inventory. */
gboolean bookout_inventory_check_count (BookoutInventory *self, guint64 shown, GError **error);

/* A vehicle that somebody asks for although the export does not have it; as check_count(), before sharing. */
BookoutVehicle *bookout_inventory_add_unlisted (BookoutInventory *self, const char *reference);

G_END_DECLS
