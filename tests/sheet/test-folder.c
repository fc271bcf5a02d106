/* test-folder.c; SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bookout-folder.h"
#include "sheet-fixtures.h"

static BookoutFolder *
open_ok (const char *path)
{
  g_autoptr (GError) error = NULL;
  BookoutFolder *folder = bookout_folder_open (path, TRUE, &error);

  g_assert_no_error (error);
  g_assert_nonnull (folder);
  return folder;
}

static void
assert_cannot_open (const char *path, gboolean lock, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (bookout_folder_open (path, lock, &error));
  g_assert_error (error, BOOKOUT_SHEET_ERROR, code);
}

static GBytes *
bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static void
test_new_destroy (void)
{
  char *root = fixture_folder_new ();
  g_autofree char *path = g_build_filename (root, "deep", "Bookouts", NULL);
  BookoutFolder *folder = open_ok (path);

  g_assert_cmpstr (bookout_folder_get_path (folder), ==, path);
  g_assert_cmpint (bookout_folder_get_descriptor (folder), >=, 0);
  g_assert_cmpuint (bookout_folder_get_free_space (folder), >, 0);
  g_assert_true (fixture_exists (path, "run-data/held"));
  g_assert_false (fixture_exists (path, ".bookout-probe.pdf.part"));
  g_assert_finalize_object (folder);

  /* and again, with what is there */
  folder = open_ok (path);
  g_assert_finalize_object (folder);
  fixture_folder_free (root);
}

static void
test_read_only (void)
{
  char *root = fixture_folder_new ();
  g_autofree char *missing = g_build_filename (root, "missing", NULL);
  g_autoptr (GBytes) text = bytes ("x");
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutFolder) folder = NULL;

  assert_cannot_open (missing, FALSE, BOOKOUT_SHEET_ERROR_FOLDER);
  g_assert_false (g_file_test (missing, G_FILE_TEST_EXISTS));

  folder = bookout_folder_open (root, FALSE, &error);
  g_assert_no_error (error);
  g_assert_false (fixture_exists (root, "run-data"));
  g_assert_null (bookout_folder_read (folder, "run-data/report.json", 100, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (bookout_folder_replace (folder, "report.json", text, &error));
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_FOLDER);
  g_clear_error (&error);
  g_assert_null (bookout_folder_put_aside (folder, "a.pdf", &error));
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_FOLDER);
  g_clear_object (&folder);
  fixture_folder_free (root);
}

/* A reader does not mind the lock, and does not break it. */
static void
test_read_while_locked (void)
{
  char *root = fixture_folder_new ();
  BookoutFolder *writer = open_ok (root);
  BookoutFolder *reader = bookout_folder_open (root, FALSE, NULL);

  g_assert_nonnull (reader);
  g_assert_finalize_object (reader);
  assert_cannot_open (root, TRUE, BOOKOUT_SHEET_ERROR_LOCKED);
  g_assert_finalize_object (writer);
  fixture_folder_free (root);
}

static void
test_replace_and_read (void)
{
  char *root = fixture_folder_new ();
  BookoutFolder *folder = open_ok (root);
  static const char *const names[] = { "note.txt", "run-data/report.json", "run-data/held/165548.json" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GBytes) one = bytes ("one"), second = bytes ("second");
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) got = NULL;
      g_autofree char *hash = NULL, *part = g_strconcat (names[i], ".part", NULL);
      g_autofree char *expected = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, second);
      guint64 size = 0;

      fixture_write (root, part, one); /* left by nobody in particular */
      g_assert_true (bookout_folder_replace (folder, names[i], one, &error));
      g_assert_true (bookout_folder_replace (folder, names[i], second, &error));
      got = bookout_folder_read (folder, names[i], 6, &error);
      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (got, second));
      hash = bookout_folder_hash (folder, names[i], &size, &error);
      g_assert_cmpstr (hash, ==, expected);
      g_assert_cmpuint (size, ==, 6);
      g_assert_false (fixture_exists (root, part));
      g_assert_null (bookout_folder_read (folder, names[i], 5, &error));
      g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_TOO_LARGE);
    }
  g_assert_finalize_object (folder);
  fixture_folder_free (root);
}

