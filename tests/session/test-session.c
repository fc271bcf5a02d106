/* test-session.c - signing in, renewing and signing out
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "bookout-navigator.h"
#include "bookout-tab.h"
#include "loopback-server.h"
#include "test-portal.h"

/* A portal with one account and one session. It does to a sign-in what the test tells it to. */

typedef enum
{
  LOGIN_WORKS,
  LOGIN_REFUSES,    /* with words */
  LOGIN_SHOWS_FORM, /* again, without a word */
  LOGIN_SHOWS_NEWS, /* a page that no description knows */
  LOGIN_FAILS,      /* 500 */
  LOGIN_IS_LOST,    /* the session begins, the answer never comes */
  LOGIN_STALLS,
} Login;

typedef struct
{
  LoopbackServer *server;
  BookoutPortal *portal;
  BookoutSession *session;

  GMutex lock;
  GCond changed;
  Login login;      /* by @lock */
  guint times;      /* by @lock: how often @login is done before it works; 0: for ever */
  guint n_issued;   /* by @lock: session cookies */
  guint valid;      /* by @lock: the cookie that is signed in; 0 for none */
  guint others;     /* by @lock: how often another session is active */
  guint n_logins;   /* by @lock: posts of the form */
  guint n_logouts;  /* by @lock */
  guint expires;    /* by @lock: requests until the session is over; 0: never */
  gboolean stalls;  /* by @lock: sign-outs */
  GString *secrets; /* by @lock: bodies of posts */
} Fixture;

static const char FORM[] = "<form id='login' method='post' action='/login'><input name='user'>"
                           "<input type='password' name='password'></form>";
static const char INSIDE[] = "<h1>165548</h1><a id='logout' href='/logout'>Log out</a>";

static guint
get_cookie (LoopbackExchange *exchange)
{
  g_autofree char *cookie = loopback_exchange_dup_cookie (exchange, "session");

  return cookie == NULL ? 0 : (guint) atoi (cookie);
}

/* With the lock held: what to do with this sign-in. */
static Login
next_login (Fixture *fixture)
{
  Login login = fixture->login;

  if (login != LOGIN_WORKS && fixture->times > 0 && --fixture->times == 0)
    fixture->login = LOGIN_WORKS;
  return login;
}

static void
answer_login (Fixture *fixture, LoopbackExchange *exchange)
{
  Login login;
  gboolean active;

  g_mutex_lock (&fixture->lock);
  fixture->n_logins++;
  g_string_append (fixture->secrets, exchange->body);
  active = fixture->others > 0 || (fixture->valid != 0 && fixture->valid != get_cookie (exchange));
  if (fixture->others > 0)
    fixture->others--;
  login = active ? LOGIN_WORKS : next_login (fixture);
  if (!active && (login == LOGIN_WORKS || login == LOGIN_IS_LOST))
    fixture->valid = get_cookie (exchange);
  g_cond_broadcast (&fixture->changed);
  g_mutex_unlock (&fixture->lock);

  if (active)
    loopback_exchange_reply (exchange, 200, "", "<p id='active'>Please wait 1 seconds.</p>");
  else if (login == LOGIN_REFUSES)
    loopback_exchange_reply (exchange, 200, "",
                             "<form id='login'></form><p id='refused'>The password is wrong.</p>");
  else if (login == LOGIN_SHOWS_FORM)
    loopback_exchange_reply (exchange, 200, "", FORM);
  else if (login == LOGIN_SHOWS_NEWS)
    loopback_exchange_reply (exchange, 200, "", "<p>We have moved!</p>");
  else if (login == LOGIN_FAILS)
    loopback_exchange_reply (exchange, 500, "", "oh");
  else if (login == LOGIN_IS_LOST)
    loopback_exchange_reset (exchange);
  else if (login == LOGIN_STALLS)
    loopback_exchange_stall (exchange);
  else
    loopback_exchange_reply (exchange, 200, "", INSIDE);
}

