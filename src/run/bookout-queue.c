/* bookout-queue.c - the vehicles of a run that wait, those in work, and what became of the others
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-queue"

#include "config.h"

#include "bookout-queue.h"

/* Hands a run's vehicles to its workers, and always knows where each of them is. Any thread may call any
 * function; one lock covers everything, so the counts add up whenever somebody looks.
 *
 * Ready jobs stand in one GAsyncQueue, those with a due time in a GSequence beside it, those of the slow pass
 * in a list. A worker that finds nothing it may take waits in a second GAsyncQueue, the bell, until a token
 * arrives or the next due time is there: it never polls. Whoever changes something pushes a token for one
 * waiting worker, which passes it on while there is more to take, or one for each of them when all must look
 * again (stopped, nothing left, asked to leave, limits changed). For the latter, a new bell is hung up: a
 * worker that only comes then can't swallow the token of one that was waiting. The bell counts its waiting
 * workers itself, because g_async_queue_length() doesn't see one that has decided to wait but hasn't got
 * there yet. */

typedef enum
{
  PLACE_READY,
  PLACE_LATER,
  PLACE_POSTPONED,
  PLACE_IN_WORK,
  PLACE_SETTLED,
} Place;

typedef struct
{
  BookoutVehicle *vehicle; /* owned */
  gint64 due_at;           /* monotonic microseconds, when LATER */
  union
  {
    GSequenceIter *later; /* when LATER */
    GList *postponed;     /* when POSTPONED */
  } at;
  guint attempts;
  guint place : 3; /* Place */
  guint state : 4; /* BookoutVehicleState, when SETTLED */
  guint slow : 1;  /* its last attempt: given out alone */
  guint front : 1; /* when LATER: goes before the others when due */
} Entry;

typedef struct
{
  GAsyncQueue *tokens;
  guint waiting; /* workers that wait in tokens, or are about to */
  guint rung;    /* tokens pushed and not yet taken */
} Bell;

struct _BookoutQueue
{
  GObject parent_instance;

  GMutex lock;         /* of everything below */
  GHashTable *entries; /* BookoutVehicle → Entry, owned */
  GAsyncQueue *ready;  /* Entry, in the order they are given out */
  GSequence *later;    /* Entry, by due_at */
  GQueue postponed;    /* Entry, in the order they are given out */
  Bell *bell;          /* where workers wait that come now */
  BookoutQueueCounts counts;
  guint slow_waiting; /* of counts.waiting */
  guint slow_in_work; /* of counts.in_work */
  guint most_in_work;
  guint wakes; /* how often all were woken */
  gboolean paused;
  gboolean stopped;
};

G_DEFINE_FINAL_TYPE (BookoutQueue, bookout_queue, G_TYPE_OBJECT)

static void
entry_free (Entry *entry)
{
  g_object_unref (entry->vehicle);
  g_free (entry);
}

static int
compare_due (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Entry *left = a;
  const Entry *right = b;

  return (left->due_at > right->due_at) - (left->due_at < right->due_at);
}

static Bell *
bell_new (void)
{
  Bell *bell = g_new0 (Bell, 1);

  bell->tokens = g_async_queue_new ();

  return bell;
}

static void
bell_free (Bell *bell)
{
  g_async_queue_unref (bell->tokens);
  g_free (bell);
}

static void
bell_ring (Bell *bell)
{
  if (bell->rung >= bell->waiting)
    return;

  bell->rung++;
  g_async_queue_push (bell->tokens, bell);
}

/* For one waiting worker, whichever. */
static void
ring (BookoutQueue *self)
{
  bell_ring (self->bell);
}

/* For each waiting worker. The last one of them frees the old bell. */
static void
ring_all (BookoutQueue *self)
{
  Bell *bell = self->bell;

  self->wakes++;
  if (bell->waiting == 0)
    return;

  self->bell = bell_new ();
  while (bell->rung < bell->waiting)
    bell_ring (bell);
}

