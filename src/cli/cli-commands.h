/* cli-commands.h - what carries out each command
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli-options.h"

G_BEGIN_DECLS

/* Each prints its result and its errors and returns the exit status. Main thread. */
int cli_command_run (const CliCommand *command, const CliOptions *options);
int cli_command_resume (const CliCommand *command, const CliOptions *options);
int cli_command_audit (const CliCommand *command, const CliOptions *options);
int cli_command_export (const CliCommand *command, const CliOptions *options);
int cli_command_portal_list (const CliCommand *command, const CliOptions *options);
int cli_command_portal_validate (const CliCommand *command, const CliOptions *options);
int cli_command_portal_check (const CliCommand *command, const CliOptions *options);
int cli_command_history (const CliCommand *command, const CliOptions *options);

G_END_DECLS
