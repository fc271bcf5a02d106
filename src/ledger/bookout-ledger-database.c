/* bookout-ledger-database.c - one connection to the ledger's file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-ledger"

#include "config.h"

#include <errno.h>

#include <glib/gi18n-lib.h>

#include "bookout-ledger-database.h"
#include "bookout-ledger.h"

/* Wraps SQLite once: how a connection is set up, which of SQLite's results is which of the ledger's errors,
 * and a cache of prepared statements. The ledger has two connections, the writer's and the readers', each
 * used by one thread at a time. */

/* Another Bookout may be in the middle of a transaction; none takes that long. */
#define BUSY_TIMEOUT_MS 10000

/* Bytes of a sentence in the ledger: reasons quote what portals say, and portals may say anything. */
#define WORDS_BYTES_MOST 1024

struct _BookoutLedgerDatabase
{
  sqlite3 *handle;
  char *name;             /* for messages, UTF-8 */
  GHashTable *statements; /* SQL (static, by address) → sqlite3_stmt, owned */
};

static BookoutLedgerError
error_code (int result, int system_errno)
{
  switch (result & 0xff)
    {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return BOOKOUT_LEDGER_ERROR_DAMAGED;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return BOOKOUT_LEDGER_ERROR_BUSY;
    case SQLITE_FULL:
      return BOOKOUT_LEDGER_ERROR_NO_SPACE;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return system_errno == ENOSPC || system_errno == EDQUOT ? BOOKOUT_LEDGER_ERROR_NO_SPACE
                                                              : BOOKOUT_LEDGER_ERROR_IO;
    default:
      return BOOKOUT_LEDGER_ERROR_IO;
    }
}

/* Sets @error from the connection's last result. */
void
bookout_ledger_database_take_error (BookoutLedgerDatabase *self, GError **error)
{
  BookoutLedgerError code = error_code (sqlite3_extended_errcode (self->handle),
                                        sqlite3_system_errno (self->handle));
  const char *words = sqlite3_errmsg (self->handle);

  switch (code)
    {
    case BOOKOUT_LEDGER_ERROR_DAMAGED:
      g_set_error (error, BOOKOUT_LEDGER_ERROR, code, _ ("The record '%s' is damaged (%s)."), self->name,
                   words);
      break;
    case BOOKOUT_LEDGER_ERROR_BUSY:
      g_set_error (error, BOOKOUT_LEDGER_ERROR, code, _ ("Another program keeps the record '%s' locked."),
                   self->name);
      break;
    case BOOKOUT_LEDGER_ERROR_NO_SPACE:
      g_set_error (error, BOOKOUT_LEDGER_ERROR, code, _ ("There is no space left for the record '%s'."),
                   self->name);
      break;
    case BOOKOUT_LEDGER_ERROR_NEWER:
    case BOOKOUT_LEDGER_ERROR_IO:
    case BOOKOUT_LEDGER_ERROR_NO_RUN:
    default:
      g_set_error (error, BOOKOUT_LEDGER_ERROR, code, _ ("The record '%s' cannot be used (%s)."), self->name,
                   words);
      break;
    }
}

static gboolean
set_up (BookoutLedgerDatabase *self, gboolean writes, gboolean in_memory, GError **error)
{
  g_autofree char *mode = NULL;

  sqlite3_extended_result_codes (self->handle, 1);
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  /* A run's rows are written once and read at its start: SQLite's own 2 MB a connection would only fill up in vain. */
  if (!bookout_ledger_database_execute (
          self, "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA cache_size=-256;", error))
    return FALSE;
  if (!writes)
    return TRUE;

  /* Only a file that is still empty takes it up. It lets the file become smaller when runs are forgotten, for a page
   * of pointers with every 800; giving space back all by itself would cost every commit something. */
  if (!bookout_ledger_database_execute (self, "PRAGMA auto_vacuum=INCREMENTAL", error))
    return FALSE;
  mode = bookout_ledger_database_read_text (self, "PRAGMA journal_mode=WAL", error);
  if (mode == NULL)
    return FALSE;
  if (!in_memory && g_strcmp0 (mode, "wal") != 0)
    {
      g_set_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_IO,
                   _ ("The record '%s' cannot be kept there: that file system does not allow it."),
                   self->name);
      return FALSE;
    }

  return bookout_ledger_database_execute (
      self, "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA journal_size_limit=4194304;", error);
}

static gboolean
connect_to (BookoutLedgerDatabase *self, const char *path, BookoutLedgerAccess access, GError **error)
{
  gboolean writes = access == BOOKOUT_LEDGER_ACCESS_WRITE;
  gboolean in_memory = path[0] == '\0';
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
              (writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);

  if (sqlite3_open_v2 (in_memory ? ":memory:" : path, &self->handle, flags, NULL) == SQLITE_OK)
    return set_up (self, writes, in_memory, error);

  bookout_ledger_database_take_error (self, error);

  return FALSE;
}

/* A process that died while it made the file has left a rollback journal: until that is taken back, which only a connection that
 * may write can do, nobody can read. Later on there is none, but a WAL. */
static gboolean
take_back_half_made (const char *path)
{
  sqlite3 *handle = NULL;
  gboolean done = sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) ==
                      SQLITE_OK &&
                  sqlite3_exec (handle, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL) == SQLITE_OK;

  sqlite3_close (handle);

  return done;
}

/* @path: absolute, of an existing file; "" for a database in memory that only this connection sees. Errors:
 * #BookoutLedgerError. */
