/* bookout-ledger.h - the record on disk of runs, vehicles, attempts and sheets
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

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

/**
 * BookoutLedgerRun:
 * @id: 0 until stored
 * @folder: absolute path
 * @portal_id: id of the description
 * @portal_path: file it was loaded from
 * @variables: (nullable): the variables given, as JSON text of one object
 * @base: the portal's address
 * @user: the account's name
 * @state: "running", "stopped", "finished", "interrupted"
 * @began_at: Unix seconds
 * @ended_at: Unix seconds, 0 while it runs
 * @total: vehicles in the run
 * @done: of them
 * @unproved: of them
 * @failed: of them
 * @held: of them
 * @skipped: of them
 */
typedef struct
{
  gint64 id;
  char *folder;
  char *portal_id;
  char *portal_path;
  char *variables;
  char *base;
  char *user;
  char *state;
  gint64 began_at;
  gint64 ended_at;
  guint total;
  guint done;
  guint unproved;
  guint failed;
  guint held;
  guint skipped;
} BookoutLedgerRun;

BookoutLedgerRun *bookout_ledger_run_new (void);
void bookout_ledger_run_free (BookoutLedgerRun *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutLedgerRun, bookout_ledger_run_free)

/**
 * BookoutLedgerVehicle:
 * @reference: identity
 * @vin: "" if unknown
 * @description: "" if unknown
 * @state: as bookout_vehicle_state_to_string(): "waiting", "in-work", "done", "unproved", "failed", "held",
 * "skipped"
 * @attempts: counted ones
 * @code: (nullable): of the last failure
 * @reason: (nullable): of the last failure
 * @file_name: (nullable): of its sheet, in the run's folder
 * @sha256: (nullable): of its sheet
 * @size: of its sheet
 * @proof: "none", "page", "text"
 * @finished_at: Unix seconds, 0 if not yet
 */
typedef struct
{
  char *reference;
  char *vin;
  char *description;
  char *state;
  guint attempts;
  char *code;
  char *reason;
  char *file_name;
  char *sha256;
  guint64 size;
  char *proof;
  gint64 finished_at;
} BookoutLedgerVehicle;

BookoutLedgerVehicle *bookout_ledger_vehicle_new (const char *reference);
void bookout_ledger_vehicle_free (BookoutLedgerVehicle *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutLedgerVehicle, bookout_ledger_vehicle_free)

/**
 * BookoutLedgerAttempt:
 * @reference: of the vehicle
 * @tab: number
 * @began_at: Unix microseconds
 * @duration_us: microseconds
 * @stage: the step or part it ended in, "sheet"
 * @code: "ok" or the failure's code
 * @words: (nullable): the failure in a sentence
 * @counted: whether it counts as an attempt (renewals and pauses don't)
 */
typedef struct
{
  const char *reference;
  guint tab;
  gint64 began_at;
  gint64 duration_us;
  const char *stage;
  const char *code;
  const char *words;
  gboolean counted;
} BookoutLedgerAttempt;

/* Any thread may call; one writer thread owns the database and groups what waits into one transaction. A call
 * that writes returns when its transaction is on disk (WAL, synchronous=FULL). */
#define BOOKOUT_TYPE_LEDGER (bookout_ledger_get_type ())
G_DECLARE_FINAL_TYPE (BookoutLedger, bookout_ledger, BOOKOUT, LEDGER, GObject)

char *bookout_ledger_default_path (void);
BookoutLedger *bookout_ledger_open (const char *path, GError **error);

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

G_END_DECLS
