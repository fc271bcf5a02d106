/* test-ledger.c - what is recorded is what is read, in a file and in memory
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ledger-fixture.h"

static void
set_text (char **field, const char *text)
{
  g_free (*field);
  *field = g_strdup (text);
}

static GPtrArray *
list_vehicles (BookoutLedger *ledger, gint64 run_id)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *vehicles = bookout_ledger_list_vehicles (ledger, run_id, &error);

  g_assert_no_error (error);

  return vehicles;
}

static void
record (BookoutLedger *ledger,
        gint64 run_id,
        const char *reference,
        const char *state,
        const char *code,
        const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedgerVehicle) vehicle = bookout_ledger_vehicle_new (reference);
  BookoutLedgerAttempt attempt = { reference, 3, 1764072001000000, 2500000, "sheet", code, words, TRUE };

  set_text (&vehicle->state, state);
  set_text (&vehicle->code, code);
  set_text (&vehicle->reason, words);
  vehicle->attempts = 1;
  vehicle->finished_at = 1764072003;
  g_assert_true (bookout_ledger_record (ledger, run_id, &attempt, vehicle, &error));
  g_assert_no_error (error);
}

static void
test_new_destroy (Fixture *fixture, gconstpointer data)
{
  BookoutLedger *ledger = open_ledger (fixture->path);

  g_assert_finalize_object (ledger);

  ledger = open_ledger ("");
  g_assert_finalize_object (ledger);
}

static void
test_default_path (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = bookout_ledger_default_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (BookoutLedger) ledger = NULL;
  GStatBuf info;

  g_assert_true (g_str_has_prefix (path, g_get_user_data_dir ()));
  g_assert_true (g_str_has_suffix (path, "/bookout/ledger.db"));

  ledger = open_ledger (NULL);
  g_assert_cmpint (g_stat (folder, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 07777, ==, 0700);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 07777, ==, 0600);
}

static void
assert_same_vehicle (const BookoutLedgerVehicle *left, const BookoutLedgerVehicle *right)
{
  g_assert_cmpstr (left->reference, ==, right->reference);
  g_assert_cmpstr (left->vin, ==, right->vin);
  g_assert_cmpstr (left->description, ==, right->description);
  g_assert_cmpstr (left->state, ==, right->state);
  g_assert_cmpuint (left->attempts, ==, right->attempts);
  g_assert_cmpstr (left->code, ==, right->code);
  g_assert_cmpstr (left->reason, ==, right->reason);
  g_assert_cmpstr (left->file_name, ==, right->file_name);
  g_assert_cmpstr (left->sha256, ==, right->sha256);
  g_assert_cmpuint (left->size, ==, right->size);
  g_assert_cmpstr (left->proof, ==, right->proof);
  g_assert_cmpint (left->finished_at, ==, right->finished_at);
}

/* References as portals have them, and as nobody hopes to see them. */
static const char *const references[] = {
  "165548",
  "165548A",
  "0165548",
  " ",
  "'; DROP TABLE runs; --",
  "a/b",
  "..",
  "%s%n",
  "\xf0\x9f\x9a\x97",
  "\xe2\x80\xae"
  "845",
  "line\nbreak",
  "\"q\"",
};

static GPtrArray *
odd_vehicles (void)
{
  static const char *const states[] = { "waiting", "done", "unproved", "failed", "held", "skipped" };
  static const char *const proofs[] = { "none", "page", "text" };
  GPtrArray *vehicles = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_ledger_vehicle_free);

  for (guint i = 0; i < G_N_ELEMENTS (references); i++)
    {
      BookoutLedgerVehicle *vehicle = bookout_ledger_vehicle_new (references[i]);

      set_text (&vehicle->state, states[i % G_N_ELEMENTS (states)]);
      set_text (&vehicle->proof, proofs[i % G_N_ELEMENTS (proofs)]);
      set_text (&vehicle->vin, i % 2 == 0 ? "" : "1HALDEN00MR000001");
      set_text (&vehicle->description, references[G_N_ELEMENTS (references) - 1 - i]);
      set_text (&vehicle->code, i % 3 == 0 ? NULL : "timeout");
      set_text (&vehicle->reason, i % 3 == 0 ? NULL : references[i]);
      set_text (&vehicle->file_name, i % 4 == 0 ? "165548.pdf" : NULL);
      set_text (&vehicle->sha256,
                i % 4 == 0 ? "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" : NULL);
      vehicle->size = i * (guint64) G_MAXUINT32;
      vehicle->attempts = i;
      vehicle->finished_at = 1764072000 + i;
      g_ptr_array_add (vehicles, vehicle);
    }

  return vehicles;
}

