/* bookout-csv-encoding.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-csv"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "bookout-csv-encoding.h"

/* Exports come as UTF-8 with or without BOM, as the "Unicode text" of Excel (UTF-16), and in the code page of the computer
 * that made them. None says which: so the BOM is believed, the zero bytes of UTF-16 are recognised, all else is UTF-8 if the
 * whole file is, and Windows-1252 if not. Pure functions, for any thread. */

#define UTF16_SAMPLE_BYTES 4096

static const struct
{
  const char *magic;
  gsize length;
  const char *what;
} foreign_files[] = {
  { "PK\003\004", 4, N_ ("an Excel workbook or another archive") },
  { "\xD0\xCF\x11\xE0", 4, N_ ("an old Excel workbook") },
  { "%PDF-", 5, N_ ("a PDF document") },
  { "\x1F\x8B", 2, N_ ("a compressed file") },
};

/* Bytes 0x80 to 0x9F of Windows-1252. The five that it leaves free stand for the control characters of ISO-8859-1, as in
 * web browsers: a stray one in a note must not cost the inventory. */
static const gunichar windows_1252[] = {
  0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
  0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
  0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
};

/**
 * bookout_csv_encoding_get_line:
 * @text: (array): at least @offset bytes
 * @offset: bytes into it
 *
 * Returns: the line that begins at or before @offset, from 1
 */
guint
bookout_csv_encoding_get_line (const char *text, gsize offset)
{
  guint line = 1;

  for (gsize i = 0; i < offset; i++)
    if (text[i] == '\n' || (text[i] == '\r' && !(i + 1 < offset && text[i + 1] == '\n')))
      line++;
  return line;
}

static gboolean
begins_with (const char *text, gsize length, const char *start, gsize start_length)
{
  return length >= start_length && memcmp (text, start, start_length) == 0;
}

static gboolean
refuse_foreign (const char *data, gsize size, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (foreign_files); i++)
    if (begins_with (data, size, foreign_files[i].magic, foreign_files[i].length))
      {
        g_set_error (error, BOOKOUT_CSV_ERROR, BOOKOUT_CSV_ERROR_ENCODING,
                     /* Translators: %s is "an Excel workbook or another archive", "a PDF document" … */
                     _ ("The file is %s, not a table of text. Save it as CSV first."),
                     _ (foreign_files[i].what));
        return FALSE;
      }
  return TRUE;
}

/* UTF-16 without BOM: nearly every other byte of a header in Latin letters is zero, and hardly any of those between. */
static const char *
guess_utf16 (const char *data, gsize size)
{
  gsize pairs = MIN (size, UTF16_SAMPLE_BYTES) / 2;
  gsize zeros[2] = { 0, 0 };

  for (gsize i = 0; i < 2 * pairs; i++)
    zeros[i % 2] += data[i] == '\0';

  if (zeros[1] > pairs / 2 && zeros[0] <= pairs / 16)
    return "UTF-16LE";
  if (zeros[0] > pairs / 2 && zeros[1] <= pairs / 16)
    return "UTF-16BE";
  return NULL;
}

static GBytes *
from_utf16 (const char *data, gsize size, const char *charset, GError **error)
{
  g_autofree char *text = NULL;
  gsize read = 0;
  gsize length = 0;

  text = g_convert (data, size, "UTF-8", charset, &read, &length, NULL);
  if (text == NULL || read != size)
    {
      g_autofree char *whole = g_convert (data, read, "UTF-8", charset, NULL, &length, NULL);

      g_set_error (error, BOOKOUT_CSV_ERROR, BOOKOUT_CSV_ERROR_ENCODING,
                   _ ("Line %u: the text is damaged there (it is not whole UTF-16)."),
                   whole != NULL ? bookout_csv_encoding_get_line (whole, length) : 1);
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&text), length);
}

static GBytes *
from_windows_1252 (const char *data, gsize size)
{
  GString *text = g_string_sized_new (size + size / 8);

  for (gsize i = 0; i < size; i++)
    {
      guchar byte = data[i];

      if (byte < 0x80)
        g_string_append_c (text, byte);
      else if (byte < 0xA0)
        g_string_append_unichar (text, windows_1252[byte - 0x80]);
      else
        g_string_append_unichar (text, byte);
    }
  return g_string_free_to_bytes (text);
}

