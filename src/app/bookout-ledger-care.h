/* bookout-ledger-care.h - what the ledger needs before the window reads it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* In a thread: a damaged ledger is made anew, and runs that ended more than @forget_days ago are forgotten, 0 for none. A ledger that is not there is
 * not made. finish: (transfer full) (nullable): what a person should be told of it. */
void bookout_ledger_care_async (guint forget_days,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
char *bookout_ledger_care_finish (GAsyncResult *result, GError **error);

G_END_DECLS