static void
answer_logout (Fixture *fixture, LoopbackExchange *exchange)
{
  gboolean stalls;

  g_mutex_lock (&fixture->lock);
  fixture->n_logouts++;
  stalls = fixture->stalls;
  if (fixture->valid == get_cookie (exchange))
    fixture->valid = 0;
  g_mutex_unlock (&fixture->lock);

  if (stalls)
    loopback_exchange_stall (exchange);
  else
    loopback_exchange_reply (exchange, 200, "", FORM);
}

/* A vehicle for whoever is signed in. For anybody else the form, with a cookie that belongs to nobody. */
static void
answer_vehicle (Fixture *fixture, LoopbackExchange *exchange)
{
  g_autofree char *header = NULL;
  gboolean inside;

  g_mutex_lock (&fixture->lock);
  inside = fixture->valid != 0 && fixture->valid == get_cookie (exchange);
  if (inside && fixture->expires > 0 && --fixture->expires == 0)
    fixture->valid = 0;
  header = inside ? g_strdup ("")
                  : g_strdup_printf ("Set-Cookie: session=%u; path=/\r\n", ++fixture->n_issued);
  g_mutex_unlock (&fixture->lock);

  loopback_exchange_reply (exchange, 200, header, inside ? INSIDE : FORM);
}

static void
answer (LoopbackExchange *exchange, gpointer data)
{
  Fixture *fixture = data;

  if (g_str_equal (exchange->path, "/login") && g_str_equal (exchange->method, "POST"))
    answer_login (fixture, exchange);
  else if (g_str_equal (exchange->path, "/login"))
    {
      g_autofree char *header = NULL;

      g_mutex_lock (&fixture->lock);
      header = g_strdup_printf ("Set-Cookie: session=%u; path=/\r\n", ++fixture->n_issued);
      g_mutex_unlock (&fixture->lock);
      loopback_exchange_reply (exchange, 200, header, FORM);
    }
  else if (g_str_equal (exchange->path, "/logout"))
    answer_logout (fixture, exchange);
  else
    answer_vehicle (fixture, exchange);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *base = NULL;

  g_mutex_init (&fixture->lock);
  g_cond_init (&fixture->changed);
  fixture->secrets = g_string_new (NULL);
  fixture->server = loopback_server_new (answer, fixture);
  base = loopback_server_dup_address (fixture->server, "/");
  fixture->portal = test_portal_new (base, NULL, "idle-s='20'");
  fixture->session = bookout_session_new (fixture->portal, "dealer", "pass & wörd");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->session);
  g_assert_finalize_object (fixture->portal);
  loopback_server_free (fixture->server);
  g_string_free (fixture->secrets, TRUE);
  g_cond_clear (&fixture->changed);
  g_mutex_clear (&fixture->lock);
}

static void
set_login (Fixture *fixture, Login login, guint times)
{
  g_mutex_lock (&fixture->lock);
  fixture->login = login;
  fixture->times = times;
  g_mutex_unlock (&fixture->lock);
}

static guint
read_locked (Fixture *fixture, guint *number)
{
  guint value;

  g_mutex_lock (&fixture->lock);
  value = *number;
  g_mutex_unlock (&fixture->lock);
  return value;
}

static void
expire (Fixture *fixture)
{
  g_mutex_lock (&fixture->lock);
  fixture->valid = 0;
  g_mutex_unlock (&fixture->lock);
}

static void
sign_in (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (bookout_session_sign_in (fixture->session, FALSE, NULL, &error));
  g_assert_no_error (error);
}

static void
assert_sign_in_fails (Fixture *fixture, gboolean wait_active, GQuark domain, gint code, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (bookout_session_sign_in (fixture->session, wait_active, NULL, &error));
  g_assert_error (error, domain, code);
  if (words != NULL)
    g_assert_cmpstr (error->message, ==, words);
  g_assert_null (strstr (error->message, "rd&"));
  g_assert_cmpint (bookout_session_get_state (fixture->session), ==, BOOKOUT_SESSION_SIGNED_OUT);
  g_assert_cmpuint (bookout_session_get_sign_ins (fixture->session), ==, 0);
}

