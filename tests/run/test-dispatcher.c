/* test-dispatcher.c - what the end of an attempt means: for its vehicle, for the others, for the run
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bookout-dispatcher.h"
#include "run-fixture.h"

/* A dispatcher over a real inventory, folder and ledger, with the test for its workers: what fails is made up, what comes right is fetched. */

typedef struct
{
  RunFixture *fixture;
  BookoutPreparation *prepared;
  BookoutDispatcher *dispatcher;
  BookoutTab *tab;
} Desk;

static Desk *
desk_new (guint attempts)
{
  Desk *self = g_new0 (Desk, 1);
  g_autoptr (GError) error = NULL;

  self->fixture = run_fixture_new ("--vehicles 60");
  self->fixture->settings.folder = self->fixture->folder;
  self->fixture->settings.ledger_path = self->fixture->ledger_path;
  self->fixture->settings.attempts = attempts;
  self->prepared = bookout_preparation_new (&self->fixture->settings);
  g_assert_true (bookout_preparation_run (self->prepared, NULL, &error));
  g_assert_no_error (error);
  self->dispatcher = bookout_dispatcher_new (self->prepared);
  self->tab = g_object_ref (self->prepared->tab);
  bookout_tab_set_number (self->tab, 1);

  return self;
}

static void
desk_free (Desk *self)
{
  g_assert_true (bookout_session_sign_out (self->prepared->session, 5000, NULL));
  g_assert_finalize_object (self->dispatcher);
  g_clear_object (&self->tab);
  bookout_preparation_free (self->prepared);
  run_fixture_free (self->fixture);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

typedef struct
{
  BookoutQueue *queue;
  guint asked;
} Patience;

/* Asked a first time before the queue is looked at: stays, and makes the queue ask once more before it waits. */
static gboolean
leave_cb (gpointer data)
{
  Patience *patience = data;

  if (patience->asked++ > 0)
    return TRUE;

  bookout_queue_wake (patience->queue);
  return FALSE;
}

/* Takes a vehicle if there is one to be had at this moment. */
static BookoutJob *
try_take (Desk *self)
{
  Patience patience = { .queue = self->prepared->queue };

  return bookout_dispatcher_take (self->dispatcher, leave_cb, &patience);
}

static BookoutJob *
take (Desk *self)
{
  BookoutJob *job = try_take (self);

  g_assert_nonnull (job);
  return job;
}

static void
settle (Desk *self, BookoutJob *job, const GError *failure)
{
  g_auto (BookoutFetch) fetch = { NULL };

  bookout_dispatcher_begin_fetch (self->dispatcher, job, self->tab, &fetch);
  bookout_dispatcher_settle (self->dispatcher, job, &fetch, failure);
}

static void
fail (Desk *self, BookoutJob *job, GQuark domain, int code)
{
  g_autoptr (GError) failure = g_error_new_literal (domain, code, "It failed.");

  settle (self, job, failure);
}

static void
succeed (Desk *self, BookoutJob *job)
{
  g_auto (BookoutFetch) fetch = { NULL };
  g_autoptr (GError) error = NULL;

  bookout_dispatcher_begin_fetch (self->dispatcher, job, self->tab, &fetch);
  g_assert_true (bookout_fetch_run (&fetch, NULL, &error));
  g_assert_no_error (error);
  bookout_dispatcher_settle (self->dispatcher, job, &fetch, NULL);
}

static BookoutHold
get_hold (Desk *self)
{
  g_autofree char *words = NULL;
  gint64 until;

  return bookout_dispatcher_get_hold (self->dispatcher, &until, &words);
}

static gint64
get_until (Desk *self)
{
  g_autofree char *words = NULL;
  gint64 until;

  bookout_dispatcher_get_hold (self->dispatcher, &until, &words);
  return until;
}

static BookoutQueueCounts
get_counts (Desk *self)
{
  return bookout_queue_get_counts (self->prepared->queue);
}

static BookoutResult *
last_result (Desk *self)
{
  BookoutResult *last = NULL;
  BookoutResult *result;

  while ((result = bookout_dispatcher_pop_result (self->dispatcher)) != NULL)
    {
      g_clear_pointer (&last, bookout_result_free);
      last = result;
    }

  g_assert_nonnull (last);
  return last;
}

static void
test_right (void)
{
  g_autoptr (Desk) desk = desk_new (3);
  BookoutJob *job = take (desk);
  g_autoptr (BookoutVehicle) vehicle = g_object_ref (job->vehicle);
  g_autoptr (BookoutResult) result = NULL;
  BookoutProgress progress;

  succeed (desk, job);
  result = last_result (desk);
  g_assert_true (result->vehicle == vehicle);
  g_assert_cmpint (result->state, ==, BOOKOUT_VEHICLE_DONE);
  g_assert_cmpuint (result->attempts, ==, 1);
  g_assert_cmpuint (result->size, >, 0);
  g_assert_cmpint (result->finished_at, >, 0);
  g_assert_cmpuint (get_counts (desk).done, ==, 1);
  g_assert_cmpuint (run_fixture_count_sheets (desk->fixture->folder), ==, 1);
  bookout_dispatcher_get_progress (desk->dispatcher, &progress);
  g_assert_cmpuint (progress.attempts, ==, 1);
  g_assert_cmpuint (progress.wrong_caught, ==, 0);
}

/* Two sheets of other vehicles in a row leave one tab at work, until ten right ones in a row have come. */
static void
test_wrong_in_a_row (void)
{
  g_autoptr (Desk) desk = desk_new (3);
  BookoutJob *one;
  BookoutJob *two;
  BookoutProgress progress;

  fail (desk, take (desk), BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_OTHER_VEHICLE);
  succeed (desk, take (desk));
  fail (desk, take (desk), BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_OTHER_VEHICLE);
  one = take (desk);
  two = take (desk); /* not in a row so far */
  fail (desk, one, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_CONFLICT);
  g_assert_null (try_take (desk)); /* the other one is at work */

  for (guint i = 0; i < 9; i++)
    {
      succeed (desk, two);
      two = take (desk);
      g_assert_null (try_take (desk));
    }
  fail (desk, two, BOOKOUT_SHEET_ERROR,
        BOOKOUT_SHEET_ERROR_OTHER_VEHICLE); /* counts from the beginning again */
  two = take (desk);
  for (guint i = 0; i < 10; i++)
    {
      g_assert_null (try_take (desk));
      succeed (desk, two);
      two = take (desk);
    }
  one = take (desk);

  bookout_dispatcher_get_progress (desk->dispatcher, &progress);
  g_assert_cmpuint (progress.wrong_caught, ==, 4);
  succeed (desk, one);
  succeed (desk, two);
}

static void
open_breaker (Desk *self, GQuark domain, int code, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpint (get_hold (self), ==, BOOKOUT_HOLD_NONE);
      fail (self, take (self), domain, code);
    }
  g_assert_cmpint (get_hold (self), ==, BOOKOUT_HOLD_BREAKER);
  g_assert_null (try_take (self));
}

