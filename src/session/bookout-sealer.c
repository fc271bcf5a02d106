/* bookout-sealer.c - keeps a session's cookies in the keyring while it is signed in
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-sealer"

#include "config.h"

#include <string.h>

#include "bookout-cookie-jar.h"
#include "bookout-sealed-cookies.h"
#include "bookout-sealed-session.h"
#include "bookout-sealer.h"

/* A process that is killed leaves its session open at the portal, which then refuses the next sign-in for minutes. So the session's
 * cookies are in the keyring, and nowhere else, for as long as it is open: the next process signs that session out.
 *
 * Tabs only leave a note here, which costs them a short lock; a thread of its own does the writing. Signing in is written at once,
 * what changes later at most every INTERVAL: some portals give out another cookie with each answer, and a keyring writes its
 * whole file each time. A keyring that isn't there, or that doesn't answer, is not asked again. */

#define INTERVAL ((gint64) 5 * G_USEC_PER_SEC)

struct _BookoutSealer
{
  char *base; /* fixed */
  char *user; /* fixed */

  GMutex lock;
  GCond changed;
  GThread *thread;    /* by @lock; NULL unless it runs */
  char **pending;     /* by @lock; (nullable): what is to be written */
  gboolean at_once;   /* by @lock: @pending does not wait */
  gboolean forgotten; /* by @lock: nothing is to be kept */
  guint stopping;     /* by @lock: how many wait for its end */
  gboolean absent;    /* by @lock: there is no keyring worth asking */

  gint64 written_at; /* monotonic microseconds; of the thread */
  char *digest;      /* (nullable): of what the keyring has; of the thread */
};

static void
set_pending (BookoutSealer *self, char **lines)
{
  g_clear_pointer (&self->pending, bookout_cookie_jar_free_lines);
  self->pending = lines;
}

/* Without the lock. */
static void
note_failure (BookoutSealer *self, const GError *error)
{
  g_debug ("The session is not in the keyring: %s", error->message);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_mutex_lock (&self->lock);
  self->absent = TRUE;
  g_mutex_unlock (&self->lock);
}

static void
store (BookoutSealer *self, char **lines)
{
  char *text = bookout_sealed_cookies_write (self->base, (const char *const *) lines);
  g_autofree char *digest = text != NULL ? g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1) : NULL;
  g_autoptr (GError) error = NULL;

  if (text == NULL)
    return;

  if (g_strcmp0 (digest, self->digest) != 0)
    {
      if (bookout_sealed_session_store (self->base, self->user, text, NULL, &error))
        {
          g_free (self->digest);
          self->digest = g_steal_pointer (&digest);
        }
      else
        note_failure (self, error);
      self->written_at = g_get_monotonic_time ();
    }
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
clear (BookoutSealer *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->digest, g_free);
  if (!bookout_sealed_session_clear (self->base, self->user, NULL, &error))
    note_failure (self, error);
}

/* With the lock held, which is given up meanwhile. */
static void
do_work (BookoutSealer *self)
{
  char **lines = g_steal_pointer (&self->pending);
  gboolean forgotten = self->forgotten;
  gboolean absent = self->absent;

  self->at_once = FALSE;
  self->forgotten = FALSE;
  g_mutex_unlock (&self->lock);
  if (forgotten && !absent)
    clear (self);
  if (lines != NULL && !absent)
    store (self, lines);
  g_clear_pointer (&lines, bookout_cookie_jar_free_lines);
  g_mutex_lock (&self->lock);
}

static gpointer
seal_worker (gpointer data)
{
  BookoutSealer *self = data;

  g_mutex_lock (&self->lock);
  for (;;)
    {
      gint64 due = self->written_at + INTERVAL;

      if (self->forgotten ||
          (self->pending != NULL && (self->at_once || self->stopping > 0 || g_get_monotonic_time () >= due)))
        do_work (self);
      else if (self->stopping > 0)
        break;
      else if (self->pending != NULL)
        g_cond_wait_until (&self->changed, &self->lock, due);
      else
        g_cond_wait (&self->changed, &self->lock);
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

/* With the lock held. */
static void
wake (BookoutSealer *self)
{
  if (self->thread == NULL && self->stopping == 0)
    self->thread = g_thread_new ("sealer", seal_worker, self);
  g_cond_broadcast (&self->changed);
}

/**
 * bookout_sealer_new:
 * @base: the portal's base address
 * @user: the account
 *
 * Returns: (transfer full): a sealer that does nothing yet
 */
BookoutSealer *
bookout_sealer_new (const char *base, const char *user)
{
  BookoutSealer *self = g_new0 (BookoutSealer, 1);

  self->base = g_strdup (base);
  self->user = g_strdup (user);
  self->written_at = G_MININT64 / 2;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  return self;
}

/**
 * bookout_sealer_free:
 * @self: (transfer full): a sealer; stopped first
 */
void
bookout_sealer_free (BookoutSealer *self)
{
  g_return_if_fail (self != NULL);

  bookout_sealer_stop (self);
  set_pending (self, NULL);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->digest);
  g_free (self->base);
  g_free (self->user);
  g_free (self);
}

/**
 * bookout_sealer_look_up:
 * @self: a sealer
 * @cancellable: (nullable): ends it at once
 *
 * Blocks for the keyring, %BOOKOUT_SEALED_SESSION_LIMIT_MS at most.
 *
 * Returns: (transfer full) (nullable) (array zero-terminated=1): netscape lines of a session that an earlier process left open, to be
 *   freed with bookout_cookie_jar_free_lines(); they stay in the keyring
 */
char **
bookout_sealer_look_up (BookoutSealer *self, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  char **lines;

  g_return_val_if_fail (self != NULL, NULL);

  lines = bookout_sealed_session_lookup (self->base, self->user, cancellable, &error);
  if (error != NULL)
    note_failure (self, error);
  return lines;
}

/**
 * bookout_sealer_note:
 * @self: a sealer
 * @lines: (transfer full) (array zero-terminated=1): netscape lines, all of the session
 * @at_once: whether they are written without waiting for more: it has just been signed in
 *
 * Does not block.
 */
void
bookout_sealer_note (BookoutSealer *self, char **lines, gboolean at_once)
{
  g_return_if_fail (self != NULL && lines != NULL);

  g_mutex_lock (&self->lock);
  set_pending (self, lines);
  if (self->absent)
    set_pending (self, NULL);
  else
    {
      self->at_once = self->at_once || at_once;
      wake (self);
    }
  g_mutex_unlock (&self->lock);
}

/**
 * bookout_sealer_forget:
 * @self: a sealer
 *
 * The session is signed out, or never was signed in: nothing of it is kept. Does not block; stop() sees that it is done.
 */
void
bookout_sealer_forget (BookoutSealer *self)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->lock);
  set_pending (self, NULL);
  if (!self->absent)
    {
      self->forgotten = TRUE;
      wake (self);
    }
  g_mutex_unlock (&self->lock);
}

/**
 * bookout_sealer_stop:
 * @self: a sealer
 *
 * Ends the thread when it has written what was noted and forgotten what was to be. Blocks for the keyring. The next note starts it
 * again.
 */
void
bookout_sealer_stop (BookoutSealer *self)
{
  GThread *thread;

  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->lock);
  self->stopping++;
  thread = g_steal_pointer (&self->thread);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  if (thread != NULL)
    g_thread_join (thread);

  g_mutex_lock (&self->lock);
  self->stopping--;
  if (self->pending != NULL || self->forgotten)
    wake (self);
  g_mutex_unlock (&self->lock);
}
