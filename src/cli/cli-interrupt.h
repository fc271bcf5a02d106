/* cli-interrupt.h - a person or the system asks the program to end
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef void (*CliInterruptFunc) (gpointer user_data);

/* SIGINT, SIGTERM or SIGHUP once: @func in the main loop. A second one ends the process at once with 130. Main thread. */
typedef struct _CliInterrupt CliInterrupt;

CliInterrupt *cli_interrupt_new (CliInterruptFunc func, gpointer user_data);
void cli_interrupt_free (CliInterrupt *self);
gboolean cli_interrupt_happened (CliInterrupt *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliInterrupt, cli_interrupt_free)

G_END_DECLS
