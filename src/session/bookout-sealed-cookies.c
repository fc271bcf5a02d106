/* bookout-sealed-cookies.c - a session's cookies as one text, and back if it is one of ours
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-sealed-cookies"

#include "config.h"

#include <string.h>

#include "bookout-cookie-jar.h"
#include "bookout-origin.h"
#include "bookout-sealed-cookies.h"

/* What goes into the keyring and comes out of it. Only cookies that would be sent to the portal's own address: what other hosts of a
 * sign-in set is none of a later process's business. Other programs of the same person can write to a keyring, so what comes back
 * is believed only whole: one line that breaks a rule, and all of it is dropped. (A cookie that breaks the rules of its own name,
 * __Host- and __Secure-, libcurl refuses when it gets the line.) */

#define HEADER "bookout-session 1\n"

#define FIELDS 7 /* domain, tail match, path, secure, expires, name, value */

static void
free_wiped (char *text)
{
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static gboolean
is_path_below (const char *path, gsize length, const char *parent, gsize parent_length)
{
  return length >= parent_length && memcmp (path, parent, parent_length) == 0 &&
         (length == parent_length || parent[parent_length - 1] == '/' || path[parent_length] == '/');
}

/* Above the base or below it: "/" and "/ValuesOnline/vehicle" for /ValuesOnline/, but not "/mail". */
static gboolean
is_path_of (const char *base, const char *path, gsize length)
{
  const char *scheme = strstr (base, "://");
  const char *root = scheme != NULL ? strchr (scheme + 3, '/') : NULL;
  gsize root_length = root != NULL ? strcspn (root, "?#") : 1;

  if (length == 0 || *path != '/')
    return FALSE;
  if (root == NULL)
    root = "/";
  /* A cookie of "/ValuesOnline" is one of /ValuesOnline/ too. */
  return is_path_below (path, length, root, root_length) || is_path_below (root, root_length, path, length);
}

static gboolean
is_domain_of (const char *host, const char *domain, gsize length, gboolean tail)
{
  g_autofree char *own = NULL;
  gsize host_length = strlen (host);

  if (length > 0 && *domain == '.')
    {
      domain++;
      length--;
    }
  if (length == 0)
    return FALSE;

  own = g_ascii_strdown (domain, length);
  if (strcmp (own, host) == 0)
    return TRUE;
  return tail && strchr (own, '.') != NULL && !g_hostname_is_ip_address (host) && host_length > length &&
         g_str_has_suffix (host, own) && host[host_length - length - 1] == '.';
}

static gboolean
is_flag (const char *field, gsize length, gboolean *value)
{
  *value = length == 4 && memcmp (field, "TRUE", 4) == 0;
  return *value || (length == 5 && memcmp (field, "FALSE", 5) == 0);
}

static gboolean
is_time_to_come (const char *field, gsize length)
{
  guint64 end;

  if (length == 0 || length > 18 || strspn (field, "0123456789") != length)
    return FALSE;
  end = g_ascii_strtoull (field, NULL, 10);
  return end == 0 || end > (guint64) (g_get_real_time () / G_USEC_PER_SEC);
}

/* Splits at tabs, in place: where each field begins and how long it is. */
static gboolean
split (const char *line, const char *fields[FIELDS], gsize lengths[FIELDS])
{
  for (guint i = 0; i < FIELDS; i++)
    {
      fields[i] = line;
      lengths[i] = strcspn (line, "\t");
      line += lengths[i];
      if (i < FIELDS - 1 && *line++ != '\t')
        return FALSE;
    }
  return *line == '\0';
}

static gboolean
has_control (const char *line)
{
  for (; *line != '\0'; line++)
    if (*line != '\t' && g_ascii_iscntrl (*line))
      return TRUE;
  return FALSE;
}

static gboolean
is_line_of (const char *base, const char *host, const char *line)
{
  const char *fields[FIELDS];
  gsize lengths[FIELDS];
  gboolean tail, secure;

  if (strlen (line) > BOOKOUT_COOKIE_JAR_LINE_BYTES || has_control (line))
    return FALSE;
  if (g_str_has_prefix (line, "#HttpOnly_"))
    line += strlen ("#HttpOnly_");

  return split (line, fields, lengths) && is_flag (fields[1], lengths[1], &tail) &&
         is_flag (fields[3], lengths[3], &secure) && is_domain_of (host, fields[0], lengths[0], tail) &&
         is_path_of (base, fields[2], lengths[2]) && is_time_to_come (fields[4], lengths[4]) &&
         lengths[5] > 0;
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * bookout_sealed_cookies_write:
 * @base: the portal's base address
 * @lines: (array zero-terminated=1): netscape lines, in any order
 *
 * Returns: (transfer full) (nullable): those of @base as one text, the same for the same cookies; %NULL if there are none, or too many.
 *   A secret: to be wiped by the caller
 */
char *
bookout_sealed_cookies_write (const char *base, const char *const *lines)
{
  g_autoptr (BookoutOrigin) origin = bookout_origin_parse (base);
  g_autoptr (GPtrArray) own = g_ptr_array_new ();
  gsize length = strlen (HEADER);
  GString *text;

  for (guint i = 0; origin != NULL && lines[i] != NULL; i++)
    if (is_line_of (base, origin->host, lines[i]))
      {
        g_ptr_array_add (own, (char *) lines[i]);
        length += strlen (lines[i]) + 1;
      }
  if (own->len == 0 || own->len > BOOKOUT_COOKIE_JAR_MOST || length > BOOKOUT_SEALED_COOKIES_BYTES_MOST)
    return NULL;

  /* Of the whole size from the beginning: growing would leave copies behind. */
  g_ptr_array_sort (own, compare_lines);
  text = g_string_sized_new (length + 1);
  g_string_append (text, HEADER);
  for (guint i = 0; i < own->len; i++)
    {
      g_string_append (text, g_ptr_array_index (own, i));
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static char **
free_array (GPtrArray *lines)
{
  g_ptr_array_set_free_func (lines, (GDestroyNotify) free_wiped);
  g_ptr_array_unref (lines);
  return NULL;
}

/**
 * bookout_sealed_cookies_parse:
 * @base: the portal's base address
 * @text: (array length=length): what a keyring had; anything at all
 * @length: bytes
 *
 * Returns: (transfer full) (nullable) (array zero-terminated=1): netscape lines, to be freed with bookout_cookie_jar_free_lines(); %NULL
 *   if @text is not what bookout_sealed_cookies_write() makes for @base, or if a cookie in it has run out
 */
char **
bookout_sealed_cookies_parse (const char *base, const char *text, gsize length)
{
  g_autoptr (BookoutOrigin) origin = bookout_origin_parse (base);
  GPtrArray *lines;
  const char *end = text + length;

  if (origin == NULL || length > BOOKOUT_SEALED_COOKIES_BYTES_MOST || length <= strlen (HEADER) ||
      memcmp (text, HEADER, strlen (HEADER)) != 0 || memchr (text, '\0', length) != NULL || end[-1] != '\n')
    return NULL;

  lines = g_ptr_array_new ();
  for (text += strlen (HEADER); text < end;)
    {
      const char *stop = memchr (text, '\n', end - text);
      char *line = g_strndup (text, stop - text);

      g_ptr_array_add (lines, line);
      if (lines->len > BOOKOUT_COOKIE_JAR_MOST || !is_line_of (base, origin->host, line))
        return free_array (lines);
      text = stop + 1;
    }

  g_ptr_array_add (lines, NULL);
  return (char **) g_ptr_array_free (lines, FALSE);
}
