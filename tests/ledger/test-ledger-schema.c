/* test-ledger-schema.c - damaged, foreign, newer and older files
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bookout-ledger-schema.h"
#include "ledger-fixture.h"

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
  assert_refused_untouched (path, BOOKOUT_LEDGER_ERROR_DAMAGED);
  meddle (path, "PRAGMA user_version = 1");
  assert_refused_untouched (path, BOOKOUT_LEDGER_ERROR_DAMAGED);
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

  make_ledger (fixture->path);
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

  make_ledger (fixture->path);
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

  make_ledger (fixture->path);
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
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/ledger-schema/damaged", test_damaged);
  ADD ("/ledger-schema/foreign", test_foreign);
  ADD ("/ledger-schema/newer", test_newer);
  ADD ("/ledger-schema/empty", test_empty);
  ADD ("/ledger-schema/marks", test_marks);
  ADD ("/ledger-schema/upgrade", test_upgrade);
  ADD ("/ledger-schema/upgrade-fails", test_upgrade_fails);
  ADD ("/ledger-schema/upgrade-without-copy", test_upgrade_without_copy);
#undef ADD

  return g_test_run ();
}
