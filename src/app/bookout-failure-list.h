/* bookout-failure-list.h - what failed or is held in a run at this moment, by cause
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-failure-group.h"
#include "bookout-run.h"

G_BEGIN_DECLS

/* GListModel of BookoutFailureGroup, in the order in which they first came up; a group without vehicles is taken out.
 * Properties n-failed, n-held (uint). Main thread. */
#define BOOKOUT_TYPE_FAILURE_LIST (bookout_failure_list_get_type ())
G_DECLARE_FINAL_TYPE (BookoutFailureList, bookout_failure_list, BOOKOUT, FAILURE_LIST, GObject)

BookoutFailureList *bookout_failure_list_new (void);

/* @run: (nullable) */
void bookout_failure_list_set_run (BookoutFailureList *self, BookoutRun *run);
guint bookout_failure_list_get_n_failed (BookoutFailureList *self);
guint bookout_failure_list_get_n_held (BookoutFailureList *self);
/* (nullable) (transfer none) */
BookoutFailureGroup *bookout_failure_list_find (BookoutFailureList *self, const char *code);
/* (transfer full) (element-type BookoutVehicle): of all groups. */
GPtrArray *bookout_failure_list_dup_vehicles (BookoutFailureList *self);

G_END_DECLS
