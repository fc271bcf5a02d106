/* bookout-ledger-rows.h - what stands in the ledger, row by row
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

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
 * @proof: "none", "page", "text", "person"
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
 *
 * To be recorded; borrows its texts.
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

/**
 * BookoutLedgerPastAttempt:
 * @tab: number; 0 for what no tab did
 * @began_at: Unix microseconds
 * @duration_us: microseconds
 * @stage: the step or part it ended in, "sheet"
 * @code: "ok" or the failure's code
 * @words: (nullable): the failure in a sentence
 * @counted: whether it counted as an attempt
 *
 * As it was recorded.
 */
typedef struct
{
  guint tab;
  gint64 began_at;
  gint64 duration_us;
  char *stage;
  char *code;
  char *words;
  gboolean counted;
} BookoutLedgerPastAttempt;

void bookout_ledger_past_attempt_free (BookoutLedgerPastAttempt *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutLedgerPastAttempt, bookout_ledger_past_attempt_free)

/**
 * BookoutLedgerPastVehicle:
 * @run_id: of the run that had it
 * @folder: of that run, absolute path
 * @began_at: of that run, Unix seconds
 * @portal_id: of that run
 * @vehicle: its row in that run
 */
typedef struct
{
  gint64 run_id;
  char *folder;
  gint64 began_at;
  char *portal_id;
  BookoutLedgerVehicle *vehicle;
} BookoutLedgerPastVehicle;

void bookout_ledger_past_vehicle_free (BookoutLedgerPastVehicle *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutLedgerPastVehicle, bookout_ledger_past_vehicle_free)

G_END_DECLS
