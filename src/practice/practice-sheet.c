/* practice-sheet.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-practice"
#include "config.h"

#include <cairo-pdf.h>
#include <cairo.h>
#include <math.h>

#include "practice-chance.h"
#include "practice-sheet.h"

/* Draws the sheet of a vehicle: a letter page with lines of real text, a table of values, a chart and a picture. Most
 * of its 40 to 70 KB are the typefaces, as in real ones. Main thread only. */

#define PAGE_WIDTH     612.0 /* points; US letter */
#define PAGE_HEIGHT    792.0
#define MARGIN         50.0
#define SHEETS_KEPT    64 /* about 4 MB */
#define PICTURE_WIDTH  96
#define PICTURE_HEIGHT 64
#define CHART_MONTHS   24

typedef enum
{
  FACE_TEXT,
  FACE_BOLD,
  FACE_SMALL_PRINT,
  FACE_FIXED,
  N_FACES
} Face;

struct _PracticeSheets
{
  PracticeInventory *inventory;      /* borrowed */
  cairo_font_face_t *faces[N_FACES]; /* owned; looking a typeface up costs more than drawing with it */
  GHashTable *kept;                  /* guint64, owned → GBytes, owned */
  GQueue order;                      /* the keys of @kept, borrowed, oldest first */
  GDate day;                         /* of the sheets in @kept */
};

/* One sheet while it is drawn. */
typedef struct
{
  PracticeSheets *sheets; /* borrowed */
  cairo_t *cr;            /* borrowed */
  const PracticeVehicle *vehicle;
  guint index;
  PracticeSheetKind kind;
  guint64 chance;
} Drawing;

/**
 * practice_sheets_new:
 * @inventory: the vehicles; outlives the sheets
 *
 * Returns: (transfer full): nothing drawn yet
 */
PracticeSheets *
practice_sheets_new (PracticeInventory *inventory)
{
  PracticeSheets *self = g_new0 (PracticeSheets, 1);

  self->inventory = inventory;
  self->faces[FACE_TEXT] = cairo_toy_font_face_create ("Sans", CAIRO_FONT_SLANT_NORMAL,
                                                       CAIRO_FONT_WEIGHT_NORMAL);
  self->faces[FACE_BOLD] = cairo_toy_font_face_create ("Sans", CAIRO_FONT_SLANT_NORMAL,
                                                       CAIRO_FONT_WEIGHT_BOLD);
  self->faces[FACE_SMALL_PRINT] = cairo_toy_font_face_create ("Serif", CAIRO_FONT_SLANT_NORMAL,
                                                              CAIRO_FONT_WEIGHT_NORMAL);
  self->faces[FACE_FIXED] = cairo_toy_font_face_create ("Monospace", CAIRO_FONT_SLANT_NORMAL,
                                                        CAIRO_FONT_WEIGHT_NORMAL);
  self->kept = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_bytes_unref);
  g_queue_init (&self->order);
  g_date_clear (&self->day, 1);
  return self;
}

/**
 * practice_sheets_free:
 * @self: (transfer full): the sheets
 */
void
practice_sheets_free (PracticeSheets *self)
{
  for (guint i = 0; i < N_FACES; i++)
    cairo_font_face_destroy (self->faces[i]);
  g_queue_clear (&self->order);
  g_hash_table_unref (self->kept);
  g_free (self);
}

static void
draw_text (Drawing *drawing, Face face, double size, double x, double y, const char *text)
{
  cairo_set_font_face (drawing->cr, drawing->sheets->faces[face]);
  cairo_set_font_size (drawing->cr, size);
  cairo_move_to (drawing->cr, x, y);
  if (drawing->kind == PRACTICE_SHEET_NO_TEXT)
    {
      cairo_text_path (drawing->cr, text);
      cairo_fill (drawing->cr);
    }
  else
    {
      cairo_show_text (drawing->cr, text);
    }
}

G_GNUC_PRINTF (3, 4)
static void
draw_line (Drawing *drawing, double y, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  draw_text (drawing, FACE_TEXT, 11.0, MARGIN, y, text);
}

static void
format_thousands (guint value, char text[16])
{
  if (value >= 1000)
    g_snprintf (text, 16, "%u,%03u", value / 1000, value % 1000);
  else
    g_snprintf (text, 16, "%u", value);
}

/* The same day as that of the sheets that are kept, even at midnight. */
static void
draw_date (Drawing *drawing)
{
  GDate day = drawing->sheets->day;

  if (drawing->kind == PRACTICE_SHEET_STALE)
    g_date_subtract_days (&day, 1);
  draw_line (drawing, 182.0, "Valuation Date: %02d/%02d/%d", (int) g_date_get_month (&day),
             (int) g_date_get_day (&day), (int) g_date_get_year (&day));
}

