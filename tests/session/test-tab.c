/* test-tab.c - redirects, origins, cookies, pace and snapshots of a tab
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "bookout-navigator.h"
#include "bookout-tab.h"
#include "collecting-sink.h"
#include "loopback-server.h"
#include "test-portal.h"

typedef struct
{
  LoopbackServer *server;
  LoopbackServer *allowed; /* another port that the description lists */
  LoopbackServer *evil;    /* one that it does not */
  BookoutPortal *portal;
  BookoutSession *session;
  BookoutTab *tab;

  guint told; /* atomic: how often /throttled was asked for */
} Fixture;

static void
redirect (LoopbackExchange *exchange, guint status, const char *location)
{
  g_autofree char *header = g_strdup_printf ("Location: %s\r\nSet-Cookie: hop%u=1; path=/\r\n", location,
                                             status);

  loopback_exchange_reply (exchange, status, header, "gone elsewhere");
}

/* Paths such as /to/302/here and /to/307/echo. */
static gboolean
answer_redirect (Fixture *fixture, LoopbackExchange *exchange)
{
  g_autofree char *evil = loopback_server_dup_address (fixture->evil, "/");
  g_autofree char *allowed = loopback_server_dup_address (fixture->allowed, "/echo");
  g_autofree char *rest = NULL;

  if (g_str_has_prefix (exchange->path, "/to/"))
    redirect (exchange, (guint) atoi (exchange->path + 4), strchr (exchange->path + 4, '/') + 1);
  else if (g_str_equal (exchange->path, "/evil"))
    redirect (exchange, 302, evil);
  else if (g_str_has_prefix (exchange->path, "/allowed"))
    redirect (exchange, 307, allowed);
  else if (g_str_equal (exchange->path, "/script"))
    redirect (exchange, 302, "javascript:alert(1)");
  else if (g_str_equal (exchange->path, "/user"))
    redirect (exchange, 302, "http://portal@127.0.0.1/");
  else if (g_str_equal (exchange->path, "/nowhere"))
    loopback_exchange_reply (exchange, 302, "", "");
  else if (g_str_equal (exchange->path, "/loop"))
    redirect (exchange, 302, "/loop");
  else if (g_str_has_prefix (exchange->path, "/countdown/"))
    {
      guint left = (guint) atoi (exchange->path + strlen ("/countdown/"));

      rest = g_strdup_printf ("/countdown/%u", left - 1);
      redirect (exchange, 302, left == 0 ? "/echo" : rest);
    }
  else
    return FALSE;
  return TRUE;
}

static void
answer (LoopbackExchange *exchange, gpointer data)
{
  Fixture *fixture = data;

  if (answer_redirect (fixture, exchange))
    return;
  if (g_str_has_prefix (exchange->path, "/set/"))
    {
      g_autofree char *header = g_strdup_printf ("Set-Cookie: %s; path=/\r\n", exchange->path + 5);

      loopback_exchange_reply (exchange, 200, header, "set");
    }
  else if (g_str_equal (exchange->path, "/throttled") && g_atomic_int_add (&fixture->told, 1) == 0)
    loopback_exchange_reply (exchange, 429, "Retry-After: 1\r\n", "slowly");
  else if (g_str_equal (exchange->path, "/busy"))
    loopback_exchange_reply (exchange, 429, "", "slowly");
  else if (g_str_equal (exchange->path, "/maintained"))
    loopback_exchange_reply (exchange, 503, "Retry-After: 1000000\r\n", "later");
  else if (g_str_equal (exchange->path, "/broken"))
    loopback_exchange_reply (exchange, 503, "", "oh");
  else if (g_str_equal (exchange->path, "/stall"))
    loopback_exchange_stall (exchange);
  else if (g_str_equal (exchange->path, "/pdf"))
    loopback_exchange_reply (exchange, 200, "Content-Type: application/pdf\r\n", "%PDF-1.7 document");
  else
    {
      g_autofree char *both = g_strconcat (exchange->head, exchange->body, NULL);

      loopback_exchange_reply (exchange, 200, "Content-Type: text/html\r\n", both);
    }
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *base = NULL;
  g_autofree char *host = NULL;

  fixture->server = loopback_server_new (answer, fixture);
  fixture->allowed = loopback_server_new (answer, fixture);
  fixture->evil = loopback_server_new (answer, fixture);
  base = loopback_server_dup_address (fixture->server, "/");
  host = g_strdup_printf ("127.0.0.1:%u", loopback_server_get_port (fixture->allowed));
  fixture->portal = test_portal_new (base, host, data != NULL ? data : "idle-s='20'");
  fixture->session = bookout_session_new (fixture->portal, "dealer", "pass word");
  fixture->tab = bookout_session_open_tab (fixture->session);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->tab);
  g_assert_finalize_object (fixture->session);
  g_object_unref (fixture->portal);
  loopback_server_free (fixture->server);
  loopback_server_free (fixture->allowed);
  loopback_server_free (fixture->evil);
}

