/* test-vehicle.c; SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bookout-vehicle.h"

static BookoutVehicle *
make_vehicle (void)
{
  static const char *const names[] = { "Reference Number", "VIN", "Year", "Notes" };
  static const char *const cells[] = { " 165548", "1HDAB12C3KL165548", "2019", "", "extra" };
  g_autoptr (BookoutColumns) columns = bookout_columns_new (names, G_N_ELEMENTS (names));

  return bookout_vehicle_new ("165548", "1HDAB12C3KL165548", "2019 Halden", 7, columns, cells,
                              G_N_ELEMENTS (cells));
}

static void
test_new_destroy (void)
{
  BookoutVehicle *vehicle = make_vehicle ();

  g_assert_cmpstr (bookout_vehicle_get_reference (vehicle), ==, "165548");
  g_assert_cmpstr (bookout_vehicle_get_vin (vehicle), ==, "1HDAB12C3KL165548");
  g_assert_cmpstr (bookout_vehicle_get_description (vehicle), ==, "2019 Halden");
  g_assert_cmpuint (bookout_vehicle_get_line (vehicle), ==, 7);
  g_assert_cmpint (bookout_vehicle_get_state (vehicle), ==, BOOKOUT_VEHICLE_WAITING);
  g_assert_cmpuint (bookout_vehicle_get_attempts (vehicle), ==, 0);
  g_assert_null (bookout_vehicle_get_code (vehicle));
  g_assert_null (bookout_vehicle_get_reason (vehicle));
  g_assert_finalize_object (vehicle);
}

static void
test_bare (void)
{
  g_autoptr (BookoutVehicle) vehicle = bookout_vehicle_new ("A/B 1", NULL, NULL, 0, NULL, NULL, 0);

  g_assert_cmpstr (bookout_vehicle_get_reference (vehicle), ==, "A/B 1");
  g_assert_cmpstr (bookout_vehicle_get_vin (vehicle), ==, "");
  g_assert_cmpstr (bookout_vehicle_get_description (vehicle), ==, "");
  g_assert_null (bookout_vehicle_get_cell (vehicle, "VIN"));
}

static void
test_cells (void)
{
  static const char *const names[] = { "a", "b", "c" };
  static const char *const cells[] = { "1", "" };
  g_autoptr (BookoutColumns) columns = bookout_columns_new (names, G_N_ELEMENTS (names));
  g_autoptr (BookoutVehicle) full = make_vehicle ();
  g_autoptr (BookoutVehicle)
      brief = bookout_vehicle_new ("1", NULL, NULL, 2, columns, cells, G_N_ELEMENTS (cells));

  g_assert_cmpstr (bookout_vehicle_get_cell (full, "Reference Number"), ==, " 165548");
  g_assert_cmpstr (bookout_vehicle_get_cell (full, "year"), ==, "2019");
  g_assert_cmpstr (bookout_vehicle_get_cell (full, "Notes"), ==, "");
  g_assert_null (bookout_vehicle_get_cell (full, "Mileage"));
  g_assert_cmpstr (bookout_vehicle_get_cell (brief, "a"), ==, "1");
  g_assert_cmpstr (bookout_vehicle_get_cell (brief, "b"), ==, "");
  g_assert_cmpstr (bookout_vehicle_get_cell (brief, "c"), ==, ""); /* shorter than the header */
}

static void
test_state_words (void)
{
  static const char *const words[] = {
    "waiting", "in-work", "done", "unproved", "failed", "held", "skipped"
  };
  g_autoptr (GEnumClass) klass = g_type_class_ref (BOOKOUT_TYPE_VEHICLE_STATE);
  BookoutVehicleState state = BOOKOUT_VEHICLE_HELD;

  g_assert_cmpuint (klass->n_values, ==, G_N_ELEMENTS (words));
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_assert_cmpstr (bookout_vehicle_state_to_string ((BookoutVehicleState) i), ==, words[i]);
      g_assert_cmpstr (g_enum_get_value (klass, i)->value_nick, ==, words[i]);
      g_assert_true (bookout_vehicle_state_from_string (words[i], &state));
      g_assert_cmpuint (state, ==, i);
    }
  g_assert_false (bookout_vehicle_state_from_string ("lost", &state));
  g_assert_false (bookout_vehicle_state_from_string (NULL, &state));
  g_assert_cmpint (state, ==, BOOKOUT_VEHICLE_SKIPPED);
}

