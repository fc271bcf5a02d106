/* bookout-folder.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-folder"
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bookout-folder-lock.h"
#include "bookout-folder-sweep.h"
#include "bookout-folder.h"

/* A run's folder, as the engine sees it: sheets under their final names, beside them run-data/ with the run's tables and
 * held/ for what a person has to look at. The path is resolved once, by bookout_folder_open(); from then on only descriptors are
 * used. Everything but the tables' replacing is safe in any thread by the kernel's own atomicity; that has a lock. */

#define DATA_NAME     "run-data"
#define HELD_NAME     "held"
#define VERSIONS_NAME "versions"
#define PROBE_NAME    ".bookout-probe.pdf.part"
#define PROBE_SIZE    4096
#define ASIDE_MOST    1000

struct _BookoutFolder
{
  GObject parent_instance;

  char *path;     /* absolute; fixed */
  char *label;    /* its last part, for messages; fixed */
  int descriptor; /* of the folder; fixed */
  int data;       /* of run-data; -1 if opened for reading and there is none; fixed */
  int held;       /* of run-data/held; likewise */
  int lock;       /* of run-data/lock; -1 if opened for reading; fixed */
  gboolean can_write;
  GMutex replacing; /* two threads would otherwise share one .part */
  GMutex opening;   /* of @versions */
  int versions; /* of run-data/versions; -1 while there is none; by @opening, and fixed once it is there */
};

G_DEFINE_FINAL_TYPE (BookoutFolder, bookout_folder, G_TYPE_OBJECT)

static BookoutDirectory
view (BookoutFolder *self, int descriptor)
{
  return (BookoutDirectory){ .descriptor = descriptor, .label = self->label };
}

/* Opens @name below @parent, made first if @make. A link of that name is refused. */
static int
open_below (BookoutFolder *self, int parent, const char *name, gboolean make, GError **error)
{
  BookoutDirectory directory = view (self, parent);
  int descriptor;

  /* Only for its owner: what is held has the portal's pages in it. */
  if (make && mkdirat (parent, name, 0700) != 0 && errno != EEXIST)
    {
      bookout_directory_set_error (error, &directory, name, errno);
      return -1;
    }
  descriptor = openat (parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (descriptor < 0 && (errno == ENOTDIR || errno == ELOOP))
    g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_FOLDER,
                 _ ("'%s' in '%s' is not a folder. Move it away, or choose another folder."), name,
                 self->label);
  else if (descriptor < 0)
    bookout_directory_set_error (error, &directory, name, errno);
  return descriptor;
}

static gboolean
open_itself (BookoutFolder *self, gboolean make, GError **error)
{
  BookoutDirectory nowhere = view (self, -1);

  /* The mode is the person's own umask: these are their documents. */
  if (make && g_mkdir_with_parents (self->path, 0777) != 0)
    {
      if (errno == ENOTDIR || errno == EEXIST)
        g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_FOLDER,
                     _ ("'%s' is not a folder. Choose another folder."), self->label);
      else
        bookout_directory_set_error (error, &nowhere, NULL, errno);
      return FALSE;
    }
  /* A link is followed here, and only here: a person may well have made "Bookouts" lead to another disk. */
  self->descriptor = open (self->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->descriptor >= 0)
    return TRUE;
  if (errno == ENOTDIR)
    g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_FOLDER,
                 _ ("'%s' is not a folder. Choose another folder."), self->label);
  else
    bookout_directory_set_error (error, &nowhere, NULL, errno);
  return FALSE;
}

/* Says no space, read-only or no permission now instead of after the first sheet was fetched. */
static gboolean
probe (BookoutFolder *self, GError **error)
{
  BookoutDirectory directory = view (self, self->descriptor);
  static const guint8 block[PROBE_SIZE] = { 0 };
  int descriptor;
  int errnum = 0;

  unlinkat (self->descriptor, PROBE_NAME, 0);
  descriptor = bookout_directory_create_file (&directory, PROBE_NAME);
  if (descriptor < 0)
    errnum = errno;
  else
    {
      if (!bookout_directory_write (descriptor, block, sizeof block))
        errnum = errno;
      if (close (descriptor) != 0 && errnum == 0)
        errnum = errno;
      unlinkat (self->descriptor, PROBE_NAME, 0);
    }
  if (errnum != 0)
    bookout_directory_set_error (error, &directory, NULL, errnum);
  return errnum == 0;
}

