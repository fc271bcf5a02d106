/* bookout-keyring.h - passwords in the desktop's keyring, through libsecret
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Every call ends within this time even if the keyring hangs. */
#define BOOKOUT_KEYRING_LIMIT_MS 10000

/* The absence of a keyring is an error that a caller can ignore (G_IO_ERROR_NOT_SUPPORTED), never a crash and never a
 * file. Blocking; not for the main thread. */

char *bookout_keyring_lookup (const char *portal_id,
                              const char *base,
                              const char *user,
                              GCancellable *cancellable,
                              GError **error);
gboolean bookout_keyring_store (const char *portal_id,
                                const char *base,
                                const char *user,
                                const char *password,
                                GCancellable *cancellable,
                                GError **error);
gboolean bookout_keyring_clear (const char *portal_id,
                                const char *base,
                                const char *user,
                                GCancellable *cancellable,
                                GError **error);
void bookout_keyring_free_password (char *password);

G_END_DECLS