static void
assert_round_trip (BookoutLedger *ledger, const char *folder, GPtrArray *vehicles)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedgerRun) run = bookout_ledger_find_run (ledger, folder, &error);
  g_autoptr (GPtrArray) read = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (run->folder, ==, folder);
  g_assert_cmpstr (run->portal_id, ==, "practice");
  g_assert_cmpstr (run->portal_path, ==, "/portals/practice.xml");
  g_assert_cmpstr (run->variables, ==, "{\"way\":\"link\"}");
  g_assert_cmpstr (run->base, ==, "https://portal.example/");
  g_assert_cmpstr (run->user, ==, "dealer");
  g_assert_cmpstr (run->state, ==, "running");
  g_assert_cmpint (run->began_at, ==, 1764072000);
  g_assert_cmpint (run->ended_at, ==, 0);
  g_assert_cmpuint (run->total, ==, 12);
  g_assert_cmpuint (run->done + run->unproved + run->failed + run->held + run->skipped, ==, 10);

  read = list_vehicles (ledger, run->id);
  g_assert_cmpuint (read->len, ==, vehicles->len);
  for (guint i = 0; i < read->len; i++)
    assert_same_vehicle (read->pdata[i], vehicles->pdata[i]);
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  gboolean in_memory = GPOINTER_TO_INT (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedger) ledger = open_ledger (in_memory ? "" : fixture->path);
  g_autoptr (GPtrArray) vehicles = odd_vehicles ();
  g_autoptr (BookoutLedgerRun) run = bookout_ledger_run_new ();

  run->folder = g_strdup ("/home/person/Bookouts/2026-11-25");
  run->portal_id = g_strdup ("practice");
  run->portal_path = g_strdup ("/portals/practice.xml");
  run->variables = g_strdup ("{\"way\":\"link\"}");
  run->base = g_strdup ("https://portal.example/");
  run->user = g_strdup ("dealer");
  run->state = g_strdup ("running");
  run->began_at = 1764072000;
  g_assert_true (bookout_ledger_add_run (ledger, run, vehicles, &error));
  g_assert_no_error (error);
  g_assert_cmpint (run->id, ==, 1);
  assert_round_trip (ledger, run->folder, vehicles);
  if (in_memory)
    return;

  g_assert_finalize_object (g_steal_pointer (&ledger));
  ledger = open_ledger (fixture->path);
  assert_round_trip (ledger, run->folder, vehicles);
}

static void
test_record (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BookoutLedger) ledger = open_ledger (fixture->path);
  g_autoptr (GPtrArray) vehicles = NULL;
  gint64 run_id = add_run (ledger, "/bookouts", 3);
  const BookoutLedgerVehicle *vehicle;

  record (ledger, run_id, "V00001", "waiting", "timeout", "No answer within 30 seconds.");
  record (ledger, run_id, "V00001", "done", "ok", NULL);

  vehicles = list_vehicles (ledger, run_id);
  vehicle = vehicles->pdata[1];
  g_assert_cmpstr (vehicle->reference, ==, "V00001");
  g_assert_cmpstr (vehicle->state, ==, "done");
  g_assert_cmpstr (vehicle->reason, ==, NULL);
  /* from the inventory, which the second row didn't repeat */
  g_assert_cmpstr (vehicle->vin, ==, "1HALDEN00MR000001");
  g_assert_cmpstr (vehicle->description, ==, "2019 Halden Marlin SE");

  g_assert_cmpint (ask (fixture->path,
                        "SELECT count(*) FROM attempts a JOIN vehicles v ON a.vehicle_id = v.id "
                        "WHERE v.reference = 'V00001' AND a.tab = 3 AND a.duration_us = 2500000 "
                        "AND a.stage = 'sheet' AND a.counted"),
                   ==, 2);
  g_assert_cmpint (
      ask (fixture->path, "SELECT count(*) FROM attempts WHERE words = 'No answer within 30 seconds.'"), ==,
      1);
}

