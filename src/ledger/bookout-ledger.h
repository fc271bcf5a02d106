/* bookout-ledger.h - the record on disk of runs, vehicles, attempts and sheets
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "bookout-ledger-rows.h"

G_BEGIN_DECLS

#define BOOKOUT_LEDGER_ERROR (bookout_ledger_error_quark ())
typedef enum
{
  BOOKOUT_LEDGER_ERROR_DAMAGED, /* not a ledger, or its pages are broken */
  BOOKOUT_LEDGER_ERROR_NEWER,   /* written by a newer Bookout */
  BOOKOUT_LEDGER_ERROR_BUSY,    /* another process keeps it locked */
  BOOKOUT_LEDGER_ERROR_NO_SPACE,
  BOOKOUT_LEDGER_ERROR_IO,
  BOOKOUT_LEDGER_ERROR_NO_RUN, /* no run for that folder or of that number, or it doesn't have that vehicle */
} BookoutLedgerError;
GQuark bookout_ledger_error_quark (void);

/* Any thread may call; one writer thread owns the database and groups what waits into one transaction. A call
 * that writes returns when its transaction is on disk (WAL, synchronous=FULL). */
#define BOOKOUT_TYPE_LEDGER (bookout_ledger_get_type ())
G_DECLARE_FINAL_TYPE (BookoutLedger, bookout_ledger, BOOKOUT, LEDGER, GObject)

char *bookout_ledger_default_path (void);
BookoutLedger *bookout_ledger_open (const char *path, GError **error);

/* For those who are about to write: a damaged ledger is set aside, never deleted, and made anew from what can
 * still be read. The sentence that tells it: (nullable), as long as the ledger. */
BookoutLedger *bookout_ledger_open_or_recover (const char *path, GError **error);
const char *bookout_ledger_get_recovery (BookoutLedger *self);

gboolean bookout_ledger_add_run (BookoutLedger *self,
                                 BookoutLedgerRun *run,
                                 GPtrArray *vehicles,
                                 GError **error);
gboolean bookout_ledger_set_run_state (BookoutLedger *self,
                                       gint64 run_id,
                                       const char *state,
                                       gint64 ended_at,
                                       GError **error);
gboolean bookout_ledger_add_session (BookoutLedger *self, gint64 run_id, gint64 signed_in_at, GError **error);

void bookout_ledger_take (BookoutLedger *self, gint64 run_id, const char *reference);
gboolean bookout_ledger_record (BookoutLedger *self,
                                gint64 run_id,
                                const BookoutLedgerAttempt *attempt,
                                const BookoutLedgerVehicle *vehicle,
                                GError **error);
gboolean bookout_ledger_set_vehicle (BookoutLedger *self,
                                     gint64 run_id,
                                     const BookoutLedgerVehicle *vehicle,
                                     GError **error);

BookoutLedgerRun *bookout_ledger_find_run (BookoutLedger *self, const char *folder, GError **error);
GPtrArray *bookout_ledger_list_runs (BookoutLedger *self, GError **error);
GPtrArray *bookout_ledger_list_vehicles (BookoutLedger *self, gint64 run_id, GError **error);
GPtrArray *bookout_ledger_list_attempts (BookoutLedger *self,
                                         gint64 run_id,
                                         const char *reference,
                                         GError **error);
GPtrArray *bookout_ledger_list_vehicle_history (BookoutLedger *self, const char *reference, GError **error);

/* Forgets runs, never files. */
gboolean bookout_ledger_prune (BookoutLedger *self,
                               gint64 before,
                               guint keep_newest,
                               guint *n_removed,
                               GError **error);

G_END_DECLS
