/* bookout-failure-row.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"
#include "config.h"

#include <glib/gi18n.h>

#include "bookout-failure-row.h"
#include "bookout-report.h"
#include "bookout-vehicle-words.h"

/* One widget for both kinds of rows, so that a list view can recycle any of them for any item. Reasons come from the portal in part: they are text,
 * never markup. Main thread. */

struct _BookoutFailureRow
{
  AdwBin parent_instance;

  GtkBox *line;
  GtkBox *column; /* of words, in line */
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *words;
  GtkLabel *tries;
  GtkButton *review;
  GtkButton *retry;

  GObject *item; /* nullable */
  gboolean narrow;
};

G_DEFINE_FINAL_TYPE (BookoutFailureRow, bookout_failure_row, ADW_TYPE_BIN)

static void
set_name (GtkButton *button, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (button), name);
}

static void
set_action (GtkButton *button, const char *action, const char *target)
{
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
}

static void
set_style (BookoutFailureRow *self, gboolean is_group)
{
  gtk_widget_set_visible (GTK_WIDGET (self->icon), !is_group);
  gtk_widget_set_visible (GTK_WIDGET (self->tries), !is_group);
  if (is_group)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->title), "heading");
      gtk_button_set_label (self->retry, _ ("Retry"));
    }
  else
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->title), "heading");
      gtk_button_set_icon_name (self->retry, "view-refresh-symbolic");
    }
}

static void
update_group (BookoutFailureRow *self)
{
  BookoutFailureGroup *group = BOOKOUT_FAILURE_GROUP (self->item);
  const char *title = bookout_failure_group_get_title (group);
  g_autofree char *count = bookout_vehicle_words_for_count (bookout_failure_group_get_n_vehicles (group));
  g_autofree char *heading = g_strdup_printf ("%s · %s", title, count);
  g_autofree char *name = g_strdup_printf (_ ("Retry All of “%s”"), title);

  gtk_label_set_text (self->title, heading);
  gtk_label_set_text (self->words, bookout_failure_group_get_advice (group));
  gtk_widget_set_visible (GTK_WIDGET (self->words), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->review), FALSE);
  set_action (self->retry, "failed.retry-cause", bookout_failure_group_get_code (group));
  set_name (self->retry, name);
}

static char *
dup_tries (BookoutVehicle *vehicle)
{
  guint attempts = bookout_vehicle_get_attempts (vehicle);
  g_autofree char *time = bookout_vehicle_words_for_time (bookout_vehicle_get_finished_at (vehicle));
  g_autofree char *tried = g_strdup_printf (ngettext ("%u attempt", "%u attempts", attempts), attempts);
  const char *state = bookout_vehicle_words_for_state (bookout_vehicle_get_state (vehicle));

  return *time != '\0' ? g_strdup_printf ("%s · %s · %s", state, tried, time)
                       : g_strdup_printf ("%s · %s", state, tried);
}

static void
update_vehicle (BookoutFailureRow *self)
{
  BookoutVehicle *vehicle = BOOKOUT_VEHICLE (self->item);
  BookoutVehicleState state = bookout_vehicle_get_state (vehicle);
  const char *reference = bookout_vehicle_get_reference (vehicle);
  const char *description = bookout_vehicle_get_description (vehicle);
  const char *reason = bookout_vehicle_get_reason (vehicle);
  g_autofree char *title = *description != '\0' ? g_strdup_printf ("%s · %s", reference, description)
                                                : g_strdup (reference);
  g_autofree char *tries = dup_tries (vehicle);
  g_autofree char *retry = g_strdup_printf (_ ("Retry %s"), reference);
  g_autofree char *review = g_strdup_printf (_ ("Review the Held Sheet of %s"), reference);

  gtk_image_set_from_icon_name (self->icon, bookout_vehicle_words_icon_for_state (state));
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->words, reason != NULL ? reason : "");
  gtk_widget_set_visible (GTK_WIDGET (self->words), reason != NULL);
  gtk_label_set_text (self->tries, tries);
  gtk_widget_set_visible (GTK_WIDGET (self->review), state == BOOKOUT_VEHICLE_HELD);
  set_action (self->retry, "failed.retry-vehicle", reference);
  set_action (self->review, "failed.review", reference);
  set_name (self->retry, retry);
  set_name (self->review, review);
}

static void
update (BookoutFailureRow *self)
{
  if (BOOKOUT_IS_FAILURE_GROUP (self->item))
    update_group (self);
  else
    update_vehicle (self);
}

static void
bookout_failure_row_dispose (GObject *object)
{
  bookout_failure_row_set_item (BOOKOUT_FAILURE_ROW (object), NULL);

  G_OBJECT_CLASS (bookout_failure_row_parent_class)->dispose (object);
}

static void
bookout_failure_row_class_init (BookoutFailureRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bookout_failure_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bookout/Bookout/bookout-failure-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BookoutFailureRow, line);
  gtk_widget_class_bind_template_child (widget_class, BookoutFailureRow, column);
  gtk_widget_class_bind_template_child (widget_class, BookoutFailureRow, icon);
  gtk_widget_class_bind_template_child (widget_class, BookoutFailureRow, title);
  gtk_widget_class_bind_template_child (widget_class, BookoutFailureRow, words);
  gtk_widget_class_bind_template_child (widget_class, BookoutFailureRow, tries);
  gtk_widget_class_bind_template_child (widget_class, BookoutFailureRow, review);
  gtk_widget_class_bind_template_child (widget_class, BookoutFailureRow, retry);
}

static void
bookout_failure_row_init (BookoutFailureRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bookout_failure_row_new:
 *
 * Returns: (transfer floating): a row without an item
 */
GtkWidget *
bookout_failure_row_new (void)
{
  return g_object_new (BOOKOUT_TYPE_FAILURE_ROW, NULL);
}

/**
 * bookout_failure_row_set_item:
 * @self: a row
 * @item: (nullable): a #BookoutFailureGroup or a #BookoutVehicle, which the row follows from now on
 */
void
bookout_failure_row_set_item (BookoutFailureRow *self, gpointer item)
{
  g_return_if_fail (BOOKOUT_IS_FAILURE_ROW (self));

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;

  set_style (self, BOOKOUT_IS_FAILURE_GROUP (item));
  update (self);
  g_signal_connect_swapped (item, "notify", G_CALLBACK (update), self);
}

/**
 * bookout_failure_row_set_narrow:
 * @self: a row
 * @narrow: whether words need the whole width
 */
void
bookout_failure_row_set_narrow (BookoutFailureRow *self, gboolean narrow)
{
  g_autoptr (GtkWidget) review = NULL;

  g_return_if_fail (BOOKOUT_IS_FAILURE_ROW (self));

  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  review = g_object_ref (GTK_WIDGET (self->review));
  gtk_box_remove (narrow ? self->line : self->column, review);
  if (narrow)
    gtk_box_append (self->column, review);
  else
    gtk_box_insert_child_after (self->line, review, GTK_WIDGET (self->column));
}
