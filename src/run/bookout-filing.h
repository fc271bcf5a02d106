/* bookout-filing.h - sheets and results into folder and ledger, in the order that survives a kill at any moment
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-failure.h"
#include "bookout-fetch.h"
#include "bookout-ledger.h"
#include "bookout-manifest.h"

G_BEGIN_DECLS

/**
 * BookoutFiling:
 * @ledger: where it is recorded
 * @run_id: of the run in it
 * @tab: number of the tab that made the attempt
 * @vehicle: whose attempt
 * @attempts: counted, this one included if it counts
 * @state: what the vehicle is now
 * @fetch: the attempt
 * @manifest: of the folder: says whether the sheet renews another; not needed for a failure
 *
 * One attempt to file. Blocks for the disk; the worker's thread.
 */
typedef struct
{
  BookoutLedger *ledger;
  gint64 run_id;
  guint tab;
  BookoutVehicle *vehicle;
  guint attempts;
  BookoutVehicleState state;
  BookoutFetch *fetch;
  BookoutManifest *manifest;
} BookoutFiling;

BookoutLedgerVehicle *bookout_filing_make_row (BookoutVehicle *vehicle, BookoutVehicleState state);

/* A proved sheet: durable, recorded, then under its final name. On an error it has no final name and the ledger says waiting. */
gboolean bookout_filing_keep (const BookoutFiling *self, GError **error);
/* An attempt that failed; a whole sheet that was not proved goes to run-data/held/ first. */
gboolean bookout_filing_record_failure (const BookoutFiling *self,
                                        const BookoutFailure *failure,
                                        const char *words,
                                        gboolean counted,
                                        GError **error);

G_END_DECLS
