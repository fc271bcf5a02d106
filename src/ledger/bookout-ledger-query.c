/* bookout-ledger-query.c - what is read from the ledger
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-ledger"

#include "config.h"

#include "bookout-ledger-query.h"

/* The statements that read the ledger, each a snapshot of one moment: a run's counts belong together. Run by
 * whichever thread asks, under the lock of the readers' connection. */

#define RUN_COLUMNS                                                                                       \
  "SELECT r.id, r.folder, r.portal_id, r.portal_path, r.variables, r.base, r.user, r.state, r.began_at, " \
  "r.ended_at, count (v.run_id), count (*) FILTER (WHERE v.state = 'done'), "                             \
  "count (*) FILTER (WHERE v.state = 'unproved'), count (*) FILTER (WHERE v.state = 'failed'), "          \
  "count (*) FILTER (WHERE v.state = 'held'), count (*) FILTER (WHERE v.state = 'skipped') "              \
  "FROM runs r LEFT JOIN vehicles v ON v.run_id = r.id "

#define ALL_RUNS RUN_COLUMNS "GROUP BY r.id ORDER BY r.id DESC"

#define NEWEST_RUN RUN_COLUMNS "WHERE r.id = (SELECT max (id) FROM runs WHERE folder = ?1) GROUP BY r.id"

/* Nobody works on a vehicle of a ledger that is being read to go on with its run: "in-work" is what a crash
 * left. */
#define VEHICLES                                                                                            \
  "SELECT reference, vin, description, iif (state = 'in-work', 'waiting', state), attempts, code, reason, " \
  "file_name, sha256, size, proof, finished_at FROM vehicles WHERE run_id = ?1 ORDER BY ordinal"

#define ATTEMPTS                                                                                  \
  "SELECT a.tab, a.began_at, a.duration_us, a.stage, a.code, a.words, a.counted FROM vehicles v " \
  "JOIN attempts a ON a.vehicle_id = v.id WHERE v.reference = ?2 AND v.run_id = ?1 ORDER BY a.id"

#define HISTORY                                                                                           \
  "SELECT v.reference, v.vin, v.description, iif (v.state = 'in-work', 'waiting', v.state), v.attempts, " \
  "v.code, v.reason, v.file_name, v.sha256, v.size, v.proof, v.finished_at, r.id, r.folder, r.began_at, " \
  "r.portal_id FROM vehicles v JOIN runs r ON r.id = v.run_id WHERE v.reference = ?1 ORDER BY r.id DESC"

/* An account's newest run is what its next inventory is compared with. */
#define FORGETTABLE                                                                               \
  "SELECT r.id FROM runs r WHERE " BOOKOUT_LEDGER_IS_OVER " AND r.ended_at < ?1 AND r.id NOT IN " \
  "(SELECT id FROM runs ORDER BY id DESC LIMIT ?2) AND r.id NOT IN "                              \
  "(SELECT max (id) FROM runs GROUP BY base, user) ORDER BY r.id"

static gpointer
run_from_row (BookoutLedgerStatement *row)
{
  BookoutLedgerRun *run = bookout_ledger_run_new ();

  run->id = sqlite3_column_int64 (row, 0);
  run->folder = bookout_ledger_statement_dup_text (row, 1);
  run->portal_id = bookout_ledger_statement_dup_text (row, 2);
  run->portal_path = bookout_ledger_statement_dup_text (row, 3);
  run->variables = bookout_ledger_statement_dup_text (row, 4);
  run->base = bookout_ledger_statement_dup_text (row, 5);
  run->user = bookout_ledger_statement_dup_text (row, 6);
  run->state = bookout_ledger_statement_dup_text (row, 7);
  run->began_at = sqlite3_column_int64 (row, 8);
  run->ended_at = sqlite3_column_int64 (row, 9);
  run->total = (guint) sqlite3_column_int64 (row, 10);
  run->done = (guint) sqlite3_column_int64 (row, 11);
  run->unproved = (guint) sqlite3_column_int64 (row, 12);
  run->failed = (guint) sqlite3_column_int64 (row, 13);
  run->held = (guint) sqlite3_column_int64 (row, 14);
  run->skipped = (guint) sqlite3_column_int64 (row, 15);

  return run;
}

static gpointer
vehicle_from_row (BookoutLedgerStatement *row)
{
  BookoutLedgerVehicle *vehicle = g_new0 (BookoutLedgerVehicle, 1);

  vehicle->reference = bookout_ledger_statement_dup_text (row, 0);
  vehicle->vin = bookout_ledger_statement_dup_text (row, 1);
  vehicle->description = bookout_ledger_statement_dup_text (row, 2);
  vehicle->state = bookout_ledger_statement_dup_text (row, 3);
  vehicle->attempts = (guint) sqlite3_column_int64 (row, 4);
  vehicle->code = bookout_ledger_statement_dup_text (row, 5);
  vehicle->reason = bookout_ledger_statement_dup_text (row, 6);
  vehicle->file_name = bookout_ledger_statement_dup_text (row, 7);
  vehicle->sha256 = bookout_ledger_statement_dup_text (row, 8);
  vehicle->size = (guint64) sqlite3_column_int64 (row, 9);
  vehicle->proof = bookout_ledger_statement_dup_text (row, 10);
  vehicle->finished_at = sqlite3_column_int64 (row, 11);

  return vehicle;
}

