/* bookout-queue.h - the vehicles of a run that wait, those in work, and what became of the others
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-inventory.h"

G_BEGIN_DECLS

/**
 * BookoutJob:
 * @vehicle: whose sheet; the job holds a reference
 * @attempts: counted so far; the worker adds its own before it ends the job
 * @slow: taken in the slow pass
 *
 * One vehicle's way through the queue. Belongs to the queue until taken, then to the worker until settled,
 * put back or postponed.
 */
typedef struct
{
  BookoutVehicle *vehicle;
  guint attempts;
  gboolean slow;
} BookoutJob;

/**
 * BookoutQueueCounts:
 * @waiting: ready, or waiting for their due time
 * @postponed: failed too often for now, and waiting for the slow pass
 * @in_work: taken by a worker
 * @done: with a proved sheet
 * @unproved: with a sheet that carries no proof
 * @failed: given up
 * @held: with a sheet kept aside for a person
 * @skipped: not asked for
 * @total: the sum of all the others
 *
 * Every vehicle of the run is in exactly one of these.
 */
typedef struct
{
  guint waiting;
  guint postponed;
  guint in_work;
  guint done;
  guint unproved;
  guint failed;
  guint held;
  guint skipped;
  guint total;
} BookoutQueueCounts;

/**
 * BookoutQueueLeave:
 * @data: as given to bookout_queue_take()
 *
 * Asked by a worker of itself, with no lock held.
 *
 * Returns: whether the worker should leave instead of taking another vehicle
 */
typedef gboolean (*BookoutQueueLeave) (gpointer data);

/* Any thread may call everything. Workers blocked in take() are woken by events, never by polling. */
#define BOOKOUT_TYPE_QUEUE (bookout_queue_get_type ())
G_DECLARE_FINAL_TYPE (BookoutQueue, bookout_queue, BOOKOUT, QUEUE, GObject)

BookoutQueue *bookout_queue_new (void);

void bookout_queue_add (BookoutQueue *self, BookoutVehicle *vehicle, guint attempts);
void bookout_queue_add_postponed (BookoutQueue *self, BookoutVehicle *vehicle, guint attempts);
void bookout_queue_add_settled (BookoutQueue *self,
                                BookoutVehicle *vehicle,
                                BookoutVehicleState state,
                                guint attempts);

BookoutJob *bookout_queue_take (BookoutQueue *self, BookoutQueueLeave leave, gpointer data);
void bookout_queue_wake (BookoutQueue *self);

/* Each ends the job (frees it) and moves its vehicle. */
void bookout_queue_settle (BookoutQueue *self, BookoutJob *job, BookoutVehicleState state);
void bookout_queue_put_back (BookoutQueue *self, BookoutJob *job, gint64 delay_us, gboolean front);
void bookout_queue_postpone (BookoutQueue *self, BookoutJob *job);

/* A person's wishes. */
gboolean bookout_queue_retry (BookoutQueue *self, BookoutVehicle *vehicle);
gboolean bookout_queue_release (BookoutQueue *self, BookoutVehicle *vehicle);
gboolean bookout_queue_prefer (BookoutQueue *self, BookoutVehicle *vehicle);

void bookout_queue_set_paused (BookoutQueue *self, gboolean paused);
gboolean bookout_queue_get_paused (BookoutQueue *self);
void bookout_queue_set_most_in_work (BookoutQueue *self, guint most);
void bookout_queue_stop (BookoutQueue *self);
void bookout_queue_reopen (BookoutQueue *self);
gboolean bookout_queue_is_slow_pass (BookoutQueue *self);
gboolean bookout_queue_is_settled (BookoutQueue *self);

BookoutQueueCounts bookout_queue_get_counts (BookoutQueue *self);
BookoutVehicleState bookout_queue_get_state (BookoutQueue *self, BookoutVehicle *vehicle);
guint bookout_queue_get_attempts (BookoutQueue *self, BookoutVehicle *vehicle);

G_END_DECLS
