/* bookout-practice-child.h - the practice portal, run for as long as the application lives
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The account that the practice portal has; it is public. */
#define BOOKOUT_PRACTICE_ID       "practice"
#define BOOKOUT_PRACTICE_USER     "dealer"
#define BOOKOUT_PRACTICE_PASSWORD "practice"

/* Main thread only. The process is started by the first start_async() and ended with the object. */
#define BOOKOUT_TYPE_PRACTICE_CHILD (bookout_practice_child_get_type ())
G_DECLARE_FINAL_TYPE (BookoutPracticeChild, bookout_practice_child, BOOKOUT, PRACTICE_CHILD, GObject)

BookoutPracticeChild *bookout_practice_child_new (void);

/* finish: the address that it serves at (transfer full), "http://127.0.0.1:43210/". */
void bookout_practice_child_start_async (BookoutPracticeChild *self,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
char *bookout_practice_child_start_finish (BookoutPracticeChild *self, GAsyncResult *result, GError **error);

G_END_DECLS