static gint64
next_due (BookoutQueue *self)
{
  GSequenceIter *first = g_sequence_get_begin_iter (self->later);

  if (g_sequence_iter_is_end (first))
    return G_MAXINT64;

  return ((const Entry *) g_sequence_get (first))->due_at;
}

/* Leaves the lock while it waits. */
static void
wait_for_bell (BookoutQueue *self)
{
  Bell *bell = self->bell;
  gint64 due = next_due (self);
  gpointer token;

  bell->waiting++;
  g_mutex_unlock (&self->lock);

  if (due == G_MAXINT64)
    token = g_async_queue_pop (bell->tokens);
  else
    token = g_async_queue_timeout_pop (bell->tokens, MAX (due - g_get_monotonic_time (), 0));

  g_mutex_lock (&self->lock);
  bell->waiting--;
  if (token != NULL)
    bell->rung--;
  if (bell != self->bell && bell->waiting == 0)
    bell_free (bell);
}

static guint *
counter (BookoutQueue *self, const Entry *entry)
{
  switch ((Place) entry->place)
    {
    case PLACE_READY:
    case PLACE_LATER:
      return &self->counts.waiting;
    case PLACE_POSTPONED:
      return &self->counts.postponed;
    case PLACE_IN_WORK:
      return &self->counts.in_work;
    case PLACE_SETTLED:
      break;
    }

  switch ((BookoutVehicleState) entry->state)
    {
    case BOOKOUT_VEHICLE_DONE:
      return &self->counts.done;
    case BOOKOUT_VEHICLE_UNPROVED:
      return &self->counts.unproved;
    case BOOKOUT_VEHICLE_FAILED:
      return &self->counts.failed;
    case BOOKOUT_VEHICLE_HELD:
      return &self->counts.held;
    case BOOKOUT_VEHICLE_SKIPPED:
      return &self->counts.skipped;
    case BOOKOUT_VEHICLE_WAITING:
    case BOOKOUT_VEHICLE_IN_WORK:
    default:
      g_return_val_if_reached (&self->counts.failed);
    }
}

/* Adds @entry to its counts (@by 1) or takes it out of them (@by -1). */
static void
count (BookoutQueue *self, const Entry *entry, int by)
{
  *counter (self, entry) += (guint) by;

  if (entry->slow && entry->place == PLACE_IN_WORK)
    self->slow_in_work += (guint) by;
  else if (entry->slow && (entry->place == PLACE_READY || entry->place == PLACE_LATER))
    self->slow_waiting += (guint) by;
}

static void
detach (BookoutQueue *self, Entry *entry)
{
  count (self, entry, -1);

  if (entry->place == PLACE_READY)
    g_async_queue_remove (self->ready, entry);
  else if (entry->place == PLACE_LATER)
    g_sequence_remove (entry->at.later);
  else if (entry->place == PLACE_POSTPONED)
    g_queue_delete_link (&self->postponed, entry->at.postponed);
}

static void
attach_ready (BookoutQueue *self, Entry *entry, gboolean front)
{
  entry->place = PLACE_READY;
  count (self, entry, 1);

  if (front)
    g_async_queue_push_front (self->ready, entry);
  else
    g_async_queue_push (self->ready, entry);
}

static void
attach_later (BookoutQueue *self, Entry *entry, gint64 due_at, gboolean front)
{
  entry->place = PLACE_LATER;
  entry->due_at = due_at;
  entry->front = front;
  entry->at.later = g_sequence_insert_sorted (self->later, entry, compare_due, NULL);
  count (self, entry, 1);
}

static void
attach_postponed (BookoutQueue *self, Entry *entry, gboolean front)
{
  entry->place = PLACE_POSTPONED;
  count (self, entry, 1);

  if (front)
    g_queue_push_head (&self->postponed, entry);
  else
    g_queue_push_tail (&self->postponed, entry);
  entry->at.postponed = front ? self->postponed.head : self->postponed.tail;
}

