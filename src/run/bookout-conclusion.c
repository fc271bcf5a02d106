/* bookout-conclusion.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-conclusion"
#include "config.h"

#include "bookout-conclusion.h"
#include "bookout-manifest.h"

/* The end of a run, whatever came of it: the account is free for the next sign-in, the folder says what is in it, the ledger says
 * how it ended. Each part is done even if another fails; the first failure is told. One thread (the run's), blocking. */

/* A portal that does not answer must not keep a person who wants to go home. */
#define SIGN_OUT_LIMIT_MS 3000

/**
 * bookout_conclusion_write_report:
 * @prepared: what the run rests on
 * @report: what became of it
 * @error: return location
 *
 * Writes report.json, failed.csv, manifest.json and SHA256SUMS, over those that are there.
 *
 * Returns: whether all of it was written; else an error of #BookoutSheetError
 */
gboolean
bookout_conclusion_write_report (BookoutPreparation *prepared, const BookoutReport *report, GError **error)
{
  g_autoptr (GBytes) json = bookout_report_to_json (report, TRUE);
  g_autoptr (GBytes) failed = bookout_report_to_failed_csv (report);

  return bookout_folder_replace (prepared->folder, "run-data/report.json", json, error) &&
         bookout_folder_replace (prepared->folder, "run-data/failed.csv", failed, error) &&
         bookout_manifest_write (prepared->manifest, prepared->folder, error);
}

/* Fifty thousand rows take too long for the main thread, which changes no vehicle while a run is concluded. */
static void
add_rows (BookoutConclusion *self)
{
  GListModel *vehicles = G_LIST_MODEL (self->prepared->inventory);
  guint n = vehicles != NULL ? g_list_model_get_n_items (vehicles) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BookoutVehicle) vehicle = g_list_model_get_item (vehicles, i);
      BookoutVehicleState state = bookout_queue_get_state (self->prepared->queue, vehicle);
      BookoutReportRow *row;

      if (state == BOOKOUT_VEHICLE_SKIPPED)
        continue;

      row = bookout_report_add_row (self->report, vehicle, state);
      if (state == BOOKOUT_VEHICLE_DONE || state == BOOKOUT_VEHICLE_UNPROVED)
        row->file_name = bookout_preparation_dup_name (self->prepared, vehicle);
    }
}

/**
 * bookout_conclusion_run:
 * @self: what to conclude; its report gets its rows, seconds, sign_ins and signed_out
 * @error: return location
 *
 * Signs out (3 s at most), writes report.json, failed.csv, manifest.json and SHA256SUMS, and closes the run in the ledger. The files of a run
 * that was to be gone on with, and never got as far as its vehicles, stay as they are. A run that is not in the ledger only signs out.
 *
 * Returns: whether all of it was written; else an error of #BookoutSheetError or #BookoutLedgerError
 */
gboolean
bookout_conclusion_run (BookoutConclusion *self, GError **error)
{
  BookoutPreparation *prepared = self->prepared;
  g_autoptr (GError) sign_out_error = NULL;
  gboolean ok = TRUE;

  self->report->signed_out = bookout_session_sign_out (prepared->session, SIGN_OUT_LIMIT_MS, &sign_out_error);
  if (sign_out_error != NULL)
    g_message ("Signing out: %s", sign_out_error->message);
  self->report->sign_ins = bookout_session_get_sign_ins (prepared->session);
  if (self->is_prepared)
    add_rows (self);
  self->report->seconds = (g_get_monotonic_time () - self->began) / (double) G_USEC_PER_SEC;
  if (prepared->run_id == 0)
    return TRUE;

  if (self->is_prepared && !bookout_conclusion_write_report (prepared, self->report, error))
    {
      ok = FALSE;
      error = NULL;
    }
  if (!bookout_ledger_set_run_state (prepared->ledger, prepared->run_id, self->state,
                                     g_get_real_time () / G_USEC_PER_SEC, error))
    ok = FALSE;

  return ok;
}