/* Notes what was notified (in which order is GObject's affair), and checks that all of the update is visible by then. */
static void
notify_cb (BookoutVehicle *vehicle, GParamSpec *pspec, gpointer user_data)
{
  GHashTable *seen = user_data;

  g_assert_cmpint (bookout_vehicle_get_state (vehicle), ==, BOOKOUT_VEHICLE_FAILED);
  g_assert_cmpstr (bookout_vehicle_get_reason (vehicle), ==, "The portal does not list 165548.");
  g_assert_true (g_hash_table_add (seen, (char *) g_param_spec_get_name (pspec)));
}

static void
check_seen (GHashTable *seen, const char *names)
{
  g_auto (GStrv) words = g_strsplit (names, " ", -1);

  g_assert_cmpuint (g_hash_table_size (seen), ==, g_strv_length (words));
  for (guint i = 0; words[i] != NULL; i++)
    g_assert_true (g_hash_table_contains (seen, words[i]));
  g_hash_table_remove_all (seen);
}

static void
test_update (void)
{
  g_autoptr (BookoutVehicle) vehicle = make_vehicle ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  const char *reason = "The portal does not list 165548.";

  g_signal_connect (vehicle, "notify", G_CALLBACK (notify_cb), seen);
  bookout_vehicle_update (vehicle, BOOKOUT_VEHICLE_FAILED, 2, "not-listed", reason, 0, 1700000000);
  check_seen (seen, "state attempts finished-at code reason");

  bookout_vehicle_update (vehicle, BOOKOUT_VEHICLE_FAILED, 2, "not-listed", reason, 0, 1700000000);
  g_assert_cmpuint (g_hash_table_size (seen), ==, 0);
  bookout_vehicle_update (vehicle, BOOKOUT_VEHICLE_FAILED, 3, bookout_vehicle_get_code (vehicle),
                          bookout_vehicle_get_reason (vehicle), 51234, 1700000000);
  check_seen (seen, "attempts size");
}

static void
test_update_cleared (void)
{
  g_autoptr (BookoutVehicle) vehicle = make_vehicle ();

  bookout_vehicle_update (vehicle, BOOKOUT_VEHICLE_FAILED, 3, "not-listed", "Why.", 9, 8);
  g_assert_cmpstr (bookout_vehicle_get_code (vehicle), ==, "not-listed");
  bookout_vehicle_update (vehicle, BOOKOUT_VEHICLE_WAITING, 0, NULL, NULL, 0, 0);
  g_assert_null (bookout_vehicle_get_code (vehicle));
  g_assert_null (bookout_vehicle_get_reason (vehicle));
  g_assert_cmpuint (bookout_vehicle_get_attempts (vehicle), ==, 0);
  g_assert_cmpuint (bookout_vehicle_get_size (vehicle), ==, 0);
  g_assert_cmpint (bookout_vehicle_get_finished_at (vehicle), ==, 0);
}

static void
test_properties (void)
{
  g_autoptr (BookoutVehicle) vehicle = make_vehicle ();
  g_autofree char *reference = NULL;
  g_autofree char *vin = NULL;
  g_autofree char *description = NULL;
  g_autofree char *code = NULL;
  g_autofree char *reason = NULL;
  BookoutVehicleState state;
  guint line;
  guint attempts;
  guint64 size;
  gint64 finished_at;

  bookout_vehicle_update (vehicle, BOOKOUT_VEHICLE_HELD, 3, "wrong-vehicle", "Why.", 51234, 1700000000);
  g_object_get (vehicle, "reference", &reference, "vin", &vin, "description", &description, "line", &line,
                "state", &state, "attempts", &attempts, "code", &code, "reason", &reason, "size", &size,
                "finished-at", &finished_at, NULL);
  g_assert_cmpstr (reference, ==, "165548");
  g_assert_cmpstr (vin, ==, "1HDAB12C3KL165548");
  g_assert_cmpstr (description, ==, "2019 Halden");
  g_assert_cmpuint (line, ==, 7);
  g_assert_cmpint (state, ==, BOOKOUT_VEHICLE_HELD);
  g_assert_cmpuint (attempts, ==, 3);
  g_assert_cmpstr (code, ==, "wrong-vehicle");
  g_assert_cmpstr (reason, ==, "Why.");
  g_assert_cmpuint (size, ==, 51234);
  g_assert_cmpint (finished_at, ==, 1700000000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vehicle/new-destroy", test_new_destroy);
  g_test_add_func ("/vehicle/bare", test_bare);
  g_test_add_func ("/vehicle/cells", test_cells);
  g_test_add_func ("/vehicle/state-words", test_state_words);
  g_test_add_func ("/vehicle/update", test_update);
  g_test_add_func ("/vehicle/update-cleared", test_update_cleared);
  g_test_add_func ("/vehicle/properties", test_properties);
  return g_test_run ();
}
