/* bookout-folder-audit.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-folder-audit"
#include "config.h"

#include <json-glib/json-glib.h>

#include "bookout-fetch.h"
#include "bookout-folder-audit.h"
#include "bookout-inventory.h"
#include "bookout-manifest.h"
#include "bookout-sheet-names.h"

/* What should be in the folder is known from the ledger, which knows the VINs too, and from the folder's own manifest, which
 * also has the sheets of earlier runs and travels with the folder. Where there is neither, each sheet should be what its name
 * says. What a sheet must say is in the portal's description; without it, or without its variables, sheets are compared with
 * what was saved. One thread at a time; the thread blocks. */

#define INVENTORY_NAME "run-data/inventory.csv"

typedef struct
{
  const BookoutFolderAudit *request;
  BookoutPortal *portal;       /* (nullable): owned */
  BookoutInventory *inventory; /* (nullable): owned; for witnesses that name a column */
  GHashTable *entries;         /* owned; name, the entry's own → BookoutAuditEntry */
} Context;

static void
context_clear (Context *self)
{
  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_object (&self->inventory);
  g_clear_object (&self->portal);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Context, context_clear)

static void
add_entry (Context *self, const char *name, const char *reference, const char *vin, const char *sha256)
{
  BookoutAuditEntry *entry;

  if (g_hash_table_contains (self->entries, name))
    return;

  entry = bookout_audit_entry_new (name, reference, vin, sha256);
  g_hash_table_insert (self->entries, entry->name, entry);
}

static gboolean
add_ledger_entries (Context *self, GError **error)
{
  const BookoutFolderAudit *request = self->request;
  g_autoptr (GPtrArray) vehicles = NULL;

  if (request->ledger == NULL || request->run == NULL || request->run->id == 0)
    return TRUE;
  vehicles = bookout_ledger_list_vehicles (request->ledger, request->run->id, error);
  if (vehicles == NULL)
    return FALSE;

  for (guint i = 0; i < vehicles->len; i++)
    {
      const BookoutLedgerVehicle *vehicle = g_ptr_array_index (vehicles, i);

      if (vehicle->file_name != NULL &&
          (g_str_equal (vehicle->state, "done") || g_str_equal (vehicle->state, "unproved")))
        add_entry (self, vehicle->file_name, vehicle->reference, vehicle->vin, vehicle->sha256);
    }

  return TRUE;
}

/* A run that has not ended yet has written none. Where the inventory says what is expected, one that makes no sense is done
 * without. */
static gboolean
add_manifest_entries (Context *self, GError **error)
{
  g_autoptr (GError) own = NULL;
  g_autoptr (GPtrArray) saved = bookout_manifest_read (self->request->folder, &own);

  if (saved == NULL &&
      (self->request->whole_inventory || g_error_matches (own, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)))
    return TRUE;
  if (saved == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }

  for (guint i = 0; i < saved->len; i++)
    {
      const BookoutManifestEntry *entry = g_ptr_array_index (saved, i);

      add_entry (self, entry->name, entry->reference, NULL, entry->sha256);
    }

  return TRUE;
}

static void
take_variable_cb (JsonObject *object, const char *name, JsonNode *value, gpointer user_data)
{
  if (json_node_get_value_type (value) == G_TYPE_STRING)
    g_hash_table_replace (user_data, g_strdup (name), json_node_dup_string (value));
}

static BookoutPortal *
find_portal (const BookoutLedgerRun *run)
{
  g_autoptr (GHashTable) variables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (JsonNode) root = run->variables != NULL ? json_from_string (run->variables, NULL) : NULL;
  gboolean has_path = run->portal_path != NULL && *run->portal_path != '\0';

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    json_object_foreach_member (json_node_get_object (root), take_variable_cb, variables);

  return bookout_portal_find (has_path ? run->portal_path : run->portal_id, variables, NULL);
}

/* Only helps; a folder without it is audited just the same. */
static void
read_inventory (Context *self)
{
  const BookoutPortalColumns *columns = self->portal != NULL ? bookout_portal_get_columns (self->portal)
                                                             : NULL;
  g_autoptr (GBytes)
      contents = bookout_folder_read (self->request->folder, INVENTORY_NAME, BOOKOUT_CSV_BYTES_MOST, NULL);

  if (columns != NULL && contents != NULL)
    self->inventory = bookout_inventory_new_from_csv (contents, columns->reference, columns->vin,
                                                      (const char *const *) columns->description, NULL);
}

