/* command-history.c - the runs that the ledger knows
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "bookout-ledger.h"
#include "cli-commands.h"
#include "cli-output.h"
#include "cli-text.h"

/* Newest first, a line each; reading only. */

static char *
format_time (gint64 seconds, gboolean utc)
{
  g_autoptr (GDateTime) time = utc ? g_date_time_new_from_unix_utc (seconds)
                                   : g_date_time_new_from_unix_local (seconds);

  if (seconds == 0 || time == NULL)
    return NULL;

  return g_date_time_format (time, utc ? "%Y-%m-%dT%H:%M:%SZ" : "%Y-%m-%d %H:%M");
}

static void
set_time (JsonObject *object, const char *name, gint64 seconds)
{
  g_autofree char *text = format_time (seconds, TRUE);

  if (text != NULL)
    json_object_set_string_member (object, name, text);
  else
    json_object_set_null_member (object, name);
}

static void
set_text (JsonObject *object, const char *name, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  json_object_set_string_member (object, name, valid);
}

static JsonObject *
run_to_object (const BookoutLedgerRun *run)
{
  JsonObject *object = json_object_new ();

  set_text (object, "folder", run->folder);
  set_text (object, "portal", run->portal_id);
  set_text (object, "address", run->base);
  set_text (object, "user", run->user);
  set_text (object, "state", run->state);
  set_time (object, "began_at", run->began_at);
  set_time (object, "ended_at", run->ended_at);
  json_object_set_int_member (object, "total", run->total - MIN (run->skipped, run->total));
  json_object_set_int_member (object, "done", run->done);
  json_object_set_int_member (object, "unproved", run->unproved);
  json_object_set_int_member (object, "failed", run->failed);
  json_object_set_int_member (object, "held", run->held);
  json_object_set_int_member (object, "skipped", run->skipped);

  return object;
}

static void
print_json (GPtrArray *runs)
{
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < runs->len; i++)
    json_array_add_object_element (array, run_to_object (g_ptr_array_index (runs, i)));
  json_object_set_array_member (object, "runs", array);
  cli_print_object (object);
}

static void
print_run (const BookoutLedgerRun *run)
{
  BookoutQueueCounts counts = { .done = run->done,
                                .unproved = run->unproved,
                                .failed = run->failed,
                                .held = run->held,
                                .skipped = run->skipped,
                                .total = run->total };
  g_autofree char *began = format_time (run->began_at, FALSE);
  g_autofree char *folder = g_filename_display_name (run->folder);
  g_autofree char *clean = cli_text_clean (folder);
  g_autofree char *sentence = NULL;
  guint settled = run->done + run->unproved + run->failed + run->held + run->skipped;

  counts.waiting = run->total - MIN (settled, run->total);
  sentence = bookout_report_to_sentence (&counts);
  cli_print ("%s  %-11s  %s  (%s)", began != NULL ? began : "", run->state, clean, sentence);
}

/**
 * cli_command_history:
 * @command: this command
 * @options: its options
 *
 * Returns: the exit status
 */
int
cli_command_history (const CliCommand *command, const CliOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutLedger) ledger = bookout_ledger_open (NULL, &error);
  g_autoptr (GPtrArray) runs = ledger != NULL ? bookout_ledger_list_runs (ledger, &error) : NULL;

  if (runs == NULL)
    return cli_fail (command->name, options->json, error);

  if (options->json)
    print_json (runs);
  else if (runs->len == 0)
    cli_print (_ ("No runs yet."));
  for (guint i = 0; !options->json && i < runs->len; i++)
    print_run (g_ptr_array_index (runs, i));

  return CLI_EXIT_DONE;
}
