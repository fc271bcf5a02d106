/* test-failure-list.c - failures by cause, kept by what a run tells
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bookout-failure-list.h"

/* A run that never begins: what is tested is how its signals are taken. */
static BookoutRun *
idle_run (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutPortal) portal = bookout_portal_find ("practice", NULL, &error);
  const BookoutRunSettings settings = {
    .portal = portal, .user = "dealer", .password = "practice", .folder = "nowhere", .tabs = 1, .attempts = 1
  };

  g_assert_no_error (error);
  return bookout_run_new (&settings);
}

static BookoutVehicle *
settle (BookoutRun *run, const char *reference, BookoutVehicleState state, const char *code)
{
  BookoutVehicle *vehicle = bookout_vehicle_new (reference, NULL, NULL, 1, NULL, NULL, 0);

  bookout_vehicle_update (vehicle, state, 3, code, "Why.", 0, 1);
  g_signal_emit_by_name (run, "vehicle-settled", vehicle);
  return vehicle;
}

static void
assert_counts (BookoutFailureList *list, guint n_groups, guint n_failed, guint n_held)
{
  g_autoptr (GPtrArray) vehicles = bookout_failure_list_dup_vehicles (list);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, n_groups);
  g_assert_cmpuint (bookout_failure_list_get_n_failed (list), ==, n_failed);
  g_assert_cmpuint (bookout_failure_list_get_n_held (list), ==, n_held);
  g_assert_cmpuint (vehicles->len, ==, n_failed + n_held);
}

static void
test_groups (void)
{
  g_autoptr (BookoutRun) run = idle_run ();
  g_autoptr (BookoutFailureList) list = bookout_failure_list_new ();
  g_autoptr (BookoutVehicle) first = NULL;
  g_autoptr (BookoutVehicle) second = NULL;
  g_autoptr (BookoutVehicle) held = NULL;
  g_autoptr (BookoutVehicle) fine = NULL;
  BookoutFailureGroup *group;

  bookout_failure_list_set_run (list, run);
  assert_counts (list, 0, 0, 0);
  first = settle (run, "1", BOOKOUT_VEHICLE_FAILED, "timeout");
  second = settle (run, "2", BOOKOUT_VEHICLE_FAILED, "timeout");
  held = settle (run, "3", BOOKOUT_VEHICLE_HELD, "conflict");
  fine = settle (run, "4", BOOKOUT_VEHICLE_DONE, NULL);
  assert_counts (list, 2, 2, 1);

  group = bookout_failure_list_find (list, "timeout");
  g_assert_cmpuint (bookout_failure_group_get_n_vehicles (group), ==, 2);
  g_assert_cmpstr (bookout_failure_group_get_title (group), ==, "Portal Did Not Answer in Time");
  g_assert_cmpstr (bookout_failure_group_get_advice (group), !=, "");
  g_assert_null (bookout_failure_list_find (list, "disk"));

  /* Told twice, it is there once. */
  g_signal_emit_by_name (run, "vehicle-settled", first);
  assert_counts (list, 2, 2, 1);
}

/* A vehicle that waits again is a failure no more, whether anybody tells the list or not. */
static void
test_leave (void)
{
  g_autoptr (BookoutRun) run = idle_run ();
  g_autoptr (BookoutFailureList) list = bookout_failure_list_new ();
  g_autoptr (BookoutVehicle) vehicle = NULL;
  g_autoptr (BookoutVehicle) other = NULL;

  bookout_failure_list_set_run (list, run);
  vehicle = settle (run, "1", BOOKOUT_VEHICLE_FAILED, "timeout");
  other = settle (run, "2", BOOKOUT_VEHICLE_FAILED, NULL);
  assert_counts (list, 2, 2, 0);
  g_assert_nonnull (bookout_failure_list_find (list, "other"));

  bookout_vehicle_update (vehicle, BOOKOUT_VEHICLE_WAITING, 0, NULL, NULL, 0, 0);
  assert_counts (list, 1, 1, 0);

  bookout_vehicle_update (other, BOOKOUT_VEHICLE_HELD, 4, "no-text", "Why.", 0, 2);
  assert_counts (list, 1, 0, 1);
  g_assert_nonnull (bookout_failure_list_find (list, "no-text"));
  g_assert_null (bookout_failure_list_find (list, "other"));
}

/* Another run begins with an empty list, and the first one's vehicles are heard no more. */
static void
test_other_run (void)
{
  g_autoptr (BookoutRun) run = idle_run ();
  g_autoptr (BookoutRun) other = idle_run ();
  BookoutFailureList *list = bookout_failure_list_new ();
  g_autoptr (BookoutVehicle) vehicle = NULL;
  g_autoptr (BookoutVehicle) late = NULL;

  bookout_failure_list_set_run (list, run);
  vehicle = settle (run, "1", BOOKOUT_VEHICLE_FAILED, "timeout");
  bookout_failure_list_set_run (list, other);
  assert_counts (list, 0, 0, 0);
  late = settle (run, "2", BOOKOUT_VEHICLE_FAILED, "timeout");
  bookout_vehicle_update (vehicle, BOOKOUT_VEHICLE_HELD, 4, "no-text", "Why.", 0, 2);
  assert_counts (list, 0, 0, 0);

  bookout_failure_list_set_run (list, NULL);
  g_assert_finalize_object (list);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/failure-list/groups", test_groups);
  g_test_add_func ("/failure-list/leave", test_leave);
  g_test_add_func ("/failure-list/other-run", test_other_run);
  return g_test_run ();
}