static void
test_names (void)
{
  char *root = fixture_folder_new ();
  BookoutFolder *folder = open_ok (root);
  g_autoptr (GBytes) text = bytes ("x");
  static const char *const names[] = { "../x", "a/b", "/etc/passwd", "run-data/../x", "run-data/held/../x",
                                       "",     ".",   "..",          "run-data/",     "run-data/held/" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (bookout_folder_replace (folder, names[i], text, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
      g_clear_error (&error);
      g_assert_cmpint (bookout_folder_open_sheet (folder, names[i], &error), ==, -1);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
    }
  g_assert_finalize_object (folder);
  fixture_folder_free (root);
}

static void
test_list (void)
{
  char *root = fixture_folder_new ();
  BookoutFolder *folder = open_ok (root);
  static const char *const names[] = { "b.pdf", "a.pdf", "c.pdf.part", "d.PDF", "e.txt" };
  g_autofree char *subfolder = g_build_filename (root, "z.pdf", NULL);
  g_autoptr (GBytes) text = bytes ("x");

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    fixture_write (root, names[i], text);
  g_assert_cmpint (g_mkdir (subfolder, 0700), ==, 0);
  for (int i = 0; i < 2; i++)
    {
      g_auto (GStrv) list = bookout_folder_list_sheets (folder, NULL);

      g_assert_cmpuint (g_strv_length (list), ==, 2);
      g_assert_cmpstr (list[0], ==, "a.pdf");
      g_assert_cmpstr (list[1], ==, "b.pdf");
    }
  g_assert_finalize_object (folder);
  fixture_folder_free (root);
}

/* What a process that died left goes; what belongs to others stays. */
static void
test_stale_parts (void)
{
  char *root = fixture_folder_new ();
  BookoutFolder *folder = open_ok (root);
  static const char *const gone[] = { "165548.pdf.part", "165548.pdf.2.part", "run-data/report.json.part",
                                      "run-data/held/165548.pdf.json.part" };
  static const char *const stays[] = { "film.part", "165548.pdf", "part", "x.2.part" };
  g_autoptr (GBytes) text = bytes ("x");

  for (gsize i = 0; i < G_N_ELEMENTS (gone); i++)
    fixture_write (root, gone[i], text);
  for (gsize i = 0; i < G_N_ELEMENTS (stays); i++)
    fixture_write (root, stays[i], text);
  g_assert_finalize_object (folder);
  folder = open_ok (root);
  for (gsize i = 0; i < G_N_ELEMENTS (gone); i++)
    g_assert_false (fixture_exists (root, gone[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (stays); i++)
    g_assert_true (fixture_exists (root, stays[i]));
  g_assert_finalize_object (folder);
  fixture_folder_free (root);
}

static void
test_links (void)
{
  char *root = fixture_folder_new ();
  char *elsewhere = fixture_folder_new ();
  g_autofree char *target = g_build_filename (elsewhere, "secret.pdf", NULL);
  g_autofree char *sheet = g_build_filename (root, "165548.pdf", NULL);
  g_autofree char *report = g_build_filename (root, "run-data", "report.json", NULL);
  g_autofree char *pipe_path = g_build_filename (root, "pipe.pdf", NULL);
  g_autoptr (GBytes) secret = bytes ("secret"), text = bytes ("x");
  g_autoptr (GBytes) after = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *aside = NULL;
  BookoutFolder *folder = open_ok (root);

  fixture_write (elsewhere, "secret.pdf", secret);
  g_assert_cmpint (symlink (target, sheet), ==, 0);
  g_assert_cmpint (symlink (target, report), ==, 0);
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);

  g_assert_cmpint (bookout_folder_open_sheet (folder, "165548.pdf", &error), ==, -1);
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_FOLDER);
  g_clear_error (&error);
  g_assert_cmpint (bookout_folder_open_sheet (folder, "pipe.pdf", &error), ==, -1);
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_FOLDER);
  g_clear_error (&error);
  g_assert_null (bookout_folder_read (folder, "run-data/report.json", 100, &error));
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_FOLDER);
  g_clear_error (&error);

  /* replaced and moved is the link, not what it leads to */
  g_assert_true (bookout_folder_replace (folder, "run-data/report.json", text, &error));
  g_assert_false (g_file_test (report, G_FILE_TEST_IS_SYMLINK));
  aside = bookout_folder_put_aside (folder, "165548.pdf", &error);
  g_assert_no_error (error);
  g_assert_false (fixture_exists (root, "165548.pdf"));
  after = fixture_read (elsewhere, "secret.pdf");
  g_assert_true (g_bytes_equal (after, secret));

  g_assert_finalize_object (folder);
  fixture_folder_free (root);
  fixture_folder_free (elsewhere);
}

