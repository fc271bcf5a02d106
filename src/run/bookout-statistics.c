/* bookout-statistics.c - how fast a run is, where its time goes, and when it will end
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-statistics"

#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bookout-statistics.h"

/* Answers "how long still?" and "why so slow?" from a fixed amount of memory: a histogram for each stage, and
 * two rings of counters for the last minutes. Not locked and without a clock: whoever holds the run's lock
 * tells it what happened and when.
 *
 * Rate and ETA run on active time, the microseconds since begin() less those between suspend() and resume(),
 * so that a night's pause doesn't make the rest look hopeless. The minutes for the chart are those of the
 * clock, pauses and all. */

/* Buckets grow by this factor, so that a bucket's middle is within 5 % of all that fell into it. */
#define BUCKET_GROWTH 1.1

/* log (24 h in µs) / log (1.1) = 264 and the one for 0. */
#define N_BUCKETS 266

#define SLOT_US      (5 * G_USEC_PER_SEC)
#define WINDOW_SLOTS 60 /* 5 minutes */
#define N_SLOTS      (WINDOW_SLOTS + 1)

#define MINUTE_US (60 * G_USEC_PER_SEC)
#define N_MINUTES 720

#define FINISHED_FOR_ETA 3

/* Attempts that a stage's present median is of: a few seconds' worth. */
#define N_RECENT 31

#define US_PER_HOUR (3600.0 * G_USEC_PER_SEC)

typedef struct
{
  guint buckets[N_BUCKETS];
  guint64 n;
  gint64 sum_us;
  gint64 most_us;
} Histogram;

typedef struct
{
  gint64 durations_us[N_RECENT];
  guint64 n; /* added so far; the newest is at (n - 1) % N_RECENT */
} Recent;

/* Counters for equal spans of time, the newest at last % n. */
typedef struct
{
  guint *counts;
  guint n;
  gint64 last; /* number of the newest span, from 0 */
} Ring;

struct _BookoutStatistics
{
  Histogram stages[BOOKOUT_N_STAGES];
  Recent recent[BOOKOUT_N_STAGES];
  guint slot_counts[N_SLOTS];
  guint minute_counts[N_MINUTES];
  Ring slots;            /* of active time */
  Ring minutes;          /* since began_at */
  gint64 began_at;       /* -1 before begin() */
  gint64 suspended_at;   /* -1 unless suspended */
  gint64 suspended_us;   /* in all, before suspended_at */
  gint64 last_active_us; /* active time of the last finish */
  guint64 finished;
  guint64 bytes;
};

static guint
bucket_of (gint64 duration_us)
{
  guint bucket;

  if (duration_us < 1)
    return 0;

  bucket = 1 + (guint) (log ((double) duration_us) / log (BUCKET_GROWTH));

  return MIN (bucket, N_BUCKETS - 1);
}

static gint64
bucket_middle (guint bucket)
{
  if (bucket == 0)
    return 0;

  return (gint64) llround (pow (BUCKET_GROWTH, (double) bucket - 0.5));
}

static void
histogram_add (Histogram *self, gint64 duration_us)
{
  self->buckets[bucket_of (duration_us)]++;
  self->n++;
  self->sum_us += duration_us;
  self->most_us = MAX (self->most_us, duration_us);
}

static gint64
histogram_percentile (const Histogram *self, double fraction)
{
  guint64 rank = MAX ((guint64) ceil (CLAMP (fraction, 0.0, 1.0) * (double) self->n), 1);
  guint64 seen = 0;

  for (guint i = 0; i < N_BUCKETS; i++)
    {
      seen += self->buckets[i];
      if (seen >= rank)
        return MIN (bucket_middle (i), self->most_us);
    }

  return 0;
}