static gboolean
is_inside (Fixture *fixture, BookoutTab *tab)
{
  g_autofree char *address = loopback_server_dup_address (fixture->server, "/vehicle?r=165548");
  g_autoptr (BookoutRequest) request = bookout_request_new_get (address);
  g_autoptr (BookoutPage) page = NULL;
  g_autoptr (GError) error = NULL;

  page = bookout_navigator_send (BOOKOUT_NAVIGATOR (tab), request, NULL, NULL, &error);
  g_assert_no_error (error);
  return bookout_page_matches (page, NULL, "//a[@id='logout']", NULL);
}

static void
test_in_and_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BookoutTab) tab = bookout_session_open_tab (fixture->session);
  g_autoptr (GError) error = NULL;

  g_assert_true (bookout_session_sign_out (fixture->session, 1000, &error)); /* nobody is signed in */
  g_assert_false (is_inside (fixture, tab));
  sign_in (fixture);
  sign_in (fixture); /* is already */
  g_assert_cmpuint (fixture->n_logins, ==, 1);
  g_assert_cmpstr (fixture->secrets->str, ==, "user=dealer&password=pass+%26+w%C3%B6rd");
  g_assert_cmpint (bookout_session_get_state (fixture->session), ==, BOOKOUT_SESSION_SIGNED_IN);
  g_assert_cmpuint (bookout_session_get_sign_ins (fixture->session), ==, 1);
  g_assert_cmpuint (bookout_session_get_generation (fixture->session), ==, 1);
  g_assert_true (is_inside (fixture, tab));
  g_assert_cmpuint (bookout_tab_get_generation (tab), ==, 1);

  g_assert_true (bookout_session_sign_out (fixture->session, 5000, &error));
  g_assert_no_error (error);
  g_assert_true (bookout_session_sign_out (fixture->session, 5000, &error));
  g_assert_cmpuint (fixture->n_logouts, ==, 1);
  g_assert_cmpuint (fixture->valid, ==, 0);
  g_assert_cmpint (bookout_session_get_state (fixture->session), ==, BOOKOUT_SESSION_SIGNED_OUT);
  g_assert_false (is_inside (fixture, tab));

  sign_in (fixture);
  g_assert_cmpuint (bookout_session_get_generation (fixture->session), ==, 2);
  g_assert_true (is_inside (fixture, tab));
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BookoutSession) other = bookout_session_new (fixture->portal, "dealer", "x");
  g_autoptr (GError) error = NULL;

  sign_in (fixture);
  g_assert_false (bookout_session_sign_in (other, FALSE, NULL, &error));
  g_assert_error (error, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_LOCKED);
  g_assert_cmpuint (fixture->n_logins, ==, 1);
  g_clear_error (&error);

  g_assert_true (bookout_session_sign_out (fixture->session, 5000, NULL));
  g_assert_true (bookout_session_sign_in (other, FALSE, NULL, &error));
  g_assert_no_error (error);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BookoutSession) other = bookout_session_new (fixture->portal, "dealer", "right");

  set_login (fixture, LOGIN_REFUSES, 1);
  assert_sign_in_fails (fixture, TRUE, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_REFUSED,
                        "The password is wrong. Not tried again, to protect your account.");
  g_assert_cmpuint (fixture->n_logins, ==, 1);

  /* The account is free for whoever knows better. */
  g_assert_true (bookout_session_sign_in (other, FALSE, NULL, NULL));
}

static void
test_refused_silently (Fixture *fixture, gconstpointer data)
{
  set_login (fixture, LOGIN_SHOWS_FORM, 0);
  assert_sign_in_fails (
      fixture, FALSE, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_REFUSED,
      "The portal did not accept the user name or the password. Not tried again, to protect your "
      "account.");
  g_assert_cmpuint (fixture->n_logins, ==, 1);
}

