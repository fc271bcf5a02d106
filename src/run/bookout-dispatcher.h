/* bookout-dispatcher.h - gives vehicles to workers and decides what becomes of each attempt
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-breaker.h"
#include "bookout-fetch.h"
#include "bookout-preparation.h"
#include "bookout-statistics.h"

G_BEGIN_DECLS

/**
 * BookoutResult:
 * @vehicle: whose row changed
 * @state: what it is now
 * @attempts: counted
 * @code: (nullable): of the last failure
 * @reason: (nullable): of the last failure
 * @size: of its sheet
 * @finished_at: Unix seconds, 0 unless settled
 *
 * News of one vehicle, on its way to the main thread.
 */
typedef struct
{
  BookoutVehicle *vehicle;
  BookoutVehicleState state;
  guint attempts;
  char *code;
  char *reason;
  guint64 size;
  gint64 finished_at;
} BookoutResult;

void bookout_result_free (BookoutResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutResult, bookout_result_free)

/* Locked inside; any thread. */
#define BOOKOUT_TYPE_DISPATCHER (bookout_dispatcher_get_type ())
G_DECLARE_FINAL_TYPE (BookoutDispatcher, bookout_dispatcher, BOOKOUT, DISPATCHER, GObject)

BookoutDispatcher *bookout_dispatcher_new (BookoutPreparation *prepared);

/* For workers. */
BookoutJob *bookout_dispatcher_take (BookoutDispatcher *self,
                                     gboolean (*leave) (gpointer data),
                                     gpointer data);
void bookout_dispatcher_begin_fetch (BookoutDispatcher *self,
                                     const BookoutJob *job,
                                     BookoutTab *tab,
                                     BookoutFetch *fetch);
void bookout_dispatcher_settle (BookoutDispatcher *self,
                                BookoutJob *job,
                                BookoutFetch *fetch,
                                const GError *failure);

/* For the run. */
void bookout_dispatcher_set_paused (BookoutDispatcher *self, gboolean paused);
void bookout_dispatcher_stop (BookoutDispatcher *self);
void bookout_dispatcher_tick (BookoutDispatcher *self, gint64 now);
void bookout_dispatcher_unblock (BookoutDispatcher *self);
GError *bookout_dispatcher_dup_blocked (BookoutDispatcher *self);
BookoutHold bookout_dispatcher_get_hold (BookoutDispatcher *self, gint64 *until, char **words);
BookoutResult *bookout_dispatcher_pop_result (BookoutDispatcher *self);

void bookout_dispatcher_get_progress (BookoutDispatcher *self, BookoutProgress *progress);
void bookout_dispatcher_get_stage_medians (BookoutDispatcher *self, gint64 medians[BOOKOUT_N_STAGES]);
JsonNode *bookout_dispatcher_dup_stages (BookoutDispatcher *self);

G_END_DECLS
