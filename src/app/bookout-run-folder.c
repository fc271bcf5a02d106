/* bookout-run-folder.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "bookout-run-folder.h"

/* A folder of one's own for each run keeps yesterday's sheets apart from today's, and a second run of a day from the first. */

#define RUNS_A_DAY_MOST 1000

void
bookout_run_folder_free (BookoutRunFolder *self)
{
  g_free (self->dated);
  g_free (self);
}

/**
 * bookout_run_folder_dup_default:
 *
 * Returns: (transfer full) (type filename): where sheets go until a person chooses another folder
 */
char *
bookout_run_folder_dup_default (void)
{
  /* Translators: the name of a folder in the home folder */
  return g_build_filename (g_get_home_dir (), _ ("Bookouts"), NULL);
}

/**
 * bookout_run_folder_display_name:
 * @path: (type filename): absolute
 *
 * Returns: (transfer full): @path for a person, with "~" for the home folder
 */
char *
bookout_run_folder_display_name (const char *path)
{
  g_autofree char *name = g_filename_display_name (path);
  const char *home = g_get_home_dir ();
  gsize length = strlen (home);

  if (length > 1 && strncmp (name, home, length) == 0 && (name[length] == '/' || name[length] == '\0'))
    return g_strconcat ("~", name + length, NULL);

  return g_steal_pointer (&name);
}

static char *
dated_name (guint number)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d");

  return number == 1 ? g_steal_pointer (&date) : g_strdup_printf ("%s (%u)", date, number);
}

/* What a run leaves that could not even sign in: nothing to keep, so the next run takes the folder. */
static gboolean
is_unused (const char *path)
{
  g_autofree char *inventory = g_build_filename (path, "run-data", "inventory.csv", NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (g_file_test (path, G_FILE_TEST_IS_SYMLINK) || g_file_test (inventory, G_FILE_TEST_EXISTS))
    return FALSE;

  dir = g_dir_open (path, 0, NULL);
  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL)
    if (!g_str_equal (name, "run-data"))
      return FALSE;

  return TRUE;
}

/* The number of a subfolder of today that no run has used. */
static guint
first_free_number (const char *base)
{
  for (guint number = 1; number < RUNS_A_DAY_MOST; number++)
    {
      g_autofree char *name = dated_name (number);
      g_autofree char *path = g_build_filename (base, name, NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK) || is_unused (path))
        return number;
    }

  return RUNS_A_DAY_MOST;
}

static void
set_cannot_make (GError **error, const char *path, int code)
{
  g_autofree char *name = bookout_run_folder_display_name (path);

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), _ ("The folder %s could not be made: %s."),
               name, g_strerror (code));
}

/**
 * bookout_run_folder_make_dated:
 * @base: (type filename): absolute; made if it is missing
 * @error: return location
 *
 * Blocks. Takes a folder that exists only if no run got as far as an inventory in it.
 *
 * Returns: (transfer full) (type filename): the run's folder. Errors: any of #G_IO_ERROR that comes of an errno
 */
char *
bookout_run_folder_make_dated (const char *base, GError **error)
{
  if (g_mkdir_with_parents (base, 0777) != 0)
    {
      set_cannot_make (error, base, errno);
      return NULL;
    }

  for (guint number = first_free_number (base); number < RUNS_A_DAY_MOST; number++)
    {
      g_autofree char *name = dated_name (number);
      g_autofree char *path = g_build_filename (base, name, NULL);
      int code = g_mkdir (path, 0777) == 0 ? 0 : errno;

      if (code == 0 || (code == EEXIST && is_unused (path)))
        return g_steal_pointer (&path);
      if (code != EEXIST)
        {
          set_cannot_make (error, path, code);
          return NULL;
        }
    }

  set_cannot_make (error, base, EEXIST);
  return NULL;
}

/* What would have to be written to so that @path can be made; "/" exists. */
static GFile *
nearest_existing (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  while (!g_file_query_exists (file, NULL))
    {
      GFile *parent = g_file_get_parent (file);

      if (parent == NULL)
        break;
      g_object_unref (file);
      file = parent;
    }

  return g_steal_pointer (&file);
}

static void
look_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const char *path = task_data;
  g_autoptr (GFile) file = nearest_existing (path);
  g_autoptr (GFileInfo)
      system = g_file_query_filesystem_info (file, G_FILE_ATTRIBUTE_FILESYSTEM_FREE, cancellable, NULL);
  g_autoptr (GFileInfo)
      info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_ACCESS_CAN_WRITE,
                                G_FILE_QUERY_INFO_NONE, cancellable, NULL);
  BookoutRunFolder *look = g_new0 (BookoutRunFolder, 1);

  if (system != NULL)
    look->free = g_file_info_get_attribute_uint64 (system, G_FILE_ATTRIBUTE_FILESYSTEM_FREE);
  look->writable = info != NULL && g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY &&
                   g_file_info_get_attribute_boolean (info, G_FILE_ATTRIBUTE_ACCESS_CAN_WRITE);
  look->dated = dated_name (first_free_number (path));

  g_task_return_pointer (task, look, (GDestroyNotify) bookout_run_folder_free);
}

/**
 * bookout_run_folder_look_async:
 * @path: (type filename): absolute; need not exist
 * @cancellable: (nullable): to lose interest
 * @callback: called with what is known of it
 * @user_data: for @callback
 *
 * A share that hangs keeps a thread, never the window.
 */
void
bookout_run_folder_look_async (const char *path,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, bookout_run_folder_look_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, look_thread);
}

/**
 * bookout_run_folder_look_finish:
 * @result: given to the callback
 * @error: return location
 *
 * Returns: (transfer full): how the folder looks. Errors: %G_IO_ERROR_CANCELLED
 */
BookoutRunFolder *
bookout_run_folder_look_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, bookout_run_folder_look_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
