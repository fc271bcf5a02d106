/* bookout-ledger-recovery.c - sets a damaged ledger aside and makes it anew
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-ledger"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "bookout-ledger-recovery.h"
#include "bookout-ledger-salvage.h"
#include "bookout-ledger-schema.h"
#include "bookout-ledger.h"

/* The order survives a kill at any moment: what can be read goes into a file of its own first, which gets the name
 * ledger.db.recovered only once it is whole; then the damaged ledger gets its new name, its WAL before it, because a WAL
 * that was left beside the new ledger would be taken for that one's; then the recovered one gets the ledger's. Whoever
 * comes after a kill goes on from there.
 *
 * A file that somebody has open must not be renamed: its user would go on writing to it, and remove the new ledger's
 * WAL when it closes its own. Two that recover at once are kept apart by a lock of the folder. */

#define TRIES_MOST   20 /* until a process that only looked at the file is done */
#define TRY_AGAIN_US (100 * 1000)

/* Ways to name a file set aside within one second. */
#define NAMES_MOST 100

/* The bytes that SQLite locks while a file is open, from its file format: pending, reserved, shared. */
#define LOCKED_FROM   0x40000000
#define LOCKED_LENGTH 512

static gboolean
refuse (const char *path, int errsv, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, BOOKOUT_LEDGER_ERROR,
               errsv == ENOSPC || errsv == EDQUOT ? BOOKOUT_LEDGER_ERROR_NO_SPACE : BOOKOUT_LEDGER_ERROR_IO,
               _ ("The record '%s' is damaged and could not be set aside: %s."), name, g_strerror (errsv));

  return FALSE;
}

/* -1 with @error; closing it unlocks. */
static int
lock_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int descriptor = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (descriptor >= 0 && flock (descriptor, LOCK_EX) == 0)
    return descriptor;

  refuse (path, errno, error);
  if (descriptor >= 0)
    close (descriptor);

  return -1;
}

/* By another process; this one's own locks don't show. */
static gboolean
is_in_use (const char *path)
{
  struct flock lock = {
    .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = LOCKED_FROM, .l_len = LOCKED_LENGTH
  };
  int descriptor = g_open (path, O_RDWR | O_CLOEXEC, 0);
  gboolean in_use = descriptor >= 0 && fcntl (descriptor, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;

  if (descriptor >= 0)
    close (descriptor);

  return in_use;
}

static gboolean
wait_until_unused (const char *path, GError **error)
{
  g_autofree char *name = NULL;

  for (guint i = 0; i < TRIES_MOST; i++)
    {
      if (!is_in_use (path))
        return TRUE;
      g_usleep (TRY_AGAIN_US);
    }

  name = g_filename_display_name (path);
  g_set_error (
      error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_BUSY,
      _ ("The record '%s' is damaged, and another Bookout still uses it. Close that one, then try again."),
      name);

  return FALSE;
}

static void
remove_with_companions (const char *path)
{
  static const char *const endings[] = { "", "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *name = g_strconcat (path, endings[i], NULL);

      g_unlink (name);
    }
}

static BookoutLedgerDatabase *
make_empty (const char *path, GError **error)
{
  g_autoptr (BookoutLedgerDatabase) database = NULL;
  int descriptor;

  remove_with_companions (path);
  descriptor = g_open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0)
    {
      refuse (path, errno, error);
      return NULL;
    }
  close (descriptor);

  database = bookout_ledger_database_open (path, BOOKOUT_LEDGER_ACCESS_WRITE, error);
  if (database == NULL || !bookout_ledger_schema_upgrade (database, "", bookout_ledger_schema_steps,
                                                          bookout_ledger_schema_n_steps, error))
    return NULL;

  return g_steal_pointer (&database);
}

/* Into @recovered, by way of a .part. */
static gboolean
salvage (const char *path, const char *recovered, guint *n_runs, GError **error)
{
  g_autofree char *part = g_strconcat (recovered, ".part", NULL);
  g_autoptr (BookoutLedgerDatabase) to = make_empty (part, error);
  g_autoptr (BookoutLedgerDatabase) from = NULL;
  gboolean ok;

  if (to == NULL)
    return FALSE;

  from = bookout_ledger_database_open (path, BOOKOUT_LEDGER_ACCESS_READ,
                                       NULL); /* nothing, if it is no database */
  ok = from == NULL || bookout_ledger_salvage (from, to, n_runs, error);
  g_clear_pointer (&to, bookout_ledger_database_free); /* folds its WAL into it */
  if (ok && g_rename (part, recovered) != 0)
    ok = refuse (path, errno, error);
  if (!ok)
    remove_with_companions (part);

  return ok;
}

