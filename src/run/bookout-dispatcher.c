/* bookout-dispatcher.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-dispatcher"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-dispatcher.h"
#include "bookout-filing.h"
#include "bookout-manifest.h"
#include "bookout-retry.h"

/* The one place where it is decided what an attempt's end means: for its vehicle (done, again, later, never), for the others (a
 * common cause opens the breaker, wrong sheets in a row leave one tab at work) and for the run (it can't go on until somebody
 * mends something). Workers call it from their threads; the main thread takes results from it and tells it the time.
 *
 * The queue gives nothing out while any of three has a reason: a person (paused), the breaker (open), or the run (blocked). */

/* Two sheets of other vehicles one after the other mean that tabs get in each other's way on the server; one tab alone
 * works on until so many right ones have come. */
#define WRONG_IN_ROW_MOST   2
#define RIGHT_IN_ROW_ENOUGH 10

/* A common cause that the portal itself answers with (500 for everything) is waited out so many probes; then each vehicle gets its own
 * attempts and its own failure. Without a connection, probing goes on. */
#define PROBES_MOST 4

/* A night is long enough for most outages; after this the run ends, and can be gone on with. */
#define CLOSED_MOST_US (G_GINT64_CONSTANT (4) * 3600 * G_USEC_PER_SEC)

/* A run that is blocked by something local looks whether it has been mended. */
#define UNBLOCK_AFTER_US (15 * G_USEC_PER_SEC)

/* manifest.json and SHA256SUMS are brought up to date after so many sheets, and at the end. */
#define MANIFEST_EVERY 100

struct _BookoutDispatcher
{
  GObject parent_instance;
  BookoutPreparation *prepared; /* the run's; outlives this */
  guint attempts_most;
  guint limit_ms;       /* of one vehicle */
  GAsyncQueue *results; /* of BookoutResult */

  GMutex mutex; /* for all below */
  BookoutBreaker *breaker;
  BookoutStatistics *statistics;
  gboolean begun;
  gboolean paused;
  gboolean suspended; /* the statistics' clock stands */
  gboolean alone;     /* one tab at work because of wrong sheets */
  GError *blocked;    /* NULL unless the run can't go on */
  gint64 blocked_at;  /* monotonic µs */
  gint64 open_since;  /* monotonic µs: the breaker; 0 while it is closed */
  guint wrong_in_row;
  guint right_in_row;
  guint wrong_caught;
  guint attempts;
};

G_DEFINE_FINAL_TYPE (BookoutDispatcher, bookout_dispatcher, G_TYPE_OBJECT)

/* Mutex held. */
static void
apply_holds (BookoutDispatcher *self)
{
  BookoutBreakerState state = bookout_breaker_get_state (self->breaker);
  gboolean held = self->paused || self->blocked != NULL || state == BOOKOUT_BREAKER_OPEN;
  gint64 now = g_get_monotonic_time ();

  if (state == BOOKOUT_BREAKER_CLOSED)
    self->open_since = 0;
  else if (self->open_since == 0)
    self->open_since = now;

  if (self->begun && held != self->suspended)
    {
      self->suspended = held;
      if (held)
        bookout_statistics_suspend (self->statistics, now);
      else
        bookout_statistics_resume (self->statistics, now);
    }

  bookout_queue_set_most_in_work (self->prepared->queue,
                                  state == BOOKOUT_BREAKER_PROBING || self->alone ? 1 : G_MAXUINT);
  bookout_queue_set_paused (self->prepared->queue, held);
}

static void
announce (BookoutDispatcher *self,
          BookoutVehicle *vehicle,
          BookoutVehicleState state,
          guint attempts,
          const char *code,
          const char *reason,
          guint64 size)
{
  BookoutResult *result = g_new0 (BookoutResult, 1);

  result->vehicle = g_object_ref (vehicle);
  result->state = state;
  result->attempts = attempts;
  result->code = g_strdup (code);
  result->reason = g_strdup (reason);
  result->size = size;
  if (state != BOOKOUT_VEHICLE_WAITING && state != BOOKOUT_VEHICLE_IN_WORK)
    result->finished_at = g_get_real_time () / G_USEC_PER_SEC;
  g_async_queue_push (self->results, result);
}

