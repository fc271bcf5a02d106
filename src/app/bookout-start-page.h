/* bookout-start-page.h - which portal, whose account, where to, which vehicles
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-run.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Actions: start.start, start.continue, start.dismiss-problem.
 * Signals: run-ready (BookoutRun): a run that waits to be executed; problem: a run could not be made, and the page says why. */
#define BOOKOUT_TYPE_START_PAGE (bookout_start_page_get_type ())
G_DECLARE_FINAL_TYPE (BookoutStartPage, bookout_start_page, BOOKOUT, START_PAGE, AdwBin)

GtkWidget *bookout_start_page_new (void);

/* @run: (nullable): while it is under way no other can be started. */
void bookout_start_page_set_run (BookoutStartPage *self, BookoutRun *run);
/* Goes on with the run of @folder, as soon as there is a password for it. */
void bookout_start_page_continue (BookoutStartPage *self,
                                  const char *folder,
                                  gboolean retry_failed,
                                  const char *const *retried);
/* Why the last run did not come about: plain text; NULL takes it away. @ask_password puts the cursor there. */
void bookout_start_page_show_problem (BookoutStartPage *self, const char *text, gboolean ask_password);

G_END_DECLS
