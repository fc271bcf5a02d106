/* test-transfer.c - one request against a server that misbehaves in every way
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <curl/curl.h>
#include <string.h>

#include "bookout-navigator.h"
#include "bookout-retry-after.h"
#include "bookout-target.h"
#include "bookout-transfer.h"
#include "collecting-sink.h"
#include "loopback-server.h"

typedef struct
{
  LoopbackServer *server;
  CURLM *multi;
  CURL *easy;
  BookoutTransferLimits limits;
} Fixture;

static const char HEAD[] = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";

/* "hello, hello, hello" in gzip. */
static GBytes *
gzip (void)
{
  g_autoptr (GConverter) compressor = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) output = g_converter_output_stream_new (memory, compressor);

  g_output_stream_write_all (output, "hello, hello, hello", 19, NULL, NULL, NULL);
  g_output_stream_close (output, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static void
answer_gzip (LoopbackExchange *exchange, gsize cut, gboolean broken)
{
  g_autoptr (GBytes) packed = gzip ();
  gsize length = g_bytes_get_size (packed) - cut;
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (packed, NULL), length);
  g_autofree char *head = g_strdup_printf (
      "%sContent-Encoding: gzip\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n", HEAD, length);

  if (broken)
    copy[12] ^= 0xff;
  loopback_exchange_write (exchange, head, -1);
  loopback_exchange_write (exchange, copy, length);
}

static void
answer_many (LoopbackExchange *exchange, const char *piece, gsize n, gboolean close)
{
  for (gsize i = 0; i < n && !exchange->closing; i++)
    loopback_exchange_write (exchange, piece, -1);
  if (close)
    loopback_exchange_close (exchange);
}

static void
write_all (LoopbackExchange *exchange, const char *text)
{
  g_autofree char *answer = g_strconcat (HEAD, text, NULL);

  loopback_exchange_write (exchange, answer, -1);
}

