/* bookout-pause.h - waiting for a moment, unless cancelled
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean bookout_pause_until (gint64 until, GCancellable *cancellable, GError **error);

G_END_DECLS
