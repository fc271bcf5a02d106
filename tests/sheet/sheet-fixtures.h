/* sheet-fixtures.h - folders and PDFs that the sheet tests make for themselves
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* A new empty folder; (transfer full). */
char *fixture_folder_new (void);
/* Removes the folder and all in it; frees @path. */
void fixture_folder_free (char *path);

/* What to draw on page @page (from 0) of a US letter sheet; the font is 11 points, the colour black. */
typedef void (*FixtureDraw) (cairo_t *context, int page, gpointer user_data);

/* A PDF by cairo; (transfer full). */
GBytes *fixture_pdf_drawn (int pages, FixtureDraw draw, gpointer user_data);
/* One page with the lines of @text, one below the other. */
GBytes *fixture_pdf (const char *text);
/* "Reference Number: …" and the rest of an ordinary sheet; @vin nullable. */
GBytes *fixture_sheet (const char *reference, const char *vin);
/* One page with the given content stream and a font "F" that is not embedded. */
GBytes *fixture_pdf_raw (const char *content);
/* A line of text at @y. */
void fixture_line (cairo_t *context, double y, const char *text);

void fixture_write (const char *folder, const char *name, GBytes *bytes);
GBytes *fixture_read (const char *folder, const char *name);
gboolean fixture_exists (const char *folder, const char *name);
/* An open descriptor with @bytes behind it and no name. */
int fixture_descriptor (GBytes *bytes);

G_END_DECLS
