/* bookout-run.h - one pass over an inventory into one folder
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-inventory-difference.h"
#include "bookout-inventory.h"
#include "bookout-queue.h"
#include "bookout-report.h"
#include "bookout-run-settings.h"
#include "bookout-tab-snapshot.h"

G_BEGIN_DECLS

#define BOOKOUT_RUN_ERROR (bookout_run_error_quark ())
typedef enum
{
  BOOKOUT_RUN_ERROR_UNREACHABLE, /* the portal could not be reached, at the start or for hours */
  BOOKOUT_RUN_ERROR_REFERENCES,  /* none of the references asked for is in the inventory */
  BOOKOUT_RUN_ERROR_NO_RUN,      /* the folder has no run to go on with */
} BookoutRunError;
GQuark bookout_run_error_quark (void);

typedef enum
{
  BOOKOUT_RUN_NEW,
  BOOKOUT_RUN_SIGNING_IN,
  BOOKOUT_RUN_EXPORTING,
  BOOKOUT_RUN_INDEXING,
  BOOKOUT_RUN_FETCHING,
  BOOKOUT_RUN_FINISHING, /* signing out, writing the report */
  BOOKOUT_RUN_FINISHED,  /* every vehicle has its result; which ones, the counts say */
  BOOKOUT_RUN_STOPPED,   /* by a person; can be gone on with */
  BOOKOUT_RUN_FAILED,    /* by what execute_finish() says; can be gone on with once it has begun fetching */
} BookoutRunState;

typedef enum
{
  BOOKOUT_HOLD_NONE,
  BOOKOUT_HOLD_PAUSED,   /* by a person */
  BOOKOUT_HOLD_ACTIVE,   /* another session is active; until */
  BOOKOUT_HOLD_RENEWAL,  /* signing in again */
  BOOKOUT_HOLD_THROTTLE, /* the portal asked to wait; until */
  BOOKOUT_HOLD_BREAKER,  /* the same failure on every vehicle; one is tried at until */
  BOOKOUT_HOLD_BLOCKED,  /* cannot go on without a person or a mended folder: error says why */
} BookoutHold;

/**
 * BookoutProgress:
 * @rate: vehicles an hour over the last minutes
 * @mean_rate: vehicles an hour from the first taken to the last finished
 * @remaining: microseconds that are likely left, -1 while that can't be told
 * @wrong_caught: how often a page or sheet named another vehicle than the one asked for
 * @attempts: begun so far, counted or not
 */
typedef struct
{
  double rate;
  double mean_rate;
  gint64 remaining;
  guint wrong_caught;
  guint attempts;
} BookoutProgress;

/* Lives on the thread that made it (the main thread): properties change and signals are emitted only there. Properties:
 * state, hold, hold-until (int64, monotonic µs), hold-words (string), counts-serial (uint, changes when counts do), tabs (uint), inventory (GListModel, nullable).
 * Signal: vehicle-settled (BookoutVehicle). */
#define BOOKOUT_TYPE_RUN (bookout_run_get_type ())
G_DECLARE_FINAL_TYPE (BookoutRun, bookout_run, BOOKOUT, RUN, GObject)

BookoutRun *bookout_run_new (const BookoutRunSettings *settings);

/* The whole pass: sign in, export, fetch, sign out, report. Ends when the state is FINISHED, STOPPED or FAILED; FALSE only for FAILED.
 * Cancelling is bookout_run_stop(). */
void bookout_run_execute_async (BookoutRun *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean bookout_run_execute_finish (BookoutRun *self, GAsyncResult *result, GError **error);

void bookout_run_pause (BookoutRun *self);  /* vehicles in work are finished first */
void bookout_run_resume (BookoutRun *self); /* also: try again after BLOCKED */
void bookout_run_stop (
    BookoutRun *self); /* transfers end at once; what is being written is finished; signs out */
void bookout_run_set_tabs (BookoutRun *self, guint tabs);
gboolean bookout_run_retry (BookoutRun *self,
                            BookoutVehicle *vehicle); /* FALSE unless failed or held, or if the run is over */
gboolean bookout_run_prefer (BookoutRun *self, BookoutVehicle *vehicle); /* next; FALSE unless waiting */

/* A person answers for a held sheet that can't be read by itself; also when the run is over. One at a time. */
gboolean bookout_run_can_release (BookoutRun *self, BookoutVehicle *vehicle);
void bookout_run_release_async (BookoutRun *self,
                                BookoutVehicle *vehicle,
                                const char *person,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean bookout_run_release_finish (BookoutRun *self, GAsyncResult *result, GError **error);

BookoutRunState bookout_run_get_state (BookoutRun *self);
BookoutHold bookout_run_get_hold (BookoutRun *self);
gint64 bookout_run_get_hold_until (BookoutRun *self);
const char *bookout_run_get_hold_words (BookoutRun *self); /* (nullable) */
guint bookout_run_get_tabs (BookoutRun *self);
BookoutInventory *bookout_run_get_inventory (BookoutRun *self); /* (nullable) */
/* (nullable): how its vehicles differ from the last inventory's, if there was one; known from when @inventory is. */
const BookoutInventoryDifference *bookout_run_get_difference (BookoutRun *self);
BookoutQueueCounts bookout_run_get_counts (BookoutRun *self);
void bookout_run_get_progress (BookoutRun *self, BookoutProgress *progress);
void bookout_run_get_stage_medians (BookoutRun *self, gint64 medians[BOOKOUT_N_STAGES]);
const char *bookout_run_get_folder (BookoutRun *self);
/* Fills up to @n snapshots of the tabs that run, by number; returns how many. */
guint bookout_run_get_snapshots (BookoutRun *self, BookoutTabSnapshot *snapshots, guint n);
/* (nullable): after execute; totals and failures, as report.json has them. */
const BookoutReport *bookout_run_get_report (BookoutRun *self);

G_END_DECLS
