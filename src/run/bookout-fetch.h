/* bookout-fetch.h - one attempt at one vehicle's sheet
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-identity.h"
#include "bookout-inventory.h"
#include "bookout-sheet-file.h"
#include "bookout-statistics.h"
#include "bookout-tab.h"

G_BEGIN_DECLS

/**
 * BookoutFetch:
 * @tab: the worker's own
 * @folder: where the sheet goes
 * @reader: opens it
 * @vehicle: whose sheet
 * @name: (transfer full): final name of the sheet
 * @link: (nullable): the vehicle's own link, if the portal was indexed; "" if two rows claim it
 * @began_at: Unix microseconds when the vehicle was taken
 * @began: the same as monotonic microseconds, for durations
 * @file: (nullable): result: the sheet, still a .part; whole if @proof says more than none or the failure is about what it says
 * @proof: result
 * @page: (nullable): result: the last page before the sheet, as evidence
 * @head: (nullable): result: the head of the sheet's answer, as evidence
 * @stage: result: where the attempt ended
 * @durations_us: result: microseconds in each stage
 *
 * One attempt: what it needs and what it gave. Belongs to the worker's thread.
 */
typedef struct
{
  BookoutTab *tab;
  BookoutFolder *folder;
  BookoutSheetReader *reader;
  BookoutVehicle *vehicle;
  char *name;
  const char *link;
  gint64 began_at;
  gint64 began;

  BookoutSheetFile *file;
  BookoutProof proof;
  BookoutPage *page;
  char *head;
  BookoutStage stage;
  gint64 durations_us[BOOKOUT_N_STAGES];
} BookoutFetch;

void bookout_fetch_reset (BookoutFetch *self); /* the results, to begin again */
void bookout_fetch_clear (BookoutFetch *self);
gboolean bookout_fetch_run (BookoutFetch *self, GCancellable *cancellable, GError **error);

/* The names that a vehicle gives to templates; (transfer full). */
BookoutScope *bookout_fetch_make_scope (BookoutPortal *portal, BookoutVehicle *vehicle, const char *link);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BookoutFetch, bookout_fetch_clear)

G_END_DECLS