static guint
tab_number (BookoutTab *tab)
{
  BookoutTabSnapshot snapshot;

  bookout_tab_get_snapshot (tab, &snapshot);
  return snapshot.number;
}

/* Mutex held. */
static void
block (BookoutDispatcher *self, const GError *cause)
{
  if (self->blocked == NULL)
    {
      self->blocked = g_error_copy (cause);
      self->blocked_at = g_get_monotonic_time ();
    }
  apply_holds (self);
}

/* The files need not be newer than the last hundred sheets: the ledger is. */
static void
list_sheet (BookoutDispatcher *self, BookoutFetch *fetch)
{
  BookoutManifest *manifest = self->prepared->manifest;
  BookoutManifestEntry entry = {
    .name = (char *) bookout_sheet_file_get_name (fetch->file),
    .reference = (char *) bookout_vehicle_get_reference (fetch->vehicle),
    .sha256 = (char *) bookout_sheet_file_get_sha256 (fetch->file),
    .size = bookout_sheet_file_get_size (fetch->file),
    .proof = fetch->proof,
    .time = g_get_real_time () / G_USEC_PER_SEC,
  };
  g_autoptr (GError) error = NULL;

  bookout_manifest_add (manifest, &entry);
  if (bookout_manifest_get_length (manifest) % MANIFEST_EVERY == 0 &&
      !bookout_manifest_write (manifest, self->prepared->folder, &error))
    g_message ("The list of sheets is not up to date: %s", error->message);
}

static void
count_right (BookoutDispatcher *self, BookoutFetch *fetch)
{
  g_mutex_lock (&self->mutex);
  self->wrong_in_row = 0;
  if (self->alone && ++self->right_in_row >= RIGHT_IN_ROW_ENOUGH)
    self->alone = FALSE;
  bookout_breaker_success (self->breaker);
  for (guint i = 0; i < BOOKOUT_N_STAGES; i++)
    if (fetch->durations_us[i] > 0)
      bookout_statistics_stage (self->statistics, i, fetch->durations_us[i]);
  bookout_statistics_finish_vehicle (self->statistics, g_get_monotonic_time (),
                                     bookout_sheet_file_get_size (fetch->file));
  apply_holds (self);
  g_mutex_unlock (&self->mutex);
}

static gboolean
names_other_vehicle (const GError *failure)
{
  return g_error_matches (failure, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_OTHER_VEHICLE) ||
         g_error_matches (failure, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_CONFLICT) ||
         g_error_matches (failure, BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_OTHER_VEHICLE);
}

/* Mutex held. */
static void
count_wrong (BookoutDispatcher *self, const GError *failure)
{
  if (!names_other_vehicle (failure))
    return;

  self->wrong_caught++;
  self->right_in_row = 0;
  if (++self->wrong_in_row >= WRONG_IN_ROW_MOST)
    self->alone = TRUE;
}

static void
settle_right (BookoutDispatcher *self, BookoutJob *job, BookoutFetch *fetch)
{
  BookoutVehicleState state = fetch->proof == BOOKOUT_PROOF_TEXT ? BOOKOUT_VEHICLE_DONE
                                                                 : BOOKOUT_VEHICLE_UNPROVED;

  bookout_tab_count_result (fetch->tab, TRUE, _ ("saved"));
  count_right (self, fetch);
  list_sheet (self, fetch);
  announce (self, fetch->vehicle, state, job->attempts + 1, NULL, NULL,
            bookout_sheet_file_get_size (fetch->file));
  bookout_queue_settle (self->prepared->queue, job, state);
}

static BookoutVehicleState
state_after (const BookoutRetry *retry, const BookoutFailure *failure)
{
  if (retry->verdict != BOOKOUT_RETRY_NEVER)
    return BOOKOUT_VEHICLE_WAITING;
  return failure->kind == BOOKOUT_FAILURE_CONTENT ? BOOKOUT_VEHICLE_HELD : BOOKOUT_VEHICLE_FAILED;
}

