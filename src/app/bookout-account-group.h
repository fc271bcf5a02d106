/* bookout-account-group.h - which portal, and whose account there
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-ledger.h"
#include "bookout-run-order.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Signals: changed: what find_reason() says may be another thing now; portal-changed: get_portal() is. Main thread. */
#define BOOKOUT_TYPE_ACCOUNT_GROUP (bookout_account_group_get_type ())
G_DECLARE_FINAL_TYPE (BookoutAccountGroup, bookout_account_group, BOOKOUT, ACCOUNT_GROUP, AdwPreferencesGroup)

/* (nullable): until portals are listed, or if there is none. */
BookoutPortal *bookout_account_group_get_portal (BookoutAccountGroup *self);
/* (nullable): what a person has to do before a run can start; static. */
const char *bookout_account_group_find_reason (BookoutAccountGroup *self);

/* Puts portal, variables, account and password into @order. */
void bookout_account_group_take (BookoutAccountGroup *self, BookoutRunOrder *order);
/* The same from an earlier run, which the group then shows; FALSE until portals are listed. */
gboolean bookout_account_group_take_run (BookoutAccountGroup *self,
                                         const BookoutLedgerRun *run,
                                         BookoutRunOrder *order);

/* The password that was given, or kept, did not do. */
void bookout_account_group_ask_password (BookoutAccountGroup *self);
/* Looks into the keyring again, in a thread. */
void bookout_account_group_look_again (BookoutAccountGroup *self);

G_END_DECLS
