/* test-words.c - what the window says of runs, tabs and vehicles
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "bookout-run-words.h"
#include "bookout-vehicle-words.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)

/* Of a monotonic clock. */
#define NOW (5 * HOUR)

static void
assert_takes (char *words, const char *expected)
{
  g_assert_cmpstr (words, ==, expected);
  g_free (words);
}

static void
test_counts (void)
{
  const BookoutQueueCounts counts = {
    .waiting = 3, .done = 5, .unproved = 1, .failed = 2, .held = 1, .skipped = 8, .total = 20
  };
  const BookoutQueueCounts odd = { .skipped = 8, .total = 4 };

  g_assert_cmpuint (bookout_run_words_total (&counts), ==, 12);
  g_assert_cmpuint (bookout_run_words_settled (&counts), ==, 9);
  g_assert_cmpuint (bookout_run_words_total (&odd), ==, 0);
}

static void
test_progress (void)
{
  const BookoutQueueCounts none = { 0 };
  const BookoutQueueCounts some = { .waiting = 1195, .done = 611, .failed = 14, .total = 1820 };
  const BookoutQueueCounts all = { .done = 1820, .total = 1820 };

  assert_takes (bookout_run_words_progress (BOOKOUT_RUN_EXPORTING, &none, 0, -1), "");
  assert_takes (bookout_run_words_progress (BOOKOUT_RUN_FETCHING, &some, 0, -1), "625 of 1,820 · 14 failed");
  assert_takes (bookout_run_words_progress (BOOKOUT_RUN_FETCHING, &some, 412.4, 130 * MINUTE),
                "625 of 1,820 · 14 failed · about 2 h 10 min left · 412/hour");
  assert_takes (bookout_run_words_progress (BOOKOUT_RUN_FETCHING, &some, INFINITY, 0),
                "625 of 1,820 · 14 failed");
  /* A pace means nothing once it is over. */
  assert_takes (bookout_run_words_progress (BOOKOUT_RUN_FINISHED, &all, 412, 0), "1,820 of 1,820");
}

static void
test_title (void)
{
  for (int state = BOOKOUT_RUN_NEW; state <= BOOKOUT_RUN_FAILED; state++)
    for (int hold = BOOKOUT_HOLD_NONE; hold <= BOOKOUT_HOLD_BLOCKED; hold++)
      g_assert_cmpstr (bookout_run_words_title (state, hold), !=, "");

  g_assert_cmpstr (bookout_run_words_title (BOOKOUT_RUN_FETCHING, BOOKOUT_HOLD_NONE), ==, "Fetching Sheets");
  g_assert_cmpstr (bookout_run_words_title (BOOKOUT_RUN_FETCHING, BOOKOUT_HOLD_PAUSED), ==, "Paused");
  g_assert_cmpstr (bookout_run_words_title (BOOKOUT_RUN_FETCHING, BOOKOUT_HOLD_BLOCKED), ==,
                   "Waiting for You");
  g_assert_cmpstr (bookout_run_words_title (BOOKOUT_RUN_FINISHED, BOOKOUT_HOLD_PAUSED), ==, "Finished");
}

static void
test_hold (void)
{
  g_autofree char *endless = g_strnfill (5000, 'x');
  g_autofree char *cut = bookout_run_words_hold (BOOKOUT_HOLD_BLOCKED, 0, endless, NOW);

  g_assert_null (bookout_run_words_hold (BOOKOUT_HOLD_NONE, 0, "left over", NOW));
  assert_takes (bookout_run_words_hold (BOOKOUT_HOLD_ACTIVE, NOW + 4 * MINUTE + 12 * SECOND, NULL, NOW),
                "Another session is active. Next try in 4:12.");
  assert_takes (bookout_run_words_hold (BOOKOUT_HOLD_ACTIVE, NOW - 1, NULL, NOW),
                "Another session is active. Trying again.");
  assert_takes (bookout_run_words_hold (BOOKOUT_HOLD_THROTTLE, NOW + 30 * SECOND, NULL, NOW),
                "The portal asks to wait. Going on in 0:30.");
  assert_takes (
      bookout_run_words_hold (BOOKOUT_HOLD_BREAKER, NOW + SECOND, "The portal is being maintained.", NOW),
      "The portal is being maintained. One vehicle is tried in 0:01.");
  assert_takes (bookout_run_words_hold (BOOKOUT_HOLD_BLOCKED, 0, "No space\n left", NOW), "No space left");
  g_assert_cmpuint (g_utf8_strlen (cut, -1), <=, 301);
}

