/* practice-server.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-practice"
#include "config.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#include "practice-report.h"
#include "practice-server.h"

/* Takes requests in and lets each wait for its time. Main thread only, and nothing in it blocks.
 *
 *   request ──▶ exchange ──▶ [its session's turn] ──▶ latency ──▶ site ──▶ SoupServer writes the answer
 *                                                                     └──▶ the bare connection (practice-wire.c)
 */

struct _PracticeServer
{
  SoupServer *soup;   /* owned */
  PracticeSite *site; /* owned */
  guint latency_ms;
  guint pdf_ms;
  gboolean serialise;
  guint16 port;          /* 0 until it listens */
  GHashTable *exchanges; /* set of exchanges, owned, those not answered to the end */
};

static void begin_exchange (PracticeServer *self, PracticeExchange *exchange);

/* The first request of a connection; one that only asks for the statistics is not one of the portal's. SoupServer writes
 * head and body one after the other: without TCP_NODELAY the body would wait 44 ms for the client's acknowledgement. */
static void
note_connection (PracticeServer *self, SoupServerMessage *message)
{
  static const char noted[] = "practice-server-noted";
  GSocket *socket = soup_server_message_get_socket (message);

  if (socket == NULL || g_object_get_data (G_OBJECT (socket), noted) != NULL)
    return;

  g_object_set_data (G_OBJECT (socket), noted, GINT_TO_POINTER (TRUE));
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  self->site->stats.connections++;
}

/* A page elsewhere on the web can make a browser ask 127.0.0.1 under a name of its own. */
static gboolean
is_local_name (const char *host)
{
  return g_strcmp0 (host, "127.0.0.1") == 0 || g_strcmp0 (host, "localhost") == 0;
}

static gboolean
is_from_here (SoupServerMessage *message)
{
  GSocketAddress *remote = soup_server_message_get_remote_address (message);
  GUri *uri = soup_server_message_get_uri (message);

  return G_IS_INET_SOCKET_ADDRESS (remote) &&
         g_inet_address_get_is_loopback (
             g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote))) &&
         is_local_name (g_uri_get_host (uri));
}

static void
refuse (SoupServerMessage *message, guint status, const char *text)
{
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection", "close");
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, text, strlen (text));
}

/* Before the body is read: refuses what is not to be read at all. */
static void
check_request_cb (SoupServer *soup,
                  SoupServerMessage *message,
                  const char *path,
                  GHashTable *query,
                  gpointer user_data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (!is_from_here (message))
    refuse (message, SOUP_STATUS_FORBIDDEN, "This program answers its own computer only.\n");
  else if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CHUNKED)
    refuse (message, SOUP_STATUS_LENGTH_REQUIRED, "The length of a form must be given.\n");
  else if (soup_message_headers_get_content_length (headers) > PRACTICE_REQUEST_BODY_MAX)
    refuse (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "No form is as long as that.\n");
}

/* The turn passes to the next request of the session. */
static void
pass_turn (PracticeServer *self, PracticeSession *session)
{
  PracticeExchange *next = g_queue_pop_head (&session->waiting);

  session->busy = FALSE;
  if (next != NULL)
    begin_exchange (self, next);
}

/* The answer has been written, or never will be. */
static void
end_exchange (PracticeExchange *exchange)
{
  PracticeServer *self = exchange->server;
  g_autoptr (PracticeSession) turn = g_steal_pointer (&exchange->turn);
  gboolean held_turn = turn != NULL && exchange->is_begun;

  if (exchange->is_begun)
    self->site->stats.at_once--;
  else if (turn != NULL)
    g_queue_remove (&turn->waiting, exchange);

  g_signal_handlers_disconnect_by_data (exchange->message, exchange);
  g_hash_table_remove (self->exchanges, exchange);
  if (held_turn)
    pass_turn (self, turn);
}

static void
message_finished_cb (SoupServerMessage *message, gpointer user_data)
{
  end_exchange (user_data);
}

static void
wire_done_cb (gpointer user_data)
{
  end_exchange (user_data);
}

/* The connection can only be taken from SoupServer when it is in the middle of nothing: hence from the main loop. */
static gboolean
write_by_hand_cb (gpointer user_data)
{
  PracticeExchange *exchange = user_data;
  GSocket *lent = soup_server_message_get_socket (exchange->message);
  g_autoptr (GSocket) socket = lent != NULL ? g_object_ref (lent) : NULL;
  GIOStream *stream;

  exchange->timer = 0;
  g_signal_handlers_disconnect_by_data (exchange->message, exchange);
  stream = socket != NULL ? soup_server_message_steal_connection (exchange->message) : NULL;
  if (stream != NULL)
    practice_wire_start (exchange->wire, stream, socket, wire_done_cb, exchange);
  else
    end_exchange (exchange);
  return G_SOURCE_REMOVE;
}

static void
pause_exchange (PracticeExchange *exchange)
{
  if (!exchange->is_paused)
    soup_server_message_pause (exchange->message);
  exchange->is_paused = TRUE;
}

static void
answer_exchange (PracticeServer *self, PracticeExchange *exchange)
{
  practice_site_answer (self->site, exchange);
  if (exchange->wire != NULL)
    {
      pause_exchange (exchange);
      exchange->timer = g_idle_add (write_by_hand_cb, exchange);
    }
  else if (exchange->is_paused)
    {
      exchange->is_paused = FALSE;
      soup_server_message_unpause (exchange->message);
    }
}

static gboolean
latency_over_cb (gpointer user_data)
{
  PracticeExchange *exchange = user_data;

  exchange->timer = 0;
  answer_exchange (exchange->server, exchange);
  return G_SOURCE_REMOVE;
}

