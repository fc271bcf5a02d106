/* bookout-charset.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-charset"
#include "config.h"

#include <errno.h>
#include <string.h>

#include "bookout-charset.h"

/* Reads and writes bodies as browsers do (the Encoding standard), so that a description sees the text that its author saw. Nothing
 * here fails: what cannot be read becomes U+FFFD. Pure functions, any thread. */

/* The standard looks at the first 1,024 bytes for a <meta>; pages with long heads are common enough to look further. */
#define META_REACH 4096

static const struct
{
  const char *label;
  const char *charset;
} labels[] = {
  { "utf-8", "UTF-8" },
  { "utf8", "UTF-8" },
  { "unicode-1-1-utf-8", "UTF-8" },
  { "windows-1252", "windows-1252" },
  { "cp1252", "windows-1252" },
  { "x-cp1252", "windows-1252" },
  { "iso-8859-1", "windows-1252" },
  { "iso8859-1", "windows-1252" },
  { "iso_8859-1", "windows-1252" },
  { "latin1", "windows-1252" },
  { "l1", "windows-1252" },
  { "ascii", "windows-1252" },
  { "us-ascii", "windows-1252" },
  { "iso-8859-2", "ISO-8859-2" },
  { "latin2", "ISO-8859-2" },
  { "iso-8859-5", "ISO-8859-5" },
  { "iso-8859-7", "ISO-8859-7" },
  { "iso-8859-9", "windows-1254" },
  { "iso-8859-15", "ISO-8859-15" },
  { "latin-9", "ISO-8859-15" },
  { "windows-1250", "windows-1250" },
  { "windows-1251", "windows-1251" },
  { "windows-1253", "windows-1253" },
  { "windows-1254", "windows-1254" },
  { "windows-1255", "windows-1255" },
  { "windows-1256", "windows-1256" },
  { "windows-1257", "windows-1257" },
  { "windows-1258", "windows-1258" },
  { "koi8-r", "KOI8-R" },
  { "koi8-u", "KOI8-U" },
  { "macintosh", "MACINTOSH" },
  { "shift_jis", "SHIFT_JIS" },
  { "sjis", "SHIFT_JIS" },
  { "euc-jp", "EUC-JP" },
  { "euc-kr", "EUC-KR" },
  { "ks_c_5601-1987", "EUC-KR" },
  { "big5", "BIG5" },
  { "gb2312", "GB18030" },
  { "gbk", "GB18030" },
  { "gb18030", "GB18030" },
  { "utf-16", "UTF-16LE" },
  { "utf-16le", "UTF-16LE" },
  { "utf-16be", "UTF-16BE" },
};

/* Bytes 0x80 to 0x9f of Windows-1252; the five that have no letter stand for themselves. */
static const gunichar windows_1252[32] = {
  0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
  0x2039, 0x0152, 0x8d,   0x017d, 0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
  0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178,
};

/**
 * bookout_charset_lookup:
 * @label: a name as a header or a page gives it, blanks around it and any case
 *
 * Returns: (nullable): the encoding that it means on the web (ISO-8859-1 is Windows-1252 there); static
 */
const char *
bookout_charset_lookup (const char *label)
{
  g_autofree char *name = g_strstrip (g_ascii_strdown (label, -1));

  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (strcmp (labels[i].label, name) == 0)
      return labels[i].charset;
  return NULL;
}

/* What follows "charset=" somewhere in @text, which is a header's value or a <meta> tag. */
static const char *
charset_parameter (const char *text)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);
  g_autofree char *label = NULL;

  for (const char *p = strstr (lower, "charset"); p != NULL; p = strstr (p, "charset"))
    {
      p += strlen ("charset");
      p += strspn (p, " \t\r\n");
      if (*p != '=')
        continue;
      p += 1 + strspn (p + 1, " \t\r\n\"'");
      label = g_strndup (p, strcspn (p, "\"'; \t\r\n/>"));
      return bookout_charset_lookup (label);
    }
  return NULL;
}

