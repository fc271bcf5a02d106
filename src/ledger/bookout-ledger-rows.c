/* bookout-ledger-rows.c - what stands in the ledger, row by row
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-ledger"

#include "config.h"

#include "bookout-ledger-rows.h"

/* Plain values that own their texts. Used by one thread at a time. */

/**
 * bookout_ledger_run_new:
 *
 * Returns: (transfer full): an empty row
 */
BookoutLedgerRun *
bookout_ledger_run_new (void)
{
  return g_new0 (BookoutLedgerRun, 1);
}

/**
 * bookout_ledger_run_free:
 * @self: (nullable) (transfer full): a row
 */
void
bookout_ledger_run_free (BookoutLedgerRun *self)
{
  if (self == NULL)
    return;

  g_free (self->folder);
  g_free (self->portal_id);
  g_free (self->portal_path);
  g_free (self->variables);
  g_free (self->base);
  g_free (self->user);
  g_free (self->state);
  g_free (self);
}

/**
 * bookout_ledger_vehicle_new:
 * @reference: identity
 *
 * Returns: (transfer full): a row of a waiting vehicle that nothing else is known of
 */
BookoutLedgerVehicle *
bookout_ledger_vehicle_new (const char *reference)
{
  BookoutLedgerVehicle *self;

  g_return_val_if_fail (reference != NULL, NULL);

  self = g_new0 (BookoutLedgerVehicle, 1);
  self->reference = g_strdup (reference);
  self->vin = g_strdup ("");
  self->description = g_strdup ("");
  self->state = g_strdup ("waiting");
  self->proof = g_strdup ("none");

  return self;
}

/**
 * bookout_ledger_vehicle_free:
 * @self: (nullable) (transfer full): a row
 */
void
bookout_ledger_vehicle_free (BookoutLedgerVehicle *self)
{
  if (self == NULL)
    return;

  g_free (self->reference);
  g_free (self->vin);
  g_free (self->description);
  g_free (self->state);
  g_free (self->code);
  g_free (self->reason);
  g_free (self->file_name);
  g_free (self->sha256);
  g_free (self->proof);
  g_free (self);
}

/**
 * bookout_ledger_past_attempt_free:
 * @self: (nullable) (transfer full): a row
 */
void
bookout_ledger_past_attempt_free (BookoutLedgerPastAttempt *self)
{
  if (self == NULL)
    return;

  g_free (self->stage);
  g_free (self->code);
  g_free (self->words);
  g_free (self);
}

/**
 * bookout_ledger_past_vehicle_free:
 * @self: (nullable) (transfer full): a row
 */
void
bookout_ledger_past_vehicle_free (BookoutLedgerPastVehicle *self)
{
  if (self == NULL)
    return;

  g_free (self->folder);
  g_free (self->portal_id);
  bookout_ledger_vehicle_free (self->vehicle);
  g_free (self);
}
