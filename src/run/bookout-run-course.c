/* bookout-run-course.c - one part of a run after the other
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-run"
#include "config.h"

#include "bookout-conclusion.h"
#include "bookout-run-private.h"
#include "bookout-worker.h"

/*   NEW → SIGNING_IN → EXPORTING → INDEXING → FETCHING → FINISHING → FINISHED, STOPPED or FAILED
 *
 * The preparation runs in a thread, then the workers, then the conclusion, each a GTask with a thread of its own; the main thread starts
 * them and never waits for any of them. All functions here are for the main thread, but for those that end in _thread. */

/* @task goes to the thread; who gets its answer calls bookout_run_join_thread(). */
void
bookout_run_start_thread (BookoutRun *self, GTask *task, const char *name, GThreadFunc func)
{
  g_assert (self->thread == NULL);
  self->thread = g_thread_new (name, func, task);
}

/* Called when the thread has answered and has nothing more to do than to drop its task, so this does not block. Without it the thread
 * might be the last to hold the run, and finalize it. */
void
bookout_run_join_thread (BookoutRun *self)
{
  g_thread_join (g_steal_pointer (&self->thread));
}

/* Nothing runs any more. */
static void
end_execution (BookoutRun *self)
{
  g_autoptr (GTask) execution = g_steal_pointer (&self->execution);

  g_clear_handle_id (&self->tick, g_source_remove);
  bookout_run_update_counts (self);
  bookout_run_set_hold (self, BOOKOUT_HOLD_NONE, 0, NULL);
  bookout_run_set_state (self, self->failure != NULL ? BOOKOUT_RUN_FAILED
                               : self->stopping      ? BOOKOUT_RUN_STOPPED
                                                     : BOOKOUT_RUN_FINISHED);

  if (self->failure != NULL)
    g_task_return_error (execution, g_error_copy (self->failure));
  else
    g_task_return_boolean (execution, TRUE);
}

static gpointer
conclude_thread (gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (bookout_conclusion_run (g_task_get_task_data (task), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);

  return NULL;
}

static void
concluded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BookoutRun *self = BOOKOUT_RUN (source);
  g_autoptr (GError) error = NULL;

  bookout_run_join_thread (self);
  if (!g_task_propagate_boolean (G_TASK (result), &error) && self->failure == NULL)
    self->failure = g_steal_pointer (&error);

  end_execution (self);
}

/* All but the rows, which are many and left to the thread that concludes. */
static BookoutReport *
make_report (BookoutRun *self)
{
  BookoutReport *report = bookout_report_new ();
  BookoutProgress progress = { 0 };

  report->counts = bookout_queue_get_counts (self->prepared->queue);
  if (self->prepared->difference != NULL)
    report->difference = bookout_inventory_difference_ref (self->prepared->difference);
  for (guint i = 0; i < self->prepared->warnings->len; i++)
    g_ptr_array_add (report->warnings, g_strdup (g_ptr_array_index (self->prepared->warnings, i)));

  if (self->dispatcher != NULL)
    {
      bookout_dispatcher_get_progress (self->dispatcher, &progress);
      report->wrong_vehicle_caught = progress.wrong_caught;
      report->attempts = progress.attempts;
      report->vehicles_per_hour = progress.mean_rate;
      report->stages = bookout_dispatcher_dup_stages (self->dispatcher);
    }

  return report;
}

static void
conclude (BookoutRun *self)
{
  BookoutConclusion *conclusion;
  GTask *task;

  if (self->concluding || self->releasing != NULL)
    return;

  self->concluding = TRUE;
  bookout_run_take_results (self, G_MAXUINT);
  bookout_run_set_state (self, BOOKOUT_RUN_FINISHING);
  self->report = make_report (self);

  conclusion = g_new0 (BookoutConclusion, 1);
  conclusion->prepared = self->prepared;
  conclusion->report = self->report;
  conclusion->is_prepared = self->dispatcher != NULL;
  conclusion->state = self->failure != NULL ? "interrupted" : self->stopping ? "stopped" : "finished";
  conclusion->began = self->began;

  task = g_task_new (self, NULL, concluded_cb, NULL);
  g_task_set_source_tag (task, conclude);
  g_task_set_task_data (task, conclusion, g_free);
  bookout_run_start_thread (self, task, "conclusion", conclude_thread);
}

