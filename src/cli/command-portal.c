/* command-portal.c - the descriptions on this computer, and whether one is in order
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "bookout-portal.h"
#include "cli-commands.h"
#include "cli-output.h"
#include "cli-text.h"

/* Nothing here goes on the network. */

#define ID_COLUMNS   16
#define NAME_COLUMNS 28

static void
print_portal (BookoutPortal *portal)
{
  g_autofree char *id = cli_text_clean (bookout_portal_get_id (portal));
  g_autofree char *name = cli_text_clean (bookout_portal_get_name (portal));
  g_autofree char *path = g_file_get_parse_name (bookout_portal_get_file (portal));
  g_autofree char *clean = cli_text_clean (path);
  g_autoptr (GString) line = g_string_new (NULL);

  /* Ids are what a person copies from here: never cut. */
  cli_text_append_padded (line, id, MAX (ID_COLUMNS, cli_text_width (id)));
  g_string_append (line, "  ");
  cli_text_append_padded (line, name, MAX (NAME_COLUMNS, cli_text_width (name)));
  cli_print ("%s  %s", line->str, clean);
}

/**
 * cli_command_portal_list:
 * @command: this command
 * @options: its options
 *
 * A description that does not load is complained about and does not hide the others.
 *
 * Returns: the exit status
 */
int
cli_command_portal_list (const CliCommand *command, const CliOptions *options)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) portals = bookout_portal_list (problems);

  for (guint i = 0; i < portals->len; i++)
    print_portal (g_ptr_array_index (portals, i));
  for (guint i = 0; i < problems->len; i++)
    cli_complain (g_ptr_array_index (problems, i));

  return CLI_EXIT_DONE;
}

/* A file of that name wins over an id, whatever its ending. */
static BookoutPortal *
load (const CliOptions *options, GError **error)
{
  const char *path = options->arguments[0];
  g_autoptr (GFile) file = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return bookout_portal_find (path, options->variables, error);

  file = g_file_new_for_commandline_arg (path);
  return bookout_portal_load (file, options->variables, error);
}

/**
 * cli_command_portal_validate:
 * @command: this command
 * @options: its options
 *
 * Prints "practice.xml: valid." or every problem with its line.
 *
 * Returns: the exit status
 */
int
cli_command_portal_validate (const CliCommand *command, const CliOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutPortal) portal = load (options, &error);
  g_autofree char *name = NULL;
  g_autofree char *clean = NULL;

  if (portal == NULL)
    return cli_fail (command->name, FALSE, error);

  name = g_file_get_basename (bookout_portal_get_file (portal));
  clean = cli_text_clean (name);
  cli_print (_ ("%s: valid."), clean);

  return CLI_EXIT_DONE;
}
