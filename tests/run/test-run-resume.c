/* test-run-resume.c - runs that are gone on with
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "bookout-session.h"
#include "run-fixture.h"

/* A run that was stopped goes on where it was, and ends as if it had not been. */
static void
test_resume (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 30 --pdf-ms 10");
  g_autofree char *gone = NULL;
  g_autofree char *path = NULL;
  guint done;

  run_fixture_begin (fixture);
  run_fixture_until_settled (fixture, 5);
  bookout_run_stop (fixture->run);
  run_fixture_finish (fixture, BOOKOUT_RUN_STOPPED);
  done = run_fixture_counts (fixture).done;
  g_assert_cmpuint (done, >=, 5);
  g_assert_cmpuint (done, <, 30);
  gone = g_strdup (bookout_vehicle_get_reference (run_fixture_vehicle (fixture, 0)));
  g_assert_cmpint (bookout_vehicle_get_state (run_fixture_vehicle (fixture, 0)), ==, BOOKOUT_VEHICLE_DONE);
  run_fixture_end (fixture);

  path = g_strdup_printf ("%s/%s.pdf", fixture->folder, gone);
  g_assert_cmpint (g_unlink (path), ==, 0);
  run_fixture_set_resume (fixture, FALSE);
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  g_assert_cmpuint (run_fixture_counts (fixture).done, ==, 30);
  g_assert_cmpuint (fixture->n_settled, ==, 30 - done + 1);
  g_assert_true (g_hash_table_contains (fixture->settled, gone));
  g_assert_cmpuint (bookout_run_get_report (fixture->run)->warnings->len, ==, 1);
  g_assert_cmpuint (run_fixture_count_sheets (fixture->folder), ==, 30);
  run_fixture_end (fixture);

  /* nothing is left: nobody signs in */
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  g_assert_cmpuint (run_fixture_counts (fixture).done, ==, 30);
  g_assert_cmpuint (bookout_run_get_report (fixture->run)->sign_ins, ==, 0);
  g_assert_cmpuint (fixture->n_settled, ==, 0);
}

static void
test_resume_failed (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 12 --fault html=0.99 --fault empty=0.99");

  fixture->settings.limit = 2;
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  g_assert_cmpuint (run_fixture_counts (fixture).failed, ==, 2);
  run_fixture_end (fixture);

  run_fixture_set_resume (fixture, FALSE);
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  g_assert_cmpuint (run_fixture_counts (fixture).failed, ==, 2);
  g_assert_cmpuint (fixture->n_settled, ==, 0);
  g_assert_cmpuint (bookout_run_get_report (fixture->run)->rows->len, ==, 2);
  run_fixture_end (fixture);

  run_fixture_set_resume (fixture, TRUE);
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  g_assert_cmpuint (run_fixture_counts (fixture).done, ==, 2);
  g_assert_cmpuint (run_fixture_counts (fixture).skipped, ==, 10);
}

static gboolean
is_postponed (RunFixture *fixture, gint64 n)
{
  return run_fixture_counts (fixture).postponed == n;
}

/* What a stopped run has spent of a vehicle's attempts is spent: only the last one, alone, is left. */
static void
test_resume_attempts (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 12 --fault html=1 --pdf-ms 200");
  BookoutVehicle *vehicle;

  fixture->settings.limit = 2;
  fixture->settings.tabs = 1;
  run_fixture_begin (fixture);
  run_fixture_until (fixture, is_postponed, 1);
  bookout_run_stop (fixture->run);
  run_fixture_finish (fixture, BOOKOUT_RUN_STOPPED);
  run_fixture_end (fixture);

  run_fixture_set_resume (fixture, FALSE);
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  vehicle = run_fixture_vehicle (fixture, 0);
  g_assert_cmpint (bookout_vehicle_get_state (vehicle), ==, BOOKOUT_VEHICLE_FAILED);
  g_assert_cmpuint (bookout_vehicle_get_attempts (vehicle), ==, 2);
}

/* What an earlier part of the run left in the folder is not rewritten by one that got nowhere. */
static void
test_resume_refused (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 12 --pdf-ms 10");
  const char *names[] = { "run-data/manifest.json", "run-data/SHA256SUMS", "run-data/report.json",
                          "run-data/failed.csv" };
  char *before[G_N_ELEMENTS (names)];

  run_fixture_begin (fixture);
  run_fixture_until_settled (fixture, 3);
  bookout_run_stop (fixture->run);
  run_fixture_finish (fixture, BOOKOUT_RUN_STOPPED);
  run_fixture_end (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    before[i] = run_fixture_read (fixture, names[i]);

  run_fixture_set_resume (fixture, FALSE);
  fixture->settings.password = "wrong";
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FAILED);
  g_assert_error (fixture->error, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_REFUSED);
  g_assert_null (strstr (fixture->error->message, "wrong\""));
  run_fixture_end (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *after = run_fixture_read (fixture, names[i]);

      g_assert_cmpstr (after, ==, before[i]);
      g_free (before[i]);
    }

  fixture->settings.password = "practice";
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  g_assert_cmpuint (run_fixture_counts (fixture).done, ==, 12);
}

static void
test_no_run (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 5");

  run_fixture_set_resume (fixture, FALSE);
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FAILED);
  g_assert_error (fixture->error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_NO_RUN);
}

int
main (int argc, char **argv)
{
  bookout_session_global_init ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/run-resume/stopped", test_resume);
  g_test_add_func ("/run-resume/failed", test_resume_failed);
  g_test_add_func ("/run-resume/attempts", test_resume_attempts);
  g_test_add_func ("/run-resume/refused", test_resume_refused);
  g_test_add_func ("/run-resume/no-run", test_no_run);

  return g_test_run ();
}
