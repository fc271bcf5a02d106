/* bookout-vehicle-history.h - what every run did for one vehicle
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Main thread; the ledger is read in another. */
#define BOOKOUT_TYPE_VEHICLE_HISTORY (bookout_vehicle_history_get_type ())
G_DECLARE_FINAL_TYPE (BookoutVehicleHistory, bookout_vehicle_history, BOOKOUT, VEHICLE_HISTORY, AdwBin)

/* @ledger_path: (nullable): another than the user's own; @reference: in full, "" for none */
void bookout_vehicle_history_show (BookoutVehicleHistory *self,
                                   const char *ledger_path,
                                   const char *reference);

G_END_DECLS