static void
attach_settled (BookoutQueue *self, Entry *entry, BookoutVehicleState state)
{
  entry->place = PLACE_SETTLED;
  entry->state = state;
  count (self, entry, 1);
}

static gboolean
is_state_settled (BookoutVehicleState state)
{
  return state != BOOKOUT_VEHICLE_WAITING && state != BOOKOUT_VEHICLE_IN_WORK;
}

static gboolean
is_nothing_left (BookoutQueue *self)
{
  return self->counts.waiting + self->counts.postponed + self->counts.in_work == 0;
}

static void
promote_due (BookoutQueue *self)
{
  gint64 now;

  if (g_sequence_is_empty (self->later))
    return;

  now = g_get_monotonic_time ();
  while (next_due (self) <= now)
    {
      Entry *entry = g_sequence_get (g_sequence_get_begin_iter (self->later));

      detach (self, entry);
      attach_ready (self, entry, entry->front);
    }
}

/* The slow pass: once all others are settled, its next vehicle, and only that one, gets ready. */
static void
promote_postponed (BookoutQueue *self)
{
  Entry *entry = g_queue_peek_head (&self->postponed);

  if (entry == NULL || self->counts.waiting + self->counts.in_work > 0)
    return;

  detach (self, entry);
  entry->slow = TRUE;
  attach_ready (self, entry, TRUE);
}

static gboolean
may_give (BookoutQueue *self, const Entry *entry)
{
  if (self->slow_in_work > 0)
    return FALSE;

  return self->counts.in_work < (entry->slow ? MIN (self->most_in_work, 1) : self->most_in_work);
}

static Entry *
next_entry (BookoutQueue *self)
{
  Entry *entry;

  promote_due (self);
  if (self->paused)
    return NULL;

  promote_postponed (self);
  entry = g_async_queue_try_pop (self->ready);
  if (entry != NULL && !may_give (self, entry))
    {
      g_async_queue_push_front (self->ready, entry);
      return NULL;
    }

  return entry;
}

/* There may be more to take, or a due time to watch, for another worker. */
static void
pass_on (BookoutQueue *self)
{
  if (g_async_queue_length (self->ready) > 0 || !g_sequence_is_empty (self->later))
    ring (self);
}

static BookoutJob *
give (BookoutQueue *self, Entry *entry)
{
  BookoutJob *job = g_new (BookoutJob, 1);

  count (self, entry, -1);
  entry->place = PLACE_IN_WORK;
  count (self, entry, 1);

  job->vehicle = g_object_ref (entry->vehicle);
  job->attempts = entry->attempts;
  job->slow = entry->slow;
  pass_on (self);

  return job;
}

/* Takes the entry out of work and frees @job; its new place is the caller's to give. */
static Entry *
end_job (BookoutQueue *self, BookoutJob *job)
{
  Entry *entry = g_hash_table_lookup (self->entries, job->vehicle);

  g_assert (entry != NULL && entry->place == PLACE_IN_WORK);
  detach (self, entry);
  entry->attempts = job->attempts;
  g_object_unref (job->vehicle);
  g_free (job);

  return entry;
}

static Entry *
add_entry (BookoutQueue *self, BookoutVehicle *vehicle, guint attempts)
{
  Entry *entry;

  if (g_hash_table_contains (self->entries, vehicle))
    {
      g_critical ("Vehicle %s is in the queue already", bookout_vehicle_get_reference (vehicle));
      return NULL;
    }

  entry = g_new0 (Entry, 1);
  entry->vehicle = g_object_ref (vehicle);
  entry->attempts = attempts;
  g_hash_table_insert (self->entries, vehicle, entry);
  self->counts.total++;

  return entry;
}

static void
bookout_queue_finalize (GObject *object)
{
  BookoutQueue *self = BOOKOUT_QUEUE (object);

  g_queue_clear (&self->postponed);
  g_sequence_free (self->later);
  g_async_queue_unref (self->ready);
  g_hash_table_unref (self->entries);
  bell_free (self->bell);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (bookout_queue_parent_class)->finalize (object);
}

