/* bookout-sealed-session.h - the cookies of the session that is signed in, in the desktop's keyring
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Every call ends within this time even if the keyring hangs: a sign-in waits for looking up, the end of a program for clearing. */
#define BOOKOUT_SEALED_SESSION_LIMIT_MS       5000
#define BOOKOUT_SEALED_SESSION_CLEAR_LIMIT_MS 2000

/* Never asks a person to unlock anything: a keyring that is locked is as good as none. Blocking; not for the main thread. */
char **bookout_sealed_session_lookup (const char *base,
                                      const char *user,
                                      GCancellable *cancellable,
                                      GError **error);
gboolean bookout_sealed_session_store (const char *base,
                                       const char *user,
                                       const char *text,
                                       GCancellable *cancellable,
                                       GError **error);
gboolean bookout_sealed_session_clear (const char *base,
                                       const char *user,
                                       GCancellable *cancellable,
                                       GError **error);

G_END_DECLS
