/* test-cli.c - what the command line promises where no portal is needed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "cli-runner.h"

#define SECRET "Tr0ub4dor-and-3"

static void
test_version (void)
{
  g_autoptr (CliWorld) world = cli_world_new ();
  g_autoptr (CliOutcome) outcome = cli_world_run (world, "--version");

  cli_assert_status (outcome, 0);
  g_assert_cmpstr (outcome->out, ==, "bookout-cli " PACKAGE_VERSION "\n");
  g_assert_cmpstr (outcome->err, ==, "");
}

static const struct
{
  const char *command;
  const char *part;
} helps[] = {
  { "--help", "portal validate FILE" },
  { "help", "history" },
  { "portal --help", "portal check FILE" },
  { "run --help", "--portal=FILE|ID" },
  { "run --help", "130 interrupted" },
  { "resume --help", "--retry-failed" },
  { "audit --help", "--json" },
  { "export --help", "--output=FILE" },
  { "portal list --help", "bookout-cli portal list" },
  { "portal validate --help", "FILE" },
  { "portal check --help", "--ref=REFERENCE" },
  { "history --help", "--json" },
};

static void
test_help (void)
{
  g_autoptr (CliWorld) world = cli_world_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (helps); i++)
    {
      g_autoptr (CliOutcome) outcome = cli_world_run (world, helps[i].command);

      cli_assert_status (outcome, 0);
      cli_assert_contains (outcome->out, helps[i].part);
      g_assert_cmpstr (outcome->err, ==, "");
    }
}

static const struct
{
  const char *command;
  const char *part;
} mistakes[] = {
  { "", "Usage:" },
  { "fly", "There is no command “fly”." },
  { "--fly", "--help" },
  { "portal", "list, validate FILE or check FILE" },
  { "portal fly", "list, validate FILE or check FILE" },
  { "run", "--folder DIR" },
  { "run --folder {dir}/sheets", "--portal FILE or ID" },
  { "run --portal practice --folder {dir}/sheets", "--user NAME" },
  { "run --portal practice --folder {dir}/sheets --user ''", "--user NAME" },
  { "run --portal practice --folder {dir}/sheets --fly", "--fly" },
  { "run --portal practice --folder", "--folder" },
  { "run --portal practice --folder {dir}/sheets extra", "“extra” is one argument too many" },
  { "run --tabs 0 --portal practice --folder {dir}/sheets", "--tabs takes a number from 1 to 32, not 0." },
  { "run --tabs 33 --portal practice --folder {dir}/sheets", "from 1 to 32" },
  { "run --tabs=-1 --portal practice --folder {dir}/sheets", "from 1 to 32" },
  { "run --tabs many --portal practice --folder {dir}/sheets", "many" },
  { "run --attempts 21 --portal practice --folder {dir}/sheets", "from 1 to 20" },
  { "run --timeout 9 --portal practice --folder {dir}/sheets", "from 10 to 86400" },
  { "run --limit 0 --portal practice --folder {dir}/sheets", "--limit takes a number" },
  { "run --var address --portal practice --folder {dir}/sheets", "NAME=VALUE" },
  { "run --var =x --portal practice --folder {dir}/sheets", "NAME=VALUE" },
  { "resume", "“resume” needs DIR" },
  { "resume {dir} --limit 3", "--limit" },
  { "audit", "“audit” needs DIR" },
  { "export --portal practice --user dealer", "--output FILE" },
  { "portal validate", "needs FILE" },
  { "portal validate a b", "one argument too many" },
  { "portal list extra", "one argument too many" },
  { "history extra", "one argument too many" },
};

static void
test_usage (void)
{
  g_autoptr (CliWorld) world = cli_world_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_autoptr (CliOutcome) outcome = cli_world_run (world, mistakes[i].command);

      g_test_message ("%s", mistakes[i].command);
      cli_assert_status (outcome, 2);
      cli_assert_contains (outcome->err, mistakes[i].part);
      cli_assert_contains (outcome->err, "--help");
      g_assert_cmpstr (outcome->out, ==, "");
    }
}

static void
test_usage_json (void)
{
  g_autoptr (CliWorld) world = cli_world_new ();
  g_autoptr (CliOutcome)
      outcome = cli_world_run (world, "run --json --tabs 99 --portal practice --folder {dir}/x");
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object = cli_outcome_parse (outcome, parser);
  JsonObject *error = json_object_get_object_member (object, "error");

  cli_assert_status (outcome, 2);
  g_assert_cmpstr (json_object_get_string_member (error, "code"), ==, "usage");
  cli_assert_contains (json_object_get_string_member (error, "message"), "--tabs");
}

static void
test_password_in_arguments (void)
{
  g_autoptr (CliWorld) world = cli_world_new ();
  const char *commands[] = { "run --portal practice --folder {dir}/x --user dealer --password=" SECRET,
                             "run --portal practice --folder {dir}/x --user dealer --password " SECRET };

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autoptr (CliOutcome) outcome = cli_world_run (world, commands[i]);

      cli_assert_status (outcome, 2);
      cli_assert_contains (outcome->err, "BOOKOUT_PASSWORD");
      g_assert_null (strstr (outcome->err, SECRET));
    }
}

static void
test_no_password (void)
{
  g_autoptr (CliWorld) world = cli_world_new ();
  g_autoptr (CliOutcome)
      outcome = cli_world_run (world, "run --portal practice --folder {dir}/sheets --user dealer");
  g_autofree char *folder = cli_world_path (world, "sheets");

  cli_assert_status (outcome, 2);
  cli_assert_contains (outcome->err, "No password: set BOOKOUT_PASSWORD");
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

static void
test_password_file (void)
{
  g_autoptr (CliWorld) world = cli_world_new ();
  const struct
  {
    const char *contents;
    const char *part;
  } files[] = { { "", "is empty" }, { "\n", "is empty" }, { NULL, "cannot be opened" } };
  g_autofree char *path = cli_world_path (world, "password");

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (CliOutcome) outcome = NULL;

      if (files[i].contents != NULL)
        cli_world_write (world, "password", files[i].contents);
      else
        g_unlink (path);
      outcome = cli_world_run (
          world, "run --portal practice --folder {dir}/x --user dealer --password-file {dir}/password");
      cli_assert_status (outcome, 2);
      cli_assert_contains (outcome->err, files[i].part);
    }
}

static void
test_password_file_too_large (void)
{
  g_autoptr (CliWorld) world = cli_world_new ();
  g_autofree char *large = g_strnfill (5000, 'x');
  g_autoptr (CliOutcome) outcome = NULL;

  cli_world_write (world, "password", large);
  outcome = cli_world_run (
      world, "run --portal practice --folder {dir}/x --user dealer --password-file {dir}/password");
  cli_assert_status (outcome, 2);
  cli_assert_contains (outcome->err, "is not a file with a password");
  g_assert_null (strstr (outcome->err, "xxx"));
}

static void
test_portal_list (void)
{
  g_autoptr (CliWorld) world = cli_world_new ();
  g_autoptr (CliOutcome) outcome = cli_world_run (world, "portal list");

  cli_assert_status (outcome, 0);
  cli_assert_contains (outcome->out, "practice");
  cli_assert_contains (outcome->out, "Practice portal");
  cli_assert_contains (outcome->out, "practice.xml");
}

static void
test_portal_validate (void)
{
  g_autoptr (CliWorld) world = cli_world_new ();
  g_autoptr (CliOutcome) good = cli_world_run (world, "portal validate practice");
  g_autoptr (CliOutcome) bad = NULL;
  g_autoptr (CliOutcome) absent = cli_world_run (world, "portal validate {dir}/absent.xml");

  cli_assert_status (good, 0);
  g_assert_cmpstr (good->out, ==, "practice.xml: valid.\n");

  cli_world_write (
      world, "bad.xml",
      "<portal xmlns=\"https://bookout.github.io/portal/1\" id=\"bad\" name=\"Bad\" version=\"1\">\n"
      "<fly/>\n</portal>\n");
  bad = cli_world_run (world, "portal validate {dir}/bad.xml");
  cli_assert_status (bad, 2);
  cli_assert_contains (bad->err, "bad.xml:");
  g_assert_cmpstr (bad->out, ==, "");

  cli_assert_status (absent, 2);
  g_assert_cmpstr (absent->out, ==, "");
}

static void
test_bad_description (void)
{
  g_autoptr (CliWorld) world = cli_world_new ();
  const char *commands[] = {
    "run --portal {dir}/bad.xml --folder {dir}/x --user dealer",
    "run --portal nowhere --folder {dir}/x --user dealer",
    "run --portal practice --var fly=1 --folder {dir}/x --user dealer",
    "run --portal practice --var way=fly --folder {dir}/x --user dealer",
    "export --portal {dir}/bad.xml --output {dir}/y --user dealer",
    "portal check {dir}/bad.xml --user dealer",
  };

  cli_world_setenv (world, "BOOKOUT_PASSWORD", SECRET);
  cli_world_write (world, "bad.xml", "<portal");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autoptr (CliOutcome) outcome = cli_world_run (world, commands[i]);

      g_test_message ("%s", commands[i]);
      cli_assert_status (outcome, 2);
      g_assert_cmpstr (outcome->out, ==, "");
      g_assert_null (strstr (outcome->err, SECRET));
    }
}

/* A port that was free a moment ago. */
static char *
closed_address (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);

  g_assert_no_error (error);
  g_socket_listener_close (listener);

  return g_strdup_printf ("http://127.0.0.1:%u/", port);
}

