/* bookout-run.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-run"
#include "config.h"

#include "bookout-run-private.h"
#include "bookout-worker.h"

/* The run as window and command line see it: properties, signals and what a person asks for, on the main thread. Ten times a second it
 * takes the news of vehicles from the dispatcher, looks at what holds the run up, and notifies what changed. Which part of it follows
 * which is in bookout-run-course.c. */

#define TICK_MS 100

/* One tick takes at most so many results, so that the main loop stays free whatever the tabs do. */
#define RESULTS_A_TICK 500

#define TABS_MOST 32

G_DEFINE_FINAL_TYPE (BookoutRun, bookout_run, G_TYPE_OBJECT)
G_DEFINE_QUARK (bookout_run_error_quark, bookout_run_error)

enum
{
  PROP_STATE = 1,
  PROP_HOLD,
  PROP_HOLD_UNTIL,
  PROP_HOLD_WORDS,
  PROP_TABS,
  PROP_COUNTS_SERIAL,
  PROP_INVENTORY,
  N_PROPS
};

enum
{
  VEHICLE_SETTLED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

void
bookout_run_set_state (BookoutRun *self, BookoutRunState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

void
bookout_run_set_hold (BookoutRun *self, BookoutHold hold, gint64 until, const char *words)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (self->hold != hold)
    {
      self->hold = hold;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOLD]);
    }
  if (self->hold_until != until)
    {
      self->hold_until = until;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOLD_UNTIL]);
    }
  if (g_strcmp0 (self->hold_words, words) != 0)
    {
      g_free (self->hold_words);
      self->hold_words = g_strdup (words);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOLD_WORDS]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

static gboolean
is_settled (BookoutVehicleState state)
{
  return state != BOOKOUT_VEHICLE_WAITING && state != BOOKOUT_VEHICLE_IN_WORK;
}

static gboolean
is_ending (BookoutRun *self)
{
  return self->concluding || self->state >= BOOKOUT_RUN_FINISHING;
}

void
bookout_run_notify_inventory (BookoutRun *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_INVENTORY]);
}

void
bookout_run_tell_settled (BookoutRun *self, BookoutVehicle *vehicle)
{
  g_signal_emit (self, signals[VEHICLE_SETTLED], 0, vehicle);
}

void
bookout_run_take_results (BookoutRun *self, guint most)
{
  for (guint i = 0; self->dispatcher != NULL && i < most; i++)
    {
      g_autoptr (BookoutResult) result = bookout_dispatcher_pop_result (self->dispatcher);

      if (result == NULL)
        break;

      bookout_vehicle_update (result->vehicle, result->state, result->attempts, result->code, result->reason,
                              result->size, result->finished_at);
      if (is_settled (result->state))
        bookout_run_tell_settled (self, result->vehicle);
    }
}

/* Notifies the counts if they changed. */
void
bookout_run_update_counts (BookoutRun *self)
{
  BookoutQueueCounts counts = bookout_queue_get_counts (self->prepared->queue);

  if (memcmp (&counts, &self->counts, sizeof counts) == 0)
    return;

  self->counts = counts;
  self->counts_serial++;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COUNTS_SERIAL]);
}

static BookoutHold
session_hold (BookoutSession *session, gint64 now, gint64 *until)
{
  gint64 held_until = bookout_session_get_held_until (session);

  switch (bookout_session_get_state (session))
    {
    case BOOKOUT_SESSION_WAITING:
      *until = bookout_session_get_wait_until (session);
      return BOOKOUT_HOLD_ACTIVE;
    case BOOKOUT_SESSION_RENEWING:
      return BOOKOUT_HOLD_RENEWAL;
    case BOOKOUT_SESSION_SIGNED_OUT:
    case BOOKOUT_SESSION_SIGNING_IN:
    case BOOKOUT_SESSION_SIGNED_IN:
    case BOOKOUT_SESSION_SIGNING_OUT:
    default:
      break;
    }

  if (held_until <= now)
    return BOOKOUT_HOLD_NONE;
  *until = held_until;
  return BOOKOUT_HOLD_THROTTLE;
}

