/* bookout-session.c - one signed-in session with a portal, shared by its tabs
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-session"

#include "config.h"

#include <curl/curl.h>
#include <glib/gi18n-lib.h>
#include <libxml/parser.h>
#include <string.h>

#include "bookout-account-lock.h"
#include "bookout-gate.h"
#include "bookout-retry-after.h"
#include "bookout-sealer.h"
#include "bookout-session-private.h"
#include "bookout-sign-in.h"
#include "bookout-tab-private.h"
#include "bookout-time-limit.h"

/* Portals allow an account one session, so all tabs share this one: its cookies, its pace, its gate, and above all its
 * signing in. When a session runs out, every tab learns of it at about the same time; the first to say so signs in again
 * and the others wait for how that ends. One such undertaking is called a flight here. It is flown by a worker's own
 * thread and ends with that worker's cancellable; then whoever waits next takes over, so that one cancelled tab costs the others
 * nothing.
 *
 * @lock covers the state and is never held over anything that blocks. */

/* Somebody who signs in elsewhere throws us out, we throw them out, and so on. What tells that from a portal whose sessions are
 * just short is whether work gets done in between: RENEWALS_MOST renewals in a row, each after fewer than WORK_LEAST
 * answers, and it is a fight that a person has to settle. When a session is over, each tab needs one answer to notice,
 * which is why a handful of answers is no work yet. */
#define RENEWALS_MOST 3
#define WORK_LEAST    20

/* For signing out what an earlier process left open, before signing in. */
#define RECOVERY_LIMIT_MS 5000

/* Waits after a 429 that does not say how long: doubled as long as the portal goes on saying it; seconds. */
#define THROTTLED_WAIT_S 5

struct _BookoutSession
{
  GObject parent_instance;

  BookoutPortal *portal;
  char *user;
  char *password; /* wiped when freed */

  BookoutShare *share;
  BookoutCookieJar *jar;
  BookoutThrottle *throttle;
  BookoutGate *gate;
  BookoutSealer *sealer;

  GMutex lock;
  GCond changed; /* a flight landed, somebody was cancelled, or the state moved */

  /* All that follows by @lock. */
  BookoutSessionState state;
  guint generation; /* +1 at each successful sign-in; 0: never signed in */
  guint sign_ins;
  gint64 wait_until;
  BookoutAccountLock *account; /* (nullable) */
  gboolean may_be_left;        /* the account has only just been taken: whoever had it may have been killed */
  gboolean wait_active;        /* as sign_in() was told; renewals do the same */
  gboolean in_use;             /* from a sign-in to a sign-out: renewals are welcome */
  gboolean leaving;            /* a sign-out is under way: nothing may sign in any more */
  gboolean left_open;          /* a sign-in failed, but the portal may think otherwise */

  gboolean flying;
  BookoutSessionState flight_state; /* SIGNING_IN or RENEWING */
  GCancellable *flight;             /* (nullable): of the flight under way */
  guint64 flights;                  /* that have landed */
  GError *landing_error;            /* (nullable): of the last one */

  guint work;     /* answers since the last sign-in */
  guint renewals; /* in a row with too little work before each */

  guint throttled_wait_s; /* 0: the portal is content */
};

G_DEFINE_FINAL_TYPE (BookoutSession, bookout_session, G_TYPE_OBJECT)
G_DEFINE_QUARK (bookout_session_error_quark, bookout_session_error)

