/* bookout-sign-in.h - signing in to a portal once, with all that may come in between
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-cookie-jar.h"
#include "bookout-session.h"

G_BEGIN_DECLS

gboolean bookout_sign_in_run (BookoutSession *session,
                              const char *password,
                              gboolean wait_active,
                              BookoutCookieJar *jar,
                              gboolean *left_open,
                              GCancellable *cancellable,
                              GError **error);
gboolean bookout_sign_out_run (BookoutSession *session,
                               BookoutCookieJar *jar,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