static void
begin_exchange (PracticeServer *self, PracticeExchange *exchange)
{
  PracticeStats *stats = &self->site->stats;
  gboolean is_sheet = strcmp (exchange->path, PRACTICE_SHEET_PATH) == 0;
  guint delay_ms = is_sheet ? self->pdf_ms : self->latency_ms;
  gint64 began = g_get_monotonic_time ();

  exchange->is_begun = TRUE;
  if (exchange->turn != NULL)
    exchange->turn->busy = TRUE;
  stats->at_once++;
  stats->most_at_once = MAX (stats->most_at_once, stats->at_once);

  if (delay_ms == 0)
    {
      answer_exchange (self, exchange);
      return;
    }

  pause_exchange (exchange);
  if (is_sheet)
    practice_report_begin_sheet (self->site, exchange);
  delay_ms -= MIN (delay_ms, (guint) ((g_get_monotonic_time () - began) / 1000));
  exchange->timer = g_timeout_add (delay_ms, latency_over_cb, exchange);
}

/* Joins the queue of its session, where a session's requests go one by one. */
static void
admit_exchange (PracticeServer *self, PracticeExchange *exchange)
{
  PracticeSession *session = NULL;

  if (self->serialise)
    session = practice_sessions_find (self->site->sessions, exchange->session_id);
  if (session != NULL)
    exchange->turn = practice_session_ref (session);

  if (session == NULL || !session->busy)
    {
      begin_exchange (self, exchange);
      return;
    }

  pause_exchange (exchange);
  g_queue_push_tail (&session->waiting, exchange);
}

static void
answer_stats (PracticeServer *self, SoupServerMessage *message)
{
  g_autofree char *json = practice_site_dup_stats (self->site);

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, json, strlen (json));
}

static void
handle_request_cb (SoupServer *soup,
                   SoupServerMessage *message,
                   const char *path,
                   GHashTable *query,
                   gpointer user_data)
{
  PracticeServer *self = user_data;
  PracticeExchange *exchange;

  if (strcmp (path, "/stats") == 0)
    {
      answer_stats (self, message);
      return;
    }

  note_connection (self, message);
  self->site->stats.requests++;
  exchange = practice_exchange_new (message, path, query);
  exchange->server = self;
  g_hash_table_add (self->exchanges, exchange);
  g_signal_connect (message, "finished", G_CALLBACK (message_finished_cb), exchange);
  admit_exchange (self, exchange);
}

/**
 * practice_server_new:
 * @site: (transfer full): what answers
 * @latency_ms: milliseconds that a page takes
 * @pdf_ms: milliseconds that a sheet takes
 * @serialise: whether the requests of one session go one by one
 *
 * Returns: (transfer full): a server that doesn't listen yet
 */
PracticeServer *
practice_server_new (PracticeSite *site, guint latency_ms, guint pdf_ms, gboolean serialise)
{
  PracticeServer *self = g_new0 (PracticeServer, 1);

  self->site = site;
  self->latency_ms = latency_ms;
  self->pdf_ms = pdf_ms;
  self->serialise = serialise;
  self->exchanges = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) practice_exchange_free, NULL);
  self->soup = soup_server_new (NULL, NULL);
  soup_server_add_early_handler (self->soup, NULL, check_request_cb, self, NULL);
  soup_server_add_handler (self->soup, NULL, handle_request_cb, self, NULL);
  return self;
}

static void
forget_message (gpointer key, gpointer value, gpointer user_data)
{
  PracticeExchange *exchange = key;

  g_signal_handlers_disconnect_by_data (exchange->message, exchange);
}

/**
 * practice_server_free:
 * @self: (transfer full): the server
 *
 * Stops listening and drops every connection.
 */
void
practice_server_free (PracticeServer *self)
{
  g_hash_table_foreach (self->exchanges, forget_message, NULL);
  soup_server_disconnect (self->soup);
  g_hash_table_unref (self->exchanges);
  while (g_main_context_iteration (NULL, FALSE)) /* connections are closed from the main loop */
    ;
  g_object_unref (self->soup);
  practice_site_free (self->site);
  g_free (self);
}

/* Our own socket, on one address: no option of SoupServer's could widen that by mistake. */
static GSocket *
open_socket (guint16 port, GError **error)
{
  g_autoptr (GSocket)
      socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);

  if (socket == NULL || !g_socket_bind (socket, address, TRUE, error) || !g_socket_listen (socket, error))
    return NULL;

  return g_steal_pointer (&socket);
}

static guint16
get_port (GSocket *socket)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (socket, NULL);

  return address != NULL ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)) : 0;
}

/**
 * practice_server_listen:
 * @self: the server
 * @port: a port of 127.0.0.1, or 0 for any that is free
 * @error: return location
 *
 * Errors: #GIOErrorEnum, %G_IO_ERROR_ADDRESS_IN_USE among them.
 *
 * Returns: %FALSE if the port cannot be had
 */
gboolean
practice_server_listen (PracticeServer *self, guint16 port, GError **error)
{
  g_autoptr (GSocket) socket = open_socket (port, error);

  if (socket == NULL || !soup_server_listen_socket (self->soup, socket, 0, error))
    return FALSE;

  self->port = get_port (socket);
  return TRUE;
}

/**
 * practice_server_dup_address:
 * @self: a server that listens
 *
 * Returns: (transfer full): where, as `http://127.0.0.1:40123/`
 */
char *
practice_server_dup_address (PracticeServer *self)
{
  return g_strdup_printf ("http://127.0.0.1:%u/", self->port);
}
