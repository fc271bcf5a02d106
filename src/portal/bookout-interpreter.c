/* bookout-interpreter.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-interpreter"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-answer.h"
#include "bookout-interpreter-private.h"
#include "bookout-plain-text.h"

/* Carries out a description's steps with one navigator. Here is the order of things (if, expect, row, poll, save); what sends is in
 * bookout-interpreter-requests.c, what reads in bookout-interpreter-values.c, whole grids in bookout-interpreter-index.c. Belongs to one
 * thread at a time, the one that owns the navigator. */

#define QUOTED_CHARACTERS 200

G_DEFINE_FINAL_TYPE (BookoutInterpreter, bookout_interpreter, G_TYPE_OBJECT)
G_DEFINE_QUARK (bookout_step_error_quark, bookout_step_error)

static gboolean run_steps (BookoutInterpreter *self,
                           GPtrArray *steps,
                           BookoutScope *scope,
                           GCancellable *cancellable,
                           GError **error);

static void
bookout_interpreter_dispose (GObject *object)
{
  BookoutInterpreter *self = BOOKOUT_INTERPRETER (object);

  self->row = NULL;
  g_clear_object (&self->page);
  g_clear_object (&self->answer);
  g_clear_object (&self->sink);
  g_clear_object (&self->navigator);
  g_clear_object (&self->portal);

  G_OBJECT_CLASS (bookout_interpreter_parent_class)->dispose (object);
}

static void
bookout_interpreter_finalize (GObject *object)
{
  BookoutInterpreter *self = BOOKOUT_INTERPRETER (object);

  bookout_recognition_clear (&self->recognition);
  g_clear_pointer (&self->secret_names, g_hash_table_unref);

  G_OBJECT_CLASS (bookout_interpreter_parent_class)->finalize (object);
}

static void
bookout_interpreter_class_init (BookoutInterpreterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bookout_interpreter_dispose;
  object_class->finalize = bookout_interpreter_finalize;
}