static void
worker_left_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BookoutRun) self = user_data;

  bookout_worker_run_finish (BOOKOUT_WORKER (source), result, NULL);
  g_ptr_array_remove_fast (self->workers, source);

  /* Before the run may be over: whoever hears of a failure may want it tried again. */
  bookout_run_take_results (self, G_MAXUINT);

  /* The tabs were made fewer and more again faster than this worker could leave, or it left for want of work that came since. */
  if (!self->stopping && self->failure == NULL && !bookout_queue_is_settled (self->prepared->queue))
    bookout_run_start_workers (self);
  if (self->workers->len == 0)
    conclude (self);
}

static gboolean
has_worker (BookoutRun *self, guint number)
{
  for (guint i = 0; i < self->workers->len; i++)
    if (bookout_worker_get_number (g_ptr_array_index (self->workers, i)) == number)
      return TRUE;

  return FALSE;
}

static void
start_worker (BookoutRun *self, guint number)
{
  g_autoptr (BookoutTab) tab = g_steal_pointer (&self->prepared->tab);
  BookoutWorker *worker;

  if (tab == NULL)
    tab = bookout_session_open_tab (self->prepared->session);

  worker = bookout_worker_new (self->dispatcher, tab, number);
  g_ptr_array_add (self->workers, worker);
  bookout_worker_run_async (worker, self->stop, worker_left_cb, g_object_ref (self));
}

/* A release was under way when the last worker left. */
void
bookout_run_conclude_if_left (BookoutRun *self)
{
  if (self->state == BOOKOUT_RUN_FETCHING && self->workers->len == 0)
    conclude (self);
}

/* As many workers as there should be tabs. A number whose worker is still on its way out is taken when it has gone. */
void
bookout_run_start_workers (BookoutRun *self)
{
  for (guint number = 1; number <= self->tabs; number++)
    if (!has_worker (self, number))
      start_worker (self, number);
}

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BookoutRun *self = BOOKOUT_RUN (source);
  g_autoptr (GError) error = NULL;
  gboolean ok = g_task_propagate_boolean (G_TASK (result), &error);

  bookout_run_join_thread (self);
  self->is_prepared = TRUE;
  if (!ok && !self->stopping)
    self->failure = g_steal_pointer (&error);
  if (self->prepared->inventory != NULL)
    bookout_run_notify_inventory (self);
  if (!ok)
    {
      conclude (self);
      return;
    }

  self->dispatcher = bookout_dispatcher_new (self->prepared);
  if (self->stopping || bookout_queue_is_settled (self->prepared->queue))
    {
      conclude (self);
      return;
    }

  bookout_dispatcher_set_paused (self->dispatcher, self->paused);
  bookout_run_set_state (self, BOOKOUT_RUN_FETCHING);
  bookout_run_start_workers (self);
}

static gpointer
prepare_thread (gpointer data)
{
  g_autoptr (GTask) task = data;
  BookoutPreparation *prepared = g_task_get_task_data (task);
  GError *error = NULL;

  if (bookout_preparation_run (prepared, g_task_get_cancellable (task), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);

  return NULL;
}

/* The first part; the others follow by themselves. */
void
bookout_run_prepare (BookoutRun *self)
{
  GTask *task = g_task_new (self, self->stop, prepared_cb, NULL);

  g_task_set_source_tag (task, bookout_run_prepare);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, self->prepared, NULL);
  bookout_run_start_thread (self, task, "preparation", prepare_thread);
}
