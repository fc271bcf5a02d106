/* bookout-run-rebuild.c - a run that the ledger doesn't know, from what its folder says
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-run-rebuild"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "bookout-earlier-runs.h"
#include "bookout-filing.h"
#include "bookout-folder-audit.h"
#include "bookout-manifest.h"
#include "bookout-run-origin.h"
#include "bookout-run-rebuild.h"
#include "bookout-sheet-names.h"

/* The ledger may have been lost, damaged, or left on another computer. The folder has the inventory as it was exported,
 * what was asked for (run.json), what was saved (manifest.json), and how the last pass ended (report.json). None of it
 * is believed about a sheet: each is read again, and counts as done only if its text names its vehicle; where sheets
 * carry no text, or a person released one, only if it is still the very file that the manifest lists. What nothing
 * speaks for waits, and is fetched. Attempts that led there are lost. The run's thread, with the folder locked. */

#define INVENTORY_NAME    "run-data/inventory.csv"
#define REPORT_NAME       "run-data/report.json"
#define REPORT_BYTES_MOST (128 * 1024 * 1024)

#define ATTEMPTS_MOST 1000000

typedef struct
{
  BookoutFolder *folder;
  BookoutPortal *portal;
  BookoutRunOrigin *origin;    /* (nullable): owned */
  BookoutInventory *inventory; /* owned */
  BookoutAuditResult *found;   /* owned */
  GHashTable *files;           /* owned; name → BookoutAuditFile in found */
  GHashTable *names;   /* owned; BookoutVehicle → file name, where it is not simply the reference's */
  GPtrArray *saved;    /* (nullable): owned; BookoutManifestEntry */
  GHashTable *entries; /* owned; name → BookoutManifestEntry in saved */
  JsonParser *report;  /* owned */
  GHashTable *results; /* owned; reference → JsonObject in report */
  guint n_sheets;
} Rebuild;

static void
rebuild_clear (Rebuild *self)
{
  g_clear_pointer (&self->origin, bookout_run_origin_free);
  g_clear_object (&self->inventory);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_pointer (&self->files, g_hash_table_unref);
  g_clear_pointer (&self->found, bookout_audit_result_free);
  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_pointer (&self->saved, g_ptr_array_unref);
  g_clear_pointer (&self->results, g_hash_table_unref);
  g_clear_object (&self->report);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rebuild, rebuild_clear)

static gboolean
read_inventory (Rebuild *self)
{
  const BookoutPortalColumns *columns = bookout_portal_get_columns (self->portal);
  g_autoptr (GBytes)
      contents = bookout_folder_read (self->folder, INVENTORY_NAME, BOOKOUT_CSV_BYTES_MOST, NULL);

  if (contents != NULL)
    self->inventory = bookout_inventory_new_from_csv (contents, columns->reference, columns->vin,
                                                      (const char *const *) columns->description, NULL);

  return self->inventory != NULL;
}

static gboolean
audit (Rebuild *self, GCancellable *cancellable, GError **error)
{
  BookoutFolderAudit whole = { .folder = self->folder, .portal = self->portal, .whole_inventory = TRUE };

  self->found = bookout_folder_audit_run (&whole, cancellable, error);
  if (self->found == NULL)
    return FALSE;

  self->files = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < self->found->files->len; i++)
    {
      BookoutAuditFile *file = g_ptr_array_index (self->found->files, i);

      g_hash_table_insert (self->files, file->name, file);
    }
  self->names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  bookout_sheet_names_add_colliding (self->names, self->inventory);

  return TRUE;
}

static void
read_manifest (Rebuild *self)
{
  self->saved = bookout_manifest_read (self->folder, NULL);
  self->entries = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; self->saved != NULL && i < self->saved->len; i++)
    {
      BookoutManifestEntry *entry = g_ptr_array_index (self->saved, i);

      g_hash_table_insert (self->entries, entry->name, entry);
    }
}

/* The report of a run that is not over is that of the one before it. */
static gboolean
is_of_this_run (Rebuild *self)
{
  g_autofree char *sha256 = bookout_folder_hash (self->folder, REPORT_NAME, NULL, NULL);

  return sha256 != NULL && (self->origin == NULL || g_strcmp0 (sha256, self->origin->report_before) != 0);
}

static void
take_results (Rebuild *self, JsonNode *root)
{
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *node = object != NULL ? json_object_get_member (object, "vehicles") : NULL;
  JsonArray *vehicles = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; vehicles != NULL && i < json_array_get_length (vehicles); i++)
    {
      JsonNode *element = json_array_get_element (vehicles, i);
      JsonObject *vehicle = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
      const char *reference = vehicle != NULL
                                  ? json_object_get_string_member_with_default (vehicle, "reference", NULL)
                                  : NULL;

      if (reference != NULL)
        g_hash_table_insert (self->results, (gpointer) reference, vehicle);
    }
}

