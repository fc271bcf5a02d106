/* bookout-release.c - a held sheet that a person answers for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-release"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-adoption.h"
#include "bookout-fetch.h"
#include "bookout-filing.h"
#include "bookout-held-sheet.h"
#include "bookout-release.h"
#include "bookout-sheet-file.h"

/* Some sheets can't be read by a program: a scan, a font without letters. A person who looked at one may put their name to it. It then gets
 * its final name in the same order as any other sheet, but is never called right: its state is unproved, its proof "person", and the
 * ledger says who and when.
 *
 * A sheet that names another vehicle is not released, whoever asks: what it says of itself is read once more, at this moment. The held
 * sheet and its evidence stay where they are. */

/**
 * bookout_release_free:
 * @self: (nullable) (transfer full): a release
 */
void
bookout_release_free (BookoutRelease *self)
{
  if (self == NULL)
    return;

  g_clear_object (&self->vehicle);
  g_free (self->person);
  g_free (self->words);
  g_free (self);
}

/**
 * bookout_release_is_possible:
 * @code: (nullable): of the failure for which a sheet is held, as bookout_failure_classify() gives it
 *
 * Returns: whether all that speaks against it is that it can't be read
 */
gboolean
bookout_release_is_possible (const char *code)
{
  return g_strcmp0 (code, "no-text") == 0 || g_strcmp0 (code, "no-witness") == 0;
}

/* (nullable): the newest one that can be released */
static const BookoutHeldSheet *
find_held (GPtrArray *held)
{
  for (guint i = 0; i < held->len; i++)
    {
      const BookoutHeldSheet *sheet = g_ptr_array_index (held, i);

      if (bookout_release_is_possible (sheet->code))
        return sheet;
    }

  return NULL;
}