static gboolean
answer_truncated (LoopbackExchange *exchange)
{
  if (g_str_equal (exchange->path, "/short-length"))
    write_all (exchange, "Content-Length: 50009\r\n\r\nonly this");
  else if (g_str_equal (exchange->path, "/chunked-cut"))
    write_all (exchange, "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
  else if (g_str_equal (exchange->path, "/chunk-cut"))
    write_all (exchange, "Transfer-Encoding: chunked\r\n\r\nff\r\nhello");
  else if (g_str_equal (exchange->path, "/header-cut"))
    write_all (exchange, "Content-Le");
  else if (g_str_equal (exchange->path, "/close-delimited"))
    write_all (exchange, "\r\nhello");
  else if (g_str_equal (exchange->path, "/nothing"))
    ;
  else
    return FALSE;
  loopback_exchange_close (exchange);
  return TRUE;
}

static gboolean
answer_malformed (LoopbackExchange *exchange)
{
  if (g_str_equal (exchange->path, "/two-lengths"))
    write_all (exchange, "Content-Length: 5\r\nContent-Length: 9\r\n\r\nhello");
  else if (g_str_equal (exchange->path, "/odd-length"))
    write_all (exchange, "Content-Length: five\r\n\r\nhello");
  else if (g_str_equal (exchange->path, "/bad-chunk"))
    write_all (exchange, "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n");
  else if (g_str_equal (exchange->path, "/not-http"))
    loopback_exchange_write (exchange, "Good morning\r\n\r\n", -1);
  else if (g_str_equal (exchange->path, "/unasked"))
    write_all (exchange, "Content-Encoding: zstd\r\nContent-Length: 5\r\n\r\nhello");
  else if (g_str_equal (exchange->path, "/long-header"))
    {
      write_all (exchange, "X-Long: ");
      answer_many (exchange, "0123456789abcdef0123456789abcdef", 32 * 1024, FALSE);
      loopback_exchange_write (exchange, "\r\nContent-Length: 0\r\n\r\n", -1);
    }
  else if (g_str_equal (exchange->path, "/many-headers"))
    {
      write_all (exchange, "");
      answer_many (exchange, "X-Many: 0123456789abcdef0123456789abcdef\r\n", 10 * 1024, FALSE);
      loopback_exchange_write (exchange, "Content-Length: 0\r\n\r\n", -1);
    }
  else
    return FALSE;
  loopback_exchange_close (exchange);
  return TRUE;
}

static gboolean
answer_oddly (LoopbackExchange *exchange)
{
  if (g_str_equal (exchange->path, "/same-length-twice"))
    write_all (exchange, "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello");
  else if (g_str_equal (exchange->path, "/chunked"))
    write_all (exchange, "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nLocation: /trailer\r\n\r\n");
  else if (g_str_equal (exchange->path, "/interim"))
    {
      loopback_exchange_write (exchange, "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", -1);
      write_all (exchange, "Content-Length: 5\r\n\r\nhello");
    }
  else if (g_str_equal (exchange->path, "/trickle"))
    {
      write_all (exchange, "Content-Length: 5\r\n\r\n");
      for (const char *p = "hello"; *p != '\0'; p++)
        loopback_exchange_write (exchange, p, 1);
    }
  else if (g_str_equal (exchange->path, "/empty"))
    loopback_exchange_reply (exchange, 200, "", "");
  else if (g_str_equal (exchange->path, "/no-content"))
    loopback_exchange_write (exchange, "HTTP/1.1 204 No Content\r\n\r\n", -1);
  else if (g_str_equal (exchange->path, "/error"))
    loopback_exchange_reply (exchange, 500, "", "hello");
  else if (g_str_equal (exchange->path, "/gzip"))
    answer_gzip (exchange, 0, FALSE);
  else if (g_str_equal (exchange->path, "/gzip-cut"))
    answer_gzip (exchange, 3, FALSE);
  else if (g_str_equal (exchange->path, "/gzip-broken"))
    answer_gzip (exchange, 0, TRUE);
  else
    return FALSE;
  return TRUE;
}

static void
answer (LoopbackExchange *exchange, gpointer data)
{
  if (answer_truncated (exchange) || answer_malformed (exchange) || answer_oddly (exchange))
    return;
  if (g_str_equal (exchange->path, "/reset"))
    loopback_exchange_reset (exchange);
  else if (g_str_equal (exchange->path, "/stall"))
    loopback_exchange_stall (exchange);
  else if (g_str_equal (exchange->path, "/stall-half"))
    {
      write_all (exchange, "Content-Length: 50009\r\n\r\nhalf");
      loopback_exchange_stall (exchange);
    }
  else if (g_str_equal (exchange->path, "/endless"))
    {
      write_all (exchange, "\r\n");
      answer_many (exchange, "0123456789abcdef0123456789abcdef0123456789abcdef", G_MAXSIZE, TRUE);
    }
  else if (g_str_equal (exchange->path, "/echo"))
    {
      g_autofree char *both = g_strconcat (exchange->head, exchange->body, NULL);

      loopback_exchange_reply (exchange, 200, "X-Latin: caf\xe9\r\n", both);
    }
  else if (g_str_equal (exchange->path, "/once-then-reset"))
    {
      if (exchange->number > 1)
        loopback_exchange_reset (exchange);
      else
        loopback_exchange_reply (exchange, 200, "", "hello");
    }
  else
    g_assert_not_reached ();
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = loopback_server_new (answer, NULL);
  fixture->multi = curl_multi_init ();
  fixture->easy = curl_easy_init ();
  fixture->limits = (BookoutTransferLimits){
    .connect_s = 5, .idle_s = 20, .request_s = 30, .page_bytes = 100000, .sheet_bytes = 200000
  };
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  curl_easy_cleanup (fixture->easy);
  curl_multi_cleanup (fixture->multi);
  loopback_server_free (fixture->server);
}

static BookoutRequest *
request_new (Fixture *fixture, const char *path)
{
  g_autofree char *address = loopback_server_dup_address (fixture->server, path);

  return bookout_request_new_get (address);
}

static BookoutTransfer *
transfer_new (Fixture *fixture, const BookoutRequest *request)
{
  return bookout_transfer_new (fixture->multi, fixture->easy, request, &fixture->limits);
}

static void
test_table (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    const char *path;
    gint code; /* -1: "hello"; -2: an empty body */
  } table[] = {
    { "/short-length", BOOKOUT_NAVIGATOR_ERROR_INCOMPLETE },
    { "/chunked-cut", BOOKOUT_NAVIGATOR_ERROR_INCOMPLETE },
    { "/chunk-cut", BOOKOUT_NAVIGATOR_ERROR_INCOMPLETE },
    { "/header-cut", BOOKOUT_NAVIGATOR_ERROR_INCOMPLETE }, /* libcurl says success */
    { "/close-delimited", -1 },
    { "/nothing", BOOKOUT_NAVIGATOR_ERROR_CONNECT },
    { "/reset", BOOKOUT_NAVIGATOR_ERROR_CONNECT },
    { "/two-lengths", BOOKOUT_NAVIGATOR_ERROR_MALFORMED },
    { "/odd-length", BOOKOUT_NAVIGATOR_ERROR_MALFORMED },
    { "/bad-chunk", BOOKOUT_NAVIGATOR_ERROR_MALFORMED },
    { "/not-http", BOOKOUT_NAVIGATOR_ERROR_MALFORMED },
    { "/unasked", BOOKOUT_NAVIGATOR_ERROR_MALFORMED },
    { "/long-header", BOOKOUT_NAVIGATOR_ERROR_MALFORMED },
    { "/many-headers", BOOKOUT_NAVIGATOR_ERROR_MALFORMED },
    { "/gzip-cut", BOOKOUT_NAVIGATOR_ERROR_INCOMPLETE },
    { "/gzip-broken", BOOKOUT_NAVIGATOR_ERROR_MALFORMED },
    { "/endless", BOOKOUT_NAVIGATOR_ERROR_TOO_LARGE },
    { "/same-length-twice", -1 },
    { "/chunked", -1 },
    { "/interim", -1 },
    { "/trickle", -1 },
    { "/gzip", -1 },
    { "/error", -1 },
    { "/empty", -2 },
    { "/no-content", -2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (BookoutRequest) request = request_new (fixture, table[i].path);
      g_autoptr (BookoutTransfer) transfer = transfer_new (fixture, request);
      g_autoptr (GBytes) body = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", table[i].path);
      bookout_transfer_run (transfer, NULL, &error);
      if (table[i].code >= 0)
        {
          g_assert_error (error, BOOKOUT_NAVIGATOR_ERROR, table[i].code);
          g_test_message ("%s", error->message);
          g_assert_true (g_str_has_suffix (error->message, "."));
          continue;
        }
      g_assert_no_error (error);
      body = bookout_transfer_steal_body (transfer);
      if (table[i].code == -2)
        g_assert_cmpuint (g_bytes_get_size (body), ==, 0);
      else
        g_assert_cmpint (strncmp (g_bytes_get_data (body, NULL), "hello", 5), ==, 0);
      g_assert_null (bookout_transfer_get_header (transfer, "Location"));
    }
}

static void
test_echo (Fixture *fixture, gconstpointer data)
{
  g_autofree char *address = loopback_server_dup_address (fixture->server, "/echo");
  g_autoptr (GBytes) form = g_bytes_new_static ("a=1&b=2", 7);
  g_autoptr (BookoutRequest)
      request = bookout_request_new_post (address, "application/x-www-form-urlencoded", form);
  g_autoptr (BookoutTransfer) transfer = transfer_new (fixture, request);
  const char *const headers[] = { "X-Own: yes", "User-Agent: Something else", NULL };
  g_autoptr (GBytes) body = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) got = NULL;

  bookout_transfer_set_headers (transfer, headers);
  g_assert_true (bookout_transfer_run (transfer, NULL, NULL));
  g_assert_cmpuint (bookout_transfer_get_status (transfer), ==, 200);
  body = bookout_transfer_steal_body (transfer);
  text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  g_assert_true (g_str_has_prefix (text, "POST /echo HTTP/1.1\r\n"));
  g_assert_true (g_str_has_suffix (text, "\r\n\r\na=1&b=2"));
  g_assert_nonnull (strstr (text, "\r\nX-Own: yes\r\n"));
  g_assert_nonnull (strstr (text, "\r\nUser-Agent: Something else\r\n"));
  g_assert_nonnull (strstr (text, "\r\nAccept-Encoding: gzip, br\r\n"));
  g_assert_nonnull (strstr (text, "\r\nContent-Type: application/x-www-form-urlencoded\r\n"));
  g_assert_null (strstr (text, "Expect"));
  g_assert_null (strstr (text, "Referer"));

  got = bookout_transfer_dup_headers (transfer);
  for (guint i = 0; got[i] != NULL; i++)
    g_assert_true (g_utf8_validate (got[i], -1, NULL));
  g_assert_nonnull (bookout_transfer_get_header (transfer, "x-latin"));
}

