/* test-sealed-cookies.c - a session's cookies as one text, and what is not one
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "bookout-cookie-jar.h"
#include "bookout-sealed-cookies.h"

#define BASE   "https://apps.portal.example/ValuesOnline/"
#define HEADER "bookout-session 1\n"

#define SESSION "#HttpOnly_apps.portal.example\tFALSE\t/\tTRUE\t0\tASP.NET_SessionId\tabc"
#define SITE    ".portal.example\tTRUE\t/ValuesOnline\tFALSE\t9999999999\tticket\tx=y z"

static void
assert_lines (char **lines, const char *first, const char *second)
{
  g_assert_nonnull (lines);
  g_assert_cmpuint (g_strv_length (lines), ==, second != NULL ? 2 : 1);
  g_assert_cmpstr (lines[0], ==, first);
  g_assert_cmpstr (lines[1], ==, second);
  bookout_cookie_jar_free_lines (lines);
}

static void
test_round_trip (void)
{
  const char *const lines[] = { SITE, SESSION, NULL };
  const char *const other_order[] = { SESSION, SITE, NULL };
  g_autofree char *text = bookout_sealed_cookies_write (BASE, lines);
  g_autofree char *again = bookout_sealed_cookies_write (BASE, other_order);

  g_assert_cmpstr (text, ==, HEADER SESSION "\n" SITE "\n");
  g_assert_cmpstr (again, ==, text);
  assert_lines (bookout_sealed_cookies_parse (BASE, text, strlen (text)), SESSION, SITE);
}

/* What is not the portal's own is left out; if nothing is left, there is no text. */
static void
test_others (void)
{
  const char *const mixed[] = { "login.other.example\tFALSE\t/\tTRUE\t0\tsso\tsecret", SESSION,
                                "apps.portal.example\tFALSE\t/mail/\tTRUE\t0\tmail\tx", NULL };
  const char *const foreign[] = { "login.other.example\tFALSE\t/\tTRUE\t0\tsso\tsecret", NULL };
  const char *const nothing[] = { NULL };
  g_autofree char *text = bookout_sealed_cookies_write (BASE, mixed);

  g_assert_cmpstr (text, ==, HEADER SESSION "\n");
  g_assert_null (bookout_sealed_cookies_write (BASE, foreign));
  g_assert_null (bookout_sealed_cookies_write (BASE, nothing));
  g_assert_null (bookout_sealed_cookies_write ("not an address", mixed));
}

static void
test_good_lines (void)
{
  const char *lines[] = {
    SESSION,
    SITE,
    "APPS.Portal.Example\tFALSE\t/\tFALSE\t0\ta\tb",
    "apps.portal.example\tFALSE\t/ValuesOnline/vehicle\tFALSE\t0\ta\t",
    "apps.portal.example\tFALSE\t/ValuesOnline/\tFALSE\t0\ta\tb",
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *text = g_strconcat (HEADER, lines[i], "\n", NULL);

      assert_lines (bookout_sealed_cookies_parse (BASE, text, strlen (text)), lines[i], NULL);
    }
}