static BookoutPage *
send_request (Fixture *fixture, BookoutRequest *request, GError **error)
{
  return bookout_navigator_send (BOOKOUT_NAVIGATOR (fixture->tab), request, NULL, NULL, error);
}

static BookoutPage *
get (Fixture *fixture, const char *path, GError **error)
{
  g_autofree char *address = loopback_server_dup_address (fixture->server, path);
  g_autoptr (BookoutRequest) request = bookout_request_new_get (address);

  return send_request (fixture, request, error);
}

static BookoutRequest *
post_new (Fixture *fixture, const char *path, gboolean secret)
{
  g_autofree char *address = loopback_server_dup_address (fixture->server, path);
  g_autoptr (GBytes) body = g_bytes_new_static ("password=secret", 15);
  BookoutRequest *request = bookout_request_new_post (address, "text/plain", body);

  request->carries_secret = secret;
  return request;
}

static void
test_redirects (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    guint status;
    gboolean post;
    gboolean stays_post;
  } table[] = {
    { 301, FALSE, FALSE }, { 302, FALSE, FALSE }, { 303, FALSE, FALSE }, { 307, FALSE, FALSE },
    { 308, FALSE, FALSE }, { 301, TRUE, FALSE },  { 302, TRUE, FALSE },  { 303, TRUE, FALSE },
    { 307, TRUE, TRUE },   { 308, TRUE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *path = g_strdup_printf ("/to/%u//echo", table[i].status);
      g_autoptr (BookoutRequest) request = post_new (fixture, path, FALSE);
      g_autoptr (BookoutPage) page = NULL;
      g_autoptr (GError) error = NULL;
      const char *source;

      if (!table[i].post)
        g_clear_pointer (&request, bookout_request_free);
      page = table[i].post ? send_request (fixture, request, &error) : get (fixture, path, &error);
      g_assert_no_error (error);
      source = bookout_page_get_source (page);
      g_assert_cmpint (g_str_has_prefix (source, "POST "), ==, table[i].stays_post);
      g_assert_cmpint (strstr (source, "password=secret") != NULL, ==, table[i].stays_post);
      g_assert_cmpint (strstr (source, "text/plain") != NULL, ==, table[i].stays_post);
    }
}

static void
test_hop_cookies_and_headers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BookoutPage) page = get (fixture, "/countdown/3", NULL);
  g_autofree char *final = loopback_server_dup_address (fixture->server, "/echo");
  const char *source;

  g_assert_cmpstr (bookout_page_get_address (page), ==, final);
  source = bookout_page_get_source (page);
  g_assert_nonnull (strstr (source, "Cookie: hop302=1"));
  g_assert_nonnull (strstr (source, "\r\nX-Lot: seven\r\n"));
  g_assert_nonnull (strstr (source, "\r\nAccept-Encoding: gzip, br\r\n"));
}

static void
assert_fails (Fixture *fixture, const char *path, BookoutNavigatorError code, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (get (fixture, path, &error));
  g_assert_error (error, BOOKOUT_NAVIGATOR_ERROR, (int) code);
  g_assert_cmpstr (error->message, ==, words);
}

