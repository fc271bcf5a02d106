/* bookout-worker.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-worker"
#include "config.h"

#include "bookout-worker.h"

/* A GTask with a thread of its own, because it blocks for hours: GLib's task pool has ten threads that GIO shares, and ten
 * blocked tasks delay every file operation of the program by half a second (measured with GLib 2.74). The thread owns the
 * tab; the main thread reads the tab's snapshot and may set the leaving flag, nothing else. */

/* The slow pass gives a vehicle three times the usual limits. */
#define SLOW_PASS_PATIENCE 3

/* A vehicle whose answers show "signed out" this often in one attempt has another reason than an expired session. */
#define RENEWALS_MOST 3

struct _BookoutWorker
{
  GObject parent_instance;
  BookoutDispatcher *dispatcher;
  BookoutTab *tab;
  guint number;    /* from 1 */
  GThread *thread; /* NULL unless it runs; main thread only */
  int leaving;     /* atomic */
};

G_DEFINE_FINAL_TYPE (BookoutWorker, bookout_worker, G_TYPE_OBJECT)

static gboolean
is_leaving (gpointer data)
{
  return g_atomic_int_get (&BOOKOUT_WORKER (data)->leaving);
}

static gboolean
is_signed_out (const GError *failure)
{
  return g_error_matches (failure, BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_SIGNED_OUT);
}

/* What the server kept of this vehicle's search, form or report is lost with the session, whatever it then answers. */
static gboolean
has_lost_session (BookoutWorker *self, guint generation, const GError *failure)
{
  return is_signed_out (failure) ||
         (failure->domain == BOOKOUT_STEP_ERROR &&
          bookout_session_get_generation (bookout_tab_get_session (self->tab)) != generation);
}

/* One attempt: begun again, at no cost to the vehicle, when the session turns out to be over. */
static gboolean
fetch_vehicle (BookoutWorker *self,
               const BookoutJob *job,
               BookoutFetch *fetch,
               GCancellable *cancellable,
               GError **error)
{
  for (guint renewals = 0;; renewals++)
    {
      guint generation = bookout_session_get_generation (bookout_tab_get_session (self->tab));
      g_autoptr (GError) failure = NULL;

      if (bookout_fetch_run (fetch, cancellable, &failure))
        return TRUE;

      if (!has_lost_session (self, generation, failure) || renewals == RENEWALS_MOST)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }

      bookout_fetch_reset (fetch);
      if (is_signed_out (failure) && !bookout_tab_renew (self->tab, cancellable, error))
        return FALSE;
    }
}

static void
do_job (BookoutWorker *self, BookoutJob *job, GCancellable *cancellable)
{
  g_auto (BookoutFetch) fetch = { .tab = self->tab };
  g_autoptr (GError) failure = NULL;

  bookout_tab_set_patience (self->tab, job->slow ? SLOW_PASS_PATIENCE : 1);
  bookout_dispatcher_begin_fetch (self->dispatcher, job, self->tab, &fetch);
  fetch_vehicle (self, job, &fetch, cancellable, &failure);
  bookout_tab_set_limit (self->tab, 0);

  bookout_dispatcher_settle (self->dispatcher, job, &fetch, failure);
  bookout_tab_set_vehicle (self->tab, "", "");
}

static gpointer
run_thread (gpointer data)
{
  g_autoptr (GTask) task = data;
  BookoutWorker *self = g_task_get_source_object (task);
  BookoutJob *job;

  while ((job = bookout_dispatcher_take (self->dispatcher, is_leaving, self)) != NULL)
    do_job (self, job, g_task_get_cancellable (task));

  bookout_tab_set_activity (self->tab, BOOKOUT_TAB_STOPPED, "");
  g_task_return_boolean (task, TRUE);
  return NULL;
}

static void
bookout_worker_finalize (GObject *object)
{
  BookoutWorker *self = BOOKOUT_WORKER (object);

  g_clear_object (&self->dispatcher);
  g_clear_object (&self->tab);

  G_OBJECT_CLASS (bookout_worker_parent_class)->finalize (object);
}

static void
bookout_worker_class_init (BookoutWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bookout_worker_finalize;
}

static void
bookout_worker_init (BookoutWorker *self)
{
}

/**
 * bookout_worker_new:
 * @dispatcher: gives vehicles
 * @tab: (transfer none): the worker's own from now on
 * @number: of the tab, from 1
 *
 * Returns: (transfer full): a worker that does nothing yet
 */
BookoutWorker *
bookout_worker_new (BookoutDispatcher *dispatcher, BookoutTab *tab, guint number)
{
  BookoutWorker *self;

  g_return_val_if_fail (BOOKOUT_IS_DISPATCHER (dispatcher), NULL);
  g_return_val_if_fail (BOOKOUT_IS_TAB (tab), NULL);

  self = g_object_new (BOOKOUT_TYPE_WORKER, NULL);
  self->dispatcher = g_object_ref (dispatcher);
  self->tab = g_object_ref (tab);
  self->number = number;
  bookout_tab_set_number (tab, number);

  return self;
}

/**
 * bookout_worker_run_async:
 * @self: a worker
 * @cancellable: (nullable): ends the transfer in work at once; its vehicle goes back to the queue
 * @callback: called on the main thread when the worker has left
 * @user_data: for @callback
 *
 * Takes and fetches vehicles until the dispatcher has none left, it is stopped, or bookout_worker_leave().
 */
void
bookout_worker_run_async (BookoutWorker *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *name = NULL;

  g_return_if_fail (BOOKOUT_IS_WORKER (self));
  g_return_if_fail (self->thread == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bookout_worker_run_async);
  g_task_set_check_cancellable (task, FALSE); /* a worker that was stopped has still left properly */
  name = g_strdup_printf ("tab-%u", self->number);
  self->thread = g_thread_new (name, run_thread, g_steal_pointer (&task));
}

/**
 * bookout_worker_run_finish:
 * @self: the worker
 * @result: given to the callback
 * @error: return location; unused at present, since failures belong to vehicles
 *
 * Sees the thread off, so that it is not the last to hold the worker, its tab and the session.
 *
 * Returns: %TRUE
 */
gboolean
bookout_worker_run_finish (BookoutWorker *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  g_thread_join (g_steal_pointer (&self->thread));
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * bookout_worker_get_number:
 * @self: a worker
 *
 * Returns: number of its tab, from 1
 */
guint
bookout_worker_get_number (BookoutWorker *self)
{
  g_return_val_if_fail (BOOKOUT_IS_WORKER (self), 0);

  return self->number;
}

/**
 * bookout_worker_get_tab:
 * @self: a worker
 *
 * Returns: (transfer none): its tab, for snapshots only
 */
BookoutTab *
bookout_worker_get_tab (BookoutWorker *self)
{
  g_return_val_if_fail (BOOKOUT_IS_WORKER (self), NULL);

  return self->tab;
}

/**
 * bookout_worker_leave:
 * @self: a worker
 *
 * Asks it to end after the vehicle in work. The caller wakes the queue, so that one that waits hears of it.
 */
void
bookout_worker_leave (BookoutWorker *self)
{
  g_return_if_fail (BOOKOUT_IS_WORKER (self));

  g_atomic_int_set (&self->leaving, TRUE);
}