static void
read_report (Rebuild *self)
{
  g_autoptr (GBytes) contents = NULL;
  const char *text;
  gsize length;

  self->results = g_hash_table_new (g_str_hash, g_str_equal);
  self->report = json_parser_new_immutable ();
  if (is_of_this_run (self))
    contents = bookout_folder_read (self->folder, REPORT_NAME, REPORT_BYTES_MOST, NULL);
  if (contents == NULL)
    return;

  text = g_bytes_get_data (contents, &length);
  if (length > 0 && json_parser_load_from_data (self->report, text, (gssize) length, NULL))
    take_results (self, json_parser_get_root (self->report));
}

static void
set_text (char **field, const char *text)
{
  g_free (*field);
  *field = g_strdup (text);
}

static BookoutProof
proof_of (Rebuild *self, const BookoutAuditFile *file, const BookoutManifestEntry *entry)
{
  if (file->verdict == BOOKOUT_AUDIT_RIGHT)
    return BOOKOUT_PROOF_TEXT;
  if (file->verdict != BOOKOUT_AUDIT_UNPROVED || entry == NULL ||
      g_ascii_strcasecmp (entry->sha256, file->sha256) != 0)
    return BOOKOUT_PROOF_NONE;
  if (entry->proof == BOOKOUT_PROOF_PERSON)
    return BOOKOUT_PROOF_PERSON;

  /* by its page only where the description says that no sheet of this portal could prove more */
  return bookout_portal_get_witnesses (self->portal)->len == 0 ? entry->proof : BOOKOUT_PROOF_NONE;
}

/* Whether the vehicle has its sheet. */
static gboolean
take_sheet (Rebuild *self, BookoutVehicle *vehicle, BookoutLedgerVehicle *row)
{
  g_autofree char *name = bookout_sheet_names_dup (self->names, vehicle);
  const BookoutAuditFile *file = g_hash_table_lookup (self->files, name);
  const BookoutManifestEntry *entry = g_hash_table_lookup (self->entries, name);
  BookoutProof proof;

  if (file == NULL || g_strcmp0 (file->reference, row->reference) != 0)
    return FALSE;
  proof = proof_of (self, file, entry);
  if (proof == BOOKOUT_PROOF_NONE)
    return FALSE;

  set_text (&row->state, bookout_vehicle_state_to_string (
                             proof == BOOKOUT_PROOF_TEXT ? BOOKOUT_VEHICLE_DONE : BOOKOUT_VEHICLE_UNPROVED));
  set_text (&row->proof, bookout_proof_to_string (proof));
  set_text (&row->file_name, file->name);
  set_text (&row->sha256, file->sha256);
  row->size = file->size;
  row->finished_at = entry != NULL ? entry->time : bookout_folder_get_time (self->folder, file->name);
  self->n_sheets++;

  return TRUE;
}

/* Failed or held, as the last pass reported it. */
static void
take_result (Rebuild *self, BookoutLedgerVehicle *row)
{
  JsonObject *result = g_hash_table_lookup (self->results, row->reference);
  const char *state = result != NULL ? json_object_get_string_member_with_default (result, "state", "") : "";

  if (!g_str_equal (state, "failed") && !g_str_equal (state, "held"))
    return;

  set_text (&row->state, state);
  set_text (&row->code, json_object_get_string_member_with_default (result, "code", NULL));
  set_text (&row->reason, json_object_get_string_member_with_default (result, "reason", NULL));
  row->attempts = (guint) CLAMP (json_object_get_int_member_with_default (result, "attempts", 0), 0,
                                 ATTEMPTS_MOST);
}

static gboolean
is_asked (Rebuild *self, const char *reference)
{
  return self->origin == NULL || self->origin->asked == NULL ||
         g_hash_table_contains (self->origin->asked, reference);
}

static void
skip (Rebuild *self, BookoutLedgerVehicle *row)
{
  set_text (&row->state, bookout_vehicle_state_to_string (BOOKOUT_VEHICLE_SKIPPED));
  if (self->origin->not_new != NULL && g_hash_table_contains (self->origin->not_new, row->reference))
    set_text (&row->code, BOOKOUT_CODE_NOT_NEW);
}