static void
wake_cancelled_cb (GCancellable *cancellable, gpointer data)
{
  BookoutSession *self = data;

  g_mutex_lock (&self->lock);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
cancel_flight_cb (GCancellable *cancellable, gpointer flight)
{
  g_cancellable_cancel (flight);
}

/* With the lock held. */
static void
land (BookoutSession *self, BookoutCookieJar *jar, gboolean left_open, GError *problem)
{
  char **lines = bookout_cookie_jar_dup_lines (jar);

  /* All cookies at once, and before the generation: see follow() of the tab. Those of a failed sign-in are kept only to
   * sign them out. */
  if (problem == NULL || left_open)
    bookout_cookie_jar_set_lines (self->jar, (const char *const *) lines);
  bookout_cookie_jar_free_lines (lines);

  if (problem == NULL)
    {
      self->generation++;
      self->sign_ins++;
      self->work = 0;
      self->in_use = TRUE;
    }
  self->left_open = left_open;
  self->state = problem == NULL ? BOOKOUT_SESSION_SIGNED_IN : BOOKOUT_SESSION_SIGNED_OUT;
  self->flying = FALSE;
  self->flights++;
  g_clear_object (&self->flight);
  g_clear_error (&self->landing_error);
  self->landing_error = problem == NULL ? NULL : g_error_copy (problem);
  g_cond_broadcast (&self->changed);
}

/* Without the lock. What another process of this computer was signed in with when it was killed is signed out; the account's lock says
 * that it is dead. Rejoining that session would spare a sign-in, but what its server side remembers (a filter, a half-filled form, a
 * licence page not yet agreed to) is not what a fresh one does, and a portal that ends it soon would end it in the middle of a run.
 *
 * Returns: (transfer full) (nullable): the session's cookies if it may be open still */
static char **
recover (BookoutSession *self, GCancellable *cancellable)
{
  char **lines = bookout_sealer_look_up (self->sealer, cancellable);
  g_autoptr (BookoutCookieJar) jar = bookout_cookie_jar_new ();
  g_autoptr (BookoutTimeLimit) limit = NULL;
  g_autoptr (GError) error = NULL;

  if (lines == NULL)
    return NULL;

  limit = bookout_time_limit_new (RECOVERY_LIMIT_MS, cancellable);
  bookout_cookie_jar_set_lines (jar, (const char *const *) lines);
  if (bookout_sign_out_run (self, jar, bookout_time_limit_get_cancellable (limit), &error))
    g_clear_pointer (&lines, bookout_cookie_jar_free_lines);
  else
    g_message ("A session that was left open could not be signed out: %s", error->message);
  return lines;
}

/* Without the lock. Before the flight lands, so that nothing else is noted meanwhile. @left: (transfer full) (nullable): the session of
 * an earlier process that is still the one to sign out if this sign-in came to nothing. */
static void
seal (BookoutSession *self, BookoutCookieJar *jar, gboolean is_open, char **left)
{
  if (is_open)
    bookout_sealer_note (self->sealer, bookout_cookie_jar_dup_lines (jar), TRUE);
  else if (left != NULL)
    bookout_sealer_note (self->sealer, g_steal_pointer (&left), TRUE);
  else
    bookout_sealer_forget (self->sealer);
  g_clear_pointer (&left, bookout_cookie_jar_free_lines);

  /* The account may be given back next, and with it the right to write there. */
  if (!is_open)
    bookout_sealer_stop (self->sealer);
}

/* With the lock held, which is given up meanwhile. */
static gboolean
fly (BookoutSession *self, BookoutSessionState state, GCancellable *cancellable, GError **error)
{
  g_autoptr (BookoutCookieJar) jar = bookout_cookie_jar_new ();
  g_autoptr (GCancellable) flight = g_cancellable_new ();
  GError *problem = NULL;
  gboolean wait_active = self->wait_active;
  gboolean may_be_left = self->may_be_left;
  gboolean left_open = FALSE;
  char **left = NULL;
  gulong handler = 0;

  self->may_be_left = FALSE;
  self->flying = TRUE;
  self->state = self->flight_state = state;
  self->wait_until = 0;
  self->flight = g_object_ref (flight);
  g_mutex_unlock (&self->lock);

  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (cancel_flight_cb), flight, NULL);
  if (may_be_left)
    left = recover (self, flight);
  bookout_sign_in_run (self, self->password, wait_active, jar, &left_open, flight, &problem);
  g_cancellable_disconnect (cancellable, handler);
  seal (self, jar, problem == NULL || left_open, left);

  g_mutex_lock (&self->lock);
  land (self, jar, left_open, problem);
  if (problem != NULL)
    g_propagate_error (error, problem);
  return problem == NULL;
}

