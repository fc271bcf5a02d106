/* bookout-sheet-version.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-sheet-version"
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bookout-sheet-name.h"
#include "bookout-sheet-version.h"

/* A sheet that is renewed gets a second name in run-data/versions first, by a hard link; only then the new one is renamed over the
 * first name, in one step. So that name has a right sheet at any moment, the old or the new, and a kill between the two costs nothing
 * but the fetching: whoever goes on finds the old one, and its version already there. Where the file system knows no links the old
 * one is renamed away, and for a moment its name is free.
 *
 * The thread of the worker that renews; another sheet's has other names. */

#define VERSIONS_MOST 1000

/* "165548.pdf" → "165548 (2026-11-20).pdf", "165548 (2026-11-20, 2).pdf" */
static char *
version_name (const char *name, const char *day, guint number)
{
  gsize stem = g_str_has_suffix (name, ".pdf") ? strlen (name) - strlen (".pdf") : strlen (name);

  if (number == 1)
    return g_strdup_printf ("%.*s (%s)%s", (int) stem, name, day, name + stem);
  return g_strdup_printf ("%.*s (%s, %u)%s", (int) stem, name, day, number, name + stem);
}

static char *
day_of (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d") : g_strdup ("undated");
}

static gboolean
has_hash (BookoutFolder *folder, const char *name, const char *sha256)
{
  g_autofree char *own = bookout_folder_hash (folder, name, NULL, NULL);

  return own != NULL && g_ascii_strcasecmp (own, sha256) == 0;
}

static gboolean
knows_no_links (int errnum)
{
  return errnum == EPERM || errnum == EACCES || errnum == ENOSYS || errnum == EOPNOTSUPP ||
         errnum == EMLINK || errnum == EINVAL;
}

/* 0 or an errno; EEXIST if something has that name. */
static int
give_name (const BookoutDirectory *directory,
           const char *name,
           const BookoutDirectory *versions,
           const char *version)
{
  if (linkat (directory->descriptor, name, versions->descriptor, version, 0) == 0)
    return 0;
  return knows_no_links (errno) ? bookout_directory_rename_new (directory, name, versions, version) : errno;
}

static gboolean
sync_both (const BookoutDirectory *directory, const BookoutDirectory *versions, GError **error)
{
  return bookout_directory_sync (versions, error) && bookout_directory_sync (directory, error);
}

/**
 * bookout_sheet_version_make:
 * @folder: a folder opened with its lock
 * @sheet: what is under its name now, and when it was saved
 * @error: return location
 *
 * To be called when the new sheet is proved and on disk, before the ledger and then bookout_sheet_file_replace(). A version of the
 * same contents that an earlier try left is used again. Blocks.
 *
 * Errors: as bookout_directory_set_error().
 *
 * Returns: (transfer full) (nullable): the version's name as seen from the folder; %NULL without an error if what is under the name
 *   is not @sheet any more
 */
char *
bookout_sheet_version_make (BookoutFolder *folder, const BookoutManifestEntry *sheet, GError **error)
{
  BookoutDirectory directory = bookout_folder_get_directory (folder);
  g_autofree char *day = day_of (sheet->time);
  BookoutDirectory versions;
  int errnum = EEXIST;

  if (!has_hash (folder, sheet->name, sheet->sha256) ||
      !bookout_folder_open_versions (folder, TRUE, &versions, error))
    return NULL;

  for (guint number = 1; errnum == EEXIST && number <= VERSIONS_MOST; number++)
    {
      g_autofree char *plain = version_name (sheet->name, day, number);
      g_autofree char *version = g_strconcat (BOOKOUT_FOLDER_VERSIONS, plain, NULL);

      errnum = give_name (&directory, sheet->name, &versions, plain);
      if (errnum == EEXIST && has_hash (folder, version, sheet->sha256))
        errnum = 0;
      if (errnum == 0)
        return sync_both (&directory, &versions, error) ? g_steal_pointer (&version) : NULL;
    }

  bookout_directory_set_error (error, &versions, sheet->name, errnum);
  return NULL;
}

