/* bookout-run-page.h - a run as it happens
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-run.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define BOOKOUT_TYPE_RUN_PAGE (bookout_run_page_get_type ())
G_DECLARE_FINAL_TYPE (BookoutRunPage, bookout_run_page, BOOKOUT, RUN_PAGE, AdwBin)

GtkWidget *bookout_run_page_new (void);

/* @run: (nullable): NULL shows the empty page */
void bookout_run_page_set_run (BookoutRunPage *self, BookoutRun *run);
/* Why the run failed, plain text. */
void bookout_run_page_show_error (BookoutRunPage *self, const char *text);

G_END_DECLS
