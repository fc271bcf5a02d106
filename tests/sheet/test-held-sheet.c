/* test-held-sheet.c; SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "bookout-evidence.h"
#include "bookout-held-sheet.h"
#include "bookout-sheet-file.h"
#include "sheet-fixtures.h"

static void
hold (BookoutFolder *folder, const char *name, const char *reference, const char *reason)
{
  g_autoptr (BookoutSheetFile) sheet = bookout_sheet_file_new (folder, name, 1024 * 1024);
  g_autoptr (GBytes) bytes = fixture_sheet (reference, NULL);
  g_autoptr (GError) error = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  g_assert_true (bookout_sink_write (BOOKOUT_SINK (sheet), data, length, &error));
  g_assert_true (bookout_sheet_file_finish (sheet, &error));
  g_assert_true (bookout_sheet_file_hold (sheet, reference, "wrong-vehicle", reason, NULL, NULL, &error));
  g_assert_no_error (error);
}

/* The newest first, of this vehicle only, and each can be opened. */
static void
test_list (void)
{
  char *root = fixture_folder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutFolder) folder = bookout_folder_open (root, TRUE, &error);
  g_autoptr (GPtrArray) found = NULL;
  BookoutHeldSheet *newest;
  int descriptor;

  hold (folder, "165548.pdf", "165548", "The first.");
  hold (folder, "165548A.pdf", "165548A", "Another vehicle's.");
  hold (folder, "165548.pdf", "165548", "The second.");

  found = bookout_held_sheet_list (folder, "165548", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 2);
  newest = g_ptr_array_index (found, 0);
  g_assert_cmpstr (newest->name, ==, "165548 (2).pdf");
  g_assert_cmpstr (newest->reason, ==, "The second.");
  g_assert_cmpstr (newest->code, ==, "wrong-vehicle");
  g_assert_cmpuint (newest->size, >, 100);
  g_assert_cmpint (newest->time, >, 0);

  descriptor = bookout_held_sheet_open (newest, folder, &error);
  g_assert_no_error (error);
  g_assert_cmpint (descriptor, >=, 0);
  close (descriptor);

  g_clear_object (&folder);
  fixture_folder_free (root);
}

/* What others put there is passed over. */
static void
test_foreign (void)
{
  static const char *const contents[] = {
    "", "{", "[]", "3", "{\"reference\":\"165548\"}", "{\"reference\":7,\"code\":\"x\",\"reason\":\"y\"}"
  };
  char *root = fixture_folder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutFolder) folder = bookout_folder_open (root, TRUE, &error);
  g_autoptr (GPtrArray) found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autofree char *name = g_strdup_printf ("run-data/held/165548 (%u).pdf.json", i + 2);
      g_autoptr (GBytes) bytes = g_bytes_new_static (contents[i], strlen (contents[i]));

      fixture_write (root, name, bytes);
    }
  found = bookout_held_sheet_list (folder, "165548", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 0);

  g_clear_object (&folder);
  fixture_folder_free (root);
}

/* A folder that is only looked at, and has no held sheets. */
static void
test_none (void)
{
  char *root = fixture_folder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutFolder) folder = bookout_folder_open (root, FALSE, &error);
  g_autoptr (GPtrArray) found = bookout_held_sheet_list (folder, "165548", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 0);

  g_clear_object (&folder);
  fixture_folder_free (root);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/held-sheet/list", test_list);
  g_test_add_func ("/held-sheet/foreign", test_foreign);
  g_test_add_func ("/held-sheet/none", test_none);

  return g_test_run ();
}
