/* test-ledger-rebuild.c - runs that the ledger doesn't know, from what their folder says
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "bookout-run-origin.h"
#include "bookout-run-rebuild.h"
#include "run-fixture.h"

static void
lose_ledger (RunFixture *fixture)
{
  static const char *const endings[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strconcat (fixture->ledger_path, endings[i], NULL);

      g_unlink (path);
    }
}

static void
run_whole (RunFixture *fixture)
{
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  run_fixture_end (fixture);
}

static void
write_file (RunFixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
remove_file (RunFixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* As going on does it. */
static BookoutLedgerRun *
rebuild (RunFixture *fixture, BookoutLedger *ledger, char **words, GError **error)
{
  g_autoptr (BookoutFolder) folder = bookout_folder_open (fixture->folder, TRUE, NULL);

  g_assert_nonnull (folder);

  return bookout_run_rebuild_find (ledger, folder, &fixture->settings, words, NULL, error);
}

static guint
count_state (BookoutLedger *ledger, gint64 run_id, const char *state)
{
  g_autoptr (GPtrArray) rows = bookout_ledger_list_vehicles (ledger, run_id, NULL);
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (((const BookoutLedgerVehicle *) rows->pdata[i])->state, state))
      n++;

  return n;
}

static void
test_rebuild (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 15");
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedger) ledger = NULL;
  g_autoptr (BookoutLedgerRun) run = NULL;
  g_autoptr (BookoutLedgerRun) again = NULL;
  g_autoptr (BookoutLedgerRun) found = NULL;
  g_autofree char *words = NULL;
  g_autofree char *no_words = NULL;

  run_whole (fixture);
  lose_ledger (fixture);
  ledger = bookout_ledger_open (fixture->ledger_path, &error);
  g_assert_no_error (error);
  found = bookout_run_origin_find (ledger, fixture->folder, &error);
  g_assert_no_error (error);
  g_assert_cmpint (found->id, ==, 0);
  g_assert_cmpstr (found->portal_id, ==, "practice");
  g_assert_cmpstr (found->user, ==, fixture->settings.user);
  g_assert_cmpstr (found->base, ==, bookout_portal_get_base (fixture->portal));

  run = rebuild (fixture, ledger, &words, &error);
  g_assert_no_error (error);
  g_assert_cmpint (run->id, >, 0);
  g_assert_cmpint (run->began_at, ==, found->began_at);
  g_assert_nonnull (strstr (words, "rebuilt from 15 sheets"));
  g_assert_cmpuint (count_state (ledger, run->id, "done"), ==, 15);

  /* now the ledger knows it */
  again = rebuild (fixture, ledger, &no_words, &error);
  g_assert_no_error (error);
  g_assert_cmpint (again->id, ==, run->id);
  g_assert_null (no_words);
}

/* The ledger's newest run of the folder isn't the folder's. */
static void
test_newer_folder (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 6");
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedger) ledger = NULL;
  g_autoptr (BookoutLedgerRun) older = bookout_ledger_run_new ();
  g_autoptr (BookoutLedgerRun) run = NULL;
  g_autofree char *words = NULL;

  run_whole (fixture);
  lose_ledger (fixture);
  ledger = bookout_ledger_open (fixture->ledger_path, &error);
  older->folder = g_strdup (fixture->folder);
  older->began_at = 1000;
  g_assert_true (bookout_ledger_add_run (ledger, older, NULL, &error));
  run = rebuild (fixture, ledger, &words, &error);
  g_assert_no_error (error);
  g_assert_cmpint (run->id, >, older->id);
  g_assert_nonnull (words);
}

/* Sheets that a portal without witnesses gave, or a person released, count only as the file that the manifest lists. */
static void
test_unproved (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 6");
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedger) ledger = NULL;
  g_autoptr (BookoutLedgerRun) run = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *manifest = NULL;
  g_autoptr (GString) altered = NULL;
  g_autofree char *words = NULL;
  g_autofree char *first = NULL;
  g_autofree char *name = NULL;
  g_autofree char *sum = NULL;
  g_autofree char *stray = NULL;

  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  first = g_strdup (bookout_vehicle_get_reference (run_fixture_vehicle (fixture, 0)));
  stray = g_strdup_printf ("%s.pdf", bookout_vehicle_get_reference (run_fixture_vehicle (fixture, 1)));
  run_fixture_end (fixture);
  lose_ledger (fixture);

  /* two that can't be read: the first is the released file, of the other one nobody has said anything */
  name = g_strdup_printf ("%s.pdf", first);
  {
    static const char blank[] = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                                "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                                "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\n"
                                "trailer<</Root 1 0 R>>\n%%EOF\n";
    g_autoptr (BookoutFolder) folder = bookout_folder_open (fixture->folder, FALSE, &error);
    g_autofree char *before = bookout_folder_hash (folder, name, NULL, &error);

    g_assert_no_error (error);
    write_file (fixture, name, blank);
    write_file (fixture, stray, blank);
    sum = bookout_folder_hash (folder, name, NULL, &error);
    manifest = run_fixture_read (fixture, "run-data/manifest.json");
    altered = g_string_new (manifest);
    g_assert_cmpuint (g_string_replace (altered, before, sum, 0), ==, 1);
    {
      char *entry = strstr (altered->str, sum);
      char *begin = entry;
      char *proof;

      while (*begin != '{')
        begin--;
      proof = strstr (begin, "\"text\"");
      g_assert_nonnull (proof);
      g_string_erase (altered, proof - altered->str, 6);
      g_string_insert (altered, proof - altered->str, "\"person\"");
    }
    write_file (fixture, "run-data/manifest.json", altered->str);
  }

  ledger = bookout_ledger_open (fixture->ledger_path, &error);
  run = rebuild (fixture, ledger, &words, &error);
  g_assert_no_error (error);
  rows = bookout_ledger_list_vehicles (ledger, run->id, &error);
  for (guint i = 0; i < rows->len; i++)
    {
      const BookoutLedgerVehicle *row = rows->pdata[i];

      if (g_str_equal (row->reference, first))
        {
          g_assert_cmpstr (row->state, ==, "unproved");
          g_assert_cmpstr (row->proof, ==, "person");
          g_assert_cmpstr (row->sha256, ==, sum);
        }
      else
        g_assert_cmpstr (row->state, ==, i == 1 ? "waiting" : "done");
    }
}

