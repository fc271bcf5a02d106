/* loopback-server.c - a server on 127.0.0.1 whose answers a test writes byte by byte
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <sys/socket.h>

#include "loopback-server.h"

/* A thread for each connection, blocking calls throughout: a test's handler may stall or cut off wherever it likes. */

struct _LoopbackServer
{
  GSocketListener *listener;
  guint16 port;
  LoopbackHandler handler;
  gpointer data;
  GCancellable *stop;
  GThread *acceptor;
  GPtrArray *threads; /* of connections; the acceptor's until it has ended */

  GMutex lock;
  GCond changed;
  guint n_requests;    /* by @lock */
  guint n_connections; /* by @lock */
  guint n_stalls;      /* by @lock */
};

typedef struct
{
  LoopbackServer *server;
  GSocketConnection *connection;
} Visit;

static gboolean
read_more (Visit *visit, GString *buffer)
{
  char chunk[4096];
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (visit->connection));
  gssize n = g_input_stream_read (input, chunk, sizeof chunk, visit->server->stop, NULL);

  if (n <= 0)
    return FALSE;
  g_string_append_len (buffer, chunk, n);
  return TRUE;
}

static gsize
get_body_length (const char *head)
{
  g_autofree char *lower = g_ascii_strdown (head, -1);
  const char *line = strstr (lower, "\r\ncontent-length:");

  return line == NULL ? 0 : (gsize) g_ascii_strtoull (line + strlen ("\r\ncontent-length:"), NULL, 10);
}

static gboolean
serve_one (Visit *visit, GString *buffer, guint number)
{
  LoopbackServer *self = visit->server;
  LoopbackExchange exchange = { .server = self, .connection = visit->connection, .number = number };
  g_auto (GStrv) words = NULL;
  g_autofree char *head = NULL;
  g_autofree char *body = NULL;
  const char *end;
  gsize head_length, body_length;

  while ((end = strstr (buffer->str, "\r\n\r\n")) == NULL)
    if (!read_more (visit, buffer))
      return FALSE;
  head_length = end - buffer->str + 4;
  head = g_strndup (buffer->str, head_length);
  body_length = get_body_length (head);
  while (buffer->len < head_length + body_length)
    if (!read_more (visit, buffer))
      return FALSE;
  body = g_strndup (buffer->str + head_length, body_length);
  g_string_erase (buffer, 0, head_length + body_length);

  words = g_strsplit (head, " ", 3);
  exchange.method = words[0];
  exchange.path = words[1];
  exchange.head = head;
  exchange.body = body;
  g_mutex_lock (&self->lock);
  self->n_requests++;
  g_mutex_unlock (&self->lock);
  self->handler (&exchange, self->data);
  return !exchange.closing;
}

static gpointer
visit_worker (gpointer data)
{
  Visit *visit = data;
  g_autoptr (GString) buffer = g_string_new (NULL);
  guint number = 1;

  while (serve_one (visit, buffer, number))
    number++;
  g_io_stream_close (G_IO_STREAM (visit->connection), NULL, NULL);
  g_object_unref (visit->connection);
  g_free (visit);
  return NULL;
}

static gpointer
accept_worker (gpointer data)
{
  LoopbackServer *self = data;
  GSocketConnection *connection;

  while ((connection = g_socket_listener_accept (self->listener, NULL, self->stop, NULL)) != NULL)
    {
      Visit *visit = g_new0 (Visit, 1);

      g_mutex_lock (&self->lock);
      self->n_connections++;
      g_mutex_unlock (&self->lock);
      g_socket_set_option (g_socket_connection_get_socket (connection), 6 /* TCP */, 1 /* TCP_NODELAY */, 1,
                           NULL);
      visit->server = self;
      visit->connection = connection;
      g_ptr_array_add (self->threads, g_thread_new ("visit", visit_worker, visit));
    }
  return NULL;
}

