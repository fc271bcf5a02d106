/* bookout-time-limit.h - a cancellable that cancels itself when its time is up
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* For calls that block and know cancellables but no limits. Belongs to the thread that made it. */
typedef struct _BookoutTimeLimit BookoutTimeLimit;

BookoutTimeLimit *bookout_time_limit_new (guint limit_ms, GCancellable *parent);
void bookout_time_limit_free (BookoutTimeLimit *self);

GCancellable *bookout_time_limit_get_cancellable (BookoutTimeLimit *self);
gboolean bookout_time_limit_is_over (BookoutTimeLimit *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutTimeLimit, bookout_time_limit_free)

G_END_DECLS
