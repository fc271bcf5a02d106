/* bookout-failure-group.h - the vehicles of a run that failed for one and the same cause
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "bookout-vehicle.h"

G_BEGIN_DECLS

/* Property n-vehicles (uint). Main thread. */
#define BOOKOUT_TYPE_FAILURE_GROUP (bookout_failure_group_get_type ())
G_DECLARE_FINAL_TYPE (BookoutFailureGroup, bookout_failure_group, BOOKOUT, FAILURE_GROUP, GObject)

BookoutFailureGroup *bookout_failure_group_new (const char *code);

const char *bookout_failure_group_get_code (BookoutFailureGroup *self);
const char *bookout_failure_group_get_title (BookoutFailureGroup *self);  /* in words */
const char *bookout_failure_group_get_advice (BookoutFailureGroup *self); /* what a person can do */
GListModel *bookout_failure_group_get_vehicles (BookoutFailureGroup *self);
guint bookout_failure_group_get_n_vehicles (BookoutFailureGroup *self);

void bookout_failure_group_add (BookoutFailureGroup *self, BookoutVehicle *vehicle);
void bookout_failure_group_remove (BookoutFailureGroup *self, BookoutVehicle *vehicle);

G_END_DECLS
