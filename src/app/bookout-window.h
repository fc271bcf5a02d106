/* bookout-window.h - the window: a stack of pages that all show one run
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-run.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Actions that its pages can activate (gtk_widget_activate_action()):
 *   win.show-page (s)            "start", "run", "vehicles", "failed", "history"
 *   win.show-toast (s)           plain text
 *   win.continue-run (s)         folder of an earlier run
 *   win.retry-run (sas)          the same, and what failed or is held is tried again too; if references are given, only these
 *   win.open-folder (s)          in the file manager
 *   win.pause, .resume, .stop    of the run; win.toggle-pause does what fits
 */
#define BOOKOUT_TYPE_WINDOW (bookout_window_get_type ())
G_DECLARE_FINAL_TYPE (BookoutWindow, bookout_window, BOOKOUT, WINDOW, AdwApplicationWindow)

BookoutWindow *bookout_window_new (AdwApplication *application);

void bookout_window_show_page (BookoutWindow *self, const char *name);
void bookout_window_show_toast (BookoutWindow *self, const char *text);
/* Without asking: stops the run, lets it sign out, then destroys the window. */
void bookout_window_stop_and_close (BookoutWindow *self);

G_END_DECLS
