/* test-sheet-version.c - old sheets that become dated versions
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "bookout-sheet-file.h"
#include "bookout-sheet-version.h"

#define OLD     "%PDF-1.4 old\n%%EOF\n"
#define NEW     "%PDF-1.4 new\n%%EOF\n"
#define NAME    "165548.pdf"
#define VERSION "run-data/versions/165548 (2026-11-20).pdf"
#define SECOND  "run-data/versions/165548 (2026-11-20, 2).pdf"

/* Noon of 20 November 2026, so that it is that day in most of the world. */
#define TIME 1795176000

typedef struct
{
  char *dir;
  BookoutFolder *folder;
  BookoutManifestEntry *sheet;
} Fixture;

static char *
path_of (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->dir, name, NULL);
}

static void
put (Fixture *fixture, const char *name, const char *contents)
{
  g_autofree char *path = path_of (fixture, name);

  g_assert_true (g_file_set_contents (path, contents, -1, NULL));
}

static void
take_away (Fixture *fixture, const char *name)
{
  g_autofree char *path = path_of (fixture, name);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* @contents: %NULL if there is none. */
static void
assert_contents (Fixture *fixture, const char *name, const char *contents)
{
  g_autofree char *path = path_of (fixture, name);
  g_autofree char *found = NULL;

  g_file_get_contents (path, &found, NULL, NULL);
  g_assert_cmpstr (found, ==, contents);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, OLD, -1);
  g_autoptr (GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("bookout-version-XXXXXX", NULL);
  fixture->folder = bookout_folder_open (fixture->dir, TRUE, &error);
  g_assert_no_error (error);
  fixture->sheet = bookout_manifest_entry_new (NAME, "165548", hash, strlen (OLD), BOOKOUT_PROOF_TEXT, TIME);
  put (fixture, NAME, OLD);
}

static void
remove_below (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_below (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->folder);
  bookout_manifest_entry_free (fixture->sheet);
  remove_below (fixture->dir);
  g_free (fixture->dir);
}

static void
assert_version (Fixture *fixture, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *version = bookout_sheet_version_make (fixture->folder, fixture->sheet, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (version, ==, expected);
}

static void
replace (Fixture *fixture)
{
  g_autoptr (BookoutSheetFile) file = bookout_sheet_file_new (fixture->folder, NAME, 1000);
  g_autoptr (GError) error = NULL;

  g_assert_true (bookout_sink_write (BOOKOUT_SINK (file), (const guint8 *) NEW, strlen (NEW), &error));
  g_assert_true (bookout_sheet_file_finish (file, &error));
  g_assert_true (bookout_sheet_file_sync (file, &error));
  g_assert_true (bookout_sheet_file_replace (file, &error));
  g_assert_no_error (error);
}

static void
test_renewed (Fixture *fixture, gconstpointer data)
{
  assert_version (fixture, VERSION);
  assert_contents (fixture, NAME, OLD);
  assert_contents (fixture, VERSION, OLD);
  replace (fixture);
  assert_contents (fixture, NAME, NEW);
  assert_contents (fixture, VERSION, OLD);
  assert_contents (fixture, NAME ".part", NULL);
}

/* A try that was cut short left its version: the same one does. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
  assert_version (fixture, VERSION);
  assert_version (fixture, VERSION);
  replace (fixture);
  assert_contents (fixture, SECOND, NULL);
}

static void
test_taken (Fixture *fixture, gconstpointer data)
{
  BookoutDirectory versions;

  g_assert_true (bookout_folder_open_versions (fixture->folder, TRUE, &versions, NULL));
  put (fixture, VERSION, "something else");
  assert_version (fixture, SECOND);
  assert_contents (fixture, VERSION, "something else");
  assert_contents (fixture, SECOND, OLD);
}

/* What has the name is not what was taken for right: no version of it. */
static void
test_altered (Fixture *fixture, gconstpointer data)
{
  put (fixture, NAME, "altered");
  assert_version (fixture, NULL);
  take_away (fixture, NAME);
  assert_version (fixture, NULL);
}

static void
test_undone (Fixture *fixture, gconstpointer data)
{
  assert_version (fixture, VERSION);
  bookout_sheet_version_undo (fixture->folder, VERSION, NAME);
  assert_contents (fixture, NAME, OLD);
  assert_contents (fixture, VERSION, NULL);

  /* As where there are no links: the name is free. */
  assert_version (fixture, VERSION);
  take_away (fixture, NAME);
  bookout_sheet_version_undo (fixture->folder, VERSION, NAME);
  assert_contents (fixture, NAME, OLD);
  assert_contents (fixture, VERSION, NULL);

  /* Something else has come by the name: nothing is lost. */
  assert_version (fixture, VERSION);
  replace (fixture);
  bookout_sheet_version_undo (fixture->folder, VERSION, NAME);
  assert_contents (fixture, NAME, NEW);
  assert_contents (fixture, VERSION, OLD);
}

static void
test_listed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BookoutManifest) manifest = bookout_manifest_new ();
  g_autoptr (BookoutManifest) later = bookout_manifest_new ();
  g_autoptr (GPtrArray) sheets = NULL;
  g_autoptr (GPtrArray) versions = NULL;
  g_autoptr (GError) error = NULL;
  const BookoutManifestEntry *entry;
  g_autofree char *sums = NULL;

  bookout_sheet_version_list (fixture->folder, NULL, manifest);
  sums = bookout_manifest_to_sums (manifest);
  g_assert_cmpstr (sums, ==, "");

  assert_version (fixture, VERSION);
  bookout_sheet_version_list (fixture->folder, NULL, manifest);
  bookout_manifest_add (manifest, fixture->sheet);
  g_assert_true (bookout_manifest_write (manifest, fixture->folder, &error));
  sheets = bookout_manifest_read_all (fixture->folder, &versions, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sheets->len, ==, 1);
  g_assert_cmpuint (versions->len, ==, 1);
  entry = g_ptr_array_index (versions, 0);
  g_assert_cmpstr (entry->name, ==, VERSION);
  g_assert_cmpstr (entry->reference, ==, "165548");
  g_assert_cmpstr (entry->sha256, ==, fixture->sheet->sha256);
  g_assert_cmpint (entry->proof, ==, BOOKOUT_PROOF_NONE);

  /* What is known of it stays known, unless it is another file by now. */
  ((BookoutManifestEntry *) entry)->time = TIME;
  bookout_sheet_version_list (fixture->folder, versions, later);
  g_clear_pointer (&sums, g_free);
  sums = bookout_manifest_to_json (later);
  g_assert_nonnull (strstr (sums, "2026-11-20T"));
}

