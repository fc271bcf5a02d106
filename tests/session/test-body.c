/* test-body.c - decoding, limits and the choice between page and sink
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <brotli/encode.h>
#include <string.h>

#include "bookout-body.h"
#include "bookout-navigator.h"
#include "collecting-sink.h"

#define PAGE_BYTES  4096
#define SHEET_BYTES 100000

static GBytes *
compress (const char *text, gsize length, GZlibCompressorFormat format)
{
  g_autoptr (GConverter) compressor = G_CONVERTER (g_zlib_compressor_new (format, -1));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) output = g_converter_output_stream_new (memory, compressor);

  g_assert_true (g_output_stream_write_all (output, text, length, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (output, NULL, NULL));
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

/* In pieces of @step bytes, as a network would. */
static gboolean
write_pieces (BookoutBody *body, const guint8 *data, gsize length, gsize step, GError **error)
{
  for (gsize at = 0; at < length; at += step)
    if (!bookout_body_write (body, data + at, MIN (step, length - at), error))
      return FALSE;
  return bookout_body_finish (body, error);
}

static void
test_page (void)
{
  const gsize steps[] = { 1, 3, 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (BookoutBody) body = bookout_body_new (PAGE_BYTES, SHEET_BYTES);
      g_autoptr (GBytes) bytes = NULL;

      g_assert_true (bookout_body_set_encoding (body, NULL, NULL));
      g_assert_true (write_pieces (body, (const guint8 *) "<p>hello</p>", 12, steps[i], NULL));
      bytes = bookout_body_steal_bytes (body);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "<p>hello</p>", 12);
      g_assert_false (bookout_body_is_document (body));
    }
}

static void
test_encodings (void)
{
  g_autofree char *text = g_strnfill (3000, 'z');
  const struct
  {
    const char *name;
    GZlibCompressorFormat format;
  } encodings[] = {
    { "gzip", G_ZLIB_COMPRESSOR_FORMAT_GZIP },
    { "x-GZIP", G_ZLIB_COMPRESSOR_FORMAT_GZIP },
    { "deflate", G_ZLIB_COMPRESSOR_FORMAT_ZLIB },
  };
  const gsize steps[] = { 1, 7, 100000 };

  for (guint i = 0; i < G_N_ELEMENTS (encodings) * G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (BookoutBody) body = bookout_body_new (PAGE_BYTES, SHEET_BYTES);
      g_autoptr (GBytes) packed = compress (text, 3000, encodings[i / 3].format);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (bookout_body_set_encoding (body, encodings[i / 3].name, NULL));
      write_pieces (body, g_bytes_get_data (packed, NULL), g_bytes_get_size (packed), steps[i % 3], &error);
      g_assert_no_error (error);
      bytes = bookout_body_steal_bytes (body);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, 3000);
    }
}

static void
test_unasked_encodings (void)
{
  const char *const names[] = { "br, gzip", "zstd", "gzip, gzip", "nonsense" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (BookoutBody) body = bookout_body_new (PAGE_BYTES, SHEET_BYTES);
      g_autoptr (GError) error = NULL;

      g_assert_false (bookout_body_set_encoding (body, names[i], &error));
      g_assert_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_MALFORMED);
    }
}

/* Wherever a gzip stream is cut, it is noticed. */
static void
test_every_cut (void)
{
  const char *text = "the quick brown fox jumps over the lazy dog, the quick brown fox";
  g_autoptr (GBytes) packed = compress (text, strlen (text), G_ZLIB_COMPRESSOR_FORMAT_GZIP);

  for (gsize length = 1; length < g_bytes_get_size (packed); length++)
    {
      g_autoptr (BookoutBody) body = bookout_body_new (PAGE_BYTES, SHEET_BYTES);
      g_autoptr (GError) error = NULL;

      g_assert_true (bookout_body_set_encoding (body, "gzip", NULL));
      g_assert_false (write_pieces (body, g_bytes_get_data (packed, NULL), length, 10, &error));
      g_assert_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_INCOMPLETE);
    }
}

