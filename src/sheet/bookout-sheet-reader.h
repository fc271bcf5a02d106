/* bookout-sheet-reader.h - the separate process that opens PDFs, as seen from the engine
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-sheet-error.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BookoutSheetText:
 * @pages: number of pages
 * @visible: UTF-8 text a person can see, lines in reading order, a form feed on a line of its own between pages; at most 256 KiB
 *   and 50 pages
 * @has_hidden: whether there was text that a person cannot see (near-white, invisible, under 2 points, outside the page). White
 *   text counts as hidden on a dark band too: what is under it is not looked at. A sheet that uses the invisible text mode
 *   anywhere gives no visible text at all: which of its words have no ink cannot be told.
 */
typedef struct
{
  guint pages;
  char *visible;
  gboolean has_hidden;
} BookoutSheetText;

void bookout_sheet_text_free (BookoutSheetText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutSheetText, bookout_sheet_text_free)

/**
 * BookoutSheetPicture:
 * @pages: number of pages of the sheet
 * @width: pixels
 * @height: pixels
 * @pixels: row by row without gaps, 4 bytes each: cairo's ARGB32 in native byte order, opaque; at most 8 MiB
 */
typedef struct
{
  guint pages;
  guint width;
  guint height;
  GBytes *pixels;
} BookoutSheetPicture;

void bookout_sheet_picture_free (BookoutSheetPicture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutSheetPicture, bookout_sheet_picture_free)

/* Any thread; requests are served one at a time. Starts bookout-sheet-reader when first needed and again when it dies. The
 * child gets only a descriptor, has limits on memory, processor time, files and output, and cannot open files or sockets
 * (seccomp where available). */
#define BOOKOUT_TYPE_SHEET_READER (bookout_sheet_reader_get_type ())
G_DECLARE_FINAL_TYPE (BookoutSheetReader, bookout_sheet_reader, BOOKOUT, SHEET_READER, GObject)

/* @program: (nullable): path; default $BOOKOUT_SHEET_READER, else libexecdir. */
BookoutSheetReader *bookout_sheet_reader_new (const char *program);

/* @limit_ms: the child is killed after it; 0 for 10,000. */
BookoutSheetText *bookout_sheet_reader_read (BookoutSheetReader *self,
                                             int descriptor,
                                             guint limit_ms,
                                             GCancellable *cancellable,
                                             GError **error);

/* The first page, @width pixels wide, or less if it is very long; 1 to 2,000. As read() otherwise. */
BookoutSheetPicture *bookout_sheet_reader_draw (BookoutSheetReader *self,
                                                int descriptor,
                                                guint width,
                                                guint limit_ms,
                                                GCancellable *cancellable,
                                                GError **error);

/* Number of the process that reads now, 0 if none runs. */
int bookout_sheet_reader_get_process (BookoutSheetReader *self);

G_END_DECLS