/* With the lock held, which is given up meanwhile. Waits until the flight under way has landed; FALSE if cancelled. The
 * handler is connected by the caller. */
static gboolean
wait_for_landing (BookoutSession *self, GCancellable *cancellable, GError **error)
{
  guint64 flights = self->flights;

  while (self->flights == flights && !g_cancellable_is_cancelled (cancellable))
    g_cond_wait (&self->changed, &self->lock);
  if (self->flights == flights)
    return !g_cancellable_set_error_if_cancelled (cancellable, error);

  if (self->landing_error == NULL || g_error_matches (self->landing_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;
  g_propagate_error (error, g_error_copy (self->landing_error));
  return FALSE;
}

static void
set_not_signed_in_error (GError **error)
{
  g_set_error_literal (error, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_NOT_SIGNED_IN,
                       _ ("The session has been signed out."));
}

/* With the lock held: whether a renewal may begin. */
static gboolean
check_renewal (BookoutSession *self, GError **error)
{
  /* A password that the portal has refused is not sent to it again by itself. */
  if (g_error_matches (self->landing_error, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_REFUSED))
    {
      g_propagate_error (error, g_error_copy (self->landing_error));
      return FALSE;
    }
  if (self->work >= WORK_LEAST)
    self->renewals = 0;
  if (self->renewals >= RENEWALS_MOST)
    {
      g_set_error_literal (
          error, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_CONTESTED,
          _ ("The portal ends the session again and again right after signing in. Somebody else "
             "seems to use this account."));
      return FALSE;
    }
  return TRUE;
}

/* With the lock held, which is given up meanwhile. Only renewals that went well count: a fight needs two who can sign in. */
static gboolean
fly_renewal (BookoutSession *self, GCancellable *cancellable, GError **error)
{
  if (!check_renewal (self, error) || !fly (self, BOOKOUT_SESSION_RENEWING, cancellable, error))
    return FALSE;
  self->renewals++;
  return TRUE;
}

/* With the lock held, which is given up meanwhile. */
static gboolean
renew_locked (BookoutSession *self, guint generation, GCancellable *cancellable, GError **error)
{
  for (;;)
    {
      if (self->leaving || !self->in_use)
        {
          set_not_signed_in_error (error);
          return FALSE;
        }
      if (self->generation > generation && !self->flying)
        return TRUE;
      if (!self->flying)
        return fly_renewal (self, cancellable, error);
      if (!wait_for_landing (self, cancellable, error))
        return FALSE;
    }
}

/* With the lock held, which is given up meanwhile. */
static gboolean
sign_in_locked (BookoutSession *self, gboolean wait_active, GCancellable *cancellable, GError **error)
{
  for (;;)
    {
      if (self->leaving)
        {
          set_not_signed_in_error (error);
          return FALSE;
        }
      if (self->state == BOOKOUT_SESSION_SIGNED_IN)
        return TRUE;
      if (!self->flying)
        break;
      if (!wait_for_landing (self, cancellable, error))
        return FALSE;
    }
  if (self->account == NULL)
    {
      self->account = bookout_account_lock_new (bookout_portal_get_base (self->portal), self->user, error);
      self->may_be_left = TRUE;
    }
  if (self->account == NULL)
    return FALSE;
  self->wait_active = wait_active;
  self->renewals = 0;
  return fly (self, BOOKOUT_SESSION_SIGNING_IN, cancellable, error);
}

/* With the lock held, which is given up meanwhile. A flight lands as soon as it is cancelled; another sign-out keeps its own
 * limit, so that one is not waited for beyond @end. */
static gboolean
wait_for_quiet (BookoutSession *self, gint64 end)
{
  while (self->flying)
    {
      g_cancellable_cancel (self->flight);
      g_cond_wait (&self->changed, &self->lock);
    }
  while (self->leaving)
    if (!g_cond_wait_until (&self->changed, &self->lock, end))
      return FALSE;
  return TRUE;
}

/* With the lock held. */
static void
forget (BookoutSession *self)
{
  self->leaving = FALSE;
  self->in_use = FALSE;
  self->left_open = FALSE;
  self->wait_until = 0;
  self->state = BOOKOUT_SESSION_SIGNED_OUT;
  g_clear_pointer (&self->account, bookout_account_lock_free);
  bookout_cookie_jar_clear (self->jar);
  g_cond_broadcast (&self->changed);
}

static void
bookout_session_finalize (GObject *object)
{
  BookoutSession *self = BOOKOUT_SESSION (object);

  g_clear_pointer (&self->account, bookout_account_lock_free);
  bookout_sealer_free (self->sealer);
  bookout_gate_free (self->gate);
  g_clear_pointer (&self->throttle, bookout_throttle_free);
  bookout_cookie_jar_free (self->jar);
  bookout_share_free (self->share);
  g_clear_error (&self->landing_error);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);

  explicit_bzero (self->password, strlen (self->password));
  g_free (self->password);
  g_free (self->user);
  g_clear_object (&self->portal);
  G_OBJECT_CLASS (bookout_session_parent_class)->finalize (object);
}

static void
bookout_session_class_init (BookoutSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bookout_session_finalize;
}

static void
bookout_session_init (BookoutSession *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->share = bookout_share_new ();
  self->jar = bookout_cookie_jar_new ();
  self->gate = bookout_gate_new ();
}

static gpointer
init_libraries (gpointer unused)
{
  curl_global_init (CURL_GLOBAL_DEFAULT);
  xmlInitParser ();
  return NULL;
}

/**
 * bookout_session_global_init:
 *
 * Prepares libcurl and libxml2 for use by several threads. To be called by a program before its first thread; more calls do
 * nothing.
 */
void
bookout_session_global_init (void)
{
  static GOnce once = G_ONCE_INIT;

  g_once (&once, init_libraries, NULL);
}

/**
 * bookout_session_new:
 * @portal: which portal
 * @user: the account
 * @password: copied into memory that is wiped, and never shown
 *
 * Returns: (transfer full): a session that is not signed in
 */
BookoutSession *
bookout_session_new (BookoutPortal *portal, const char *user, const char *password)
{
  BookoutSession *self;

  g_return_val_if_fail (BOOKOUT_IS_PORTAL (portal) && user != NULL && password != NULL, NULL);

  bookout_session_global_init ();
  self = g_object_new (BOOKOUT_TYPE_SESSION, NULL);
  self->portal = g_object_ref (portal);
  self->user = g_strdup (user);
  self->password = g_strdup (password);
  self->sealer = bookout_sealer_new (bookout_portal_get_base (portal), user);
  self->throttle = bookout_throttle_new (bookout_portal_get_limits (portal)->gap_ms);
  return self;
}

/**
 * bookout_session_sign_in:
 * @wait_active: whether to wait out, once, a session that is active elsewhere; renewals will do the same
 * @cancellable: (nullable): ends it at once; sign out all the same, the portal may have gone further
 *
 * Signs in; %TRUE at once if signed in already. The account is taken for this process until the sign-out. Trouble on the way is
 * tried three times in all; a refusal never. Blocks; any thread.
 *
 * Errors: #BookoutSessionError, #BookoutStepError, #BookoutNavigatorError, %G_IO_ERROR_CANCELLED; #GIOErrorEnum if the account
 * could not be taken.
 *
 * Returns: whether the session is signed in
 */
gboolean
bookout_session_sign_in (BookoutSession *self,
                         gboolean wait_active,
                         GCancellable *cancellable,
                         GError **error)
{
  gulong handler = 0;
  gboolean signed_in;

  g_return_val_if_fail (BOOKOUT_IS_SESSION (self), FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (wake_cancelled_cb), self, NULL);
  g_mutex_lock (&self->lock);
  signed_in = sign_in_locked (self, wait_active, cancellable, error);
  /* Another session object, with a better password say, may have the account now. */
  if (!signed_in && !self->in_use && !self->flying && !self->left_open)
    g_clear_pointer (&self->account, bookout_account_lock_free);
  g_mutex_unlock (&self->lock);
  g_cancellable_disconnect (cancellable, handler);
  return signed_in;
}

/**
 * bookout_session_renew:
 * @generation: what the caller's tab had when its answer showed that the session is over
 * @cancellable: (nullable): ends the caller's part in it
 *
 * Signs in again, once for all tabs: if the session has been renewed since @generation, %TRUE at once; if a renewal is under
 * way, waits for it and shares its result. A caller that is cancelled does not cancel it for the others. Blocks; any thread.
 *
 * Errors: as bookout_session_sign_in(); %BOOKOUT_SESSION_ERROR_CONTESTED if renewing does not help,
 * %BOOKOUT_SESSION_ERROR_NOT_SIGNED_IN before the first sign-in and after the sign-out.
 *
 * Returns: whether the session is signed in anew
 */
gboolean
bookout_session_renew (BookoutSession *self, guint generation, GCancellable *cancellable, GError **error)
{
  gulong handler = 0;
  gboolean renewed;

  g_return_val_if_fail (BOOKOUT_IS_SESSION (self), FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (wake_cancelled_cb), self, NULL);
  g_mutex_lock (&self->lock);
  renewed = renew_locked (self, generation, cancellable, error);
  g_mutex_unlock (&self->lock);
  g_cancellable_disconnect (cancellable, handler);
  return renewed;
}

/* Without the lock. */
static gboolean
leave_portal (BookoutSession *self, gint64 end, GError **error)
{
  gint64 left_ms = MAX ((end - g_get_monotonic_time ()) / 1000, 0);
  g_autoptr (BookoutTimeLimit) limit = bookout_time_limit_new ((guint) left_ms, NULL);

  if (bookout_sign_out_run (self, self->jar, bookout_time_limit_get_cancellable (limit), error))
    return TRUE;
  if (bookout_time_limit_is_over (limit))
    {
      g_clear_error (error);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                           _ ("The portal did not confirm the sign-out in time."));
    }
  return FALSE;
}