static void
bookout_queue_class_init (BookoutQueueClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bookout_queue_finalize;
}

static void
bookout_queue_init (BookoutQueue *self)
{
  g_mutex_init (&self->lock);
  g_queue_init (&self->postponed);
  self->entries = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) entry_free);
  self->ready = g_async_queue_new ();
  self->later = g_sequence_new (NULL);
  self->bell = bell_new ();
  self->most_in_work = G_MAXUINT;
}

/**
 * bookout_queue_new:
 *
 * Returns: (transfer full): an empty queue, neither paused nor stopped, without a limit
 */
BookoutQueue *
bookout_queue_new (void)
{
  return g_object_new (BOOKOUT_TYPE_QUEUE, NULL);
}

/**
 * bookout_queue_add:
 * @vehicle: one that isn't in the queue yet
 * @attempts: counted before, in an earlier part of the run
 *
 * Puts @vehicle at the back of those that are ready. Any thread.
 */
void
bookout_queue_add (BookoutQueue *self, BookoutVehicle *vehicle, guint attempts)
{
  g_autoptr (GMutexLocker) locker = NULL;
  Entry *entry;

  g_return_if_fail (BOOKOUT_IS_QUEUE (self));
  g_return_if_fail (BOOKOUT_IS_VEHICLE (vehicle));

  locker = g_mutex_locker_new (&self->lock);
  entry = add_entry (self, vehicle, attempts);
  if (entry == NULL)
    return;

  attach_ready (self, entry, FALSE);
  ring (self);
}

/**
 * bookout_queue_add_postponed:
 * @vehicle: one that isn't in the queue yet
 * @attempts: counted before: all that it has among the others
 *
 * Puts @vehicle at the back of those that wait for the slow pass. Any thread.
 */
void
bookout_queue_add_postponed (BookoutQueue *self, BookoutVehicle *vehicle, guint attempts)
{
  g_autoptr (GMutexLocker) locker = NULL;
  Entry *entry;

  g_return_if_fail (BOOKOUT_IS_QUEUE (self));
  g_return_if_fail (BOOKOUT_IS_VEHICLE (vehicle));

  locker = g_mutex_locker_new (&self->lock);
  entry = add_entry (self, vehicle, attempts);
  if (entry == NULL)
    return;

  attach_postponed (self, entry, FALSE);
  ring (self);
}

/**
 * bookout_queue_add_settled:
 * @vehicle: one that isn't in the queue yet
 * @state: done, unproved, failed, held or skipped
 * @attempts: counted before
 *
 * Takes a vehicle into the counts that was settled before this part of the run. Any thread.
 */
void
bookout_queue_add_settled (BookoutQueue *self,
                           BookoutVehicle *vehicle,
                           BookoutVehicleState state,
                           guint attempts)
{
  g_autoptr (GMutexLocker) locker = NULL;
  Entry *entry;

  g_return_if_fail (BOOKOUT_IS_QUEUE (self));
  g_return_if_fail (BOOKOUT_IS_VEHICLE (vehicle));
  g_return_if_fail (is_state_settled (state));

  locker = g_mutex_locker_new (&self->lock);
  entry = add_entry (self, vehicle, attempts);
  if (entry != NULL)
    attach_settled (self, entry, state);
}

/**
 * bookout_queue_take:
 * @leave: (nullable) (scope call): asked before each wait, and again after bookout_queue_wake()
 * @data: for @leave
 *
 * Blocks until a vehicle may be worked on, and takes it. While the queue is paused, nothing is given out.
 * When all others are settled and postponed vehicles exist, the slow pass begins: those are given out one at
 * a time, with nothing else in work. For worker threads.
 *
 * Returns: (transfer full) (nullable): the job, to be ended with bookout_queue_settle(),
 *   bookout_queue_put_back() or bookout_queue_postpone(); %NULL if nothing is left to do, the queue was
 *   stopped, or @leave said so
 */
