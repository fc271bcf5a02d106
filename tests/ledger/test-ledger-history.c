/* test-ledger-history.c - a vehicle through all runs, and runs that are forgotten
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ledger-fixture.h"

#define DAY 86400

static void
record (BookoutLedger *ledger, gint64 run_id, const char *reference, const char *state, const char *code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedgerVehicle) vehicle = bookout_ledger_vehicle_new (reference);
  BookoutLedgerAttempt attempt = { reference, 3, 1764072000000000, 812000, "sheet", code, NULL, TRUE };

  g_free (vehicle->state);
  vehicle->state = g_strdup (state);
  vehicle->attempts = 1;
  vehicle->file_name = g_strdup_printf ("%s.pdf", reference);
  attempt.words = g_str_equal (code, "ok") ? NULL : "No answer within 15 seconds.";
  g_assert_true (bookout_ledger_record (ledger, run_id, &attempt, vehicle, &error));
  g_assert_no_error (error);
}

/* Settles all vehicles of a run and ends it at @ended_at. */
static void
end_run (BookoutLedger *ledger, gint64 run_id, guint n, const char *state, gint64 ended_at)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *reference = g_strdup_printf ("V%05u", i);

      record (ledger, run_id, reference, "failed", "timeout");
    }
  g_assert_true (bookout_ledger_set_run_state (ledger, run_id, state, ended_at, NULL));
}

static void
test_attempts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedger) ledger = open_ledger (data != NULL ? data : fixture->path);
  gint64 run_id = add_run (ledger, "/bookouts", 5);
  g_autoptr (GPtrArray) attempts = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) no_run = NULL;
  const BookoutLedgerPastAttempt *attempt;

  record (ledger, run_id, "V00003", "waiting", "timeout");
  record (ledger, run_id, "V00003", "failed", "ok");
  attempts = bookout_ledger_list_attempts (ledger, run_id, "V00003", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (attempts->len, ==, 2);
  attempt = attempts->pdata[0];
  g_assert_cmpstr (attempt->code, ==, "timeout");
  g_assert_cmpstr (attempt->words, ==, "No answer within 15 seconds.");
  g_assert_cmpstr (attempt->stage, ==, "sheet");
  g_assert_cmpuint (attempt->tab, ==, 3);
  g_assert_cmpint (attempt->began_at, ==, 1764072000000000);
  g_assert_cmpint (attempt->duration_us, ==, 812000);
  g_assert_true (attempt->counted);
  attempt = attempts->pdata[1];
  g_assert_cmpstr (attempt->code, ==, "ok");
  g_assert_null (attempt->words);

  none = bookout_ledger_list_attempts (ledger, run_id, "V00004", &error);
  g_assert_cmpuint (none->len, ==, 0);
  no_run = bookout_ledger_list_attempts (ledger, 99, "V00003", &error);
  g_assert_cmpuint (no_run->len, ==, 0);
}

static void
test_history (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedger) ledger = open_ledger (fixture->path);
  gint64 first = add_run (ledger, "/one", 5);
  gint64 second = add_run (ledger, "/two", 3);
  g_autoptr (GPtrArray) both = NULL;
  g_autoptr (GPtrArray) one = NULL;
  g_autoptr (GPtrArray) none = NULL;
  const BookoutLedgerPastVehicle *past;

  record (ledger, first, "V00001", "failed", "timeout");
  bookout_ledger_take (ledger, second, "V00001");
  both = bookout_ledger_list_vehicle_history (ledger, "V00001", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (both->len, ==, 2);
  past = both->pdata[0];
  g_assert_cmpint (past->run_id, ==, second);
  g_assert_cmpstr (past->folder, ==, "/two");
  g_assert_cmpstr (past->portal_id, ==, "practice");
  g_assert_cmpint (past->began_at, ==, 1764072000);
  g_assert_cmpstr (past->vehicle->reference, ==, "V00001");
  g_assert_cmpstr (past->vehicle->state, ==, "waiting");
  past = both->pdata[1];
  g_assert_cmpint (past->run_id, ==, first);
  g_assert_cmpstr (past->vehicle->state, ==, "failed");
  g_assert_cmpstr (past->vehicle->vin, ==, "1HALDEN00MR000001");

  one = bookout_ledger_list_vehicle_history (ledger, "V00004", &error);
  g_assert_cmpuint (one->len, ==, 1);
  none = bookout_ledger_list_vehicle_history (ledger, "v00001", &error); /* another reference */
  g_assert_cmpuint (none->len, ==, 0);
}

static char *
run_ids (BookoutLedger *ledger)
{
  g_autoptr (GPtrArray) runs = bookout_ledger_list_runs (ledger, NULL);
  GString *ids = g_string_new (NULL);

  for (guint i = 0; i < runs->len; i++)
    g_string_append_printf (ids, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "",
                            ((const BookoutLedgerRun *) runs->pdata[i])->id);

  return g_string_free (ids, FALSE);
}

static void
assert_pruned (BookoutLedger *ledger, gint64 before, guint keep_newest, guint n, const char *left)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *ids = NULL;
  guint n_removed = 99;

  g_assert_true (bookout_ledger_prune (ledger, before, keep_newest, &n_removed, &error));
  g_assert_no_error (error);
  ids = run_ids (ledger);
  g_assert_cmpuint (n_removed, ==, n);
  g_assert_cmpstr (ids, ==, left);
}

