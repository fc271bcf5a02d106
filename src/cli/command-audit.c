/* command-audit.c - checks every sheet in a folder against its name
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "bookout-audit-words.h"
#include "bookout-folder-audit.h"
#include "bookout-json-text.h"
#include "bookout-manifest.h"
#include "bookout-run-origin.h"
#include "cli-account.h"
#include "cli-commands.h"
#include "cli-display.h"
#include "cli-foreground.h"
#include "cli-output.h"
#include "cli-text.h"

/* Options and output of bookout_folder_audit_run(). Which run the folder has is known from the ledger or, where that is another
 * computer's or lost, from the folder; a description given on the command line comes before the run's. Reads only; needs no network
 * and no account. */

#define BAR_COLUMNS 20

typedef struct
{
  const CliOptions *options;
  BookoutFolder *folder;      /* owned */
  BookoutLedger *ledger;      /* (nullable): owned */
  BookoutLedgerRun *run;      /* (nullable): owned */
  BookoutPortal *portal;      /* (nullable): owned; without one, only hashes are compared */
  gboolean is_provable;       /* the job's thread, until it is over */
  BookoutAuditResult *result; /* owned; likewise */
  CliDisplay *display;        /* main thread */
  int done;                   /* atomic */
  int total;                  /* atomic */
} Audit;

static void
audit_clear (Audit *self)
{
  g_clear_pointer (&self->result, bookout_audit_result_free);
  g_clear_object (&self->portal);
  g_clear_pointer (&self->run, bookout_ledger_run_free);
  g_clear_object (&self->ledger);
  g_clear_object (&self->folder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Audit, audit_clear)

/* A ledger that cannot be read is told, and the folder speaks for itself. */
static void
find_run (Audit *self)
{
  const char *path = bookout_folder_get_path (self->folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutRunOrigin) origin = NULL;

  self->ledger = bookout_ledger_open (NULL, &error);
  if (self->ledger != NULL)
    self->run = bookout_run_origin_find (self->ledger, path, &error);
  if (error == NULL)
    return;

  if (!g_error_matches (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_NO_RUN))
    cli_complain (error->message);
  origin = bookout_run_origin_read (self->folder, NULL);
  if (origin != NULL)
    self->run = g_steal_pointer (&origin->run);
}

static gboolean
has_manifest (Audit *self)
{
  g_autofree char *sha256 = bookout_folder_hash (self->folder, BOOKOUT_MANIFEST_NAME, NULL, NULL);

  return sha256 != NULL;
}

static gboolean
find_portal (Audit *self, GError **error)
{
  g_autoptr (CliAccount) account = NULL;

  if (self->options->portal == NULL && self->run == NULL)
    {
      if (has_manifest (self))
        return TRUE;
      g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE,
                           _ ("Nothing says whose sheets these are. Give --portal FILE or ID."));
      return FALSE;
    }

  account = cli_account_find_portal (self->options, self->run, error);
  if (account == NULL)
    return FALSE;

  self->portal = g_object_ref (account->portal);
  return TRUE;
}

static gboolean
prepare (Audit *self, GError **error)
{
  self->folder = bookout_folder_open (self->options->arguments[0], FALSE, error);
  if (self->folder == NULL)
    return FALSE;

  find_run (self);
  return find_portal (self, error);
}

static void
checked_cb (const BookoutAuditFile *file, guint done, guint total, gpointer user_data)
{
  Audit *self = user_data;

  g_atomic_int_set (&self->total, (int) total);
  g_atomic_int_set (&self->done, (int) done);
}

static gboolean
audit_job (gpointer user_data, GCancellable *cancellable, GError **error)
{
  Audit *self = user_data;
  BookoutFolderAudit order = { .folder = self->folder,
                               .ledger = self->ledger,
                               .run = self->run,
                               .portal = self->portal,
                               .progress = checked_cb,
                               .progress_data = self };

  self->result = bookout_folder_audit_run (&order, cancellable, error);
  self->is_provable = order.is_provable;
  return self->result != NULL;
}

