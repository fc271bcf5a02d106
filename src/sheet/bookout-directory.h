/* bookout-directory.h - files by name in a directory that is already open, and what their errors mean to a person
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-sheet-error.h"
#include <dirent.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BookoutDirectory:
 * @descriptor: of the directory; owned by whoever made it
 * @label: what a person calls it, "Bookouts"
 *
 * A plain view, so that every error can name the place and its free space. Any thread.
 */
typedef struct
{
  int descriptor;
  const char *label;
} BookoutDirectory;

/* Sets @error from an errno: FOLDER, NO_SPACE or DISK, with a sentence. */
void bookout_directory_set_error (GError **error, const BookoutDirectory *self, const char *name, int errnum);

/* Whether @name is one plain name: no "/", not "." or "..", not empty, at most 255 bytes. */
gboolean bookout_directory_is_plain_name (const char *name);

/* FALSE ends the walk; it may remove @entry. */
typedef gboolean (*BookoutDirectoryFunc) (const BookoutDirectory *self,
                                          const struct dirent *entry,
                                          gpointer user_data);
/* Every name in it, in no order. */
gboolean bookout_directory_for_each (const BookoutDirectory *self,
                                     BookoutDirectoryFunc each,
                                     gpointer user_data,
                                     GError **error);

/* A regular file, not through a link; -1 with G_IO_ERROR_NOT_FOUND or FOLDER. */
int bookout_directory_open_file (const BookoutDirectory *self, const char *name, GError **error);
/* (transfer full): all of a file of at most @most bytes. */
GBytes *bookout_directory_read (const BookoutDirectory *self, const char *name, gsize most, GError **error);
/* A new file for reading and writing; -1 with errno (EEXIST if there is one). */
int bookout_directory_create_file (const BookoutDirectory *self, const char *name);
/* Renames without overwriting; 0 or an errno (EEXIST if there is one). */
int bookout_directory_rename_new (const BookoutDirectory *from,
                                  const char *name,
                                  const BookoutDirectory *to,
                                  const char *new_name);
/* Makes names that were added or changed last. */
gboolean bookout_directory_sync (const BookoutDirectory *self, GError **error);
/* Replaces @name as a whole, by way of @name.part. */
gboolean bookout_directory_replace (const BookoutDirectory *self,
                                    const char *name,
                                    GBytes *contents,
                                    GError **error);
/* All of @data; FALSE with errno. */
gboolean bookout_directory_write (int descriptor, const void *data, gsize length);
/* SHA-256 in hex (transfer full) of an open file from its start; NULL with errno. */
char *bookout_directory_hash (int descriptor, guint64 *size);
/* Bytes that a person may still write; 0 if it cannot be told. */
guint64 bookout_directory_get_free_space (const BookoutDirectory *self);

G_END_DECLS