/* What the password opened is closed again, for nobody knows what it is. */
static void
test_unknown_page (Fixture *fixture, gconstpointer data)
{
  set_login (fixture, LOGIN_SHOWS_NEWS, 0);
  assert_sign_in_fails (fixture, FALSE, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_NOT_SIGNED_IN, NULL);
  g_assert_cmpuint (fixture->n_logins, ==, 1);
  g_assert_cmpuint (fixture->n_logouts, ==, 1);
}

static void
test_active (Fixture *fixture, gconstpointer data)
{
  gint64 before = g_get_monotonic_time ();

  fixture->others = 1;
  assert_sign_in_fails (fixture, FALSE, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_ACTIVE,
                        "Another session of this account is active. Wait 0:02, then try again.");
  g_assert_cmpuint (fixture->n_logins, ==, 1);
  g_assert_cmpint (bookout_session_get_wait_until (fixture->session), >, before);
  sign_in (fixture);
  g_assert_cmpint (bookout_session_get_wait_until (fixture->session), ==, 0);
}

static void
test_active_waited_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  fixture->others = 1;
  g_assert_true (bookout_session_sign_in (fixture->session, TRUE, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->n_logins, ==, 2);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, G_USEC_PER_SEC);
}

static gpointer
cancel_waiting_worker (gpointer data)
{
  BookoutSession *session = ((gpointer *) data)[0];

  while (bookout_session_get_state (session) != BOOKOUT_SESSION_WAITING)
    g_thread_yield ();
  g_assert_cmpint (bookout_session_get_wait_until (session), >, 0);
  g_cancellable_cancel (((gpointer *) data)[1]);
  return NULL;
}

static void
test_active_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gpointer both[] = { fixture->session, cancellable };
  GThread *thread = g_thread_new ("cancel", cancel_waiting_worker, both);
  g_autoptr (GError) error = NULL;

  fixture->others = 2;
  g_assert_false (bookout_session_sign_in (fixture->session, TRUE, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fixture->n_logins, ==, 1);
  g_thread_join (thread);
}

static void
test_tried_again (Fixture *fixture, gconstpointer data)
{
  set_login (fixture, LOGIN_FAILS, 1);
  sign_in (fixture);
  g_assert_cmpuint (fixture->n_logins, ==, 2);
  g_assert_cmpuint (fixture->n_logouts, ==, 1);
}

/* The password arrived and opened a session that we never heard of: the next try must not be refused for it. */
static void
test_lost_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BookoutTab) tab = bookout_session_open_tab (fixture->session);

  set_login (fixture, LOGIN_IS_LOST, 1);
  sign_in (fixture);
  g_assert_cmpuint (fixture->n_logins, ==, 2);
  g_assert_true (is_inside (fixture, tab));
}

#define THREADS 8

typedef struct
{
  Fixture *fixture;
  GCancellable *cancellable;
  gint signed_out; /* atomic */
} Crowd;

/* As a run's worker does it. */
static gpointer
crowd_worker (gpointer data)
{
  Crowd *crowd = data;
  g_autoptr (BookoutTab) tab = bookout_session_open_tab (crowd->fixture->session);
  g_autoptr (GError) error = NULL;

  while (!is_inside (crowd->fixture, tab))
    {
      g_atomic_int_inc (&crowd->signed_out);
      g_assert_true (bookout_tab_renew (tab, crowd->cancellable, &error));
    }
  return NULL;
}

static void
run_crowd (Crowd *crowd)
{
  GThread *threads[THREADS];

  for (guint i = 0; i < THREADS; i++)
    threads[i] = g_thread_new ("crowd", crowd_worker, crowd);
  for (guint i = 0; i < THREADS; i++)
    g_thread_join (threads[i]);
}

static void
test_one_renewal_for_all (Fixture *fixture, gconstpointer data)
{
  Crowd crowd = { fixture, NULL, 0 };

  sign_in (fixture);
  for (guint round = 1; round <= 3; round++)
    {
      expire (fixture);
      run_crowd (&crowd);
      g_assert_cmpuint (fixture->n_logins, ==, 1 + round);
      g_assert_cmpuint (bookout_session_get_generation (fixture->session), ==, 1 + round);
    }
  g_assert_cmpint (crowd.signed_out, >=, 3);
  g_assert_cmpint (bookout_session_get_state (fixture->session), ==, BOOKOUT_SESSION_SIGNED_IN);
}

