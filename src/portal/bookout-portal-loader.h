/* bookout-portal-loader.h - from a description's text to a portal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-portal.h"

G_BEGIN_DECLS

/* The largest description; bytes. The one for the practice portal has about 6,000. */
#define BOOKOUT_PORTAL_FILE_SIZE_MOST (1024 * 1024)

BookoutPortal *bookout_portal_load_text (GFile *file,
                                         const char *text,
                                         gsize length,
                                         GHashTable *variables,
                                         GError **error);

G_END_DECLS