/* Same reference in two runs: each has its own row. */
static void
test_runs_are_apart (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedger) ledger = open_ledger (fixture->path);
  g_autoptr (BookoutLedgerRun) found = NULL;
  g_autoptr (GPtrArray) runs = NULL;
  gint64 first = add_run (ledger, "/bookouts/a", 2);
  gint64 second = add_run (ledger, "/bookouts/b", 3);
  gint64 third = add_run (ledger, "/bookouts/a", 4);

  record (ledger, first, "V00000", "failed", "gone", "The vehicle is gone.");
  record (ledger, third, "V00000", "done", "ok", NULL);
  record (ledger, third, "V00001", "unproved", "ok", NULL);
  record (ledger, third, "V00002", "held", "wrong-vehicle", "The sheet names V00003.");
  record (ledger, third, "V00003", "skipped", "ok", NULL);
  g_assert_true (bookout_ledger_set_run_state (ledger, third, "finished", 1764079200, &error));
  g_assert_no_error (error);

  found = bookout_ledger_find_run (ledger, "/bookouts/./x/../a//", &error);
  g_assert_no_error (error);
  g_assert_cmpint (found->id, ==, third);
  g_assert_cmpstr (found->state, ==, "finished");
  g_assert_cmpint (found->ended_at, ==, 1764079200);
  g_assert_cmpuint (found->total, ==, 4);
  g_assert_cmpuint (found->done, ==, 1);
  g_assert_cmpuint (found->unproved, ==, 1);
  g_assert_cmpuint (found->held, ==, 1);
  g_assert_cmpuint (found->skipped, ==, 1);
  g_assert_cmpuint (found->failed, ==, 0);

  runs = bookout_ledger_list_runs (ledger, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (runs->len, ==, 3);
  g_assert_cmpint (((BookoutLedgerRun *) runs->pdata[0])->id, ==, third);
  g_assert_cmpint (((BookoutLedgerRun *) runs->pdata[1])->id, ==, second);
  g_assert_cmpint (((BookoutLedgerRun *) runs->pdata[2])->id, ==, first);
  g_assert_cmpuint (((BookoutLedgerRun *) runs->pdata[1])->total, ==, 3);
  g_assert_cmpuint (((BookoutLedgerRun *) runs->pdata[2])->failed, ==, 1);
}

static void
test_run_without_vehicles (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedger) ledger = open_ledger (fixture->path);
  g_autoptr (BookoutLedgerRun) run = bookout_ledger_run_new ();
  g_autoptr (BookoutLedgerRun) found = NULL;
  g_autoptr (GPtrArray) vehicles = NULL;

  run->folder = g_strdup ("/bookouts");
  g_assert_true (bookout_ledger_add_run (ledger, run, NULL, &error));
  found = bookout_ledger_find_run (ledger, "/bookouts", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->total, ==, 0);
  g_assert_cmpstr (found->state, ==, "running");
  vehicles = list_vehicles (ledger, run->id);
  g_assert_cmpuint (vehicles->len, ==, 0);
}

