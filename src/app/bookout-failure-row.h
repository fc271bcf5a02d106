/* bookout-failure-row.h - a cause, or one vehicle that failed for it, in a list
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "bookout-failure-group.h"

G_BEGIN_DECLS

/* Recycled. Its buttons activate failed.retry-cause (s: code), failed.retry-vehicle (s: reference), failed.review (s: reference). */
#define BOOKOUT_TYPE_FAILURE_ROW (bookout_failure_row_get_type ())
G_DECLARE_FINAL_TYPE (BookoutFailureRow, bookout_failure_row, BOOKOUT, FAILURE_ROW, AdwBin)

GtkWidget *bookout_failure_row_new (void);

/* @item: (nullable): a BookoutFailureGroup or a BookoutVehicle */
void bookout_failure_row_set_item (BookoutFailureRow *self, gpointer item);

/* Without room for a button beside the words it stands below them. */
void bookout_failure_row_set_narrow (BookoutFailureRow *self, gboolean narrow);

G_END_DECLS
