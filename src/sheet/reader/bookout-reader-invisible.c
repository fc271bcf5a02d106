/* bookout-reader-invisible.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-sheet-reader"
#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "bookout-reader-invisible.h"

/* "3 Tr" draws text without ink: scanners put their guess of a page's text behind its picture that way, and so can hide
 * another vehicle's number. Poppler's text has no mark for it, and drawing the page anew keeps such text (for the sake of
 * scans), so which of a page's words have no ink cannot be told. The streams are looked through for the operator, which costs a
 * tenth of reading the document; one that has it proves nothing by its text, and a person has to look at it. Where a stream cannot
 * be looked into (other compressions, protected documents) the text is believed: otherwise every plain report of some makers
 * would be held. */

#define STREAM_MOST (4 * 1024 * 1024)  /* bytes of one stream, decoded */
#define TOTAL_MOST  (16 * 1024 * 1024) /* of all streams */
#define CHUNK       16384
#define HEADER_SPAN 1024 /* bytes before "stream" in which its dictionary is looked for */

static gboolean
is_white (guint8 c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\0';
}

/* Whether the number before the operator at @at is a mode with ink: a single digit but 3 and 7. */
static gboolean
is_inked (const guint8 *begin, const guint8 *at)
{
  while (at > begin && is_white (at[-1]))
    at--;
  if (at == begin || strchr ("012456", at[-1]) == NULL || at[-1] == '\0')
    return FALSE;
  at--;
  return at == begin || is_white (at[-1]) || at[-1] == ')' || at[-1] == ']' || at[-1] == '>';
}

/* Whether the content has "3 Tr", "7 Tr", or a "Tr" with anything that cannot be told. */
static gboolean
has_invisible (const guint8 *content, gsize length)
{
  const guint8 *end = content + length;

  for (const guint8 *at = content; (at = memmem (at, end - at, "Tr", 2)) != NULL; at += 2)
    {
      gboolean is_word = (at + 2 == end || is_white (at[2]) || strchr ("([</%", at[2]) != NULL) &&
                         at > content && (is_white (at[-1]) || at[-1] == '%');

      if (is_word && !is_inked (content, at))
        return TRUE;
    }
  return FALSE;
}

static gboolean
mentions (const guint8 *dictionary, gsize length, const char *word)
{
  return memmem (dictionary, length, word, strlen (word)) != NULL;
}

/* Inflates as much as can and may be, and looks at that. */
static gboolean
look_into_deflated (const guint8 *data, gsize length, gsize *total)
{
  g_autoptr (GConverter) inflate = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB));
  g_autoptr (GByteArray) content = g_byte_array_new ();
  GConverterResult result = G_CONVERTER_CONVERTED;

  while (result != G_CONVERTER_FINISHED && length > 0)
    {
      gsize had = content->len, got = 0, used = 0;

      if (had > STREAM_MOST || *total > TOTAL_MOST)
        break;
      g_byte_array_set_size (content, had + CHUNK);
      result = g_converter_convert (inflate, data, length, content->data + had, CHUNK, G_CONVERTER_NO_FLAGS,
                                    &used, &got, NULL);
      g_byte_array_set_size (content, result == G_CONVERTER_ERROR ? had : had + got);
      if (result == G_CONVERTER_ERROR)
        break;
      *total += got;
      data += used;
      length -= used;
    }
  return has_invisible (content->data, content->len);
}

/* @dictionary: what stands before the stream. */
static gboolean
look_into_stream (const guint8 *dictionary, gsize span, const guint8 *data, gsize length, gsize *total)
{
  static const char *const others[] = { "/Image",    "/FontFile", "/Length1", "/Type1C",  "/CIDFontType0C",
                                        "/OpenType", "/XRef",     "/ObjStm",  "/Metadata" };
  static const char *const filters[] = { "/LZW", "/ASCII85", "/ASCIIHex", "/RunLength",  "/A85",
                                         "/AHx", "/RL",      "/Crypt",    "/DecodeParms" };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (mentions (dictionary, span, others[i]))
      return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (filters); i++)
    if (mentions (dictionary, span, filters[i]))
      return FALSE;
  if (mentions (dictionary, span, "/Fl"))
    return look_into_deflated (data, length, total);
  return has_invisible (data, length);
}

/**
 * bookout_reader_has_invisible:
 * @data: (array length=length): a PDF
 * @length: bytes
 *
 * Looks into every stream that can hold drawing.
 *
 * Returns: whether one of them draws text without ink
 */
gboolean
bookout_reader_has_invisible (const guint8 *data, gsize length)
{
  const guint8 *end = data + length;
  const guint8 *done = data; /* end of the stream before */
  const guint8 *at = data;
  gsize total = 0;

  while ((at = memmem (at, end - at, "stream", 6)) != NULL)
    {
      const guint8 *header = at - MIN ((gsize) (at - done), HEADER_SPAN);
      const guint8 *object = header;
      const guint8 *body = at + 6;
      const guint8 *next;

      /* Its own dictionary only: what stands before the last "obj" belongs to others. */
      while ((next = memmem (object, at - object, " obj", 4)) != NULL)
        object = next + 4;
      if (body < end && *body == '\r')
        body++;
      if (body < end && *body == '\n')
        body++;
      next = memmem (body, end - body, "endstream", 9);
      if (next == NULL)
        next = end;
      if (look_into_stream (object, at - object, body, next - body, &total))
        return TRUE;
      done = next;
      at = MIN (next + 9, end);
    }
  return FALSE;
}
