/* bookout-run-folder.h - the folder that a run's sheets go to
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BookoutRunFolder:
 * @free: bytes that can still be written there; 0 if that is not known
 * @writable: whether it can be written to, or made
 * @dated: the name of the subfolder that a run would get today
 *
 * How a folder looked a moment ago.
 */
typedef struct
{
  guint64 free;
  gboolean writable;
  char *dated;
} BookoutRunFolder;

void bookout_run_folder_free (BookoutRunFolder *self);

char *bookout_run_folder_dup_default (void); /* "Bookouts" in the home folder */
/* "~/Bookouts" (transfer full), UTF-8 */
char *bookout_run_folder_display_name (const char *path);

/* Blocking, so not for the main thread: makes @base and "2026-11-23" in it, or "2026-11-23 (2)" … (transfer full) */
char *bookout_run_folder_make_dated (const char *base, GError **error);

void bookout_run_folder_look_async (const char *path,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
BookoutRunFolder *bookout_run_folder_look_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutRunFolder, bookout_run_folder_free)

G_END_DECLS