static int
compare_durations (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

/* Empties the spans between the newest and @span. */
static void
ring_advance (Ring *self, gint64 span)
{
  gint64 from = MAX (self->last + 1, span - self->n + 1);

  for (gint64 i = from; i <= span; i++)
    self->counts[i % self->n] = 0;
  self->last = MAX (self->last, span);
}

static guint64
ring_sum (const Ring *self)
{
  guint64 sum = 0;

  for (guint i = 0; i < self->n; i++)
    sum += self->counts[i];

  return sum;
}

static gint64
active_us (const BookoutStatistics *self, gint64 now)
{
  if (self->began_at < 0)
    return 0;
  if (self->suspended_at >= 0)
    now = MIN (now, self->suspended_at);

  return MAX (now - self->began_at - self->suspended_us, 0);
}

/**
 * bookout_stage_to_string:
 * @stage: a stage
 *
 * Returns: (transfer none): a word for files: "gate", "search", "open", "sheet", "check" or "store"
 */
const char *
bookout_stage_to_string (BookoutStage stage)
{
  static const char *const words[] = { "gate", "search", "open", "sheet", "check", "store" };

  G_STATIC_ASSERT (G_N_ELEMENTS (words) == BOOKOUT_N_STAGES);
  g_return_val_if_fail ((guint) stage < BOOKOUT_N_STAGES, "other");

  return words[stage];
}

/**
 * bookout_statistics_new:
 *
 * Returns: (transfer full): statistics of a run that hasn't begun
 */
BookoutStatistics *
bookout_statistics_new (void)
{
  BookoutStatistics *self = g_new0 (BookoutStatistics, 1);

  self->slots = (Ring){ self->slot_counts, N_SLOTS, 0 };
  self->minutes = (Ring){ self->minute_counts, N_MINUTES, 0 };
  self->began_at = -1;
  self->suspended_at = -1;

  return self;
}

/**
 * bookout_statistics_free:
 * @self: (nullable) (transfer full): statistics
 */
void
bookout_statistics_free (BookoutStatistics *self)
{
  g_free (self);
}

/**
 * bookout_statistics_begin:
 * @now: monotonic microseconds
 *
 * The first vehicle is taken. Later calls change nothing.
 */
void
bookout_statistics_begin (BookoutStatistics *self, gint64 now)
{
  g_return_if_fail (self != NULL);

  if (self->began_at >= 0)
    return;

  self->began_at = now;
  if (self->suspended_at >= 0)
    self->suspended_at = now;
}

/**
 * bookout_statistics_suspend:
 * @now: monotonic microseconds
 *
 * From now on time counts for nothing, until bookout_statistics_resume(). Doesn't nest.
 */
void
bookout_statistics_suspend (BookoutStatistics *self, gint64 now)
{
  g_return_if_fail (self != NULL);

  if (self->suspended_at < 0)
    self->suspended_at = now;
}

/**
 * bookout_statistics_resume:
 * @now: monotonic microseconds
 *
 * Time counts again.
 */
void
bookout_statistics_resume (BookoutStatistics *self, gint64 now)
{
  g_return_if_fail (self != NULL);

  if (self->suspended_at < 0)
    return;

  if (self->began_at >= 0)
    self->suspended_us += MAX (now - self->suspended_at, 0);
  self->suspended_at = -1;
}

/**
 * bookout_statistics_stage:
 * @stage: what was done
 * @duration_us: microseconds that one vehicle's attempt spent in it
 */
void
bookout_statistics_stage (BookoutStatistics *self, BookoutStage stage, gint64 duration_us)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail ((guint) stage < BOOKOUT_N_STAGES);

  duration_us = MAX (duration_us, 0);
  histogram_add (&self->stages[stage], duration_us);
  self->recent[stage].durations_us[self->recent[stage].n++ % N_RECENT] = duration_us;
}

/**
 * bookout_statistics_finish_vehicle:
 * @now: monotonic microseconds
 * @bytes: size of its sheet, 0 if none
 *
 * A vehicle is settled, whatever the result.
 */
void
bookout_statistics_finish_vehicle (BookoutStatistics *self, gint64 now, guint64 bytes)
{
  gint64 active;
  gint64 minute;

  g_return_if_fail (self != NULL);

  bookout_statistics_begin (self, now);
  active = active_us (self, now);
  minute = MAX (now - self->began_at, 0) / MINUTE_US;

  ring_advance (&self->slots, active / SLOT_US);
  self->slot_counts[self->slots.last % N_SLOTS]++;
  ring_advance (&self->minutes, minute);
  self->minute_counts[self->minutes.last % N_MINUTES]++;

  self->last_active_us = MAX (self->last_active_us, active);
  self->finished++;
  self->bytes += bytes;
}

/**
 * bookout_statistics_get_rate:
 * @now: monotonic microseconds
 *
 * Returns: vehicles per hour over the last 5 active minutes, or since the start if that is less; 0 at the
 * very beginning
 */
double
bookout_statistics_get_rate (BookoutStatistics *self, gint64 now)
{
  gint64 active;
  gint64 from;

  g_return_val_if_fail (self != NULL, 0.0);

  active = active_us (self, now);
  ring_advance (&self->slots, active / SLOT_US);
  from = MAX (self->slots.last - WINDOW_SLOTS, 0) * SLOT_US;
  if (active <= from)
    return 0.0;

  return (double) ring_sum (&self->slots) * US_PER_HOUR / (double) (active - from);
}

/**
 * bookout_statistics_get_mean_rate:
 *
 * Returns: vehicles per hour of active time, from the first vehicle taken to the last one finished; 0 before
 * that
 */
