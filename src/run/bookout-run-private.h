/* bookout-run-private.h - what the files of the run share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-dispatcher.h"
#include "bookout-run.h"

G_BEGIN_DECLS

struct _BookoutRun
{
  GObject parent_instance;

  BookoutRunSettings *settings;
  BookoutPreparation *prepared;
  BookoutDispatcher *dispatcher; /* NULL before FETCHING */
  GPtrArray *workers;            /* of BookoutWorker: those whose threads have not ended */
  GCancellable *stop;
  GTask *execution; /* NULL unless executing */
  GThread *thread;  /* that prepares or concludes; NULL unless one does */
  guint tick;       /* source id */

  BookoutRunState state;
  BookoutHold hold;
  gint64 hold_until; /* monotonic µs */
  char *hold_words;
  guint tabs;
  guint counts_serial;
  BookoutQueueCounts counts; /* as last notified */
  gboolean is_prepared;      /* the preparation has ended, well or not: what it made is shared from now on */
  gboolean paused;           /* a person wants it */
  gboolean stopping;         /* a person wants it */
  gboolean concluding;
  BookoutVehicle *releasing; /* not owned: a release of its sheet is under way; nullable */
  GError *failure;
  BookoutReport *report;
  gint64 began; /* monotonic µs */
};

/* bookout-run.c: what is told to whoever listens */
void bookout_run_set_state (BookoutRun *self, BookoutRunState state);
void bookout_run_set_hold (BookoutRun *self, BookoutHold hold, gint64 until, const char *words);
void bookout_run_take_results (BookoutRun *self, guint most);
void bookout_run_update_counts (BookoutRun *self);
void bookout_run_notify_inventory (BookoutRun *self);
void bookout_run_tell_settled (BookoutRun *self, BookoutVehicle *vehicle);

/* bookout-run-course.c: what runs */
void bookout_run_prepare (BookoutRun *self);
void bookout_run_start_workers (BookoutRun *self);
void bookout_run_conclude_if_left (BookoutRun *self);
void bookout_run_start_thread (BookoutRun *self, GTask *task, const char *name, GThreadFunc func);
void bookout_run_join_thread (BookoutRun *self);

G_END_DECLS
