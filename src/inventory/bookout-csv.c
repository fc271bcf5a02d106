/* bookout-csv.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-csv"

#include "config.h"

#include <string.h>

#include <csv.h>
#include <glib/gi18n-lib.h>

#include "bookout-csv-dialect.h"
#include "bookout-csv-encoding.h"
#include "bookout-csv.h"

/* Reads tables through libcsv, which knows the cells but not where they are. So it is fed line by line, and what it hands
 * over during a line began on that line or, inside quotes, on an earlier one. No state outlives a call; any thread.
 *
 * libcsv runs in its strict mode, because a quotation mark that nobody closed would otherwise end at the next one, a
 * hundred rows on, and those rows would be lost without a word. Strict mode stops at every mark that is out of place; here
 * those that do no harm (="00123", 12" in a note) are let through one by one. */

/* What libcsv is given at once, so that limits act soon in a file of one line. */
#define PIECE_BYTES (64 * 1024)

typedef struct
{
  struct csv_parser parser;
  BookoutCsvRecordFunc func;
  gpointer user_data;

  GString *text;     /* the cells of the record so far, each ended by NUL */
  GArray *starts;    /* gsize: where each begins in @text */
  GPtrArray *cells;  /* the same as pointers, made when the record is whole */
  guint line;        /* being fed, from 1 */
  guint record_line; /* where the record began */
  guint cell_line;   /* where the cell that is open now began */
  gsize cell_bytes;  /* fed since then, and at most PIECE_BYTES more */
  guint n_records;
  gboolean between_records; /* the line fed last ended one, or was blank */
  GError *error;            /* what ended it */
} Reader;

G_DEFINE_QUARK (bookout_csv_error_quark, bookout_csv_error)

static void
cell_cb (void *bytes, size_t length, void *user_data)
{
  Reader *self = user_data;
  gsize start = self->text->len;

  self->cell_line = self->line;
  self->cell_bytes = 0;
  if (self->error != NULL)
    return;

  if (self->starts->len == BOOKOUT_CSV_COLUMNS_MOST)
    {
      g_set_error (&self->error, BOOKOUT_CSV_ERROR, BOOKOUT_CSV_ERROR_LIMIT,
                   _ ("Line %u: more than %d columns."), self->record_line, BOOKOUT_CSV_COLUMNS_MOST);
      return;
    }
  g_array_append_val (self->starts, start);
  g_string_append_len (self->text, bytes, length);
  g_string_append_c (self->text, '\0');
}

static void
deliver_record (Reader *self)
{
  if (self->n_records > BOOKOUT_CSV_ROWS_MOST)
    {
      g_set_error (&self->error, BOOKOUT_CSV_ERROR, BOOKOUT_CSV_ERROR_LIMIT,
                   _ ("The file has more than %d rows."), BOOKOUT_CSV_ROWS_MOST);
      return;
    }
  self->n_records++;

  g_ptr_array_set_size (self->cells, 0);
  for (guint i = 0; i < self->starts->len; i++)
    g_ptr_array_add (self->cells, self->text->str + g_array_index (self->starts, gsize, i));
  self->func ((const char *const *) self->cells->pdata, self->cells->len, self->record_line, self->user_data,
              &self->error);
}

/* Also called for blank lines, and for the LF of a CRLF: those have no cells. */
static void
record_cb (int terminator, void *user_data)
{
  Reader *self = user_data;

  if (self->starts->len > 0 && self->error == NULL)
    deliver_record (self);
  g_string_truncate (self->text, 0);
  g_array_set_size (self->starts, 0);
  self->between_records = TRUE;
}

static gboolean
fail_unclosed (Reader *self)
{
  g_set_error (&self->error, BOOKOUT_CSV_ERROR, BOOKOUT_CSV_ERROR_SYNTAX,
               _ ("Line %u: the quotation mark is not closed."), self->cell_line);
  return FALSE;
}

/* libcsv has stopped before @stray, at a quotation mark out of place. Inside an unquoted cell, or in a quoted one that began
 * on this line, it is part of the text. In a quoted cell that began on an earlier line it is rather the opening mark of
 * another cell, so the first was never closed. */
static gboolean
pass_stray_quote (Reader *self, const char *stray)
{
  if (csv_error (&self->parser) != CSV_EPARSE)
    {
      g_set_error (&self->error, BOOKOUT_CSV_ERROR, BOOKOUT_CSV_ERROR_LIMIT,
                   _ ("Line %u: the cell is too long."), self->cell_line);
      return FALSE;
    }
  if (self->parser.quoted && self->cell_line != self->line)
    return fail_unclosed (self);

  csv_set_opts (&self->parser, CSV_REPALL_NL);
  csv_parse (&self->parser, stray, 1, cell_cb, record_cb, self);
  csv_set_opts (&self->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL);
  return TRUE;
}

static gboolean
check_cell_size (Reader *self)
{
  if (self->error == NULL && self->cell_bytes > BOOKOUT_CSV_CELL_BYTES_MOST + PIECE_BYTES)
    g_set_error (&self->error, BOOKOUT_CSV_ERROR, BOOKOUT_CSV_ERROR_LIMIT,
                 _ ("Line %u: the cell is longer than %d KB. Perhaps its quotation mark is not closed."),
                 self->cell_line, BOOKOUT_CSV_CELL_BYTES_MOST / 1024);
  return self->error == NULL;
}

