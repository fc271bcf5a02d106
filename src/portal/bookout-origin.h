/* bookout-origin.h - scheme, host and port of an address: what decides where a request may go
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BookoutOrigin:
 * @https: whether the scheme is https; otherwise it is http
 * @host: lower case; an IPv6 address in brackets
 * @port: 1 to 65535
 */
typedef struct
{
  gboolean https;
  char *host;
  guint port;
} BookoutOrigin;

BookoutOrigin *bookout_origin_parse (const char *address);
BookoutOrigin *bookout_origin_parse_host (const char *host, gboolean https);
void bookout_origin_free (BookoutOrigin *self);

gboolean bookout_origin_same_host (const BookoutOrigin *self, const BookoutOrigin *other);
gboolean bookout_origin_is_loopback (const BookoutOrigin *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutOrigin, bookout_origin_free)

G_END_DECLS
