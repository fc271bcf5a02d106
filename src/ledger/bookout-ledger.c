/* bookout-ledger.c - the record on disk of runs, vehicles, attempts and sheets
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-ledger"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/vfs.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "bookout-ledger-change.h"
#include "bookout-ledger-query.h"
#include "bookout-ledger-recovery.h"
#include "bookout-ledger-schema.h"
#include "bookout-ledger-writer.h"
#include "bookout-ledger.h"

/* What survives a kill: each vehicle's result is here, on disk, before anybody is told of it. One SQLite file
 * per user. Changes go through the writer's thread, which owns the connection that writes; reads use a
 * connection of their own, so that a long list never waits for a commit nor a commit for it. A ledger in
 * memory has one connection only, and is read by the writer's thread too. No secret ever comes here. */

struct _BookoutLedger
{
  GObject parent_instance;

  BookoutLedgerWriter *writer;
  GMutex reader_lock;
  BookoutLedgerDatabase *reader; /* under reader_lock; NULL if the ledger is kept in memory */
  char *path;                    /* fixed; NULL if the ledger is kept in memory */
  char *recovery;                /* fixed; a sentence, or NULL */
};

/* How often this process has each file open: such a file must not be set aside, and the locks that would say so don't
 * show to the process that holds them. */
static GMutex paths_lock;
static GHashTable *open_paths; /* path → count; under paths_lock; made once, never freed */

G_DEFINE_FINAL_TYPE (BookoutLedger, bookout_ledger, G_TYPE_OBJECT)
G_DEFINE_QUARK (bookout_ledger_error_quark, bookout_ledger_error)

/* File systems of other computers: the WAL needs memory that all its users share. From linux/magic.h and the
 * kernel's cifs and smb2. */
#define MAGIC_NFS  0x6969u
#define MAGIC_SMB  0x517bu
#define MAGIC_CIFS 0xff534d42u
#define MAGIC_SMB2 0xfe534d42u

static gboolean
check_file_system (const char *folder, GError **error)
{
  g_autofree char *name = NULL;
  struct statfs fs;
  guint32 magic;

  if (statfs (folder, &fs) != 0)
    return TRUE; /* opening the file will say it better */

  magic = (guint32) fs.f_type;
  if (magic != MAGIC_NFS && magic != MAGIC_SMB && magic != MAGIC_CIFS && magic != MAGIC_SMB2)
    return TRUE;

  name = g_filename_display_name (folder);
  g_set_error (
      error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_IO,
      _ ("The record cannot be kept in the network folder '%s'. Set XDG_DATA_HOME to a folder on this computer."),
      name);

  return FALSE;
}

static gboolean
refuse_path (const char *path, int errsv, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, BOOKOUT_LEDGER_ERROR,
               errsv == ENOSPC || errsv == EDQUOT ? BOOKOUT_LEDGER_ERROR_NO_SPACE : BOOKOUT_LEDGER_ERROR_IO,
               _ ("The record '%s' cannot be created: %s."), name, g_strerror (errsv));

  return FALSE;
}

/* Sees to it that the file exists, for its owner only; SQLite gives the same mode to the files beside it. One that exists
 * is not even opened: closing it again would take away the locks of this process's other connections to it. */
static gboolean
make_file (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return refuse_path (path, errno, error);
  if (!check_file_system (folder, error))
    return FALSE;

  bookout_ledger_finish_recovery (path);
  fd = g_open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0600);
  if (fd < 0)
    return errno == EEXIST || refuse_path (path, errno, error);

  return g_close (fd, NULL);
}

static void
count_path (const char *path, int change)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&paths_lock);
  int count;

  if (open_paths == NULL)
    open_paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  count = GPOINTER_TO_INT (g_hash_table_lookup (open_paths, path)) + change;
  if (count > 0)
    g_hash_table_insert (open_paths, g_strdup (path), GINT_TO_POINTER (count));
  else
    g_hash_table_remove (open_paths, path);
}

