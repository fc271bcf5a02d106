/* test-cli-commands.c - export, audit, check and history, against the practice portal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
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

static char *
read_file (CliWorld *world, const char *name)
{
  g_autofree char *path = cli_world_path (world, name);
  char *contents = NULL;

  g_file_get_contents (path, &contents, NULL, NULL);
  return contents;
}

/* Some reference of the inventory, from the export. */
static char *
some_reference (const char *inventory)
{
  g_auto (GStrv) lines = g_strsplit (inventory, "\n", 3);
  g_auto (GStrv) cells = g_strsplit (lines[1], ",", 2);

  return g_strdup (cells[0]);
}

static void
test_export (void)
{
  g_autoptr (CliWorld) world = world_with_portal ("--vehicles 40");
  g_autoptr (CliOutcome) file = NULL;
  g_autoptr (CliOutcome) out = NULL;
  g_autofree char *contents = NULL;

  if (world == NULL)
    return;

  file = cli_world_run (
      world, "export --portal practice --var address={address} --user dealer --output {dir}/inventory.csv");
  out = cli_world_run (world,
                       "export --portal practice --var address={address} --user dealer --output - --no-wait");
  contents = read_file (world, "inventory.csv");
  cli_assert_status (file, 0);
  g_assert_cmpstr (file->out, ==, "");
  cli_assert_contains (file->err, "vehicles exported");
  cli_assert_status (out, 0);
  g_assert_nonnull (contents);
  g_assert_cmpstr (contents, ==, out->out);
  cli_assert_contains (contents, "Reference Number");
}

static void
test_references (void)
{
  g_autoptr (CliWorld) world = world_with_portal ("--vehicles 40");
  g_autoptr (CliOutcome) export = NULL;
  g_autoptr (CliOutcome) one = NULL;
  g_autoptr (CliOutcome) none = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *reference = NULL;

  if (world == NULL)
    return;

  export = cli_world_run (world, "export --portal practice --var address={address} --user dealer --output -");
  reference = some_reference (export->out);
  cli_world_write (world, "one", reference);
  cli_world_write (world, "none", "NO-SUCH-VEHICLE\n");
  one = cli_world_run (world, RUN "--refs {dir}/one --json");
  none = cli_world_run (world, RUN "--refs {dir}/none");

  cli_assert_status (one, 0);
  g_assert_cmpint (json_object_get_int_member (cli_outcome_parse (one, parser), "total"), ==, 1);
  cli_assert_status (none, 2);
}

static void
test_audit (void)
{
  g_autoptr (CliWorld) world = world_with_portal ("--vehicles 12");
  g_autoptr (CliOutcome) run = NULL;
  g_autoptr (CliOutcome) right = NULL;
  g_autoptr (CliOutcome) wrong = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GDir) dir = NULL;
  g_autofree char *sheets = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  const char *name;
  JsonObject *object;

  if (world == NULL)
    return;

  run = cli_world_run (world, RUN);
  cli_assert_status (run, 0);
  right = cli_world_run (world, "audit {dir}/sheets");
  cli_assert_status (right, 0);
  cli_assert_contains (right->out, "12 right\n");

  /* One sheet under another one's name. */
  sheets = cli_world_path (world, "sheets");
  dir = g_dir_open (sheets, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL && second == NULL)
    if (g_str_has_suffix (name, ".pdf"))
      *(first == NULL ? &first : &second) = g_build_filename (sheets, name, NULL);
  g_assert_cmpint (g_rename (first, second), ==, 0);

  wrong = cli_world_run (world, "audit {dir}/sheets --json");
  object = cli_outcome_parse (wrong, parser);
  cli_assert_status (wrong, 1);
  g_assert_cmpint (json_object_get_int_member (object, "right"), ==, 10);
  g_assert_cmpint (json_object_get_int_member (object, "wrong_vehicle"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (object, "missing"), ==, 1);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "files")), ==, 12);
}

