/* bookout-variables-row.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include <glib/gi18n.h>

#include "bookout-variables-row.h"

/* One row inside for each variable: a choice where the description lists the values, else an entry. */

struct _BookoutVariablesRow
{
  AdwExpanderRow parent_instance;

  BookoutPortal *portal; /* nullable */
  GPtrArray *rows;       /* of GtkWidget, not owned: as the portal's variables, NULL for one left out */
};

G_DEFINE_FINAL_TYPE (BookoutVariablesRow, bookout_variables_row, ADW_TYPE_EXPANDER_ROW)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
emit_changed (BookoutVariablesRow *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
select_value (GtkWidget *row, const BookoutPortalVariable *variable, const char *value)
{
  for (guint i = 0; variable->values[i] != NULL; i++)
    if (g_strcmp0 (variable->values[i], value) == 0)
      adw_combo_row_set_selected (ADW_COMBO_ROW (row), i);
}

static GtkWidget *
make_choice (BookoutVariablesRow *self, const BookoutPortalVariable *variable)
{
  g_autoptr (GtkStringList) values = gtk_string_list_new ((const char *const *) variable->values);
  GtkWidget *row = g_object_new (ADW_TYPE_COMBO_ROW, "model", values, NULL);

  select_value (row, variable, variable->value);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
  if (variable->description != NULL)
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), variable->description);
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
    }

  return row;
}

static GtkWidget *
make_entry (BookoutVariablesRow *self, const BookoutPortalVariable *variable)
{
  GtkWidget *row = adw_entry_row_new ();

  if (variable->value != NULL)
    gtk_editable_set_text (GTK_EDITABLE (row), variable->value);
  gtk_widget_set_tooltip_text (row, variable->description);
  g_signal_connect_object (row, "changed", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);

  return row;
}

static GtkWidget *
make_row (BookoutVariablesRow *self, const BookoutPortalVariable *variable)
{
  GtkWidget *row = variable->values != NULL ? make_choice (self, variable) : make_entry (self, variable);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), variable->name);

  return row;
}

static void
remove_rows (BookoutVariablesRow *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (g_ptr_array_index (self->rows, i) != NULL)
      adw_expander_row_remove (ADW_EXPANDER_ROW (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

/**
 * bookout_variables_row_set_portal:
 * @self: the row
 * @portal: (nullable): whose variables to ask for
 * @without: (nullable): the name of one not to ask for
 */
void
bookout_variables_row_set_portal (BookoutVariablesRow *self, BookoutPortal *portal, const char *without)
{
  GPtrArray *variables = portal != NULL ? bookout_portal_get_variables (portal) : NULL;
  gboolean any = FALSE;

  g_return_if_fail (BOOKOUT_IS_VARIABLES_ROW (self));

  remove_rows (self);
  g_set_object (&self->portal, portal);

  for (guint i = 0; variables != NULL && i < variables->len; i++)
    {
      const BookoutPortalVariable *variable = g_ptr_array_index (variables, i);
      GtkWidget *row = g_strcmp0 (variable->name, without) != 0 ? make_row (self, variable) : NULL;

      g_ptr_array_add (self->rows, row);
      if (row == NULL)
        continue;
      adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
      any = TRUE;
    }

  gtk_widget_set_visible (GTK_WIDGET (self), any);
}

static const char *
get_value (GtkWidget *row, const BookoutPortalVariable *variable)
{
  if (ADW_IS_COMBO_ROW (row))
    return variable->values[adw_combo_row_get_selected (ADW_COMBO_ROW (row))];

  return gtk_editable_get_text (GTK_EDITABLE (row));
}

/**
 * bookout_variables_row_take:
 * @self: the row
 * @variables: (element-type utf8 utf8): what a person changed is put in here
 */
void
bookout_variables_row_take (BookoutVariablesRow *self, GHashTable *variables)
{
  GPtrArray *known = self->portal != NULL ? bookout_portal_get_variables (self->portal) : NULL;

  g_return_if_fail (BOOKOUT_IS_VARIABLES_ROW (self));

  for (guint i = 0; i < self->rows->len; i++)
    {
      const BookoutPortalVariable *variable = g_ptr_array_index (known, i);
      GtkWidget *row = g_ptr_array_index (self->rows, i);
      const char *value = row != NULL ? get_value (row, variable) : NULL;

      if (value != NULL && g_strcmp0 (value, variable->value) != 0)
        g_hash_table_replace (variables, g_strdup (variable->name), g_strdup (value));
    }
}

static const char *
find_value (const BookoutPortalVariable *variable, GHashTable *variables)
{
  const char *value = g_hash_table_lookup (variables, variable->name);

  return value != NULL ? value : variable->value;
}

/**
 * bookout_variables_row_agrees:
 * @self: the row
 * @variables: (element-type utf8 utf8): values given; one that is not there has the description's
 *
 * Returns: whether @self shows just these
 */
gboolean
bookout_variables_row_agrees (BookoutVariablesRow *self, GHashTable *variables)
{
  GPtrArray *known = self->portal != NULL ? bookout_portal_get_variables (self->portal) : NULL;

  g_return_val_if_fail (BOOKOUT_IS_VARIABLES_ROW (self), FALSE);

  for (guint i = 0; i < self->rows->len; i++)
    {
      const BookoutPortalVariable *variable = g_ptr_array_index (known, i);
      GtkWidget *row = g_ptr_array_index (self->rows, i);

      if (row != NULL && g_strcmp0 (get_value (row, variable), find_value (variable, variables)) != 0)
        return FALSE;
    }

  return TRUE;
}

/**
 * bookout_variables_row_show:
 * @self: the row
 * @variables: (element-type utf8 utf8): values given; one that is not there gets the description's
 */
void
bookout_variables_row_show (BookoutVariablesRow *self, GHashTable *variables)
{
  GPtrArray *known = self->portal != NULL ? bookout_portal_get_variables (self->portal) : NULL;

  g_return_if_fail (BOOKOUT_IS_VARIABLES_ROW (self));

  for (guint i = 0; i < self->rows->len; i++)
    {
      const BookoutPortalVariable *variable = g_ptr_array_index (known, i);
      GtkWidget *row = g_ptr_array_index (self->rows, i);
      const char *value = find_value (variable, variables);

      if (row != NULL && ADW_IS_COMBO_ROW (row))
        select_value (row, variable, value);
      else if (row != NULL)
        gtk_editable_set_text (GTK_EDITABLE (row), value != NULL ? value : "");
    }
}

static void
bookout_variables_row_dispose (GObject *object)
{
  BookoutVariablesRow *self = BOOKOUT_VARIABLES_ROW (object);

  g_clear_object (&self->portal);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (bookout_variables_row_parent_class)->dispose (object);
}

static void
bookout_variables_row_class_init (BookoutVariablesRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bookout_variables_row_dispose;

  /**
   * BookoutVariablesRow::changed:
   * @self: the row
   *
   * A value was changed in it.
   */
  signals[CHANGED] = g_signal_new ("changed", BOOKOUT_TYPE_VARIABLES_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
bookout_variables_row_init (BookoutVariablesRow *self)
{
  self->rows = g_ptr_array_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("More Settings"));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
