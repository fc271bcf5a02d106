/* bookout-rate-chart.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "bookout-chart-axes.h"
#include "bookout-rate-chart.h"

/* The time of a run is cut into slots of equal length, and each keeps how many vehicles settled in it. When there are too many slots two
 * become one, so that a night costs as little as a minute. */

#define SLOTS_MOST    240
#define FIRST_SLOT_US G_USEC_PER_SEC
#define HEIGHT        140
#define WIDTH         200

struct _BookoutRateChart
{
  GtkWidget parent_instance;

  guint16 slots[SLOTS_MOST]; /* vehicles; the last one is still open */
  guint n_slots;
  gint64 slot_us;
  gint64 began;  /* monotonic µs of the first slot, 0 without one */
  guint settled; /* as last added */
};

G_DEFINE_FINAL_TYPE (BookoutRateChart, bookout_rate_chart, GTK_TYPE_WIDGET)

static guint
sum_of (BookoutRateChart *self, guint slot)
{
  return slot < self->n_slots ? self->slots[slot] : 0;
}

static void
halve (BookoutRateChart *self)
{
  for (guint i = 0; i < SLOTS_MOST / 2; i++)
    self->slots[i] = MIN (sum_of (self, 2 * i) + sum_of (self, 2 * i + 1), G_MAXUINT16);
  self->n_slots = (self->n_slots + 1) / 2;
  self->slot_us *= 2;
}

/* Vehicles a minute around a slot: with its neighbours, as vehicles come in lumps. Only slots that are over count. */
static double
rate_at (BookoutRateChart *self, guint slot)
{
  guint first = slot > 0 ? slot - 1 : 0;
  guint last = MIN (slot + 1, self->n_slots - 2);
  guint sum = 0;

  for (guint i = first; i <= last; i++)
    sum += self->slots[i];

  return sum * 60.0 * G_USEC_PER_SEC / ((double) self->slot_us * (last - first + 1));
}

static guint
n_over (BookoutRateChart *self)
{
  return self->n_slots > 0 ? self->n_slots - 1 : 0;
}

static double
scale_of (BookoutRateChart *self)
{
  double most = 2;

  for (guint i = 0; i < n_over (self); i++)
    most = MAX (most, rate_at (self, i));

  return bookout_chart_axes_round_up (most);
}

static void
describe (BookoutRateChart *self)
{
  g_autofree char *words = NULL;

  if (n_over (self) == 0)
    words = g_strdup (_ ("Vehicles a minute: nothing yet"));
  else
    words = g_strdup_printf (_ ("Vehicles a minute: %d now"),
                             (int) lround (rate_at (self, n_over (self) - 1)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

/**
 * bookout_rate_chart_clear:
 * @self: the chart
 *
 * For another run.
 */
void
bookout_rate_chart_clear (BookoutRateChart *self)
{
  g_return_if_fail (BOOKOUT_IS_RATE_CHART (self));

  self->n_slots = 0;
  self->slot_us = FIRST_SLOT_US;
  self->began = 0;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
open_slots (BookoutRateChart *self, gint64 now)
{
  while ((now - self->began) / self->slot_us >= SLOTS_MOST)
    halve (self);
  while (self->n_slots <= (now - self->began) / self->slot_us)
    self->slots[self->n_slots++] = 0;
}

/**
 * bookout_rate_chart_add:
 * @self: the chart
 * @now: monotonic microseconds
 * @settled: vehicles that have their result
 */
void
bookout_rate_chart_add (BookoutRateChart *self, gint64 now, guint settled)
{
  guint before = self->n_slots;
  guint new_ones;

  g_return_if_fail (BOOKOUT_IS_RATE_CHART (self));

  if (self->began == 0)
    {
      self->began = now;
      self->settled = settled;
    }

  open_slots (self, now);
  new_ones = settled > self->settled ? settled - self->settled : 0;
  self->slots[self->n_slots - 1] = MIN (self->slots[self->n_slots - 1] + new_ones, G_MAXUINT16);
  self->settled = settled;

  if (self->n_slots != before)
    {
      describe (self);
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }
}

static void
trace (BookoutRateChart *self, cairo_t *cr, const graphene_rect_t *plot, double scale)
{
  guint n = n_over (self);

  for (guint i = 0; i < n; i++)
    cairo_line_to (cr, plot->origin.x + plot->size.width * i / (n - 1),
                   plot->origin.y + plot->size.height * (1 - rate_at (self, i) / scale));
}

static void
append_curve (BookoutRateChart *self, GtkSnapshot *snapshot, const graphene_rect_t *plot, double scale)
{
  cairo_t *cr;
  GdkRGBA color;

  if (n_over (self) < 2 || !gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)),
                                                            "accent_color", &color))
    return;

  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (plot->origin.x - 2, plot->origin.y - 2,
                                                       plot->size.width + 4, plot->size.height + 4));
  trace (self, cr, plot, scale);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, 2);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke_preserve (cr);
  cairo_line_to (cr, plot->origin.x + plot->size.width, plot->origin.y + plot->size.height);
  cairo_line_to (cr, plot->origin.x, plot->origin.y + plot->size.height);
  cairo_close_path (cr);
  color.alpha *= 0.15;
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_fill (cr);
  cairo_destroy (cr);
}

static void
bookout_rate_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BookoutRateChart *self = BOOKOUT_RATE_CHART (widget);
  const BookoutChartAxes axes = {
    .widget = widget,
    .most = scale_of (self),
    .span_us = n_over (self) > 1 ? n_over (self) * self->slot_us : 0,
  };
  graphene_rect_t plot = bookout_chart_axes_get_plot (&axes);

  bookout_chart_axes_append (&axes, snapshot);
  append_curve (self, snapshot, &plot, axes.most);
}

static void
bookout_rate_chart_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
bookout_rate_chart_class_init (BookoutRateChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = bookout_rate_chart_snapshot;
  widget_class->measure = bookout_rate_chart_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "chart");
}

static void
bookout_rate_chart_init (BookoutRateChart *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self), "numeric");
  bookout_rate_chart_clear (self);
}

/**
 * bookout_rate_chart_new:
 *
 * Returns: (transfer floating): an empty chart
 */
GtkWidget *
bookout_rate_chart_new (void)
{
  return g_object_new (BOOKOUT_TYPE_RATE_CHART, NULL);
}