BookoutLedgerDatabase *
bookout_ledger_database_open (const char *path, BookoutLedgerAccess access, GError **error)
{
  g_autoptr (BookoutLedgerDatabase) self = g_new0 (BookoutLedgerDatabase, 1);
  g_autoptr (GError) failure = NULL;

  self->name = path[0] == '\0' ? g_strdup (_ ("in memory")) : g_filename_display_name (path);
  self->statements = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) sqlite3_finalize);
  if (connect_to (self, path, access, &failure))
    return g_steal_pointer (&self);

  if (access == BOOKOUT_LEDGER_ACCESS_READ &&
      sqlite3_extended_errcode (self->handle) == SQLITE_READONLY_ROLLBACK && take_back_half_made (path))
    {
      g_clear_pointer (&self->handle, sqlite3_close_v2);
      g_clear_error (&failure);
      if (connect_to (self, path, access, &failure))
        return g_steal_pointer (&self);
    }
  g_propagate_error (error, g_steal_pointer (&failure));

  return NULL;
}

/* @self: (nullable) (transfer full). The last connection that may write also folds the WAL into the file. */
void
bookout_ledger_database_free (BookoutLedgerDatabase *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->statements);
  sqlite3_close_v2 (self->handle);
  g_free (self->name);
  g_free (self);
}

sqlite3 *
bookout_ledger_database_get_handle (BookoutLedgerDatabase *self)
{
  return self->handle;
}

const char *
bookout_ledger_database_get_name (BookoutLedgerDatabase *self)
{
  return self->name;
}

/* After a failure, SQLite may have rolled the whole transaction back by itself. */
gboolean
bookout_ledger_database_is_in_transaction (BookoutLedgerDatabase *self)
{
  return !sqlite3_get_autocommit (self->handle);
}

/* @sql: one or more statements; their rows are ignored. */
gboolean
bookout_ledger_database_execute (BookoutLedgerDatabase *self, const char *sql, GError **error)
{
  if (sqlite3_exec (self->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;

  bookout_ledger_database_take_error (self, error);

  return FALSE;
}

static sqlite3_stmt *
prepare (BookoutLedgerDatabase *self, const char *sql, guint flags, GError **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v3 (self->handle, sql, -1, flags, &statement, NULL) != SQLITE_OK)
    bookout_ledger_database_take_error (self, error);

  return statement;
}

/* The first column of the first row of @sql, as text, "" if there is none; %NULL on failure. */
char *
bookout_ledger_database_read_text (BookoutLedgerDatabase *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = prepare (self, sql, 0, error);
  char *text = NULL;
  gboolean has_row;

  if (statement == NULL)
    return NULL;

  if (bookout_ledger_database_step (self, statement, &has_row, error))
    text = has_row ? bookout_ledger_statement_dup_text (statement, 0) : NULL;
  else
    {
      sqlite3_finalize (statement);
      return NULL;
    }
  sqlite3_finalize (statement);

  return text != NULL ? text : g_strdup ("");
}

/* Likewise, as a number, 0 if there is none. */
gboolean
bookout_ledger_database_read_int (BookoutLedgerDatabase *self, const char *sql, gint64 *value, GError **error)
{
  g_autofree char *text = bookout_ledger_database_read_text (self, sql, error);

  if (text == NULL)
    return FALSE;

  *value = g_ascii_strtoll (text, NULL, 10);

  return TRUE;
}

/* @sql: (scope forever): one statement, a string constant: the cache knows it by its address. Returns:
 *   (transfer none) (nullable): a statement to be given back before it is lent again. */
BookoutLedgerStatement *
bookout_ledger_database_lend (BookoutLedgerDatabase *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);

  if (statement != NULL)
    return statement;

  statement = prepare (self, sql, SQLITE_PREPARE_PERSISTENT, error);
  if (statement != NULL)
    g_hash_table_insert (self->statements, (gpointer) sql, statement);

  return statement;
}

/* @has_row: (out) (optional): whether a row came, or the statement is over. */
gboolean
bookout_ledger_database_step (BookoutLedgerDatabase *self,
                              BookoutLedgerStatement *statement,
                              gboolean *has_row,
                              GError **error)
{
  int result = sqlite3_step (statement);

  if (has_row != NULL)
    *has_row = result == SQLITE_ROW;
  if (result == SQLITE_ROW || result == SQLITE_DONE)
    return TRUE;

  bookout_ledger_database_take_error (self, error);

  return FALSE;
}

void
bookout_ledger_statement_give_back (BookoutLedgerStatement *statement)
{
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
}

/* @position: from 1. @text: (nullable): must live until the statement is given back. Binding fails only
 * without memory, and then the NOT NULL of what matters refuses the row. */
void
bookout_ledger_statement_bind_text (BookoutLedgerStatement *statement, int position, const char *text)
{
  sqlite3_bind_text (statement, position, text, -1, SQLITE_STATIC);
}

static int
words_length (const char *words)
{
  gsize length = strlen (words);

  if (length > WORDS_BYTES_MOST)
    length = (gsize) (g_utf8_find_prev_char (words, words + WORDS_BYTES_MOST + 1) - words);

  return (int) length;
}

/* Likewise, cut at 1,024 bytes. */
void
bookout_ledger_statement_bind_words (BookoutLedgerStatement *statement, int position, const char *words)
{
  sqlite3_bind_text (statement, position, words, words != NULL ? words_length (words) : -1, SQLITE_STATIC);
}

/* @column: from 0. Returns: (transfer full) (nullable): %NULL for NULL */
char *
bookout_ledger_statement_dup_text (BookoutLedgerStatement *statement, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}
