/* test-ledger-writer.c - many threads, one transaction, and each its own error
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bookout-ledger-schema.h"
#include "bookout-ledger-writer.h"
#include "ledger-fixture.h"

#define N_THREADS 16

typedef struct
{
  BookoutLedger *ledger;
  gint64 run_id;
  guint number;
  guint n_records; /* in: how many to make */
  guint first;     /* of its own vehicles */
  guint n_vehicles;
  guint32 seed;
  guint attempts[64];    /* result, for each of its vehicles */
  const char *state[64]; /* likewise */
  guint refused;         /* result */
} Recorder;

static const char *const states[] = { "waiting", "done", "unproved", "failed", "held", "skipped" };

/* Half of a record's time goes by in commits, so the others' records gather meanwhile. */
static void
record_once (Recorder *self, GRand *random)
{
  g_autoptr (GError) error = NULL;
  guint i = g_rand_int_range (random, 0, self->n_vehicles);
  gboolean is_unknown = g_rand_int_range (random, 0, 10) == 0;
  g_autofree char *reference = g_strdup_printf ("%c%05u", is_unknown ? 'U' : 'V', self->first + i);
  const char *state = states[g_rand_int_range (random, 0, G_N_ELEMENTS (states))];
  g_autoptr (BookoutLedgerVehicle) vehicle = bookout_ledger_vehicle_new (reference);
  BookoutLedgerAttempt attempt = { reference, self->number, 1, 2, "sheet", "ok", NULL, TRUE };

  g_free (vehicle->state);
  vehicle->state = g_strdup (state);
  vehicle->attempts = self->attempts[i] + 1;
  if (g_rand_boolean (random))
    bookout_ledger_take (self->ledger, self->run_id, reference);

  if (bookout_ledger_record (self->ledger, self->run_id, &attempt, vehicle, &error))
    {
      g_assert_false (is_unknown);
      self->attempts[i]++;
      self->state[i] = state;
      return;
    }

  g_assert_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_NO_RUN);
  g_assert_true (is_unknown);
  self->refused++;
}

static gpointer
recorder_worker (gpointer data)
{
  Recorder *self = data;
  g_autoptr (GRand) random = g_rand_new_with_seed (self->seed);

  for (guint i = 0; i < self->n_records; i++)
    record_once (self, random);

  return NULL;
}

static void
run_recorders (Recorder *recorders, BookoutLedger *ledger, gint64 run_id, guint n_records)
{
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    {
      recorders[i] = (Recorder){ .ledger = ledger, .run_id = run_id, .number = i, .n_records = n_records };
      recorders[i].first = i * 64;
      recorders[i].n_vehicles = 64;
      recorders[i].seed = g_test_rand_int ();
      threads[i] = g_thread_new ("recorder", recorder_worker, &recorders[i]);
    }
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
}

static void
assert_recorded (const Recorder *recorder, GPtrArray *vehicles)
{
  for (guint i = 0; i < recorder->n_vehicles; i++)
    {
      const BookoutLedgerVehicle *vehicle = vehicles->pdata[recorder->first + i];

      g_assert_cmpuint (vehicle->attempts, ==, recorder->attempts[i]);
      if (recorder->state[i] != NULL)
        g_assert_cmpstr (vehicle->state, ==, recorder->state[i]);
      else
        g_assert_cmpstr (vehicle->state, ==, "waiting");
    }
}

static void
test_threads (Fixture *fixture, gconstpointer data)
{
  gboolean in_memory = GPOINTER_TO_INT (data);
  guint n_records = g_test_perf () ? 500 : 60;
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedger) ledger = open_ledger (in_memory ? "" : fixture->path);
  g_autoptr (GPtrArray) vehicles = NULL;
  g_autofree Recorder *recorders = g_new (Recorder, N_THREADS);
  gint64 run_id = add_run (ledger, "/bookouts", N_THREADS * 64);
  guint refused = 0;

  g_test_timer_start ();
  run_recorders (recorders, ledger, run_id, n_records);
  g_test_message ("%.0f durable records a second", N_THREADS * n_records / g_test_timer_elapsed ());

  vehicles = bookout_ledger_list_vehicles (ledger, run_id, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_THREADS; i++)
    {
      assert_recorded (&recorders[i], vehicles);
      refused += recorders[i].refused;
    }
  g_assert_cmpuint (refused, >, 0);
  if (in_memory)
    return;

  g_assert_finalize_object (g_steal_pointer (&ledger));
  g_assert_cmpint (ask (fixture->path, "SELECT count(*) FROM attempts"), ==, N_THREADS * n_records - refused);
  g_assert_cmpint (ask (fixture->path, "SELECT sum (attempts) FROM vehicles"), ==,
                   N_THREADS * n_records - refused);
}

