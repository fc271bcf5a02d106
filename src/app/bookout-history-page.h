/* bookout-history-page.h - past runs: what came of them, go on, check what is on disk
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "bookout-run.h"

G_BEGIN_DECLS

/* Reads the ledger when it is shown and when the run's state changes. Its rows activate win.open-folder (s) and win.continue-run (s). */
#define BOOKOUT_TYPE_HISTORY_PAGE (bookout_history_page_get_type ())
G_DECLARE_FINAL_TYPE (BookoutHistoryPage, bookout_history_page, BOOKOUT, HISTORY_PAGE, AdwBin)

GtkWidget *bookout_history_page_new (void);

/* @run: (nullable): the one under way, which is not offered to be gone on with */
void bookout_history_page_set_run (BookoutHistoryPage *self, BookoutRun *run);

/* Another ledger than the user's own, for tests; (nullable). */
void bookout_history_page_set_ledger_path (BookoutHistoryPage *self, const char *path);
/* Reads the ledger again. */
void bookout_history_page_reload (BookoutHistoryPage *self);

G_END_DECLS
