/* bookout-folder-lock.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-folder-lock"
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bookout-folder-lock.h"

/* flock() on a file that says who has it and since when. The kernel lets go of the lock when the process ends, however it ends,
 * and refuses a second descriptor of the same process too. The file itself stays: a name that is removed while another
 * process opens it would let both have "the" lock. */

#define LOCK_NAME "lock"

/* "Already in use since 09:12 (process 4711).", with the day if it was not today. */
static void
set_locked (GError **error, int descriptor)
{
  char text[64] = { 0 };
  gint64 pid = 0, since = 0;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) begin = NULL;
  g_autofree char *words = NULL;

  if (pread (descriptor, text, sizeof text - 1, 0) > 0)
    {
      char *end = NULL;

      pid = g_ascii_strtoll (text, &end, 10);
      since = g_ascii_strtoll (end, NULL, 10);
    }
  begin = since > 0 ? g_date_time_new_from_unix_local (since) : NULL;
  if (pid <= 0 || begin == NULL)
    {
      g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_LOCKED,
                   _ ("The folder is already in use by another process."));
      return;
    }
  if (g_date_time_get_year (now) == g_date_time_get_year (begin) &&
      g_date_time_get_day_of_year (now) == g_date_time_get_day_of_year (begin))
    words = g_date_time_format (begin, "%H:%M");
  else
    words = g_date_time_format (begin, "%e %b %H:%M");
  g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_LOCKED,
               /* TRANSLATORS: a time, "09:12", and a process number */
               _ ("Already in use since %s (process %d)."), g_strstrip (words), (int) pid);
}

static void
write_owner (int descriptor)
{
  g_autofree char *text = g_strdup_printf ("%d %" G_GINT64_FORMAT "\n", (int) getpid (),
                                           g_get_real_time () / G_USEC_PER_SEC);

  /* Only for the words another process shows: the lock holds without it, on a full disk too. */
  if (ftruncate (descriptor, 0) != 0 || pwrite (descriptor, text, strlen (text), 0) < 0)
    g_debug ("the lock's owner could not be written: %s", g_strerror (errno));
}

static gboolean
is_file (int descriptor)
{
  struct stat about;

  return fstat (descriptor, &about) == 0 && S_ISREG (about.st_mode);
}

/**
 * bookout_folder_lock_take:
 * @directory: run-data
 * @error: return location
 *
 * Errors: %BOOKOUT_SHEET_ERROR_LOCKED if another process (or this one, already) has it: the message says who and since when;
 * else as bookout_directory_set_error(). A file system without locks is used without one.
 *
 * Returns: a descriptor for bookout_folder_lock_release(), or -1
 */
int
bookout_folder_lock_take (const BookoutDirectory *directory, GError **error)
{
  int descriptor = openat (directory->descriptor, LOCK_NAME,
                           O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);

  if (descriptor < 0 || !is_file (descriptor))
    bookout_directory_set_error (error, directory, LOCK_NAME, descriptor < 0 ? errno : ENOTDIR);
  else if (flock (descriptor, LOCK_EX | LOCK_NB) == 0)
    {
      write_owner (descriptor);
      return descriptor;
    }
  else if (errno == ENOSYS || errno == ENOLCK || errno == EOPNOTSUPP || errno == EINVAL)
    {
      g_info ("the file system of '%s' knows no locks", directory->label);
      return descriptor;
    }
  else if (errno == EWOULDBLOCK)
    set_locked (error, descriptor);
  else
    bookout_directory_set_error (error, directory, LOCK_NAME, errno);
  if (descriptor >= 0)
    close (descriptor);
  return -1;
}

/**
 * bookout_folder_lock_release:
 * @descriptor: from bookout_folder_lock_take(), or -1
 */
void
bookout_folder_lock_release (int descriptor)
{
  if (descriptor < 0)
    return;
  if (ftruncate (descriptor, 0) != 0)
    g_debug ("the lock's owner could not be removed: %s", g_strerror (errno));
  /* Not only close(): a child forked meanwhile may still hold a copy of the descriptor, and with it the lock. */
  flock (descriptor, LOCK_UN);
  close (descriptor);
}
