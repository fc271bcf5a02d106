/* cli-runner.c - runs the real program in a world of its own
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "cli-runner.h"

/* Every world has its own home, so that no test sees a person's keyring, ledger or descriptions, and programs start in a session of their
 * own, so that none can ask on the terminal that runs the tests. */

CliWorld *
cli_world_new (void)
{
  g_autoptr (GError) error = NULL;
  CliWorld *self = g_new0 (CliWorld, 1);
  const char *folders[] = { "data", "config", "cache", "runtime" };

  self->dir = g_dir_make_tmp ("bookout-cli-test-XXXXXX", &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (self->dir, folders[i], NULL);

      g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
    }
  self->environment = g_new0 (char *, 1);

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
cli_world_stop_portal (CliWorld *self)
{
  if (self->portal == NULL)
    return;

  g_subprocess_send_signal (self->portal, SIGTERM);
  g_subprocess_wait (self->portal, NULL, NULL);
  g_clear_object (&self->portal);
  g_clear_pointer (&self->address, g_free);
}

void
cli_world_free (CliWorld *self)
{
  g_autoptr (GFile) dir = g_file_new_for_path (self->dir);

  cli_world_stop_portal (self);
  remove_tree (dir);
  g_free (self->dir);
  g_strfreev (self->environment);
  g_free (self);
}

char *
cli_world_path (CliWorld *self, const char *name)
{
  return g_build_filename (self->dir, name, NULL);
}

void
cli_world_write (CliWorld *self, const char *name, const char *contents)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = cli_world_path (self, name);

  g_file_set_contents_full (path, contents, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

void
cli_world_setenv (CliWorld *self, const char *name, const char *value)
{
  self->environment = g_environ_setenv (self->environment, name, value, TRUE);
}

/* A test that aborts must not leave a portal behind. */
static void
end_with_test_cb (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

gboolean
cli_world_start_portal (CliWorld *self, const char *options)
{
  const char *program = g_getenv ("BOOKOUT_PRACTICE_PORTAL");
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autofree char *command = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_auto (GStrv) argv = NULL;

  if (program == NULL || !g_file_test (program, G_FILE_TEST_IS_EXECUTABLE))
    {
      g_test_skip ("the practice portal is not built");
      return FALSE;
    }

  command = g_strdup_printf ("%s --port 0 --latency-ms 0 --pdf-ms 0 %s", program, options);
  g_assert_true (g_shell_parse_argv (command, NULL, &argv, NULL));
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_subprocess_launcher_set_child_setup (launcher, end_with_test_cb, NULL, NULL);
  self->portal = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, &error);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->portal));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  self->address = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (self->address);

  return TRUE;
}

static void
own_session_cb (gpointer user_data)
{
  setsid ();
  if (isatty (STDERR_FILENO))
    ioctl (STDERR_FILENO, TIOCSCTTY, 0);
}

static void
set_world (CliWorld *self, GSubprocessLauncher *launcher)
{
  const struct
  {
    const char *name;
    const char *folder;
  } folders[] = { { "HOME", "" },
                  { "XDG_DATA_HOME", "data" },
                  { "XDG_CONFIG_HOME", "config" },
                  { "XDG_CACHE_HOME", "cache" },
                  { "XDG_RUNTIME_DIR", "runtime" },
                  { "TMPDIR", "" } };

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (self->dir, folders[i].folder, NULL);

      g_subprocess_launcher_setenv (launcher, folders[i].name, path, TRUE);
    }
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  g_subprocess_launcher_setenv (launcher, "DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_subprocess_launcher_unsetenv (launcher, "BOOKOUT_PASSWORD");
  for (guint i = 0; self->environment[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (self->environment[i], "=", 2);

      g_subprocess_launcher_setenv (launcher, parts[0], parts[1], TRUE);
    }
}

static char **
make_argv (CliWorld *self, const char *command)
{
  g_autoptr (GString) filled = g_string_new (command);
  g_autoptr (GError) error = NULL;
  char **argv;

  g_string_replace (filled, "{dir}", self->dir, 0);
  g_string_replace (filled, "{address}", self->address != NULL ? self->address : "", 0);
  g_string_prepend_c (filled, ' ');
  g_string_prepend (filled, g_getenv ("BOOKOUT_CLI"));
  g_shell_parse_argv (filled->str, NULL, &argv, &error);
  g_assert_no_error (error);

  return argv;
}

GSubprocess *
cli_world_spawn (CliWorld *self, const char *command, int terminal)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | (terminal < 0 ? G_SUBPROCESS_FLAGS_STDERR_PIPE : 0));
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) argv = make_argv (self, command);
  GSubprocess *process;

  set_world (self, launcher);
  if (terminal >= 0)
    g_subprocess_launcher_take_stderr_fd (launcher, terminal);
  g_subprocess_launcher_set_child_setup (launcher, own_session_cb, NULL, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, &error);
  g_assert_no_error (error);

  return process;
}

static char *
take_text (GBytes *bytes)
{
  gsize length;
  const char *data;
  char *text;

  if (bytes == NULL)
    return g_strdup ("");

  data = g_bytes_get_data (bytes, &length);
  text = data != NULL ? g_strndup (data, length) : g_strdup ("");
  g_bytes_unref (bytes);

  return text;
}

CliOutcome *
cli_outcome_of (GSubprocess *process)
{
  CliOutcome *outcome = g_new0 (CliOutcome, 1);
  g_autoptr (GError) error = NULL;
  GBytes *out = NULL;
  GBytes *err = NULL;

  g_subprocess_communicate (process, NULL, NULL, &out, &err, &error);
  g_assert_no_error (error);
  outcome->status = g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process)
                                                         : -g_subprocess_get_term_sig (process);
  outcome->out = take_text (out);
  outcome->err = take_text (err);

  return outcome;
}

CliOutcome *
cli_world_run (CliWorld *self, const char *command)
{
  g_autoptr (GSubprocess) process = cli_world_spawn (self, command, -1);

  return cli_outcome_of (process);
}

void
cli_outcome_free (CliOutcome *self)
{
  g_free (self->out);
  g_free (self->err);
  g_free (self);
}

JsonObject *
cli_outcome_parse (CliOutcome *self, JsonParser *parser)
{
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, self->out, -1, &error);
  if (error != NULL)
    g_test_message ("stdout: %s\nstderr: %s", self->out, self->err);
  g_assert_no_error (error);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)));

  return json_node_get_object (json_parser_get_root (parser));
}

guint
cli_count_sheets (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_suffix (name, ".pdf");

  return n;
}
