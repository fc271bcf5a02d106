/* bookout-rate-chart.h - vehicles a minute over the time of a run
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BOOKOUT_TYPE_RATE_CHART (bookout_rate_chart_get_type ())
G_DECLARE_FINAL_TYPE (BookoutRateChart, bookout_rate_chart, BOOKOUT, RATE_CHART, GtkWidget)

GtkWidget *bookout_rate_chart_new (void);

void bookout_rate_chart_clear (BookoutRateChart *self);
/* @settled: vehicles that have their result at @now (monotonic µs); never fewer than the time before, but for a retry. Cheap: may be
 * called as often as one likes. */
void bookout_rate_chart_add (BookoutRateChart *self, gint64 now, guint settled);

G_END_DECLS
