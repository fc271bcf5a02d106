/* test-vehicle-filter.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bookout-vehicle-filter.h"

static BookoutVehicle *
vehicle (BookoutVehicleState state)
{
  BookoutVehicle *self = bookout_vehicle_new ("165548A", "1HGCM82633A004352", "2019 Škoda Octavia Straße", 2,
                                              NULL, NULL, 0);

  bookout_vehicle_update (self, state, 1, NULL, NULL, 0, 0);
  return self;
}

static void
changed_cb (GtkFilter *filter, GtkFilterChange change, GArray *changes)
{
  g_array_append_val (changes, change);
}

static void
test_text (void)
{
  static const struct
  {
    const char *text;
    gboolean matches;
  } cases[] = {
    { "", TRUE },         { "  ", TRUE },        { "165548", TRUE },
    { "165548a", TRUE },  { " 165548A ", TRUE }, { "165548B", FALSE },
    { "82633a00", TRUE }, { "OCTAVIA", TRUE },   { "škoda", TRUE },
    { "ŠKODA", TRUE },    { "straße", TRUE },    { "2019 sk", FALSE },
    { "%", FALSE },       { ".*", FALSE },       { "\xf0\x9f\x9a\x97", FALSE },
  };
  g_autoptr (BookoutVehicleFilter) filter = bookout_vehicle_filter_new ();
  g_autoptr (BookoutVehicle) item = vehicle (BOOKOUT_VEHICLE_DONE);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      bookout_vehicle_filter_set_text (filter, cases[i].text);
      g_assert_cmpint (gtk_filter_match (GTK_FILTER (filter), item), ==, cases[i].matches);
    }
}

static void
test_state (void)
{
  g_autoptr (BookoutVehicleFilter) filter = bookout_vehicle_filter_new ();
  g_autoptr (BookoutVehicle) done = vehicle (BOOKOUT_VEHICLE_DONE);
  g_autoptr (BookoutVehicle) held = vehicle (BOOKOUT_VEHICLE_HELD);

  g_assert_false (bookout_vehicle_filter_is_on (filter));
  g_assert_cmpint (gtk_filter_get_strictness (GTK_FILTER (filter)), ==, GTK_FILTER_MATCH_ALL);

  bookout_vehicle_filter_set_state (filter, BOOKOUT_VEHICLE_HELD);
  g_assert_true (bookout_vehicle_filter_is_on (filter));
  g_assert_false (gtk_filter_match (GTK_FILTER (filter), done));
  g_assert_true (gtk_filter_match (GTK_FILTER (filter), held));

  bookout_vehicle_filter_set_text (filter, "no such vehicle");
  g_assert_false (gtk_filter_match (GTK_FILTER (filter), held));
}

/* What it tells the list decides how many vehicles are looked at again. */
static void
test_changes (void)
{
  g_autoptr (BookoutVehicleFilter) filter = bookout_vehicle_filter_new ();
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (GtkFilterChange));

  g_signal_connect (filter, "changed", G_CALLBACK (changed_cb), changes);
  bookout_vehicle_filter_set_text (filter, "");
  bookout_vehicle_filter_set_state (filter, BOOKOUT_VEHICLE_FILTER_ANY_STATE);
  bookout_vehicle_filter_refresh (filter);
  g_assert_cmpuint (changes->len, ==, 0);

  bookout_vehicle_filter_set_text (filter, "16");
  bookout_vehicle_filter_set_text (filter, "165");
  bookout_vehicle_filter_set_text (filter, "16");
  bookout_vehicle_filter_set_text (filter, "ford");
  bookout_vehicle_filter_set_text (filter, "FORD ");
  bookout_vehicle_filter_set_state (filter, BOOKOUT_VEHICLE_DONE);
  bookout_vehicle_filter_refresh (filter);

  g_assert_cmpuint (changes->len, ==, 6);
  g_assert_cmpint (g_array_index (changes, GtkFilterChange, 0), ==, GTK_FILTER_CHANGE_MORE_STRICT);
  g_assert_cmpint (g_array_index (changes, GtkFilterChange, 1), ==, GTK_FILTER_CHANGE_MORE_STRICT);
  g_assert_cmpint (g_array_index (changes, GtkFilterChange, 2), ==, GTK_FILTER_CHANGE_LESS_STRICT);
  for (guint i = 3; i < 6; i++)
    g_assert_cmpint (g_array_index (changes, GtkFilterChange, i), ==, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
test_new_destroy (void)
{
  BookoutVehicleFilter *filter = bookout_vehicle_filter_new ();

  bookout_vehicle_filter_set_text (filter, "ü");
  g_assert_finalize_object (filter);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vehicle-filter/new-destroy", test_new_destroy);
  g_test_add_func ("/vehicle-filter/text", test_text);
  g_test_add_func ("/vehicle-filter/state", test_state);
  g_test_add_func ("/vehicle-filter/changes", test_changes);
  return g_test_run ();
}
