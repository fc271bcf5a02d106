/* bookout-sign-in.c - signing in to a portal once, with all that may come in between
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-sign-in"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-pause.h"
#include "bookout-session-private.h"
#include "bookout-sign-in.h"
#include "bookout-tab-private.h"
#include "bookout-time-limit.h"

/* Runs in whichever worker's thread the session lets fly; nothing here is shared.
 *
 * It signs in with cookies of its own. Only a sign-in that went well becomes the session's, so that tabs that are still at work
 * with the old cookies never see, or spoil, one that is half done.
 *
 * Trying again is for trouble on the way, and has two traps. A password that was refused is not sent a second time: portals
 * lock accounts. And a try that failed after the password was sent may have opened a session that the next try would be
 * refused for ("active session, wait 5 minutes"), so it is signed out first. */

#define TRIES_MOST 3

/* For signing out what a failed try may have left open. */
#define ABANDON_LIMIT_MS 5000

/* When the portal says that a session is active, but not for how long. */
#define ACTIVE_WAIT_S 300

/* Portals give the time left in whole seconds, cut off; and no person waits longer than this for one that lost count. */
#define ACTIVE_MARGIN_S 1
#define ACTIVE_MOST_S   (60 * 60)

static const guint back_off_s[TRIES_MOST - 1] = { 1, 4 };

typedef struct
{
  BookoutSession *session;
  BookoutCookieJar *jar;
  const char *password;
  guint active_wait_s;  /* what the last try was told */
  gboolean secret_sent; /* by the last try */
} SignIn;

static BookoutScope *
scope_new (SignIn *self)
{
  BookoutScope *scope = bookout_scope_new (
      bookout_portal_get_scope (bookout_session_get_portal (self->session)));

  bookout_scope_set (scope, "user", bookout_session_get_user (self->session));
  bookout_scope_set_secret (scope, "password", self->password);
  return scope;
}

static void
set_refused_error (const BookoutRecognition *recognition, GError **error)
{
  const char *words = recognition == NULL ? NULL : recognition->words;

  if (words == NULL || *words == '\0')
    words = _ ("The portal did not accept the user name or the password.");
  g_set_error (error, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_REFUSED,
               /* Translators: %s is what the portal says, a sentence */
               _ ("%s Not tried again, to protect your account."), words);
}

static void
set_active_error (SignIn *self, GError **error)
{
  g_set_error (error, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_ACTIVE,
               /* Translators: minutes and seconds */
               _ ("Another session of this account is active. Wait %u:%02u, then try again."),
               self->active_wait_s / 60, self->active_wait_s % 60);
}

static void
note_active_wait (SignIn *self, const BookoutRecognition *recognition)
{
  guint wait_s = recognition == NULL || recognition->wait_s == 0 ? ACTIVE_WAIT_S : recognition->wait_s;

  self->active_wait_s = MIN (wait_s, ACTIVE_MOST_S) + ACTIVE_MARGIN_S;
}

/* The steps went through: where did they lead? The form once more, without a word, is a refusal too. */
static gboolean
check_arrival (const BookoutRecognition *recognition, GError **error)
{
  BookoutRecognized kind = recognition == NULL ? BOOKOUT_RECOGNIZED_NOTHING : recognition->kind;

  if (kind == BOOKOUT_RECOGNIZED_SIGNED_IN)
    return TRUE;
  if (kind == BOOKOUT_RECOGNIZED_SIGNED_OUT || kind == BOOKOUT_RECOGNIZED_REFUSED)
    set_refused_error (recognition, error);
  else
    g_set_error_literal (
        error, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_NOT_SIGNED_IN,
        _ ("The sign-in led to a page that the description does not know. The portal may show a "
           "message: look at it in a browser."));
  return FALSE;
}

/* The interpreter's errors that mean something special here; the others pass as they are. */
static void
propagate_step_error (SignIn *self, const BookoutRecognition *recognition, GError *problem, GError **error)
{
  g_autoptr (GError) owned = problem;

  if (g_error_matches (owned, BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_REFUSED))
    set_refused_error (recognition, error);
  else if (g_error_matches (owned, BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_ACTIVE_SESSION))
    {
      note_active_wait (self, recognition);
      set_active_error (self, error);
    }
  else
    g_propagate_error (error, g_steal_pointer (&owned));
}

