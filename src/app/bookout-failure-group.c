/* bookout-failure-group.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"
#include "config.h"

#include "bookout-failure-group.h"
#include "bookout-failure.h"
#include "bookout-vehicle-words.h"

/* A heading with its vehicles, in the order in which they failed. Main thread. */

struct _BookoutFailureGroup
{
  GObject parent_instance;

  char *code; /* fixed */
  GListStore *vehicles;
};

G_DEFINE_FINAL_TYPE (BookoutFailureGroup, bookout_failure_group, G_TYPE_OBJECT)

enum
{
  PROP_N_VEHICLES = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
bookout_failure_group_finalize (GObject *object)
{
  BookoutFailureGroup *self = BOOKOUT_FAILURE_GROUP (object);

  g_free (self->code);
  g_object_unref (self->vehicles);

  G_OBJECT_CLASS (bookout_failure_group_parent_class)->finalize (object);
}

static void
bookout_failure_group_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_N_VEHICLES)
    g_value_set_uint (value, bookout_failure_group_get_n_vehicles (BOOKOUT_FAILURE_GROUP (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
bookout_failure_group_class_init (BookoutFailureGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = bookout_failure_group_finalize;
  object_class->get_property = bookout_failure_group_get_property;

  props[PROP_N_VEHICLES] = g_param_spec_uint ("n-vehicles", NULL, NULL, 0, G_MAXUINT, 0,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
                                                  G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
bookout_failure_group_init (BookoutFailureGroup *self)
{
  self->vehicles = g_list_store_new (BOOKOUT_TYPE_VEHICLE);
}

/**
 * bookout_failure_group_new:
 * @code: of the failure
 *
 * Returns: (transfer full): a group without vehicles
 */
BookoutFailureGroup *
bookout_failure_group_new (const char *code)
{
  BookoutFailureGroup *self = g_object_new (BOOKOUT_TYPE_FAILURE_GROUP, NULL);

  self->code = g_strdup (code != NULL ? code : "other");

  return self;
}

/**
 * bookout_failure_group_get_code:
 * @self: a group
 *
 * Returns: (transfer none): the code that its vehicles share
 */
const char *
bookout_failure_group_get_code (BookoutFailureGroup *self)
{
  g_return_val_if_fail (BOOKOUT_IS_FAILURE_GROUP (self), NULL);

  return self->code;
}

/**
 * bookout_failure_group_get_title:
 * @self: a group
 *
 * Returns: (transfer none): its heading
 */
const char *
bookout_failure_group_get_title (BookoutFailureGroup *self)
{
  g_return_val_if_fail (BOOKOUT_IS_FAILURE_GROUP (self), NULL);

  return bookout_vehicle_words_for_code (self->code);
}

/**
 * bookout_failure_group_get_advice:
 * @self: a group
 *
 * Returns: (transfer none): what a person can do
 */
const char *
bookout_failure_group_get_advice (BookoutFailureGroup *self)
{
  g_return_val_if_fail (BOOKOUT_IS_FAILURE_GROUP (self), NULL);

  return bookout_failure_get_advice (self->code);
}

/**
 * bookout_failure_group_get_vehicles:
 * @self: a group
 *
 * Returns: (transfer none): a list of #BookoutVehicle
 */
GListModel *
bookout_failure_group_get_vehicles (BookoutFailureGroup *self)
{
  g_return_val_if_fail (BOOKOUT_IS_FAILURE_GROUP (self), NULL);

  return G_LIST_MODEL (self->vehicles);
}

/**
 * bookout_failure_group_get_n_vehicles:
 * @self: a group
 *
 * Returns: how many it has
 */
guint
bookout_failure_group_get_n_vehicles (BookoutFailureGroup *self)
{
  g_return_val_if_fail (BOOKOUT_IS_FAILURE_GROUP (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->vehicles));
}

/**
 * bookout_failure_group_add:
 * @self: a group
 * @vehicle: not in it yet
 */
void
bookout_failure_group_add (BookoutFailureGroup *self, BookoutVehicle *vehicle)
{
  g_return_if_fail (BOOKOUT_IS_FAILURE_GROUP (self));

  g_list_store_append (self->vehicles, vehicle);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_VEHICLES]);
}

/**
 * bookout_failure_group_remove:
 * @self: a group
 * @vehicle: one of its vehicles
 */
void
bookout_failure_group_remove (BookoutFailureGroup *self, BookoutVehicle *vehicle)
{
  guint position;

  g_return_if_fail (BOOKOUT_IS_FAILURE_GROUP (self));

  if (!g_list_store_find (self->vehicles, vehicle, &position))
    return;

  g_list_store_remove (self->vehicles, position);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_VEHICLES]);
}
