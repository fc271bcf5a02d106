/* run-fixture.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#include "run-fixture.h"

/* One practice portal, one folder, one ledger, and one run after the other on them. The main context is turned until something has happened,
 * never for a time. */

/* A condition that does not come true by then never will: an event is missing. */
#define PATIENCE_S 30

/* How often the observer looks: often enough to meet every move of a vehicle half done, were there such a thing. */
#define OBSERVE_US 500

/* A test that aborts must not leave a portal behind. */
static void
end_with_test_cb (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static void
start_portal (RunFixture *self, const char *options)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *command = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) argv = NULL;

  command = g_strdup_printf ("%s --port 0 --latency-ms 0 --pdf-ms 0 %s", g_getenv ("BOOKOUT_PRACTICE_PORTAL"),
                             options);
  g_assert_true (g_shell_parse_argv (command, NULL, &argv, NULL));
  g_subprocess_launcher_set_child_setup (launcher, end_with_test_cb, NULL, NULL);
  self->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, &error);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  self->address = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (self->address);
}

static void
load_portal (RunFixture *self, const char *id_or_path, const char *way)
{
  g_autoptr (GHashTable) variables = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;

  g_hash_table_insert (variables, (char *) "address", self->address);
  g_hash_table_insert (variables, (char *) "way", (char *) way);
  g_clear_object (&self->portal);
  self->portal = bookout_portal_find (id_or_path, variables, &error);
  g_assert_no_error (error);
  self->settings.portal = self->portal;
}

void
run_fixture_set_way (RunFixture *self, const char *way)
{
  load_portal (self, "practice", way);
}

void
run_fixture_alter_portal (RunFixture *self, const char *find, const char *replacement)
{
  g_autofree char *shipped = g_build_filename (g_getenv ("BOOKOUT_PORTALS_DIR"), "practice.xml", NULL);
  g_autofree char *path = g_build_filename (self->dir, "altered.xml", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GString) altered = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (shipped, &text, NULL, &error);
  g_assert_no_error (error);
  altered = g_string_new (text);
  g_assert_cmpuint (g_string_replace (altered, find, replacement, 0), >, 0);
  g_file_set_contents (path, altered->str, -1, &error);
  g_assert_no_error (error);
  load_portal (self, path, "link");
}

/**
 * run_fixture_new:
 * @options: more of the practice portal's; it answers at once unless they say otherwise
 *
 * Returns: (transfer full): a fixture with settings for a run of three tabs and one attempt a vehicle
 */
RunFixture *
run_fixture_new (const char *options)
{
  RunFixture *self = g_new0 (RunFixture, 1);
  g_autoptr (GError) error = NULL;

  self->dir = g_dir_make_tmp ("bookout-run-test-XXXXXX", &error);
  g_assert_no_error (error);
  self->folder = g_build_filename (self->dir, "sheets", NULL);
  self->ledger_path = g_build_filename (self->dir, "ledger", "ledger.db", NULL);
  self->states = g_array_new (FALSE, FALSE, sizeof (guint));
  self->settled = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  start_portal (self, options);
  load_portal (self, "practice", "link");
  self->settings.user = "dealer";
  self->settings.password = "practice";
  self->settings.tabs = 3;
  self->settings.attempts = 1;
  self->settings.wait_active = TRUE;

  return self;
}

