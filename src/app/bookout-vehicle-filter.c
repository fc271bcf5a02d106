/* bookout-vehicle-filter.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"
#include "config.h"

#include <string.h>

#include "bookout-vehicle-filter.h"

/* Asked of 50,000 vehicles at every letter typed, so plain ASCII is compared in place, without an allocation. Main thread. */

struct _BookoutVehicleFilter
{
  GtkFilter parent_instance;

  char *text; /* case folded; "" matches all */
  gboolean is_ascii;
  int state;              /* BookoutVehicleState, or ANY_STATE */
  GHashTable *references; /* set of the only ones wanted; NULL for all */
};

G_DEFINE_FINAL_TYPE (BookoutVehicleFilter, bookout_vehicle_filter, GTK_TYPE_FILTER)

static gboolean
contains (BookoutVehicleFilter *self, const char *text)
{
  g_autofree char *folded = NULL;

  if (self->is_ascii)
    return strcasestr (text, self->text) != NULL;

  folded = g_utf8_casefold (text, -1);
  return strstr (folded, self->text) != NULL;
}

static gboolean
bookout_vehicle_filter_match (GtkFilter *filter, gpointer item)
{
  BookoutVehicleFilter *self = BOOKOUT_VEHICLE_FILTER (filter);
  BookoutVehicle *vehicle = BOOKOUT_VEHICLE (item);

  if (self->state != BOOKOUT_VEHICLE_FILTER_ANY_STATE &&
      self->state != (int) bookout_vehicle_get_state (vehicle))
    return FALSE;
  if (self->references != NULL &&
      !g_hash_table_contains (self->references, bookout_vehicle_get_reference (vehicle)))
    return FALSE;

  return *self->text == '\0' || contains (self, bookout_vehicle_get_reference (vehicle)) ||
         contains (self, bookout_vehicle_get_vin (vehicle)) ||
         contains (self, bookout_vehicle_get_description (vehicle));
}

static GtkFilterMatch
bookout_vehicle_filter_get_strictness (GtkFilter *filter)
{
  return bookout_vehicle_filter_is_on (BOOKOUT_VEHICLE_FILTER (filter)) ? GTK_FILTER_MATCH_SOME
                                                                        : GTK_FILTER_MATCH_ALL;
}

static void
bookout_vehicle_filter_finalize (GObject *object)
{
  BookoutVehicleFilter *self = BOOKOUT_VEHICLE_FILTER (object);

  g_free (self->text);
  g_clear_pointer (&self->references, g_hash_table_unref);

  G_OBJECT_CLASS (bookout_vehicle_filter_parent_class)->finalize (object);
}

static void
bookout_vehicle_filter_class_init (BookoutVehicleFilterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bookout_vehicle_filter_finalize;
  GTK_FILTER_CLASS (klass)->match = bookout_vehicle_filter_match;
  GTK_FILTER_CLASS (klass)->get_strictness = bookout_vehicle_filter_get_strictness;
}

static void
bookout_vehicle_filter_init (BookoutVehicleFilter *self)
{
  self->text = g_strdup ("");
  self->is_ascii = TRUE;
  self->state = BOOKOUT_VEHICLE_FILTER_ANY_STATE;
}

/**
 * bookout_vehicle_filter_new:
 *
 * Returns: (transfer full): a filter of #BookoutVehicle that leaves nothing out
 */
BookoutVehicleFilter *
bookout_vehicle_filter_new (void)
{
  return g_object_new (BOOKOUT_TYPE_VEHICLE_FILTER, NULL);
}

/**
 * bookout_vehicle_filter_set_text:
 * @self: the filter
 * @text: what to look for; outer white space does not count, "" matches all
 */
void
bookout_vehicle_filter_set_text (BookoutVehicleFilter *self, const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *folded = g_utf8_casefold (stripped, -1);
  GtkFilterChange change = GTK_FILTER_CHANGE_DIFFERENT;

  g_return_if_fail (BOOKOUT_IS_VEHICLE_FILTER (self));

  if (strcmp (folded, self->text) == 0)
    return;
  if (strstr (folded, self->text) != NULL)
    change = GTK_FILTER_CHANGE_MORE_STRICT;
  else if (strstr (self->text, folded) != NULL)
    change = GTK_FILTER_CHANGE_LESS_STRICT;

  g_free (self->text);
  self->text = g_steal_pointer (&folded);
  self->is_ascii = g_str_is_ascii (stripped); /* "ß" folds to "ss", which is not in the text */
  gtk_filter_changed (GTK_FILTER (self), change);
}

/**
 * bookout_vehicle_filter_set_state:
 * @self: the filter
 * @state: a #BookoutVehicleState, or %BOOKOUT_VEHICLE_FILTER_ANY_STATE
 */
void
bookout_vehicle_filter_set_state (BookoutVehicleFilter *self, int state)
{
  g_return_if_fail (BOOKOUT_IS_VEHICLE_FILTER (self));

  if (self->state == state)
    return;

  self->state = state;
  gtk_filter_changed (GTK_FILTER (self), GTK_FILTER_CHANGE_DIFFERENT);
}

/**
 * bookout_vehicle_filter_set_references:
 * @self: the filter
 * @references: (nullable) (element-type utf8): the only ones wanted, copied; %NULL for all
 */
void
bookout_vehicle_filter_set_references (BookoutVehicleFilter *self, GPtrArray *references)
{
  g_return_if_fail (BOOKOUT_IS_VEHICLE_FILTER (self));

  if (references == NULL && self->references == NULL)
    return;

  g_clear_pointer (&self->references, g_hash_table_unref);
  if (references != NULL)
    {
      self->references = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      for (guint i = 0; i < references->len; i++)
        g_hash_table_add (self->references, g_strdup (g_ptr_array_index (references, i)));
    }
  gtk_filter_changed (GTK_FILTER (self), GTK_FILTER_CHANGE_DIFFERENT);
}

/**
 * bookout_vehicle_filter_is_on:
 * @self: the filter
 *
 * Returns: whether it can leave anything out
 */
gboolean
bookout_vehicle_filter_is_on (BookoutVehicleFilter *self)
{
  g_return_val_if_fail (BOOKOUT_IS_VEHICLE_FILTER (self), FALSE);

  return *self->text != '\0' || self->state != BOOKOUT_VEHICLE_FILTER_ANY_STATE || self->references != NULL;
}

/**
 * bookout_vehicle_filter_refresh:
 * @self: the filter
 *
 * To be called now and then while states change; each call looks at every vehicle again, in idle time.
 */
void
bookout_vehicle_filter_refresh (BookoutVehicleFilter *self)
{
  g_return_if_fail (BOOKOUT_IS_VEHICLE_FILTER (self));

  if (self->state != BOOKOUT_VEHICLE_FILTER_ANY_STATE)
    gtk_filter_changed (GTK_FILTER (self), GTK_FILTER_CHANGE_DIFFERENT);
}
