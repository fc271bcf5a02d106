/* practice-sessions.h - who is signed in, and what the portal keeps for them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "practice-seal.h"

G_BEGIN_DECLS

#define PRACTICE_USER              "dealer"
#define PRACTICE_PASSWORD          "practice"
#define PRACTICE_SESSION_ID_LENGTH 32
#define PRACTICE_TOKEN_LENGTH      32
#define PRACTICE_TOKENS_KEPT       200
#define PRACTICE_FILTER_MAX        64 /* bytes */

typedef struct
{
  char id[PRACTICE_SESSION_ID_LENGTH + 1];
  gboolean signed_in;
  gboolean licensed;
  char *filter;             /* owned, in capitals; "" when none is on */
  gint64 last_request;      /* monotonic, microseconds */
  guint n_answered;         /* since the sign-in */
  guint64 secret;           /* what tokens and keys hang on */
  PracticeSeal report_seal; /* names this session's report keys */
  guint32 n_reports;
  guint64 tokens[PRACTICE_TOKENS_KEPT]; /* a ring */
  guint64 n_tokens;

  /* The server's, when it answers one request of a session at a time. */
  gboolean busy;
  GQueue waiting; /* of exchanges, borrowed */
} PracticeSession;

PracticeSession *practice_session_ref (PracticeSession *self);

void practice_session_unref (PracticeSession *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeSession, practice_session_unref)

void practice_session_set_filter (PracticeSession *self, const char *filter);

void practice_session_issue_token (PracticeSession *self, char token[PRACTICE_TOKEN_LENGTH + 1]);

gboolean practice_session_accepts_token (PracticeSession *self, const char *token);

void practice_session_issue_report_key (PracticeSession *self,
                                        guint vehicle,
                                        char key[PRACTICE_SEAL_LENGTH + 1]);

gboolean practice_session_read_report_key (PracticeSession *self,
                                           const char *key,
                                           guint *vehicle,
                                           guint *number);

typedef enum
{
  PRACTICE_SIGN_IN_ACCEPTED,
  PRACTICE_SIGN_IN_REFUSED,
  PRACTICE_SIGN_IN_ACTIVE, /* another session of the account has not been signed out */
} PracticeSignIn;

/* All sessions, and the one account there is. */
typedef struct _PracticeSessions PracticeSessions;

PracticeSessions *practice_sessions_new (guint lock_seconds, guint expire_after, const char *first_filter);

void practice_sessions_free (PracticeSessions *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeSessions, practice_sessions_free)

PracticeSession *practice_sessions_find (PracticeSessions *self, const char *id);

PracticeSession *practice_sessions_begin (PracticeSessions *self, const char *id);

PracticeSignIn practice_sessions_sign_in (PracticeSessions *self,
                                          PracticeSession *visitor,
                                          const char *user,
                                          const char *password,
                                          PracticeSession **session,
                                          guint *wait_seconds);

void practice_sessions_end (PracticeSessions *self, PracticeSession *session);

void practice_sessions_note_answer (PracticeSessions *self, PracticeSession *session);

guint practice_sessions_count_active (PracticeSessions *self);

guint practice_sessions_get_lock_seconds (PracticeSessions *self);

G_END_DECLS
