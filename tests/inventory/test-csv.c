/* test-csv.c; SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "bookout-csv-encoding.h"
#include "bookout-csv.h"

/* Records as text, one a line: where it begins, then its cells, each in <>. */
static gboolean
dump_cb (const char *const *cells, guint n_cells, guint line, gpointer user_data, GError **error)
{
  GString *dump = user_data;

  g_string_append_printf (dump, "%u", line);
  for (guint i = 0; i < n_cells; i++)
    {
      g_assert_true (g_utf8_validate (cells[i], -1, NULL));
      g_string_append_printf (dump, "<%s>", cells[i]);
    }
  g_string_append_c (dump, '\n');
  return TRUE;
}

static char *
dump_bytes (const void *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  GString *dump = g_string_new (NULL);

  if (bookout_csv_parse (bytes, dump_cb, dump, &error))
    g_assert_no_error (error);
  else
    {
      g_assert_true (error->domain == BOOKOUT_CSV_ERROR);
      g_string_append_printf (dump, "error %d: %s\n", error->code, error->message);
    }
  return g_string_free (dump, FALSE);
}

#define TEXT(literal) literal, sizeof literal - 1

typedef struct
{
  const char *name;
  const char *text;
  gsize size;
  const char *expected;
} Oddity;

static const Oddity oddities[] = {
  { "empty", TEXT (""), "" },
  { "only-bom", TEXT ("\xEF\xBB\xBF"), "" },
  { "only-blank-lines", TEXT ("\r\n\r\n  \n"), "" },
  { "one-column", TEXT ("Ref\n1\n2\n"), "1<Ref>\n2<1>\n3<2>\n" },
  { "no-end-of-line", TEXT ("a,b\n1,2"), "1<a><b>\n2<1><2>\n" },
  { "crlf", TEXT ("a,b\r\n1,2\r\n"), "1<a><b>\n2<1><2>\n" },
  { "cr", TEXT ("a,b\r1,2\r"), "1<a><b>\n2<1><2>\n" },
  { "mixed-ends", TEXT ("a,b\r\n1,2\r3,4\n5,6"), "1<a><b>\n2<1><2>\n3<3><4>\n4<5><6>\n" },
  { "blank-lines-count", TEXT ("a,b\n\n\r\n1,2\n  \n3,4\n"), "1<a><b>\n4<1><2>\n6<3><4>\n" },
  { "lines-before-header", TEXT ("\n\na;b\n1;2\n"), "3<a><b>\n4<1><2>\n" },
  { "quotes", TEXT ("\"a\",\"b, c\"\n\"1\",\"2\"\n"), "1<a><b, c>\n2<1><2>\n" },
  { "doubled-quotes", TEXT ("a,b\n\"say \"\"hi\"\"\",\"\"\"\"\n"), "1<a><b>\n2<say \"hi\"><\">\n" },
  { "line-break-inside", TEXT ("a,b\n\"x\ny\",2\n3,4\n"), "1<a><b>\n2<x\ny><2>\n4<3><4>\n" },
  { "crlf-inside", TEXT ("a,b\r\n\"x\r\ny\",2\r\n3,4\r\n"), "1<a><b>\n2<x\r\ny><2>\n4<3><4>\n" },
  { "cr-inside", TEXT ("a,b\r\"x\ry\",2\r3,4\r"), "1<a><b>\n2<x\ry><2>\n4<3><4>\n" },
  { "two-broken-cells", TEXT ("a,b\n\"1\n2\n3\",\"4\n5\"\n6,7\n"), "1<a><b>\n2<1\n2\n3><4\n5>\n6<6><7>\n" },
  { "blank-lines-inside", TEXT ("a\n\"\n\n\"\nz\n"), "1<a>\n2<\n\n>\n5<z>\n" },
  { "break-first-cell-of-header", TEXT ("\"Ref\nNumber\",b\n1,2\n"), "1<Ref\nNumber><b>\n3<1><2>\n" },
  { "quoted-empty", TEXT ("a\n\"\"\n"), "1<a>\n2<>\n" },
  { "empty-cells", TEXT ("a,b,c\n,,\n1,,3\n"), "1<a><b><c>\n2<><><>\n3<1><><3>\n" },
  { "trailing-delimiter", TEXT ("a,b,\n1,2,\n3,4,"), "1<a><b><>\n2<1><2><>\n3<3><4><>\n" },
  { "short-and-long", TEXT ("a,b\n1\n1,2,3\n"), "1<a><b>\n2<1>\n3<1><2><3>\n" },
  { "spaces-outside", TEXT ("a , b\n 1 ,  2 \n"), "1<a><b>\n2<1><2>\n" },
  { "spaces-inside-quotes", TEXT ("a,b\n\" 1 \", \" 2 \" \n"), "1<a><b>\n2< 1 >< 2 >\n" },
  { "tab-keeps-empty", TEXT ("a\tb\tc\n\t\t3\n1\t\t\n"), "1<a><b><c>\n2<><><3>\n3<1><><>\n" },
  { "excel-text", TEXT ("a,b\n=\"00123\",2\n"), "1<a><b>\n2<=\"00123\"><2>\n" },
  { "excel-text-quoted", TEXT ("a,b\n\"=\"\"00123\"\"\",2\n"), "1<a><b>\n2<=\"00123\"><2>\n" },
  { "inches-unquoted", TEXT ("a,b\n12\" wheel,2\n"), "1<a><b>\n2<12\" wheel><2>\n" },
  { "inches-in-quotes", TEXT ("a,b\n\"12\" wheel\",2\n3,4\n"), "1<a><b>\n2<12\" wheel><2>\n3<3><4>\n" },
  { "inches-in-header", TEXT ("12\";b\n1;2,5\n"), "1<12\"><b>\n2<1><2,5>\n" },
  { "sep-semicolon", TEXT ("sep=;\r\na,b;c\r\n1;2\r\n"), "2<a,b><c>\n3<1><2>\n" },
  { "sep-quoted", TEXT ("\"sep=|\"\na|b\n"), "2<a><b>\n" },
  { "sep-upper-tab", TEXT ("SEP=\t\na\tb\n1\t2"), "2<a><b>\n3<1><2>\n" },
  { "sep-unusual", TEXT ("sep=#\na#b\n"), "2<a><b>\n" },
  { "sep-with-bom", TEXT ("\xEF\xBB\xBFsep=;\na;b\n"), "2<a><b>\n" },
  { "sep-is-a-name", TEXT ("sep=ab,c\n1,2\n"), "1<sep=ab><c>\n2<1><2>\n" },
  { "sep-only", TEXT ("sep=;"), "" },
  { "sniff-semicolon", TEXT ("a;b;c\n1,5;2;3\n"), "1<a><b><c>\n2<1,5><2><3>\n" },
  { "sniff-most", TEXT ("a,x;b;c\n"), "1<a,x><b><c>\n" },
  { "sniff-outside-quotes", TEXT ("\"a;b;c;\"\"d;\",e,f\n"), "1<a;b;c;\"d;><e><f>\n" },
  { "sniff-header-only", TEXT ("a,b\n1;2;3;4\n"), "1<a><b>\n2<1;2;3;4>\n" },
  { "sniff-bar", TEXT ("a|b\n1|2\n"), "1<a><b>\n2<1><2>\n" },
  { "utf8", TEXT ("Größe,車\nä,ö\n"), "1<Größe><車>\n2<ä><ö>\n" },
  { "utf8-no-bom-emoji", TEXT ("a\n🚗\n"), "1<a>\n2<🚗>\n" },
  { "windows-1252",
    TEXT ("Gr\xF6\xDF"
          "e,Preis\n1,5 \x80 \x93x\x94\n"),
    "1<Größe><Preis>\n2<1><5 € “x”>\n" },
  { "iso-8859-1-control", TEXT ("a\n\xE4\x81\n"), "1<a>\n2<ä\xC2\x81>\n" },
  { "dos-end", TEXT ("a,b\r\n1,2\r\n\x1A"), "1<a><b>\n2<1><2>\n" },
  { "utf16le-no-bom",
    TEXT ("a\0,\0b\0\n\0"
          "1\0,\0\xE4\0\n\0"),
    "1<a><b>\n2<1><ä>\n" },
  { "utf16be-no-bom",
    TEXT ("\0a\0,\0b\0\n\0"
          "1\0,\0\xE4\0\n"),
    "1<a><b>\n2<1><ä>\n" },
  { "utf16le-surrogates",
    TEXT ("\xFF\xFE"
          "a\0\n\0\x3D\xD8\x97\xDE"),
    "1<a>\n2<🚗>\n" },

  { "unclosed", TEXT ("a,b\n1,2\n3,\"4\n5,6\n"),
    "1<a><b>\n2<1><2>\nerror 1: Line 3: the quotation mark is not closed.\n" },
  { "unclosed-at-end", TEXT ("a,b\n1,\""), "1<a><b>\nerror 1: Line 2: the quotation mark is not closed.\n" },
  { "unclosed-header", TEXT ("\"a,b\n1,2\n"), "error 1: Line 1: the quotation mark is not closed.\n" },
  { "unclosed-meets-next", TEXT ("a,b\n1,\"x\n2,y\n3,\"z\"\n4,5\n"),
    "1<a><b>\nerror 1: Line 2: the quotation mark is not closed.\n" },
  { "unclosed-meets-first-cell", TEXT ("a,b\n1,\"x\n\"2\",y\n"),
    "1<a><b>\nerror 1: Line 2: the quotation mark is not closed.\n" },
  { "unclosed-second-cell-of-record", TEXT ("a,b,c\n\"1\n1\",\"2\n,3\n"),
    "1<a><b><c>\nerror 1: Line 3: the quotation mark is not closed.\n" },
  { "unclosed-after-sep", TEXT ("sep=,\na,b\n1,\"2\n"),
    "2<a><b>\nerror 1: Line 3: the quotation mark is not closed.\n" },
  { "nul", TEXT ("a,b\r\n1,2\r\n3,\0004\r\n"),
    "error 0: Line 3: there is a NUL byte. The file is damaged, or not a table of text.\n" },
  { "nul-first", TEXT ("\0"),
    "error 0: Line 1: there is a NUL byte. The file is damaged, or not a table of text.\n" },
  { "nul-in-utf8-bom",
    TEXT ("\xEF\xBB\xBF"
          "a\nb\nc\0"),
    "error 0: Line 3: there is a NUL byte. The file is damaged, or not a table of text.\n" },
  { "nul-in-utf16",
    TEXT ("\xFF\xFE"
          "a\0\n\0b\0\0\0"),
    "error 0: Line 2: there is a NUL byte. The file is damaged, or not a table of text.\n" },
  { "broken-utf8-bom",
    TEXT ("\xEF\xBB\xBF"
          "a\nb\n\xE4\n"),
    "error 0: Line 3: the text is damaged there (it is not whole UTF-8).\n" },
  { "broken-utf16",
    TEXT ("\xFF\xFE"
          "a\0\n\0\x97\xDE"
          "b\0"),
    "error 0: Line 2: the text is damaged there (it is not whole UTF-16).\n" },
  { "odd-utf16",
    TEXT ("\xFF\xFE"
          "a\0\n\0b"),
    "error 0: Line 2: the text is damaged there (it is not whole UTF-16).\n" },
  { "xlsx", TEXT ("PK\003\004\0\0\0\0"),
    "error 0: The file is an Excel workbook or another archive, not a table of text. Save it as CSV first.\n" },
  { "xls", TEXT ("\xD0\xCF\x11\xE0\0\0\0"),
    "error 0: The file is an old Excel workbook, not a table of text. Save it as CSV first.\n" },
  { "pdf", TEXT ("%PDF-1.7\n"),
    "error 0: The file is a PDF document, not a table of text. Save it as CSV first.\n" },
  { "gzip", TEXT ("\x1F\x8B\x08"),
    "error 0: The file is a compressed file, not a table of text. Save it as CSV first.\n" },
};

