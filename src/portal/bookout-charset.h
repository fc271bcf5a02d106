/* bookout-charset.h - the character encodings that pages come in
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "UTF-8", "windows-1252" …: the encoding that @label means on the web; NULL if none. */
const char *bookout_charset_lookup (const char *label);
/* A body as UTF-8 without NUL, by byte-order mark, @content_type, <meta>, else UTF-8 if valid, else Windows-1252. */
char *bookout_charset_decode (const guint8 *data,
                              gsize length,
                              const char *content_type,
                              gsize *decoded_length,
                              const char **charset);
/* @text in @charset, "&#8364;" for what it lacks, as forms do. */
char *bookout_charset_encode (const char *text, const char *charset, gsize *length);

G_END_DECLS
