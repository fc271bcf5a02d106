/* bookout-run-notifier.h - tells a person who looks elsewhere how a run ended, or that it needs them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-run.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Main thread. Says nothing while @window has the focus, and takes back what has been solved or seen. Lives as long as the window. */
#define BOOKOUT_TYPE_RUN_NOTIFIER (bookout_run_notifier_get_type ())
G_DECLARE_FINAL_TYPE (BookoutRunNotifier, bookout_run_notifier, BOOKOUT, RUN_NOTIFIER, GObject)

BookoutRunNotifier *bookout_run_notifier_new (GtkWindow *window);
void bookout_run_notifier_set_run (BookoutRunNotifier *self, BookoutRun *run); /* nullable */

G_END_DECLS
