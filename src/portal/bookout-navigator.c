/* bookout-navigator.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-navigator"
#include "config.h"

#include "bookout-navigator.h"

G_DEFINE_QUARK (bookout_navigator_error_quark, bookout_navigator_error)
G_DEFINE_INTERFACE (BookoutNavigator, bookout_navigator, G_TYPE_OBJECT)

typedef struct
{
  GMutex lock;
  GCond changed;
  gboolean cancelled; /* under lock */
} Sleep;

/* Whichever thread cancels. */
static void
sleep_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Sleep *sleep = user_data;

  g_mutex_lock (&sleep->lock);
  sleep->cancelled = TRUE;
  g_cond_signal (&sleep->changed);
  g_mutex_unlock (&sleep->lock);
}

static gboolean
default_wait (BookoutNavigator *self, guint ms, GCancellable *cancellable, GError **error)
{
  gint64 until = g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND;
  Sleep sleep = { .cancelled = FALSE };
  gulong handler = 0;

  g_mutex_init (&sleep.lock);
  g_cond_init (&sleep.changed);
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (sleep_cancelled_cb), &sleep, NULL);

  g_mutex_lock (&sleep.lock);
  while (!sleep.cancelled && g_cond_wait_until (&sleep.changed, &sleep.lock, until))
    ;
  g_mutex_unlock (&sleep.lock);

  /* Outside the lock: it waits for a handler that is running. */
  g_cancellable_disconnect (cancellable, handler);
  g_cond_clear (&sleep.changed);
  g_mutex_clear (&sleep.lock);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static void
bookout_navigator_default_init (BookoutNavigatorInterface *iface)
{
  iface->wait = default_wait;
}

/**
 * bookout_navigator_send:
 * @self: a navigator
 * @request: what to send
 * @sink: (nullable): where a document goes; without it every body is kept as a page
 * @cancellable: (nullable): ends the transfer at once
 * @error: return location
 *
 * Sends @request and follows redirects. Blocks; called by the thread that owns @self.
 *
 * Returns: (transfer full): the last answer whatever its status. %NULL on error.
 * Errors: #BookoutNavigatorError, the sink's own, %G_IO_ERROR_CANCELLED.
 */
BookoutPage *
bookout_navigator_send (BookoutNavigator *self,
                        BookoutRequest *request,
                        BookoutSink *sink,
                        GCancellable *cancellable,
                        GError **error)
{
  g_return_val_if_fail (BOOKOUT_IS_NAVIGATOR (self), NULL);
  g_return_val_if_fail (request != NULL, NULL);

  return BOOKOUT_NAVIGATOR_GET_IFACE (self)->send (self, request, sink, cancellable, error);
}

/**
 * bookout_navigator_begin_step:
 * @self: a navigator
 * @step: what is about to be done; not kept after the call unless copied
 *
 * Tells whoever shows a person what goes on. Called by the thread that owns @self.
 */
void
bookout_navigator_begin_step (BookoutNavigator *self, const BookoutStep *step)
{
  BookoutNavigatorInterface *iface;

  g_return_if_fail (BOOKOUT_IS_NAVIGATOR (self));

  iface = BOOKOUT_NAVIGATOR_GET_IFACE (self);
  if (iface->begin_step != NULL)
    iface->begin_step (self, step);
}

/**
 * bookout_navigator_wait:
 * @self: a navigator
 * @ms: milliseconds
 * @cancellable: (nullable): ends the wait at once
 * @error: return location
 *
 * Blocks the calling thread, which owns @self.
 *
 * Returns: %FALSE with %G_IO_ERROR_CANCELLED if it was cancelled
 */
gboolean
bookout_navigator_wait (BookoutNavigator *self, guint ms, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (BOOKOUT_IS_NAVIGATOR (self), FALSE);

  return BOOKOUT_NAVIGATOR_GET_IFACE (self)->wait (self, ms, cancellable, error);
}
