/* bookout-tab-private.h - the session's own tab, in which it signs in and out
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-cookie-jar.h"
#include "bookout-tab.h"

G_BEGIN_DECLS

BookoutTab *bookout_tab_new (BookoutSession *session);
BookoutTab *bookout_tab_new_for_sign_in (BookoutSession *session, BookoutCookieJar *jar, gboolean throttled);
gboolean bookout_tab_has_sent_secret (BookoutTab *self);

G_END_DECLS
