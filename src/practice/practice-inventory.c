/* practice-inventory.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-practice"
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "practice-chance.h"
#include "practice-inventory.h"

/* Invents an inventory whose references are as easily mistaken for one another as real ones: 165548 beside 165548A,
 * 16553 beside 165530. Nothing in it names a maker that exists. Immutable once made; any thread. */

#define STEM_HOME \
  16553u /* the stem from which the others spread, so that well-known references are always there */
#define STEM_MIN        10000u
#define STEMS_TO_SPREAD 60000u
#define VEHICLES_A_STEM 6u
#define FIRST_YEAR      2012u
#define N_YEARS         15u
#define MODELS_A_MAKE   4u

static const char *const makes[] = { "Halden",   "Corvane", "Tessaro", "Brightwell", "Marrick",
                                     "Velloran", "Kestrin", "Arvenne", "Solwick",    "Dunmere" };

/* The first three places of a VIN; none is given out to a maker. */
static const char *const maker_codes[] = { "7HD", "7CV", "7TS", "7BW", "7MR",
                                           "7VL", "7KS", "7AV", "7SW", "7DM" };

static const char *const models[][MODELS_A_MAKE] = {
  { "Marlin", "Petrel", "Tarn", "Skerry" },        { "Quillon", "Bracken", "Vane", "Ridgeway" },
  { "Lumen", "Aria", "Corso", "Piazzetta" },       { "Harrow", "Fenland", "Wold", "Cotter & Sons" },
  { "Stoat", "Badger", "Otterburn", "Heron" },     { "Esprin", "Vallee", "Mistral-X", "Sirocco-Y" },
  { "Glint", "Falx", "Windhover", "Stoop" },       { "Belcour", "Ombre", "Cadence-E", "Étoile" },
  { "Tallow", "Wicket", "Thatch", "\"Old Elm\"" }, { "Ember", "Cinder", "Kiln", "Hearth" },
};

static const char *const series_names[] = { "SE",      "LX",    "GT",           "Base",
                                            "Limited", "Sport", "AWD, Touring", "XLE" };

static const char *const colors[] = { "White", "Black", "Silver", "Red",
                                      "Blue",  "Gray",  "Green",  "Pearl, Ivory" };

G_STATIC_ASSERT (G_N_ELEMENTS (makes) == G_N_ELEMENTS (models));
G_STATIC_ASSERT (G_N_ELEMENTS (makes) == G_N_ELEMENTS (maker_codes));

struct _PracticeInventory
{
  PracticeVehicle *vehicles; /* owned, n_vehicles of them */
  guint n_vehicles;
  guint n_wanted; /* while they are invented */
  guint64 seed;
};

static void
describe_vehicle (PracticeVehicle *vehicle, guint64 hash)
{
  guint age;

  vehicle->make = (guint8) (hash % G_N_ELEMENTS (makes));
  vehicle->model = (guint8) ((hash >> 8) % MODELS_A_MAKE);
  vehicle->series = (guint8) ((hash >> 16) % G_N_ELEMENTS (series_names));
  vehicle->color = (guint8) ((hash >> 24) % G_N_ELEMENTS (colors));
  age = (guint) ((hash >> 32) % N_YEARS);
  vehicle->year = (guint16) (FIRST_YEAR + N_YEARS - 1 - age);
  vehicle->days_in_stock = (guint16) ((hash >> 36) % 240);
  vehicle->mileage = (guint32) (age * 11000 + (hash >> 40) % 9000);
  vehicle->value = (guint32) (41000 - age * 2300 + (hash >> 50) % 6000);
}

static void
add_vehicle (PracticeInventory *self, guint number, const char *suffix)
{
  PracticeVehicle *vehicle;

  if (self->n_vehicles == self->n_wanted)
    return;

  vehicle = &self->vehicles[self->n_vehicles++];
  g_snprintf (vehicle->reference, sizeof vehicle->reference, "%u%s", number, suffix);
  describe_vehicle (vehicle, practice_chance_hash (self->seed, vehicle->reference));
}

