/* test-sheet-file.c; SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef HAVE_SECCOMP
#include <seccomp.h>
#endif

#include "bookout-evidence.h"
#include "bookout-sheet-file.h"
#include "sheet-fixtures.h"

#define MOST (1024 * 1024)

typedef struct
{
  char *root;
  BookoutFolder *folder;
} Place;

static void
set_up (Place *place, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  place->root = fixture_folder_new ();
  place->folder = bookout_folder_open (place->root, TRUE, &error);
  g_assert_no_error (error);
}

static void
tear_down (Place *place, gconstpointer data)
{
  g_assert_finalize_object (place->folder);
  fixture_folder_free (place->root);
}

/* A sheet into which @bytes have been streamed in pieces. */
static BookoutSheetFile *
stream (BookoutFolder *folder, const char *name, GBytes *bytes)
{
  BookoutSheetFile *sheet = bookout_sheet_file_new (folder, name, MOST);
  g_autoptr (GError) error = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (gsize at = 0; at < size; at += 4000)
    {
      g_assert_true (bookout_sink_write (BOOKOUT_SINK (sheet), data + at, MIN (4000, size - at), &error));
      g_assert_no_error (error);
    }
  return sheet;
}

static void
test_new_destroy (Place *place, gconstpointer data)
{
  BookoutSheetFile *sheet = bookout_sheet_file_new (place->folder, "165548.pdf", MOST);

  g_assert_cmpstr (bookout_sheet_file_get_name (sheet), ==, "165548.pdf");
  g_assert_cmpint (bookout_sheet_file_get_descriptor (sheet), ==, -1);
  g_assert_false (fixture_exists (place->root, "165548.pdf.part"));
  g_assert_finalize_object (sheet);
}

static void
test_accepts (Place *place, gconstpointer data)
{
  g_autoptr (BookoutSheetFile) sheet = bookout_sheet_file_new (place->folder, "165548.pdf", MOST);
  g_autofree guint8 *head = g_malloc0 (2000);

  g_assert_true (bookout_sink_accepts (BOOKOUT_SINK (sheet), (const guint8 *) "%PDF-1.4", 8));
  g_assert_true (bookout_sink_accepts (BOOKOUT_SINK (sheet), (const guint8 *) "\r\n\r\n%PDF-1.4", 12));
  g_assert_false (bookout_sink_accepts (BOOKOUT_SINK (sheet), (const guint8 *) "<html>", 6));
  g_assert_false (bookout_sink_accepts (BOOKOUT_SINK (sheet), (const guint8 *) "", 0));
  memcpy (head + 1019, "%PDF-", 5);
  g_assert_true (bookout_sink_accepts (BOOKOUT_SINK (sheet), head, 1024));
  memset (head, 0, 2000);
  memcpy (head + 1020, "%PDF-", 5);
  g_assert_false (bookout_sink_accepts (BOOKOUT_SINK (sheet), head, 2000));
}

static void
test_keep (Place *place, gconstpointer data)
{
  g_autoptr (GBytes) bytes = fixture_sheet ("165548", NULL), got = NULL;
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  BookoutSheetFile *sheet = stream (place->folder, "165548.pdf", bytes);
  g_autoptr (GError) error = NULL;

  g_assert_true (fixture_exists (place->root, "165548.pdf.part"));
  g_assert_true (bookout_sheet_file_finish (sheet, &error));
  g_assert_cmpuint (bookout_sheet_file_get_size (sheet), ==, g_bytes_get_size (bytes));
  g_assert_cmpstr (bookout_sheet_file_get_sha256 (sheet), ==, hash);
  g_assert_true (bookout_sheet_file_sync (sheet, &error));
  g_assert_false (fixture_exists (place->root, "165548.pdf"));
  g_assert_true (bookout_sheet_file_keep (sheet, FALSE, &error));
  g_assert_false (fixture_exists (place->root, "165548.pdf.part"));
  got = fixture_read (place->root, "165548.pdf");
  g_assert_true (g_bytes_equal (got, bytes));
  g_assert_finalize_object (sheet);
  g_assert_true (fixture_exists (place->root, "165548.pdf"));
}

typedef struct
{
  const char *contents;
  int code; /* of BOOKOUT_SHEET_ERROR; -1 for whole */
} End;

static const End ends[] = {
  { "", BOOKOUT_SHEET_ERROR_EMPTY },
  { "%PDF-1.4\n", BOOKOUT_SHEET_ERROR_INCOMPLETE },
  { "%PDF-1.4\n%%EO", BOOKOUT_SHEET_ERROR_INCOMPLETE },
  { "<html></html>%%EOF", BOOKOUT_SHEET_ERROR_UNREADABLE },
  { "%PDF-1.4\n%%EOF", -1 },
  { "\n%PDF-1.4\n%%EOF\r\n\r\n", -1 },
};

