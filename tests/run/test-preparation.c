/* test-preparation.c - everything before the first vehicle
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "bookout-failure.h"
#include "bookout-preparation.h"
#include "run-fixture.h"

/* The blocking half of a run, in this thread: no main loop, no workers. */

static BookoutPreparation *
prepare (RunFixture *fixture, GError **error)
{
  BookoutPreparation *prepared;

  fixture->settings.folder = fixture->folder;
  fixture->settings.ledger_path = fixture->ledger_path;
  prepared = bookout_preparation_new (&fixture->settings);
  if (bookout_preparation_run (prepared, NULL, error))
    return prepared;

  bookout_session_sign_out (prepared->session, 5000, NULL);
  bookout_preparation_free (prepared);
  return NULL;
}

static void
conclude (BookoutPreparation *prepared)
{
  g_assert_true (bookout_session_sign_out (prepared->session, 5000, NULL));
  bookout_preparation_free (prepared);
}

static BookoutPreparation *
prepare_well (RunFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  BookoutPreparation *prepared = prepare (fixture, &error);

  g_assert_no_error (error);
  return prepared;
}

static BookoutVehicle *
vehicle_at (BookoutPreparation *prepared, guint position)
{
  g_autoptr (BookoutVehicle) vehicle = g_list_model_get_item (G_LIST_MODEL (prepared->inventory), position);

  return vehicle;
}

static char *
sheet_path (RunFixture *fixture, BookoutPreparation *prepared, guint position)
{
  g_autofree char *name = bookout_preparation_dup_name (prepared, vehicle_at (prepared, position));

  return g_build_filename (fixture->folder, name, NULL);
}

static void
run_all (RunFixture *fixture)
{
  run_fixture_begin (fixture);
  run_fixture_finish (fixture, BOOKOUT_RUN_FINISHED);
  run_fixture_end (fixture);
}

static void
test_new_run (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 120");
  BookoutPreparation *prepared = prepare_well (fixture);
  BookoutQueueCounts counts = bookout_queue_get_counts (prepared->queue);
  g_autoptr (BookoutLedgerRun) run = NULL;
  g_autofree char *csv = run_fixture_read (fixture, "run-data/inventory.csv");

  g_assert_cmpuint (counts.waiting, ==, 120);
  g_assert_cmpuint (counts.total, ==, 120);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (prepared->inventory)), ==, 120);
  g_assert_cmpuint (g_hash_table_size (prepared->links), ==, 120);
  g_assert_cmpint (prepared->state, ==, BOOKOUT_RUN_INDEXING);
  g_assert_nonnull (prepared->tab);
  g_assert_cmpuint (prepared->warnings->len, ==, 0);
  g_assert_true (g_str_has_prefix (csv, "\xef\xbb\xbf"));

  run = bookout_ledger_find_run (prepared->ledger, fixture->folder, NULL);
  g_assert_nonnull (run);
  g_assert_cmpint (run->id, ==, prepared->run_id);
  g_assert_cmpstr (run->state, ==, "running");
  g_assert_cmpstr (run->user, ==, "dealer");
  g_assert_cmpuint (run->total, ==, 120);
  conclude (prepared);
}

/* Under the gate nothing is indexed: there is no use for links. */
static void
test_no_index (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 60");
  BookoutPreparation *prepared;

  run_fixture_set_way (fixture, "search");
  prepared = prepare_well (fixture);
  g_assert_null (prepared->links);
  conclude (prepared);
}

static void
test_doubtful_export (void)
{
  g_autoptr (RunFixture)
      fixture = run_fixture_new ("--vehicles 40 --fault duplicate=0.2 --fault unknown=0.2");
  BookoutPreparation *prepared = prepare_well (fixture);

  g_assert_cmpuint (bookout_queue_get_counts (prepared->queue).total, >, 40); /* those made up */
  g_assert_cmpuint (prepared->warnings->len, >, 0);
  conclude (prepared);
}

/* An export under a filter is short, and never taken for the whole. */
static void
test_cut_export (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 400");
  g_autoptr (GError) error = NULL;

  run_fixture_alter_portal (
      fixture,
      "<export>\n"
      "      <get address=\"vehicle/\" title=\"opening the inventory\"/>\n"
      "      <if xpath=\"//a[contains(@class, 'dxgvFilterBarLink')]\">\n"
      "        <follow link=\"//a[contains(@class, 'dxgvFilterBarLink')]\" title=\"clearing the filter\"/>\n"
      "      </if>\n"
      "      <expect xpath=\"//a[contains(@class, 'dxgvFilterBarLink')]\" not=\"yes\" "
      "message=\"The filter could not be cleared.\"/>\n",
      "<export>\n      <get address=\"vehicle/\" title=\"opening the inventory\"/>\n");
  g_assert_null (prepare (fixture, &error));
  g_assert_error (error, BOOKOUT_INVENTORY_ERROR, BOOKOUT_INVENTORY_ERROR_COUNT);
  g_assert_true (bookout_failure_classify (error).stops_run);
}

