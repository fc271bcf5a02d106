/* test-release.c - held sheets that a person answers for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "bookout-sheet-error.h"
#include "run-fixture.h"

typedef struct
{
  gboolean over;
  gboolean ok;
  GError *error;
} Answer;

static void
released_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->ok = bookout_run_release_finish (BOOKOUT_RUN (source), result, &answer->error);
  answer->over = TRUE;
}

static gboolean
release (RunFixture *fixture, BookoutVehicle *vehicle, const char *person, GError **error)
{
  Answer answer = { 0 };

  bookout_run_release_async (fixture->run, vehicle, person, NULL, released_cb, &answer);
  while (!answer.over)
    g_main_context_iteration (NULL, TRUE);
  if (answer.error != NULL)
    g_propagate_error (error, answer.error);

  return answer.ok;
}

static BookoutLedgerVehicle *
find_row (GPtrArray *rows, const char *reference)
{
  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (((BookoutLedgerVehicle *) g_ptr_array_index (rows, i))->reference, reference))
      return g_ptr_array_index (rows, i);

  g_assert_not_reached ();
}

static void
assert_recorded (RunFixture *fixture, BookoutVehicle *vehicle)
{
  const char *reference = bookout_vehicle_get_reference (vehicle);
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedger) ledger = bookout_ledger_open (fixture->ledger_path, &error);
  g_autoptr (BookoutLedgerRun) run = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *sheet = g_strdup_printf ("%s/%s.pdf", fixture->folder, reference);
  g_autofree char *manifest = run_fixture_read (fixture, "run-data/manifest.json");
  g_autofree char *contents = NULL;
  g_autofree char *sha256 = NULL;
  const BookoutLedgerVehicle *row;
  gsize length;

  g_assert_no_error (error);
  run = bookout_ledger_find_run (ledger, fixture->folder, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (run->unproved, ==, 1);
  rows = bookout_ledger_list_vehicles (ledger, run->id, &error);
  g_assert_no_error (error);

  row = find_row (rows, reference);
  g_assert_cmpstr (row->state, ==, "unproved");
  g_assert_cmpstr (row->proof, ==, "person");
  g_assert_nonnull (strstr (row->reason, "Anna Schmidt"));
  g_assert_null (row->code);
  g_assert_true (g_file_get_contents (sheet, &contents, &length, NULL));
  sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) contents, length);
  g_assert_cmpstr (row->sha256, ==, sha256);
  g_assert_nonnull (strstr (manifest, sha256));
  g_assert_nonnull (strstr (manifest, "\"person\""));
}

static void
assert_reported (RunFixture *fixture, gint64 held, gint64 unproved)
{
  g_autofree char *report = run_fixture_read (fixture, "run-data/report.json");
  g_autofree char *failed = run_fixture_read (fixture, "run-data/failed.csv");
  g_autofree char *line = NULL;
  g_autoptr (JsonNode) root = json_from_string (report, NULL);
  JsonObject *object = json_node_get_object (root);

  g_assert_cmpint (json_object_get_int_member (object, "held"), ==, held);
  g_assert_cmpint (json_object_get_int_member (object, "unproved"), ==, unproved);
  line = g_strdup_printf ("\n%s,", bookout_vehicle_get_reference (run_fixture_vehicle (fixture, 0)));
  g_assert_null (strstr (failed, line));
}

/* After the run: name, ledger, manifest and report agree, and going on with the run leaves it so. */
static void
test_after (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 8 --fault notext=1");
  g_autoptr (GError) error = NULL;
  BookoutVehicle *vehicle;
  BookoutQueueCounts counts;

  fixture->settings.limit = 2;
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  vehicle = run_fixture_vehicle (fixture, 0);
  g_assert_true (bookout_run_can_release (fixture->run, vehicle));
  g_assert_false (bookout_run_can_release (fixture->run, run_fixture_vehicle (fixture, 5)));

  g_assert_false (release (fixture, vehicle, " \n ", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_cmpuint (run_fixture_count_sheets (fixture->folder), ==, 0);

  g_assert_true (release (fixture, vehicle, "  Anna\nSchmidt ", &error));
  g_assert_no_error (error);
  counts = run_fixture_counts (fixture);
  g_assert_cmpuint (counts.held, ==, 1);
  g_assert_cmpuint (counts.unproved, ==, 1);
  g_assert_cmpuint (counts.done, ==, 0);
  g_assert_cmpint (bookout_vehicle_get_state (vehicle), ==, BOOKOUT_VEHICLE_UNPROVED);
  g_assert_cmpuint (run_fixture_count_sheets (fixture->folder), ==, 1);
  assert_recorded (fixture, vehicle);
  assert_reported (fixture, 1, 1);

  g_assert_false (bookout_run_can_release (fixture->run, vehicle));
  g_assert_false (release (fixture, vehicle, "Anna Schmidt", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_clear_error (&error);
  run_fixture_end (fixture);

  run_fixture_set_resume (fixture, FALSE);
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  counts = run_fixture_counts (fixture);
  g_assert_cmpuint (counts.unproved, ==, 1);
  g_assert_cmpuint (counts.held, ==, 1);
  assert_recorded (fixture, run_fixture_vehicle (fixture, 0));
}

static void
held_cb (RunFixture *fixture, BookoutVehicle *vehicle)
{
  if (bookout_vehicle_get_state (vehicle) == BOOKOUT_VEHICLE_HELD)
    bookout_run_pause (fixture->run);
}

static gboolean
has_held (RunFixture *fixture, gint64 number)
{
  return bookout_run_get_hold (fixture->run) == BOOKOUT_HOLD_PAUSED &&
         run_fixture_counts (fixture).held >= number;
}

/* While it runs; and it does not conclude before the release is over. */
static void
test_during (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 8 --pdf-ms 500 --fault notext=1");
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };
  BookoutVehicle *vehicle;

  fixture->settings.limit = 6;
  fixture->settings.tabs = 1;
  fixture->settled_cb = held_cb;
  run_fixture_begin (fixture);
  run_fixture_until (fixture, has_held, 1);
  fixture->settled_cb = NULL;
  vehicle = NULL;
  for (guint i = 0; vehicle == NULL; i++)
    if (bookout_vehicle_get_state (run_fixture_vehicle (fixture, i)) == BOOKOUT_VEHICLE_HELD)
      vehicle = run_fixture_vehicle (fixture, i);

  bookout_run_release_async (fixture->run, vehicle, "Anna Schmidt", NULL, released_cb, &answer);
  g_assert_false (bookout_run_retry (fixture->run, vehicle));
  g_assert_false (bookout_run_can_release (fixture->run, vehicle));
  bookout_run_stop (fixture->run);
  run_fixture_finish (fixture, BOOKOUT_RUN_STOPPED);
  while (!answer.over)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (answer.error);
  g_assert_true (answer.ok);
  assert_recorded (fixture, vehicle);
}

/* What names another vehicle stays held, whoever asks. */
static void
test_wrong_vehicle (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 8 --fault wrong-pdf=1");
  g_autoptr (GError) error = NULL;
  BookoutVehicle *vehicle;

  fixture->settings.limit = 1;
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  vehicle = run_fixture_vehicle (fixture, 0);
  g_assert_cmpint (bookout_vehicle_get_state (vehicle), ==, BOOKOUT_VEHICLE_HELD);
  g_assert_false (bookout_run_can_release (fixture->run, vehicle));
  g_assert_false (release (fixture, vehicle, "Anna Schmidt", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_cmpuint (run_fixture_count_sheets (fixture->folder), ==, 0);
}

/* Somebody put another vehicle's sheet in the place of the one that can't be read: it is read once more. */
static void
test_swapped (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 8 --fault notext=1");
  g_autoptr (RunFixture) other = run_fixture_new ("--vehicles 8");
  g_autoptr (GError) error = NULL;
  g_autofree char *right = NULL;
  g_autofree char *held = NULL;
  g_autofree char *contents = NULL;
  gsize length;
  BookoutVehicle *vehicle;

  other->settings.limit = 2;
  run_fixture_begin (other);
  run_fixture_finish (other, BOOKOUT_RUN_FINISHED);
  right = g_strdup_printf ("%s/%s.pdf", other->folder,
                           bookout_vehicle_get_reference (run_fixture_vehicle (other, 1)));

  fixture->settings.limit = 1;
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  vehicle = run_fixture_vehicle (fixture, 0);
  g_assert_true (g_file_get_contents (right, &contents, &length, NULL));
  for (guint i = 1; i <= 3; i++)
    {
      g_free (held);
      held = i == 1 ? g_strdup_printf ("%s/run-data/held/%s.pdf", fixture->folder,
                                       bookout_vehicle_get_reference (vehicle))
                    : g_strdup_printf ("%s/run-data/held/%s (%u).pdf", fixture->folder,
                                       bookout_vehicle_get_reference (vehicle), i);
      if (g_file_test (held, G_FILE_TEST_EXISTS))
        g_assert_true (g_file_set_contents (held, contents, (gssize) length, NULL));
    }

  g_assert_false (release (fixture, vehicle, "Anna Schmidt", &error));
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_OTHER_VEHICLE);
  g_assert_cmpint (bookout_vehicle_get_state (vehicle), ==, BOOKOUT_VEHICLE_HELD);
  g_assert_cmpuint (run_fixture_count_sheets (fixture->folder), ==, 0);
  g_assert_true (bookout_run_can_release (fixture->run, vehicle));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/release/after", test_after);
  g_test_add_func ("/release/during", test_during);
  g_test_add_func ("/release/wrong-vehicle", test_wrong_vehicle);
  g_test_add_func ("/release/swapped", test_swapped);

  return g_test_run ();
}