static void
remove_tree (GFile *file)
{
  g_autoptr (GFileEnumerator) children = g_file_enumerate_children (
      file, G_FILE_ATTRIBUTE_STANDARD_NAME, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFile *child;

  while (children != NULL && g_file_enumerator_iterate (children, NULL, &child, NULL, NULL) && child != NULL)
    remove_tree (child);
  g_file_delete (file, NULL, NULL);
}

void
run_fixture_free (RunFixture *self)
{
  g_autoptr (GFile) dir = g_file_new_for_path (self->dir);

  if (self->run != NULL)
    run_fixture_end (self);
  g_subprocess_send_signal (self->process, SIGTERM);
  g_assert_true (g_subprocess_wait (self->process, NULL, NULL));
  g_clear_object (&self->process);
  g_clear_object (&self->portal);
  remove_tree (dir);
  g_assert_false (g_file_test (self->dir, G_FILE_TEST_EXISTS));
  g_array_unref (self->states);
  g_hash_table_unref (self->settled);
  g_free (self->address);
  g_free (self->folder);
  g_free (self->ledger_path);
  g_free (self->dir);
  g_free (self);
}

void
run_fixture_set_resume (RunFixture *self, gboolean retry_failed)
{
  self->settings.resume = TRUE;
  self->settings.retry_failed = retry_failed;
}

static void
assert_adds_up (const BookoutQueueCounts *counts)
{
  g_assert_cmpuint (counts->waiting + counts->postponed + counts->in_work + counts->done + counts->unproved +
                        counts->failed + counts->held + counts->skipped,
                    ==, counts->total);
}

static gpointer
observe (gpointer data)
{
  RunFixture *self = data;

  while (g_atomic_int_get (&self->observing))
    {
      BookoutQueueCounts counts = bookout_run_get_counts (self->run);

      assert_adds_up (&counts);
      if ((int) counts.in_work > g_atomic_int_get (&self->most_in_work))
        g_atomic_int_set (&self->most_in_work, (int) counts.in_work);
      g_atomic_int_inc (&self->n_observations);
      g_usleep (OBSERVE_US);
    }

  return NULL;
}

static void
state_cb (BookoutRun *run, GParamSpec *pspec, RunFixture *self)
{
  guint state;

  g_object_get (run, "state", &state, NULL);
  g_assert_cmpuint (state, ==, bookout_run_get_state (run));
  g_array_append_val (self->states, state);
}

static void
counts_cb (BookoutRun *run, GParamSpec *pspec, RunFixture *self)
{
  BookoutQueueCounts counts = bookout_run_get_counts (run);

  assert_adds_up (&counts);
  self->n_counts++;
}

static void
inventory_cb (BookoutRun *run, GParamSpec *pspec, RunFixture *self)
{
  g_autoptr (GListModel) inventory = NULL;

  g_object_get (run, "inventory", &inventory, NULL);
  self->inventory_came = inventory != NULL;
}

static void
vehicle_settled_cb (BookoutRun *run, BookoutVehicle *vehicle, RunFixture *self)
{
  const char *reference = bookout_vehicle_get_reference (vehicle);
  guint times = GPOINTER_TO_UINT (g_hash_table_lookup (self->settled, reference));

  /* one more than a run allows is the slow pass */
  g_assert_cmpuint (bookout_vehicle_get_attempts (vehicle), <=, self->settings.attempts + 1);
  g_hash_table_insert (self->settled, g_strdup (reference), GUINT_TO_POINTER (times + 1));
  self->n_settled++;
  if (self->settled_cb != NULL)
    self->settled_cb (self, vehicle);
}

static void
executed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RunFixture *self = user_data;

  g_assert_true (source == G_OBJECT (self->run));
  self->ok = bookout_run_execute_finish (self->run, result, &self->error);
  g_assert_cmpint (self->ok, ==, self->error == NULL);
  self->over = TRUE;
}

/**
 * run_fixture_begin:
 *
 * Makes a run of the settings and executes it.
 */
void
run_fixture_begin (RunFixture *self)
{
  g_assert_null (self->run);
  self->settings.folder = self->folder;
  self->settings.ledger_path = self->ledger_path;
  self->over = self->ok = self->inventory_came = FALSE;
  self->n_settled = self->n_counts = 0;
  self->n_observations = self->most_in_work = 0;
  g_array_set_size (self->states, 0);
  g_hash_table_remove_all (self->settled);

  self->run = bookout_run_new (&self->settings);
  g_assert_cmpint (bookout_run_get_state (self->run), ==, BOOKOUT_RUN_NEW);
  g_signal_connect (self->run, "notify::state", G_CALLBACK (state_cb), self);
  g_signal_connect (self->run, "notify::counts-serial", G_CALLBACK (counts_cb), self);
  g_signal_connect (self->run, "notify::inventory", G_CALLBACK (inventory_cb), self);
  g_signal_connect (self->run, "vehicle-settled", G_CALLBACK (vehicle_settled_cb), self);
  g_atomic_int_set (&self->observing, TRUE);
  self->observer = g_thread_new ("observer", observe, self);
  bookout_run_execute_async (self->run, NULL, executed_cb, self);
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  RunFixture *self = user_data;
  BookoutQueueCounts counts = run_fixture_counts (self);

  g_error ("Nothing happens: state %d, hold %d (%s), waiting %u, postponed %u, in work %u, settled %u",
           bookout_run_get_state (self->run), bookout_run_get_hold (self->run),
           bookout_run_get_hold_words (self->run), counts.waiting, counts.postponed, counts.in_work,
           self->n_settled);
  return G_SOURCE_REMOVE;
}

void
run_fixture_until (RunFixture *self, RunCondition condition, gint64 number)
{
  guint watchdog = g_timeout_add_seconds (PATIENCE_S, out_of_patience_cb, self);

  while (!condition (self, number))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (watchdog);
}

static gboolean
is_over (RunFixture *self, gint64 number)
{
  return self->over;
}

static gboolean
is_in_state (RunFixture *self, gint64 state)
{
  return bookout_run_get_state (self->run) == (BookoutRunState) state;
}

void
run_fixture_until_state (RunFixture *self, BookoutRunState state)
{
  run_fixture_until (self, is_in_state, state);
}

static gboolean
is_held (RunFixture *self, gint64 hold)
{
  return bookout_run_get_hold (self->run) == (BookoutHold) hold;
}

