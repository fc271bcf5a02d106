/* bookout-sink.h - where the body of an answer may be streamed instead of being kept as a page
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BOOKOUT_TYPE_SINK (bookout_sink_get_type ())
G_DECLARE_INTERFACE (BookoutSink, bookout_sink, BOOKOUT, SINK, GObject)

/* How many bytes of a body the navigator gathers (or all of a shorter one) before it asks accepts(). */
#define BOOKOUT_SINK_HEAD_SIZE 1024

/**
 * BookoutSinkInterface:
 * @accepts: whether a body that begins with @head is what the sink is for. If not, the body
 *   becomes an ordinary page, so that a sign-in form sent in place of a document is seen for what it is.
 * @write: takes the next bytes in order, @head's first; an error ends the transfer.
 *
 * Called by the thread that runs the transfer.
 */
struct _BookoutSinkInterface
{
  GTypeInterface parent;

  gboolean (*accepts) (BookoutSink *self, const guint8 *head, gsize length);
  gboolean (*write) (BookoutSink *self, const guint8 *data, gsize length, GError **error);
};

gboolean bookout_sink_accepts (BookoutSink *self, const guint8 *head, gsize length);
gboolean bookout_sink_write (BookoutSink *self, const guint8 *data, gsize length, GError **error);

G_END_DECLS
