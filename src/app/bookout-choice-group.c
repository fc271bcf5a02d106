/* bookout-choice-group.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include <glib/gi18n.h>

#include "bookout-choice-group.h"
#include "bookout-references-row.h"
#include "bookout-settings.h"

/* The rows are the state. Which vehicles is chosen anew for each run; how many tabs stays as it was. Main thread. */

/* In the order of the choices in the .ui. */
enum
{
  CHOICE_ALL,
  CHOICE_NEW,
  CHOICE_FIRST,
  CHOICE_LIST,
};

struct _BookoutChoiceGroup
{
  AdwPreferencesGroup parent_instance;

  AdwComboRow *choice_row;
  AdwActionRow *limit_row;
  GtkSpinButton *limit_spin;
  BookoutReferencesRow *references_row;
  GtkAdjustment *tabs_adjustment;
};

G_DEFINE_FINAL_TYPE (BookoutChoiceGroup, bookout_choice_group, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static guint
get_choice (BookoutChoiceGroup *self)
{
  return adw_combo_row_get_selected (self->choice_row);
}

/**
 * bookout_choice_group_find_reason:
 * @self: the group
 *
 * Returns: (nullable): what a person has to say still; %NULL if nothing
 */
const char *
bookout_choice_group_find_reason (BookoutChoiceGroup *self)
{
  g_return_val_if_fail (BOOKOUT_IS_CHOICE_GROUP (self), NULL);

  return get_choice (self) == CHOICE_LIST &&
                 bookout_references_row_get_n_references (self->references_row) == 0
             ? _ ("The list names no vehicle.")
             : NULL;
}

/**
 * bookout_choice_group_take:
 * @self: the group
 * @order: only_new, limit, references and tabs are filled in
 */
void
bookout_choice_group_take (BookoutChoiceGroup *self, BookoutRunOrder *order)
{
  guint choice;

  g_return_if_fail (BOOKOUT_IS_CHOICE_GROUP (self));

  choice = get_choice (self);
  order->only_new = choice == CHOICE_NEW;
  if (choice == CHOICE_FIRST)
    order->limit = gtk_spin_button_get_value_as_int (self->limit_spin);
  if (choice == CHOICE_LIST)
    order->references = bookout_references_row_dup_text (self->references_row);
  order->tabs = (guint) gtk_adjustment_get_value (self->tabs_adjustment);
}

/**
 * bookout_choice_group_set_portal:
 * @self: the group
 * @portal: whose vehicles are chosen from
 */
void
bookout_choice_group_set_portal (BookoutChoiceGroup *self, BookoutPortal *portal)
{
  g_return_if_fail (BOOKOUT_IS_CHOICE_GROUP (self));

  bookout_references_row_set_column (self->references_row, bookout_portal_get_columns (portal)->reference);
  gtk_adjustment_set_upper (self->tabs_adjustment, MAX (bookout_portal_get_limits (portal)->tabs, 1));
}

/**
 * bookout_choice_group_open_list:
 * @self: the group
 * @file: text or a table with references
 */
void
bookout_choice_group_open_list (BookoutChoiceGroup *self, GFile *file)
{
  g_return_if_fail (BOOKOUT_IS_CHOICE_GROUP (self));

  adw_combo_row_set_selected (self->choice_row, CHOICE_LIST);
  bookout_references_row_open (self->references_row, file);
}

static void
emit_changed (BookoutChoiceGroup *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
choice_changed_cb (BookoutChoiceGroup *self)
{
  guint choice = get_choice (self);

  adw_action_row_set_subtitle (
      ADW_ACTION_ROW (self->choice_row),
      choice == CHOICE_NEW ? _ ("Those that this account’s last run did not have in its inventory") : "");
  gtk_widget_set_visible (GTK_WIDGET (self->limit_row), choice == CHOICE_FIRST);
  gtk_widget_set_visible (GTK_WIDGET (self->references_row), choice == CHOICE_LIST);
  emit_changed (self);
}

static void
bookout_choice_group_class_init (BookoutChoiceGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  /**
   * BookoutChoiceGroup::changed:
   * @self: the group
   */
  signals[CHANGED] = g_signal_new ("changed", BOOKOUT_TYPE_CHOICE_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  g_type_ensure (BOOKOUT_TYPE_REFERENCES_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bookout/Bookout/bookout-choice-group.ui");
  gtk_widget_class_bind_template_child (widget_class, BookoutChoiceGroup, choice_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutChoiceGroup, limit_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutChoiceGroup, limit_spin);
  gtk_widget_class_bind_template_child (widget_class, BookoutChoiceGroup, references_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutChoiceGroup, tabs_adjustment);
}

static void
bookout_choice_group_init (BookoutChoiceGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_settings_bind (bookout_settings_get_default (), "tabs", self->tabs_adjustment, "value",
                   G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (self->choice_row, "notify::selected", G_CALLBACK (choice_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->references_row, "notify::n-references", G_CALLBACK (emit_changed), self,
                           G_CONNECT_SWAPPED);
}