/**
 * bookout_session_sign_out:
 * @limit_ms: the longest that it may take, whatever the portal does; milliseconds. A keyring that hangs is given some seconds more
 *
 * Signs out, cancels a sign-in that is under way, and gives the account back. Afterwards nobody is signed in as far as this
 * process goes, whatever is returned. If the portal does not confirm it, the keyring keeps the session for the next start. Nothing is sent if nobody is. Blocks; any thread; may be called twice.
 *
 * Errors: %G_IO_ERROR_TIMED_OUT, %BOOKOUT_SESSION_ERROR_NOT_SIGNED_IN if the portal did not sign us out, #BookoutStepError,
 * #BookoutNavigatorError.
 *
 * Returns: %TRUE if the portal confirmed it, or if nobody was signed in
 */
gboolean
bookout_session_sign_out (BookoutSession *self, guint limit_ms, GError **error)
{
  gint64 end = g_get_monotonic_time () + limit_ms * (gint64) 1000;
  gboolean confirmed = TRUE;

  g_return_val_if_fail (BOOKOUT_IS_SESSION (self), FALSE);

  g_mutex_lock (&self->lock);
  if (!wait_for_quiet (self, end))
    {
      g_mutex_unlock (&self->lock);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                           _ ("The portal did not confirm the sign-out in time."));
      return FALSE;
    }
  if (self->in_use || self->left_open)
    {
      self->leaving = TRUE;
      self->state = BOOKOUT_SESSION_SIGNING_OUT;
      g_mutex_unlock (&self->lock);
      confirmed = leave_portal (self, end, error);
      if (confirmed)
        bookout_sealer_forget (self->sealer);
      bookout_sealer_stop (self->sealer);
      g_mutex_lock (&self->lock);
    }
  forget (self);
  g_mutex_unlock (&self->lock);
  return confirmed;
}

