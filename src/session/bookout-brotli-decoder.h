/* bookout-brotli-decoder.h - brotli streams as a GConverter, like GLib's own for gzip
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BOOKOUT_TYPE_BROTLI_DECODER (bookout_brotli_decoder_get_type ())
G_DECLARE_FINAL_TYPE (BookoutBrotliDecoder, bookout_brotli_decoder, BOOKOUT, BROTLI_DECODER, GObject)

GConverter *bookout_brotli_decoder_new (void);

G_END_DECLS
