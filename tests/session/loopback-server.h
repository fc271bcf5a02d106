/* loopback-server.h - a server on 127.0.0.1 whose answers a test writes byte by byte
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _LoopbackServer LoopbackServer;

/**
 * LoopbackExchange:
 * @method: of the request
 * @path: with its query
 * @head: the whole head, with a line end after each line
 * @body: of the request, NUL-terminated
 * @number: of the request on its connection, from 1
 *
 * One request, valid while its handler runs.
 */
typedef struct
{
  LoopbackServer *server;
  GSocketConnection *connection;
  const char *method;
  const char *path;
  const char *head;
  const char *body;
  guint number;
  gboolean closing;
} LoopbackExchange;

/* Runs in the connection's own thread; several at once. */
typedef void (*LoopbackHandler) (LoopbackExchange *exchange, gpointer data);

LoopbackServer *loopback_server_new (LoopbackHandler handler, gpointer data);
void loopback_server_free (LoopbackServer *self);
guint16 loopback_server_get_port (LoopbackServer *self);
char *loopback_server_dup_address (LoopbackServer *self, const char *path);
guint loopback_server_get_requests (LoopbackServer *self);
guint loopback_server_get_connections (LoopbackServer *self);

/* Waits until a handler has called loopback_exchange_stall(). */
void loopback_server_wait_for_stall (LoopbackServer *self);

void loopback_exchange_reply (LoopbackExchange *exchange,
                              guint status,
                              const char *headers,
                              const char *body);
void loopback_exchange_write (LoopbackExchange *exchange, const void *data, gssize length);
void loopback_exchange_close (LoopbackExchange *exchange);
void loopback_exchange_reset (LoopbackExchange *exchange);
void loopback_exchange_stall (LoopbackExchange *exchange);
char *loopback_exchange_dup_cookie (LoopbackExchange *exchange, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LoopbackServer, loopback_server_free)

G_END_DECLS
