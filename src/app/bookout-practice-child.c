/* bookout-practice-child.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include <glib/gi18n.h>
#include <signal.h>
#include <sys/prctl.h>

#include "bookout-practice-child.h"

/* Starts the practice portal as a child and reads its address from its first line. A child that ended is started anew by whoever
 * needs it next. */

struct _BookoutPracticeChild
{
  GObject parent_instance;

  GSubprocess *process; /* NULL unless it runs */
  GDataInputStream *output;
  char *address;      /* NULL until the process has said it */
  GPtrArray *waiting; /* of GTask: who wants the address */
};

G_DEFINE_FINAL_TYPE (BookoutPracticeChild, bookout_practice_child, G_TYPE_OBJECT)

static char *
find_program (void)
{
  const char *path = g_getenv ("BOOKOUT_PRACTICE_PORTAL");

  if (path != NULL && *path != '\0')
    return g_strdup (path);

  return g_build_filename (BOOKOUT_LIBEXECDIR, "bookout-practice-portal", NULL);
}

/* In the child, between fork and exec: it ends even if the application is killed. */
static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static void
forget_process (BookoutPracticeChild *self)
{
  if (self->process != NULL)
    g_subprocess_send_signal (self->process, SIGTERM);
  g_clear_object (&self->process);
  g_clear_object (&self->output);
  g_clear_pointer (&self->address, g_free);
}

static void
answer_all (BookoutPracticeChild *self, const GError *error)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiting->len; i++)
    if (error != NULL)
      g_task_return_error (g_ptr_array_index (waiting, i), g_error_copy (error));
    else
      g_task_return_pointer (g_ptr_array_index (waiting, i), g_strdup (self->address), g_free);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BookoutPracticeChild) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source), result,
                                                                     NULL, &error);

  if (self->output != G_DATA_INPUT_STREAM (source))
    return;

  if (line == NULL || !g_str_has_prefix (line, "http://127.0.0.1:"))
    {
      forget_process (self);
      g_clear_error (&error);
      error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The practice portal did not start."));
      answer_all (self, error);
      return;
    }

  self->address = g_steal_pointer (&line);
  answer_all (self, NULL);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GWeakRef *weak = user_data;
  g_autoptr (BookoutPracticeChild) self = g_weak_ref_get (weak);

  g_weak_ref_clear (weak);
  g_free (weak);
  if (self != NULL && self->process == G_SUBPROCESS (source))
    forget_process (self);
}

static gboolean
start (BookoutPracticeChild *self, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *program = find_program ();
  GWeakRef *weak;

  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  self->process = g_subprocess_launcher_spawn (launcher, error, program, NULL);
  if (self->process == NULL)
    {
      g_prefix_error (error, "%s ", _ ("The practice portal did not start."));
      return FALSE;
    }

  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  g_subprocess_wait_async (self->process, NULL, ended_cb, weak);

  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT, NULL, answered_cb,
                                       g_object_ref (self));
  return TRUE;
}

/**
 * bookout_practice_child_start_async:
 * @self: the child
 * @cancellable: (nullable): ends the waiting, not the process
 * @callback: called when the practice portal serves, or could not be started
 * @user_data: for @callback
 *
 * Starts the process unless it runs. Several callers may wait at once.
 */
void
bookout_practice_child_start_async (BookoutPracticeChild *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (BOOKOUT_IS_PRACTICE_CHILD (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bookout_practice_child_start_async);

  if (self->address != NULL)
    g_task_return_pointer (task, g_strdup (self->address), g_free);
  else if (self->process == NULL && !start (self, &error))
    g_task_return_error (task, error);
  else
    g_ptr_array_add (self->waiting, g_steal_pointer (&task));
}

/**
 * bookout_practice_child_start_finish:
 * @self: the child
 * @result: given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the address that it serves at. Errors: any #GSpawnError; %G_IO_ERROR_FAILED if it says no address
 */
char *
bookout_practice_child_start_finish (BookoutPracticeChild *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
bookout_practice_child_finalize (GObject *object)
{
  BookoutPracticeChild *self = BOOKOUT_PRACTICE_CHILD (object);

  forget_process (self);
  g_ptr_array_unref (self->waiting);

  G_OBJECT_CLASS (bookout_practice_child_parent_class)->finalize (object);
}

static void
bookout_practice_child_class_init (BookoutPracticeChildClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bookout_practice_child_finalize;
}

static void
bookout_practice_child_init (BookoutPracticeChild *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * bookout_practice_child_new:
 *
 * Returns: (transfer full): a child that is not started yet
 */
BookoutPracticeChild *
bookout_practice_child_new (void)
{
  return g_object_new (BOOKOUT_TYPE_PRACTICE_CHILD, NULL);
}
