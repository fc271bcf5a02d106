/* cli-progress-words.h - how far a run is, in words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-run.h"

G_BEGIN_DECLS

/* Pure; everything returned is (transfer full) clean UTF-8 of one line. Times are monotonic microseconds. */

/* "611 of 1,820 · 14 failed · 2 held · 412/hour · about 2 h 10 min left" */
char *cli_progress_total (BookoutRunState state,
                          const BookoutQueueCounts *counts,
                          double rate,
                          gint64 remaining);
/* (nullable): what holds it, "Another session is active, next try in 4:12." */
char *cli_progress_hold (BookoutHold hold, gint64 until, const char *words, gint64 now);
char *cli_progress_tab (const BookoutTabSnapshot *snapshot, gint64 now);
/* "165548: The portal reported an error for this vehicle (500), 4 tries." */
char *cli_progress_failure (const char *reference, const char *reason, guint attempts);
/* Of those that count for this run: not the skipped ones. */
guint cli_progress_total_of (const BookoutQueueCounts *counts);
guint cli_progress_settled_of (const BookoutQueueCounts *counts);

G_END_DECLS