/* A stem such as 16553 is a reference of its own in one case of three, and the beginning of about five more. */
static void
add_stem (PracticeInventory *self, guint stem)
{
  guint64 hash = practice_chance_mix (self->seed ^ practice_chance_mix (stem));

  if (hash % 3 == 0)
    add_vehicle (self, stem, "");

  for (guint digit = 0; digit < 10; digit++)
    {
      guint64 roll = practice_chance_mix (hash + digit);

      if (roll % 2 == 0)
        continue;
      add_vehicle (self, stem * 10 + digit, "");
      if ((roll >> 8) % 8 == 0)
        add_vehicle (self, stem * 10 + digit, "A");
    }
}

static guint
next_stride (PracticeInventory *self, guint stem)
{
  guint n_stems = self->n_wanted / VEHICLES_A_STEM + 1;
  guint average = CLAMP (STEMS_TO_SPREAD / n_stems, 1, 5);

  return 1 + (guint) (practice_chance_mix (self->seed + stem) % (2 * average - 1));
}

/* Spreads the stems to both sides of STEM_HOME, so that a filter for its first digits shows many and hides some. */
static void
add_stems (PracticeInventory *self)
{
  guint above = STEM_HOME + 1;
  guint below = STEM_HOME;

  while (self->n_vehicles < self->n_wanted)
    {
      guint stride = next_stride (self, below);

      above += next_stride (self, above);
      add_stem (self, above);
      if (below >= STEM_MIN + stride)
        {
          below -= stride;
          add_stem (self, below);
        }
    }
}

static int
compare_vehicles (const void *a, const void *b)
{
  return strcmp (((const PracticeVehicle *) a)->reference, ((const PracticeVehicle *) b)->reference);
}

/**
 * practice_inventory_new:
 * @n_vehicles: how many, 1 to %PRACTICE_INVENTORY_MAX
 * @seed: what all of them hang on
 *
 * Invents the vehicles. From four vehicles on, 16553, 165530, 165548 and 165548A are among them.
 *
 * Returns: (transfer full): the inventory
 */
PracticeInventory *
practice_inventory_new (guint n_vehicles, guint64 seed)
{
  PracticeInventory *self;

  g_return_val_if_fail (n_vehicles >= 1 && n_vehicles <= PRACTICE_INVENTORY_MAX, NULL);

  self = g_new0 (PracticeInventory, 1);
  self->seed = practice_chance_mix (seed);
  self->n_wanted = n_vehicles;
  self->vehicles = g_new0 (PracticeVehicle, n_vehicles);
  add_vehicle (self, 165548, "");
  add_vehicle (self, 165548, "A");
  add_vehicle (self, STEM_HOME, "");
  add_vehicle (self, STEM_HOME * 10, "");
  add_stems (self);
  qsort (self->vehicles, self->n_vehicles, sizeof *self->vehicles, compare_vehicles);
  return self;
}

/**
 * practice_inventory_free:
 * @self: (transfer full): the inventory
 */
void
practice_inventory_free (PracticeInventory *self)
{
  g_free (self->vehicles);
  g_free (self);
}

/**
 * practice_inventory_get_size:
 * @self: the inventory
 *
 * Returns: how many vehicles there are
 */
guint
practice_inventory_get_size (PracticeInventory *self)
{
  return self->n_vehicles;
}

/**
 * practice_inventory_get:
 * @self: the inventory
 * @index: below the size
 *
 * Returns: (transfer none): a vehicle
 */
const PracticeVehicle *
practice_inventory_get (PracticeInventory *self, guint index)
{
  g_return_val_if_fail (index < self->n_vehicles, NULL);

  return &self->vehicles[index];
}

