/* bookout-sheet-file.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-sheet-file"
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bookout-evidence.h"
#include "bookout-pdf.h"
#include "bookout-sheet-file.h"

/* One sheet between the portal and its final name. What is written first is only ever a .part; it gets the final name when
 * the ledger already says verified, so that after a kill at any moment a final name without a row cannot be, and a row without the
 * name is mended by fetching the sheet again. One thread at a time: the worker that fetches it. */

/* Names tried for a .part, and for a held sheet: 165548.pdf.part, 165548.pdf.2.part … */
#define PARTS_MOST 9
#define HELD_MOST  1000

struct _BookoutSheetFile
{
  GObject parent_instance;

  BookoutFolder *folder; /* owned */
  char *name;            /* final name */
  char *part;            /* name of the .part; NULL while there is none */
  int descriptor;        /* of the .part; -1 while there is none, and after keep() or hold() */
  guint64 bytes_most;
  guint64 size; /* bytes written */
  GChecksum *checksum;
  gboolean is_whole;  /* finish() said so */
  gboolean is_synced; /* sync() said so */
};

static void sink_interface_init (BookoutSinkInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BookoutSheetFile,
                               bookout_sheet_file,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BOOKOUT_TYPE_SINK, sink_interface_init))

/* Makes the .part. The folder is locked and was swept, so a taken name is another sheet of this process that the file system
 * takes for the same (it does not tell "a" from "A"): that one is being written, so this one gets another name. */
static gboolean
create_part (BookoutSheetFile *self, GError **error)
{
  BookoutDirectory directory = bookout_folder_get_directory (self->folder);

  for (guint number = 1; number <= PARTS_MOST; number++)
    {
      g_autofree char *part = number == 1 ? g_strconcat (self->name, ".part", NULL)
                                          : g_strdup_printf ("%s.%u.part", self->name, number);

      self->descriptor = bookout_directory_create_file (&directory, part);
      if (self->descriptor >= 0)
        {
          self->part = g_steal_pointer (&part);
          return TRUE;
        }
      if (errno != EEXIST)
        break;
    }
  bookout_directory_set_error (error, &directory, self->name, errno);
  return FALSE;
}

static gboolean
sheet_file_accepts (BookoutSink *sink, const guint8 *head, gsize length)
{
  return bookout_pdf_begins (head, length);
}

static gboolean
sheet_file_write (BookoutSink *sink, const guint8 *data, gsize length, GError **error)
{
  BookoutSheetFile *self = BOOKOUT_SHEET_FILE (sink);
  BookoutDirectory directory = bookout_folder_get_directory (self->folder);

  if (length > self->bytes_most - self->size)
    {
      g_autofree char *most = g_format_size (self->bytes_most);

      g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_TOO_LARGE,
                   _ ("The sheet is larger than allowed (more than %s)."), most);
      return FALSE;
    }
  if (self->descriptor < 0 && !create_part (self, error))
    return FALSE;
  if (!bookout_directory_write (self->descriptor, data, length))
    {
      bookout_directory_set_error (error, &directory, self->name, errno);
      return FALSE;
    }
  g_checksum_update (self->checksum, data, length);
  self->size += length;
  return TRUE;
}

static void
sink_interface_init (BookoutSinkInterface *iface)
{
  iface->accepts = sheet_file_accepts;
  iface->write = sheet_file_write;
}

static void
bookout_sheet_file_finalize (GObject *object)
{
  BookoutSheetFile *self = BOOKOUT_SHEET_FILE (object);

  bookout_sheet_file_drop (self);
  g_checksum_free (self->checksum);
  g_free (self->name);
  g_object_unref (self->folder);

  G_OBJECT_CLASS (bookout_sheet_file_parent_class)->finalize (object);
}

static void
bookout_sheet_file_class_init (BookoutSheetFileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bookout_sheet_file_finalize;
}

static void
bookout_sheet_file_init (BookoutSheetFile *self)
{
  self->descriptor = -1;
  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
}

