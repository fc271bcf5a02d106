/* bookout-preparation.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-preparation"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-adoption.h"
#include "bookout-earlier-runs.h"
#include "bookout-export.h"
#include "bookout-filing.h"
#include "bookout-manifest.h"
#include "bookout-preparation.h"
#include "bookout-run-origin.h"
#include "bookout-run-rebuild.h"
#include "bookout-sheet-names.h"

/* From settings to a queue of vehicles: folder, ledger, sign-in, export, index; or, for a run that is gone on with, what ledger and
 * folder know. One thread (the run's) does it all, blocking. */

#define INVENTORY_FILE "run-data/inventory.csv"

#define DAY_S ((gint64) 24 * 60 * 60)

static void
set_state (BookoutPreparation *self, BookoutRunState state)
{
  g_atomic_int_set (&self->state, state);
}

static void
warn_of (BookoutPreparation *self, char *sentence)
{
  g_ptr_array_add (self->warnings, sentence);
}

static gboolean
sign_in (BookoutPreparation *self, GCancellable *cancellable, GError **error)
{
  set_state (self, BOOKOUT_RUN_SIGNING_IN);
  if (!bookout_session_sign_in (self->session, self->settings->wait_active, cancellable, error))
    return FALSE;

  self->tab = bookout_session_open_tab (self->session);
  return TRUE;
}

static gboolean
export_inventory (BookoutPreparation *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) contents = NULL;

  set_state (self, BOOKOUT_RUN_EXPORTING);
  contents = bookout_export_fetch (self->tab, cancellable, error);
  if (contents == NULL || !bookout_folder_replace (self->folder, INVENTORY_FILE, contents, error))
    return FALSE;

  self->inventory = bookout_export_parse (self->tab, contents, cancellable, error);
  return self->inventory != NULL;
}

/* The export of the run that is gone on with, so that its vehicles stay the same ones. */
static gboolean
read_saved_inventory (BookoutPreparation *self, GError **error)
{
  const BookoutPortalColumns *columns = bookout_portal_get_columns (self->settings->portal);
  g_autoptr (GBytes)
      contents = bookout_folder_read (self->folder, INVENTORY_FILE, BOOKOUT_CSV_BYTES_MOST, error);

  if (contents == NULL)
    return FALSE;

  self->inventory = bookout_inventory_new_from_csv (contents, columns->reference, columns->vin,
                                                    (const char *const *) columns->description, error);
  return self->inventory != NULL;
}

static void
set_state_of_row (BookoutLedgerVehicle *row, BookoutVehicleState state)
{
  g_free (row->state);
  row->state = g_strdup (bookout_vehicle_state_to_string (state));
}

/* References that the export does not have are asked of the portal all the same, so that they end with the portal's answer. */
static gboolean
add_unlisted (BookoutPreparation *self, GError **error)
{
  const char *const *references = self->settings->references;
  guint found = 0;

  for (guint i = 0; references != NULL && references[i] != NULL; i++)
    if (bookout_inventory_lookup (self->inventory, references[i]) != NULL)
      found++;
    else
      warn_of (self, g_strdup_printf (_ ("%s is not in the exported inventory."), references[i]));

  if (references != NULL && references[0] != NULL && found == 0)
    {
      g_set_error (
          error, BOOKOUT_RUN_ERROR, BOOKOUT_RUN_ERROR_REFERENCES,
          _ ("None of the references asked for (%s …) is in the inventory that the portal exported."),
          references[0]);
      return FALSE;
    }

  for (guint i = 0; references != NULL && references[i] != NULL; i++)
    if (bookout_inventory_lookup (self->inventory, references[i]) == NULL)
      bookout_inventory_add_unlisted (self->inventory, references[i]);

  return TRUE;
}

/* @before: this run's number if the ledger has it already. */
static gboolean
compare_with_last (BookoutPreparation *self, gint64 before, GError **error)
{
  const char *base = bookout_portal_get_base (self->settings->portal);
  g_autoptr (BookoutEarlierRuns)
      earlier = bookout_earlier_runs_new (self->ledger, base, self->settings->user, before, error);

  if (earlier == NULL)
    return FALSE;

  self->difference = bookout_earlier_runs_compare (earlier, self->inventory);
  if (before != 0 || !self->settings->only_new)
    return TRUE;

  self->known = bookout_earlier_runs_find_known (earlier, self->inventory, error);
  return self->known != NULL;
}

static GHashTable *
wanted_vehicles (BookoutPreparation *self)
{
  const char *const *references = self->settings->references;
  GHashTable *wanted;

  if (references == NULL || references[0] == NULL)
    return NULL;

  wanted = g_hash_table_new (NULL, NULL);
  for (guint i = 0; references[i] != NULL; i++)
    g_hash_table_add (wanted, bookout_inventory_lookup (self->inventory, references[i]));

  return wanted;
}