static void
bookout_interpreter_init (BookoutInterpreter *self)
{
  self->secret_names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * bookout_interpreter_need_page:
 * @self: an interpreter
 * @step: what needs a page
 * @error: return location
 *
 * Returns: %FALSE with %BOOKOUT_STEP_ERROR_UNEXPECTED if no page has been opened yet
 */
gboolean
bookout_interpreter_need_page (BookoutInterpreter *self, const BookoutStep *step, GError **error)
{
  return self->page != NULL ||
         bookout_answer_fail_unexpected (step, _ ("No page has been opened yet"), error);
}

/* Conditions look at the last answer, a document too; rows belong to the current page only. */
static gboolean
ask (BookoutInterpreter *self, const BookoutStep *step, BookoutScope *scope, gboolean *holds, GError **error)
{
  g_autoptr (GError) cause = NULL;
  xmlNode *context = self->answer == self->page ? self->row : NULL;

  if (self->answer == NULL)
    return bookout_interpreter_need_page (self, step, error);
  if (!bookout_condition_holds (step->condition, self->answer, context, scope, holds, &cause))
    return bookout_answer_fail_page (step, g_steal_pointer (&cause), error);
  return TRUE;
}

static gboolean
run_if (BookoutInterpreter *self,
        const BookoutStep *step,
        BookoutScope *scope,
        GCancellable *cancellable,
        GError **error)
{
  gboolean holds = FALSE;

  if (!ask (self, step, scope, &holds, error))
    return FALSE;
  return !holds || run_steps (self, step->steps, scope, cancellable, error);
}

/* A dialog or piece of news that nobody described: the words on it help whoever has to look. */
static gboolean
fail_expect (BookoutInterpreter *self, const BookoutStep *step, GError **error)
{
  const char *text = bookout_page_get_text (self->answer);
  g_autofree char *quoted = bookout_plain_text_cut (text, QUOTED_CHARACTERS);
  g_autofree char *words = NULL;

  if (step->message != NULL)
    return bookout_answer_fail_unexpected (step, step->message, error);
  if (*quoted == '\0')
    return bookout_answer_fail_unexpected (step, _ ("The page is another one than described"), error);
  words = g_strdup_printf (_ ("The page is another one than described. It begins: '%s'"), quoted);
  return bookout_answer_fail_unexpected (step, words, error);
}

static gboolean
run_expect (BookoutInterpreter *self, const BookoutStep *step, BookoutScope *scope, GError **error)
{
  gboolean holds = FALSE;

  if (!ask (self, step, scope, &holds, error))
    return FALSE;
  return holds || fail_expect (self, step, error);
}

static gboolean
run_row (BookoutInterpreter *self,
         const BookoutStep *step,
         BookoutScope *scope,
         GCancellable *cancellable,
         GError **error)
{
  xmlNode *outer = self->row;
  xmlNode *row = bookout_interpreter_find_row (self, step, scope, error);
  gboolean done;

  if (row == NULL)
    return FALSE;
  self->row = row;
  done = run_steps (self, step->steps, scope, cancellable, error);
  /* A page that came in between took its rows with it. */
  if (self->row != NULL)
    self->row = outer;
  return done;
}

static gboolean
fail_not_ready (const BookoutStep *step, GError **error)
{
  g_set_error (error, BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_NOT_READY,
               g_dngettext (GETTEXT_PACKAGE, "The portal was not ready within %u second (step '%s').",
                            "The portal was not ready within %u seconds (step '%s').", step->limit_s),
               step->limit_s, bookout_answer_step_title (step));
  return FALSE;
}

/* The limit counts what was waited as well as what the clock says, whichever is more, so that a navigator that doesn't really wait
 * still comes to an end. */
static gboolean
poll_until (BookoutInterpreter *self,
            const BookoutStep *step,
            BookoutScope *scope,
            GCancellable *cancellable,
            GError **error)
{
  gint64 start = g_get_monotonic_time ();
  gint64 limit = step->limit_s * G_TIME_SPAN_SECOND;
  gint64 pause = step->every_ms * G_TIME_SPAN_MILLISECOND;

  for (gint64 waited = 0;; waited += MAX (pause, 1))
    {
      gboolean holds = FALSE;

      if (!run_steps (self, step->steps, scope, cancellable, error) ||
          !ask (self, step, scope, &holds, error))
        return FALSE;
      if (holds)
        /* <until> said that there is nothing to wait for, and still it's no document. */
        return !self->is_page_saved || bookout_interpreter_fail_no_document (self, scope, error);
      if (MAX (waited, g_get_monotonic_time () - start) + pause > limit)
        return fail_not_ready (step, error);
      if (!bookout_navigator_wait (self->navigator, step->every_ms, cancellable, error))
        return FALSE;
    }
}

static gboolean
run_poll (BookoutInterpreter *self,
          const BookoutStep *step,
          BookoutScope *scope,
          GCancellable *cancellable,
          GError **error)
{
  gboolean done;

  self->polls++;
  self->is_page_saved = FALSE;
  done = poll_until (self, step, scope, cancellable, error);
  self->polls--;
  return done;
}

static gboolean
run_save (BookoutInterpreter *self,
          const BookoutStep *step,
          BookoutScope *scope,
          GCancellable *cancellable,
          GError **error)
{
  gboolean done;

  self->is_saving = TRUE;
  done = run_steps (self, step->steps, scope, cancellable, error);
  self->is_saving = FALSE;
  return done;
}

static gboolean
run_step (BookoutInterpreter *self,
          const BookoutStep *step,
          BookoutScope *scope,
          GCancellable *cancellable,
          GError **error)
{
  switch (step->kind)
    {
    case BOOKOUT_STEP_GET:
    case BOOKOUT_STEP_POST:
    case BOOKOUT_STEP_SUBMIT:
    case BOOKOUT_STEP_FOLLOW:
      return bookout_interpreter_request (self, step, scope, cancellable, error);
    case BOOKOUT_STEP_IF:
      return run_if (self, step, scope, cancellable, error);
    case BOOKOUT_STEP_EXPECT:
      return run_expect (self, step, scope, error);
    case BOOKOUT_STEP_EXTRACT:
      return bookout_interpreter_extract (self, step, scope, error);
    case BOOKOUT_STEP_ROW:
      return run_row (self, step, scope, cancellable, error);
    case BOOKOUT_STEP_IDENTITY:
      return bookout_interpreter_check_identity (self, step, scope, error);
    case BOOKOUT_STEP_POLL:
      return run_poll (self, step, scope, cancellable, error);
    case BOOKOUT_STEP_SAVE:
      return run_save (self, step, scope, cancellable, error);
    default:
      g_return_val_if_reached (FALSE);
    }
}

static gboolean
run_steps (BookoutInterpreter *self,
           GPtrArray *steps,
           BookoutScope *scope,
           GCancellable *cancellable,
           GError **error)
{
  for (guint i = 0; steps != NULL && i < steps->len; i++)
    {
      const BookoutStep *step = g_ptr_array_index (steps, i);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      bookout_navigator_begin_step (self->navigator, step);
      if (!run_step (self, step, scope, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * bookout_interpreter_new:
 * @portal: the description; a reference is taken
 * @navigator: sends the requests; a reference is taken
 *
 * Returns: (transfer full): an interpreter without a page
 */
BookoutInterpreter *
bookout_interpreter_new (BookoutPortal *portal, BookoutNavigator *navigator)
{
  BookoutInterpreter *self;

  g_return_val_if_fail (BOOKOUT_IS_PORTAL (portal), NULL);
  g_return_val_if_fail (BOOKOUT_IS_NAVIGATOR (navigator), NULL);

  self = g_object_new (BOOKOUT_TYPE_INTERPRETER, NULL);
  self->portal = g_object_ref (portal);
  self->navigator = g_object_ref (navigator);
  return self;
}

/**
 * bookout_interpreter_set_signing_in:
 * @self: an interpreter
 * @signing_in: whether the steps are those of the sign-in (or sign-out), so that a sign-in form is no news
 */
void
bookout_interpreter_set_signing_in (BookoutInterpreter *self, gboolean signing_in)
{
  g_return_if_fail (BOOKOUT_IS_INTERPRETER (self));

  self->signing_in = signing_in;
}

/**
 * bookout_interpreter_set_sink:
 * @self: an interpreter
 * @sink: (nullable): where the answer to a save goes if the sink accepts it; a reference is taken
 */
void
bookout_interpreter_set_sink (BookoutInterpreter *self, BookoutSink *sink)
{
  g_return_if_fail (BOOKOUT_IS_INTERPRETER (self));
  g_return_if_fail (sink == NULL || BOOKOUT_IS_SINK (sink));

  g_set_object (&self->sink, sink);
}

/**
 * bookout_interpreter_run:
 * @self: an interpreter
 * @steps: (element-type BookoutStep): done in order; the first that fails ends it
 * @scope: gives names their values and takes what is extracted
 * @cancellable: (nullable): ends a transfer or a wait at once
 * @error: return location
 *
 * Blocks. The current page is the one that the last run ended with; a row isn't kept.
 *
 * Returns: whether all steps were done.
 * Errors: #BookoutStepError, #BookoutNavigatorError, #BookoutTemplateError, the sink's own, %G_IO_ERROR_CANCELLED
 */
gboolean
bookout_interpreter_run (BookoutInterpreter *self,
                         GPtrArray *steps,
                         BookoutScope *scope,
                         GCancellable *cancellable,
                         GError **error)
{
  g_return_val_if_fail (BOOKOUT_IS_INTERPRETER (self), FALSE);
  g_return_val_if_fail (scope != NULL, FALSE);

  self->has_document = FALSE;
  self->row = NULL;
  return run_steps (self, steps, scope, cancellable, error);
}

/**
 * bookout_interpreter_get_page:
 * @self: an interpreter
 *
 * Returns: (nullable) (transfer none): the last answer, good or bad, a document too
 */
BookoutPage *
bookout_interpreter_get_page (BookoutInterpreter *self)
{
  g_return_val_if_fail (BOOKOUT_IS_INTERPRETER (self), NULL);

  return self->answer;
}

/**
 * bookout_interpreter_get_recognition:
 * @self: an interpreter
 *
 * Returns: (transfer none): what the last answer was recognised as; valid until the next one
 */
const BookoutRecognition *
bookout_interpreter_get_recognition (BookoutInterpreter *self)
{
  g_return_val_if_fail (BOOKOUT_IS_INTERPRETER (self), NULL);

  return &self->recognition;
}

/**
 * bookout_interpreter_has_document:
 * @self: an interpreter
 *
 * Returns: whether a save of the last run was answered with a document
 */
gboolean
bookout_interpreter_has_document (BookoutInterpreter *self)
{
  g_return_val_if_fail (BOOKOUT_IS_INTERPRETER (self), FALSE);

  return self->has_document;
}