/**
 * bookout_sheet_file_new:
 * @folder: a folder opened with its lock
 * @name: final name, as bookout_sheet_name_for_reference() gives it
 * @bytes_most: bytes that it may have; a write beyond them fails
 *
 * Returns: (transfer full): a sheet of which nothing is on disk yet
 */
BookoutSheetFile *
bookout_sheet_file_new (BookoutFolder *folder, const char *name, guint64 bytes_most)
{
  BookoutSheetFile *self;

  g_return_val_if_fail (BOOKOUT_IS_FOLDER (folder), NULL);
  g_return_val_if_fail (bookout_directory_is_plain_name (name), NULL);

  self = g_object_new (BOOKOUT_TYPE_SHEET_FILE, NULL);
  self->folder = g_object_ref (folder);
  self->name = g_strdup (name);
  self->bytes_most = bytes_most;
  return self;
}

/**
 * bookout_sheet_file_finish:
 * @self: a sheet whose transfer is over
 * @error: return location
 *
 * Looks for the document's own beginning and end, whatever the transfer said of itself.
 *
 * Errors: as bookout_pdf_check_ends().
 *
 * Returns: %TRUE if it is a whole PDF, as far as its beginning and end tell
 */
gboolean
bookout_sheet_file_finish (BookoutSheetFile *self, GError **error)
{
  g_return_val_if_fail (BOOKOUT_IS_SHEET_FILE (self), FALSE);

  self->is_whole = bookout_pdf_check_ends (self->descriptor, self->size, error);
  return self->is_whole;
}

/**
 * bookout_sheet_file_get_size:
 * @self: the sheet
 *
 * Returns: bytes written so far
 */
guint64
bookout_sheet_file_get_size (BookoutSheetFile *self)
{
  g_return_val_if_fail (BOOKOUT_IS_SHEET_FILE (self), 0);

  return self->size;
}

/**
 * bookout_sheet_file_get_sha256:
 * @self: a sheet after bookout_sheet_file_finish(); nothing can be written after this call
 *
 * Returns: SHA-256 of what was written, in hex
 */
const char *
bookout_sheet_file_get_sha256 (BookoutSheetFile *self)
{
  g_return_val_if_fail (BOOKOUT_IS_SHEET_FILE (self), NULL);

  return g_checksum_get_string (self->checksum);
}

/**
 * bookout_sheet_file_get_name:
 * @self: the sheet
 *
 * Returns: the final name
 */
const char *
bookout_sheet_file_get_name (BookoutSheetFile *self)
{
  g_return_val_if_fail (BOOKOUT_IS_SHEET_FILE (self), NULL);

  return self->name;
}

/**
 * bookout_sheet_file_get_descriptor:
 * @self: the sheet
 *
 * Returns: the .part, open for reading and writing, for the sheet reader; -1 before the first write and once kept, held or
 *   dropped
 */
int
bookout_sheet_file_get_descriptor (BookoutSheetFile *self)
{
  g_return_val_if_fail (BOOKOUT_IS_SHEET_FILE (self), -1);

  return self->descriptor;
}

/**
 * bookout_sheet_file_sync:
 * @self: a finished sheet
 * @error: return location
 *
 * Returns when its contents are on disk. Never tried twice on the same file: after a failed fsync the kernel may have dropped
 * what it could not write, and a second one would say all is well.
 *
 * Errors: %BOOKOUT_SHEET_ERROR_NO_SPACE, %BOOKOUT_SHEET_ERROR_DISK.
 *
 * Returns: %TRUE if the sheet may be called verified
 */
