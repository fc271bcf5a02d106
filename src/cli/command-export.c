/* command-export.c - the inventory of a portal, as a file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-cli"

#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>

#include "bookout-export.h"
#include "cli-account.h"
#include "cli-commands.h"
#include "cli-foreground.h"
#include "cli-output.h"
#include "cli-session-watch.h"
#include "cli-text.h"

/* Signs in, exports, makes sure that the export is whole, and signs out again before anything is written. The file is the portal's, byte for
 * byte. */

#define SIGN_OUT_LIMIT_MS 3000

typedef struct
{
  const CliOptions *options;
  BookoutSession *session;
  CliSessionWatch *watch;      /* main thread */
  GBytes *contents;            /* the job's thread, until it is over */
  BookoutInventory *inventory; /* likewise */
} Export;

static gboolean
export_signed_in (Export *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (BookoutTab) tab = bookout_session_open_tab (self->session);

  self->contents = bookout_export_fetch (tab, cancellable, error);
  if (self->contents == NULL)
    return FALSE;
  self->inventory = bookout_export_parse (tab, self->contents, cancellable, error);

  return self->inventory != NULL;
}

static gboolean
export_job (gpointer user_data, GCancellable *cancellable, GError **error)
{
  Export *self = user_data;
  g_autoptr (GError) sign_out_error = NULL;
  gboolean ok;

  if (!bookout_session_sign_in (self->session, !self->options->no_wait, cancellable, error))
    return FALSE;

  ok = export_signed_in (self, cancellable, error);
  if (!bookout_session_sign_out (self->session, SIGN_OUT_LIMIT_MS, &sign_out_error) && sign_out_error != NULL)
    g_message ("Signing out: %s", sign_out_error->message);

  return ok;
}

static void
export_tick (gpointer user_data)
{
  Export *self = user_data;

  cli_session_watch_look (self->watch);
}

static gboolean
write_stdout (GBytes *contents, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (contents, &length);

  if (fwrite (data, 1, length, stdout) == length && fflush (stdout) == 0)
    return TRUE;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _ ("Standard output cannot be written: %s."),
               g_strerror (errno));
  return FALSE;
}

/* A temporary file in the same folder, fsync, rename: the old file or the new one, never half of it. */
static gboolean
write_file (const char *path, GBytes *contents, GError **error)
{
  g_autoptr (GError) own = NULL;
  gsize length;
  const char *data = g_bytes_get_data (contents, &length);

  if (g_file_set_contents_full (path, data, length,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0666, &own))
    return TRUE;

  g_set_error (error, G_FILE_ERROR, own->code, _ ("The inventory cannot be written: %s."), own->message);
  return FALSE;
}

static gboolean
is_stdout (const CliOptions *options)
{
  return g_str_equal (options->output, "-");
}

/* Told before anybody signs in. */
static gboolean
check_output (const CliOptions *options, GError **error)
{
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;

  if (options->output == NULL || *options->output == '\0')
    {
      g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE, _ ("Into which file? Give --output FILE."));
      return FALSE;
    }

  folder = g_path_get_dirname (options->output);
  if (is_stdout (options) || g_file_test (folder, G_FILE_TEST_IS_DIR))
    return TRUE;

  name = g_filename_display_name (folder);
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, _ ("There is no folder %s."), name);
  return FALSE;
}

static gboolean
deliver (Export *self, GError **error)
{
  g_autofree char *vehicles = NULL;

  if (!(is_stdout (self->options) ? write_stdout (self->contents, error)
                                  : write_file (self->options->output, self->contents, error)))
    return FALSE;

  vehicles = bookout_report_count_to_string (g_list_model_get_n_items (G_LIST_MODEL (self->inventory)));
  if (!self->options->quiet)
    g_printerr (_ ("%s vehicles exported.\n"), vehicles);

  return TRUE;
}

static gboolean export(const CliOptions *options, GError **error)
{
  Export self = { .options = options };
  g_autoptr (CliAccount) account = NULL;
  gboolean ok;

  if (!check_output (options, error) || (account = cli_account_find (options, NULL, error)) == NULL)
    return FALSE;

  self.session = bookout_session_new (account->portal, account->user, account->password);
  self.watch = cli_session_watch_new (self.session, _ ("Exporting the inventory…"), options->quiet);
  ok = cli_foreground_run (export_job, export_tick, &self, error);
  g_clear_pointer (&self.watch, cli_session_watch_free);
  ok = ok && deliver (&self, error);

  g_clear_object (&self.inventory);
  g_clear_pointer (&self.contents, g_bytes_unref);
  g_object_unref (self.session);

  return ok;
}

/**
 * cli_command_export:
 * @command: this command
 * @options: its options
 *
 * Returns: the exit status
 */
int
cli_command_export (const CliCommand *command, const CliOptions *options)
{
  g_autoptr (GError) error = NULL;

  if (export(options, &error))
    return CLI_EXIT_DONE;

  return cli_fail (command->name, FALSE, error);
}
