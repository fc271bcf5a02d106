/* cli-output.h - results on standard output, errors on standard error
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-report.h"
#include "cli-exit-status.h"

G_BEGIN_DECLS

/* Everything that is not the program's own words is cleaned here. Each flushes; main thread. */

/* A line for a person; @format's texts must be clean. */
void cli_print (const char *format, ...) G_GNUC_PRINTF (1, 2);
void cli_complain (const char *words);
/* @object: (transfer full); as one line. */
void cli_print_object (JsonObject *object);

/* Says @error the way the result is wanted, and returns the exit status for it. @command: for the hint at --help after a usage error. */
CliExitStatus cli_fail (const char *command, gboolean json, const GError *error);
/* Adds `error` {code, message} to @object. */
void cli_set_error (JsonObject *object, const GError *error);

void cli_print_report (const BookoutReport *report, const char *folder, BookoutRunState state);

G_END_DECLS
