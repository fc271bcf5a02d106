/* command-audit.c - checks every sheet in a folder against its name
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "bookout-audit.h"
#include "bookout-fetch.h"
#include "bookout-manifest.h"
#include "cli-account.h"
#include "cli-commands.h"
#include "cli-display.h"
#include "cli-foreground.h"
#include "cli-output.h"
#include "cli-text.h"

/* What should be in the folder is known from the ledger, which knows the VINs too, and from the folder's own manifest, which travels with it.
 * Where there is neither, each sheet should be what its name says. What a sheet must say is in the portal's description: the run's, or the
 * one given. Reads only; needs no network and no account. */

#define INVENTORY_NAME "run-data/inventory.csv"

typedef struct
{
  const CliOptions *options;
  BookoutFolder *folder;
  BookoutPortal *portal;       /* (nullable): owned; without one, only hashes are compared */
  BookoutInventory *inventory; /* (nullable): owned; for witnesses that name a column */
  GPtrArray *entries;          /* (nullable) (element-type BookoutAuditEntry): owned */
  BookoutAuditResult *result;  /* the job's thread, until it is over */
  CliDisplay *display;         /* main thread */
  int done;                    /* atomic */
  int total;                   /* atomic */
} Audit;

static void
add_entry (GHashTable *entries, const char *name, const char *reference, const char *vin, const char *sha256)
{
  BookoutAuditEntry *entry;

  if (g_hash_table_contains (entries, name))
    return;

  entry = bookout_audit_entry_new (name, reference, vin, sha256);
  g_hash_table_insert (entries, entry->name, entry);
}

static gboolean
add_ledger_entries (GHashTable *entries, BookoutLedger *ledger, const BookoutLedgerRun *run, GError **error)
{
  g_autoptr (GPtrArray) vehicles = bookout_ledger_list_vehicles (ledger, run->id, error);

  if (vehicles == NULL)
    return FALSE;

  for (guint i = 0; i < vehicles->len; i++)
    {
      const BookoutLedgerVehicle *vehicle = g_ptr_array_index (vehicles, i);

      if (vehicle->file_name != NULL &&
          (g_str_equal (vehicle->state, "done") || g_str_equal (vehicle->state, "unproved")))
        add_entry (entries, vehicle->file_name, vehicle->reference, vehicle->vin, vehicle->sha256);
    }

  return TRUE;
}

/* Sheets of earlier runs into the same folder are only here. */
static gboolean
add_manifest_entries (Audit *self, GHashTable *entries, GError **error)
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

      add_entry (entries, entry->name, entry->reference, NULL, entry->sha256);
    }

  return TRUE;
}

static void
take_entries (Audit *self, GHashTable *entries)
{
  GHashTableIter iter;
  gpointer entry;

  if (g_hash_table_size (entries) == 0)
    return;

  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_audit_entry_free);
  g_hash_table_iter_init (&iter, entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    {
      g_ptr_array_add (self->entries, entry);
      g_hash_table_iter_steal (&iter);
    }
}

/* The ledger may be another computer's or lost: then the folder speaks for itself. */
static BookoutLedgerRun *
find_run (Audit *self, BookoutLedger **ledger)
{
  g_autoptr (GError) own = NULL;
  BookoutLedgerRun *run;

  *ledger = bookout_ledger_open (NULL, &own);
  run = *ledger != NULL ? bookout_ledger_find_run (*ledger, bookout_folder_get_path (self->folder), &own)
                        : NULL;
  if (own != NULL && !g_error_matches (own, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_NO_RUN))
    cli_complain (own->message);

  return run;
}

static gboolean
find_portal (Audit *self, const BookoutLedgerRun *run, GError **error)
{
  g_autoptr (CliAccount) account = NULL;

  if (self->options->portal == NULL && run == NULL)
    {
      if (self->entries != NULL)
        return TRUE;
      g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE,
                           _ ("Nothing says whose sheets these are. Give --portal FILE or ID."));
      return FALSE;
    }

  account = cli_account_find_portal (self->options, run, error);
  if (account == NULL)
    return FALSE;

  self->portal = g_object_ref (account->portal);
  return TRUE;
}

