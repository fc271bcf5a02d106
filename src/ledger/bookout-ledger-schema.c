/* bookout-ledger-schema.c - the ledger's tables, and how older ledgers become newer ones
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-ledger"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "bookout-ledger-schema.h"
#include "bookout-ledger.h"

/* The tables, in steps that are never edited once released: a change is a new step at the end. A ledger
 * carries the number of its last step as user_version. Before an older ledger is upgraded it is copied beside
 * itself (ledger.db.v1), and all steps are one transaction.
 *
 * A step that changes a table's constraints makes a new table in the old one's place, which SQLite allows only
 * while foreign keys are not enforced; so none is during an upgrade, and all of them are checked at its end.
 *
 * A file is looked at through a connection that can't write before anything may change it, so a damaged,
 * newer or foreign one stays as it was found. */

const char *const bookout_ledger_schema_steps[] = {
  "CREATE TABLE runs ("
  "  id INTEGER PRIMARY KEY,"
  "  folder TEXT NOT NULL,"
  "  portal_id TEXT NOT NULL,"
  "  portal_path TEXT NOT NULL,"
  "  variables TEXT,"
  "  base TEXT NOT NULL,"
  "  user TEXT NOT NULL,"
  "  state TEXT NOT NULL CHECK (state IN ('running', 'stopped', 'finished', 'interrupted')),"
  "  began_at INTEGER NOT NULL,"
  "  ended_at INTEGER NOT NULL"
  ") STRICT;"
  "CREATE INDEX runs_by_folder ON runs (folder);"

  "CREATE TABLE vehicles ("
  "  id INTEGER PRIMARY KEY,"
  "  run_id INTEGER NOT NULL REFERENCES runs (id),"
  "  ordinal INTEGER NOT NULL,"
  "  reference TEXT NOT NULL,"
  "  vin TEXT NOT NULL,"
  "  description TEXT NOT NULL,"
  "  state TEXT NOT NULL CHECK (state IN ('waiting', 'in-work', 'done', 'unproved', 'failed', 'held', 'skipped')),"
  "  attempts INTEGER NOT NULL,"
  "  code TEXT,"
  "  reason TEXT,"
  "  file_name TEXT,"
  "  sha256 TEXT,"
  "  size INTEGER NOT NULL,"
  "  proof TEXT NOT NULL CHECK (proof IN ('none', 'page', 'text')),"
  "  finished_at INTEGER NOT NULL"
  ") STRICT;"
  "CREATE UNIQUE INDEX vehicles_by_reference ON vehicles (run_id, reference);"
  /* so that counting a long history's vehicles reads no rows */
  "CREATE INDEX vehicles_by_state ON vehicles (run_id, state);"

  "CREATE TABLE attempts ("
  "  id INTEGER PRIMARY KEY,"
  "  vehicle_id INTEGER NOT NULL REFERENCES vehicles (id),"
  "  tab INTEGER NOT NULL,"
  "  began_at INTEGER NOT NULL,"
  "  duration_us INTEGER NOT NULL,"
  "  stage TEXT NOT NULL,"
  "  code TEXT NOT NULL,"
  "  words TEXT,"
  "  counted INTEGER NOT NULL CHECK (counted IN (0, 1))"
  ") STRICT;"
  "CREATE INDEX attempts_by_vehicle ON attempts (vehicle_id);"

  "CREATE TABLE sessions ("
  "  id INTEGER PRIMARY KEY,"
  "  run_id INTEGER NOT NULL REFERENCES runs (id),"
  "  signed_in_at INTEGER NOT NULL"
  ") STRICT;"
  "CREATE INDEX sessions_by_run ON sessions (run_id);",

  /* 2: a sheet may be proved by a person. The reference comes first in its index, so that the one index finds a
   * run's vehicle as well as all runs that had a vehicle. */
  "CREATE TABLE vehicles_2 ("
  "  id INTEGER PRIMARY KEY,"
  "  run_id INTEGER NOT NULL REFERENCES runs (id),"
  "  ordinal INTEGER NOT NULL,"
  "  reference TEXT NOT NULL,"
  "  vin TEXT NOT NULL,"
  "  description TEXT NOT NULL,"
  "  state TEXT NOT NULL CHECK (state IN ('waiting', 'in-work', 'done', 'unproved', 'failed', 'held', 'skipped')),"
  "  attempts INTEGER NOT NULL,"
  "  code TEXT,"
  "  reason TEXT,"
  "  file_name TEXT,"
  "  sha256 TEXT,"
  "  size INTEGER NOT NULL,"
  "  proof TEXT NOT NULL CHECK (proof IN ('none', 'page', 'text', 'person')),"
  "  finished_at INTEGER NOT NULL,"
  "  CHECK (proof <> 'person' OR state <> 'done')"
  ") STRICT;"
  "INSERT INTO vehicles_2 SELECT id, run_id, ordinal, reference, vin, description, state, attempts, code, reason,"
  "  file_name, sha256, size, proof, finished_at FROM vehicles;"
  "DROP TABLE vehicles;"
  "ALTER TABLE vehicles_2 RENAME TO vehicles;"
  "CREATE UNIQUE INDEX vehicles_by_reference ON vehicles (reference, run_id);"
  "CREATE INDEX vehicles_by_state ON vehicles (run_id, state);",
};

