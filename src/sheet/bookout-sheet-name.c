/* bookout-sheet-name.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-sheet-name"
#include "config.h"

#include <string.h>

#include "bookout-sheet-name.h"

/* References come from a portal's export and may hold anything. A sheet's name keeps what every file system a dealership is
 * likely to use can hold (ext4, NTFS, vfat, SMB shares), and writes every other byte as %XX, so that the name reads like the
 * reference and can be turned back into it. Pure functions, any thread. */

#define SUFFIX ".pdf"

/* Longest encoded reference, in bytes; a longer one is cut and told apart by its hash. */
#define STEM_MOST        200
#define CUT_DIGITS       16
#define COLLIDING_DIGITS 8

G_STATIC_ASSERT (STEM_MOST + 1 + CUT_DIGITS + sizeof SUFFIX - 1 == BOOKOUT_SHEET_NAME_MOST);

/* How an empty reference is written: no reference can hold the byte. */
#define EMPTY_STEM "%00"

/* What never stands in a name as it is. "~" is kept for the hashes of cut and colliding names. */
static gboolean
is_unsafe (gunichar c)
{
  if (c < 0x20 || (c >= 0x7f && c <= 0x9f))
    return TRUE;
  if (c < 0x80)
    return strchr ("/\\:*?\"<>|%~", (int) c) != NULL;
  /* Invisible and direction-changing characters make two names look alike, or a name read backwards. A fixed list, not
   * g_unichar_type(): names must not change when GLib learns a newer Unicode. */
  return c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

/* Names that DOS and Windows keep for devices, whatever follows the first dot; "run-data" is ours. */
static gboolean
is_reserved (const char *stem)
{
  static const char *const devices[] = { "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$" };
  static const char *const digits[] = { "0", "1", "2", "3",      "4",      "5",     "6",
                                        "7", "8", "9", "\u00b9", "\u00b2", "\u00b3" };
  gsize length = strcspn (stem, ".");

  if (g_ascii_strcasecmp (stem, "run-data") == 0)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (devices); i++)
    if (strlen (devices[i]) == length && g_ascii_strncasecmp (stem, devices[i], length) == 0)
      return TRUE;
  if (length < 4 || (g_ascii_strncasecmp (stem, "COM", 3) != 0 && g_ascii_strncasecmp (stem, "LPT", 3) != 0))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (digits); i++)
    if (strlen (digits[i]) == length - 3 && strncmp (stem + 3, digits[i], length - 3) == 0)
      return TRUE;
  return FALSE;
}

static void
append_encoded (GString *stem, const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (stem, "%%%02X", (guchar) bytes[i]);
}

/* The reference with every unsafe byte as %XX. @cut: length of the longest beginning that fits and splits no character. */
static GString *
encode (const char *reference, gsize *cut)
{
  g_autoptr (GString) stem = g_string_sized_new (32);
  gboolean reserved = is_reserved (reference);
  const char *end = reference + strlen (reference);

  *cut = 0;
  for (const char *at = reference; at < end;)
    {
      gunichar c = g_utf8_get_char_validated (at, end - at);
      gboolean valid = c != (gunichar) -1 && c != (gunichar) -2;
      const char *next = valid ? g_utf8_next_char (at) : at + 1;
      gboolean edge = (at == reference && reserved) ||
                      ((c == ' ' || c == '.') && (at == reference || next == end));

      if (!valid || edge || is_unsafe (c))
        append_encoded (stem, at, next - at);
      else
        g_string_append_len (stem, at, next - at);
      if (stem->len <= STEM_MOST)
        *cut = stem->len;
      at = next;
    }

  if (stem->len == 0)
    {
      g_string_append (stem, EMPTY_STEM);
      *cut = stem->len;
    }
  return g_steal_pointer (&stem);
}

