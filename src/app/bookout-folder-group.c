/* bookout-folder-group.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include <glib/gi18n.h>

#include "bookout-folder-group.h"
#include "bookout-run-folder.h"
#include "bookout-settings.h"

/* A folder may lie on a share that hangs, so it is looked at in a thread, and only the last look counts. Main thread. */

struct _BookoutFolderGroup
{
  AdwPreferencesGroup parent_instance;

  AdwActionRow *folder_row;
  AdwActionRow *dated_row;
  GtkSwitch *dated_switch;
  GtkWidget *renew_row;
  GtkAdjustment *renew_adjustment;

  char *folder;                  /* absolute */
  BookoutRunFolder *look;        /* of the folder; NULL until it was looked at */
  GCancellable *looking;         /* nullable */
  GtkFileChooserNative *chooser; /* nullable: while it is open */
};

G_DEFINE_FINAL_TYPE (BookoutFolderGroup, bookout_folder_group, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/**
 * bookout_folder_group_find_reason:
 * @self: the group
 *
 * Returns: (nullable): why sheets cannot be saved there; %NULL as long as nothing speaks against it
 */
const char *
bookout_folder_group_find_reason (BookoutFolderGroup *self)
{
  g_return_val_if_fail (BOOKOUT_IS_FOLDER_GROUP (self), NULL);

  return self->look != NULL && !self->look->writable
             ? _ ("Bookout may not write to that folder. Choose another one.")
             : NULL;
}

/**
 * bookout_folder_group_take:
 * @self: the group
 * @order: folder, dated and renew_days are filled in
 */
void
bookout_folder_group_take (BookoutFolderGroup *self, BookoutRunOrder *order)
{
  g_return_if_fail (BOOKOUT_IS_FOLDER_GROUP (self));

  order->folder = g_strdup (self->folder);
  order->dated = gtk_switch_get_active (self->dated_switch);
  order->renew_days = order->dated ? 0 : (guint) gtk_adjustment_get_value (self->renew_adjustment);
}

static void
show_folder (BookoutFolderGroup *self)
{
  g_autofree char *name = bookout_run_folder_display_name (self->folder);
  g_autofree char *space = self->look != NULL && self->look->free > 0 ? g_format_size (self->look->free)
                                                                      : NULL;
  g_autofree char *words = space != NULL ? g_strdup_printf (_ ("%s · %s free"), name, space) : NULL;

  adw_action_row_set_subtitle (self->folder_row, words != NULL ? words : name);
  adw_action_row_set_subtitle (self->dated_row, self->look != NULL ? self->look->dated : "");
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BookoutFolderGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  BookoutRunFolder *look = bookout_run_folder_look_finish (result, &error);

  if (look == NULL)
    return;

  g_clear_pointer (&self->look, bookout_run_folder_free);
  self->look = look;
  show_folder (self);
}

/**
 * bookout_folder_group_look_again:
 * @self: the group
 *
 * What was seen before stays until there is an answer.
 */
void
bookout_folder_group_look_again (BookoutFolderGroup *self)
{
  g_return_if_fail (BOOKOUT_IS_FOLDER_GROUP (self));

  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  self->looking = g_cancellable_new ();
  bookout_run_folder_look_async (self->folder, self->looking, looked_cb, g_object_ref (self));
}

static void
set_folder (BookoutFolderGroup *self, const char *path)
{
  g_free (self->folder);
  self->folder = g_strdup (path);
  g_clear_pointer (&self->look, bookout_run_folder_free);
  show_folder (self);
  bookout_folder_group_look_again (self);
}

static void
chosen_cb (BookoutFolderGroup *self, int response)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  g_clear_object (&self->chooser);
  if (response != GTK_RESPONSE_ACCEPT)
    return;

  if (path == NULL)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.show-toast", "s",
                                  _ ("Sheets can only be saved in a folder of this computer"));
      return;
    }

  g_settings_set_string (bookout_settings_get_default (), "folder", path);
  set_folder (self, path);
}

static void
change_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutFolderGroup *self = BOOKOUT_FOLDER_GROUP (widget);
  g_autoptr (GFile) folder = g_file_new_for_path (self->folder);

  if (self->chooser != NULL)
    return;

  self->chooser = gtk_file_chooser_native_new (
      _ ("Folder for the Sheets"), GTK_WINDOW (gtk_widget_get_root (widget)),
      GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Choose"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (self->chooser), folder, NULL);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
bookout_folder_group_dispose (GObject *object)
{
  BookoutFolderGroup *self = BOOKOUT_FOLDER_GROUP (object);

  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_object (&self->chooser);

  G_OBJECT_CLASS (bookout_folder_group_parent_class)->dispose (object);
}

static void
bookout_folder_group_finalize (GObject *object)
{
  BookoutFolderGroup *self = BOOKOUT_FOLDER_GROUP (object);

  g_free (self->folder);
  g_clear_pointer (&self->look, bookout_run_folder_free);

  G_OBJECT_CLASS (bookout_folder_group_parent_class)->finalize (object);
}

static void
bookout_folder_group_class_init (BookoutFolderGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bookout_folder_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = bookout_folder_group_finalize;

  /**
   * BookoutFolderGroup::changed:
   * @self: the group
   */
  signals[CHANGED] = g_signal_new ("changed", BOOKOUT_TYPE_FOLDER_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bookout/Bookout/bookout-folder-group.ui");
  gtk_widget_class_bind_template_child (widget_class, BookoutFolderGroup, folder_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutFolderGroup, dated_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutFolderGroup, dated_switch);
  gtk_widget_class_bind_template_child (widget_class, BookoutFolderGroup, renew_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutFolderGroup, renew_adjustment);
  gtk_widget_class_install_action (widget_class, "folder.change", NULL, change_action);
}

static void
bookout_folder_group_init (BookoutFolderGroup *self)
{
  GSettings *settings = bookout_settings_get_default ();
  g_autofree char *folder = bookout_settings_dup_folder ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_settings_bind (settings, "dated-subfolder", self->dated_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "renew-days", self->renew_adjustment, "value", G_SETTINGS_BIND_DEFAULT);
  /* A folder of the run's own has nothing that could be old. */
  g_object_bind_property (self->dated_switch, "active", self->renew_row, "visible",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  set_folder (self, folder);
}
