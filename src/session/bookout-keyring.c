/* bookout-keyring.c - passwords in the desktop's keyring, through libsecret
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-keyring"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

#include "bookout-keyring.h"
#include "bookout-time-limit.h"

/* One password an account: the portal's description, its address and the user's name together say which. The address is
 * part of it so that a description of the same id that points elsewhere never gets the password. */

static const SecretSchema schema = {
  "io.github.bookout.Bookout",
  SECRET_SCHEMA_NONE,
  {
      { "portal", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "base", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "user", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { NULL, 0 },
  },
};

static GHashTable *
attributes_new (const char *portal_id, const char *base, const char *user)
{
  GHashTable *attributes = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (attributes, (char *) "portal", (char *) portal_id);
  g_hash_table_insert (attributes, (char *) "base", (char *) base);
  g_hash_table_insert (attributes, (char *) "user", (char *) user);
  return attributes;
}

/* No bus, no service on it, or no answer from either: all the same to a person. */
static gboolean
means_absent (const GError *error)
{
  return error->domain == G_DBUS_ERROR || error->domain == G_IO_ERROR || error->domain == G_SPAWN_ERROR ||
         g_error_matches (error, SECRET_ERROR, SECRET_ERROR_PROTOCOL);
}

/* Takes libsecret's @problem, and says it in words of our own. */
static void
propagate (GError **error, GError *problem, BookoutTimeLimit *limit)
{
  g_autoptr (GError) owned = problem;

  if (bookout_time_limit_is_over (limit))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, _ ("The keyring did not answer within %d seconds."),
                 BOOKOUT_KEYRING_LIMIT_MS / 1000);
  else if (g_error_matches (owned, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&owned));
  else if (means_absent (owned))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                         _ ("The password cannot be stored on this computer; you will be asked each time."));
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The keyring could not be used: %s"),
                 owned->message);
}

/**
 * bookout_keyring_lookup:
 * @portal_id: id of the portal's description
 * @base: its base address
 * @user: the account
 *
 * May let the desktop ask a person to unlock the keyring.
 *
 * Errors: %G_IO_ERROR_NOT_SUPPORTED if there is no keyring, %G_IO_ERROR_TIMED_OUT, %G_IO_ERROR_CANCELLED,
 * %G_IO_ERROR_FAILED.
 *
 * Returns: (transfer full) (nullable): the password; %NULL without an error if none is kept. To be freed with
 * bookout_keyring_free_password().
 */
char *
bookout_keyring_lookup (const char *portal_id,
                        const char *base,
                        const char *user,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (BookoutTimeLimit) limit = NULL;
  g_autoptr (GHashTable) attributes = NULL;
  GError *problem = NULL;
  char *password;

  g_return_val_if_fail (portal_id != NULL && base != NULL && user != NULL, NULL);

  limit = bookout_time_limit_new (BOOKOUT_KEYRING_LIMIT_MS, cancellable);
  attributes = attributes_new (portal_id, base, user);
  password = secret_password_lookupv_nonpageable_sync (&schema, attributes,
                                                       bookout_time_limit_get_cancellable (limit), &problem);
  if (problem != NULL)
    propagate (error, problem, limit);
  return password;
}

/**
 * bookout_keyring_store:
 * @portal_id: id of the portal's description
 * @base: its base address
 * @user: the account
 * @password: what to keep
 *
 * Keeps the password, after the keyring has shown that it can be read: one that is locked or broken has been known to
 * lose what it held when written to.
 *
 * Errors: as bookout_keyring_lookup(); nothing was written then.
 *
 * Returns: whether the keyring holds @password
 */
gboolean
bookout_keyring_store (const char *portal_id,
                       const char *base,
                       const char *user,
                       const char *password,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (BookoutTimeLimit) limit = NULL;
  g_autoptr (GHashTable) attributes = NULL;
  g_autofree char *label = NULL;
  g_autoptr (GError) unread = NULL;
  GError *problem = NULL;
  char *kept;
  gboolean same;

  g_return_val_if_fail (portal_id != NULL && base != NULL && user != NULL && password != NULL, FALSE);

  kept = bookout_keyring_lookup (portal_id, base, user, cancellable, &unread);
  if (unread != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&unread));
      return FALSE;
    }
  same = g_strcmp0 (kept, password) == 0;
  bookout_keyring_free_password (kept);
  if (same)
    return TRUE;

  limit = bookout_time_limit_new (BOOKOUT_KEYRING_LIMIT_MS, cancellable);
  attributes = attributes_new (portal_id, base, user);
  /* Translators: the name of a keyring entry: user at address */
  label = g_strdup_printf (_ ("Bookout: %s at %s"), user, base);
  if (!secret_password_storev_sync (&schema, attributes, SECRET_COLLECTION_DEFAULT, label, password,
                                    bookout_time_limit_get_cancellable (limit), &problem))
    propagate (error, problem, limit);
  return problem == NULL;
}

/**
 * bookout_keyring_clear:
 * @portal_id: id of the portal's description
 * @base: its base address
 * @user: the account
 *
 * Forgets a password.
 *
 * Errors: as bookout_keyring_lookup().
 *
 * Returns: whether the keyring holds none for this account any more
 */
gboolean
bookout_keyring_clear (const char *portal_id,
                       const char *base,
                       const char *user,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (BookoutTimeLimit) limit = NULL;
  g_autoptr (GHashTable) attributes = NULL;
  GError *problem = NULL;

  g_return_val_if_fail (portal_id != NULL && base != NULL && user != NULL, FALSE);

  limit = bookout_time_limit_new (BOOKOUT_KEYRING_LIMIT_MS, cancellable);
  attributes = attributes_new (portal_id, base, user);
  /* FALSE without an error means that there was nothing to forget. */
  secret_password_clearv_sync (&schema, attributes, bookout_time_limit_get_cancellable (limit), &problem);
  if (problem != NULL)
    propagate (error, problem, limit);
  return problem == NULL;
}

/**
 * bookout_keyring_free_password:
 * @password: (transfer full) (nullable): from bookout_keyring_lookup(); wiped
 */
void
bookout_keyring_free_password (char *password)
{
  secret_password_free (password);
}