const guint bookout_ledger_schema_n_steps = G_N_ELEMENTS (bookout_ledger_schema_steps);

/* No Bookout will ever have so many steps: a version above it was not written, it came about. */
#define VERSION_MOST 1000

#define COUNT_OWN_TABLES \
  "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('runs', 'vehicles', 'attempts', 'sessions')"
#define N_OWN_TABLES 4

static gboolean
refuse_damaged (BookoutLedgerDatabase *database, const char *words, GError **error)
{
  g_set_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_DAMAGED,
               _ ("The record '%s' is damaged (%s)."), bookout_ledger_database_get_name (database), words);

  return FALSE;
}

static gboolean
refuse_newer (BookoutLedgerDatabase *database, GError **error)
{
  g_set_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_NEWER,
               _ ("The record '%s' was written by a newer version of Bookout. Install that version again."),
               bookout_ledger_database_get_name (database));

  return FALSE;
}

static gboolean
refuse_foreign (BookoutLedgerDatabase *database, GError **error)
{
  g_set_error (
      error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_IO,
      _ ("The file '%s' belongs to another program. Move it elsewhere, or set XDG_DATA_HOME to another "
         "folder."),
      bookout_ledger_database_get_name (database));

  return FALSE;
}

/* A file without the mark is another program's, unless it has the ledger's tables all the same: then the mark is what
 * is damaged. */
static gboolean
check_identity (BookoutLedgerDatabase *database, gint64 version, GError **error)
{
  gint64 application;
  gint64 tables;
  gint64 own;

  if (!bookout_ledger_database_read_int (database, "PRAGMA application_id", &application, error) ||
      !bookout_ledger_database_read_int (database, "SELECT count(*) FROM sqlite_schema", &tables, error) ||
      !bookout_ledger_database_read_int (database, COUNT_OWN_TABLES, &own, error))
    return FALSE;

  if (application == 0 && version == 0 && tables == 0)
    return TRUE; /* empty */
  if (application != BOOKOUT_LEDGER_APPLICATION_ID && own < N_OWN_TABLES)
    return refuse_foreign (database, error);
  if (application != BOOKOUT_LEDGER_APPLICATION_ID || version <= 0 || version > VERSION_MOST)
    return refuse_damaged (database, _ ("its head was altered"), error);

  return TRUE;
}

static gboolean
check_pages (BookoutLedgerDatabase *database, GError **error)
{
  g_autofree char *words = bookout_ledger_database_read_text (database, "PRAGMA quick_check(1)", error);

  if (words == NULL)
    return FALSE;
  if (!g_str_equal (words, "ok"))
    return refuse_damaged (database, words, error);

  return TRUE;
}

/**
 * bookout_ledger_schema_inspect:
 * @path: absolute, of an existing file, which may be empty
 * @newest: the newest version that this Bookout knows
 *
 * Looks at a file without changing it. Blocks for about 30 ms for a run of 20,000 vehicles.
 *
 * Errors: %BOOKOUT_LEDGER_ERROR_DAMAGED if it is no database or its pages are broken, %BOOKOUT_LEDGER_ERROR_IO if it is
 * another program's, %BOOKOUT_LEDGER_ERROR_NEWER, and those of reading
 *
 * Returns: whether it may be opened for writing
 */
gboolean
bookout_ledger_schema_inspect (const char *path, guint newest, GError **error)
{
  g_autoptr (BookoutLedgerDatabase) database = NULL;
  gint64 version;

  database = bookout_ledger_database_open (path, BOOKOUT_LEDGER_ACCESS_READ, error);
  if (database == NULL ||
      !bookout_ledger_database_read_int (database, "PRAGMA user_version", &version, error) ||
      !check_identity (database, version, error))
    return FALSE;
  if (version > newest)
    return refuse_newer (database, error);

  return check_pages (database, error);
}

/* Copies page by page through SQLite, so that what is still in the WAL comes along. The connection that holds the
 * write lock can't be copied from, so one that only reads is. */
