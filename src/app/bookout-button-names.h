/* bookout-button-names.h - what buttons are called to a screen reader
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Every button with a label in @widget has its name once. Main thread. */
void bookout_button_names_say_once (GtkWidget *widget);

G_END_DECLS