static void
move_job (BookoutDispatcher *self, BookoutJob *job, const BookoutRetry *retry, BookoutVehicleState state)
{
  BookoutQueue *queue = self->prepared->queue;

  if (retry->counts)
    job->attempts++;

  if (retry->verdict == BOOKOUT_RETRY_LATER)
    bookout_queue_put_back (queue, job, retry->delay_us, FALSE);
  else if (retry->verdict == BOOKOUT_RETRY_SLOW_PASS)
    bookout_queue_postpone (queue, job);
  else
    bookout_queue_settle (queue, job, state);
}

/* The run can't go on, or was stopped: nothing of it is this vehicle's fault. */
static void
return_job (BookoutDispatcher *self, BookoutJob *job, BookoutFetch *fetch)
{
  announce (self, fetch->vehicle, BOOKOUT_VEHICLE_WAITING, job->attempts, NULL, NULL, 0);
  bookout_queue_put_back (self->prepared->queue, job, 0, TRUE);
}

static void settle_failure (BookoutDispatcher *self,
                            BookoutJob *job,
                            BookoutFetch *fetch,
                            const GError *cause);

/* Mutex held. While no answer comes at all, waiting costs a vehicle nothing. */
static void
tell_breaker (BookoutDispatcher *self, BookoutVehicle *vehicle, BookoutFailure *failure, const GError *cause)
{
  bookout_breaker_failure (self->breaker, bookout_vehicle_get_reference (vehicle), failure, cause->message,
                           g_get_monotonic_time ());
  if (bookout_breaker_get_state (self->breaker) != BOOKOUT_BREAKER_CLOSED &&
      bookout_failure_is_unreachable (failure->code))
    failure->counts = FALSE;
}

static void
settle_wrong (BookoutDispatcher *self,
              BookoutJob *job,
              BookoutFetch *fetch,
              BookoutFailure failure,
              const GError *cause)
{
  BookoutFiling filing = { self->prepared->ledger, self->prepared->run_id, tab_number (fetch->tab),
                           fetch->vehicle };
  g_autoptr (GError) error = NULL;
  BookoutRetry retry;

  g_mutex_lock (&self->mutex);
  count_wrong (self, cause);
  tell_breaker (self, fetch->vehicle, &failure, cause);
  apply_holds (self); /* before the disk, which takes its time: other workers take vehicles meanwhile */
  g_mutex_unlock (&self->mutex);

  retry = bookout_retry_decide (&failure, job->attempts, self->attempts_most, job->slow, g_random_double ());
  filing.attempts = job->attempts + (retry.counts ? 1 : 0);
  filing.state = state_after (&retry, &failure);
  filing.fetch = fetch;
  if (!bookout_filing_record_failure (&filing, &failure, cause->message, retry.counts, &error))
    {
      settle_failure (self, job, fetch, error);
      return;
    }

  if (filing.state != BOOKOUT_VEHICLE_WAITING)
    {
      g_mutex_lock (&self->mutex);
      bookout_statistics_finish_vehicle (self->statistics, g_get_monotonic_time (), 0);
      g_mutex_unlock (&self->mutex);
    }

  bookout_tab_count_result (fetch->tab, FALSE, cause->message);
  announce (self, fetch->vehicle, filing.state, filing.attempts, failure.code, cause->message, 0);
  move_job (self, job, &retry, filing.state);
}

static void
settle_failure (BookoutDispatcher *self, BookoutJob *job, BookoutFetch *fetch, const GError *cause)
{
  BookoutFailure failure = bookout_failure_classify (cause);

  if (failure.stops_run)
    {
      g_mutex_lock (&self->mutex);
      block (self, cause);
      g_mutex_unlock (&self->mutex);
    }

  if (failure.stops_run || failure.kind == BOOKOUT_FAILURE_CANCELLED)
    return_job (self, job, fetch);
  else
    settle_wrong (self, job, fetch, failure, cause);
}

/**
 * bookout_dispatcher_take:
 * @self: the dispatcher
 * @leave: (scope call): asked whenever the worker would wait, and before a vehicle is given
 * @data: for @leave
 *
 * Blocks until there is a vehicle for a worker.
 *
 * Returns: (transfer full) (nullable): the job; %NULL when the worker is to end
 */
