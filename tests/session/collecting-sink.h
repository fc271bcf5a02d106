/* collecting-sink.h - a sink that keeps what it is given, for tests
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-sink.h"

G_BEGIN_DECLS

#define COLLECTING_TYPE_SINK (collecting_sink_get_type ())
G_DECLARE_FINAL_TYPE (CollectingSink, collecting_sink, COLLECTING, SINK, GObject)

/* start: (nullable): what a body must begin with to be taken */
CollectingSink *collecting_sink_new (const char *start);
void collecting_sink_fail_after (CollectingSink *self, gsize length);
GByteArray *collecting_sink_get_data (CollectingSink *self);
gsize collecting_sink_get_asked (CollectingSink *self);

G_END_DECLS
