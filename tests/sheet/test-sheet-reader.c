/* test-sheet-reader.c; SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "bookout-sheet-reader.h"
#include "sheet-fixtures.h"

static BookoutSheetText *
read_bytes (BookoutSheetReader *reader, GBytes *bytes, GError **error)
{
  int descriptor = fixture_descriptor (bytes);
  BookoutSheetText *text = bookout_sheet_reader_read (reader, descriptor, 0, NULL, error);

  close (descriptor);
  return text;
}

static BookoutSheetText *
read_ok (GBytes *bytes)
{
  g_autoptr (BookoutSheetReader) reader = bookout_sheet_reader_new (NULL);
  g_autoptr (GError) error = NULL;
  BookoutSheetText *text = read_bytes (reader, bytes, &error);

  g_bytes_unref (bytes);
  g_assert_no_error (error);
  g_assert_nonnull (text);
  return text;
}

static void
test_new_destroy (void)
{
  BookoutSheetReader *reader = bookout_sheet_reader_new (NULL);

  g_assert_cmpint (bookout_sheet_reader_get_process (reader), ==, 0);
  g_assert_finalize_object (reader);
}

static void
test_lines (void)
{
  g_autoptr (BookoutSheetText) text = read_ok (fixture_sheet ("165548", "1HGCM82633A004352"));

  g_assert_cmpstr (
      text->visible, ==,
      "Valuation\nReference Number: 165548\nVIN: 1HGCM82633A004352\nVehicle: 2019 Halden Marlin SE\n"
      "Mileage: 41,200");
  g_assert_cmpuint (text->pages, ==, 1);
  g_assert_false (text->has_hidden);
}

static void
draw_columns (cairo_t *context, int page, gpointer user_data)
{
  fixture_line (context, 100, "Mileage:");
  cairo_move_to (context, 250, 100);
  cairo_show_text (context, "41,200 miles");
  fixture_line (context, 120, "Reference Number:");
  cairo_move_to (context, 250, 120);
  cairo_show_text (context, "165548 B");
}

/* Columns that poppler takes for one line have a tab between them, so that label and value stay two words. */
static void
test_columns (void)
{
  g_autoptr (BookoutSheetText) text = read_ok (fixture_pdf_drawn (1, draw_columns, NULL));

  g_assert_cmpstr (g_strchomp (text->visible), ==, "Mileage:\t41,200 miles\nReference Number:\t165548 B");
}

static void
draw_hidden (cairo_t *context, int page, gpointer user_data)
{
  fixture_line (context, 60, "Reference Number: 165548");
  cairo_set_source_rgb (context, 1, 1, 1);
  fixture_line (context, 80, "Reference Number: 111111");
  cairo_set_source_rgb (context, 0.97, 0.98, 0.96);
  fixture_line (context, 100, "Reference Number: 222222");
  cairo_set_source_rgb (context, 0, 0, 0);
  cairo_set_font_size (context, 1.5);
  fixture_line (context, 120, "Reference Number: 333333");
  cairo_set_font_size (context, 11);
  cairo_move_to (context, 700, 140);
  cairo_show_text (context, "Reference Number: 444444");
  cairo_move_to (context, 50, -30);
  cairo_show_text (context, "Reference Number: 555555");
  cairo_scale (context, 0.1, 0.1);
  cairo_move_to (context, 500, 1600);
  cairo_show_text (context, "Reference Number: 666666");
}

static void
test_hidden (void)
{
  g_autoptr (BookoutSheetText) text = read_ok (fixture_pdf_drawn (1, draw_hidden, NULL));

  g_assert_cmpstr (g_strchomp (text->visible), ==, "Reference Number: 165548");
  g_assert_true (text->has_hidden);
}

static void
draw_only_white (cairo_t *context, int page, gpointer user_data)
{
  cairo_set_source_rgb (context, 1, 1, 1);
  fixture_line (context, 60, "Reference Number: 165548");
}

static void
test_only_white (void)
{
  g_autoptr (BookoutSheetText) text = read_ok (fixture_pdf_drawn (1, draw_only_white, NULL));

  g_assert_cmpstr (text->visible, ==, "");
  g_assert_true (text->has_hidden);
}

