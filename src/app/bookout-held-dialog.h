/* bookout-held-dialog.h - a sheet that was held back, beside what the inventory says of its vehicle
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "bookout-run.h"

G_BEGIN_DECLS

/* Signal fetch-again (BookoutVehicle): a person wants the vehicle tried again; the dialog closes after it. */
#define BOOKOUT_TYPE_HELD_DIALOG (bookout_held_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BookoutHeldDialog, bookout_held_dialog, BOOKOUT, HELD_DIALOG, AdwWindow)

/* @run: whose folder has the sheet; @vehicle: a held one */
GtkWidget *bookout_held_dialog_new (GtkWindow *parent, BookoutRun *run, BookoutVehicle *vehicle);

G_END_DECLS