static void
test_bad_redirects (Fixture *fixture, gconstpointer data)
{
  assert_fails (fixture, "/loop", BOOKOUT_NAVIGATOR_ERROR_REDIRECTS, "The portal keeps redirecting.");
  assert_fails (fixture, "/countdown/11", BOOKOUT_NAVIGATOR_ERROR_REDIRECTS, "The portal keeps redirecting.");
  assert_fails (fixture, "/nowhere", BOOKOUT_NAVIGATOR_ERROR_REDIRECTS,
                "The portal redirects without saying where to (302).");
  assert_fails (fixture, "/evil", BOOKOUT_NAVIGATOR_ERROR_FORBIDDEN,
                "The portal tried to send you to 127.0.0.1. Stopped.");
  assert_fails (fixture, "/script", BOOKOUT_NAVIGATOR_ERROR_FORBIDDEN,
                "The portal tried to send you to javascript:alert(1). Stopped.");
  assert_fails (fixture, "/to/302/http://evil.example/", BOOKOUT_NAVIGATOR_ERROR_FORBIDDEN,
                "The portal tried to send you to evil.example. Stopped.");
  assert_fails (fixture, "/to/302/file:///etc/passwd", BOOKOUT_NAVIGATOR_ERROR_FORBIDDEN,
                "The portal tried to send you to file:///etc/passwd. Stopped.");
  assert_fails (fixture, "/user", BOOKOUT_NAVIGATOR_ERROR_FORBIDDEN,
                "The portal tried to send you to http://portal@127.0.0.1/. Stopped.");
  g_assert_cmpuint (loopback_server_get_requests (fixture->evil), ==, 0);
}

static void
test_ten_redirects (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BookoutPage) page = get (fixture, "/countdown/9", NULL);

  g_assert_nonnull (page);
}

static void
test_listed_host (Fixture *fixture, gconstpointer data)
{
  g_autofree char *address = loopback_server_dup_address (fixture->server, "/allowed?key=1");
  g_autofree char *from = loopback_server_dup_address (fixture->server, "/page?key=2");
  g_autofree char *referrer = g_strdup_printf ("\r\nReferer: http://127.0.0.1:%u/\r\n",
                                               loopback_server_get_port (fixture->server));
  g_autoptr (BookoutRequest) request = bookout_request_new_get (address);
  g_autoptr (BookoutPage) page = NULL;

  request->referrer = g_strdup (from);
  page = send_request (fixture, request, NULL);
  g_assert_nonnull (page);
  g_assert_cmpuint (loopback_server_get_requests (fixture->allowed), ==, 1);
  g_assert_nonnull (strstr (bookout_page_get_source (page), referrer));
}

/* A listed host may have pages, but never the password: not by a redirect, not at once. */
static void
test_secret_stays (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BookoutRequest) redirected = post_new (fixture, "/allowed", TRUE);
  g_autofree char *elsewhere = loopback_server_dup_address (fixture->allowed, "/echo");
  g_autoptr (BookoutRequest) direct = bookout_request_new_get (elsewhere);
  g_autoptr (BookoutRequest) home = post_new (fixture, "/echo", TRUE);
  g_autoptr (BookoutPage) page = NULL;
  GError *error = NULL;

  g_assert_null (send_request (fixture, redirected, &error));
  g_assert_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_FORBIDDEN);
  g_assert_null (strstr (error->message, "secret"));
  g_clear_error (&error);

  direct->carries_secret = TRUE;
  g_assert_null (send_request (fixture, direct, &error));
  g_assert_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_FORBIDDEN);
  g_clear_error (&error);
  g_assert_cmpuint (loopback_server_get_requests (fixture->allowed), ==, 0);

  page = send_request (fixture, home, &error);
  g_assert_no_error (error);
}

static void
test_document (Fixture *fixture, gconstpointer data)
{
  g_autofree char *address = loopback_server_dup_address (fixture->server, "/to/302//pdf");
  g_autoptr (BookoutRequest) request = bookout_request_new_get (address);
  g_autoptr (CollectingSink) sink = collecting_sink_new ("%PDF-");
  g_autoptr (BookoutPage) page = NULL;

  page = bookout_navigator_send (BOOKOUT_NAVIGATOR (fixture->tab), request, BOOKOUT_SINK (sink), NULL, NULL);
  g_assert_true (bookout_page_is_document (page));
  g_assert_cmpuint (collecting_sink_get_data (sink)->len, ==, strlen ("%PDF-1.7 document"));
}

#define THREADS 8
#define ROUNDS  25

typedef struct
{
  Fixture *fixture;
  guint number;
} Worker;

static gpointer
evolving_worker (gpointer data)
{
  Worker *worker = data;
  g_autoptr (BookoutTab) tab = bookout_session_open_tab (worker->fixture->session);

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autofree char *path = g_strdup_printf ("/set/own%u=%u", worker->number, i);
      g_autofree char *set = loopback_server_dup_address (worker->fixture->server, path);
      g_autofree char *echo = loopback_server_dup_address (worker->fixture->server, "/echo");
      g_autofree char *expected = g_strdup_printf ("own%u=%u", worker->number, i);
      const char *const addresses[] = { set, echo };

      for (guint j = 0; j < G_N_ELEMENTS (addresses); j++)
        {
          g_autoptr (BookoutRequest) request = bookout_request_new_get (addresses[j]);
          g_autoptr (BookoutPage) page = NULL;

          page = bookout_navigator_send (BOOKOUT_NAVIGATOR (tab), request, NULL, NULL, NULL);
          g_assert_nonnull (page);
          if (j == 1)
            g_assert_nonnull (strstr (bookout_page_get_source (page), expected));
        }
    }
  return NULL;
}

