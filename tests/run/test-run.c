/* test-run.c - a run from beginning to end
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "bookout-session.h"
#include "run-fixture.h"

/* The practice portal knows no such reference. */
#define UNLISTED "999999Z"

static gboolean
has_file (RunFixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

static void
test_new_destroy (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 5");
  g_autoptr (BookoutRun) run = NULL;
  BookoutTabSnapshot snapshots[4];
  BookoutProgress progress;

  fixture->settings.folder = fixture->folder;
  run = bookout_run_new (&fixture->settings);
  g_assert_cmpstr (bookout_run_get_folder (run), ==, fixture->folder);
  g_assert_null (bookout_run_get_inventory (run));
  g_assert_null (bookout_run_get_report (run));
  g_assert_null (bookout_run_get_hold_words (run));
  g_assert_cmpuint (bookout_run_get_snapshots (run, snapshots, G_N_ELEMENTS (snapshots)), ==, 0);
  bookout_run_get_progress (run, &progress);
  g_assert_cmpint (progress.remaining, ==, -1);

  /* to a run that does nothing yet, all of these are nothing */
  bookout_run_stop (run);
  bookout_run_resume (run);
  bookout_run_set_tabs (run, 0);
  g_assert_cmpuint (bookout_run_get_tabs (run), ==, 1);
  bookout_run_set_tabs (run, G_MAXUINT);
  g_assert_cmpuint (bookout_run_get_tabs (run), ==, 16); /* the description's own limit */
  g_assert_cmpint (bookout_run_get_state (run), ==, BOOKOUT_RUN_NEW);
  g_assert_false (g_file_test (fixture->folder, G_FILE_TEST_EXISTS));
  g_assert_finalize_object (g_steal_pointer (&run));
  run_fixture_assert_no_threads ();
}

static void
test_finished (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 40");
  const BookoutReport *report;
  BookoutProgress progress;
  BookoutQueueCounts counts;

  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);

  counts = run_fixture_counts (fixture);
  g_assert_cmpuint (counts.done, ==, 40);
  g_assert_cmpuint (counts.total, ==, 40);
  g_assert_true (fixture->inventory_came);
  g_assert_cmpuint (fixture->n_counts, >, 0);
  g_assert_cmpuint (fixture->n_settled, ==, 40);
  g_assert_cmpuint (g_hash_table_size (fixture->settled), ==, 40);
  g_assert_cmpint (fixture->most_in_work, <=, 3);
  for (guint i = 0; i < 40; i++)
    {
      BookoutVehicle *vehicle = run_fixture_vehicle (fixture, i);

      g_assert_cmpint (bookout_vehicle_get_state (vehicle), ==, BOOKOUT_VEHICLE_DONE);
      g_assert_cmpuint (bookout_vehicle_get_attempts (vehicle), ==, 1);
      g_assert_cmpuint (bookout_vehicle_get_size (vehicle), >, 0);
      g_assert_cmpint (bookout_vehicle_get_finished_at (vehicle), >, 0);
      g_assert_null (bookout_vehicle_get_reason (vehicle));
    }
  report = bookout_run_get_report (fixture->run);
  g_assert_cmpuint (report->sign_ins, ==, 1);
  g_assert_cmpuint (report->attempts, ==, 40);
  g_assert_cmpuint (report->rows->len, ==, 40);
  g_assert_true (report->signed_out);
  g_assert_cmpfloat (report->vehicles_per_hour, >, 0.0);
  bookout_run_get_progress (fixture->run, &progress);
  g_assert_cmpint (progress.remaining, ==, 0);
  g_assert_cmpuint (run_fixture_count_sheets (fixture->folder), ==, 40);
  g_assert_true (has_file (fixture, "run-data/report.json"));
  g_assert_true (has_file (fixture, "run-data/manifest.json"));

  /* a run that is over stays over */
  bookout_run_stop (fixture->run);
  bookout_run_pause (fixture->run);
  bookout_run_resume (fixture->run);
  g_assert_false (bookout_run_retry (fixture->run, run_fixture_vehicle (fixture, 0)));
  g_assert_false (bookout_run_prefer (fixture->run, run_fixture_vehicle (fixture, 0)));
  g_assert_cmpint (bookout_run_get_state (fixture->run), ==, BOOKOUT_RUN_FINISHED);
  g_assert_cmpint (bookout_run_get_hold (fixture->run), ==, BOOKOUT_HOLD_NONE);
}

