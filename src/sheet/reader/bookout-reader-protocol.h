/* bookout-reader-protocol.h - what the engine and bookout-sheet-reader say to each other
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A stream socket pair. The reader first sends one reply READY, when it has loaded what it needs and shut itself in. Then, as
 * often as wanted: the engine sends one byte that says what is wanted, and with it (SCM_RIGHTS) one descriptor of a file open
 * for reading; the reader answers with a BookoutReaderReply, native byte order, and then `length` bytes. The reader ends when
 * the engine closes its end.
 *
 * Both are built from one source tree and start as one version, so the layout carries no version of its own but `magic`. */

#define BOOKOUT_READER_DESCRIPTOR 3                  /* where the reader finds its end */
#define BOOKOUT_READER_MAGIC      0x424f5231u        /* "BOR1" */
#define BOOKOUT_READER_TEXT_MOST  (256 * 1024)       /* bytes */
#define BOOKOUT_READER_PAGES_MOST 50                 /* pages that are read */
#define BOOKOUT_READER_FILE_MOST  (64 * 1024 * 1024) /* bytes of a PDF */

#define BOOKOUT_READER_REQUEST_TEXT    'T'
#define BOOKOUT_READER_REQUEST_PICTURE 'P' /* followed by a guint32: width of the first page in pixels */

#define BOOKOUT_READER_PICTURE_MOST \
  (8 * 1024 * 1024)                            /* bytes of its pixels; a larger page comes out smaller */
#define BOOKOUT_READER_PICTURE_WIDTH_MOST 2000 /* pixels */

typedef enum
{
  BOOKOUT_READER_READY,      /* only the first one */
  BOOKOUT_READER_OK,         /* the text, or the picture, follows */
  BOOKOUT_READER_DAMAGED,    /* no PDF that can be opened */
  BOOKOUT_READER_ENCRYPTED,  /* needs a password */
  BOOKOUT_READER_TOO_LARGE,  /* more than FILE_MOST */
  BOOKOUT_READER_NO_FILE,    /* the descriptor is missing or cannot be read */
  BOOKOUT_READER_BAD_REQUEST /* no such request */
} BookoutReaderStatus;

typedef enum
{
  BOOKOUT_READER_HIDDEN = 1 << 0,    /* there was text that a person cannot see */
  BOOKOUT_READER_TRUNCATED = 1 << 1, /* more pages or more text than are given */
} BookoutReaderFlags;

/**
 * BookoutReaderReply:
 * @magic: BOOKOUT_READER_MAGIC
 * @status: a #BookoutReaderStatus
 * @pages: pages of the document, those that were not read too
 * @flags: #BookoutReaderFlags
 * @length: bytes that follow: UTF-8, at most BOOKOUT_READER_TEXT_MOST; or a #BookoutReaderPicture and its pixels
 */
typedef struct
{
  guint32 magic;
  guint32 status;
  guint32 pages;
  guint32 flags;
  guint32 length;
} BookoutReaderReply;

G_STATIC_ASSERT (sizeof (BookoutReaderReply) == 5 * sizeof (guint32));

/**
 * BookoutReaderPicture:
 * @width: pixels
 * @height: pixels
 *
 * Pixels follow, row by row without gaps, 4 bytes each: cairo's ARGB32 in native byte order, all opaque.
 */
typedef struct
{
  guint32 width;
  guint32 height;
} BookoutReaderPicture;

G_STATIC_ASSERT (sizeof (BookoutReaderPicture) == 2 * sizeof (guint32));

G_END_DECLS