BookoutJob *
bookout_dispatcher_take (BookoutDispatcher *self, gboolean (*leave) (gpointer data), gpointer data)
{
  BookoutJob *job = bookout_queue_take (self->prepared->queue, leave, data);

  if (job == NULL)
    return NULL;

  g_mutex_lock (&self->mutex);
  self->attempts++;
  if (!self->begun)
    {
      self->begun = TRUE;
      bookout_statistics_begin (self->statistics, g_get_monotonic_time ());
    }
  g_mutex_unlock (&self->mutex);

  bookout_ledger_take (self->prepared->ledger, self->prepared->run_id,
                       bookout_vehicle_get_reference (job->vehicle));
  announce (self, job->vehicle, BOOKOUT_VEHICLE_IN_WORK, job->attempts, NULL, NULL, 0);
  return job;
}

/**
 * bookout_dispatcher_begin_fetch:
 * @self: the dispatcher
 * @job: what was taken
 * @tab: the worker's own
 * @fetch: (out caller-allocates): made ready for bookout_fetch_run()
 */
void
bookout_dispatcher_begin_fetch (BookoutDispatcher *self,
                                const BookoutJob *job,
                                BookoutTab *tab,
                                BookoutFetch *fetch)
{
  BookoutPreparation *prepared = self->prepared;
  const char *reference = bookout_vehicle_get_reference (job->vehicle);

  bookout_tab_set_vehicle (tab, reference, bookout_vehicle_get_description (job->vehicle));
  bookout_tab_set_limit (tab, self->limit_ms);

  *fetch = (BookoutFetch){
    .tab = tab,
    .folder = prepared->folder,
    .reader = prepared->reader,
    .vehicle = job->vehicle,
    .name = bookout_preparation_dup_name (prepared, job->vehicle),
    .link = prepared->links != NULL ? g_hash_table_lookup (prepared->links, reference) : NULL,
    .began_at = g_get_real_time (),
    .began = g_get_monotonic_time (),
  };
}

/**
 * bookout_dispatcher_settle:
 * @self: the dispatcher
 * @job: (transfer full): what was taken
 * @fetch: its attempt
 * @failure: (nullable): why there is no proved sheet, %NULL if there is one
 *
 * Files what came of an attempt and moves the vehicle to where it belongs now. Blocks for the disk.
 */
void
bookout_dispatcher_settle (BookoutDispatcher *self,
                           BookoutJob *job,
                           BookoutFetch *fetch,
                           const GError *failure)
{
  g_autoptr (GError) error = NULL;
  BookoutFiling filing = {
    .ledger = self->prepared->ledger,
    .run_id = self->prepared->run_id,
    .tab = tab_number (fetch->tab),
    .vehicle = job->vehicle,
    .attempts = job->attempts + 1,
    .state = fetch->proof == BOOKOUT_PROOF_TEXT ? BOOKOUT_VEHICLE_DONE : BOOKOUT_VEHICLE_UNPROVED,
    .fetch = fetch,
    .manifest = self->prepared->manifest,
  };
  gint64 since = g_get_monotonic_time ();

  if (failure != NULL)
    {
      settle_failure (self, job, fetch, failure);
      return;
    }

  fetch->stage = BOOKOUT_STAGE_STORE;
  if (!bookout_filing_keep (&filing, &error))
    {
      settle_failure (self, job, fetch, error);
      return;
    }

  fetch->durations_us[BOOKOUT_STAGE_STORE] = g_get_monotonic_time () - since;
  settle_right (self, job, fetch);
}

/**
 * bookout_dispatcher_set_paused:
 * @self: the dispatcher
 * @paused: whether a person wants it to stand still; vehicles in work are finished
 */
void
bookout_dispatcher_set_paused (BookoutDispatcher *self, gboolean paused)
{
  g_mutex_lock (&self->mutex);
  self->paused = paused;
  apply_holds (self);
  g_mutex_unlock (&self->mutex);
}

/**
 * bookout_dispatcher_stop:
 * @self: the dispatcher
 *
 * Gives nothing out any more; workers end after what they have.
 */
void
bookout_dispatcher_stop (BookoutDispatcher *self)
{
  bookout_queue_stop (self->prepared->queue);
}

