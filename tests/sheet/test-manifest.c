/* test-manifest.c; SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "bookout-manifest.h"
#include "sheet-fixtures.h"

#define HASH "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static GPtrArray *
entries_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_manifest_entry_free);
}

static BookoutManifest *
manifest_of (GPtrArray *entries)
{
  BookoutManifest *manifest = bookout_manifest_new ();

  for (guint i = 0; i < entries->len; i++)
    bookout_manifest_add (manifest, g_ptr_array_index (entries, i));
  g_assert_cmpuint (bookout_manifest_get_length (manifest), ==, entries->len);
  return manifest;
}

static void
test_write_and_read (void)
{
  char *root = fixture_folder_new ();
  BookoutFolder *folder = bookout_folder_open (root, TRUE, NULL);
  g_autoptr (GPtrArray) entries = entries_new ();
  g_autoptr (BookoutManifest) manifest = NULL;
  g_autoptr (GPtrArray) got = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (bookout_manifest_read (folder, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_ptr_array_add (entries, bookout_manifest_entry_new ("165548.pdf", "165548", HASH, 50009,
                                                        BOOKOUT_PROOF_TEXT, 1764061920));
  g_ptr_array_add (
      entries, bookout_manifest_entry_new ("A%2FB \"x\".pdf", "A/B \"x\"", HASH, 0, BOOKOUT_PROOF_PAGE, 0));
  manifest = manifest_of (entries);
  g_assert_true (bookout_manifest_write (manifest, folder, &error));
  g_assert_no_error (error);
  g_assert_true (fixture_exists (root, "run-data/SHA256SUMS"));

  got = bookout_manifest_read (folder, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (got->len, ==, entries->len);
  for (guint i = 0; i < got->len; i++)
    {
      const BookoutManifestEntry *a = g_ptr_array_index (entries, i), *b = g_ptr_array_index (got, i);

      g_assert_cmpstr (a->name, ==, b->name);
      g_assert_cmpstr (a->reference, ==, b->reference);
      g_assert_cmpstr (a->sha256, ==, b->sha256);
      g_assert_cmpuint (a->size, ==, b->size);
      g_assert_cmpint (a->proof, ==, b->proof);
      g_assert_cmpint (a->time, ==, b->time);
    }
  g_assert_finalize_object (folder);
  fixture_folder_free (root);
}

static void
test_text (void)
{
  g_autoptr (GPtrArray) entries = entries_new ();
  g_autoptr (BookoutManifest) nothing = bookout_manifest_new ();
  g_autoptr (BookoutManifest) manifest = NULL;
  g_autofree char *json = NULL, *sums = NULL, *empty = NULL;

  empty = bookout_manifest_to_json (nothing);
  g_assert_cmpstr (empty, ==, "[]\n");
  g_ptr_array_add (entries,
                   bookout_manifest_entry_new ("a b.pdf", "a b", HASH, 1, BOOKOUT_PROOF_TEXT, 1764061920));
  g_ptr_array_add (entries, bookout_manifest_entry_new ("a\\b\n.pdf", "x", HASH, 1, BOOKOUT_PROOF_TEXT, 0));
  manifest = manifest_of (entries);
  json = bookout_manifest_to_json (manifest);
  g_assert_nonnull (strstr (json, "\"time\":\"2025-11-25T09:12:00Z\""));
  sums = bookout_manifest_to_sums (manifest);
  g_assert_cmpstr (sums, ==, HASH "  a b.pdf\n\\" HASH "  a\\\\b\\n.pdf\n");
}

/* coreutils itself agrees, where it is installed. */
static void
test_coreutils (void)
{
  char *root = fixture_folder_new ();
  BookoutFolder *folder = bookout_folder_open (root, TRUE, NULL);
  g_autofree char *program = g_find_program_in_path ("sha256sum");
  g_autoptr (GPtrArray) entries = entries_new ();
  g_autoptr (BookoutManifest) manifest = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GSubprocess) process = NULL;
  static const char *const names[] = { "165548.pdf", "a b.pdf", "a\\b.pdf", "a\nb.pdf", " .pdf" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GBytes) contents = g_bytes_new (names[i], strlen (names[i]));
      g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, contents);

      fixture_write (root, names[i], contents);
      g_ptr_array_add (entries, bookout_manifest_entry_new (names[i], "x", hash, 1, BOOKOUT_PROOF_TEXT, 0));
    }
  manifest = manifest_of (entries);
  g_assert_true (bookout_manifest_write (manifest, folder, NULL));
  if (program != NULL)
    {
      g_subprocess_launcher_set_cwd (launcher, root);
      process = g_subprocess_launcher_spawn (launcher, NULL, program, "--strict", "-c",
                                             BOOKOUT_MANIFEST_SUMS_NAME, NULL);
      g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
    }
  else
    g_test_skip ("no sha256sum");
  g_assert_finalize_object (folder);
  fixture_folder_free (root);
}

