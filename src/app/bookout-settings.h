/* bookout-settings.h - what the window remembers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GSettings *bookout_settings_get_default (void);

/* The user name used last at a portal; "" if none. */
char *bookout_settings_dup_user (const char *portal_id);
void bookout_settings_set_user (const char *portal_id, const char *user);
char *bookout_settings_dup_folder (void); /* absolute (type filename) */

G_END_DECLS
