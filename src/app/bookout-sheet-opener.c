/* bookout-sheet-opener.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"
#include "config.h"

#include "bookout-sheet-name.h"
#include "bookout-sheet-opener.h"

/* Other programs are started on the person's click only. Main thread. */

/**
 * bookout_sheet_opener_find:
 * @folder: of the run
 * @vehicle: one of its vehicles
 *
 * Looks for the name that a vehicle gets whose reference differs from another's only in case first: whoever has that one does not have the plain one.
 *
 * Returns: (transfer full) (nullable): path of the sheet, %NULL if there is none
 */
char *
bookout_sheet_opener_find (const char *folder, BookoutVehicle *vehicle)
{
  const char *reference = bookout_vehicle_get_reference (vehicle);
  g_autofree char *colliding = bookout_sheet_name_for_colliding (reference);
  g_autofree char *plain = bookout_sheet_name_for_reference (reference);
  g_autofree char *path = g_build_filename (folder, colliding, NULL);

  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return g_steal_pointer (&path);

  g_free (path);
  path = g_build_filename (folder, plain, NULL);
  return g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&path) : NULL;
}

static GtkWindow *
find_window (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

/**
 * bookout_sheet_opener_open:
 * @widget: in the window that asks
 * @path: absolute path of a file or folder
 */
void
bookout_sheet_opener_open (GtkWidget *widget, const char *path)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  if (uri != NULL)
    gtk_show_uri (find_window (widget), uri, GDK_CURRENT_TIME);
}

static void
shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = GTK_WIDGET (((gpointer *) user_data)[0]);
  g_autofree char *path = ((gpointer *) user_data)[1];
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  g_free (user_data);
  if (answer == NULL)
    bookout_sheet_opener_open (widget, folder);
}

/**
 * bookout_sheet_opener_show:
 * @widget: in the window that asks
 * @path: absolute path of a file
 *
 * Where no file manager answers on the bus, the folder is opened without a selection.
 */
void
bookout_sheet_opener_show (GtkWidget *widget, const char *path)
{
  GApplication *application = g_application_get_default ();
  GDBusConnection *bus = application != NULL ? g_application_get_dbus_connection (application) : NULL;
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  const char *uris[] = { uri, NULL };
  gpointer *data;

  if (uri == NULL || bus == NULL)
    {
      bookout_sheet_opener_open (widget, folder);
      return;
    }

  data = g_new (gpointer, 2);
  data[0] = g_object_ref (widget);
  data[1] = g_strdup (path);
  g_dbus_connection_call (bus, "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1",
                          "org.freedesktop.FileManager1", "ShowItems", g_variant_new ("(^ass)", uris, ""),
                          NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, shown_cb, data);
}