/* Each tab's own cookie is always what it last set, whatever seven others do; and at the end everybody has them all. */
static void
test_cookies_of_many (Fixture *fixture, gconstpointer data)
{
  Worker workers[THREADS];
  GThread *threads[THREADS];
  g_autoptr (BookoutPage) page = NULL;

  for (guint i = 0; i < THREADS; i++)
    {
      workers[i] = (Worker){ fixture, i };
      threads[i] = g_thread_new ("evolving", evolving_worker, &workers[i]);
    }
  for (guint i = 0; i < THREADS; i++)
    g_thread_join (threads[i]);

  page = get (fixture, "/echo", NULL);
  for (guint i = 0; i < THREADS; i++)
    {
      g_autofree char *cookie = g_strdup_printf ("own%u=%u", i, ROUNDS - 1);

      g_assert_nonnull (strstr (bookout_page_get_source (page), cookie));
    }
  /* A connection each: they are kept. */
  g_assert_cmpuint (loopback_server_get_connections (fixture->server), ==, THREADS + 1);
}

static void
test_throttled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BookoutPage) first = get (fixture, "/throttled", NULL);
  gint64 until = bookout_session_get_held_until (fixture->session);
  g_autoptr (BookoutPage) second = NULL;
  BookoutTabSnapshot snapshot;

  g_assert_cmpuint (bookout_page_get_status (first), ==, 429);
  g_assert_cmpint (until, >, 0);
  bookout_tab_set_limit (fixture->tab, 500); /* waiting for the portal's sake does not count */
  second = get (fixture, "/throttled", NULL);
  g_assert_nonnull (second);
  g_assert_cmpint (g_get_monotonic_time (), >=, until);
  g_assert_cmpuint (bookout_page_get_status (second), ==, 200);
  bookout_tab_get_snapshot (fixture->tab, &snapshot);
  g_assert_cmpint (snapshot.deadline, >=, until);
}

static gint64
get_hold_s (Fixture *fixture)
{
  gint64 until = bookout_session_get_held_until (fixture->session);

  return until == 0 ? 0 : (until - g_get_monotonic_time () + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;
}

static void
test_holds (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    const char *path;
    gint64 seconds;
  } table[] = {
    { "/broken", 0 }, { "/maintained", 900 }, { "/busy", 5 }, { "/busy", 10 },
    { "/busy", 20 },  { "/echo", 0 },         { "/busy", 5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (BookoutPage) page = get (fixture, table[i].path, NULL);

      g_assert_nonnull (page);
      g_assert_cmpint (get_hold_s (fixture), ==, table[i].seconds);
      bookout_session_release (fixture->session);
    }
}

static void
test_deadline (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  bookout_tab_set_limit (fixture->tab, 50);
  g_assert_null (get (fixture, "/stall", &error));
  g_assert_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_DEADLINE);
  g_clear_error (&error);
  g_assert_false (bookout_navigator_wait (BOOKOUT_NAVIGATOR (fixture->tab), 100000, NULL, &error));
  g_assert_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_DEADLINE);
  g_clear_error (&error);

  bookout_tab_set_limit (fixture->tab, 0);
  g_assert_true (bookout_navigator_wait (BOOKOUT_NAVIGATOR (fixture->tab), 1, NULL, &error));
}

static void
test_idle_from_description (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (get (fixture, "/stall", &error));
  g_assert_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_TIMEOUT);
  g_assert_cmpstr (error->message, ==, "No answer from 127.0.0.1 within 1 second.");
}

static gpointer
leave_worker (gpointer tab)
{
  BookoutTabSnapshot snapshot;

  do
    {
      g_thread_yield ();
      bookout_tab_get_snapshot (tab, &snapshot);
    }
  while (snapshot.activity != BOOKOUT_TAB_GATE);
  bookout_session_leave_gate (bookout_tab_get_session (tab));
  return NULL;
}

