/* bookout-saved-password.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include "bookout-keyring.h"
#include "bookout-saved-password.h"

/* An account, and a password for the short time until it is in the keyring. A password belongs to an address: one person's portal may be described
 * once and stand at two, and then it is the variables that tell which. */
typedef struct
{
  char *portal_id;
  GHashTable *variables; /* nullable: those that @base is found with */
  char *base;            /* nullable until a thread has read the description */
  char *user;
  char *password; /* nullable */
} Account;

static Account *
account_new (const char *portal_id, const char *base, const char *user, const char *password)
{
  Account *self = g_new0 (Account, 1);

  self->portal_id = g_strdup (portal_id);
  self->base = g_strdup (base);
  self->user = g_strdup (user);
  self->password = g_strdup (password);

  return self;
}

static void
account_free (gpointer data)
{
  Account *self = data;

  g_free (self->portal_id);
  g_clear_pointer (&self->variables, g_hash_table_unref);
  g_free (self->base);
  g_free (self->user);
  bookout_keyring_free_password (self->password);
  g_free (self);
}

static GHashTable *
copy_variables (GHashTable *variables)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  g_hash_table_iter_init (&iter, variables);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_insert (copy, g_strdup (name), g_strdup (value));

  return copy;
}

/* Blocks: the description is read. */
static gboolean
find_base (Account *self, GError **error)
{
  g_autoptr (BookoutPortal) portal = NULL;

  if (self->base != NULL)
    return TRUE;

  portal = bookout_portal_find (self->portal_id, self->variables, error);
  if (portal == NULL)
    return FALSE;

  self->base = g_strdup (bookout_portal_get_base (portal));
  return TRUE;
}

static void
run_in_thread (gpointer tag,
               Account *account,
               GTaskThreadFunc func,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, account, account_free);
  g_task_run_in_thread (task, func);
}

static void
look_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Account *account = task_data;
  GError *error = NULL;
  char *password = NULL;

  if (find_base (account, &error))
    password = bookout_keyring_lookup (account->portal_id, account->base, account->user, cancellable, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, password != NULL);
  bookout_keyring_free_password (password);
}

/**
 * bookout_saved_password_look_async:
 * @portal_id: id of the portal's description
 * @variables: (element-type utf8 utf8): given for it; they may choose its address
 * @user: the account
 * @cancellable: (nullable): to lose interest
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * The desktop may ask a person to unlock the keyring.
 */
void
bookout_saved_password_look_async (const char *portal_id,
                                   GHashTable *variables,
                                   const char *user,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  Account *account = account_new (portal_id, NULL, user, NULL);

  account->variables = copy_variables (variables);
  run_in_thread (bookout_saved_password_look_async, account, look_thread, cancellable, callback, user_data);
}

/**
 * bookout_saved_password_look_finish:
 * @result: given to the callback
 * @error: return location
 *
 * Returns: whether a password is kept. Errors: as bookout_keyring_lookup(); #BookoutPortalError if
 *   the description does not go with the variables
 */
gboolean
bookout_saved_password_look_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, bookout_saved_password_look_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
keep_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Account *account = task_data;
  g_autoptr (GError) error = NULL;

  /* The row on the start page has said already that there is no keyring. */
  if (!bookout_keyring_store (account->portal_id, account->base, account->user, account->password,
                              cancellable, &error))
    g_debug ("The password was not kept: %s", error->message);
  g_task_return_boolean (task, error == NULL);
}

static void
forget_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Account *account = task_data;

  g_task_return_boolean (
      task, find_base (account, NULL) &&
                bookout_keyring_clear (account->portal_id, account->base, account->user, cancellable, NULL));
}

static void
account_free_closure (gpointer data, GClosure *closure)
{
  if (data != NULL)
    account_free (data);
}

static void
state_cb (BookoutRun *run, GParamSpec *pspec, Account *account)
{
  BookoutRunState state = bookout_run_get_state (run);

  if (state <= BOOKOUT_RUN_SIGNING_IN)
    return;

  if (state <= BOOKOUT_RUN_FETCHING)
    run_in_thread (bookout_saved_password_keep_when_accepted,
                   account_new (account->portal_id, account->base, account->user, account->password),
                   keep_thread, NULL, NULL, NULL);
  g_signal_handlers_disconnect_by_data (run, account);
}

/**
 * bookout_saved_password_keep_when_accepted:
 * @run: not executed yet
 * @portal_id: id of the portal's description
 * @base: its address
 * @user: the account
 * @password: copied, and wiped once it is in the keyring or refused
 */
void
bookout_saved_password_keep_when_accepted (BookoutRun *run,
                                           const char *portal_id,
                                           const char *base,
                                           const char *user,
                                           const char *password)
{
  g_signal_connect_data (run, "notify::state", G_CALLBACK (state_cb),
                         account_new (portal_id, base, user, password), account_free_closure, 0);
}

/**
 * bookout_saved_password_forget:
 * @portal_id: id of the portal's description
 * @variables: (element-type utf8 utf8): given for it; they may choose its address
 * @user: the account
 *
 * Takes the account's password out of the keyring, if it is there.
 */
void
bookout_saved_password_forget (const char *portal_id, GHashTable *variables, const char *user)
{
  Account *account = account_new (portal_id, NULL, user, NULL);

  account->variables = copy_variables (variables);
  run_in_thread (bookout_saved_password_forget, account, forget_thread, NULL, NULL, NULL);
}