static void
test_outside_crop (void)
{
  g_autoptr (BookoutSheetText) text = read_ok (fixture_pdf_raw (
      "BT /F 12 Tf 50 600 Td (Reference Number: 165548) Tj ET BT /F 12 Tf 50 760 Td (Reference Number: 111111) Tj ET"));

  g_assert_cmpstr (g_strchomp (text->visible), ==, "Reference Number: 165548");
}

static void
test_invisible_mode (void)
{
  static const char *const contents[] = {
    "BT 3 Tr /F 12 Tf 50 600 Td (Reference Number: 165548) Tj ET",
    "BT 7 Tr /F 12 Tf 50 600 Td (Reference Number: 165548) Tj ET",
    "BT 3.0 Tr /F 12 Tf 50 600 Td (Reference Number: 165548) Tj ET",
    "BT 3\nTr\n/F 12 Tf 50 600 Td (Reference Number: 165548) Tj ET",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr (BookoutSheetText) text = read_ok (fixture_pdf_raw (contents[i]));

      g_assert_cmpstr (text->visible, ==, "");
      g_assert_true (text->has_hidden);
    }
}

/* Modes with ink are text like any other, and so is "Tr" in a text. */
static void
test_other_modes (void)
{
  g_autoptr (BookoutSheetText) text = read_ok (
      fixture_pdf_raw ("BT 0 Tr /F 12 Tf 50 600 Td (Tr 165548) Tj 2 Tr 0 -20 Td (stroked) Tj ET"));

  g_assert_cmpstr (g_strchomp (text->visible), ==, "Tr 165548\nstroked");
  g_assert_false (text->has_hidden);
}

static void
draw_paths (cairo_t *context, int page, gpointer user_data)
{
  cairo_move_to (context, 50, 60);
  cairo_text_path (context, "Reference Number: 165548");
  cairo_fill (context);
}

static void
test_no_text (void)
{
  g_autoptr (BookoutSheetText) text = read_ok (fixture_pdf_drawn (1, draw_paths, NULL));

  g_assert_cmpstr (text->visible, ==, "");
  g_assert_false (text->has_hidden);
}

static void
draw_page (cairo_t *context, int page, gpointer user_data)
{
  g_autofree char *line = g_strdup_printf ("Page: %d", page + 1);

  fixture_line (context, 60, line);
}

static void
test_pages (void)
{
  g_autoptr (BookoutSheetText) two = read_ok (fixture_pdf_drawn (2, draw_page, NULL));
  g_autoptr (BookoutSheetText) many = read_ok (fixture_pdf_drawn (60, draw_page, NULL));

  g_assert_cmpstr (two->visible, ==, "Page: 1\n\f\nPage: 2");
  g_assert_cmpuint (two->pages, ==, 2);
  g_assert_cmpuint (many->pages, ==, 60);
  g_assert_nonnull (strstr (many->visible, "Page: 50"));
  g_assert_null (strstr (many->visible, "Page: 51"));
}

static void
draw_much (cairo_t *context, int page, gpointer user_data)
{
  g_autofree char *filler = g_strnfill (200, 'x');

  cairo_set_font_size (context, 2.5);
  for (int i = 0; i < 250; i++)
    fixture_line (context, 20 + i * 3, filler);
}

static void
test_much_text (void)
{
  g_autoptr (BookoutSheetText) text = read_ok (fixture_pdf_drawn (8, draw_much, NULL));

  g_assert_cmpuint (strlen (text->visible), <=, 256 * 1024);
  g_assert_cmpuint (strlen (text->visible), >, 200 * 1024);
}

static void
assert_unreadable (BookoutSheetReader *reader, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutSheetText) text = read_bytes (reader, bytes, &error);

  g_bytes_unref (bytes);
  g_assert_null (text);
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_UNREADABLE);
}

