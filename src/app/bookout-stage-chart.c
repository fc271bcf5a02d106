/* bookout-stage-chart.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "bookout-chart-axes.h"
#include "bookout-stage-chart.h"

/* The time of a run is cut into slots, each with the last figures that came in it; when there are too many slots two become one, so that a
 * night costs as little as a minute.
 *
 * Lines differ in the shape of their marks and in their dashes, and only then in colour. With high contrast all have the text's colour. */

#define SLOTS_MOST    240
#define FIRST_SLOT_US G_USEC_PER_SEC
#define WIDTH         200
#define HEIGHT        140 /* pixels, without the legend */
#define GAP           12  /* pixels between the legend's entries */
#define MARK          4   /* pixels from a mark's middle to its edge */
#define MARKS         6   /* on a line, about */

typedef enum
{
  MARK_CIRCLE,
  MARK_SQUARE,
  MARK_TRIANGLE,
  MARK_DIAMOND,
} Mark;

/* Waiting for the gate says more of the number of tabs than of the portal, and storing is over before one could see it. */
static const struct
{
  BookoutStage stage;
  const char *words;
  const char *light;
  const char *dark;
  double dash; /* pixels, 0 for none */
} shown[] = {
  [MARK_CIRCLE] = { BOOKOUT_STAGE_SEARCH, NC_ ("stage of a vehicle", "Search"), "#1a5fb4", "#99c1f1", 0 },
  [MARK_SQUARE] = { BOOKOUT_STAGE_OPEN, NC_ ("stage of a vehicle", "Open"), "#813d9c", "#dc8add", 8 },
  [MARK_TRIANGLE] = { BOOKOUT_STAGE_SHEET, NC_ ("stage of a vehicle", "Sheet"), "#c64600", "#ffbe6f", 4 },
  [MARK_DIAMOND] = { BOOKOUT_STAGE_CHECK, NC_ ("stage of a vehicle", "Check"), "#1f7a4a", "#8ff0a4", 2 },
};

#define N_SHOWN G_N_ELEMENTS (shown)

struct _BookoutStageChart
{
  GtkWidget parent_instance;

  gint64 slots[SLOTS_MOST][N_SHOWN]; /* microseconds, -1 unknown */
  guint n_slots;
  gint64 slot_us;
  gint64 began; /* monotonic µs of the first slot, 0 without one */
};

G_DEFINE_FINAL_TYPE (BookoutStageChart, bookout_stage_chart, GTK_TYPE_WIDGET)

static gint64
newest (BookoutStageChart *self, guint line)
{
  return self->n_slots > 0 ? self->slots[self->n_slots - 1][line] : -1;
}

/* "0.31 s" */
static char *
dup_seconds (gint64 us)
{
  double seconds = (double) us / G_USEC_PER_SEC;

  if (us < 0)
    return g_strdup ("–");
  /* Translators: seconds, with the unit */
  return g_strdup_printf (seconds < 1 ? _ ("%.2f s") : _ ("%.1f s"), seconds);
}

static char *
dup_entry (BookoutStageChart *self, guint line)
{
  g_autofree char *seconds = dup_seconds (newest (self, line));

  return g_strdup_printf ("%s %s", g_dpgettext2 (NULL, "stage of a vehicle", shown[line].words), seconds);
}

static void
describe (BookoutStageChart *self)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < N_SHOWN; i++)
    if (newest (self, i) >= 0)
      {
        g_autofree char *entry = dup_entry (self, i);

        g_string_append_printf (words, "%s%s", words->len > 0 ? ", " : "", entry);
      }
  g_string_prepend (words, words->len > 0 ? _ ("Time of each stage lately: ")
                                          : _ ("Time of each stage: nothing yet"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words->str, -1);
}

/**
 * bookout_stage_chart_clear:
 * @self: the chart
 *
 * For another run.
 */