static void
test_gate (Fixture *fixture, gconstpointer data)
{
  GThread *thread;
  BookoutTabSnapshot snapshot;

  g_assert_true (bookout_session_enter_gate (fixture->session, NULL, NULL));
  thread = g_thread_new ("leave", leave_worker, fixture->tab);
  g_assert_true (bookout_tab_enter_gate (fixture->tab, NULL, NULL));
  bookout_tab_get_snapshot (fixture->tab, &snapshot);
  g_assert_cmpint (snapshot.activity, ==, BOOKOUT_TAB_IDLE);
  bookout_tab_leave_gate (fixture->tab);
  g_thread_join (thread);
}

static void
test_snapshot (Fixture *fixture, gconstpointer data)
{
  g_autofree char *long_text = NULL;
  g_autoptr (BookoutPage) page = NULL;
  GString *text = g_string_new (NULL);
  BookoutTabSnapshot snapshot;

  for (guint i = 0; i < 200; i++)
    g_string_append (text, "€");
  long_text = g_string_free (text, FALSE);

  bookout_tab_set_number (fixture->tab, 3);
  bookout_tab_set_vehicle (fixture->tab, "165548A", long_text);
  bookout_tab_set_activity (fixture->tab, BOOKOUT_TAB_CHECKING, "\xff reading");
  bookout_tab_count_result (fixture->tab, TRUE, "Saved");
  bookout_tab_count_result (fixture->tab, FALSE, NULL);
  page = get (fixture, "/echo", NULL);
  bookout_tab_get_snapshot (fixture->tab, &snapshot);
  g_assert_cmpuint (snapshot.number, ==, 3);
  g_assert_cmpstr (snapshot.reference, ==, "165548A");
  g_assert_true (g_utf8_validate (snapshot.description, -1, NULL));
  g_assert_cmpuint (strlen (snapshot.description), ==, 93); /* 31 whole characters of the 95 bytes */
  g_assert_true (g_utf8_validate (snapshot.step, -1, NULL));
  g_assert_cmpint (snapshot.activity, ==, BOOKOUT_TAB_CHECKING);
  g_assert_cmpstr (snapshot.last_result, ==, "Saved");
  g_assert_cmpuint (snapshot.n_done, ==, 1);
  g_assert_cmpuint (snapshot.n_failed, ==, 1);
  g_assert_cmpint (snapshot.began, >, 0);
  g_assert_cmpuint (snapshot.requests, ==, 1);
  g_assert_cmpuint (snapshot.bytes, ==, snapshot.received);
  g_assert_cmpuint (snapshot.bytes, >, 0);

  bookout_tab_set_vehicle (fixture->tab, "", "");
  bookout_tab_get_snapshot (fixture->tab, &snapshot);
  g_assert_cmpint (snapshot.began, ==, 0);
  g_assert_cmpstr (snapshot.description, ==, "");
}

static void
test_cut (void)
{
  const struct
  {
    const char *text;
    gsize size;
    const char *cut;
  } table[] = {
    { "abc", 4, "abc" }, { "abcd", 4, "abc" }, { "äöü", 4, "ä" }, { "äöü", 5, "äö" }, { "äöü", 7, "äöü" },
    { "€", 3, "" },      { "€", 1, "" },       { "", 1, "" },     { "a€", 3, "a" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      char field[16];

      bookout_tab_snapshot_copy_text (field, table[i].size, table[i].text);
      g_assert_cmpstr (field, ==, table[i].cut);
    }
}

#define ADD(path, limits, test) g_test_add ("/tab/" path, Fixture, limits, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  bookout_session_global_init ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("redirects", NULL, test_redirects);
  ADD ("hop-cookies-and-headers", NULL, test_hop_cookies_and_headers);
  ADD ("bad-redirects", NULL, test_bad_redirects);
  ADD ("ten-redirects", NULL, test_ten_redirects);
  ADD ("listed-host", NULL, test_listed_host);
  ADD ("secret-stays", NULL, test_secret_stays);
  ADD ("document", NULL, test_document);
  ADD ("cookies-of-many", NULL, test_cookies_of_many);
  ADD ("throttled", NULL, test_throttled);
  ADD ("holds", NULL, test_holds);
  ADD ("deadline", NULL, test_deadline);
  ADD ("idle-from-description", "idle-s='1'", test_idle_from_description);
  ADD ("gate", NULL, test_gate);
  ADD ("snapshot", NULL, test_snapshot);
  g_test_add_func ("/tab-snapshot/cut", test_cut);

  return g_test_run ();
}
