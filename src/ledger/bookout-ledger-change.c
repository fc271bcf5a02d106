/* bookout-ledger-change.c - what the ledger's writer writes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-ledger"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-ledger-change.h"
#include "bookout-ledger-query.h"

/* The statements that change the ledger. All of them run in the writer's thread, inside its transaction, on
 * what their callers lend. What a caller leaves out (%NULL) is stored as empty text where the table wants
 * one. */

#define ADD_RUN                                                                                          \
  "INSERT INTO runs (folder, portal_id, portal_path, variables, base, user, state, began_at, ended_at) " \
  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"

#define ADD_VEHICLE                                                                                     \
  "INSERT INTO vehicles (run_id, ordinal, reference, vin, description, state, attempts, code, reason, " \
  "file_name, sha256, size, proof, finished_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"

/* VIN and description come from the inventory; a later row without them doesn't take them away. */
#define SET_VEHICLE                                                                                      \
  "UPDATE vehicles SET state = ?3, attempts = ?4, code = ?5, reason = ?6, file_name = ?7, sha256 = ?8, " \
  "size = ?9, proof = ?10, finished_at = ?11, vin = iif (?12 = '', vin, ?12), "                          \
  "description = iif (?13 = '', description, ?13) WHERE run_id = ?1 AND reference = ?2 RETURNING id"

/* A hint that comes late must not hide a result. */
#define TAKE                               \
  "UPDATE vehicles SET state = 'in-work' " \
  "WHERE run_id = ?1 AND reference = ?2 AND state IN ('waiting', 'failed', 'held')"

#define ADD_ATTEMPT                                                                             \
  "INSERT INTO attempts (vehicle_id, tab, began_at, duration_us, stage, code, words, counted) " \
  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"

#define SET_RUN_STATE "UPDATE runs SET state = ?2, ended_at = ?3 WHERE id = ?1 RETURNING id"

#define ADD_SESSION \
  "INSERT INTO sessions (run_id, signed_in_at) SELECT id, ?2 FROM runs WHERE id = ?1 RETURNING id"

/* What belongs to a run, and then the run, if it may still be forgotten. */
#define IS_FORGETTABLE  "SELECT 1 FROM runs r WHERE r.id = ?1 AND " BOOKOUT_LEDGER_IS_OVER
#define FORGET_ATTEMPTS "DELETE FROM attempts WHERE vehicle_id IN (SELECT id FROM vehicles WHERE run_id = ?1)"
#define FORGET_VEHICLES "DELETE FROM vehicles WHERE run_id = ?1"
#define FORGET_SESSIONS "DELETE FROM sessions WHERE run_id = ?1"
#define FORGET_RUN      "DELETE FROM runs WHERE id = ?1"

/* Pages given back in one go, 4 MB: others' changes go between. */
#define GIVE_BACK_PAGES "PRAGMA incremental_vacuum (1000)"

#define AUTO_VACUUM_INCREMENTAL 2

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static gboolean
add_run_row (BookoutLedgerDatabase *database, const BookoutLedgerAddRun *add, GError **error)
{
  g_autoptr (BookoutLedgerStatement) statement = bookout_ledger_database_lend (database, ADD_RUN, error);
  const BookoutLedgerRun *run = add->run;

  if (statement == NULL)
    return FALSE;

  bookout_ledger_statement_bind_text (statement, 1, add->folder);
  bookout_ledger_statement_bind_text (statement, 2, or_empty (run->portal_id));
  bookout_ledger_statement_bind_text (statement, 3, or_empty (run->portal_path));
  bookout_ledger_statement_bind_text (statement, 4, run->variables);
  bookout_ledger_statement_bind_text (statement, 5, or_empty (run->base));
  bookout_ledger_statement_bind_text (statement, 6, or_empty (run->user));
  bookout_ledger_statement_bind_text (statement, 7, run->state != NULL ? run->state : "running");
  sqlite3_bind_int64 (statement, 8, run->began_at);
  sqlite3_bind_int64 (statement, 9, run->ended_at);

  return bookout_ledger_database_step (database, statement, NULL, error);
}

