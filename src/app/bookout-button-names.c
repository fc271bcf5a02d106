/* bookout-button-names.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include "bookout-button-names.h"

/**
 * bookout_button_names_say_once:
 * @widget: a window, or part of one, whose children are all there
 *
 * GTK 4.8 gives a button with a label its name twice, "_Start Start": from the label's property and from the label. To be called again for buttons
 * whose label changes.
 */
void
bookout_button_names_say_once (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL)
    gtk_accessible_reset_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    bookout_button_names_say_once (child);
}
