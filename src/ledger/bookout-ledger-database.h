/* bookout-ledger-database.h - one connection to the ledger's file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

typedef enum
{
  BOOKOUT_LEDGER_ACCESS_READ,  /* changes nothing, but takes back what a process that died had half made */
  BOOKOUT_LEDGER_ACCESS_WRITE, /* the file must exist, unless it is kept in memory */
} BookoutLedgerAccess;

/* Used by one thread at a time. */
typedef struct _BookoutLedgerDatabase BookoutLedgerDatabase;

/* A prepared statement lent by its connection: resetting it gives it back. */
typedef sqlite3_stmt BookoutLedgerStatement;

BookoutLedgerDatabase *bookout_ledger_database_open (const char *path,
                                                     BookoutLedgerAccess access,
                                                     GError **error);
void bookout_ledger_database_free (BookoutLedgerDatabase *self);

sqlite3 *bookout_ledger_database_get_handle (BookoutLedgerDatabase *self);
const char *bookout_ledger_database_get_name (BookoutLedgerDatabase *self);
gboolean bookout_ledger_database_is_in_transaction (BookoutLedgerDatabase *self);

gboolean bookout_ledger_database_execute (BookoutLedgerDatabase *self, const char *sql, GError **error);
gboolean bookout_ledger_database_read_int (BookoutLedgerDatabase *self,
                                           const char *sql,
                                           gint64 *value,
                                           GError **error);
char *bookout_ledger_database_read_text (BookoutLedgerDatabase *self, const char *sql, GError **error);
void bookout_ledger_database_take_error (BookoutLedgerDatabase *self, GError **error);

BookoutLedgerStatement *bookout_ledger_database_lend (BookoutLedgerDatabase *self,
                                                      const char *sql,
                                                      GError **error);
gboolean bookout_ledger_database_step (BookoutLedgerDatabase *self,
                                       BookoutLedgerStatement *statement,
                                       gboolean *has_row,
                                       GError **error);
void bookout_ledger_statement_give_back (BookoutLedgerStatement *statement);
void bookout_ledger_statement_bind_text (BookoutLedgerStatement *statement, int position, const char *text);
void bookout_ledger_statement_bind_words (BookoutLedgerStatement *statement, int position, const char *words);
char *bookout_ledger_statement_dup_text (BookoutLedgerStatement *statement, int column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutLedgerDatabase, bookout_ledger_database_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutLedgerStatement, bookout_ledger_statement_give_back)

G_END_DECLS
