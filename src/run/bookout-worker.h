/* bookout-worker.h - the thread behind one tab: takes vehicles until none is left
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-dispatcher.h"

G_BEGIN_DECLS

/* Made and asked to leave on the main thread. */
#define BOOKOUT_TYPE_WORKER (bookout_worker_get_type ())
G_DECLARE_FINAL_TYPE (BookoutWorker, bookout_worker, BOOKOUT, WORKER, GObject)

BookoutWorker *bookout_worker_new (BookoutDispatcher *dispatcher, BookoutTab *tab, guint number);
void bookout_worker_run_async (BookoutWorker *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean bookout_worker_run_finish (BookoutWorker *self, GAsyncResult *result, GError **error);

guint bookout_worker_get_number (BookoutWorker *self);
BookoutTab *bookout_worker_get_tab (BookoutWorker *self);
/* After the vehicle in work; the caller wakes the queue. */
void bookout_worker_leave (BookoutWorker *self);

G_END_DECLS
