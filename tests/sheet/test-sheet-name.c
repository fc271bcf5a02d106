/* test-sheet-name.c; SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "bookout-sheet-name.h"

typedef struct
{
  const char *reference;
  const char *name;
} Pair;

static const Pair pairs[] = {
  { "165548", "165548.pdf" },
  { "165548A", "165548A.pdf" },
  { "00123", "00123.pdf" },
  { "A/B", "A%2FB.pdf" },
  { "A B", "A B.pdf" },
  { " A ", "%20A%20.pdf" },
  { "..", "%2E%2E.pdf" },
  { ".", "%2E.pdf" },
  { "", "%00.pdf" },
  { ".hidden", "%2Ehidden.pdf" },
  { "end.", "end%2E.pdf" },
  { "a.b", "a.b.pdf" },
  { "50%", "50%25.pdf" },
  { "a~b", "a%7Eb.pdf" },
  { "\\:*?\"<>|", "%5C%3A%2A%3F%22%3C%3E%7C.pdf" },
  { "tab\tline\n", "tab%09line%0A.pdf" },
  { "CON", "%43ON.pdf" },
  { "con", "%63on.pdf" },
  { "CON.txt", "%43ON.txt.pdf" },
  { "CONSOLE", "CONSOLE.pdf" },
  { "COM1", "%43OM1.pdf" },
  { "COM\u00b2", "%43OM\u00b2.pdf" },
  { "COM10", "COM10.pdf" },
  { "nul", "%6Eul.pdf" },
  { "run-data", "%72un-data.pdf" },
  { "RUN-DATA", "%52UN-DATA.pdf" },
  { "caf\u00e9", "caf\u00e9.pdf" },
  { "\U0001f697", "\U0001f697.pdf" },
  { "a\u202eb", "a%E2%80%AEb.pdf" },
  { "a\u200bb", "a%E2%80%8Bb.pdf" },
  { "a\xc2\x85"
    "b",
    "a%C2%85b.pdf" },
  { "\xff\xfe", "%FF%FE.pdf" },
  { "a\xe2\x82", "a%E2%82.pdf" },
  { "-rf", "-rf.pdf" },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *name = bookout_sheet_name_for_reference (pairs[i].reference);
      g_autofree char *back = bookout_sheet_name_to_reference (name);

      g_assert_cmpstr (name, ==, pairs[i].name);
      g_assert_cmpstr (back, ==, pairs[i].reference);
    }
}

static void
test_not_ours (void)
{
  static const char *const names[] = {
    "165548",    "165548.PDF",      ".pdf",     "a/b.pdf",
    "%2f.pdf",   "A%2.pdf",         "A%.pdf",   "A%zz.pdf",
    "%41.pdf",   "CON.pdf",         " a.pdf",   "a .pdf",
    "a~b.pdf",   "%00x.pdf",        "x%00.pdf", "report.json",
    "a\xff.pdf", "165548.pdf.part", "..pdf",    "165548~12345678.pdf",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_null (bookout_sheet_name_to_reference (names[i]));
}

static void
test_colliding (void)
{
  g_autofree char *lower = bookout_sheet_name_for_colliding ("165548a");
  g_autofree char *upper = bookout_sheet_name_for_colliding ("165548A");
  g_autofree char *a = g_utf8_casefold (lower, -1);
  g_autofree char *b = g_utf8_casefold (upper, -1);

  g_assert_cmpstr (a, !=, b);
  g_assert_true (g_regex_match_simple ("^165548a~[0-9a-f]{8}\\.pdf$", lower, 0, 0));
  g_assert_null (bookout_sheet_name_to_reference (lower));
}

/* Two long ones that differ only at their ends. */
static void
test_cut (void)
{
  g_autofree char *filler = g_strnfill (300, 'x');
  g_autofree char *first = g_strconcat (filler, "1", NULL);
  g_autofree char *second = g_strconcat (filler, "2", NULL);
  g_autofree char *a = bookout_sheet_name_for_reference (first);
  g_autofree char *b = bookout_sheet_name_for_reference (second);
  g_autofree char *just = g_strnfill (200, 'y');
  g_autofree char *whole = bookout_sheet_name_for_reference (just);

  g_assert_cmpstr (a, !=, b);
  g_assert_cmpuint (strlen (a), ==, BOOKOUT_SHEET_NAME_MOST);
  g_assert_null (bookout_sheet_name_to_reference (a));
  g_assert_cmpuint (strlen (whole), ==, 204);
}

/* A reference of random bytes, from those that are likely to make trouble. */
static char *
random_reference (void)
{
  static const char *const pieces[] = { "1",      "6",        "A",          "a",    "%",    "%2F",
                                        "~",      ".",        " ",          "/",    "\\",   "..",
                                        "\u00e9", "\u202e",   "\U0001f697", "\xff", "\xe2", "CON",
                                        "nul",    "run-data", "\n",         "\x7f", "-",    "\"" };
  GString *reference = g_string_new (NULL);
  int length = g_test_rand_int_range (0, g_test_rand_bit () ? 6 : 120);

  for (int i = 0; i < length; i++)
    g_string_append (reference, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
  return g_string_free (reference, FALSE);
}

static void
check_safe (const char *name)
{
  g_assert_true (g_utf8_validate (name, -1, NULL));
  g_assert_null (strpbrk (name, "/\\:*?\"<>|\n\r\t\x7f"));
  g_assert_true (*name != '.' && *name != ' ');
  g_assert_true (g_str_has_suffix (name, ".pdf"));
  g_assert_cmpuint (strlen (name), <=, BOOKOUT_SHEET_NAME_MOST);
  g_assert_cmpuint (strlen (name) + strlen (".part"), <=, 255);
  g_assert_cmpuint (strlen (name) + strlen (" (kept 2026-11-25, 999)"), <=, 255);
}

static void
test_properties (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (int i = 0; i < 20000; i++)
    {
      char *reference = random_reference ();
      char *name = bookout_sheet_name_for_reference (reference);
      g_autofree char *back = bookout_sheet_name_to_reference (name);
      const char *other = g_hash_table_lookup (seen, name);

      check_safe (name);
      if (strlen (name) < 200)
        g_assert_cmpstr (back, ==, reference);
      else
        g_assert_true (back == NULL || strcmp (back, reference) == 0);
      if (other != NULL)
        g_assert_cmpstr (other, ==, reference);
      g_hash_table_replace (seen, name, reference);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sheet-name/table", test_table);
  g_test_add_func ("/sheet-name/not-ours", test_not_ours);
  g_test_add_func ("/sheet-name/colliding", test_colliding);
  g_test_add_func ("/sheet-name/cut", test_cut);
  g_test_add_func ("/sheet-name/properties", test_properties);
  return g_test_run ();
}
