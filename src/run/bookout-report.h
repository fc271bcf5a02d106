/* bookout-report.h - what became of a run, for a person and for scripts
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-inventory-difference.h"
#include "bookout-queue.h"
#include "bookout-statistics.h"

G_BEGIN_DECLS

/**
 * BookoutReportRow:
 * @vehicle: whose row; its attempts, code, reason, size and time are told as they stand when the report is written
 * @state: what became of it, as the queue knows it
 * @file_name: (nullable): of its sheet
 */
typedef struct
{
  BookoutVehicle *vehicle;
  BookoutVehicleState state;
  char *file_name;
} BookoutReportRow;

/**
 * BookoutReport:
 * @counts: by state
 * @rows: (element-type BookoutReportRow): in inventory order, without the skipped ones
 * @warnings: (element-type utf8): about the inventory
 * @difference: (nullable): to the last inventory; owned
 * @wrong_vehicle_caught: how often a page or sheet named another vehicle
 * @attempts: of all vehicles in this pass, counted or not
 * @sign_ins: that succeeded
 * @seconds: everything, from sign-in to sign-out
 * @vehicles_per_hour: from the first vehicle taken to the last finished
 * @stages: (nullable): timings per stage, as JSON; owned
 * @signed_out: whether the portal confirmed the sign-out
 *
 * Filled by whoever ran it, then only read. Used by one thread at a time.
 */
typedef struct
{
  BookoutQueueCounts counts;
  GPtrArray *rows;
  GPtrArray *warnings;
  BookoutInventoryDifference *difference;
  guint wrong_vehicle_caught;
  guint attempts;
  guint sign_ins;
  double seconds;
  double vehicles_per_hour;
  JsonNode *stages;
  gboolean signed_out;
} BookoutReport;

BookoutReport *bookout_report_new (void);
void bookout_report_free (BookoutReport *self);
BookoutReportRow *bookout_report_add_row (BookoutReport *self,
                                          BookoutVehicle *vehicle,
                                          BookoutVehicleState state);

/* run-data/report.json; with @rows FALSE the one object that --json prints (failures only, one line). (transfer full), UTF-8,
 * ends in a line feed. to_object: the same before it becomes text, for who wants to add to it. */
GBytes *bookout_report_to_json (const BookoutReport *self, gboolean rows);
JsonObject *bookout_report_to_object (const BookoutReport *self);
/* run-data/failed.csv: UTF-8 with BOM, CRLF: reference, vehicle, reason, attempts, last tried. */
GBytes *bookout_report_to_failed_csv (const BookoutReport *self);
/* "1,790 right, 22 failed, 8 held" - never the word complete. */
char *bookout_report_to_sentence (const BookoutQueueCounts *counts);
/* "1,790", with the locale's separator. */
char *bookout_report_count_to_string (guint64 count);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutReport, bookout_report_free)

G_END_DECLS
