/* main.c - bookout-cli: the engine without a window
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>

#include "bookout-session.h"
#include "cli-commands.h"
#include "cli-output.h"
#include "cli-password.h"

/* Takes the password out of the environment before anything else happens, sets up what is one per process, and finds the command.
 *
 * Nothing here blocks once a command's main loop runs; what has to be asked of a person is asked before. */

static const char run_help[] = N_ (
    "The password comes from --password-file, from BOOKOUT_PASSWORD, from the keyring, or is asked for on a terminal.\n"
    "\n"
    "Exit status: 0 all done, 1 some failed, 2 usage or a bad description, 3 sign-in refused, 4 active session\n"
    "elsewhere, 5 portal unreachable, 6 folder or disk, 130 interrupted (go on with “bookout-cli resume DIR”).");

static const CliCommand commands[] = {
  { "run", NULL, 0, N_ ("Fetches a sheet for every vehicle of a portal's inventory into a folder."), run_help,
    CLI_TAKES_PORTAL | CLI_TAKES_VARIABLES | CLI_TAKES_FOLDER | CLI_TAKES_ACCOUNT | CLI_TAKES_CHOICE |
        CLI_TAKES_PACE | CLI_TAKES_JSON,
    cli_command_run },
  { "resume", "DIR", 1, N_ ("Goes on with the run of a folder."), run_help,
    CLI_TAKES_PORTAL | CLI_TAKES_VARIABLES | CLI_TAKES_ACCOUNT | CLI_TAKES_PACE | CLI_TAKES_RETRY |
        CLI_TAKES_JSON,
    cli_command_resume },
  { "audit", "DIR", 1, N_ ("Checks every sheet in a folder against its name."),
    N_ ("The portal is known from the folder's last run; elsewhere, give --portal."),
    CLI_TAKES_PORTAL | CLI_TAKES_VARIABLES | CLI_TAKES_JSON, cli_command_audit },
  { "export", NULL, 0, N_ ("Exports a portal's inventory as a CSV file."), NULL,
    CLI_TAKES_PORTAL | CLI_TAKES_VARIABLES | CLI_TAKES_ACCOUNT | CLI_TAKES_OUTPUT, cli_command_export },
  { "portal list", NULL, 0, N_ ("Lists the portals that are described on this computer."), NULL, 0,
    cli_command_portal_list },
  { "portal validate", "FILE", 1, N_ ("Says whether a file describes a portal, and what is wrong with it."),
    NULL, CLI_TAKES_VARIABLES, cli_command_portal_validate },
  { "portal check", "FILE", 1,
    N_ ("Walks a description against the live site and says which step does not fit."),
    N_ ("Signs in, exports, fetches and checks one sheet, and signs out. No file is left."),
    CLI_TAKES_VARIABLES | CLI_TAKES_ACCOUNT | CLI_TAKES_REFERENCE, cli_command_portal_check },
  { "history", NULL, 0, N_ ("Lists the runs made so far, newest first."),
    N_ ("Or all that is known of one vehicle, or forgets what is old."), CLI_TAKES_HISTORY | CLI_TAKES_JSON,
    cli_command_history },
};

static void
print_help (FILE *where)
{
  g_autoptr (GString) text = g_string_new (_ ("Usage:\n  bookout-cli COMMAND [OPTION…]\n\nCommands:\n"));
  g_autofree char *local = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *call = g_strdup_printf (
          "%s %s", commands[i].name, commands[i].arguments != NULL ? _ (commands[i].arguments) : "");

      g_string_append_printf (text, "  %-22s %s\n", call, _ (commands[i].summary));
    }
  g_string_append (text, _ ("\n“bookout-cli COMMAND --help” tells a command's options.\n"));

  if (where == stdout)
    g_print ("%s", text->str);
  else
    g_printerr ("%s", text->str);
}

/* How many words of @words the command's name takes; 0 if it is another one. */
static guint
matches (const CliCommand *command, char **words)
{
  g_auto (GStrv) name = g_strsplit (command->name, " ", 2);
  guint n = g_strv_length (name);

  for (guint i = 0; i < n; i++)
    if (words[i] == NULL || !g_str_equal (words[i], name[i]))
      return 0;

  return n;
}

static const CliCommand *
find_command (char **words, guint *n)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if ((*n = matches (&commands[i], words)) > 0)
      return &commands[i];

  return NULL;
}

static gboolean
wants_json (char **words)
{
  return g_strv_contains ((const char *const *) words, "--json");
}

static int
run_command (const CliCommand *command, char **words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CliOptions) options = cli_options_parse (command, words, &error);

  if (options == NULL)
    return cli_fail (command->name, (command->takes & CLI_TAKES_JSON) && wants_json (words), error);

  return command->main (command, options);
}

static int
complain_unknown (char **words)
{
  if (words[0] == NULL)
    print_help (stderr);
  else if (g_str_equal (words[0], "portal"))
    g_printerr (_ ("bookout-cli: “portal” is followed by list, validate FILE or check FILE.\n"
                   "See “bookout-cli --help”.\n"));
  else
    g_printerr (_ ("bookout-cli: There is no command “%s”.\nSee “bookout-cli --help”.\n"), words[0]);

  return CLI_EXIT_USAGE;
}

static int
dispatch (char **words)
{
  const CliCommand *command;
  guint n;

  if (words[0] != NULL &&
      (g_str_equal (words[0], "--help") || g_str_equal (words[0], "-h") || g_str_equal (words[0], "help") ||
       (g_str_equal (words[0], "portal") && g_strcmp0 (words[1], "--help") == 0)))
    {
      print_help (stdout);
      return CLI_EXIT_DONE;
    }
  if (g_strcmp0 (words[0], "--version") == 0)
    {
      g_print ("bookout-cli %s\n", PACKAGE_VERSION);
      return CLI_EXIT_DONE;
    }

  command = find_command (words, &n);
  return command != NULL ? run_command (command, words + n) : complain_unknown (words);
}

/* Cron and systemd start programs in the C locale, whose ASCII would turn every name with an accent into question marks. */
static void
set_up_locale (void)
{
  setlocale (LC_ALL, "");
  if (!g_get_charset (NULL) && g_strcmp0 (setlocale (LC_CTYPE, NULL), "C") == 0)
    setlocale (LC_CTYPE, "C.UTF-8");
  bindtextdomain (GETTEXT_PACKAGE, BOOKOUT_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/* The password is in this process's memory: no core dump of it, no debugger of another process of the same user. A sanitizer is such a
 * debugger. */
static void
keep_memory_private (void)
{
#ifndef __SANITIZE_ADDRESS__
  prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

/* glibc raises the size from which it gives memory back at once each time such a block is freed. A run writes the same files again
 * and again, a little larger each time: 5,000 vehicles took 9 MB more than 200 before this, 2 MB after. */
static void
keep_memory_small (void)
{
#ifdef __GLIBC__
  mallopt (M_MMAP_THRESHOLD, 128 * 1024);
#endif
}

int
main (int argc, char **argv)
{
  keep_memory_small ();
  cli_password_take_environment ();
  keep_memory_private ();
  set_up_locale ();
  g_set_prgname ("bookout-cli");
  g_log_writer_default_set_use_stderr (TRUE);
  signal (SIGPIPE, SIG_IGN);
  bookout_session_global_init ();

  return dispatch (argv + (argc > 0 ? 1 : 0));
}