/* Under the gate, with all that can go wrong once: every vehicle comes right in the end. */
static void
test_faults (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new (
      "--vehicles 24 --fault http500=0.1 --fault html=0.1 --fault wrong-pdf=0.15 --fault truncated=0.1");
  BookoutQueueCounts counts;

  run_fixture_set_way (fixture, "search");
  fixture->settings.attempts = 2;
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);

  counts = run_fixture_counts (fixture);
  g_assert_cmpuint (counts.done, ==, 24);
  g_assert_cmpuint (fixture->n_settled, ==, 24);
  g_assert_cmpuint (bookout_run_get_report (fixture->run)->wrong_vehicle_caught, >, 0);
}

/* What every answer is wrong about ends after the attempts and one alone; what nobody knows after one. */
static void
test_attempts (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 20 --fault html=1");
  BookoutVehicle *vehicle;

  fixture->settings.limit = 1;
  fixture->settings.attempts = 2;
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);

  vehicle = run_fixture_vehicle (fixture, 0);
  g_assert_cmpint (bookout_vehicle_get_state (vehicle), ==, BOOKOUT_VEHICLE_FAILED);
  g_assert_cmpuint (bookout_vehicle_get_attempts (vehicle), ==, 3);
  g_assert_cmpstr (bookout_vehicle_get_code (vehicle), ==, "no-document");
  g_assert_nonnull (strstr (bookout_vehicle_get_reason (vehicle), "Report could not be created"));
  g_assert_cmpuint (fixture->n_settled, ==, 1);
  g_assert_cmpuint (run_fixture_counts (fixture).skipped, ==, 19);
  g_assert_cmpuint (run_fixture_count_sheets (fixture->folder), ==, 0);
}

static void
test_references (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 20");
  g_autofree char *first = NULL;
  const char *references[3] = { UNLISTED, NULL, NULL };
  BookoutQueueCounts counts;

  /* one that the inventory has: what a run of one vehicle takes */
  fixture->settings.limit = 1;
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  first = g_strdup (bookout_vehicle_get_reference (run_fixture_vehicle (fixture, 0)));
  run_fixture_end (fixture);

  references[1] = first;
  fixture->settings.limit = 0;
  fixture->settings.references = references;
  g_free (fixture->folder);
  fixture->folder = g_build_filename (fixture->dir, "others", NULL);
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  counts = run_fixture_counts (fixture);
  g_assert_cmpuint (counts.done, ==, 1);
  g_assert_cmpuint (counts.failed, ==, 1);
  g_assert_cmpuint (counts.skipped, ==, 19);
  g_assert_cmpuint (bookout_run_get_report (fixture->run)->warnings->len, ==, 1);
  run_fixture_end (fixture);

  /* none of them is there: nothing is fetched, and it is said */
  references[1] = NULL;
  g_free (fixture->folder);
  fixture->folder = g_build_filename (fixture->dir, "none", NULL);
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FAILED);
  g_assert_error (fixture->error, BOOKOUT_RUN_ERROR, BOOKOUT_RUN_ERROR_REFERENCES);
}

