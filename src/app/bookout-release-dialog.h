/* bookout-release-dialog.h - asks the second time whether a person answers for a held sheet
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "bookout-vehicle.h"

G_BEGIN_DECLS

/* Its response is "release" only once there is a name and the sentence was repeated. */
#define BOOKOUT_TYPE_RELEASE_DIALOG (bookout_release_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BookoutReleaseDialog, bookout_release_dialog, BOOKOUT, RELEASE_DIALOG, AdwMessageDialog)

GtkWidget *bookout_release_dialog_new (GtkWindow *parent, BookoutVehicle *vehicle);
const char *bookout_release_dialog_get_person (BookoutReleaseDialog *self);

G_END_DECLS
