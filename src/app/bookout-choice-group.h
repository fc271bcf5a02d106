/* bookout-choice-group.h - which vehicles of the inventory, and how many at a time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-run-order.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Signal: changed: what find_reason() says may be another thing now. Main thread. */
#define BOOKOUT_TYPE_CHOICE_GROUP (bookout_choice_group_get_type ())
G_DECLARE_FINAL_TYPE (BookoutChoiceGroup, bookout_choice_group, BOOKOUT, CHOICE_GROUP, AdwPreferencesGroup)

/* (nullable): what is missing from the choice; static. */
const char *bookout_choice_group_find_reason (BookoutChoiceGroup *self);
void bookout_choice_group_take (BookoutChoiceGroup *self, BookoutRunOrder *order);
/* Its columns and most tabs count from now on. */
void bookout_choice_group_set_portal (BookoutChoiceGroup *self, BookoutPortal *portal);
/* Chooses a list of references, and fills it from @file. */
void bookout_choice_group_open_list (BookoutChoiceGroup *self, GFile *file);

G_END_DECLS