/**
 * bookout_session_open_tab:
 *
 * Any thread; the tab then belongs to the thread that uses it.
 *
 * Returns: (transfer full): a tab, which keeps the session alive
 */
BookoutTab *
bookout_session_open_tab (BookoutSession *self)
{
  g_return_val_if_fail (BOOKOUT_IS_SESSION (self), NULL);

  return bookout_tab_new (self);
}

/**
 * bookout_session_get_portal:
 *
 * Returns: (transfer none): the description
 */
BookoutPortal *
bookout_session_get_portal (BookoutSession *self)
{
  g_return_val_if_fail (BOOKOUT_IS_SESSION (self), NULL);

  return self->portal;
}

/**
 * bookout_session_get_user:
 *
 * Returns: (transfer none): the account
 */
const char *
bookout_session_get_user (BookoutSession *self)
{
  g_return_val_if_fail (BOOKOUT_IS_SESSION (self), NULL);

  return self->user;
}

/**
 * bookout_session_get_state:
 *
 * Returns: what the session is doing now
 */
BookoutSessionState
bookout_session_get_state (BookoutSession *self)
{
  BookoutSessionState state;

  g_return_val_if_fail (BOOKOUT_IS_SESSION (self), BOOKOUT_SESSION_SIGNED_OUT);

  g_mutex_lock (&self->lock);
  state = self->state;
  g_mutex_unlock (&self->lock);
  return state;
}

