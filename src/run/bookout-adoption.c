/* bookout-adoption.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-adoption"
#include "config.h"

#include <glib/gstdio.h>

#include "bookout-adoption.h"
#include "bookout-fetch.h"
#include "bookout-sheet-version.h"

/* A sheet that is in the folder already is taken for done only after it has been read and names its vehicle, or, if the ledger knows
 * it, when its hash is the one recorded. How old it is the folder's last manifest says, of a file with that very hash; else the
 * file's own time. Part of the preparation. */

static void
set_text (char **field, const char *text)
{
  g_free (*field);
  *field = g_strdup (text);
}

/**
 * bookout_adoption_begin:
 * @prepared: a preparation whose folder is open and whose manifest is empty
 *
 * Reads what the last manifest said, and lists the earlier versions of renewed sheets. A manifest that is not there, or that cannot
 * be read, says nothing.
 */
void
bookout_adoption_begin (BookoutPreparation *prepared)
{
  g_autoptr (GPtrArray) versions = NULL;
  g_autoptr (GPtrArray) sheets = bookout_manifest_read_all (prepared->folder, &versions, NULL);

  prepared->old = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                         (GDestroyNotify) bookout_manifest_entry_free);
  for (guint i = 0; sheets != NULL && i < sheets->len; i++)
    {
      BookoutManifestEntry *entry = bookout_manifest_entry_copy (g_ptr_array_index (sheets, i));

      g_hash_table_replace (prepared->old, entry->name, entry);
    }
  bookout_sheet_version_list (prepared->folder, versions, prepared->manifest);
}

static const BookoutManifestEntry *
find_old (BookoutPreparation *prepared, const char *name, const char *sha256)
{
  const BookoutManifestEntry *entry = g_hash_table_lookup (prepared->old, name);

  return entry != NULL && g_str_equal (entry->sha256, sha256) ? entry : NULL;
}

static gint64
find_time (BookoutPreparation *prepared, const char *name, const char *sha256)
{
  const BookoutManifestEntry *entry = find_old (prepared, name, sha256);

  return entry != NULL ? entry->time : bookout_folder_get_time (prepared->folder, name);
}

static gboolean
is_proved (BookoutPreparation *prepared,
           BookoutVehicle *vehicle,
           const char *name,
           BookoutProof *proof,
           GCancellable *cancellable)
{
  BookoutPortal *portal = prepared->settings->portal;
  g_autoptr (BookoutScope) scope = bookout_fetch_make_scope (portal, vehicle, NULL);
  g_autoptr (BookoutSheetText) text = NULL;
  int descriptor = bookout_folder_open_sheet (prepared->folder, name, NULL);

  if (descriptor < 0)
    return FALSE;

  text = bookout_sheet_reader_read (prepared->reader, descriptor, 0, cancellable, NULL);
  g_close (descriptor, NULL);
  *proof = text == NULL ? BOOKOUT_PROOF_NONE
                        : bookout_identity_check (bookout_portal_get_witnesses (portal), text, scope, NULL);
  return *proof == BOOKOUT_PROOF_TEXT;
}

/**
 * bookout_adoption_try:
 * @prepared: the preparation
 * @vehicle: whose sheet may be there
 * @row: its row; filled in as done if the sheet is there and right, its time that of the sheet
 * @cancellable: (nullable): to stop
 *
 * A sheet of unknown origin: without text that proves it nothing speaks for it, so it is not adopted.
 *
 * Returns: whether it is there and right
 */
