/* test-run-holds.c - what holds a run up, and how it goes on
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mount.h>

#include "bookout-session.h"
#include "bookout-sheet-error.h"
#include "run-fixture.h"

static void
assert_until_is_ahead (RunFixture *fixture)
{
  gint64 until = bookout_run_get_hold_until (fixture->run);
  gint64 property;

  g_object_get (fixture->run, "hold-until", &property, NULL);
  g_assert_cmpint (property, ==, until);
  g_assert_cmpint (until, >, 0);
}

static void
test_throttle (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 20 --fault http429=0.5");

  run_fixture_begin (fixture);
  run_fixture_until_hold (fixture, BOOKOUT_HOLD_THROTTLE);
  assert_until_is_ahead (fixture);

  /* nobody who stops has to wait for the portal's second */
  bookout_run_stop (fixture->run);
  run_fixture_finish (fixture, BOOKOUT_RUN_STOPPED);
}

/* Waited out, once, and the run goes on by itself. */
static void
test_active (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 10 --fault active=0.99 --lock-seconds 2");

  run_fixture_begin (fixture);
  run_fixture_until_hold (fixture, BOOKOUT_HOLD_ACTIVE);
  assert_until_is_ahead (fixture);
  g_assert_cmpint (bookout_run_get_state (fixture->run), ==, BOOKOUT_RUN_SIGNING_IN);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  g_assert_cmpuint (run_fixture_counts (fixture).done, ==, 10);
}

static void
test_active_stopped (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 10 --fault active=1 --lock-seconds 300");

  run_fixture_begin (fixture);
  run_fixture_until_hold (fixture, BOOKOUT_HOLD_ACTIVE);
  bookout_run_stop (fixture->run);
  run_fixture_finish (fixture, BOOKOUT_RUN_STOPPED);
}

static void
test_active_not_waited (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 10 --fault active=1 --lock-seconds 300");

  fixture->settings.wait_active = FALSE;
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FAILED);
  g_assert_error (fixture->error, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_ACTIVE);
}

static void
test_refused (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 10");

  fixture->settings.password = "Tr0ub4dor-and-3";
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FAILED);
  g_assert_error (fixture->error, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_REFUSED);
  g_assert_null (strstr (fixture->error->message, "Tr0ub4dor"));
}

/* The session dies on all tabs at once, again and again: no vehicle loses an attempt by it. */
static void
test_renewal (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 40 --latency-ms 15 --expire-after 90");

  run_fixture_begin (fixture);
  run_fixture_until_hold (fixture, BOOKOUT_HOLD_RENEWAL);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  g_assert_cmpuint (run_fixture_counts (fixture).done, ==, 40);
  for (guint i = 0; i < 40; i++)
    g_assert_cmpuint (bookout_vehicle_get_attempts (run_fixture_vehicle (fixture, i)), ==, 1);
  g_assert_cmpuint (bookout_run_get_report (fixture->run)->sign_ins, >, 1);
}

/* The portal says the same of every vehicle: it is left alone for a while, instead of being asked about all the others. */
static void
test_breaker (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 40 --fault html=1");
  BookoutQueueCounts counts;

  fixture->settings.attempts = 3;
  run_fixture_begin (fixture);
  run_fixture_until_hold (fixture, BOOKOUT_HOLD_BREAKER);
  assert_until_is_ahead (fixture);
  g_assert_cmpint (bookout_run_get_hold_until (fixture->run), >, g_get_monotonic_time ());
  g_assert_nonnull (strstr (bookout_run_get_hold_words (fixture->run), "Report could not be created"));
  run_fixture_until_in_work (fixture, 0);
  counts = run_fixture_counts (fixture);
  g_assert_cmpuint (counts.waiting, ==, 40);

  /* a person who pauses meanwhile sees that, and then the breaker again */
  bookout_run_pause (fixture->run);
  g_assert_cmpint (bookout_run_get_hold (fixture->run), ==, BOOKOUT_HOLD_PAUSED);
  bookout_run_resume (fixture->run);
  g_assert_cmpint (bookout_run_get_hold (fixture->run), ==, BOOKOUT_HOLD_BREAKER);

  bookout_run_stop (fixture->run);
  run_fixture_finish (fixture, BOOKOUT_RUN_STOPPED);
  g_assert_cmpuint (run_fixture_counts (fixture).waiting, ==, 40);
}

/* A file system of its own for the folder, of @size bytes. */
static gboolean
mount_small (RunFixture *fixture, const char *size)
{
  g_autofree char *options = g_strconcat ("size=", size, NULL);

  g_assert_cmpint (g_mkdir (fixture->folder, 0700), ==, 0);
  if (mount ("tmpfs", fixture->folder, "tmpfs", MS_NODEV | MS_NOSUID, options) == 0)
    return TRUE;

  g_test_skip (errno == EPERM ? "only root may mount a small file system" : g_strerror (errno));
  return FALSE;
}

static void
make_larger (RunFixture *fixture)
{
  g_assert_cmpint (mount ("tmpfs", fixture->folder, "tmpfs", MS_REMOUNT | MS_NODEV | MS_NOSUID, "size=16m"),
                   ==, 0);
}

static void
unmount_small (RunFixture *fixture)
{
  g_assert_cmpint (umount2 (fixture->folder, MNT_DETACH), ==, 0);
}

