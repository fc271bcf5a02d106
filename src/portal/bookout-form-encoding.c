/* bookout-form-encoding.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-form"
#include "config.h"

#include <string.h>

#include "bookout-charset.h"
#include "bookout-form-encoding.h"

/* The three encodings of the HTML standard. Pure functions, any thread. */

/* Every line break as CR LF, whatever it was. */
static char *
normalize_line_breaks (const char *text)
{
  GString *out = g_string_sized_new (strlen (text));

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '\r' || *p == '\n')
        g_string_append (out, "\r\n");
      else
        g_string_append_c (out, *p);
      if (p[0] == '\r' && p[1] == '\n')
        p++;
    }
  return g_string_free (out, FALSE);
}

static void
wipe_and_free (char *text)
{
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
append_urlencoded (GString *out, const char *text, const char *charset)
{
  char *normalized = normalize_line_breaks (text);
  gsize length;
  char *encoded = bookout_charset_encode (normalized, charset, &length);

  for (gsize i = 0; i < length; i++)
    {
      char c = encoded[i];

      if (g_ascii_isalnum (c) || (c != '\0' && strchr ("*-._", c) != NULL))
        g_string_append_c (out, c);
      else if (c == ' ')
        g_string_append_c (out, '+');
      else
        g_string_append_printf (out, "%%%02X", (guchar) c);
    }
  wipe_and_free (normalized);
  wipe_and_free (encoded);
}

/**
 * bookout_form_encoding_urlencoded:
 * @entries: (element-type BookoutFormEntry): in order
 * @charset: encoding of the page
 *
 * Returns: (transfer full): application/x-www-form-urlencoded
 */
char *
bookout_form_encoding_urlencoded (GPtrArray *entries, const char *charset)
{
  GString *out = g_string_sized_new (256);

  for (guint i = 0; i < entries->len; i++)
    {
      const BookoutFormEntry *entry = g_ptr_array_index (entries, i);

      if (i > 0)
        g_string_append_c (out, '&');
      append_urlencoded (out, entry->name, charset);
      g_string_append_c (out, '=');
      append_urlencoded (out, entry->value, charset);
    }
  return g_string_free (out, FALSE);
}

static void
append_encoded (GString *out, const char *text, const char *charset)
{
  gsize length;
  char *encoded = bookout_charset_encode (text, charset, &length);

  g_string_append_len (out, encoded, (gssize) length);
  wipe_and_free (encoded);
}

/* A name inside the quotes of a part's head. */
static void
append_part_name (GString *out, const char *name, const char *charset)
{
  g_autofree char *normalized = normalize_line_breaks (name);
  g_autoptr (GString) escaped = g_string_new (normalized);

  g_string_replace (escaped, "\r", "%0D", 0);
  g_string_replace (escaped, "\n", "%0A", 0);
  g_string_replace (escaped, "\"", "%22", 0);
  append_encoded (out, escaped->str, charset);
}

static void
append_part (GString *out, const BookoutFormEntry *entry, const char *charset, const char *boundary)
{
  g_autofree char *value = normalize_line_breaks (entry->value);

  g_string_append_printf (out, "--%s\r\nContent-Disposition: form-data; name=\"", boundary);
  append_part_name (out, entry->name, charset);
  g_string_append_c (out, '"');
  if (entry->is_file)
    g_string_append (out, "; filename=\"\"\r\nContent-Type: application/octet-stream");
  g_string_append (out, "\r\n\r\n");
  append_encoded (out, value, charset);
  g_string_append (out, "\r\n");
}

static char *
make_boundary (GPtrArray *entries)
{
  g_autofree char *boundary = g_strdup_printf ("----BookoutFormBoundary%08x%08x", g_random_int (),
                                               g_random_int ());

  for (guint i = 0; i < entries->len; i++)
    {
      const BookoutFormEntry *entry = g_ptr_array_index (entries, i);

      if (strstr (entry->value, boundary) != NULL || strstr (entry->name, boundary) != NULL)
        return make_boundary (entries);
    }
  return g_steal_pointer (&boundary);
}

/**
 * bookout_form_encoding_multipart:
 * @entries: (element-type BookoutFormEntry): in order
 * @charset: encoding of the page
 * @content_type: (out) (transfer full): with the boundary
 *
 * Returns: (transfer full): multipart/form-data
 */
GBytes *
bookout_form_encoding_multipart (GPtrArray *entries, const char *charset, char **content_type)
{
  g_autofree char *boundary = make_boundary (entries);
  GString *out = g_string_sized_new (512);

  for (guint i = 0; i < entries->len; i++)
    append_part (out, g_ptr_array_index (entries, i), charset, boundary);
  g_string_append_printf (out, "--%s--\r\n", boundary);
  *content_type = g_strconcat ("multipart/form-data; boundary=", boundary, NULL);
  return g_string_free_to_bytes (out);
}

/**
 * bookout_form_encoding_plain:
 * @entries: (element-type BookoutFormEntry): in order
 * @charset: encoding of the page
 *
 * Returns: (transfer full): text/plain
 */
GBytes *
bookout_form_encoding_plain (GPtrArray *entries, const char *charset)
{
  GString *out = g_string_sized_new (256);

  for (guint i = 0; i < entries->len; i++)
    {
      const BookoutFormEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *value = normalize_line_breaks (entry->value);

      append_encoded (out, entry->name, charset);
      g_string_append_c (out, '=');
      append_encoded (out, value, charset);
      g_string_append (out, "\r\n");
    }
  return g_string_free_to_bytes (out);
}