gboolean
bookout_sheet_file_sync (BookoutSheetFile *self, GError **error)
{
  BookoutDirectory directory;
  int result;

  g_return_val_if_fail (BOOKOUT_IS_SHEET_FILE (self), FALSE);
  g_return_val_if_fail (self->is_whole && self->descriptor >= 0, FALSE);

  directory = bookout_folder_get_directory (self->folder);
  do
    result = fsync (self->descriptor);
  while (result != 0 && errno == EINTR);
  if (result != 0)
    {
      bookout_directory_set_error (error, &directory, self->name, errno);
      self->is_whole = FALSE;
      return FALSE;
    }
  self->is_synced = TRUE;
  return TRUE;
}

/* The .part has become something else: nothing to remove any more. */
static void
forget_part (BookoutSheetFile *self)
{
  g_clear_pointer (&self->part, g_free);
  if (self->descriptor >= 0)
    close (self->descriptor);
  self->descriptor = -1;
}

static gboolean
set_exists (BookoutSheetFile *self, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _ ("A file named '%s' is already in the folder."),
               self->name);
  return FALSE;
}

/* The .part has the final name now. */
static gboolean
make_last (BookoutSheetFile *self, const BookoutDirectory *directory, GError **error)
{
  if (!bookout_directory_sync (directory, error))
    {
      /* Whoever hears of an error takes the sheet for one that has no name yet. If this fails as well, going on with the run finds
       * the file and reads it. */
      bookout_directory_rename_new (directory, self->name, directory, self->part);
      return FALSE;
    }

  forget_part (self);
  return TRUE;
}

/**
 * bookout_sheet_file_keep:
 * @self: a sheet after bookout_sheet_file_sync()
 * @replace: whether a file that has its name is put aside (renamed), instead of being an error
 * @error: return location
 *
 * Gives the sheet its final name and makes the name last. Nothing is overwritten, whatever comes between. After an error the .part
 * is there again, and the call can be repeated.
 *
 * Errors: %G_IO_ERROR_EXISTS without @replace, else as bookout_directory_set_error().
 *
 * Returns: %TRUE if the sheet has its final name on disk
 */