/* The lines by which a sheet is known to be the right one. */
static void
draw_identity (Drawing *drawing)
{
  const PracticeVehicle *vehicle = drawing->vehicle;
  char vin[PRACTICE_VIN_LENGTH + 1], miles[16];

  practice_inventory_write_vin (drawing->sheets->inventory, drawing->index, vin);
  format_thousands (vehicle->mileage, miles);
  draw_text (drawing, FACE_BOLD, 18.0, MARGIN, 60.0, "Vehicle Bookout Sheet");
  draw_line (drawing, 92.0, "Reference Number: %s", vehicle->reference);
  draw_line (drawing, 110.0, "VIN: %s", vin);
  draw_line (drawing, 128.0, "Vehicle: %u %s %s %s", vehicle->year, practice_vehicle_get_make (vehicle),
             practice_vehicle_get_model (vehicle), practice_vehicle_get_series (vehicle));
  draw_line (drawing, 146.0, "Mileage: %s", miles);
  draw_line (drawing, 164.0, "Color: %s", practice_vehicle_get_color (vehicle));
  draw_date (drawing);
}

/* What must not be taken for the sheet's own reference. */
static void
draw_other_reference (Drawing *drawing)
{
  PracticeInventory *inventory = drawing->sheets->inventory;
  const PracticeVehicle *other;

  other = practice_inventory_get (inventory, practice_inventory_get_other (inventory, drawing->index));
  if (drawing->kind == PRACTICE_SHEET_HIDDEN)
    cairo_set_source_rgb (drawing->cr, 1.0, 1.0, 1.0);
  draw_line (drawing, 218.0, "Reference Number: %s", other->reference);
  cairo_set_source_rgb (drawing->cr, 0.0, 0.0, 0.0);
}

static void
draw_values (Drawing *drawing)
{
  static const char *const labels[] = { "Clean Retail",   "Clean Trade-In", "Average Trade-In",
                                        "Rough Trade-In", "Clean Loan",     "Wholesale",
                                        "Auction Low",    "Auction High" };
  static const guint percents[] = { 118, 100, 92, 81, 90, 86, 78, 104 };
  char dollars[16];

  draw_text (drawing, FACE_BOLD, 12.0, MARGIN, 250.0, "Values in US dollars, options and mileage included");
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autofree char *code = NULL;

      format_thousands (drawing->vehicle->value * percents[i] / 100, dollars);
      draw_line (drawing, 270.0 + 16.0 * i, "%s: $%s", labels[i], dollars);
      code = g_strdup_printf ("[%c%c-%c%c] adj. +/-%u%%", 'A' + (int) (drawing->chance >> i) % 13 + 13,
                              'K' + (int) i, 'a' + (int) i, 'z' - (int) i, i + 1);
      draw_text (drawing, FACE_FIXED, 10.0, 330.0, 270.0 + 16.0 * i, code);
    }
}

static void
draw_chart (Drawing *drawing)
{
  static const double tops[] = { 430.0, 445.0, 462.0 };

  draw_text (drawing, FACE_BOLD, 12.0, MARGIN, 420.0, "Value over the last 24 months");
  cairo_set_line_width (drawing->cr, 1.2);
  for (guint series = 0; series < G_N_ELEMENTS (tops); series++)
    {
      cairo_set_source_rgb (drawing->cr, 0.1 + 0.3 * series, 0.3, 0.7 - 0.3 * series);
      for (guint month = 0; month < CHART_MONTHS; month++)
        {
          guint64 roll = practice_chance_mix (drawing->chance + series * CHART_MONTHS + month);

          cairo_line_to (drawing->cr, MARGIN + 21.0 * month,
                         tops[series] + 2.5 * month + (double) (roll % 12));
        }
      cairo_stroke (drawing->cr);
    }
  cairo_set_source_rgb (drawing->cr, 0.0, 0.0, 0.0);
}

/* A grainy snapshot of something on wheels. The grain is what a compressor cannot make smaller. */
static guint32
picture_pixel (guint64 chance, int x, int y)
{
  guint32 grain = (guint32) (practice_chance_mix (chance + (guint64) (y * PICTURE_WIDTH + x)) & 0x3f3f3f);
  gboolean wheel = hypot (x - 26, y - 46) < 8 || hypot (x - 70, y - 46) < 8;
  gboolean body = y > 30 && y < 47 && x > 8 && x < 88;
  gboolean cabin = y > 18 && y <= 30 && x > 24 + (30 - y) / 2 && x < 70 - (30 - y) / 2;

  if (wheel)
    return grain;
  if (body)
    return (guint32) ((chance & 0x7f7f7f) + 0x303030) + grain;
  if (cabin)
    return 0x8090a0 + grain;
  return (y > 50 ? 0x606058 : 0xa8b4c0) + grain;
}

