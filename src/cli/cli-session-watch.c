/* cli-session-watch.c - what a session is at, for the commands that have no run to show
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "cli-display.h"
#include "cli-progress-words.h"
#include "cli-session-watch.h"

/* One line: signing in, the countdown while another session is active, what the command does, signing out. In a log each is said once. */

struct _CliSessionWatch
{
  BookoutSession *session; /* owned */
  CliDisplay *display;     /* (nullable): owned; only while something is shown */
  char *words;             /* (nullable) */
  gboolean quiet;
  BookoutSessionState state; /* last shown */
};

static char *
state_line (CliSessionWatch *self, BookoutSessionState state)
{
  switch (state)
    {
    case BOOKOUT_SESSION_WAITING:
      return cli_progress_hold (BOOKOUT_HOLD_ACTIVE, bookout_session_get_wait_until (self->session), NULL,
                                g_get_monotonic_time ());
    case BOOKOUT_SESSION_SIGNING_IN:
    case BOOKOUT_SESSION_RENEWING:
      return self->words != NULL ? g_strdup (_ ("Signing in…")) : NULL;
    case BOOKOUT_SESSION_SIGNING_OUT:
      return self->words != NULL ? g_strdup (_ ("Signing out…")) : NULL;
    case BOOKOUT_SESSION_SIGNED_IN:
      return g_strdup (self->words);
    case BOOKOUT_SESSION_SIGNED_OUT:
    default:
      return NULL;
    }
}

/**
 * cli_session_watch_new:
 * @session: what to watch
 * @words: (nullable): shown while it is signed in; without it only waiting for another session is shown
 * @quiet: show nothing
 *
 * Returns: (transfer full): a watch
 */
CliSessionWatch *
cli_session_watch_new (BookoutSession *session, const char *words, gboolean quiet)
{
  CliSessionWatch *self = g_new0 (CliSessionWatch, 1);

  self->session = g_object_ref (session);
  self->words = g_strdup (words);
  self->quiet = quiet;

  return self;
}

/**
 * cli_session_watch_free:
 * @self: (nullable) (transfer full): a watch
 */
void
cli_session_watch_free (CliSessionWatch *self)
{
  if (self == NULL)
    return;

  cli_session_watch_clear (self);
  g_object_unref (self->session);
  g_free (self->words);
  g_free (self);
}

/**
 * cli_session_watch_look:
 * @self: a watch
 *
 * Shows what the session is at.
 */
void
cli_session_watch_look (CliSessionWatch *self)
{
  BookoutSessionState state = bookout_session_get_state (self->session);
  g_autofree char *line = state_line (self, state);
  const char *lines[] = { line, NULL };
  gboolean changed = state != self->state;

  self->state = state;
  if (line == NULL)
    {
      cli_session_watch_clear (self);
      return;
    }

  if (self->display == NULL)
    self->display = cli_display_new (self->quiet);
  if (changed || cli_display_is_live (self->display))
    cli_display_show (self->display, lines);
}

/**
 * cli_session_watch_clear:
 * @self: a watch
 *
 * Takes away what is shown in place.
 */
void
cli_session_watch_clear (CliSessionWatch *self)
{
  g_clear_pointer (&self->display, cli_display_free);
}