double
bookout_statistics_get_mean_rate (BookoutStatistics *self)
{
  g_return_val_if_fail (self != NULL, 0.0);

  if (self->last_active_us == 0)
    return 0.0;

  return (double) self->finished * US_PER_HOUR / (double) self->last_active_us;
}

/**
 * bookout_statistics_get_remaining:
 * @now: monotonic microseconds
 * @left: vehicles that aren't settled yet
 *
 * Returns: microseconds that @left vehicles will take at the present rate; -1 while that is unknown, because
 *   fewer than three are finished or none was in the last 5 active minutes
 */
gint64
bookout_statistics_get_remaining (BookoutStatistics *self, gint64 now, guint left)
{
  double rate;

  g_return_val_if_fail (self != NULL, -1);

  if (left == 0)
    return 0;

  rate = bookout_statistics_get_rate (self, now);
  if (self->finished < FINISHED_FOR_ETA || rate <= 0.0)
    return -1;

  return (gint64) ((double) left * US_PER_HOUR / rate);
}

/**
 * bookout_statistics_get_percentile:
 * @stage: a stage
 * @fraction: 0 to 1; 0.5 for the median
 *
 * Returns: microseconds that this fraction of all attempts stayed under in @stage, within 10 %; 0 if there
 * were none
 */
gint64
bookout_statistics_get_percentile (BookoutStatistics *self, BookoutStage stage, double fraction)
{
  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail ((guint) stage < BOOKOUT_N_STAGES, 0);

  return histogram_percentile (&self->stages[stage], fraction);
}

/**
 * bookout_statistics_get_recent_median:
 * @stage: a stage
 *
 * Returns: microseconds: the median of the last 31 attempts that went through @stage; -1 if there were none
 */
gint64
bookout_statistics_get_recent_median (BookoutStatistics *self, BookoutStage stage)
{
  gint64 sorted[N_RECENT];
  gsize n;

  g_return_val_if_fail (self != NULL, -1);
  g_return_val_if_fail ((guint) stage < BOOKOUT_N_STAGES, -1);

  n = (gsize) MIN (self->recent[stage].n, N_RECENT);
  if (n == 0)
    return -1;

  memcpy (sorted, self->recent[stage].durations_us, n * sizeof *sorted);
  qsort (sorted, n, sizeof *sorted, compare_durations);

  return sorted[n / 2];
}

/**
 * bookout_statistics_get_bytes:
 *
 * Returns: size of all sheets so far
 */
guint64
bookout_statistics_get_bytes (BookoutStatistics *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->bytes;
}

/**
 * bookout_statistics_dup_minutes:
 * @now: monotonic microseconds
 *
 * Returns: (transfer full) (element-type guint): vehicles finished in each minute since the first was taken,
 *   oldest first, the present minute last; the last 720 minutes at most; empty before the first was taken
 */
GArray *
bookout_statistics_dup_minutes (BookoutStatistics *self, gint64 now)
{
  g_autoptr (GArray) minutes = g_array_new (FALSE, FALSE, sizeof (guint));

  g_return_val_if_fail (self != NULL, NULL);

  if (self->began_at < 0)
    return g_steal_pointer (&minutes);

  ring_advance (&self->minutes, MAX (now - self->began_at, 0) / MINUTE_US);
  for (gint64 i = MAX (self->minutes.last - N_MINUTES + 1, 0); i <= self->minutes.last; i++)
    g_array_append_val (minutes, self->minute_counts[i % N_MINUTES]);

  return g_steal_pointer (&minutes);
}

static void
add_milliseconds (JsonBuilder *builder, const char *name, double us)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, round (us / 10.0) / 100.0);
}

static void
add_stage (JsonBuilder *builder, BookoutStage stage, const Histogram *histogram)
{
  json_builder_set_member_name (builder, bookout_stage_to_string (stage));
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "n");
  json_builder_add_int_value (builder, (gint64) histogram->n);
  add_milliseconds (builder, "mean",
                    histogram->n > 0 ? (double) histogram->sum_us / (double) histogram->n : 0.0);
  add_milliseconds (builder, "p50", (double) histogram_percentile (histogram, 0.5));
  add_milliseconds (builder, "p95", (double) histogram_percentile (histogram, 0.95));
  add_milliseconds (builder, "most", (double) histogram->most_us);
  json_builder_end_object (builder);
}

/**
 * bookout_statistics_to_json:
 *
 * Returns: (transfer full): an object with a member for each stage ("gate", "search" …), an object of n, and
 *   of mean, p50, p95 and most in milliseconds
 */
JsonNode *
bookout_statistics_to_json (BookoutStatistics *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  g_return_val_if_fail (self != NULL, NULL);

  json_builder_begin_object (builder);
  for (guint i = 0; i < BOOKOUT_N_STAGES; i++)
    add_stage (builder, i, &self->stages[i]);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}