static char *
choose_name (const char *path)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%dT%H-%M-%SZ");
  g_autofree char *name = g_strdup_printf ("%s.damaged-%s", path, time);

  for (guint i = 2; i < NAMES_MOST && g_file_test (name, G_FILE_TEST_EXISTS); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s.damaged-%s-%u", path, time, i);
    }

  return g_steal_pointer (&name);
}

static gboolean
set_aside (const char *path, const char *aside, GError **error)
{
  static const char *const endings[] = { "-wal", "-shm", "-journal", "" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *from = g_strconcat (path, endings[i], NULL);
      g_autofree char *to = g_strconcat (aside, endings[i], NULL);

      if (g_rename (from, to) != 0 && errno != ENOENT)
        return refuse (path, errno, error);
    }

  return TRUE;
}

static char *
make_words (const char *aside, guint n_runs)
{
  g_autofree char *name = g_filename_display_name (aside);
  g_autofree char *what = n_runs == 0
                              ? g_strdup (_ ("none of its runs could be read"))
                              : g_strdup_printf (ngettext ("%u of its runs could still be read",
                                                           "%u of its runs could still be read", n_runs),
                                                 n_runs);

  /* TRANSLATORS: a file name, and how many runs could still be read */
  return g_strdup_printf (
      _ ("The record of past runs was damaged; it was set aside as '%s' and made anew; %s. A run "
         "that is missing comes back when you go on with its folder."),
      name, what);
}

static gboolean
count_runs (const char *path, guint *n_runs)
{
  g_autoptr (BookoutLedgerDatabase)
      database = bookout_ledger_database_open (path, BOOKOUT_LEDGER_ACCESS_READ, NULL);
  gint64 n;

  if (database == NULL || !bookout_ledger_database_read_int (database, "SELECT count(*) FROM runs", &n, NULL))
    return FALSE;

  *n_runs = (guint) n;

  return TRUE;
}

static gboolean
recover (const char *path, int folder, char **words, GError **error)
{
  g_autofree char *recovered = g_strconcat (path, ".recovered", NULL);
  g_autofree char *aside = NULL;
  guint n_runs = 0;

  if (!wait_until_unused (path, error))
    return FALSE;
  /* one that is there was made by a recovery that was killed, from the damaged ledger and what was in its WAL */
  if (!count_runs (recovered, &n_runs) && !salvage (path, recovered, &n_runs, error))
    return FALSE;

  aside = choose_name (path);
  if (!set_aside (path, aside, error))
    return FALSE;
  bookout_ledger_finish_recovery (path);
  fsync (folder);
  *words = make_words (aside, n_runs);

  return TRUE;
}

/**
 * bookout_ledger_recover:
 * @path: absolute, of a damaged ledger that this process does not have open
 * @words: (out) (nullable): a sentence about what was done; %NULL if somebody else was quicker
 * @error: return location
 *
 * Renames the damaged ledger and what belongs to it, to @path with ".damaged-" and the time, and puts a new one in its
 * place with the runs that could still be read. Blocks, for about a second for a hundred runs of 2,000 vehicles.
 *
 * Errors: %BOOKOUT_LEDGER_ERROR_BUSY if another process uses it, %BOOKOUT_LEDGER_ERROR_NO_SPACE and
 * %BOOKOUT_LEDGER_ERROR_IO if nothing can be written or renamed there, and those of
 * bookout_ledger_schema_inspect() except %BOOKOUT_LEDGER_ERROR_DAMAGED
 *
 * Returns: whether @path can be opened now
 */
gboolean
bookout_ledger_recover (const char *path, char **words, GError **error)
{
  g_autoptr (GError) own = NULL;
  int folder = lock_folder (path, error);
  gboolean ok;

  *words = NULL;
  if (folder < 0)
    return FALSE;

  ok = !g_file_test (path, G_FILE_TEST_EXISTS) ||
       bookout_ledger_schema_inspect (path, bookout_ledger_schema_n_steps, &own);
  if (g_error_matches (own, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_DAMAGED))
    ok = recover (path, folder, words, error);
  else if (own != NULL)
    g_propagate_error (error, g_steal_pointer (&own));
  close (folder);

  return ok;
}

/**
 * bookout_ledger_finish_recovery:
 * @path: absolute, of a ledger
 *
 * Gives a recovered ledger its name, if there is one and the name is free. Any thread and any number of processes.
 */
void
bookout_ledger_finish_recovery (const char *path)
{
  g_autofree char *recovered = g_strconcat (path, ".recovered", NULL);

  if (link (recovered, path) == 0)
    g_unlink (recovered);
  else if (errno != ENOENT && errno != EEXIST && !g_file_test (path, G_FILE_TEST_EXISTS))
    g_rename (recovered, path); /* a file system without links */
}