static void
test_take (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BookoutLedger) ledger = open_ledger (fixture->path);
  g_autoptr (GPtrArray) vehicles = NULL;
  gint64 run_id = add_run (ledger, "/bookouts", 3);

  record (ledger, run_id, "V00002", "done", "ok", NULL);
  bookout_ledger_take (ledger, run_id, "V00000");
  bookout_ledger_take (ledger, run_id, "V00002");                              /* too late */
  bookout_ledger_take (ledger, run_id, "no such one");                         /* and nobody is told */
  record (ledger, run_id, "V00001", "failed", "gone", "The vehicle is gone."); /* written after them */

  g_assert_cmpint (ask (fixture->path, "SELECT count(*) FROM vehicles WHERE state = 'in-work'"), ==, 1);
  vehicles = list_vehicles (ledger, run_id);
  g_assert_cmpstr (((BookoutLedgerVehicle *) vehicles->pdata[0])->state, ==, "waiting");
  g_assert_cmpstr (((BookoutLedgerVehicle *) vehicles->pdata[1])->state, ==, "failed");
  g_assert_cmpstr (((BookoutLedgerVehicle *) vehicles->pdata[2])->state, ==, "done");
}

static void
test_sessions (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedger) ledger = open_ledger (fixture->path);
  gint64 run_id = add_run (ledger, "/bookouts", 1);

  g_assert_true (bookout_ledger_add_session (ledger, run_id, 1764072001, &error));
  g_assert_true (bookout_ledger_add_session (ledger, run_id, 1764075001, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ask (fixture->path, "SELECT count(*) FROM sessions WHERE run_id = 1"), ==, 2);
}

static void
test_no_run (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedger) ledger = open_ledger (GPOINTER_TO_INT (data) ? "" : fixture->path);
  g_autoptr (BookoutLedgerVehicle) vehicle = bookout_ledger_vehicle_new ("unknown");
  BookoutLedgerAttempt attempt = { "unknown", 1, 0, 0, "sheet", "ok", NULL, TRUE };
  gint64 run_id = add_run (ledger, "/bookouts", 1);

  g_assert_null (bookout_ledger_find_run (ledger, "/elsewhere", &error));
  g_assert_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_NO_RUN);
  g_assert_nonnull (strstr (error->message, "/elsewhere"));
  g_clear_error (&error);

  g_assert_false (bookout_ledger_set_run_state (ledger, run_id + 1, "finished", 1, &error));
  g_assert_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_NO_RUN);
  g_clear_error (&error);

  g_assert_false (bookout_ledger_add_session (ledger, run_id + 1, 1, &error));
  g_assert_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_NO_RUN);
  g_clear_error (&error);

  g_assert_false (bookout_ledger_record (ledger, run_id, &attempt, vehicle, &error));
  g_assert_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_NO_RUN);
  g_clear_error (&error);

  g_assert_false (bookout_ledger_set_vehicle (ledger, run_id + 1, vehicle, &error));
  g_assert_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_NO_RUN);
}

