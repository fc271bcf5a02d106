/* bookout-csv-dialect.h - how the cells of a table are separated
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BookoutCsvDialect:
 * @delimiter: between cells
 * @start: offset of the header record in the text, behind a "sep=;" line
 */
typedef struct
{
  char delimiter;
  gsize start;
} BookoutCsvDialect;

BookoutCsvDialect bookout_csv_dialect_sniff (const char *text, gsize length);

/* Offset behind the line that begins at @start, its CR, LF or CRLF included. */
gsize bookout_csv_dialect_find_line_end (const char *text, gsize length, gsize start);

G_END_DECLS