void
bookout_stage_chart_clear (BookoutStageChart *self)
{
  g_return_if_fail (BOOKOUT_IS_STAGE_CHART (self));

  self->n_slots = 0;
  self->slot_us = FIRST_SLOT_US;
  self->began = 0;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gint64
mean (gint64 a, gint64 b)
{
  if (a < 0 || b < 0)
    return MAX (a, b);

  return (a + b) / 2;
}

static void
halve (BookoutStageChart *self)
{
  for (guint i = 0; i < (self->n_slots + 1) / 2; i++)
    for (guint line = 0; line < N_SHOWN; line++)
      self->slots[i][line] = mean (self->slots[2 * i][line],
                                   2 * i + 1 < self->n_slots ? self->slots[2 * i + 1][line] : -1);
  self->n_slots = (self->n_slots + 1) / 2;
  self->slot_us *= 2;
}

/* A time without figures, while the run stood still, stays a gap. */
static void
open_slots (BookoutStageChart *self, gint64 now)
{
  while ((now - self->began) / self->slot_us >= SLOTS_MOST)
    halve (self);
  for (; self->n_slots <= (now - self->began) / self->slot_us; self->n_slots++)
    for (guint line = 0; line < N_SHOWN; line++)
      self->slots[self->n_slots][line] = -1;
}

/**
 * bookout_stage_chart_add:
 * @self: the chart
 * @now: monotonic microseconds, not before the last ones
 * @medians: (array fixed-size=6): microseconds that each stage took lately, -1 for unknown
 */
void
bookout_stage_chart_add (BookoutStageChart *self, gint64 now, const gint64 medians[BOOKOUT_N_STAGES])
{
  g_return_if_fail (BOOKOUT_IS_STAGE_CHART (self));

  if (self->began == 0)
    self->began = now;

  open_slots (self, now);
  for (guint line = 0; line < N_SHOWN; line++)
    self->slots[self->n_slots - 1][line] = medians[shown[line].stage];
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Seconds. */
static double
scale_of (BookoutStageChart *self)
{
  gint64 most = 0;

  for (guint i = 0; i < self->n_slots; i++)
    for (guint line = 0; line < N_SHOWN; line++)
      most = MAX (most, self->slots[i][line]);

  return bookout_chart_axes_round_up (MAX ((double) most / G_USEC_PER_SEC, 0.1));
}

static GdkRGBA
color_of (BookoutStageChart *self, guint line)
{
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));
  GdkRGBA color;

  if (adw_style_manager_get_high_contrast (style))
    gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &color);
  else
    gdk_rgba_parse (&color, adw_style_manager_get_dark (style) ? shown[line].dark : shown[line].light);

  return color;
}

static void
trace_mark (cairo_t *cr, Mark mark, double x, double y)
{
  cairo_new_path (cr);
  switch (mark)
    {
    case MARK_CIRCLE:
      cairo_arc (cr, x, y, MARK, 0, 2 * G_PI);
      break;
    case MARK_SQUARE:
      cairo_rectangle (cr, x - MARK + 0.5, y - MARK + 0.5, 2 * MARK - 1, 2 * MARK - 1);
      break;
    case MARK_TRIANGLE:
      cairo_move_to (cr, x, y - MARK);
      cairo_line_to (cr, x + MARK, y + MARK);
      cairo_line_to (cr, x - MARK, y + MARK);
      break;
    case MARK_DIAMOND:
    default:
      cairo_move_to (cr, x, y - MARK - 1);
      cairo_line_to (cr, x + MARK + 1, y);
      cairo_line_to (cr, x, y + MARK + 1);
      cairo_line_to (cr, x - MARK - 1, y);
      break;
    }
  cairo_close_path (cr);
  cairo_fill (cr);
}

static graphene_point_t
point_at (BookoutStageChart *self, const graphene_rect_t *plot, double most, guint slot, guint line)
{
  double seconds = (double) self->slots[slot][line] / G_USEC_PER_SEC;
  double along = self->n_slots > 1 ? (double) slot / (self->n_slots - 1) : 1;

  return GRAPHENE_POINT_INIT ((float) (plot->origin.x + plot->size.width * along),
                              (float) (plot->origin.y + plot->size.height * (1 - seconds / most)));
}

static void
stroke_line (BookoutStageChart *self, cairo_t *cr, const graphene_rect_t *plot, double most, guint line)
{
  cairo_new_path (cr);
  for (guint i = 0; i < self->n_slots; i++)
    {
      graphene_point_t point = point_at (self, plot, most, i, line);

      if (self->slots[i][line] < 0)
        cairo_new_sub_path (cr);
      else
        cairo_line_to (cr, point.x, point.y);
    }
  cairo_set_dash (cr, &shown[line].dash, shown[line].dash > 0 ? 1 : 0, 0);
  cairo_stroke (cr);
}

/* Each line's marks stand beside the other lines', so that none hides another where lines run together. */
static void
fill_marks (BookoutStageChart *self, cairo_t *cr, const graphene_rect_t *plot, double most, guint line)
{
  guint step = MAX (self->n_slots / MARKS, N_SHOWN);

  for (guint i = step * (line + 1) / (N_SHOWN + 1); i < self->n_slots; i += step)
    if (self->slots[i][line] >= 0)
      {
        graphene_point_t point = point_at (self, plot, most, i, line);

        trace_mark (cr, line, point.x, point.y);
      }
}