static void
test_oddity (gconstpointer data)
{
  const Oddity *oddity = data;
  g_autofree char *dump = dump_bytes (oddity->text, oddity->size);

  g_assert_cmpstr (dump, ==, oddity->expected);
}

/* Each way to write a file, with each delimiter: the same table comes out. */

static const struct
{
  const char *charset; /* for iconv */
  const char *bom;
  gsize bom_length;
} encodings[] = {
  { "UTF-8", "", 0 },
  { "UTF-8", "\xEF\xBB\xBF", 3 },
  { "UTF-16LE", "\xFF\xFE", 2 },
  { "UTF-16BE", "\xFE\xFF", 2 },
  { "UTF-16LE", "", 0 },
  { "UTF-16BE", "", 0 },
  { "CP1252", "", 0 },
  { "ISO-8859-1", "", 0 },
};

static void
check_encoding (const char *text, guint encoding)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autofree char *converted = NULL;
  g_autofree char *dump = NULL;
  gsize size;

  converted = g_convert (text, -1, encodings[encoding].charset, "UTF-8", NULL, &size, &error);
  g_assert_no_error (error);
  g_byte_array_append (file, (const guint8 *) encodings[encoding].bom, encodings[encoding].bom_length);
  g_byte_array_append (file, (const guint8 *) converted, size);

  dump = dump_bytes (file->data, file->len);
  g_assert_cmpstr (
      dump, ==,
      "1<Reference Number><Größe><Notes>\n2<00123><é><one, two; three|four\tfive\n\"six\">\n4<A/B 1><><ÿ>\n");
}

