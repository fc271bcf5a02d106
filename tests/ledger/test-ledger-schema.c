/* test-ledger-schema.c - damaged, foreign, newer and older files
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>

#include "bookout-ledger-schema.h"
#include "ledger-fixture.h"

static const char *program;

static void
read_file (const char *path, char **content, gsize *length)
{
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, content, length, &error);
  g_assert_no_error (error);
}

/* A closed ledger of 500 vehicles. */
static void
make_ledger (const char *path)
{
  g_autoptr (BookoutLedger) ledger = open_ledger (path);

  add_run (ledger, "/bookouts", 500);
  g_assert_finalize_object (g_steal_pointer (&ledger));
}

static void
assert_refused_untouched (const char *path, BookoutLedgerError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedger) ledger = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize length_before;
  gsize length_after;

  read_file (path, &before, &length_before);
  ledger = bookout_ledger_open (path, &error);
  g_assert_null (ledger);
  g_assert_error (error, BOOKOUT_LEDGER_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, path));
  read_file (path, &after, &length_after);
  g_assert_cmpmem (before, length_before, after, length_after);
}

static void
damage_garbage (char *content, gsize length)
{
  memset (content, 'x', length);
}

static void
damage_head (char *content, gsize length)
{
  content[3] ^= 1;
}

static void
damage_page (char *content, gsize length)
{
  memset (content + length / 4096 / 2 * 4096, 0xa5, 4096);
}

static void
damage_pointers (char *content, gsize length)
{
  for (gsize i = 4096; i + 12 < length; i += 4096)
    content[i + 3] ^= 0x40;
}

static const struct
{
  const char *name;
  void (*damage) (char *content, gsize length);
  gsize cut; /* bytes left, 0 for all */
} damages[] = {
  { "garbage", damage_garbage, 0 }, { "garbage-short", damage_garbage, 50 }, { "head", damage_head, 0 },
  { "page", damage_page, 0 },       { "pointers", damage_pointers, 0 },      { "half", NULL, 40960 },
  { "odd-length", NULL, 5000 },
};

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *whole = NULL;
  gsize whole_length;

  make_ledger (fixture->path);
  read_file (fixture->path, &whole, &whole_length);
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autofree char *content = g_memdup2 (whole, whole_length);
      gsize length = damages[i].cut != 0 ? damages[i].cut : whole_length;

      g_test_message ("%s", damages[i].name);
      if (damages[i].damage != NULL)
        damages[i].damage (content, length);
      g_assert_true (g_file_set_contents (fixture->path, content, (gssize) length, NULL));
      assert_refused_untouched (fixture->path, BOOKOUT_LEDGER_ERROR_DAMAGED);
    }
}

static void
test_foreign (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "places.sqlite", NULL);

  meddle (path, "CREATE TABLE places (url TEXT); INSERT INTO places VALUES ('https://example.org/');");
  assert_refused_untouched (path, BOOKOUT_LEDGER_ERROR_IO);
  meddle (path, "PRAGMA user_version = 1");
  assert_refused_untouched (path, BOOKOUT_LEDGER_ERROR_IO);
}

/* A mark that was flipped doesn't make our ledger another program's, nor a newer one's. */
static void
test_altered_marks (Fixture *fixture, gconstpointer data)
{
  static const char *const marks[] = {
    "PRAGMA application_id = 1", "PRAGMA application_id = 0",        "PRAGMA user_version = 0",
    "PRAGMA user_version = -2",  "PRAGMA user_version = 1073741826",
  };

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/marks-%u.db", fixture->folder, i);

      make_ledger (path);
      meddle (path, marks[i]);
      assert_refused_untouched (path, BOOKOUT_LEDGER_ERROR_DAMAGED);
    }
}

static void
test_newer (Fixture *fixture, gconstpointer data)
{
  make_ledger (fixture->path);
  meddle (fixture->path, "PRAGMA user_version = 99");
  assert_refused_untouched (fixture->path, BOOKOUT_LEDGER_ERROR_NEWER);
}

/* What a crash right after making the file leaves. */
static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "ledger.db", NULL);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  make_ledger (path);
  g_assert_cmpint (ask (path, "SELECT count(*) FROM vehicles"), ==, 500);
}

static void
test_marks (Fixture *fixture, gconstpointer data)
{
  g_autofree char *copy = g_strconcat (fixture->path, ".v0", NULL);

  make_ledger (fixture->path);
  g_assert_cmpint (ask (fixture->path, "PRAGMA application_id"), ==, BOOKOUT_LEDGER_APPLICATION_ID);
  g_assert_cmpint (ask (fixture->path, "PRAGMA user_version"), ==, bookout_ledger_schema_n_steps);
  g_assert_cmpint (ask (fixture->path,
                        "SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND NOT strict "
                        "AND name NOT LIKE 'sqlite_%'"),
                   ==, 0);
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
}

static BookoutLedgerDatabase *
open_database (const char *path)
{
  g_autoptr (GError) error = NULL;
  BookoutLedgerDatabase *database = bookout_ledger_database_open (path, BOOKOUT_LEDGER_ACCESS_WRITE, &error);

  g_assert_no_error (error);

  return database;
}