/* Only helps; a folder without it, or with another portal's, is audited just the same. */
static void
read_inventory (Audit *self)
{
  const BookoutPortalColumns *columns = self->portal != NULL ? bookout_portal_get_columns (self->portal)
                                                             : NULL;
  g_autoptr (GBytes)
      contents = bookout_folder_read (self->folder, INVENTORY_NAME, BOOKOUT_CSV_BYTES_MOST, NULL);

  if (columns != NULL && contents != NULL)
    self->inventory = bookout_inventory_new_from_csv (contents, columns->reference, columns->vin,
                                                      (const char *const *) columns->description, NULL);
}

static gboolean
prepare (Audit *self, GError **error)
{
  g_autoptr (GHashTable) entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                                          (GDestroyNotify) bookout_audit_entry_free);
  g_autoptr (BookoutLedger) ledger = NULL;
  g_autoptr (BookoutLedgerRun) run = NULL;

  self->folder = bookout_folder_open (self->options->arguments[0], FALSE, error);
  if (self->folder == NULL)
    return FALSE;

  run = find_run (self, &ledger);
  if ((run != NULL && !add_ledger_entries (entries, ledger, run, error)) ||
      !add_manifest_entries (self, entries, error))
    return FALSE;

  take_entries (self, entries);
  if (!find_portal (self, run, error))
    return FALSE;

  read_inventory (self);
  return TRUE;
}

/* Several threads at once: everything it reads is fixed by now. */
static BookoutScope *
make_scope (const BookoutAuditEntry *entry, gpointer user_data)
{
  Audit *self = user_data;
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

static void
checked_cb (const BookoutAuditFile *file, guint done, guint total, gpointer user_data)
{
  Audit *self = user_data;

  g_atomic_int_set (&self->total, (int) total);
  g_atomic_int_set (&self->done, (int) done);
}

static gboolean
audit_job (gpointer user_data, GCancellable *cancellable, GError **error)
{
  Audit *self = user_data;
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  BookoutAudit audit = {
    .entries = self->entries,
    .witnesses = self->portal != NULL ? bookout_portal_get_witnesses (self->portal) : nothing,
    .make_scope = make_scope,
    .scope_data = self,
    .progress = checked_cb,
    .progress_data = self,
  };

  self->result = bookout_audit_run (&audit, self->folder, cancellable, error);
  return self->result != NULL;
}

static void
audit_tick (gpointer user_data)
{
  Audit *self = user_data;
  int total = g_atomic_int_get (&self->total);
  g_autofree char *line = NULL;
  const char *lines[2] = { NULL, NULL };

  if (total == 0 || !cli_display_is_live (self->display))
    return;

  line = g_strdup_printf (_ ("%d of %d sheets checked"), g_atomic_int_get (&self->done), total);
  lines[0] = line;
  cli_display_show (self->display, lines);
}

/* Without a description that could tell more, a sheet that is as it was saved is as good as it gets. */
static gboolean
is_fine (Audit *self, BookoutAuditVerdict verdict)
{
  gboolean provable = self->portal != NULL && bookout_portal_get_witnesses (self->portal)->len > 0;

  return verdict == BOOKOUT_AUDIT_RIGHT || (verdict == BOOKOUT_AUDIT_UNPROVED && !provable);
}

static int
conclude (Audit *self)
{
  for (guint i = 0; i < BOOKOUT_AUDIT_N_VERDICTS; i++)
    if (self->result->counts[i] > 0 && !is_fine (self, i))
      return CLI_EXIT_FAILED;

  return CLI_EXIT_DONE;
}

static void
set_text (JsonObject *object, const char *name, const char *text)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  if (valid != NULL)
    json_object_set_string_member (object, name, valid);
  else
    json_object_set_null_member (object, name);
}

static JsonObject *
file_to_object (const BookoutAuditFile *file)
{
  JsonObject *object = json_object_new ();

  set_text (object, "name", file->name);
  set_text (object, "reference", file->reference);
  set_text (object, "verdict", bookout_audit_verdict_to_string (file->verdict));
  set_text (object, "reason", file->reason);
  set_text (object, "sha256", file->sha256);
  json_object_set_int_member (object, "size", (gint64) file->size);

  return object;
}

