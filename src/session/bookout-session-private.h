/* bookout-session-private.h - what a session's own tabs and its sign-in need of it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-cookie-jar.h"
#include "bookout-session.h"
#include "bookout-share.h"
#include "bookout-throttle.h"

G_BEGIN_DECLS

/* All (transfer none), fixed at construction, locked inside. */
BookoutCookieJar *bookout_session_get_jar (BookoutSession *self);
BookoutShare *bookout_session_get_share (BookoutSession *self);
BookoutThrottle *bookout_session_get_throttle (BookoutSession *self);

void bookout_session_note_answer (BookoutSession *self,
                                  guint status,
                                  const char *retry_after,
                                  const char *date);
void bookout_session_note_cookies (BookoutSession *self, BookoutCookieJar *jar);
void bookout_session_count_work (BookoutSession *self);
void bookout_session_set_wait_until (BookoutSession *self, gint64 until, gboolean waiting);

G_END_DECLS
