/* bookout-hop.c - one request of a chain of redirects: where it may go, and what follows it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-hop"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-hop.h"
#include "bookout-navigator.h"
#include "bookout-target.h"

/* The rules of where a tab's requests go, apart from the sending. Pure functions over immutable data; any thread. */

static void
set_forbidden_error (const char *address, GError **error)
{
  g_autofree char *host = bookout_target_dup_host (address);

  g_set_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_FORBIDDEN,
               _ ("The portal tried to send you to %s. Stopped."), host);
}

static gboolean
is_downgrade (const char *from, const char *to)
{
  return from != NULL && g_str_has_prefix (from, "https:") && !g_str_has_prefix (to, "https:");
}

/**
 * bookout_hop_check:
 * @portal: the description that says what is allowed
 * @hop: about to be sent
 * @from: (nullable): address of the hop before
 *
 * Errors: %BOOKOUT_NAVIGATOR_ERROR_FORBIDDEN.
 *
 * Returns: whether @hop may be sent
 */
gboolean
bookout_hop_check (BookoutPortal *portal, const BookoutRequest *hop, const char *from, GError **error)
{
  if (!bookout_portal_allows (portal, hop->address) || is_downgrade (from, hop->address))
    {
      set_forbidden_error (hop->address, error);
      return FALSE;
    }
  if (hop->carries_secret && !bookout_portal_trusts (portal, hop->address))
    {
      g_autofree char *host = bookout_target_dup_host (hop->address);

      g_set_error (
          error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_FORBIDDEN,
          _ ("Your password was about to be sent to %s, which is not the portal's own address. Stopped."),
          host);
      return FALSE;
    }
  return TRUE;
}

/**
 * bookout_hop_new_first:
 * @request: what a step wants sent
 *
 * Errors: %BOOKOUT_NAVIGATOR_ERROR_FORBIDDEN if its address is no web address.
 *
 * Returns: (transfer full): a copy, with the address written out as the transfer will read it
 */
BookoutRequest *
bookout_hop_new_first (const BookoutRequest *request, GError **error)
{
  g_autofree char *address = bookout_target_dup_address (request->address);
  BookoutRequest *hop;

  if (address == NULL)
    {
      set_forbidden_error (request->address, error);
      return NULL;
    }
  if (g_strcmp0 (request->method, "POST") == 0)
    hop = bookout_request_new_post (address, request->content_type, request->body);
  else
    hop = bookout_request_new_get (address);
  hop->carries_secret = request->carries_secret;
  hop->referrer = bookout_target_dup_referrer (request->referrer, address);
  return hop;
}

/**
 * bookout_hop_new_next:
 * @hop: that was answered by a redirect
 * @status: of the redirect
 * @location: (nullable): its Location header
 *
 * As browsers do: a POST answered by 301, 302 or 303 becomes a GET, 307 and 308 send the same again elsewhere.
 *
 * Errors: %BOOKOUT_NAVIGATOR_ERROR_REDIRECTS without a Location, %BOOKOUT_NAVIGATOR_ERROR_FORBIDDEN if that is no web
 * address.
 *
 * Returns: (transfer full): where it leads; yet to be checked
 */
BookoutRequest *
bookout_hop_new_next (const BookoutRequest *hop, guint status, const char *location, GError **error)
{
  g_autofree char *address = location == NULL ? NULL : bookout_target_resolve (hop->address, location);
  BookoutRequest *next;

  if (location == NULL)
    {
      g_set_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_REDIRECTS,
                   _ ("The portal redirects without saying where to (%u)."), status);
      return NULL;
    }
  if (address == NULL)
    {
      set_forbidden_error (location, error);
      return NULL;
    }
  if (g_strcmp0 (hop->method, "POST") == 0 && (status == 307 || status == 308))
    next = bookout_request_new_post (address, hop->content_type, hop->body);
  else
    next = bookout_request_new_get (address);
  /* Kept on every hop, also where the body is dropped: the portal may have put what it was sent into the address. */
  next->carries_secret = hop->carries_secret;
  next->referrer = bookout_target_dup_referrer (hop->referrer, address);
  return next;
}