/* "[#########...........] 1,790 of 2,000 sheets checked" */
static char *
make_line (int done, int total)
{
  g_autofree char *done_text = bookout_report_count_to_string ((guint64) done);
  g_autofree char *total_text = bookout_report_count_to_string ((guint64) total);
  int filled = (int) ((gint64) done * BAR_COLUMNS / total);
  g_autoptr (GString) line = g_string_new ("[");

  for (int i = 0; i < BAR_COLUMNS; i++)
    g_string_append_c (line, i < filled ? '#' : '.');
  g_string_append (line, "] ");
  g_string_append_printf (line, _ ("%s of %s sheets checked"), done_text, total_text);

  return g_string_free (g_steal_pointer (&line), FALSE);
}

static void
audit_tick (gpointer user_data)
{
  Audit *self = user_data;
  int total = g_atomic_int_get (&self->total);
  g_autofree char *line = NULL;
  const char *lines[2] = { NULL, NULL };

  if (total == 0 || !cli_display_is_live (self->display))
    return;

  line = make_line (g_atomic_int_get (&self->done), total);
  lines[0] = line;
  cli_display_show (self->display, lines);
}

static gboolean
is_fine (Audit *self, BookoutAuditVerdict verdict)
{
  return bookout_folder_audit_is_fine (verdict, self->is_provable);
}

static int
conclude (Audit *self)
{
  for (guint i = 0; i < BOOKOUT_AUDIT_N_VERDICTS; i++)
    if (self->result->counts[i] > 0 && !is_fine (self, i))
      return CLI_EXIT_FAILED;

  return CLI_EXIT_DONE;
}

static JsonObject *
file_to_object (const BookoutAuditFile *file)
{
  JsonObject *object = json_object_new ();

  bookout_json_text_set (object, "name", file->name);
  bookout_json_text_set (object, "reference", file->reference);
  bookout_json_text_set (object, "verdict", bookout_audit_verdict_to_string (file->verdict));
  bookout_json_text_set (object, "reason", file->reason);
  bookout_json_text_set (object, "sha256", file->sha256);
  json_object_set_int_member (object, "size", (gint64) file->size);

  return object;
}

static void
print_json (Audit *self)
{
  JsonObject *object = json_object_new ();
  JsonArray *files = json_array_new ();

  bookout_json_text_set (object, "folder", bookout_folder_get_path (self->folder));
  json_object_set_int_member (object, "total", self->result->files->len);
  for (guint i = 0; i < BOOKOUT_AUDIT_N_VERDICTS; i++)
    {
      g_autofree char *name = g_strdelimit (g_strdup (bookout_audit_verdict_to_string (i)), "-", '_');

      json_object_set_int_member (object, name, self->result->counts[i]);
    }
  for (guint i = 0; i < self->result->files->len; i++)
    json_array_add_object_element (files, file_to_object (g_ptr_array_index (self->result->files, i)));
  json_object_set_array_member (object, "files", files);
  cli_print_object (object);
}

static void
print_text (Audit *self)
{
  g_autofree char *totals = bookout_audit_words_totals (self->result);

  for (guint i = 0; i < self->result->files->len; i++)
    {
      const BookoutAuditFile *file = g_ptr_array_index (self->result->files, i);
      g_autofree char *name = cli_text_clean (file->name);
      g_autofree char *reason = cli_text_clean (file->reason);

      if (!is_fine (self, file->verdict))
        cli_print ("%s: %s", name, reason);
    }
  cli_print ("%s", totals);
  if (self->portal == NULL)
    cli_complain (
        _ ("No portal is known for this folder: the sheets were only compared with what was saved. Give "
           "--portal to check what they say."));
}

static int
audit (Audit *self, GError **error)
{
  gboolean ok;

  if (!prepare (self, error))
    return CLI_EXIT_USAGE;

  self->display = cli_display_new (self->options->quiet);
  ok = cli_foreground_run (audit_job, audit_tick, self, error);
  g_clear_pointer (&self->display, cli_display_free);
  if (!ok)
    return CLI_EXIT_FAILED;

  if (self->options->json)
    print_json (self);
  else
    print_text (self);

  return conclude (self);
}

/**
 * cli_command_audit:
 * @command: this command
 * @options: its options
 *
 * Returns: the exit status
 */
int
cli_command_audit (const CliCommand *command, const CliOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_auto (Audit) self = { .options = options };
  int status = audit (&self, &error);

  return error != NULL ? (int) cli_fail (command->name, options->json, error) : status;
}