/* Whatever stands in the folder's files: an error or a run, never a crash, and no sheet that isn't right. */
static void
test_odd_files (void)
{
  static const struct
  {
    const char *name;
    const char *text;
    guint done; /* 0: there is no run */
  } oddities[] = {
    { "run-data/run.json", "", 6 },
    { "run-data/run.json", "[]", 6 },
    { "run-data/run.json", "{\"portal\":3}", 6 },
    { "run-data/run.json", "{\"portal\":\"practice\",\"began_at\":\"soon\"}", 6 },
    { "run-data/run.json",
      "{\"portal\":\"practice\",\"began_at\":\"2026-11-25T17:03:12Z\",\"variables\":7,\"asked\":{}}", 6 },
    { "run-data/report.json", "{\"vehicles\":[1,null,{},{\"reference\":2}]}", 6 },
    { "run-data/report.json", "{\"vehicles\":", 6 },
    { "run-data/manifest.json", "{]", 6 },
    { "run-data/inventory.csv", "", 0 },
    { "run-data/inventory.csv", "Nothing,like it\r\n1,2\r\n", 0 },
  };
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 6");

  run_whole (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (oddities); i++)
    {
      g_autofree char *kept = run_fixture_read (fixture, oddities[i].name);
      g_autoptr (GError) error = NULL;
      g_autoptr (BookoutLedger) ledger = NULL;
      g_autoptr (BookoutLedgerRun) run = NULL;
      g_autofree char *words = NULL;

      g_test_message ("%s: %s", oddities[i].name, oddities[i].text);
      lose_ledger (fixture);
      ledger = bookout_ledger_open (fixture->ledger_path, NULL);
      write_file (fixture, oddities[i].name, oddities[i].text);
      run = rebuild (fixture, ledger, &words, &error);
      if (oddities[i].done > 0)
        {
          g_assert_no_error (error);
          g_assert_cmpuint (count_state (ledger, run->id, "done"), ==, oddities[i].done);
        }
      else
        g_assert_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_NO_RUN);
      write_file (fixture, oddities[i].name, kept);
      g_assert_finalize_object (g_steal_pointer (&ledger));
    }
}

static void
test_cancelled (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 6");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedger) ledger = NULL;
  g_autoptr (BookoutFolder) folder = NULL;
  g_autoptr (BookoutLedgerRun) run = NULL;
  g_autoptr (GPtrArray) runs = NULL;
  g_autofree char *words = NULL;

  run_whole (fixture);
  lose_ledger (fixture);
  ledger = bookout_ledger_open (fixture->ledger_path, NULL);
  folder = bookout_folder_open (fixture->folder, TRUE, NULL);
  g_cancellable_cancel (cancellable);
  run = bookout_run_rebuild_find (ledger, folder, &fixture->settings, &words, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (run);
  runs = bookout_ledger_list_runs (ledger, NULL);
  g_assert_cmpuint (runs->len, ==, 0);
}

/* Gone on with as a whole: only what is missing is fetched. */
static void
test_resume (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 12");
  g_autofree char *name = NULL;
  guint sheets;

  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  name = g_strdup_printf ("%s.pdf", bookout_vehicle_get_reference (run_fixture_vehicle (fixture, 4)));
  run_fixture_end (fixture);
  sheets = run_fixture_get_stat (fixture, "sheets");
  remove_file (fixture, name);
  g_assert_true (
      g_file_set_contents (fixture->ledger_path, "not a ledger at all, and longer than that", -1, NULL));

  run_fixture_set_resume (fixture, FALSE);
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  g_assert_cmpuint (run_fixture_counts (fixture).done, ==, 12);
  g_assert_cmpuint (run_fixture_get_stat (fixture, "sheets"), ==, sheets + 1);
  g_assert_cmpuint (bookout_run_get_report (fixture->run)->warnings->len, ==, 2); /* set aside; rebuilt */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ledger-rebuild/rebuild", test_rebuild);
  g_test_add_func ("/ledger-rebuild/newer-folder", test_newer_folder);
  g_test_add_func ("/ledger-rebuild/unproved", test_unproved);
  g_test_add_func ("/ledger-rebuild/odd-files", test_odd_files);
  g_test_add_func ("/ledger-rebuild/cancelled", test_cancelled);
  g_test_add_func ("/ledger-rebuild/resume", test_resume);

  return g_test_run ();
}
