/* cli-display.c - what a person sees while something goes on, on standard error
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-cli"

#include "config.h"

#include "cli-display.h"
#include "cli-terminal.h"

/* Hides from those who have something to say whether it goes to a terminal, to a log file or nowhere. Main thread. */

struct _CliDisplay
{
  CliBlock *block; /* (nullable): owned; only on a terminal */
  gboolean quiet;
  char *last; /* (nullable): first line last shown, without a terminal */
};

/**
 * cli_display_new:
 * @quiet: show nothing at all
 *
 * Returns: (transfer full): a display
 */
CliDisplay *
cli_display_new (gboolean quiet)
{
  CliDisplay *self = g_new0 (CliDisplay, 1);

  self->quiet = quiet;
  if (!quiet && cli_terminal_is_live ())
    self->block = cli_block_new ();

  return self;
}

/**
 * cli_display_free:
 * @self: (nullable) (transfer full): a display
 *
 * What was drawn in place disappears, what was said stays.
 */
void
cli_display_free (CliDisplay *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->block, cli_block_free);
  g_free (self->last);
  g_free (self);
}

/**
 * cli_display_is_live:
 * @self: a display
 *
 * Returns: whether lines are redrawn in place
 */
gboolean
cli_display_is_live (CliDisplay *self)
{
  return self->block != NULL;
}

/**
 * cli_display_show:
 * @self: a display
 * @lines: (array zero-terminated=1): clean UTF-8, the most important first
 *
 * How things stand now, in place of how they stood.
 */
void
cli_display_show (CliDisplay *self, const char *const *lines)
{
  if (self->block != NULL)
    {
      cli_block_draw (self->block, lines);
      return;
    }
  if (lines[0] == NULL || g_strcmp0 (lines[0], self->last) == 0)
    return;

  g_free (self->last);
  self->last = g_strdup (lines[0]);
  cli_display_say (self, lines[0]);
}

/**
 * cli_display_say:
 * @self: a display
 * @line: clean UTF-8 of one line
 *
 * Says something that is to be read later too.
 */
void
cli_display_say (CliDisplay *self, const char *line)
{
  if (self->block != NULL)
    cli_block_say (self->block, line);
  else if (!self->quiet)
    g_printerr ("%s\n", line);
}