static void
test_encodings (void)
{
  static const char *const ends[] = { "\n", "\r\n", "\r" };
  static const char *const delimiters[] = { ",", ";", "\t", "|" };

  for (guint encoding = 0; encoding < G_N_ELEMENTS (encodings); encoding++)
    for (guint delimiter = 0; delimiter < G_N_ELEMENTS (delimiters); delimiter++)
      for (guint end = 0; end < G_N_ELEMENTS (ends); end++)
        {
          g_autoptr (GString) text = g_string_new ("Reference Number~Größe~Notes^00123~é~"
                                                   "\"one, two; three|four\tfive\n\"\"six\"\"\"^A/B 1~~ÿ^");

          g_string_replace (text, "~", delimiters[delimiter], 0);
          g_string_replace (text, "^", ends[end], 0);
          check_encoding (text->str, encoding);
        }
}

/* What bookout_csv_append_cell() writes is read back, whatever it is. */

typedef struct
{
  GPtrArray *rows; /* of strv */
  guint row;
} Expectation;

/* The writer makes formulas harmless; this is how they come back. */
static char *
as_read (const char *cell)
{
  return cell[0] != '\0' && strchr ("=+-@\t\r\n", cell[0]) != NULL ? g_strconcat ("'", cell, NULL)
                                                                   : g_strdup (cell);
}

