/* cli-display.h - what a person sees while something goes on, on standard error
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lines redrawn in place on a terminal, plain lines otherwise, nothing with --quiet. Main thread. */
typedef struct _CliDisplay CliDisplay;

CliDisplay *cli_display_new (gboolean quiet);
void cli_display_free (CliDisplay *self);

gboolean cli_display_is_live (CliDisplay *self);
/* Live: draws @lines. Otherwise: says the first one if it differs from the last such one. */
void cli_display_show (CliDisplay *self, const char *const *lines);
/* A line that stays. */
void cli_display_say (CliDisplay *self, const char *line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliDisplay, cli_display_free)

G_END_DECLS
