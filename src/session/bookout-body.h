/* bookout-body.h - the body of one answer on its way to a page or a sink
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-sink.h"

G_BEGIN_DECLS

/* Decodes, bounds, and decides between page and sink. Belongs to the thread of its transfer. */
typedef struct _BookoutBody BookoutBody;

BookoutBody *bookout_body_new (gsize page_bytes, gsize sheet_bytes);
void bookout_body_free (BookoutBody *self);

void bookout_body_set_sink (BookoutBody *self, BookoutSink *sink);
void bookout_body_set_dropped (BookoutBody *self);
gboolean bookout_body_set_encoding (BookoutBody *self, const char *encoding, GError **error);
gboolean bookout_body_write (BookoutBody *self, const guint8 *data, gsize length, GError **error);
gboolean bookout_body_finish (BookoutBody *self, GError **error);

gboolean bookout_body_is_document (BookoutBody *self);
GBytes *bookout_body_steal_bytes (BookoutBody *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutBody, bookout_body_free)

G_END_DECLS
