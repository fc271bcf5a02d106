/* bookout-variables-row.h - what a portal's description leaves for a person to say
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-portal.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Hidden while the portal has no variables. Signal: changed: a person, or show(), gave one another value. */
#define BOOKOUT_TYPE_VARIABLES_ROW (bookout_variables_row_get_type ())
G_DECLARE_FINAL_TYPE (BookoutVariablesRow, bookout_variables_row, BOOKOUT, VARIABLES_ROW, AdwExpanderRow)

/* @without: (nullable): the name of a variable that is filled in by itself */
void bookout_variables_row_set_portal (BookoutVariablesRow *self, BookoutPortal *portal, const char *without);
/* Puts what differs from the description into @variables. */
void bookout_variables_row_take (BookoutVariablesRow *self, GHashTable *variables);
/* Whether it shows just these; what they lack has the description's value. */
gboolean bookout_variables_row_agrees (BookoutVariablesRow *self, GHashTable *variables);
void bookout_variables_row_show (BookoutVariablesRow *self, GHashTable *variables);

G_END_DECLS