void
run_fixture_until_hold (RunFixture *self, BookoutHold hold)
{
  run_fixture_until (self, is_held, hold);
}

static gboolean
are_settled (RunFixture *self, gint64 n)
{
  return self->n_settled >= n;
}

void
run_fixture_until_settled (RunFixture *self, guint n)
{
  run_fixture_until (self, are_settled, n);
}

static gboolean
are_in_work (RunFixture *self, gint64 n)
{
  return run_fixture_counts (self).in_work == n;
}

void
run_fixture_until_in_work (RunFixture *self, guint n)
{
  run_fixture_until (self, are_in_work, n);
}

/* Forward only, one end, and nothing after it. */
static void
assert_states_in_order (RunFixture *self, BookoutRunState last)
{
  for (guint i = 1; i < self->states->len; i++)
    g_assert_cmpuint (g_array_index (self->states, guint, i), >, g_array_index (self->states, guint, i - 1));
  g_assert_cmpuint (g_array_index (self->states, guint, 0), ==, BOOKOUT_RUN_SIGNING_IN);
  g_assert_cmpuint (g_array_index (self->states, guint, self->states->len - 1), ==, last);
}

void
run_fixture_finish (RunFixture *self, BookoutRunState state)
{
  run_fixture_until (self, is_over, 0);
  if (state != BOOKOUT_RUN_FAILED)
    g_assert_no_error (self->error);
  g_assert_cmpint (bookout_run_get_state (self->run), ==, state);
  g_assert_cmpint (self->ok, ==, state != BOOKOUT_RUN_FAILED);
  g_assert_cmpint (bookout_run_get_hold (self->run), ==, BOOKOUT_HOLD_NONE);
  g_assert_nonnull (bookout_run_get_report (self->run));
  assert_states_in_order (self, state);
}

static gboolean
is_of_a_run (const char *name)
{
  return g_str_has_prefix (name, "tab-") || g_str_equal (name, "preparation") ||
         g_str_equal (name, "conclusion") || g_str_equal (name, "ledger");
}

static guint
count_threads (void)
{
  g_autoptr (GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
  const char *task;
  guint n = 0;

  while (tasks != NULL && (task = g_dir_read_name (tasks)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/task", task, "comm", NULL);
      g_autofree char *name = NULL;

      if (g_file_get_contents (path, &name, NULL, NULL) && is_of_a_run (g_strchomp (name)))
        n++;
    }

  return n;
}

/**
 * run_fixture_assert_no_threads:
 *
 * A thread that was joined leaves the kernel's list a moment later.
 */
void
run_fixture_assert_no_threads (void)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;

  while (count_threads () > 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_thread_yield ();
    }
}

void
run_fixture_end (RunFixture *self)
{
  g_atomic_int_set (&self->observing, FALSE);
  g_thread_join (g_steal_pointer (&self->observer));
  g_assert_cmpint (self->n_observations, >, 0);
  g_clear_error (&self->error);
  g_assert_finalize_object (g_steal_pointer (&self->run));
  run_fixture_assert_no_threads ();
}

BookoutQueueCounts
run_fixture_counts (RunFixture *self)
{
  return bookout_run_get_counts (self->run);
}

BookoutVehicle *
run_fixture_vehicle (RunFixture *self, guint position)
{
  g_autoptr (BookoutVehicle)
      vehicle = g_list_model_get_item (G_LIST_MODEL (bookout_run_get_inventory (self->run)), position);

  g_assert_nonnull (vehicle);
  return vehicle;
}

guint
run_fixture_count_sheets (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_suffix (name, ".pdf");

  return n;
}

char *
run_fixture_read (RunFixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *contents;

  g_file_get_contents (path, &contents, NULL, &error);
  g_assert_no_error (error);
  return contents;
}

/* One of the practice portal's own counters. */
guint
run_fixture_get_stat (RunFixture *self, const char *member)
{
  guint64 port = g_ascii_strtoull (strrchr (self->address, ':') + 1, NULL, 10);
  g_autoptr (GSocketClient) client = g_object_new (G_TYPE_SOCKET_CLIENT, "enable-proxy", FALSE, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection)
      connection = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) port, NULL, &error);
  static const char request[] = "GET /stats HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n";
  char answer[8192];
  gsize length;

  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                             sizeof request - 1, NULL, NULL, &error);
  g_assert_no_error (error);
  g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)), answer, sizeof answer - 1,
                           &length, NULL, &error);
  g_assert_no_error (error);
  answer[length] = '\0';
  g_assert_nonnull (strstr (answer, "\r\n\r\n"));
  json_parser_load_from_data (parser, strstr (answer, "\r\n\r\n"), -1, &error);
  g_assert_no_error (error);

  return (guint) json_object_get_int_member (json_node_get_object (json_parser_get_root (parser)), member);
}