static GBytes *
encrypted_pdf (void)
{
  /* Standard security handler, revision 2, with a user password that is not the empty one. */
  static const char text[] =
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
      "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\n"
      "4 0 obj<</Filter/Standard/V 1/R 2/P -44"
      "/O<0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef>"
      "/U<0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef>>>endobj\n"
      "trailer<</Root 1 0 R/Size 5/Encrypt 4 0 R/ID[<0123456789abcdef0123456789abcdef><0123456789abcdef0123456789abcdef>]>>\n"
      "%%EOF\n";

  return g_bytes_new_static (text, strlen (text));
}

static void
test_unreadable (void)
{
  g_autoptr (BookoutSheetReader) reader = bookout_sheet_reader_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) encrypted = encrypted_pdf ();

  assert_unreadable (reader, g_bytes_new (NULL, 0));
  assert_unreadable (reader, g_bytes_new_static ("<html>", 6));
  assert_unreadable (reader, g_bytes_new_static ("%PDF-1.4\n%%EOF\n", 15));
  g_assert_null (read_bytes (reader, encrypted, &error));
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_UNREADABLE);
  g_assert_nonnull (strstr (error->message, "password"));
}

/* Whatever is cut off: an error or some text, never another process. */
static void
test_truncated (void)
{
  g_autoptr (BookoutSheetReader) reader = bookout_sheet_reader_new (NULL);
  g_autoptr (GBytes) whole = fixture_sheet ("165548", NULL);
  gsize size = g_bytes_get_size (whole);
  int process = 0;

  for (int eighth = 1; eighth < 8; eighth++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 0, size * eighth / 8);
      g_autoptr (GError) error = NULL;
      g_autoptr (BookoutSheetText) text = read_bytes (reader, part, &error);

      if (text == NULL)
        g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_UNREADABLE);
      if (process == 0)
        process = bookout_sheet_reader_get_process (reader);
      g_assert_cmpint (bookout_sheet_reader_get_process (reader), ==, process);
    }
}

static void
test_damaged (void)
{
  g_autoptr (BookoutSheetReader) reader = bookout_sheet_reader_new (NULL);
  g_autoptr (GBytes) whole = fixture_sheet ("165548", NULL);
  gsize size;
  const guint8 *data = g_bytes_get_data (whole, &size);

  for (int i = 0; i < 100; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, size);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (BookoutSheetText) text = NULL;

      for (int j = 0; j < 30; j++)
        copy[g_test_rand_int_range (0, (int) size)] = (guint8) g_test_rand_int_range (0, 256);
      bytes = g_bytes_new (copy, size);
      text = read_bytes (reader, bytes, NULL);
    }
}

/* 400 MB of the same drawing in 400 KB: time or memory runs out in the reader, not here. */
static void
test_bomb (void)
{
  g_autoptr (BookoutSheetReader) reader = bookout_sheet_reader_new (NULL);
  g_autoptr (GConverter) deflate = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 9));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, deflate);
  g_autofree char *block = g_malloc (1024 * 1024);
  g_autoptr (GString) pdf = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL, body = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutSheetText) text = NULL;
  int descriptor;

  for (gsize i = 0; i < 1024 * 1024; i++)
    block[i] = "q BT /F 9 Tf (xxxx) Tj ET Q    \n"[i % 32];
  for (int i = 0; i < 400; i++)
    g_assert_true (g_output_stream_write_all (stream, block, 1024 * 1024, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  body = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));

  g_string_append_printf (
      pdf,
      "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
      "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
      "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
      "4 0 obj<</Filter/FlateDecode/Length %" G_GSIZE_FORMAT ">>stream\n",
      g_bytes_get_size (body));
  g_string_append_len (pdf, g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  g_string_append (pdf, "\nendstream endobj\ntrailer<</Root 1 0 R/Size 6>>\n%%EOF\n");
  bytes = g_bytes_new (pdf->str, pdf->len);

  descriptor = fixture_descriptor (bytes);
  text = bookout_sheet_reader_read (reader, descriptor, 1000, NULL, &error);
  close (descriptor);
  if (text == NULL)
    g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_UNREADABLE);
}