static gpointer
renew_worker (gpointer data)
{
  Crowd *crowd = data;
  GError *error = NULL;

  bookout_session_renew (crowd->fixture->session, 1, crowd->cancellable, &error);
  return error;
}

static void
wait_for_state (Fixture *fixture, BookoutSessionState state)
{
  while (bookout_session_get_state (fixture->session) != state)
    g_thread_yield ();
}

/* The one that flies is cancelled in the middle; another takes over and nobody else notices. */
static void
test_take_over (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Crowd pilot = { fixture, cancellable, 0 };
  Crowd others = { fixture, NULL, 0 };
  GThread *first, *threads[3];
  g_autoptr (GError) error = NULL;

  sign_in (fixture);
  expire (fixture);
  set_login (fixture, LOGIN_STALLS, 1);
  first = g_thread_new ("pilot", renew_worker, &pilot);
  loopback_server_wait_for_stall (fixture->server);
  wait_for_state (fixture, BOOKOUT_SESSION_RENEWING);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("passenger", renew_worker, &others);
  g_cancellable_cancel (cancellable);

  error = g_thread_join (first);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_null (g_thread_join (threads[i]));
  g_assert_cmpuint (fixture->n_logins, ==, 3);
  g_assert_cmpuint (bookout_session_get_sign_ins (fixture->session), ==, 2);
}

/* A passenger that is cancelled leaves; the flight goes on. */
static void
test_passenger_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GCancellable) pilots = g_cancellable_new ();
  Crowd pilot = { fixture, pilots, 0 };
  Crowd passenger = { fixture, cancellable, 0 };
  GThread *first, *second;
  g_autoptr (GError) error = NULL;

  sign_in (fixture);
  expire (fixture);
  set_login (fixture, LOGIN_STALLS, 1);
  first = g_thread_new ("pilot", renew_worker, &pilot);
  loopback_server_wait_for_stall (fixture->server);
  second = g_thread_new ("passenger", renew_worker, &passenger);
  g_cancellable_cancel (cancellable);
  error = g_thread_join (second);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (bookout_session_get_state (fixture->session), ==, BOOKOUT_SESSION_RENEWING);
  g_cancellable_cancel (pilots);
  g_clear_error (&error);
  error = g_thread_join (first);
}

static void
test_renewal_refused (Fixture *fixture, gconstpointer data)
{
  GError *error = NULL;

  sign_in (fixture);
  expire (fixture);
  set_login (fixture, LOGIN_REFUSES, 0);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_false (bookout_session_renew (fixture->session, 1, NULL, &error));
      g_assert_error (error, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_REFUSED);
      g_clear_error (&error);
    }
  g_assert_cmpuint (fixture->n_logins, ==, 2);
}

static void
test_contested (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  sign_in (fixture);
  for (guint generation = 1; generation <= 3; generation++)
    {
      expire (fixture);
      g_assert_true (bookout_session_renew (fixture->session, generation, NULL, &error));
    }
  expire (fixture);
  g_assert_false (bookout_session_renew (fixture->session, 4, NULL, &error));
  g_assert_error (error, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_CONTESTED);
  g_assert_cmpuint (fixture->n_logins, ==, 4);
}

/* Sessions that are merely short are renewed for ever. */
static void
test_not_contested (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BookoutTab) tab = bookout_session_open_tab (fixture->session);

  sign_in (fixture);
  for (guint i = 0; i < 6; i++)
    {
      g_mutex_lock (&fixture->lock);
      fixture->expires = 20;
      g_mutex_unlock (&fixture->lock);
      while (is_inside (fixture, tab))
        ;
      g_assert_true (bookout_tab_renew (tab, NULL, NULL));
    }
  g_assert_cmpuint (bookout_session_get_sign_ins (fixture->session), ==, 7);
}