gboolean
bookout_sheet_file_keep (BookoutSheetFile *self, gboolean replace, GError **error)
{
  BookoutDirectory directory;
  int errnum;

  g_return_val_if_fail (BOOKOUT_IS_SHEET_FILE (self), FALSE);
  g_return_val_if_fail (self->is_synced && self->part != NULL, FALSE);

  directory = bookout_folder_get_directory (self->folder);
  errnum = bookout_directory_rename_new (&directory, self->part, &directory, self->name);
  if (errnum == EEXIST && !replace)
    return set_exists (self, error);
  if (errnum == EEXIST)
    {
      g_autoptr (GError) failure = NULL;
      g_autofree char *aside = bookout_folder_put_aside (self->folder, self->name, &failure);

      /* Gone in between is as good as put aside. */
      if (aside == NULL && !g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      errnum = bookout_directory_rename_new (&directory, self->part, &directory, self->name);
    }
  if (errnum != 0)
    {
      bookout_directory_set_error (error, &directory, self->name, errnum);
      return FALSE;
    }

  return make_last (self, &directory, error);
}

/**
 * bookout_sheet_file_replace:
 * @self: a sheet after bookout_sheet_file_sync()
 * @error: return location
 *
 * As bookout_sheet_file_keep(), but what has its name gives way in the same step: only for a sheet that bookout_sheet_version_make()
 * has given another name. After an error the .part is there again, and that version is to be undone.
 *
 * Errors: as bookout_directory_set_error().
 *
 * Returns: %TRUE if the sheet has its final name on disk
 */
gboolean
bookout_sheet_file_replace (BookoutSheetFile *self, GError **error)
{
  BookoutDirectory directory;

  g_return_val_if_fail (BOOKOUT_IS_SHEET_FILE (self), FALSE);
  g_return_val_if_fail (self->is_synced && self->part != NULL, FALSE);

  directory = bookout_folder_get_directory (self->folder);
  if (renameat (directory.descriptor, self->part, directory.descriptor, self->name) != 0)
    {
      bookout_directory_set_error (error, &directory, self->name, errno);
      return FALSE;
    }

  return make_last (self, &directory, error);
}

/* "165548.pdf", "165548 (2).pdf" … */
static char *
held_name (const char *name, guint number)
{
  gsize stem = g_str_has_suffix (name, ".pdf") ? strlen (name) - strlen (".pdf") : strlen (name);

  if (number == 1)
    return g_strdup (name);
  return g_strdup_printf ("%.*s (%u)%s", (int) stem, name, number, name + stem);
}

static gboolean
is_taken (const BookoutDirectory *directory, const char *name, const char *suffix)
{
  g_autofree char *full = g_strconcat (name, suffix, NULL);
  struct stat about;

  return fstatat (directory->descriptor, full, &about, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Moves the .part, if there is one, to the first free name in @held; returns that name. */
static char *
move_to (BookoutSheetFile *self, const BookoutDirectory *held, GError **error)
{
  BookoutDirectory directory = bookout_folder_get_directory (self->folder);

  for (guint number = 1; number <= HELD_MOST; number++)
    {
      g_autofree char *name = held_name (self->name, number);
      int errnum = 0;

      if (is_taken (held, name, "") || is_taken (held, name, ".json"))
        continue;
      if (self->part != NULL)
        errnum = bookout_directory_rename_new (&directory, self->part, held, name);
      if (errnum == EEXIST)
        continue;
      if (errnum == 0)
        return g_steal_pointer (&name);
      bookout_directory_set_error (error, held, self->name, errnum);
      return NULL;
    }
  bookout_directory_set_error (error, held, self->name, EEXIST);
  return NULL;
}

/**
 * bookout_sheet_file_hold:
 * @self: a sheet, finished or not; without any bytes only the evidence is written
 * @reference: of the vehicle it was fetched for
 * @code: short word of the failure, "wrong-vehicle"
 * @reason: the failure in a sentence
 * @response_head: (nullable): status line and headers of the answer
 * @page: (nullable): the vehicle page that led to it
 * @error: return location
 *
 * Moves the sheet to run-data/held/ for a person to look at: NAME, NAME.json (reference, code, reason, time, SHA-256, size),
 * NAME.head.txt (without cookies and credentials, 16 KiB) and NAME.page.html (without hidden and password fields' values,
 * 1 MiB). A second one of the same name becomes "165548 (2).pdf".
 *
 * Errors: as bookout_directory_set_error().
 *
 * Returns: %TRUE if sheet and evidence are on disk
 */
gboolean
bookout_sheet_file_hold (BookoutSheetFile *self,
                         const char *reference,
                         const char *code,
                         const char *reason,
                         const char *response_head,
                         GBytes *page,
                         GError **error)
{
  BookoutDirectory held;
  BookoutEvidence evidence = { .reference = reference, .code = code, .reason = reason };
  g_autofree char *name = NULL;

  g_return_val_if_fail (BOOKOUT_IS_SHEET_FILE (self), FALSE);
  g_return_val_if_fail (reference != NULL && code != NULL && reason != NULL, FALSE);

  held = bookout_folder_get_held_directory (self->folder);
  evidence.sha256 = self->size > 0 ? bookout_sheet_file_get_sha256 (self) : NULL;
  evidence.size = self->size;
  evidence.response_head = response_head;
  evidence.page = page;

  name = move_to (self, &held, error);
  if (name == NULL)
    return FALSE;
  forget_part (self);
  return bookout_evidence_write (&evidence, &held, name, error);
}

/**
 * bookout_sheet_file_drop:
 * @self: the sheet
 *
 * Removes the .part, if there is one. A sheet that was kept or held stays where it is.
 */
void
bookout_sheet_file_drop (BookoutSheetFile *self)
{
  g_return_if_fail (BOOKOUT_IS_SHEET_FILE (self));

  if (self->part != NULL)
    unlinkat (bookout_folder_get_descriptor (self->folder), self->part, 0);
  forget_part (self);
  self->is_whole = FALSE;
  self->is_synced = FALSE;
}