/* A closed ledger as the first version left it: a run of 500 vehicles with an attempt each. */
static void
make_first_version (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *marks = g_strdup_printf ("PRAGMA journal_mode = WAL; PRAGMA application_id = %d; "
                                            "PRAGMA user_version = 1",
                                            BOOKOUT_LEDGER_APPLICATION_ID);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  meddle (path, bookout_ledger_schema_steps[0]);
  meddle (path, marks);
  meddle (
      path,
      "INSERT INTO runs VALUES (7, '/bookouts', 'practice', '', '{}', 'http://127.0.0.1/', 'dealer', "
      "'finished', 1764072000, 1764075600);"
      "WITH RECURSIVE n (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < 499) "
      "INSERT INTO vehicles SELECT i + 100, 7, i, printf ('V%05d', i), '', 'Halden', "
      "iif (i % 3 = 0, 'done', 'failed'), 1, iif (i % 3 = 0, NULL, 'timeout'), NULL, "
      "printf ('V%05d.pdf', i), printf ('%064d', i), 60000, iif (i % 3 = 0, 'text', 'none'), 1764073000 FROM n;"
      "INSERT INTO attempts SELECT NULL, id, 1, 1764072500000000, 800000, 'sheet', 'ok', NULL, 1 FROM vehicles;"
      "INSERT INTO sessions VALUES (NULL, 7, 1764072010);");
}

static void
assert_first_version (const char *path)
{
  g_assert_cmpint (ask (path, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (ask (path, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), ==,
                   1);
  g_assert_cmpint (ask (path, "SELECT count(*) FROM vehicles"), ==, 500);
}

static void
assert_second_version (const char *path)
{
  g_assert_cmpint (ask (path, "PRAGMA user_version"), ==, 2);
  g_assert_cmpint (ask (path, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), ==,
                   1);
  g_assert_cmpint (ask (path, "SELECT count(*) FROM pragma_foreign_key_check"), ==, 0);
  g_assert_cmpint (
      ask (path, "SELECT count(*) FROM pragma_foreign_key_list ('attempts') WHERE \"table\" = 'vehicles'"),
      ==, 1);
  g_assert_cmpint (ask (path, "SELECT count(*) FROM pragma_table_list WHERE name = 'vehicles_2'"), ==, 0);
  g_assert_cmpint (ask (path, "SELECT count(*) FROM vehicles v JOIN attempts a ON a.vehicle_id = v.id "
                              "WHERE v.run_id = 7 AND v.reference = printf ('V%05d', v.ordinal)"),
                   ==, 500);
  g_assert_cmpint (ask (path, "SELECT count(*) FROM vehicles WHERE state = 'done' AND proof = 'text'"), ==,
                   167);
}

static void
test_second_version (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedger) ledger = NULL;
  g_autoptr (BookoutLedgerVehicle) released = bookout_ledger_vehicle_new ("V00001");
  g_autofree char *copy = g_strconcat (fixture->path, ".v1", NULL);

  make_first_version (fixture->path);
  ledger = open_ledger (fixture->path);
  assert_second_version (fixture->path);
  assert_first_version (copy);

  /* what the first version did not know */
  released->state = (g_free (released->state), g_strdup ("unproved"));
  released->proof = (g_free (released->proof), g_strdup ("person"));
  g_assert_true (bookout_ledger_set_vehicle (ledger, 7, released, &error));
  g_assert_no_error (error);
  released->state = (g_free (released->state), g_strdup ("done"));
  g_assert_false (bookout_ledger_set_vehicle (ledger, 7, released, &error));
  g_assert_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_IO);
}

/* Rows that belong to nothing come from damage, and stay where they can be looked at. */
static void
test_upgrade_orphans (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedger) ledger = NULL;

  make_first_version (fixture->path);
  meddle (fixture->path, "DELETE FROM vehicles WHERE ordinal = 3");
  ledger = bookout_ledger_open (fixture->path, &error);
  g_assert_null (ledger);
  g_assert_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_DAMAGED);
  g_assert_cmpint (ask (fixture->path, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (ask (fixture->path, "SELECT count(*) FROM vehicles"), ==, 499);
}

/* Called by SQLite every so many instructions of its own. */
static int
kill_cb (gpointer data)
{
  int *left = data;

  if (--*left <= 0)
    raise (SIGKILL);

  return 0;
}

/* As a process of its own. */
static int
upgrade_and_die (const char *path, int after)
{
  g_autoptr (BookoutLedgerDatabase)
      database = bookout_ledger_database_open (path, BOOKOUT_LEDGER_ACCESS_WRITE, NULL);

  if (database == NULL)
    return 1;
  sqlite3_progress_handler (bookout_ledger_database_get_handle (database), 10, kill_cb, &after);

  return bookout_ledger_schema_upgrade (database, path, bookout_ledger_schema_steps,
                                        bookout_ledger_schema_n_steps, NULL)
             ? 0
             : 1;
}

/* Killed ever later, until it gets through: each time it is the old ledger or the new one, and opening it makes it
 * the new one. */
static void
test_upgrade_killed (Fixture *fixture, gconstpointer data)
{
  gboolean survived = FALSE;
  guint kills = 0;

  for (int after = 1; !survived; after += 1 + after / 4)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *path = g_strdup_printf ("%s/killed-%d/ledger.db", fixture->folder, after);
      g_autofree char *number = g_strdup_printf ("%d", after);
      g_autoptr (GSubprocess) victim = NULL;
      g_autoptr (BookoutLedger) ledger = NULL;

      make_first_version (path);
      victim = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--upgrade", path, number, NULL);
      g_assert_no_error (error);
      g_assert_true (g_subprocess_wait (victim, NULL, NULL));
      survived = !g_subprocess_get_if_signaled (victim);
      if (survived)
        g_assert_cmpint (g_subprocess_get_exit_status (victim), ==, 0);
      else
        kills++;

      ledger = open_ledger (path);
      assert_second_version (path);
    }
  g_assert_cmpuint (kills, >, 10);
}

