/* bookout-filing.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-filing"
#include "config.h"

#include "bookout-filing.h"
#include "bookout-sheet-version.h"

/* The order of a kept sheet is: fsync of the .part, then the ledger's row "done" with its hash on disk, then the rename, then fsync
 * of the folder. So a file under a final name always has its row; a row whose file is missing (killed between the two) is found
 * out by its hash when the run is gone on with, and the vehicle is fetched again. A sheet that renews an old one comes with one step
 * more, before the ledger's: the old one gets its dated name. Used by the workers' threads. */

static void
set_text (char **field, const char *text)
{
  g_free (*field);
  *field = g_strdup (text);
}

/**
 * bookout_filing_make_row:
 * @vehicle: whose row
 * @state: what it is
 *
 * Returns: (transfer full): the ledger's row of @vehicle, with no attempts and no sheet
 */
BookoutLedgerVehicle *
bookout_filing_make_row (BookoutVehicle *vehicle, BookoutVehicleState state)
{
  BookoutLedgerVehicle *row = bookout_ledger_vehicle_new (bookout_vehicle_get_reference (vehicle));

  set_text (&row->vin, bookout_vehicle_get_vin (vehicle));
  set_text (&row->description, bookout_vehicle_get_description (vehicle));
  set_text (&row->state, bookout_vehicle_state_to_string (state));

  return row;
}

static BookoutLedgerVehicle *
make_row (const BookoutFiling *self)
{
  BookoutLedgerVehicle *row = bookout_filing_make_row (self->vehicle, self->state);

  row->attempts = self->attempts;
  if (self->state != BOOKOUT_VEHICLE_WAITING)
    row->finished_at = g_get_real_time () / G_USEC_PER_SEC;

  return row;
}

static BookoutLedgerAttempt
make_attempt (const BookoutFiling *self, const char *code, const char *words, gboolean counted)
{
  return (BookoutLedgerAttempt){
    .reference = bookout_vehicle_get_reference (self->vehicle),
    .tab = self->tab,
    .began_at = self->fetch->began_at,
    .duration_us = g_get_monotonic_time () - self->fetch->began,
    .stage = bookout_stage_to_string (self->fetch->stage),
    .code = code,
    .words = words,
    .counted = counted,
  };
}

/* The row said "done" before the rename failed; without this it would take a look at the folder to find out. That look is taken when the
 * run is gone on with, so failing here too, as on a disk that is full for all, does no harm. */
static void
take_back (const BookoutFiling *self)
{
  g_autoptr (BookoutLedgerVehicle) row = make_row (self);
  g_autoptr (GError) error = NULL;

  set_text (&row->state, bookout_vehicle_state_to_string (BOOKOUT_VEHICLE_WAITING));
  row->attempts -= 1;
  row->finished_at = 0;
  if (!bookout_ledger_set_vehicle (self->ledger, self->run_id, row, &error))
    g_message ("The ledger still says that %s is done: %s", row->reference, error->message);
}

/* @old: (out): what has the name now, if that is a sheet to be renewed; its own name is then the version's. */
static gboolean
keep_version (const BookoutFiling *self, BookoutManifestEntry **old, GError **error)
{
  g_autoptr (BookoutManifestEntry)
      entry = bookout_manifest_dup_old (self->manifest, bookout_sheet_file_get_name (self->fetch->file));
  g_autoptr (GError) failure = NULL;
  char *version;

  if (entry == NULL)
    return TRUE;

  version = bookout_sheet_version_make (self->fetch->folder, entry, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (version == NULL)
    return TRUE;

  g_free (entry->name);
  entry->name = version;
  *old = g_steal_pointer (&entry);
  return TRUE;
}

static void
undo_version (const BookoutFiling *self, const BookoutManifestEntry *old)
{
  if (old != NULL)
    bookout_sheet_version_undo (self->fetch->folder, old->name,
                                bookout_sheet_file_get_name (self->fetch->file));
}

static gboolean
give_name (const BookoutFiling *self, const BookoutManifestEntry *old, GError **error)
{
  return old != NULL ? bookout_sheet_file_replace (self->fetch->file, error)
                     : bookout_sheet_file_keep (self->fetch->file, TRUE, error);
}

/**
 * bookout_filing_keep:
 * @self: an attempt whose sheet is proved
 * @error: return location
 *
 * Gives the sheet its final name. A file that has that name already and is not known to be right is put aside, never overwritten; one
 * that is known to be right becomes a dated version, and is listed as that.
 *
 * Returns: whether the sheet is kept; else an error of #BookoutSheetError or #BookoutLedgerError
 */
gboolean
bookout_filing_keep (const BookoutFiling *self, GError **error)
{
  BookoutSheetFile *file = self->fetch->file;
  g_autoptr (BookoutLedgerVehicle) row = make_row (self);
  g_autoptr (BookoutManifestEntry) old = NULL;
  BookoutLedgerAttempt attempt = make_attempt (self, "ok", NULL, TRUE);

  if (!bookout_sheet_file_sync (file, error) || !keep_version (self, &old, error))
    return FALSE;

  set_text (&row->file_name, bookout_sheet_file_get_name (file));
  set_text (&row->sha256, bookout_sheet_file_get_sha256 (file));
  set_text (&row->proof, bookout_proof_to_string (self->fetch->proof));
  row->size = bookout_sheet_file_get_size (file);
  if (!bookout_ledger_record (self->ledger, self->run_id, &attempt, row, error))
    {
      undo_version (self, old);
      return FALSE;
    }

  if (!give_name (self, old, error))
    {
      undo_version (self, old);
      take_back (self);
      return FALSE;
    }

  if (old != NULL)
    bookout_manifest_add (self->manifest, old);
  return TRUE;
}

/**
 * bookout_filing_record_failure:
 * @self: an attempt that failed
 * @failure: how
 * @words: why, in a sentence
 * @counted: whether it counts as an attempt
 * @error: return location
 *
 * Returns: whether it is recorded; else an error of #BookoutSheetError or #BookoutLedgerError
 */
gboolean
bookout_filing_record_failure (const BookoutFiling *self,
                               const BookoutFailure *failure,
                               const char *words,
                               gboolean counted,
                               GError **error)
{
  BookoutFetch *fetch = self->fetch;
  g_autoptr (BookoutLedgerVehicle) row = make_row (self);
  BookoutLedgerAttempt attempt = make_attempt (self, failure->code, words, counted);

  set_text (&row->code, failure->code);
  set_text (&row->reason, words);
  if (failure->kind == BOOKOUT_FAILURE_CONTENT && fetch->file != NULL &&
      bookout_sheet_file_get_sha256 (fetch->file) != NULL)
    {
      GBytes *page = fetch->page != NULL ? bookout_page_get_body (fetch->page) : NULL;

      if (!bookout_sheet_file_hold (fetch->file, row->reference, failure->code, words, fetch->head, page,
                                    error))
        return FALSE;
    }

  return bookout_ledger_record (self->ledger, self->run_id, &attempt, row, error);
}
