/* cli-interrupt.c - a person or the system asks the program to end
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-cli"

#include "config.h"

#include <glib-unix.h>
#include <signal.h>
#include <unistd.h>

#include "cli-exit-status.h"
#include "cli-interrupt.h"
#include "cli-terminal.h"

/* The first signal asks, the second insists. A closed terminal (SIGHUP) is treated like a request to end: the session is to be
 * signed out, or the next start is refused for minutes. Handlers run in the main loop, so they may do anything. */

struct _CliInterrupt
{
  CliInterruptFunc func;
  gpointer user_data; /* unowned */
  guint sources[3];
  gboolean happened;
};

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

static gboolean
signal_cb (gpointer user_data)
{
  CliInterrupt *self = user_data;

  if (self->happened)
    {
      cli_terminal_restore ();
      _exit (CLI_EXIT_INTERRUPTED);
    }

  self->happened = TRUE;
  self->func (self->user_data);

  return G_SOURCE_CONTINUE;
}

/**
 * cli_interrupt_new:
 * @func: called at the first signal, from the main loop
 * @user_data: for @func
 *
 * Returns: (transfer full): until freed, signals come here; afterwards they do what they do by default
 */
CliInterrupt *
cli_interrupt_new (CliInterruptFunc func, gpointer user_data)
{
  CliInterrupt *self = g_new0 (CliInterrupt, 1);

  self->func = func;
  self->user_data = user_data;
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    self->sources[i] = g_unix_signal_add (signals[i], signal_cb, self);

  return self;
}

/**
 * cli_interrupt_free:
 * @self: (nullable) (transfer full): an interrupt
 */
void
cli_interrupt_free (CliInterrupt *self)
{
  if (self == NULL)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    g_source_remove (self->sources[i]);
  g_free (self);
}

/**
 * cli_interrupt_happened:
 * @self: an interrupt
 *
 * Returns: whether a signal came
 */
gboolean
cli_interrupt_happened (CliInterrupt *self)
{
  return self->happened;
}