static void
test_finish (Place *place, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (ends[i].contents, strlen (ends[i].contents));
      g_autoptr (BookoutSheetFile) sheet = stream (place->folder, "165548.pdf", bytes);
      g_autoptr (GError) error = NULL;
      gboolean whole = bookout_sheet_file_finish (sheet, &error);

      g_assert_true (whole == (ends[i].code < 0));
      if (!whole)
        g_assert_error (error, BOOKOUT_SHEET_ERROR, ends[i].code);
    }
  g_assert_false (fixture_exists (place->root, "165548.pdf.part"));
}

/* Cut at each eighth, a cairo PDF is never whole. */
static void
test_truncated (Place *place, gconstpointer data)
{
  g_autoptr (GBytes) whole = fixture_sheet ("165548", NULL);

  for (int eighth = 1; eighth < 8; eighth++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 0, g_bytes_get_size (whole) * eighth / 8);
      g_autoptr (BookoutSheetFile) sheet = stream (place->folder, "165548.pdf", part);
      g_autoptr (GError) error = NULL;

      g_assert_false (bookout_sheet_file_finish (sheet, &error));
      g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_INCOMPLETE);
    }
}

static void
test_too_large (Place *place, gconstpointer data)
{
  g_autoptr (BookoutSheetFile) sheet = bookout_sheet_file_new (place->folder, "165548.pdf", 10);
  g_autoptr (GError) error = NULL;

  g_assert_true (bookout_sink_write (BOOKOUT_SINK (sheet), (const guint8 *) "0123456789", 10, &error));
  g_assert_false (bookout_sink_write (BOOKOUT_SINK (sheet), (const guint8 *) "x", 1, &error));
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_TOO_LARGE);
}

static void
test_drop (Place *place, gconstpointer data)
{
  g_autoptr (GBytes) bytes = fixture_sheet ("165548", NULL);
  BookoutSheetFile *sheet = stream (place->folder, "165548.pdf", bytes);

  bookout_sheet_file_drop (sheet);
  g_assert_false (fixture_exists (place->root, "165548.pdf.part"));
  g_assert_cmpint (bookout_sheet_file_get_descriptor (sheet), ==, -1);
  bookout_sheet_file_drop (sheet);
  g_assert_finalize_object (sheet);

  sheet = stream (place->folder, "165548.pdf", bytes);
  g_assert_finalize_object (sheet);
  g_assert_false (fixture_exists (place->root, "165548.pdf.part"));
}

static BookoutSheetFile *
synced (BookoutFolder *folder, const char *name, GBytes *bytes)
{
  BookoutSheetFile *sheet = stream (folder, name, bytes);
  g_autoptr (GError) error = NULL;

  g_assert_true (bookout_sheet_file_finish (sheet, &error));
  g_assert_true (bookout_sheet_file_sync (sheet, &error));
  g_assert_no_error (error);
  return sheet;
}