static void
append_lines (BookoutStageChart *self, GtkSnapshot *snapshot, const graphene_rect_t *plot, double most)
{
  graphene_rect_t around = *plot;
  cairo_t *cr;

  graphene_rect_inset (&around, -MARK - 2, -MARK - 2);
  cr = gtk_snapshot_append_cairo (snapshot, &around);
  cairo_set_line_width (cr, 2);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint line = 0; line < N_SHOWN; line++)
    {
      GdkRGBA color = color_of (self, line);

      gdk_cairo_set_source_rgba (cr, &color);
      stroke_line (self, cr, plot, most, line);
      fill_marks (self, cr, plot, most, line);
    }
  cairo_destroy (cr);
}

/* The legend */

/* Wide enough for each entry, and for figures that are longer later. */
static void
measure_entry (BookoutStageChart *self, int *width, int *height)
{
  *width = 0;
  for (guint i = 0; i < N_SHOWN; i++)
    {
      g_autofree char *words = g_strdup_printf ("%s 00.00 s",
                                                g_dpgettext2 (NULL, "stage of a vehicle", shown[i].words));
      g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), words);
      int w;

      pango_layout_get_pixel_size (layout, &w, height);
      *width = MAX (*width, w + 4 * MARK + GAP);
    }
}

static int
legend_columns (BookoutStageChart *self, int width)
{
  int entry;
  int line;

  measure_entry (self, &entry, &line);
  return width < 0 || width >= (int) N_SHOWN * entry ? (int) N_SHOWN : 2;
}

static int
legend_height (BookoutStageChart *self, int width)
{
  int columns = legend_columns (self, width);
  int entry;
  int line;

  measure_entry (self, &entry, &line);
  return ((int) N_SHOWN + columns - 1) / columns * (line + 3) + MARK;
}

static void
append_legend (BookoutStageChart *self, GtkSnapshot *snapshot, const BookoutChartAxes *axes)
{
  int columns = legend_columns (self, gtk_widget_get_width (axes->widget));
  int entry;
  int line;

  measure_entry (self, &entry, &line);
  for (guint i = 0; i < N_SHOWN; i++)
    {
      double x = (double) entry * (i % columns);
      double y = (double) (line + 3) * (i / columns);
      g_autofree char *words = dup_entry (self, i);
      GdkRGBA color = color_of (self, i);
      cairo_t *cr = gtk_snapshot_append_cairo (
          snapshot, &GRAPHENE_RECT_INIT ((float) x, (float) y, 4 * MARK, (float) line));

      gdk_cairo_set_source_rgba (cr, &color);
      trace_mark (cr, i, x + 2 * MARK, y + line / 2.0);
      cairo_destroy (cr);
      bookout_chart_axes_append_text (axes, snapshot, words, x + 4 * MARK, y, 0);
    }
}

static void
bookout_stage_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BookoutStageChart *self = BOOKOUT_STAGE_CHART (widget);
  const BookoutChartAxes axes = {
    .widget = widget,
    .top = legend_height (self, gtk_widget_get_width (widget)),
    .most = scale_of (self),
    .span_us = self->n_slots > 1 ? self->n_slots * self->slot_us : 0,
  };
  graphene_rect_t plot = bookout_chart_axes_get_plot (&axes);

  append_legend (self, snapshot, &axes);
  bookout_chart_axes_append (&axes, snapshot);
  append_lines (self, snapshot, &plot, axes.most);
}

static GtkSizeRequestMode
bookout_stage_chart_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
bookout_stage_chart_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = WIDTH;
  else
    *minimum = *natural = HEIGHT + legend_height (BOOKOUT_STAGE_CHART (widget), for_size);
}

static void
bookout_stage_chart_class_init (BookoutStageChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = bookout_stage_chart_snapshot;
  widget_class->measure = bookout_stage_chart_measure;
  widget_class->get_request_mode = bookout_stage_chart_get_request_mode;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "chart");
}

static void
bookout_stage_chart_init (BookoutStageChart *self)
{
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));

  gtk_widget_add_css_class (GTK_WIDGET (self), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self), "numeric");
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
  bookout_stage_chart_clear (self);
}

/**
 * bookout_stage_chart_new:
 *
 * Returns: (transfer floating): an empty chart
 */
GtkWidget *
bookout_stage_chart_new (void)
{
  return g_object_new (BOOKOUT_TYPE_STAGE_CHART, NULL);
}
