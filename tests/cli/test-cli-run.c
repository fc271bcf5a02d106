/* test-cli-run.c - what the command line promises, against the practice portal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "cli-runner.h"

#define PASSWORD       "practice"
#define WRONG_PASSWORD "Tr0ub4dor-and-3"
#define RUN \
  "run --portal practice --var address={address} --var way=link --user dealer --folder {dir}/sheets "

static CliWorld *
world_with_portal (const char *options)
{
  CliWorld *world = cli_world_new ();

  if (!cli_world_start_portal (world, options))
    g_clear_pointer (&world, cli_world_free);
  else
    cli_world_setenv (world, "BOOKOUT_PASSWORD", PASSWORD);

  return world;
}

static gboolean
has_file (CliWorld *world, const char *name)
{
  g_autofree char *path = cli_world_path (world, name);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

static void
test_done (void)
{
  g_autoptr (CliWorld) world = world_with_portal ("--vehicles 30");
  g_autoptr (CliOutcome) outcome = NULL;
  g_autofree char *sheets = NULL;

  if (world == NULL)
    return;

  outcome = cli_world_run (world, RUN "--tabs 3");
  sheets = cli_world_path (world, "sheets");
  cli_assert_status (outcome, 0);
  cli_assert_contains (outcome->out, "30 right\n");
  cli_assert_contains (outcome->out, "Folder: ");
  cli_assert_contains (outcome->out, "1 sign-in.");
  g_assert_null (strstr (outcome->out, "To go on"));
  cli_assert_contains (outcome->err, "Signing in");
  cli_assert_contains (outcome->err, "Signing out · 30 of 30");
  g_assert_null (strchr (outcome->err, '\033'));
  g_assert_cmpuint (cli_count_sheets (sheets), ==, 30);
  g_assert_true (has_file (world, "sheets/run-data/report.json"));
  g_assert_true (has_file (world, "sheets/run-data/inventory.csv"));
  g_assert_true (has_file (world, "sheets/run-data/manifest.json"));
}

static void
test_quiet (void)
{
  g_autoptr (CliWorld) world = world_with_portal ("--vehicles 5");
  g_autoptr (CliOutcome) outcome = NULL;

  if (world == NULL)
    return;

  outcome = cli_world_run (world, RUN "--quiet");
  cli_assert_status (outcome, 0);
  g_assert_cmpstr (outcome->err, ==, "");
}

/* The contract's fields, and nothing but the object. */
static void
test_json (void)
{
  g_autoptr (CliWorld) world = world_with_portal ("--vehicles 30");
  g_autoptr (CliOutcome) outcome = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  const char *members[] = { "total",
                            "done",
                            "unproved",
                            "failed",
                            "held",
                            "skipped",
                            "wrong_vehicle_caught",
                            "attempts",
                            "sign_ins",
                            "seconds",
                            "vehicles_per_hour",
                            "signed_out",
                            "warnings",
                            "stages",
                            "failures" };
  JsonObject *object;

  if (world == NULL)
    return;

  outcome = cli_world_run (world, RUN "--limit 7 --json");
  object = cli_outcome_parse (outcome, parser);
  cli_assert_status (outcome, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    g_assert_true (json_object_has_member (object, members[i]));
  g_assert_false (json_object_has_member (object, "error"));
  g_assert_true (outcome->out[0] == '{');
  g_assert_true (g_str_has_suffix (outcome->out, "}\n"));
  g_assert_cmpint (json_object_get_int_member (object, "total"), ==, 7);
  g_assert_cmpint (json_object_get_int_member (object, "done"), ==, 7);
  g_assert_cmpint (json_object_get_int_member (object, "skipped"), ==, 23);
  g_assert_cmpint (json_object_get_int_member (object, "sign_ins"), ==, 1);
  g_assert_true (json_object_get_boolean_member (object, "signed_out"));
}

static void
test_failures (void)
{
  g_autoptr (CliWorld) world = world_with_portal ("--vehicles 10 --fault html=1");
  g_autoptr (CliOutcome) outcome = NULL;
  g_autoptr (CliOutcome) again = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *failures;
  JsonObject *failure;
  JsonObject *object;

  if (world == NULL)
    return;

  outcome = cli_world_run (world, RUN "--limit 2 --attempts 1 --json");
  object = cli_outcome_parse (outcome, parser);
  failures = json_object_get_array_member (object, "failures");
  cli_assert_status (outcome, 1);
  g_assert_cmpint (json_object_get_int_member (object, "done"), ==, 0);
  g_assert_cmpuint (json_array_get_length (failures), ==, 2);
  failure = json_array_get_object_element (failures, 0);
  g_assert_cmpstr (json_object_get_string_member (failure, "reference"), !=, "");
  g_assert_cmpstr (json_object_get_string_member (failure, "reason"), !=, "");
  g_assert_cmpstr (json_object_get_string_member (failure, "code"), !=, "");
  g_assert_cmpint (json_object_get_int_member (failure, "attempts"), >=, 1);
  cli_assert_contains (outcome->err, json_object_get_string_member (failure, "reference"));
  g_assert_true (has_file (world, "sheets/run-data/failed.csv"));

  /* And the list of them can be given back. */
  again = cli_world_run (world, RUN "--refs {dir}/sheets/run-data/failed.csv --attempts 1 --json");
  object = cli_outcome_parse (again, parser);
  cli_assert_status (again, 1);
  g_assert_cmpint (json_object_get_int_member (object, "total"), ==, 2);
}

static void
test_refused (void)
{
  g_autoptr (CliWorld) world = world_with_portal ("--vehicles 5");
  g_autoptr (CliOutcome) outcome = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *error;

  if (world == NULL)
    return;

  cli_world_setenv (world, "BOOKOUT_PASSWORD", WRONG_PASSWORD);
  outcome = cli_world_run (world, RUN "--json");
  error = json_object_get_object_member (cli_outcome_parse (outcome, parser), "error");
  cli_assert_status (outcome, 3);
  cli_assert_contains (json_object_get_string_member (error, "message"), "Not tried again");
  cli_assert_contains (outcome->err, "Not tried again");
}

static void
test_active (void)
{
  g_autoptr (CliWorld) world = world_with_portal ("--vehicles 5 --fault active=1");
  g_autoptr (CliOutcome) outcome = NULL;

  if (world == NULL)
    return;

  outcome = cli_world_run (world, RUN "--no-wait");
  cli_assert_status (outcome, 4);
  g_assert_cmpstr (outcome->out, ==, "");
}

/* A file's password is used and never shown, though the environment has another one. */
static void
test_password_file (void)
{
  g_autoptr (CliWorld) world = world_with_portal ("--vehicles 3");
  g_autoptr (CliOutcome) outcome = NULL;
  g_autofree char *path = NULL;

  if (world == NULL)
    return;

  cli_world_setenv (world, "BOOKOUT_PASSWORD", WRONG_PASSWORD);
  cli_world_write (world, "password", PASSWORD "\n");
  path = cli_world_path (world, "password");
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  outcome = cli_world_run (world, RUN "--password-file {dir}/password");
  cli_assert_status (outcome, 0);
  cli_assert_contains (outcome->err, "Others on this computer can read");
}

static void
assert_not_in_tree (GFile *file, const char *secret)
{
  g_autoptr (GFileEnumerator) children = g_file_enumerate_children (
      file, G_FILE_ATTRIBUTE_STANDARD_NAME, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  g_autofree char *contents = NULL;
  GFile *child;
  gsize length;

  while (children != NULL && g_file_enumerator_iterate (children, NULL, &child, NULL, NULL) && child != NULL)
    assert_not_in_tree (child, secret);
  if (g_file_load_contents (file, NULL, &contents, &length, NULL, NULL))
    g_assert_null (memmem (contents, length, secret, strlen (secret)));
}

/* The practice portal's own password is a word that stands everywhere; one that it refuses goes the same way. */
static void
test_password_nowhere (void)
{
  g_autoptr (CliWorld) world = world_with_portal ("--vehicles 5");
  g_autoptr (CliOutcome) outcome = NULL;
  g_autoptr (GFile) dir = NULL;

  if (world == NULL)
    return;

  cli_world_setenv (world, "BOOKOUT_PASSWORD", WRONG_PASSWORD);
  cli_world_setenv (world, "G_MESSAGES_DEBUG", "all");
  outcome = cli_world_run (world, RUN);
  dir = g_file_new_for_path (world->dir);
  cli_assert_status (outcome, 3);
  g_assert_null (strstr (outcome->out, WRONG_PASSWORD));
  g_assert_null (strstr (outcome->err, WRONG_PASSWORD));
  assert_not_in_tree (dir, WRONG_PASSWORD);
}

static char *
wait_for_line (GDataInputStream *lines, const char *part)
{
  char *line;

  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
    {
      if (strstr (line, part) != NULL)
        return line;
      g_free (line);
    }

  return NULL;
}

static CliOutcome *
interrupt (CliWorld *world, int number)
{
  g_autoptr (GSubprocess) process = cli_world_spawn (world, RUN "--tabs 2", -1);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stderr_pipe (process));
  g_autofree char *line = wait_for_line (lines, "/hour");

  g_assert_nonnull (line);
  g_subprocess_send_signal (process, number);
  /* What is said after it is read by cli_outcome_of(), but for what this stream has taken already. */
  return cli_outcome_of (process);
}

static void
check_interrupted (int number)
{
  g_autoptr (CliWorld) world = world_with_portal ("--vehicles 24 --pdf-ms 100");
  g_autoptr (CliOutcome) stopped = NULL;
  g_autoptr (CliOutcome) resumed = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *sheets = NULL;
  JsonObject *object;

  if (world == NULL)
    return;

  stopped = interrupt (world, number);
  cli_assert_status (stopped, 130);
  cli_assert_contains (stopped->out, "not fetched yet");
  cli_assert_contains (stopped->out, "bookout-cli resume");

  /* Portal, variables and user are the ledger's. A session that was not signed out would be refused here. */
  resumed = cli_world_run (world, "resume {dir}/sheets --no-wait --json");
  object = cli_outcome_parse (resumed, parser);
  cli_assert_status (resumed, 0);
  g_assert_cmpint (json_object_get_int_member (object, "total"), ==, 24);
  g_assert_cmpint (json_object_get_int_member (object, "done"), ==, 24);
  sheets = cli_world_path (world, "sheets");
  g_assert_cmpuint (cli_count_sheets (sheets), ==, 24);
}

static void
test_interrupted (void)
{
  check_interrupted (SIGINT);
}

static void
test_terminated (void)
{
  check_interrupted (SIGTERM);
}

/* The countdown while another session is active is told, and can be ended at any time. */
static void
test_interrupted_waiting (void)
{
  g_autoptr (CliWorld) world = world_with_portal ("--vehicles 5 --fault active=1");
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (CliOutcome) outcome = NULL;
  g_autofree char *waiting = NULL;

  if (world == NULL)
    return;

  process = cli_world_spawn (world, RUN, -1);
  lines = g_data_input_stream_new (g_subprocess_get_stderr_pipe (process));
  waiting = wait_for_line (lines, "Another session is active, next try in ");
  g_assert_nonnull (waiting);
  g_subprocess_send_signal (process, SIGINT);
  outcome = cli_outcome_of (process);
  cli_assert_status (outcome, 130);
}

static void
test_second_interrupt (void)
{
  g_autoptr (CliWorld) world = world_with_portal ("--vehicles 24 --fault stall=1");
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (CliOutcome) outcome = NULL;
  g_autofree char *begun = NULL;
  g_autofree char *stopping = NULL;

  if (world == NULL)
    return;

  process = cli_world_spawn (world, RUN, -1);
  lines = g_data_input_stream_new (g_subprocess_get_stderr_pipe (process));
  begun = wait_for_line (lines, "0 of 24");
  g_assert_nonnull (begun);
  g_subprocess_send_signal (process, SIGINT);
  stopping = wait_for_line (lines, "Stopping");
  g_assert_nonnull (stopping);
  g_subprocess_send_signal (process, SIGINT);
  outcome = cli_outcome_of (process);
  cli_assert_status (outcome, 130);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli-run/done", test_done);
  g_test_add_func ("/cli-run/quiet", test_quiet);
  g_test_add_func ("/cli-run/json", test_json);
  g_test_add_func ("/cli-run/failures", test_failures);
  g_test_add_func ("/cli-run/refused", test_refused);
  g_test_add_func ("/cli-run/active", test_active);
  g_test_add_func ("/cli-run/password-file", test_password_file);
  g_test_add_func ("/cli-run/password-nowhere", test_password_nowhere);
  g_test_add_func ("/cli-run/interrupted", test_interrupted);
  g_test_add_func ("/cli-run/terminated", test_terminated);
  g_test_add_func ("/cli-run/interrupted-waiting", test_interrupted_waiting);
  g_test_add_func ("/cli-run/second-interrupt", test_second_interrupt);

  return g_test_run ();
}
