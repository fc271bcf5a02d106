/* command-run.c - fetches a sheet for every vehicle, from the start or where the last run ended
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "bookout-reference-list.h"
#include "bookout-run-origin.h"
#include "cli-account.h"
#include "cli-commands.h"
#include "cli-interrupt.h"
#include "cli-output.h"
#include "cli-progress.h"
#include "cli-text.h"

/* Both commands make a BookoutRun, run the main loop until it has ended and print its report. The run itself does all the work in threads of
 * its own; this thread only looks, and passes on a person's wish to stop. */

#define TABS_DEFAULT     5
#define ATTEMPTS_DEFAULT 3

typedef struct
{
  GMainLoop *loop;
  BookoutRun *run;
  CliProgress *progress;
  GError *error; /* why the run failed */
} Pass;

static void
executed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Pass *pass = user_data;

  bookout_run_execute_finish (BOOKOUT_RUN (source), result, &pass->error);
  g_main_loop_quit (pass->loop);
}

static void
interrupted_cb (gpointer user_data)
{
  Pass *pass = user_data;

  cli_progress_say (
      pass->progress,
      _ ("Stopping: what is being written is finished, then the session is signed out. Once more ends at once."));
  bookout_run_stop (pass->run);
}

static void
print_object (Pass *pass, const BookoutReport *report)
{
  g_autoptr (BookoutReport) nothing = report == NULL ? bookout_report_new () : NULL;
  JsonObject *object = bookout_report_to_object (report != NULL ? report : nothing);

  if (pass->error != NULL)
    cli_set_error (object, pass->error);
  cli_print_object (object);
}

/* Whether there is something to tell of the vehicles. */
static gboolean
has_begun (const BookoutReport *report)
{
  return report != NULL && report->counts.total > 0;
}

static void
print_difference (const BookoutReport *report)
{
  g_autofree char *sentence = NULL;

  if (report->difference == NULL)
    return;

  sentence = bookout_inventory_difference_dup_sentence (report->difference);
  /* Translators: "12 new, 3 gone, 1 changed since 20 Nov" */
  cli_print (_ ("Inventory: %s"), sentence);
}

static int
conclude (Pass *pass, gboolean json)
{
  const BookoutReport *report = bookout_run_get_report (pass->run);
  BookoutRunState state = bookout_run_get_state (pass->run);
  BookoutQueueCounts counts = bookout_run_get_counts (pass->run);

  if (json)
    print_object (pass, report);
  else if (has_begun (report))
    {
      cli_print_report (report, bookout_run_get_folder (pass->run), state);
      print_difference (report);
    }

  if (pass->error == NULL)
    return cli_exit_status_for_counts (state, &counts);

  if (!g_error_matches (pass->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    cli_complain (pass->error->message);
  return cli_exit_status_for_error (pass->error);
}

static int
execute (const BookoutRunSettings *settings, const CliOptions *options)
{
  Pass pass = { .loop = g_main_loop_new (NULL, FALSE), .run = bookout_run_new (settings) };
  g_autoptr (CliInterrupt) interrupt = NULL;
  int status;

  pass.progress = cli_progress_new (pass.run, options->quiet);
  interrupt = cli_interrupt_new (interrupted_cb, &pass);
  bookout_run_execute_async (pass.run, NULL, executed_cb, &pass);
  g_main_loop_run (pass.loop);

  g_clear_pointer (&pass.progress, cli_progress_free);
  status = conclude (&pass, options->json);
  g_clear_error (&pass.error);
  g_object_unref (pass.run);
  g_main_loop_unref (pass.loop);

  return status;
}

/* A run's own failed.csv is the list that people most want to try again; its header is not the portal's. */
static const char *
choose_column (const char *contents, BookoutPortal *portal)
{
  static const char failed_header[] = "\xef\xbb\xbf"
                                      "Reference,Vehicle,";

  if (g_str_has_prefix (contents, failed_header))
    return "Reference";

  return bookout_portal_get_columns (portal)->reference;
}

static char **
read_references (const CliOptions *options, BookoutPortal *portal, GError **error)
{
  g_autofree char *contents = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) own = NULL;
  const char *column;
  char **references;
  gsize length;

  if (!g_file_get_contents (options->refs, &contents, &length, &own))
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE, _ ("The list of references cannot be read: %s."),
                   own->message);
      return NULL;
    }

  column = choose_column (contents, portal);
  bytes = g_bytes_new_take (g_steal_pointer (&contents), length);
  references = bookout_reference_list_parse (bytes, column, &own);
  if (references == NULL)
    g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE, "%s: %s", options->refs, own->message);

  return references;
}

