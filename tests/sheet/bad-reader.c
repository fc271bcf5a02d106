/* bad-reader.c - a sheet reader that misbehaves in the way its own name says
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib.h>

#include "reader/bookout-reader-protocol.h"

/* The engine gives the program no arguments, so tests link it under names: bad-reader-hangs, bad-reader-crashes … */

static void
reply (guint32 magic, guint32 status, guint32 length, const char *text)
{
  BookoutReaderReply header = { .magic = magic, .status = status, .length = length };

  send (BOOKOUT_READER_DESCRIPTOR, &header, sizeof header, MSG_NOSIGNAL);
  if (text != NULL)
    send (BOOKOUT_READER_DESCRIPTOR, text, strlen (text), MSG_NOSIGNAL);
}

static void
wait_for_request (void)
{
  char request;

  if (recv (BOOKOUT_READER_DESCRIPTOR, &request, 1, 0) != 1)
    _exit (0);
}

static void
hang (void)
{
  for (;;)
    pause ();
}

int
main (int argc, char **argv)
{
  const char *how = strrchr (argv[0], '-') + 1;

  if (strcmp (how, "quits") == 0)
    return 1;
  if (strcmp (how, "sleeps") == 0)
    hang ();
  reply (BOOKOUT_READER_MAGIC, BOOKOUT_READER_READY, 0, NULL);
  wait_for_request ();
  if (strcmp (how, "hangs") == 0)
    hang ();
  if (strcmp (how, "crashes") == 0)
    raise (SIGSEGV);
  if (strcmp (how, "magic") == 0)
    reply (1, BOOKOUT_READER_OK, 0, NULL);
  if (strcmp (how, "floods") == 0)
    reply (BOOKOUT_READER_MAGIC, BOOKOUT_READER_OK, G_MAXUINT32, "x");
  if (strcmp (how, "garbles") == 0)
    reply (BOOKOUT_READER_MAGIC, BOOKOUT_READER_OK, 2, "\xff\xfe");
  if (strcmp (how, "halves") == 0)
    reply (BOOKOUT_READER_MAGIC, BOOKOUT_READER_OK, 10, "five!");
  return 0;
}
