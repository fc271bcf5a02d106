/* practice-sessions.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-practice"
#include "config.h"

#include <string.h>

#include "practice-chance.h"
#include "practice-sessions.h"

/* Keeps what the portal knows of its visitors. As on the site it stands in for, the filter belongs to the session and
 * not to the request, and the account is locked for a while after a session that was left without signing out. Main
 * thread only. */

#define VISITORS_MAX 1000 /* sessions that never signed in; the oldest goes */

struct _PracticeSessions
{
  GHashTable *by_id;       /* id, borrowed → session, owned */
  GQueue visitors;         /* ids, owned, in the order they came; some may be gone */
  PracticeSession *holder; /* owned; the session that is signed in */
  guint lock_seconds;
  guint expire_after; /* answers; 0 for never */
  char *first_filter; /* owned */
};

/* Under @id, or a name of its own if that is %NULL. */
static PracticeSession *
practice_session_new (const char *id)
{
  PracticeSession *self = g_rc_box_new0 (PracticeSession);

  self->secret = practice_chance_secret ();
  if (id != NULL)
    g_strlcpy (self->id, id, sizeof self->id);
  else
    g_snprintf (self->id, sizeof self->id, "%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x",
                practice_chance_secret (), practice_chance_secret ());
  self->filter = g_strdup ("");
  self->last_request = g_get_monotonic_time ();
  practice_seal_init (&self->report_seal, self->secret + 1);
  g_queue_init (&self->waiting);
  return self;
}

static void
practice_session_clear (gpointer data)
{
  PracticeSession *self = data;

  g_queue_clear (&self->waiting);
  g_free (self->filter);
}

/**
 * practice_session_ref:
 * @self: a session
 *
 * Returns: (transfer full): @self
 */
PracticeSession *
practice_session_ref (PracticeSession *self)
{
  return g_rc_box_acquire (self);
}

/**
 * practice_session_unref:
 * @self: (transfer full): a session
 */
void
practice_session_unref (PracticeSession *self)
{
  g_rc_box_release_full (self, practice_session_clear);
}

/**
 * practice_session_set_filter:
 * @self: a session
 * @filter: what stock numbers are to begin with; blanks around it and its case don't count
 *
 * Sets what all of the session's pages show from now on, in every tab.
 */
void
practice_session_set_filter (PracticeSession *self, const char *filter)
{
  g_autofree char *copy = g_strndup (filter, PRACTICE_FILTER_MAX);

  g_free (self->filter);
  self->filter = g_ascii_strup (g_strstrip (copy), -1);
}

/**
 * practice_session_issue_token:
 * @self: a session
 * @token: (out caller-allocates): 32 hexadecimal digits and a NUL
 *
 * Gives out a form token. The last 200 of a session are accepted.
 */
void
practice_session_issue_token (PracticeSession *self, char token[PRACTICE_TOKEN_LENGTH + 1])
{
  guint64 value = practice_chance_mix (self->secret ^ practice_chance_mix (self->n_tokens));

  self->tokens[self->n_tokens++ % PRACTICE_TOKENS_KEPT] = value;
  g_snprintf (token, PRACTICE_TOKEN_LENGTH + 1, "%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x", value,
              practice_chance_mix (value ^ self->secret));
}

/**
 * practice_session_accepts_token:
 * @self: a session
 * @token: (nullable): what a form sent
 *
 * Returns: whether @token is one of the session's last 200
 */
gboolean
practice_session_accepts_token (PracticeSession *self, const char *token)
{
  guint64 n_kept = MIN (self->n_tokens, PRACTICE_TOKENS_KEPT);
  char whole[PRACTICE_TOKEN_LENGTH + 1];

  if (token == NULL || strlen (token) != PRACTICE_TOKEN_LENGTH)
    return FALSE;

  for (guint64 i = 0; i < n_kept; i++)
    {
      guint64 value = self->tokens[i];

      g_snprintf (whole, sizeof whole, "%016" G_GINT64_MODIFIER "x", value);
      if (memcmp (whole, token, 16) != 0)
        continue;
      g_snprintf (whole, sizeof whole, "%016" G_GINT64_MODIFIER "x",
                  practice_chance_mix (value ^ self->secret));
      return memcmp (whole, token + 16, 16) == 0;
    }

  return FALSE;
}