static gboolean
try_once (SignIn *self, GCancellable *cancellable, GError **error)
{
  BookoutPortal *portal = bookout_session_get_portal (self->session);
  g_autoptr (BookoutTab) tab = bookout_tab_new_for_sign_in (self->session, self->jar, TRUE);
  g_autoptr (BookoutInterpreter) interpreter = bookout_interpreter_new (portal, BOOKOUT_NAVIGATOR (tab));
  g_autoptr (BookoutScope) scope = scope_new (self);
  GError *problem = NULL;
  gboolean arrived;

  bookout_interpreter_set_signing_in (interpreter, TRUE);
  arrived = bookout_interpreter_run (interpreter, bookout_portal_get_sign_in (portal), scope, cancellable,
                                     &problem);
  self->secret_sent = bookout_tab_has_sent_secret (tab);
  if (arrived)
    return check_arrival (bookout_interpreter_get_recognition (interpreter), error);
  propagate_step_error (self, bookout_interpreter_get_recognition (interpreter), problem, error);
  return FALSE;
}

static gboolean
is_transient (const GError *error)
{
  if (error->domain == BOOKOUT_STEP_ERROR)
    return error->code == BOOKOUT_STEP_ERROR_SERVER || error->code == BOOKOUT_STEP_ERROR_THROTTLED;
  if (error->domain != BOOKOUT_NAVIGATOR_ERROR)
    return FALSE;
  switch ((BookoutNavigatorError) error->code)
    {
    case BOOKOUT_NAVIGATOR_ERROR_NAME:
    case BOOKOUT_NAVIGATOR_ERROR_CONNECT:
    case BOOKOUT_NAVIGATOR_ERROR_TIMEOUT:
    case BOOKOUT_NAVIGATOR_ERROR_INCOMPLETE:
    case BOOKOUT_NAVIGATOR_ERROR_MALFORMED:
      return TRUE;
    case BOOKOUT_NAVIGATOR_ERROR_TLS:
    case BOOKOUT_NAVIGATOR_ERROR_PROXY:
    case BOOKOUT_NAVIGATOR_ERROR_DEADLINE:
    case BOOKOUT_NAVIGATOR_ERROR_TOO_LARGE:
    case BOOKOUT_NAVIGATOR_ERROR_REDIRECTS:
    case BOOKOUT_NAVIGATOR_ERROR_FORBIDDEN:
    case BOOKOUT_NAVIGATOR_ERROR_LOCAL:
    default:
      return FALSE;
    }
}

/* A portal that refused, or that has another session, opened none for us. */
static gboolean
may_have_left_open (SignIn *self, const GError *error)
{
  return self->secret_sent &&
         !g_error_matches (error, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_REFUSED) &&
         !g_error_matches (error, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_ACTIVE);
}

/* Returns: whether the portal confirmed that nothing is left open. */
static gboolean
abandon (SignIn *self, GCancellable *cancellable)
{
  g_autoptr (BookoutTimeLimit) limit = bookout_time_limit_new (ABANDON_LIMIT_MS, cancellable);
  g_autoptr (GError) error = NULL;

  if (bookout_sign_out_run (self->session, self->jar, bookout_time_limit_get_cancellable (limit), &error))
    return TRUE;
  g_debug ("A sign-in that failed may have left a session open: %s", error->message);
  return FALSE;
}

static gboolean
wait_out (SignIn *self, GCancellable *cancellable, GError **error)
{
  gint64 until = g_get_monotonic_time () + self->active_wait_s * (gint64) G_USEC_PER_SEC;
  gboolean waited;

  bookout_session_set_wait_until (self->session, until, TRUE);
  waited = bookout_pause_until (until, cancellable, error);
  bookout_session_set_wait_until (self->session, 0, FALSE);
  return waited;
}

