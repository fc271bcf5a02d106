/* bookout-held-content.h - what there is to see of a held sheet, read in a thread
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "bookout-held-sheet.h"
#include "bookout-sheet-reader.h"

G_BEGIN_DECLS

/**
 * BookoutHeldContent:
 * @sheet: the newest one that was held of the vehicle
 * @path: of its file
 * @n_sheets: how many were held of it
 * @picture: (nullable): its first page
 * @text: (nullable): what it says
 * @trouble: (nullable): why there is no picture, a sentence
 */
typedef struct
{
  BookoutHeldSheet *sheet;
  char *path;
  guint n_sheets;
  BookoutSheetPicture *picture;
  BookoutSheetText *text;
  char *trouble;
} BookoutHeldContent;

void bookout_held_content_free (BookoutHeldContent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutHeldContent, bookout_held_content_free)

/* @folder: of the run; the PDF is opened by the sheet reader only. */
void bookout_held_content_load_async (const char *folder,
                                      const char *reference,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
/* (transfer full): G_IO_ERROR_NOT_FOUND if nothing is held of that vehicle */
BookoutHeldContent *bookout_held_content_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS
