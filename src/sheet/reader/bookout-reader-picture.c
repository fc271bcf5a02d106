/* bookout-reader-picture.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-sheet-reader"
#include "config.h"

#include <math.h>

#include "bookout-reader-picture.h"
#include "bookout-reader-protocol.h"

/* Drawn where it was read, so that whoever looks at a sheet that was held back opens it as safely as the engine did. Font files cannot be
 * opened here: text in a font that the sheet does not bring with it may be missing from the picture. */

#define BYTES_PER_PIXEL 4

/* Pixels per point, so that the page is @width pixels wide and no larger than a picture may be. 0 if it has no size. */
static double
choose_scale (double page_width, double page_height, guint width)
{
  double most = BOOKOUT_READER_PICTURE_MOST / BYTES_PER_PIXEL;
  double scale = width / page_width;
  double pixels = (page_width * scale + 1) * (page_height * scale + 1);

  if (!isfinite (scale) || page_width <= 0 || page_height <= 0 || scale <= 0)
    return 0;

  return pixels > most ? scale * sqrt (most / pixels) * 0.99 : scale;
}

static cairo_surface_t *
draw_page (PopplerPage *page, guint width)
{
  double page_width, page_height, scale;
  cairo_surface_t *surface;
  cairo_t *context;

  poppler_page_get_size (page, &page_width, &page_height);
  scale = choose_scale (page_width, page_height, width);
  if (page_width * scale < 1 || page_height * scale < 1)
    return NULL;

  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) (page_width * scale),
                                        (int) (page_height * scale));
  context = cairo_create (surface);
  cairo_set_source_rgb (context, 1, 1, 1);
  cairo_paint (context);
  cairo_scale (context, scale, scale);
  poppler_page_render (page, context);
  cairo_destroy (context);
  cairo_surface_flush (surface);

  return surface;
}

/**
 * bookout_reader_picture_draw:
 * @document: a document
 * @width: pixels, 1 to %BOOKOUT_READER_PICTURE_WIDTH_MOST
 *
 * Returns: (transfer full) (nullable): its first page; %NULL if that cannot be drawn
 */
cairo_surface_t *
bookout_reader_picture_draw (PopplerDocument *document, guint width)
{
  PopplerPage *page = poppler_document_get_page (document, 0);
  cairo_surface_t *surface = page != NULL ? draw_page (page, width) : NULL;

  g_clear_object (&page);
  if (surface == NULL || cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    return surface;

  cairo_surface_destroy (surface);
  return NULL;
}
