/* bookout-gate.h - the session's lock around what the server keeps per session
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* First come, first served, so that no tab starves; any thread. */
typedef struct _BookoutGate BookoutGate;

BookoutGate *bookout_gate_new (void);
void bookout_gate_free (BookoutGate *self);

gboolean bookout_gate_enter (BookoutGate *self, GCancellable *cancellable, GError **error);
void bookout_gate_leave (BookoutGate *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutGate, bookout_gate_free)

G_END_DECLS
