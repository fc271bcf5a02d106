/* bookout-audit.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-audit"
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "bookout-audit.h"
#include "bookout-pdf.h"
#include "bookout-sheet-name.h"

/* Goes through a folder with the same eyes that let its sheets in: whole PDF, its own text at the description's lines. Needs no
 * ledger, so it also tells what a folder from another computer is worth. The caller's thread hands files to two threads,
 * each with a sheet reader of its own (reading is processor time in the reader's process, and staff have two cores), and collects
 * what they say. */

#define READERS 2

/* One file, on its way through a thread and back. */
typedef struct
{
  const BookoutAuditEntry *entry; /* (nullable): borrowed from the audit, or @own */
  BookoutAuditEntry *own;         /* (nullable): made from the name of an unknown file */
  gboolean is_there;
  BookoutAuditFile *file; /* until it is in the result */
} Task;

/* Shared by the threads of one audit; all but the queue and @stop fixed while they run. */
typedef struct
{
  const BookoutAudit *audit;
  BookoutFolder *folder;
  GCancellable *cancellable;
  GPtrArray *tasks;  /* of Task */
  GAsyncQueue *done; /* of Task, back to the caller's thread */
  int next;          /* atomic: the first task that nobody took */
  int stop;          /* atomic: an error ends the audit */
  GMutex lock;
  GError *error; /* the first one; @lock */
} Walk;

static const char *const verdict_names[] = { "right",   "unproved", "wrong-vehicle", "unreadable",
                                             "altered", "missing",  "unknown" };
G_STATIC_ASSERT (G_N_ELEMENTS (verdict_names) == BOOKOUT_AUDIT_N_VERDICTS);

/**
 * bookout_audit_verdict_to_string:
 * @verdict: a verdict
 *
 * Returns: (transfer none): its word in reports
 */
const char *
bookout_audit_verdict_to_string (BookoutAuditVerdict verdict)
{
  g_return_val_if_fail ((guint) verdict < BOOKOUT_AUDIT_N_VERDICTS, "unknown");

  return verdict_names[verdict];
}

/**
 * bookout_audit_entry_new:
 * @name: file name in the folder
 * @reference: of the vehicle it should be
 * @vin: (nullable): of the vehicle
 * @sha256: (nullable): of the file when it was saved
 *
 * Returns: (transfer full): an entry with copies
 */
BookoutAuditEntry *
bookout_audit_entry_new (const char *name, const char *reference, const char *vin, const char *sha256)
{
  BookoutAuditEntry *self;

  g_return_val_if_fail (name != NULL && reference != NULL, NULL);

  self = g_new0 (BookoutAuditEntry, 1);
  self->name = g_strdup (name);
  self->reference = g_strdup (reference);
  self->vin = g_strdup (vin);
  self->sha256 = g_strdup (sha256);
  return self;
}

/**
 * bookout_audit_entry_free:
 * @self: (nullable) (transfer full): an entry
 */
void
bookout_audit_entry_free (BookoutAuditEntry *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->reference);
  g_free (self->vin);
  g_free (self->sha256);
  g_free (self);
}

static void
file_free (BookoutAuditFile *file)
{
  if (file == NULL)
    return;
  g_free (file->name);
  g_free (file->reference);
  g_free (file->reason);
  g_free (file->sha256);
  g_free (file);
}

/**
 * bookout_audit_result_free:
 * @self: (nullable) (transfer full): a result
 */
void
bookout_audit_result_free (BookoutAuditResult *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->files);
  g_free (self);
}

static void
task_free (Task *task)
{
  file_free (task->file);
  bookout_audit_entry_free (task->own);
  g_free (task);
}

static Task *
task_new (const char *name, const BookoutAuditEntry *entry, gboolean is_there)
{
  Task *task = g_new0 (Task, 1);

  task->entry = entry;
  task->is_there = is_there;
  task->file = g_new0 (BookoutAuditFile, 1);
  task->file->name = g_strdup (name);
  if (entry != NULL)
    task->file->reference = g_strdup (entry->reference);
  return task;
}