static gboolean
add_vehicle_row (BookoutLedgerDatabase *database,
                 gint64 run_id,
                 guint ordinal,
                 const BookoutLedgerVehicle *vehicle,
                 GError **error)
{
  g_autoptr (BookoutLedgerStatement) statement = bookout_ledger_database_lend (database, ADD_VEHICLE, error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, run_id);
  sqlite3_bind_int64 (statement, 2, ordinal);
  bookout_ledger_statement_bind_text (statement, 3, vehicle->reference);
  bookout_ledger_statement_bind_words (statement, 4, or_empty (vehicle->vin));
  bookout_ledger_statement_bind_words (statement, 5, or_empty (vehicle->description));
  bookout_ledger_statement_bind_text (statement, 6, vehicle->state != NULL ? vehicle->state : "waiting");
  sqlite3_bind_int64 (statement, 7, vehicle->attempts);
  bookout_ledger_statement_bind_text (statement, 8, vehicle->code);
  bookout_ledger_statement_bind_words (statement, 9, vehicle->reason);
  bookout_ledger_statement_bind_text (statement, 10, vehicle->file_name);
  bookout_ledger_statement_bind_text (statement, 11, vehicle->sha256);
  sqlite3_bind_int64 (statement, 12, (gint64) vehicle->size);
  bookout_ledger_statement_bind_text (statement, 13, vehicle->proof != NULL ? vehicle->proof : "none");
  sqlite3_bind_int64 (statement, 14, vehicle->finished_at);

  return bookout_ledger_database_step (database, statement, NULL, error);
}

/* Steps a statement that returns the id of the row it changed; @id is 0 if there is no such row. */
static gboolean
step_to_id (BookoutLedgerDatabase *database, BookoutLedgerStatement *statement, gint64 *id, GError **error)
{
  gboolean has_row;

  if (!bookout_ledger_database_step (database, statement, &has_row, error))
    return FALSE;

  *id = has_row ? sqlite3_column_int64 (statement, 0) : 0;

  return TRUE;
}

static gboolean
set_vehicle_row (BookoutLedgerDatabase *database,
                 gint64 run_id,
                 const BookoutLedgerVehicle *vehicle,
                 gint64 *id,
                 GError **error)
{
  g_autoptr (BookoutLedgerStatement) statement = bookout_ledger_database_lend (database, SET_VEHICLE, error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, run_id);
  bookout_ledger_statement_bind_text (statement, 2, vehicle->reference);
  bookout_ledger_statement_bind_text (statement, 3, vehicle->state != NULL ? vehicle->state : "waiting");
  sqlite3_bind_int64 (statement, 4, vehicle->attempts);
  bookout_ledger_statement_bind_text (statement, 5, vehicle->code);
  bookout_ledger_statement_bind_words (statement, 6, vehicle->reason);
  bookout_ledger_statement_bind_text (statement, 7, vehicle->file_name);
  bookout_ledger_statement_bind_text (statement, 8, vehicle->sha256);
  sqlite3_bind_int64 (statement, 9, (gint64) vehicle->size);
  bookout_ledger_statement_bind_text (statement, 10, vehicle->proof != NULL ? vehicle->proof : "none");
  sqlite3_bind_int64 (statement, 11, vehicle->finished_at);
  bookout_ledger_statement_bind_words (statement, 12, or_empty (vehicle->vin));
  bookout_ledger_statement_bind_words (statement, 13, or_empty (vehicle->description));
  if (!step_to_id (database, statement, id, error))
    return FALSE;
  if (*id != 0)
    return TRUE;

  g_set_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_NO_RUN,
               _ ("The record of this run has no vehicle '%s'."), vehicle->reference);

  return FALSE;
}

static gboolean
add_attempt_row (BookoutLedgerDatabase *database,
                 gint64 vehicle_id,
                 const BookoutLedgerAttempt *attempt,
                 GError **error)
{
  g_autoptr (BookoutLedgerStatement) statement = bookout_ledger_database_lend (database, ADD_ATTEMPT, error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, vehicle_id);
  sqlite3_bind_int64 (statement, 2, attempt->tab);
  sqlite3_bind_int64 (statement, 3, attempt->began_at);
  sqlite3_bind_int64 (statement, 4, attempt->duration_us);
  bookout_ledger_statement_bind_words (statement, 5, or_empty (attempt->stage));
  bookout_ledger_statement_bind_text (statement, 6, or_empty (attempt->code));
  bookout_ledger_statement_bind_words (statement, 7, attempt->words);
  sqlite3_bind_int (statement, 8, attempt->counted ? 1 : 0);

  return bookout_ledger_database_step (database, statement, NULL, error);
}

static gboolean
refuse_run (gint64 run_id, GError **error)
{
  g_set_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_NO_RUN,
               _ ("The record has no run with the number %d."), (int) run_id);

  return FALSE;
}

void
bookout_ledger_take_free (BookoutLedgerTake *self)
{
  g_free (self->reference);
  g_free (self);
}

/* @data: #BookoutLedgerAddRun */
gboolean
bookout_ledger_change_add_run (BookoutLedgerDatabase *database, gpointer data, GError **error)
{
  BookoutLedgerAddRun *add = data;
  guint n_vehicles = add->vehicles != NULL ? add->vehicles->len : 0;

  if (!add_run_row (database, add, error))
    return FALSE;

  add->id = sqlite3_last_insert_rowid (bookout_ledger_database_get_handle (database));
  for (guint i = 0; i < n_vehicles; i++)
    if (!add_vehicle_row (database, add->id, i, add->vehicles->pdata[i], error))
      return FALSE;

  return TRUE;
}