/* run-data, held or the lock as links: refused, nothing made behind them. */
static void
test_traps (void)
{
  static const char *const traps[] = { "run-data", "run-data/held", "run-data/lock" };

  for (gsize i = 0; i < G_N_ELEMENTS (traps); i++)
    {
      char *root = fixture_folder_new ();
      char *elsewhere = fixture_folder_new ();
      g_autofree char *trap = g_build_filename (root, traps[i], NULL);
      g_autofree char *data = g_build_filename (root, "run-data", NULL);
      g_autoptr (GDir) dir = NULL;

      if (i > 0)
        g_assert_cmpint (g_mkdir (data, 0700), ==, 0);
      g_assert_cmpint (symlink (elsewhere, trap), ==, 0);
      assert_cannot_open (root, TRUE, BOOKOUT_SHEET_ERROR_FOLDER);
      dir = g_dir_open (elsewhere, 0, NULL);
      g_assert_null (g_dir_read_name (dir));
      fixture_folder_free (root);
      fixture_folder_free (elsewhere);
    }
}

/* A folder that is moved away and replaced by a link while it is open. */
static void
test_swapped (void)
{
  char *root = fixture_folder_new ();
  char *elsewhere = fixture_folder_new ();
  g_autofree char *path = g_build_filename (root, "Bookouts", NULL);
  g_autofree char *moved = g_build_filename (root, "moved", NULL);
  g_autoptr (GBytes) text = bytes ("x");
  BookoutFolder *folder = open_ok (path);

  g_assert_cmpint (g_rename (path, moved), ==, 0);
  g_assert_cmpint (symlink (elsewhere, path), ==, 0);
  g_assert_true (bookout_folder_replace (folder, "note.txt", text, NULL));
  g_assert_true (fixture_exists (moved, "note.txt"));
  g_assert_false (fixture_exists (elsewhere, "note.txt"));
  g_assert_finalize_object (folder);
  fixture_folder_free (root);
  fixture_folder_free (elsewhere);
}

static void
test_not_a_folder (void)
{
  char *root = fixture_folder_new ();
  g_autofree char *path = g_build_filename (root, "file", NULL);
  g_autofree char *below = g_build_filename (root, "file", "Bookouts", NULL);
  g_autoptr (GBytes) text = bytes ("x");

  fixture_write (root, "file", text);
  assert_cannot_open (path, TRUE, BOOKOUT_SHEET_ERROR_FOLDER);
  assert_cannot_open (path, FALSE, BOOKOUT_SHEET_ERROR_FOLDER);
  assert_cannot_open (below, TRUE, BOOKOUT_SHEET_ERROR_FOLDER);
  g_assert_cmpint (g_remove (path), ==, 0);

  /* a file where run-data should be */
  fixture_write (root, "run-data", text);
  assert_cannot_open (root, TRUE, BOOKOUT_SHEET_ERROR_FOLDER);
  fixture_folder_free (root);
}

