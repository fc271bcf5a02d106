/* bookout-failed-page.h - what failed or is held, grouped by cause, and what to do about it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "bookout-run.h"

G_BEGIN_DECLS

/* Property n-items (uint): how many vehicles it lists, for a badge.
 * Actions: failed.retry-all, .retry-selected, .retry-cause (s), .retry-vehicle (s), .review (s), .export, .copy.
 */
#define BOOKOUT_TYPE_FAILED_PAGE (bookout_failed_page_get_type ())
G_DECLARE_FINAL_TYPE (BookoutFailedPage, bookout_failed_page, BOOKOUT, FAILED_PAGE, AdwBin)

GtkWidget *bookout_failed_page_new (void);

/* @run: (nullable): NULL shows the empty page */
void bookout_failed_page_set_run (BookoutFailedPage *self, BookoutRun *run);

/* Vehicles listed. */
guint bookout_failed_page_get_n_items (BookoutFailedPage *self);

G_END_DECLS
