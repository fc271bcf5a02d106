/* practice-breakage.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-practice"
#include "config.h"

#include <string.h>

#include "practice-breakage.h"

/* Spells out, byte by byte, the answers that SoupServer would never give. Each ends its connection. Main thread only. */

#define TRICKLE_BYTES   1024
#define TRICKLE_MS      200
#define OVERLONG_HEADER (1024 * 1024) /* bytes */
#define INTACT_BYTES    1024 /* at both ends of a corrupt sheet: it begins and ends as a document does */

#define HEAD                                                      \
  "HTTP/1.1 200 OK\r\n"                                           \
  "Content-Type: application/pdf\r\n"                             \
  "Content-Disposition: attachment; filename=\"Bookout.pdf\"\r\n" \
  "Connection: close\r\n"

G_GNUC_PRINTF (2, 3)
static void
add_text (PracticeWire *wire, const char *format, ...)
{
  va_list arguments;
  char *text;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  practice_wire_add (wire, g_bytes_new_take (text, strlen (text)), 0);
}

static void
add_head (PracticeWire *wire, gsize length)
{
  add_text (wire, HEAD "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n", length);
}

static void
add_half (PracticeWire *wire, GBytes *sheet)
{
  practice_wire_add (wire, g_bytes_new_from_bytes (sheet, 0, g_bytes_get_size (sheet) / 2), 0);
}

static PracticeWire *
half_with_length (GBytes *sheet, PracticeWireEnd end)
{
  PracticeWire *wire = practice_wire_new (end);

  add_head (wire, g_bytes_get_size (sheet));
  add_half (wire, sheet);
  return wire;
}

/* A body can end early in three ways, and a client notices only the first two by itself. */
static PracticeWire *
truncated (GBytes *sheet, guint shape)
{
  PracticeWire *wire;

  if (shape == 0)
    return half_with_length (sheet, PRACTICE_WIRE_CLOSE);

  wire = practice_wire_new (PRACTICE_WIRE_CLOSE);
  if (shape == 1)
    add_text (wire, HEAD "Transfer-Encoding: chunked\r\n\r\n%" G_GSIZE_MODIFIER "x\r\n",
              g_bytes_get_size (sheet));
  else
    add_text (wire, HEAD "\r\n");
  add_half (wire, sheet);
  return wire;
}

static PracticeWire *
trickling (GBytes *sheet)
{
  PracticeWire *wire = practice_wire_new (PRACTICE_WIRE_CLOSE);
  gsize length = g_bytes_get_size (sheet);

  add_head (wire, length);
  for (gsize offset = 0; offset < length; offset += TRICKLE_BYTES)
    practice_wire_add (wire, g_bytes_new_from_bytes (sheet, offset, MIN (TRICKLE_BYTES, length - offset)),
                       TRICKLE_MS);
  return wire;
}

static void
add_broken_gzip (PracticeWire *wire)
{
  static const guchar start[] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

  add_text (wire, HEAD "Content-Encoding: gzip\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n", sizeof start);
  practice_wire_add (wire, g_bytes_new_static (start, sizeof start), 0);
}

static void
add_overlong_header (PracticeWire *wire, GBytes *sheet)
{
  char *padding = g_malloc (OVERLONG_HEADER);

  memset (padding, 'x', OVERLONG_HEADER);
  add_text (wire, HEAD "X-Padding: ");
  practice_wire_add (wire, g_bytes_new_take (padding, OVERLONG_HEADER), 0);
  add_text (wire, "\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n", g_bytes_get_size (sheet));
  practice_wire_add (wire, g_bytes_ref (sheet), 0);
}

/* With two lengths only the half is sent, whichever of them a client believes: no reading of it is right. */
static PracticeWire *
malformed (GBytes *sheet, guint shape)
{
  PracticeWire *wire = practice_wire_new (PRACTICE_WIRE_CLOSE);
  gsize length = g_bytes_get_size (sheet);

  if (shape == 0)
    {
      add_broken_gzip (wire);
    }
  else if (shape == 1)
    {
      add_text (wire, HEAD "Transfer-Encoding: chunked\r\n\r\nquite a lot\r\n");
      practice_wire_add (wire, g_bytes_ref (sheet), 0);
    }
  else if (shape == 2)
    {
      add_text (wire,
                HEAD "Content-Length: %" G_GSIZE_FORMAT "\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
                length, length / 2);
      add_half (wire, sheet);
    }
  else
    {
      add_overlong_header (wire, sheet);
    }
  return wire;
}

/**
 * practice_breakage_new_wire:
 * @faults: decides on the shape of those faults that have several
 * @fault: reset, stall, trickle, truncated or malformed
 * @reference: the vehicle's reference
 * @sheet: what it would have got
 *
 * Returns: (transfer full): the answer, to be written to the bare connection
 */
PracticeWire *
practice_breakage_new_wire (PracticeFaults *faults, PracticeFault fault, const char *reference, GBytes *sheet)
{
  switch ((guint) fault)
    {
    case PRACTICE_FAULT_RESET:
      return practice_faults_choose (faults, fault, reference, 2) == 0
                 ? practice_wire_new (PRACTICE_WIRE_RESET)
                 : half_with_length (sheet, PRACTICE_WIRE_RESET);
    case PRACTICE_FAULT_STALL:
      return half_with_length (sheet, PRACTICE_WIRE_HOLD);
    case PRACTICE_FAULT_TRICKLE:
      return trickling (sheet);
    case PRACTICE_FAULT_TRUNCATED:
      return truncated (sheet, practice_faults_choose (faults, fault, reference, 3));
    case PRACTICE_FAULT_MALFORMED:
      return malformed (sheet, practice_faults_choose (faults, fault, reference, 4));
    default:
      g_return_val_if_reached (NULL);
    }
}

/**
 * practice_breakage_corrupt:
 * @sheet: a sheet
 *
 * Returns: (transfer full): as many bytes, with the beginning and the end of a document but nothing to read between
 */
GBytes *
practice_breakage_corrupt (GBytes *sheet)
{
  gsize length = g_bytes_get_size (sheet);
  guchar *bytes = g_memdup2 (g_bytes_get_data (sheet, NULL), length);

  for (gsize i = INTACT_BYTES; i + INTACT_BYTES < length; i++)
    bytes[i] = (guchar) ~bytes[i];

  return g_bytes_new_take (bytes, length);
}