/**
 * bookout_session_get_wait_until:
 *
 * Returns: monotonic microseconds of the next try while %BOOKOUT_SESSION_WAITING; after
 * %BOOKOUT_SESSION_ERROR_ACTIVE, when a try is worth while; otherwise 0
 */
gint64
bookout_session_get_wait_until (BookoutSession *self)
{
  gint64 until;

  g_return_val_if_fail (BOOKOUT_IS_SESSION (self), 0);

  g_mutex_lock (&self->lock);
  until = self->wait_until;
  g_mutex_unlock (&self->lock);
  return until;
}

/**
 * bookout_session_get_held_until:
 *
 * Returns: monotonic microseconds until which no tab sends anything, 0 if nothing holds
 */
gint64
bookout_session_get_held_until (BookoutSession *self)
{
  g_return_val_if_fail (BOOKOUT_IS_SESSION (self), 0);

  return bookout_throttle_get_held_until (self->throttle);
}

/**
 * bookout_session_hold:
 * @until: monotonic microseconds
 *
 * Holds every tab's next request until then.
 */
void
bookout_session_hold (BookoutSession *self, gint64 until)
{
  g_return_if_fail (BOOKOUT_IS_SESSION (self));

  bookout_throttle_hold (self->throttle, until);
}

/**
 * bookout_session_release:
 *
 * Ends a hold at once.
 */
void
bookout_session_release (BookoutSession *self)
{
  g_return_if_fail (BOOKOUT_IS_SESSION (self));

  bookout_throttle_release (self->throttle);
}

/**
 * bookout_session_get_sign_ins:
 *
 * Returns: how often this session was signed in, renewals included
 */
guint
bookout_session_get_sign_ins (BookoutSession *self)
{
  guint sign_ins;

  g_return_val_if_fail (BOOKOUT_IS_SESSION (self), 0);

  g_mutex_lock (&self->lock);
  sign_ins = self->sign_ins;
  g_mutex_unlock (&self->lock);
  return sign_ins;
}

/**
 * bookout_session_get_generation:
 *
 * Returns: a number that grows at each sign-in; 0 before the first
 */
guint
bookout_session_get_generation (BookoutSession *self)
{
  guint generation;

  g_return_val_if_fail (BOOKOUT_IS_SESSION (self), 0);

  g_mutex_lock (&self->lock);
  generation = self->generation;
  g_mutex_unlock (&self->lock);
  return generation;
}

/**
 * bookout_session_enter_gate:
 * @cancellable: (nullable): ends the wait
 *
 * Errors: %G_IO_ERROR_CANCELLED.
 *
 * Returns: whether the caller holds the gate
 */
