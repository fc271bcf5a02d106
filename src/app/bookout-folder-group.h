/* bookout-folder-group.h - where the sheets go
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-run-order.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Action: folder.change. Signal: changed: what find_reason() says may be another thing now. Main thread. */
#define BOOKOUT_TYPE_FOLDER_GROUP (bookout_folder_group_get_type ())
G_DECLARE_FINAL_TYPE (BookoutFolderGroup, bookout_folder_group, BOOKOUT, FOLDER_GROUP, AdwPreferencesGroup)

/* (nullable): why sheets cannot be saved; static. */
const char *bookout_folder_group_find_reason (BookoutFolderGroup *self);
void bookout_folder_group_take (BookoutFolderGroup *self, BookoutRunOrder *order);
/* Looks at the folder again, in a thread. */
void bookout_folder_group_look_again (BookoutFolderGroup *self);

G_END_DECLS