/* The first vehicle whose reference does not sort before @prefix or, with @after, before all that begin with it. */
static guint
find_bound (PracticeInventory *self, const char *prefix, gsize length, gboolean after)
{
  guint low = 0;
  guint high = self->n_vehicles;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      int order = strncmp (self->vehicles[middle].reference, prefix, length);

      if (order < 0 || (after && order == 0))
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/**
 * practice_inventory_find:
 * @self: the inventory
 * @prefix: what references are to begin with, in capitals; "" for all
 * @first: (out): the index of the first of them
 *
 * Returns: how many follow one another from @first on
 */
guint
practice_inventory_find (PracticeInventory *self, const char *prefix, guint *first)
{
  gsize length = strlen (prefix);

  *first = find_bound (self, prefix, length, FALSE);
  return find_bound (self, prefix, length, TRUE) - *first;
}

/**
 * practice_inventory_get_other:
 * @self: the inventory
 * @index: a vehicle
 *
 * The neighbour, whose reference is likely to resemble: that is what portals mix up.
 *
 * Returns: the index of another vehicle, or @index itself where there is but one
 */
guint
practice_inventory_get_other (PracticeInventory *self, guint index)
{
  return (index + 1) % self->n_vehicles;
}

/**
 * practice_inventory_dup_first_filter:
 * @self: the inventory
 *
 * The filter with which a session begins: short, but long enough to hide a part of the inventory.
 *
 * Returns: (transfer full): the beginning of a reference
 */
char *
practice_inventory_dup_first_filter (PracticeInventory *self)
{
  static const char longest[] = "165548A";
  guint first;

  for (gsize length = 3; length < strlen (longest); length++)
    {
      g_autofree char *prefix = g_strndup (longest, length);

      if (practice_inventory_find (self, prefix, &first) < self->n_vehicles)
        return g_steal_pointer (&prefix);
    }

  return g_strdup (longest);
}

static int
value_of (char letter)
{
  static const char letters[] = "ABCDEFGHJKLMNPRSTUVWXYZ";
  static const int values[] = { 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9 };
  const char *found;

  if (g_ascii_isdigit (letter))
    return letter - '0';

  found = strchr (letters, letter);
  return values[found - letters];
}

static char
compute_check_digit (const char vin[PRACTICE_VIN_LENGTH + 1])
{
  static const int weights[PRACTICE_VIN_LENGTH] = { 8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2 };
  int sum = 0;

  for (guint i = 0; i < PRACTICE_VIN_LENGTH; i++)
    sum += weights[i] != 0 ? weights[i] * value_of (vin[i]) : 0;

  return sum % 11 == 10 ? 'X' : (char) ('0' + sum % 11);
}

/**
 * practice_inventory_write_vin:
 * @self: the inventory
 * @index: below the size
 * @vin: (out caller-allocates): 17 characters and a NUL
 *
 * Works out the vehicle's identification number: no two are alike, and the check digit in the ninth place is right.
 */
void
practice_inventory_write_vin (PracticeInventory *self, guint index, char vin[PRACTICE_VIN_LENGTH + 1])
{
  static const char alphabet[] = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789";
  static const char year_codes[] = "CDEFGHJKLMNPRSTVW"; /* from 2012 on */
  const PracticeVehicle *vehicle = practice_inventory_get (self, index);
  guint64 hash = practice_chance_hash (self->seed + 1, vehicle->reference);

  /* 7919 shares no factor with 900,000, so that every index below that gets a serial number of its own. */
  g_snprintf (vin, PRACTICE_VIN_LENGTH + 1, "%s00000?%c%c%06u", maker_codes[vehicle->make],
              year_codes[vehicle->year - FIRST_YEAR], alphabet[(hash >> 40) % 23],
              (index * 7919u + 104729u) % 900000u + 100000u);
  for (guint i = 3; i < 8; i++)
    vin[i] = alphabet[(hash >> (8 * (i - 3))) % strlen (alphabet)];
  vin[8] = '0';
  vin[8] = compute_check_digit (vin);
}

/**
 * practice_vehicle_get_make:
 * @self: a vehicle
 *
 * Returns: (transfer none): an invented maker
 */
const char *
practice_vehicle_get_make (const PracticeVehicle *self)
{
  return makes[self->make];
}

/**
 * practice_vehicle_get_model:
 * @self: a vehicle
 *
 * Returns: (transfer none): an invented model, some with quotes, ampersands or accents in their names
 */
const char *
practice_vehicle_get_model (const PracticeVehicle *self)
{
  return models[self->make][self->model];
}

/**
 * practice_vehicle_get_series:
 * @self: a vehicle
 *
 * Returns: (transfer none): the trim, some with a comma
 */
const char *
practice_vehicle_get_series (const PracticeVehicle *self)
{
  return series_names[self->series];
}

/**
 * practice_vehicle_get_color:
 * @self: a vehicle
 *
 * Returns: (transfer none): the colour, one with a comma
 */
const char *
practice_vehicle_get_color (const PracticeVehicle *self)
{
  return colors[self->color];
}