/* Whatever the tables refuse leaves no trace. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedger) ledger = open_ledger (fixture->path);
  g_autoptr (GPtrArray)
      vehicles = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_ledger_vehicle_free);
  g_autoptr (BookoutLedgerRun) run = bookout_ledger_run_new ();
  gint64 run_id = add_run (ledger, "/bookouts", 1);

  g_assert_false (bookout_ledger_set_run_state (ledger, run_id, "on fire", 1, &error));
  g_assert_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_IO);
  g_clear_error (&error);

  run->folder = g_strdup ("/twice");
  g_ptr_array_add (vehicles, bookout_ledger_vehicle_new ("165548"));
  g_ptr_array_add (vehicles, bookout_ledger_vehicle_new ("165548"));
  g_assert_false (bookout_ledger_add_run (ledger, run, vehicles, &error));
  g_assert_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_IO);
  g_assert_cmpint (run->id, ==, 0);
  g_assert_cmpint (ask (fixture->path, "SELECT count(*) FROM runs"), ==, 1);
  g_assert_cmpint (ask (fixture->path, "SELECT count(*) FROM vehicles"), ==, 1);
}

static void
test_long_words (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BookoutLedger) ledger = open_ledger (fixture->path);
  g_autoptr (GPtrArray) vehicles = NULL;
  g_autoptr (GString) words = g_string_new ("x");
  gint64 run_id = add_run (ledger, "/bookouts", 1);
  const BookoutLedgerVehicle *vehicle;

  for (guint i = 0; i < 100000; i++)
    g_string_append (words, "\xe2\x82\xac");
  record (ledger, run_id, "V00000", "failed", "no-document", words->str);

  vehicles = list_vehicles (ledger, run_id);
  vehicle = vehicles->pdata[0];
  g_assert_cmpuint (strlen (vehicle->reason), >, 1000);
  g_assert_cmpuint (strlen (vehicle->reason), <=, 1024);
  g_assert_true (g_utf8_validate (vehicle->reason, -1, NULL));
  g_assert_true (g_str_has_prefix (words->str, vehicle->reason));
}

static void
test_cannot_be_made (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_build_filename (fixture->folder, "file", NULL);
  g_autofree char *below_file = g_build_filename (file, "ledger.db", NULL);

  g_assert_null (bookout_ledger_open (fixture->folder, &error));
  g_assert_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_IO);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  g_assert_null (bookout_ledger_open (below_file, &error));
  g_assert_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "ledger.db"));
}

/* The largest inventory there is, every vehicle tried and done, a tenth of them after a failure. */
static void
test_size (Fixture *fixture, gconstpointer data)
{
  enum
  {
    N = 20000
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedger) ledger = open_ledger (fixture->path);
  g_autoptr (GPtrArray) vehicles = NULL;
  gint64 run_id = add_run (ledger, "/bookouts", N);
  GStatBuf info;

  g_assert_finalize_object (g_steal_pointer (&ledger));
  meddle (
      fixture->path,
      "UPDATE vehicles SET state = 'done', attempts = 1, file_name = reference || '.pdf', size = 50000, proof = 'text', "
      "finished_at = 1764072000, sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';"
      "INSERT INTO attempts (vehicle_id, tab, began_at, duration_us, stage, code, words, counted) "
      "SELECT id, 3, 1764072001000000, 900000, 'sheet', 'ok', NULL, 1 FROM vehicles;"
      "INSERT INTO attempts (vehicle_id, tab, began_at, duration_us, stage, code, words, counted) "
      "SELECT id, 3, 1764072001000000, 900000, 'sheet', 'timeout', 'The portal did not answer within 30 seconds.', 1 "
      "FROM vehicles WHERE ordinal % 10 = 0;");
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_test_message ("%d vehicles: %.1f MB", N, (double) info.st_size / 1e6);
  g_assert_cmpint (info.st_size, <, 20 * 1000 * 1000);

  ledger = open_ledger (fixture->path);
  vehicles = list_vehicles (ledger, run_id);
  g_assert_cmpuint (vehicles->len, ==, N);
}

int
main (int argc, char **argv)
{
  g_autofree char *data_folder = g_dir_make_tmp ("bookout-data-XXXXXX", NULL);
  int result;

  g_setenv ("XDG_DATA_HOME", data_folder, TRUE);
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function, data) \
  g_test_add (path, Fixture, data, fixture_set_up, function, fixture_tear_down)
  ADD ("/ledger/new-destroy", test_new_destroy, NULL);
  ADD ("/ledger/default-path", test_default_path, NULL);
  ADD ("/ledger/round-trip/file", test_round_trip, GINT_TO_POINTER (FALSE));
  ADD ("/ledger/round-trip/memory", test_round_trip, GINT_TO_POINTER (TRUE));
  ADD ("/ledger/record", test_record, NULL);
  ADD ("/ledger/runs-are-apart", test_runs_are_apart, NULL);
  ADD ("/ledger/run-without-vehicles", test_run_without_vehicles, NULL);
  ADD ("/ledger/take", test_take, NULL);
  ADD ("/ledger/sessions", test_sessions, NULL);
  ADD ("/ledger/no-run/file", test_no_run, GINT_TO_POINTER (FALSE));
  ADD ("/ledger/no-run/memory", test_no_run, GINT_TO_POINTER (TRUE));
  ADD ("/ledger/refused", test_refused, NULL);
  ADD ("/ledger/long-words", test_long_words, NULL);
  ADD ("/ledger/cannot-be-made", test_cannot_be_made, NULL);
  ADD ("/ledger/size", test_size, NULL);
#undef ADD

  result = g_test_run ();
  remove_folder (data_folder);

  return result;
}
