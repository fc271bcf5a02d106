/* bookout-scope.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-scope"
#include "config.h"

#include <string.h>

#include "bookout-scope.h"

/* Names and values for templates, in layers: the portal's variables at the bottom, above them what one sign-in or one
 * vehicle adds. A layer belongs to the thread that fills it; a finished layer may be the parent of many. */

struct _BookoutScope
{
  BookoutScope *parent; /* (nullable); a reference, fixed */
  GHashTable *values;   /* (element-type utf8 BookoutScopeValue) */
};

typedef struct
{
  char *text;
  gboolean secret;
} BookoutScopeValue;

static void
value_free (gpointer data)
{
  BookoutScopeValue *value = data;

  if (value->secret)
    explicit_bzero (value->text, strlen (value->text));
  g_free (value->text);
  g_free (value);
}

static void
set_value (BookoutScope *self, const char *name, const char *text, gboolean secret)
{
  BookoutScopeValue *value = g_new0 (BookoutScopeValue, 1);

  value->text = g_strdup (text);
  value->secret = secret;
  g_hash_table_replace (self->values, g_strdup (name), value);
}

static const BookoutScopeValue *
find_value (BookoutScope *self, const char *name)
{
  for (BookoutScope *scope = self; scope != NULL; scope = scope->parent)
    {
      const BookoutScopeValue *value = g_hash_table_lookup (scope->values, name);

      if (value != NULL)
        return value;
    }
  return NULL;
}

static void
scope_clear (gpointer data)
{
  BookoutScope *self = data;

  g_clear_pointer (&self->parent, bookout_scope_unref);
  g_clear_pointer (&self->values, g_hash_table_unref);
}

/**
 * bookout_scope_new:
 * @parent: (nullable): asked for the names that are not set here; a reference is taken
 *
 * Returns: (transfer full): an empty scope
 */
BookoutScope *
bookout_scope_new (BookoutScope *parent)
{
  BookoutScope *self = g_atomic_rc_box_new0 (BookoutScope);

  self->parent = parent != NULL ? bookout_scope_ref (parent) : NULL;
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, value_free);
  return self;
}

/**
 * bookout_scope_ref:
 * @self: a scope
 *
 * May be called from any thread.
 *
 * Returns: (transfer full): @self
 */
BookoutScope *
bookout_scope_ref (BookoutScope *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

/**
 * bookout_scope_unref:
 * @self: (transfer full): a scope
 *
 * The last reference wipes secret values from memory. May be called from any thread.
 */
void
bookout_scope_unref (BookoutScope *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, scope_clear);
}

/**
 * bookout_scope_set:
 * @self: a scope that no other thread uses
 * @name: the name, without braces
 * @value: its value, copied; replaces an earlier one of this scope, and hides one of its parents
 */
void
bookout_scope_set (BookoutScope *self, const char *name, const char *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);
  g_return_if_fail (value != NULL);

  set_value (self, name, value, FALSE);
}

/**
 * bookout_scope_set_secret:
 * @self: a scope that no other thread uses
 * @name: the name, without braces
 * @value: its value, copied
 *
 * As bookout_scope_set(), for a value that must not be logged and that may only go where a password may. The copy is
 * wiped when it is replaced and when the scope is freed.
 */
void
bookout_scope_set_secret (BookoutScope *self, const char *name, const char *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);
  g_return_if_fail (value != NULL);

  set_value (self, name, value, TRUE);
}

/**
 * bookout_scope_get:
 * @self: a scope
 * @name: a name, without braces
 *
 * Returns: (transfer none) (nullable): the nearest value, valid until it is set anew; %NULL if neither this scope nor
 *   a parent has the name
 */
const char *
bookout_scope_get (BookoutScope *self, const char *name)
{
  const BookoutScopeValue *value;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  value = find_value (self, name);
  return value != NULL ? value->text : NULL;
}

/**
 * bookout_scope_is_secret:
 * @self: a scope
 * @name: a name, without braces
 *
 * Returns: whether the value that bookout_scope_get() gives was set as a secret
 */
gboolean
bookout_scope_is_secret (BookoutScope *self, const char *name)
{
  const BookoutScopeValue *value;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  value = find_value (self, name);
  return value != NULL && value->secret;
}
