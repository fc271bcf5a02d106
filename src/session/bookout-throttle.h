/* bookout-throttle.h - the pace of a session: a least gap between requests, and waits the portal asks for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One per session, locked inside, any thread. Times are monotonic microseconds (g_get_monotonic_time()). */
typedef struct _BookoutThrottle BookoutThrottle;

BookoutThrottle *bookout_throttle_new (guint gap_ms);
void bookout_throttle_free (BookoutThrottle *self);

gboolean bookout_throttle_wait (BookoutThrottle *self, GCancellable *cancellable, GError **error);
void bookout_throttle_hold (BookoutThrottle *self, gint64 until);
void bookout_throttle_release (BookoutThrottle *self);
gint64 bookout_throttle_get_held_until (BookoutThrottle *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutThrottle, bookout_throttle_free)

G_END_DECLS
