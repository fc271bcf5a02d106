/* test-statistics.c - rates without pauses, percentiles within ten percent
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "bookout-statistics.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define START  (5000 * SECOND) /* of the clock: not 0, so that nothing relies on that */

#define assert_near(a, b, part) \
  g_assert_cmpfloat (fabs ((double) (a) - (double) (b)), <=, (part) *fabs ((double) (b)))

static void
test_nothing_yet (void)
{
  g_autoptr (BookoutStatistics) statistics = bookout_statistics_new ();
  g_autoptr (GArray) minutes = bookout_statistics_dup_minutes (statistics, START);

  g_assert_cmpuint (minutes->len, ==, 0);
  g_assert_cmpfloat (bookout_statistics_get_rate (statistics, START), ==, 0.0);
  g_assert_cmpfloat (bookout_statistics_get_mean_rate (statistics), ==, 0.0);
  g_assert_cmpint (bookout_statistics_get_remaining (statistics, START, 10), ==, -1);
  g_assert_cmpint (bookout_statistics_get_remaining (statistics, START, 0), ==, 0);
  g_assert_cmpint (bookout_statistics_get_percentile (statistics, BOOKOUT_STAGE_SHEET, 0.5), ==, 0);
  g_assert_cmpuint (bookout_statistics_get_bytes (statistics), ==, 0);

  bookout_statistics_begin (statistics, START);
  g_assert_cmpfloat (bookout_statistics_get_rate (statistics, START), ==, 0.0);
}

/* One vehicle every @gap from @from on; returns the time of the last one. */
static gint64
finish_vehicles (BookoutStatistics *statistics, gint64 from, guint n, gint64 gap)
{
  for (guint i = 1; i <= n; i++)
    bookout_statistics_finish_vehicle (statistics, from + i * gap, 50000);

  return from + n * gap;
}

static void
test_rate (void)
{
  g_autoptr (BookoutStatistics) statistics = bookout_statistics_new ();
  gint64 now;

  bookout_statistics_begin (statistics, START);
  now = finish_vehicles (statistics, START, 2, 6 * SECOND);
  g_assert_cmpint (bookout_statistics_get_remaining (statistics, now, 10), ==, -1); /* two say little */
  now = finish_vehicles (statistics, now, 8, 6 * SECOND);
  assert_near (bookout_statistics_get_rate (statistics, now), 600, 0.001);
  assert_near (bookout_statistics_get_mean_rate (statistics), 600, 0.001);
  assert_near (bookout_statistics_get_remaining (statistics, now, 100), 10 * MINUTE, 0.001);
  g_assert_cmpuint (bookout_statistics_get_bytes (statistics), ==, 500000);

  /* faster: the last five minutes say so, the mean not so soon */
  now = finish_vehicles (statistics, now, 400, SECOND);
  assert_near (bookout_statistics_get_rate (statistics, now), 3600, 0.02);
  assert_near (bookout_statistics_get_mean_rate (statistics), 410 * 3600.0 / 460, 0.001);

  /* nothing for a while */
  g_assert_cmpfloat (bookout_statistics_get_rate (statistics, now + 2 * MINUTE), <, 2400);
  g_assert_cmpfloat (bookout_statistics_get_rate (statistics, now + 20 * MINUTE), ==, 0.0);
  g_assert_cmpint (bookout_statistics_get_remaining (statistics, now + 20 * MINUTE, 100), ==, -1);
  assert_near (bookout_statistics_get_mean_rate (statistics), 410 * 3600.0 / 460, 0.001);
}

static void
test_pauses (void)
{
  g_autoptr (BookoutStatistics) statistics = bookout_statistics_new ();
  gint64 now;

  bookout_statistics_begin (statistics, START);
  now = finish_vehicles (statistics, START, 30, 2 * SECOND);
  bookout_statistics_suspend (statistics, now);
  bookout_statistics_suspend (statistics, now + MINUTE); /* doesn't nest */
  now += 8 * 60 * MINUTE;
  assert_near (bookout_statistics_get_rate (statistics, now), 1800, 0.001);
  assert_near (bookout_statistics_get_remaining (statistics, now, 900), 30 * MINUTE, 0.001);
  bookout_statistics_resume (statistics, now);
  bookout_statistics_resume (statistics, now + MINUTE);
  assert_near (bookout_statistics_get_rate (statistics, now), 1800, 0.001);
  now = finish_vehicles (statistics, now, 30, 2 * SECOND);
  assert_near (bookout_statistics_get_rate (statistics, now), 1800, 0.001);
  assert_near (bookout_statistics_get_mean_rate (statistics), 1800, 0.001);
}

/* A vehicle that was in work at the pause may be finished during it. */
static void
test_finish_while_suspended (void)
{
  g_autoptr (BookoutStatistics) statistics = bookout_statistics_new ();

  bookout_statistics_suspend (statistics, START - MINUTE); /* before the run, even */
  bookout_statistics_begin (statistics, START);
  bookout_statistics_resume (statistics, START + MINUTE);
  bookout_statistics_suspend (statistics, START + 2 * MINUTE);
  bookout_statistics_finish_vehicle (statistics, START + 10 * MINUTE, 0);
  assert_near (bookout_statistics_get_mean_rate (statistics), 60, 0.001);
}