/* The same of brotli, which other software than ours made. */
static void
test_brotli (void)
{
  g_autofree char *text = g_strnfill (3000, 'z');
  guint8 packed[256];
  size_t packed_length = sizeof packed;

  for (gsize i = 0; i < 3000; i += 7)
    text[i] = (char) ('a' + i % 26);
  g_assert_true (BrotliEncoderCompress (BROTLI_DEFAULT_QUALITY, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, 3000,
                                        (const uint8_t *) text, &packed_length, packed));

  for (gsize length = 1; length <= packed_length; length++)
    for (gsize step = 1; step < 1000; step *= 30)
      {
        g_autoptr (BookoutBody) body = bookout_body_new (PAGE_BYTES, SHEET_BYTES);
        g_autoptr (GBytes) bytes = NULL;
        g_autoptr (GError) error = NULL;

        g_assert_true (bookout_body_set_encoding (body, "br", NULL));
        write_pieces (body, packed, length, step, &error);
        if (length < packed_length)
          {
            g_assert_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_INCOMPLETE);
            continue;
          }
        g_assert_no_error (error);
        bytes = bookout_body_steal_bytes (body);
        g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, 3000);
      }
}

static void
test_broken_brotli (void)
{
  g_autoptr (BookoutBody) body = bookout_body_new (PAGE_BYTES, SHEET_BYTES);
  g_autoptr (GError) error = NULL;

  g_assert_true (bookout_body_set_encoding (body, "br", NULL));
  g_assert_false (write_pieces (body, (const guint8 *) "<html>no brotli at all</html>", 29, 5, &error));
  g_assert_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_MALFORMED);
}

static void
test_every_flip (void)
{
  const char *text = "the quick brown fox jumps over the lazy dog, the quick brown fox";
  g_autoptr (GBytes) packed = compress (text, strlen (text), G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  gsize length = g_bytes_get_size (packed);

  for (gsize at = 10; at < length; at++)
    {
      g_autoptr (BookoutBody) body = bookout_body_new (PAGE_BYTES, SHEET_BYTES);
      g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (packed, NULL), length);
      g_autoptr (GError) error = NULL;

      copy[at] ^= 0x10;
      g_assert_true (bookout_body_set_encoding (body, "gzip", NULL));
      g_assert_false (write_pieces (body, copy, length, 10, &error));
      g_assert_true (error->domain == BOOKOUT_NAVIGATOR_ERROR);
    }
}

static void
test_several_streams (void)
{
  g_autoptr (BookoutBody) body = bookout_body_new (PAGE_BYTES, SHEET_BYTES);
  g_autoptr (GBytes) one = compress ("one ", 4, G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GBytes) two = compress ("two", 3, G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;

  g_byte_array_append (all, g_bytes_get_data (one, NULL), g_bytes_get_size (one));
  g_byte_array_append (all, g_bytes_get_data (two, NULL), g_bytes_get_size (two));
  g_byte_array_append (all, (const guint8 *) "\0\0\0", 3);
  g_assert_true (bookout_body_set_encoding (body, "gzip", NULL));
  g_assert_true (write_pieces (body, all->data, all->len, 5, NULL));
  bytes = bookout_body_steal_bytes (body);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "one two", 7);
}

/* A thousandfold: stopped by what comes out, not by what goes in. */
static void
test_swelling (void)
{
  g_autofree char *nothing = g_malloc0 (10 * 1024 * 1024);
  g_autoptr (GBytes) packed = compress (nothing, 10 * 1024 * 1024, G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (BookoutBody) body = bookout_body_new (PAGE_BYTES, SHEET_BYTES);
  g_autoptr (GError) error = NULL;

  g_assert_true (bookout_body_set_encoding (body, "gzip", NULL));
  g_assert_false (
      write_pieces (body, g_bytes_get_data (packed, NULL), g_bytes_get_size (packed), 1000, &error));
  g_assert_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_TOO_LARGE);
}

static void
test_sink_takes (void)
{
  const gsize lengths[] = {
    1, 100, BOOKOUT_SINK_HEAD_SIZE - 1, BOOKOUT_SINK_HEAD_SIZE, BOOKOUT_SINK_HEAD_SIZE + 1, 50000
  };
  const gsize steps[] = { 1, 1000, 60000 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths) * G_N_ELEMENTS (steps); i++)
    {
      gsize length = lengths[i / 3];
      g_autoptr (BookoutBody) body = bookout_body_new (PAGE_BYTES, SHEET_BYTES);
      g_autoptr (CollectingSink) sink = collecting_sink_new (NULL);
      g_autofree guint8 *data = g_malloc (length);

      for (gsize j = 0; j < length; j++)
        data[j] = (guint8) (j * 7 + j / 256);
      bookout_body_set_sink (body, BOOKOUT_SINK (sink));
      g_assert_true (write_pieces (body, data, length, steps[i % 3], NULL));
      g_assert_true (bookout_body_is_document (body));
      g_assert_cmpuint (collecting_sink_get_asked (sink), ==, MIN (length, BOOKOUT_SINK_HEAD_SIZE));
      g_assert_cmpmem (collecting_sink_get_data (sink)->data, collecting_sink_get_data (sink)->len, data,
                       length);
    }
}