/* From another computer: no ledger, then nothing that says which portal it was, then no manifest either. */
static void
test_audit_without_ledger (void)
{
  g_autoptr (CliWorld) world = world_with_portal ("--vehicles 6");
  g_autoptr (CliOutcome) run = NULL;
  g_autoptr (CliOutcome) manifest = NULL;
  g_autoptr (CliOutcome) folder = NULL;
  g_autoptr (CliOutcome) hashes = NULL;
  g_autoptr (CliOutcome) names = NULL;
  g_autoptr (CliOutcome) nothing = NULL;
  g_autofree char *elsewhere = NULL;
  g_autofree char *origin = NULL;
  g_autofree char *path = NULL;

  if (world == NULL)
    return;

  run = cli_world_run (world, RUN);
  cli_assert_status (run, 0);
  elsewhere = cli_world_path (world, "elsewhere");
  g_assert_cmpint (g_mkdir (elsewhere, 0700), ==, 0);
  cli_world_setenv (world, "XDG_DATA_HOME", elsewhere);

  manifest = cli_world_run (world, "audit {dir}/sheets --portal practice");
  cli_assert_status (manifest, 0);
  cli_assert_contains (manifest->out, "6 right\n");
  folder = cli_world_run (world, "audit {dir}/sheets");
  cli_assert_status (folder, 0);
  cli_assert_contains (folder->out, "6 right\n");

  origin = cli_world_path (world, "sheets/run-data/run.json");
  g_assert_cmpint (g_unlink (origin), ==, 0);
  hashes = cli_world_run (world, "audit {dir}/sheets");
  cli_assert_status (hashes, 0);
  cli_assert_contains (hashes->err, "Give --portal");

  path = cli_world_path (world, "sheets/run-data/manifest.json");
  g_assert_cmpint (g_unlink (path), ==, 0);
  names = cli_world_run (world, "audit {dir}/sheets --portal practice");
  cli_assert_status (names, 0);
  cli_assert_contains (names->out, "6 right\n");
  nothing = cli_world_run (world, "audit {dir}/sheets");
  cli_assert_status (nothing, 2);
}

static void
test_portal_check (void)
{
  g_autoptr (CliWorld) world = world_with_portal ("--vehicles 12");
  g_autoptr (CliOutcome) link = NULL;
  g_autoptr (CliOutcome) search = NULL;
  g_autoptr (CliOutcome) absent = NULL;
  g_autoptr (CliOutcome) history = NULL;

  if (world == NULL)
    return;

  link = cli_world_run (world, "portal check practice --var address={address} --user dealer");
  cli_assert_status (link, 0);
  cli_assert_contains (link->out, "ok   signing in");
  cli_assert_contains (link->out, "as many as the portal shows");
  cli_assert_contains (link->out, "12 links");
  cli_assert_contains (link->out, "its text names the vehicle");
  cli_assert_contains (link->out, "ok   signing out");

  search = cli_world_run (world,
                          "portal check practice --var address={address} --var way=search --user dealer");
  cli_assert_status (search, 0);
  absent = cli_world_run (world, "portal check practice --var address={address} --user dealer --ref NO-SUCH");
  cli_assert_status (absent, 2);
  cli_assert_contains (absent->out, "no   choosing a vehicle");
  cli_assert_contains (absent->out, "ok   signing out");

  /* It leaves no trace: no run, no folder. */
  history = cli_world_run (world, "history");
  cli_assert_contains (history->out, "No runs yet.");
}

static void
test_portal_check_refused (void)
{
  g_autoptr (CliWorld) world = world_with_portal ("--vehicles 12");
  g_autoptr (CliOutcome) outcome = NULL;

  if (world == NULL)
    return;

  cli_world_setenv (world, "BOOKOUT_PASSWORD", WRONG_PASSWORD);
  outcome = cli_world_run (world, "portal check practice --var address={address} --user dealer");
  cli_assert_status (outcome, 3);
  cli_assert_contains (outcome->out, "no   signing in");
}

static void
test_history (void)
{
  g_autoptr (CliWorld) world = world_with_portal ("--vehicles 3");
  g_autoptr (CliOutcome) run = NULL;
  g_autoptr (CliOutcome) plain = NULL;
  g_autoptr (CliOutcome) json = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *runs;
  JsonObject *first;

  if (world == NULL)
    return;

  run = cli_world_run (world, RUN);
  cli_assert_status (run, 0);
  plain = cli_world_run (world, "history");
  cli_assert_status (plain, 0);
  cli_assert_contains (plain->out, "finished");
  cli_assert_contains (plain->out, "3 right");

  json = cli_world_run (world, "history --json");
  runs = json_object_get_array_member (cli_outcome_parse (json, parser), "runs");
  g_assert_cmpuint (json_array_get_length (runs), ==, 1);
  first = json_array_get_object_element (runs, 0);
  g_assert_cmpstr (json_object_get_string_member (first, "portal"), ==, "practice");
  g_assert_cmpstr (json_object_get_string_member (first, "user"), ==, "dealer");
  g_assert_cmpint (json_object_get_int_member (first, "done"), ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli-commands/export", test_export);
  g_test_add_func ("/cli-commands/references", test_references);
  g_test_add_func ("/cli-commands/audit", test_audit);
  g_test_add_func ("/cli-commands/audit-without-ledger", test_audit_without_ledger);
  g_test_add_func ("/cli-commands/portal-check", test_portal_check);
  g_test_add_func ("/cli-commands/portal-check-refused", test_portal_check_refused);
  g_test_add_func ("/cli-commands/history", test_history);

  return g_test_run ();
}