/* A process that somebody ended is replaced without a word. */
static void
test_killed (void)
{
  g_autoptr (BookoutSheetReader) reader = bookout_sheet_reader_new (NULL);
  g_autoptr (GBytes) sheet = fixture_sheet ("165548", NULL);
  int before = 0;

  for (int i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BookoutSheetText) text = read_bytes (reader, sheet, &error);
      int process = bookout_sheet_reader_get_process (reader);

      g_assert_no_error (error);
      g_assert_nonnull (strstr (text->visible, "Reference Number: 165548\n"));
      g_assert_cmpint (process, !=, before);
      before = process;
      g_assert_cmpint (kill (process, SIGKILL), ==, 0);
    }
}

/* (transfer full): path of the program under a name that says how it misbehaves. */
static char *
bad_reader (const char *folder, const char *how)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "sheet", "bad-reader", NULL);
  g_autofree char *name = g_strconcat ("bad-reader-", how, NULL);
  char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (symlink (program, path), ==, 0);
  return path;
}

static void
check_bad (const char *folder, const char *how, int code)
{
  g_autofree char *program = bad_reader (folder, how);
  BookoutSheetReader *reader = bookout_sheet_reader_new (program);
  g_autoptr (GBytes) sheet = fixture_sheet ("165548", NULL);
  g_autoptr (GError) error = NULL;
  int descriptor = fixture_descriptor (sheet);

  g_assert_null (bookout_sheet_reader_read (reader, descriptor, 300, NULL, &error));
  g_assert_error (error, BOOKOUT_SHEET_ERROR, code);
  g_assert_cmpint (bookout_sheet_reader_get_process (reader), ==, 0);
  close (descriptor);
  g_assert_finalize_object (reader);
}

static void
test_bad_programs (void)
{
  char *folder = fixture_folder_new ();

  check_bad (folder, "quits", BOOKOUT_SHEET_ERROR_READER);
  check_bad (folder, "hangs", BOOKOUT_SHEET_ERROR_UNREADABLE);
  check_bad (folder, "crashes", BOOKOUT_SHEET_ERROR_UNREADABLE);
  check_bad (folder, "magic", BOOKOUT_SHEET_ERROR_UNREADABLE);
  check_bad (folder, "floods", BOOKOUT_SHEET_ERROR_UNREADABLE);
  check_bad (folder, "garbles", BOOKOUT_SHEET_ERROR_UNREADABLE);
  check_bad (folder, "halves", BOOKOUT_SHEET_ERROR_UNREADABLE);
  fixture_folder_free (folder);
}

static void
test_no_program (void)
{
  g_autoptr (BookoutSheetReader) reader = bookout_sheet_reader_new ("/nonexistent/bookout-sheet-reader");
  g_autoptr (GBytes) sheet = fixture_sheet ("165548", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (read_bytes (reader, sheet, &error));
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_READER);
}

