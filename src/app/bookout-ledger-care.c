/* bookout-ledger-care.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include "bookout-ledger-care.h"
#include "bookout-ledger.h"

/* Whoever comes back after a year still finds what was last done. */
#define KEEP_NEWEST 1

#define DAY_S (24 * 60 * 60)

static char *
care (guint forget_days, GError **error)
{
  g_autofree char *path = bookout_ledger_default_path ();
  g_autoptr (BookoutLedger) ledger = NULL;
  g_autoptr (GError) not_pruned = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;

  ledger = bookout_ledger_open_or_recover (NULL, error);
  if (ledger == NULL)
    return NULL;

  /* What is not forgotten today is tomorrow. */
  if (forget_days > 0 &&
      !bookout_ledger_prune (ledger, g_get_real_time () / G_USEC_PER_SEC - (gint64) forget_days * DAY_S,
                             KEEP_NEWEST, NULL, &not_pruned))
    g_debug ("Old runs were not forgotten: %s", not_pruned->message);

  return g_strdup (bookout_ledger_get_recovery (ledger));
}

static void
care_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  char *words = care (GPOINTER_TO_UINT (task_data), &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, words, g_free);
}

/**
 * bookout_ledger_care_async:
 * @forget_days: runs that ended more than so many days ago are forgotten, 0 for none; their sheets stay where they are
 * @cancellable: (nullable): to lose interest; what was begun is ended
 * @callback: called when the ledger can be read
 * @user_data: for @callback
 */
void
bookout_ledger_care_async (guint forget_days,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, bookout_ledger_care_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (forget_days), NULL);
  g_task_run_in_thread (task, care_thread);
}

/**
 * bookout_ledger_care_finish:
 * @result: given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable): that the ledger was damaged, and what became of it; %NULL if nothing was wrong, or with an error.
 *   Errors: as bookout_ledger_open_or_recover()
 */
char *
bookout_ledger_care_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, bookout_ledger_care_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