LoopbackServer *
loopback_server_new (LoopbackHandler handler, gpointer data)
{
  LoopbackServer *self = g_new0 (LoopbackServer, 1);
  g_autoptr (GInetAddress) ip = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (ip, 0);
  g_autoptr (GSocketAddress) got = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->handler = handler;
  self->data = data;
  self->stop = g_cancellable_new ();
  self->threads = g_ptr_array_new ();
  self->listener = g_socket_listener_new ();
  g_socket_listener_add_address (self->listener, wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                 &got, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  self->acceptor = g_thread_new ("acceptor", accept_worker, self);
  return self;
}

void
loopback_server_free (LoopbackServer *self)
{
  g_cancellable_cancel (self->stop);
  g_thread_join (self->acceptor);
  for (guint i = 0; i < self->threads->len; i++)
    g_thread_join (g_ptr_array_index (self->threads, i));
  g_ptr_array_unref (self->threads);
  g_object_unref (self->listener);
  g_object_unref (self->stop);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

guint16
loopback_server_get_port (LoopbackServer *self)
{
  return self->port;
}

char *
loopback_server_dup_address (LoopbackServer *self, const char *path)
{
  return g_strdup_printf ("http://127.0.0.1:%u%s", self->port, path);
}

guint
loopback_server_get_requests (LoopbackServer *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->n_requests;
  g_mutex_unlock (&self->lock);
  return n;
}

guint
loopback_server_get_connections (LoopbackServer *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->n_connections;
  g_mutex_unlock (&self->lock);
  return n;
}

void
loopback_server_wait_for_stall (LoopbackServer *self)
{
  g_mutex_lock (&self->lock);
  while (self->n_stalls == 0)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
}

void
loopback_exchange_write (LoopbackExchange *exchange, const void *data, gssize length)
{
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (exchange->connection));

  /* A client that has gone is what many tests are about. */
  if (!g_output_stream_write_all (output, data, length < 0 ? strlen (data) : (gsize) length, NULL,
                                  exchange->server->stop, NULL))
    exchange->closing = TRUE;
}

void
loopback_exchange_reply (LoopbackExchange *exchange, guint status, const char *headers, const char *body)
{
  g_autofree char *answer = g_strdup_printf ("HTTP/1.1 %u Words\r\nContent-Length: %" G_GSIZE_FORMAT
                                             "\r\n%s\r\n%s",
                                             status, strlen (body), headers, body);

  loopback_exchange_write (exchange, answer, -1);
}

void
loopback_exchange_close (LoopbackExchange *exchange)
{
  exchange->closing = TRUE;
}

void
loopback_exchange_reset (LoopbackExchange *exchange)
{
  struct linger now = { .l_onoff = 1, .l_linger = 0 };
  int fd = g_socket_get_fd (g_socket_connection_get_socket (exchange->connection));

  g_assert_cmpint (setsockopt (fd, SOL_SOCKET, SO_LINGER, &now, sizeof now), ==, 0);
  exchange->closing = TRUE;
}

/* Sends nothing more and waits until the client goes. */
void
loopback_exchange_stall (LoopbackExchange *exchange)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (exchange->connection));
  char unread[256];

  g_mutex_lock (&exchange->server->lock);
  exchange->server->n_stalls++;
  g_cond_broadcast (&exchange->server->changed);
  g_mutex_unlock (&exchange->server->lock);
  while (g_input_stream_read (input, unread, sizeof unread, exchange->server->stop, NULL) > 0)
    ;
  exchange->closing = TRUE;
}

char *
loopback_exchange_dup_cookie (LoopbackExchange *exchange, const char *name)
{
  g_autofree char *pattern = g_strdup_printf ("\\r\\nCookie:[^\\r]*\\b%s=([^;\\r]*)", name);
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_CASELESS, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (!g_regex_match (regex, exchange->head, 0, &match))
    return NULL;
  return g_match_info_fetch (match, 1);
}
