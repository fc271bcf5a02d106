/* bookout-ledger-writer.h - the thread that changes the ledger, many changes to a transaction
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-ledger-database.h"

G_BEGIN_DECLS

/**
 * BookoutLedgerChange:
 * @database: the writer's connection, inside a transaction
 * @data: as given
 * @error: return location
 *
 * Runs in the writer's thread.
 *
 * Returns: %FALSE with @error to undo what it did, and only that
 */
typedef gboolean (*BookoutLedgerChange) (BookoutLedgerDatabase *database, gpointer data, GError **error);

/* Any thread. */
typedef struct _BookoutLedgerWriter BookoutLedgerWriter;

BookoutLedgerWriter *bookout_ledger_writer_new (BookoutLedgerDatabase *database, GError **error);
void bookout_ledger_writer_free (BookoutLedgerWriter *self);

gboolean bookout_ledger_writer_run (BookoutLedgerWriter *self,
                                    BookoutLedgerChange change,
                                    gpointer data,
                                    GError **error);
gboolean bookout_ledger_writer_run_alone (BookoutLedgerWriter *self,
                                          BookoutLedgerChange change,
                                          gpointer data,
                                          GError **error);
void bookout_ledger_writer_post (BookoutLedgerWriter *self,
                                 BookoutLedgerChange change,
                                 gpointer data,
                                 GDestroyNotify destroy);

G_END_DECLS