/**
 * practice_session_issue_report_key:
 * @self: a session
 * @vehicle: the index of a vehicle
 * @key: (out caller-allocates): 16 hexadecimal digits and a NUL
 *
 * Names a new report on @vehicle; the name lives as long as the session.
 */
void
practice_session_issue_report_key (PracticeSession *self, guint vehicle, char key[PRACTICE_SEAL_LENGTH + 1])
{
  practice_seal_write (&self->report_seal, ((guint64) vehicle << 32) | self->n_reports++, key);
}

/**
 * practice_session_read_report_key:
 * @self: a session
 * @key: (nullable): what a client sent
 * @vehicle: (out): the index of a vehicle; the caller checks that it is there
 * @number: (out): which of the session's reports it is, from 0
 *
 * Returns: %FALSE if the session never gave out @key
 */
gboolean
practice_session_read_report_key (PracticeSession *self, const char *key, guint *vehicle, guint *number)
{
  guint64 value;

  if (!practice_seal_read (&self->report_seal, key, &value))
    return FALSE;

  *vehicle = (guint) (value >> 32);
  *number = (guint) (value & G_MAXUINT32);
  return *number < self->n_reports;
}

/**
 * practice_sessions_new:
 * @lock_seconds: how long the account stays locked after the last request of a session that was not signed out
 * @expire_after: answers after which a session ends by itself; 0 for never
 * @first_filter: the filter that is on when a session begins
 *
 * Returns: (transfer full): no sessions yet
 */
PracticeSessions *
practice_sessions_new (guint lock_seconds, guint expire_after, const char *first_filter)
{
  PracticeSessions *self = g_new0 (PracticeSessions, 1);

  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                       (GDestroyNotify) practice_session_unref);
  g_queue_init (&self->visitors);
  self->lock_seconds = lock_seconds;
  self->expire_after = expire_after;
  self->first_filter = g_strdup (first_filter);
  return self;
}

/**
 * practice_sessions_free:
 * @self: (transfer full): the sessions
 */
void
practice_sessions_free (PracticeSessions *self)
{
  g_clear_pointer (&self->holder, practice_session_unref);
  g_hash_table_unref (self->by_id);
  g_queue_clear_full (&self->visitors, g_free);
  g_free (self->first_filter);
  g_free (self);
}

/**
 * practice_sessions_find:
 * @self: the sessions
 * @id: (nullable): what the client's cookie says
 *
 * Returns: (transfer none) (nullable): the session, signed in or not, or %NULL if there is none, or no longer
 */
PracticeSession *
practice_sessions_find (PracticeSessions *self, const char *id)
{
  return id != NULL ? g_hash_table_lookup (self->by_id, id) : NULL;
}

static PracticeSession *
add_session (PracticeSessions *self, const char *id)
{
  PracticeSession *session = practice_session_new (id);

  g_hash_table_insert (self->by_id, session->id, session);
  return session;
}

static void
drop_oldest_visitor (PracticeSessions *self)
{
  g_autofree char *id = g_queue_pop_head (&self->visitors);
  PracticeSession *session = practice_sessions_find (self, id);

  if (session != NULL && !session->signed_in)
    g_hash_table_remove (self->by_id, id);
}

static gboolean
is_session_id (const char *id)
{
  return strlen (id) == PRACTICE_SESSION_ID_LENGTH &&
         strspn (id, "0123456789abcdef") == PRACTICE_SESSION_ID_LENGTH;
}

/**
 * practice_sessions_begin:
 * @self: the sessions
 * @id: (nullable): what the client's cookie says, if no session has that name any more
 *
 * Begins the session of a visitor who is about to sign in. A name that has been one of ours is used again, as ASP.NET
 * does: a tab that comes late with the cookie of an expired session is given no new one, which would push the cookie
 * of the renewed session out of the jar that the tabs share.
 *
 * Returns: (transfer none): the session
 */
