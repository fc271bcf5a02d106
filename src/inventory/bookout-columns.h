/* bookout-columns.h - the header of a table, shared by all of its rows
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Immutable and reference counted (atomically): 5,000 vehicles share one. */
#define BOOKOUT_TYPE_COLUMNS (bookout_columns_get_type ())
typedef struct _BookoutColumns BookoutColumns;
GType bookout_columns_get_type (void);

BookoutColumns *bookout_columns_new (const char *const *names, guint n_names);
BookoutColumns *bookout_columns_ref (BookoutColumns *self);
void bookout_columns_unref (BookoutColumns *self);

guint bookout_columns_get_length (BookoutColumns *self);
const char *bookout_columns_get_name (BookoutColumns *self, guint index);
/* By exact name, else ignoring case, outer white space and a BOM; the first of several. */
gboolean bookout_columns_find (BookoutColumns *self, const char *name, guint *index);
/* "VIN, Year, Make …" for a message: at most @most names. */
char *bookout_columns_dup_listing (BookoutColumns *self, guint most);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutColumns, bookout_columns_unref)

G_END_DECLS