static void
queue_vehicle (BookoutPreparation *self, BookoutVehicle *vehicle, const BookoutLedgerVehicle *row)
{
  BookoutVehicleState state = BOOKOUT_VEHICLE_WAITING;

  bookout_vehicle_state_from_string (row->state, &state);
  bookout_vehicle_update (vehicle, state, row->attempts, row->code, row->reason, row->size, row->finished_at);
  if (state == BOOKOUT_VEHICLE_WAITING && row->attempts >= MAX (self->settings->attempts, 1))
    bookout_queue_add_postponed (self->queue, vehicle, row->attempts);
  else if (state == BOOKOUT_VEHICLE_WAITING)
    bookout_queue_add (self->queue, vehicle, row->attempts);
  else
    bookout_queue_add_settled (self->queue, vehicle, state, row->attempts);

  if (state == BOOKOUT_VEHICLE_DONE || state == BOOKOUT_VEHICLE_UNPROVED)
    bookout_adoption_list (self, row);
}

static void
skip_row (BookoutLedgerVehicle *row, gboolean is_known)
{
  set_state_of_row (row, BOOKOUT_VEHICLE_SKIPPED);
  if (!is_known)
    return;

  row->code = g_strdup (BOOKOUT_CODE_NOT_NEW);
  row->reason = g_strdup (_ ("Not new: the last inventory had it, and its sheet has been fetched before."));
}

/* Whether a sheet that was saved at @time is to be renewed by a run that begins now. */
static gboolean
is_due (BookoutPreparation *self, gint64 time)
{
  gint64 age_s = g_get_real_time () / G_USEC_PER_SEC - time;

  return self->settings->renew_days > 0 && age_s > self->settings->renew_days * DAY_S;
}

/* A new run: what is asked for waits, unless its sheet is there already, right, and not too old. The manifest is of the whole folder:
 * it keeps right sheets that this run does not ask for, and those that wait for a new one until that is there. */
static GPtrArray *
queue_new_run (BookoutPreparation *self, GCancellable *cancellable)
{
  g_autoptr (GHashTable) wanted = wanted_vehicles (self);
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_ledger_vehicle_free);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->inventory));
  guint left = self->settings->limit != 0 ? self->settings->limit : G_MAXUINT;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BookoutVehicle) vehicle = g_list_model_get_item (G_LIST_MODEL (self->inventory), i);
      gboolean is_known = self->known != NULL && g_hash_table_contains (self->known, vehicle);
      gboolean skipped = is_known || left == 0 ||
                         (wanted != NULL && !g_hash_table_contains (wanted, vehicle));
      BookoutLedgerVehicle *row = bookout_filing_make_row (vehicle, BOOKOUT_VEHICLE_WAITING);
      gboolean is_there = bookout_adoption_try (self, vehicle, row, cancellable);

      if (skipped && is_there)
        bookout_adoption_list (self, row);
      else if (is_there && is_due (self, row->finished_at))
        {
          bookout_adoption_list_old (self, row);
          bookout_adoption_forget (row);
        }
      if (skipped)
        skip_row (row, is_known);
      else
        left--;
      queue_vehicle (self, vehicle, row);
      g_ptr_array_add (rows, row);
    }

  return rows;
}

static void
reset_row (BookoutLedgerVehicle *row)
{
  bookout_adoption_forget (row);
  row->attempts = 0;
}

/* A right sheet that is there although its vehicle waits: it got its name when the kill came before the ledger had it, unless it is
 * much older than the run. Then the run has seen it when it began, and left it waiting to be renewed: only too old sheets are. */
static void
adopt_or_renew (BookoutPreparation *self,
                const BookoutLedgerRun *run,
                BookoutVehicle *vehicle,
                BookoutLedgerVehicle *row,
                GCancellable *cancellable)
{
  if (!bookout_adoption_try (self, vehicle, row, cancellable) || row->finished_at + DAY_S > run->began_at)
    return;

  bookout_adoption_list_old (self, row);
  bookout_adoption_forget (row);
}

static gboolean
is_retried (BookoutPreparation *self, const char *reference)
{
  const char *const *references = self->settings->references;

  return self->settings->retry_failed &&
         (references == NULL || references[0] == NULL || g_strv_contains (references, reference));
}