/**
 * bookout_sign_in_run:
 * @session: whose portal and user; its state shows a wait
 * @password: the password
 * @wait_active: whether to wait once while another session is active
 * @jar: cleared, then filled with the new session's cookies
 * @left_open: (out): on failure, whether the portal may believe @jar signed in
 * @cancellable: (nullable): ends it at once
 *
 * Carries out the description's sign-in: up to three tries when the way to the portal fails, one when the portal answers.
 *
 * Errors: %BOOKOUT_SESSION_ERROR_REFUSED, %BOOKOUT_SESSION_ERROR_ACTIVE, %BOOKOUT_SESSION_ERROR_NOT_SIGNED_IN,
 * #BookoutStepError, #BookoutNavigatorError, %G_IO_ERROR_CANCELLED.
 *
 * Returns: whether @jar is signed in
 */
gboolean
bookout_sign_in_run (BookoutSession *session,
                     const char *password,
                     gboolean wait_active,
                     BookoutCookieJar *jar,
                     gboolean *left_open,
                     GCancellable *cancellable,
                     GError **error)
{
  SignIn self = { .session = session, .jar = jar, .password = password };
  gboolean has_waited = !wait_active;

  *left_open = FALSE;
  for (guint n_tries = 0;;)
    {
      g_autoptr (GError) problem = NULL;

      bookout_cookie_jar_clear (jar);
      if (try_once (&self, cancellable, &problem))
        return TRUE;

      *left_open = may_have_left_open (&self, problem) &&
                   (g_cancellable_is_cancelled (cancellable) || !abandon (&self, cancellable));
      if (g_error_matches (problem, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_ACTIVE) && !has_waited)
        {
          has_waited = TRUE;
          if (wait_out (&self, cancellable, error))
            continue;
          return FALSE;
        }
      if (!is_transient (problem) || ++n_tries == TRIES_MOST)
        {
          if (g_error_matches (problem, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_ACTIVE))
            bookout_session_set_wait_until (
                session, g_get_monotonic_time () + self.active_wait_s * (gint64) G_USEC_PER_SEC, FALSE);
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      g_debug ("Signing in failed, trying again: %s", problem->message);
      if (!bookout_pause_until (g_get_monotonic_time () + back_off_s[n_tries - 1] * (gint64) G_USEC_PER_SEC,
                                cancellable, error))
        return FALSE;
    }
}

/**
 * bookout_sign_out_run:
 * @session: whose portal
 * @jar: the cookies to sign out
 * @cancellable: (nullable): ends it at once
 *
 * Carries out the description's sign-out. It keeps no pace: whoever leaves must not wait for a portal that is busy.
 *
 * Errors: %BOOKOUT_SESSION_ERROR_NOT_SIGNED_IN if the portal shows its pages to us still, #BookoutStepError,
 * #BookoutNavigatorError, %G_IO_ERROR_CANCELLED.
 *
 * Returns: whether nobody is signed in with @jar
 */
gboolean
bookout_sign_out_run (BookoutSession *session,
                      BookoutCookieJar *jar,
                      GCancellable *cancellable,
                      GError **error)
{
  BookoutPortal *portal = bookout_session_get_portal (session);
  GPtrArray *steps = bookout_portal_get_sign_out (portal);
  g_autoptr (BookoutTab) tab = bookout_tab_new_for_sign_in (session, jar, FALSE);
  g_autoptr (BookoutInterpreter) interpreter = bookout_interpreter_new (portal, BOOKOUT_NAVIGATOR (tab));
  g_autoptr (BookoutScope) scope = bookout_scope_new (bookout_portal_get_scope (portal));
  const BookoutRecognition *recognition;

  if (steps == NULL || steps->len == 0)
    return TRUE;

  /* As when signing in, a sign-in form is what is wanted and no error. */
  bookout_interpreter_set_signing_in (interpreter, TRUE);
  if (!bookout_interpreter_run (interpreter, steps, scope, cancellable, error))
    {
      /* A session that was over already has no link to leave by. */
      recognition = bookout_interpreter_get_recognition (interpreter);
      if (recognition == NULL || recognition->kind != BOOKOUT_RECOGNIZED_SIGNED_OUT ||
          g_cancellable_is_cancelled (cancellable))
        return FALSE;
      g_clear_error (error);
      return TRUE;
    }
  recognition = bookout_interpreter_get_recognition (interpreter);
  if (recognition == NULL || recognition->kind != BOOKOUT_RECOGNIZED_SIGNED_IN)
    return TRUE;
  g_set_error_literal (error, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_NOT_SIGNED_IN,
                       _ ("The portal still shows its pages after signing out."));
  return FALSE;
}