static const char *
charset_of_mark (const guint8 *data, gsize length, gsize *mark_length)
{
  if (length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    {
      *mark_length = 3;
      return "UTF-8";
    }
  *mark_length = 2;
  if (length >= 2 && memcmp (data, "\xff\xfe", 2) == 0)
    return "UTF-16LE";
  if (length >= 2 && memcmp (data, "\xfe\xff", 2) == 0)
    return "UTF-16BE";
  *mark_length = 0;
  return NULL;
}

static const char *
charset_of_meta (const guint8 *data, gsize length)
{
  g_autofree char *head = g_strndup ((const char *) data, MIN (length, META_REACH));
  g_autofree char *lower = g_ascii_strdown (head, -1);
  const char *charset = NULL;

  for (const char *p = strstr (lower, "<meta"); p != NULL && charset == NULL; p = strstr (p + 1, "<meta"))
    {
      g_autofree char *tag = g_strndup (p, strcspn (p, ">"));

      charset = charset_parameter (tag);
    }
  /* A page whose <meta> could be read byte by byte isn't UTF-16, whatever it says. */
  return charset != NULL && g_str_has_prefix (charset, "UTF-16") ? "UTF-8" : charset;
}

static char *
decode_windows_1252 (const guint8 *data, gsize length, gsize *decoded_length)
{
  GString *out = g_string_sized_new (length + length / 8);

  for (gsize i = 0; i < length; i++)
    if (data[i] == 0)
      g_string_append_unichar (out, 0xfffd);
    else if (data[i] < 0x80)
      g_string_append_c (out, (char) data[i]);
    else
      g_string_append_unichar (out, data[i] < 0xa0 ? windows_1252[data[i] - 0x80] : data[i]);
  *decoded_length = out->len;
  return g_string_free (out, FALSE);
}

static char *
decode_utf8 (const guint8 *data, gsize length, gsize *decoded_length)
{
  const char *text = (const char *) data;
  char *decoded = g_utf8_validate_len (text, length, NULL) && memchr (data, 0, length) == NULL
                      ? g_strndup (text, length)
                      : g_utf8_make_valid (text, (gssize) length);

  *decoded_length = strlen (decoded);
  return decoded;
}

/* By iconv, a byte that it refuses becoming U+FFFD. */
static char *
decode_other (const guint8 *data, gsize length, const char *charset, gsize *decoded_length)
{
  GIConv converter = g_iconv_open ("UTF-8", charset);
  g_autoptr (GString) out = g_string_sized_new (length + length / 2);
  char buffer[4096];
  char *in = (char *) data;
  gsize left = length;

  if (converter == (GIConv) -1)
    return decode_windows_1252 (data, length, decoded_length);
  while (left > 0)
    {
      char *to = buffer;
      gsize room = sizeof buffer;
      gsize result = g_iconv (converter, &in, &left, &to, &room);
      gboolean refused = result == (gsize) -1 && errno != E2BIG;

      g_string_append_len (out, buffer, (gssize) (sizeof buffer - room));
      if (!refused || left == 0)
        continue;
      g_string_append_unichar (out, 0xfffd);
      in++;
      left--;
    }
  g_iconv_close (converter);
  return decode_utf8 ((const guint8 *) out->str, out->len, decoded_length);
}

/**
 * bookout_charset_decode:
 * @data: (array length=length): a body
 * @length: its bytes
 * @content_type: (nullable): value of its Content-Type header
 * @decoded_length: (out): bytes of the answer
 * @charset: (out): static name of the encoding found
 *
 * Returns: (transfer full): valid UTF-8 without NUL and without byte-order mark
 */
char *
bookout_charset_decode (const guint8 *data,
                        gsize length,
                        const char *content_type,
                        gsize *decoded_length,
                        const char **charset)
{
  gsize mark_length = 0;
  const char *found = charset_of_mark (data, length, &mark_length);

  data += mark_length;
  length -= mark_length;
  if (found == NULL && content_type != NULL)
    found = charset_parameter (content_type);
  if (found == NULL)
    found = charset_of_meta (data, length);
  if (found == NULL)
    found = g_utf8_validate_len ((const char *) data, length, NULL) ? "UTF-8" : "windows-1252";
  *charset = found;
  if (strcmp (found, "UTF-8") == 0)
    return decode_utf8 (data, length, decoded_length);
  if (strcmp (found, "windows-1252") == 0)
    return decode_windows_1252 (data, length, decoded_length);
  return decode_other (data, length, found, decoded_length);
}

static gboolean
append_encoded (GString *out, GIConv converter, const char *p)
{
  char buffer[16];
  char *in = (char *) p;
  char *to = buffer;
  gsize left = (gsize) (g_utf8_next_char (p) - p);
  gsize room = sizeof buffer;

  /* A positive count means a look-alike was put in its place: "?" for "€", say. */
  if (g_iconv (converter, &in, &left, &to, &room) != 0)
    return FALSE;
  g_string_append_len (out, buffer, (gssize) (sizeof buffer - room));
  return TRUE;
}

/**
 * bookout_charset_encode:
 * @text: valid UTF-8
 * @charset: from bookout_charset_lookup() or bookout_charset_decode(); UTF-16 stands for UTF-8, as forms have it
 * @length: (out): bytes of the answer
 *
 * Returns: (transfer full): @text in @charset and a NUL; characters that it lacks as "&#8364;"
 */
char *
bookout_charset_encode (const char *text, const char *charset, gsize *length)
{
  GString *out;
  GIConv converter = (GIConv) -1;

  if (!g_str_has_prefix (charset, "UTF-"))
    converter = g_iconv_open (charset, "UTF-8");
  if (converter == (GIConv) -1)
    {
      *length = strlen (text);
      return g_strdup (text);
    }
  out = g_string_sized_new (strlen (text));
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!append_encoded (out, converter, p))
      {
        g_iconv (converter, NULL, NULL, NULL, NULL);
        g_string_append_printf (out, "&#%u;", g_utf8_get_char (p));
      }
  g_iconv_close (converter);
  *length = out->len;
  return g_string_free (out, FALSE);
}
