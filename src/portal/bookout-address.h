/* bookout-address.h - web addresses as pages write them, made absolute
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @reference against @base as a browser does it, without fragment; error if the result is not http or https. */
char *bookout_address_resolve (const char *base, const char *reference, GError **error);

G_END_DECLS