/* -1 without an error if there is none and none is to be made. */
static int
open_versions (BookoutFolder *self, gboolean make, GError **error)
{
  int versions;

  g_mutex_lock (&self->opening);
  if (self->versions < 0 && self->data >= 0)
    self->versions = open_below (self, self->data, VERSIONS_NAME, make, make ? error : NULL);
  versions = self->versions;
  g_mutex_unlock (&self->opening);

  return versions;
}

static gboolean
open_for_writing (BookoutFolder *self, GError **error)
{
  BookoutDirectory directory, data, held;

  if (!open_itself (self, TRUE, error))
    return FALSE;
  self->data = open_below (self, self->descriptor, DATA_NAME, TRUE, error);
  if (self->data < 0)
    return FALSE;
  data = view (self, self->data);
  self->lock = bookout_folder_lock_take (&data, error);
  if (self->lock < 0)
    return FALSE;
  self->held = open_below (self, self->data, HELD_NAME, TRUE, error);
  if (self->held < 0)
    return FALSE;
  self->can_write = TRUE;

  /* The lock is ours, so whoever wrote these is gone. First, as they may be what fills the disk. */
  directory = view (self, self->descriptor);
  held = view (self, self->held);
  return bookout_folder_sweep (&directory, FALSE, error) && bookout_folder_sweep (&data, TRUE, error) &&
         bookout_folder_sweep (&held, TRUE, error) && probe (self, error);
}

static gboolean
open_for_reading (BookoutFolder *self, GError **error)
{
  if (!open_itself (self, FALSE, error))
    return FALSE;
  self->data = open_below (self, self->descriptor, DATA_NAME, FALSE, NULL);
  if (self->data >= 0)
    self->held = open_below (self, self->data, HELD_NAME, FALSE, NULL);
  return TRUE;
}

/* Splits "run-data/report.json" into the directory and the plain name; an error for anything but the four places. */
static gboolean
locate (BookoutFolder *self,
        const char *name,
        BookoutDirectory *directory,
        const char **plain,
        GError **error)
{
  int descriptor = self->descriptor;
  g_autofree char *shown = NULL;

  *plain = name;
  if (g_str_has_prefix (name, DATA_NAME "/" HELD_NAME "/"))
    {
      descriptor = self->held;
      *plain += strlen (DATA_NAME "/" HELD_NAME "/");
    }
  else if (g_str_has_prefix (name, BOOKOUT_FOLDER_VERSIONS))
    {
      descriptor = open_versions (self, FALSE, NULL);
      *plain += strlen (BOOKOUT_FOLDER_VERSIONS);
    }
  else if (g_str_has_prefix (name, DATA_NAME "/"))
    {
      descriptor = self->data;
      *plain += strlen (DATA_NAME "/");
    }

  shown = g_filename_display_name (name);
  if (!bookout_directory_is_plain_name (*plain))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME, _ ("'%s' is not a name in the folder."),
                 shown);
  else if (descriptor < 0)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("There is no '%s' in '%s'."), shown,
                 self->label);
  else
    {
      *directory = view (self, descriptor);
      return TRUE;
    }
  return FALSE;
}

static gboolean
check_can_write (BookoutFolder *self, GError **error)
{
  if (self->can_write)
    return TRUE;
  g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_FOLDER,
               _ ("The folder '%s' was opened for reading only."), self->label);
  return FALSE;
}

static void
close_descriptor (int descriptor)
{
  if (descriptor >= 0)
    close (descriptor);
}

static void
bookout_folder_finalize (GObject *object)
{
  BookoutFolder *self = BOOKOUT_FOLDER (object);

  close_descriptor (self->versions);
  close_descriptor (self->held);
  bookout_folder_lock_release (self->lock);
  close_descriptor (self->data);
  close_descriptor (self->descriptor);
  g_mutex_clear (&self->opening);
  g_mutex_clear (&self->replacing);
  g_free (self->label);
  g_free (self->path);

  G_OBJECT_CLASS (bookout_folder_parent_class)->finalize (object);
}