/* One connection for many requests; and one that the server closes meanwhile is not worth a word. */
static void
test_keeps_connection (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (BookoutRequest) request = request_new (fixture, "/gzip");
      g_autoptr (BookoutTransfer) transfer = transfer_new (fixture, request);

      g_assert_true (bookout_transfer_run (transfer, NULL, NULL));
    }
  g_assert_cmpuint (loopback_server_get_connections (fixture->server), ==, 1);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (BookoutRequest) request = request_new (fixture, "/once-then-reset");
      g_autoptr (BookoutTransfer) transfer = transfer_new (fixture, request);

      g_assert_true (bookout_transfer_run (transfer, NULL, NULL));
    }
}

/* libcurl would send it again on a fresh connection; a password goes out once. */
static void
test_secret_is_sent_once (Fixture *fixture, gconstpointer data)
{
  g_autofree char *address = loopback_server_dup_address (fixture->server, "/once-then-reset");
  g_autoptr (GBytes) form = g_bytes_new_static ("password=x", 10);
  guint n_before;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (BookoutRequest) request = bookout_request_new_post (address, "text/plain", form);
      g_autoptr (BookoutTransfer) transfer = NULL;

      request->carries_secret = TRUE;
      transfer = transfer_new (fixture, request);
      n_before = loopback_server_get_requests (fixture->server);
      g_assert_true (bookout_transfer_run (transfer, NULL, NULL));
      g_assert_cmpuint (loopback_server_get_requests (fixture->server), ==, n_before + 1);
    }
}

