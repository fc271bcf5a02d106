/* bookout-form-encoding.h - how the entries of a form are written into a request
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-form-entries.h"

G_BEGIN_DECLS

/* @entries: (element-type BookoutFormEntry), in order. @charset as from bookout_charset_lookup(). */
char *bookout_form_encoding_urlencoded (GPtrArray *entries, const char *charset);
GBytes *bookout_form_encoding_multipart (GPtrArray *entries, const char *charset, char **content_type);
GBytes *bookout_form_encoding_plain (GPtrArray *entries, const char *charset);

G_END_DECLS
