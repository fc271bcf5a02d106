/* bookout-sealed-cookies.h - a session's cookies as one text, and back if it is one of ours
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A text that is longer is neither written nor read. */
#define BOOKOUT_SEALED_COOKIES_BYTES_MOST (64 * 1024)

/* Cookies are netscape lines, as in bookout-cookie-jar.h. Pure; any thread. */
char *bookout_sealed_cookies_write (const char *base, const char *const *lines);
char **bookout_sealed_cookies_parse (const char *base, const char *text, gsize length);

G_END_DECLS