/* What may be forgotten, one rule after the other. */
static void
test_prune (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BookoutLedger) ledger = open_ledger (fixture->path);

  end_run (ledger, add_run (ledger, "/there", 4), 4, "finished", 10 * DAY); /* 1 */
  end_run (ledger, add_run (ledger, "/there", 4), 4, "stopped",
           11 * DAY); /* 2: its account's newest, see below */
  end_run (ledger, add_run (ledger, "/gone/a", 4), 4, "finished", 12 * DAY);    /* 3 */
  end_run (ledger, add_run (ledger, "/gone/b", 4), 3, "stopped", 12 * DAY);     /* 4: one waits */
  end_run (ledger, add_run (ledger, "/gone/c", 4), 4, "interrupted", 12 * DAY); /* 5 */
  add_run (ledger, "/gone/d", 0);                                               /* 6: running */
  end_run (ledger, add_run (ledger, "/gone/e", 4), 4, "finished", 13 * DAY);    /* 7 */
  end_run (ledger, add_run (ledger, "/gone/f", 4), 4, "finished", 20 * DAY);    /* 8: young */

  meddle (fixture->path, "UPDATE runs SET user = 'colleague' WHERE id = 2");
  assert_pruned (ledger, 0, 0, 0, "8 7 6 5 4 3 2 1");
  assert_pruned (ledger, 15 * DAY, 8, 0, "8 7 6 5 4 3 2 1");
  assert_pruned (ledger, 15 * DAY, 2, 2, "8 7 6 5 4 2");
  assert_pruned (ledger, 15 * DAY, 0, 1, "8 6 5 4 2");
  assert_pruned (ledger, 15 * DAY, 0, 0, "8 6 5 4 2");
  meddle (fixture->path, "UPDATE runs SET user = (SELECT user FROM runs WHERE id = 8)");
  assert_pruned (ledger, 15 * DAY, 0, 1, "8 6 5 4");

  g_assert_finalize_object (g_steal_pointer (&ledger));
  g_assert_cmpint (ask (fixture->path, "SELECT count(*) FROM vehicles"), ==, 12);
  g_assert_cmpint (ask (fixture->path, "SELECT count(*) FROM pragma_foreign_key_check"), ==, 0);
}

static gint64
size_of (const char *path)
{
  GStatBuf status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);

  return status.st_size;
}

static void
fill_and_prune (const char *path)
{
  g_autoptr (BookoutLedger) ledger = open_ledger (path);
  gint64 full;

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *folder = g_strdup_printf ("/gone/%u", i);
      gint64 run_id = add_run (ledger, folder, 2000);

      end_run (ledger, run_id, 0, "finished", 10 * DAY);
    }
  g_assert_finalize_object (g_steal_pointer (&ledger));
  meddle (path, "UPDATE vehicles SET state = 'failed'");
  full = size_of (path);

  ledger = open_ledger (path);
  assert_pruned (ledger, 15 * DAY, 1, 9, "10");
  g_assert_cmpint (size_of (path), <, full / 4);
  g_assert_finalize_object (g_steal_pointer (&ledger));
  g_assert_cmpint (ask (path, "PRAGMA auto_vacuum"), ==, 2);
  g_assert_cmpint (ask (path, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), ==,
                   1);
}

static void
test_space (Fixture *fixture, gconstpointer data)
{
  fill_and_prune (fixture->path);
}

/* One that an earlier version made is written anew once. */
static void
test_space_of_older (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BookoutLedger) ledger = open_ledger (fixture->path);

  g_assert_finalize_object (g_steal_pointer (&ledger));
  meddle (fixture->path,
          "PRAGMA journal_mode = DELETE; PRAGMA auto_vacuum = NONE; VACUUM; PRAGMA journal_mode = WAL");
  g_assert_cmpint (ask (fixture->path, "PRAGMA auto_vacuum"), ==, 0);
  fill_and_prune (fixture->path);
}

typedef struct
{
  BookoutLedger *ledger;
  gint64 run_id;
  int is_over; /* atomic */
} Recorder;

static gpointer
recorder_worker (gpointer data)
{
  Recorder *self = data;

  while (!g_atomic_int_get (&self->is_over))
    record (self->ledger, self->run_id, "V00000", "failed", "timeout");

  return NULL;
}

/* Forgetting and recording at once, through the one writer. */
static void
test_prune_while_recording (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BookoutLedger) ledger = open_ledger (fixture->path);
  Recorder recorder = { ledger, 0, FALSE };
  GThread *thread;

  for (guint i = 0; i < 10; i++)
    end_run (ledger, add_run (ledger, "/gone", 200), 20, "finished", 10 * DAY);
  g_assert_finalize_object (g_steal_pointer (&ledger));
  meddle (fixture->path, "UPDATE vehicles SET state = 'failed'");

  ledger = open_ledger (fixture->path);
  recorder.ledger = ledger;
  recorder.run_id = add_run (ledger, "/now", 1);
  thread = g_thread_new ("recorder", recorder_worker, &recorder);
  assert_pruned (ledger, 15 * DAY, 0, 10, "11");
  g_atomic_int_set (&recorder.is_over, TRUE);
  g_thread_join (thread);
  g_assert_finalize_object (g_steal_pointer (&ledger));
  g_assert_cmpint (ask (fixture->path, "SELECT count(DISTINCT vehicle_id) FROM attempts"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/ledger-history/attempts", test_attempts);
  g_test_add ("/ledger-history/attempts-in-memory", Fixture, "", fixture_set_up, test_attempts,
              fixture_tear_down);
  ADD ("/ledger-history/history", test_history);
  ADD ("/ledger-history/prune", test_prune);
  ADD ("/ledger-history/space", test_space);
  ADD ("/ledger-history/space-of-older", test_space_of_older);
  ADD ("/ledger-history/prune-while-recording", test_prune_while_recording);
#undef ADD

  return g_test_run ();
}