static gboolean
is_open_here (const char *path)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&paths_lock);

  return open_paths != NULL && g_hash_table_contains (open_paths, path);
}

static gboolean
start_writer (BookoutLedger *self, const char *path, GError **error)
{
  g_autoptr (BookoutLedgerDatabase)
      database = bookout_ledger_database_open (path, BOOKOUT_LEDGER_ACCESS_WRITE, error);

  if (database == NULL || !bookout_ledger_schema_upgrade (database, path, bookout_ledger_schema_steps,
                                                          bookout_ledger_schema_n_steps, error))
    return FALSE;

  self->writer = bookout_ledger_writer_new (g_steal_pointer (&database), error);

  return self->writer != NULL;
}

static gboolean
open_file (BookoutLedger *self, const char *path, GError **error)
{
  if (!make_file (path, error) ||
      !bookout_ledger_schema_inspect (path, bookout_ledger_schema_n_steps, error) ||
      !start_writer (self, path, error))
    return FALSE;

  self->reader = bookout_ledger_database_open (path, BOOKOUT_LEDGER_ACCESS_READ, error);
  if (self->reader == NULL)
    return FALSE;

  self->path = g_strdup (path);
  count_path (path, 1);

  return TRUE;
}

static gboolean
query (BookoutLedger *self, BookoutLedgerChange function, gpointer data, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;

  if (self->reader == NULL)
    return bookout_ledger_writer_run (self->writer, function, data, error);

  locker = g_mutex_locker_new (&self->reader_lock);

  return function (self->reader, data, error);
}

static void
bookout_ledger_finalize (GObject *object)
{
  BookoutLedger *self = BOOKOUT_LEDGER (object);

  /* the writer last, so that it is the one that folds the WAL into the file */
  g_clear_pointer (&self->reader, bookout_ledger_database_free);
  g_clear_pointer (&self->writer, bookout_ledger_writer_free);
  g_mutex_clear (&self->reader_lock);
  if (self->path != NULL)
    count_path (self->path, -1);
  g_free (self->path);
  g_free (self->recovery);

  G_OBJECT_CLASS (bookout_ledger_parent_class)->finalize (object);
}

static void
bookout_ledger_class_init (BookoutLedgerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bookout_ledger_finalize;
}

static void
bookout_ledger_init (BookoutLedger *self)
{
  g_mutex_init (&self->reader_lock);
}

/**
 * bookout_ledger_default_path:
 *
 * Returns: (transfer full): bookout/ledger.db in the XDG data folder
 */
char *
bookout_ledger_default_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "bookout", "ledger.db", NULL);
}

/**
 * bookout_ledger_open:
 * @path: (nullable) (type filename): its file; %NULL for bookout_ledger_default_path(), "" to keep it in
 * memory
 * @error: return location
 *
 * Opens a ledger, makes it (and its folder, for its owner only) if it doesn't exist, and brings an older one
 * to the present version, after copying it to a file beside it. Several processes may have it open. Blocks,
 * for some 30 ms with 20,000 vehicles.
 *
 * Errors: %BOOKOUT_LEDGER_ERROR_DAMAGED and %BOOKOUT_LEDGER_ERROR_NEWER leave the file as it is;
 * %BOOKOUT_LEDGER_ERROR_BUSY, %BOOKOUT_LEDGER_ERROR_NO_SPACE, %BOOKOUT_LEDGER_ERROR_IO (also on a network
 * folder)
 *
 * Returns: (transfer full) (nullable): the ledger
 */
BookoutLedger *
bookout_ledger_open (const char *path, GError **error)
{
  g_autoptr (BookoutLedger) self = g_object_new (BOOKOUT_TYPE_LEDGER, NULL);
  g_autofree char *whole_path = NULL;

  if (g_strcmp0 (path, "") == 0)
    return start_writer (self, "", error) ? g_steal_pointer (&self) : NULL;

  whole_path = path != NULL ? g_canonicalize_filename (path, NULL) : bookout_ledger_default_path ();

  return open_file (self, whole_path, error) ? g_steal_pointer (&self) : NULL;
}

