/* bookout-ledger-salvage.c - what can still be read from a damaged ledger
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-ledger"

#include "config.h"

#include <string.h>

#include "bookout-ledger-salvage.h"

/* A run comes along whole or not at all: half of one would be gone on with as if it were all. What is not here can be
 * had again from the run's own folder. SQLite says which pages it can't read; whether a value that it can read is one
 * that was ever written, the new ledger's constraints and is_sound_vehicle() say. Attempts are history only: those that
 * can't be read are left behind. One thread; both connections are its own. */

#define RUN_COLUMNS "id, folder, portal_id, portal_path, variables, base, user, state, began_at, ended_at"
#define FROM_RUN    "SELECT " RUN_COLUMNS " FROM runs WHERE id = ?1"
#define TO_RUN      "INSERT INTO runs (" RUN_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"

#define VEHICLE_COLUMNS                                                                                        \
  "id, run_id, ordinal, reference, vin, description, state, attempts, code, reason, file_name, sha256, size, " \
  "proof, finished_at"
#define FROM_VEHICLES "SELECT " VEHICLE_COLUMNS " FROM vehicles WHERE run_id = ?1 ORDER BY ordinal"
#define TO_VEHICLES                                                                                   \
  "INSERT INTO vehicles (" VEHICLE_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, " \
  "?12, ?13, ?14, ?15)"

#define FROM_ATTEMPTS                                                                                      \
  "SELECT a.id, a.vehicle_id, a.tab, a.began_at, a.duration_us, a.stage, a.code, a.words, a.counted FROM " \
  "vehicles v JOIN attempts a ON a.vehicle_id = v.id WHERE v.run_id = ?1 ORDER BY a.id"
#define TO_ATTEMPTS                                                                                        \
  "INSERT INTO attempts (id, vehicle_id, tab, began_at, duration_us, stage, code, words, counted) VALUES " \
  "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"

#define FROM_SESSIONS "SELECT id, run_id, signed_in_at FROM sessions WHERE run_id = ?1 ORDER BY id"
#define TO_SESSIONS   "INSERT INTO sessions (id, run_id, signed_in_at) VALUES (?1, ?2, ?3)"

#define RUNS_FORWARD  "SELECT id FROM runs ORDER BY id"
#define RUNS_BACKWARD "SELECT id FROM runs ORDER BY id DESC"

/* Columns of FROM_VEHICLES that are looked at. */
enum
{
  ORDINAL = 2,
  REFERENCE = 3,
  STATE = 6,
  ATTEMPTS = 7,
  FILE_NAME = 10,
  SHA256 = 11,
  SIZE = 12,
  PROOF = 13,
  FINISHED_AT = 14,
};

#define ATTEMPTS_MOST 1000000
#define SHA256_DIGITS 64

/* Whether the @n-th row may be one that was written. */
typedef gboolean (*SoundFunc) (BookoutLedgerStatement *row, guint n);

static const char *
text_of (BookoutLedgerStatement *row, int column)
{
  return (const char *) sqlite3_column_text (row, column);
}

static gboolean
is_sound_run (BookoutLedgerStatement *row, guint n)
{
  const char *folder = text_of (row, 1);

  return folder != NULL && g_path_is_absolute (folder) && sqlite3_column_int64 (row, 8) >= 0 &&
         sqlite3_column_int64 (row, 9) >= 0;
}

static gboolean
is_hash (const char *text)
{
  return strlen (text) == SHA256_DIGITS && strspn (text, "0123456789abcdef") == SHA256_DIGITS;
}

/* A state that says that there is a sheet needs one, and what proved it. */
static gboolean
has_its_sheet (BookoutLedgerStatement *row)
{
  const char *state = text_of (row, STATE);
  const char *proof = text_of (row, PROOF);
  const char *name = text_of (row, FILE_NAME);
  const char *sha256 = text_of (row, SHA256);
  gboolean is_done = g_strcmp0 (state, "done") == 0;

  if ((name != NULL && (*name == '\0' || strchr (name, '/') != NULL)) ||
      (sha256 != NULL && !is_hash (sha256)))
    return FALSE;
  if (!is_done && g_strcmp0 (state, "unproved") != 0)
    return TRUE;

  return name != NULL && sha256 != NULL && g_strcmp0 (proof, "none") != 0 &&
         is_done == (g_strcmp0 (proof, "text") == 0);
}

static gboolean
is_sound_vehicle (BookoutLedgerStatement *row, guint n)
{
  const char *reference = text_of (row, REFERENCE);
  gint64 attempts = sqlite3_column_int64 (row, ATTEMPTS);

  return sqlite3_column_int64 (row, ORDINAL) == n && reference != NULL && *reference != '\0' &&
         attempts >= 0 && attempts <= ATTEMPTS_MOST && sqlite3_column_int64 (row, SIZE) >= 0 &&
         sqlite3_column_int64 (row, FINISHED_AT) >= 0 && has_its_sheet (row);
}

static gboolean
is_valid_text (BookoutLedgerStatement *row, int column)
{
  return sqlite3_column_type (row, column) != SQLITE_TEXT ||
         g_utf8_validate (text_of (row, column), sqlite3_column_bytes (row, column), NULL);
}

