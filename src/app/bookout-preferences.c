/* bookout-preferences.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include "bookout-preferences.h"
#include "bookout-settings.h"

/* Every control is bound to its key; a change counts from the next run on. */

struct _BookoutPreferences
{
  AdwPreferencesWindow parent_instance;

  GtkAdjustment *attempts;
  GtkAdjustment *vehicle_seconds;
  GtkSwitch *wait_switch;
  AdwComboRow *forget_row;
  GtkSwitch *notify_switch;
};

G_DEFINE_FINAL_TYPE (BookoutPreferences, bookout_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* Days, as forget_row lists them. Another number, which only an administrator can have set, is shown as the nearest rule that forgets no less
 * late. */
static const guint forget_days[] = { 0, 90, 365 };

static gboolean
days_to_choice (GValue *value, GVariant *variant, gpointer user_data)
{
  guint days = g_variant_get_uint32 (variant);
  guint choice = 0;

  while (days > 0 && choice + 1 < G_N_ELEMENTS (forget_days) && forget_days[choice] < days)
    choice++;
  g_value_set_uint (value, choice);

  return TRUE;
}

static GVariant *
choice_to_days (const GValue *value, const GVariantType *type, gpointer user_data)
{
  guint choice = g_value_get_uint (value);

  return choice < G_N_ELEMENTS (forget_days) ? g_variant_new_uint32 (forget_days[choice]) : NULL;
}

static void
bookout_preferences_class_init (BookoutPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bookout/Bookout/bookout-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, BookoutPreferences, attempts);
  gtk_widget_class_bind_template_child (widget_class, BookoutPreferences, vehicle_seconds);
  gtk_widget_class_bind_template_child (widget_class, BookoutPreferences, wait_switch);
  gtk_widget_class_bind_template_child (widget_class, BookoutPreferences, forget_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutPreferences, notify_switch);
}

static void
bookout_preferences_init (BookoutPreferences *self)
{
  GSettings *settings = bookout_settings_get_default ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_settings_bind (settings, "attempts", self->attempts, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "vehicle-seconds", self->vehicle_seconds, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "wait-for-session", self->wait_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind_with_mapping (settings, "forget-days", self->forget_row, "selected",
                                G_SETTINGS_BIND_DEFAULT, days_to_choice, choice_to_days, NULL, NULL);
  g_settings_bind (settings, "notify", self->notify_switch, "active", G_SETTINGS_BIND_DEFAULT);
}

/**
 * bookout_preferences_new:
 * @parent: over which it is shown
 *
 * Returns: (transfer none): a window, owned by GTK until it is closed
 */
GtkWindow *
bookout_preferences_new (GtkWindow *parent)
{
  return g_object_new (BOOKOUT_TYPE_PREFERENCES, "transient-for", parent, NULL);
}