static BookoutRunSettings
make_settings (const CliOptions *options, const CliAccount *account, const char *folder, char **references)
{
  return (BookoutRunSettings){
    .portal = account->portal,
    .portal_path = account->portal_path,
    .variables = account->variables,
    .user = account->user,
    .password = account->password,
    .folder = folder,
    .references = (const char *const *) references,
    .limit = options->limit,
    .tabs = options->tabs > 0 ? options->tabs : TABS_DEFAULT,
    .attempts = options->attempts > 0 ? options->attempts : ATTEMPTS_DEFAULT,
    .vehicle_s = options->timeout_s,
    .wait_active = !options->no_wait,
    .waits_for_person = FALSE,
    .retry_failed = options->retry_failed,
    .only_new = options->only_new,
    .renew_days = options->renew_days,
  };
}

static int
run (const CliOptions *options, GError **error)
{
  g_autoptr (CliAccount) account = NULL;
  g_auto (GStrv) references = NULL;
  BookoutRunSettings settings;

  if (options->folder == NULL || *options->folder == '\0')
    {
      g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE, _ ("Into which folder? Give --folder DIR."));
      return CLI_EXIT_USAGE;
    }

  account = cli_account_find (options, NULL, error);
  if (account == NULL)
    return CLI_EXIT_USAGE;
  if (options->refs != NULL && (references = read_references (options, account->portal, error)) == NULL)
    return CLI_EXIT_USAGE;

  settings = make_settings (options, account, options->folder, references);
  return execute (&settings, options);
}

static BookoutLedgerRun *
find_earlier_run (const char *folder, GError **error)
{
  g_autoptr (BookoutLedger) ledger = NULL;

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_autofree char *name = g_filename_display_name (folder);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY, _ ("There is no folder %s."), name);
      return NULL;
    }

  ledger = bookout_ledger_open_or_recover (NULL, error);
  if (ledger == NULL)
    return NULL;
  if (bookout_ledger_get_recovery (ledger) != NULL)
    cli_complain (bookout_ledger_get_recovery (ledger));

  return bookout_run_origin_find (ledger, folder, error);
}

static int
resume (const CliOptions *options, GError **error)
{
  g_autofree char *folder = g_canonicalize_filename (options->arguments[0], NULL);
  g_autoptr (GError) own = NULL;
  g_autoptr (BookoutLedgerRun) before = find_earlier_run (folder, &own);
  g_autoptr (CliAccount) account = NULL;
  BookoutRunSettings settings;

  /* Given a portal, what is in the folder is enough to rebuild its run. */
  if (before == NULL &&
      (options->portal == NULL || !g_error_matches (own, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_NO_RUN)))
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return CLI_EXIT_USAGE;
    }
  account = cli_account_find (options, before, error);
  if (account == NULL)
    return CLI_EXIT_USAGE;

  settings = make_settings (options, account, folder, NULL);
  settings.resume = TRUE;
  return execute (&settings, options);
}

/**
 * cli_command_run:
 * @command: this command
 * @options: its options
 *
 * Returns: the exit status
 */
int
cli_command_run (const CliCommand *command, const CliOptions *options)
{
  g_autoptr (GError) error = NULL;
  int status = run (options, &error);

  return error != NULL ? (int) cli_fail (command->name, options->json, error) : status;
}

/**
 * cli_command_resume:
 * @command: this command
 * @options: its options
 *
 * Returns: the exit status
 */
int
cli_command_resume (const CliCommand *command, const CliOptions *options)
{
  g_autoptr (GError) error = NULL;
  int status = resume (options, &error);

  return error != NULL ? (int) cli_fail (command->name, options->json, error) : status;
}
