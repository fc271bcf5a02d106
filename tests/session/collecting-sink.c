/* collecting-sink.c - a sink that keeps what it is given, for tests
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "collecting-sink.h"

struct _CollectingSink
{
  GObject parent_instance;

  char *start;
  GByteArray *data;
  gsize asked; /* length of the head */
  gsize most;
};

static void sink_iface_init (BookoutSinkInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CollectingSink,
                               collecting_sink,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BOOKOUT_TYPE_SINK, sink_iface_init))

static gboolean
collecting_sink_accepts (BookoutSink *sink, const guint8 *head, gsize length)
{
  CollectingSink *self = COLLECTING_SINK (sink);
  gsize start = self->start == NULL ? 0 : strlen (self->start);

  self->asked = length;
  return length >= start && (start == 0 || memcmp (head, self->start, start) == 0);
}

static gboolean
collecting_sink_write (BookoutSink *sink, const guint8 *data, gsize length, GError **error)
{
  CollectingSink *self = COLLECTING_SINK (sink);

  if (self->data->len + length > self->most)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "No space left");
      return FALSE;
    }
  g_byte_array_append (self->data, data, length);
  return TRUE;
}

static void
sink_iface_init (BookoutSinkInterface *iface)
{
  iface->accepts = collecting_sink_accepts;
  iface->write = collecting_sink_write;
}

static void
collecting_sink_finalize (GObject *object)
{
  CollectingSink *self = COLLECTING_SINK (object);

  g_free (self->start);
  g_byte_array_unref (self->data);
  G_OBJECT_CLASS (collecting_sink_parent_class)->finalize (object);
}

static void
collecting_sink_class_init (CollectingSinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = collecting_sink_finalize;
}

static void
collecting_sink_init (CollectingSink *self)
{
  self->data = g_byte_array_new ();
  self->most = G_MAXSIZE;
}

CollectingSink *
collecting_sink_new (const char *start)
{
  CollectingSink *self = g_object_new (COLLECTING_TYPE_SINK, NULL);

  self->start = g_strdup (start);
  return self;
}

void
collecting_sink_fail_after (CollectingSink *self, gsize length)
{
  self->most = length;
}

GByteArray *
collecting_sink_get_data (CollectingSink *self)
{
  return self->data;
}

gsize
collecting_sink_get_asked (CollectingSink *self)
{
  return self->asked;
}
