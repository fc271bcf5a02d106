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

/* Each is given its struct with an empty array, and has the type of a BookoutLedgerChange, so that a ledger
 * in memory can be read by its only connection's thread. */
gboolean bookout_ledger_query_runs (BookoutLedgerDatabase *database, gpointer data, GError **error);
gboolean bookout_ledger_query_vehicles (BookoutLedgerDatabase *database, gpointer data, GError **error);

G_END_DECLS