/* When the time has come, one vehicle goes out, and only one. */
static BookoutJob *
probe (Desk *self)
{
  BookoutJob *job;

  bookout_dispatcher_tick (self->dispatcher, get_until (self) - 1);
  g_assert_null (try_take (self));
  bookout_dispatcher_tick (self->dispatcher, get_until (self));
  job = take (self);
  g_assert_null (try_take (self));
  g_assert_cmpint (get_hold (self), ==, BOOKOUT_HOLD_BREAKER);

  return job;
}

static void
test_breaker (void)
{
  g_autoptr (Desk) desk = desk_new (3);
  BookoutJob *one;

  open_breaker (desk, BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_SERVER, 3);
  fail (desk, probe (desk), BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_SERVER);
  succeed (desk, probe (desk));
  g_assert_cmpint (get_hold (desk), ==, BOOKOUT_HOLD_NONE);
  one = take (desk);
  succeed (desk, take (desk));
  succeed (desk, one);
}

static void
test_breaker_changed (void)
{
  g_autoptr (Desk) desk = desk_new (3);

  open_breaker (desk, BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_UNEXPECTED, 2);
}

/* A cause that stays, and that the portal answers with, is met by each vehicle for itself in the end. */
static void
test_breaker_gives_in (void)
{
  g_autoptr (Desk) desk = desk_new (3);

  open_breaker (desk, BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_SERVER, 3);
  for (guint i = 0; i < 4; i++)
    fail (desk, probe (desk), BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_SERVER);
  bookout_dispatcher_tick (desk->dispatcher, get_until (desk));
  g_assert_cmpint (get_hold (desk), ==, BOOKOUT_HOLD_NONE);
  for (guint i = 0; i < 5; i++)
    fail (desk, take (desk), BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_SERVER);
  g_assert_cmpint (get_hold (desk), ==, BOOKOUT_HOLD_NONE);
}

