/* bookout-body.c - the body of one answer on its way to a page or a sink
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-body"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bookout-body.h"
#include "bookout-brotli-decoder.h"
#include "bookout-navigator.h"

/* libcurl could decode gzip itself, but then says success for a stream that was cut off. So bodies are decoded here, where
 * the end of the stream is seen: a gzip body is whole when its own trailer, with checksum and length, has come, a brotli body
 * when its last block has. Deflate is not asked for, but understood, because some servers send it regardless.
 *
 * Every limit counts decoded bytes, so a small answer that swells is stopped where a large one is. */

typedef enum
{
  GOES_TO_PAGE,
  GOES_UNDECIDED, /* a sink waits for the head */
  GOES_TO_SINK,
  GOES_NOWHERE, /* the body of a redirect */
} Destination;

/* What one call of the decoder may write. */
#define DECODED_CHUNK 16384

struct _BookoutBody
{
  gsize page_bytes;
  gsize sheet_bytes;
  Destination destination;
  BookoutSink *sink;    /* (nullable) */
  GConverter *decoder;  /* (nullable): the body comes as it is */
  gboolean has_input;   /* of the decoder */
  gboolean has_ended;   /* the decoder saw the end of its stream */
  GByteArray *gathered; /* the page, or the head so far */
  guint64 total;        /* decoded bytes */
};

static void
set_malformed_error (GError **error)
{
  g_set_error_literal (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_MALFORMED,
                       _ ("The portal's answer was malformed (compression)."));
}

static void
set_too_large_error (gsize most, GError **error)
{
  g_autofree char *size = g_format_size (most);

  g_set_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_TOO_LARGE,
               _ ("The answer is larger than allowed (%s)."), size);
}

/* A sink that wants the head gets all that was gathered; otherwise the body is a page. */
static gboolean
decide (BookoutBody *self, GError **error)
{
  gboolean written;

  if (self->gathered->len == 0 ||
      !bookout_sink_accepts (self->sink, self->gathered->data, self->gathered->len))
    {
      self->destination = GOES_TO_PAGE;
      return TRUE;
    }
  self->destination = GOES_TO_SINK;
  written = bookout_sink_write (self->sink, self->gathered->data, self->gathered->len, error);
  g_byte_array_set_size (self->gathered, 0);
  return written;
}

/* Takes of @data what the head still lacks. */
static gsize
gather_head (BookoutBody *self, const guint8 *data, gsize length)
{
  gsize taken = MIN (length, BOOKOUT_SINK_HEAD_SIZE - self->gathered->len);

  g_byte_array_append (self->gathered, data, taken);
  return taken;
}

static gboolean
deliver_rest (BookoutBody *self, const guint8 *data, gsize length, GError **error)
{
  gsize most = self->destination == GOES_TO_SINK ? self->sheet_bytes : self->page_bytes;

  if (self->total > most)
    {
      set_too_large_error (most, error);
      return FALSE;
    }
  if (self->destination == GOES_TO_SINK)
    return length == 0 || bookout_sink_write (self->sink, data, length, error);
  if (self->destination == GOES_TO_PAGE)
    g_byte_array_append (self->gathered, data, length);
  return TRUE;
}

static gboolean
deliver (BookoutBody *self, const guint8 *data, gsize length, GError **error)
{
  gsize taken = 0;

  self->total += length;
  if (self->destination == GOES_UNDECIDED)
    {
      taken = gather_head (self, data, length);
      if (self->gathered->len < BOOKOUT_SINK_HEAD_SIZE)
        return TRUE;
      if (!decide (self, error))
        return FALSE;
    }
  return deliver_rest (self, data + taken, length - taken, error);
}

/* A gzip body may be several streams in a row. What follows otherwise is padding that some servers add. */
static gboolean
begins_another_stream (BookoutBody *self, const guint8 *data, gsize length)
{
  if (!self->has_ended || length == 0 || data[0] != 0x1f)
    return FALSE;
  g_converter_reset (self->decoder);
  self->has_ended = FALSE;
  return TRUE;
}

static gboolean
decode (BookoutBody *self, const guint8 *data, gsize length, GError **error)
{
  guint8 chunk[DECODED_CHUNK];
  gsize n_read = 0;
  gsize n_written = 0;

  self->has_input = self->has_input || length > 0;
  begins_another_stream (self, data, length);
  while (!self->has_ended)
    {
      g_autoptr (GError) problem = NULL;
      GConverterResult result = g_converter_convert (self->decoder, data, length, chunk, sizeof chunk,
                                                     G_CONVERTER_NO_FLAGS, &n_read, &n_written, &problem);

      if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
        return TRUE;
      if (result == G_CONVERTER_ERROR)
        {
          set_malformed_error (error);
          return FALSE;
        }
      if (!deliver (self, chunk, n_written, error))
        return FALSE;
      data += n_read;
      length -= n_read;
      if (result == G_CONVERTER_FINISHED)
        {
          self->has_ended = TRUE;
          begins_another_stream (self, data, length);
        }
      else if (length == 0 && n_written < sizeof chunk)
        return TRUE;
    }
  return TRUE;
}