static void
update_hold (BookoutRun *self)
{
  g_autofree char *words = NULL;
  BookoutHold hold = BOOKOUT_HOLD_NONE;
  gint64 until = 0;

  if (self->dispatcher != NULL)
    hold = bookout_dispatcher_get_hold (self->dispatcher, &until, &words);
  else if (self->paused)
    hold = BOOKOUT_HOLD_PAUSED;
  if (hold == BOOKOUT_HOLD_NONE)
    hold = session_hold (self->prepared->session, g_get_monotonic_time (), &until);

  bookout_run_set_hold (self, hold, until, words);
}

/* Without anybody to mend it, a run that can't go on ends, and says why. */
static void
end_if_blocked (BookoutRun *self)
{
  g_autoptr (GError) blocked = NULL;

  if (self->settings->waits_for_person || self->failure != NULL || self->stopping || self->concluding)
    return;

  blocked = bookout_dispatcher_dup_blocked (self->dispatcher);
  if (blocked == NULL)
    return;

  self->failure = g_steal_pointer (&blocked);
  bookout_dispatcher_stop (self->dispatcher);
  g_cancellable_cancel (self->stop);
}

static gboolean
tick_cb (gpointer data)
{
  BookoutRun *self = data;

  if (!self->is_prepared)
    {
      bookout_run_set_state (self, g_atomic_int_get (&self->prepared->state));
    }
  else if (self->dispatcher != NULL)
    {
      bookout_run_take_results (self, RESULTS_A_TICK);
      bookout_dispatcher_tick (self->dispatcher, g_get_monotonic_time ());
      end_if_blocked (self);
    }
  bookout_run_update_counts (self);
  update_hold (self);

  return G_SOURCE_CONTINUE;
}

/**
 * bookout_run_execute_async:
 * @self: a new run
 * @cancellable: (nullable): the same as bookout_run_stop()
 * @callback: called when the state is FINISHED, STOPPED or FAILED
 * @user_data: for @callback
 *
 * The whole pass: sign in, export, fetch, sign out, report. A run is executed once.
 */
void
bookout_run_execute_async (BookoutRun *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (BOOKOUT_IS_RUN (self));
  g_return_if_fail (self->state == BOOKOUT_RUN_NEW);

  self->execution = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->execution, bookout_run_execute_async);
  g_task_set_check_cancellable (self->execution, FALSE);
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (bookout_run_stop), self,
                             G_CONNECT_SWAPPED);

  self->began = g_get_monotonic_time ();
  self->prepared->state = BOOKOUT_RUN_SIGNING_IN;
  bookout_run_set_state (self, BOOKOUT_RUN_SIGNING_IN);
  self->tick = g_timeout_add (TICK_MS, tick_cb, self);

  bookout_run_prepare (self);
  if (g_cancellable_is_cancelled (cancellable))
    bookout_run_stop (self);
}

/**
 * bookout_run_execute_finish:
 * @self: the run
 * @result: given to the callback
 * @error: return location
 *
 * Returns: %TRUE if it finished or was stopped (see bookout_run_get_state()); %FALSE with why it failed
 */
