/* bookout-portal-folders.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-portal"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-portal.h"

/* Where descriptions are looked for. A person's own come before those of the system and of the program, so that a
 * changed copy takes the place of the original; an environment variable comes first of all, for programs that run from
 * a build folder. Blocks on the file system; any thread. */

/* The most files of one folder that are looked at. */
#define FILES_MOST 1000

/* (transfer full) (element-type filename) */
static GPtrArray *
list_folders (void)
{
  GPtrArray *folders = g_ptr_array_new_with_free_func (g_free);
  const char *first = g_getenv ("BOOKOUT_PORTALS_DIR");
  const char *const *system = g_get_system_data_dirs ();

  if (first != NULL && *first != '\0')
    g_ptr_array_add (folders, g_strdup (first));
  g_ptr_array_add (folders, g_build_filename (g_get_user_data_dir (), "bookout", "portals", NULL));
  for (guint i = 0; system[i] != NULL; i++)
    g_ptr_array_add (folders, g_build_filename (system[i], "bookout", "portals", NULL));
  g_ptr_array_add (folders, g_build_filename (BOOKOUT_PKGDATADIR, "portals", NULL));
  return folders;
}

static GFile *
find_file (const char *id)
{
  g_autoptr (GPtrArray) folders = list_folders ();
  g_autofree char *name = g_strconcat (id, ".xml", NULL);

  for (guint i = 0; i < folders->len; i++)
    {
      g_autofree char *path = g_build_filename (g_ptr_array_index (folders, i), name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_file_new_for_path (path);
    }
  return NULL;
}

/**
 * bookout_portal_find:
 * @id_or_path: the id of a portal, or the path of a description (it has a "/" or ends in ".xml")
 * @variables: (nullable) (element-type utf8 utf8): as for bookout_portal_load()
 * @error: (nullable): return location
 *
 * An id is looked for as ID.xml in $BOOKOUT_PORTALS_DIR, in bookout/portals of the user's and the system's data
 * folders, and in the program's own; the first one counts, even if it is broken.
 *
 * Errors: as bookout_portal_load(); %BOOKOUT_PORTAL_ERROR_NOT_FOUND also if no folder has the id.
 *
 * Returns: (transfer full) (nullable): the portal
 */
BookoutPortal *
bookout_portal_find (const char *id_or_path, GHashTable *variables, GError **error)
{
  g_autoptr (GFile) file = NULL;

  g_return_val_if_fail (id_or_path != NULL, NULL);

  if (strchr (id_or_path, '/') != NULL || g_str_has_suffix (id_or_path, ".xml"))
    file = g_file_new_for_path (id_or_path);
  else
    file = find_file (id_or_path);
  if (file == NULL)
    {
      g_set_error (error, BOOKOUT_PORTAL_ERROR, BOOKOUT_PORTAL_ERROR_NOT_FOUND,
                   _ ("There is no portal “%s”. “bookout-cli portal list” shows which there are."),
                   id_or_path);
      return NULL;
    }
  return bookout_portal_load (file, variables, error);
}

static void
report (GPtrArray *problems, const char *text)
{
  if (problems != NULL)
    g_ptr_array_add (problems, g_strdup (text));
}

/* An id is found by its file's name, so a file of another name could be listed but never chosen. */
static void
list_file (const char *folder, const char *name, GHashTable *seen, GPtrArray *portals, GPtrArray *problems)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *id = g_strndup (name, strlen (name) - strlen (".xml"));
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutPortal) portal = NULL;

  if (!g_hash_table_add (seen, g_strdup (id)))
    return;
  portal = bookout_portal_load (file, NULL, &error);
  if (portal == NULL)
    report (problems, error->message);
  else if (!g_str_equal (bookout_portal_get_id (portal), id))
    {
      g_autofree char *text = g_strdup_printf (_ ("%s: its id is “%s”, so the file must be called %s.xml"),
                                               name, bookout_portal_get_id (portal),
                                               bookout_portal_get_id (portal));

      report (problems, text);
    }
  else
    g_ptr_array_add (portals, g_steal_pointer (&portal));
}

static void
list_folder (const char *folder, GHashTable *seen, GPtrArray *portals, GPtrArray *problems)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  for (guint n = 0; dir != NULL && n < FILES_MOST && (name = g_dir_read_name (dir)) != NULL; n++)
    if (name[0] != '.' && g_str_has_suffix (name, ".xml"))
      list_file (folder, name, seen, portals, problems);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  BookoutPortal *const *left = a;
  BookoutPortal *const *right = b;
  int order = g_utf8_collate (bookout_portal_get_name (*left), bookout_portal_get_name (*right));

  return order != 0 ? order : g_strcmp0 (bookout_portal_get_id (*left), bookout_portal_get_id (*right));
}

/**
 * bookout_portal_list:
 * @problems: (nullable) (element-type utf8): takes messages about descriptions that cannot be used; it frees its
 *   elements with g_free()
 *
 * Loads all descriptions of all folders with the defaults of their variables. Of several with one id the first counts,
 * as for bookout_portal_find().
 *
 * Returns: (transfer full) (element-type BookoutPortal): the portals, by name
 */
GPtrArray *
bookout_portal_list (GPtrArray *problems)
{
  g_autoptr (GPtrArray) folders = list_folders ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *portals = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < folders->len; i++)
    list_folder (g_ptr_array_index (folders, i), seen, portals, problems);
  g_ptr_array_sort (portals, compare_names);
  return portals;
}
