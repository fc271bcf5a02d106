/* bookout-directory.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-directory"
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bookout-directory.h"

/* Everything below a run's folder is reached through descriptors of directories that were opened once, and nothing on the
 * way is ever followed: a folder that is replaced by a link, or a link laid into it, leads nowhere. These are the few
 * operations that the folder, the sheets and the evidence share. Any thread. */

#define NAME_MOST 255
#define COPY_SIZE (64 * 1024)

#ifndef RENAME_NOREPLACE
#define RENAME_NOREPLACE (1 << 0)
#endif

static gboolean
is_about_the_folder (int errnum)
{
  switch (errnum)
    {
    case EACCES:
    case EPERM:
    case EROFS:
    case ENOENT:
    case ENOTDIR:
    case EISDIR:
    case ELOOP:
    case ENODEV:
    case ENXIO:
    case ESTALE:
    case ENOTCONN:
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case ENAMETOOLONG:
      return TRUE;
    default:
      return FALSE;
    }
}

static void
set_no_space (GError **error, const BookoutDirectory *self, int errnum)
{
  guint64 bytes = bookout_directory_get_free_space (self);
  g_autofree char *size = g_format_size (bytes);

  if (errnum == EDQUOT)
    g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_NO_SPACE,
                 _ ("Your share of the space in '%s' is used up."), self->label);
  else if (bytes == 0)
    g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_NO_SPACE, _ ("No space left in '%s'."),
                 self->label);
  else
    g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_NO_SPACE,
                 /* TRANSLATORS: a folder, and "12.0 MB" */
                 _ ("No space left in '%s' (%s free)."), self->label, size);
}

static void
set_folder (GError **error, const BookoutDirectory *self, int errnum)
{
  if (errnum == EROFS)
    g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_FOLDER,
                 _ ("The folder '%s' can only be read, not written to. Choose another folder."), self->label);
  else if (errnum == EACCES || errnum == EPERM)
    g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_FOLDER,
                 _ ("You may not write to the folder '%s'. Choose another folder."), self->label);
  else
    g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_FOLDER,
                 /* TRANSLATORS: a folder, and the system's own words */
                 _ ("The folder '%s' cannot be reached (%s)."), self->label, g_strerror (errnum));
}

/**
 * bookout_directory_set_error:
 * @error: (out) (optional): where to put it
 * @self: the directory that it happened in
 * @name: (nullable): the file that it happened to
 * @errnum: an errno
 *
 * Says in a sentence what an errno means: %BOOKOUT_SHEET_ERROR_NO_SPACE (with the space that is left),
 * %BOOKOUT_SHEET_ERROR_FOLDER (gone, read-only, not permitted), else %BOOKOUT_SHEET_ERROR_DISK.
 */
void
bookout_directory_set_error (GError **error, const BookoutDirectory *self, const char *name, int errnum)
{
  g_autofree char *shown = g_filename_display_name (name != NULL ? name : self->label);

  if (errnum == ENOSPC || errnum == EDQUOT)
    set_no_space (error, self, errnum);
  else if (is_about_the_folder (errnum))
    set_folder (error, self, errnum);
  else if (errnum == EMFILE || errnum == ENFILE)
    g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_DISK,
                 _ ("'%s' could not be opened: too many files are open."), shown);
  else
    g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_DISK,
                 /* TRANSLATORS: a file, and the system's own words */
                 _ ("The disk reported an error with '%s' (%s)."), shown, g_strerror (errnum));
}

/**
 * bookout_directory_is_plain_name:
 * @name: (nullable): a file name, perhaps from outside
 *
 * Returns: whether @name names something in the directory itself: 1 to 255 bytes, no "/", not "." or ".."
 */
gboolean
bookout_directory_is_plain_name (const char *name)
{
  return name != NULL && *name != '\0' && strlen (name) <= NAME_MOST && strchr (name, '/') == NULL &&
         strcmp (name, ".") != 0 && strcmp (name, "..") != 0;
}

/**
 * bookout_directory_for_each:
 * @self: the directory
 * @each: (scope call): called for every name; %FALSE ends the walk, which is no error
 * @user_data: for @each
 * @error: return location
 *
 * Errors: as bookout_directory_set_error().
 *
 * Returns: %TRUE if the directory could be read
 */