static void
test_unreachable (void)
{
  g_autoptr (CliWorld) world = cli_world_new ();
  g_autoptr (CliOutcome) outcome = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object;
  JsonObject *error;

  world->address = closed_address ();
  cli_world_setenv (world, "BOOKOUT_PASSWORD", SECRET);
  outcome = cli_world_run (
      world, "run --portal practice --var address={address} --folder {dir}/sheets --user dealer --json");
  object = cli_outcome_parse (outcome, parser);
  error = json_object_get_object_member (object, "error");

  cli_assert_status (outcome, 5);
  g_assert_cmpint (json_object_get_int_member (object, "done"), ==, 0);
  g_assert_cmpstr (json_object_get_string_member (error, "code"), !=, "");
  cli_assert_contains (json_object_get_string_member (error, "message"), "127.0.0.1");
  g_assert_null (strstr (outcome->out, SECRET));
  g_assert_null (strstr (outcome->err, SECRET));
}

static void
test_folder_is_a_file (void)
{
  g_autoptr (CliWorld) world = cli_world_new ();
  g_autoptr (CliOutcome) outcome = NULL;

  world->address = closed_address ();
  cli_world_setenv (world, "BOOKOUT_PASSWORD", SECRET);
  cli_world_write (world, "sheets", "not a folder");
  outcome = cli_world_run (
      world, "run --portal practice --var address={address} --folder {dir}/sheets --user dealer");
  cli_assert_status (outcome, 6);
  cli_assert_contains (outcome->err, "sheets");
}