static gboolean
compare_cb (const char *const *cells, guint n_cells, guint line, gpointer user_data, GError **error)
{
  Expectation *expectation = user_data;
  char **row = g_ptr_array_index (expectation->rows, expectation->row++);

  g_assert_cmpuint (n_cells, ==, g_strv_length (row));
  for (guint i = 0; i < n_cells; i++)
    {
      g_autofree char *expected = as_read (row[i]);

      g_assert_cmpstr (cells[i], ==, expected);
    }
  return TRUE;
}

static char *
random_cell (GRand *random)
{
  static const char *const pieces[] = { "\"", "\"\"", ",",  ";", "\t", "|",    "\n", "\r\n",
                                        "\r", " ",    "a",  "0", "=",  "+",    "-",  "@",
                                        "'",  "ä",    "車", "🚗", "#",  "sep=", "%",  "\xC2\xA0" };
  GString *cell = g_string_new (NULL);

  for (gint i = g_rand_int_range (random, 0, 8); i > 0; i--)
    g_string_append (cell, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
  return g_string_free (cell, FALSE);
}

static char **
random_row (GRand *random, guint n_cells)
{
  char **row = g_new0 (char *, n_cells + 1);

  for (guint i = 0; i < n_cells; i++)
    row[i] = random_cell (random);
  return row;
}

static void
append_row (GString *text, char **row, char delimiter, const char *end)
{
  for (guint i = 0; row[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (text, delimiter);
      bookout_csv_append_cell (text, row[i]);
    }
  g_string_append (text, end);
}

static void
check_random_table (GRand *random)
{
  static const char *const ends[] = { "\n", "\r\n", "\r" };
  const char *end = ends[g_rand_int_range (random, 0, G_N_ELEMENTS (ends))];
  char delimiter = ",;\t|"[g_rand_int_range (random, 0, 4)];
  guint n_cells = g_rand_int_range (random, 2, 9);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  Expectation expectation = { .rows = rows };

  for (gint i = g_rand_int_range (random, 1, 12); i > 0; i--)
    {
      char **row = random_row (random, n_cells);

      append_row (text, row, delimiter, end);
      g_ptr_array_add (rows, row);
    }

  bytes = g_bytes_new (text->str, text->len);
  bookout_csv_parse (bytes, compare_cb, &expectation, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (expectation.row, ==, rows->len);
}

static void
test_round_trip (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (165548);

  for (guint i = 0; i < 1000; i++)
    check_random_table (random);
}

/* Random bytes end in records or an error, never anything else; sanitizers look on. */
static void
test_noise (void)
{
  static const char letters[] = "\"\",;\t|\r\n  ab=\0\xFF\xFE\xEF\xBB\xBF\x1A\xE4";
  g_autoptr (GRand) random = g_rand_new_with_seed (4711);

  for (guint i = 0; i < 5000; i++)
    {
      char noise[64];
      gint size = g_rand_int_range (random, 0, sizeof noise);
      g_autofree char *dump = NULL;

      for (gint j = 0; j < size; j++)
        noise[j] = letters[g_rand_int_range (random, 0, sizeof letters - 1)];
      dump = dump_bytes (noise, size);
      g_assert_nonnull (dump);
    }
}

static void
test_append_cell (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } cells[] = {
    { NULL, "" },
    { "", "" },
    { "165548", "165548" },
    { "00123", "00123" },
    { "A/B 1", "A/B 1" },
    { "one, two", "\"one, two\"" },
    { "one; two", "\"one; two\"" },
    { "say \"hi\"", "\"say \"\"hi\"\"\"" },
    { "two\nlines", "\"two\nlines\"" },
    { " outer ", "\" outer \"" },
    { "=cmd()", "'=cmd()" },
    { "+1", "'+1" },
    { "-1", "'-1" },
    { "@x", "'@x" },
    { "\tx", "\"'\tx\"" },
    { "\rx", "\"'\rx\"" },
    { "=1,2", "\"'=1,2\"" },
    { "a=b", "a=b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      g_autoptr (GString) line = g_string_new ("x,");
      g_autofree char *expected = g_strconcat ("x,", cells[i].expected, NULL);

      bookout_csv_append_cell (line, cells[i].text);
      g_assert_cmpstr (line->str, ==, expected);
    }
}

/* Limits. */

static gboolean
count_cb (const char *const *cells, guint n_cells, guint line, gpointer user_data, GError **error)
{
  guint *count = user_data;

  (*count)++;
  return TRUE;
}

static void
check_limit (GString *text, const char *message)
{
  g_autoptr (GBytes) bytes = g_string_free_to_bytes (text);
  g_autoptr (GError) error = NULL;
  guint count = 0;

  g_assert_false (bookout_csv_parse (bytes, count_cb, &count, &error));
  g_assert_error (error, BOOKOUT_CSV_ERROR, BOOKOUT_CSV_ERROR_LIMIT);
  g_assert_cmpstr (error->message, ==, message);
}

static GString *
repeat (const char *start, const char *piece, guint times, const char *end)
{
  GString *text = g_string_new (start);

  for (guint i = 0; i < times; i++)
    g_string_append (text, piece);
  return g_string_append (text, end);
}

static void
test_limits (void)
{
  check_limit (repeat ("a\n", "1,", BOOKOUT_CSV_COLUMNS_MOST, "\n"), "Line 2: more than 512 columns.");
  check_limit (repeat ("a\n", "1\n", BOOKOUT_CSV_ROWS_MOST + 1, ""), "The file has more than 200000 rows.");
  check_limit (repeat ("a,b\n1,", "xxxxxxxxxxxxxxxx", BOOKOUT_CSV_CELL_BYTES_MOST / 8, "\n"),
               "Line 2: the cell is longer than 1024 KB. Perhaps its quotation mark is not closed.");
  check_limit (repeat ("a,b\n1,\"", "x\n", BOOKOUT_CSV_CELL_BYTES_MOST, "\n"),
               "Line 2: the cell is longer than 1024 KB. Perhaps its quotation mark is not closed.");
}

static void
test_limits_met (void)
{
  g_autoptr (GBytes)
      columns = g_string_free_to_bytes (repeat ("", "1,", BOOKOUT_CSV_COLUMNS_MOST - 1, "1\n"));
  g_autoptr (GBytes) rows = g_string_free_to_bytes (repeat ("a\n", "1\n", BOOKOUT_CSV_ROWS_MOST, ""));
  g_autoptr (GBytes) cell = g_string_free_to_bytes (repeat ("", "x", BOOKOUT_CSV_CELL_BYTES_MOST, ",b\n"));
  GBytes *files[] = { columns, rows, cell };
  const guint counts[] = { 1, BOOKOUT_CSV_ROWS_MOST + 1, 1 };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GError) error = NULL;
      guint count = 0;

      g_assert_true (bookout_csv_parse (files[i], count_cb, &count, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (count, ==, counts[i]);
    }
}

static void
test_too_large (void)
{
  gsize size = BOOKOUT_CSV_BYTES_MOST + 1;
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_malloc0 (size), size);
  g_autoptr (GError) error = NULL;
  guint count = 0;

  g_assert_false (bookout_csv_parse (bytes, count_cb, &count, &error));
  g_assert_error (error, BOOKOUT_CSV_ERROR, BOOKOUT_CSV_ERROR_LIMIT);
  g_assert_cmpstr (error->message, ==, "The file is larger than 128 MB.");
}

static gboolean
stop_cb (const char *const *cells, guint n_cells, guint line, gpointer user_data, GError **error)
{
  guint *count = user_data;

  if (++*count < 2)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "stop");
  return FALSE;
}

static void
test_stop (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (TEXT ("a\n1\n2\n3\n\"4\n"));
  g_autoptr (GError) error = NULL;
  guint count = 0;

  g_assert_false (bookout_csv_parse (bytes, stop_cb, &count, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count, ==, 2);
}

static void
test_many_rows (void)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  GString *text = g_string_new ("Reference Number,VIN,Notes\r\n");
  guint count = 0;

  for (guint i = 0; i < 50000; i++)
    g_string_append_printf (text, "%06u,1HD%014u,\"one, \"\"two\"\"\r\nthree\"\r\n", i, i);
  bytes = g_string_free_to_bytes (text);
  g_assert_true (bookout_csv_parse (bytes, count_cb, &count, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count, ==, 50001);
}

static void
test_line (void)
{
  static const char text[] = "a\r\nb\rc\n\nd";
  static const guint lines[] = { 1, 1, 2, 2, 2, 3, 3, 4, 5, 5 };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (i != 2) /* between CR and LF is no place to ask for */
      g_assert_cmpuint (bookout_csv_encoding_get_line (text, i), ==, lines[i]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (oddities); i++)
    {
      g_autofree char *path = g_strconcat ("/csv/oddity/", oddities[i].name, NULL);

      g_test_add_data_func (path, &oddities[i], test_oddity);
    }
  g_test_add_func ("/csv/encodings", test_encodings);
  g_test_add_func ("/csv/round-trip", test_round_trip);
  g_test_add_func ("/csv/noise", test_noise);
  g_test_add_func ("/csv/append-cell", test_append_cell);
  g_test_add_func ("/csv/limits", test_limits);
  g_test_add_func ("/csv/limits-met", test_limits_met);
  g_test_add_func ("/csv/too-large", test_too_large);
  g_test_add_func ("/csv/stop", test_stop);
  g_test_add_func ("/csv/many-rows", test_many_rows);
  g_test_add_func ("/csv/line", test_line);
  return g_test_run ();
}
