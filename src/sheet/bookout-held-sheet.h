/* bookout-held-sheet.h - sheets that were held back, and why, as run-data/held/ has them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-folder.h"

G_BEGIN_DECLS

/**
 * BookoutHeldSheet:
 * @name: of the file in run-data/held/, "165548 (2).pdf"; it may be missing if no bytes came
 * @reference: of the vehicle it was fetched for
 * @code: short word of the failure
 * @reason: the failure in a sentence
 * @time: when it was held, Unix seconds
 * @size: bytes
 */
typedef struct
{
  char *name;
  char *reference;
  char *code;
  char *reason;
  gint64 time;
  guint64 size;
} BookoutHeldSheet;

void bookout_held_sheet_free (BookoutHeldSheet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutHeldSheet, bookout_held_sheet_free)

/* (transfer full) (element-type BookoutHeldSheet): those of one vehicle, the newest first. Blocks. */
GPtrArray *bookout_held_sheet_list (BookoutFolder *folder, const char *reference, GError **error);
/* Open for reading; the caller closes it; -1 on error. */
int bookout_held_sheet_open (const BookoutHeldSheet *self, BookoutFolder *folder, GError **error);

G_END_DECLS