static gboolean
refuse_open_here (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (
      error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_BUSY,
      _ ("The record '%s' is damaged, and a run still uses it. It is made anew when Bookout starts again."),
      name);

  return FALSE;
}

/**
 * bookout_ledger_open_or_recover:
 * @path: (nullable) (type filename): as for bookout_ledger_open()
 * @error: return location
 *
 * Opens a ledger to write to it. A damaged one is renamed, with ".damaged-" and the time, never deleted, and a new one
 * is made of the runs that can still be read; bookout_ledger_get_recovery() tells it. A file of another program, or a
 * ledger of a newer Bookout, stays as it is. Blocks as bookout_ledger_open(), and for a damaged one for about a second
 * for a hundred runs of 2,000 vehicles.
 *
 * Errors: those of bookout_ledger_open() except %BOOKOUT_LEDGER_ERROR_DAMAGED; %BOOKOUT_LEDGER_ERROR_BUSY also if it is
 * damaged while somebody uses it
 *
 * Returns: (transfer full) (nullable): the ledger
 */
BookoutLedger *
bookout_ledger_open_or_recover (const char *path, GError **error)
{
  g_autoptr (GError) own = NULL;
  g_autofree char *whole_path = NULL;
  g_autofree char *words = NULL;
  BookoutLedger *self = bookout_ledger_open (path, &own);

  if (self != NULL)
    return self;
  if (!g_error_matches (own, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_DAMAGED))
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return NULL;
    }

  whole_path = path != NULL ? g_canonicalize_filename (path, NULL) : bookout_ledger_default_path ();
  if (is_open_here (whole_path) ? !refuse_open_here (whole_path, error)
                                : !bookout_ledger_recover (whole_path, &words, error))
    return NULL;

  self = bookout_ledger_open (path, error);
  if (self != NULL)
    self->recovery = g_steal_pointer (&words);

  return self;
}

/**
 * bookout_ledger_get_recovery:
 * @self: a ledger
 *
 * Returns: (nullable): what a person should be told about a damaged ledger that this one has taken the place of, in
 *   sentences; %NULL if nothing was wrong
 */
const char *
bookout_ledger_get_recovery (BookoutLedger *self)
{
  g_return_val_if_fail (BOOKOUT_IS_LEDGER (self), NULL);

  return self->recovery;
}

/**
 * bookout_ledger_add_run:
 * @run: its row; its id is set, its counts aren't looked at
 * @vehicles: (nullable) (element-type BookoutLedgerVehicle): its vehicles in inventory order, each reference
 * once
 * @error: return location
 *
 * Records a run with all its vehicles, or nothing. Blocks until it is on disk. Any thread.
 *
 * Errors: %BOOKOUT_LEDGER_ERROR_BUSY, %BOOKOUT_LEDGER_ERROR_NO_SPACE, %BOOKOUT_LEDGER_ERROR_DAMAGED,
 * %BOOKOUT_LEDGER_ERROR_IO
 *
 * Returns: whether it is recorded
 */
gboolean
bookout_ledger_add_run (BookoutLedger *self, BookoutLedgerRun *run, GPtrArray *vehicles, GError **error)
{
  g_autofree char *folder = NULL;
  BookoutLedgerAddRun add;

  g_return_val_if_fail (BOOKOUT_IS_LEDGER (self), FALSE);
  g_return_val_if_fail (run != NULL && run->folder != NULL, FALSE);

  folder = g_canonicalize_filename (run->folder, NULL);
  add = (BookoutLedgerAddRun){ .run = run, .folder = folder, .vehicles = vehicles };
  if (!bookout_ledger_writer_run (self->writer, bookout_ledger_change_add_run, &add, error))
    return FALSE;

  run->id = add.id;

  return TRUE;
}

