/* bookout-conclusion.h - what a run leaves behind: signed out, reported, recorded
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-preparation.h"
#include "bookout-report.h"

G_BEGIN_DECLS

/**
 * BookoutConclusion:
 * @prepared: what the run rested on
 * @report: filled in but for its rows, seconds, sign_ins and signed_out
 * @is_prepared: whether the run got as far as its vehicles; else the folder's tables say more than it could
 * @state: for the ledger: "finished", "stopped" or "interrupted"
 * @began: monotonic microseconds when the run began
 *
 * Belongs to the thread that concludes.
 */
typedef struct
{
  BookoutPreparation *prepared;
  BookoutReport *report;
  gboolean is_prepared;
  const char *state;
  gint64 began;
} BookoutConclusion;

gboolean bookout_conclusion_write_report (BookoutPreparation *prepared,
                                          const BookoutReport *report,
                                          GError **error);
gboolean bookout_conclusion_run (BookoutConclusion *self, GError **error);

G_END_DECLS
