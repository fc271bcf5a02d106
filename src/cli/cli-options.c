/* cli-options.c - the commands of the program, and what stood on its command line
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli-options.h"

/* One parser for all commands: each names the groups of options that it takes, GOption does the rest. What is checked here is what can
 * be said without opening anything: ranges, shapes, numbers of arguments. Main thread. */

G_DEFINE_QUARK (cli_error_quark, cli_error)

#define ENTRIES_MOST 24

/* GOption wants static places for numbers that it can write to and a plain array of entries; both live as long as one parse. */
typedef struct
{
  GOptionEntry entries[ENTRIES_MOST];
  guint n_entries;
  char **variables; /* as given, "NAME=VALUE" */
} Parse;

static void
add_entry (Parse *parse,
           const char *name,
           GOptionArg kind,
           gpointer place,
           const char *description,
           const char *value)
{
  g_assert (parse->n_entries < ENTRIES_MOST - 1);
  parse->entries[parse->n_entries++] = (GOptionEntry){ name,        0,    G_OPTION_FLAG_NONE, kind, place,
                                                       description, value };
}

static void
add_account_entries (Parse *parse, CliOptions *self)
{
  add_entry (parse, "user", G_OPTION_ARG_STRING, &self->user, N_ ("Account at the portal"), N_ ("NAME"));
  add_entry (parse, "password-file", G_OPTION_ARG_FILENAME, &self->password_file,
             N_ ("Read the password from FILE (“-”: standard input)"), N_ ("FILE"));
  add_entry (parse, "no-wait", G_OPTION_ARG_NONE, &self->no_wait,
             N_ ("End at once if another session of the account is active"), NULL);
}

static void
add_run_entries (Parse *parse, CliOptions *self, CliTakes takes)
{
  if (takes & CLI_TAKES_CHOICE)
    {
      add_entry (parse, "limit", G_OPTION_ARG_INT, &self->limit, N_ ("Only the first N vehicles"), "N");
      add_entry (parse, "refs", G_OPTION_ARG_FILENAME, &self->refs,
                 N_ ("Only the vehicles whose references FILE lists, one a line"), N_ ("FILE"));
      add_entry (parse, "only-new", G_OPTION_ARG_NONE, &self->only_new,
                 N_ ("Only vehicles that the account's last inventory did not have"), NULL);
      add_entry (parse, "renew-older-than", G_OPTION_ARG_INT, &self->renew_days,
                 N_ ("Fetch sheets again that are in the folder and older than so many days, 1 to 3650"),
                 N_ ("DAYS"));
    }
  if (takes & CLI_TAKES_PACE)
    {
      add_entry (parse, "tabs", G_OPTION_ARG_INT, &self->tabs,
                 N_ ("Tabs that fetch at once, 1 to 32 (default 5)"), "N");
      add_entry (parse, "attempts", G_OPTION_ARG_INT, &self->attempts,
                 N_ ("Attempts for each vehicle, 1 to 20 (default 3)"), "N");
      add_entry (
          parse, "timeout", G_OPTION_ARG_INT, &self->timeout_s,
          N_ ("Seconds for one vehicle, 10 to 86400 (default: as the portal's description says, or 180)"),
          N_ ("SECONDS"));
    }
  if (takes & CLI_TAKES_RETRY)
    add_entry (parse, "retry-failed", G_OPTION_ARG_NONE, &self->retry_failed,
               N_ ("Try failed and held vehicles again too"), NULL);
}

static void
add_entries (Parse *parse, CliOptions *self, CliTakes takes)
{
  if (takes & CLI_TAKES_PORTAL)
    add_entry (parse, "portal", G_OPTION_ARG_FILENAME, &self->portal,
               N_ ("The portal: its id, or the file that describes it"), N_ ("FILE|ID"));
  if (takes & CLI_TAKES_VARIABLES)
    add_entry (parse, "var", G_OPTION_ARG_STRING_ARRAY, &parse->variables,
               N_ ("Value for a variable of the description (repeatable)"), N_ ("NAME=VALUE"));
  if (takes & CLI_TAKES_FOLDER)
    add_entry (parse, "folder", G_OPTION_ARG_FILENAME, &self->folder, N_ ("Where the sheets go"), N_ ("DIR"));
  if (takes & CLI_TAKES_ACCOUNT)
    add_account_entries (parse, self);
  add_run_entries (parse, self, takes);
  if (takes & CLI_TAKES_OUTPUT)
    add_entry (parse, "output", G_OPTION_ARG_FILENAME, &self->output,
               N_ ("Where the inventory goes (“-”: standard output)"), N_ ("FILE"));
  if (takes & CLI_TAKES_REFERENCE)
    add_entry (parse, "ref", G_OPTION_ARG_STRING, &self->reference,
               N_ ("The vehicle to try (default: the first)"), N_ ("REFERENCE"));
  if (takes & CLI_TAKES_HISTORY)
    {
      add_entry (parse, "vehicle", G_OPTION_ARG_STRING, &self->vehicle,
                 N_ ("All sheets and attempts of one vehicle"), N_ ("REFERENCE"));
      add_entry (parse, "prune", G_OPTION_ARG_INT, &self->prune_days,
                 N_ ("Forget runs that ended more than so many days ago; no file is touched"), N_ ("DAYS"));
    }
  if (takes & CLI_TAKES_JSON)
    add_entry (parse, "json", G_OPTION_ARG_NONE, &self->json, N_ ("Print the result as one JSON object"),
               NULL);
  add_entry (parse, "quiet", G_OPTION_ARG_NONE, &self->quiet, N_ ("No progress on standard error"), NULL);
  add_entry (parse, G_OPTION_REMAINING, G_OPTION_ARG_FILENAME_ARRAY, &self->arguments, NULL, NULL);
}

