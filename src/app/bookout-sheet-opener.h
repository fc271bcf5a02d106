/* bookout-sheet-opener.h - a vehicle's sheet in the person's own PDF viewer or file manager
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "bookout-vehicle.h"

G_BEGIN_DECLS

/* Path of the sheet that a run has saved (transfer full) (nullable): NULL if there is none on disk. */
char *bookout_sheet_opener_find (const char *folder, BookoutVehicle *vehicle);
/* Opens @path with the program for its type. */
void bookout_sheet_opener_open (GtkWidget *widget, const char *path);
/* Opens the folder of @path in the file manager, with the file selected where that is possible. */
void bookout_sheet_opener_show (GtkWidget *widget, const char *path);

G_END_DECLS