gboolean
bookout_adoption_try (BookoutPreparation *prepared,
                      BookoutVehicle *vehicle,
                      BookoutLedgerVehicle *row,
                      GCancellable *cancellable)
{
  g_autofree char *name = bookout_preparation_dup_name (prepared, vehicle);
  g_autofree char *sha256 = NULL;
  BookoutProof proof;
  guint64 size;

  if (!is_proved (prepared, vehicle, name, &proof, cancellable))
    return FALSE;
  sha256 = bookout_folder_hash (prepared->folder, name, &size, NULL);
  if (sha256 == NULL)
    return FALSE;

  set_text (&row->state, bookout_vehicle_state_to_string (BOOKOUT_VEHICLE_DONE));
  set_text (&row->proof, bookout_proof_to_string (proof));
  set_text (&row->file_name, name);
  set_text (&row->sha256, sha256);
  row->size = size;
  row->finished_at = find_time (prepared, name, sha256);
  g_clear_pointer (&row->code, g_free);
  g_clear_pointer (&row->reason, g_free);
  return TRUE;
}

/**
 * bookout_adoption_confirm:
 * @prepared: the preparation
 * @row: of a vehicle that the ledger calls done
 *
 * Returns: whether its sheet is in the folder, as it was saved
 */
gboolean
bookout_adoption_confirm (BookoutPreparation *prepared, const BookoutLedgerVehicle *row)
{
  g_autofree char *sha256 = NULL;
  guint64 size;

  if (row->file_name == NULL || row->sha256 == NULL)
    return FALSE;

  sha256 = bookout_folder_hash (prepared->folder, row->file_name, &size, NULL);
  return sha256 != NULL && g_str_equal (sha256, row->sha256);
}

static BookoutManifestEntry
entry_of (const BookoutLedgerVehicle *row)
{
  BookoutManifestEntry entry = { row->file_name, row->reference,     row->sha256,
                                 row->size,      BOOKOUT_PROOF_NONE, row->finished_at };

  bookout_proof_from_string (row->proof, &entry.proof);
  return entry;
}

/**
 * bookout_adoption_list:
 * @prepared: the preparation
 * @row: of a vehicle whose sheet is there and right
 *
 * Lists the sheet in the manifest.
 */
void
bookout_adoption_list (BookoutPreparation *prepared, const BookoutLedgerVehicle *row)
{
  BookoutManifestEntry entry = entry_of (row);

  bookout_manifest_add (prepared->manifest, &entry);
}

/**
 * bookout_adoption_list_old:
 * @prepared: the preparation
 * @row: of a vehicle whose sheet is there and right, and is going to be renewed
 *
 * Lists the sheet in the manifest until the new one is there.
 */
void
bookout_adoption_list_old (BookoutPreparation *prepared, const BookoutLedgerVehicle *row)
{
  BookoutManifestEntry entry = entry_of (row);

  bookout_manifest_add_old (prepared->manifest, &entry);
}

/**
 * bookout_adoption_list_known:
 * @prepared: the preparation
 * @vehicle: one that is not done in this run, but whose sheet may be there from before: skipped, or its renewal failed
 *
 * Lists the sheet that has its name, if the last manifest did, and it is that file still.
 */
void
bookout_adoption_list_known (BookoutPreparation *prepared, BookoutVehicle *vehicle)
{
  g_autofree char *name = bookout_preparation_dup_name (prepared, vehicle);
  const BookoutManifestEntry *entry = g_hash_table_lookup (prepared->old, name);
  g_autofree char *sha256 = entry != NULL ? bookout_folder_hash (prepared->folder, name, NULL, NULL) : NULL;

  if (sha256 != NULL && g_str_equal (entry->sha256, sha256))
    bookout_manifest_add_old (prepared->manifest, entry);
}

/**
 * bookout_adoption_forget:
 * @row: of a vehicle that is to be fetched
 *
 * Makes it one that waits and has no sheet; its attempts stay.
 */
void
bookout_adoption_forget (BookoutLedgerVehicle *row)
{
  set_text (&row->state, bookout_vehicle_state_to_string (BOOKOUT_VEHICLE_WAITING));
  set_text (&row->proof, bookout_proof_to_string (BOOKOUT_PROOF_NONE));
  g_clear_pointer (&row->file_name, g_free);
  g_clear_pointer (&row->sha256, g_free);
  row->size = 0;
  row->finished_at = 0;
}