/* FALSE without an error: it is not sound, or the new ledger doesn't take it. */
static gboolean
copy_row (BookoutLedgerDatabase *to, const char *to_sql, BookoutLedgerStatement *row, GError **error)
{
  g_autoptr (BookoutLedgerStatement) insert = bookout_ledger_database_lend (to, to_sql, error);
  int n_columns = sqlite3_column_count (row);

  if (insert == NULL)
    return FALSE;

  for (int i = 0; i < n_columns; i++)
    {
      if (!is_valid_text (row, i))
        return FALSE;
      sqlite3_bind_value (insert, i + 1, sqlite3_column_value (row, i));
    }

  return bookout_ledger_database_step (to, insert, NULL, error);
}

/* What belongs to run @run_id. Returns: whether all of it came along; with @error only if the new ledger can't be
 * written. */
static gboolean
copy_rows (BookoutLedgerDatabase *from,
           BookoutLedgerDatabase *to,
           const char *from_sql,
           const char *to_sql,
           gint64 run_id,
           SoundFunc is_sound,
           guint *n_rows)
{
  g_autoptr (BookoutLedgerStatement) rows = bookout_ledger_database_lend (from, from_sql, NULL);
  gboolean has_row = TRUE;
  guint n = 0;

  if (rows == NULL)
    return FALSE;

  sqlite3_bind_int64 (rows, 1, run_id);
  while (bookout_ledger_database_step (from, rows, &has_row, NULL))
    {
      if (!has_row)
        {
          if (n_rows != NULL)
            *n_rows = n;
          return TRUE;
        }
      if ((is_sound != NULL && !is_sound (rows, n)) || !copy_row (to, to_sql, rows, NULL))
        return FALSE;
      n++;
    }

  return FALSE;
}

static gboolean
copy_run (BookoutLedgerDatabase *from, BookoutLedgerDatabase *to, gint64 run_id)
{
  guint n_rows = 0;

  if (!copy_rows (from, to, FROM_RUN, TO_RUN, run_id, is_sound_run, &n_rows) || n_rows != 1 ||
      !copy_rows (from, to, FROM_VEHICLES, TO_VEHICLES, run_id, is_sound_vehicle, NULL))
    return FALSE;

  copy_rows (from, to, FROM_SESSIONS, TO_SESSIONS, run_id, NULL, NULL);
  copy_rows (from, to, FROM_ATTEMPTS, TO_ATTEMPTS, run_id, NULL, NULL);

  return TRUE;
}

static void
take_ids (BookoutLedgerDatabase *from, const char *sql, GHashTable *ids)
{
  g_autoptr (BookoutLedgerStatement) rows = bookout_ledger_database_lend (from, sql, NULL);
  gboolean has_row = TRUE;

  while (rows != NULL && bookout_ledger_database_step (from, rows, &has_row, NULL) && has_row)
    {
      gint64 id = sqlite3_column_int64 (rows, 0);

      g_hash_table_add (ids, g_memdup2 (&id, sizeof id));
    }
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  gint64 left = **(const gint64 *const *) a;
  gint64 right = **(const gint64 *const *) b;

  return (left > right) - (left < right);
}

/* From both ends, so that a page that can't be read costs only the runs that are on it. */
static GPtrArray *
list_ids (BookoutLedgerDatabase *from)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  GPtrArray *sorted = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer id;

  take_ids (from, RUNS_FORWARD, ids);
  take_ids (from, RUNS_BACKWARD, ids);
  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_hash_table_iter_steal (&iter);
      g_ptr_array_add (sorted, id);
    }
  g_ptr_array_sort (sorted, compare_ids);

  return sorted;
}

/**
 * bookout_ledger_salvage:
 * @from: a damaged ledger, of any version
 * @to: an empty one of the present version
 * @n_runs: (out): runs that came along
 * @error: return location
 *
 * Copies every run of which nothing is missing and every value is one that could have been written. Numbers stay the
 * same. Blocks, for about a second for a hundred runs of 2,000 vehicles.
 *
 * Errors: those of writing @to
 *
 * Returns: whether what was copied is on disk
 */
gboolean
bookout_ledger_salvage (BookoutLedgerDatabase *from, BookoutLedgerDatabase *to, guint *n_runs, GError **error)
{
  g_autoptr (GPtrArray) ids = list_ids (from);

  *n_runs = 0;
  for (guint i = 0; i < ids->len; i++)
    {
      gboolean ok;

      if (!bookout_ledger_database_execute (to, "BEGIN IMMEDIATE", error))
        return FALSE;
      ok = copy_run (from, to, *(const gint64 *) ids->pdata[i]);
      if (ok && !bookout_ledger_database_execute (to, "COMMIT", error))
        return FALSE;
      if (ok)
        (*n_runs)++;
      else if (bookout_ledger_database_is_in_transaction (to) &&
               !bookout_ledger_database_execute (to, "ROLLBACK", error))
        return FALSE;
    }

  return TRUE;
}