gboolean
bookout_run_execute_finish (BookoutRun *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * bookout_run_pause:
 * @self: a run
 *
 * Gives out no more vehicles; those in work are finished. A run that does not fetch yet is prepared, and then gives out none. Does nothing
 * to a run that is over.
 */
void
bookout_run_pause (BookoutRun *self)
{
  g_return_if_fail (BOOKOUT_IS_RUN (self));

  if (is_ending (self))
    return;

  self->paused = TRUE;
  if (self->dispatcher != NULL)
    bookout_dispatcher_set_paused (self->dispatcher, TRUE);
  update_hold (self);
}

/**
 * bookout_run_resume:
 * @self: a run
 *
 * Goes on after bookout_run_pause(), and after whatever blocked it has been mended.
 */
void
bookout_run_resume (BookoutRun *self)
{
  g_return_if_fail (BOOKOUT_IS_RUN (self));

  if (is_ending (self))
    return;

  self->paused = FALSE;
  if (self->dispatcher != NULL)
    {
      bookout_dispatcher_unblock (self->dispatcher);
      bookout_dispatcher_set_paused (self->dispatcher, FALSE);
    }
  update_hold (self);
}

/**
 * bookout_run_stop:
 * @self: a run
 *
 * Ends transfers at once, lets what is being written be finished, signs out, reports. What is left can be gone on with later. Does
 * nothing to a run that is over.
 */
void
bookout_run_stop (BookoutRun *self)
{
  g_return_if_fail (BOOKOUT_IS_RUN (self));

  if (self->execution == NULL || is_ending (self) || self->stopping)
    return;

  self->stopping = TRUE;
  if (self->dispatcher != NULL)
    bookout_dispatcher_stop (self->dispatcher);
  g_cancellable_cancel (self->stop);
}

/**
 * bookout_run_set_tabs:
 * @self: a run
 * @tabs: 1 to the description's limit, to which more is cut
 *
 * Also while it runs: new tabs start at once, those too many leave after their vehicle.
 */
void
bookout_run_set_tabs (BookoutRun *self, guint tabs)
{
  guint most;

  g_return_if_fail (BOOKOUT_IS_RUN (self));

  most = MIN (bookout_portal_get_limits (self->settings->portal)->tabs, TABS_MOST);
  tabs = CLAMP (tabs, 1, most);
  if (tabs == self->tabs)
    return;

  self->tabs = tabs;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TABS]);
  if (self->state != BOOKOUT_RUN_FETCHING)
    return;

  for (guint i = 0; i < self->workers->len; i++)
    if (bookout_worker_get_number (g_ptr_array_index (self->workers, i)) > tabs)
      bookout_worker_leave (g_ptr_array_index (self->workers, i));
  bookout_queue_wake (self->prepared->queue);
  if (!self->stopping && !self->concluding)
    bookout_run_start_workers (self);
}

/**
 * bookout_run_retry:
 * @self: a run
 * @vehicle: of its inventory
 *
 * Returns: whether @vehicle, having failed or been held, waits again; %FALSE also if the run is over
 */
gboolean
bookout_run_retry (BookoutRun *self, BookoutVehicle *vehicle)
{
  g_return_val_if_fail (BOOKOUT_IS_RUN (self), FALSE);

  if (self->state != BOOKOUT_RUN_FETCHING || self->concluding || vehicle == self->releasing)
    return FALSE;

  bookout_run_take_results (self, G_MAXUINT); /* what is older than this wish must not be shown after it */
  if (!bookout_queue_retry (self->prepared->queue, vehicle))
    return FALSE;

  bookout_vehicle_update (vehicle, BOOKOUT_VEHICLE_WAITING, 0, NULL, NULL, 0, 0);
  return TRUE;
}

/**
 * bookout_run_prefer:
 * @self: a run
 * @vehicle: of its inventory
 *
 * Returns: whether @vehicle, waiting, is the next to be fetched; if it waits for the slow pass, the first in that
 */
gboolean
bookout_run_prefer (BookoutRun *self, BookoutVehicle *vehicle)
{
  g_return_val_if_fail (BOOKOUT_IS_RUN (self), FALSE);

  return self->state == BOOKOUT_RUN_FETCHING && bookout_queue_prefer (self->prepared->queue, vehicle);
}

/**
 * bookout_run_get_state:
 * @self: a run
 *
 * Returns: where it is
 */
BookoutRunState
bookout_run_get_state (BookoutRun *self)
{
  g_return_val_if_fail (BOOKOUT_IS_RUN (self), BOOKOUT_RUN_NEW);

  return self->state;
}

/**
 * bookout_run_get_hold:
 * @self: a run
 *
 * Returns: what holds it up
 */
BookoutHold
bookout_run_get_hold (BookoutRun *self)
{
  g_return_val_if_fail (BOOKOUT_IS_RUN (self), BOOKOUT_HOLD_NONE);

  return self->hold;
}

/**
 * bookout_run_get_hold_until:
 * @self: a run
 *
 * Returns: monotonic microseconds of the next try, 0 if there is none
 */
gint64
bookout_run_get_hold_until (BookoutRun *self)
{
  g_return_val_if_fail (BOOKOUT_IS_RUN (self), 0);

  return self->hold_until;
}

/**
 * bookout_run_get_hold_words:
 * @self: a run
 *
 * Returns: (nullable): the cause of the hold in a sentence
 */
const char *
bookout_run_get_hold_words (BookoutRun *self)
{
  g_return_val_if_fail (BOOKOUT_IS_RUN (self), NULL);

  return self->hold_words;
}