/* Nothing it says may speak against the vehicle; that it says nothing is what the person is there for. */
static gboolean
check (BookoutRelease *self, int descriptor, GCancellable *cancellable, GError **error)
{
  BookoutPortal *portal = self->prepared->settings->portal;
  g_autoptr (BookoutScope) scope = bookout_fetch_make_scope (portal, self->vehicle, NULL);
  g_autoptr (BookoutSheetText) text = NULL;
  g_autoptr (GError) failure = NULL;

  text = bookout_sheet_reader_read (self->prepared->reader, descriptor, 0, cancellable, error);
  if (text == NULL)
    return FALSE;

  bookout_identity_check (bookout_portal_get_witnesses (portal), text, scope, &failure);
  if (failure == NULL || g_error_matches (failure, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_NO_TEXT) ||
      g_error_matches (failure, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_NO_WITNESS))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

/* Another .part of the same bytes: the held sheet stays as evidence. */
static BookoutSheetFile *
copy (BookoutRelease *self, const BookoutHeldSheet *sheet, GError **error)
{
  BookoutDirectory held = bookout_folder_get_held_directory (self->prepared->folder);
  gsize most = bookout_portal_get_limits (self->prepared->settings->portal)->sheet_bytes;
  g_autofree char *name = bookout_preparation_dup_name (self->prepared, self->vehicle);
  g_autoptr (GBytes) contents = bookout_directory_read (&held, sheet->name, most, error);
  g_autoptr (BookoutSheetFile) file = NULL;

  if (contents == NULL)
    return NULL;

  file = bookout_sheet_file_new (self->prepared->folder, name, most);
  if (!bookout_sink_write (BOOKOUT_SINK (file), g_bytes_get_data (contents, NULL),
                           g_bytes_get_size (contents), error) ||
      !bookout_sheet_file_finish (file, error) || !bookout_sheet_file_sync (file, error))
    return NULL;

  return g_steal_pointer (&file);
}

static BookoutLedgerVehicle *
make_row (BookoutRelease *self, BookoutSheetFile *file)
{
  BookoutLedgerVehicle *row = bookout_filing_make_row (self->vehicle, BOOKOUT_VEHICLE_UNPROVED);

  row->attempts = self->attempts;
  row->reason = g_strdup (self->words);
  row->file_name = g_strdup (bookout_sheet_file_get_name (file));
  row->sha256 = g_strdup (bookout_sheet_file_get_sha256 (file));
  row->size = bookout_sheet_file_get_size (file);
  g_free (row->proof);
  row->proof = g_strdup (bookout_proof_to_string (BOOKOUT_PROOF_PERSON));
  row->finished_at = self->finished_at;

  return row;
}

static gboolean
record (BookoutRelease *self, const BookoutLedgerVehicle *row, const char *code, GError **error)
{
  BookoutLedgerAttempt attempt = {
    .reference = row->reference,
    .began_at = g_get_real_time (),
    .stage = "release",
    .code = code,
    .words = self->words,
    .counted = FALSE,
  };

  return bookout_ledger_record (self->prepared->ledger, self->prepared->run_id, &attempt, row, error);
}

/* The ledger said so before the name could be given. */
static void
take_back (BookoutRelease *self, const char *reason)
{
  g_autoptr (BookoutLedgerVehicle) row = bookout_filing_make_row (self->vehicle, BOOKOUT_VEHICLE_HELD);
  g_autoptr (GError) error = NULL;

  row->attempts = self->attempts;
  row->code = g_strdup (bookout_vehicle_get_code (self->vehicle));
  row->reason = g_strdup (bookout_vehicle_get_reason (self->vehicle));
  row->finished_at = bookout_vehicle_get_finished_at (self->vehicle);
  g_free (self->words);
  self->words = g_strdup (reason);
  if (!record (self, row, "release-failed", &error))
    g_message ("The ledger still says that %s was released: %s", row->reference, error->message);
}

static gboolean
keep (BookoutRelease *self, BookoutSheetFile *file, GError **error)
{
  g_autoptr (BookoutLedgerVehicle) row = NULL;
  g_autoptr (GError) failure = NULL;

  self->finished_at = g_get_real_time () / G_USEC_PER_SEC;
  self->size = bookout_sheet_file_get_size (file);
  self->words = g_strdup_printf (_ ("Released by %s, who looked at the sheet: it cannot be read by itself."),
                                 self->person);
  row = make_row (self, file);
  if (!record (self, row, "released", error))
    return FALSE;

  if (!bookout_sheet_file_keep (file, TRUE, &failure))
    {
      take_back (self, failure->message);
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  bookout_adoption_list (self->prepared, row);

  return bookout_manifest_write (self->prepared->manifest, self->prepared->folder, error);
}

/**
 * bookout_release_run:
 * @self: what to release
 * @cancellable: (nullable): ends it before anything is written
 * @error: return location
 *
 * Gives a held sheet that can't be read its final name, under a person's name. Blocks for the disk and some ms of reading.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if no sheet is held that can be released, %BOOKOUT_SHEET_ERROR_OTHER_VEHICLE and
 * %BOOKOUT_SHEET_ERROR_CONFLICT if it turns out to name another vehicle, other #BookoutSheetError of reader and disk,
 * #BookoutLedgerError; the sheet stays held
 *
 * Returns: whether it is released
 */
gboolean
bookout_release_run (BookoutRelease *self, GCancellable *cancellable, GError **error)
{
  const char *reference = bookout_vehicle_get_reference (self->vehicle);
  g_autoptr (GPtrArray) held = bookout_held_sheet_list (self->prepared->folder, reference, error);
  g_autoptr (BookoutSheetFile) file = NULL;
  const BookoutHeldSheet *sheet;

  if (held == NULL)
    return FALSE;
  sheet = find_held (held);
  if (sheet == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   _ ("No sheet of %s that could be released is in the folder."), reference);
      return FALSE;
    }

  /* What is checked is what gets the name, not what stands in held/ at one moment or the next. */
  file = copy (self, sheet, error);

  return file != NULL && check (self, bookout_sheet_file_get_descriptor (file), cancellable, error) &&
         keep (self, file, error);
}
