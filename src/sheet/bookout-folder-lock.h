/* bookout-folder-lock.h - only one process writes into a run's folder
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-directory.h"

G_BEGIN_DECLS

/* Takes "lock" in @directory; -1 with LOCKED. The lock lasts until the descriptor is released, or the process is gone. */
int bookout_folder_lock_take (const BookoutDirectory *directory, GError **error);
void bookout_folder_lock_release (int descriptor);

G_END_DECLS