static gboolean
feed_line (Reader *self, const char *text, gsize length)
{
  gsize done = 0;

  self->between_records = FALSE;
  while (done < length)
    {
      gsize piece = MIN (length - done, PIECE_BYTES);
      gsize taken = csv_parse (&self->parser, text + done, piece, cell_cb, record_cb, self);

      self->cell_bytes += taken;
      done += taken;
      if (taken < piece && !pass_stray_quote (self, text + done++))
        return FALSE;
      if (!check_cell_size (self))
        return FALSE;
    }

  self->line++;
  if (self->between_records)
    {
      self->record_line = self->line;
      self->cell_line = self->line;
      self->cell_bytes = 0;
    }
  return TRUE;
}

static gboolean
read_text (Reader *self, const char *text, gsize length)
{
  BookoutCsvDialect dialect = bookout_csv_dialect_sniff (text, length);

  csv_set_delim (&self->parser, dialect.delimiter);
  self->line = bookout_csv_encoding_get_line (text, dialect.start);
  self->record_line = self->line;
  self->cell_line = self->line;

  for (gsize start = dialect.start, end; start < length; start = end)
    {
      end = bookout_csv_dialect_find_line_end (text, length, start);
      if (!feed_line (self, text + start, end - start))
        return FALSE;
    }

  if (csv_fini (&self->parser, cell_cb, record_cb, self) != 0 && self->error == NULL)
    return fail_unclosed (self);
  return self->error == NULL;
}

/**
 * bookout_csv_parse:
 * @bytes: a file's content
 * @func: (scope call): called for each record
 * @user_data: for @func
 * @error: return location
 *
 * Reads a table of text: encodings as bookout_csv_encoding_to_utf8() knows them; comma, semicolon, tab or bar between cells,
 * whichever the header has most of, or what a first line "sep=;" says; lines that end in CR, LF or CRLF; quoted cells with
 * doubled quotation marks and line breaks inside. White space round an unquoted cell is dropped. Records may differ in
 * length. A quotation mark out of place is taken as text as long as that cannot swallow a row. Blocks; any thread.
 *
 * Errors: of %BOOKOUT_CSV_ERROR, with the line where it matters: ENCODING (see above), SYNTAX for a quotation mark that is
 * not closed, LIMIT over %BOOKOUT_CSV_BYTES_MOST, %BOOKOUT_CSV_COLUMNS_MOST, %BOOKOUT_CSV_ROWS_MOST or
 * %BOOKOUT_CSV_CELL_BYTES_MOST; and what @func sets. Records before an error have been handed over.
 *
 * Returns: whether all of it was read
 */
gboolean
bookout_csv_parse (GBytes *bytes, BookoutCsvRecordFunc func, gpointer user_data, GError **error)
{
  g_autoptr (GBytes) utf8 = NULL;
  Reader reader = { .func = func, .user_data = user_data, .between_records = TRUE };
  gsize length;
  const char *text;

  g_return_val_if_fail (bytes != NULL, FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  utf8 = bookout_csv_encoding_to_utf8 (bytes, error);
  if (utf8 == NULL)
    return FALSE;

  csv_init (&reader.parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL);
  csv_set_blk_size (&reader.parser, 4096);
  reader.text = g_string_new (NULL);
  reader.starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  reader.cells = g_ptr_array_new ();

  text = g_bytes_get_data (utf8, &length);
  read_text (&reader, length > 0 ? text : "", length);

  csv_free (&reader.parser);
  g_string_free (reader.text, TRUE);
  g_array_unref (reader.starts);
  g_ptr_array_unref (reader.cells);
  if (reader.error != NULL)
    g_propagate_error (error, reader.error);
  return reader.error == NULL;
}

static gboolean
needs_quotes (const char *text)
{
  gsize length = strlen (text);

  return strpbrk (text, ",;\t|\"\r\n") != NULL || (length > 0 && (text[0] == ' ' || text[length - 1] == ' '));
}

/**
 * bookout_csv_append_cell:
 * @line: the record so far; the delimiter before this cell is the caller's to append
 * @text: (nullable): UTF-8; %NULL is as ""
 *
 * Appends @text so that bookout_csv_parse() and spreadsheets read it back as one cell, whichever of the usual delimiters is
 * used. A text that a spreadsheet would run as a formula (it begins with = + - @, tab, CR or LF) gets an apostrophe before it,
 * which bookout_reference_clean() takes away again.
 */
void
bookout_csv_append_cell (GString *line, const char *text)
{
  g_return_if_fail (line != NULL);

  if (text == NULL || text[0] == '\0')
    return;
  if (!needs_quotes (text))
    {
      if (strchr ("=+-@", text[0]) != NULL)
        g_string_append_c (line, '\'');
      g_string_append (line, text);
      return;
    }

  g_string_append_c (line, '"');
  if (strchr ("=+-@\t\r\n", text[0]) != NULL)
    g_string_append_c (line, '\'');
  for (const char *c = text; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (line, '"');
      g_string_append_c (line, *c);
    }
  g_string_append_c (line, '"');
}