/**
 * bookout_ledger_set_run_state:
 * @run_id: of the run
 * @state: "running", "stopped", "finished" or "interrupted"
 * @ended_at: Unix seconds, 0 while it runs
 * @error: return location
 *
 * Blocks until it is on disk. Any thread.
 *
 * Errors: %BOOKOUT_LEDGER_ERROR_NO_RUN, and those of bookout_ledger_add_run()
 *
 * Returns: whether it is recorded
 */
gboolean
bookout_ledger_set_run_state (BookoutLedger *self,
                              gint64 run_id,
                              const char *state,
                              gint64 ended_at,
                              GError **error)
{
  BookoutLedgerSetRunState set = { run_id, state, ended_at };

  g_return_val_if_fail (BOOKOUT_IS_LEDGER (self), FALSE);
  g_return_val_if_fail (state != NULL, FALSE);

  return bookout_ledger_writer_run (self->writer, bookout_ledger_change_set_run_state, &set, error);
}

/**
 * bookout_ledger_add_session:
 * @run_id: of the run that signed in
 * @signed_in_at: Unix seconds
 * @error: return location
 *
 * Blocks until it is on disk. Any thread.
 *
 * Errors: %BOOKOUT_LEDGER_ERROR_NO_RUN, and those of bookout_ledger_add_run()
 *
 * Returns: whether it is recorded
 */
gboolean
bookout_ledger_add_session (BookoutLedger *self, gint64 run_id, gint64 signed_in_at, GError **error)
{
  BookoutLedgerAddSession add = { run_id, signed_in_at };

  g_return_val_if_fail (BOOKOUT_IS_LEDGER (self), FALSE);

  return bookout_ledger_writer_run (self->writer, bookout_ledger_change_add_session, &add, error);
}

/**
 * bookout_ledger_take:
 * @run_id: of the run
 * @reference: of the vehicle
 *
 * A tab has taken the vehicle: its row becomes "in-work", unless it is settled. Doesn't wait, and may be
 * lost: after a crash it is only a hint at what was under way. Any thread.
 */
void
bookout_ledger_take (BookoutLedger *self, gint64 run_id, const char *reference)
{
  BookoutLedgerTake *take;

  g_return_if_fail (BOOKOUT_IS_LEDGER (self));
  g_return_if_fail (reference != NULL);

  take = g_new (BookoutLedgerTake, 1);
  take->run_id = run_id;
  take->reference = g_strdup (reference);
  bookout_ledger_writer_post (self->writer, bookout_ledger_change_take, take,
                              (GDestroyNotify) bookout_ledger_take_free);
}

/**
 * bookout_ledger_record:
 * @run_id: of the run
 * @attempt: how the attempt went
 * @vehicle: its new row; vin and description are kept if they are empty here
 * @error: return location
 *
 * Records an attempt and its vehicle's row in one transaction. Blocks until it is on disk. Any thread.
 *
 * Errors: %BOOKOUT_LEDGER_ERROR_NO_RUN if the run doesn't have that vehicle, and those of
 * bookout_ledger_add_run()
 *
 * Returns: whether both are recorded; neither is, otherwise
 */
gboolean
bookout_ledger_record (BookoutLedger *self,
                       gint64 run_id,
                       const BookoutLedgerAttempt *attempt,
                       const BookoutLedgerVehicle *vehicle,
                       GError **error)
{
  BookoutLedgerRecord record = { run_id, attempt, vehicle };

  g_return_val_if_fail (BOOKOUT_IS_LEDGER (self), FALSE);
  g_return_val_if_fail (attempt != NULL, FALSE);
  g_return_val_if_fail (vehicle != NULL && vehicle->reference != NULL, FALSE);

  return bookout_ledger_writer_run (self->writer, bookout_ledger_change_record, &record, error);
}

/**
 * bookout_ledger_set_vehicle:
 * @run_id: of the run
 * @vehicle: its new row; vin and description are kept if they are empty here
 * @error: return location
 *
 * As bookout_ledger_record(), without an attempt. Blocks until it is on disk. Any thread.
 *
 * Errors: %BOOKOUT_LEDGER_ERROR_NO_RUN if the run doesn't have that vehicle, and those of
 * bookout_ledger_add_run()
 *
 * Returns: whether it is recorded
 */
