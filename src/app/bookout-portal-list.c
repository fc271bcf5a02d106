/* bookout-portal-list.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include "bookout-portal-list.h"
#include "bookout-practice-child.h"

/* Some dozens of files, perhaps on a share: nothing for the main thread. */

/**
 * bookout_portal_list_free:
 * @self: (nullable) (transfer full): a list
 */
void
bookout_portal_list_free (BookoutPortalList *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->portals, g_ptr_array_unref);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_free (self);
}

/* A newcomer finds the practice portal first. */
static void
put_practice_first (GPtrArray *portals)
{
  for (guint i = 1; i < portals->len; i++)
    if (g_str_equal (bookout_portal_get_id (g_ptr_array_index (portals, i)), BOOKOUT_PRACTICE_ID))
      {
        g_ptr_array_insert (portals, 0, g_ptr_array_steal_index (portals, i));
        return;
      }
}

static void
read_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  BookoutPortalList *self = g_new0 (BookoutPortalList, 1);

  self->problems = g_ptr_array_new_with_free_func (g_free);
  self->portals = bookout_portal_list (self->problems);
  put_practice_first (self->portals);
  g_task_return_pointer (task, self, (GDestroyNotify) bookout_portal_list_free);
}

/**
 * bookout_portal_list_read_async:
 * @cancellable: (nullable): to lose interest
 * @callback: called with the list
 * @user_data: for @callback
 */
void
bookout_portal_list_read_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, bookout_portal_list_read_async);
  g_task_run_in_thread (task, read_thread);
}

/**
 * bookout_portal_list_read_finish:
 * @result: given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the list. Errors: %G_IO_ERROR_CANCELLED
 */
BookoutPortalList *
bookout_portal_list_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, bookout_portal_list_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
