/* test-audit.c; SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "bookout-audit.h"
#include "sheet-fixtures.h"
#include "witness-fixtures.h"

typedef struct
{
  char *root;
  BookoutFolder *folder;
  GPtrArray *witnesses;
  GPtrArray *entries;
} Place;

static void
set_up (Place *place, gconstpointer data)
{
  place->root = fixture_folder_new ();
  place->folder = bookout_folder_open (place->root, FALSE, NULL);
  place->witnesses = fixture_witnesses_usual ();
  place->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_audit_entry_free);
}

static void
tear_down (Place *place, gconstpointer data)
{
  g_ptr_array_unref (place->entries);
  g_ptr_array_unref (place->witnesses);
  g_assert_finalize_object (place->folder);
  fixture_folder_free (place->root);
}

/* Writes a sheet that names @named and expects it to be @reference; its hash is known if @hashed. */
static void
add (Place *place, const char *reference, const char *named, gboolean hashed)
{
  g_autoptr (GBytes) bytes = fixture_sheet (named, "1HG");
  g_autofree char *name = g_strconcat (reference, ".pdf", NULL);
  g_autofree char *hash = hashed ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes) : NULL;

  fixture_write (place->root, name, bytes);
  g_ptr_array_add (place->entries, bookout_audit_entry_new (name, reference, "1HG", hash));
}

static void
assert_verdict (BookoutAuditResult *result, const char *name, BookoutAuditVerdict verdict)
{
  for (guint i = 0; i < result->files->len; i++)
    {
      const BookoutAuditFile *file = g_ptr_array_index (result->files, i);

      if (strcmp (file->name, name) != 0)
        continue;
      g_assert_cmpstr (bookout_audit_verdict_to_string (file->verdict), ==,
                       bookout_audit_verdict_to_string (verdict));
      g_assert_true ((file->reason == NULL) == (verdict == BOOKOUT_AUDIT_RIGHT));
      return;
    }
  g_assert_not_reached ();
}

static void
count_cb (const BookoutAuditFile *file, guint done, guint total, gpointer user_data)
{
  guint *told = user_data;

  g_assert_cmpuint (done, ==, ++*told);
  g_assert_cmpuint (done, <=, total);
}

static void
test_verdicts (Place *place, gconstpointer data)
{
  guint told = 0;
  BookoutAudit audit = {
    .entries = place->entries, .witnesses = place->witnesses, .progress = count_cb, .progress_data = &told
  };
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0), whole = fixture_sheet ("8", NULL), cut = NULL;
  g_autoptr (GBytes) blank = fixture_pdf ("Comparable: 9"), other = fixture_sheet ("1", "1HG");
  g_autofree char *link_path = g_build_filename (place->root, "7.pdf", NULL);
  g_autoptr (BookoutAuditResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint sum = 0;

  add (place, "1", "1", TRUE);
  add (place, "2", "2", FALSE);
  add (place, "3", "33", TRUE);
  add (place, "4", "4", TRUE);
  ((BookoutAuditEntry *) g_ptr_array_index (place->entries, 3))->sha256[0] ^= 1;
  g_ptr_array_add (place->entries, bookout_audit_entry_new ("5.pdf", "5", NULL, NULL));
  fixture_write (place->root, "6.pdf", empty);
  g_ptr_array_add (place->entries, bookout_audit_entry_new ("6.pdf", "6", NULL, NULL));
  g_assert_cmpint (symlink ("1.pdf", link_path), ==, 0);
  g_ptr_array_add (place->entries, bookout_audit_entry_new ("7.pdf", "7", NULL, NULL));
  cut = g_bytes_new_from_bytes (whole, 0, g_bytes_get_size (whole) / 2);
  fixture_write (place->root, "8.pdf", cut);
  g_ptr_array_add (place->entries, bookout_audit_entry_new ("8.pdf", "8", NULL, NULL));
  fixture_write (place->root, "9.pdf", blank);
  g_ptr_array_add (place->entries, bookout_audit_entry_new ("9.pdf", "9", NULL, NULL));
  fixture_write (place->root, "stranger.pdf", other);

  result = bookout_audit_run (&audit, place->folder, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->files->len, ==, 10);
  g_assert_cmpuint (told, ==, 10);
  assert_verdict (result, "1.pdf", BOOKOUT_AUDIT_RIGHT);
  assert_verdict (result, "2.pdf", BOOKOUT_AUDIT_RIGHT);
  assert_verdict (result, "3.pdf", BOOKOUT_AUDIT_WRONG_VEHICLE);
  assert_verdict (result, "4.pdf", BOOKOUT_AUDIT_ALTERED);
  assert_verdict (result, "5.pdf", BOOKOUT_AUDIT_MISSING);
  assert_verdict (result, "6.pdf", BOOKOUT_AUDIT_UNREADABLE);
  assert_verdict (result, "7.pdf", BOOKOUT_AUDIT_UNREADABLE);
  assert_verdict (result, "8.pdf", BOOKOUT_AUDIT_UNREADABLE);
  assert_verdict (result, "9.pdf", BOOKOUT_AUDIT_UNPROVED);
  assert_verdict (result, "stranger.pdf", BOOKOUT_AUDIT_UNKNOWN);
  for (guint i = 0; i < BOOKOUT_AUDIT_N_VERDICTS; i++)
    sum += result->counts[i];
  g_assert_cmpuint (sum, ==, 10);
  g_assert_cmpuint (result->counts[BOOKOUT_AUDIT_RIGHT], ==, 2);
}