static gboolean
copy_pages (const char *path, const char *copy_path, GError **error)
{
  g_autoptr (BookoutLedgerDatabase)
      database = bookout_ledger_database_open (path, BOOKOUT_LEDGER_ACCESS_READ, error);
  sqlite3 *copy = NULL;
  sqlite3_backup *backup = NULL;
  int result;

  if (database == NULL)
    return FALSE;

  result = sqlite3_open_v2 (copy_path, &copy,
                            SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
  if (result == SQLITE_OK)
    backup = sqlite3_backup_init (copy, "main", bookout_ledger_database_get_handle (database), "main");
  if (backup != NULL)
    {
      sqlite3_backup_step (backup, -1);
      sqlite3_backup_finish (backup);
    }
  result = sqlite3_errcode (copy);
  if (result != SQLITE_OK)
    g_set_error (error, BOOKOUT_LEDGER_ERROR,
                 result == SQLITE_FULL ? BOOKOUT_LEDGER_ERROR_NO_SPACE : BOOKOUT_LEDGER_ERROR_IO,
                 _ ("The record '%s' could not be copied before it is brought up to date (%s)."),
                 bookout_ledger_database_get_name (database), sqlite3_errstr (result));
  sqlite3_close (copy);

  return result == SQLITE_OK;
}

static gboolean
keep_copy (const char *path, gint64 version, GError **error)
{
  g_autofree char *copy_path = g_strdup_printf ("%s.v%" G_GINT64_FORMAT, path, version);
  g_autofree char *part_path = g_strconcat (copy_path, ".part", NULL);

  g_unlink (part_path);
  if (!copy_pages (path, part_path, error))
    {
      g_unlink (part_path);
      return FALSE;
    }
  if (g_rename (part_path, copy_path) != 0)
    {
      g_set_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_IO,
                   _ ("The copy '%s' could not be renamed."), copy_path);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_references (BookoutLedgerDatabase *database, GError **error)
{
  g_autofree char *table = bookout_ledger_database_read_text (database, "PRAGMA foreign_key_check", error);

  if (table == NULL)
    return FALSE;
  if (*table != '\0')
    return refuse_damaged (database, _ ("its rows do not belong together"), error);

  return TRUE;
}

/* Nobody else can write now. */
static gboolean
run_steps (BookoutLedgerDatabase *database,
           const char *path,
           const char *const *steps,
           guint n_steps,
           GError **error)
{
  g_autofree char *marks = NULL;
  gint64 version;

  /* again: another Bookout may have been quicker */
  if (!bookout_ledger_database_read_int (database, "PRAGMA user_version", &version, error))
    return FALSE;
  if (version > n_steps)
    return refuse_newer (database, error);
  if (version > 0 && version < n_steps && *path != '\0' && !keep_copy (path, version, error))
    return FALSE;

  for (gint64 i = version; i < n_steps; i++)
    if (!bookout_ledger_database_execute (database, steps[i], error))
      return FALSE;

  marks = g_strdup_printf ("PRAGMA application_id=%d; PRAGMA user_version=%u;", BOOKOUT_LEDGER_APPLICATION_ID,
                           n_steps);

  return check_references (database, error) && bookout_ledger_database_execute (database, marks, error);
}

static gboolean
upgrade (BookoutLedgerDatabase *database,
         const char *path,
         const char *const *steps,
         guint n_steps,
         GError **error)
{
  if (!bookout_ledger_database_execute (database, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (run_steps (database, path, steps, n_steps, error) &&
      bookout_ledger_database_execute (database, "COMMIT", error))
    return TRUE;

  if (bookout_ledger_database_is_in_transaction (database))
    bookout_ledger_database_execute (database, "ROLLBACK", NULL);

  return FALSE;
}

/**
 * bookout_ledger_schema_upgrade:
 * @database: a connection that may write
 * @path: of its file, "" if in memory
 * @steps: (array length=n_steps): all steps since version 0
 * @n_steps: the newest version
 *
 * Brings a ledger to the newest version, or leaves it as it is. Keeps a copy of the older one beside it,
 * @path with ".v" and its version.
 *
 * Errors: those of writing
 *
 * Returns: whether the ledger has the newest version now
 */
gboolean
bookout_ledger_schema_upgrade (BookoutLedgerDatabase *database,
                               const char *path,
                               const char *const *steps,
                               guint n_steps,
                               GError **error)
{
  gint64 version;
  gboolean ok;

  if (!bookout_ledger_database_read_int (database, "PRAGMA user_version", &version, error))
    return FALSE;
  if (version == n_steps)
    return TRUE;

  /* has no effect inside a transaction */
  if (!bookout_ledger_database_execute (database, "PRAGMA foreign_keys=OFF", error))
    return FALSE;
  ok = upgrade (database, path, steps, n_steps, error);

  return bookout_ledger_database_execute (database, "PRAGMA foreign_keys=ON", ok ? error : NULL) && ok;
}