static void
test_export_folder_missing (void)
{
  g_autoptr (CliWorld) world = cli_world_new ();
  g_autoptr (CliOutcome) outcome = cli_world_run (
      world, "export --portal practice --output {dir}/absent/inventory.csv --user dealer");

  cli_assert_status (outcome, 6);
  cli_assert_contains (outcome->err, "There is no folder");
}

static void
test_references (void)
{
  g_autoptr (CliWorld) world = cli_world_new ();
  g_autoptr (CliOutcome) absent = NULL;
  g_autoptr (CliOutcome) empty = NULL;

  cli_world_setenv (world, "BOOKOUT_PASSWORD", SECRET);
  absent = cli_world_run (world, "run --portal practice --folder {dir}/x --user dealer --refs {dir}/absent");
  cli_world_write (world, "empty", "# none\n\n");
  empty = cli_world_run (world, "run --portal practice --folder {dir}/x --user dealer --refs {dir}/empty");

  cli_assert_status (absent, 2);
  cli_assert_contains (absent->err, "list of references");
  cli_assert_status (empty, 2);
  cli_assert_contains (empty->err, "empty");
}

static void
test_resume_nothing (void)
{
  g_autoptr (CliWorld) world = cli_world_new ();
  g_autoptr (CliOutcome) absent = cli_world_run (world, "resume {dir}/absent");
  g_autoptr (CliOutcome) no_run = cli_world_run (world, "resume {dir} --json");
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *error = json_object_get_object_member (cli_outcome_parse (no_run, parser), "error");

  cli_assert_status (absent, 6);
  cli_assert_contains (absent->err, "absent");
  cli_assert_status (no_run, 2);
  g_assert_cmpstr (json_object_get_string_member (error, "code"), ==, "no-run");
}

static void
test_history_empty (void)
{
  g_autoptr (CliWorld) world = cli_world_new ();
  g_autoptr (CliOutcome) plain = cli_world_run (world, "history");
  g_autoptr (CliOutcome) json = cli_world_run (world, "history --json");
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object = cli_outcome_parse (json, parser);

  cli_assert_status (plain, 0);
  cli_assert_status (json, 0);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "runs")), ==, 0);
}

/* Cron's environment: what is not ASCII must still come out right. */
static void
test_c_locale (void)
{
  g_autoptr (CliWorld) world = cli_world_new ();
  g_autoptr (CliOutcome) outcome = NULL;

  cli_world_setenv (world, "LC_ALL", "C");
  outcome = cli_world_run (world, "Žluťoučký");
  cli_assert_status (outcome, 2);
  cli_assert_contains (outcome->err, "“Žluťoučký”");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/version", test_version);
  g_test_add_func ("/cli/help", test_help);
  g_test_add_func ("/cli/usage", test_usage);
  g_test_add_func ("/cli/usage-json", test_usage_json);
  g_test_add_func ("/cli/password-in-arguments", test_password_in_arguments);
  g_test_add_func ("/cli/no-password", test_no_password);
  g_test_add_func ("/cli/password-file", test_password_file);
  g_test_add_func ("/cli/password-file-too-large", test_password_file_too_large);
  g_test_add_func ("/cli/portal-list", test_portal_list);
  g_test_add_func ("/cli/portal-validate", test_portal_validate);
  g_test_add_func ("/cli/bad-description", test_bad_description);
  g_test_add_func ("/cli/unreachable", test_unreachable);
  g_test_add_func ("/cli/folder-is-a-file", test_folder_is_a_file);
  g_test_add_func ("/cli/export-folder-missing", test_export_folder_missing);
  g_test_add_func ("/cli/references", test_references);
  g_test_add_func ("/cli/resume-nothing", test_resume_nothing);
  g_test_add_func ("/cli/history-empty", test_history_empty);
  g_test_add_func ("/cli/c-locale", test_c_locale);

  return g_test_run ();
}
