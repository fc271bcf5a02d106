/* bookout-preparation.h - everything a run needs before the first vehicle
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-folder.h"
#include "bookout-inventory-difference.h"
#include "bookout-inventory.h"
#include "bookout-ledger.h"
#include "bookout-manifest.h"
#include "bookout-queue.h"
#include "bookout-run.h"
#include "bookout-session.h"
#include "bookout-sheet-reader.h"
#include "bookout-tab.h"

G_BEGIN_DECLS

/**
 * BookoutPreparation:
 * @settings: the run's; set by the caller, who owns it
 * @session: set by the caller
 * @state: #BookoutRunState reached so far; atomic, so that the main thread can show it
 * @folder: open and locked
 * @reader: of sheets
 * @ledger: open
 * @run_id: of the run in the ledger
 * @tab: the tab that exported; the first worker takes it over, connection and all. %NULL if there is nothing to fetch
 * @inventory: all exported vehicles
 * @difference: (nullable): to the last inventory of this portal and account, if there was one
 * @known: (nullable) (element-type BookoutVehicle): of a run for new vehicles: those that are not
 * @links: (nullable) (element-type utf8 utf8): a vehicle's own link
 * @names: (element-type BookoutVehicle utf8): file names of the vehicles whose references differ only in case
 * @queue: what waits and what is settled already
 * @old: (nullable) (element-type utf8 BookoutManifestEntry): by file name: what the folder's manifest said before this run
 * @manifest: every sheet that is right: those that were there already, and then each as it is kept
 * @warnings: (element-type utf8): sentences for the report
 *
 * Filled in by one thread; read-only while workers run, except that what is inside queue, session, ledger, manifest and folder locks itself.
 */
typedef struct
{
  const BookoutRunSettings *settings;
  BookoutSession *session;
  int state;
  BookoutFolder *folder;
  BookoutSheetReader *reader;
  BookoutLedger *ledger;
  gint64 run_id;
  BookoutTab *tab;
  BookoutInventory *inventory;
  BookoutInventoryDifference *difference;
  GHashTable *known;
  GHashTable *links;
  GHashTable *names;
  BookoutQueue *queue;
  GHashTable *old;
  BookoutManifest *manifest;
  GPtrArray *warnings;
} BookoutPreparation;

BookoutPreparation *bookout_preparation_new (const BookoutRunSettings *settings);
void bookout_preparation_free (BookoutPreparation *self);
gboolean bookout_preparation_run (BookoutPreparation *self, GCancellable *cancellable, GError **error);

/* File name of @vehicle's sheet; (transfer full). */
char *bookout_preparation_dup_name (BookoutPreparation *self, BookoutVehicle *vehicle);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutPreparation, bookout_preparation_free)

G_END_DECLS
