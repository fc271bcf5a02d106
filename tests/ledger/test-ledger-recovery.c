/* test-ledger-recovery.c - a damaged ledger is set aside and made anew
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "ledger-fixture.h"

static char *
read_file (const char *path, gsize *length)
{
  g_autoptr (GError) error = NULL;
  char *contents = NULL;

  g_file_get_contents (path, &contents, length, &error);
  g_assert_no_error (error);

  return contents;
}

/* A closed ledger of @n_runs runs of 100 vehicles, two of them with attempts. */
static void
make_ledger (const char *path, guint n_runs)
{
  g_autoptr (BookoutLedger) ledger = open_ledger (path);

  for (guint i = 0; i < n_runs; i++)
    {
      g_autofree char *folder = g_strdup_printf ("/bookouts/%u", i);
      gint64 run_id = add_run (ledger, folder, 100);
      g_autoptr (BookoutLedgerVehicle) vehicle = bookout_ledger_vehicle_new ("V00001");
      BookoutLedgerAttempt attempt = { "V00001", 1, 2, 3, "sheet", "timeout", NULL, TRUE };

      g_assert_true (bookout_ledger_record (ledger, run_id, &attempt, vehicle, NULL));
      g_assert_true (bookout_ledger_add_session (ledger, run_id, 1764072000, NULL));
    }
  g_assert_finalize_object (g_steal_pointer (&ledger));
}

static void
overwrite (const char *path, gsize at, char byte, gsize n)
{
  gsize length;
  g_autofree char *contents = read_file (path, &length);

  g_assert_cmpuint (at + n, <=, length);
  memset (contents + at, byte, n);
  g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
}

static char *
find_aside (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  char *aside = NULL;
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "ledger.db.damaged-") && !g_str_has_suffix (name, "-wal") &&
        !g_str_has_suffix (name, "-shm"))
      {
        g_assert_null (aside);
        aside = g_build_filename (folder, name, NULL);
      }
    else
      g_assert_null (strstr (name, ".recovered"));

  return aside;
}

/* Opens it, and says how many runs came along. */
static guint
recover (const char *path)
{
  gsize length;
  gsize length_aside;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = read_file (path, &length);
  g_autoptr (BookoutLedger) ledger = bookout_ledger_open_or_recover (path, &error);
  g_autoptr (GPtrArray) runs = NULL;
  g_autofree char *aside = find_aside (path);
  g_autofree char *after = NULL;
  guint n_runs;

  g_assert_no_error (error);
  g_assert_nonnull (aside);
  g_assert_nonnull (strstr (bookout_ledger_get_recovery (ledger), aside));
  after = read_file (aside, &length_aside);
  g_assert_cmpmem (before, length, after, length_aside);
  runs = bookout_ledger_list_runs (ledger, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < runs->len; i++)
    g_assert_cmpuint (((const BookoutLedgerRun *) runs->pdata[i])->total, ==, 100);
  n_runs = runs->len;
  add_run (ledger, "/afterwards", 10);
  g_assert_finalize_object (g_steal_pointer (&ledger));
  g_assert_cmpint (ask (path, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), ==,
                   1);
  g_assert_cmpint (ask (path, "SELECT count(*) FROM pragma_foreign_key_check"), ==, 0);

  return n_runs;
}

static void
test_good (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedger) ledger = bookout_ledger_open_or_recover (fixture->path, &error);
  g_autoptr (BookoutLedger) in_memory = bookout_ledger_open_or_recover ("", &error);

  g_assert_no_error (error);
  g_assert_null (bookout_ledger_get_recovery (ledger));
  g_assert_null (bookout_ledger_get_recovery (in_memory));
  g_assert_null (find_aside (fixture->path));
  g_assert_finalize_object (g_steal_pointer (&ledger));
}

static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  make_ledger (fixture->path, 3);
  overwrite (fixture->path, 3, '!', 1);
  g_assert_cmpuint (recover (fixture->path), ==, 0);
}

static void
test_head (Fixture *fixture, gconstpointer data)
{
  make_ledger (fixture->path, 3);
  overwrite (fixture->path, 68, '!', 4); /* the application's mark */
  g_assert_cmpuint (recover (fixture->path), ==, 3);
  g_assert_cmpint (ask (fixture->path, "SELECT count(*) FROM attempts"), ==, 3);
  g_assert_cmpint (ask (fixture->path, "SELECT count(*) FROM sessions"), ==, 3);
}

/* Each page in turn: never a crash, never half a run, and mostly some runs. */
static void
test_each_page (Fixture *fixture, gconstpointer data)
{
  gsize length;
  g_autofree char *whole = NULL;
  guint n_runs = 0;
  guint n_damages = 0;

  make_ledger (fixture->path, 5);
  whole = read_file (fixture->path, &length);
  for (gsize at = 4096; at < length; at += 4096)
    {
      g_autofree char *path = g_strdup_printf ("%s/page-%u/ledger.db", fixture->folder, (guint) (at / 4096));
      g_autofree char *folder = g_path_get_dirname (path);
      g_autoptr (GError) error = NULL;
      g_autoptr (BookoutLedger) ledger = NULL;

      g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
      g_assert_true (g_file_set_contents (path, whole, (gssize) length, NULL));
      overwrite (path, at, 0x5a, 4096);
      ledger = bookout_ledger_open (path, &error);
      if (ledger != NULL) /* a page of pointers, or one that is free */
        continue;
      g_assert_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_DAMAGED);
      n_runs += recover (path);
      n_damages++;
    }
  g_assert_cmpuint (n_damages, >, 5);
  g_assert_cmpuint (n_runs, >, n_damages);
}

