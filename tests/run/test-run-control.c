/* test-run-control.c - all that a person may do to a run on its way
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bookout-session.h"
#include "run-fixture.h"

/* The practice portal knows no such reference. */
#define UNLISTED "999999Z"

static void
test_pause (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 40 --pdf-ms 20");
  BookoutTabSnapshot snapshots[4];
  BookoutQueueCounts paused;
  BookoutQueueCounts later;

  run_fixture_begin (fixture);
  run_fixture_until_settled (fixture, 3);
  g_assert_cmpuint (bookout_run_get_snapshots (fixture->run, snapshots, G_N_ELEMENTS (snapshots)), ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (snapshots[i].number, ==, i + 1);
  g_assert_cmpuint (bookout_run_get_snapshots (fixture->run, snapshots, 1), ==, 1);

  bookout_run_pause (fixture->run);
  g_assert_cmpint (bookout_run_get_hold (fixture->run), ==, BOOKOUT_HOLD_PAUSED);
  run_fixture_until_in_work (fixture, 0);
  paused = run_fixture_counts (fixture);
  g_assert_cmpuint (paused.waiting, >, 0);

  /* nothing moves while other tabs come and a vehicle is preferred */
  bookout_run_set_tabs (fixture->run, 6);
  g_assert_true (bookout_run_prefer (fixture->run, run_fixture_vehicle (fixture, 39)));
  run_fixture_until_settled (fixture, paused.done);
  later = run_fixture_counts (fixture);
  g_assert_cmpmem (&paused, sizeof paused, &later, sizeof later);
  g_assert_cmpint (bookout_run_get_state (fixture->run), ==, BOOKOUT_RUN_FETCHING);

  bookout_run_resume (fixture->run);
  g_assert_cmpint (bookout_run_get_hold (fixture->run), ==, BOOKOUT_HOLD_NONE);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  g_assert_cmpuint (run_fixture_counts (fixture).done, ==, 40);
}

/* A person who pauses before there is anything to pause is heard all the same. */
static void
test_pause_early (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 10 --latency-ms 20");

  run_fixture_begin (fixture);
  bookout_run_pause (fixture->run);
  run_fixture_until_state (fixture, BOOKOUT_RUN_FETCHING);
  run_fixture_until_hold (fixture, BOOKOUT_HOLD_PAUSED);
  g_assert_cmpuint (run_fixture_counts (fixture).waiting, ==, 10);

  bookout_run_resume (fixture->run);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  g_assert_cmpuint (run_fixture_counts (fixture).done, ==, 10);
}

/* Wherever it is stopped, the account is free afterwards and nothing is half done. */
static void
stop_in (BookoutRunState state, const char *options)
{
  g_autoptr (RunFixture) fixture = run_fixture_new (options);
  BookoutQueueCounts counts;

  run_fixture_begin (fixture);
  run_fixture_until_state (fixture, state);
  bookout_run_stop (fixture->run);
  bookout_run_stop (fixture->run);
  run_fixture_finish (fixture, BOOKOUT_RUN_STOPPED);

  counts = run_fixture_counts (fixture);
  g_assert_cmpuint (counts.in_work, ==, 0);
  g_assert_cmpuint (run_fixture_count_sheets (fixture->folder), ==, counts.done);
  g_assert_cmpuint (run_fixture_get_stat (fixture, "sessions_active"), ==, 0);
  bookout_run_stop (fixture->run);
  g_assert_cmpint (bookout_run_get_state (fixture->run), ==, BOOKOUT_RUN_STOPPED);
}

static void
test_stop_signing_in (void)
{
  stop_in (BOOKOUT_RUN_SIGNING_IN, "--vehicles 10 --latency-ms 150");
}

static void
test_stop_exporting (void)
{
  stop_in (BOOKOUT_RUN_EXPORTING, "--vehicles 10 --latency-ms 150");
}

static void
test_stop_indexing (void)
{
  stop_in (BOOKOUT_RUN_INDEXING, "--vehicles 400 --latency-ms 100");
}

static void
test_stop_fetching (void)
{
  stop_in (BOOKOUT_RUN_FETCHING, "--vehicles 60 --pdf-ms 200");
}

static guint
count_tabs (RunFixture *fixture)
{
  BookoutTabSnapshot snapshots[32];
  guint n = bookout_run_get_snapshots (fixture->run, snapshots, G_N_ELEMENTS (snapshots));

  for (guint i = 1; i < n; i++)
    g_assert_cmpuint (snapshots[i - 1].number, <, snapshots[i].number);

  return n;
}

static gboolean
are_tabs (RunFixture *fixture, gint64 n)
{
  return count_tabs (fixture) == n;
}

static gboolean
were_in_work (RunFixture *fixture, gint64 n)
{
  return g_atomic_int_get (&fixture->most_in_work) >= n;
}

static void
test_tabs (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 80 --pdf-ms 100");

  fixture->settings.tabs = 1;
  run_fixture_begin (fixture);
  run_fixture_until_settled (fixture, 2);
  g_assert_cmpuint (count_tabs (fixture), ==, 1);

  bookout_run_set_tabs (fixture->run, 8);
  g_assert_cmpuint (count_tabs (fixture), ==, 8);
  bookout_run_set_tabs (fixture->run, 2);
  bookout_run_set_tabs (fixture->run, 1);
  run_fixture_until (fixture, are_tabs, 1);

  /* up again before those on their way out have gone, which take nothing more: there are eight in the end all the same */
  bookout_run_pause (fixture->run);
  run_fixture_until_in_work (fixture, 0);
  bookout_run_set_tabs (fixture->run, 8);
  bookout_run_set_tabs (fixture->run, 2);
  bookout_run_set_tabs (fixture->run, 8);
  g_atomic_int_set (&fixture->most_in_work, 0);
  bookout_run_resume (fixture->run);
  run_fixture_until (fixture, were_in_work, 8);

  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  g_assert_cmpuint (run_fixture_counts (fixture).done, ==, 80);
  g_assert_cmpuint (fixture->n_settled, ==, 80);
  g_assert_cmpuint (run_fixture_get_stat (fixture, "sign_ins"), ==, 1);
}

/* While it is paused, tabs that nobody needs go at once. */
static void
test_tabs_paused (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 20");

  run_fixture_begin (fixture);
  bookout_run_pause (fixture->run);
  run_fixture_until_state (fixture, BOOKOUT_RUN_FETCHING);
  run_fixture_until (fixture, are_tabs, 3);
  bookout_run_set_tabs (fixture->run, 1);
  run_fixture_until (fixture, are_tabs, 1);
  bookout_run_set_tabs (fixture->run, 4);
  bookout_run_resume (fixture->run);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  g_assert_cmpuint (run_fixture_counts (fixture).done, ==, 20);
}

static gboolean
has_failed (RunFixture *fixture, gint64 n)
{
  return run_fixture_counts (fixture).failed == n && fixture->n_settled > 0 &&
         g_hash_table_contains (fixture->settled, UNLISTED);
}

static void
test_retry (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 40 --pdf-ms 20");
  g_autoptr (GPtrArray) references = g_ptr_array_new_with_free_func (g_free);
  BookoutVehicle *unlisted;

  fixture->settings.limit = 1;
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  for (guint i = 0; i < 40; i++)
    g_ptr_array_add (references, g_strdup (bookout_vehicle_get_reference (run_fixture_vehicle (fixture, i))));
  run_fixture_end (fixture);

  g_ptr_array_add (references, g_strdup (UNLISTED));
  g_ptr_array_add (references, NULL);
  fixture->settings.limit = 0;
  fixture->settings.references = (const char *const *) references->pdata;
  fixture->settings.tabs = 2;
  g_free (fixture->folder);
  fixture->folder = g_build_filename (fixture->dir, "others", NULL);
  run_fixture_begin (fixture);
  bookout_run_pause (fixture->run);
  run_fixture_until_state (fixture, BOOKOUT_RUN_FETCHING);
  unlisted = bookout_inventory_lookup (bookout_run_get_inventory (fixture->run), UNLISTED);
  g_assert_false (bookout_run_retry (fixture->run, unlisted)); /* it waits */
  g_assert_true (bookout_run_prefer (fixture->run, unlisted));
  bookout_run_resume (fixture->run);
  run_fixture_until (fixture, has_failed, 1);
  g_assert_cmpint (bookout_run_get_state (fixture->run), ==, BOOKOUT_RUN_FETCHING);

  g_assert_true (bookout_run_retry (fixture->run, unlisted));
  g_assert_cmpint (bookout_vehicle_get_state (unlisted), ==, BOOKOUT_VEHICLE_WAITING);
  g_assert_null (bookout_vehicle_get_reason (unlisted));
  g_assert_false (bookout_run_retry (fixture->run, unlisted));
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);

  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (fixture->settled, UNLISTED)), ==, 2);
  g_assert_cmpuint (fixture->n_settled, ==, 42);
  g_assert_cmpuint (bookout_vehicle_get_attempts (unlisted), ==, 1);
  g_assert_cmpstr (bookout_vehicle_get_code (unlisted), ==, "not-listed");
}

