/* practice-exchange.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-practice"
#include "config.h"

#include <string.h>

#include "practice-exchange.h"

/* What a request said, taken apart, and the few ways in which the portal answers. Main thread only. */

/* The value of our own cookie in a Cookie header. */
static char *
find_session_id (const char *header)
{
  g_auto (GStrv) cookies = NULL;

  if (header == NULL)
    return NULL;

  cookies = g_strsplit (header, ";", -1);
  for (guint i = 0; cookies[i] != NULL; i++)
    {
      const char *cookie = g_strstrip (cookies[i]);

      if (g_str_has_prefix (cookie, PRACTICE_COOKIE "="))
        return g_strdup (cookie + strlen (PRACTICE_COOKIE "="));
    }

  return NULL;
}

static GHashTable *
decode_form (SoupServerMessage *message)
{
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autofree char *text = NULL;

  if (g_bytes_get_size (body) > PRACTICE_REQUEST_BODY_MAX)
    return NULL;

  text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  return soup_form_decode (text);
}

/**
 * practice_exchange_new:
 * @message: a request that has been read whole
 * @path: its path
 * @query: (nullable): its query
 *
 * Returns: (transfer full): the request, not answered yet
 */
PracticeExchange *
practice_exchange_new (SoupServerMessage *message, const char *path, GHashTable *query)
{
  PracticeExchange *self = g_new0 (PracticeExchange, 1);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  self->message = g_object_ref (message);
  self->path = g_strdup (path);
  self->query = query != NULL ? g_hash_table_ref (query) : NULL;
  self->session_id = find_session_id (soup_message_headers_get_list (headers, "Cookie"));
  if (soup_server_message_get_method (message) == SOUP_METHOD_POST)
    self->form = decode_form (message);
  return self;
}

/**
 * practice_exchange_free:
 * @self: (transfer full): the exchange
 */
void
practice_exchange_free (PracticeExchange *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->wire, practice_wire_free);
  g_clear_pointer (&self->session, practice_session_unref);
  g_clear_pointer (&self->turn, practice_session_unref);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_clear_pointer (&self->form, g_hash_table_unref);
  g_free (self->session_id);
  g_free (self->path);
  g_object_unref (self->message);
  g_free (self);
}

/**
 * practice_exchange_get_query:
 * @self: the exchange
 * @name: a parameter of the address
 *
 * Returns: (transfer none) (nullable): its value
 */
const char *
practice_exchange_get_query (PracticeExchange *self, const char *name)
{
  return self->query != NULL ? g_hash_table_lookup (self->query, name) : NULL;
}

/**
 * practice_exchange_get_field:
 * @self: the exchange
 * @name: a field of the form that was posted
 *
 * Returns: (transfer none) (nullable): its value
 */
const char *
practice_exchange_get_field (PracticeExchange *self, const char *name)
{
  return self->form != NULL ? g_hash_table_lookup (self->form, name) : NULL;
}

/**
 * practice_exchange_take_visitor:
 * @self: the exchange
 * @session: a session that begins with this answer
 *
 * Ties the client to @session, with a cookie unless it has that one already.
 */
void
practice_exchange_take_visitor (PracticeExchange *self, PracticeSession *session)
{
  g_autofree char *cookie = NULL;

  g_clear_pointer (&self->session, practice_session_unref);
  self->session = practice_session_ref (session);
  if (g_strcmp0 (self->session_id, session->id) == 0)
    return;

  cookie = g_strdup_printf (PRACTICE_COOKIE "=%s; path=/; HttpOnly", session->id);
  practice_exchange_set_header (self, "Set-Cookie", cookie);
}

/**
 * practice_exchange_set_header:
 * @self: the exchange
 * @name: of a header of the answer
 * @value: its value
 */
void
practice_exchange_set_header (PracticeExchange *self, const char *name, const char *value)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (self->message), name, value);
}

static void
answer (PracticeExchange *self, guint status, const char *content_type, GBytes *bytes)
{
  soup_server_message_set_status (self->message, status, NULL);
  practice_exchange_set_header (self, "Content-Type", content_type);
  practice_exchange_set_header (self, "Cache-Control", "private, no-store");
  if (g_bytes_get_size (bytes) > 0) /* libsoup takes an empty piece for a mistake */
    soup_message_body_append_bytes (soup_server_message_get_response_body (self->message), bytes);
}

/**
 * practice_exchange_answer_page:
 * @self: the exchange
 * @status: an HTTP status
 * @html: (transfer full): the page
 */
void
practice_exchange_answer_page (PracticeExchange *self, guint status, GString *html)
{
  g_autoptr (GBytes) bytes = g_string_free_to_bytes (html);

  answer (self, status, "text/html; charset=utf-8", bytes);
}

/**
 * practice_exchange_answer_text:
 * @self: the exchange
 * @content_type: what @text claims to be
 * @text: (transfer full): the body
 */
void
practice_exchange_answer_text (PracticeExchange *self, const char *content_type, GString *text)
{
  g_autoptr (GBytes) bytes = g_string_free_to_bytes (text);

  answer (self, SOUP_STATUS_OK, content_type, bytes);
}

/**
 * practice_exchange_answer_bytes:
 * @self: the exchange
 * @content_type: what @bytes are
 * @bytes: the body
 */
void
practice_exchange_answer_bytes (PracticeExchange *self, const char *content_type, GBytes *bytes)
{
  answer (self, SOUP_STATUS_OK, content_type, bytes);
}

/**
 * practice_exchange_redirect:
 * @self: the exchange
 * @address: the path and query to go to
 */
void
practice_exchange_redirect (PracticeExchange *self, const char *address)
{
  soup_server_message_set_status (self->message, SOUP_STATUS_FOUND, NULL);
  practice_exchange_set_header (self, "Location", address);
}