static gboolean
is_same_file (const BookoutDirectory *one,
              const char *name,
              const BookoutDirectory *other,
              const char *other_name)
{
  struct stat first, second;

  return fstatat (one->descriptor, name, &first, AT_SYMLINK_NOFOLLOW) == 0 &&
         fstatat (other->descriptor, other_name, &second, AT_SYMLINK_NOFOLLOW) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

/**
 * bookout_sheet_version_undo:
 * @folder: the folder
 * @version: from bookout_sheet_version_make()
 * @name: plain name of the sheet
 *
 * The new sheet did not get its name: the old one has it again, alone. Where that cannot be done (the disk fails) the version stays,
 * which loses nothing.
 */
void
bookout_sheet_version_undo (BookoutFolder *folder, const char *version, const char *name)
{
  BookoutDirectory directory = bookout_folder_get_directory (folder);
  const char *plain = version + strlen (BOOKOUT_FOLDER_VERSIONS);
  BookoutDirectory versions;

  if (!bookout_folder_open_versions (folder, FALSE, &versions, NULL))
    return;

  if (bookout_directory_rename_new (&versions, plain, &directory, name) == EEXIST &&
      is_same_file (&versions, plain, &directory, name))
    unlinkat (versions.descriptor, plain, 0);
  sync_both (&directory, &versions, NULL);
}

/* "165548 (2026-11-20).pdf" → "165548"; NULL if its own name does not tell. */
static char *
reference_of (const char *plain)
{
  const char *day = g_strrstr (plain, " (");
  g_autofree char *stem = day != NULL ? g_strndup (plain, day - plain) : NULL;
  g_autofree char *name = stem != NULL ? g_strconcat (stem, ".pdf", NULL) : NULL;

  return name != NULL ? bookout_sheet_name_to_reference (name) : NULL;
}

static void
list_one (BookoutFolder *folder, const char *plain, GHashTable *known, BookoutManifest *manifest)
{
  g_autofree char *name = g_strconcat (BOOKOUT_FOLDER_VERSIONS, plain, NULL);
  g_autofree char *reference = reference_of (plain);
  guint64 size = 0;
  g_autofree char *sha256 = bookout_folder_hash (folder, name, &size, NULL);
  const BookoutManifestEntry *entry = g_hash_table_lookup (known, name);
  BookoutManifestEntry own = { name, reference, sha256, size, BOOKOUT_PROOF_NONE, 0 };

  own.time = bookout_folder_get_time (folder, name);
  if (sha256 != NULL && entry != NULL && g_str_equal (entry->sha256, sha256))
    bookout_manifest_add_old (manifest, entry);
  else if (sha256 != NULL && reference != NULL)
    bookout_manifest_add_old (manifest, &own);
}

static gboolean
add_name (const BookoutDirectory *directory, const struct dirent *entry, gpointer names)
{
  if (g_str_has_suffix (entry->d_name, ".pdf") && entry->d_type != DT_DIR)
    g_ptr_array_add (names, g_strdup (entry->d_name));
  return ((GPtrArray *) names)->len < BOOKOUT_MANIFEST_ENTRIES_MOST;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * bookout_sheet_version_list:
 * @folder: the folder
 * @known: (nullable) (element-type BookoutManifestEntry): what the last manifest said of them
 * @manifest: where to list them
 *
 * Lists every version that is there, until the run adds one of that name itself (one that a kill left is made use of). What the last manifest does not know with these contents (a kill came before it was written) is
 * listed by what its name says, with no proof. Reads every one of them; blocks.
 */
void
bookout_sheet_version_list (BookoutFolder *folder, GPtrArray *known, BookoutManifest *manifest)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  BookoutDirectory versions;

  if (!bookout_folder_open_versions (folder, FALSE, &versions, NULL) ||
      !bookout_directory_for_each (&versions, add_name, names, NULL))
    return;

  for (guint i = 0; known != NULL && i < known->len; i++)
    {
      BookoutManifestEntry *entry = g_ptr_array_index (known, i);

      g_hash_table_replace (by_name, entry->name, entry);
    }

  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    list_one (folder, g_ptr_array_index (names, i), by_name, manifest);
}
