/* bookout-references-row.h - a person's own list of vehicles: typed, pasted, dropped or opened
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Property n-references (uint): how many the list names; 0 also while it cannot be read. */
#define BOOKOUT_TYPE_REFERENCES_ROW (bookout_references_row_get_type ())
G_DECLARE_FINAL_TYPE (BookoutReferencesRow,
                      bookout_references_row,
                      BOOKOUT,
                      REFERENCES_ROW,
                      AdwPreferencesRow)

char *bookout_references_row_dup_text (BookoutReferencesRow *self);
guint bookout_references_row_get_n_references (BookoutReferencesRow *self);
/* Header of the column to take from a table (nullable). */
void bookout_references_row_set_column (BookoutReferencesRow *self, const char *column);
void bookout_references_row_open (BookoutReferencesRow *self, GFile *file);

G_END_DECLS
