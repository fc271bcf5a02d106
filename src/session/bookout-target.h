/* bookout-target.h - where a request goes, read the way the transfer will read it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *bookout_target_dup_address (const char *address);
char *bookout_target_resolve (const char *base, const char *location);
char *bookout_target_dup_host (const char *address);
gboolean bookout_target_is_loopback (const char *address);
char *bookout_target_dup_referrer (const char *from, const char *to);

G_END_DECLS