static void
test_limit (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 30");
  BookoutPreparation *prepared;

  fixture->settings.limit = 7;
  prepared = prepare_well (fixture);
  g_assert_cmpuint (bookout_queue_get_counts (prepared->queue).waiting, ==, 7);
  g_assert_cmpuint (bookout_queue_get_counts (prepared->queue).skipped, ==, 23);
  g_assert_cmpint (bookout_queue_get_state (prepared->queue, vehicle_at (prepared, 6)), ==,
                   BOOKOUT_VEHICLE_WAITING);
  g_assert_cmpint (bookout_vehicle_get_state (vehicle_at (prepared, 7)), ==, BOOKOUT_VEHICLE_SKIPPED);
  conclude (prepared);
}

/* References that differ only in case have files that differ in more, and the same ones when the run is gone on with. */
static void
test_colliding_names (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 10");
  BookoutPreparation *prepared = prepare_well (fixture);
  g_autofree char *listed = g_strdup (bookout_vehicle_get_reference (vehicle_at (prepared, 0)));
  const char *references[] = { listed, "zz1", "ZZ1", NULL };
  g_auto (GStrv) before = g_new0 (char *, 3);

  conclude (prepared);
  g_free (fixture->folder);
  fixture->folder = g_build_filename (fixture->dir, "others", NULL);
  fixture->settings.references = references;
  prepared = prepare_well (fixture);
  g_assert_cmpuint (prepared->warnings->len, ==, 2);
  g_assert_cmpuint (bookout_queue_get_counts (prepared->queue).waiting, ==, 3);
  for (guint i = 0; i < 2; i++)
    before[i] = bookout_preparation_dup_name (
        prepared, bookout_inventory_lookup (prepared->inventory, references[i + 1]));
  g_assert_cmpstr (before[0], ==, "zz1.pdf");
  g_assert_true (g_str_has_prefix (before[1], "ZZ1~"));
  conclude (prepared);

  run_fixture_set_resume (fixture, FALSE);
  fixture->settings.references = NULL;
  prepared = prepare_well (fixture);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *after = bookout_preparation_dup_name (
          prepared, bookout_inventory_lookup (prepared->inventory, references[i + 1]));

      g_assert_cmpstr (after, ==, before[i]);
    }
  g_assert_cmpuint (bookout_queue_get_counts (prepared->queue).waiting, ==, 3);
  conclude (prepared);
}

/* What is in the folder already is read before it is believed. */
static void
test_adopt (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 20");
  g_autofree char *altered = NULL;
  g_autofree char *first = NULL;
  g_autofree char *other = NULL;
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  BookoutPreparation *prepared;
  gsize length;

  fixture->settings.limit = 5;
  run_all (fixture);
  fixture->settings.limit = 0;
  g_free (fixture->ledger_path); /* of which this ledger knows nothing */
  fixture->ledger_path = g_build_filename (fixture->dir, "ledger", "new.db", NULL);
  prepared = prepare_well (fixture);
  g_assert_cmpuint (bookout_queue_get_counts (prepared->queue).done, ==, 5);
  g_assert_cmpuint (bookout_queue_get_counts (prepared->queue).waiting, ==, 15);
  g_assert_cmpuint (bookout_manifest_get_length (prepared->manifest), ==, 5);
  first = sheet_path (fixture, prepared, 0);
  altered = sheet_path (fixture, prepared, 1);
  other = sheet_path (fixture, prepared, 10);
  conclude (prepared);

  /* cut short, and under another vehicle's name */
  g_file_get_contents (altered, &contents, &length, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (other, contents, (gssize) length, NULL));
  g_assert_true (g_file_set_contents (altered, contents, (gssize) length / 2, NULL));
  g_assert_cmpint (g_unlink (first), ==, 0);
  prepared = prepare_well (fixture);
  g_assert_cmpuint (bookout_queue_get_counts (prepared->queue).done, ==, 3);
  g_assert_cmpint (bookout_queue_get_state (prepared->queue, vehicle_at (prepared, 0)), ==,
                   BOOKOUT_VEHICLE_WAITING);
  g_assert_cmpint (bookout_queue_get_state (prepared->queue, vehicle_at (prepared, 1)), ==,
                   BOOKOUT_VEHICLE_WAITING);
  g_assert_cmpint (bookout_queue_get_state (prepared->queue, vehicle_at (prepared, 10)), ==,
                   BOOKOUT_VEHICLE_WAITING);
  conclude (prepared);
}