gboolean
bookout_directory_for_each (const BookoutDirectory *self,
                            BookoutDirectoryFunc each,
                            gpointer user_data,
                            GError **error)
{
  /* A descriptor of its own: a duplicate would share its position with every other reader. */
  int own = openat (self->descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *stream = own < 0 ? NULL : fdopendir (own);
  const struct dirent *entry = NULL;
  int errnum = 0;

  if (stream == NULL)
    {
      bookout_directory_set_error (error, self, NULL, errno);
      if (own >= 0)
        close (own);
      return FALSE;
    }
  do
    {
      errno = 0;
      entry = readdir (stream);
      errnum = entry == NULL ? errno : 0;
    }
  while (entry != NULL && each (self, entry, user_data));
  closedir (stream);
  if (errnum != 0)
    bookout_directory_set_error (error, self, NULL, errnum);
  return errnum == 0;
}

/**
 * bookout_directory_open_file:
 * @self: the directory
 * @name: a plain name in it
 * @error: return location
 *
 * Opens for reading, and only what is really a file: neither a link, nor a pipe or device that could block or lead elsewhere.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if there is none, %BOOKOUT_SHEET_ERROR_FOLDER if it is no file, else as
 * bookout_directory_set_error().
 *
 * Returns: a descriptor that the caller closes, or -1
 */
int
bookout_directory_open_file (const BookoutDirectory *self, const char *name, GError **error)
{
  /* O_NONBLOCK: opening a pipe without a writer would wait for one. */
  int descriptor = openat (self->descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  g_autofree char *shown = g_filename_display_name (name);
  struct stat about;

  if (descriptor < 0 && errno == ENOENT)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("There is no '%s' in '%s'."), shown,
                 self->label);
  else if (descriptor < 0 && errno == ELOOP)
    g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_FOLDER,
                 _ ("'%s' is a link, not a file. Links are not followed."), shown);
  else if (descriptor < 0)
    bookout_directory_set_error (error, self, name, errno);
  else if (fstat (descriptor, &about) == 0 && S_ISREG (about.st_mode))
    return descriptor;
  else
    {
      g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_FOLDER, _ ("'%s' is not a file."), shown);
      close (descriptor);
    }
  return -1;
}

/* Up to @most bytes and one more, which tells that there are too many. */
static GByteArray *
read_all (int descriptor, gsize most)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (;;)
    {
      guint8 buffer[8192];
      gssize got = read (descriptor, buffer, MIN (sizeof buffer, most + 1 - bytes->len));

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return NULL;
      if (got == 0)
        return g_steal_pointer (&bytes);
      g_byte_array_append (bytes, buffer, got);
    }
}

/**
 * bookout_directory_read:
 * @self: the directory
 * @name: a plain name in it
 * @most: bytes it may have, 0 to %G_MAXINT
 * @error: return location
 *
 * Errors: as bookout_directory_open_file(), and %BOOKOUT_SHEET_ERROR_TOO_LARGE.
 *
 * Returns: (transfer full): its contents, or %NULL
 */
GBytes *
bookout_directory_read (const BookoutDirectory *self, const char *name, gsize most, GError **error)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *shown = g_filename_display_name (name);
  int descriptor = bookout_directory_open_file (self, name, error);

  if (descriptor < 0)
    return NULL;
  bytes = read_all (descriptor, most);
  if (bytes == NULL)
    bookout_directory_set_error (error, self, name, errno);
  else if (bytes->len > most)
    g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_TOO_LARGE,
                 _ ("'%s' is larger than expected."), shown);
  close (descriptor);
  return bytes != NULL && bytes->len <= most ? g_byte_array_free_to_bytes (g_steal_pointer (&bytes)) : NULL;
}

/**
 * bookout_directory_create_file:
 * @self: the directory
 * @name: a plain name that nothing has yet
 *
 * Returns: a descriptor, open for reading and writing, that the caller closes; or -1 with errno, EEXIST if anything has that
 *   name, a link that leads nowhere included
 */
