/* test-reference.c; SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bookout-columns.h"
#include "bookout-line-list.h"
#include "bookout-reference.h"

static void
test_clean (void)
{
  static const struct
  {
    const char *cell;
    const char *expected;
  } cells[] = {
    { "", "" },
    { "165548", "165548" },
    { "165548A", "165548A" },
    { "00123", "00123" },
    { "A/B 1", "A/B 1" },
    { "  165548\t", "165548" },
    { "\xC2\xA0"
      "165548\xC2\xA0 ",
      "165548" },
    { "\xEF\xBB\xBF"
      "165548\xE2\x80\x8B",
      "165548" },
    { "\xE2\x80\xAF"
      "1\xC2\xA0"
      "2\xE3\x80\x80",
      "1\xC2\xA0"
      "2" },
    { " \xC2\xA0 ", "" },
    { "=\"00123\"", "00123" },
    { " =\" 00123 \" ", "00123" },
    { "=\"\"", "" },
    { "=\"", "=\"" },
    { "=1+1", "=1+1" },
    { "\"165548\"", "\"165548\"" },
    { "'=x", "=x" },
    { "'-5", "-5" },
    { "'165548", "'165548" },
    { "'", "'" },
    { "..", ".." },
    { "50%", "50%" },
    { "🚗", "🚗" },
    { "\xE2\x80\x8F"
      "12",
      "\xE2\x80\x8F"
      "12" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      g_autofree char *clean = bookout_reference_clean (cells[i].cell);

      g_assert_cmpstr (clean, ==, cells[i].expected);
    }
}

static void
test_fold (void)
{
  g_autofree char *upper = bookout_reference_fold ("165548Ä");
  g_autofree char *lower = bookout_reference_fold ("165548ä");
  g_autofree char *other = bookout_reference_fold ("165548");

  g_assert_cmpstr (upper, ==, lower);
  g_assert_cmpstr (upper, !=, other);
}

static void
test_columns (void)
{
  static const char *const names[] = { "\xEF\xBB\xBFReference Number ", "VIN", "vin", "Notes", "" };
  g_autoptr (BookoutColumns) columns = bookout_columns_new (names, G_N_ELEMENTS (names));
  guint index = 99;

  g_assert_cmpuint (bookout_columns_get_length (columns), ==, 5);
  g_assert_cmpstr (bookout_columns_get_name (columns, 0), ==, "Reference Number");
  g_assert_false (bookout_columns_find (columns, "Stock", &index));
  g_assert_cmpuint (index, ==, 99);
  g_assert_true (bookout_columns_find (columns, " reference NUMBER", &index));
  g_assert_cmpuint (index, ==, 0);
  g_assert_true (bookout_columns_find (columns, "vin", &index)); /* the very name before the like one */
  g_assert_cmpuint (index, ==, 2);
  g_assert_true (bookout_columns_find (columns, "Vin", &index));
  g_assert_cmpuint (index, ==, 1);
  g_assert_true (bookout_columns_find (columns, "notes", NULL));
}

static void
test_columns_boxed (void)
{
  static const char *const names[] = { "VIN" };
  BookoutColumns *columns = bookout_columns_new (names, 1);
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, BOOKOUT_TYPE_COLUMNS);
  g_value_take_boxed (&value, columns);
  g_assert_true (g_value_get_boxed (&value) == columns);
}

static void
test_listing (void)
{
  g_autoptr (GString) name = g_string_new (NULL);
  const char *names[3] = { "VIN", NULL, "Year" };
  g_autoptr (BookoutColumns) columns = NULL;
  g_autofree char *two = NULL;
  g_autofree char *all = NULL;

  for (guint i = 0; i < 61; i++)
    g_string_append (name, "ä");
  names[1] = name->str;
  columns = bookout_columns_new (names, 3);
  two = bookout_columns_dup_listing (columns, 2);
  all = bookout_columns_dup_listing (columns, 3);

  g_assert_true (g_str_has_prefix (two, "VIN, ä"));
  g_assert_true (g_str_has_suffix (two, "ä… and 1 more"));
  g_assert_true (g_str_has_suffix (all, "ä…, Year"));
}

static void
test_line_list (void)
{
  BookoutLineList lines = { 0 };
  g_autofree char *none = bookout_line_list_to_string (&lines);
  g_autofree char *two = NULL;
  g_autofree char *many = NULL;

  g_assert_cmpstr (none, ==, "");
  bookout_line_list_add (&lines, 4);
  bookout_line_list_add (&lines, 9);
  two = bookout_line_list_to_string (&lines);
  g_assert_cmpstr (two, ==, "4, 9");
  for (guint i = 11; i < 21; i++)
    bookout_line_list_add (&lines, i);
  many = bookout_line_list_to_string (&lines);
  g_assert_cmpstr (many, ==, "4, 9, 11, 12, 13, 14, 15, 16, 17, 18 and 2 more");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reference/clean", test_clean);
  g_test_add_func ("/reference/fold", test_fold);
  g_test_add_func ("/columns/find", test_columns);
  g_test_add_func ("/columns/boxed", test_columns_boxed);
  g_test_add_func ("/columns/listing", test_listing);
  g_test_add_func ("/line-list/to-string", test_line_list);
  return g_test_run ();
}
