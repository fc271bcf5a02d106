/* bookout-portal.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-portal"
#include "config.h"

#include "bookout-portal-private.h"

/* A description as the rest of the program sees it, and the two questions that keep requests and the password at home.
 * The loader fills it before anybody else has it; from then on nothing in it changes, so any thread may read it. */

G_DEFINE_FINAL_TYPE (BookoutPortal, bookout_portal, G_TYPE_OBJECT)
G_DEFINE_QUARK (bookout_portal_error_quark, bookout_portal_error)

static void
variable_free (gpointer data)
{
  BookoutPortalVariable *variable = data;

  g_free (variable->name);
  g_free (variable->value);
  g_free (variable->description);
  g_strfreev (variable->values);
  g_free (variable);
}

static void
header_free (gpointer data)
{
  BookoutPortalHeader *header = data;

  g_free (header->name);
  g_clear_pointer (&header->value, bookout_template_free);
  g_free (header);
}

static void
witness_free (gpointer data)
{
  BookoutPortalWitness *witness = data;

  g_free (witness->name);
  g_clear_pointer (&witness->pattern, bookout_template_free);
  g_clear_pointer (&witness->equals, bookout_template_free);
  g_free (witness);
}

static GPtrArray *
new_steps (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_step_free);
}

/* (transfer full): a count without content. */
BookoutPortalCount *
bookout_portal_count_new (void)
{
  BookoutPortalCount *self = g_new0 (BookoutPortalCount, 1);

  self->steps = new_steps ();
  return self;
}

/* @self: (transfer full). */
void
bookout_portal_count_free (BookoutPortalCount *self)
{
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_clear_pointer (&self->xpath, bookout_template_free);
  g_clear_pointer (&self->pattern, bookout_template_free);
  g_free (self);
}

/* (transfer full): an index without content. */
BookoutPortalIndex *
bookout_portal_index_new (void)
{
  BookoutPortalIndex *self = g_new0 (BookoutPortalIndex, 1);

  self->steps = new_steps ();
  return self;
}

/* @self: (transfer full). */
void
bookout_portal_index_free (BookoutPortalIndex *self)
{
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_clear_pointer (&self->rows, bookout_template_free);
  g_clear_pointer (&self->reference, bookout_template_free);
  g_clear_pointer (&self->link, bookout_template_free);
  g_clear_pointer (&self->next, bookout_template_free);
  g_free (self);
}

/* (transfer full): a part without steps. */
BookoutPortalPart *
bookout_portal_part_new (const char *name)
{
  BookoutPortalPart *self = g_new0 (BookoutPortalPart, 1);

  self->name = g_strdup (name);
  self->steps = new_steps ();
  return self;
}

/* @self: (transfer full). */
void
bookout_portal_part_free (BookoutPortalPart *self)
{
  g_free (self->name);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_free (self);
}

/* (transfer full): a date that is not looked for yet. */
BookoutPortalDated *
bookout_portal_dated_new (void)
{
  return g_new0 (BookoutPortalDated, 1);
}

/* @self: (transfer full). */
void
bookout_portal_dated_free (BookoutPortalDated *self)
{
  g_clear_pointer (&self->pattern, bookout_template_free);
  g_strfreev (self->formats);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self);
}

/* (transfer full): a portal with nothing in it, for the loader to fill. */
BookoutPortal *
bookout_portal_new_empty (GFile *file)
{
  BookoutPortal *self = g_object_new (BOOKOUT_TYPE_PORTAL, NULL);

  self->file = g_object_ref (file);
  return self;
}

static void
bookout_portal_finalize (GObject *object)
{
  BookoutPortal *self = BOOKOUT_PORTAL (object);

  g_clear_object (&self->file);
  g_free (self->id);
  g_free (self->name);
  g_free (self->base);
  g_clear_pointer (&self->origin, bookout_origin_free);
  g_clear_pointer (&self->hosts, g_ptr_array_unref);
  g_clear_pointer (&self->scope, bookout_scope_unref);
  g_clear_pointer (&self->variables, g_ptr_array_unref);
  g_clear_pointer (&self->headers, g_ptr_array_unref);
  g_clear_pointer (&self->recognizers, g_ptr_array_unref);
  g_clear_pointer (&self->sign_in, g_ptr_array_unref);
  g_clear_pointer (&self->sign_out, g_ptr_array_unref);
  g_clear_pointer (&self->export, g_ptr_array_unref);
  g_free (self->columns.reference);
  g_free (self->columns.vin);
  g_strfreev (self->columns.description);
  g_clear_pointer (&self->count, bookout_portal_count_free);
  g_clear_pointer (&self->index, bookout_portal_index_free);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_clear_pointer (&self->witnesses, g_ptr_array_unref);
  g_clear_pointer (&self->dated, bookout_portal_dated_free);

  G_OBJECT_CLASS (bookout_portal_parent_class)->finalize (object);
}

