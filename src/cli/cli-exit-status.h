/* cli-exit-status.h - what the program's exit status says to scripts
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-run.h"

G_BEGIN_DECLS

/* A contract: scripts and timers decide by these. */
typedef enum
{
  CLI_EXIT_DONE = 0,        /* all done */
  CLI_EXIT_FAILED = 1,      /* some failed */
  CLI_EXIT_USAGE = 2,       /* the command line or the description makes no sense */
  CLI_EXIT_REFUSED = 3,     /* sign-in refused */
  CLI_EXIT_ACTIVE = 4,      /* another session or process uses the account */
  CLI_EXIT_UNREACHABLE = 5, /* the portal does not answer as a portal */
  CLI_EXIT_FOLDER = 6,      /* folder, disk, ledger, sheet reader */
  CLI_EXIT_INTERRUPTED = 130,
} CliExitStatus;

CliExitStatus cli_exit_status_for_error (const GError *error);
/* Of a run that ended without an error. */
CliExitStatus cli_exit_status_for_counts (BookoutRunState state, const BookoutQueueCounts *counts);
/* A short word for scripts, "refused"; static. */
const char *cli_exit_status_code (const GError *error);

G_END_DECLS
