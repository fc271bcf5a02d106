/* cli-password.h - where the program gets its password from
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-portal.h"
#include "cli-options.h"

G_BEGIN_DECLS

#define CLI_PASSWORD_ENVIRONMENT "BOOKOUT_PASSWORD"

/* First thing in main(), before any thread or child: takes the password out of the environment. */
void cli_password_take_environment (void);

/* (transfer full): --password-file, BOOKOUT_PASSWORD, keyring, or asked for on the terminal. Blocks; before the main loop runs.
 * Errors: CLI_ERROR_PASSWORD. */
char *cli_password_find (const CliOptions *options, BookoutPortal *portal, const char *user, GError **error);
void cli_password_free (char *password);

G_END_DECLS