static void
draw_picture (Drawing *drawing)
{
  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_RGB24, PICTURE_WIDTH, PICTURE_HEIGHT);
  guchar *rows = cairo_image_surface_get_data (picture);
  int stride = cairo_image_surface_get_stride (picture);

  for (int y = 0; y < PICTURE_HEIGHT; y++)
    {
      guint32 *row = (guint32 *) (gpointer) (rows + (gsize) y * (gsize) stride);

      for (int x = 0; x < PICTURE_WIDTH; x++)
        row[x] = picture_pixel (drawing->chance, x, y);
    }

  cairo_surface_mark_dirty (picture);
  cairo_save (drawing->cr);
  cairo_translate (drawing->cr, 400.0, 92.0);
  cairo_scale (drawing->cr, 1.6, 1.6);
  cairo_set_source_surface (drawing->cr, picture, 0.0, 0.0);
  cairo_paint (drawing->cr);
  cairo_restore (drawing->cr);
  cairo_surface_destroy (picture);
}

static void
draw_small_print (Drawing *drawing)
{
  static const char *const lines[] = {
    "This sheet was made by a practice portal. Neither the vehicle nor its values exist; do not lend, buy or sell by it.",
    "Values are for a vehicle with the equipment listed at the date above, in the region 'Quiet Valley & Zephyr Hills'.",
    "Just as real ones do, it carries several typefaces, a table, a chart and a picture (JKQXZ jkqxz 0123456789).",
    "Mileage, wear and options change a value by more than 10 %; ask for another sheet when any of them has changed.",
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    draw_text (drawing, FACE_SMALL_PRINT, 8.5, MARGIN, 600.0 + 12.0 * i, lines[i]);
  draw_text (drawing, FACE_FIXED, 8.0, MARGIN, 680.0,
             "PRACTICE*PRACTICE*PRACTICE <bdfghjkmoquvwxy> {BDFGHJLMNOQSUVWXYZ}");
}

static void
draw_page (Drawing *drawing)
{
  draw_identity (drawing);
  if (drawing->kind == PRACTICE_SHEET_HIDDEN || drawing->kind == PRACTICE_SHEET_BOTH)
    draw_other_reference (drawing);
  draw_picture (drawing);
  draw_chart (drawing);
  if (drawing->kind != PRACTICE_SHEET_NO_TEXT) /* as outlines, all that would be four times a sheet's size */
    {
      draw_values (drawing);
      draw_small_print (drawing);
    }
  cairo_show_page (drawing->cr);
}

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static GBytes *
draw_sheet (PracticeSheets *self, guint index, PracticeSheetKind kind)
{
  GByteArray *document = g_byte_array_sized_new (80 * 1024);
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append_bytes, document, PAGE_WIDTH,
                                                                  PAGE_HEIGHT);
  Drawing drawing = {
    .sheets = self,
    .cr = cairo_create (surface),
    .vehicle = practice_inventory_get (self->inventory, index),
    .index = index,
    .kind = kind,
  };

  drawing.chance = practice_chance_hash (0, drawing.vehicle->reference);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, "Bookout Sheet");
  draw_page (&drawing);
  cairo_destroy (drawing.cr);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (document);
}

/* A sheet carries its date, so none is kept over midnight. */
static void
forget_yesterday (PracticeSheets *self)
{
  GDate today;

  g_date_clear (&today, 1);
  g_date_set_time_t (&today, (time_t) (g_get_real_time () / G_USEC_PER_SEC));
  if (g_date_valid (&self->day) && g_date_compare (&self->day, &today) == 0)
    return;

  g_queue_clear (&self->order);
  g_hash_table_remove_all (self->kept);
  self->day = today;
}

static void
keep_sheet (PracticeSheets *self, guint64 key, GBytes *sheet)
{
  guint64 *own_key = g_memdup2 (&key, sizeof key);

  if (g_queue_get_length (&self->order) >= SHEETS_KEPT)
    g_hash_table_remove (self->kept, g_queue_pop_head (&self->order));
  g_hash_table_insert (self->kept, own_key, g_bytes_ref (sheet));
  g_queue_push_tail (&self->order, own_key);
}

/**
 * practice_sheets_draw:
 * @self: the sheets
 * @vehicle: the index of a vehicle
 * @kind: what is to be odd about it
 *
 * Draws the sheet of @vehicle with the date of today, or of yesterday for %PRACTICE_SHEET_STALE; or finds it among the last 64.
 *
 * Returns: (transfer full): a PDF of 40 to 70 KB
 */
GBytes *
practice_sheets_draw (PracticeSheets *self, guint vehicle, PracticeSheetKind kind)
{
  guint64 key = ((guint64) kind << 32) | vehicle;
  GBytes *sheet;

  forget_yesterday (self);
  sheet = g_hash_table_lookup (self->kept, &key);
  if (sheet != NULL)
    return g_bytes_ref (sheet);

  sheet = draw_sheet (self, vehicle, kind);
  keep_sheet (self, key, sheet);
  return sheet;
}
