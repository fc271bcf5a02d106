/* bookout-past-run-row.h - one past run: what came of it, where it is, and a check of its sheets
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "bookout-ledger.h"

G_BEGIN_DECLS

/* Its buttons activate win.open-folder (s), win.continue-run (s) and past-run.audit, past-run.stop-audit. */
#define BOOKOUT_TYPE_PAST_RUN_ROW (bookout_past_run_row_get_type ())
G_DECLARE_FINAL_TYPE (BookoutPastRunRow, bookout_past_run_row, BOOKOUT, PAST_RUN_ROW, AdwExpanderRow)

/* @ledger_path: (nullable): another ledger than the user's own */
GtkWidget *bookout_past_run_row_new (const char *ledger_path);

/* @run: copied; @under_way: it is the one that this program runs now */
void bookout_past_run_row_set_run (BookoutPastRunRow *self, const BookoutLedgerRun *run, gboolean under_way);
gint64 bookout_past_run_row_get_id (BookoutPastRunRow *self);

G_END_DECLS
