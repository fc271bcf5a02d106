/* bookout-vehicle-request.h - what a person asks for some vehicles of a run, on whichever page they are listed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-run.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What came of it is told in a toast of @page's window. @run is (nullable) where it may be; vehicles are (element-type BookoutVehicle). Main
 * thread. */

/* Whether @run gives out vehicles, so that one can be put into its queue again or first. */
gboolean bookout_vehicle_request_is_possible (BookoutRun *run);

/* Also when it is over. */
gboolean bookout_vehicle_request_can_retry (BookoutRun *run);

void bookout_vehicle_request_retry (GtkWidget *page, BookoutRun *run, GPtrArray *vehicles);
void bookout_vehicle_request_prefer (GtkWidget *page, BookoutRun *run, GPtrArray *vehicles);
/* Shows the newest sheet that was held of @vehicle. */
void bookout_vehicle_request_review (GtkWidget *page, BookoutRun *run, BookoutVehicle *vehicle);
void bookout_vehicle_request_say (GtkWidget *page, const char *words);

G_END_DECLS