static void
test_existing (Place *place, gconstpointer data)
{
  g_autoptr (GBytes) bytes = fixture_sheet ("165548", NULL), old = g_bytes_new_static ("old", 3), kept = NULL,
                     got = NULL;
  g_autoptr (BookoutSheetFile) sheet = synced (place->folder, "165548.pdf", bytes);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *aside = g_date_time_format (now, "165548 (kept %Y-%m-%d).pdf");
  g_autoptr (GError) error = NULL;

  fixture_write (place->root, "165548.pdf", old);
  g_assert_false (bookout_sheet_file_keep (sheet, FALSE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (fixture_exists (place->root, "165548.pdf.part"));

  g_assert_true (bookout_sheet_file_keep (sheet, TRUE, &error));
  g_assert_no_error (error);
  kept = fixture_read (place->root, aside);
  g_assert_true (g_bytes_equal (kept, old));
  got = fixture_read (place->root, "165548.pdf");
  g_assert_true (g_bytes_equal (got, bytes));
}

/* The .part's name is taken by a link to somewhere, and by another sheet that is being written. */
static void
test_taken_part (Place *place, gconstpointer data)
{
  char *elsewhere = fixture_folder_new ();
  g_autofree char *target = g_build_filename (elsewhere, "target", NULL);
  g_autofree char *link_path = g_build_filename (place->root, "165548.pdf.part", NULL);
  g_autoptr (GBytes) bytes = fixture_sheet ("165548", NULL);
  BookoutSheetFile *one, *two;

  g_assert_cmpint (symlink (target, link_path), ==, 0);
  one = synced (place->folder, "165548.pdf", bytes);
  two = synced (place->folder, "165548.pdf", bytes);
  g_assert_true (bookout_sheet_file_keep (one, FALSE, NULL));
  g_assert_true (bookout_sheet_file_keep (two, TRUE, NULL));
  g_assert_false (g_file_test (target, G_FILE_TEST_EXISTS));
  g_assert_finalize_object (one);
  g_assert_finalize_object (two);
  fixture_folder_free (elsewhere);
}

static void
test_hold (Place *place, gconstpointer data)
{
  g_autoptr (GBytes) bytes = fixture_sheet ("165548", NULL);
  g_autoptr (GBytes)
      page = g_bytes_new_static ("<p>165548<input type=hidden value=TOKEN><input name=a value=b>", 63 - 1);
  static const char head[] =
      "HTTP/1.1 200 OK\r\nSet-Cookie: session=SECRET\r\nContent-Type: application/pdf\r\n\r\n";
  const char *const names[] = { "run-data/held/165548.pdf", "run-data/held/165548 (2).pdf" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      BookoutSheetFile *sheet = stream (place->folder, "165548.pdf", bytes);
      g_autofree char *json_name = g_strconcat (names[i], ".json", NULL);
      g_autofree char *head_name = g_strconcat (names[i], ".head.txt", NULL);
      g_autofree char *page_name = g_strconcat (names[i], ".page.html", NULL);
      g_autoptr (GBytes) got = NULL, json = NULL, got_head = NULL, got_page = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (bookout_sheet_file_finish (sheet, &error));
      g_assert_true (bookout_sheet_file_hold (
          sheet, "165548", "wrong-vehicle", "The sheet names 165530, asked for 165548.", head, page, &error));
      g_assert_no_error (error);
      got = fixture_read (place->root, names[i]);
      g_assert_true (g_bytes_equal (got, bytes));
      json = fixture_read (place->root, json_name);
      g_assert_nonnull (
          g_strstr_len (g_bytes_get_data (json, NULL), g_bytes_get_size (json), "\"wrong-vehicle\""));
      g_assert_nonnull (g_strstr_len (g_bytes_get_data (json, NULL), g_bytes_get_size (json), "\"sha256\""));
      got_head = fixture_read (place->root, head_name);
      g_assert_null (g_strstr_len (g_bytes_get_data (got_head, NULL), g_bytes_get_size (got_head), "SECRET"));
      got_page = fixture_read (place->root, page_name);
      g_assert_null (g_strstr_len (g_bytes_get_data (got_page, NULL), g_bytes_get_size (got_page), "TOKEN"));
      g_assert_nonnull (
          g_strstr_len (g_bytes_get_data (got_page, NULL), g_bytes_get_size (got_page), "value=b"));
      g_assert_finalize_object (sheet);
    }
  g_assert_false (fixture_exists (place->root, "165548.pdf"));
  g_assert_false (fixture_exists (place->root, "165548.pdf.part"));
}

/* Nothing arrived, but why is worth keeping. */
static void
test_hold_nothing (Place *place, gconstpointer data)
{
  g_autoptr (BookoutSheetFile) sheet = bookout_sheet_file_new (place->folder, "165548.pdf", MOST);

  g_assert_true (bookout_sheet_file_hold (sheet, "165548", "no-document", "A page came.", NULL, NULL, NULL));
  g_assert_true (fixture_exists (place->root, "run-data/held/165548.pdf.json"));
  g_assert_false (fixture_exists (place->root, "run-data/held/165548.pdf"));
}

static void
test_clean_head (void)
{
  g_autofree char *clean = bookout_evidence_clean_head (
      "HTTP/1.1 200 OK\r\nSET-COOKIE: a=1;\r\n\tpath=/\r\nServer: x\r\n"
      "authorization: Basic x\nX: y\n folded\nCookie: z");
  g_autofree char *filler = g_strnfill (20000, 'x');
  g_autofree char *lines = g_strconcat ("A: b\n", "C: ", filler, "\n", NULL);
  g_autofree char *cut = bookout_evidence_clean_head (lines);

  g_assert_cmpstr (clean, ==, "HTTP/1.1 200 OK\r\nServer: x\r\nX: y\n folded\n");
  g_assert_cmpstr (cut, ==, "A: b\n");
}

typedef struct
{
  const char *page;
  const char *clean;
} Cleaned;

static void
test_clean_page (void)
{
  static const Cleaned table[] = {
    { "", "" },
    { "<", "<" },
    { "<p>a < b</p>", "<p>a < b</p>" },
    { "<INPUT TYPE='Hidden' VALUE='x>y'>z", "<!-- a hidden field -->z" },
    { "<input name=\"__RequestVerificationToken\" value=\"t\">", "<!-- a hidden field -->" },
    { "<input type=password value=p", "<!-- a hidden field -->" },
    { "<input name=StockNumber value=1>", "<input name=StockNumber value=1>" },
  };
  g_autofree char *filler = g_strnfill (BOOKOUT_EVIDENCE_PAGE_MOST + 10, 'x');
  g_autoptr (GBytes) large = g_bytes_new (filler, strlen (filler));
  g_autoptr (GBytes) cut = bookout_evidence_clean_page (large);

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GBytes) page = g_bytes_new_static (table[i].page, strlen (table[i].page));
      g_autoptr (GBytes) clean = bookout_evidence_clean_page (page);

      g_assert_cmpmem (g_bytes_get_data (clean, NULL), g_bytes_get_size (clean), table[i].clean,
                       strlen (table[i].clean));
    }
  g_assert_cmpuint (g_bytes_get_size (cut), ==, BOOKOUT_EVIDENCE_PAGE_MOST);
}

