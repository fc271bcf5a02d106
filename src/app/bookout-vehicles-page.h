/* bookout-vehicles-page.h - all vehicles of a run, to search, sort and act on
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "bookout-run.h"

G_BEGIN_DECLS

/* Actions, on the selected rows: vehicles.open-sheet, .show-in-folder, .copy-reference, .fetch-next, .retry, .review; and
 * vehicles.search, which puts the cursor into the search entry. */
#define BOOKOUT_TYPE_VEHICLES_PAGE (bookout_vehicles_page_get_type ())
G_DECLARE_FINAL_TYPE (BookoutVehiclesPage, bookout_vehicles_page, BOOKOUT, VEHICLES_PAGE, AdwBin)

GtkWidget *bookout_vehicles_page_new (void);

/* @run: (nullable): NULL shows the empty page */
void bookout_vehicles_page_set_run (BookoutVehiclesPage *self, BookoutRun *run);

G_END_DECLS
