/* bookout-export-sink.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-export-sink"
#include "config.h"

#include <string.h>

#include "bookout-export-sink.h"

/* Collects the exported inventory. It is kept in memory because it is parsed as a whole and then stored byte for byte; the
 * navigator ends a transfer that grows over the description's limit. Used by the thread that runs the export. */

struct _BookoutExportSink
{
  GObject parent_instance;
  GByteArray *bytes; /* NULL after steal */
};

static void bookout_export_sink_sink_init (BookoutSinkInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BookoutExportSink,
                               bookout_export_sink,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BOOKOUT_TYPE_SINK, bookout_export_sink_sink_init))

/* A portal that has something else to say sends a page: markup in UTF-8 or, with NULs between, in UTF-16. */
static gboolean
bookout_export_sink_accepts (BookoutSink *sink, const guint8 *head, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (head[i] != '\0' && head[i] < 0x80 && !g_ascii_isspace (head[i]))
      return head[i] != '<' && !(length - i >= 5 && memcmp (head + i, "%PDF-", 5) == 0);

  return FALSE;
}

static gboolean
bookout_export_sink_write (BookoutSink *sink, const guint8 *data, gsize length, GError **error)
{
  g_byte_array_append (BOOKOUT_EXPORT_SINK (sink)->bytes, data, length);
  return TRUE;
}

static void
bookout_export_sink_sink_init (BookoutSinkInterface *iface)
{
  iface->accepts = bookout_export_sink_accepts;
  iface->write = bookout_export_sink_write;
}

static void
bookout_export_sink_finalize (GObject *object)
{
  BookoutExportSink *self = BOOKOUT_EXPORT_SINK (object);

  g_clear_pointer (&self->bytes, g_byte_array_unref);

  G_OBJECT_CLASS (bookout_export_sink_parent_class)->finalize (object);
}

static void
bookout_export_sink_class_init (BookoutExportSinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bookout_export_sink_finalize;
}

static void
bookout_export_sink_init (BookoutExportSink *self)
{
  self->bytes = g_byte_array_new ();
}

/**
 * bookout_export_sink_new:
 *
 * Returns: (transfer full): an empty sink
 */
BookoutExportSink *
bookout_export_sink_new (void)
{
  return g_object_new (BOOKOUT_TYPE_EXPORT_SINK, NULL);
}

/**
 * bookout_export_sink_steal:
 * @self: a sink whose transfer is over
 *
 * Takes what was collected; the sink is of no use afterwards.
 *
 * Returns: (transfer full): the export, byte for byte
 */
GBytes *
bookout_export_sink_steal (BookoutExportSink *self)
{
  g_return_val_if_fail (BOOKOUT_IS_EXPORT_SINK (self), NULL);
  g_return_val_if_fail (self->bytes != NULL, NULL);

  return g_byte_array_free_to_bytes (g_steal_pointer (&self->bytes));
}
