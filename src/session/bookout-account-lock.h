/* bookout-account-lock.h - one account, one process at a time on this computer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Held from new to free; ends with the process, however it ends. */
typedef struct _BookoutAccountLock BookoutAccountLock;

BookoutAccountLock *bookout_account_lock_new (const char *base, const char *user, GError **error);
void bookout_account_lock_free (BookoutAccountLock *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutAccountLock, bookout_account_lock_free)

G_END_DECLS
