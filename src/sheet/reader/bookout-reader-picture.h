/* bookout-reader-picture.h - the first page of a PDF as pixels
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <poppler.h>

G_BEGIN_DECLS

/* (transfer full) (nullable): ARGB32 on white, at most BOOKOUT_READER_PICTURE_MOST bytes. */
cairo_surface_t *bookout_reader_picture_draw (PopplerDocument *document, guint width);

G_END_DECLS
