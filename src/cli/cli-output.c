/* cli-output.c - results on standard output, errors on standard error
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>

#include "bookout-span.h"
#include "cli-options.h"
#include "cli-output.h"
#include "cli-text.h"

/* Standard output carries results and nothing else: for a person some lines, with --json exactly one object. All that explains goes to
 * standard error. Main thread. */

/* So that a night on which everything failed does not scroll the summary away; failed.csv has them all. */
#define FAILURES_MOST 20
#define WARNINGS_MOST 10

/**
 * cli_print:
 * @format: printf-like, of UTF-8
 * @...: its arguments
 *
 * A line on standard output, in the locale's encoding.
 */
void
cli_print (const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_print ("%s\n", line);
}

/**
 * cli_complain:
 * @words: what is wrong; cleaned here, line by line, because a description's problems come as several lines
 */
void
cli_complain (const char *words)
{
  g_auto (GStrv) lines = g_strsplit (words, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *clean = cli_text_clean (lines[i]);

      g_printerr ("%s%s\n", i == 0 ? "bookout-cli: " : "", clean);
    }
}

/**
 * cli_print_object:
 * @object: (transfer full): the result
 *
 * One line of JSON on standard output: UTF-8 whatever the locale.
 */
void
cli_print_object (JsonObject *object)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_node_take_object (root, object);
  json_generator_set_root (generator, root);
  text = json_generator_to_data (generator, NULL);
  fputs (text, stdout);
  fputc ('\n', stdout);
  fflush (stdout);
}

/**
 * cli_set_error:
 * @object: a result
 * @error: why it is not better
 *
 * Adds a member `error` with `code`, a short word, and `message`, a sentence.
 */
void
cli_set_error (JsonObject *object, const GError *error)
{
  JsonObject *member = json_object_new ();
  g_autofree char *message = g_utf8_make_valid (error->message, -1);

  json_object_set_string_member (member, "code", cli_exit_status_code (error));
  json_object_set_string_member (member, "message", message);
  json_object_set_object_member (object, "error", member);
}

/**
 * cli_fail:
 * @command: name of the command, for the hint
 * @json: whether standard output is to have an object
 * @error: what ended the command before it had a result
 *
 * An error that only says that a person asked to end is not repeated to that person.
 *
 * Returns: the exit status
 */
CliExitStatus
cli_fail (const char *command, gboolean json, const GError *error)
{
  CliExitStatus status = cli_exit_status_for_error (error);

  if (status != CLI_EXIT_INTERRUPTED)
    cli_complain (error->message);
  if (error->domain == G_OPTION_ERROR || g_error_matches (error, CLI_ERROR, CLI_ERROR_USAGE))
    g_printerr (_ ("See “bookout-cli %s --help”.\n"), command);
  if (json)
    {
      JsonObject *object = json_object_new ();

      cli_set_error (object, error);
      cli_print_object (object);
    }

  return status;
}

static void
print_failures (const BookoutReport *report)
{
  guint n = 0;

  for (guint i = 0; i < report->rows->len; i++)
    {
      const BookoutReportRow *row = g_ptr_array_index (report->rows, i);
      g_autofree char *reference = cli_text_clean (bookout_vehicle_get_reference (row->vehicle));
      g_autofree char *description = cli_text_clean (bookout_vehicle_get_description (row->vehicle));
      g_autofree char *reason = cli_text_clean (bookout_vehicle_get_reason (row->vehicle));

      if (row->state != BOOKOUT_VEHICLE_FAILED && row->state != BOOKOUT_VEHICLE_HELD)
        continue;
      if (n++ < FAILURES_MOST)
        cli_print ("  %s%s%s: %s", reference, *description != '\0' ? ", " : "", description, reason);
    }

  if (n > FAILURES_MOST)
    cli_print (_ ("  … and %u more: see run-data/failed.csv in the folder."), n - FAILURES_MOST);
}

static void
print_pace (const BookoutReport *report)
{
  g_autofree char *span = bookout_span_to_string ((gint64) (report->seconds * G_USEC_PER_SEC));
  g_autofree char *rate = bookout_report_count_to_string (
      (guint64) rint (CLAMP (report->vehicles_per_hour, 0.0, 1e9)));

  cli_print (ngettext ("%s vehicles an hour; %s in all, %u sign-in.",
                       "%s vehicles an hour; %s in all, %u sign-ins.", report->sign_ins),
             rate, span, report->sign_ins);
}

static void
complain_warnings (const BookoutReport *report)
{
  for (guint i = 0; i < MIN (report->warnings->len, WARNINGS_MOST); i++)
    cli_complain (g_ptr_array_index (report->warnings, i));
  if (report->warnings->len > WARNINGS_MOST)
    g_printerr (_ ("bookout-cli: … and %u more: see run-data/report.json in the folder.\n"),
                report->warnings->len - WARNINGS_MOST);
}

/**
 * cli_print_report:
 * @report: of a run that began
 * @folder: where its sheets are
 * @state: how it ended
 *
 * The summary for a person. What needs attention besides the vehicles themselves goes to standard error.
 */
void
cli_print_report (const BookoutReport *report, const char *folder, BookoutRunState state)
{
  g_autofree char *sentence = bookout_report_to_sentence (&report->counts);
  g_autofree char *name = g_filename_display_name (folder);
  g_autofree char *clean = cli_text_clean (name);

  complain_warnings (report);
  cli_print ("%s", sentence);
  print_failures (report);
  if (report->wrong_vehicle_caught > 0)
    cli_print (ngettext ("%u page or sheet of another vehicle was caught.",
                         "%u pages or sheets of another vehicle were caught.", report->wrong_vehicle_caught),
               report->wrong_vehicle_caught);
  print_pace (report);
  cli_print (_ ("Folder: %s"), clean);
  if (state != BOOKOUT_RUN_FINISHED)
    {
      g_autofree char *quoted = g_shell_quote (clean);

      cli_print (_ ("To go on: bookout-cli resume %s"), quoted);
    }
  if (report->sign_ins > 0 && !report->signed_out)
    cli_complain (
        _ ("The portal did not confirm the sign-out: for some minutes it may refuse a new sign-in."));
}