/* A password in argv can be read by every process of the machine; GOption's own message would print it once more. */
static gboolean
check_no_password (char **words, GError **error)
{
  for (guint i = 0; words[i] != NULL && !g_str_equal (words[i], "--"); i++)
    if (g_str_equal (words[i], "--password") || g_str_has_prefix (words[i], "--password="))
      {
        g_set_error_literal (
            error, CLI_ERROR, CLI_ERROR_USAGE,
            _ ("A password on the command line can be read by others. Set BOOKOUT_PASSWORD or give "
               "--password-file FILE."));
        return FALSE;
      }

  return TRUE;
}

static gboolean
check_range (const char *option, int value, int least, int most, GError **error)
{
  if (value >= least && value <= most)
    return TRUE;

  g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE, _ ("--%s takes a number from %d to %d, not %d."), option,
               least, most, value);
  return FALSE;
}

/* The fields start at G_MININT, so that a 0 that was given is told from nothing given. */
static gboolean
check_number (const char *option, int *value, int least, int most, GError **error)
{
  if (*value == G_MININT)
    {
      *value = 0;
      return TRUE;
    }

  return check_range (option, *value, least, most, error);
}

static gboolean
check_numbers (CliOptions *self, GError **error)
{
  return check_number ("tabs", &self->tabs, 1, CLI_TABS_MOST, error) &&
         check_number ("limit", &self->limit, 1, G_MAXINT, error) &&
         check_number ("renew-older-than", &self->renew_days, 1, CLI_RENEW_MOST, error) &&
         check_number ("prune", &self->prune_days, 1, CLI_PRUNE_MOST, error) &&
         check_number ("attempts", &self->attempts, 1, CLI_ATTEMPTS_MOST, error) &&
         check_number ("timeout", &self->timeout_s, CLI_TIMEOUT_LEAST, CLI_TIMEOUT_MOST, error);
}

static gboolean
take_variables (CliOptions *self, char **given, GError **error)
{
  for (guint i = 0; given != NULL && given[i] != NULL; i++)
    {
      const char *equals = strchr (given[i], '=');

      if (equals == NULL || equals == given[i])
        {
          g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE, _ ("--var takes NAME=VALUE, not “%s”."), given[i]);
          return FALSE;
        }
      g_hash_table_replace (self->variables, g_strndup (given[i], equals - given[i]), g_strdup (equals + 1));
    }

  return TRUE;
}

static gboolean
check_arguments (CliOptions *self, const CliCommand *command, GError **error)
{
  guint n = self->arguments != NULL ? g_strv_length (self->arguments) : 0;

  if (n == command->n_arguments)
    return TRUE;

  if (n < command->n_arguments)
    g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE, _ ("“%s” needs %s."), command->name, command->arguments);
  else
    g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE, _ ("“%s” is one argument too many."),
                 self->arguments[command->n_arguments]);
  return FALSE;
}

static GOptionContext *
make_context (const CliCommand *command, Parse *parse)
{
  GOptionContext *context = g_option_context_new (command->arguments);

  g_option_context_set_summary (context, _ (command->summary));
  if (command->description != NULL)
    g_option_context_set_description (context, _ (command->description));
  g_option_context_add_main_entries (context, parse->entries, GETTEXT_PACKAGE);

  return context;
}

/* GOption takes the program's name of --help from here: "bookout-cli run [OPTION…]". */
static gboolean
parse_words (GOptionContext *context, const CliCommand *command, char **words, GError **error)
{
  g_autofree char *plain = g_strdup (g_get_prgname ());
  g_autofree char *full = g_strdup_printf ("%s %s", plain, command->name);
  g_auto (GStrv) argv = g_new0 (char *, g_strv_length (words) + 2);
  gboolean ok;

  argv[0] = g_strdup (full);
  for (guint i = 0; words[i] != NULL; i++)
    argv[i + 1] = g_strdup (words[i]);

  g_set_prgname (full);
  ok = g_option_context_parse_strv (context, &argv, error);
  g_set_prgname (plain);

  return ok;
}

/**
 * cli_options_parse:
 * @command: whose options
 * @words: (array zero-terminated=1): the command line after the command's name, in the file system's encoding
 * @error: return location
 *
 * With `--help` among @words, prints the command's help to standard output and exits with 0.
 *
 * Returns: (transfer full): the options. Errors: any #GOptionError, %CLI_ERROR_USAGE with a sentence
 */
CliOptions *
cli_options_parse (const CliCommand *command, char **words, GError **error)
{
  g_autoptr (CliOptions) self = g_new0 (CliOptions, 1);
  g_autoptr (GOptionContext) context = NULL;
  g_auto (GStrv) variables = NULL;
  Parse parse = { 0 };
  gboolean ok;

  self->variables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->tabs = self->limit = self->attempts = self->timeout_s = self->renew_days = self->prune_days =
      G_MININT;
  add_entries (&parse, self, command->takes);
  context = make_context (command, &parse);

  if (!check_no_password (words, error))
    return NULL;
  ok = parse_words (context, command, words, error);
  variables = g_steal_pointer (&parse.variables);
  if (!ok || !check_numbers (self, error) || !take_variables (self, variables, error) ||
      !check_arguments (self, command, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * cli_options_free:
 * @self: (nullable) (transfer full): options
 */
void
cli_options_free (CliOptions *self)
{
  if (self == NULL)
    return;

  g_free (self->portal);
  g_clear_pointer (&self->variables, g_hash_table_unref);
  g_free (self->folder);
  g_free (self->user);
  g_free (self->refs);
  g_free (self->password_file);
  g_free (self->output);
  g_free (self->reference);
  g_free (self->vehicle);
  g_strfreev (self->arguments);
  g_free (self);
}
