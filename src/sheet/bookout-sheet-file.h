/* bookout-sheet-file.h - a sheet on its way to disk: streamed, hashed, then kept, held or dropped
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-folder.h"
#include "bookout-sink.h"

G_BEGIN_DECLS

/* Implements BookoutSink: accepts only a body with %PDF- in its first 1,024 bytes. Writes <name>.part in the folder, hashing as
 * it goes. Dropping the last reference removes an unfinished .part. One thread at a time.
 *
 * In order: the sink's writes, finish(), [who reads it], sync(), [the ledger's commit], keep(). */
#define BOOKOUT_TYPE_SHEET_FILE (bookout_sheet_file_get_type ())
G_DECLARE_FINAL_TYPE (BookoutSheetFile, bookout_sheet_file, BOOKOUT, SHEET_FILE, GObject)

/* @name: final name, "165548.pdf". The .part is made at the first write, not before. */
BookoutSheetFile *bookout_sheet_file_new (BookoutFolder *folder, const char *name, guint64 bytes_most);

/* Whether it is a whole PDF; finishes the hash. */
gboolean bookout_sheet_file_finish (BookoutSheetFile *self, GError **error);
guint64 bookout_sheet_file_get_size (BookoutSheetFile *self);
const char *bookout_sheet_file_get_sha256 (BookoutSheetFile *self); /* hex, after finish() */
const char *bookout_sheet_file_get_name (BookoutSheetFile *self);   /* final name */
int bookout_sheet_file_get_descriptor (
    BookoutSheetFile *self); /* open for reading and writing; -1 before the first write */

/* fsync of the .part: before the ledger says verified. */
gboolean bookout_sheet_file_sync (BookoutSheetFile *self, GError **error);
/* Rename to the final name and fsync of the folder. What has that name: @replace puts it aside first, else G_IO_ERROR_EXISTS. */
gboolean bookout_sheet_file_keep (BookoutSheetFile *self, gboolean replace, GError **error);
/* As keep(), in place of an old sheet of which a version is kept: its name has one or the other at any moment. */
gboolean bookout_sheet_file_replace (BookoutSheetFile *self, GError **error);
/* Moves it to run-data/held/ with the evidence beside it: .json, .page.html, .head.txt. */
gboolean bookout_sheet_file_hold (BookoutSheetFile *self,
                                  const char *reference,
                                  const char *code,
                                  const char *reason,
                                  const char *response_head,
                                  GBytes *page,
                                  GError **error);
/* Removes the .part. */
void bookout_sheet_file_drop (BookoutSheetFile *self);

G_END_DECLS
