/* bookout-settings.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include "bookout-run-folder.h"
#include "bookout-settings.h"

#define SCHEMA_ID "io.github.bookout.Bookout"

/* More portals than a person has; the oldest entries are as good to lose as any. */
#define USERS_MOST 64

/* Main thread. */

/**
 * bookout_settings_get_default:
 *
 * Returns: (transfer none): the one settings object of the process
 */
GSettings *
bookout_settings_get_default (void)
{
  static GSettings *settings;

  if (settings == NULL)
    settings = g_settings_new (SCHEMA_ID);

  return settings;
}

/**
 * bookout_settings_dup_user:
 * @portal_id: id of a description
 *
 * Returns: (transfer full): the user name used last; "" if none
 */
char *
bookout_settings_dup_user (const char *portal_id)
{
  g_autoptr (GVariant) users = g_settings_get_value (bookout_settings_get_default (), "users");
  const char *user = "";

  g_variant_lookup (users, portal_id, "&s", &user);

  return g_strdup (user);
}

/**
 * bookout_settings_set_user:
 * @portal_id: id of a description
 * @user: the user name to offer next time
 */
void
bookout_settings_set_user (const char *portal_id, const char *user)
{
  g_autoptr (GVariant) users = g_settings_get_value (bookout_settings_get_default (), "users");
  GVariantBuilder builder;
  GVariantIter iter;
  const char *id;
  const char *name;
  guint n = 1;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_builder_add (&builder, "{ss}", portal_id, user);
  g_variant_iter_init (&iter, users);
  while (n++ < USERS_MOST && g_variant_iter_next (&iter, "{&s&s}", &id, &name))
    if (!g_str_equal (id, portal_id))
      g_variant_builder_add (&builder, "{ss}", id, name);

  g_settings_set_value (bookout_settings_get_default (), "users", g_variant_builder_end (&builder));
}

/**
 * bookout_settings_dup_folder:
 *
 * Returns: (transfer full) (type filename): where sheets go; absolute
 */
char *
bookout_settings_dup_folder (void)
{
  g_autofree char *folder = g_settings_get_string (bookout_settings_get_default (), "folder");

  return g_path_is_absolute (folder) ? g_steal_pointer (&folder) : bookout_run_folder_dup_default ();
}
