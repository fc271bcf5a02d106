/* bookout-vehicle-cell.h - one field of a vehicle in a column view
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "bookout-vehicle.h"

G_BEGIN_DECLS

typedef enum
{
  BOOKOUT_VEHICLE_FIELD_REFERENCE,
  BOOKOUT_VEHICLE_FIELD_VIN,
  BOOKOUT_VEHICLE_FIELD_DESCRIPTION,
  BOOKOUT_VEHICLE_FIELD_STATE,
  BOOKOUT_VEHICLE_FIELD_ATTEMPTS,
  BOOKOUT_VEHICLE_FIELD_SIZE,
  BOOKOUT_VEHICLE_FIELD_FINISHED_AT,
} BookoutVehicleField;
#define BOOKOUT_N_VEHICLE_FIELDS (BOOKOUT_VEHICLE_FIELD_FINISHED_AT + 1)

/* A recycled cell: follows its vehicle's property, and only that one, while it is bound. */
#define BOOKOUT_TYPE_VEHICLE_CELL (bookout_vehicle_cell_get_type ())
G_DECLARE_FINAL_TYPE (BookoutVehicleCell, bookout_vehicle_cell, BOOKOUT, VEHICLE_CELL, GtkWidget)

/* A factory of cells that show @field (transfer full). */
GtkListItemFactory *bookout_vehicle_cell_factory_new (BookoutVehicleField field);
/* The order of @field, ascending (transfer full). */
GtkSorter *bookout_vehicle_cell_sorter_new (BookoutVehicleField field);

/* Whether @field changes during a run. */
gboolean bookout_vehicle_cell_field_changes (BookoutVehicleField field);

/* Row it is bound to, GTK_INVALID_LIST_POSITION if none. */
guint bookout_vehicle_cell_get_position (BookoutVehicleCell *self);

G_END_DECLS