static gpointer
cancel_worker (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
check_cancelled (const char *how, GCancellable *cancellable)
{
  char *folder = fixture_folder_new ();
  g_autofree char *program = bad_reader (folder, how);
  g_autoptr (BookoutSheetReader) reader = bookout_sheet_reader_new (program);
  g_autoptr (GBytes) sheet = fixture_sheet ("165548", NULL);
  g_autoptr (GError) error = NULL;
  int descriptor = fixture_descriptor (sheet);
  GThread *thread = g_thread_new ("cancel", cancel_worker, cancellable);

  g_assert_null (bookout_sheet_reader_read (reader, descriptor, 60000, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  close (descriptor);
  fixture_folder_free (folder);
}

static void
test_cancel (void)
{
  for (int i = 0; i < 5; i++)
    {
      g_autoptr (GCancellable) hanging = g_cancellable_new ();
      g_autoptr (GCancellable) starting = g_cancellable_new ();

      check_cancelled ("hangs", hanging);
      check_cancelled ("sleeps", starting);
    }
}

static gpointer
read_worker (gpointer reader)
{
  for (int i = 0; i < 20; i++)
    {
      g_autofree char *reference = g_strdup_printf ("%d", g_random_int_range (100000, 999999));
      g_autofree char *line = g_strdup_printf ("Reference Number: %s\n", reference);
      g_autoptr (GBytes) sheet = fixture_sheet (reference, NULL);
      g_autoptr (BookoutSheetText) text = read_bytes (reader, sheet, NULL);

      g_assert_nonnull (text);
      g_assert_nonnull (strstr (text->visible, line));
    }
  return NULL;
}

/* Each thread gets its own sheet's text. */
static void
test_threads (void)
{
  g_autoptr (BookoutSheetReader) reader = bookout_sheet_reader_new (NULL);
  GThread *threads[6];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("read", read_worker, reader);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

/* What the process may still do, from what the kernel says of it. */
static void
test_shut_in (void)
{
  g_autoptr (BookoutSheetReader) reader = bookout_sheet_reader_new (NULL);
  g_autoptr (GBytes) sheet = fixture_sheet ("165548", NULL);
  g_autoptr (BookoutSheetText) text = read_bytes (reader, sheet, NULL);
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", bookout_sheet_reader_get_process (reader));
  g_autofree char *status = NULL;

#if defined(__SANITIZE_ADDRESS__)
  g_test_skip ("sanitized");
  return;
#endif
  if (!g_file_get_contents (path, &status, NULL, NULL))
    {
      g_test_skip ("/proc cannot be read");
      return;
    }
  g_assert_nonnull (strstr (status, "NoNewPrivs:\t1"));
#ifdef HAVE_SECCOMP
  g_assert_nonnull (strstr (status, "Seccomp:\t2"));
#endif
}

/* Memory after many sheets is what it was after the first ones. */
static guint64
resident (BookoutSheetReader *reader)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", bookout_sheet_reader_get_process (reader));
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents (path, &status, NULL, NULL))
    return 0;
  line = strstr (status, "VmHWM:");
  return line != NULL ? g_ascii_strtoull (line + strlen ("VmHWM:"), NULL, 10) : 0;
}

static void
test_memory (void)
{
  g_autoptr (BookoutSheetReader) reader = bookout_sheet_reader_new (NULL);
  g_autoptr (GBytes) sheet = fixture_sheet ("165548", "1HGCM82633A004352");
  guint64 early = 0;
  int count = g_test_slow () ? 5000 : 500;
  int descriptor = fixture_descriptor (sheet);

  for (int i = 0; i < count; i++)
    {
      g_autoptr (BookoutSheetText) text = bookout_sheet_reader_read (reader, descriptor, 0, NULL, NULL);

      g_assert_nonnull (text);
      if (i == 100)
        early = resident (reader);
    }
  close (descriptor);
  g_test_message ("peak %" G_GUINT64_FORMAT " kB after 100, %" G_GUINT64_FORMAT " kB after %d", early,
                  resident (reader), count);
#if !defined(__SANITIZE_ADDRESS__)
  g_assert_cmpuint (resident (reader), <=, early + 4096);
#endif
}

static BookoutSheetPicture *
draw_bytes (BookoutSheetReader *reader, GBytes *bytes, guint width, GError **error)
{
  int descriptor = fixture_descriptor (bytes);
  BookoutSheetPicture *picture = bookout_sheet_reader_draw (reader, descriptor, width, 0, NULL, error);

  close (descriptor);
  return picture;
}

static guint32
get_pixel (const BookoutSheetPicture *picture, guint x, guint y)
{
  const guint32 *pixels = g_bytes_get_data (picture->pixels, NULL);

  return pixels[y * picture->width + x];
}

static void
draw_box (cairo_t *context, int page, gpointer user_data)
{
  cairo_rectangle (context, 0, 0, 306, 396); /* upper left quarter of a letter page */
  cairo_fill (context);
}

/* White where nothing is drawn, as wide as asked for, in the page's proportions; and the process still reads text afterwards. */
static void
test_picture (void)
{
  g_autoptr (BookoutSheetReader) reader = bookout_sheet_reader_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) sheet = fixture_pdf_drawn (2, draw_box, NULL);
  g_autoptr (GBytes) other = fixture_sheet ("165548", NULL);
  g_autoptr (BookoutSheetPicture) picture = draw_bytes (reader, sheet, 306, &error);
  g_autoptr (BookoutSheetText) text = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (picture->pages, ==, 2);
  g_assert_cmpuint (picture->width, ==, 306);
  g_assert_cmpuint (picture->height, ==, 396);
  g_assert_cmpuint (g_bytes_get_size (picture->pixels), ==, 306 * 396 * 4);
  g_assert_cmphex (get_pixel (picture, 20, 20), ==, 0xff000000);
  g_assert_cmphex (get_pixel (picture, 300, 390), ==, 0xffffffff);

  text = read_bytes (reader, other, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (text->visible, "165548"));
}

static GBytes *
make_page (const char *box)
{
  g_autofree char *text = g_strdup_printf ("%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                                           "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                                           "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[%s]>>endobj\n"
                                           "trailer<</Root 1 0 R/Size 4>>\n%%%%EOF\n",
                                           box);

  return g_bytes_new (text, strlen (text));
}

/* However a page is shaped, its picture has at most 8 MiB. */
static void
test_picture_shapes (void)
{
  static const char *const boxes[] = { "0 0 612 792", "0 0 14400 14400", "0 0 10 14400", "0 0 14400 10" };
  g_autoptr (BookoutSheetReader) reader = bookout_sheet_reader_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (boxes); i++)
    {
      g_autoptr (GBytes) sheet = make_page (boxes[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (BookoutSheetPicture) picture = draw_bytes (reader, sheet, 2000, &error);

      if (picture == NULL)
        {
          g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_UNREADABLE);
          continue;
        }
      g_assert_cmpuint (g_bytes_get_size (picture->pixels), <=, 8 * 1024 * 1024);
      g_assert_cmpuint (picture->width, <=, 2000);
    }
}

static void
test_picture_damaged (void)
{
  g_autoptr (BookoutSheetReader) reader = bookout_sheet_reader_new (NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("no PDF", 6);
  g_autoptr (GError) error = NULL;

  g_assert_null (draw_bytes (reader, bytes, 600, &error));
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_UNREADABLE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sheet-reader/new-destroy", test_new_destroy);
  g_test_add_func ("/sheet-reader/lines", test_lines);
  g_test_add_func ("/sheet-reader/columns", test_columns);
  g_test_add_func ("/sheet-reader/hidden", test_hidden);
  g_test_add_func ("/sheet-reader/only-white", test_only_white);
  g_test_add_func ("/sheet-reader/outside-crop", test_outside_crop);
  g_test_add_func ("/sheet-reader/invisible-mode", test_invisible_mode);
  g_test_add_func ("/sheet-reader/other-modes", test_other_modes);
  g_test_add_func ("/sheet-reader/no-text", test_no_text);
  g_test_add_func ("/sheet-reader/pages", test_pages);
  g_test_add_func ("/sheet-reader/much-text", test_much_text);
  g_test_add_func ("/sheet-reader/unreadable", test_unreadable);
  g_test_add_func ("/sheet-reader/truncated", test_truncated);
  g_test_add_func ("/sheet-reader/damaged", test_damaged);
  g_test_add_func ("/sheet-reader/bomb", test_bomb);
  g_test_add_func ("/sheet-reader/killed", test_killed);
  g_test_add_func ("/sheet-reader/bad-programs", test_bad_programs);
  g_test_add_func ("/sheet-reader/no-program", test_no_program);
  g_test_add_func ("/sheet-reader/cancel", test_cancel);
  g_test_add_func ("/sheet-reader/threads", test_threads);
  g_test_add_func ("/sheet-reader/shut-in", test_shut_in);
  g_test_add_func ("/sheet-reader/memory", test_memory);
  g_test_add_func ("/sheet-reader/picture", test_picture);
  g_test_add_func ("/sheet-reader/picture/shapes", test_picture_shapes);
  g_test_add_func ("/sheet-reader/picture/damaged", test_picture_damaged);

  return g_test_run ();
}
