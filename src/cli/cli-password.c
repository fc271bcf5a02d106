/* cli-password.c - where the program gets its password from
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-cli"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bookout-keyring.h"
#include "cli-password.h"
#include "cli-terminal.h"

/* A password lives in as few places as can be: the environment's copy is overwritten where it lies (unsetenv() alone leaves it readable in
 * /proc/PID/environ), the file is read without stdio's buffers, and every copy is wiped when freed. None is ever printed. Main thread,
 * before the loop. */

/* More is not a password but the wrong file. */
#define PASSWORD_BYTES_MOST 1024

static char *from_environment; /* owned; NULL once taken */

static char *
copy_wipeable (const char *password)
{
  gsize length = strlen (password);
  char *copy = g_malloc (length + 1);

  memcpy (copy, password, length + 1);
  return copy;
}

/**
 * cli_password_take_environment:
 *
 * Moves `BOOKOUT_PASSWORD` out of the environment, so that neither children nor /proc show it. To be called once, while the process has
 * one thread.
 */
void
cli_password_take_environment (void)
{
  /* getenv gives the block itself, not a copy: that is what is wanted here. */
  char *value = getenv (CLI_PASSWORD_ENVIRONMENT);

  if (value == NULL)
    return;

  if (*value != '\0')
    from_environment = copy_wipeable (value);
  explicit_bzero (value, strlen (value));
  unsetenv (CLI_PASSWORD_ENVIRONMENT);
}

/**
 * cli_password_free:
 * @password: (nullable) (transfer full): a password
 *
 * Wipes and frees.
 */
void
cli_password_free (char *password)
{
  if (password == NULL)
    return;

  explicit_bzero (password, strlen (password));
  g_free (password);
}

static void
warn_if_open_to_others (int descriptor, const char *path)
{
  struct stat about;

  if (fstat (descriptor, &about) == 0 && S_ISREG (about.st_mode) &&
      (about.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    g_printerr (_ ("bookout-cli: Others on this computer can read %s; “chmod 600” it.\n"), path);
}

/* Up to the limit plus one byte, so that the caller can tell that there is more. */
static gssize
read_whole (int descriptor, char *buffer, gsize size)
{
  gsize length = 0;

  while (length < size)
    {
      gssize n = read (descriptor, buffer + length, size - length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return -1;
      if (n == 0)
        break;
      length += n;
    }

  return length;
}

static gboolean
check_content (const char *buffer, gssize length, const char *path, GError **error)
{
  if (length < 0)
    g_set_error (error, CLI_ERROR, CLI_ERROR_PASSWORD, _ ("The password file %s cannot be read: %s."), path,
                 g_strerror (errno));
  else if (length == 0)
    g_set_error (error, CLI_ERROR, CLI_ERROR_PASSWORD, _ ("The password file %s is empty."), path);
  else if (length > PASSWORD_BYTES_MOST || memchr (buffer, '\0', length) != NULL)
    g_set_error (error, CLI_ERROR, CLI_ERROR_PASSWORD, _ ("%s is not a file with a password."), path);
  else
    return TRUE;

  return FALSE;
}

/* One line feed at the end is the editor's, not the password's; anything else is kept, spaces too. */
static gssize
without_line_end (const char *buffer, gssize length)
{
  if (length > 0 && buffer[length - 1] == '\n')
    length--;
  if (length > 0 && buffer[length - 1] == '\r')
    length--;

  return length;
}

static char *
read_file (const char *path, GError **error)
{
  char buffer[PASSWORD_BYTES_MOST + 1];
  gboolean is_stdin = g_str_equal (path, "-");
  int descriptor = is_stdin ? STDIN_FILENO : open (path, O_RDONLY | O_CLOEXEC);
  char *password = NULL;
  gssize length;

  if (descriptor < 0)
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_PASSWORD, _ ("The password file %s cannot be opened: %s."),
                   path, g_strerror (errno));
      return NULL;
    }

  warn_if_open_to_others (descriptor, path);
  length = without_line_end (buffer, read_whole (descriptor, buffer, sizeof buffer));
  if (check_content (buffer, length, path, error))
    {
      password = g_malloc (length + 1);
      memcpy (password, buffer, length);
      password[length] = '\0';
    }
  explicit_bzero (buffer, sizeof buffer);
  if (!is_stdin)
    close (descriptor);

  return password;
}

/* That there is no keyring is the rule on a server and no news; debug output is enough. */
static char *
look_up_keyring (BookoutPortal *portal, const char *user)
{
  g_autoptr (GError) error = NULL;
  char *found = bookout_keyring_lookup (bookout_portal_get_id (portal), bookout_portal_get_base (portal),
                                        user, NULL, &error);
  char *password = found != NULL ? copy_wipeable (found) : NULL;

  if (error != NULL)
    g_debug ("no password from the keyring: %s", error->message);
  if (found != NULL)
    bookout_keyring_free_password (found);

  return password;
}

static char *
ask (BookoutPortal *portal, const char *user, GError **error)
{
  g_autofree char *prompt = g_strdup_printf (_ ("Password of %s at %s: "), user,
                                             bookout_portal_get_name (portal));
  char *password = cli_terminal_ask (prompt, FALSE);

  if (password != NULL && *password != '\0')
    return password;

  cli_password_free (password);
  g_set_error_literal (
      error, CLI_ERROR, CLI_ERROR_PASSWORD,
      _ ("No password: set BOOKOUT_PASSWORD, give --password-file FILE, keep it in the keyring, or "
         "start this on a terminal."));
  return NULL;
}

/**
 * cli_password_find:
 * @options: may name a password file
 * @portal: where it is for
 * @user: whose it is
 * @error: return location
 *
 * A file that was named wins over the environment, which may be set for something else. The keyring may take ten seconds.
 *
 * Returns: (transfer full): the password, not empty; free with cli_password_free(). Errors: %CLI_ERROR_PASSWORD
 */
char *
cli_password_find (const CliOptions *options, BookoutPortal *portal, const char *user, GError **error)
{
  char *password;

  if (options->password_file != NULL)
    {
      g_clear_pointer (&from_environment, cli_password_free);
      return read_file (options->password_file, error);
    }
  if (from_environment != NULL)
    return g_steal_pointer (&from_environment);

  password = look_up_keyring (portal, user);
  return password != NULL ? password : ask (portal, user, error);
}
