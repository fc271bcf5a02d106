/* cli-progress.c - a run as it goes on, on standard error
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "cli-display.h"
#include "cli-options.h"
#include "cli-progress-words.h"
#include "cli-progress.h"

/* Samples the run on a timer, as the window does, so that sixteen busy tabs cost no more than one. On a terminal everything is redrawn in
 * place; in a log only what changed is said: states, what holds the run, each failure, and how far it is every five seconds or five
 * per cent. Main thread. */

#define LIVE_MS           100
#define PLAIN_MS          250
#define SAY_EVERY_US      (5 * G_USEC_PER_SEC)
#define SAY_EVERY_PERCENT 5

struct _CliProgress
{
  BookoutRun *run; /* owned */
  CliDisplay *display;
  guint timer;
  gulong settled_handler;
  gulong notify_handler;
  BookoutRunState state; /* last said */
  char *hold;            /* (nullable): last said, without its countdown */
  guint settled;         /* how many were settled when last said */
  guint percent;         /* likewise, a multiple of SAY_EVERY_PERCENT */
  gint64 said_at;        /* monotonic µs */
};

static void
take_line (GPtrArray *lines, char *line)
{
  if (line != NULL)
    g_ptr_array_add (lines, line);
}

static char *
total_line (CliProgress *self)
{
  BookoutQueueCounts counts = bookout_run_get_counts (self->run);
  BookoutProgress progress;

  bookout_run_get_progress (self->run, &progress);
  return cli_progress_total (bookout_run_get_state (self->run), &counts, progress.rate, progress.remaining);
}

static char *
hold_line (CliProgress *self)
{
  return cli_progress_hold (bookout_run_get_hold (self->run), bookout_run_get_hold_until (self->run),
                            bookout_run_get_hold_words (self->run), g_get_monotonic_time ());
}

static void
draw (CliProgress *self)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  BookoutTabSnapshot snapshots[CLI_TABS_MOST];
  guint n = bookout_run_get_snapshots (self->run, snapshots, CLI_TABS_MOST);

  take_line (lines, total_line (self));
  take_line (lines, hold_line (self));
  for (guint i = 0; i < n; i++)
    take_line (lines, cli_progress_tab (&snapshots[i], g_get_monotonic_time ()));
  g_ptr_array_add (lines, NULL);

  cli_display_show (self->display, (const char *const *) lines->pdata);
}

static void
say_total (CliProgress *self, const BookoutQueueCounts *counts)
{
  g_autofree char *line = total_line (self);
  guint total = cli_progress_total_of (counts);

  self->settled = cli_progress_settled_of (counts);
  self->percent = total > 0 ? (guint) ((guint64) self->settled * 100 / total) / SAY_EVERY_PERCENT *
                                  SAY_EVERY_PERCENT
                            : 0;
  self->said_at = g_get_monotonic_time ();
  cli_display_say (self->display, line);
}

/* What distinguishes one wait from the next one; its countdown does not, but for a sign of life each minute. */
static char *
hold_key (CliProgress *self)
{
  BookoutHold hold = bookout_run_get_hold (self->run);
  gint64 left = bookout_run_get_hold_until (self->run) - g_get_monotonic_time ();
  const char *words = bookout_run_get_hold_words (self->run);

  if (hold == BOOKOUT_HOLD_NONE)
    return NULL;

  return g_strdup_printf ("%d %d %s", hold,
                          hold == BOOKOUT_HOLD_ACTIVE ? (int) (left / (60 * G_USEC_PER_SEC)) : 0,
                          words != NULL ? words : "");
}

static void
say_hold (CliProgress *self)
{
  g_autofree char *key = hold_key (self);
  g_autofree char *line = NULL;

  if (g_strcmp0 (key, self->hold) == 0)
    return;

  g_free (self->hold);
  self->hold = g_steal_pointer (&key);
  line = hold_line (self);
  if (line != NULL)
    cli_display_say (self->display, line);
}

static gboolean
is_time_to_say (CliProgress *self, const BookoutQueueCounts *counts)
{
  guint total = cli_progress_total_of (counts);
  guint settled = cli_progress_settled_of (counts);

  if (settled == self->settled || total == 0)
    return FALSE;

  return g_get_monotonic_time () - self->said_at >= SAY_EVERY_US ||
         (guint64) settled * 100 / total >= self->percent + SAY_EVERY_PERCENT;
}

static void
say_changes (CliProgress *self)
{
  BookoutQueueCounts counts = bookout_run_get_counts (self->run);
  BookoutRunState state = bookout_run_get_state (self->run);

  if (state != self->state)
    {
      self->state = state;
      if (state <= BOOKOUT_RUN_FINISHING)
        say_total (self, &counts);
    }
  say_hold (self);
  if (is_time_to_say (self, &counts))
    say_total (self, &counts);
}

static gboolean
timer_cb (gpointer user_data)
{
  CliProgress *self = user_data;

  if (cli_display_is_live (self->display))
    draw (self);
  else
    say_changes (self);

  return G_SOURCE_CONTINUE;
}

/* A state may be over before the timer looks. */
static void
notify_cb (BookoutRun *run, GParamSpec *property, gpointer user_data)
{
  say_changes (user_data);
}

static void
vehicle_settled_cb (BookoutRun *run, BookoutVehicle *vehicle, gpointer user_data)
{
  CliProgress *self = user_data;
  BookoutVehicleState state = bookout_vehicle_get_state (vehicle);
  g_autofree char *line = NULL;

  if (state != BOOKOUT_VEHICLE_FAILED && state != BOOKOUT_VEHICLE_HELD)
    return;

  line = cli_progress_failure (bookout_vehicle_get_reference (vehicle), bookout_vehicle_get_reason (vehicle),
                               bookout_vehicle_get_attempts (vehicle));
  cli_display_say (self->display, line);
  if (cli_display_is_live (self->display))
    draw (self);
}

/**
 * cli_progress_new:
 * @run: what to show
 * @quiet: show nothing
 *
 * Returns: (transfer full): shows @run until freed
 */
CliProgress *
cli_progress_new (BookoutRun *run, gboolean quiet)
{
  CliProgress *self = g_new0 (CliProgress, 1);

  self->run = g_object_ref (run);
  self->display = cli_display_new (quiet);
  if (quiet)
    return self;

  self->timer = g_timeout_add (cli_display_is_live (self->display) ? LIVE_MS : PLAIN_MS, timer_cb, self);
  self->settled_handler = g_signal_connect (run, "vehicle-settled", G_CALLBACK (vehicle_settled_cb), self);
  if (!cli_display_is_live (self->display))
    self->notify_handler = g_signal_connect (run, "notify", G_CALLBACK (notify_cb), self);

  return self;
}

/**
 * cli_progress_free:
 * @self: (nullable) (transfer full): a progress
 */
void
cli_progress_free (CliProgress *self)
{
  if (self == NULL)
    return;

  g_clear_signal_handler (&self->settled_handler, self->run);
  g_clear_signal_handler (&self->notify_handler, self->run);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->display, cli_display_free);
  g_object_unref (self->run);
  g_free (self->hold);
  g_free (self);
}

/**
 * cli_progress_say:
 * @self: a progress
 * @line: clean UTF-8 of one line
 *
 * Says something of its own between the lines of the run.
 */
void
cli_progress_say (CliProgress *self, const char *line)
{
  cli_display_say (self->display, line);
}