/* Without a list, the names say what each sheet should be. */
static void
test_by_names (Place *place, gconstpointer data)
{
  BookoutAudit audit = { .witnesses = place->witnesses };
  g_autoptr (BookoutAuditResult) result = NULL;
  g_autoptr (GBytes) sheet = fixture_sheet ("A/B", NULL);

  add (place, "165548", "165548", FALSE);
  add (place, "165549", "165548", FALSE);
  fixture_write (place->root, "A%2FB.pdf", sheet);
  fixture_write (place->root, "%2f.pdf", sheet);
  result = bookout_audit_run (&audit, place->folder, NULL, NULL);
  assert_verdict (result, "165548.pdf", BOOKOUT_AUDIT_RIGHT);
  assert_verdict (result, "165549.pdf", BOOKOUT_AUDIT_WRONG_VEHICLE);
  assert_verdict (result, "A%2FB.pdf", BOOKOUT_AUDIT_RIGHT);
  assert_verdict (result, "%2f.pdf", BOOKOUT_AUDIT_UNKNOWN);
}

static void
test_no_witnesses (Place *place, gconstpointer data)
{
  g_autoptr (GPtrArray) none = fixture_witnesses_new ();
  BookoutAudit audit = { .entries = place->entries, .witnesses = none };
  g_autoptr (BookoutAuditResult) result = NULL;

  add (place, "1", "1", TRUE);
  add (place, "2", "2", TRUE);
  ((BookoutAuditEntry *) g_ptr_array_index (place->entries, 1))->sha256[0] ^= 1;
  result = bookout_audit_run (&audit, place->folder, NULL, NULL);
  assert_verdict (result, "1.pdf", BOOKOUT_AUDIT_UNPROVED);
  assert_verdict (result, "2.pdf", BOOKOUT_AUDIT_ALTERED);
}

static void
test_empty (Place *place, gconstpointer data)
{
  BookoutAudit audit = { .witnesses = place->witnesses };
  g_autoptr (BookoutAuditResult) result = bookout_audit_run (&audit, place->folder, NULL, NULL);

  g_assert_cmpuint (result->files->len, ==, 0);
}

static void
cancel_cb (const BookoutAuditFile *file, guint done, guint total, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
test_cancel (Place *place, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  BookoutAudit audit = { .entries = place->entries,
                         .witnesses = place->witnesses,
                         .progress = cancel_cb,
                         .progress_data = cancellable };
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 50; i++)
    {
      g_autofree char *reference = g_strdup_printf ("%d", i);

      add (place, reference, reference, FALSE);
    }
  g_assert_null (bookout_audit_run (&audit, place->folder, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_no_reader (Place *place, gconstpointer data)
{
  BookoutAudit audit = { .entries = place->entries,
                         .witnesses = place->witnesses,
                         .program = "/nonexistent/reader" };
  g_autoptr (GError) error = NULL;

  add (place, "1", "1", FALSE);
  g_assert_null (bookout_audit_run (&audit, place->folder, NULL, &error));
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_READER);
}

/* A night's folder; its time is only told. */
static void
test_many (Place *place, gconstpointer data)
{
  BookoutAudit audit = { .entries = place->entries, .witnesses = place->witnesses };
  g_autoptr (BookoutAuditResult) result = NULL;
  int count = g_test_slow () ? 2000 : 100;

  for (int i = 0; i < count; i++)
    {
      g_autofree char *reference = g_strdup_printf ("%d", 165000 + i);

      add (place, reference, reference, TRUE);
    }
  g_test_timer_start ();
  result = bookout_audit_run (&audit, place->folder, NULL, NULL);
  g_test_message ("%d sheets in %.2f s", count, g_test_timer_elapsed ());
  g_assert_cmpuint (result->counts[BOOKOUT_AUDIT_RIGHT], ==, count);
}

#define ADD(name, function) g_test_add ("/audit/" name, Place, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("verdicts", test_verdicts);
  ADD ("by-names", test_by_names);
  ADD ("no-witnesses", test_no_witnesses);
  ADD ("empty", test_empty);
  ADD ("cancel", test_cancel);
  ADD ("no-reader", test_no_reader);
  ADD ("many", test_many);
  return g_test_run ();
}