/* Reading goes on while others write, and sees each record whole. */
static gpointer
reader_worker (gpointer data)
{
  Recorder *self = data;

  for (guint i = 0; i < self->n_records; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) runs = bookout_ledger_list_runs (self->ledger, &error);
      const BookoutLedgerRun *run;

      g_assert_no_error (error);
      run = runs->pdata[0];
      g_assert_cmpuint (run->total, ==, N_THREADS * 64);
      g_assert_cmpuint (run->done + run->unproved + run->failed + run->held + run->skipped, <=, run->total);
    }

  return NULL;
}

static void
test_reading_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BookoutLedger) ledger = open_ledger (fixture->path);
  g_autofree Recorder *recorders = g_new (Recorder, N_THREADS);
  gint64 run_id = add_run (ledger, "/bookouts", N_THREADS * 64);
  Recorder reader = { .ledger = ledger, .run_id = run_id, .n_records = 100 };
  GThread *thread = g_thread_new ("reader", reader_worker, &reader);

  run_recorders (recorders, ledger, run_id, 20);
  g_thread_join (thread);
}

/* Straight at the writer, with changes of the test's own. */

typedef struct
{
  GMutex lock;
  GCond changed;
  gboolean is_held; /* a change that waits until it is let go, so that others gather behind it */
} Latch;

static gboolean
hold_change (BookoutLedgerDatabase *database, gpointer data, GError **error)
{
  Latch *latch = data;

  g_mutex_lock (&latch->lock);
  latch->is_held = TRUE;
  g_cond_broadcast (&latch->changed);
  while (latch->is_held)
    g_cond_wait (&latch->changed, &latch->lock);
  g_mutex_unlock (&latch->lock);

  return TRUE;
}

static gboolean
sql_change (BookoutLedgerDatabase *database, gpointer data, GError **error)
{
  return bookout_ledger_database_execute (database, data, error);
}

static gboolean
failing_change (BookoutLedgerDatabase *database, gpointer data, GError **error)
{
  if (!bookout_ledger_database_execute (database, "INSERT INTO t VALUES (-1)", error))
    return FALSE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "refused");

  return FALSE;
}

static BookoutLedgerDatabase *
open_table (const char *path)
{
  g_autoptr (GError) error = NULL;
  BookoutLedgerDatabase *database;

  meddle (path, "PRAGMA journal_mode=WAL; CREATE TABLE t (n INTEGER NOT NULL UNIQUE)");
  database = bookout_ledger_database_open (path, BOOKOUT_LEDGER_ACCESS_WRITE, &error);
  g_assert_no_error (error);

  return database;
}

typedef struct
{
  BookoutLedgerWriter *writer;
  guint number;
  gboolean fails;
} Caller;

