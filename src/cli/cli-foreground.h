/* cli-foreground.h - a blocking job in a thread of its own, while the main thread looks after signals and the display
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The job's thread. */
typedef gboolean (*CliForegroundFunc) (gpointer user_data, GCancellable *cancellable, GError **error);
/* The main thread, five times a second. */
typedef void (*CliForegroundTick) (gpointer user_data);

/* Returns what @func returned; a signal cancels it. */
gboolean cli_foreground_run (CliForegroundFunc func,
                             CliForegroundTick tick,
                             gpointer user_data,
                             GError **error);

G_END_DECLS
