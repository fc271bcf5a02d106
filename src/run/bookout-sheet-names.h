/* bookout-sheet-names.h - which file each vehicle of an inventory gets
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-inventory.h"

G_BEGIN_DECLS

/* @names: (element-type BookoutVehicle utf8), owns its values. */
void bookout_sheet_names_add_colliding (GHashTable *names, BookoutInventory *inventory);
char *bookout_sheet_names_dup (GHashTable *names, BookoutVehicle *vehicle);

G_END_DECLS