static void
test_sink (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    const char *path;
    const char *start;
    gboolean taken;
  } table[] = {
    { "/chunked", "hell", TRUE },   { "/gzip", "hell", TRUE },
    { "/chunked", "%PDF-", FALSE }, { "/error", NULL, FALSE }, /* a 500 is never a document */
    { "/empty", NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (BookoutRequest) request = request_new (fixture, table[i].path);
      g_autoptr (BookoutTransfer) transfer = transfer_new (fixture, request);
      g_autoptr (CollectingSink) sink = collecting_sink_new (table[i].start);

      bookout_transfer_set_sink (transfer, BOOKOUT_SINK (sink));
      g_assert_true (bookout_transfer_run (transfer, NULL, NULL));
      g_assert_cmpint (bookout_transfer_is_document (transfer), ==, table[i].taken);
      g_assert_cmpint (collecting_sink_get_data (sink)->len > 0, ==, table[i].taken);
    }
}

static void
assert_fails (Fixture *fixture, const char *path, BookoutNavigatorError code, const char *words)
{
  g_autoptr (BookoutRequest) request = request_new (fixture, path);
  g_autoptr (BookoutTransfer) transfer = transfer_new (fixture, request);
  g_autoptr (GError) error = NULL;

  g_assert_false (bookout_transfer_run (transfer, NULL, &error));
  g_assert_error (error, BOOKOUT_NAVIGATOR_ERROR, (int) code);
  g_assert_cmpstr (error->message, ==, words);
}

static gint64
in_ms (guint ms)
{
  return g_get_monotonic_time () + ms * (gint64) 1000;
}

static void
test_limits (Fixture *fixture, gconstpointer data)
{
  fixture->limits.idle_s = 1;
  assert_fails (fixture, "/stall", BOOKOUT_NAVIGATOR_ERROR_TIMEOUT,
                "No answer from 127.0.0.1 within 1 second.");
  assert_fails (fixture, "/stall-half", BOOKOUT_NAVIGATOR_ERROR_TIMEOUT,
                "The transfer from 127.0.0.1 stopped for 1 second.");

  fixture->limits.idle_s = 20;
  fixture->limits.request_s = 1;
  fixture->limits.request_end = in_ms (50);
  assert_fails (fixture, "/stall-half", BOOKOUT_NAVIGATOR_ERROR_TIMEOUT,
                "No whole answer from 127.0.0.1 within 1 second.");

  fixture->limits.request_end = 0;
  fixture->limits.limit_ms = 3000;
  fixture->limits.deadline = in_ms (50);
  assert_fails (fixture, "/stall", BOOKOUT_NAVIGATOR_ERROR_DEADLINE,
                "The vehicle was not finished within 3 seconds.");
}

static gpointer
cancel_worker (gpointer data)
{
  Fixture *fixture = ((gpointer *) data)[0];

  loopback_server_wait_for_stall (fixture->server);
  g_cancellable_cancel (((gpointer *) data)[1]);
  return NULL;
}

