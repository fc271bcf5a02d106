/* cli-options.h - the commands of the program, and what stood on its command line
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CLI_ERROR (cli_error_quark ())
typedef enum
{
  CLI_ERROR_USAGE,    /* the command line makes no sense; the hint at --help is for these */
  CLI_ERROR_PASSWORD, /* no password, or one that cannot be read */
} CliError;
GQuark cli_error_quark (void);

#define CLI_TABS_MOST     32
#define CLI_ATTEMPTS_MOST 20
#define CLI_TIMEOUT_LEAST 10
#define CLI_TIMEOUT_MOST  86400
#define CLI_RENEW_MOST    3650
#define CLI_PRUNE_MOST    36500

/**
 * CliOptions:
 * @portal: (nullable): file or id
 * @variables: (element-type utf8 utf8): --var
 * @folder: (nullable): where the sheets go
 * @user: (nullable): account
 * @refs: (nullable): file with references
 * @password_file: (nullable): file with the password, "-" for standard input
 * @output: (nullable): where the inventory goes, "-" for standard output
 * @reference: (nullable): of one vehicle, for a check
 * @vehicle: (nullable): reference of the vehicle whose history is wanted
 * @prune_days: runs that ended earlier than so many days ago are forgotten, 0 if not given
 * @tabs: 0 if not given
 * @limit: 0 for all
 * @attempts: 0 if not given
 * @timeout_s: seconds for one vehicle, 0 if not given
 * @renew_days: sheets older than so many days are fetched again, 0 for never
 * @only_new: only vehicles that the last inventory did not have
 * @retry_failed: failed and held vehicles again too
 * @no_wait: an active session elsewhere is not waited out
 * @json: results as one object
 * @quiet: no progress
 * @arguments: (array zero-terminated=1): what is no option
 */
typedef struct
{
  char *portal;
  GHashTable *variables;
  char *folder;
  char *user;
  char *refs;
  char *password_file;
  char *output;
  char *reference;
  char *vehicle;
  int prune_days;
  int tabs;
  int limit;
  int attempts;
  int timeout_s;
  int renew_days;
  gboolean only_new;
  gboolean retry_failed;
  gboolean no_wait;
  gboolean json;
  gboolean quiet;
  char **arguments;
} CliOptions;

typedef enum
{
  CLI_TAKES_PORTAL = 1 << 0, /* --portal */
  CLI_TAKES_VARIABLES = 1 << 1,
  CLI_TAKES_FOLDER = 1 << 2,
  CLI_TAKES_ACCOUNT = 1 << 3, /* --user, --password-file, --no-wait */
  CLI_TAKES_CHOICE = 1 << 4,  /* --refs, --limit, --only-new, --renew-older-than */
  CLI_TAKES_PACE = 1 << 5,    /* --tabs, --attempts, --timeout */
  CLI_TAKES_RETRY = 1 << 6,
  CLI_TAKES_OUTPUT = 1 << 7,
  CLI_TAKES_REFERENCE = 1 << 8,
  CLI_TAKES_JSON = 1 << 9,
  CLI_TAKES_HISTORY = 1 << 10, /* --vehicle, --prune */
} CliTakes;

/**
 * CliCommand:
 * @name: one or two words, "portal check"
 * @arguments: (nullable): how its arguments are called in --help, "DIR"
 * @n_arguments: exactly how many it wants
 * @summary: translatable: what it does, a sentence
 * @description: (nullable): translatable: what else --help says
 * @takes: its options
 * @main: carries it out and returns the exit status; prints its own errors
 */
typedef struct _CliCommand CliCommand;
struct _CliCommand
{
  const char *name;
  const char *arguments;
  guint n_arguments;
  const char *summary;
  const char *description;
  CliTakes takes;
  int (*main) (const CliCommand *command, const CliOptions *options);
};

/* @words: (array zero-terminated=1): after the command's name. --help prints to stdout and exits. Errors: G_OPTION_ERROR, CLI_ERROR_USAGE. */
CliOptions *cli_options_parse (const CliCommand *command, char **words, GError **error);
void cli_options_free (CliOptions *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliOptions, cli_options_free)

G_END_DECLS