static void
bookout_folder_class_init (BookoutFolderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bookout_folder_finalize;
}

static void
bookout_folder_init (BookoutFolder *self)
{
  self->descriptor = -1;
  self->data = -1;
  self->held = -1;
  self->versions = -1;
  self->lock = -1;
  g_mutex_init (&self->replacing);
  g_mutex_init (&self->opening);
}

/**
 * bookout_folder_open:
 * @path: the folder, absolute or from the current directory
 * @lock: whether it is going to be written to
 * @error: return location
 *
 * With @lock, makes the folder, run-data/ and held/ where they are missing, locks the folder for this process, removes what a
 * process that died left unfinished (*.pdf.part; in run-data any *.part) and proves by a probe file that it can be written
 * to. Without, opens it for reading only, and makes and changes nothing. Blocks; any thread.
 *
 * Errors: %BOOKOUT_SHEET_ERROR_FOLDER, %BOOKOUT_SHEET_ERROR_NO_SPACE, %BOOKOUT_SHEET_ERROR_DISK, %BOOKOUT_SHEET_ERROR_LOCKED.
 *
 * Returns: (transfer full): the folder, or %NULL
 */
BookoutFolder *
bookout_folder_open (const char *path, gboolean lock, GError **error)
{
  g_autoptr (BookoutFolder) self = NULL;
  g_autofree char *base = NULL;

  g_return_val_if_fail (path != NULL && *path != '\0', NULL);

  self = g_object_new (BOOKOUT_TYPE_FOLDER, NULL);
  self->path = g_canonicalize_filename (path, NULL);
  base = g_path_get_basename (self->path);
  self->label = g_filename_display_name (base);
  if (!(lock ? open_for_writing (self, error) : open_for_reading (self, error)))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * bookout_folder_get_path:
 * @self: the folder
 *
 * Returns: its absolute path, as it was when opened
 */
const char *
bookout_folder_get_path (BookoutFolder *self)
{
  g_return_val_if_fail (BOOKOUT_IS_FOLDER (self), NULL);

  return self->path;
}

/**
 * bookout_folder_get_descriptor:
 * @self: the folder
 *
 * Returns: the directory's descriptor, for openat() and its kin; the folder's own
 */
int
bookout_folder_get_descriptor (BookoutFolder *self)
{
  g_return_val_if_fail (BOOKOUT_IS_FOLDER (self), -1);

  return self->descriptor;
}

/**
 * bookout_folder_get_free_space:
 * @self: the folder
 *
 * Returns: bytes that may still be written there; 0 if it cannot be told
 */
guint64
bookout_folder_get_free_space (BookoutFolder *self)
{
  BookoutDirectory directory;

  g_return_val_if_fail (BOOKOUT_IS_FOLDER (self), 0);

  directory = view (self, self->descriptor);
  return bookout_directory_get_free_space (&directory);
}

/**
 * bookout_folder_get_directory:
 * @self: the folder
 *
 * Returns: (transfer none): where the sheets are
 */
BookoutDirectory
bookout_folder_get_directory (BookoutFolder *self)
{
  return view (self, self->descriptor);
}

/**
 * bookout_folder_get_held_directory:
 * @self: the folder
 *
 * Returns: (transfer none): run-data/held; its descriptor is -1 if the folder was opened for reading and has none
 */
BookoutDirectory
bookout_folder_get_held_directory (BookoutFolder *self)
{
  return view (self, self->held);
}

/**
 * bookout_folder_open_versions:
 * @self: the folder
 * @make: whether to make run-data/versions if it is missing; only for a folder opened with its lock
 * @directory: (out): where earlier versions of renewed sheets are; its descriptor is the folder's own
 * @error: return location
 *
 * Blocks; any thread.
 *
 * Errors: with @make, as bookout_directory_set_error(). Without, %FALSE and no error says that there is none.
 *
 * Returns: whether there is one
 */
gboolean
bookout_folder_open_versions (BookoutFolder *self, gboolean make, BookoutDirectory *directory, GError **error)
{
  BookoutDirectory data;

  g_return_val_if_fail (BOOKOUT_IS_FOLDER (self), FALSE);
  g_return_val_if_fail (directory != NULL, FALSE);

  if (make && !check_can_write (self, error))
    return FALSE;

  *directory = view (self, open_versions (self, make, error));
  data = view (self, self->data);
  return directory->descriptor >= 0 && (!make || bookout_directory_sync (&data, error));
}

/**
 * bookout_folder_replace:
 * @self: a folder opened with @lock
 * @name: "….json", "run-data/….csv" or "run-data/held/…"
 * @contents: what it shall hold
 * @error: return location
 *
 * Replaces the file as a whole: .part, fsync, rename, fsync of the folder. Blocks; any thread.
 *
 * Errors: %G_IO_ERROR_INVALID_FILENAME for any other place, else as bookout_directory_set_error().
 *
 * Returns: %TRUE if the new contents are on disk
 */
gboolean
bookout_folder_replace (BookoutFolder *self, const char *name, GBytes *contents, GError **error)
{
  BookoutDirectory directory;
  const char *plain;
  gboolean done;

  g_return_val_if_fail (BOOKOUT_IS_FOLDER (self), FALSE);
  g_return_val_if_fail (name != NULL && contents != NULL, FALSE);

  if (!check_can_write (self, error) || !locate (self, name, &directory, &plain, error))
    return FALSE;
  g_mutex_lock (&self->replacing);
  done = bookout_directory_replace (&directory, plain, contents, error);
  g_mutex_unlock (&self->replacing);
  return done;
}

/**
 * bookout_folder_read:
 * @self: the folder
 * @name: as in bookout_folder_replace()
 * @most: bytes it may have, 0 to %G_MAXINT
 * @error: return location
 *
 * Errors: %G_IO_ERROR_NOT_FOUND, %BOOKOUT_SHEET_ERROR_TOO_LARGE, else as bookout_directory_open_file().
 *
 * Returns: (transfer full): its contents, or %NULL
 */
GBytes *
bookout_folder_read (BookoutFolder *self, const char *name, gsize most, GError **error)
{
  BookoutDirectory directory;
  const char *plain;

  g_return_val_if_fail (BOOKOUT_IS_FOLDER (self), NULL);
  g_return_val_if_fail (name != NULL && most <= G_MAXINT, NULL);

  if (!locate (self, name, &directory, &plain, error))
    return NULL;
  return bookout_directory_read (&directory, plain, most, error);
}

/**
 * bookout_folder_hash:
 * @self: the folder
 * @name: as in bookout_folder_replace()
 * @size: (out) (optional): its bytes
 * @error: return location
 *
 * Errors: as bookout_directory_open_file().
 *
 * Returns: (transfer full): SHA-256 of the file in hex, or %NULL
 */
char *
bookout_folder_hash (BookoutFolder *self, const char *name, guint64 *size, GError **error)
{
  BookoutDirectory directory;
  const char *plain;
  char *hash;
  int descriptor;

  g_return_val_if_fail (BOOKOUT_IS_FOLDER (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  if (!locate (self, name, &directory, &plain, error))
    return NULL;
  descriptor = bookout_directory_open_file (&directory, plain, error);
  if (descriptor < 0)
    return NULL;
  hash = bookout_directory_hash (descriptor, size);
  if (hash == NULL)
    bookout_directory_set_error (error, &directory, plain, errno);
  close (descriptor);
  return hash;
}

/**
 * bookout_folder_get_time:
 * @self: the folder
 * @name: as in bookout_folder_replace()
 *
 * Returns: when the file was last written to, Unix seconds; 0 if it cannot be told
 */
gint64
bookout_folder_get_time (BookoutFolder *self, const char *name)
{
  BookoutDirectory directory;
  const char *plain;
  struct stat about;

  g_return_val_if_fail (BOOKOUT_IS_FOLDER (self), 0);
  g_return_val_if_fail (name != NULL, 0);

  if (!locate (self, name, &directory, &plain, NULL) ||
      fstatat (directory.descriptor, plain, &about, AT_SYMLINK_NOFOLLOW) != 0)
    return 0;
  return about.st_mtime;
}

static gboolean
add_sheet (const BookoutDirectory *directory, const struct dirent *entry, gpointer names)
{
  if (g_str_has_suffix (entry->d_name, ".pdf") && entry->d_type != DT_DIR)
    g_ptr_array_add (names, g_strdup (entry->d_name));
  return ((GPtrArray *) names)->len <= BOOKOUT_FOLDER_SHEETS_MOST;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * bookout_folder_list_sheets:
 * @self: the folder
 * @error: return location
 *
 * Lists what ends in ".pdf" in the folder itself, folders left out. A link is listed too: that it is no file shows when it is
 * opened.
 *
 * Errors: %BOOKOUT_SHEET_ERROR_FOLDER, also for more than %BOOKOUT_FOLDER_SHEETS_MOST, %BOOKOUT_SHEET_ERROR_DISK.
 *
 * Returns: (transfer full) (array zero-terminated=1): file names in byte order, or %NULL
 */
char **
bookout_folder_list_sheets (BookoutFolder *self, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  BookoutDirectory directory;

  g_return_val_if_fail (BOOKOUT_IS_FOLDER (self), NULL);

  directory = view (self, self->descriptor);
  if (!bookout_directory_for_each (&directory, add_sheet, names, error))
    return NULL;
  if (names->len > BOOKOUT_FOLDER_SHEETS_MOST)
    {
      g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_FOLDER,
                   _ ("The folder '%s' has more than %d PDFs."), self->label, BOOKOUT_FOLDER_SHEETS_MOST);
      return NULL;
    }
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

/**
 * bookout_folder_open_sheet:
 * @self: the folder
 * @name: plain name of a sheet
 * @error: return location
 *
 * Errors: %G_IO_ERROR_INVALID_FILENAME, else as bookout_directory_open_file().
 *
 * Returns: a descriptor open for reading that the caller closes, or -1
 */
int
bookout_folder_open_sheet (BookoutFolder *self, const char *name, GError **error)
{
  BookoutDirectory directory;
  const char *plain;

  g_return_val_if_fail (BOOKOUT_IS_FOLDER (self), -1);
  g_return_val_if_fail (name != NULL, -1);

  if (!locate (self, name, &directory, &plain, error))
    return -1;
  return bookout_directory_open_file (&directory, plain, error);
}

/* "165548.pdf" → "165548 (kept 2026-11-25).pdf" */
static char *
aside_name (const char *name, const char *day, guint number)
{
  gsize stem = g_str_has_suffix (name, ".pdf") ? strlen (name) - strlen (".pdf") : strlen (name);

  if (number == 1)
    return g_strdup_printf ("%.*s (kept %s)%s", (int) stem, name, day, name + stem);
  return g_strdup_printf ("%.*s (kept %s, %u)%s", (int) stem, name, day, number, name + stem);
}

/**
 * bookout_folder_put_aside:
 * @self: a folder opened with @lock
 * @name: plain name of a file in it
 * @error: return location
 *
 * Makes place for a verified sheet without losing what has its name, whatever that is (a link is renamed, not followed).
 *
 * Errors: %G_IO_ERROR_INVALID_FILENAME, %G_IO_ERROR_NOT_FOUND, else as bookout_directory_set_error().
 *
 * Returns: (transfer full): the new name, or %NULL
 */
char *
bookout_folder_put_aside (BookoutFolder *self, const char *name, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");
  BookoutDirectory directory;
  const char *plain;
  int errnum = EEXIST;

  g_return_val_if_fail (BOOKOUT_IS_FOLDER (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  if (!check_can_write (self, error) || !locate (self, name, &directory, &plain, error))
    return NULL;
  for (guint number = 1; errnum == EEXIST && number <= ASIDE_MOST; number++)
    {
      g_autofree char *aside = aside_name (plain, day, number);

      errnum = bookout_directory_rename_new (&directory, plain, &directory, aside);
      if (errnum == 0)
        return bookout_directory_sync (&directory, error) ? g_steal_pointer (&aside) : NULL;
    }
  if (errnum == ENOENT)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("There is no '%s' in '%s'."), plain,
                 self->label);
  else
    bookout_directory_set_error (error, &directory, plain, errnum);
  return NULL;
}
