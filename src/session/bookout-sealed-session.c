/* bookout-sealed-session.c - the cookies of the session that is signed in, in the desktop's keyring
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-sealed-session"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

#include "bookout-sealed-cookies.h"
#include "bookout-sealed-session.h"
#include "bookout-time-limit.h"

/* One session an account, as the portal has it: the address and the user say whose. The computer is part of it because the account's
 * lock is: a home folder, and its keyring, may be that of several computers, and a process on another one need not be dead.
 *
 * libsecret's simple calls unlock what is locked, which asks a person; at night there is none, and a password prompt for cookies
 * nobody asked for is no better by day. So the service is asked step by step, and what is locked is left alone. In a sandbox
 * libsecret keeps a file of its own instead, which the service's calls don't know and nobody has to unlock. */

static const SecretSchema schema = {
  "io.github.bookout.Bookout.Session",
  SECRET_SCHEMA_NONE,
  {
      { "base", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "user", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "computer", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { NULL, 0 },
  },
};

static GHashTable *
attributes_new (const char *base, const char *user)
{
  GHashTable *attributes = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (attributes, (char *) "base", (char *) base);
  g_hash_table_insert (attributes, (char *) "user", (char *) user);
  g_hash_table_insert (attributes, (char *) "computer", (char *) g_get_host_name ());
  return attributes;
}

/* By libsecret's own rules. */
static gboolean
keeps_file (void)
{
  const char *backend = g_getenv ("SECRET_BACKEND");

  if (backend != NULL)
    return strcmp (backend, "file") == 0;
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) || g_getenv ("SNAP_NAME") != NULL;
}

/* Takes libsecret's @problem. Nobody is shown it: there is nothing to be done about it. */
static void
propagate (GError **error, GError *problem, BookoutTimeLimit *limit)
{
  g_autoptr (GError) owned = problem;

  if (bookout_time_limit_is_over (limit))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, _ ("The keyring did not answer in time."));
  else if (g_error_matches (owned, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&owned));
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _ ("The keyring could not be used: %s"),
                 owned->message);
}

static SecretItem *
find_item (SecretService *service,
           GHashTable *attributes,
           SecretSearchFlags flags,
           GCancellable *cancellable,
           GError **problem)
{
  GList *items = secret_service_search_sync (service, &schema, attributes, flags, cancellable, problem);
  SecretItem *found = NULL;

  for (GList *at = items; at != NULL && found == NULL; at = at->next)
    if (!secret_item_get_locked (at->data))
      found = g_object_ref (at->data);

  g_list_free_full (items, g_object_unref);
  return found;
}

static SecretValue *
look_up (GHashTable *attributes, GCancellable *cancellable, GError **problem)
{
  g_autoptr (SecretService) service = NULL;
  g_autoptr (SecretItem) item = NULL;

  if (keeps_file ())
    return secret_password_lookupv_binary_sync (&schema, attributes, cancellable, problem);

  service = secret_service_get_sync (SECRET_SERVICE_OPEN_SESSION, cancellable, problem);
  if (service == NULL)
    return NULL;
  item = find_item (service, attributes, SECRET_SEARCH_LOAD_SECRETS, cancellable, problem);
  return item != NULL ? secret_item_get_secret (item) : NULL;
}

static gboolean
store_in_service (GHashTable *attributes,
                  const char *label,
                  SecretValue *value,
                  GCancellable *cancellable,
                  GError **problem)
{
  g_autoptr (SecretService) service = NULL;
  g_autoptr (SecretCollection) collection = NULL;
  g_autoptr (SecretItem) item = NULL;

  service = secret_service_get_sync (SECRET_SERVICE_OPEN_SESSION, cancellable, problem);
  if (service == NULL)
    return FALSE;
  collection = secret_collection_for_alias_sync (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                                                 cancellable, problem);
  if (collection == NULL || secret_collection_get_locked (collection))
    {
      if (problem != NULL && *problem == NULL)
        g_set_error_literal (problem, SECRET_ERROR, SECRET_ERROR_IS_LOCKED, _ ("It is locked."));
      return FALSE;
    }
  item = secret_item_create_sync (collection, &schema, attributes, label, value, SECRET_ITEM_CREATE_REPLACE,
                                  cancellable, problem);
  return item != NULL;
}

