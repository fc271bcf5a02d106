/* bookout-failure-list.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"
#include "config.h"

#include "bookout-failure-list.h"

/* Kept by events, never by walking through the inventory but once: a vehicle comes in when it settles badly, and is watched from then on, so that it
 * leaves as soon as it waits again. Main thread. */

typedef struct
{
  BookoutFailureGroup *group; /* owned */
  BookoutVehicleState state;  /* as counted */
  gulong handler;
} Entry;

struct _BookoutFailureList
{
  GObject parent_instance;

  BookoutRun *run;             /* nullable */
  GListStore *groups;          /* of BookoutFailureGroup */
  GHashTable *entries;         /* BookoutVehicle, owned → Entry */
  BookoutInventory *inventory; /* nullable: looked through */
  guint n_failed;
  guint n_held;
};

enum
{
  PROP_N_FAILED = 1,
  PROP_N_HELD,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static GType
get_item_type (GListModel *model)
{
  return BOOKOUT_TYPE_FAILURE_GROUP;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (BOOKOUT_FAILURE_LIST (model)->groups));
}

static gpointer
get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (BOOKOUT_FAILURE_LIST (model)->groups), position);
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BookoutFailureList,
                               bookout_failure_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
count (BookoutFailureList *self, BookoutVehicleState state, int by)
{
  gboolean held = state == BOOKOUT_VEHICLE_HELD;
  guint *counter = held ? &self->n_held : &self->n_failed;

  *counter += by;
  g_object_notify_by_pspec (G_OBJECT (self), props[held ? PROP_N_HELD : PROP_N_FAILED]);
}

static void
take_out (BookoutFailureList *self, BookoutVehicle *vehicle)
{
  Entry *entry = g_hash_table_lookup (self->entries, vehicle);
  g_autoptr (BookoutFailureGroup) group = g_steal_pointer (&entry->group);
  BookoutVehicleState state = entry->state;
  guint position;

  g_signal_handler_disconnect (vehicle, entry->handler);
  bookout_failure_group_remove (group, vehicle);
  g_hash_table_remove (self->entries, vehicle);
  if (bookout_failure_group_get_n_vehicles (group) == 0 && g_list_store_find (self->groups, group, &position))
    g_list_store_remove (self->groups, position);
  count (self, state, -1);
}

static gboolean
is_bad (BookoutVehicleState state)
{
  return state == BOOKOUT_VEHICLE_FAILED || state == BOOKOUT_VEHICLE_HELD;
}

static const char *
code_of (BookoutVehicle *vehicle)
{
  const char *code = bookout_vehicle_get_code (vehicle);

  return code != NULL ? code : "other";
}

static void place (BookoutFailureList *self, BookoutVehicle *vehicle);

static void
vehicle_changed_cb (BookoutVehicle *vehicle, GParamSpec *pspec, gpointer data)
{
  place (BOOKOUT_FAILURE_LIST (data), vehicle);
}

static void
put_in (BookoutFailureList *self, BookoutVehicle *vehicle)
{
  const char *code = code_of (vehicle);
  BookoutFailureGroup *group = bookout_failure_list_find (self, code);
  g_autoptr (BookoutFailureGroup) fresh = group == NULL ? bookout_failure_group_new (code) : NULL;
  Entry *entry = g_new0 (Entry, 1);

  entry->group = g_object_ref (fresh != NULL ? fresh : group);
  entry->state = bookout_vehicle_get_state (vehicle);
  entry->handler = g_signal_connect (vehicle, "notify", G_CALLBACK (vehicle_changed_cb), self);
  g_hash_table_insert (self->entries, g_object_ref (vehicle), entry);
  bookout_failure_group_add (entry->group, vehicle);
  if (fresh != NULL)
    g_list_store_append (self->groups, fresh);
  count (self, entry->state, 1);
}

/* Puts @vehicle where it belongs now. */
static void
place (BookoutFailureList *self, BookoutVehicle *vehicle)
{
  g_autoptr (BookoutVehicle) alive = g_object_ref (vehicle);
  Entry *entry = g_hash_table_lookup (self->entries, vehicle);
  BookoutVehicleState state = bookout_vehicle_get_state (vehicle);

  if (entry != NULL && state == entry->state &&
      g_str_equal (code_of (vehicle), bookout_failure_group_get_code (entry->group)))
    return;
  if (entry != NULL)
    take_out (self, vehicle);
  if (is_bad (state))
    put_in (self, alive);
}

static void
settled_cb (BookoutRun *run, BookoutVehicle *vehicle, gpointer data)
{
  place (BOOKOUT_FAILURE_LIST (data), vehicle);
}

static void
take_inventory (BookoutFailureList *self)
{
  BookoutInventory *inventory = self->run != NULL ? bookout_run_get_inventory (self->run) : NULL;
  guint n = inventory != NULL ? g_list_model_get_n_items (G_LIST_MODEL (inventory)) : 0;

  if (inventory == self->inventory)
    return;

  self->inventory = inventory;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BookoutVehicle) vehicle = g_list_model_get_item (G_LIST_MODEL (inventory), i);

      if (is_bad (bookout_vehicle_get_state (vehicle)))
        place (self, vehicle);
    }
}

