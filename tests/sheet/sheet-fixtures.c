/* sheet-fixtures.c; SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <cairo-pdf.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sheet-fixtures.h"

/* Everything is made when it is needed and removed afterwards: a PDF in the repository would say nothing about what is in it. */

char *
fixture_folder_new (void)
{
  g_autoptr (GError) error = NULL;
  char *path = g_dir_make_tmp ("bookout-sheet-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK) && g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      dir = g_dir_open (path, 0, NULL);
      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);

          remove_tree (child);
        }
    }
  g_remove (path);
}

void
fixture_folder_free (char *path)
{
  remove_tree (path);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_free (path);
}

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Cairo keeps the fonts it has seen, which a leak checker cannot tell from a leak. */
static void
forget_fonts (void)
{
  cairo_debug_reset_static_data ();
}

GBytes *
fixture_pdf_drawn (int pages, FixtureDraw draw, gpointer user_data)
{
  static gsize registered = 0;
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append, bytes, 612, 792);
  cairo_t *context = cairo_create (surface);

  if (g_once_init_enter (&registered))
    {
      atexit (forget_fonts);
      g_once_init_leave (&registered, 1);
    }
  for (int page = 0; page < pages; page++)
    {
      cairo_save (context);
      cairo_select_font_face (context, "sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
      cairo_set_font_size (context, 11);
      cairo_set_source_rgb (context, 0, 0, 0);
      draw (context, page, user_data);
      cairo_restore (context);
      cairo_show_page (context);
    }
  cairo_destroy (context);
  cairo_surface_finish (surface);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (bytes);
}

void
fixture_line (cairo_t *context, double y, const char *text)
{
  cairo_move_to (context, 50, y);
  cairo_show_text (context, text);
}

static void
draw_lines (cairo_t *context, int page, gpointer user_data)
{
  g_auto (GStrv) lines = g_strsplit (user_data, "\n", -1);

  for (int i = 0; lines[i] != NULL; i++)
    fixture_line (context, 60 + 16 * i, lines[i]);
}

GBytes *
fixture_pdf (const char *text)
{
  return fixture_pdf_drawn (1, draw_lines, (gpointer) text);
}

GBytes *
fixture_sheet (const char *reference, const char *vin)
{
  g_autofree char *text = g_strdup_printf (
      "Valuation\nReference Number: %s\n%s%s\nVehicle: 2019 Halden Marlin SE\nMileage: 41,200", reference,
      vin != NULL ? "VIN: " : "", vin != NULL ? vin : "");

  return fixture_pdf (text);
}

GBytes *
fixture_pdf_raw (const char *content)
{
  char *text = g_strdup_printf (
      "%%PDF-1.4\n"
      "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
      "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
      "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/CropBox[0 0 612 700]/Contents 4 0 R"
      "/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
      "4 0 obj<</Length %" G_GSIZE_FORMAT ">>stream\n%s\nendstream endobj\n"
      "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n"
      "trailer<</Root 1 0 R/Size 6>>\n%%%%EOF\n",
      strlen (content), content);

  return g_bytes_new_take (text, strlen (text));
}

void
fixture_write (const char *folder, const char *name, GBytes *bytes)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  g_file_set_contents (path, data != NULL ? data : "", length, &error);
  g_assert_no_error (error);
}

GBytes *
fixture_read (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *data;
  gsize length;

  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, length);
}

gboolean
fixture_exists (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) || g_file_test (path, G_FILE_TEST_IS_SYMLINK);
}

int
fixture_descriptor (GBytes *bytes)
{
  g_autofree char *path = NULL;
  int descriptor = g_file_open_tmp ("bookout-sheet-XXXXXX", &path, NULL);
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);

  g_assert_cmpint (descriptor, >=, 0);
  g_assert_cmpint (write (descriptor, data, length), ==, (gssize) length);
  g_unlink (path);
  return descriptor;
}