/* The disk is full in the middle: the run stands still, no vehicle is the worse for it, and once there is space it goes on. */
static void
test_no_space (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 30");

  fixture->settings.waits_for_person = TRUE;
  if (!mount_small (fixture, "900k"))
    return;

  run_fixture_begin (fixture);
  run_fixture_until_hold (fixture, BOOKOUT_HOLD_BLOCKED);
  g_assert_nonnull (bookout_run_get_hold_words (fixture->run));
  run_fixture_until_in_work (fixture, 0);
  g_assert_cmpint (bookout_run_get_state (fixture->run), ==, BOOKOUT_RUN_FETCHING);
  g_assert_cmpuint (run_fixture_counts (fixture).done, >, 0);
  g_assert_cmpuint (run_fixture_counts (fixture).failed, ==, 0);
  g_assert_cmpuint (run_fixture_counts (fixture).postponed, ==, 0);

  /* not mended: it stands still again */
  bookout_run_resume (fixture->run);
  run_fixture_until_hold (fixture, BOOKOUT_HOLD_BLOCKED);

  make_larger (fixture);
  bookout_run_resume (fixture->run);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  g_assert_cmpuint (run_fixture_counts (fixture).done, ==, 30);
  for (guint i = 0; i < 30; i++)
    g_assert_cmpuint (bookout_vehicle_get_attempts (run_fixture_vehicle (fixture, i)), ==, 1);
  run_fixture_end (fixture);
  unmount_small (fixture);
}

/* With nobody there to make space it ends, says why, and can be gone on with. */
static void
test_no_space_alone (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 30");

  if (!mount_small (fixture, "900k"))
    return;

  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FAILED);
  g_assert_error (fixture->error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_NO_SPACE);
  g_assert_cmpuint (run_fixture_counts (fixture).in_work, ==, 0);
  g_assert_cmpuint (run_fixture_counts (fixture).failed, ==, 0);
  run_fixture_end (fixture);

  make_larger (fixture);
  run_fixture_set_resume (fixture, FALSE);
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  g_assert_cmpuint (run_fixture_counts (fixture).done, ==, 30);
  run_fixture_end (fixture);
  unmount_small (fixture);
}

/* Blocked is no reason not to stop. */
static void
test_no_space_stopped (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 30");

  fixture->settings.waits_for_person = TRUE;
  if (!mount_small (fixture, "900k"))
    return;

  run_fixture_begin (fixture);
  run_fixture_until_hold (fixture, BOOKOUT_HOLD_BLOCKED);
  make_larger (fixture);
  bookout_run_stop (fixture->run);
  run_fixture_finish (fixture, BOOKOUT_RUN_STOPPED);
  run_fixture_end (fixture);
  unmount_small (fixture);
}

static void
move_folder (RunFixture *fixture, const char *from, const char *to)
{
  g_autofree char *old = g_build_filename (fixture->dir, from, NULL);
  g_autofree char *new = g_build_filename (fixture->dir, to, NULL);

  g_assert_cmpint (g_rename (old, new), ==, 0);
}

/* Sheets go into the folder that was chosen, wherever it is now, and nowhere else. */
static void
test_folder_moved (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 20 --pdf-ms 10");
  g_autofree char *moved = g_build_filename (fixture->dir, "moved", NULL);

  run_fixture_begin (fixture);
  run_fixture_until_settled (fixture, 3);
  move_folder (fixture, "sheets", "moved");
  g_assert_cmpint (g_mkdir (fixture->folder, 0700), ==, 0);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  g_assert_cmpuint (run_fixture_count_sheets (moved), ==, 20);
  g_assert_cmpuint (run_fixture_count_sheets (fixture->folder), ==, 0);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

static void
test_folder_removed (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 20 --pdf-ms 10");

  fixture->settings.waits_for_person = TRUE;
  run_fixture_begin (fixture);
  bookout_run_pause (fixture->run);
  run_fixture_until_state (fixture, BOOKOUT_RUN_FETCHING);
  remove_folder (fixture->folder);
  bookout_run_resume (fixture->run);
  run_fixture_until_hold (fixture, BOOKOUT_HOLD_BLOCKED);
  run_fixture_until_in_work (fixture, 0);
  g_assert_cmpuint (run_fixture_counts (fixture).waiting, ==, 20);

  bookout_run_stop (fixture->run);
  run_fixture_finish (fixture, BOOKOUT_RUN_FAILED);
  g_assert_error (fixture->error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_FOLDER);
  g_assert_cmpint (bookout_run_get_report (fixture->run)->signed_out, ==, TRUE);
}

int
main (int argc, char **argv)
{
  bookout_session_global_init ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/run-holds/throttle", test_throttle);
  g_test_add_func ("/run-holds/active/waited", test_active);
  g_test_add_func ("/run-holds/active/stopped", test_active_stopped);
  g_test_add_func ("/run-holds/active/not-waited", test_active_not_waited);
  g_test_add_func ("/run-holds/refused", test_refused);
  g_test_add_func ("/run-holds/renewal", test_renewal);
  g_test_add_func ("/run-holds/breaker", test_breaker);
  g_test_add_func ("/run-holds/no-space/mended", test_no_space);
  g_test_add_func ("/run-holds/no-space/alone", test_no_space_alone);
  g_test_add_func ("/run-holds/no-space/stopped", test_no_space_stopped);
  g_test_add_func ("/run-holds/folder/moved", test_folder_moved);
  g_test_add_func ("/run-holds/folder/removed", test_folder_removed);

  return g_test_run ();
}