static void
test_renew_needs_sign_in (Fixture *fixture, gconstpointer data)
{
  GError *error = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_assert_false (bookout_session_renew (fixture->session, 0, NULL, &error));
      g_assert_error (error, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_NOT_SIGNED_IN);
      g_clear_error (&error);
      g_assert_cmpuint (fixture->n_logins, ==, i);
      if (i == 0)
        sign_in (fixture);
      g_assert_true (bookout_session_sign_out (fixture->session, 5000, NULL));
    }
}

static void
test_sign_out_in_time (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  sign_in (fixture);
  fixture->stalls = TRUE;
  bookout_session_hold (fixture->session, g_get_monotonic_time () + 3600 * (gint64) G_USEC_PER_SEC);
  g_assert_false (bookout_session_sign_out (fixture->session, 100, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_cmpuint (read_locked (fixture, &fixture->n_logouts), ==, 1);
  g_assert_cmpint (bookout_session_get_state (fixture->session), ==, BOOKOUT_SESSION_SIGNED_OUT);
  g_assert_true (bookout_session_sign_out (fixture->session, 100, NULL));
}

static gpointer
sign_out_worker (gpointer data)
{
  Fixture *fixture = data;

  loopback_server_wait_for_stall (fixture->server);
  g_assert_true (bookout_session_sign_out (fixture->session, 5000, NULL));
  return NULL;
}

/* The window is closed in the middle of a sign-in: that ends, and what it may have opened is closed. */
static void
test_sign_out_ends_sign_in (Fixture *fixture, gconstpointer data)
{
  GThread *thread = g_thread_new ("sign-out", sign_out_worker, fixture);
  g_autoptr (GError) error = NULL;

  set_login (fixture, LOGIN_STALLS, 0);
  g_assert_false (bookout_session_sign_in (fixture->session, FALSE, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  g_assert_cmpuint (read_locked (fixture, &fixture->n_logouts), ==, 1);
  g_assert_cmpint (bookout_session_get_state (fixture->session), ==, BOOKOUT_SESSION_SIGNED_OUT);
}

static void
test_unreachable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (BookoutPortal) portal = NULL;
  g_autoptr (BookoutSession) session = NULL;
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autofree char *base = g_strdup_printf ("http://127.0.0.1:%u/",
                                           g_socket_listener_add_any_inet_port (listener, NULL, NULL));
  g_autoptr (GError) error = NULL;

  g_socket_listener_close (listener);
  portal = test_portal_new (base, NULL, "");
  session = bookout_session_new (portal, "dealer", "x");
  g_assert_false (bookout_session_sign_in (session, FALSE, NULL, &error));
  g_assert_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_CONNECT);
}

#define ADD(path, test) g_test_add ("/session/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  bookout_session_global_init ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("in-and-out", test_in_and_out);
  ADD ("locked", test_locked);
  ADD ("refused", test_refused);
  ADD ("refused-silently", test_refused_silently);
  ADD ("unknown-page", test_unknown_page);
  ADD ("active", test_active);
  ADD ("active-waited-out", test_active_waited_out);
  ADD ("active-cancelled", test_active_cancelled);
  ADD ("tried-again", test_tried_again);
  ADD ("lost-answer", test_lost_answer);
  ADD ("one-renewal-for-all", test_one_renewal_for_all);
  ADD ("take-over", test_take_over);
  ADD ("passenger-cancelled", test_passenger_cancelled);
  ADD ("renewal-refused", test_renewal_refused);
  ADD ("contested", test_contested);
  ADD ("not-contested", test_not_contested);
  ADD ("renew-needs-sign-in", test_renew_needs_sign_in);
  ADD ("sign-out-in-time", test_sign_out_in_time);
  ADD ("sign-out-ends-sign-in", test_sign_out_ends_sign_in);
  if (g_test_slow ())
    ADD ("unreachable", test_unreachable);

  return g_test_run ();
}
