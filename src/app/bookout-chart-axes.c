/* bookout-chart-axes.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "bookout-chart-axes.h"
#include "bookout-span.h"

/* Words and lines take the text's colour, more or less faint, so that they follow the theme; in high contrast nothing is faint. Main thread. */

#define MARGIN 6 /* pixels between words and plot */
#define LINES  2 /* of the grid, without the base */

static GdkRGBA
text_color (const BookoutChartAxes *self, float alpha)
{
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (self->widget));
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (self->widget), &color);
  color.alpha *= adw_style_manager_get_high_contrast (style) ? sqrtf (alpha) : alpha;

  return color;
}

static void
measure_text (GtkWidget *widget, const char *text, int *width, int *height)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);

  pango_layout_get_pixel_size (layout, width, height);
}

/**
 * bookout_chart_axes_round_up:
 * @most: the largest value shown, above 0
 *
 * Returns: one of 1, 2, 4, 6 and 10 of the power of ten below @most, not less than it
 */
double
bookout_chart_axes_round_up (double most)
{
  static const double steps[] = { 1, 2, 4, 6, 10 };
  double unit = pow (10, floor (log10 (most)));

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (unit * steps[i] >= most)
      return unit * steps[i];

  return unit * 10;
}

/**
 * bookout_chart_axes_get_plot:
 * @self: axes
 *
 * Returns: where values are drawn, in the widget's pixels
 */
graphene_rect_t
bookout_chart_axes_get_plot (const BookoutChartAxes *self)
{
  int left = 0;
  int line = 0;

  for (guint i = 0; i <= LINES; i++)
    {
      g_autofree char *number = g_strdup_printf ("%g", self->most * i / LINES);
      int width;

      measure_text (self->widget, number, &width, &line);
      left = MAX (left, width);
    }
  left += MARGIN;

  return GRAPHENE_RECT_INIT (left, self->top + line / 2.0, gtk_widget_get_width (self->widget) - left,
                             gtk_widget_get_height (self->widget) - self->top - 1.5 * line - MARGIN);
}

/**
 * bookout_chart_axes_append_text:
 * @self: axes
 * @snapshot: what is drawn to
 * @text: plain text of one line
 * @x: pixels
 * @y: of its upper edge, pixels
 * @align: how much of its width is left of @x, 0 to 1
 *
 * Returns: its width in pixels
 */
int
bookout_chart_axes_append_text (const BookoutChartAxes *self,
                                GtkSnapshot *snapshot,
                                const char *text,
                                double x,
                                double y,
                                double align)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (self->widget, text);
  GdkRGBA color = text_color (self, 0.55f);
  int width;
  int height;

  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) (x - width * align), (float) y));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_restore (snapshot);

  return width;
}

static void
append_grid (const BookoutChartAxes *self, GtkSnapshot *snapshot, const graphene_rect_t *plot)
{
  GdkRGBA color = text_color (self, 0.15f);

  for (guint i = 0; i <= LINES; i++)
    {
      double y = plot->origin.y + plot->size.height * (1 - (double) i / LINES);
      g_autofree char *number = g_strdup_printf ("%g", self->most * i / LINES);
      int width;
      int height;

      measure_text (self->widget, number, &width, &height);
      gtk_snapshot_append_color (
          snapshot, &color, &GRAPHENE_RECT_INIT (plot->origin.x, floorf ((float) y), plot->size.width, 1));
      bookout_chart_axes_append_text (self, snapshot, number, plot->origin.x - MARGIN, y - height / 2.0, 1);
    }
}

static void
append_times (const BookoutChartAxes *self, GtkSnapshot *snapshot, const graphene_rect_t *plot)
{
  g_autofree char *span = bookout_span_to_string (self->span_us);
  /* Translators: the left end of a chart's time axis; %s is a span of time such as "12 min" */
  g_autofree char *start = g_strdup_printf (_ ("%s ago"), span);
  double y = plot->origin.y + plot->size.height + MARGIN;

  if (self->span_us <= 0)
    return;

  bookout_chart_axes_append_text (self, snapshot, start, plot->origin.x, y, 0);
  bookout_chart_axes_append_text (self, snapshot, _ ("now"), plot->origin.x + plot->size.width, y, 1);
}

/**
 * bookout_chart_axes_append:
 * @self: axes
 * @snapshot: what is drawn to
 *
 * Draws the grid with its numbers, and both ends of the time.
 */
void
bookout_chart_axes_append (const BookoutChartAxes *self, GtkSnapshot *snapshot)
{
  graphene_rect_t plot = bookout_chart_axes_get_plot (self);

  append_grid (self, snapshot, &plot);
  append_times (self, snapshot, &plot);
}