/* A run that is gone on with: done is what the ledger says and the folder confirms. */
static void
recall_row (BookoutPreparation *self,
            const BookoutLedgerRun *run,
            BookoutVehicle *vehicle,
            BookoutLedgerVehicle *row,
            GCancellable *cancellable)
{
  BookoutVehicleState state = BOOKOUT_VEHICLE_WAITING;

  bookout_vehicle_state_from_string (row->state, &state);
  if (state == BOOKOUT_VEHICLE_DONE || state == BOOKOUT_VEHICLE_UNPROVED)
    {
      if (bookout_adoption_confirm (self, row))
        return;
      /* After a kill between the ledger's row and the rename nobody removed anything. */
      warn_of (
          self,
          g_strdup_printf (
              _ ("The sheet of %s was removed or altered, or had not got its name when the last run ended."),
              row->reference));
      reset_row (row);
      state = BOOKOUT_VEHICLE_WAITING;
    }

  if ((state == BOOKOUT_VEHICLE_FAILED || state == BOOKOUT_VEHICLE_HELD) && is_retried (self, row->reference))
    {
      reset_row (row);
      state = BOOKOUT_VEHICLE_WAITING;
    }
  if (state == BOOKOUT_VEHICLE_WAITING)
    adopt_or_renew (self, run, vehicle, row, cancellable);
  else
    bookout_adoption_list_known (self, vehicle);
}

/* Vehicles that were asked for without being in the export; before the names are given, as in the run's first part. */
static void
add_recorded (BookoutPreparation *self, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const BookoutLedgerVehicle *row = g_ptr_array_index (rows, i);

      if (bookout_inventory_lookup (self->inventory, row->reference) == NULL)
        bookout_inventory_add_unlisted (self->inventory, row->reference);
    }
}

