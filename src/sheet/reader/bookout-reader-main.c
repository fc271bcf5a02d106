/* bookout-reader-main.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-sheet-reader"
#include "config.h"

#include <errno.h>
#include <malloc.h>
#include <poppler.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bookout-reader-invisible.h"
#include "bookout-reader-picture.h"
#include "bookout-reader-protocol.h"
#include "bookout-reader-sandbox.h"
#include "bookout-reader-text.h"

/* bookout-sheet-reader: opens PDFs for the engine, in a process that can do nothing else. One thread, one request after the
 * other, on the socket it was started with; see bookout-reader-protocol.h. It is no program for a person to run. */

/* Memory is given back to the system every so many sheets; doing so costs as much as reading a line of text. */
#define TRIM_EVERY 64

/* What loads the libraries' tables: a page with a line of text. */
static const char warm_up_pdf[] =
    "%PDF-1.4\n"
    "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
    "4 0 obj<</Length 31>>stream\nBT /F 9 Tf 9 9 Td (Ready) Tj ET\nendstream endobj\n"
    "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n"
    "trailer<</Root 1 0 R/Size 6>>\n"
    "%%EOF\n";

static gboolean
send_all (const void *data, gsize length)
{
  const guint8 *at = data;

  while (length > 0)
    {
      gssize sent = send (BOOKOUT_READER_DESCRIPTOR, at, length, MSG_NOSIGNAL);

      if (sent < 0 && errno == EINTR)
        continue;
      if (sent < 0)
        return FALSE;
      at += sent;
      length -= sent;
    }
  return TRUE;
}

static gboolean
send_reply (BookoutReaderStatus status, guint pages, guint flags, const GString *text)
{
  BookoutReaderReply reply = { .magic = BOOKOUT_READER_MAGIC,
                               .status = status,
                               .pages = pages,
                               .flags = flags,
                               .length = text != NULL ? (guint32) text->len : 0 };

  return send_all (&reply, sizeof reply) && (text == NULL || send_all (text->str, text->len));
}

/* Takes the next request and its descriptor (-1 if there is none). FALSE when the engine has gone. */
static gboolean
receive_request (char *request, int *descriptor)
{
  struct iovec vector = { .iov_base = request, .iov_len = 1 };
  union
  {
    struct cmsghdr header; /* for its alignment */
    char bytes[CMSG_SPACE (sizeof (int))];
  } control = { 0 };
  struct msghdr message = {
    .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes
  };
  struct cmsghdr *rights;
  gssize got;

  do
    got = recvmsg (BOOKOUT_READER_DESCRIPTOR, &message, MSG_CMSG_CLOEXEC);
  while (got < 0 && errno == EINTR);
  if (got != 1)
    return FALSE;
  rights = CMSG_FIRSTHDR (&message);
  *descriptor = -1;
  if (rights != NULL && rights->cmsg_level == SOL_SOCKET && rights->cmsg_type == SCM_RIGHTS)
    memcpy (descriptor, CMSG_DATA (rights), sizeof *descriptor);
  return TRUE;
}

/* The whole file in memory: a mapped one would kill this process if somebody shortened it meanwhile. */
static BookoutReaderStatus
read_file (int descriptor, GBytes **bytes)
{
  struct stat about;
  g_autofree guint8 *data = NULL;
  gsize length = 0;

  if (descriptor < 0 || fstat (descriptor, &about) != 0 || !S_ISREG (about.st_mode))
    return BOOKOUT_READER_NO_FILE;
  if (about.st_size > BOOKOUT_READER_FILE_MOST)
    return BOOKOUT_READER_TOO_LARGE;
  data = g_try_malloc (about.st_size + 1);
  if (data == NULL)
    return BOOKOUT_READER_TOO_LARGE;
  while (length < (gsize) about.st_size)
    {
      gssize got = pread (descriptor, data + length, about.st_size - length, length);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return BOOKOUT_READER_NO_FILE;
      if (got == 0)
        break;
      length += got;
    }
  *bytes = g_bytes_new_take (g_steal_pointer (&data), length);
  return BOOKOUT_READER_OK;
}

static BookoutReaderStatus
open_document (GBytes *bytes, PopplerDocument **document)
{
  g_autoptr (GError) error = NULL;

  *document = poppler_document_new_from_bytes (bytes, NULL, &error);
  if (*document == NULL)
    return g_error_matches (error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED) ? BOOKOUT_READER_ENCRYPTED
                                                                           : BOOKOUT_READER_DAMAGED;
  return poppler_document_get_n_pages (*document) > 0 ? BOOKOUT_READER_OK : BOOKOUT_READER_DAMAGED;
}

/* The text of @document; none of it where some may have no ink. */
static guint
read_text (PopplerDocument *document, GBytes *bytes, GString *text)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  guint flags = bookout_reader_text_append (document, text);

  if (text->len > 0 && bookout_reader_has_invisible (data, length))
    {
      g_string_truncate (text, 0);
      flags |= BOOKOUT_READER_HIDDEN;
    }
  return flags;
}