/* Values that SQLite can read, but nobody can have written. */
static void
test_unsound (Fixture *fixture, gconstpointer data)
{
  static const char *const changes[] = {
    "UPDATE vehicles SET sha256 = 'not a hash' WHERE ordinal = 50 AND run_id = 2",
    "UPDATE vehicles SET file_name = '../secret.pdf' WHERE ordinal = 50 AND run_id = 2",
    "UPDATE vehicles SET state = 'done' WHERE ordinal = 50 AND run_id = 2",
    "UPDATE vehicles SET reference = '' WHERE ordinal = 50 AND run_id = 2",
    "UPDATE vehicles SET attempts = -1 WHERE ordinal = 50 AND run_id = 2",
    "UPDATE vehicles SET reason = CAST (x'ff00fe' AS TEXT) WHERE ordinal = 50 AND run_id = 2",
    "DELETE FROM vehicles WHERE ordinal = 50 AND run_id = 2",
    "UPDATE runs SET folder = 'bookouts' WHERE id = 2",
    "UPDATE runs SET began_at = -1 WHERE id = 2",
    "PRAGMA ignore_check_constraints = ON; UPDATE vehicles SET state = 'gone' WHERE ordinal = 50 AND run_id = 2",
    "PRAGMA ignore_check_constraints = ON; UPDATE runs SET state = 'odd' WHERE id = 2",
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/unsound-%u/ledger.db", fixture->folder, i);

      g_test_message ("%s", changes[i]);
      make_ledger (path, 3);
      meddle (path, changes[i]);
      meddle (path, "PRAGMA application_id = 1"); /* else nobody looks */
      g_assert_cmpuint (recover (path), ==, 2);
      g_assert_cmpint (ask (path, "SELECT count(*) FROM runs WHERE id IN (1, 3)"), ==, 2);
    }
}

/* A run in this process has it open. */
static void
test_open_here (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedger) user = NULL;
  g_autoptr (BookoutLedger) second = NULL;

  make_ledger (fixture->path, 1);
  user = open_ledger (fixture->path);
  meddle (fixture->path, "PRAGMA application_id = 1");
  second = bookout_ledger_open_or_recover (fixture->path, &error);
  g_assert_null (second);
  g_assert_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_BUSY);
  g_assert_null (find_aside (fixture->path));
  g_assert_finalize_object (g_steal_pointer (&user));
  g_assert_cmpuint (recover (fixture->path), ==, 1);
}

/* What a kill in the middle leaves. */
static void
test_killed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *recovered = g_strconcat (fixture->path, ".recovered", NULL);
  g_autofree char *part = g_strconcat (recovered, ".part", NULL);
  g_autoptr (BookoutLedger) ledger = NULL;
  g_autoptr (GPtrArray) runs = NULL;

  /* before the part was whole */
  make_ledger (fixture->path, 2);
  overwrite (fixture->path, 68, '!', 4);
  g_assert_true (g_file_set_contents (part, "half", 4, NULL));
  g_assert_cmpuint (recover (fixture->path), ==, 2);
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));

  /* after the damaged one was set aside */
  g_assert_cmpint (g_rename (fixture->path, recovered), ==, 0);
  ledger = open_ledger (fixture->path);
  runs = bookout_ledger_list_runs (ledger, NULL);
  g_assert_cmpuint (runs->len, ==, 3);
  g_assert_false (g_file_test (recovered, G_FILE_TEST_EXISTS));
}

static void
test_foreign (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "places.sqlite", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedger) ledger = NULL;

  meddle (path, "CREATE TABLE places (url TEXT)");
  ledger = bookout_ledger_open_or_recover (path, &error);
  g_assert_null (ledger);
  g_assert_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_IO);
  g_assert_cmpint (ask (path, "SELECT count(*) FROM places"), ==, 0);
}

static gpointer
opener_worker (gpointer data)
{
  g_autoptr (GError) error = NULL;
  BookoutLedger *ledger = bookout_ledger_open_or_recover (data, &error);

  if (ledger == NULL)
    g_assert_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_BUSY);

  return ledger;
}

/* Two that find it damaged at once: it is set aside once. */
static void
test_two (Fixture *fixture, gconstpointer data)
{
  GThread *threads[2];
  guint n_told = 0;
  g_autofree char *aside = NULL;

  make_ledger (fixture->path, 4);
  overwrite (fixture->path, 68, '!', 4);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("opener", opener_worker, fixture->path);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr (BookoutLedger) ledger = g_thread_join (threads[i]);

      if (ledger != NULL && bookout_ledger_get_recovery (ledger) != NULL)
        n_told++;
    }
  g_assert_cmpuint (n_told, ==, 1);
  aside = find_aside (fixture->path);
  g_assert_nonnull (aside);
  g_assert_cmpint (ask (fixture->path, "SELECT count(*) FROM runs"), ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/ledger-recovery/good", test_good);
  ADD ("/ledger-recovery/unreadable", test_unreadable);
  ADD ("/ledger-recovery/head", test_head);
  ADD ("/ledger-recovery/each-page", test_each_page);
  ADD ("/ledger-recovery/unsound", test_unsound);
  ADD ("/ledger-recovery/open-here", test_open_here);
  ADD ("/ledger-recovery/killed", test_killed);
  ADD ("/ledger-recovery/foreign", test_foreign);
  ADD ("/ledger-recovery/two", test_two);
#undef ADD

  return g_test_run ();
}