static void
add_inventory_entries (Context *self)
{
  g_autoptr (GHashTable) names = NULL;
  guint n = self->inventory != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->inventory)) : 0;

  if (!self->request->whole_inventory || n == 0)
    return;

  names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  bookout_sheet_names_add_colliding (names, self->inventory);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BookoutVehicle) vehicle = g_list_model_get_item (G_LIST_MODEL (self->inventory), i);
      g_autofree char *name = bookout_sheet_names_dup (names, vehicle);

      add_entry (self, name, bookout_vehicle_get_reference (vehicle), bookout_vehicle_get_vin (vehicle),
                 NULL);
    }
}

/* Several threads at once: everything it reads is fixed by now. */
static BookoutScope *
make_scope (const BookoutAuditEntry *entry, gpointer user_data)
{
  Context *self = user_data;
  BookoutVehicle *vehicle = self->inventory != NULL
                                ? bookout_inventory_lookup (self->inventory, entry->reference)
                                : NULL;
  BookoutScope *scope;

  if (vehicle != NULL)
    return bookout_fetch_make_scope (self->portal, vehicle, NULL);

  scope = bookout_scope_new (self->portal != NULL ? bookout_portal_get_scope (self->portal) : NULL);
  bookout_scope_set (scope, "reference", entry->reference);
  bookout_scope_set (scope, "vin", entry->vin != NULL ? entry->vin : "");
  bookout_scope_set (scope, "description", "");

  return scope;
}

/* (nullable): nothing says what is expected. */
static GPtrArray *
list_entries (Context *self)
{
  GPtrArray *entries;
  GHashTableIter iter;
  gpointer entry;

  if (g_hash_table_size (self->entries) == 0)
    return NULL;

  entries = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    g_ptr_array_add (entries, entry);

  return entries;
}

static gboolean
prepare (Context *self, GError **error)
{
  const BookoutFolderAudit *request = self->request;

  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                         (GDestroyNotify) bookout_audit_entry_free);
  if (!add_ledger_entries (self, error) || !add_manifest_entries (self, error))
    return FALSE;

  if (request->portal != NULL)
    self->portal = g_object_ref (request->portal);
  else if (request->run != NULL)
    self->portal = find_portal (request->run);
  read_inventory (self);
  add_inventory_entries (self);

  return TRUE;
}

/**
 * bookout_folder_audit_run:
 * @self: what to audit; is_provable is filled in
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * Reads every sheet and compares it with its name, its vehicle and what was saved. Blocks for some 3 ms a sheet.
 *
 * Errors: #BookoutSheetError if the folder or its manifest cannot be read, #BookoutLedgerError, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): what was found
 */
BookoutAuditResult *
bookout_folder_audit_run (BookoutFolderAudit *self, GCancellable *cancellable, GError **error)
{
  g_auto (Context) context = { .request = self };
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  g_autoptr (GPtrArray) entries = NULL;
  BookoutAudit whole = { .make_scope = make_scope,
                         .scope_data = &context,
                         .progress = self->progress,
                         .progress_data = self->progress_data };

  if (!prepare (&context, error))
    return NULL;

  entries = list_entries (&context);
  whole.entries = entries;
  whole.witnesses = context.portal != NULL ? bookout_portal_get_witnesses (context.portal) : nothing;
  self->is_provable = whole.witnesses->len > 0;

  return bookout_audit_run (&whole, self->folder, cancellable, error);
}

/**
 * bookout_folder_audit_is_fine:
 * @verdict: of a file
 * @is_provable: whether sheets of its portal can be proved by their text
 *
 * Where no text can prove it, a sheet that is as it was saved is as good as it gets.
 *
 * Returns: whether nobody needs to look at the file
 */
gboolean
bookout_folder_audit_is_fine (BookoutAuditVerdict verdict, gboolean is_provable)
{
  return verdict == BOOKOUT_AUDIT_RIGHT || (verdict == BOOKOUT_AUDIT_UNPROVED && !is_provable);
}