static gboolean
queue_old_run (BookoutPreparation *self,
               const BookoutLedgerRun *run,
               GPtrArray *rows,
               GCancellable *cancellable,
               GError **error)
{
  for (guint i = 0; i < rows->len; i++)
    {
      BookoutLedgerVehicle *row = g_ptr_array_index (rows, i);
      BookoutVehicle *vehicle = bookout_inventory_lookup (self->inventory, row->reference);
      g_autofree char *before = g_strdup (row->state);

      recall_row (self, run, vehicle, row, cancellable);
      queue_vehicle (self, vehicle, row);
      if (!g_str_equal (before, row->state) &&
          !bookout_ledger_set_vehicle (self->ledger, self->run_id, row, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
index_links (BookoutPreparation *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;

  set_state (self, BOOKOUT_RUN_INDEXING);
  self->links = bookout_export_index (self->tab, cancellable, &failure);
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static char *
variables_to_json (GHashTable *variables)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  GHashTableIter iter;
  gpointer name, value;

  json_builder_begin_object (builder);
  if (variables != NULL)
    {
      g_hash_table_iter_init (&iter, variables);
      while (g_hash_table_iter_next (&iter, &name, &value))
        {
          json_builder_set_member_name (builder, name);
          json_builder_add_string_value (builder, value);
        }
    }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

static gboolean
record_run (BookoutPreparation *self, GPtrArray *rows, GError **error)
{
  g_autoptr (BookoutLedgerRun) run = bookout_ledger_run_new ();
  BookoutPortal *portal = self->settings->portal;
  const char *path = self->settings->portal_path;

  run->folder = g_strdup (bookout_folder_get_path (self->folder));
  run->portal_id = g_strdup (bookout_portal_get_id (portal));
  run->portal_path = path != NULL ? g_strdup (path) : g_file_get_path (bookout_portal_get_file (portal));
  run->variables = variables_to_json (self->settings->variables);
  run->base = g_strdup (bookout_portal_get_base (portal));
  run->user = g_strdup (self->settings->user);
  run->state = g_strdup ("running");
  run->began_at = g_get_real_time () / G_USEC_PER_SEC;
  run->total = rows->len;
  if (!bookout_run_origin_write (self->folder, run, rows, error) ||
      !bookout_ledger_add_run (self->ledger, run, rows, error))
    return FALSE;

  self->run_id = run->id;
  return TRUE;
}

static void
collect_warnings (BookoutPreparation *self)
{
  GPtrArray *warnings = bookout_inventory_get_warnings (self->inventory);

  for (guint i = 0; i < warnings->len; i++)
    warn_of (self, g_strdup (g_ptr_array_index (warnings, i)));
}

static gboolean
prepare_new_run (BookoutPreparation *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;

  if (!sign_in (self, cancellable, error) || !export_inventory (self, cancellable, error))
    return FALSE;

  collect_warnings (self);
  if (!add_unlisted (self, error) || !compare_with_last (self, 0, error) ||
      !index_links (self, cancellable, error))
    return FALSE;

  bookout_sheet_names_add_colliding (self->names, self->inventory);
  rows = queue_new_run (self, cancellable);
  return record_run (self, rows, error);
}

static gboolean
prepare_old_run (BookoutPreparation *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *words = NULL;
  g_autoptr (BookoutLedgerRun)
      run = bookout_run_rebuild_find (self->ledger, self->folder, self->settings, &words, cancellable, error);
  g_autoptr (GPtrArray) rows = NULL;

  if (run == NULL)
    return FALSE;
  if (words != NULL)
    warn_of (self, g_steal_pointer (&words));
  self->run_id = run->id;
  rows = bookout_ledger_list_vehicles (self->ledger, run->id, error);
  if (rows == NULL)
    return FALSE;

  if (!read_saved_inventory (self, NULL) &&
      (!sign_in (self, cancellable, error) || !export_inventory (self, cancellable, error)))
    return FALSE;

  collect_warnings (self);
  if (!compare_with_last (self, self->run_id, error))
    return FALSE;
  add_recorded (self, rows);
  bookout_sheet_names_add_colliding (self->names, self->inventory);
  if (!queue_old_run (self, run, rows, cancellable, error) ||
      !bookout_ledger_set_run_state (self->ledger, self->run_id, "running", 0, error))
    return FALSE;
  if (bookout_queue_is_settled (self->queue))
    return TRUE;

  return (self->tab != NULL || sign_in (self, cancellable, error)) && index_links (self, cancellable, error);
}

/**
 * bookout_preparation_new:
 * @settings: of the run; must outlive what is returned
 *
 * Returns: (transfer full): a preparation with nothing prepared yet
 */
BookoutPreparation *
bookout_preparation_new (const BookoutRunSettings *settings)
{
  BookoutPreparation *self = g_new0 (BookoutPreparation, 1);

  self->settings = settings;
  self->session = bookout_session_new (settings->portal, settings->user, settings->password);
  self->queue = bookout_queue_new ();
  self->names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->manifest = bookout_manifest_new ();
  self->warnings = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * bookout_preparation_free:
 * @self: (transfer full): a preparation whose workers are gone
 *
 * Closes all of it, the folder's lock included.
 */
void
bookout_preparation_free (BookoutPreparation *self)
{
  g_clear_object (&self->tab);
  g_clear_object (&self->session);
  g_clear_object (&self->ledger);
  g_clear_object (&self->reader);
  g_clear_object (&self->folder);
  g_clear_object (&self->queue);
  g_clear_pointer (&self->links, g_hash_table_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_pointer (&self->difference, bookout_inventory_difference_unref);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_clear_object (&self->inventory);
  g_clear_pointer (&self->old, g_hash_table_unref);
  g_clear_pointer (&self->manifest, bookout_manifest_free);
  g_clear_pointer (&self->warnings, g_ptr_array_unref);
  g_free (self);
}

/**
 * bookout_preparation_run:
 * @self: a new preparation
 * @cancellable: (nullable): to stop
 * @error: return location
 *
 * Does everything up to the first vehicle, blocking for as long as the portal takes. After an error the session may be signed in
 * and the folder locked: conclude and free as after a run.
 *
 * Returns: whether the queue is ready; else an error of folder, ledger, session, steps or inventory
 */
gboolean
bookout_preparation_run (BookoutPreparation *self, GCancellable *cancellable, GError **error)
{
  const BookoutRunSettings *settings = self->settings;
  gboolean ok;

  self->folder = bookout_folder_open (settings->folder, TRUE, error);
  if (self->folder == NULL)
    return FALSE;
  bookout_adoption_begin (self);
  self->reader = bookout_sheet_reader_new (NULL);
  self->ledger = bookout_ledger_open_or_recover (settings->ledger_path, error);
  if (self->ledger == NULL)
    return FALSE;
  if (bookout_ledger_get_recovery (self->ledger) != NULL)
    warn_of (self, g_strdup (bookout_ledger_get_recovery (self->ledger)));

  ok = settings->resume ? prepare_old_run (self, cancellable, error)
                        : prepare_new_run (self, cancellable, error);
  if (ok && self->tab != NULL)
    ok = bookout_ledger_add_session (self->ledger, self->run_id, g_get_real_time () / G_USEC_PER_SEC, error);

  return ok;
}

/**
 * bookout_preparation_dup_name:
 * @self: a preparation
 * @vehicle: one of its inventory
 *
 * Returns: (transfer full): the file name of @vehicle's sheet
 */
char *
bookout_preparation_dup_name (BookoutPreparation *self, BookoutVehicle *vehicle)
{
  return bookout_sheet_names_dup (self->names, vehicle);
}
