/* bookout-answer.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-interpreter"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-answer.h"

/* The sentences that people read when an answer is not what a step wants, and the codes that retrying goes by. Pure functions, on the
 * page's thread. */

/**
 * bookout_answer_step_title:
 * @step: a step
 *
 * Returns: (transfer none): its title, or words for its kind
 */
const char *
bookout_answer_step_title (const BookoutStep *step)
{
  static const char *const titles[] = {
    [BOOKOUT_STEP_GET] = N_ ("opening a page"),
    [BOOKOUT_STEP_POST] = N_ ("sending data"),
    [BOOKOUT_STEP_SUBMIT] = N_ ("sending a form"),
    [BOOKOUT_STEP_FOLLOW] = N_ ("following a link"),
    [BOOKOUT_STEP_IF] = N_ ("looking at the page"),
    [BOOKOUT_STEP_EXPECT] = N_ ("checking the page"),
    [BOOKOUT_STEP_EXTRACT] = N_ ("reading a value"),
    [BOOKOUT_STEP_ROW] = N_ ("finding the vehicle in the list"),
    [BOOKOUT_STEP_IDENTITY] = N_ ("checking which vehicle the page shows"),
    [BOOKOUT_STEP_POLL] = N_ ("waiting for the portal"),
    [BOOKOUT_STEP_SAVE] = N_ ("saving the file"),
  };

  return step->title != NULL ? step->title : _ (titles[step->kind]);
}

/**
 * bookout_answer_fail_unexpected:
 * @step: the step that found the portal different
 * @words: a sentence: what is not as described
 * @error: return location
 *
 * Returns: %FALSE with %BOOKOUT_STEP_ERROR_UNEXPECTED set
 */
gboolean
bookout_answer_fail_unexpected (const BookoutStep *step, const char *words, GError **error)
{
  const char *title = bookout_answer_step_title (step);

  if (step->line > 0)
    g_set_error (error, BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_UNEXPECTED,
                 _ ("The portal looks different from the description (step '%s', line %u): %s"), title,
                 step->line, words);
  else
    g_set_error (error, BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_UNEXPECTED,
                 _ ("The portal looks different from the description (step '%s'): %s"), title, words);
  return FALSE;
}

/**
 * bookout_answer_fail_page:
 * @step: the step that asked the page
 * @cause: (transfer full): from a #BookoutPage, a template or a form
 * @error: return location
 *
 * Returns: %FALSE with @error set: %BOOKOUT_STEP_ERROR_UNEXPECTED for a #BookoutPageError, else @cause itself
 */
gboolean
bookout_answer_fail_page (const BookoutStep *step, GError *cause, GError **error)
{
  g_autoptr (GError) owned = cause;

  if (owned->domain == BOOKOUT_PAGE_ERROR)
    return bookout_answer_fail_unexpected (step, owned->message, error);
  g_propagate_error (error, g_steal_pointer (&owned));
  return FALSE;
}

static gboolean
fail (GError **error, BookoutStepError code, const char *words)
{
  g_set_error_literal (error, BOOKOUT_STEP_ERROR, code, words);
  return FALSE;
}

static gboolean
check_recognition (const BookoutRecognition *recognition, gboolean signing_in, GError **error)
{
  const char *words = recognition->words;

  switch (recognition->kind)
    {
    case BOOKOUT_RECOGNIZED_REFUSED:
      return fail (error, BOOKOUT_STEP_ERROR_REFUSED,
                   words != NULL ? words : _ ("The portal refused the sign-in."));
    case BOOKOUT_RECOGNIZED_ACTIVE_SESSION:
      return fail (error, BOOKOUT_STEP_ERROR_ACTIVE_SESSION,
                   words != NULL ? words : _ ("Another session of this account is active."));
    case BOOKOUT_RECOGNIZED_MAINTENANCE:
      return fail (error, BOOKOUT_STEP_ERROR_MAINTENANCE,
                   words != NULL ? words : _ ("The portal is being maintained."));
    case BOOKOUT_RECOGNIZED_SIGNED_OUT:
      return signing_in ||
             fail (error, BOOKOUT_STEP_ERROR_SIGNED_OUT, _ ("The portal has ended the session."));
    case BOOKOUT_RECOGNIZED_NOTHING:
    case BOOKOUT_RECOGNIZED_SIGNED_IN:
    default:
      return TRUE;
    }
}

static BookoutStepError
code_of_status (BookoutPage *page)
{
  guint status = bookout_page_get_status (page);

  if (status == 429 || (status == 503 && bookout_page_get_header (page, "Retry-After") != NULL))
    return BOOKOUT_STEP_ERROR_THROTTLED;
  if (status >= 500)
    return BOOKOUT_STEP_ERROR_SERVER;
  if (status == 404 || status == 410)
    return BOOKOUT_STEP_ERROR_GONE;
  if (status == 401 || status == 403)
    return BOOKOUT_STEP_ERROR_DENIED;
  return BOOKOUT_STEP_ERROR_STATUS;
}

static gboolean
fail_status (BookoutPage *page, const BookoutStep *step, GError **error)
{
  BookoutStepError code = code_of_status (page);
  guint status = bookout_page_get_status (page);
  const char *title = bookout_answer_step_title (step);

  if (code == BOOKOUT_STEP_ERROR_THROTTLED)
    g_set_error (error, BOOKOUT_STEP_ERROR, code, _ ("The portal asks to wait (status %u, step '%s')."),
                 status, title);
  else if (code == BOOKOUT_STEP_ERROR_SERVER)
    g_set_error (error, BOOKOUT_STEP_ERROR, code, _ ("The portal reported an error (status %u, step '%s')."),
                 status, title);
  else if (code == BOOKOUT_STEP_ERROR_GONE)
    g_set_error (error, BOOKOUT_STEP_ERROR, code,
                 _ ("The page is no longer in the portal (status %u, step '%s')."), status, title);
  else if (code == BOOKOUT_STEP_ERROR_DENIED)
    g_set_error (error, BOOKOUT_STEP_ERROR, code,
                 _ ("Your account may not open this page (status %u, step '%s')."), status, title);
  else
    g_set_error (error, BOOKOUT_STEP_ERROR, code,
                 _ ("The portal did not accept the request (status %u, step '%s')."), status, title);
  return FALSE;
}

/**
 * bookout_answer_check:
 * @page: the answer
 * @recognition: what it was recognised as
 * @step: what it is the answer to
 * @signing_in: whether a sign-in form is no news
 * @error: return location
 *
 * Returns: %FALSE with a #BookoutStepError if @step cannot go on with @page: by what it was recognised as first, and only then by a
 *   status of 400 or more that @step does not take as an answer
 */
gboolean
bookout_answer_check (BookoutPage *page,
                      const BookoutRecognition *recognition,
                      const BookoutStep *step,
                      gboolean signing_in,
                      GError **error)
{
  guint status = bookout_page_get_status (page);

  if (!check_recognition (recognition, signing_in, error))
    return FALSE;
  if (status < 400 || (step->accept_from > 0 && status >= step->accept_from && status <= step->accept_to))
    return TRUE;
  return fail_status (page, step, error);
}