static void
test_sink_declines (void)
{
  const char *page = "<html>Please sign in</html>";
  g_autoptr (BookoutBody) body = bookout_body_new (PAGE_BYTES, SHEET_BYTES);
  g_autoptr (CollectingSink) sink = collecting_sink_new ("%PDF-");
  g_autoptr (GBytes) bytes = NULL;

  bookout_body_set_sink (body, BOOKOUT_SINK (sink));
  g_assert_true (write_pieces (body, (const guint8 *) page, strlen (page), 4, NULL));
  g_assert_false (bookout_body_is_document (body));
  bytes = bookout_body_steal_bytes (body);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), page, strlen (page));
  g_assert_cmpuint (collecting_sink_get_data (sink)->len, ==, 0);
}

static void
test_sink_and_nothing (void)
{
  g_autoptr (BookoutBody) body = bookout_body_new (PAGE_BYTES, SHEET_BYTES);
  g_autoptr (CollectingSink) sink = collecting_sink_new (NULL);

  bookout_body_set_sink (body, BOOKOUT_SINK (sink));
  g_assert_true (bookout_body_finish (body, NULL));
  g_assert_false (bookout_body_is_document (body));
}

static void
test_limits (void)
{
  g_autofree guint8 *data = g_malloc0 (SHEET_BYTES + 1);

  for (guint over = 0; over < 2; over++)
    for (guint with_sink = 0; with_sink < 2; with_sink++)
      {
        gsize length = (with_sink ? SHEET_BYTES : PAGE_BYTES) + over;
        g_autoptr (BookoutBody) body = bookout_body_new (PAGE_BYTES, SHEET_BYTES);
        g_autoptr (CollectingSink) sink = collecting_sink_new (NULL);
        g_autoptr (GError) error = NULL;

        if (with_sink)
          bookout_body_set_sink (body, BOOKOUT_SINK (sink));
        g_assert_cmpint (write_pieces (body, data, length, 999, &error), ==, !over);
        if (over)
          g_assert_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_TOO_LARGE);
      }
}

static void
test_dropped (void)
{
  g_autoptr (BookoutBody) body = bookout_body_new (PAGE_BYTES, SHEET_BYTES);
  g_autoptr (GBytes) bytes = NULL;

  bookout_body_set_dropped (body);
  g_assert_true (write_pieces (body, (const guint8 *) "moved", 5, 5, NULL));
  bytes = bookout_body_steal_bytes (body);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 0);
}

static void
test_sink_fails (void)
{
  g_autoptr (BookoutBody) body = bookout_body_new (PAGE_BYTES, SHEET_BYTES);
  g_autoptr (CollectingSink) sink = collecting_sink_new (NULL);
  g_autoptr (GError) error = NULL;

  collecting_sink_fail_after (sink, 2000);
  bookout_body_set_sink (body, BOOKOUT_SINK (sink));
  for (guint i = 0; i < 10; i++)
    if (!bookout_body_write (body, (const guint8 *) (char[500]){ 0 }, 500, &error))
      break;
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/body/page", test_page);
  g_test_add_func ("/body/encodings", test_encodings);
  g_test_add_func ("/body/unasked-encodings", test_unasked_encodings);
  g_test_add_func ("/body/every-cut", test_every_cut);
  g_test_add_func ("/body/brotli", test_brotli);
  g_test_add_func ("/body/broken-brotli", test_broken_brotli);
  g_test_add_func ("/body/every-flip", test_every_flip);
  g_test_add_func ("/body/several-streams", test_several_streams);
  g_test_add_func ("/body/swelling", test_swelling);
  g_test_add_func ("/body/sink-takes", test_sink_takes);
  g_test_add_func ("/body/sink-declines", test_sink_declines);
  g_test_add_func ("/body/sink-and-nothing", test_sink_and_nothing);
  g_test_add_func ("/body/limits", test_limits);
  g_test_add_func ("/body/dropped", test_dropped);
  g_test_add_func ("/body/sink-fails", test_sink_fails);

  return g_test_run ();
}
