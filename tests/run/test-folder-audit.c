/* test-folder-audit.c - is every sheet of a folder what its run says it is?
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "bookout-audit-words.h"
#include "bookout-folder-audit.h"
#include "run-fixture.h"

typedef struct
{
  BookoutLedger *ledger;
  BookoutLedgerRun *run;
  BookoutFolder *folder;
} Past;

static void
past_clear (Past *self)
{
  g_clear_object (&self->ledger);
  g_clear_pointer (&self->run, bookout_ledger_run_free);
  g_clear_object (&self->folder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Past, past_clear)

/* A run into the fixture's folder that is over. */
static Past
make_past (RunFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  Past past = { NULL };

  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  run_fixture_end (fixture);
  past.ledger = bookout_ledger_open (fixture->ledger_path, &error);
  g_assert_no_error (error);
  past.run = bookout_ledger_find_run (past.ledger, fixture->folder, &error);
  g_assert_no_error (error);
  past.folder = bookout_folder_open (fixture->folder, FALSE, &error);
  g_assert_no_error (error);

  return past;
}

static void
assert_found (BookoutFolderAudit *audit, guint right, guint unproved, guint unknown, gboolean is_provable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutAuditResult) result = bookout_folder_audit_run (audit, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (result->counts[BOOKOUT_AUDIT_RIGHT], ==, right);
  g_assert_cmpuint (result->counts[BOOKOUT_AUDIT_UNPROVED], ==, unproved);
  g_assert_cmpuint (result->counts[BOOKOUT_AUDIT_UNKNOWN], ==, unknown);
  g_assert_cmpuint (result->files->len, ==, right + unproved + unknown);
  g_assert_cmpint (audit->is_provable, ==, is_provable);
}

/* Whoever says what is expected, and whoever says what a sheet must say. */
static void
test_sources (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 8");
  g_auto (Past) past = make_past (fixture);
  g_autofree char *manifest = g_build_filename (fixture->folder, "run-data", "manifest.json", NULL);
  BookoutLedgerRun unknown = *past.run;
  BookoutFolderAudit whole = {
    .folder = past.folder, .ledger = past.ledger, .run = past.run, .portal = fixture->portal
  };
  BookoutFolderAudit no_ledger = { .folder = past.folder, .portal = fixture->portal };
  BookoutFolderAudit no_portal = { .folder = past.folder };
  BookoutFolderAudit carried = { .folder = past.folder, .run = &unknown, .portal = fixture->portal };

  unknown.id = 0;
  assert_found (&whole, 8, 0, 0, TRUE);
  assert_found (&no_ledger, 8, 0, 0, TRUE);
  assert_found (&no_portal, 0, 8, 0, FALSE);
  assert_found (&carried, 8, 0, 0, TRUE);

  /* without a manifest, the ledger, the inventory or the sheets' own names say it */
  g_assert_cmpint (g_unlink (manifest), ==, 0);
  assert_found (&whole, 8, 0, 0, TRUE);
  assert_found (&no_ledger, 8, 0, 0, TRUE);
  no_ledger.whole_inventory = TRUE;
  assert_found (&no_ledger, 8, 0, 0, TRUE);
}

/* With the whole inventory expected, what is not there is missing. */
static void
test_missing (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 8");
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutAuditResult) result = NULL;
  g_autofree char *words = NULL;

  fixture->settings.limit = 5;
  {
    g_auto (Past) past = make_past (fixture);
    BookoutFolderAudit audit = { .folder = past.folder, .portal = fixture->portal, .whole_inventory = TRUE };

    result = bookout_folder_audit_run (&audit, NULL, &error);
  }
  g_assert_no_error (error);
  words = bookout_audit_words_totals (result);
  g_assert_cmpstr (words, ==, "5 right, 3 missing");
}

static void
count_cb (const BookoutAuditFile *file, guint done, guint total, gpointer user_data)
{
  guint *n = user_data;

  (*n)++;
  g_assert_cmpuint (done, ==, *n);
  g_assert_cmpuint (total, ==, 8);
}

static void
test_progress_and_cancel (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 8");
  g_auto (Past) past = make_past (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutAuditResult) result = NULL;
  guint n = 0;
  BookoutFolderAudit audit = {
    .folder = past.folder, .portal = fixture->portal, .progress = count_cb, .progress_data = &n
  };

  assert_found (&audit, 8, 0, 0, TRUE);
  g_assert_cmpuint (n, ==, 8);
  audit.progress = NULL;
  g_cancellable_cancel (cancellable);
  result = bookout_folder_audit_run (&audit, cancellable, &error);
  g_assert_null (result);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_bad_manifest (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 8");
  g_auto (Past) past = make_past (fixture);
  g_autofree char *manifest = g_build_filename (fixture->folder, "run-data", "manifest.json", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutAuditResult) result = NULL;
  BookoutFolderAudit audit = { .folder = past.folder, .portal = fixture->portal };

  g_assert_true (g_file_set_contents (manifest, "{]", -1, NULL));
  result = bookout_folder_audit_run (&audit, NULL, &error);
  g_assert_null (result);
  g_assert_nonnull (error);
}

static void
test_fine (void)
{
  g_assert_true (bookout_folder_audit_is_fine (BOOKOUT_AUDIT_RIGHT, TRUE));
  g_assert_true (bookout_folder_audit_is_fine (BOOKOUT_AUDIT_UNPROVED, FALSE));
  g_assert_false (bookout_folder_audit_is_fine (BOOKOUT_AUDIT_UNPROVED, TRUE));
  for (guint i = BOOKOUT_AUDIT_WRONG_VEHICLE; i < BOOKOUT_AUDIT_N_VERDICTS; i++)
    g_assert_false (bookout_folder_audit_is_fine (i, FALSE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/folder-audit/sources", test_sources);
  g_test_add_func ("/folder-audit/missing", test_missing);
  g_test_add_func ("/folder-audit/progress-and-cancel", test_progress_and_cancel);
  g_test_add_func ("/folder-audit/bad-manifest", test_bad_manifest);
  g_test_add_func ("/folder-audit/fine", test_fine);

  return g_test_run ();
}
