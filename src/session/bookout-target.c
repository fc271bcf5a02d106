/* bookout-target.c - where a request goes, read the way the transfer will read it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-target"

#include "config.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <string.h>

#include "bookout-address.h"
#include "bookout-target.h"

/* Whether an address is allowed is decided on one reading of it, and the connection made on another. Where two parsers
 * disagree ("http://good\@evil/"), the decision is worth nothing. So every address is first written out in full by
 * libcurl's own parser, and the decision is made on that. */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CURLU, curl_url_cleanup)

static char *
dup_part (CURLU *url, CURLUPart part)
{
  char *text = NULL;
  char *copy;

  if (curl_url_get (url, part, &text, 0) != CURLUE_OK)
    return NULL;
  copy = g_strdup (text);
  curl_free (text);
  return copy;
}

static CURLU *
parse (const char *address)
{
  g_autoptr (CURLU) url = curl_url ();

  if (url == NULL ||
      curl_url_set (url, CURLUPART_URL, address, CURLU_URLENCODE | CURLU_DISALLOW_USER) != CURLUE_OK)
    return NULL;
  curl_url_set (url, CURLUPART_FRAGMENT, NULL, 0);
  return g_steal_pointer (&url);
}

/**
 * bookout_target_dup_address:
 * @address: absolute
 *
 * Returns: (transfer full) (nullable): @address as libcurl writes it, without a fragment; %NULL if it is not an http or
 * https address, or carries a user's name
 */
char *
bookout_target_dup_address (const char *address)
{
  g_autoptr (CURLU) url = parse (address);
  g_autofree char *scheme = url == NULL ? NULL : dup_part (url, CURLUPART_SCHEME);

  if (g_strcmp0 (scheme, "http") != 0 && g_strcmp0 (scheme, "https") != 0)
    return NULL;
  return dup_part (url, CURLUPART_URL);
}

/**
 * bookout_target_resolve:
 * @base: absolute address of the answer
 * @location: its Location header
 *
 * Returns: (transfer full) (nullable): where it leads, as bookout_target_dup_address() has it
 */
char *
bookout_target_resolve (const char *base, const char *location)
{
  g_autofree char *absolute = bookout_address_resolve (base, location, NULL);

  return absolute == NULL ? NULL : bookout_target_dup_address (absolute);
}

/**
 * bookout_target_dup_host:
 *
 * Returns: (transfer full): the host in @address, for a message; @address itself if there is none
 */
char *
bookout_target_dup_host (const char *address)
{
  g_autoptr (CURLU) url = parse (address);
  char *host = url == NULL ? NULL : dup_part (url, CURLUPART_HOST);

  return host == NULL ? g_strdup (address) : host;
}

/**
 * bookout_target_is_loopback:
 *
 * Returns: whether @address is on this computer by its very spelling: localhost, 127.x.y.z or [::1]
 */
gboolean
bookout_target_is_loopback (const char *address)
{
  g_autofree char *host = bookout_target_dup_host (address);
  struct in_addr ip;

  if (g_ascii_strcasecmp (host, "localhost") == 0 || strcmp (host, "[::1]") == 0)
    return TRUE;
  return inet_pton (AF_INET, host, &ip) == 1 && ntohl (ip.s_addr) >> 24 == 127;
}

/* Scheme, host and port of @address with a slash. */
static char *
dup_origin (const char *address)
{
  g_autoptr (CURLU) url = parse (address);

  if (url == NULL)
    return NULL;
  curl_url_set (url, CURLUPART_PATH, "/", 0);
  curl_url_set (url, CURLUPART_QUERY, NULL, 0);
  return dup_part (url, CURLUPART_URL);
}

/**
 * bookout_target_dup_referrer:
 * @from: (nullable): the page that led to the request
 * @to: where the request goes
 *
 * As browsers do by default: another origin learns only which origin sent it.
 *
 * Returns: (transfer full) (nullable): value of the Referer header
 */
char *
bookout_target_dup_referrer (const char *from, const char *to)
{
  g_autofree char *from_origin = from == NULL ? NULL : dup_origin (from);
  g_autofree char *to_origin = dup_origin (to);

  if (from_origin == NULL)
    return NULL;
  if (g_strcmp0 (from_origin, to_origin) == 0)
    return bookout_target_dup_address (from);
  return g_steal_pointer (&from_origin);
}