static gpointer
attempt_from_row (BookoutLedgerStatement *row)
{
  BookoutLedgerPastAttempt *attempt = g_new0 (BookoutLedgerPastAttempt, 1);

  attempt->tab = (guint) sqlite3_column_int64 (row, 0);
  attempt->began_at = sqlite3_column_int64 (row, 1);
  attempt->duration_us = sqlite3_column_int64 (row, 2);
  attempt->stage = bookout_ledger_statement_dup_text (row, 3);
  attempt->code = bookout_ledger_statement_dup_text (row, 4);
  attempt->words = bookout_ledger_statement_dup_text (row, 5);
  attempt->counted = sqlite3_column_int (row, 6) != 0;

  return attempt;
}

static gpointer
past_vehicle_from_row (BookoutLedgerStatement *row)
{
  BookoutLedgerPastVehicle *past = g_new0 (BookoutLedgerPastVehicle, 1);

  past->vehicle = vehicle_from_row (row);
  past->run_id = sqlite3_column_int64 (row, 12);
  past->folder = bookout_ledger_statement_dup_text (row, 13);
  past->began_at = sqlite3_column_int64 (row, 14);
  past->portal_id = bookout_ledger_statement_dup_text (row, 15);

  return past;
}

typedef gpointer (*RowFunc) (BookoutLedgerStatement *row);

/* Adds what @make makes of each row that @statement still has. */
static gboolean
collect_rows (BookoutLedgerDatabase *database,
              BookoutLedgerStatement *statement,
              RowFunc make,
              GPtrArray *rows,
              GError **error)
{
  gboolean has_row = TRUE;

  while (bookout_ledger_database_step (database, statement, &has_row, error))
    {
      if (!has_row)
        return TRUE;
      g_ptr_array_add (rows, make (statement));
    }

  return FALSE;
}

/* @data: #BookoutLedgerListRuns */
gboolean
bookout_ledger_query_runs (BookoutLedgerDatabase *database, gpointer data, GError **error)
{
  BookoutLedgerListRuns *list = data;
  const char *sql = list->folder != NULL ? NEWEST_RUN : ALL_RUNS;
  g_autoptr (BookoutLedgerStatement) statement = bookout_ledger_database_lend (database, sql, error);

  if (statement == NULL)
    return FALSE;

  if (list->folder != NULL)
    bookout_ledger_statement_bind_text (statement, 1, list->folder);

  return collect_rows (database, statement, run_from_row, list->runs, error);
}

/* @data: #BookoutLedgerListVehicles */
gboolean
bookout_ledger_query_vehicles (BookoutLedgerDatabase *database, gpointer data, GError **error)
{
  BookoutLedgerListVehicles *list = data;
  g_autoptr (BookoutLedgerStatement) statement = bookout_ledger_database_lend (database, VEHICLES, error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, list->run_id);

  return collect_rows (database, statement, vehicle_from_row, list->vehicles, error);
}

/* @data: #BookoutLedgerListAttempts */
gboolean
bookout_ledger_query_attempts (BookoutLedgerDatabase *database, gpointer data, GError **error)
{
  BookoutLedgerListAttempts *list = data;
  g_autoptr (BookoutLedgerStatement) statement = bookout_ledger_database_lend (database, ATTEMPTS, error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, list->run_id);
  bookout_ledger_statement_bind_text (statement, 2, list->reference);

  return collect_rows (database, statement, attempt_from_row, list->attempts, error);
}

/* @data: #BookoutLedgerListHistory */
gboolean
bookout_ledger_query_history (BookoutLedgerDatabase *database, gpointer data, GError **error)
{
  BookoutLedgerListHistory *list = data;
  g_autoptr (BookoutLedgerStatement) statement = bookout_ledger_database_lend (database, HISTORY, error);

  if (statement == NULL)
    return FALSE;

  bookout_ledger_statement_bind_text (statement, 1, list->reference);

  return collect_rows (database, statement, past_vehicle_from_row, list->vehicles, error);
}

/* @data: #BookoutLedgerListForgettable */
gboolean
bookout_ledger_query_forgettable (BookoutLedgerDatabase *database, gpointer data, GError **error)
{
  BookoutLedgerListForgettable *list = data;
  g_autoptr (BookoutLedgerStatement) statement = bookout_ledger_database_lend (database, FORGETTABLE, error);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, list->before);
  sqlite3_bind_int64 (statement, 2, list->keep_newest);
  while (bookout_ledger_database_step (database, statement, &has_row, error))
    {
      gint64 id;

      if (!has_row)
        return TRUE;
      id = sqlite3_column_int64 (statement, 0);
      g_array_append_val (list->runs, id);
    }

  return FALSE;
}
