/* test-reference-list.c; SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "bookout-reference-list.h"

#define TEXT(literal) literal, sizeof literal - 1

typedef struct
{
  const char *name;
  const char *text;
  gsize size;
  const char *expected; /* joined by "|" */
} Case;

static const Case cases[] = {
  { "lines", TEXT ("165548\n165548A\r\n16553\r00123"), "165548|165548A|16553|00123" },
  { "blanks-and-comments", TEXT ("# again\n\n  165548  \n\t\n#16553\n00123\n"), "165548|00123" },
  { "duplicates", TEXT ("1\n2\n1\n 1\n2\n"), "1|2" },
  { "case-kept", TEXT ("1a\n1A\n"), "1a|1A" },
  { "commas-kept", TEXT ("A,1\nB;2\n"), "A,1|B;2" },
  { "inner-space-kept", TEXT ("A/B 1\n"), "A/B 1" },
  { "quoted", TEXT ("\"165548\"\n\"\"\n\" 1 \"\t2\n\""), "165548|1|\"" },
  { "outer-invisible",
    TEXT ("\xC2\xA0"
          "1\xC2\xA0\n"),
    "1" },
  { "excel-text", TEXT ("=\"00123\"\n"), "00123" },
  { "from-a-spreadsheet", TEXT ("165548\t2019\tHalden\n16553 \t\t\n"), "165548|16553" },
  { "utf16",
    TEXT ("\xFF\xFE"
          "1\0\r\0\n\0"
          "2\0"),
    "1|2" },
  { "windows-1252",
    TEXT ("\xC4"
          "1\n"),
    "Ä1" },
  { "unclosed-quote-is-text", TEXT ("\"165548\n16553\n"), "\"165548|16553" },
  { "table", TEXT ("Reference Number,VIN\n165548,A\n,B\n16553,C\n165548,A\n"), "165548|16553" },
  { "table-second-column", TEXT ("\xEF\xBB\xBFVIN;reference number\nA;165548\nB\nC;=\"00123\"\n"),
    "165548|00123" },
  { "table-one-column", TEXT ("Reference Number\n165548\n16553\n"), "165548|16553" },
  { "table-other-header", TEXT ("Stock,VIN\n165548,A\n"), "Stock,VIN|165548,A" },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GBytes) bytes = g_bytes_new (c->text, c->size);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) references = bookout_reference_list_parse (bytes, "Reference Number", &error);
  g_autofree char *joined = NULL;

  g_assert_no_error (error);
  joined = g_strjoinv ("|", references);
  g_assert_cmpstr (joined, ==, c->expected);
}

static void
test_no_column (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (TEXT ("Reference Number\n1\n"));
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) references = bookout_reference_list_parse (bytes, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (references), ==, 2);
}

static void
test_fixture (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "inventory", "fixtures", "references.txt",
                                                 NULL);
  g_autofree char *content = NULL;
  g_autofree char *joined = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) references = NULL;
  gsize size;

  g_file_get_contents (path, &content, &size, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new_take (g_steal_pointer (&content), size);
  references = bookout_reference_list_parse (bytes, "Reference Number", &error);
  g_assert_no_error (error);
  joined = g_strjoinv ("|", references);
  g_assert_cmpstr (joined, ==, "165548|16553|165548A");
}

/* The list of what failed can be given back as the list of what to do. */
static void
test_written_by_us (void)
{
  static const char *const written[] = { "165548", "-5", "=x", "A,1", "say \"5\"", "A/B 1", NULL };
  g_autoptr (GString) text = g_string_new ("Reference Number,Reason\r\n");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) references = NULL;

  for (guint i = 0; written[i] != NULL; i++)
    {
      bookout_csv_append_cell (text, written[i]);
      g_string_append (text, ",\"Not listed.\"\r\n");
    }
  bytes = g_bytes_new (text->str, text->len);
  references = bookout_reference_list_parse (bytes, "Reference Number", &error);
  g_assert_no_error (error);
  g_assert_true (g_strv_equal ((const char *const *) references, written));
}

typedef struct
{
  const char *name;
  const char *text;
  gsize size;
  const char *message;
} Refusal;

static const Refusal refusals[] = {
  { "empty", TEXT (""), "The list has no references." },
  { "comments-only", TEXT ("# nothing\n\n"), "The list has no references." },
  { "table-without-rows", TEXT ("Reference Number,VIN\n"), "The list has no references." },
  { "nul", TEXT ("1\n2\0\n"), "Line 2: there is a NUL byte. The file is damaged, or not a table of text." },
  { "table-unclosed", TEXT ("Reference Number,VIN\n1,\"A\n"), "Line 2: the quotation mark is not closed." },
  { "workbook", TEXT ("PK\003\004"),
    "The file is an Excel workbook or another archive, not a table of text. Save it as CSV first." },
};

static void
test_refusal (gconstpointer data)
{
  const Refusal *refusal = data;
  g_autoptr (GBytes) bytes = g_bytes_new (refusal->text, refusal->size);
  g_autoptr (GError) error = NULL;

  g_assert_null (bookout_reference_list_parse (bytes, "Reference Number", &error));
  g_assert_nonnull (error);
  g_assert_cmpstr (error->message, ==, refusal->message);
}

static void
test_too_many (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i <= BOOKOUT_CSV_ROWS_MOST; i++)
    g_string_append_printf (text, "%u\n", i);
  bytes = g_bytes_new (text->str, text->len);
  g_assert_null (bookout_reference_list_parse (bytes, NULL, &error));
  g_assert_error (error, BOOKOUT_CSV_ERROR, BOOKOUT_CSV_ERROR_LIMIT);
}

static void
test_long_line (void)
{
  g_autoptr (GString) text = g_string_new ("1\n");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i <= BOOKOUT_CSV_CELL_BYTES_MOST / 2; i++)
    g_string_append (text, "ä");
  bytes = g_bytes_new (text->str, text->len);
  g_assert_null (bookout_reference_list_parse (bytes, "Reference Number", &error));
  g_assert_error (error, BOOKOUT_CSV_ERROR, BOOKOUT_CSV_ERROR_LIMIT);
  g_assert_cmpstr (error->message, ==, "Line 2: too long for a reference.");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/reference-list/case/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strconcat ("/reference-list/refusal/", refusals[i].name, NULL);

      g_test_add_data_func (path, &refusals[i], test_refusal);
    }
  g_test_add_func ("/reference-list/no-column", test_no_column);
  g_test_add_func ("/reference-list/fixture", test_fixture);
  g_test_add_func ("/reference-list/written-by-us", test_written_by_us);
  g_test_add_func ("/reference-list/too-many", test_too_many);
  g_test_add_func ("/reference-list/long-line", test_long_line);
  return g_test_run ();
}