static void
test_upgrade (Fixture *fixture, gconstpointer data)
{
  const char *const steps[] = {
    bookout_ledger_schema_steps[0],
    "ALTER TABLE runs ADD COLUMN note TEXT",
    "UPDATE runs SET note = 'upgraded'",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedgerDatabase) database = NULL;
  g_autofree char *copy = g_strconcat (fixture->path, ".v1", NULL);

  make_first_version (fixture->path);
  database = open_database (fixture->path);
  g_assert_true (
      bookout_ledger_schema_upgrade (database, fixture->path, steps, G_N_ELEMENTS (steps), &error));
  g_assert_no_error (error);

  g_assert_cmpint (ask (fixture->path, "PRAGMA user_version"), ==, 3);
  g_assert_cmpint (ask (fixture->path, "SELECT count(*) FROM runs WHERE note = 'upgraded'"), ==, 1);
  g_assert_cmpint (ask (copy, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (ask (copy, "SELECT count(*) FROM vehicles"), ==, 500);
  g_assert_cmpint (ask (copy, "SELECT count(*) FROM pragma_table_info ('runs') WHERE name = 'note'"), ==, 0);

  /* again: nothing to do */
  g_unlink (copy);
  g_assert_true (
      bookout_ledger_schema_upgrade (database, fixture->path, steps, G_N_ELEMENTS (steps), &error));
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
}

/* The second step changes something, the third fails: all is as before. */
static void
test_upgrade_fails (Fixture *fixture, gconstpointer data)
{
  const char *const steps[] = {
    bookout_ledger_schema_steps[0],
    "ALTER TABLE runs ADD COLUMN note TEXT",
    "UPDATE no_such_table SET note = 'upgraded'",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedgerDatabase) database = NULL;

  make_first_version (fixture->path);
  database = open_database (fixture->path);
  g_assert_false (
      bookout_ledger_schema_upgrade (database, fixture->path, steps, G_N_ELEMENTS (steps), &error));
  g_assert_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_IO);
  g_clear_error (&error);
  g_assert_false (bookout_ledger_database_is_in_transaction (database));

  g_assert_cmpint (ask (fixture->path, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (ask (fixture->path, "SELECT count(*) FROM pragma_table_info ('runs') WHERE name = 'note'"),
                   ==, 0);
}

static void
test_upgrade_without_copy (Fixture *fixture, gconstpointer data)
{
  const char *const steps[] = { bookout_ledger_schema_steps[0], "ALTER TABLE runs ADD COLUMN note TEXT" };
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedgerDatabase) database = NULL;
  g_autofree char *copy = g_strconcat (fixture->path, ".v1", NULL);
  g_autofree char *inside = g_build_filename (copy, "inside", NULL);

  make_first_version (fixture->path);
  g_assert_cmpint (g_mkdir_with_parents (inside, 0700), ==, 0); /* in the copy's place */
  database = open_database (fixture->path);
  g_assert_false (
      bookout_ledger_schema_upgrade (database, fixture->path, steps, G_N_ELEMENTS (steps), &error));
  g_assert_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_IO);
  g_assert_cmpint (ask (fixture->path, "PRAGMA user_version"), ==, 1);
}

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "--upgrade"))
    return upgrade_and_die (argv[2], (int) g_ascii_strtoll (argv[3], NULL, 10));

  program = argv[0];
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/ledger-schema/damaged", test_damaged);
  ADD ("/ledger-schema/foreign", test_foreign);
  ADD ("/ledger-schema/altered-marks", test_altered_marks);
  ADD ("/ledger-schema/newer", test_newer);
  ADD ("/ledger-schema/empty", test_empty);
  ADD ("/ledger-schema/marks", test_marks);
  ADD ("/ledger-schema/second-version", test_second_version);
  ADD ("/ledger-schema/upgrade-orphans", test_upgrade_orphans);
  ADD ("/ledger-schema/upgrade-killed", test_upgrade_killed);
  ADD ("/ledger-schema/upgrade", test_upgrade);
  ADD ("/ledger-schema/upgrade-fails", test_upgrade_fails);
  ADD ("/ledger-schema/upgrade-without-copy", test_upgrade_without_copy);
#undef ADD

  return g_test_run ();
}
