/* bookout-tab-card.h - what one tab of a run is doing
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-tab-snapshot.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define BOOKOUT_TYPE_TAB_CARD (bookout_tab_card_get_type ())
G_DECLARE_FINAL_TYPE (BookoutTabCard, bookout_tab_card, BOOKOUT, TAB_CARD, AdwBin)

GtkWidget *bookout_tab_card_new (void);

/* Touches only the widgets whose text differs from what they show. */
void bookout_tab_card_show (BookoutTabCard *self, const BookoutTabSnapshot *snapshot, gint64 now);

G_END_DECLS
