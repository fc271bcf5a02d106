/* bookout-session.h - one signed-in session with a portal, shared by its tabs
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-interpreter.h"

G_BEGIN_DECLS

#define BOOKOUT_SESSION_ERROR (bookout_session_error_quark ())
typedef enum
{
  BOOKOUT_SESSION_ERROR_REFUSED, /* the portal refused name or password; its own words are in the message; never tried again */
  BOOKOUT_SESSION_ERROR_ACTIVE, /* another session is active; see bookout_session_get_wait_until() */
  BOOKOUT_SESSION_ERROR_NOT_SIGNED_IN, /* the sign-in ended on a page that is not recognised as signed in, or nobody is signed in */
  BOOKOUT_SESSION_ERROR_CONTESTED, /* signed out again and again right after signing in: somebody else uses the account */
  BOOKOUT_SESSION_ERROR_LOCKED, /* another process on this computer uses the account; the message says which and since when */
} BookoutSessionError;
GQuark bookout_session_error_quark (void);

typedef enum
{
  BOOKOUT_SESSION_SIGNED_OUT,
  BOOKOUT_SESSION_SIGNING_IN,
  BOOKOUT_SESSION_WAITING, /* another session is active: waits until wait_until, then tries once more */
  BOOKOUT_SESSION_SIGNED_IN,
  BOOKOUT_SESSION_RENEWING,
  BOOKOUT_SESSION_SIGNING_OUT,
} BookoutSessionState;

/* Locked inside: any thread may call. Nothing is emitted as a signal; whoever shows it samples the getters. Blocking calls
 * are for worker threads. */
#define BOOKOUT_TYPE_SESSION (bookout_session_get_type ())
G_DECLARE_FINAL_TYPE (BookoutSession, bookout_session, BOOKOUT, SESSION, GObject)

typedef struct _BookoutTab BookoutTab;

/* Once, by a program, before its first thread. */
void bookout_session_global_init (void);

BookoutSession *bookout_session_new (BookoutPortal *portal, const char *user, const char *password);

gboolean bookout_session_sign_in (BookoutSession *self,
                                  gboolean wait_active,
                                  GCancellable *cancellable,
                                  GError **error);
gboolean bookout_session_renew (BookoutSession *self,
                                guint generation,
                                GCancellable *cancellable,
                                GError **error);
gboolean bookout_session_sign_out (BookoutSession *self, guint limit_ms, GError **error);

BookoutTab *bookout_session_open_tab (BookoutSession *self);

BookoutPortal *bookout_session_get_portal (BookoutSession *self);
const char *bookout_session_get_user (BookoutSession *self);
BookoutSessionState bookout_session_get_state (BookoutSession *self);
gint64 bookout_session_get_wait_until (BookoutSession *self);
gint64 bookout_session_get_held_until (BookoutSession *self);
void bookout_session_hold (BookoutSession *self, gint64 until);
void bookout_session_release (BookoutSession *self);
guint bookout_session_get_sign_ins (BookoutSession *self);
guint bookout_session_get_generation (BookoutSession *self);

gboolean bookout_session_enter_gate (BookoutSession *self, GCancellable *cancellable, GError **error);
void bookout_session_leave_gate (BookoutSession *self);

G_END_DECLS
