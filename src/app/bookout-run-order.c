/* bookout-run-order.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "bookout-keyring.h"
#include "bookout-reference-list.h"
#include "bookout-run-folder.h"
#include "bookout-run-order.h"
#include "bookout-saved-password.h"

/* Everything between a click on Start and the run itself may block: a description is parsed, the keyring asked, a folder made. So it
 * happens in a thread, on an order that nobody else holds any more. */

typedef struct
{
  BookoutRunOrder *order;
  BookoutPortal *portal; /* from here on made by the thread */
  char **references;
  char *folder;
} Placement;

static void
placement_free (gpointer data)
{
  Placement *self = data;

  bookout_run_order_free (self->order);
  g_clear_object (&self->portal);
  g_strfreev (self->references);
  g_free (self->folder);
  g_free (self);
}

/**
 * bookout_run_order_new:
 *
 * Returns: (transfer full): an order without anything
 */
BookoutRunOrder *
bookout_run_order_new (void)
{
  BookoutRunOrder *self = g_new0 (BookoutRunOrder, 1);

  self->variables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->tabs = 1;
  self->attempts = 1;
  self->wait_active = TRUE;

  return self;
}

/**
 * bookout_run_order_free:
 * @self: (nullable) (transfer full): an order
 *
 * Wipes the password.
 */
void
bookout_run_order_free (BookoutRunOrder *self)
{
  if (self == NULL)
    return;

  g_free (self->portal);
  g_clear_pointer (&self->variables, g_hash_table_unref);
  g_free (self->user);
  bookout_keyring_free_password (self->password);
  g_free (self->folder);
  g_free (self->references);
  g_strfreev (self->retried);
  g_free (self);
}

static void
take_variable_cb (JsonObject *object, const char *name, JsonNode *value, gpointer user_data)
{
  if (json_node_get_value_type (value) == G_TYPE_STRING)
    g_hash_table_replace (user_data, g_strdup (name), json_node_dup_string (value));
}

/**
 * bookout_run_order_parse_variables:
 * @json: (nullable): as #BookoutLedgerRun has them
 *
 * Returns: (transfer full) (element-type utf8 utf8): empty if @json is not an object
 */
GHashTable *
bookout_run_order_parse_variables (const char *json)
{
  GHashTable *variables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (JsonNode) root = json != NULL ? json_from_string (json, NULL) : NULL;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    json_object_foreach_member (json_node_get_object (root), take_variable_cb, variables);

  return variables;
}

static gboolean
find_password (Placement *self, GCancellable *cancellable, GError **error)
{
  BookoutRunOrder *order = self->order;

  if (order->password != NULL)
    return TRUE;

  order->password = bookout_keyring_lookup (bookout_portal_get_id (self->portal),
                                            bookout_portal_get_base (self->portal), order->user, cancellable,
                                            error);
  order->remember = FALSE; /* it is there already */
  if (order->password == NULL && error != NULL && *error == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                         _ ("The keyring has no password for this account. Enter it, then start again."));

  return order->password != NULL;
}

/* A run's own failed.csv has another header than the portal's export. */
static const char *
choose_column (const char *text, BookoutPortal *portal)
{
  static const char failed_header[] = "Reference,Vehicle,";

  if (g_str_has_prefix (text, "\xef\xbb\xbf"))
    text += 3;
  if (g_str_has_prefix (text, failed_header))
    return "Reference";

  return bookout_portal_get_columns (portal)->reference;
}

static gboolean
parse_references (Placement *self, GError **error)
{
  const char *text = self->order->references;
  g_autoptr (GBytes) bytes = NULL;

  if (text == NULL)
    return TRUE;

  bytes = g_bytes_new (text, strlen (text));
  self->references = bookout_reference_list_parse (bytes, choose_column (text, self->portal), error);

  return self->references != NULL;
}

static gboolean
find_folder (Placement *self, GError **error)
{
  BookoutRunOrder *order = self->order;

  self->folder = order->dated && !order->resume ? bookout_run_folder_make_dated (order->folder, error)
                                                : g_strdup (order->folder);

  return self->folder != NULL;
}

static void
place_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Placement *self = task_data;
  GError *error = NULL;

  self->portal = bookout_portal_find (self->order->portal, self->order->variables, &error);
  if (self->portal == NULL || !find_password (self, cancellable, &error) ||
      !parse_references (self, &error) || !find_folder (self, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static BookoutRun *
make_run (Placement *self)
{
  BookoutRunOrder *order = self->order;
  const BookoutRunSettings settings = {
    .portal = self->portal,
    .portal_path = order->portal,
    .variables = order->variables,
    .user = order->user,
    .password = order->password,
    .folder = self->folder,
    .references = (const char *const *) (order->resume ? order->retried : self->references),
    .limit = order->limit,
    .only_new = order->only_new,
    .renew_days = order->renew_days,
    .tabs = order->tabs,
    .attempts = order->attempts,
    .vehicle_s = order->vehicle_s,
    .wait_active = order->wait_active,
    .waits_for_person = TRUE,
    .resume = order->resume,
    .retry_failed = order->retry_failed,
  };
  BookoutRun *run = bookout_run_new (&settings);

  if (order->remember)
    bookout_saved_password_keep_when_accepted (run, bookout_portal_get_id (self->portal),
                                               bookout_portal_get_base (self->portal), order->user,
                                               order->password);

  return run;
}

static void
practice_started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Placement *self = g_task_get_task_data (task);
  GError *error = NULL;
  char *address = bookout_practice_child_start_finish (BOOKOUT_PRACTICE_CHILD (source), result, &error);

  if (address == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_hash_table_replace (self->order->variables, g_strdup ("address"), address);
  g_task_run_in_thread (task, place_thread);
}

/**
 * bookout_run_order_place_async:
 * @self: (transfer full): the order; whole but for what its documentation calls nullable
 * @practice: started if its portal is the one ordered
 * @cancellable: (nullable): ends the waiting
 * @callback: called when there is a run, or a reason why there is none
 * @user_data: for @callback
 *
 * Main thread.
 */
void
bookout_run_order_place_async (BookoutRunOrder *self,
                               BookoutPracticeChild *practice,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Placement *placement = g_new0 (Placement, 1);

  g_return_if_fail (self != NULL && self->portal != NULL && self->user != NULL && self->folder != NULL);

  placement->order = self;
  g_task_set_source_tag (task, bookout_run_order_place_async);
  g_task_set_task_data (task, placement, placement_free);

  if (g_str_equal (self->portal, BOOKOUT_PRACTICE_ID))
    bookout_practice_child_start_async (practice, cancellable, practice_started_cb, g_steal_pointer (&task));
  else
    g_task_run_in_thread (task, place_thread);
}

/**
 * bookout_run_order_place_finish:
 * @result: given to the callback
 * @error: return location
 *
 * Returns: (transfer full): a run to be executed. Errors: any #BookoutPortalError, of the keyring, of the list of references, of the
 *   folder, or why the practice portal did not start
 */
BookoutRun *
bookout_run_order_place_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, bookout_run_order_place_async), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  return make_run (g_task_get_task_data (G_TASK (result)));
}