/**
 * bookout_body_new:
 * @page_bytes: most decoded bytes of a page
 * @sheet_bytes: most decoded bytes that go to a sink
 *
 * Returns: (transfer full): a body that becomes a page
 */
BookoutBody *
bookout_body_new (gsize page_bytes, gsize sheet_bytes)
{
  BookoutBody *self = g_new0 (BookoutBody, 1);

  self->page_bytes = page_bytes;
  self->sheet_bytes = sheet_bytes;
  self->gathered = g_byte_array_new ();
  return self;
}

/**
 * bookout_body_free:
 * @self: (transfer full): a body
 */
void
bookout_body_free (BookoutBody *self)
{
  g_return_if_fail (self != NULL);

  g_clear_object (&self->sink);
  g_clear_object (&self->decoder);
  g_byte_array_unref (self->gathered);
  g_free (self);
}

/**
 * bookout_body_set_sink:
 * @sink: asked, once the head is there, whether it takes the body
 *
 * Before the first byte.
 */
void
bookout_body_set_sink (BookoutBody *self, BookoutSink *sink)
{
  g_return_if_fail (self != NULL && self->total == 0);

  g_set_object (&self->sink, sink);
  self->destination = GOES_UNDECIDED;
}

/**
 * bookout_body_set_dropped:
 *
 * Nobody reads the body; it still has to be whole and within a page's limit. Before the first byte.
 */
void
bookout_body_set_dropped (BookoutBody *self)
{
  g_return_if_fail (self != NULL && self->total == 0);

  self->destination = GOES_NOWHERE;
}

/**
 * bookout_body_set_encoding:
 * @encoding: (nullable): the Content-Encoding header's value
 *
 * Before the first byte.
 *
 * Errors: %BOOKOUT_NAVIGATOR_ERROR_MALFORMED for an encoding that was not asked for.
 *
 * Returns: whether the body can be decoded
 */
gboolean
bookout_body_set_encoding (BookoutBody *self, const char *encoding, GError **error)
{
  g_return_val_if_fail (self != NULL && self->total == 0, FALSE);

  g_clear_object (&self->decoder);
  if (encoding == NULL || *encoding == '\0' || g_ascii_strcasecmp (encoding, "identity") == 0)
    return TRUE;
  if (g_ascii_strcasecmp (encoding, "gzip") == 0 || g_ascii_strcasecmp (encoding, "x-gzip") == 0)
    self->decoder = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  else if (g_ascii_strcasecmp (encoding, "deflate") == 0)
    self->decoder = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB));
  else if (g_ascii_strcasecmp (encoding, "br") == 0)
    self->decoder = bookout_brotli_decoder_new ();
  else
    set_malformed_error (error);
  return self->decoder != NULL;
}

/**
 * bookout_body_write:
 * @data: the next bytes as they came
 * @length: of @data
 *
 * Errors: %BOOKOUT_NAVIGATOR_ERROR_MALFORMED, %BOOKOUT_NAVIGATOR_ERROR_TOO_LARGE, the sink's own.
 *
 * Returns: whether the transfer may go on
 */
gboolean
bookout_body_write (BookoutBody *self, const guint8 *data, gsize length, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->decoder != NULL ? decode (self, data, length, error) : deliver (self, data, length, error);
}

/**
 * bookout_body_finish:
 *
 * The answer has ended.
 *
 * Errors: %BOOKOUT_NAVIGATOR_ERROR_INCOMPLETE if it was cut off, the sink's own.
 *
 * Returns: whether the body is whole
 */
gboolean
bookout_body_finish (BookoutBody *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->decoder != NULL && self->has_input && !self->has_ended)
    {
      g_set_error_literal (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_INCOMPLETE,
                           _ ("The file arrived incomplete (its compression breaks off)."));
      return FALSE;
    }
  return self->destination != GOES_UNDECIDED || decide (self, error);
}

/**
 * bookout_body_is_document:
 *
 * Returns: whether the sink took the body
 */
gboolean
bookout_body_is_document (BookoutBody *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->destination == GOES_TO_SINK;
}

/**
 * bookout_body_steal_bytes:
 *
 * Returns: (transfer full): the page's decoded body, empty if the sink took it
 */
GBytes *
bookout_body_steal_bytes (BookoutBody *self)
{
  GByteArray *gathered;

  g_return_val_if_fail (self != NULL, NULL);

  gathered = g_steal_pointer (&self->gathered);
  self->gathered = g_byte_array_new ();
  return g_byte_array_free_to_bytes (gathered);
}