/* Would take the twenty seconds of the idle limit if cancelling did not wake the transfer. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gpointer both[] = { fixture, cancellable };
  g_autoptr (BookoutRequest) request = request_new (fixture, "/stall-half");
  g_autoptr (BookoutTransfer) transfer = transfer_new (fixture, request);
  g_autoptr (BookoutTransfer) again = NULL;
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_worker, both);
  gint64 idle_end = in_ms (fixture->limits.idle_s * 1000);

  g_assert_false (bookout_transfer_run (transfer, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time (), <, idle_end);
  g_thread_join (thread);

  g_clear_error (&error);
  again = transfer_new (fixture, request);
  g_assert_false (bookout_transfer_run (again, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_nobody_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *address = g_strdup_printf ("http://127.0.0.1:%u/", port);
  g_autoptr (BookoutRequest) request = bookout_request_new_get (address);
  g_autoptr (BookoutTransfer) transfer = transfer_new (fixture, request);
  g_autoptr (GError) error = NULL;

  g_socket_listener_close (listener);
  g_assert_false (bookout_transfer_run (transfer, NULL, &error));
  g_assert_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_CONNECT);
  g_assert_cmpstr (error->message, ==, "127.0.0.1 did not accept the connection.");
}

/* TLS to a server that speaks none: broken off or refused, never taken. */
static void
test_no_tls (Fixture *fixture, gconstpointer data)
{
  g_autofree char *address = g_strdup_printf ("https://127.0.0.1:%u/nothing",
                                              loopback_server_get_port (fixture->server));
  g_autoptr (BookoutRequest) request = bookout_request_new_get (address);
  g_autoptr (BookoutTransfer) transfer = NULL;
  g_autoptr (GError) error = NULL;

  fixture->limits.connect_s = 1;
  transfer = transfer_new (fixture, request);
  g_assert_false (bookout_transfer_run (transfer, NULL, &error));
  g_assert_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_TIMEOUT);
  g_assert_cmpstr (error->message, ==, "No answer from 127.0.0.1 within 1 second (connecting).");
}

static void
test_no_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BookoutRequest) request = bookout_request_new_get ("http://nobody.invalid/");
  g_autoptr (BookoutTransfer) transfer = transfer_new (fixture, request);
  g_autoptr (GError) error = NULL;

  if (g_getenv ("http_proxy") != NULL)
    {
      g_test_skip ("A proxy resolves names here");
      return;
    }
  g_assert_false (bookout_transfer_run (transfer, NULL, &error));
  g_assert_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_NAME);
  g_assert_nonnull (strstr (error->message, "nobody.invalid"));
}

static void
test_target (void)
{
  const struct
  {
    const char *address;
    const char *written;
    gboolean loopback;
  } table[] = {
    { "http://localhost/a", "http://localhost/a", TRUE },
    { "http://LOCALHOST:80/a#b", "http://localhost:80/a", TRUE },
    { "https://[::1]/", "https://[::1]/", TRUE },
    { "http://127.8.9.1", "http://127.8.9.1/", TRUE },
    { "http://127.evil.example/", "http://127.evil.example/", FALSE },
    { "https://portal.example/a b", "https://portal.example/a%20b", FALSE },
    { "https://user@portal.example/", NULL, FALSE },
    { "javascript:alert(1)", NULL, FALSE },
    { "file:///etc/passwd", NULL, FALSE },
    { "ftp://portal.example/", NULL, FALSE },
    { "", NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *written = bookout_target_dup_address (table[i].address);

      g_assert_cmpint (written == NULL, ==, table[i].written == NULL);
      if (written != NULL)
        g_assert_cmpint (g_ascii_strcasecmp (written, table[i].written), ==, 0);
      g_assert_cmpint (bookout_target_is_loopback (table[i].address), ==, table[i].loopback);
    }
}

static void
test_referrer (void)
{
  g_autofree char *same = bookout_target_dup_referrer ("https://a.example/x?key=1#y", "https://a.example/z");
  g_autofree char *other = bookout_target_dup_referrer ("https://a.example/x?key=1", "https://b.example/z");
  g_autofree char *none = bookout_target_dup_referrer (NULL, "https://b.example/z");

  g_assert_cmpstr (same, ==, "https://a.example/x?key=1");
  g_assert_cmpstr (other, ==, "https://a.example/");
  g_assert_null (none);
}

#define ADD(path, test) g_test_add ("/transfer/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  curl_global_init (CURL_GLOBAL_DEFAULT);

  ADD ("table", test_table);
  ADD ("echo", test_echo);
  ADD ("keeps-connection", test_keeps_connection);
  ADD ("secret-is-sent-once", test_secret_is_sent_once);
  ADD ("sink", test_sink);
  ADD ("limits", test_limits);
  ADD ("cancel", test_cancel);
  ADD ("nobody-there", test_nobody_there);
  ADD ("no-tls", test_no_tls);
  ADD ("no-name", test_no_name);
  g_test_add_func ("/target/address", test_target);
  g_test_add_func ("/target/referrer", test_referrer);

  return g_test_run ();
}