/* A portal whose sheets carry no text: nothing proves them, so nothing is called done. */
static void
test_unproved (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 8 --fault notext=1");
  BookoutQueueCounts counts;

  run_fixture_alter_portal (
      fixture,
      "<witness name=\"Reference Number\" pattern=\"^Reference Number:[ \\t]*(.+?)[ \\t]*$\" "
      "equals=\"{reference}\"/>\n"
      "      <witness name=\"VIN\" pattern=\"^VIN:[ \\t]*(\\S+)[ \\t]*$\" equals=\"{vin}\" required=\"yes\"/>\n"
      "      <dated pattern=\"^Valuation Date:[ \\t]*(.+?)[ \\t]*$\" format=\"%m/%d/%Y\"/>",
      "<no-text/>");
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);

  counts = run_fixture_counts (fixture);
  g_assert_cmpuint (counts.unproved, ==, 8);
  g_assert_cmpuint (counts.done, ==, 0);
  g_assert_cmpint (bookout_vehicle_get_state (run_fixture_vehicle (fixture, 0)), ==,
                   BOOKOUT_VEHICLE_UNPROVED);
  g_assert_cmpuint (run_fixture_count_sheets (fixture->folder), ==, 8);
  run_fixture_end (fixture);

  /* going on with it does not make them any better */
  run_fixture_set_resume (fixture, TRUE);
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  counts = run_fixture_counts (fixture);
  g_assert_cmpuint (counts.unproved, ==, 8);
  g_assert_cmpuint (fixture->n_settled, ==, 0);
}

/* The same sheets, where text is expected: held, not kept. */
static void
test_held (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 8 --fault notext=1");
  BookoutQueueCounts counts;

  fixture->settings.limit = 2;
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);

  counts = run_fixture_counts (fixture);
  g_assert_cmpuint (counts.held, ==, 2);
  g_assert_cmpuint (counts.done, ==, 0);
  g_assert_cmpuint (run_fixture_count_sheets (fixture->folder), ==, 0);
  g_assert_cmpstr (bookout_vehicle_get_code (run_fixture_vehicle (fixture, 0)), ==, "no-text");
}

/* Going on, with only one of the two tried again. */
static void
test_retry_some (void)
{
  static const char *references[2];
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 8 --fault notext=1");
  g_autofree char *reference = NULL;
  BookoutQueueCounts counts;

  fixture->settings.limit = 2;
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  reference = g_strdup (bookout_vehicle_get_reference (run_fixture_vehicle (fixture, 1)));
  run_fixture_end (fixture);

  run_fixture_set_resume (fixture, TRUE);
  references[0] = reference;
  fixture->settings.references = references;
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  counts = run_fixture_counts (fixture);
  g_assert_cmpuint (counts.held, ==, 2);
  g_assert_cmpuint (g_hash_table_size (fixture->settled), ==, 1);
  g_assert_true (g_hash_table_contains (fixture->settled, reference));
}

static void
executed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *over = user_data;
  g_autoptr (GError) error = NULL;

  g_assert_true (bookout_run_execute_finish (BOOKOUT_RUN (source), result, &error));
  g_assert_no_error (error);
  *over = TRUE;
}

/* A cancellable stops it, at any time and before it has begun. */
static void
cancel_after (RunFixture *fixture, BookoutRunState state)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (BookoutRun) run = bookout_run_new (&fixture->settings);
  gboolean over = FALSE;

  if (state == BOOKOUT_RUN_NEW)
    g_cancellable_cancel (cancellable);
  bookout_run_execute_async (run, cancellable, executed_cb, &over);
  while (bookout_run_get_state (run) < state)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (bookout_run_get_state (run), ==, BOOKOUT_RUN_STOPPED);
  g_assert_finalize_object (g_steal_pointer (&run));
}

static void
test_cancelled (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 30 --pdf-ms 100");

  fixture->settings.folder = fixture->folder;
  fixture->settings.ledger_path = fixture->ledger_path;
  cancel_after (fixture, BOOKOUT_RUN_NEW);
  cancel_after (fixture, BOOKOUT_RUN_FETCHING);
  g_assert_cmpuint (run_fixture_get_stat (fixture, "sessions_active"), ==, 0);
}

int
main (int argc, char **argv)
{
  bookout_session_global_init ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/run/new-destroy", test_new_destroy);
  g_test_add_func ("/run/finished", test_finished);
  g_test_add_func ("/run/faults", test_faults);
  g_test_add_func ("/run/attempts", test_attempts);
  g_test_add_func ("/run/references", test_references);
  g_test_add_func ("/run/unproved", test_unproved);
  g_test_add_func ("/run/held", test_held);
  g_test_add_func ("/run/retry-some", test_retry_some);
  g_test_add_func ("/run/cancelled", test_cancelled);

  return g_test_run ();
}