/* Maintenance spends no attempt, so there is nothing to give in to: it is probed for as long as it lasts, and then all goes on. */
static void
test_breaker_maintenance (void)
{
  g_autoptr (Desk) desk = desk_new (3);

  open_breaker (desk, BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_MAINTENANCE, 3);
  for (guint i = 0; i < 12; i++)
    {
      BookoutJob *job = probe (desk);

      g_assert_cmpuint (job->attempts, ==, 0);
      fail (desk, job, BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_MAINTENANCE);
    }
  succeed (desk, probe (desk));
  g_assert_cmpint (get_hold (desk), ==, BOOKOUT_HOLD_NONE);
  g_assert_cmpuint (get_counts (desk).failed + get_counts (desk).postponed, ==, 0);
}

/* Without a connection it probes for four hours, at no cost to any vehicle that waits; a person who comes back then has it try again. */
static void
test_unreachable (void)
{
  g_autoptr (Desk) desk = desk_new (3);
  gint64 hours = 4 * G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC;
  g_autoptr (GError) blocked = NULL;

  open_breaker (desk, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_CONNECT, 3);
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (BookoutResult) result = NULL;
      BookoutJob *job = probe (desk);
      guint before = job->attempts;

      fail (desk, job, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_CONNECT);
      result = last_result (desk);
      g_assert_cmpuint (result->attempts, ==, before);
    }

  bookout_dispatcher_tick (desk->dispatcher, g_get_monotonic_time () + hours + 60 * G_USEC_PER_SEC);
  g_assert_cmpint (get_hold (desk), ==, BOOKOUT_HOLD_BLOCKED);
  blocked = bookout_dispatcher_dup_blocked (desk->dispatcher);
  g_assert_error (blocked, BOOKOUT_RUN_ERROR, BOOKOUT_RUN_ERROR_UNREACHABLE);
  bookout_dispatcher_tick (desk->dispatcher, g_get_monotonic_time () + 2 * hours);
  g_assert_cmpint (get_hold (desk), ==, BOOKOUT_HOLD_BLOCKED);

  bookout_dispatcher_unblock (desk->dispatcher);
  g_assert_cmpint (get_hold (desk), ==, BOOKOUT_HOLD_BREAKER);
  bookout_dispatcher_tick (desk->dispatcher, get_until (desk));
  g_assert_cmpint (get_hold (desk), ==, BOOKOUT_HOLD_BREAKER);
  succeed (desk, take (desk));
  g_assert_cmpint (get_hold (desk), ==, BOOKOUT_HOLD_NONE);
}

/* What is wrong on this computer is nobody's fault: the vehicle is the next one again, and the run looks by itself whether it is mended. */
static void
test_blocked_local (void)
{
  g_autoptr (Desk) desk = desk_new (1);
  BookoutJob *job = take (desk);
  BookoutJob *other = take (desk);
  g_autoptr (BookoutVehicle) vehicle = g_object_ref (job->vehicle);

  fail (desk, job, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_NO_SPACE);
  g_assert_cmpint (get_hold (desk), ==, BOOKOUT_HOLD_BLOCKED);
  g_assert_null (try_take (desk));
  succeed (desk, other); /* what is in work is finished, and does not unblock */
  g_assert_null (try_take (desk));

  bookout_dispatcher_tick (desk->dispatcher, g_get_monotonic_time () + 14 * G_USEC_PER_SEC);
  g_assert_cmpint (get_hold (desk), ==, BOOKOUT_HOLD_BLOCKED);
  bookout_dispatcher_tick (desk->dispatcher, g_get_monotonic_time () + 16 * G_USEC_PER_SEC);
  g_assert_cmpint (get_hold (desk), ==, BOOKOUT_HOLD_NONE);
  job = take (desk);
  g_assert_true (job->vehicle == vehicle);
  g_assert_cmpuint (job->attempts, ==, 0);
  succeed (desk, job);
}