/* Asked for although the export doesn't have them; after the audit, whose expectation is the export. */
static void
add_unlisted (Rebuild *self)
{
  GHashTableIter iter;
  gpointer reference;

  if (self->origin == NULL || self->origin->asked == NULL)
    return;

  g_hash_table_iter_init (&iter, self->origin->asked);
  while (g_hash_table_iter_next (&iter, &reference, NULL))
    if (bookout_inventory_lookup (self->inventory, reference) == NULL)
      bookout_inventory_add_unlisted (self->inventory, reference);
}

static GPtrArray *
make_rows (Rebuild *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->inventory));
  GPtrArray *rows = g_ptr_array_new_full (n, (GDestroyNotify) bookout_ledger_vehicle_free);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BookoutVehicle) vehicle = g_list_model_get_item (G_LIST_MODEL (self->inventory), i);
      BookoutLedgerVehicle *row = bookout_filing_make_row (vehicle, BOOKOUT_VEHICLE_WAITING);

      if (!is_asked (self, row->reference))
        skip (self, row);
      else if (!take_sheet (self, vehicle, row))
        take_result (self, row);
      g_ptr_array_add (rows, row);
    }

  return rows;
}

/* What the folder says; what it doesn't, as for a new run. */
static BookoutLedgerRun *
make_run (Rebuild *self, const BookoutRunSettings *settings)
{
  BookoutLedgerRun *run;

  if (self->origin != NULL)
    return g_steal_pointer (&self->origin->run);

  run = bookout_ledger_run_new ();
  run->folder = g_strdup (bookout_folder_get_path (self->folder));
  run->portal_id = g_strdup (bookout_portal_get_id (settings->portal));
  run->portal_path = g_strdup (settings->portal_path);
  run->base = g_strdup (bookout_portal_get_base (settings->portal));
  run->user = g_strdup (settings->user);
  run->state = g_strdup ("interrupted");
  run->began_at = g_get_real_time () / G_USEC_PER_SEC;

  return run;
}

static char *
make_words (guint n_sheets)
{
  return g_strdup_printf (
      ngettext ("The record did not have the run of this folder; it was rebuilt from %u sheet.",
                "The record did not have the run of this folder; it was rebuilt from %u sheets.", n_sheets),
      n_sheets);
}

static BookoutLedgerRun *
rebuild (Rebuild *self,
         BookoutLedger *ledger,
         const BookoutRunSettings *settings,
         GCancellable *cancellable,
         GError **error)
{
  g_autoptr (BookoutLedgerRun) run = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  if (!audit (self, cancellable, error))
    return NULL;

  read_manifest (self);
  read_report (self);
  add_unlisted (self);
  rows = make_rows (self);
  run = make_run (self, settings);
  if (!bookout_ledger_add_run (ledger, run, rows, error))
    return NULL;

  return g_steal_pointer (&run);
}

/**
 * bookout_run_rebuild_find:
 * @ledger: to look into, and to write to
 * @folder: of the run, locked
 * @settings: whose portal the sheets are compared with, and whose account is taken if the folder names none
 * @words: (out) (nullable): a sentence for the report if the run had to be rebuilt
 * @cancellable: (nullable): to stop
 * @error: return location
 *
 * Finds the newest run of the folder. If the ledger doesn't know it, but the folder has its inventory, it is rebuilt from
 * the folder and recorded: sheets that are proved right are done, what else was asked for waits, or failed as the last
 * report says. Blocks for some 3 ms a sheet then.
 *
 * Errors: %BOOKOUT_LEDGER_ERROR_NO_RUN if neither knows a run, #BookoutLedgerError, #BookoutSheetError,
 * %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the run, which the ledger has now
 */
BookoutLedgerRun *
bookout_run_rebuild_find (BookoutLedger *ledger,
                          BookoutFolder *folder,
                          const BookoutRunSettings *settings,
                          char **words,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (GError) own = NULL;
  g_autoptr (BookoutLedgerRun) run = bookout_ledger_find_run (ledger, bookout_folder_get_path (folder), &own);
  g_auto (Rebuild) self = { .folder = folder, .portal = settings->portal };

  *words = NULL;
  if (run == NULL && !g_error_matches (own, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_NO_RUN))
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return NULL;
    }
  self.origin = bookout_run_origin_read (folder, NULL);
  if (run != NULL && (self.origin == NULL || self.origin->run->began_at <= run->began_at))
    return g_steal_pointer (&run);
  if (!read_inventory (&self))
    {
      if (run == NULL)
        g_propagate_error (error, g_steal_pointer (&own));
      return g_steal_pointer (&run);
    }

  g_clear_pointer (&run, bookout_ledger_run_free);
  run = rebuild (&self, ledger, settings, cancellable, error);
  if (run != NULL)
    *words = make_words (self.n_sheets);

  return g_steal_pointer (&run);
}
