/* bookout-brotli-decoder.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-brotli-decoder"
#include "config.h"

#include <brotli/decode.h>

#include "bookout-brotli-decoder.h"

/* libbrotlidec behind the interface that GLib's zlib decoder has, so that a body is decoded in one way whatever its encoding. Used
 * by the thread of one transfer. */

struct _BookoutBrotliDecoder
{
  GObject parent_instance;
  BrotliDecoderState *state; /* owned */
};

static void bookout_brotli_decoder_converter_init (GConverterIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BookoutBrotliDecoder,
                               bookout_brotli_decoder,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_CONVERTER,
                                                      bookout_brotli_decoder_converter_init))

static void
bookout_brotli_decoder_reset (GConverter *converter)
{
  BookoutBrotliDecoder *self = BOOKOUT_BROTLI_DECODER (converter);

  g_clear_pointer (&self->state, BrotliDecoderDestroyInstance);
  self->state = BrotliDecoderCreateInstance (NULL, NULL, NULL);
}

static GConverterResult
bookout_brotli_decoder_convert (GConverter *converter,
                                const void *inbuf,
                                gsize inbuf_size,
                                void *outbuf,
                                gsize outbuf_size,
                                GConverterFlags flags,
                                gsize *bytes_read,
                                gsize *bytes_written,
                                GError **error)
{
  BookoutBrotliDecoder *self = BOOKOUT_BROTLI_DECODER (converter);
  const guint8 *next_in = inbuf;
  guint8 *next_out = outbuf;
  size_t left_in = inbuf_size;
  size_t left_out = outbuf_size;
  BrotliDecoderResult result = BrotliDecoderDecompressStream (self->state, &left_in, &next_in, &left_out,
                                                              &next_out, NULL);

  *bytes_read = inbuf_size - left_in;
  *bytes_written = outbuf_size - left_out;
  if (result == BROTLI_DECODER_RESULT_SUCCESS)
    return G_CONVERTER_FINISHED;
  if (result != BROTLI_DECODER_RESULT_ERROR && (*bytes_read > 0 || *bytes_written > 0))
    return G_CONVERTER_CONVERTED;

  if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "The brotli stream goes on");
  else if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "The brotli stream needs more room");
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The brotli stream is broken");
  return G_CONVERTER_ERROR;
}

static void
bookout_brotli_decoder_converter_init (GConverterIface *iface)
{
  iface->convert = bookout_brotli_decoder_convert;
  iface->reset = bookout_brotli_decoder_reset;
}

static void
bookout_brotli_decoder_finalize (GObject *object)
{
  BookoutBrotliDecoder *self = BOOKOUT_BROTLI_DECODER (object);

  g_clear_pointer (&self->state, BrotliDecoderDestroyInstance);

  G_OBJECT_CLASS (bookout_brotli_decoder_parent_class)->finalize (object);
}

static void
bookout_brotli_decoder_class_init (BookoutBrotliDecoderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bookout_brotli_decoder_finalize;
}

static void
bookout_brotli_decoder_init (BookoutBrotliDecoder *self)
{
  self->state = BrotliDecoderCreateInstance (NULL, NULL, NULL);
}

/**
 * bookout_brotli_decoder_new:
 *
 * A converter from brotli (RFC 7932) to plain bytes. It finishes only when the stream's own end has come.
 *
 * Returns: (transfer full): a decoder at the start of a stream
 */
GConverter *
bookout_brotli_decoder_new (void)
{
  return g_object_new (BOOKOUT_TYPE_BROTLI_DECODER, NULL);
}
