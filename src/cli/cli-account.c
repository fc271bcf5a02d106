/* cli-account.c - the portal and the account that a command works with
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "cli-account.h"
#include "cli-password.h"
#include "cli-terminal.h"

/* Options come first; an earlier run of the folder fills in what they leave open. Main thread, before the loop. */

static void
take_earlier_variable_cb (JsonObject *object, const char *name, JsonNode *value, gpointer user_data)
{
  GHashTable *variables = user_data;

  if (json_node_get_value_type (value) == G_TYPE_STRING)
    g_hash_table_replace (variables, g_strdup (name), json_node_dup_string (value));
}

/* Variables that cannot be read are as if there were none: then the description's own defaults hold, and it says so if it has none. */
static void
take_earlier_variables (GHashTable *variables, const char *text)
{
  g_autoptr (JsonNode) root = text != NULL ? json_from_string (text, NULL) : NULL;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    json_object_foreach_member (json_node_get_object (root), take_earlier_variable_cb, variables);
}

static void
take_given_variables (GHashTable *variables, GHashTable *given)
{
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  g_hash_table_iter_init (&iter, given);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_replace (variables, g_strdup (name), g_strdup (value));
}

static char *
absolute (const char *id_or_path)
{
  if (strchr (id_or_path, '/') != NULL || g_str_has_suffix (id_or_path, ".xml"))
    return g_canonicalize_filename (id_or_path, NULL);

  return g_strdup (id_or_path);
}

static const char *
choose_portal (const CliOptions *options, const BookoutLedgerRun *before)
{
  if (options->portal != NULL)
    return options->portal;
  if (before == NULL)
    return NULL;

  return before->portal_path != NULL && *before->portal_path != '\0' ? before->portal_path
                                                                     : before->portal_id;
}

/* Another portal than before has other variables. */
static gboolean
is_same_portal (const CliOptions *options, const BookoutLedgerRun *before)
{
  return before != NULL && (options->portal == NULL || g_strcmp0 (options->portal, before->portal_id) == 0);
}

/**
 * cli_account_find_portal:
 * @options: the command line
 * @before: (nullable): an earlier run that knows what @options leave open
 * @error: return location
 *
 * Returns: (transfer full): an account whose user and password are %NULL. Errors: %CLI_ERROR_USAGE without a portal, any
 * #BookoutPortalError
 */
CliAccount *
cli_account_find_portal (const CliOptions *options, const BookoutLedgerRun *before, GError **error)
{
  g_autoptr (CliAccount) self = g_new0 (CliAccount, 1);
  const char *portal = choose_portal (options, before);

  self->variables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (portal == NULL)
    {
      g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE, _ ("Which portal? Give --portal FILE or ID."));
      return NULL;
    }

  if (is_same_portal (options, before))
    take_earlier_variables (self->variables, before->variables);
  take_given_variables (self->variables, options->variables);
  self->portal_path = absolute (portal);
  self->portal = bookout_portal_find (self->portal_path, self->variables, error);
  if (self->portal == NULL)
    return NULL;

  return g_steal_pointer (&self);
}

static char *
find_user (const CliOptions *options, const BookoutLedgerRun *before, BookoutPortal *portal, GError **error)
{
  g_autofree char *prompt = NULL;
  g_autofree char *answer = NULL;

  if (options->user != NULL && *options->user != '\0')
    return g_strdup (options->user);
  if (options->user == NULL && before != NULL && before->user != NULL && *before->user != '\0')
    return g_strdup (before->user);

  prompt = g_strdup_printf (_ ("User name at %s: "), bookout_portal_get_name (portal));
  answer = options->user == NULL ? cli_terminal_ask (prompt, TRUE) : NULL;
  if (answer != NULL && *answer != '\0')
    return g_steal_pointer (&answer);

  g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE, _ ("Whose account? Give --user NAME."));
  return NULL;
}

/**
 * cli_account_find:
 * @options: the command line
 * @before: (nullable): an earlier run that knows what @options leave open
 * @error: return location
 *
 * Finds the portal, then the user, then the password, so that a mistake in a name is told before a password is asked for.
 *
 * Returns: (transfer full): a whole account. Errors: as cli_account_find_portal(), %CLI_ERROR_USAGE without a user, %CLI_ERROR_PASSWORD
 */
CliAccount *
cli_account_find (const CliOptions *options, const BookoutLedgerRun *before, GError **error)
{
  g_autoptr (CliAccount) self = cli_account_find_portal (options, before, error);

  if (self == NULL)
    return NULL;

  self->user = find_user (options, before, self->portal, error);
  if (self->user == NULL)
    return NULL;
  self->password = cli_password_find (options, self->portal, self->user, error);
  if (self->password == NULL)
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * cli_account_free:
 * @self: (nullable) (transfer full): an account
 *
 * Wipes the password.
 */
void
cli_account_free (CliAccount *self)
{
  if (self == NULL)
    return;

  g_clear_object (&self->portal);
  g_free (self->portal_path);
  g_clear_pointer (&self->variables, g_hash_table_unref);
  g_free (self->user);
  cli_password_free (self->password);
  g_free (self);
}
