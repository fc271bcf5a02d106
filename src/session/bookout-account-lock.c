/* bookout-account-lock.c - one account, one process at a time on this computer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-account-lock"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "bookout-account-lock.h"
#include "bookout-session.h"

/* A second sign-in to an account either is refused by the portal or throws the first one out, so a second process is told
 * before it tries. The kernel's lock on the file decides, not the file's being there: it ends with the process that holds
 * it, so a crash locks nobody out. What the file says is only for the message. The file is never removed: whoever
 * waited for a removed file's lock would hold a lock that nobody else sees. */

struct _BookoutAccountLock
{
  int fd;
};

/* The account's name stays out of the file system. */
static char *
dup_file_name (const char *base, const char *user)
{
  g_autofree char *account = g_strconcat (base, "\n", user, NULL);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, account, -1);

  return g_strconcat (digest, ".lock", NULL);
}

static int
open_in (const char *parent, const char *name)
{
  g_autofree char *folder = g_build_filename (parent, "bookout", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return -1;
  return open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
}

static int
open_file (const char *base, const char *user, GError **error)
{
  g_autofree char *name = dup_file_name (base, user);
  int fd = open_in (g_get_user_runtime_dir (), name);

  if (fd < 0)
    fd = open_in (g_get_user_data_dir (), name);
  if (fd < 0)
    {
      int saved = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved),
                   _ ("The note that this account is in use could not be written to %s: %s"),
                   g_get_user_data_dir (), g_strerror (saved));
    }
  return fd;
}

/* The sentence for whoever comes second; less of it while the holder has not yet written its note. */
static void
set_locked_error (int fd, GError **error)
{
  char note[64] = "";
  ssize_t length = pread (fd, note, sizeof note - 1, 0);
  g_auto (GStrv) words = g_strsplit (length > 0 ? note : "", " ", 3);
  g_autoptr (GDateTime) since = NULL;
  g_autofree char *clock = NULL;

  if (g_strv_length (words) >= 2)
    since = g_date_time_new_from_unix_local (g_ascii_strtoll (words[1], NULL, 10));
  if (since == NULL)
    {
      g_set_error_literal (error, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_LOCKED,
                           _ ("Already running on this computer with the same account."));
      return;
    }
  clock = g_date_time_format (since, "%H:%M");
  g_set_error (error, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_LOCKED,
               /* Translators: a time of day such as 09:12, then a process number */
               _ ("Already running since %s (process %d)."), clock,
               (int) g_ascii_strtoll (words[0], NULL, 10));
}

static void
write_note (int fd)
{
  g_autofree char *note = g_strdup_printf ("%d %" G_GINT64_FORMAT "\n", (int) getpid (),
                                           g_get_real_time () / G_USEC_PER_SEC);

  if (ftruncate (fd, 0) != 0 || pwrite (fd, note, strlen (note), 0) < 0)
    g_debug ("The account's note could not be written: %s", g_strerror (errno));
}

/**
 * bookout_account_lock_new:
 * @base: the portal's base address
 * @user: the account
 *
 * Takes the account for this process. A second lock in the same process is refused like any other.
 *
 * Errors: %BOOKOUT_SESSION_ERROR_LOCKED if another process, or another session of this one, has it;
 * #GIOErrorEnum if the lock's file cannot be made.
 *
 * Returns: (transfer full): the lock
 */
BookoutAccountLock *
bookout_account_lock_new (const char *base, const char *user, GError **error)
{
  BookoutAccountLock *self;
  int fd;

  g_return_val_if_fail (base != NULL && user != NULL, NULL);

  fd = open_file (base, user, error);
  if (fd < 0)
    return NULL;
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      set_locked_error (fd, error);
      close (fd);
      return NULL;
    }

  write_note (fd);
  self = g_new0 (BookoutAccountLock, 1);
  self->fd = fd;
  return self;
}

/**
 * bookout_account_lock_free:
 * @self: (transfer full): a lock; the account is free again
 */
void
bookout_account_lock_free (BookoutAccountLock *self)
{
  g_return_if_fail (self != NULL);

  close (self->fd);
  g_free (self);
}
