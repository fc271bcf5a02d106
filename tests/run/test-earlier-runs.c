/* test-earlier-runs.c - what is new, gone, changed and known, by the ledger
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "bookout-earlier-runs.h"

#define BASE "https://portal.example/"
#define USER "dealer"

typedef struct
{
  char *dir;
  BookoutLedger *ledger;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("bookout-earlier-XXXXXX", NULL);
  path = g_build_filename (fixture->dir, "ledger.db", NULL);
  fixture->ledger = bookout_ledger_open (path, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_assert_finalize_object (fixture->ledger);
  dir = g_dir_open (fixture->dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->dir);
  g_free (fixture->dir);
}

/* @rows: "REFERENCE STATE [VIN [CODE]]" each. */
static gint64
add_run (Fixture *fixture, const char *base, const char *user, const char *const *rows)
{
  g_autoptr (BookoutLedgerRun) run = bookout_ledger_run_new ();
  g_autoptr (GPtrArray)
      vehicles = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_ledger_vehicle_free);
  g_autoptr (GError) error = NULL;

  run->folder = g_strdup (fixture->dir);
  run->portal_id = g_strdup ("practice");
  run->portal_path = g_strdup ("practice");
  run->base = g_strdup (base);
  run->user = g_strdup (user);
  run->state = g_strdup ("finished");
  run->began_at = 1795176000;
  for (guint i = 0; rows[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (rows[i], " ", 4);
      guint n = g_strv_length (words);
      BookoutLedgerVehicle *row = bookout_ledger_vehicle_new (words[0]);

      g_free (row->state);
      row->state = g_strdup (words[1]);
      g_free (row->vin);
      row->vin = n > 2 ? g_strdup (words[2]) : g_strdup_printf ("VIN-%s", words[0]);
      g_free (row->description);
      row->description = g_strdup ("A car");
      row->code = n > 3 ? g_strdup (words[3]) : NULL;
      g_ptr_array_add (vehicles, row);
    }
  run->total = vehicles->len;
  g_assert_true (bookout_ledger_add_run (fixture->ledger, run, vehicles, &error));
  g_assert_no_error (error);

  return run->id;
}

static BookoutInventory *
make_inventory (const char *references)
{
  g_auto (GStrv) words = g_strsplit (references, " ", -1);
  g_autoptr (GString) table = g_string_new ("Ref,VIN,What\n");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  const char *description[] = { "What", NULL };
  BookoutInventory *inventory;

  for (guint i = 0; words[i] != NULL; i++)
    g_string_append_printf (table, "%s,VIN-%s,A car\n", words[i], words[i]);
  bytes = g_bytes_new (table->str, table->len);
  inventory = bookout_inventory_new_from_csv (bytes, "Ref", "VIN", description, &error);
  g_assert_no_error (error);

  return inventory;
}

static char *
join (GPtrArray *references)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < references->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", (const char *) g_ptr_array_index (references, i));

  return g_string_free (text, FALSE);
}

static BookoutEarlierRuns *
get_earlier (Fixture *fixture, gint64 before)
{
  g_autoptr (GError) error = NULL;
  BookoutEarlierRuns *earlier = bookout_earlier_runs_new (fixture->ledger, BASE, USER, before, &error);

  g_assert_no_error (error);
  return earlier;
}

static void
assert_difference (Fixture *fixture,
                   gint64 before,
                   BookoutInventory *inventory,
                   const char *added,
                   const char *gone,
                   const char *changed)
{
  g_autoptr (BookoutEarlierRuns) earlier = get_earlier (fixture, before);
  g_autoptr (BookoutInventoryDifference) difference = bookout_earlier_runs_compare (earlier, inventory);
  g_autofree char *added_text = NULL;
  g_autofree char *gone_text = NULL;
  g_autofree char *changed_text = NULL;

  g_assert_nonnull (difference);
  added_text = join (difference->added);
  gone_text = join (difference->gone);
  changed_text = join (difference->changed);
  g_assert_cmpstr (added_text, ==, added);
  g_assert_cmpstr (gone_text, ==, gone);
  g_assert_cmpstr (changed_text, ==, changed);
  g_assert_cmpint (difference->since, ==, 1795176000);
}

static void
assert_known (Fixture *fixture, BookoutInventory *inventory, const char *expected)
{
  g_autoptr (BookoutEarlierRuns) earlier = get_earlier (fixture, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) known = bookout_earlier_runs_find_known (earlier, inventory, &error);
  g_autoptr (GPtrArray) references = g_ptr_array_new ();
  g_autofree char *text = NULL;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (inventory));

  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BookoutVehicle) vehicle = g_list_model_get_item (G_LIST_MODEL (inventory), i);

      if (g_hash_table_contains (known, vehicle))
        g_ptr_array_add (references, (char *) bookout_vehicle_get_reference (vehicle));
    }
  text = join (references);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_none (Fixture *fixture, gconstpointer data)
{
  const char *const rows[] = { "1 done", NULL };
  g_autoptr (BookoutInventory) inventory = make_inventory ("1 2");
  g_autoptr (BookoutEarlierRuns) earlier = NULL;

  add_run (fixture, "https://elsewhere.example/", USER, rows);
  add_run (fixture, BASE, "somebody", rows);
  earlier = get_earlier (fixture, 0);
  g_assert_null (bookout_earlier_runs_compare (earlier, inventory));
  assert_known (fixture, inventory, "");
}