/* One line for each name, whether its sheet is to be renewed, has been, or neither. */
static void
test_old_in_manifest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BookoutManifest) manifest = bookout_manifest_new ();
  g_autoptr (BookoutManifestEntry) newer = bookout_manifest_entry_copy (fixture->sheet);
  g_autoptr (BookoutManifestEntry) old = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_assert_null (bookout_manifest_dup_old (manifest, NAME));
  bookout_manifest_add_old (manifest, fixture->sheet);
  bookout_manifest_add_old (manifest, fixture->sheet);
  old = bookout_manifest_dup_old (manifest, NAME);
  g_assert_cmpstr (old->sha256, ==, fixture->sheet->sha256);
  before = bookout_manifest_to_sums (manifest);
  g_assert_true (g_str_has_prefix (before, fixture->sheet->sha256));
  g_assert_true (strchr (before, '\n') == before + strlen (before) - 1);

  newer->sha256[0] = newer->sha256[0] == '0' ? '1' : '0';
  bookout_manifest_add (manifest, newer);
  g_assert_null (bookout_manifest_dup_old (manifest, NAME));
  after = bookout_manifest_to_sums (manifest);
  g_assert_true (g_str_has_prefix (after, newer->sha256));
  g_assert_true (strchr (after, '\n') == after + strlen (after) - 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, function) g_test_add ("/sheet-version/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("renewed", test_renewed);
  ADD ("again", test_again);
  ADD ("taken", test_taken);
  ADD ("altered", test_altered);
  ADD ("undone", test_undone);
  ADD ("listed", test_listed);
  ADD ("old-in-manifest", test_old_in_manifest);

  return g_test_run ();
}