static void
test_minutes (void)
{
  g_autoptr (BookoutStatistics) statistics = bookout_statistics_new ();
  GArray *minutes;

  bookout_statistics_begin (statistics, START);
  finish_vehicles (statistics, START, 5, SECOND);
  finish_vehicles (statistics, START + 2 * MINUTE, 3, SECOND);
  minutes = bookout_statistics_dup_minutes (statistics, START + 4 * MINUTE);
  g_assert_cmpuint (minutes->len, ==, 5);
  g_assert_cmpuint (g_array_index (minutes, guint, 0), ==, 5);
  g_assert_cmpuint (g_array_index (minutes, guint, 1), ==, 0);
  g_assert_cmpuint (g_array_index (minutes, guint, 2), ==, 3);
  g_assert_cmpuint (g_array_index (minutes, guint, 4), ==, 0);
  g_array_unref (minutes);

  /* the ring goes round */
  for (guint i = 3; i < 1500; i++)
    bookout_statistics_finish_vehicle (statistics, START + i * MINUTE, 0);
  minutes = bookout_statistics_dup_minutes (statistics, START + 1501 * MINUTE);
  g_assert_cmpuint (minutes->len, ==, 720);
  g_assert_cmpuint (g_array_index (minutes, guint, 0), ==, 1);
  g_assert_cmpuint (g_array_index (minutes, guint, 717), ==, 1);
  g_assert_cmpuint (g_array_index (minutes, guint, 718), ==, 0);
  g_assert_cmpuint (g_array_index (minutes, guint, 719), ==, 0);
  g_array_unref (minutes);
}

static int
compare_durations (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return (left > right) - (left < right);
}

static void
test_percentiles (void)
{
  static const double fractions[] = { 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 1.0 };
  enum
  {
    N = 5000
  };
  g_autoptr (BookoutStatistics) statistics = bookout_statistics_new ();
  g_autoptr (GArray) durations = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < N; i++)
    {
      gint64 duration = (gint64) exp (g_test_rand_double_range (log (100), log (3e8)));

      g_array_append_val (durations, duration);
      bookout_statistics_stage (statistics, BOOKOUT_STAGE_SHEET, duration);
    }
  g_array_sort (durations, compare_durations);
  for (guint i = 0; i < G_N_ELEMENTS (fractions); i++)
    {
      gint64 exact = g_array_index (durations, gint64, (guint) ceil (fractions[i] * N) - 1);

      assert_near (bookout_statistics_get_percentile (statistics, BOOKOUT_STAGE_SHEET, fractions[i]), exact,
                   0.1);
    }
  g_assert_cmpint (bookout_statistics_get_percentile (statistics, BOOKOUT_STAGE_GATE, 0.5), ==, 0);
}

static void
test_odd_durations (void)
{
  static const gint64 durations[] = { G_MININT64, -1, 0, 1, G_MAXINT32, G_GINT64_CONSTANT (90000000000) };
  g_autoptr (BookoutStatistics) statistics = bookout_statistics_new ();

  for (guint i = 0; i < G_N_ELEMENTS (durations); i++)
    bookout_statistics_stage (statistics, BOOKOUT_STAGE_STORE, durations[i]);
  g_assert_cmpint (bookout_statistics_get_percentile (statistics, BOOKOUT_STAGE_STORE, -1.0), ==, 0);
  g_assert_cmpint (bookout_statistics_get_percentile (statistics, BOOKOUT_STAGE_STORE, 0.5), ==, 0);
  assert_near (bookout_statistics_get_percentile (statistics, BOOKOUT_STAGE_STORE, 2.0), 90000000000, 0.1);
}

static void
test_json (void)
{
  g_autoptr (BookoutStatistics) statistics = bookout_statistics_new ();
  g_autoptr (JsonNode) node = NULL;
  JsonObject *stage;

  for (guint i = 0; i < 100; i++)
    bookout_statistics_stage (statistics, BOOKOUT_STAGE_SHEET, 600000);
  bookout_statistics_stage (statistics, BOOKOUT_STAGE_SHEET, 3000000);
  node = bookout_statistics_to_json (statistics);
  g_assert_cmpint (json_object_get_size (json_node_get_object (node)), ==, BOOKOUT_N_STAGES);

  stage = json_object_get_object_member (json_node_get_object (node), "sheet");
  g_assert_cmpint (json_object_get_int_member (stage, "n"), ==, 101);
  assert_near (json_object_get_double_member (stage, "mean"), 623.76, 0.001);
  assert_near (json_object_get_double_member (stage, "p50"), 600, 0.1);
  assert_near (json_object_get_double_member (stage, "p95"), 600, 0.1);
  assert_near (json_object_get_double_member (stage, "most"), 3000, 0.001);
  stage = json_object_get_object_member (json_node_get_object (node), "gate");
  g_assert_cmpint (json_object_get_int_member (stage, "n"), ==, 0);
  g_assert_cmpfloat (json_object_get_double_member (stage, "mean"), ==, 0.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/statistics/nothing-yet", test_nothing_yet);
  g_test_add_func ("/statistics/rate", test_rate);
  g_test_add_func ("/statistics/pauses", test_pauses);
  g_test_add_func ("/statistics/finish-while-suspended", test_finish_while_suspended);
  g_test_add_func ("/statistics/minutes", test_minutes);
  g_test_add_func ("/statistics/percentiles", test_percentiles);
  g_test_add_func ("/statistics/odd-durations", test_odd_durations);
  g_test_add_func ("/statistics/json", test_json);

  return g_test_run ();
}
