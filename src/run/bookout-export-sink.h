/* bookout-export-sink.h - an export on its way into memory
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-sink.h"

G_BEGIN_DECLS

/* Implements BookoutSink: takes any body but markup and PDF. The transfer's own limit bounds it. One thread at a time. */
#define BOOKOUT_TYPE_EXPORT_SINK (bookout_export_sink_get_type ())
G_DECLARE_FINAL_TYPE (BookoutExportSink, bookout_export_sink, BOOKOUT, EXPORT_SINK, GObject)

BookoutExportSink *bookout_export_sink_new (void);
GBytes *bookout_export_sink_steal (BookoutExportSink *self);

G_END_DECLS