static void
retry_failed_cb (RunFixture *fixture, BookoutVehicle *vehicle)
{
  if (bookout_vehicle_get_state (vehicle) == BOOKOUT_VEHICLE_FAILED)
    g_assert_true (bookout_run_retry (fixture->run, vehicle));
}

/* Whoever retries at once, as soon as the news is there, is always heard, the last vehicle of the run included. */
static void
test_retry_at_once (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 25 --fault html=0.99 --fault empty=0.99");

  fixture->settings.limit = 2; /* three that fail alike are another matter */
  fixture->settled_cb = retry_failed_cb;
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);

  g_assert_cmpuint (run_fixture_counts (fixture).done, ==, 2);
  g_assert_cmpuint (fixture->n_settled, ==, 4);
  g_assert_cmpuint (g_hash_table_size (fixture->settled), ==, 2);
}

static BookoutVehicle *first_settled;

static void
note_first_cb (RunFixture *fixture, BookoutVehicle *vehicle)
{
  if (first_settled == NULL)
    first_settled = vehicle;
}

/* The news come in the order in which vehicles were settled, whenever they are looked at. */
static void
test_prefer (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 30 --pdf-ms 10");
  BookoutVehicle *preferred;

  fixture->settings.tabs = 1;
  run_fixture_begin (fixture);
  bookout_run_pause (fixture->run);
  run_fixture_until_state (fixture, BOOKOUT_RUN_FETCHING);
  preferred = run_fixture_vehicle (fixture, 29);
  g_assert_true (bookout_run_prefer (fixture->run, run_fixture_vehicle (fixture, 28)));
  g_assert_true (bookout_run_prefer (fixture->run, preferred));
  first_settled = NULL;
  fixture->settled_cb = note_first_cb;
  bookout_run_resume (fixture->run);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);

  g_assert_true (first_settled == preferred);
}

int
main (int argc, char **argv)
{
  bookout_session_global_init ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/run-control/pause", test_pause);
  g_test_add_func ("/run-control/pause-early", test_pause_early);
  g_test_add_func ("/run-control/stop/signing-in", test_stop_signing_in);
  g_test_add_func ("/run-control/stop/exporting", test_stop_exporting);
  g_test_add_func ("/run-control/stop/indexing", test_stop_indexing);
  g_test_add_func ("/run-control/stop/fetching", test_stop_fetching);
  g_test_add_func ("/run-control/tabs", test_tabs);
  g_test_add_func ("/run-control/tabs-paused", test_tabs_paused);
  g_test_add_func ("/run-control/retry", test_retry);
  g_test_add_func ("/run-control/retry-at-once", test_retry_at_once);
  g_test_add_func ("/run-control/prefer", test_prefer);

  return g_test_run ();
}
