/* bookout-folder-sweep.h - removes what a process that died left unfinished
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-directory.h"

G_BEGIN_DECLS

/* Only under the folder's lock. @any: every *.part, instead of unfinished sheets only. */
gboolean bookout_folder_sweep (const BookoutDirectory *directory, gboolean any, GError **error);

G_END_DECLS