/* One bad line spoils all: it was not written by us. */
static void
test_bad_lines (void)
{
  const char *lines[] = {
    "",
    "# a comment",
    "apps.portal.example\tFALSE\t/\tTRUE\t0\tname",
    "apps.portal.example\tFALSE\t/\tTRUE\t0\tname\tvalue\tmore",
    "apps.portal.example\tFALSE\t/\tTRUE\t0\t\tvalue",
    "apps.portal.example\tMAYBE\t/\tTRUE\t0\tname\tvalue",
    "apps.portal.example\tFALSE\t/\t1\t0\tname\tvalue",
    "apps.portal.example\tFALSE\t/\tTRUE\t1\tname\tvalue",
    "apps.portal.example\tFALSE\t/\tTRUE\t-5\tname\tvalue",
    "apps.portal.example\tFALSE\t/\tTRUE\tsoon\tname\tvalue",
    "apps.portal.example\tFALSE\t/\tTRUE\t9999999999999999999\tname\tvalue",
    "apps.portal.example\tFALSE\tValuesOnline\tTRUE\t0\tname\tvalue",
    "apps.portal.example\tFALSE\t\tTRUE\t0\tname\tvalue",
    "apps.portal.example\tFALSE\t/ValuesOnlineElse\tTRUE\t0\tname\tvalue",
    "apps.portal.example\tFALSE\t/mail\tTRUE\t0\tname\tvalue",
    "\tTRUE\t/\tTRUE\t0\tname\tvalue",
    ".\tTRUE\t/\tTRUE\t0\tname\tvalue",
    ".example\tTRUE\t/\tTRUE\t0\tname\tvalue",
    "portal.example\tFALSE\t/\tTRUE\t0\tname\tvalue",
    ".tal.example\tTRUE\t/\tTRUE\t0\tname\tvalue",
    "other.example\tTRUE\t/\tTRUE\t0\tname\tvalue",
    "deep.apps.portal.example\tTRUE\t/\tTRUE\t0\tname\tvalue",
    "apps.portal.example\tFALSE\t/\tTRUE\t0\tname\tval\rue",
    "apps.portal.example\tFALSE\t/\tTRUE\t0\tname\tval\x7fue",
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *text = g_strconcat (HEADER SESSION "\n", lines[i], "\n", NULL);

      g_test_message ("%s", lines[i]);
      g_assert_null (bookout_sealed_cookies_parse (BASE, text, strlen (text)));
    }
}

static void
test_bad_texts (void)
{
  const char *texts[] = { "",
                          HEADER,
                          "bookout-session 2\n" SESSION "\n",
                          SESSION "\n",
                          HEADER SESSION,
                          HEADER SESSION "\n\n",
                          "\n" HEADER SESSION "\n" };
  static const char with_nul[] = HEADER "apps.portal.example\tFALSE\t/\tTRUE\t0\tname\tva\0lue\n";
  g_autoptr (GString) large = g_string_new (HEADER);
  g_autoptr (GString) many = g_string_new (HEADER);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_null (bookout_sealed_cookies_parse (BASE, texts[i], strlen (texts[i])));
  g_assert_null (bookout_sealed_cookies_parse (BASE, with_nul, sizeof with_nul - 1));

  while (large->len <= BOOKOUT_SEALED_COOKIES_BYTES_MOST)
    g_string_append_printf (large, "apps.portal.example\tFALSE\t/\tTRUE\t0\tn%" G_GSIZE_FORMAT "\t%01000d\n",
                            large->len, 0);
  g_assert_null (bookout_sealed_cookies_parse (BASE, large->str, large->len));

  for (guint i = 0; i <= BOOKOUT_COOKIE_JAR_MOST; i++)
    g_string_append_printf (many, "apps.portal.example\tFALSE\t/\tTRUE\t0\tn%u\tv\n", i);
  g_assert_null (bookout_sealed_cookies_parse (BASE, many->str, many->len));
}

/* A host that is a number has no parent domains. */
static void
test_loopback (void)
{
  const char *good = HEADER "127.0.0.1\tFALSE\t/\tFALSE\t0\tPracticeSession\tx\n";
  const char *bad = HEADER ".0.0.1\tTRUE\t/\tFALSE\t0\tPracticeSession\tx\n";
  char **lines = bookout_sealed_cookies_parse ("http://127.0.0.1:8000/", good, strlen (good));

  g_assert_nonnull (lines);
  bookout_cookie_jar_free_lines (lines);
  g_assert_null (bookout_sealed_cookies_parse ("http://127.0.0.1:8000/", bad, strlen (bad)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sealed-cookies/round-trip", test_round_trip);
  g_test_add_func ("/sealed-cookies/others", test_others);
  g_test_add_func ("/sealed-cookies/good-lines", test_good_lines);
  g_test_add_func ("/sealed-cookies/bad-lines", test_bad_lines);
  g_test_add_func ("/sealed-cookies/bad-texts", test_bad_texts);
  g_test_add_func ("/sealed-cookies/loopback", test_loopback);

  return g_test_run ();
}
