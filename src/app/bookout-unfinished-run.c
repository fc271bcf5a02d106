/* bookout-unfinished-run.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include "bookout-run-origin.h"
#include "bookout-unfinished-run.h"

/**
 * bookout_unfinished_run_count_left:
 * @run: as the ledger has it
 *
 * Returns: vehicles that still have no result
 */
guint
bookout_unfinished_run_count_left (const BookoutLedgerRun *run)
{
  guint settled = run->done + run->unproved + run->failed + run->held + run->skipped;

  return run->total - MIN (settled, run->total);
}

/* A folder that a person threw away takes its run with it. */
static gboolean
is_unfinished (const BookoutLedgerRun *run)
{
  return bookout_unfinished_run_count_left (run) > 0 && g_file_test (run->folder, G_FILE_TEST_IS_DIR);
}

/* The newest of them; (transfer full) (nullable). The list is newest first, but that is not relied on. */
static BookoutLedgerRun *
take_newest (GPtrArray *runs)
{
  guint newest = G_MAXUINT;

  for (guint i = 0; i < runs->len; i++)
    {
      const BookoutLedgerRun *run = g_ptr_array_index (runs, i);
      const BookoutLedgerRun *best = newest != G_MAXUINT ? g_ptr_array_index (runs, newest) : NULL;

      if (is_unfinished (run) && (best == NULL || run->began_at > best->began_at))
        newest = i;
    }

  return newest != G_MAXUINT ? g_ptr_array_steal_index (runs, newest) : NULL;
}

static BookoutLedgerRun *
find (const char *folder, GError **error)
{
  g_autofree char *path = bookout_ledger_default_path ();
  g_autoptr (BookoutLedger) ledger = NULL;
  g_autoptr (GPtrArray) runs = NULL;

  /* Looking makes no ledger. */
  if (folder == NULL && !g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;

  ledger = bookout_ledger_open_or_recover (NULL, error);
  if (ledger == NULL)
    return NULL;
  if (folder != NULL)
    return bookout_run_origin_find (ledger, folder, error);

  runs = bookout_ledger_list_runs (ledger, error);
  return runs != NULL ? take_newest (runs) : NULL;
}

static void
find_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  BookoutLedgerRun *run = find (task_data, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, run, (GDestroyNotify) bookout_ledger_run_free);
}

/**
 * bookout_unfinished_run_find_async:
 * @folder: (nullable) (type filename): a run's folder
 * @cancellable: (nullable): to lose interest
 * @callback: called with the run
 * @user_data: for @callback
 */
void
bookout_unfinished_run_find_async (const char *folder,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, bookout_unfinished_run_find_async);
  g_task_set_task_data (task, g_strdup (folder), g_free);
  g_task_run_in_thread (task, find_thread);
}

/**
 * bookout_unfinished_run_find_finish:
 * @result: given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the run. Errors: any #BookoutLedgerError
 */
BookoutLedgerRun *
bookout_unfinished_run_find_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, bookout_unfinished_run_find_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
