/* bookout-statistics.h - how fast a run is, where its time goes, and when it will end
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  BOOKOUT_STAGE_GATE,   /* waiting for the gate */
  BOOKOUT_STAGE_SEARCH, /* part "search" */
  BOOKOUT_STAGE_OPEN,   /* part "open" */
  BOOKOUT_STAGE_SHEET,  /* part "sheet", transfer included */
  BOOKOUT_STAGE_CHECK,  /* whole? and the sheet reader */
  BOOKOUT_STAGE_STORE,  /* fsync, ledger, rename */
  BOOKOUT_N_STAGES
} BookoutStage;

const char *bookout_stage_to_string (BookoutStage stage);

/* Fixed size whatever the run's length; not locked: the caller does. Times are monotonic microseconds. Time
 * spent paused, held or offline (suspend() to resume()) counts for neither rate nor ETA. */
typedef struct _BookoutStatistics BookoutStatistics;

BookoutStatistics *bookout_statistics_new (void);
void bookout_statistics_free (BookoutStatistics *self);

void bookout_statistics_begin (BookoutStatistics *self, gint64 now);
void bookout_statistics_suspend (BookoutStatistics *self, gint64 now);
void bookout_statistics_resume (BookoutStatistics *self, gint64 now);
void bookout_statistics_stage (BookoutStatistics *self, BookoutStage stage, gint64 duration_us);
void bookout_statistics_finish_vehicle (BookoutStatistics *self, gint64 now, guint64 bytes);

double bookout_statistics_get_rate (BookoutStatistics *self, gint64 now);
double bookout_statistics_get_mean_rate (BookoutStatistics *self);
gint64 bookout_statistics_get_remaining (BookoutStatistics *self, gint64 now, guint left);
gint64 bookout_statistics_get_percentile (BookoutStatistics *self, BookoutStage stage, double fraction);
gint64 bookout_statistics_get_recent_median (BookoutStatistics *self, BookoutStage stage);
guint64 bookout_statistics_get_bytes (BookoutStatistics *self);
GArray *bookout_statistics_dup_minutes (BookoutStatistics *self, gint64 now);
JsonNode *bookout_statistics_to_json (BookoutStatistics *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutStatistics, bookout_statistics_free)

G_END_DECLS