static void
test_result (void)
{
  static const struct
  {
    BookoutRunState state;
    BookoutQueueCounts counts;
    const char *begins;
  } cases[] = {
    { BOOKOUT_RUN_FINISHED, { .done = 1, .total = 1 }, "The sheet is in the folder, and proved right." },
    { BOOKOUT_RUN_FINISHED,
      { .done = 60, .total = 60 },
      "All 60 sheets are in the folder, and proved right." },
    { BOOKOUT_RUN_FINISHED,
      { .done = 1, .failed = 14, .held = 2, .unproved = 1, .total = 18 },
      "1 sheet is in the folder, and proved right. 1 sheet could not be proved. 14 vehicles failed. 2 sheets are held for you." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = bookout_run_words_result (cases[i].state, &cases[i].counts);

      g_assert_true (g_str_has_prefix (words, cases[i].begins));
    }
}

static void
test_tab (void)
{
  BookoutTabSnapshot snapshot = { .activity = BOOKOUT_TAB_WORKING };

  assert_takes (bookout_run_words_step (&snapshot), "Idle");
  assert_takes (bookout_run_words_transfer (&snapshot), "");
  assert_takes (bookout_run_words_deadline (&snapshot, NOW), "");

  g_strlcpy (snapshot.reference, "165548", sizeof snapshot.reference);
  assert_takes (bookout_run_words_step (&snapshot), "Starting");
  g_strlcpy (snapshot.step, "éditer la fiche", sizeof snapshot.step);
  assert_takes (bookout_run_words_step (&snapshot), "Éditer la fiche");
  snapshot.activity = BOOKOUT_TAB_GATE;
  assert_takes (bookout_run_words_step (&snapshot), "Waiting for its turn");

  snapshot.received = 40001;
  assert_takes (bookout_run_words_transfer (&snapshot), "41 kB");
  snapshot.expected = 62000;
  assert_takes (bookout_run_words_transfer (&snapshot), "41 of 62 kB");

  snapshot.began = NOW - 4 * SECOND;
  assert_takes (bookout_run_words_deadline (&snapshot, NOW), "4 s");
  snapshot.deadline = snapshot.began + 180 * SECOND;
  assert_takes (bookout_run_words_deadline (&snapshot, NOW), "4 of 180 s");
  assert_takes (bookout_run_words_deadline (&snapshot, snapshot.began - SECOND), "0 of 180 s");
}

/* States differ to the eye and to the ear. */
static void
test_vehicle_states (void)
{
  g_autoptr (GHashTable) words = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) icons = g_hash_table_new (g_str_hash, g_str_equal);

  for (int state = 0; state <= BOOKOUT_VEHICLE_SKIPPED; state++)
    {
      g_assert_true (g_hash_table_add (words, (gpointer) bookout_vehicle_words_for_state (state)));
      g_assert_true (g_hash_table_add (icons, (gpointer) bookout_vehicle_words_icon_for_state (state)));
    }
}

static void
test_vehicle_words (void)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *today = bookout_vehicle_words_for_time (now);
  g_autofree char *long_ago = bookout_vehicle_words_for_time (86400);

  g_assert_cmpstr (bookout_vehicle_words_for_code ("wrong-vehicle"), ==, "Sheet Names Another Vehicle");
  g_assert_cmpstr (bookout_vehicle_words_for_code ("never heard of"), ==, "Other Causes");
  g_assert_cmpstr (bookout_vehicle_words_for_code (NULL), ==, "Other Causes");
  assert_takes (bookout_vehicle_words_for_time (0), "");
  g_assert_cmpuint (strlen (today), >=, 5);
  g_assert_nonnull (strstr (long_ago, "Jan"));
  assert_takes (bookout_vehicle_words_for_size (0), "");
  assert_takes (bookout_vehicle_words_for_count (1), "1 vehicle");
  assert_takes (bookout_vehicle_words_for_count (1790), "1,790 vehicles");
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/counts", test_counts);
  g_test_add_func ("/words/progress", test_progress);
  g_test_add_func ("/words/title", test_title);
  g_test_add_func ("/words/hold", test_hold);
  g_test_add_func ("/words/result", test_result);
  g_test_add_func ("/words/tab", test_tab);
  g_test_add_func ("/words/vehicle-states", test_vehicle_states);
  g_test_add_func ("/words/vehicle", test_vehicle_words);
  return g_test_run ();
}
