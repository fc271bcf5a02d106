/* practice-wire.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-practice"
#include "config.h"

#include <sys/socket.h>

#include "practice-wire.h"

/* Writes piece after piece without ever blocking, then ends the connection. Main thread only. A pending operation holds
 * a reference, so that a wire may be freed at any moment. */

#define HOLD_SECONDS 600

typedef struct
{
  GBytes *bytes;  /* owned */
  guint delay_ms; /* before it is written */
} Piece;

struct _PracticeWire
{
  PracticeWireEnd end;
  GQueue pieces;     /* of Piece, owned, those still to write */
  GIOStream *stream; /* owned */
  GSocket *socket;   /* owned */
  GCancellable *cancellable;
  guint timer;               /* until the next piece, or the end of holding */
  char byte;                 /* where what the client sends meanwhile goes */
  PracticeWireDoneFunc done; /* NULL once called, or freed */
  gpointer user_data;
};

static void write_next (PracticeWire *self);

static void
piece_free (gpointer data)
{
  Piece *piece = data;

  g_bytes_unref (piece->bytes);
  g_free (piece);
}

/**
 * practice_wire_new:
 * @end: how the connection is to end
 *
 * Returns: (transfer full): an answer without a byte
 */
PracticeWire *
practice_wire_new (PracticeWireEnd end)
{
  PracticeWire *self = g_rc_box_new0 (PracticeWire);

  self->end = end;
  self->cancellable = g_cancellable_new ();
  g_queue_init (&self->pieces);
  return self;
}

static void
practice_wire_clear (gpointer data)
{
  PracticeWire *self = data;

  g_queue_clear_full (&self->pieces, piece_free);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->stream);
  g_clear_object (&self->socket);
}

static void
practice_wire_unref (PracticeWire *self)
{
  g_rc_box_release_full (self, practice_wire_clear);
}

/**
 * practice_wire_free:
 * @self: (transfer full): the answer
 *
 * Stops writing and drops the connection; nobody is told.
 */
void
practice_wire_free (PracticeWire *self)
{
  self->done = NULL;
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  if (self->socket != NULL)
    g_socket_close (self->socket, NULL);
  practice_wire_unref (self);
}

/**
 * practice_wire_add:
 * @self: the answer, not started yet
 * @bytes: (transfer full): the next piece
 * @delay_ms: milliseconds of silence before it
 */
void
practice_wire_add (PracticeWire *self, GBytes *bytes, guint delay_ms)
{
  Piece *piece = g_new0 (Piece, 1);

  piece->bytes = bytes;
  piece->delay_ms = delay_ms;
  g_queue_push_tail (&self->pieces, piece);
}

/* The owner may free the wire from within done(). */
static void
finish (PracticeWire *self)
{
  PracticeWireDoneFunc done = self->done;
  struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

  self->done = NULL;
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->end == PRACTICE_WIRE_RESET)
    setsockopt (g_socket_get_fd (self->socket), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  g_socket_close (self->socket, NULL);
  if (done != NULL)
    done (self->user_data);
}

static gboolean
hold_over_cb (gpointer user_data)
{
  PracticeWire *self = user_data;

  self->timer = 0;
  finish (self);
  return G_SOURCE_REMOVE;
}

static void
client_gone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PracticeWire *self = user_data;

  g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);
  if (self->done != NULL)
    finish (self);
  practice_wire_unref (self);
}

static void
hold (PracticeWire *self)
{
  self->timer = g_timeout_add_seconds (HOLD_SECONDS, hold_over_cb, self);
  g_input_stream_read_async (g_io_stream_get_input_stream (self->stream), &self->byte, 1, G_PRIORITY_DEFAULT,
                             self->cancellable, client_gone_cb, g_rc_box_acquire (self));
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PracticeWire *self = user_data;
  gboolean written = g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);

  if (self->done != NULL)
    {
      piece_free (g_queue_pop_head (&self->pieces));
      if (written)
        write_next (self);
      else
        finish (self);
    }
  practice_wire_unref (self);
}

static void
write_piece (PracticeWire *self, Piece *piece)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (piece->bytes, &length);

  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream), data, length,
                                   G_PRIORITY_DEFAULT, self->cancellable, written_cb,
                                   g_rc_box_acquire (self));
}

static gboolean
delay_over_cb (gpointer user_data)
{
  PracticeWire *self = user_data;

  self->timer = 0;
  write_piece (self, g_queue_peek_head (&self->pieces));
  return G_SOURCE_REMOVE;
}

static void
write_next (PracticeWire *self)
{
  Piece *piece = g_queue_peek_head (&self->pieces);

  if (piece != NULL && piece->delay_ms > 0)
    self->timer = g_timeout_add (piece->delay_ms, delay_over_cb, self);
  else if (piece != NULL)
    write_piece (self, piece);
  else if (self->end == PRACTICE_WIRE_HOLD)
    hold (self);
  else
    finish (self);
}

/**
 * practice_wire_start:
 * @self: the answer
 * @stream: (transfer full): the connection, which nobody else writes to any more
 * @socket: its socket
 * @done: called once, from a later turn of the main loop or this one, when the connection has ended
 * @user_data: for @done
 *
 * Begins to write.
 */
void
practice_wire_start (PracticeWire *self,
                     GIOStream *stream,
                     GSocket *socket,
                     PracticeWireDoneFunc done,
                     gpointer user_data)
{
  self->stream = stream;
  self->socket = g_object_ref (socket);
  self->done = done;
  self->user_data = user_data;
  write_next (self);
}
