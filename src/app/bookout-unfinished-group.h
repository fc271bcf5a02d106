/* bookout-unfinished-group.h - the earlier run that a person is offered to go on with
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-ledger.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Hidden while there is none, or nobody looked. Its button is the action start.continue of the page around it. Main thread.
 * Signals: changed: get_run() is; failed (string): the ledger cannot be read, and why. */
#define BOOKOUT_TYPE_UNFINISHED_GROUP (bookout_unfinished_group_get_type ())
G_DECLARE_FINAL_TYPE (BookoutUnfinishedGroup,
                      bookout_unfinished_group,
                      BOOKOUT,
                      UNFINISHED_GROUP,
                      AdwPreferencesGroup)

const BookoutLedgerRun *bookout_unfinished_group_get_run (BookoutUnfinishedGroup *self); /* (nullable) */
/* While a run is under way none is offered. */
void bookout_unfinished_group_set_busy (BookoutUnfinishedGroup *self, gboolean busy);
/* Reads the ledger again, in a thread. */
void bookout_unfinished_group_look_again (BookoutUnfinishedGroup *self);

G_END_DECLS
