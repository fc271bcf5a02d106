/* bookout-csv.h - tables of text from exported files, whatever their encoding and delimiter
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BookoutCsvError:
 * @BOOKOUT_CSV_ERROR_ENCODING: not text in a known encoding
 * @BOOKOUT_CSV_ERROR_SYNTAX: "Line 214: the quotation mark is not closed."
 * @BOOKOUT_CSV_ERROR_LIMIT: too many rows, columns or bytes
 */
#define BOOKOUT_CSV_ERROR (bookout_csv_error_quark ())
typedef enum
{
  BOOKOUT_CSV_ERROR_ENCODING,
  BOOKOUT_CSV_ERROR_SYNTAX,
  BOOKOUT_CSV_ERROR_LIMIT,
} BookoutCsvError;
GQuark bookout_csv_error_quark (void);

#define BOOKOUT_CSV_BYTES_MOST      (128 * 1024 * 1024)
#define BOOKOUT_CSV_CELL_BYTES_MOST (1024 * 1024)
#define BOOKOUT_CSV_COLUMNS_MOST    512
#define BOOKOUT_CSV_ROWS_MOST       200000 /* below the header */

/* Called for each record in file order, the header being the first; @line is where it begins, from 1; cells are UTF-8, NUL
 * bytes never inside, valid during the call. Return FALSE with @error to end. */
typedef gboolean (*BookoutCsvRecordFunc) (const char *const *cells,
                                          guint n_cells,
                                          guint line,
                                          gpointer user_data,
                                          GError **error);

/* Finds out encoding and delimiter, then reads. Blank lines are skipped. */
gboolean bookout_csv_parse (GBytes *bytes, BookoutCsvRecordFunc func, gpointer user_data, GError **error);

/* Appends one cell, quoted where needed and harmless to spreadsheets; the delimiter between cells is the caller's. */
void bookout_csv_append_cell (GString *line, const char *text);

G_END_DECLS
