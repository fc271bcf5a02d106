/* bookout-held-content.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"
#include "config.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "bookout-held-content.h"

/* The sheet reader is one of its own, so that a person's look never waits for, or kills, the one that the run uses. */

#define PICTURE_WIDTH 1000 /* pixels: a letter page that can be read on a dense screen too, 5 MB */

typedef struct
{
  char *folder;
  char *reference;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->folder);
  g_free (request->reference);
  g_free (request);
}

/**
 * bookout_held_content_free:
 * @self: (nullable) (transfer full): what there is to see
 */
void
bookout_held_content_free (BookoutHeldContent *self)
{
  if (self == NULL)
    return;

  bookout_held_sheet_free (self->sheet);
  bookout_sheet_picture_free (self->picture);
  bookout_sheet_text_free (self->text);
  g_free (self->path);
  g_free (self->trouble);
  g_free (self);
}

static void
read_sheet (BookoutHeldContent *self, BookoutFolder *folder, GCancellable *cancellable)
{
  g_autoptr (BookoutSheetReader) reader = bookout_sheet_reader_new (NULL);
  g_autoptr (GError) error = NULL;
  int descriptor = bookout_held_sheet_open (self->sheet, folder, &error);

  if (descriptor >= 0)
    {
      self->picture = bookout_sheet_reader_draw (reader, descriptor, PICTURE_WIDTH, 0, cancellable, &error);
      self->text = bookout_sheet_reader_read (reader, descriptor, 0, cancellable, NULL);
      close (descriptor);
    }
  if (error != NULL)
    self->trouble = g_strdup (error->message);
}

static BookoutHeldContent *
load (const Request *request, GCancellable *cancellable, GError **error)
{
  g_autoptr (BookoutFolder) folder = bookout_folder_open (request->folder, FALSE, error);
  g_autoptr (GPtrArray) sheets = folder != NULL ? bookout_held_sheet_list (folder, request->reference, error)
                                                : NULL;
  BookoutHeldContent *self;

  if (sheets == NULL)
    return NULL;
  if (sheets->len == 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   _ ("No sheet of %s is in run-data/held any more."), request->reference);
      return NULL;
    }

  self = g_new0 (BookoutHeldContent, 1);
  self->n_sheets = sheets->len;
  self->sheet = g_ptr_array_steal_index (sheets, 0);
  self->path = g_build_filename (request->folder, "run-data", "held", self->sheet->name, NULL);
  read_sheet (self, folder, cancellable);

  return self;
}

static gpointer
load_thread (gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  BookoutHeldContent *content = load (g_task_get_task_data (task), g_task_get_cancellable (task), &error);

  if (content != NULL)
    g_task_return_pointer (task, content, (GDestroyNotify) bookout_held_content_free);
  else
    g_task_return_error (task, error);

  return NULL;
}

/**
 * bookout_held_content_load_async:
 * @folder: of the run
 * @reference: of the vehicle
 * @cancellable: (nullable): ends it; its reader too
 * @callback: called when it is there
 * @user_data: for @callback
 *
 * Takes as long as a process needs to start, and 10 s at most for each of drawing and reading.
 */
void
bookout_held_content_load_async (const char *folder,
                                 const char *reference,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  request->folder = g_canonicalize_filename (folder, NULL);
  request->reference = g_strdup (reference);
  g_task_set_source_tag (task, bookout_held_content_load_async);
  g_task_set_task_data (task, request, request_free);
  g_thread_unref (g_thread_new ("held-content", load_thread, task));
}

/**
 * bookout_held_content_load_finish:
 * @result: given to the callback
 * @error: return location
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if nothing is held of that vehicle, #BookoutSheetError if the folder cannot be read,
 * %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (nullable): what there is to see
 */
BookoutHeldContent *
bookout_held_content_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