static gpointer
caller_worker (gpointer data)
{
  Caller *self = data;
  g_autofree char *sql = g_strdup_printf ("INSERT INTO t VALUES (%u)", self->number);
  g_autoptr (GError) error = NULL;

  if (self->fails)
    {
      g_assert_false (bookout_ledger_writer_run (self->writer, failing_change, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
  else
    {
      g_assert_true (bookout_ledger_writer_run (self->writer, sql_change, sql, &error));
      g_assert_no_error (error);
    }

  return NULL;
}

static void
test_group (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "t.db", NULL);
  BookoutLedgerWriter *writer = bookout_ledger_writer_new (open_table (path), NULL);
  Latch latch = { 0 };
  Caller callers[40];
  GThread *threads[40];

  g_mutex_init (&latch.lock);
  g_cond_init (&latch.changed);
  bookout_ledger_writer_post (writer, hold_change, &latch, NULL);
  g_mutex_lock (&latch.lock);
  while (!latch.is_held)
    g_cond_wait (&latch.changed, &latch.lock);
  g_mutex_unlock (&latch.lock);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      callers[i] = (Caller){ writer, i, i % 3 == 0 };
      threads[i] = g_thread_new ("caller", caller_worker, &callers[i]);
    }
  g_mutex_lock (&latch.lock);
  latch.is_held = FALSE;
  g_cond_broadcast (&latch.changed);
  g_mutex_unlock (&latch.lock);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  bookout_ledger_writer_free (writer);
  g_assert_cmpint (ask (path, "SELECT count(*) FROM t"), ==, 26);
  g_assert_cmpint (ask (path, "SELECT count(*) FROM t WHERE n % 3 = 0 OR n < 0"), ==, 0);
  g_mutex_clear (&latch.lock);
  g_cond_clear (&latch.changed);
}

/* Posted changes are written before the writer goes. */
static void
test_post (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "t.db", NULL);
  BookoutLedgerWriter *writer = bookout_ledger_writer_new (open_table (path), NULL);

  for (guint i = 0; i < 3000; i++)
    bookout_ledger_writer_post (writer, sql_change, g_strdup_printf ("INSERT INTO t VALUES (%u)", i), g_free);
  bookout_ledger_writer_post (writer, failing_change, NULL, NULL);
  bookout_ledger_writer_free (writer);
  g_assert_cmpint (ask (path, "SELECT count(*) FROM t"), ==, 3000);
}

static void
test_no_space (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "t.db", NULL);
  BookoutLedgerDatabase *database = open_table (path);
  BookoutLedgerWriter *writer;

  /* what a full disk is to SQLite */
  g_assert_true (bookout_ledger_database_execute (database, "PRAGMA max_page_count=4", &error));
  writer = bookout_ledger_writer_new (database, &error);
  g_assert_false (bookout_ledger_writer_run (
      writer, sql_change,
      (gpointer) "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 5000) "
                 "INSERT INTO t SELECT n FROM c",
      &error));
  g_assert_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_NO_SPACE);
  g_clear_error (&error);

  /* and goes on afterwards */
  g_assert_true (
      bookout_ledger_writer_run (writer, sql_change, (gpointer) "INSERT INTO t VALUES (7)", &error));
  g_assert_no_error (error);
  bookout_ledger_writer_free (writer);
  g_assert_cmpint (ask (path, "SELECT sum (n) FROM t"), ==, 7);
}

static void
test_busy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "t.db", NULL);
  BookoutLedgerDatabase *database = open_table (path);
  BookoutLedgerWriter *writer;
  sqlite3 *other = NULL;

  g_assert_cmpint (sqlite3_open (path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);

  sqlite3_busy_timeout (bookout_ledger_database_get_handle (database), 0);
  writer = bookout_ledger_writer_new (database, &error);
  g_assert_false (
      bookout_ledger_writer_run (writer, sql_change, (gpointer) "INSERT INTO t VALUES (1)", &error));
  g_assert_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_BUSY);
  g_clear_error (&error);

  sqlite3_close (other);
  g_assert_true (
      bookout_ledger_writer_run (writer, sql_change, (gpointer) "INSERT INTO t VALUES (1)", &error));
  g_assert_no_error (error);
  bookout_ledger_writer_free (writer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function, data) \
  g_test_add (path, Fixture, data, fixture_set_up, function, fixture_tear_down)
  ADD ("/ledger-writer/threads/file", test_threads, GINT_TO_POINTER (FALSE));
  ADD ("/ledger-writer/threads/memory", test_threads, GINT_TO_POINTER (TRUE));
  ADD ("/ledger-writer/reading-meanwhile", test_reading_meanwhile, NULL);
  ADD ("/ledger-writer/group", test_group, NULL);
  ADD ("/ledger-writer/post", test_post, NULL);
  ADD ("/ledger-writer/no-space", test_no_space, NULL);
  ADD ("/ledger-writer/busy", test_busy, NULL);
#undef ADD

  return g_test_run ();
}