#ifdef HAVE_SECCOMP

/* A system call that fails from now on, in this process, as on a broken disk or an odd file system. */
static void
make_fail (int call, int errnum)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ALLOW);

  g_assert_cmpint (seccomp_rule_add (filter, SCMP_ACT_ERRNO ((guint16) errnum), call, 0), ==, 0);
  g_assert_cmpint (seccomp_load (filter), ==, 0);
  seccomp_release (filter);
}

typedef void (*InChild) (BookoutFolder *folder, const char *root);

/* Runs @function in a process of its own, which may break its own system calls. */
static void
run_in_child (InChild function)
{
  char *root = fixture_folder_new ();
  int status = 0;
  pid_t child = fork ();

  if (child == 0)
    {
      BookoutFolder *folder = bookout_folder_open (root, TRUE, NULL);

      function (folder, root);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  fixture_folder_free (root);
}

static void
check_kept_twice (BookoutFolder *folder, const char *root)
{
  g_autoptr (GBytes) bytes = fixture_sheet ("165548", NULL);
  BookoutSheetFile *one = synced (folder, "165548.pdf", bytes);
  BookoutSheetFile *two = synced (folder, "165548.pdf", bytes);
  g_autoptr (GError) error = NULL;

  g_assert_true (bookout_sheet_file_keep (one, FALSE, &error));
  g_assert_no_error (error);
  g_assert_false (bookout_sheet_file_keep (two, FALSE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (bookout_sheet_file_keep (two, TRUE, &error));
  g_assert_no_error (error);
}

static void
without_renameat2 (BookoutFolder *folder, const char *root)
{
  make_fail (SCMP_SYS (renameat2), EINVAL);
  check_kept_twice (folder, root);
}

static void
without_links (BookoutFolder *folder, const char *root)
{
  make_fail (SCMP_SYS (renameat2), ENOSYS);
  make_fail (SCMP_SYS (linkat), EPERM);
  check_kept_twice (folder, root);
}

static void
test_old_file_systems (void)
{
  run_in_child (without_renameat2);
  run_in_child (without_links);
}

static void
with_failing_fsync (BookoutFolder *folder, const char *root)
{
  g_autoptr (GBytes) bytes = fixture_sheet ("165548", NULL);
  BookoutSheetFile *sheet = stream (folder, "165548.pdf", bytes);
  g_autoptr (GError) error = NULL;

  g_assert_true (bookout_sheet_file_finish (sheet, NULL));
  make_fail (SCMP_SYS (fsync), EIO);
  g_assert_false (bookout_sheet_file_sync (sheet, &error));
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_DISK);
  g_clear_error (&error);
  g_assert_false (bookout_folder_replace (folder, "run-data/report.json", bytes, &error));
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_DISK);
  g_assert_false (fixture_exists (root, "run-data/report.json"));
  g_assert_finalize_object (sheet);
  g_assert_false (fixture_exists (root, "165548.pdf"));
}

static void
with_fsync_unknown_for_folders (BookoutFolder *folder, const char *root)
{
  g_autoptr (GBytes) bytes = fixture_sheet ("165548", NULL);
  BookoutSheetFile *sheet = synced (folder, "165548.pdf", bytes);
  g_autoptr (GError) error = NULL;

  make_fail (SCMP_SYS (fsync), EINVAL);
  g_assert_true (bookout_sheet_file_keep (sheet, FALSE, &error));
  g_assert_no_error (error);
}

static void
with_full_disk (BookoutFolder *folder, const char *root)
{
  BookoutSheetFile *sheet = bookout_sheet_file_new (folder, "165548.pdf", MOST);
  g_autoptr (GError) error = NULL;

  make_fail (SCMP_SYS (write), ENOSPC);
  g_assert_false (bookout_sink_write (BOOKOUT_SINK (sheet), (const guint8 *) "%PDF-", 5, &error));
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_NO_SPACE);
  g_assert_true (g_str_has_prefix (error->message, "No space left in '"));
  g_assert_true (g_str_has_suffix (error->message, " free)."));
}

