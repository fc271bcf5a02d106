/* bookout-vehicle.h - one row of the inventory, and how far its sheet is
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-columns.h"

G_BEGIN_DECLS

/**
 * BookoutVehicleState:
 * @BOOKOUT_VEHICLE_WAITING: to be fetched
 * @BOOKOUT_VEHICLE_IN_WORK: a tab is at it
 * @BOOKOUT_VEHICLE_DONE: its sheet is in the folder and proved right
 * @BOOKOUT_VEHICLE_UNPROVED: its sheet is in the folder; sheets of this portal carry no text to prove it
 * @BOOKOUT_VEHICLE_FAILED: given up, with a reason
 * @BOOKOUT_VEHICLE_HELD: a sheet came but could not be proved: kept aside for a person
 * @BOOKOUT_VEHICLE_SKIPPED: not asked for in this run
 *
 * The numbers are kept in no file: there the words of bookout_vehicle_state_to_string() stand.
 */
typedef enum
{
  BOOKOUT_VEHICLE_WAITING,
  BOOKOUT_VEHICLE_IN_WORK,
  BOOKOUT_VEHICLE_DONE,
  BOOKOUT_VEHICLE_UNPROVED,
  BOOKOUT_VEHICLE_FAILED,
  BOOKOUT_VEHICLE_HELD,
  BOOKOUT_VEHICLE_SKIPPED,
} BookoutVehicleState;

#define BOOKOUT_TYPE_VEHICLE_STATE (bookout_vehicle_state_get_type ())
GType bookout_vehicle_state_get_type (void);

/* "waiting", "in-work", "done" … for files */
const char *bookout_vehicle_state_to_string (BookoutVehicleState state);
gboolean bookout_vehicle_state_from_string (const char *text, BookoutVehicleState *state);

/**
 * BookoutVehicle:
 *
 * What identifies it (reference, VIN, description, line, cells) is fixed at construction and may be read from any thread.
 * State, attempts, code, reason, size and finished-at are the main thread's alone, and are notified.
 */
#define BOOKOUT_TYPE_VEHICLE (bookout_vehicle_get_type ())
G_DECLARE_FINAL_TYPE (BookoutVehicle, bookout_vehicle, BOOKOUT, VEHICLE, GObject)

/* @vin, @description, @columns and @cells may be NULL. */
BookoutVehicle *bookout_vehicle_new (const char *reference,
                                     const char *vin,
                                     const char *description,
                                     guint line,
                                     BookoutColumns *columns,
                                     const char *const *cells,
                                     guint n_cells);

const char *bookout_vehicle_get_reference (BookoutVehicle *self);
const char *bookout_vehicle_get_vin (BookoutVehicle *self);         /* "" if unknown */
const char *bookout_vehicle_get_description (BookoutVehicle *self); /* "" if unknown */
guint bookout_vehicle_get_line (BookoutVehicle *self); /* in the CSV, from 1; 0 if not from one */
const char *bookout_vehicle_get_cell (BookoutVehicle *self, const char *column); /* (nullable) */

BookoutColumns *bookout_vehicle_get_columns (BookoutVehicle *self); /* (nullable): names of its cells */

BookoutVehicleState bookout_vehicle_get_state (BookoutVehicle *self);
guint bookout_vehicle_get_attempts (BookoutVehicle *self);
/* (nullable): short word for scripts, "wrong-vehicle" */
const char *bookout_vehicle_get_code (BookoutVehicle *self);
/* (nullable): why it failed or is held, a sentence */
const char *bookout_vehicle_get_reason (BookoutVehicle *self);
guint64 bookout_vehicle_get_size (BookoutVehicle *self);       /* of its sheet in bytes, 0 if none */
gint64 bookout_vehicle_get_finished_at (BookoutVehicle *self); /* Unix seconds, 0 if not yet */

/* Sets what has changed and notifies each property that did; main thread. */
void bookout_vehicle_update (BookoutVehicle *self,
                             BookoutVehicleState state,
                             guint attempts,
                             const char *code,
                             const char *reason,
                             guint64 size,
                             gint64 finished_at);

G_END_DECLS