static void
bookout_portal_class_init (BookoutPortalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bookout_portal_finalize;
}

static void
bookout_portal_init (BookoutPortal *self)
{
  self->hosts = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_origin_free);
  self->scope = bookout_scope_new (NULL);
  self->variables = g_ptr_array_new_with_free_func (variable_free);
  self->headers = g_ptr_array_new_with_free_func (header_free);
  self->recognizers = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_recognizer_free);
  self->sign_in = new_steps ();
  self->sign_out = new_steps ();
  self->export = new_steps ();
  self->columns.description = g_new0 (char *, 1);
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_portal_part_free);
  self->witnesses = g_ptr_array_new_with_free_func (witness_free);
}

/**
 * bookout_portal_get_id:
 * @self: a portal
 *
 * Returns: (transfer none): the word it is chosen by, "practice"
 */
const char *
bookout_portal_get_id (BookoutPortal *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PORTAL (self), NULL);

  return self->id;
}

/**
 * bookout_portal_get_name:
 * @self: a portal
 *
 * Returns: (transfer none): its name for a person, "Practice portal"
 */
const char *
bookout_portal_get_name (BookoutPortal *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PORTAL (self), NULL);

  return self->name;
}

/**
 * bookout_portal_get_base:
 * @self: a portal
 *
 * Returns: (transfer none): the absolute address that relative ones of get and post steps belong to; ends in "/"
 */
const char *
bookout_portal_get_base (BookoutPortal *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PORTAL (self), NULL);

  return self->base;
}

/**
 * bookout_portal_get_file:
 * @self: a portal
 *
 * Returns: (transfer none): the file that it was loaded from
 */
GFile *
bookout_portal_get_file (BookoutPortal *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PORTAL (self), NULL);

  return self->file;
}

/**
 * bookout_portal_get_scope:
 * @self: a portal
 *
 * Returns: (transfer none): the scope with the description's variables, the parent for every other scope of this
 *   portal. Never changed after loading, so scopes of several threads may have it as their parent.
 */
BookoutScope *
bookout_portal_get_scope (BookoutPortal *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PORTAL (self), NULL);

  return self->scope;
}

static gboolean
is_known_host (BookoutPortal *self, const BookoutOrigin *origin)
{
  if (bookout_origin_same_host (self->origin, origin))
    return TRUE;
  for (guint i = 0; i < self->hosts->len; i++)
    if (bookout_origin_same_host (g_ptr_array_index (self->hosts, i), origin))
      return TRUE;
  return FALSE;
}

/**
 * bookout_portal_allows:
 * @self: a portal
 * @address: an absolute address
 *
 * Whether a request may go to @address: the host and port are the base's or those of a `<host>`; https stays https; plain
 * http leaves this computer never. Addresses with a user name, or written in any unusual way, are not allowed.
 *
 * Returns: whether it may
 */
gboolean
bookout_portal_allows (BookoutPortal *self, const char *address)
{
  g_autoptr (BookoutOrigin) origin = NULL;

  g_return_val_if_fail (BOOKOUT_IS_PORTAL (self), FALSE);
  g_return_val_if_fail (address != NULL, FALSE);

  origin = bookout_origin_parse (address);
  if (origin == NULL || !is_known_host (self, origin))
    return FALSE;
  return origin->https || (!self->origin->https && bookout_origin_is_loopback (origin));
}

/**
 * bookout_portal_trusts:
 * @self: a portal
 * @address: an absolute address
 *
 * Whether a password may go to @address: it has the base's scheme, host and port, and is https or on this computer.
 *
 * Returns: whether it may
 */
gboolean
bookout_portal_trusts (BookoutPortal *self, const char *address)
{
  g_autoptr (BookoutOrigin) origin = NULL;

  g_return_val_if_fail (BOOKOUT_IS_PORTAL (self), FALSE);
  g_return_val_if_fail (address != NULL, FALSE);

  origin = bookout_origin_parse (address);
  if (origin == NULL || origin->https != self->origin->https ||
      !bookout_origin_same_host (origin, self->origin))
    return FALSE;
  return origin->https || bookout_origin_is_loopback (origin);
}