static void
with_read_only_disk (BookoutFolder *folder, const char *root)
{
  BookoutSheetFile *sheet = bookout_sheet_file_new (folder, "165548.pdf", MOST);
  g_autoptr (GError) error = NULL;

  make_fail (SCMP_SYS (openat), EROFS);
  g_assert_false (bookout_sink_write (BOOKOUT_SINK (sheet), (const guint8 *) "%PDF-", 5, &error));
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_FOLDER);
}

static void
with_failing_rename (BookoutFolder *folder, const char *root)
{
  g_autoptr (GBytes) bytes = fixture_sheet ("165548", NULL);
  BookoutSheetFile *sheet = synced (folder, "165548.pdf", bytes);
  g_autoptr (GError) error = NULL;

  make_fail (SCMP_SYS (renameat2), ENOSPC);
  g_assert_false (bookout_sheet_file_keep (sheet, TRUE, &error));
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_NO_SPACE);
  g_clear_error (&error);
  g_assert_false (bookout_sheet_file_hold (sheet, "165548", "x", "y", NULL, NULL, &error));
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_NO_SPACE);
  g_assert_true (fixture_exists (root, "165548.pdf.part"));
}

static void
test_broken_disks (void)
{
  run_in_child (with_failing_fsync);
  run_in_child (with_fsync_unknown_for_folders);
  run_in_child (with_full_disk);
  run_in_child (with_read_only_disk);
  run_in_child (with_failing_rename);
}

#endif

/* A real full disk: a file system of 300 KB in memory, if this user may mount one. */
static void
test_small_disk (void)
{
  char *root = fixture_folder_new ();
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *filler = g_malloc0 (64 * 1024);
  BookoutFolder *folder;
  BookoutSheetFile *sheet;
  gboolean written = TRUE;

  if (mount ("tmpfs", root, "tmpfs", 0, "size=300k") != 0)
    {
      g_test_skip ("may not mount");
      fixture_folder_free (root);
      return;
    }
  folder = bookout_folder_open (root, TRUE, &error);
  g_assert_no_error (error);
  sheet = bookout_sheet_file_new (folder, "165548.pdf", MOST);
  for (int i = 0; written && i < 16; i++)
    written = bookout_sink_write (BOOKOUT_SINK (sheet), filler, 64 * 1024, &error);
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_NO_SPACE);
  g_clear_error (&error);

  /* a second folder on the full disk is refused at once */
  {
    g_autofree char *other = g_build_filename (root, "other", NULL);

    g_assert_null (bookout_folder_open (other, TRUE, &error));
    g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_NO_SPACE);
  }
  g_assert_finalize_object (sheet);
  g_assert_false (fixture_exists (root, "165548.pdf.part"));
  g_assert_finalize_object (folder);
  g_assert_cmpint (umount (root), ==, 0);
  fixture_folder_free (root);
}

#define ADD(name, function) g_test_add ("/sheet-file/" name, Place, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("new-destroy", test_new_destroy);
  ADD ("accepts", test_accepts);
  ADD ("keep", test_keep);
  ADD ("finish", test_finish);
  ADD ("truncated", test_truncated);
  ADD ("too-large", test_too_large);
  ADD ("drop", test_drop);
  ADD ("existing", test_existing);
  ADD ("taken-part", test_taken_part);
  ADD ("hold", test_hold);
  ADD ("hold-nothing", test_hold_nothing);
  g_test_add_func ("/sheet-file/clean-head", test_clean_head);
  g_test_add_func ("/sheet-file/clean-page", test_clean_page);
#ifdef HAVE_SECCOMP
  g_test_add_func ("/sheet-file/old-file-systems", test_old_file_systems);
  g_test_add_func ("/sheet-file/broken-disks", test_broken_disks);
#endif
  g_test_add_func ("/sheet-file/small-disk", test_small_disk);
  return g_test_run ();
}
