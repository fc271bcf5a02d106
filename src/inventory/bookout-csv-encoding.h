/* bookout-csv-encoding.h - exported files as UTF-8
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-csv.h"

G_BEGIN_DECLS

/* Without BOM and without NUL bytes; shares @bytes if they are UTF-8 already. */
GBytes *bookout_csv_encoding_to_utf8 (GBytes *bytes, GError **error);

/* The line that @offset is in, from 1; CR, LF and CRLF end lines. */
guint bookout_csv_encoding_get_line (const char *text, gsize offset);

G_END_DECLS