/* @stem cut to @length, "~" and the first @digits of the reference's hash. */
static char *
name_with_hash (GString *stem, gsize length, const char *reference, int digits)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, reference, -1);

  g_string_truncate (stem, length);
  g_string_append_printf (stem, "~%.*s" SUFFIX, digits, hash);
  return g_strdup (stem->str);
}

/**
 * bookout_sheet_name_for_reference:
 * @reference: a vehicle's reference, any bytes
 *
 * Gives the name of the vehicle's sheet. Written as %XX, byte by byte: `/ \ : * ? " < > | % ~`, control, invisible and
 * bidirectional-control characters, invalid UTF-8, a leading or trailing dot or space, and the first letter of a device name
 * (CON, NUL, COM1 …) or of "run-data". What is then over 200 bytes is cut at a character and gets "~" and 16 hex digits of the
 * reference's SHA-256. Different references give different names; some differ only in case, see
 * bookout_sheet_name_for_colliding().
 *
 * Returns: (transfer full): a file name of at most %BOOKOUT_SHEET_NAME_MOST bytes, valid UTF-8
 */
char *
bookout_sheet_name_for_reference (const char *reference)
{
  g_autoptr (GString) stem = NULL;
  gsize cut;

  g_return_val_if_fail (reference != NULL, NULL);

  stem = encode (reference, &cut);
  if (stem->len > STEM_MOST)
    return name_with_hash (stem, cut, reference, CUT_DIGITS);
  return g_strconcat (stem->str, SUFFIX, NULL);
}

/**
 * bookout_sheet_name_for_colliding:
 * @reference: a vehicle's reference that differs from another one of the run only in case
 *
 * As bookout_sheet_name_for_reference(), with "~" and 8 hex digits of the reference's SHA-256 before ".pdf", so that both
 * sheets have a place on file systems that take "a" and "A" for the same.
 *
 * Returns: (transfer full): a file name of at most %BOOKOUT_SHEET_NAME_MOST bytes, valid UTF-8
 */
char *
bookout_sheet_name_for_colliding (const char *reference)
{
  g_autoptr (GString) stem = NULL;
  gsize cut;

  g_return_val_if_fail (reference != NULL, NULL);

  stem = encode (reference, &cut);
  return name_with_hash (stem, cut, reference, COLLIDING_DIGITS);
}

/* Undoes encode(); NULL if a "%" is not followed by two digits. */
static char *
decode (const char *stem)
{
  g_autoptr (GString) reference = g_string_sized_new (32);

  if (strcmp (stem, EMPTY_STEM) == 0)
    return g_strdup ("");
  for (const char *at = stem; *at != '\0'; at++)
    if (*at != '%')
      g_string_append_c (reference, *at);
    else if (!g_ascii_isxdigit (at[1]) || !g_ascii_isxdigit (at[2]) || (at[1] == '0' && at[2] == '0'))
      return NULL;
    else
      {
        g_string_append_c (reference,
                           (char) (g_ascii_xdigit_value (at[1]) << 4 | g_ascii_xdigit_value (at[2])));
        at += 2;
      }
  return g_string_free (g_steal_pointer (&reference), FALSE);
}

/**
 * bookout_sheet_name_to_reference:
 * @name: a file name
 *
 * Returns: (transfer full) (nullable): the reference whose bookout_sheet_name_for_reference() is exactly @name, in any bytes; %NULL
 *   if there is none, or if it was cut
 */
char *
bookout_sheet_name_to_reference (const char *name)
{
  g_autofree char *stem = NULL;
  g_autofree char *reference = NULL;
  g_autofree char *again = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  if (!g_str_has_suffix (name, SUFFIX))
    return NULL;
  stem = g_strndup (name, strlen (name) - strlen (SUFFIX));
  reference = decode (stem);
  if (reference == NULL)
    return NULL;

  /* Whatever this program would not have written itself proves nothing, so the way back has to lead here again. */
  again = bookout_sheet_name_for_reference (reference);
  return strcmp (again, name) == 0 ? g_steal_pointer (&reference) : NULL;
}