static gboolean
answer_text (int descriptor)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GString) text = NULL;
  PopplerDocument *document = NULL;
  BookoutReaderStatus status = read_file (descriptor, &bytes);
  guint pages = 0, flags = 0;

  if (status == BOOKOUT_READER_OK)
    status = open_document (bytes, &document);
  if (status == BOOKOUT_READER_OK)
    {
      text = g_string_new (NULL);
      flags = read_text (document, bytes, text);
      pages = poppler_document_get_n_pages (document);
    }
  g_clear_object (&document);
  return send_reply (status, pages, flags, text);
}

/* Pixels without the gaps that a surface may have between its rows. */
static gboolean
send_picture (cairo_surface_t *surface, guint pages)
{
  BookoutReaderPicture picture = { .width = (guint32) cairo_image_surface_get_width (surface),
                                   .height = (guint32) cairo_image_surface_get_height (surface) };
  BookoutReaderReply reply = { .magic = BOOKOUT_READER_MAGIC, .status = BOOKOUT_READER_OK, .pages = pages };
  const guint8 *row = cairo_image_surface_get_data (surface);

  reply.length = (guint32) sizeof picture + picture.width * picture.height * 4;
  if (!send_all (&reply, sizeof reply) || !send_all (&picture, sizeof picture))
    return FALSE;
  for (guint32 y = 0; y < picture.height; y++, row += cairo_image_surface_get_stride (surface))
    if (!send_all (row, picture.width * 4))
      return FALSE;
  return TRUE;
}

/* The rest of the request is already there: the engine sends it in one piece. */
static gboolean
receive_width (guint32 *width)
{
  if (recv (BOOKOUT_READER_DESCRIPTOR, width, sizeof *width, MSG_WAITALL) != sizeof *width)
    return FALSE;
  *width = CLAMP (*width, 1, BOOKOUT_READER_PICTURE_WIDTH_MOST);
  return TRUE;
}

static gboolean
answer_picture (int descriptor)
{
  g_autoptr (GBytes) bytes = NULL;
  PopplerDocument *document = NULL;
  cairo_surface_t *surface = NULL;
  BookoutReaderStatus status;
  guint32 width;
  guint pages = 0;
  gboolean sent;

  if (!receive_width (&width))
    return FALSE;
  status = read_file (descriptor, &bytes);
  if (status == BOOKOUT_READER_OK)
    status = open_document (bytes, &document);
  if (status == BOOKOUT_READER_OK)
    {
      pages = poppler_document_get_n_pages (document);
      surface = bookout_reader_picture_draw (document, width);
    }
  if (surface != NULL)
    sent = send_picture (surface, pages);
  else
    sent = send_reply (status == BOOKOUT_READER_OK ? BOOKOUT_READER_DAMAGED : status, pages, 0, NULL);
  g_clear_pointer (&surface, cairo_surface_destroy);
  g_clear_object (&document);
  return sent;
}

static gboolean
answer (char request, int descriptor)
{
  bookout_reader_grant_time ();
  if (request == BOOKOUT_READER_REQUEST_TEXT)
    return answer_text (descriptor);
  if (request == BOOKOUT_READER_REQUEST_PICTURE)
    return answer_picture (descriptor);
  return send_reply (BOOKOUT_READER_BAD_REQUEST, 0, 0, NULL);
}

static gboolean
warm_up (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (warm_up_pdf, strlen (warm_up_pdf));
  g_autoptr (GString) text = g_string_new (NULL);
  PopplerDocument *document = NULL;
  cairo_surface_t *surface = NULL;

  if (open_document (bytes, &document) == BOOKOUT_READER_OK)
    {
      bookout_reader_text_append (document, text);
      surface = bookout_reader_picture_draw (document, 99);
    }
  g_clear_pointer (&surface, cairo_surface_destroy);
  g_clear_object (&document);
  return strcmp (text->str, "Ready") == 0;
}

static void
prepare_memory (void)
{
  mallopt (M_ARENA_MAX, 1);
  mallopt (M_MMAP_THRESHOLD, 1024 * 1024); /* fixed, so that a large PDF goes back at once */
  mallopt (M_TRIM_THRESHOLD, 2 * 1024 * 1024);
}

int
main (void)
{
  char request;
  int descriptor;

  prepare_memory ();
  /* Otherwise each date in a document would look for the system's time zone. */
  g_setenv ("TZ", "UTC", TRUE);
  if (!bookout_reader_limit () || !warm_up () || !bookout_reader_shut_in ())
    return 1;
  if (!send_reply (BOOKOUT_READER_READY, 0, 0, NULL))
    return 1;

  for (guint sheets = 1; receive_request (&request, &descriptor); sheets++)
    {
      gboolean sent = answer (request, descriptor);

      if (descriptor >= 0)
        close (descriptor);
      if (!sent)
        break;
      if (sheets % TRIM_EVERY == 0)
        malloc_trim (0);
    }
  /* Past the libraries' own endings: they may want calls that are no longer allowed. */
  _exit (0);
}
