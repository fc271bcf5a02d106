/* bookout-ledger-change.h - what the ledger's writer writes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-ledger-database.h"
#include "bookout-ledger.h"

G_BEGIN_DECLS

typedef struct
{
  BookoutLedgerRun *run;
  const char *folder;  /* canonical */
  GPtrArray *vehicles; /* (nullable) (element-type BookoutLedgerVehicle) */
  gint64 id;           /* result */
} BookoutLedgerAddRun;

typedef struct
{
  gint64 run_id;
  const char *state;
  gint64 ended_at;
} BookoutLedgerSetRunState;

typedef struct
{
  gint64 run_id;
  gint64 signed_in_at;
} BookoutLedgerAddSession;

typedef struct
{
  gint64 run_id;
  char *reference; /* owned */
} BookoutLedgerTake;

typedef struct
{
  gint64 run_id;
  const BookoutLedgerAttempt *attempt; /* (nullable) */
  const BookoutLedgerVehicle *vehicle;
} BookoutLedgerRecord;

typedef struct
{
  gint64 run_id;
  gboolean is_forgotten; /* result */
} BookoutLedgerForget;

typedef struct
{
  gint64 n_left; /* result: pages that are still to be given back */
} BookoutLedgerGiveBack;

void bookout_ledger_take_free (BookoutLedgerTake *self);

/* Each is a BookoutLedgerChange, given its struct. */
gboolean bookout_ledger_change_add_run (BookoutLedgerDatabase *database, gpointer data, GError **error);
gboolean bookout_ledger_change_set_run_state (BookoutLedgerDatabase *database, gpointer data, GError **error);
gboolean bookout_ledger_change_add_session (BookoutLedgerDatabase *database, gpointer data, GError **error);
gboolean bookout_ledger_change_take (BookoutLedgerDatabase *database, gpointer data, GError **error);
gboolean bookout_ledger_change_record (BookoutLedgerDatabase *database, gpointer data, GError **error);
gboolean bookout_ledger_change_forget (BookoutLedgerDatabase *database, gpointer data, GError **error);

/* Likewise, but only for bookout_ledger_writer_run_alone(). */
gboolean bookout_ledger_change_give_back (BookoutLedgerDatabase *database, gpointer data, GError **error);

G_END_DECLS
