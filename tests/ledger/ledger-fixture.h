/* ledger-fixture.h - a folder for a test's ledgers, and a look into them past the ledger's own code
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "bookout-ledger.h"

typedef struct
{
  char *folder;
  char *path; /* of a ledger in it that doesn't exist yet */
} Fixture;

static inline void
fixture_set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("bookout-ledger-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "data", "ledger.db", NULL);
}

static inline void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static inline void
fixture_tear_down (Fixture *self, gconstpointer data)
{
  remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

static inline BookoutLedger *
open_ledger (const char *path)
{
  g_autoptr (GError) error = NULL;
  BookoutLedger *ledger = bookout_ledger_open (path, &error);

  g_assert_no_error (error);
  g_assert_nonnull (ledger);

  return ledger;
}

/* A run of @n vehicles "V00000", "V00001" … */
static inline gint64
add_run (BookoutLedger *ledger, const char *folder, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray)
      vehicles = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_ledger_vehicle_free);
  g_autoptr (BookoutLedgerRun) run = bookout_ledger_run_new ();

  run->folder = g_strdup (folder);
  run->portal_id = g_strdup ("practice");
  run->base = g_strdup ("http://127.0.0.1/");
  run->user = g_strdup ("dealer");
  run->began_at = 1764072000;
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *reference = g_strdup_printf ("V%05u", i);
      BookoutLedgerVehicle *vehicle = bookout_ledger_vehicle_new (reference);

      g_free (vehicle->vin);
      vehicle->vin = g_strdup_printf ("1HALDEN00MR%06u", i);
      g_free (vehicle->description);
      vehicle->description = g_strdup ("2019 Halden Marlin SE");
      g_ptr_array_add (vehicles, vehicle);
    }
  g_assert_true (bookout_ledger_add_run (ledger, run, vehicles, &error));
  g_assert_no_error (error);
  g_assert_cmpint (run->id, >, 0);

  return run->id;
}

/* What @sql says about the file, read by a connection of the test's own. */
static inline gint64
ask (const char *path, const char *sql)
{
  sqlite3 *handle = NULL;
  sqlite3_stmt *statement = NULL;
  gint64 value = -1;

  g_assert_cmpint (sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL), ==, SQLITE_OK);
  if (sqlite3_step (statement) == SQLITE_ROW)
    value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (handle);

  return value;
}

/* Does @sql to the file, behind the ledger's back. */
static inline void
meddle (const char *path, const char *sql)
{
  sqlite3 *handle = NULL;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (handle);
}
