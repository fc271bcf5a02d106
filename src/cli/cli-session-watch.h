/* cli-session-watch.h - what a session is at, for the commands that have no run to show
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-session.h"

G_BEGIN_DECLS

/* Main thread; the session is used in another one. */
typedef struct _CliSessionWatch CliSessionWatch;

/* @words: (nullable): what is going on while it is signed in, as "Exporting the inventory…". */
CliSessionWatch *cli_session_watch_new (BookoutSession *session, const char *words, gboolean quiet);
void cli_session_watch_free (CliSessionWatch *self);
void cli_session_watch_look (CliSessionWatch *self);  /* now and then */
void cli_session_watch_clear (CliSessionWatch *self); /* before something else is printed */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliSessionWatch, cli_session_watch_free)

G_END_DECLS
