/* bookout-address.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-address"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bookout-address.h"
#include "bookout-page.h"
#include "bookout-plain-text.h"

/* GUri speaks RFC 3986; pages speak what browsers forgive: spaces, backslashes, letters beyond ASCII, stray "%", line breaks in the
 * middle. This mends those as the URL standard does and leaves the rest to GUri. Pure functions, any thread. */

#define ADDRESS_FLAGS (G_URI_FLAGS_ENCODED | G_URI_FLAGS_PARSE_RELAXED | G_URI_FLAGS_SCHEME_NORMALIZE)

/* How much of a refused address a message quotes; what follows a "?" never. */
#define QUOTED_CHARACTERS 40

static gboolean
needs_escape (const char *p)
{
  guchar c = (guchar) *p;

  if (c == '%')
    return !(g_ascii_isxdigit (p[1]) && g_ascii_isxdigit (p[2]));
  return c <= ' ' || c >= 0x7f || strchr ("\"<>^`{|}", c) != NULL;
}

/* @reference without its fragment and outer blanks, as RFC 3986 would have it written. */
static char *
mend (const char *reference)
{
  GString *out = g_string_sized_new (strlen (reference) + 16);
  gboolean in_query = FALSE;
  const char *end = reference + strcspn (reference, "#");

  while (reference < end && (guchar) *reference <= ' ')
    reference++;
  while (end > reference && (guchar) end[-1] <= ' ')
    end--;
  for (const char *p = reference; p < end; p++)
    {
      in_query = in_query || *p == '?';
      if (*p == '\t' || *p == '\n' || *p == '\r')
        continue;
      if (*p == '\\' && !in_query)
        g_string_append_c (out, '/');
      else if (needs_escape (p) || *p == '\\')
        g_string_append_printf (out, "%%%02X", (guchar) *p);
      else
        g_string_append_c (out, *p);
    }
  return g_string_free (out, FALSE);
}

static gboolean
is_web_address (const char *address)
{
  g_autofree char *scheme = NULL;
  g_autofree char *host = NULL;

  return g_uri_split (address, ADDRESS_FLAGS, &scheme, NULL, &host, NULL, NULL, NULL, NULL, NULL) &&
         scheme != NULL && host != NULL && host[0] != '\0' &&
         (g_ascii_strcasecmp (scheme, "http") == 0 || g_ascii_strcasecmp (scheme, "https") == 0);
}

static void
refuse (const char *reference, GError **error)
{
  g_autofree char *head = g_strndup (reference, strcspn (reference, "?"));
  g_autofree char *valid = g_utf8_make_valid (head, -1);
  g_autofree char *plain = bookout_plain_text_collapse (valid);
  g_autofree char *quoted = bookout_plain_text_cut (plain, QUOTED_CHARACTERS);

  g_set_error (error, BOOKOUT_PAGE_ERROR, BOOKOUT_PAGE_ERROR_NOT_FOUND,
               _ ("The link '%s' does not lead to a web page"), quoted);
}

/**
 * bookout_address_resolve:
 * @base: an absolute http or https address
 * @reference: absolute or relative, as it stands in a page: spaces, backslashes and letters beyond ASCII are escaped
 * @error: return location
 *
 * Returns: (transfer full): an absolute http or https address in ASCII without fragment; %NULL on error.
 * Errors: %BOOKOUT_PAGE_ERROR_NOT_FOUND if it leads anywhere else, "javascript:" say
 */
char *
bookout_address_resolve (const char *base, const char *reference, GError **error)
{
  g_autofree char *mended = NULL;
  g_autofree char *bare = NULL;
  g_autofree char *address = NULL;

  g_return_val_if_fail (base != NULL, NULL);
  g_return_val_if_fail (reference != NULL, NULL);

  mended = mend (reference);
  bare = mend (base);
  address = g_uri_resolve_relative (bare, mended, ADDRESS_FLAGS, NULL);
  if (address == NULL || !is_web_address (address))
    {
      refuse (reference, error);
      return NULL;
    }
  return g_steal_pointer (&address);
}