static void
clear (BookoutFailureList *self)
{
  GHashTableIter iter;
  gpointer vehicle, value;
  guint n_failed = self->n_failed, n_held = self->n_held;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &vehicle, &value))
    g_signal_handler_disconnect (vehicle, ((Entry *) value)->handler);
  g_hash_table_remove_all (self->entries);
  g_list_store_remove_all (self->groups);
  self->inventory = NULL;
  self->n_failed = 0;
  self->n_held = 0;
  if (n_failed > 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_FAILED]);
  if (n_held > 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_HELD]);
}

static void
groups_changed_cb (BookoutFailureList *self, guint position, guint removed, guint added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_clear_object (&entry->group);
  g_free (entry);
}

static void
bookout_failure_list_dispose (GObject *object)
{
  bookout_failure_list_set_run (BOOKOUT_FAILURE_LIST (object), NULL);

  G_OBJECT_CLASS (bookout_failure_list_parent_class)->dispose (object);
}

static void
bookout_failure_list_finalize (GObject *object)
{
  BookoutFailureList *self = BOOKOUT_FAILURE_LIST (object);

  g_hash_table_unref (self->entries);
  g_signal_handlers_disconnect_by_data (self->groups, self);
  g_object_unref (self->groups);

  G_OBJECT_CLASS (bookout_failure_list_parent_class)->finalize (object);
}

static void
bookout_failure_list_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  BookoutFailureList *self = BOOKOUT_FAILURE_LIST (object);

  switch (prop_id)
    {
    case PROP_N_FAILED:
      g_value_set_uint (value, self->n_failed);
      break;
    case PROP_N_HELD:
      g_value_set_uint (value, self->n_held);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bookout_failure_list_class_init (BookoutFailureListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = bookout_failure_list_dispose;
  object_class->finalize = bookout_failure_list_finalize;
  object_class->get_property = bookout_failure_list_get_property;

  props[PROP_N_FAILED] = g_param_spec_uint ("n-failed", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_N_HELD] = g_param_spec_uint ("n-held", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
bookout_failure_list_init (BookoutFailureList *self)
{
  self->groups = g_list_store_new (BOOKOUT_TYPE_FAILURE_GROUP);
  self->entries = g_hash_table_new_full (NULL, NULL, g_object_unref, entry_free);
  g_signal_connect_swapped (self->groups, "items-changed", G_CALLBACK (groups_changed_cb), self);
}

/**
 * bookout_failure_list_new:
 *
 * Returns: (transfer full): a list without a run, empty
 */
BookoutFailureList *
bookout_failure_list_new (void)
{
  return g_object_new (BOOKOUT_TYPE_FAILURE_LIST, NULL);
}

/**
 * bookout_failure_list_set_run:
 * @self: a list
 * @run: (nullable): whose failures to list
 */
void
bookout_failure_list_set_run (BookoutFailureList *self, BookoutRun *run)
{
  g_return_if_fail (BOOKOUT_IS_FAILURE_LIST (self));

  if (self->run == run)
    return;

  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  clear (self);
  g_set_object (&self->run, run);
  if (run == NULL)
    return;

  g_signal_connect_swapped (run, "notify::inventory", G_CALLBACK (take_inventory), self);
  g_signal_connect (run, "vehicle-settled", G_CALLBACK (settled_cb), self);
  take_inventory (self);
}

/**
 * bookout_failure_list_get_n_failed:
 * @self: a list
 *
 * Returns: vehicles that failed
 */
guint
bookout_failure_list_get_n_failed (BookoutFailureList *self)
{
  g_return_val_if_fail (BOOKOUT_IS_FAILURE_LIST (self), 0);

  return self->n_failed;
}

/**
 * bookout_failure_list_get_n_held:
 * @self: a list
 *
 * Returns: vehicles whose sheet is held
 */
guint
bookout_failure_list_get_n_held (BookoutFailureList *self)
{
  g_return_val_if_fail (BOOKOUT_IS_FAILURE_LIST (self), 0);

  return self->n_held;
}

/**
 * bookout_failure_list_find:
 * @self: a list
 * @code: of a cause
 *
 * Returns: (transfer none) (nullable): its group
 */
BookoutFailureGroup *
bookout_failure_list_find (BookoutFailureList *self, const char *code)
{
  guint n;

  g_return_val_if_fail (BOOKOUT_IS_FAILURE_LIST (self), NULL);

  n = g_list_model_get_n_items (G_LIST_MODEL (self->groups));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BookoutFailureGroup) group = g_list_model_get_item (G_LIST_MODEL (self->groups), i);

      if (g_str_equal (bookout_failure_group_get_code (group), code))
        return group; /* the store keeps it */
    }

  return NULL;
}

/**
 * bookout_failure_list_dup_vehicles:
 * @self: a list
 *
 * Returns: (transfer full) (element-type BookoutVehicle): all that it lists, group by group
 */
GPtrArray *
bookout_failure_list_dup_vehicles (BookoutFailureList *self)
{
  GPtrArray *vehicles = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BookoutFailureGroup) group = g_list_model_get_item (G_LIST_MODEL (self), i);
      GListModel *members = bookout_failure_group_get_vehicles (group);

      for (guint k = 0; k < g_list_model_get_n_items (members); k++)
        g_ptr_array_add (vehicles, g_list_model_get_item (members, k));
    }

  return vehicles;
}