static void
test_resume (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 20");
  g_autofree char *inventory = NULL;
  g_autofree char *first = NULL;
  BookoutPreparation *prepared;

  fixture->settings.limit = 5;
  run_all (fixture);
  run_fixture_set_resume (fixture, FALSE);
  prepared = prepare_well (fixture);
  g_assert_cmpuint (bookout_queue_get_counts (prepared->queue).done, ==, 5);
  g_assert_cmpuint (bookout_queue_get_counts (prepared->queue).skipped, ==, 15);
  g_assert_null (prepared->tab); /* nobody had to sign in */
  first = sheet_path (fixture, prepared, 0);
  conclude (prepared);

  /* without the saved export there is a new one, and what was removed is fetched again */
  inventory = g_build_filename (fixture->folder, "run-data", "inventory.csv", NULL);
  g_assert_cmpint (g_unlink (inventory), ==, 0);
  g_assert_cmpint (g_unlink (first), ==, 0);
  prepared = prepare_well (fixture);
  g_assert_nonnull (prepared->tab);
  g_assert_cmpuint (bookout_queue_get_counts (prepared->queue).done, ==, 4);
  g_assert_cmpuint (bookout_queue_get_counts (prepared->queue).waiting, ==, 1);
  g_assert_cmpuint (prepared->warnings->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (prepared->warnings, 0), "removed or altered"));
  g_assert_true (g_file_test (inventory, G_FILE_TEST_EXISTS));
  conclude (prepared);
}

/* A vehicle that failed, and whose sheet somebody put there by hand, is right without a word of the failure. */
static void
test_resume_adopts (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 20 --fault html=0.99 --fault empty=0.99");
  g_autoptr (RunFixture) source = run_fixture_new ("--vehicles 20");
  g_autoptr (GFile) from = NULL;
  g_autoptr (GFile) to = NULL;
  g_autofree char *name = NULL;
  g_autofree char *from_path = NULL;
  g_autofree char *to_path = NULL;
  BookoutPreparation *prepared;

  fixture->settings.limit = source->settings.limit = 1;
  run_all (fixture);
  run_all (source);
  run_fixture_set_resume (fixture, TRUE);
  prepared = prepare_well (fixture);
  g_assert_cmpuint (bookout_queue_get_counts (prepared->queue).waiting, ==, 1);
  name = bookout_preparation_dup_name (prepared, vehicle_at (prepared, 0));
  conclude (prepared);

  from_path = g_build_filename (source->folder, name, NULL);
  to_path = g_build_filename (fixture->folder, name, NULL);
  from = g_file_new_for_path (from_path);
  to = g_file_new_for_path (to_path);
  g_assert_true (g_file_copy (from, to, G_FILE_COPY_NONE, NULL, NULL, NULL, NULL));
  prepared = prepare_well (fixture);
  g_assert_cmpuint (bookout_queue_get_counts (prepared->queue).done, ==, 1);
  g_assert_null (bookout_vehicle_get_reason (vehicle_at (prepared, 0)));
  g_assert_null (bookout_vehicle_get_code (vehicle_at (prepared, 0)));
  conclude (prepared);
}

static void
test_errors (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 5");
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_build_filename (fixture->dir, "file", NULL);
  g_autofree char *below = g_build_filename (fixture->dir, "file", "ledger.db", NULL);
  BookoutPreparation *prepared;
  char *kept;

  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  kept = fixture->folder;
  fixture->folder = file;
  g_assert_null (prepare (fixture, &error));
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_FOLDER);
  g_clear_error (&error);
  fixture->folder = kept;

  kept = fixture->ledger_path;
  fixture->ledger_path = below;
  g_assert_null (prepare (fixture, &error));
  g_assert_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_IO);
  g_clear_error (&error);
  fixture->ledger_path = kept;

  fixture->settings.resume = TRUE;
  g_assert_null (prepare (fixture, &error));
  g_assert_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_NO_RUN);
  g_clear_error (&error);
  fixture->settings.resume = FALSE;

  prepared = prepare_well (fixture);
  g_assert_null (prepare (fixture, &error));
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_LOCKED);
  conclude (prepared);
}

static void
test_cancelled (void)
{
  g_autoptr (RunFixture) fixture = run_fixture_new ("--vehicles 5");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (BookoutPreparation) prepared = NULL;
  g_autoptr (GError) error = NULL;

  fixture->settings.folder = fixture->folder;
  fixture->settings.ledger_path = fixture->ledger_path;
  prepared = bookout_preparation_new (&fixture->settings);
  g_cancellable_cancel (cancellable);
  g_assert_false (bookout_preparation_run (prepared, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  bookout_session_global_init ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/preparation/new-run", test_new_run);
  g_test_add_func ("/preparation/no-index", test_no_index);
  g_test_add_func ("/preparation/doubtful-export", test_doubtful_export);
  g_test_add_func ("/preparation/cut-export", test_cut_export);
  g_test_add_func ("/preparation/limit", test_limit);
  g_test_add_func ("/preparation/colliding-names", test_colliding_names);
  g_test_add_func ("/preparation/adopt", test_adopt);
  g_test_add_func ("/preparation/resume", test_resume);
  g_test_add_func ("/preparation/resume-adopts", test_resume_adopts);
  g_test_add_func ("/preparation/errors", test_errors);
  g_test_add_func ("/preparation/cancelled", test_cancelled);

  return g_test_run ();
}
