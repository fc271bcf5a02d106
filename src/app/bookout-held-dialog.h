/* bookout-held-dialog.h - a sheet that was held back, beside what the inventory says of its vehicle
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "bookout-run.h"

G_BEGIN_DECLS

/* Signals, after which the dialog closes: fetch-again (BookoutVehicle): a person wants the vehicle tried again; released (BookoutVehicle): a person
 * answers for its sheet, which has its final name now. */
#define BOOKOUT_TYPE_HELD_DIALOG (bookout_held_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BookoutHeldDialog, bookout_held_dialog, BOOKOUT, HELD_DIALOG, AdwWindow)

/* @run: whose folder has the sheet; @vehicle: a held one */
GtkWidget *bookout_held_dialog_new (GtkWindow *parent, BookoutRun *run, BookoutVehicle *vehicle);
BookoutRun *bookout_held_dialog_get_run (BookoutHeldDialog *self); /* (transfer none) */

G_END_DECLS
