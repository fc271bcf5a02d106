/* test-ledger-crash.c - kills a process that records, at any moment, and looks at what is left
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <unistd.h>

#include "ledger-fixture.h"

/* The program is its own victim: with --record it opens the ledger and records for ever, from several
 * threads, telling on its standard output each record that it was told is on disk. */

#define N_THREADS  4
#define N_VEHICLES 20 /* of each thread */
#define ROUNDS     5

typedef struct
{
  BookoutLedger *ledger;
  gint64 run_id;
  guint first; /* of its own vehicles */
} Recorder;

static const char *program;

static guint
attempts_so_far (Recorder *self, const char *reference)
{
  g_autoptr (GPtrArray) vehicles = bookout_ledger_list_vehicles (self->ledger, self->run_id, NULL);

  for (guint i = 0; i < vehicles->len; i++)
    {
      const BookoutLedgerVehicle *vehicle = vehicles->pdata[i];

      if (g_str_equal (vehicle->reference, reference))
        return vehicle->attempts;
    }

  g_return_val_if_reached (0);
}

static gpointer
recorder_worker (gpointer data)
{
  Recorder *self = data;

  for (guint i = 0;; i = (i + 1) % N_VEHICLES)
    {
      g_autofree char *reference = g_strdup_printf ("V%05u", self->first + i);
      g_autofree char *line = NULL;
      g_autoptr (BookoutLedgerVehicle) vehicle = bookout_ledger_vehicle_new (reference);
      BookoutLedgerAttempt attempt = { reference, 1, 2, 3, "sheet", "timeout", NULL, TRUE };

      bookout_ledger_take (self->ledger, self->run_id, reference);
      vehicle->attempts = attempts_so_far (self, reference) + 1;
      if (!bookout_ledger_record (self->ledger, self->run_id, &attempt, vehicle, NULL))
        return NULL;

      line = g_strdup_printf ("%s %u\n", reference, vehicle->attempts);
      if (write (STDOUT_FILENO, line, strlen (line)) < 0)
        return NULL;
    }
}

static int
record_for_ever (const char *path, gint64 run_id)
{
  g_autoptr (BookoutLedger) ledger = bookout_ledger_open (path, NULL);
  Recorder recorders[N_THREADS];
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    {
      recorders[i] = (Recorder){ ledger, run_id, i * N_VEHICLES };
      threads[i] = g_thread_new ("recorder", recorder_worker, &recorders[i]);
    }
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);

  return 0;
}

static GSubprocess *
start_victim (const char *path, gint64 run_id)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, run_id);
  GSubprocess *victim = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--record", path,
                                          number, NULL);

  g_assert_no_error (error);

  return victim;
}

/* Reads @n lines, or until the end if 0, into @told: reference → attempts. */
static void
read_lines (GDataInputStream *lines, guint n, GHashTable *told)
{
  for (guint i = 0; n == 0 || i < n; i++)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
      g_auto (GStrv) words = NULL;

      if (line == NULL)
        return;
      words = g_strsplit (line, " ", 2);
      g_assert_cmpuint (g_strv_length (words), ==, 2);
      g_hash_table_insert (told, g_strdup (words[0]),
                           GUINT_TO_POINTER ((guint) g_ascii_strtoull (words[1], NULL, 10)));
    }
}

static GHashTable *
run_victim (const char *path, gint64 run_id, guint n_lines)
{
  GHashTable *told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GSubprocess) victim = start_victim (path, run_id);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (victim));

  read_lines (lines, n_lines, told);
  g_subprocess_force_exit (victim);
  read_lines (lines, 0, told);
  g_assert_true (g_subprocess_wait (victim, NULL, NULL));
  g_assert_true (g_subprocess_get_if_signaled (victim));

  return told;
}

/* What was told is there; what wasn't may be there, whole. */
static void
assert_told (GPtrArray *vehicles, GHashTable *told)
{
  for (guint i = 0; i < vehicles->len; i++)
    {
      const BookoutLedgerVehicle *vehicle = vehicles->pdata[i];
      guint attempts = GPOINTER_TO_UINT (g_hash_table_lookup (told, vehicle->reference));

      g_assert_cmpuint (vehicle->attempts, >=, attempts);
      if (attempts > 0)
        g_assert_cmpuint (vehicle->attempts, <=, attempts + 1);
      g_assert_cmpstr (vehicle->state, ==, "waiting");
    }
}

static void
test_kill (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BookoutLedger) ledger = open_ledger (fixture->path);
  gint64 run_id = add_run (ledger, "/bookouts", N_THREADS * N_VEHICLES);

  g_assert_finalize_object (g_steal_pointer (&ledger));
  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GHashTable) told = run_victim (fixture->path, run_id, (guint) g_test_rand_int_range (1, 60));
      g_autoptr (GPtrArray) vehicles = NULL;

      ledger = open_ledger (fixture->path); /* looks at every page */
      vehicles = bookout_ledger_list_vehicles (ledger, run_id, &error);
      g_assert_no_error (error);
      assert_told (vehicles, told);
      g_assert_finalize_object (g_steal_pointer (&ledger));

      /* attempt and row came together, each time */
      g_assert_cmpint (ask (fixture->path, "SELECT count(*) FROM vehicles v WHERE v.attempts <> "
                                           "(SELECT count(*) FROM attempts a WHERE a.vehicle_id = v.id)"),
                       ==, 0);
      g_assert_cmpint (
          ask (fixture->path, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), ==,
          1);
      g_assert_cmpint (ask (fixture->path, "SELECT count(*) FROM pragma_foreign_key_check"), ==, 0);
    }
}

/* Another process reads, and writes a run of its own, while the first one records. */
static void
test_second_process (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedger) ledger = open_ledger (fixture->path);
  gint64 run_id = add_run (ledger, "/bookouts", N_THREADS * N_VEHICLES);
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GSubprocess) victim = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GPtrArray) vehicles = NULL;
  g_autoptr (GPtrArray) runs = NULL;

  victim = start_victim (fixture->path, run_id);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (victim));
  for (guint i = 0; i < 10; i++)
    {
      read_lines (lines, 5, told);
      add_run (ledger, "/elsewhere", 10);
      g_clear_pointer (&vehicles, g_ptr_array_unref);
      vehicles = bookout_ledger_list_vehicles (ledger, run_id, &error);
      g_assert_no_error (error);
      for (guint j = 0; j < vehicles->len; j++)
        {
          const BookoutLedgerVehicle *vehicle = vehicles->pdata[j];

          g_assert_cmpuint (vehicle->attempts, >=,
                            GPOINTER_TO_UINT (g_hash_table_lookup (told, vehicle->reference)));
        }
    }
  g_subprocess_force_exit (victim);
  g_assert_true (g_subprocess_wait (victim, NULL, NULL));

  runs = bookout_ledger_list_runs (ledger, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (runs->len, ==, 11);
}

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "--record"))
    return record_for_ever (argv[2], g_ascii_strtoll (argv[3], NULL, 10));

  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/ledger-crash/kill", Fixture, NULL, fixture_set_up, test_kill, fixture_tear_down);
  g_test_add ("/ledger-crash/second-process", Fixture, NULL, fixture_set_up, test_second_process,
              fixture_tear_down);

  return g_test_run ();
}