/* /proc can be written to by nobody, root included. */
static void
test_read_only_place (void)
{
  if (!g_file_test ("/proc/self", G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("no /proc");
      return;
    }
  assert_cannot_open ("/proc/self", TRUE, BOOKOUT_SHEET_ERROR_FOLDER);
}

static void
test_put_aside (void)
{
  char *root = fixture_folder_new ();
  BookoutFolder *folder = open_ok (root);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *first = g_date_time_format (now, "165548 (kept %Y-%m-%d).pdf");
  g_autofree char *second = g_date_time_format (now, "165548 (kept %Y-%m-%d, 2).pdf");
  const char *const expected[] = { first, second };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (GBytes) text = bytes (i == 0 ? "one" : "two"), got = NULL;
      g_autofree char *aside = NULL;

      fixture_write (root, "165548.pdf", text);
      aside = bookout_folder_put_aside (folder, "165548.pdf", &error);
      g_assert_no_error (error);
      g_assert_cmpstr (aside, ==, expected[i]);
      got = fixture_read (root, aside);
      g_assert_true (g_bytes_equal (got, text));
    }
  g_assert_null (bookout_folder_put_aside (folder, "165548.pdf", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_finalize_object (folder);
  fixture_folder_free (root);
}

/* Another process has the folder, says so, and is killed: then it is free. */
static void
test_lock (void)
{
  char *root = fixture_folder_new ();
  g_autofree char *words = NULL;
  g_autoptr (GError) error = NULL;
  BookoutFolder *folder;
  int ready[2];
  char byte;
  pid_t child;

  g_assert_cmpint (pipe (ready), ==, 0);
  child = fork ();
  if (child == 0)
    {
      folder = bookout_folder_open (root, TRUE, NULL);
      if (folder == NULL || write (ready[1], "x", 1) != 1)
        _exit (1);
      for (;;)
        pause ();
    }
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  g_assert_null (bookout_folder_open (root, TRUE, &error));
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_LOCKED);
  words = g_strdup_printf ("(process %d)", (int) child);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_true (g_regex_match_simple ("^Already in use since [0-9]{2}:[0-9]{2} ", error->message, 0, 0));

  g_assert_cmpint (kill (child, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  folder = open_ok (root);
  g_assert_finalize_object (folder);
  close (ready[0]);
  close (ready[1]);
  fixture_folder_free (root);
}

/* A lock file with nonsense in it, and an old one. */
static void
test_lock_words (void)
{
  static const char *const contents[] = { "", "nonsense", "4711", "4711 0\n", "-1 -1\n" };
  char *root = fixture_folder_new ();
  BookoutFolder *folder = open_ok (root);

  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autofree char *path = g_build_filename (root, "run-data", "lock", NULL);
      g_autoptr (GError) error = NULL;
      int descriptor = open (path, O_WRONLY | O_TRUNC);

      g_assert_cmpint (write (descriptor, contents[i], strlen (contents[i])), ==,
                       (gssize) strlen (contents[i]));
      close (descriptor);
      g_assert_null (bookout_folder_open (root, TRUE, &error));
      g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_LOCKED);
      g_assert_cmpstr (error->message, ==, "The folder is already in use by another process.");
    }
  g_assert_finalize_object (folder);
  fixture_folder_free (root);
}

static gpointer
replace_worker (gpointer folder)
{
  g_autofree char *filler = g_strnfill (5000, 'x');
  g_autoptr (GBytes) text = bytes (filler);

  for (int i = 0; i < 20; i++)
    g_assert_true (bookout_folder_replace (folder, "run-data/report.json", text, NULL));
  return NULL;
}

static void
test_threads (void)
{
  char *root = fixture_folder_new ();
  BookoutFolder *folder = open_ok (root);
  g_autoptr (GBytes) got = NULL;
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("replace", replace_worker, folder);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  got = fixture_read (root, "run-data/report.json");
  g_assert_cmpuint (g_bytes_get_size (got), ==, 5000);
  g_assert_finalize_object (folder);
  fixture_folder_free (root);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/folder/new-destroy", test_new_destroy);
  g_test_add_func ("/folder/read-only", test_read_only);
  g_test_add_func ("/folder/read-while-locked", test_read_while_locked);
  g_test_add_func ("/folder/replace-and-read", test_replace_and_read);
  g_test_add_func ("/folder/names", test_names);
  g_test_add_func ("/folder/list", test_list);
  g_test_add_func ("/folder/stale-parts", test_stale_parts);
  g_test_add_func ("/folder/links", test_links);
  g_test_add_func ("/folder/traps", test_traps);
  g_test_add_func ("/folder/swapped", test_swapped);
  g_test_add_func ("/folder/not-a-folder", test_not_a_folder);
  g_test_add_func ("/folder/read-only-place", test_read_only_place);
  g_test_add_func ("/folder/put-aside", test_put_aside);
  g_test_add_func ("/folder/lock", test_lock);
  g_test_add_func ("/folder/lock-words", test_lock_words);
  g_test_add_func ("/folder/threads", test_threads);
  return g_test_run ();
}
