/* bookout-ledger-query.h - what is read from the ledger
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-ledger-database.h"
#include "bookout-ledger.h"

G_BEGIN_DECLS

typedef struct
{
  const char *folder; /* (nullable): canonical; only the newest run there */
  GPtrArray *runs;    /* result: (element-type BookoutLedgerRun), newest first */
} BookoutLedgerListRuns;

typedef struct
{
  gint64 run_id;
  GPtrArray *vehicles; /* result: (element-type BookoutLedgerVehicle), in inventory order */
} BookoutLedgerListVehicles;

typedef struct
{
  gint64 run_id;
  const char *reference;
  GPtrArray *attempts; /* result: (element-type BookoutLedgerPastAttempt), oldest first */
} BookoutLedgerListAttempts;

typedef struct
{
  const char *reference;
  GPtrArray *vehicles; /* result: (element-type BookoutLedgerPastVehicle), newest run first */
} BookoutLedgerListHistory;

typedef struct
{
  gint64 before; /* Unix seconds */
  guint keep_newest;
  GArray *runs; /* result: (element-type gint64): their ids, oldest first */
} BookoutLedgerListForgettable;

/* A run, called r, that has ended with a result for each of its vehicles. */
#define BOOKOUT_LEDGER_IS_OVER                                            \
  "r.state IN ('stopped', 'finished') AND r.ended_at > 0 AND NOT EXISTS " \
  "(SELECT 1 FROM vehicles v WHERE v.run_id = r.id AND v.state IN ('waiting', 'in-work'))"

/* Each is given its struct with an empty array, and has the type of a BookoutLedgerChange, so that a ledger
 * in memory can be read by its only connection's thread. */
gboolean bookout_ledger_query_runs (BookoutLedgerDatabase *database, gpointer data, GError **error);
gboolean bookout_ledger_query_vehicles (BookoutLedgerDatabase *database, gpointer data, GError **error);
gboolean bookout_ledger_query_attempts (BookoutLedgerDatabase *database, gpointer data, GError **error);
gboolean bookout_ledger_query_history (BookoutLedgerDatabase *database, gpointer data, GError **error);
gboolean bookout_ledger_query_forgettable (BookoutLedgerDatabase *database, gpointer data, GError **error);

G_END_DECLS