static GBytes *
from_marked_utf8 (GBytes *bytes, const char *data, gsize size, GError **error)
{
  const char *end;

  if (g_utf8_validate_len (data + 3, size - 3, &end) || *end == '\0')
    return g_bytes_new_from_bytes (bytes, 3, size - 3);

  g_set_error (error, BOOKOUT_CSV_ERROR, BOOKOUT_CSV_ERROR_ENCODING,
               _ ("Line %u: the text is damaged there (it is not whole UTF-8)."),
               bookout_csv_encoding_get_line (data, end - data));
  return NULL;
}

static GBytes *
decode (GBytes *bytes, const char *data, gsize size, GError **error)
{
  const char *utf16;

  if (begins_with (data, size, "\xEF\xBB\xBF", 3))
    return from_marked_utf8 (bytes, data, size, error);
  if (begins_with (data, size, "\xFF\xFE", 2))
    return from_utf16 (data + 2, size - 2, "UTF-16LE", error);
  if (begins_with (data, size, "\xFE\xFF", 2))
    return from_utf16 (data + 2, size - 2, "UTF-16BE", error);

  utf16 = guess_utf16 (data, size);
  if (utf16 != NULL)
    return from_utf16 (data, size, utf16, error);

  /* With a NUL byte it is no text in any encoding, and the caller says where; which one decodes it no longer matters. */
  if (memchr (data, '\0', size) != NULL || g_utf8_validate_len (data, size, NULL))
    return g_bytes_ref (bytes);
  return from_windows_1252 (data, size);
}

/* DOS programs end a text with Ctrl-Z. */
static GBytes *
without_end_mark (GBytes *text)
{
  gsize size;
  const char *data = g_bytes_get_data (text, &size);

  if (size > 0 && data[size - 1] == '\x1A')
    return g_bytes_new_from_bytes (text, 0, size - 1);
  return g_bytes_ref (text);
}

/**
 * bookout_csv_encoding_to_utf8:
 * @bytes: a file's content, at most %BOOKOUT_CSV_BYTES_MOST bytes
 * @error: return location
 *
 * A BOM decides; then UTF-16 of either end is recognised by its zero bytes; then it is UTF-8 if all of it is valid, else
 * Windows-1252 (of which ISO-8859-1 is a part, but for control characters). Any thread.
 *
 * Errors: %BOOKOUT_CSV_ERROR_LIMIT if it is too large; %BOOKOUT_CSV_ERROR_ENCODING if it is another kind of file, has a NUL
 * byte, or breaks the encoding that its BOM promises, with the line.
 *
 * Returns: (transfer full): UTF-8 without BOM and NUL bytes, not NUL-terminated
 */
GBytes *
bookout_csv_encoding_to_utf8 (GBytes *bytes, GError **error)
{
  g_autoptr (GBytes) text = NULL;
  const char *data;
  const char *nul;
  gsize size;

  g_return_val_if_fail (bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &size);
  if (size > BOOKOUT_CSV_BYTES_MOST)
    {
      g_set_error (error, BOOKOUT_CSV_ERROR, BOOKOUT_CSV_ERROR_LIMIT, _ ("The file is larger than %d MB."),
                   BOOKOUT_CSV_BYTES_MOST / (1024 * 1024));
      return NULL;
    }
  if (size == 0)
    return g_bytes_ref (bytes);
  if (!refuse_foreign (data, size, error))
    return NULL;

  text = decode (bytes, data, size, error);
  if (text == NULL)
    return NULL;

  data = g_bytes_get_data (text, &size);
  nul = size > 0 ? memchr (data, '\0', size) : NULL;
  if (nul != NULL)
    {
      g_set_error (error, BOOKOUT_CSV_ERROR, BOOKOUT_CSV_ERROR_ENCODING,
                   _ ("Line %u: there is a NUL byte. The file is damaged, or not a table of text."),
                   bookout_csv_encoding_get_line (data, nul - data));
      return NULL;
    }
  return without_end_mark (text);
}