/* A file that nobody expects. Without a list of what is, its own name says what it should be. */
static Task *
task_new_unexpected (const BookoutAudit *audit, const char *name)
{
  Task *task = task_new (name, NULL, TRUE);
  g_autofree char *reference = bookout_sheet_name_to_reference (name);

  if (audit->entries == NULL && reference != NULL)
    {
      task->own = bookout_audit_entry_new (name, reference, NULL, NULL);
      task->entry = task->own;
    }
  task->file->reference = g_steal_pointer (&reference);
  return task;
}

static int
compare_tasks (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(Task *const *) a)->file->name, (*(Task *const *) b)->file->name);
}

/* What is expected and what is there, by name. */
static GPtrArray *
list_tasks (const BookoutAudit *audit, BookoutFolder *folder, GError **error)
{
  g_auto (GStrv) names = bookout_folder_list_sheets (folder, error);
  g_autoptr (GHashTable) there = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func ((GDestroyNotify) task_free);

  if (names == NULL)
    return NULL;
  for (guint i = 0; names[i] != NULL; i++)
    g_hash_table_add (there, names[i]);
  for (guint i = 0; audit->entries != NULL && i < audit->entries->len; i++)
    {
      const BookoutAuditEntry *entry = g_ptr_array_index (audit->entries, i);

      g_ptr_array_add (tasks, task_new (entry->name, entry, g_hash_table_remove (there, entry->name)));
    }
  for (guint i = 0; names[i] != NULL; i++)
    if (g_hash_table_contains (there, names[i]))
      g_ptr_array_add (tasks, task_new_unexpected (audit, names[i]));
  g_ptr_array_sort (tasks, compare_tasks);
  return g_steal_pointer (&tasks);
}

static BookoutScope *
make_scope (const BookoutAudit *audit, const BookoutAuditEntry *entry)
{
  BookoutScope *scope;

  if (audit->make_scope != NULL)
    return audit->make_scope (entry, audit->scope_data);
  scope = bookout_scope_new (NULL);
  bookout_scope_set (scope, "reference", entry->reference);
  bookout_scope_set (scope, "vin", entry->vin != NULL ? entry->vin : "");
  return scope;
}

static BookoutAuditVerdict
verdict_of (const GError *error)
{
  if (error->domain != BOOKOUT_SHEET_ERROR)
    return BOOKOUT_AUDIT_UNREADABLE;
  switch ((BookoutSheetError) error->code)
    {
    case BOOKOUT_SHEET_ERROR_OTHER_VEHICLE:
    case BOOKOUT_SHEET_ERROR_CONFLICT:
      return BOOKOUT_AUDIT_WRONG_VEHICLE;
    case BOOKOUT_SHEET_ERROR_NO_TEXT:
    case BOOKOUT_SHEET_ERROR_NO_WITNESS:
      return BOOKOUT_AUDIT_UNPROVED;
    case BOOKOUT_SHEET_ERROR_EMPTY:
    case BOOKOUT_SHEET_ERROR_INCOMPLETE:
    case BOOKOUT_SHEET_ERROR_TOO_LARGE:
    case BOOKOUT_SHEET_ERROR_UNREADABLE:
    case BOOKOUT_SHEET_ERROR_NO_DATE: /* a sheet that was right stays so, so an audit asks for no date */
    case BOOKOUT_SHEET_ERROR_OUTDATED:
    case BOOKOUT_SHEET_ERROR_FOLDER:
    case BOOKOUT_SHEET_ERROR_NO_SPACE:
    case BOOKOUT_SHEET_ERROR_DISK:
    case BOOKOUT_SHEET_ERROR_LOCKED:
    case BOOKOUT_SHEET_ERROR_READER:
    default:
      return BOOKOUT_AUDIT_UNREADABLE;
    }
}

