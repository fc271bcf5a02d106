/* cli-terminal.h - the person's terminal: a question, and a block of lines redrawn in place
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full) (nullable): a line from /dev/tty without its end; NULL if there is no terminal. @echo FALSE hides what is typed. */
char *cli_terminal_ask (const char *prompt, gboolean echo);

/* Whether standard error is a terminal that can move its cursor. */
gboolean cli_terminal_is_live (void);

/* The block at the lower end of standard error; at most one at a time. Main thread. */
typedef struct _CliBlock CliBlock;

CliBlock *cli_block_new (void);
void cli_block_free (CliBlock *self); /* erases it, shows the cursor */

void cli_block_draw (CliBlock *self, const char *const *lines);
/* A line that stays, above the block. */
void cli_block_say (CliBlock *self, const char *line);

/* From anywhere, a signal handler too: what a terminal needs back before the process ends. */
void cli_terminal_restore (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliBlock, cli_block_free)

G_END_DECLS