/* What only a person can mend waits for one, and the first cause is the one that is told. */
static void
test_blocked_person (void)
{
  g_autoptr (Desk) desk = desk_new (3);
  BookoutJob *one = take (desk);
  BookoutJob *two = take (desk);
  g_autoptr (GError) blocked = NULL;

  g_assert_null (bookout_dispatcher_dup_blocked (desk->dispatcher));
  fail (desk, one, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_CONTESTED);
  fail (desk, two, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_DISK);
  bookout_dispatcher_tick (desk->dispatcher, g_get_monotonic_time () + 10 * 60 * G_USEC_PER_SEC);
  g_assert_cmpint (get_hold (desk), ==, BOOKOUT_HOLD_BLOCKED);
  blocked = bookout_dispatcher_dup_blocked (desk->dispatcher);
  g_assert_error (blocked, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_CONTESTED);

  bookout_dispatcher_set_paused (desk->dispatcher, TRUE);
  bookout_dispatcher_unblock (desk->dispatcher);
  g_assert_cmpint (get_hold (desk), ==, BOOKOUT_HOLD_PAUSED);
  g_assert_null (try_take (desk));
  bookout_dispatcher_set_paused (desk->dispatcher, FALSE);
  succeed (desk, take (desk));
}

/* A vehicle that was in work when the run was stopped waits again, in the ledger too, and has lost no attempt. */
static void
test_stopped (void)
{
  g_autoptr (Desk) desk = desk_new (3);
  BookoutJob *job = take (desk);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (BookoutResult) result = NULL;

  bookout_dispatcher_stop (desk->dispatcher);
  g_assert_null (try_take (desk));
  fail (desk, job, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (get_counts (desk).waiting, ==, 60);
  result = last_result (desk);
  g_assert_cmpint (result->state, ==, BOOKOUT_VEHICLE_WAITING);
  g_assert_cmpuint (result->attempts, ==, 0);

  rows = bookout_ledger_list_vehicles (desk->prepared->ledger, desk->prepared->run_id, NULL);
  for (guint i = 0; i < rows->len; i++)
    g_assert_cmpstr (((BookoutLedgerVehicle *) g_ptr_array_index (rows, i))->state, ==, "waiting");
}

/* After its attempts a vehicle waits for the slow pass, and that is its last. */
static void
test_slow_pass (void)
{
  g_autoptr (Desk) desk = desk_new (1);
  g_autoptr (BookoutResult) result = NULL;
  BookoutJob *job = take (desk);
  g_autoptr (BookoutVehicle) vehicle = g_object_ref (job->vehicle);

  fail (desk, job, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_TIMEOUT);
  g_assert_cmpuint (get_counts (desk).postponed, ==, 1);
  for (guint i = 0; i < 59; i++)
    fail (desk, take (desk), BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_DENIED);
  g_assert_cmpuint (get_counts (desk).failed, ==, 59);

  job = take (desk);
  g_assert_true (job->slow);
  g_assert_true (job->vehicle == vehicle);
  g_assert_cmpuint (job->attempts, ==, 1);
  fail (desk, job, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_TIMEOUT);
  result = last_result (desk);
  g_assert_cmpint (result->state, ==, BOOKOUT_VEHICLE_FAILED);
  g_assert_cmpuint (result->attempts, ==, 2);
  g_assert_cmpstr (result->code, ==, "timeout");
  g_assert_cmpstr (result->reason, ==, "It failed.");
  g_assert_true (bookout_queue_is_settled (desk->prepared->queue));
  g_assert_null (try_take (desk));
}

int
main (int argc, char **argv)
{
  bookout_session_global_init ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/dispatcher/right", test_right);
  g_test_add_func ("/dispatcher/wrong-in-a-row", test_wrong_in_a_row);
  g_test_add_func ("/dispatcher/breaker/opens", test_breaker);
  g_test_add_func ("/dispatcher/breaker/changed", test_breaker_changed);
  g_test_add_func ("/dispatcher/breaker/gives-in", test_breaker_gives_in);
  g_test_add_func ("/dispatcher/breaker/maintenance", test_breaker_maintenance);
  g_test_add_func ("/dispatcher/unreachable", test_unreachable);
  g_test_add_func ("/dispatcher/blocked/local", test_blocked_local);
  g_test_add_func ("/dispatcher/blocked/person", test_blocked_person);
  g_test_add_func ("/dispatcher/stopped", test_stopped);
  g_test_add_func ("/dispatcher/slow-pass", test_slow_pass);

  return g_test_run ();
}