static void
test_difference (Fixture *fixture, gconstpointer data)
{
  const char *const rows[] = { "1 done", "2 failed OTHER", "3 skipped", "9 done", NULL };
  const char *const later[] = { "1 done", NULL };
  g_autoptr (BookoutInventory) inventory = make_inventory ("5 3 2 1 4");
  gint64 first = add_run (fixture, BASE, USER, rows);

  assert_difference (fixture, 0, inventory, "5 4", "9", "2");
  assert_difference (fixture, first + 1, inventory, "5 4", "9", "2");
  add_run (fixture, BASE, USER, later);
  assert_difference (fixture, 0, inventory, "5 3 2 4", "", "");
  assert_difference (fixture, first + 1, inventory, "5 4", "9", "2");
}

/* What was asked for by its reference alone was in no inventory, and isn't in this one. */
static void
test_unlisted (Fixture *fixture, gconstpointer data)
{
  const char *const rows[] = { "1 done", "8 failed", NULL };
  g_autoptr (BookoutInventory) inventory = make_inventory ("1");

  add_run (fixture, BASE, USER, rows);
  bookout_inventory_add_unlisted (inventory, "7");
  bookout_inventory_add_unlisted (inventory, "8");
  assert_difference (fixture, 0, inventory, "", "8", "");
}

static void
test_known (Fixture *fixture, gconstpointer data)
{
  const char *const oldest[] = { "1 done", "2 failed",     "3 unproved", "4 held",
                                 "5 done", "6 done OTHER", "7 skipped",  NULL };
  const char *const middle[] = { "1 skipped", "2 done",    "3 skipped", "4 skipped",
                                 "6 waiting", "7 skipped", NULL };
  const char *const newest[] = { "1 skipped VIN-1 not-new", "2 failed", "3 waiting", "4 failed", "6 skipped",
                                 "7 skipped OTHER not-new", NULL };
  g_autoptr (BookoutInventory) inventory = make_inventory ("1 2 3 4 5 6 7 8");

  add_run (fixture, BASE, USER, oldest);
  assert_known (fixture, inventory, "1 3 5");
  add_run (fixture, BASE, USER, middle);
  /* 5 was gone for a while: what comes back is new */
  assert_known (fixture, inventory, "1 2 3");
  add_run (fixture, BASE, USER, newest);
  assert_known (fixture, inventory, "1 2 3");
}

static void
assert_sentence (guint added, guint gone, guint changed, const char *pattern)
{
  const char *const names[] = { "a", "b", "c", "d", NULL };
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_ledger_vehicle_free);
  g_autoptr (GString) references = g_string_new ("x");
  g_autoptr (BookoutInventory) inventory = NULL;
  g_autoptr (BookoutInventoryDifference) difference = NULL;
  g_autofree char *sentence = NULL;
  BookoutLedgerVehicle *same = bookout_ledger_vehicle_new ("x");

  g_free (same->vin);
  same->vin = g_strdup ("VIN-x");
  g_free (same->description);
  same->description = g_strdup ("A car");
  g_ptr_array_add (rows, same);
  for (guint i = 0; i < added; i++)
    g_string_append_printf (references, " new-%s", names[i]);
  for (guint i = 0; i < gone + changed; i++)
    {
      BookoutLedgerVehicle *row = bookout_ledger_vehicle_new (names[i]);

      g_free (row->vin);
      row->vin = g_strdup ("another");
      g_ptr_array_add (rows, row);
      if (i >= gone)
        g_string_append_printf (references, " %s", names[i]);
    }

  inventory = make_inventory (references->str);
  difference = bookout_inventory_difference_new (inventory, 946728000, rows);
  sentence = bookout_inventory_difference_dup_sentence (difference);
  g_assert_true (g_regex_match_simple (pattern, sentence, 0, 0));
}

static void
test_sentence (void)
{
  assert_sentence (0, 0, 0, "^nothing new, gone or changed since 1 \\w+ 2000$");
  assert_sentence (2, 0, 0, "^2 new since 1 \\w+ 2000$");
  assert_sentence (1, 2, 1, "^1 new, 2 gone, 1 changed since 1 \\w+ 2000$");
  assert_sentence (0, 1, 2, "^1 gone, 2 changed since");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, function) g_test_add ("/earlier-runs/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("none", test_none);
  ADD ("difference", test_difference);
  ADD ("unlisted", test_unlisted);
  ADD ("known", test_known);
  g_test_add_func ("/earlier-runs/sentence", test_sentence);

  return g_test_run ();
}
