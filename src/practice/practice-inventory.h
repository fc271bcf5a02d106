/* practice-inventory.h - the vehicles of a dealer who does not exist
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PRACTICE_INVENTORY_MAX  100000 /* vehicles; beyond that the five-digit stems would run out */
#define PRACTICE_REFERENCE_SIZE 12     /* bytes, the NUL included */
#define PRACTICE_VIN_LENGTH     17

typedef struct
{
  char reference[PRACTICE_REFERENCE_SIZE];
  guint8 make;
  guint8 model;
  guint8 series;
  guint8 color;
  guint16 year;
  guint16 days_in_stock;
  guint32 mileage; /* miles */
  guint32 value;   /* dollars, for a clean one */
} PracticeVehicle;

/* Sorted by reference, byte by byte, so that every "begins with" is one stretch of it. Immutable. */
typedef struct _PracticeInventory PracticeInventory;

PracticeInventory *practice_inventory_new (guint n_vehicles, guint64 seed);

void practice_inventory_free (PracticeInventory *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeInventory, practice_inventory_free)

guint practice_inventory_get_size (PracticeInventory *self);

const PracticeVehicle *practice_inventory_get (PracticeInventory *self, guint index);

guint practice_inventory_find (PracticeInventory *self, const char *prefix, guint *first);

guint practice_inventory_get_other (PracticeInventory *self, guint index);

char *practice_inventory_dup_first_filter (PracticeInventory *self);

void practice_inventory_write_vin (PracticeInventory *self, guint index, char vin[PRACTICE_VIN_LENGTH + 1]);

const char *practice_vehicle_get_make (const PracticeVehicle *self);

const char *practice_vehicle_get_model (const PracticeVehicle *self);

const char *practice_vehicle_get_series (const PracticeVehicle *self);

const char *practice_vehicle_get_color (const PracticeVehicle *self);

G_END_DECLS