static void
settle (BookoutAuditFile *file, BookoutAuditVerdict verdict, const char *reason)
{
  file->verdict = verdict;
  g_free (file->reason);
  file->reason = g_strdup (reason);
}

/* Errors that say nothing about the sheet, only that the audit cannot go on. */
static gboolean
ends_audit (const GError *error)
{
  return g_error_matches (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_READER) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         error->domain == BOOKOUT_TEMPLATE_ERROR || error->domain == G_REGEX_ERROR;
}

/* Whether the open file names its vehicle. */
static BookoutProof
prove (Walk *walk, BookoutSheetReader *reader, Task *task, int descriptor, GError **error)
{
  g_autoptr (BookoutSheetText) text = NULL;
  g_autoptr (BookoutScope) scope = NULL;

  if (!bookout_pdf_check_ends (descriptor, task->file->size, error))
    return BOOKOUT_PROOF_NONE;
  text = bookout_sheet_reader_read (reader, descriptor, 0, walk->cancellable, error);
  if (text == NULL)
    return BOOKOUT_PROOF_NONE;
  scope = make_scope (walk->audit, task->entry);
  return bookout_identity_check (walk->audit->witnesses, text, scope, error);
}

static void
judge (Task *task, BookoutProof proof, const GError *failure)
{
  BookoutAuditFile *file = task->file;

  if (failure != NULL)
    settle (file, verdict_of (failure), failure->message);
  else if (proof == BOOKOUT_PROOF_TEXT)
    settle (file, BOOKOUT_AUDIT_RIGHT, NULL);
  else
    settle (file, BOOKOUT_AUDIT_UNPROVED,
            _ ("This portal's sheets have no text that could prove whose they are."));

  if ((file->verdict == BOOKOUT_AUDIT_RIGHT || file->verdict == BOOKOUT_AUDIT_UNPROVED) &&
      task->entry->sha256 != NULL && g_ascii_strcasecmp (task->entry->sha256, file->sha256) != 0)
    settle (file, BOOKOUT_AUDIT_ALTERED, _ ("The file was changed after it was saved."));
}

/* FALSE with an error that ends the audit. */
static gboolean
check_open (Walk *walk, BookoutSheetReader *reader, Task *task, int descriptor, GError **error)
{
  g_autoptr (GError) failure = NULL;
  BookoutProof proof;

  task->file->sha256 = bookout_directory_hash (descriptor, &task->file->size);
  if (task->file->sha256 == NULL)
    {
      settle (task->file, BOOKOUT_AUDIT_UNREADABLE, g_strerror (errno));
      return TRUE;
    }
  proof = prove (walk, reader, task, descriptor, &failure);
  if (failure != NULL && ends_audit (failure))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  judge (task, proof, failure);
  return TRUE;
}

static gboolean
check (Walk *walk, BookoutSheetReader *reader, Task *task, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gboolean go_on = TRUE;
  int descriptor;

  if (!task->is_there)
    {
      settle (task->file, BOOKOUT_AUDIT_MISSING, _ ("The file is not in the folder."));
      return TRUE;
    }
  if (task->entry == NULL)
    {
      settle (task->file, BOOKOUT_AUDIT_UNKNOWN, _ ("No vehicle of the run has this file."));
      return TRUE;
    }
  descriptor = bookout_folder_open_sheet (walk->folder, task->file->name, &failure);
  if (descriptor >= 0)
    {
      go_on = check_open (walk, reader, task, descriptor, error);
      close (descriptor);
    }
  else if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    settle (task->file, BOOKOUT_AUDIT_MISSING, failure->message);
  else
    settle (task->file, BOOKOUT_AUDIT_UNREADABLE, failure->message);
  return go_on;
}

static void
end_walk (Walk *walk, GError *error)
{
  g_mutex_lock (&walk->lock);
  if (walk->error == NULL)
    walk->error = g_steal_pointer (&error);
  g_mutex_unlock (&walk->lock);
  g_clear_error (&error);
  g_atomic_int_set (&walk->stop, TRUE);
}

