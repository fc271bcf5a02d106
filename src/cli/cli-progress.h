/* cli-progress.h - a run as it goes on, on standard error
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-run.h"

G_BEGIN_DECLS

/* Main thread; looks at the run ten times a second at most. */
typedef struct _CliProgress CliProgress;

CliProgress *cli_progress_new (BookoutRun *run, gboolean quiet);
void cli_progress_free (CliProgress *self); /* the block disappears, the lines stay */
void cli_progress_say (CliProgress *self, const char *line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliProgress, cli_progress_free)

G_END_DECLS
