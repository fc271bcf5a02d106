/* practice-server.h - the practice portal as an HTTP server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "practice-site.h"

G_BEGIN_DECLS

/* Listens on 127.0.0.1 and nowhere else, takes the time that a real portal takes, and answers one request of a session
 * at a time if it is to behave like one that does. */
typedef struct _PracticeServer PracticeServer;

PracticeServer *practice_server_new (PracticeSite *site, guint latency_ms, guint pdf_ms, gboolean serialise);

void practice_server_free (PracticeServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeServer, practice_server_free)

gboolean practice_server_listen (PracticeServer *self, guint16 port, GError **error);

char *practice_server_dup_address (PracticeServer *self);

G_END_DECLS