static gboolean
clear_in_service (GHashTable *attributes, GCancellable *cancellable, GError **problem)
{
  g_autoptr (SecretService) service = secret_service_get_sync (SECRET_SERVICE_NONE, cancellable, problem);
  g_autoptr (SecretItem) item = NULL;

  if (service == NULL)
    return FALSE;
  item = find_item (service, attributes, SECRET_SEARCH_NONE, cancellable, problem);
  if (item == NULL)
    return *problem == NULL;
  return secret_item_delete_sync (item, cancellable, problem);
}

/**
 * bookout_sealed_session_lookup:
 * @base: the portal's base address
 * @user: the account
 * @cancellable: (nullable): ends it at once
 * @error: return location
 *
 * Errors: %G_IO_ERROR_NOT_SUPPORTED without a keyring, %G_IO_ERROR_TIMED_OUT, %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (nullable) (array zero-terminated=1): the cookies, as netscape lines to be freed with
 *   bookout_cookie_jar_free_lines(); %NULL without an error if none are kept, if they are locked away, or if they are not ours
 */
char **
bookout_sealed_session_lookup (const char *base, const char *user, GCancellable *cancellable, GError **error)
{
  g_autoptr (BookoutTimeLimit) limit = bookout_time_limit_new (BOOKOUT_SEALED_SESSION_LIMIT_MS, cancellable);
  g_autoptr (GHashTable) attributes = attributes_new (base, user);
  g_autoptr (SecretValue) value = NULL;
  GError *problem = NULL;
  const char *text;
  char **lines;
  gsize length;

  value = look_up (attributes, bookout_time_limit_get_cancellable (limit), &problem);
  if (problem != NULL)
    {
      propagate (error, problem, limit);
      return NULL;
    }
  if (value == NULL)
    return NULL;

  text = secret_value_get (value, &length);
  lines = bookout_sealed_cookies_parse (base, text, length);
  if (lines == NULL)
    g_debug ("What the keyring has of a session is not valid, and is left alone");
  return lines;
}

/**
 * bookout_sealed_session_store:
 * @base: the portal's base address
 * @user: the account
 * @text: from bookout_sealed_cookies_write()
 * @cancellable: (nullable): ends it at once
 * @error: return location
 *
 * Keeps the session in place of the one that was kept.
 *
 * Errors: as bookout_sealed_session_lookup(); %G_IO_ERROR_NOT_SUPPORTED also if the keyring is locked.
 *
 * Returns: whether the keyring has it
 */
gboolean
bookout_sealed_session_store (const char *base,
                              const char *user,
                              const char *text,
                              GCancellable *cancellable,
                              GError **error)
{
  g_autoptr (BookoutTimeLimit) limit = bookout_time_limit_new (BOOKOUT_SEALED_SESSION_LIMIT_MS, cancellable);
  GCancellable *limited = bookout_time_limit_get_cancellable (limit);
  g_autoptr (GHashTable) attributes = attributes_new (base, user);
  g_autoptr (SecretValue) value = secret_value_new (text, strlen (text), "text/plain");
  /* Translators: the name of a keyring entry: user at address */
  g_autofree char *label = g_strdup_printf (_ ("Bookout: session of %s at %s"), user, base);
  GError *problem = NULL;
  gboolean stored;

  stored = keeps_file () ? secret_password_storev_binary_sync (&schema, attributes, SECRET_COLLECTION_DEFAULT,
                                                               label, value, limited, &problem)
                         : store_in_service (attributes, label, value, limited, &problem);
  if (problem != NULL)
    propagate (error, problem, limit);
  return stored;
}

/**
 * bookout_sealed_session_clear:
 * @base: the portal's base address
 * @user: the account
 * @cancellable: (nullable): ends it at once
 * @error: return location
 *
 * Errors: as bookout_sealed_session_lookup().
 *
 * Returns: whether the keyring has none any more, as far as it is not locked
 */
gboolean
bookout_sealed_session_clear (const char *base, const char *user, GCancellable *cancellable, GError **error)
{
  g_autoptr (BookoutTimeLimit)
      limit = bookout_time_limit_new (BOOKOUT_SEALED_SESSION_CLEAR_LIMIT_MS, cancellable);
  GCancellable *limited = bookout_time_limit_get_cancellable (limit);
  g_autoptr (GHashTable) attributes = attributes_new (base, user);
  GError *problem = NULL;

  if (keeps_file ())
    secret_password_clearv_sync (&schema, attributes, limited, &problem); /* FALSE: there was none */
  else
    clear_in_service (attributes, limited, &problem);
  if (problem != NULL)
    {
      propagate (error, problem, limit);
      return FALSE;
    }
  return TRUE;
}