/**
 * bookout_run_get_tabs:
 * @self: a run
 *
 * Returns: how many tabs there should be
 */
guint
bookout_run_get_tabs (BookoutRun *self)
{
  g_return_val_if_fail (BOOKOUT_IS_RUN (self), 0);

  return self->tabs;
}

/**
 * bookout_run_get_inventory:
 * @self: a run
 *
 * Returns: (transfer none) (nullable): its vehicles, from the time they are exported
 */
BookoutInventory *
bookout_run_get_inventory (BookoutRun *self)
{
  g_return_val_if_fail (BOOKOUT_IS_RUN (self), NULL);

  return self->is_prepared ? self->prepared->inventory : NULL;
}

/**
 * bookout_run_get_difference:
 * @self: a run
 *
 * Main thread.
 *
 * Returns: (transfer none) (nullable): what is new, gone and changed since the last inventory of the same portal and account; %NULL
 *   before the vehicles are known, and if there was none
 */
const BookoutInventoryDifference *
bookout_run_get_difference (BookoutRun *self)
{
  g_return_val_if_fail (BOOKOUT_IS_RUN (self), NULL);

  return self->is_prepared ? self->prepared->difference : NULL;
}

/**
 * bookout_run_get_counts:
 * @self: a run
 *
 * Returns: where its vehicles are, adding up at this moment
 */
BookoutQueueCounts
bookout_run_get_counts (BookoutRun *self)
{
  g_return_val_if_fail (BOOKOUT_IS_RUN (self), (BookoutQueueCounts){ 0 });

  return bookout_queue_get_counts (self->prepared->queue);
}

/**
 * bookout_run_get_progress:
 * @self: a run
 * @progress: (out caller-allocates): how far and how fast; zeros before it fetches
 */
void
bookout_run_get_progress (BookoutRun *self, BookoutProgress *progress)
{
  g_return_if_fail (BOOKOUT_IS_RUN (self));

  *progress = (BookoutProgress){ .remaining = -1 };
  if (self->dispatcher != NULL)
    bookout_dispatcher_get_progress (self->dispatcher, progress);
}

/**
 * bookout_run_get_stage_medians:
 * @self: a run
 * @medians: (out caller-allocates): for each stage, microseconds that it took lately; -1 if no vehicle went through it yet
 */
void
bookout_run_get_stage_medians (BookoutRun *self, gint64 medians[BOOKOUT_N_STAGES])
{
  g_return_if_fail (BOOKOUT_IS_RUN (self));

  for (guint i = 0; i < BOOKOUT_N_STAGES; i++)
    medians[i] = -1;
  if (self->dispatcher != NULL)
    bookout_dispatcher_get_stage_medians (self->dispatcher, medians);
}

/**
 * bookout_run_get_folder:
 * @self: a run
 *
 * Returns: its folder as it was given
 */
const char *
bookout_run_get_folder (BookoutRun *self)
{
  g_return_val_if_fail (BOOKOUT_IS_RUN (self), NULL);

  return self->settings->folder;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  const BookoutTabSnapshot *first = a;
  const BookoutTabSnapshot *second = b;

  return (first->number > second->number) - (first->number < second->number);
}

/**
 * bookout_run_get_snapshots:
 * @self: a run
 * @snapshots: (out caller-allocates) (array length=n): what each tab does, by number
 * @n: room in @snapshots
 *
 * Returns: how many there are, at most @n
 */
guint
bookout_run_get_snapshots (BookoutRun *self, BookoutTabSnapshot *snapshots, guint n)
{
  guint length;

  g_return_val_if_fail (BOOKOUT_IS_RUN (self), 0);

  length = MIN (n, self->workers->len);
  for (guint i = 0; i < length; i++)
    bookout_tab_get_snapshot (bookout_worker_get_tab (g_ptr_array_index (self->workers, i)), &snapshots[i]);
  qsort (snapshots, length, sizeof *snapshots, compare_numbers);

  return length;
}

/**
 * bookout_run_get_report:
 * @self: a run
 *
 * Returns: (transfer none) (nullable): what became of it, from the time it is over
 */
