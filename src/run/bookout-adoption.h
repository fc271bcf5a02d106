/* bookout-adoption.h - sheets that are in a run's folder before the run
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-preparation.h"

G_BEGIN_DECLS

/* All for the thread that prepares, with the folder open; blocking. */
void bookout_adoption_begin (BookoutPreparation *prepared);
gboolean bookout_adoption_try (BookoutPreparation *prepared,
                               BookoutVehicle *vehicle,
                               BookoutLedgerVehicle *row,
                               GCancellable *cancellable);
gboolean bookout_adoption_confirm (BookoutPreparation *prepared, const BookoutLedgerVehicle *row);
void bookout_adoption_list (BookoutPreparation *prepared, const BookoutLedgerVehicle *row);
void bookout_adoption_list_old (BookoutPreparation *prepared, const BookoutLedgerVehicle *row);
void bookout_adoption_list_known (BookoutPreparation *prepared, BookoutVehicle *vehicle);
void bookout_adoption_forget (BookoutLedgerVehicle *row);

G_END_DECLS
