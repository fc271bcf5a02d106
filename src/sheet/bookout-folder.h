/* bookout-folder.h - a run's folder: its sheets, run-data/ and held/
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-directory.h"
#include "bookout-sheet-error.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* A folder with more sheets than this is not one of ours. */
#define BOOKOUT_FOLDER_SHEETS_MOST 200000

/* Where earlier versions of renewed sheets are, in the names that this takes. */
#define BOOKOUT_FOLDER_VERSIONS "run-data/versions/"

/* Works on descriptors opened once, so that a folder replaced by a link does not lead elsewhere. Locked for this process while
 * it exists, unless opened for reading only; a dead process holds no lock. Any thread. */
#define BOOKOUT_TYPE_FOLDER (bookout_folder_get_type ())
G_DECLARE_FINAL_TYPE (BookoutFolder, bookout_folder, BOOKOUT, FOLDER, GObject)

/* @lock TRUE: makes what is missing, proves that it can be written to. FALSE: only for reading (audit); makes nothing. */
BookoutFolder *bookout_folder_open (const char *path, gboolean lock, GError **error);

const char *bookout_folder_get_path (BookoutFolder *self);
int bookout_folder_get_descriptor (BookoutFolder *self);
guint64 bookout_folder_get_free_space (BookoutFolder *self); /* bytes; 0 if it cannot be told */

/* Where the sheets are and where the held ones go, for the sheets' own files; valid as long as the folder. */
BookoutDirectory bookout_folder_get_directory (BookoutFolder *self);
BookoutDirectory bookout_folder_get_held_directory (BookoutFolder *self);

/* run-data/versions; FALSE without an error if there is none and none is to be made. */
gboolean bookout_folder_open_versions (BookoutFolder *self,
                                       gboolean make,
                                       BookoutDirectory *directory,
                                       GError **error);

/* @name is "…", "run-data/…", "run-data/held/…" or "run-data/versions/…" in these four. */
gboolean bookout_folder_replace (BookoutFolder *self, const char *name, GBytes *contents, GError **error);
GBytes *bookout_folder_read (BookoutFolder *self,
                             const char *name,
                             gsize most,
                             GError **error); /* (transfer full) */
char *bookout_folder_hash (BookoutFolder *self,
                           const char *name,
                           guint64 *size,
                           GError **error); /* (transfer full): SHA-256 in hex */
gint64 bookout_folder_get_time (BookoutFolder *self,
                                const char *name); /* Unix seconds; 0 if it cannot be told */

/* (transfer full) strv: names of the *.pdf in the folder itself, sorted. */
char **bookout_folder_list_sheets (BookoutFolder *self, GError **error);
/* For the sheet reader; the caller closes it; -1 on error. */
int bookout_folder_open_sheet (BookoutFolder *self, const char *name, GError **error);
/* Renames @name to "165548 (kept 2026-11-25).pdf", "… (kept 2026-11-25, 2).pdf" …; returns the new name (transfer full). */
char *bookout_folder_put_aside (BookoutFolder *self, const char *name, GError **error);

G_END_DECLS
