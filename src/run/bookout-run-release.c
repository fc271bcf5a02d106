/* bookout-run-release.c - releasing held sheets, as the window sees it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-run"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bookout-conclusion.h"
#include "bookout-release.h"
#include "bookout-run-private.h"

/* One release at a time: in a thread the sheet gets its name, on the main thread queue and vehicle are told, and if the run is over
 * already its report is written anew in the thread. A run does not conclude while a release is under way, so that nobody
 * else reads or writes the report then. */

static gboolean
is_over (BookoutRun *self)
{
  return self->state >= BOOKOUT_RUN_FINISHED;
}

/**
 * bookout_run_can_release:
 * @self: a run
 * @vehicle: of its inventory
 *
 * Returns: whether its sheet is held only because it can't be read, and nothing keeps it from being released now
 */
gboolean
bookout_run_can_release (BookoutRun *self, BookoutVehicle *vehicle)
{
  g_return_val_if_fail (BOOKOUT_IS_RUN (self), FALSE);

  if (!is_over (self) && (self->state != BOOKOUT_RUN_FETCHING || self->concluding))
    return FALSE;

  return self->prepared->run_id != 0 && self->releasing == NULL &&
         bookout_queue_get_state (self->prepared->queue, vehicle) == BOOKOUT_VEHICLE_HELD &&
         bookout_release_is_possible (bookout_vehicle_get_code (vehicle));
}

static gpointer
release_thread (gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (bookout_release_run (g_task_get_task_data (task), g_task_get_cancellable (task), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);

  return NULL;
}

static gpointer
report_thread (gpointer data)
{
  g_autoptr (GTask) task = data;
  BookoutRun *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (bookout_conclusion_write_report (self->prepared, self->report, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);

  return NULL;
}

static void
end_release (BookoutRun *self)
{
  self->releasing = NULL;
  bookout_run_conclude_if_left (self);
}

static void
reported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) whole = user_data;
  GError *error = NULL;

  bookout_run_join_thread (BOOKOUT_RUN (source));
  end_release (BOOKOUT_RUN (source));
  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_boolean (whole, TRUE);
  else
    g_task_return_error (whole, error);
}

static void
correct_report (BookoutRun *self, BookoutVehicle *vehicle)
{
  self->report->counts = bookout_queue_get_counts (self->prepared->queue);
  for (guint i = 0; i < self->report->rows->len; i++)
    {
      BookoutReportRow *row = g_ptr_array_index (self->report->rows, i);

      if (row->vehicle != vehicle)
        continue;
      row->state = BOOKOUT_VEHICLE_UNPROVED;
      g_free (row->file_name);
      row->file_name = bookout_preparation_dup_name (self->prepared, vehicle);
    }
}

static void
released_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BookoutRun *self = BOOKOUT_RUN (source);
  g_autoptr (GTask) whole = user_data;
  BookoutRelease *release = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;

  bookout_run_join_thread (self);
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      end_release (self);
      g_task_return_error (whole, error);
      return;
    }

  bookout_queue_release (self->prepared->queue, release->vehicle);
  bookout_vehicle_update (release->vehicle, BOOKOUT_VEHICLE_UNPROVED, release->attempts, NULL, release->words,
                          release->size, release->finished_at);
  bookout_run_update_counts (self);
  bookout_run_tell_settled (self, release->vehicle);

  if (is_over (self) && self->report != NULL)
    {
      correct_report (self, release->vehicle);
      bookout_run_start_thread (self, g_task_new (self, NULL, reported_cb, g_steal_pointer (&whole)),
                                "report", report_thread);
      return;
    }
  end_release (self);
  g_task_return_boolean (whole, TRUE);
}

/* A name is one line of what a person can read. */
static char *
clean_person (const char *person)
{
  g_autofree char *valid = g_utf8_make_valid (person, MIN (strlen (person), BOOKOUT_RELEASE_PERSON_MOST));

  for (char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    if ((guchar) *at < ' ' || *at == 0x7f)
      *at = ' ';

  return g_strdup (g_strstrip (valid));
}

/**
 * bookout_run_release_async:
 * @self: a run whose bookout_run_can_release() says yes to @vehicle
 * @vehicle: whose held sheet it is
 * @person: who looked at it and answers for it; not blank
 * @cancellable: (nullable): ends it before anything is written
 * @callback: called when it is released or not
 * @user_data: for @callback
 *
 * Gives a held sheet that can't be read its final name. The vehicle becomes unproved, never done; ledger, manifest and report say who
 * answers for it.
 */
void
bookout_run_release_async (BookoutRun *self,
                           BookoutVehicle *vehicle,
                           const char *person,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) whole = NULL;
  g_autoptr (BookoutRelease) release = g_new0 (BookoutRelease, 1);
  GTask *task;

  g_return_if_fail (BOOKOUT_IS_RUN (self));
  g_return_if_fail (BOOKOUT_IS_VEHICLE (vehicle));
  g_return_if_fail (person != NULL);

  whole = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (whole, bookout_run_release_async);
  g_task_set_check_cancellable (whole, FALSE);
  release->person = clean_person (person);
  if (*release->person == '\0')
    {
      g_task_return_new_error (whole, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                               _ ("Say who looked at the sheet."));
      return;
    }
  if (!bookout_run_can_release (self, vehicle))
    {
      g_task_return_new_error (whole, G_IO_ERROR, G_IO_ERROR_FAILED,
                               _ ("The sheet of %s cannot be released."),
                               bookout_vehicle_get_reference (vehicle));
      return;
    }

  self->releasing = vehicle;
  release->prepared = self->prepared;
  release->vehicle = g_object_ref (vehicle);
  release->attempts = bookout_queue_get_attempts (self->prepared->queue, vehicle);
  task = g_task_new (self, cancellable, released_cb, g_steal_pointer (&whole));
  g_task_set_task_data (task, g_steal_pointer (&release), (GDestroyNotify) bookout_release_free);
  bookout_run_start_thread (self, task, "release", release_thread);
}

/**
 * bookout_run_release_finish:
 * @self: the run
 * @result: given to the callback
 * @error: return location
 *
 * Returns: whether the sheet has its name now; else an error as bookout_release_run() gives it, or %G_IO_ERROR_FAILED if it
 *   can't be released
 */
gboolean
bookout_run_release_finish (BookoutRun *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
