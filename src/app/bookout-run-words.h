/* bookout-run-words.h - how far a run is, in words for the screen
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-run.h"

G_BEGIN_DECLS

/* Pure functions of what the run says of itself. Everything returned is plain text, (transfer full) unless const. */

guint bookout_run_words_total (const BookoutQueueCounts *counts);   /* vehicles asked for */
guint bookout_run_words_settled (const BookoutQueueCounts *counts); /* those that have their result */

/* "Fetching Sheets", "Paused" … for the heading. */
const char *bookout_run_words_title (BookoutRunState state, BookoutHold hold);
/* "611 of 1,820 · 14 failed · about 2 h 10 min left · 412/hour" */
char *bookout_run_words_progress (BookoutRunState state,
                                  const BookoutQueueCounts *counts,
                                  double rate,
                                  gint64 remaining);
/* (nullable): why nothing moves, with a countdown where there is one. */
char *bookout_run_words_hold (BookoutHold hold, gint64 until, const char *words, gint64 now);
/* "184 sheets are in the folder. 14 vehicles failed, 2 are held for you." */
char *bookout_run_words_result (BookoutRunState state, const BookoutQueueCounts *counts);

/* What a tab does. */
char *bookout_run_words_step (const BookoutTabSnapshot *snapshot);
char *bookout_run_words_transfer (const BookoutTabSnapshot *snapshot);             /* "41 of 62 kB", or "" */
char *bookout_run_words_deadline (const BookoutTabSnapshot *snapshot, gint64 now); /* "4 of 180 s", or "" */

G_END_DECLS
