/* bookout-sink.c; SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bookout-sink.h"

G_DEFINE_INTERFACE (BookoutSink, bookout_sink, G_TYPE_OBJECT)

static void
bookout_sink_default_init (BookoutSinkInterface *iface)
{
}

/**
 * bookout_sink_accepts:
 * @self: a sink
 * @head: (array length=length): how the body begins
 * @length: bytes of @head, at most %BOOKOUT_SINK_HEAD_SIZE; less only if the body is shorter
 *
 * Called by the thread that runs the transfer, once for each answer.
 *
 * Returns: whether the body is what the sink is for
 */
gboolean
bookout_sink_accepts (BookoutSink *self, const guint8 *head, gsize length)
{
  g_return_val_if_fail (BOOKOUT_IS_SINK (self), FALSE);

  return BOOKOUT_SINK_GET_IFACE (self)->accepts (self, head, length);
}

/**
 * bookout_sink_write:
 * @self: a sink that accepted the body's head
 * @data: (array length=length): the next bytes, @head's first
 * @length: bytes of @data
 * @error: return location
 *
 * Called by the thread that runs the transfer.
 *
 * Returns: %FALSE with the sink's own error if the transfer must end
 */
gboolean
bookout_sink_write (BookoutSink *self, const guint8 *data, gsize length, GError **error)
{
  g_return_val_if_fail (BOOKOUT_IS_SINK (self), FALSE);

  return BOOKOUT_SINK_GET_IFACE (self)->write (self, data, length, error);
}
