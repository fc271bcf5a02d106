/* practice-wire.h - an answer written to the connection by hand
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  PRACTICE_WIRE_CLOSE, /* in good order */
  PRACTICE_WIRE_RESET, /* with a TCP reset */
  PRACTICE_WIRE_HOLD,  /* says nothing until the client goes, or for ten minutes */
} PracticeWireEnd;

/* Bytes that no well-behaved HTTP server would send, with pauses between them, and how the connection ends. */
typedef struct _PracticeWire PracticeWire;

typedef void (*PracticeWireDoneFunc) (gpointer user_data);

PracticeWire *practice_wire_new (PracticeWireEnd end);

void practice_wire_free (PracticeWire *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeWire, practice_wire_free)

void practice_wire_add (PracticeWire *self, GBytes *bytes, guint delay_ms);

void practice_wire_start (PracticeWire *self,
                          GIOStream *stream,
                          GSocket *socket,
                          PracticeWireDoneFunc done,
                          gpointer user_data);

G_END_DECLS
