/* bookout-earlier-runs.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-earlier-runs"
#include "config.h"

#include "bookout-earlier-runs.h"

/* The last inventory is that of the newest earlier run of the same address and user, whatever its folder and however it ended: a run
 * is in the ledger from the moment that its export was read, so one that failed before that has none.
 *
 * "Only new" is meant to leave nothing out, so it asks for more than the last inventory's not having a vehicle: one that it had, but
 * that no run has ever got a sheet of (it failed, was held, stopped, or left out by a limit), counts as new until one has. A sheet
 * of another VIN under the same reference is another vehicle's. What an only-new run skips for being known it marks in the ledger, so
 * that the next one need not look further back. */

struct _BookoutEarlierRuns
{
  BookoutLedger *ledger;
  GPtrArray *runs; /* of BookoutLedgerRun, newest first */
  GPtrArray *last; /* of BookoutLedgerVehicle: the newest run's; NULL without one */
};

static gboolean
is_of (const BookoutLedgerRun *run, const char *base, const char *user, gint64 before)
{
  return (before == 0 || run->id < before) && run->total > 0 && g_strcmp0 (run->base, base) == 0 &&
         g_strcmp0 (run->user, user) == 0;
}

static gboolean
list_runs (BookoutEarlierRuns *self, const char *base, const char *user, gint64 before, GError **error)
{
  g_autoptr (GPtrArray) runs = bookout_ledger_list_runs (self->ledger, error);

  if (runs == NULL)
    return FALSE;

  for (guint i = 0; i < runs->len; i++)
    if (is_of (g_ptr_array_index (runs, i), base, user, before))
      g_ptr_array_add (self->runs, g_steal_pointer (&g_ptr_array_index (runs, i)));

  return TRUE;
}

static GPtrArray *
list_vehicles (BookoutEarlierRuns *self, guint position, GError **error)
{
  const BookoutLedgerRun *run = g_ptr_array_index (self->runs, position);

  return bookout_ledger_list_vehicles (self->ledger, run->id, error);
}

/**
 * bookout_earlier_runs_new:
 * @ledger: the ledger
 * @base: the portal's address
 * @user: the account
 * @before: number of the run that asks, of which only what came before it counts; 0 if the ledger does not have it yet
 * @error: return location
 *
 * Errors: as bookout_ledger_list_runs().
 *
 * Returns: (transfer full): the runs before, perhaps none
 */
BookoutEarlierRuns *
bookout_earlier_runs_new (BookoutLedger *ledger,
                          const char *base,
                          const char *user,
                          gint64 before,
                          GError **error)
{
  g_autoptr (BookoutEarlierRuns) self = NULL;

  g_return_val_if_fail (BOOKOUT_IS_LEDGER (ledger), NULL);
  g_return_val_if_fail (base != NULL && user != NULL, NULL);

  self = g_new0 (BookoutEarlierRuns, 1);
  self->ledger = g_object_ref (ledger);
  self->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_ledger_run_free);
  if (!list_runs (self, base, user, before, error))
    return NULL;
  if (self->runs->len > 0 && (self->last = list_vehicles (self, 0, error)) == NULL)
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * bookout_earlier_runs_free:
 * @self: (nullable) (transfer full): the runs before
 */
void
bookout_earlier_runs_free (BookoutEarlierRuns *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->last, g_ptr_array_unref);
  g_ptr_array_unref (self->runs);
  g_object_unref (self->ledger);
  g_free (self);
}

/**
 * bookout_earlier_runs_compare:
 * @self: the runs before
 * @inventory: as exported now
 *
 * Returns: (transfer full) (nullable): how @inventory differs from the last one; %NULL if there was none
 */
BookoutInventoryDifference *
bookout_earlier_runs_compare (BookoutEarlierRuns *self, BookoutInventory *inventory)
{
  const BookoutLedgerRun *run;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->last == NULL)
    return NULL;

  run = g_ptr_array_index (self->runs, 0);
  return bookout_inventory_difference_new (inventory, run->began_at, self->last);
}

static gboolean
is_same_vin (BookoutVehicle *vehicle, const BookoutLedgerVehicle *row)
{
  const char *vin = bookout_vehicle_get_vin (vehicle);

  return vin == NULL || *vin == '\0' || row->vin == NULL || *row->vin == '\0' || g_str_equal (vin, row->vin);
}

/* Whether @row says that @vehicle's sheet has been fetched, by its run or by one before. */
static gboolean
is_fetched (BookoutVehicle *vehicle, const BookoutLedgerVehicle *row)
{
  BookoutVehicleState state = BOOKOUT_VEHICLE_WAITING;

  bookout_vehicle_state_from_string (row->state, &state);
  return is_same_vin (vehicle, row) &&
         (state == BOOKOUT_VEHICLE_DONE || state == BOOKOUT_VEHICLE_UNPROVED ||
          (state == BOOKOUT_VEHICLE_SKIPPED && g_strcmp0 (row->code, BOOKOUT_CODE_NOT_NEW) == 0));
}

/* Vehicles that the last inventory had: @open until a run is found that got their sheet. */
static GHashTable *
find_open (BookoutEarlierRuns *self, BookoutInventory *inventory)
{
  GHashTable *open = g_hash_table_new (NULL, NULL);

  for (guint i = 0; self->last != NULL && i < self->last->len; i++)
    {
      const BookoutLedgerVehicle *row = g_ptr_array_index (self->last, i);
      BookoutVehicle *vehicle = bookout_inventory_lookup (inventory, row->reference);

      if (vehicle != NULL)
        g_hash_table_add (open, vehicle);
    }

  return open;
}

static void
move_fetched (GHashTable *open, GHashTable *known, BookoutInventory *inventory, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const BookoutLedgerVehicle *row = g_ptr_array_index (rows, i);
      BookoutVehicle *vehicle = bookout_inventory_lookup (inventory, row->reference);

      if (vehicle != NULL && is_fetched (vehicle, row) && g_hash_table_remove (open, vehicle))
        g_hash_table_add (known, vehicle);
    }
}

/**
 * bookout_earlier_runs_find_known:
 * @self: the runs before
 * @inventory: as exported now; must outlive what is returned
 * @error: return location
 *
 * Finds what is not new: vehicles that the last inventory had and that a run has got a sheet of.
 *
 * Errors: as bookout_ledger_list_vehicles().
 *
 * Returns: (transfer full) (element-type BookoutVehicle): those, as a set
 */
GHashTable *
bookout_earlier_runs_find_known (BookoutEarlierRuns *self, BookoutInventory *inventory, GError **error)
{
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) open = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (BOOKOUT_IS_INVENTORY (inventory), NULL);

  open = find_open (self, inventory);
  for (guint i = 0; i < self->runs->len && g_hash_table_size (open) > 0; i++)
    {
      g_autoptr (GPtrArray) rows = i == 0 ? g_ptr_array_ref (self->last) : list_vehicles (self, i, error);

      if (rows == NULL)
        return NULL;
      move_fetched (open, known, inventory, rows);
    }

  return g_steal_pointer (&known);
}
