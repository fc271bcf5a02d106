/* bookout-stage-chart.h - how long the stages of a vehicle's way take, over the time of a run
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-statistics.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Main thread. A screen reader is told the newest figures in words. */
#define BOOKOUT_TYPE_STAGE_CHART (bookout_stage_chart_get_type ())
G_DECLARE_FINAL_TYPE (BookoutStageChart, bookout_stage_chart, BOOKOUT, STAGE_CHART, GtkWidget)

GtkWidget *bookout_stage_chart_new (void);
void bookout_stage_chart_clear (BookoutStageChart *self);
/* @medians: microseconds of each stage lately, -1 unknown; once a second is often enough */
void bookout_stage_chart_add (BookoutStageChart *self, gint64 now, const gint64 medians[BOOKOUT_N_STAGES]);

G_END_DECLS