int
bookout_directory_create_file (const BookoutDirectory *self, const char *name)
{
  return openat (self->descriptor, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
}

/* Without a call that renames only to a free name: look, then rename. Who else would write here is kept out by the lock. */
static int
rename_checked (const BookoutDirectory *from,
                const char *name,
                const BookoutDirectory *to,
                const char *new_name)
{
  struct stat about;

  if (fstatat (to->descriptor, new_name, &about, AT_SYMLINK_NOFOLLOW) == 0)
    return EEXIST;
  if (errno != ENOENT)
    return errno;
  return renameat (from->descriptor, name, to->descriptor, new_name) == 0 ? 0 : errno;
}

static int
rename_by_link (const BookoutDirectory *from,
                const char *name,
                const BookoutDirectory *to,
                const char *new_name)
{
  if (linkat (from->descriptor, name, to->descriptor, new_name, 0) == 0)
    return unlinkat (from->descriptor, name, 0) == 0 ? 0 : errno;
  /* vfat, exFAT and many FUSE file systems know no hard links. */
  if (errno == EPERM || errno == EACCES || errno == ENOSYS || errno == EOPNOTSUPP || errno == EMLINK ||
      errno == EINVAL)
    return rename_checked (from, name, to, new_name);
  return errno;
}

/**
 * bookout_directory_rename_new:
 * @from: where the file is
 * @name: its name there
 * @to: where it goes; on the same file system
 * @new_name: its name there
 *
 * Renames in one step where the kernel and the file system can refuse to overwrite (renameat2), else by link and unlink, else
 * by looking first.
 *
 * Returns: 0, or an errno: EEXIST if something has that name already
 */
int
bookout_directory_rename_new (const BookoutDirectory *from,
                              const char *name,
                              const BookoutDirectory *to,
                              const char *new_name)
{
#ifdef SYS_renameat2
  if (syscall (SYS_renameat2, from->descriptor, name, to->descriptor, new_name, RENAME_NOREPLACE) == 0)
    return 0;
  if (errno != ENOSYS && errno != EINVAL)
    return errno;
#endif
  return rename_by_link (from, name, to, new_name);
}

/**
 * bookout_directory_sync:
 * @self: the directory
 * @error: return location
 *
 * Returns when the names in it are on disk. A file system that cannot sync a folder keeps its own order; that is no error.
 *
 * Errors: as bookout_directory_set_error().
 *
 * Returns: %TRUE if nothing went wrong
 */
gboolean
bookout_directory_sync (const BookoutDirectory *self, GError **error)
{
  int result;

  do
    result = fsync (self->descriptor);
  while (result != 0 && errno == EINTR);
  if (result == 0 || errno == EINVAL || errno == ENOSYS || errno == ENOTSUP)
    return TRUE;
  bookout_directory_set_error (error, self, NULL, errno);
  return FALSE;
}

/**
 * bookout_directory_write:
 * @descriptor: a file
 * @data: (array length=length): what to write
 * @length: bytes
 *
 * Returns: %TRUE if all of it was written, else %FALSE with errno
 */
gboolean
bookout_directory_write (int descriptor, const void *data, gsize length)
{
  const guint8 *at = data;

  while (length > 0)
    {
      gssize written = write (descriptor, at, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return FALSE;
      at += written;
      length -= written;
    }
  return TRUE;
}

/* Writes @contents to the new file @part, down to the disk; FALSE with errno and without the file. */
static gboolean
write_part (const BookoutDirectory *self, const char *part, GBytes *contents)
{
  gsize length;
  const void *data = g_bytes_get_data (contents, &length);
  int descriptor = bookout_directory_create_file (self, part);
  int errnum = 0;

  if (descriptor < 0 && errno == EEXIST && unlinkat (self->descriptor, part, 0) == 0)
    descriptor = bookout_directory_create_file (self, part); /* left by a process that died */
  if (descriptor < 0)
    return FALSE;

  if (!bookout_directory_write (descriptor, data, length) || fsync (descriptor) != 0)
    errnum = errno;
  if (close (descriptor) != 0 && errnum == 0)
    errnum = errno;
  if (errnum == 0)
    return TRUE;
  unlinkat (self->descriptor, part, 0);
  errno = errnum;
  return FALSE;
}

/**
 * bookout_directory_replace:
 * @self: the directory
 * @name: a plain name in it, at most 250 bytes
 * @contents: what it shall hold
 * @error: return location
 *
 * Whoever reads @name sees the old contents or the new ones, whole, even after a loss of power. One thread at a time for one
 * name.
 *
 * Errors: as bookout_directory_set_error().
 *
 * Returns: %TRUE if the new contents are on disk
 */
gboolean
bookout_directory_replace (const BookoutDirectory *self, const char *name, GBytes *contents, GError **error)
{
  g_autofree char *part = g_strconcat (name, ".part", NULL);

  if (!write_part (self, part, contents))
    {
      bookout_directory_set_error (error, self, name, errno);
      return FALSE;
    }
  if (renameat (self->descriptor, part, self->descriptor, name) != 0)
    {
      bookout_directory_set_error (error, self, name, errno);
      unlinkat (self->descriptor, part, 0);
      return FALSE;
    }
  return bookout_directory_sync (self, error);
}

/**
 * bookout_directory_hash:
 * @descriptor: a file; its position does not matter and is not changed
 * @size: (out) (optional): bytes
 *
 * Returns: (transfer full) (nullable): SHA-256 in hex, or %NULL with errno
 */
char *
bookout_directory_hash (int descriptor, guint64 *size)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *buffer = g_malloc (COPY_SIZE);
  guint64 total = 0;

  for (;;)
    {
      gssize got = pread (descriptor, buffer, COPY_SIZE, total);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return NULL;
      if (got == 0)
        break;
      g_checksum_update (checksum, buffer, got);
      total += got;
    }
  if (size != NULL)
    *size = total;
  return g_strdup (g_checksum_get_string (checksum));
}

/**
 * bookout_directory_get_free_space:
 * @self: the directory
 *
 * Returns: bytes that a person may still write there; 0 if it cannot be told
 */
guint64
bookout_directory_get_free_space (const BookoutDirectory *self)
{
  struct statvfs about;

  if (fstatvfs (self->descriptor, &about) != 0)
    return 0;
  return (guint64) about.f_bavail * about.f_frsize;
}