PracticeSession *
practice_sessions_begin (PracticeSessions *self, const char *id)
{
  PracticeSession *session;

  if (id != NULL && (!is_session_id (id) || practice_sessions_find (self, id) != NULL))
    id = NULL;

  session = add_session (self, id);

  g_queue_push_tail (&self->visitors, g_strdup (session->id));
  if (g_queue_get_length (&self->visitors) > VISITORS_MAX)
    drop_oldest_visitor (self);
  return session;
}

/* Seconds until the account is free, rounded up; 0 if it is. */
static guint
get_lock_left (PracticeSessions *self)
{
  gint64 left;

  if (self->holder == NULL)
    return 0;

  left = self->holder->last_request + (gint64) self->lock_seconds * G_USEC_PER_SEC - g_get_monotonic_time ();
  return left > 0 ? (guint) ((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC) : 0;
}

/**
 * practice_sessions_sign_in:
 * @self: the sessions
 * @visitor: who asks; its session ends when it is let in, and one with another name begins
 * @user: (nullable): the user's name
 * @password: (nullable): the password
 * @session: (out) (transfer none): the new session, if it is accepted
 * @wait_seconds: (out): how long the account is still locked, if another session is active
 *
 * Signs in. A session that was left long enough ago gives way.
 *
 * Returns: whether the visitor is let in, and if not, why
 */
PracticeSignIn
practice_sessions_sign_in (PracticeSessions *self,
                           PracticeSession *visitor,
                           const char *user,
                           const char *password,
                           PracticeSession **session,
                           guint *wait_seconds)
{
  *session = NULL;
  *wait_seconds = 0;
  if (g_strcmp0 (user, PRACTICE_USER) != 0 || g_strcmp0 (password, PRACTICE_PASSWORD) != 0)
    return PRACTICE_SIGN_IN_REFUSED;

  *wait_seconds = get_lock_left (self);
  if (*wait_seconds > 0)
    return PRACTICE_SIGN_IN_ACTIVE;

  if (self->holder != NULL)
    practice_sessions_end (self, self->holder);
  practice_sessions_end (self, visitor);
  *session = add_session (self, NULL);
  (*session)->signed_in = TRUE;
  practice_session_set_filter (*session, self->first_filter);
  self->holder = practice_session_ref (*session);
  return PRACTICE_SIGN_IN_ACCEPTED;
}

/**
 * practice_sessions_end:
 * @self: the sessions
 * @session: a session, which may have ended before
 *
 * Ends @session, signed out or expired: the account is free at once.
 */
void
practice_sessions_end (PracticeSessions *self, PracticeSession *session)
{
  g_autoptr (PracticeSession) ended = practice_session_ref (session);

  ended->signed_in = FALSE;
  if (self->holder == ended)
    g_clear_pointer (&self->holder, practice_session_unref);
  if (g_hash_table_lookup (self->by_id, ended->id) == ended)
    g_hash_table_remove (self->by_id, ended->id);
}

/**
 * practice_sessions_note_answer:
 * @self: the sessions
 * @session: the session that a request belonged to
 *
 * Counts one more answer, which may be the session's last.
 */
void
practice_sessions_note_answer (PracticeSessions *self, PracticeSession *session)
{
  session->last_request = g_get_monotonic_time ();
  session->n_answered++;
  if (session->signed_in && self->expire_after > 0 && session->n_answered >= self->expire_after)
    practice_sessions_end (self, session);
}

/**
 * practice_sessions_count_active:
 * @self: the sessions
 *
 * Returns: how many are signed in
 */
guint
practice_sessions_count_active (PracticeSessions *self)
{
  return self->holder != NULL ? 1 : 0;
}

/**
 * practice_sessions_get_lock_seconds:
 * @self: the sessions
 *
 * Returns: how long the account stays locked
 */
guint
practice_sessions_get_lock_seconds (PracticeSessions *self)
{
  return self->lock_seconds;
}