gboolean
bookout_ledger_set_vehicle (BookoutLedger *self,
                            gint64 run_id,
                            const BookoutLedgerVehicle *vehicle,
                            GError **error)
{
  BookoutLedgerRecord record = { run_id, NULL, vehicle };

  g_return_val_if_fail (BOOKOUT_IS_LEDGER (self), FALSE);
  g_return_val_if_fail (vehicle != NULL && vehicle->reference != NULL, FALSE);

  return bookout_ledger_writer_run (self->writer, bookout_ledger_change_record, &record, error);
}

static GPtrArray *
list_runs (BookoutLedger *self, const char *folder, GError **error)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_ledger_run_free);
  BookoutLedgerListRuns list = { folder, runs };

  if (!query (self, bookout_ledger_query_runs, &list, error))
    return NULL;

  return g_steal_pointer (&runs);
}

/**
 * bookout_ledger_find_run:
 * @folder: (type filename): a run's folder
 * @error: return location
 *
 * Blocks shortly. Any thread.
 *
 * Errors: %BOOKOUT_LEDGER_ERROR_NO_RUN, and those of reading
 *
 * Returns: (transfer full) (nullable): the newest run of that folder, with counts
 */
BookoutLedgerRun *
bookout_ledger_find_run (BookoutLedger *self, const char *folder, GError **error)
{
  g_autofree char *whole_folder = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GPtrArray) runs = NULL;

  g_return_val_if_fail (BOOKOUT_IS_LEDGER (self), NULL);
  g_return_val_if_fail (folder != NULL, NULL);

  whole_folder = g_canonicalize_filename (folder, NULL);
  runs = list_runs (self, whole_folder, error);
  if (runs == NULL)
    return NULL;
  if (runs->len > 0)
    return g_ptr_array_steal_index (runs, 0);

  name = g_filename_display_name (whole_folder);
  g_set_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_NO_RUN,
               _ ("There is no run of the folder '%s' to go on with."), name);

  return NULL;
}

/**
 * bookout_ledger_list_runs:
 * @error: return location
 *
 * Blocks shortly. Any thread.
 *
 * Errors: those of reading
 *
 * Returns: (transfer full) (nullable) (element-type BookoutLedgerRun): all runs, newest first, with counts
 */
GPtrArray *
bookout_ledger_list_runs (BookoutLedger *self, GError **error)
{
  g_return_val_if_fail (BOOKOUT_IS_LEDGER (self), NULL);

  return list_runs (self, NULL, error);
}

/**
 * bookout_ledger_list_vehicles:
 * @run_id: of the run
 * @error: return location
 *
 * Blocks shortly. Any thread.
 *
 * Errors: those of reading
 *
 * Returns: (transfer full) (nullable) (element-type BookoutLedgerVehicle): its vehicles in inventory order,
 *   those "in-work" given as "waiting"; empty if there is no such run
 */
GPtrArray *
bookout_ledger_list_vehicles (BookoutLedger *self, gint64 run_id, GError **error)
{
  g_autoptr (GPtrArray) vehicles = NULL;
  BookoutLedgerListVehicles list = { run_id, NULL };

  g_return_val_if_fail (BOOKOUT_IS_LEDGER (self), NULL);

  vehicles = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_ledger_vehicle_free);
  list.vehicles = vehicles;
  if (!query (self, bookout_ledger_query_vehicles, &list, error))
    return NULL;

  return g_steal_pointer (&vehicles);
}

/**
 * bookout_ledger_list_attempts:
 * @run_id: of the run
 * @reference: of the vehicle
 * @error: return location
 *
 * Blocks shortly. Any thread.
 *
 * Errors: those of reading
 *
 * Returns: (transfer full) (nullable) (element-type BookoutLedgerPastAttempt): what was tried for that vehicle in
 *   that run, oldest first; empty if there is no such run or vehicle
 */