/* Takes one task after the other; gives each back, and the walk itself at the end. */
static gpointer
check_worker (gpointer data)
{
  Walk *walk = data;
  g_autoptr (BookoutSheetReader) reader = bookout_sheet_reader_new (walk->audit->program);

  while (!g_atomic_int_get (&walk->stop))
    {
      guint index = (guint) g_atomic_int_add (&walk->next, 1);
      g_autoptr (GError) error = NULL;
      Task *task;

      if (index >= walk->tasks->len)
        break;
      task = g_ptr_array_index (walk->tasks, index);
      if (g_cancellable_set_error_if_cancelled (walk->cancellable, &error) ||
          !check (walk, reader, task, &error))
        {
          end_walk (walk, g_steal_pointer (&error));
          break;
        }
      g_async_queue_push (walk->done, task);
    }
  g_async_queue_push (walk->done, walk);
  return NULL;
}

/* In the caller's thread: counts and tells, until both threads have ended. */
static void
collect (Walk *walk, BookoutAuditResult *result)
{
  guint done = 0;

  for (guint ended = 0; ended < READERS;)
    {
      gpointer item = g_async_queue_pop (walk->done);
      const BookoutAuditFile *file;

      if (item == walk)
        {
          ended++;
          continue;
        }
      file = ((Task *) item)->file;
      result->counts[file->verdict]++;
      done++;
      if (walk->audit->progress != NULL)
        walk->audit->progress (file, done, walk->tasks->len, walk->audit->progress_data);
    }
}

/**
 * bookout_audit_run:
 * @self: what to audit
 * @folder: the folder; opened for reading is enough
 * @cancellable: (nullable): ends it between or within files
 * @error: return location
 *
 * Reads every sheet that is expected or, without a list, every one whose name gives a reference. A file that names another
 * vehicle is called that even if it was altered too. Blocks, for some milliseconds a sheet; starts two sheet readers and ends
 * them.
 *
 * Errors: %BOOKOUT_SHEET_ERROR_READER, %BOOKOUT_SHEET_ERROR_FOLDER, %BOOKOUT_SHEET_ERROR_DISK, #BookoutTemplateError,
 * #GRegexError, %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full): what was found, or %NULL
 */
BookoutAuditResult *
bookout_audit_run (const BookoutAudit *self, BookoutFolder *folder, GCancellable *cancellable, GError **error)
{
  g_autoptr (BookoutAuditResult) result = NULL;
  g_autoptr (GPtrArray) tasks = NULL;
  g_autoptr (GAsyncQueue) done = NULL;
  GThread *threads[READERS];
  Walk walk = { .audit = self, .folder = folder, .cancellable = cancellable };

  g_return_val_if_fail (self != NULL && self->witnesses != NULL, NULL);
  g_return_val_if_fail (BOOKOUT_IS_FOLDER (folder), NULL);

  tasks = list_tasks (self, folder, error);
  if (tasks == NULL)
    return NULL;
  done = g_async_queue_new ();
  result = g_new0 (BookoutAuditResult, 1);
  result->files = g_ptr_array_new_with_free_func ((GDestroyNotify) file_free);
  walk.tasks = tasks;
  walk.done = done;
  g_mutex_init (&walk.lock);

  for (guint i = 0; i < READERS; i++)
    threads[i] = g_thread_new ("bookout-audit", check_worker, &walk);
  collect (&walk, result);
  for (guint i = 0; i < READERS; i++)
    g_thread_join (threads[i]);
  g_mutex_clear (&walk.lock);

  if (walk.error != NULL)
    {
      g_propagate_error (error, walk.error);
      return NULL;
    }
  for (guint i = 0; i < tasks->len; i++)
    g_ptr_array_add (result->files, g_steal_pointer (&((Task *) g_ptr_array_index (tasks, i))->file));
  return g_steal_pointer (&result);
}