BookoutJob *
bookout_queue_take (BookoutQueue *self, BookoutQueueLeave leave, gpointer data)
{
  BookoutJob *job = NULL;

  g_return_val_if_fail (BOOKOUT_IS_QUEUE (self), NULL);

  g_mutex_lock (&self->lock);
  while (job == NULL)
    {
      guint wakes = self->wakes;
      gboolean leaves;
      Entry *entry;

      g_mutex_unlock (&self->lock);
      leaves = leave != NULL && leave (data);
      g_mutex_lock (&self->lock);

      if (leaves || self->stopped || is_nothing_left (self))
        break;

      entry = next_entry (self);
      if (entry != NULL)
        job = give (self, entry);
      else if (wakes == self->wakes)
        wait_for_bell (self);
    }
  if (job == NULL)
    pass_on (self); /* the token that woke this worker may have been for another */
  g_mutex_unlock (&self->lock);

  return job;
}

/**
 * bookout_queue_wake:
 *
 * Makes every blocked worker ask again whether it should leave. Any thread.
 */
void
bookout_queue_wake (BookoutQueue *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (BOOKOUT_IS_QUEUE (self));

  locker = g_mutex_locker_new (&self->lock);
  ring_all (self);
}

/* A job has ended. */
static void
ring_for_end (BookoutQueue *self)
{
  if (is_nothing_left (self))
    ring_all (self);
  else
    ring (self);
}

/**
 * bookout_queue_settle:
 * @job: (transfer full): a job that was taken
 * @state: done, unproved, failed, held or skipped
 *
 * Ends @job for good; its attempts are kept. Any thread.
 */
void
bookout_queue_settle (BookoutQueue *self, BookoutJob *job, BookoutVehicleState state)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (BOOKOUT_IS_QUEUE (self));
  g_return_if_fail (job != NULL);
  g_return_if_fail (is_state_settled (state));

  locker = g_mutex_locker_new (&self->lock);
  attach_settled (self, end_job (self, job), state);
  ring_for_end (self);
}

/**
 * bookout_queue_put_back:
 * @job: (transfer full): a job that was taken
 * @delay_us: microseconds until it may be taken again; 0 or less for at once
 * @front: whether it goes before the others that are ready then
 *
 * Ends @job; its vehicle waits again. Any thread.
 */
void
bookout_queue_put_back (BookoutQueue *self, BookoutJob *job, gint64 delay_us, gboolean front)
{
  g_autoptr (GMutexLocker) locker = NULL;
  Entry *entry;

  g_return_if_fail (BOOKOUT_IS_QUEUE (self));
  g_return_if_fail (job != NULL);

  locker = g_mutex_locker_new (&self->lock);
  entry = end_job (self, job);
  if (delay_us > 0)
    attach_later (self, entry, g_get_monotonic_time () + delay_us, front);
  else
    attach_ready (self, entry, front);
  ring_for_end (self);
}

/**
 * bookout_queue_postpone:
 * @job: (transfer full): a job that was taken
 *
 * Ends @job; its vehicle waits for the slow pass. Any thread.
 */
void
bookout_queue_postpone (BookoutQueue *self, BookoutJob *job)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (BOOKOUT_IS_QUEUE (self));
  g_return_if_fail (job != NULL);

  locker = g_mutex_locker_new (&self->lock);
  attach_postponed (self, end_job (self, job), FALSE);
  ring_for_end (self);
}

/**
 * bookout_queue_retry:
 * @vehicle: a failed or held one
 *
 * Makes @vehicle wait again, at the back, with no attempts counted. Any thread.
 *
 * Returns: %FALSE if it is neither failed nor held, or not of this run
 */