GPtrArray *
bookout_ledger_list_attempts (BookoutLedger *self, gint64 run_id, const char *reference, GError **error)
{
  g_autoptr (GPtrArray) attempts = NULL;
  BookoutLedgerListAttempts list = { run_id, reference, NULL };

  g_return_val_if_fail (BOOKOUT_IS_LEDGER (self), NULL);
  g_return_val_if_fail (reference != NULL, NULL);

  attempts = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_ledger_past_attempt_free);
  list.attempts = attempts;
  if (!query (self, bookout_ledger_query_attempts, &list, error))
    return NULL;

  return g_steal_pointer (&attempts);
}

/**
 * bookout_ledger_list_vehicle_history:
 * @reference: of the vehicle, exactly as the inventory spells it
 * @error: return location
 *
 * Blocks shortly, however many runs there are: an index leads to the vehicle. Any thread.
 *
 * Errors: those of reading
 *
 * Returns: (transfer full) (nullable) (element-type BookoutLedgerPastVehicle): its row of each run that had it, newest
 *   run first, those "in-work" given as "waiting"
 */
GPtrArray *
bookout_ledger_list_vehicle_history (BookoutLedger *self, const char *reference, GError **error)
{
  g_autoptr (GPtrArray) vehicles = NULL;
  BookoutLedgerListHistory list = { reference, NULL };

  g_return_val_if_fail (BOOKOUT_IS_LEDGER (self), NULL);
  g_return_val_if_fail (reference != NULL, NULL);

  vehicles = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_ledger_past_vehicle_free);
  list.vehicles = vehicles;
  if (!query (self, bookout_ledger_query_history, &list, error))
    return NULL;

  return g_steal_pointer (&vehicles);
}

/* Runs that are forgotten stay so, whatever comes of their space: what can't be given back is used again. */
static void
give_space_back (BookoutLedger *self)
{
  g_autoptr (GError) error = NULL;
  BookoutLedgerGiveBack give_back = { 0 };

  do
    if (!bookout_ledger_writer_run_alone (self->writer, bookout_ledger_change_give_back, &give_back, &error))
      g_message ("The ledger's space was not given back: %s", error->message);
  while (error == NULL && give_back.n_left > 0);
}

/**
 * bookout_ledger_prune:
 * @before: Unix seconds: runs that ended earlier are forgotten
 * @keep_newest: so many of the newest runs are kept whatever their age
 * @n_removed: (out) (optional): runs that were forgotten
 * @error: return location
 *
 * Forgets runs with their vehicles and attempts, and makes the file smaller. Touches no sheet and no folder. A run that
 * has not ended, or has a vehicle without a result, is kept, and so is the newest run of each account. A folder whose run is
 * forgotten can still be gone on with and audited, by what is in it.
 * Each run is a transaction of its own, so that other tabs and processes record between. Blocks, for some 10 ms for a
 * run of 2,000 vehicles. Any thread.
 *
 * Errors: those of reading, and those of bookout_ledger_add_run(); runs that were forgotten until then stay so
 *
 * Returns: whether all of them are forgotten
 */
gboolean
bookout_ledger_prune (BookoutLedger *self, gint64 before, guint keep_newest, guint *n_removed, GError **error)
{
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (gint64));
  BookoutLedgerListForgettable list = { before, keep_newest, runs };
  guint n = 0;
  gboolean ok;

  g_return_val_if_fail (BOOKOUT_IS_LEDGER (self), FALSE);

  ok = query (self, bookout_ledger_query_forgettable, &list, error);
  for (guint i = 0; ok && i < runs->len; i++)
    {
      BookoutLedgerForget forget = { g_array_index (runs, gint64, i), FALSE };

      ok = bookout_ledger_writer_run (self->writer, bookout_ledger_change_forget, &forget, error);
      if (ok && forget.is_forgotten)
        n++;
    }

  if (n > 0)
    give_space_back (self);
  if (n_removed != NULL)
    *n_removed = n;

  return ok;
}
