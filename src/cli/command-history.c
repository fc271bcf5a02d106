/* command-history.c - the runs that the ledger knows
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "bookout-json-text.h"
#include "bookout-ledger.h"
#include "cli-commands.h"
#include "cli-output.h"
#include "cli-text.h"

/* Newest first, a line each; or all that the ledger has of one vehicle; or, only when told to, what is old is forgotten. A damaged
 * ledger is told and left alone: whoever only looks must not move it from under somebody else's eyes. */

/* Forgetting leaves at least the last run. */
#define KEPT_BY_PRUNING 1

#define DAY_S ((gint64) 24 * 60 * 60)

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

static JsonObject *
run_to_object (const BookoutLedgerRun *run)
{
  JsonObject *object = json_object_new ();

  bookout_json_text_set (object, "folder", run->folder);
  bookout_json_text_set (object, "portal", run->portal_id);
  bookout_json_text_set (object, "address", run->base);
  bookout_json_text_set (object, "user", run->user);
  bookout_json_text_set (object, "state", run->state);
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

static int
list_runs (BookoutLedger *ledger, gboolean json, GError **error)
{
  g_autoptr (GPtrArray) runs = bookout_ledger_list_runs (ledger, error);

  if (runs == NULL)
    return CLI_EXIT_FAILED;

  if (json)
    print_json (runs);
  else if (runs->len == 0)
    cli_print (_ ("No runs yet."));
  for (guint i = 0; !json && i < runs->len; i++)
    print_run (g_ptr_array_index (runs, i));

  return CLI_EXIT_DONE;
}

static JsonObject *
attempt_to_object (const BookoutLedgerPastAttempt *attempt)
{
  JsonObject *object = json_object_new ();

  set_time (object, "began_at", attempt->began_at / G_USEC_PER_SEC);
  json_object_set_double_member (object, "seconds", (double) (attempt->duration_us / 1000) / 1000.0);
  json_object_set_int_member (object, "tab", attempt->tab);
  bookout_json_text_set (object, "stage", attempt->stage);
  bookout_json_text_set (object, "code", attempt->code);
  bookout_json_text_set (object, "reason", attempt->words);
  json_object_set_boolean_member (object, "counted", attempt->counted);

  return object;
}

static JsonObject *
past_to_object (const BookoutLedgerPastVehicle *past, GPtrArray *attempts)
{
  const BookoutLedgerVehicle *vehicle = past->vehicle;
  JsonObject *object = json_object_new ();
  JsonArray *tries = json_array_new ();

  bookout_json_text_set (object, "folder", past->folder);
  bookout_json_text_set (object, "portal", past->portal_id);
  set_time (object, "began_at", past->began_at);
  bookout_json_text_set (object, "vin", vehicle->vin);
  bookout_json_text_set (object, "vehicle", vehicle->description);
  bookout_json_text_set (object, "state", vehicle->state);
  json_object_set_int_member (object, "attempts", vehicle->attempts);
  bookout_json_text_set (object, "code", vehicle->code);
  bookout_json_text_set (object, "reason", vehicle->reason);
  bookout_json_text_set (object, "file", vehicle->file_name);
  bookout_json_text_set (object, "sha256", vehicle->sha256);
  json_object_set_int_member (object, "size", (gint64) vehicle->size);
  bookout_json_text_set (object, "proof", vehicle->proof);
  set_time (object, "finished_at", vehicle->finished_at);
  for (guint i = 0; i < attempts->len; i++)
    json_array_add_object_element (tries, attempt_to_object (g_ptr_array_index (attempts, i)));
  json_object_set_array_member (object, "tries", tries);

  return object;
}

static void
print_attempt (const BookoutLedgerPastAttempt *attempt)
{
  g_autofree char *began = format_time (attempt->began_at / G_USEC_PER_SEC, FALSE);
  g_autofree char *words = cli_text_clean (attempt->words != NULL ? attempt->words : attempt->code);

  /* Translators: when an attempt began, seconds that it took, and what came of it */
  cli_print (_ ("    %s  %.1f s  %s"), began != NULL ? began : "",
             (double) attempt->duration_us / G_USEC_PER_SEC, words);
}

static void
print_past (const BookoutLedgerPastVehicle *past, GPtrArray *attempts)
{
  const BookoutLedgerVehicle *vehicle = past->vehicle;
  g_autofree char *began = format_time (past->began_at, FALSE);
  g_autofree char *folder = g_filename_display_name (past->folder);
  g_autofree char *clean_folder = cli_text_clean (folder);
  g_autofree char *what = cli_text_clean (vehicle->file_name != NULL ? vehicle->file_name : vehicle->reason);

  cli_print ("%s  %-8s  %s  %s", began != NULL ? began : "", vehicle->state, clean_folder, what);
  for (guint i = 0; i < attempts->len; i++)
    print_attempt (g_ptr_array_index (attempts, i));
}

/* Of one run; what is printed as text is printed at once. */
static gboolean
tell_past (BookoutLedger *ledger, const BookoutLedgerPastVehicle *past, JsonArray *runs, GError **error)
{
  g_autoptr (GPtrArray)
      attempts = bookout_ledger_list_attempts (ledger, past->run_id, past->vehicle->reference, error);

  if (attempts == NULL)
    return FALSE;

  if (runs != NULL)
    json_array_add_object_element (runs, past_to_object (past, attempts));
  else
    print_past (past, attempts);

  return TRUE;
}

static void
print_history (const char *reference, JsonArray *runs)
{
  JsonObject *object = json_object_new ();

  bookout_json_text_set (object, "reference", reference);
  json_object_set_array_member (object, "runs", json_array_ref (runs));
  cli_print_object (object);
}

static int
list_vehicle (BookoutLedger *ledger, const char *reference, gboolean json, GError **error)
{
  g_autoptr (GPtrArray) pasts = bookout_ledger_list_vehicle_history (ledger, reference, error);
  g_autoptr (JsonArray) runs = json ? json_array_new () : NULL;

  for (guint i = 0; pasts != NULL && i < pasts->len; i++)
    if (!tell_past (ledger, g_ptr_array_index (pasts, i), runs, error))
      return CLI_EXIT_FAILED;
  if (pasts == NULL)
    return CLI_EXIT_FAILED;

  if (json)
    print_history (reference, runs);
  else if (pasts->len == 0)
    {
      g_autofree char *clean = cli_text_clean (reference);

      cli_print (_ ("No run that is recorded had the vehicle %s."), clean);
    }

  return CLI_EXIT_DONE;
}

static int
prune (BookoutLedger *ledger, int days, gboolean json, GError **error)
{
  gint64 before = g_get_real_time () / G_USEC_PER_SEC - days * DAY_S;
  guint n_removed = 0;

  if (!bookout_ledger_prune (ledger, before, KEPT_BY_PRUNING, &n_removed, error))
    return CLI_EXIT_FAILED;

  if (json)
    {
      JsonObject *object = json_object_new ();

      json_object_set_int_member (object, "forgotten", n_removed);
      cli_print_object (object);
    }
  else
    cli_print (g_dngettext (GETTEXT_PACKAGE, "%u run was forgotten.", "%u runs were forgotten.", n_removed),
               n_removed);

  return CLI_EXIT_DONE;
}

static int
history (const CliOptions *options, GError **error)
{
  g_autoptr (BookoutLedger) ledger = NULL;

  if (options->vehicle != NULL && options->prune_days > 0)
    {
      g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE, _ ("Give either --vehicle or --prune."));
      return CLI_EXIT_USAGE;
    }

  ledger = bookout_ledger_open (NULL, error);
  if (ledger == NULL)
    return CLI_EXIT_FAILED;
  if (options->prune_days > 0)
    return prune (ledger, options->prune_days, options->json, error);
  if (options->vehicle != NULL)
    return list_vehicle (ledger, options->vehicle, options->json, error);

  return list_runs (ledger, options->json, error);
}

/* Here nothing mends it, so it is said what does. */
static void
advise (GError *error)
{
  if (g_error_matches (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_DAMAGED))
    {
      g_autofree char *said = g_steal_pointer (&error->message);

      error->message = g_strdup_printf (
          _ ("%s Starting a run, or going on with one, sets it aside and makes it anew from what can still be read."),
          said);
    }
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
  int status = history (options, &error);

  if (error == NULL)
    return status;

  advise (error);
  return cli_fail (command->name, options->json, error);
}