static void
test_broken (void)
{
#define GOOD                               \
  "\"reference\":\"r\",\"sha256\":\"" HASH \
  "\",\"size\":1,\"proof\":\"text\",\"time\":\"2026-11-25T09:12:00Z\""
  g_autofree char *deep = g_strnfill (100000, '[');
  const char *const texts[] = {
    "",
    "{}",
    "null",
    "[",
    "[1]",
    "[null]",
    "[{}]",
    "\xff",
    deep,
    "[{\"name\":\"../a.pdf\"," GOOD "}]",
    "[{\"name\":\"a/b.pdf\"," GOOD "}]",
    "[{\"name\":\"..\"," GOOD "}]",
    "[{\"name\":\"\"," GOOD "}]",
    "[{\"name\":1," GOOD "}]",
    "[{\"name\":[\"a\"]," GOOD "}]",
    "[{" GOOD "}]",
    "[{\"name\":\"a.pdf\",\"reference\":\"r\"}]",
    "[{\"name\":\"a.pdf\",\"reference\":\"r\",\"sha256\":\"E3\",\"size\":1,\"proof\":\"text\",\"time\":\"2026-11-25T09:12:00Z\"}]",
    "[{\"name\":\"a.pdf\",\"reference\":\"r\",\"sha256\":\"" HASH
    "\",\"size\":-1,\"proof\":\"text\",\"time\":\"2026-11-25T09:12:00Z\"}]",
    "[{\"name\":\"a.pdf\",\"reference\":\"r\",\"sha256\":\"" HASH
    "\",\"size\":\"1\",\"proof\":\"text\",\"time\":\"2026-11-25T09:12:00Z\"}]",
    "[{\"name\":\"a.pdf\",\"reference\":\"r\",\"sha256\":\"" HASH
    "\",\"size\":1,\"proof\":\"sure\",\"time\":\"2026-11-25T09:12:00Z\"}]",
    "[{\"name\":\"a.pdf\",\"reference\":\"r\",\"sha256\":\"" HASH
    "\",\"size\":1,\"proof\":\"text\",\"time\":\"today\"}]",
  };
  static const char good[] = "[{\"name\":\"a.pdf\"," GOOD ",\"more\":[1]}]";
  g_autoptr (GBytes) fine = g_bytes_new_static (good, strlen (good));
  g_autoptr (GPtrArray) entries = bookout_manifest_parse (fine, NULL);

  g_assert_cmpuint (entries->len, ==, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) json = g_bytes_new_static (texts[i], strlen (texts[i]));
      g_autoptr (GError) error = NULL;

      g_assert_null (bookout_manifest_parse (json, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/manifest/write-and-read", test_write_and_read);
  g_test_add_func ("/manifest/text", test_text);
  g_test_add_func ("/manifest/coreutils", test_coreutils);
  g_test_add_func ("/manifest/broken", test_broken);
  return g_test_run ();
}