/* Mutex held. */
static void
give_up (BookoutDispatcher *self)
{
  g_autoptr (GError) error = g_error_new (BOOKOUT_RUN_ERROR, BOOKOUT_RUN_ERROR_UNREACHABLE,
                                          _ ("For four hours no vehicle has got through: %s"),
                                          bookout_breaker_get_words (self->breaker));

  block (self, error);
}

/* Mutex held. */
static void
begin_probe (BookoutDispatcher *self, gint64 now)
{
  const char *code = bookout_breaker_get_code (self->breaker);

  if (now - self->open_since > CLOSED_MOST_US)
    {
      give_up (self);
      return;
    }

  /* Not to maintenance and the like, which spend no attempt: those are waited for. */
  if (bookout_breaker_get_probes (self->breaker) >= PROBES_MOST && !bookout_failure_is_unreachable (code))
    bookout_breaker_give_in (self->breaker);
  bookout_breaker_begin_probe (self->breaker); /* unless it gave in */
}

/**
 * bookout_dispatcher_tick:
 * @self: the dispatcher
 * @now: monotonic microseconds
 *
 * Lets the breaker's probe go out when it is due, and a run that is blocked by something local try again. Called from time to
 * time by the main thread.
 */
void
bookout_dispatcher_tick (BookoutDispatcher *self, gint64 now)
{
  g_mutex_lock (&self->mutex);
  if (bookout_breaker_get_state (self->breaker) == BOOKOUT_BREAKER_OPEN &&
      now >= bookout_breaker_get_probe_at (self->breaker))
    {
      begin_probe (self, now);
      apply_holds (self);
    }
  if (self->blocked != NULL && now - self->blocked_at > UNBLOCK_AFTER_US &&
      bookout_failure_classify (self->blocked).kind == BOOKOUT_FAILURE_LOCAL)
    {
      g_clear_error (&self->blocked);
      apply_holds (self);
    }
  g_mutex_unlock (&self->mutex);
}

/**
 * bookout_dispatcher_unblock:
 * @self: the dispatcher
 *
 * Goes on after whatever blocked the run: somebody says that it is mended. Hours without a connection begin to count anew.
 */
void
bookout_dispatcher_unblock (BookoutDispatcher *self)
{
  g_mutex_lock (&self->mutex);
  g_clear_error (&self->blocked);
  self->open_since = 0;
  apply_holds (self);
  g_mutex_unlock (&self->mutex);
}

/**
 * bookout_dispatcher_dup_blocked:
 * @self: the dispatcher
 *
 * Returns: (transfer full) (nullable): why the run can't go on, %NULL if it can
 */
GError *
bookout_dispatcher_dup_blocked (BookoutDispatcher *self)
{
  GError *blocked;

  g_mutex_lock (&self->mutex);
  blocked = self->blocked != NULL ? g_error_copy (self->blocked) : NULL;
  g_mutex_unlock (&self->mutex);

  return blocked;
}

/* Mutex held. */
static BookoutHold
own_hold (BookoutDispatcher *self, gint64 *until, char **words)
{
  if (self->blocked != NULL)
    {
      *words = g_strdup (self->blocked->message);
      return BOOKOUT_HOLD_BLOCKED;
    }
  if (self->paused)
    return BOOKOUT_HOLD_PAUSED;
  if (bookout_breaker_get_state (self->breaker) != BOOKOUT_BREAKER_CLOSED)
    {
      *until = bookout_breaker_get_probe_at (self->breaker);
      *words = g_strdup (bookout_breaker_get_words (self->breaker));
      return BOOKOUT_HOLD_BREAKER;
    }
  return BOOKOUT_HOLD_NONE;
}

/**
 * bookout_dispatcher_get_hold:
 * @self: the dispatcher
 * @until: (out): monotonic microseconds of the next try, 0 if there is none
 * @words: (out) (transfer full) (nullable): the cause in a sentence
 *
 * What holds up the vehicles, if anything: the run's own reasons before the session's.
 *
 * Returns: the reason
 */
BookoutHold
bookout_dispatcher_get_hold (BookoutDispatcher *self, gint64 *until, char **words)
{
  BookoutHold hold;

  *until = 0;
  *words = NULL;
  g_mutex_lock (&self->mutex);
  hold = own_hold (self, until, words);
  g_mutex_unlock (&self->mutex);

  return hold;
}

