/* cli-account.h - the portal and the account that a command works with
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-ledger.h"
#include "bookout-portal.h"
#include "cli-options.h"

G_BEGIN_DECLS

/**
 * CliAccount:
 * @portal: described site, with its variables filled in
 * @portal_path: id, or absolute path of the description, for going on later from anywhere
 * @variables: (element-type utf8 utf8): given for it
 * @user: account
 * @password: its password
 */
typedef struct
{
  BookoutPortal *portal;
  char *portal_path;
  GHashTable *variables;
  char *user;
  char *password;
} CliAccount;

/* From the options and, for what they leave open, from @before (nullable). May ask on the terminal and wait for the keyring: before the main
 * loop. Errors: BOOKOUT_PORTAL_ERROR, CLI_ERROR. */
CliAccount *cli_account_find (const CliOptions *options, const BookoutLedgerRun *before, GError **error);
/* Only the portal; user and password stay NULL. */
CliAccount *cli_account_find_portal (const CliOptions *options,
                                     const BookoutLedgerRun *before,
                                     GError **error);
void cli_account_free (CliAccount *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliAccount, cli_account_free)

G_END_DECLS
