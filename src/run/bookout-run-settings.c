/* bookout-run-settings.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-run-settings"
#include "config.h"

#include <string.h>

#include "bookout-run-settings.h"

/* A plain value. A run keeps a copy of its own, so that what a person changes afterwards is for the next run. */

static GHashTable *
copy_variables (GHashTable *variables)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, variables);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_insert (copy, g_strdup (name), g_strdup (value));

  return copy;
}

/**
 * bookout_run_settings_copy:
 * @self: settings
 *
 * Returns: (transfer full): a copy that shares nothing but the portal
 */
BookoutRunSettings *
bookout_run_settings_copy (const BookoutRunSettings *self)
{
  BookoutRunSettings *copy = g_memdup2 (self, sizeof *self);

  copy->portal = g_object_ref (self->portal);
  copy->portal_path = g_strdup (self->portal_path);
  copy->variables = self->variables != NULL ? copy_variables (self->variables) : NULL;
  copy->user = g_strdup (self->user);
  copy->password = g_strdup (self->password);
  copy->folder = g_strdup (self->folder);
  copy->ledger_path = g_strdup (self->ledger_path);
  copy->references = (const char *const *) g_strdupv ((char **) self->references);

  return copy;
}

/**
 * bookout_run_settings_free:
 * @self: (transfer full): made by bookout_run_settings_copy()
 */
void
bookout_run_settings_free (BookoutRunSettings *self)
{
  if (self->password != NULL)
    explicit_bzero ((char *) self->password, strlen (self->password));

  g_object_unref (self->portal);
  g_free ((char *) self->portal_path);
  g_clear_pointer (&self->variables, g_hash_table_unref);
  g_free ((char *) self->user);
  g_free ((char *) self->password);
  g_free ((char *) self->folder);
  g_free ((char *) self->ledger_path);
  g_strfreev ((char **) self->references);
  g_free (self);
}