/**
 * bookout_dispatcher_pop_result:
 * @self: the dispatcher
 *
 * Returns: (transfer full) (nullable): the next news of a vehicle, in the order they came, or %NULL
 */
BookoutResult *
bookout_dispatcher_pop_result (BookoutDispatcher *self)
{
  return g_async_queue_try_pop (self->results);
}

/**
 * bookout_dispatcher_get_progress:
 * @self: the dispatcher
 * @progress: (out caller-allocates): how far and how fast
 */
void
bookout_dispatcher_get_progress (BookoutDispatcher *self, BookoutProgress *progress)
{
  BookoutQueueCounts counts = bookout_queue_get_counts (self->prepared->queue);
  guint left = counts.waiting + counts.postponed + counts.in_work;
  gint64 now = g_get_monotonic_time ();

  g_mutex_lock (&self->mutex);
  progress->rate = bookout_statistics_get_rate (self->statistics, now);
  progress->mean_rate = bookout_statistics_get_mean_rate (self->statistics);
  progress->remaining = bookout_statistics_get_remaining (self->statistics, now, left);
  progress->wrong_caught = self->wrong_caught;
  progress->attempts = self->attempts;
  g_mutex_unlock (&self->mutex);
}

/**
 * bookout_dispatcher_get_stage_medians:
 * @self: the dispatcher
 * @medians: (out caller-allocates): for each stage, microseconds that it took lately; -1 if unknown
 */
void
bookout_dispatcher_get_stage_medians (BookoutDispatcher *self, gint64 medians[BOOKOUT_N_STAGES])
{
  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < BOOKOUT_N_STAGES; i++)
    medians[i] = bookout_statistics_get_recent_median (self->statistics, i);
  g_mutex_unlock (&self->mutex);
}

/**
 * bookout_dispatcher_dup_stages:
 * @self: the dispatcher
 *
 * Returns: (transfer full): timings per stage, as bookout_statistics_to_json()
 */
JsonNode *
bookout_dispatcher_dup_stages (BookoutDispatcher *self)
{
  JsonNode *stages;

  g_mutex_lock (&self->mutex);
  stages = bookout_statistics_to_json (self->statistics);
  g_mutex_unlock (&self->mutex);

  return stages;
}

/**
 * bookout_result_free:
 * @self: (transfer full): news that was shown
 */
void
bookout_result_free (BookoutResult *self)
{
  g_object_unref (self->vehicle);
  g_free (self->code);
  g_free (self->reason);
  g_free (self);
}

static void
bookout_dispatcher_finalize (GObject *object)
{
  BookoutDispatcher *self = BOOKOUT_DISPATCHER (object);

  g_clear_pointer (&self->results, g_async_queue_unref);
  g_clear_pointer (&self->breaker, bookout_breaker_free);
  g_clear_pointer (&self->statistics, bookout_statistics_free);
  g_clear_error (&self->blocked);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (bookout_dispatcher_parent_class)->finalize (object);
}

static void
bookout_dispatcher_class_init (BookoutDispatcherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bookout_dispatcher_finalize;
}

static void
bookout_dispatcher_init (BookoutDispatcher *self)
{
  g_mutex_init (&self->mutex);
  self->results = g_async_queue_new_full ((GDestroyNotify) bookout_result_free);
  self->breaker = bookout_breaker_new ();
  self->statistics = bookout_statistics_new ();
}

/**
 * bookout_dispatcher_new:
 * @prepared: what the run rests on; must outlive the dispatcher
 *
 * Returns: (transfer full): a dispatcher for the vehicles of @prepared
 */
BookoutDispatcher *
bookout_dispatcher_new (BookoutPreparation *prepared)
{
  BookoutDispatcher *self = g_object_new (BOOKOUT_TYPE_DISPATCHER, NULL);
  const BookoutRunSettings *settings = prepared->settings;
  guint limit_s = settings->vehicle_s != 0 ? settings->vehicle_s
                                           : bookout_portal_get_limits (settings->portal)->vehicle_s;

  self->prepared = prepared;
  self->attempts_most = settings->attempts;
  self->limit_ms = limit_s * 1000;

  return self;
}
