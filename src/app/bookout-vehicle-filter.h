/* bookout-vehicle-filter.h - vehicles by words, by state, and by being on a list
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "bookout-vehicle.h"

G_BEGIN_DECLS

#define BOOKOUT_VEHICLE_FILTER_ANY_STATE (-1)

#define BOOKOUT_TYPE_VEHICLE_FILTER (bookout_vehicle_filter_get_type ())
G_DECLARE_FINAL_TYPE (BookoutVehicleFilter, bookout_vehicle_filter, BOOKOUT, VEHICLE_FILTER, GtkFilter)

BookoutVehicleFilter *bookout_vehicle_filter_new (void);
/* Part of reference, VIN or description, whatever its case. */
void bookout_vehicle_filter_set_text (BookoutVehicleFilter *self, const char *text);
/* A BookoutVehicleState, or ANY_STATE. */
void bookout_vehicle_filter_set_state (BookoutVehicleFilter *self, int state);
/* (nullable) (element-type utf8): the only references wanted; copied. */
void bookout_vehicle_filter_set_references (BookoutVehicleFilter *self, GPtrArray *references);
/* Whether it leaves anything out. */
gboolean bookout_vehicle_filter_is_on (BookoutVehicleFilter *self);
/* Vehicles' states have changed; does nothing unless it goes by state. */
void bookout_vehicle_filter_refresh (BookoutVehicleFilter *self);

G_END_DECLS
