/* bookout-pdf.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-pdf"
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "bookout-pdf.h"

/* The two marks that every whole PDF has. Some cut transfers look like a success to the HTTP library, and a PDF library
 * mends what is cut: so the end itself is looked for. Pure; any thread. */

#define BEGIN_MARK "%PDF-"
#define END_MARK   "%%EOF"

/* Readers accept the marks in the first and last 1,024 bytes; servers do put blank lines before and after. */
#define MARK_SPAN 1024

/**
 * bookout_pdf_begins:
 * @head: (array length=length): the first bytes of a body
 * @length: bytes, 1,024 of them are looked at
 *
 * Returns: whether "%PDF-" is among them
 */
gboolean
bookout_pdf_begins (const guint8 *head, gsize length)
{
  return memmem (head, MIN (length, MARK_SPAN), BEGIN_MARK, strlen (BEGIN_MARK)) != NULL;
}

static gssize
read_span (int descriptor, guint64 offset, guint8 *bytes)
{
  gssize got;

  do
    got = pread (descriptor, bytes, MARK_SPAN, offset);
  while (got < 0 && errno == EINTR);
  return got;
}

/**
 * bookout_pdf_check_ends:
 * @descriptor: a file open for reading; its position does not matter
 * @size: its bytes
 * @error: return location
 *
 * Errors: %BOOKOUT_SHEET_ERROR_EMPTY, %BOOKOUT_SHEET_ERROR_UNREADABLE if it is no PDF, %BOOKOUT_SHEET_ERROR_INCOMPLETE if its
 * end is missing, %BOOKOUT_SHEET_ERROR_DISK if it cannot be read.
 *
 * Returns: whether "%PDF-" is in its first and "%%EOF" in its last 1,024 bytes
 */
gboolean
bookout_pdf_check_ends (int descriptor, guint64 size, GError **error)
{
  guint8 begin[MARK_SPAN], end[MARK_SPAN];
  gssize begin_length, end_length;

  if (size == 0)
    {
      g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_EMPTY,
                   _ ("The portal sent an empty file."));
      return FALSE;
    }
  begin_length = read_span (descriptor, 0, begin);
  end_length = read_span (descriptor, size > MARK_SPAN ? size - MARK_SPAN : 0, end);
  if (begin_length < 0 || end_length < 0)
    g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_DISK,
                 _ ("The disk reported an error while the sheet was read back (%s)."), g_strerror (errno));
  else if (!bookout_pdf_begins (begin, begin_length))
    g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_UNREADABLE, _ ("The file is not a PDF."));
  else if (memmem (end, end_length, END_MARK, strlen (END_MARK)) == NULL)
    g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_INCOMPLETE,
                 _ ("The file arrived incomplete (no end of document)."));
  else
    return TRUE;
  return FALSE;
}