gboolean
bookout_session_enter_gate (BookoutSession *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (BOOKOUT_IS_SESSION (self), FALSE);

  return bookout_gate_enter (self->gate, cancellable, error);
}

/**
 * bookout_session_leave_gate:
 *
 * Gives the gate back; only after bookout_session_enter_gate() said %TRUE.
 */
void
bookout_session_leave_gate (BookoutSession *self)
{
  g_return_if_fail (BOOKOUT_IS_SESSION (self));

  bookout_gate_leave (self->gate);
}

/**
 * bookout_session_get_jar:
 *
 * Returns: (transfer none): the session's cookies
 */
BookoutCookieJar *
bookout_session_get_jar (BookoutSession *self)
{
  return self->jar;
}

/**
 * bookout_session_get_share:
 *
 * Returns: (transfer none): what the tabs' handles share
 */
BookoutShare *
bookout_session_get_share (BookoutSession *self)
{
  return self->share;
}

/**
 * bookout_session_get_throttle:
 *
 * Returns: (transfer none): the session's pace
 */
BookoutThrottle *
bookout_session_get_throttle (BookoutSession *self)
{
  return self->throttle;
}

/* With the lock held: seconds for an answer that does not say. Several tabs that are told the same at once count as one. */
static guint
grow_throttled_wait (BookoutSession *self)
{
  if (bookout_throttle_get_held_until (self->throttle) == 0)
    self->throttled_wait_s = MIN (MAX (self->throttled_wait_s * 2, THROTTLED_WAIT_S),
                                  BOOKOUT_RETRY_AFTER_MOST_S);
  return MAX (self->throttled_wait_s, THROTTLED_WAIT_S);
}

/**
 * bookout_session_note_answer:
 * @status: of an answer
 * @retry_after: (nullable): its Retry-After header
 * @date: (nullable): its Date header
 *
 * Holds every tab's next request if the portal asks to wait: 429, or 503 with Retry-After.
 */
void
bookout_session_note_answer (BookoutSession *self, guint status, const char *retry_after, const char *date)
{
  gint wait_s = bookout_retry_after_parse (retry_after, date);

  g_mutex_lock (&self->lock);
  if (status == 429 || (status == 503 && wait_s > 0))
    {
      if (wait_s < 0)
        wait_s = (gint) grow_throttled_wait (self);
      bookout_throttle_hold (self->throttle, g_get_monotonic_time () + wait_s * (gint64) G_USEC_PER_SEC);
    }
  else if (bookout_throttle_get_held_until (self->throttle) == 0)
    self->throttled_wait_s = 0;
  g_mutex_unlock (&self->lock);
}

/**
 * bookout_session_note_cookies:
 * @jar: the session's, or that of the sign-in under way, after an answer that changed it
 *
 * Has the keyring follow. While somebody signs in, the session's old cookies do not matter any more. Does not block.
 */
void
bookout_session_note_cookies (BookoutSession *self, BookoutCookieJar *jar)
{
  gboolean is_own = jar == self->jar;

  g_mutex_lock (&self->lock);
  if (self->flying ? !is_own : is_own && self->in_use && !self->leaving)
    bookout_sealer_note (self->sealer, bookout_cookie_jar_dup_lines (jar), !is_own);
  g_mutex_unlock (&self->lock);
}

/**
 * bookout_session_count_work:
 *
 * A tab's request was answered.
 */
void
bookout_session_count_work (BookoutSession *self)
{
  g_mutex_lock (&self->lock);
  self->work++;
  g_mutex_unlock (&self->lock);
}

/**
 * bookout_session_set_wait_until:
 * @until: monotonic microseconds, 0 for none
 * @waiting: whether the sign-in under way waits for it
 */
void
bookout_session_set_wait_until (BookoutSession *self, gint64 until, gboolean waiting)
{
  g_mutex_lock (&self->lock);
  self->wait_until = until;
  self->state = waiting ? BOOKOUT_SESSION_WAITING : self->flight_state;
  g_mutex_unlock (&self->lock);
}
