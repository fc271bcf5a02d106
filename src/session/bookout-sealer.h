/* bookout-sealer.h - keeps a session's cookies in the keyring while it is signed in
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Has a thread of its own from the first note to stop(), because a keyring may take its time. Locked inside; any thread. */
typedef struct _BookoutSealer BookoutSealer;

BookoutSealer *bookout_sealer_new (const char *base, const char *user);
void bookout_sealer_free (BookoutSealer *self);

char **bookout_sealer_look_up (BookoutSealer *self, GCancellable *cancellable);
void bookout_sealer_note (BookoutSealer *self, char **lines, gboolean at_once);
void bookout_sealer_forget (BookoutSealer *self);
void bookout_sealer_stop (BookoutSealer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutSealer, bookout_sealer_free)

G_END_DECLS
