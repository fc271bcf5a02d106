/* bookout-saved-password.h - the keyring, asked without making the window wait
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-run.h"

G_BEGIN_DECLS

/* Whether the keyring has a password for an account at the address that @variables give its portal; the password itself never comes to the window.
 * finish: FALSE with an error if there is no keyring to ask. */
void bookout_saved_password_look_async (const char *portal_id,
                                        GHashTable *variables,
                                        const char *user,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean bookout_saved_password_look_finish (GAsyncResult *result, GError **error);

/* A password is kept only once the portal has accepted it. */
void bookout_saved_password_keep_when_accepted (BookoutRun *run,
                                                const char *portal_id,
                                                const char *base,
                                                const char *user,
                                                const char *password);
void bookout_saved_password_forget (const char *portal_id, GHashTable *variables, const char *user);

G_END_DECLS