/**
 * bookout_portal_get_limits:
 * @self: a portal
 *
 * Returns: (transfer none): how much and how long, with defaults where the description is silent
 */
const BookoutPortalLimits *
bookout_portal_get_limits (BookoutPortal *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PORTAL (self), NULL);

  return &self->limits;
}

/**
 * bookout_portal_get_variables:
 * @self: a portal
 *
 * Returns: (transfer none) (element-type BookoutPortalVariable): what a person may set, in the description's order
 */
GPtrArray *
bookout_portal_get_variables (BookoutPortal *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PORTAL (self), NULL);

  return self->variables;
}

/**
 * bookout_portal_get_headers:
 * @self: a portal
 *
 * Returns: (transfer none) (element-type BookoutPortalHeader): headers that every request carries
 */
GPtrArray *
bookout_portal_get_headers (BookoutPortal *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PORTAL (self), NULL);

  return self->headers;
}

/**
 * bookout_portal_get_recognizers:
 * @self: a portal
 *
 * Returns: (transfer none) (element-type BookoutRecognizer): what every answer is held against; at least one for signed
 *   in and one for signed out
 */
GPtrArray *
bookout_portal_get_recognizers (BookoutPortal *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PORTAL (self), NULL);

  return self->recognizers;
}

/**
 * bookout_portal_get_sign_in:
 * @self: a portal
 *
 * Returns: (transfer none) (element-type BookoutStep): the way in; uses {user} and {password}
 */
GPtrArray *
bookout_portal_get_sign_in (BookoutPortal *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PORTAL (self), NULL);

  return self->sign_in;
}

/**
 * bookout_portal_get_sign_out:
 * @self: a portal
 *
 * Returns: (transfer none) (element-type BookoutStep): the way out; empty if the description has none
 */
GPtrArray *
bookout_portal_get_sign_out (BookoutPortal *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PORTAL (self), NULL);

  return self->sign_out;
}

/**
 * bookout_portal_get_export:
 * @self: a portal
 *
 * Returns: (transfer none) (element-type BookoutStep): the way to the inventory's file, with a save
 */
GPtrArray *
bookout_portal_get_export (BookoutPortal *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PORTAL (self), NULL);

  return self->export;
}

/**
 * bookout_portal_get_columns:
 * @self: a portal
 *
 * Returns: (transfer none): which columns of that file matter
 */
const BookoutPortalColumns *
bookout_portal_get_columns (BookoutPortal *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PORTAL (self), NULL);

  return &self->columns;
}

/**
 * bookout_portal_get_count:
 * @self: a portal
 *
 * Returns: (transfer none) (nullable): where the portal shows how many vehicles there are
 */
const BookoutPortalCount *
bookout_portal_get_count (BookoutPortal *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PORTAL (self), NULL);

  return self->count;
}

/**
 * bookout_portal_get_index:
 * @self: a portal
 *
 * Returns: (transfer none) (nullable): where the vehicles' own links are; if there is one, {link} is known to the parts
 */
const BookoutPortalIndex *
bookout_portal_get_index (BookoutPortal *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PORTAL (self), NULL);

  return self->index;
}

/**
 * bookout_portal_get_parts:
 * @self: a portal
 *
 * Returns: (transfer none) (element-type BookoutPortalPart): the way to one vehicle's sheet, in order; the last one saves it
 */
GPtrArray *
bookout_portal_get_parts (BookoutPortal *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PORTAL (self), NULL);

  return self->parts;
}

/**
 * bookout_portal_get_witnesses:
 * @self: a portal
 *
 * Returns: (transfer none) (element-type BookoutPortalWitness): what a sheet's text must say, the reference first; empty
 *   if the portal's sheets carry no text
 */
GPtrArray *
bookout_portal_get_witnesses (BookoutPortal *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PORTAL (self), NULL);

  return self->witnesses;
}

/**
 * bookout_portal_get_dated:
 * @self: a portal
 *
 * Returns: (transfer none) (nullable): where a sheet says of which day its values are; %NULL if that is not looked at
 */
const BookoutPortalDated *
bookout_portal_get_dated (BookoutPortal *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PORTAL (self), NULL);

  return self->dated;
}

/**
 * bookout_portal_has_gate:
 * @self: a portal
 *
 * Returns: whether any part needs the session's gate
 */
gboolean
bookout_portal_has_gate (BookoutPortal *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PORTAL (self), FALSE);

  for (guint i = 0; i < self->parts->len; i++)
    if (((BookoutPortalPart *) g_ptr_array_index (self->parts, i))->gated)
      return TRUE;
  return FALSE;
}