/* @data: #BookoutLedgerSetRunState */
gboolean
bookout_ledger_change_set_run_state (BookoutLedgerDatabase *database, gpointer data, GError **error)
{
  g_autoptr (BookoutLedgerStatement)
      statement = bookout_ledger_database_lend (database, SET_RUN_STATE, error);
  const BookoutLedgerSetRunState *set = data;
  gint64 id;

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, set->run_id);
  bookout_ledger_statement_bind_text (statement, 2, set->state);
  sqlite3_bind_int64 (statement, 3, set->ended_at);
  if (!step_to_id (database, statement, &id, error))
    return FALSE;

  return id != 0 || refuse_run (set->run_id, error);
}

/* @data: #BookoutLedgerAddSession */
gboolean
bookout_ledger_change_add_session (BookoutLedgerDatabase *database, gpointer data, GError **error)
{
  g_autoptr (BookoutLedgerStatement) statement = bookout_ledger_database_lend (database, ADD_SESSION, error);
  const BookoutLedgerAddSession *add = data;
  gint64 id;

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, add->run_id);
  sqlite3_bind_int64 (statement, 2, add->signed_in_at);
  if (!step_to_id (database, statement, &id, error))
    return FALSE;

  return id != 0 || refuse_run (add->run_id, error);
}

/* @data: #BookoutLedgerTake */
gboolean
bookout_ledger_change_take (BookoutLedgerDatabase *database, gpointer data, GError **error)
{
  g_autoptr (BookoutLedgerStatement) statement = bookout_ledger_database_lend (database, TAKE, error);
  const BookoutLedgerTake *take = data;

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, take->run_id);
  bookout_ledger_statement_bind_text (statement, 2, take->reference);

  return bookout_ledger_database_step (database, statement, NULL, error);
}

/* @data: #BookoutLedgerRecord */
gboolean
bookout_ledger_change_record (BookoutLedgerDatabase *database, gpointer data, GError **error)
{
  const BookoutLedgerRecord *record = data;
  gint64 vehicle_id;

  if (!set_vehicle_row (database, record->run_id, record->vehicle, &vehicle_id, error))
    return FALSE;

  return record->attempt == NULL || add_attempt_row (database, vehicle_id, record->attempt, error);
}

static gboolean
run_for (BookoutLedgerDatabase *database, const char *sql, gint64 run_id, gboolean *has_row, GError **error)
{
  g_autoptr (BookoutLedgerStatement) statement = bookout_ledger_database_lend (database, sql, error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, run_id);

  return bookout_ledger_database_step (database, statement, has_row, error);
}

/* @data: #BookoutLedgerForget */
gboolean
bookout_ledger_change_forget (BookoutLedgerDatabase *database, gpointer data, GError **error)
{
  static const char *const deletions[] = { FORGET_ATTEMPTS, FORGET_VEHICLES, FORGET_SESSIONS, FORGET_RUN };
  BookoutLedgerForget *forget = data;

  if (!run_for (database, IS_FORGETTABLE, forget->run_id, &forget->is_forgotten, error))
    return FALSE;
  for (guint i = 0; forget->is_forgotten && i < G_N_ELEMENTS (deletions); i++)
    if (!run_for (database, deletions[i], forget->run_id, NULL, error))
      return FALSE;

  return TRUE;
}

static gboolean
count_free_pages (BookoutLedgerDatabase *database, gint64 *n_free, GError **error)
{
  return bookout_ledger_database_read_int (database, "PRAGMA freelist_count", n_free, error);
}

/* A ledger made by this version gives pages back bit by bit. One that an earlier version made can't until it has been
 * written anew as a whole, which is done once, here: to do it while it is upgraded would make a person wait for it who
 * may never want anything forgotten. Not inside a transaction. @data: #BookoutLedgerGiveBack */
gboolean
bookout_ledger_change_give_back (BookoutLedgerDatabase *database, gpointer data, GError **error)
{
  BookoutLedgerGiveBack *give_back = data;
  gint64 before;
  gint64 mode;

  if (!count_free_pages (database, &before, error) ||
      !bookout_ledger_database_read_int (database, "PRAGMA auto_vacuum", &mode, error))
    return FALSE;
  if (before > 0 && !bookout_ledger_database_execute (
                        database, mode == AUTO_VACUUM_INCREMENTAL ? GIVE_BACK_PAGES : "VACUUM", error))
    return FALSE;
  if (!count_free_pages (database, &give_back->n_left, error))
    return FALSE;
  if (give_back->n_left >= before)
    give_back->n_left = 0; /* it can't be had */

  /* the file itself gets smaller only when the WAL is folded into it */
  return give_back->n_left > 0 ||
         bookout_ledger_database_execute (database, "PRAGMA wal_checkpoint (TRUNCATE)", error);
}
