/* bookout-span.h - a length of time as a person says it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *bookout_span_to_string (gint64 duration_us); /* "2 h 10 min" */

G_END_DECLS