gboolean
bookout_queue_retry (BookoutQueue *self, BookoutVehicle *vehicle)
{
  g_autoptr (GMutexLocker) locker = NULL;
  Entry *entry;

  g_return_val_if_fail (BOOKOUT_IS_QUEUE (self), FALSE);

  locker = g_mutex_locker_new (&self->lock);
  entry = g_hash_table_lookup (self->entries, vehicle);
  if (entry == NULL || entry->place != PLACE_SETTLED ||
      (entry->state != BOOKOUT_VEHICLE_FAILED && entry->state != BOOKOUT_VEHICLE_HELD))
    return FALSE;

  detach (self, entry);
  entry->attempts = 0;
  entry->slow = FALSE;
  attach_ready (self, entry, FALSE);
  ring (self);

  return TRUE;
}

/**
 * bookout_queue_release:
 * @vehicle: a held one
 *
 * Makes @vehicle an unproved one: a person said that its sheet is the right one. Any thread.
 *
 * Returns: %FALSE if it isn't held, or not of this run
 */
gboolean
bookout_queue_release (BookoutQueue *self, BookoutVehicle *vehicle)
{
  g_autoptr (GMutexLocker) locker = NULL;
  Entry *entry;

  g_return_val_if_fail (BOOKOUT_IS_QUEUE (self), FALSE);

  locker = g_mutex_locker_new (&self->lock);
  entry = g_hash_table_lookup (self->entries, vehicle);
  if (entry == NULL || entry->place != PLACE_SETTLED || entry->state != BOOKOUT_VEHICLE_HELD)
    return FALSE;

  detach (self, entry);
  attach_settled (self, entry, BOOKOUT_VEHICLE_UNPROVED);

  return TRUE;
}

/**
 * bookout_queue_prefer:
 * @vehicle: a waiting one
 *
 * Makes @vehicle the next one that is given out, even if its due time isn't there yet; a postponed one
 * becomes the first of the slow pass. Any thread.
 *
 * Returns: %FALSE if it doesn't wait, or isn't of this run
 */
gboolean
bookout_queue_prefer (BookoutQueue *self, BookoutVehicle *vehicle)
{
  g_autoptr (GMutexLocker) locker = NULL;
  Entry *entry;
  Place place;

  g_return_val_if_fail (BOOKOUT_IS_QUEUE (self), FALSE);

  locker = g_mutex_locker_new (&self->lock);
  entry = g_hash_table_lookup (self->entries, vehicle);
  if (entry == NULL || entry->place == PLACE_IN_WORK || entry->place == PLACE_SETTLED)
    return FALSE;

  place = entry->place;
  detach (self, entry);
  if (place == PLACE_POSTPONED)
    attach_postponed (self, entry, TRUE);
  else
    attach_ready (self, entry, TRUE);
  ring (self);

  return TRUE;
}

/**
 * bookout_queue_set_paused:
 * @paused: whether nothing is given out
 *
 * Jobs in work are not touched. Any thread.
 */
void
bookout_queue_set_paused (BookoutQueue *self, gboolean paused)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (BOOKOUT_IS_QUEUE (self));

  locker = g_mutex_locker_new (&self->lock);
  if (self->paused == !!paused)
    return;

  self->paused = !!paused;
  ring_all (self);
}

/**
 * bookout_queue_get_paused:
 *
 * Returns: whether nothing is given out; any thread
 */
gboolean
bookout_queue_get_paused (BookoutQueue *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (BOOKOUT_IS_QUEUE (self), FALSE);

  locker = g_mutex_locker_new (&self->lock);

  return self->paused;
}

/**
 * bookout_queue_set_most_in_work:
 * @most: jobs in work at once; %G_MAXUINT for no limit, 0 for none at all
 *
 * Jobs in work are not touched: with more of them than @most, nothing is given out until enough have ended.
 * Any thread.
 */
void
bookout_queue_set_most_in_work (BookoutQueue *self, guint most)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (BOOKOUT_IS_QUEUE (self));

  locker = g_mutex_locker_new (&self->lock);
  if (self->most_in_work == most)
    return;

  self->most_in_work = most;
  ring_all (self);
}