static void
print_json (Audit *self)
{
  JsonObject *object = json_object_new ();
  JsonArray *files = json_array_new ();

  set_text (object, "folder", bookout_folder_get_path (self->folder));
  json_object_set_int_member (object, "total", self->result->files->len);
  for (guint i = 0; i < BOOKOUT_AUDIT_N_VERDICTS; i++)
    {
      g_autofree char *name = g_strdelimit (g_strdup (bookout_audit_verdict_to_string (i)), "-", '_');

      json_object_set_int_member (object, name, self->result->counts[i]);
    }
  for (guint i = 0; i < self->result->files->len; i++)
    json_array_add_object_element (files, file_to_object (g_ptr_array_index (self->result->files, i)));
  json_object_set_array_member (object, "files", files);
  cli_print_object (object);
}

static const char *
verdict_words (BookoutAuditVerdict verdict)
{
  switch (verdict)
    {
    case BOOKOUT_AUDIT_RIGHT:
      return C_ ("number of sheets", "right");
    case BOOKOUT_AUDIT_UNPROVED:
      return C_ ("number of sheets", "not proved");
    case BOOKOUT_AUDIT_WRONG_VEHICLE:
      return C_ ("number of sheets", "of another vehicle");
    case BOOKOUT_AUDIT_UNREADABLE:
      return C_ ("number of sheets", "unreadable");
    case BOOKOUT_AUDIT_ALTERED:
      return C_ ("number of sheets", "altered");
    case BOOKOUT_AUDIT_MISSING:
      return C_ ("number of sheets", "missing");
    case BOOKOUT_AUDIT_UNKNOWN:
    default:
      return C_ ("number of sheets", "unknown");
    }
}

static void
print_counts (Audit *self)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < BOOKOUT_AUDIT_N_VERDICTS; i++)
    {
      g_autofree char *number = bookout_report_count_to_string (self->result->counts[i]);

      if (i == BOOKOUT_AUDIT_RIGHT || self->result->counts[i] > 0)
        g_string_append_printf (line, "%s%s %s", line->len > 0 ? ", " : "", number, verdict_words (i));
    }
  cli_print ("%s", line->str);
}

static void
print_text (Audit *self)
{
  for (guint i = 0; i < self->result->files->len; i++)
    {
      const BookoutAuditFile *file = g_ptr_array_index (self->result->files, i);
      g_autofree char *name = cli_text_clean (file->name);
      g_autofree char *reason = cli_text_clean (file->reason);

      if (!is_fine (self, file->verdict))
        cli_print ("%s: %s", name, reason);
    }
  print_counts (self);
  if (self->portal == NULL)
    cli_complain (
        _ ("No portal is known for this folder: the sheets were only compared with what was saved. Give "
           "--portal to check what they say."));
}

static int
audit (Audit *self, GError **error)
{
  gboolean ok;

  if (!prepare (self, error))
    return CLI_EXIT_USAGE;

  self->display = cli_display_new (self->options->quiet);
  ok = cli_foreground_run (audit_job, audit_tick, self, error);
  g_clear_pointer (&self->display, cli_display_free);
  if (!ok)
    return CLI_EXIT_FAILED;

  if (self->options->json)
    print_json (self);
  else
    print_text (self);

  return conclude (self);
}

/**
 * cli_command_audit:
 * @command: this command
 * @options: its options
 *
 * Returns: the exit status
 */
int
cli_command_audit (const CliCommand *command, const CliOptions *options)
{
  g_autoptr (GError) error = NULL;
  Audit self = { .options = options };
  int status = audit (&self, &error);

  g_clear_pointer (&self.result, bookout_audit_result_free);
  g_clear_pointer (&self.entries, g_ptr_array_unref);
  g_clear_object (&self.inventory);
  g_clear_object (&self.portal);
  g_clear_object (&self.folder);

  return error != NULL ? (int) cli_fail (command->name, options->json, error) : status;
}
