/* bookout-folder-audit.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-folder-audit"
#include "config.h"

#include <json-glib/json-glib.h>

#include "bookout-fetch.h"
#include "bookout-folder-audit.h"
#include "bookout-inventory.h"
#include "bookout-manifest.h"

/* What should be in the folder is known from the ledger, which knows the VINs too, and from the folder's own manifest, which also has the sheets of
 * earlier runs. What a sheet must say is in the portal's description; without it, or without its variables, sheets are compared with what was saved.
 * One thread at a time; the thread blocks. */

#define INVENTORY_NAME "run-data/inventory.csv"

typedef struct
{
  BookoutFolder *folder;
  BookoutPortal *portal;       /* nullable */
  BookoutInventory *inventory; /* nullable: for witnesses that name a column */
  GHashTable *entries;         /* name, the entry's own → BookoutAuditEntry */
} Context;

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
add_ledger_entries (Context *self, BookoutLedger *ledger, const BookoutLedgerRun *run, GError **error)
{
  g_autoptr (GPtrArray) vehicles = bookout_ledger_list_vehicles (ledger, run->id, error);

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

/* A run that has not ended yet has written none. */
static gboolean
add_manifest_entries (Context *self, GError **error)
{
  g_autoptr (GError) own = NULL;
  g_autoptr (GPtrArray) saved = bookout_manifest_read (self->folder, &own);

  if (saved == NULL && g_error_matches (own, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
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
      contents = bookout_folder_read (self->folder, INVENTORY_NAME, BOOKOUT_CSV_BYTES_MOST, NULL);

  if (columns != NULL && contents != NULL)
    self->inventory = bookout_inventory_new_from_csv (contents, columns->reference, columns->vin,
                                                      (const char *const *) columns->description, NULL);
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

static GPtrArray *
list_entries (Context *self)
{
  GPtrArray *entries = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    g_ptr_array_add (entries, entry);

  return entries;
}

static BookoutAuditResult *
audit (Context *self,
       BookoutAuditProgressFunc progress,
       gpointer progress_data,
       gboolean *provable,
       GCancellable *cancellable,
       GError **error)
{
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  g_autoptr (GPtrArray) entries = list_entries (self);
  BookoutAudit whole = {
    .entries = entries,
    .witnesses = self->portal != NULL ? bookout_portal_get_witnesses (self->portal) : nothing,
    .make_scope = make_scope,
    .scope_data = self,
    .progress = progress,
    .progress_data = progress_data,
  };

  if (provable != NULL)
    *provable = whole.witnesses->len > 0;

  return bookout_audit_run (&whole, self->folder, cancellable, error);
}

/**
 * bookout_folder_audit:
 * @ledger: that has @run
 * @run: whose folder to look through
 * @progress: (nullable): told of each file, in the calling thread
 * @progress_data: for @progress
 * @provable: (out) (optional): whether a right sheet of this portal can be told from its text; if not, "unproved" is as good as it gets
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * Reads every sheet and compares it with its name, its vehicle and what was saved. Blocks for some 3 ms a sheet.
 *
 * Errors: #BookoutSheetError if the folder cannot be read, #BookoutLedgerError, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): what was found
 */
BookoutAuditResult *
bookout_folder_audit (BookoutLedger *ledger,
                      const BookoutLedgerRun *run,
                      BookoutAuditProgressFunc progress,
                      gpointer progress_data,
                      gboolean *provable,
                      GCancellable *cancellable,
                      GError **error)
{
  Context self = { .folder = bookout_folder_open (run->folder, FALSE, error) };
  BookoutAuditResult *result = NULL;

  if (self.folder == NULL)
    return NULL;

  self.entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                        (GDestroyNotify) bookout_audit_entry_free);
  if (add_ledger_entries (&self, ledger, run, error) && add_manifest_entries (&self, error))
    {
      self.portal = find_portal (run);
      read_inventory (&self);
      result = audit (&self, progress, progress_data, provable, cancellable, error);
    }
  g_hash_table_unref (self.entries);
  g_clear_object (&self.inventory);
  g_clear_object (&self.portal);
  g_object_unref (self.folder);

  return result;
}