/**
 * bookout_queue_stop:
 *
 * From now on bookout_queue_take() gives %NULL, also to those blocked in it; what waits stays waiting. Jobs
 * in work can be ended as ever. Any thread.
 */
void
bookout_queue_stop (BookoutQueue *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (BOOKOUT_IS_QUEUE (self));

  locker = g_mutex_locker_new (&self->lock);
  self->stopped = TRUE;
  ring_all (self);
}

/**
 * bookout_queue_reopen:
 *
 * Undoes bookout_queue_stop(), once its workers have gone. Any thread.
 */
void
bookout_queue_reopen (BookoutQueue *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (BOOKOUT_IS_QUEUE (self));

  locker = g_mutex_locker_new (&self->lock);
  self->stopped = FALSE;
}

/**
 * bookout_queue_is_slow_pass:
 *
 * Returns: whether only vehicles of the slow pass are left, in work or not; any thread
 */
gboolean
bookout_queue_is_slow_pass (BookoutQueue *self)
{
  g_autoptr (GMutexLocker) locker = NULL;
  guint slow;

  g_return_val_if_fail (BOOKOUT_IS_QUEUE (self), FALSE);

  locker = g_mutex_locker_new (&self->lock);
  slow = self->slow_waiting + self->slow_in_work;

  return slow == self->counts.waiting + self->counts.in_work && slow + self->counts.postponed > 0;
}

/**
 * bookout_queue_is_settled:
 *
 * Returns: whether no vehicle is waiting, postponed or in work; any thread
 */
gboolean
bookout_queue_is_settled (BookoutQueue *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (BOOKOUT_IS_QUEUE (self), FALSE);

  locker = g_mutex_locker_new (&self->lock);

  return is_nothing_left (self);
}

/**
 * bookout_queue_get_counts:
 *
 * Returns: how many vehicles are where, all of one moment; any thread
 */
BookoutQueueCounts
bookout_queue_get_counts (BookoutQueue *self)
{
  g_autoptr (GMutexLocker) locker = NULL;
  const BookoutQueueCounts none = { 0 };

  g_return_val_if_fail (BOOKOUT_IS_QUEUE (self), none);

  locker = g_mutex_locker_new (&self->lock);

  return self->counts;
}

/**
 * bookout_queue_get_state:
 * @vehicle: a vehicle
 *
 * Returns: its state, where postponed ones are waiting, and one that isn't of this run is skipped; any thread
 */
BookoutVehicleState
bookout_queue_get_state (BookoutQueue *self, BookoutVehicle *vehicle)
{
  g_autoptr (GMutexLocker) locker = NULL;
  const Entry *entry;

  g_return_val_if_fail (BOOKOUT_IS_QUEUE (self), BOOKOUT_VEHICLE_SKIPPED);

  locker = g_mutex_locker_new (&self->lock);
  entry = g_hash_table_lookup (self->entries, vehicle);
  if (entry == NULL)
    return BOOKOUT_VEHICLE_SKIPPED;
  if (entry->place == PLACE_SETTLED)
    return entry->state;

  return entry->place == PLACE_IN_WORK ? BOOKOUT_VEHICLE_IN_WORK : BOOKOUT_VEHICLE_WAITING;
}

/**
 * bookout_queue_get_attempts:
 * @vehicle: a vehicle
 *
 * Returns: its attempts counted so far, 0 if it isn't of this run; any thread
 */
guint
bookout_queue_get_attempts (BookoutQueue *self, BookoutVehicle *vehicle)
{
  g_autoptr (GMutexLocker) locker = NULL;
  const Entry *entry;

  g_return_val_if_fail (BOOKOUT_IS_QUEUE (self), 0);

  locker = g_mutex_locker_new (&self->lock);
  entry = g_hash_table_lookup (self->entries, vehicle);

  return entry != NULL ? entry->attempts : 0;
}
