/* bookout-origin.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-origin"
#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "bookout-origin.h"

/* Two parsers that read one address differently are how a password goes astray ("https://portal.example\@evil.example/").
 * So this one knows the plain form only, and takes everything else - a user name, a backslash, a percent sign, an
 * international name that is not in its xn-- form - for no address at all. Immutable: any thread may use it. */

/* The longest name that DNS knows, and room for an IPv6 address in brackets. */
#define HOST_LENGTH_MOST 253

static gboolean
is_name (const char *host, gsize length)
{
  if (length == 0 || length > HOST_LENGTH_MOST || !g_ascii_isalnum (host[0]) ||
      !g_ascii_isalnum (host[length - 1]))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (host[i]) && strchr ("-._", host[i]) == NULL)
        return FALSE;
      if (host[i] == '.' && host[i + 1] == '.')
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_bracketed_address (const char *host, gsize length)
{
  g_autofree char *inside = NULL;

  if (length < 4 || length > HOST_LENGTH_MOST || host[0] != '[' || host[length - 1] != ']')
    return FALSE;
  inside = g_strndup (host + 1, length - 2);
  return strspn (inside, "0123456789abcdefABCDEF:.") == length - 2 && g_hostname_is_ip_address (inside);
}

/* @text is ":8443" or empty. */
static gboolean
parse_port (const char *text, guint otherwise, guint *port)
{
  guint64 number;

  *port = otherwise;
  if (*text == '\0')
    return TRUE;
  if (!g_ascii_string_to_unsigned (text + 1, 10, 1, 65535, &number, NULL))
    return FALSE;
  *port = number;
  return TRUE;
}

static BookoutOrigin *
parse_authority (const char *authority, gboolean https)
{
  g_autoptr (BookoutOrigin) self = g_new0 (BookoutOrigin, 1);
  const char *bracket = strchr (authority, ']');
  gsize length = strcspn (bracket != NULL ? bracket : authority, ":") +
                 (bracket != NULL ? bracket - authority : 0);

  if (!is_name (authority, length) && !is_bracketed_address (authority, length))
    return NULL;
  if (!parse_port (authority + length, https ? 443 : 80, &self->port))
    return NULL;
  self->https = https;
  self->host = g_ascii_strdown (authority, length);
  return g_steal_pointer (&self);
}

/**
 * bookout_origin_parse:
 * @address: an absolute address
 *
 * Returns: (transfer full) (nullable): its origin; %NULL if it is not a plain http or https address
 */
BookoutOrigin *
bookout_origin_parse (const char *address)
{
  g_autofree char *authority = NULL;
  const char *start;
  gboolean https;

  g_return_val_if_fail (address != NULL, NULL);

  https = g_ascii_strncasecmp (address, "https://", 8) == 0;
  if (!https && g_ascii_strncasecmp (address, "http://", 7) != 0)
    return NULL;
  start = address + (https ? 8 : 7);
  authority = g_strndup (start, strcspn (start, "/?#"));
  return parse_authority (authority, https);
}

/**
 * bookout_origin_parse_host:
 * @host: "cdn.example.com" or "cdn.example.com:8443"
 * @https: which scheme it is for
 *
 * Returns: (transfer full) (nullable): the origin; %NULL if @host is not well formed
 */
BookoutOrigin *
bookout_origin_parse_host (const char *host, gboolean https)
{
  g_return_val_if_fail (host != NULL, NULL);

  return parse_authority (host, https);
}

/**
 * bookout_origin_free:
 * @self: (nullable) (transfer full): an origin
 */
void
bookout_origin_free (BookoutOrigin *self)
{
  if (self == NULL)
    return;

  g_free (self->host);
  g_free (self);
}

/**
 * bookout_origin_same_host:
 * @self: an origin
 * @other: another
 *
 * Returns: whether host and port are the same
 */
gboolean
bookout_origin_same_host (const BookoutOrigin *self, const BookoutOrigin *other)
{
  return self->port == other->port && g_str_equal (self->host, other->host);
}

/**
 * bookout_origin_is_loopback:
 * @self: an origin
 *
 * Returns: whether what is sent there stays on this computer: localhost, 127.0.0.0/8 in its usual form, or [::1]
 */
gboolean
bookout_origin_is_loopback (const BookoutOrigin *self)
{
  g_autoptr (GInetAddress) address = NULL;

  if (g_str_equal (self->host, "localhost") || g_str_equal (self->host, "[::1]"))
    return TRUE;
  address = g_inet_address_new_from_string (self->host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}
