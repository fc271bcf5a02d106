/* bookout-chart-axes.h - what charts of a run over time have in common: the plot's place, its grid and its words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * BookoutChartAxes:
 * @widget: the chart that is drawn
 * @top: pixels above the plot that the chart keeps for itself
 * @most: value at the upper end; see bookout_chart_axes_round_up()
 * @span_us: time from the left end to the right, microseconds; 0 for none yet
 *
 * A value, good for one drawing.
 */
typedef struct
{
  GtkWidget *widget;
  double top;
  double most;
  gint64 span_us;
} BookoutChartAxes;

double bookout_chart_axes_round_up (
    double most); /* a round number, so that the scale stays the same for long */
graphene_rect_t bookout_chart_axes_get_plot (const BookoutChartAxes *self);
void bookout_chart_axes_append (const BookoutChartAxes *self, GtkSnapshot *snapshot);
/* @align: 0 has @text begin at @x, 1 end there. Returns: its width in pixels. */
int bookout_chart_axes_append_text (const BookoutChartAxes *self,
                                    GtkSnapshot *snapshot,
                                    const char *text,
                                    double x,
                                    double y,
                                    double align);

G_END_DECLS
