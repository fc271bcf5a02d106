/* bookout-tab.h - one navigator inside a session: its own curl handle, page and address
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-session.h"
#include "bookout-tab-snapshot.h"

G_BEGIN_DECLS

/* Implements BookoutNavigator. Owned by one worker thread; only get_snapshot() may be called from elsewhere. */
#define BOOKOUT_TYPE_TAB (bookout_tab_get_type ())
G_DECLARE_FINAL_TYPE (BookoutTab, bookout_tab, BOOKOUT, TAB, GObject)

BookoutSession *bookout_tab_get_session (BookoutTab *self);
guint bookout_tab_get_generation (BookoutTab *self);

void bookout_tab_set_limit (BookoutTab *self, guint limit_ms);
void bookout_tab_set_patience (BookoutTab *self, guint factor);

gboolean bookout_tab_enter_gate (BookoutTab *self, GCancellable *cancellable, GError **error);
void bookout_tab_leave_gate (BookoutTab *self);
gboolean bookout_tab_renew (BookoutTab *self, GCancellable *cancellable, GError **error);

/* What the worker tells of itself; NULL leaves a text as it is. */
void bookout_tab_set_number (BookoutTab *self, guint number);
void bookout_tab_set_vehicle (BookoutTab *self, const char *reference, const char *description);
void bookout_tab_set_activity (BookoutTab *self, BookoutTabActivity activity, const char *step);
void bookout_tab_count_result (BookoutTab *self, gboolean done, const char *words);

void bookout_tab_get_snapshot (BookoutTab *self, BookoutTabSnapshot *snapshot);

G_END_DECLS