const BookoutReport *
bookout_run_get_report (BookoutRun *self)
{
  g_return_val_if_fail (BOOKOUT_IS_RUN (self), NULL);

  return self->execution == NULL ? self->report : NULL;
}

static void
bookout_run_finalize (GObject *object)
{
  BookoutRun *self = BOOKOUT_RUN (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_pointer (&self->workers, g_ptr_array_unref);
  g_clear_object (&self->dispatcher);
  g_clear_pointer (&self->prepared, bookout_preparation_free);
  g_clear_pointer (&self->settings, bookout_run_settings_free);
  g_clear_object (&self->stop);
  g_clear_pointer (&self->report, bookout_report_free);
  g_clear_pointer (&self->hold_words, g_free);
  g_clear_error (&self->failure);

  G_OBJECT_CLASS (bookout_run_parent_class)->finalize (object);
}

static void
bookout_run_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  BookoutRun *self = BOOKOUT_RUN (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_HOLD:
      g_value_set_uint (value, self->hold);
      break;
    case PROP_HOLD_UNTIL:
      g_value_set_int64 (value, self->hold_until);
      break;
    case PROP_HOLD_WORDS:
      g_value_set_string (value, self->hold_words);
      break;
    case PROP_TABS:
      g_value_set_uint (value, self->tabs);
      break;
    case PROP_COUNTS_SERIAL:
      g_value_set_uint (value, self->counts_serial);
      break;
    case PROP_INVENTORY:
      g_value_set_object (value, bookout_run_get_inventory (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bookout_run_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_TABS)
    bookout_run_set_tabs (BOOKOUT_RUN (object), g_value_get_uint (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
bookout_run_class_init (BookoutRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = bookout_run_finalize;
  object_class->get_property = bookout_run_get_property;
  object_class->set_property = bookout_run_set_property;

  props[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, BOOKOUT_RUN_NEW, BOOKOUT_RUN_FAILED,
                                         BOOKOUT_RUN_NEW, readable);
  props[PROP_HOLD] = g_param_spec_uint ("hold", NULL, NULL, BOOKOUT_HOLD_NONE, BOOKOUT_HOLD_BLOCKED,
                                        BOOKOUT_HOLD_NONE, readable);
  props[PROP_HOLD_UNTIL] = g_param_spec_int64 ("hold-until", NULL, NULL, 0, G_MAXINT64, 0, readable);
  props[PROP_HOLD_WORDS] = g_param_spec_string ("hold-words", NULL, NULL, NULL, readable);
  props[PROP_TABS] = g_param_spec_uint ("tabs", NULL, NULL, 1, TABS_MOST, 1, readable | G_PARAM_WRITABLE);
  props[PROP_COUNTS_SERIAL] = g_param_spec_uint ("counts-serial", NULL, NULL, 0, G_MAXUINT, 0, readable);
  props[PROP_INVENTORY] = g_param_spec_object ("inventory", NULL, NULL, BOOKOUT_TYPE_INVENTORY, readable);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * BookoutRun::vehicle-settled:
   * @self: the run
   * @vehicle: whose result it is
   *
   * A vehicle is done, unproved, failed or held. A failed one may be retried, and then settles again.
   */
  signals[VEHICLE_SETTLED] = g_signal_new ("vehicle-settled", BOOKOUT_TYPE_RUN, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 1, BOOKOUT_TYPE_VEHICLE);
}

static void
bookout_run_init (BookoutRun *self)
{
  self->workers = g_ptr_array_new_with_free_func (g_object_unref);
  self->stop = g_cancellable_new ();
  self->tabs = 1;
}

/**
 * bookout_run_new:
 * @settings: copied
 *
 * Returns: (transfer full): a run that does nothing yet
 */
BookoutRun *
bookout_run_new (const BookoutRunSettings *settings)
{
  BookoutRun *self;

  g_return_val_if_fail (settings != NULL && settings->portal != NULL, NULL);
  g_return_val_if_fail (settings->user != NULL && settings->password != NULL, NULL);
  g_return_val_if_fail (settings->folder != NULL, NULL);

  self = g_object_new (BOOKOUT_TYPE_RUN, NULL);
  self->settings = bookout_run_settings_copy (settings);
  self->prepared = bookout_preparation_new (self->settings);
  bookout_run_set_tabs (self, settings->tabs);

  return self;
}
