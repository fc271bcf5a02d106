/* test-page.c - addresses, encodings, markup, text, XPath and JSON of a page
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <libxml/parser.h>
#include <string.h>

#include "bookout-address.h"
#include "bookout-charset.h"
#include "bookout-markup.h"
#include "bookout-page.h"
#include "bookout-pattern.h"
#include "bookout-plain-text.h"

#define ADDRESS "https://portal.example/app/list.aspx?page=1"

static BookoutPage *
page_of (const char *body, const char *content_type)
{
  g_autofree char *header = g_strconcat ("Content-Type: ", content_type, NULL);
  const char *headers[] = { "Server: test", header, "X-Twice: 1", "x-twice:  2", NULL };
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  return bookout_page_new (ADDRESS, 200, headers, bytes, FALSE);
}

static BookoutPage *
page_of_file (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "portal", "fixtures", "html", name, NULL);
  g_autofree char *data = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new_take (g_steal_pointer (&data), length);
  return bookout_page_new (ADDRESS, 200, NULL, bytes, FALSE);
}

static void
assert_string (BookoutPage *page, const char *xpath, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = bookout_page_dup_string (page, NULL, xpath, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_new_destroy (void)
{
  BookoutPage *page = page_of ("<p>x", "text/html");

  g_assert_cmpstr (bookout_page_get_address (page), ==, ADDRESS);
  g_assert_cmpuint (bookout_page_get_status (page), ==, 200);
  g_assert_cmpstr (bookout_page_get_header (page, "X-TWICE"), ==, "2");
  g_assert_cmpstr (bookout_page_get_header (page, "X-Twic"), ==, NULL);
  g_assert_cmpuint (g_strv_length ((char **) bookout_page_get_headers (page)), ==, 4);
  g_assert_nonnull (bookout_page_get_body (page));
  g_assert_false (bookout_page_is_document (page));
  g_assert_nonnull (bookout_page_get_markup (page));
  g_assert_finalize_object (page);
}

static void
test_document (void)
{
  g_autoptr (BookoutPage) page = bookout_page_new (ADDRESS, 200, NULL, NULL, TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) nodes = NULL;

  g_assert_true (bookout_page_is_document (page));
  g_assert_null (bookout_page_get_body (page));
  g_assert_null (bookout_page_get_markup (page));
  g_assert_cmpstr (bookout_page_get_text (page), ==, "");
  g_assert_cmpstr (bookout_page_get_source (page), ==, "");
  g_assert_false (bookout_page_matches (page, NULL, "//a", &error));
  nodes = bookout_page_find (page, NULL, "//a", &error);
  g_assert_cmpuint (nodes->len, ==, 0);
  assert_string (page, "//a", NULL);
  g_assert_null (bookout_page_dup_json (page, "$.a", &error));
  g_assert_no_error (error);
}

static void
test_addresses (void)
{
  static const struct
  {
    const char *reference;
    const char *address; /* NULL: refused */
  } cases[] = {
    { "x.pdf", "https://portal.example/app/x.pdf" },
    { "", "https://portal.example/app/list.aspx?page=1" },
    { "#", "https://portal.example/app/list.aspx?page=1" },
    { "?page=2#rows", "https://portal.example/app/list.aspx?page=2" },
    { "/x", "https://portal.example/x" },
    { "../../x", "https://portal.example/x" },
    { "//cdn.example/x", "https://cdn.example/x" },
    { "HTTP://Cdn.Example", "http://Cdn.Example/" },
    { " \n a b\tc.pdf \r\n", "https://portal.example/app/a%20bc.pdf" },
    { "a?q=50%", "https://portal.example/app/a?q=50%25" },
    { "a?q=50%25&r=%zz", "https://portal.example/app/a?q=50%25&r=%25zz" },
    { "..\\x?y=a\\b", "https://portal.example/x?y=a%5Cb" },
    { "caf\xc3\xa9?\xc3\xa9={x}|\"<>", "https://portal.example/app/caf%C3%A9?%C3%A9=%7Bx%7D%7C%22%3C%3E" },
    { "a[0]?b[1]=2", "https://portal.example/app/a[0]?b[1]=2" },
    { "https://other.example:8443/x", "https://other.example:8443/x" },
    { "http://[::1]:80/x", "http://[::1]/x" },
    { "javascript:alert('x')", NULL },
    { "JavaScript :x", "https://portal.example/app/JavaScript%20:x" },
    { "mailto:a@b.example", NULL },
    { "data:text/html,x", NULL },
    { "file:///etc/passwd", NULL },
    { "http:///x", NULL },
    { "http:x", NULL },
    { "http://a:99999/", NULL },
    { "about:blank", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *address = bookout_address_resolve (ADDRESS, cases[i].reference, &error);

      g_test_message ("%s", cases[i].reference);
      if (cases[i].address != NULL)
        g_assert_no_error (error);
      else
        g_assert_error (error, BOOKOUT_PAGE_ERROR, BOOKOUT_PAGE_ERROR_NOT_FOUND);
      g_assert_cmpstr (address, ==, cases[i].address);
    }
}

static void
test_address_error_hides_query (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (bookout_address_resolve (ADDRESS, "ftp://x/y?password=hunter2", &error));
  g_assert_null (strstr (error->message, "hunter2"));
  g_assert_nonnull (strstr (error->message, "ftp://x/y"));
}

static void
test_charsets (void)
{
  static const struct
  {
    const char *body;
    gsize length;
    const char *content_type;
    const char *source;
    const char *charset;
  } cases[] = {
    { "\xef\xbb\xbfx\xc3\xa9", 6, "text/html; charset=iso-8859-1", "x\xc3\xa9", "UTF-8" },
    { "\xff\xfex\0\xe9\0", 6, NULL, "x\xc3\xa9", "UTF-16LE" },
    { "\xfe\xff\0x\0\xe9", 6, "text/html", "x\xc3\xa9", "UTF-16BE" },
    { "x\xe9", 2, "text/html; charset=ISO-8859-1", "x\xc3\xa9", "windows-1252" },
    { "x\x80\x81", 3, "text/html; Charset = \"latin1\"", "x\xe2\x82\xac\xc2\x81", "windows-1252" },
    { "x\xe9", 2, "text/html; charset=utf-8", "x\xef\xbf\xbd", "UTF-8" },
    { "x\xe9", 2, NULL, "x\xc3\xa9", "windows-1252" },
    { "x\xc3\xa9", 3, NULL, "x\xc3\xa9", "UTF-8" },
    { "x\xc3\xa9", 3, "text/html; charset=klingon", "x\xc3\xa9", "UTF-8" },
    { "<meta charset=windows-1251>\xe0", 28, "text/html", "<meta charset=windows-1251>\xd0\xb0",
      "windows-1251" },
    { "<META http-equiv=x content='text/html; charset=utf-16'>\xc3\xa9", 57, NULL,
      "<META http-equiv=x content='text/html; charset=utf-16'>\xc3\xa9", "UTF-8" },
    { "\x82\xa0", 2, "text/plain; charset=Shift_JIS", "\xe3\x81\x82", "SHIFT_JIS" },
    { "a\x82", 2, "text/plain; charset=Shift_JIS", "a\xef\xbf\xbd", "SHIFT_JIS" },
    { "a\xff\xff"
      "b",
      4, "text/plain; charset=EUC-JP",
      "a\xef\xbf\xbd\xef\xbf\xbd"
      "b",
      "EUC-JP" },
    { "a\0b", 3, NULL,
      "a\xef\xbf\xbd"
      "b",
      "windows-1252" },
    { "a\0b", 3, "text/html; charset=utf-8",
      "a\xef\xbf\xbd"
      "b",
      "UTF-8" },
    { "", 0, NULL, "", "UTF-8" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *charset = NULL;
      gsize length = 0;
      g_autofree char *source = bookout_charset_decode ((const guint8 *) cases[i].body, cases[i].length,
                                                        cases[i].content_type, &length, &charset);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (source, ==, cases[i].source);
      g_assert_cmpstr (charset, ==, cases[i].charset);
      g_assert_cmpuint (length, ==, strlen (source));
    }
}

static void
test_windows_1252 (void)
{
  g_autoptr (BookoutPage) page = page_of_file ("windows-1252.html");

  assert_string (page, "//p[@id='p']",
                 "Caf\xc3\xa9 \xe2\x80\x93 \xe2\x82\xac 100 \xe2\x80\x9cquoted\xe2\x80\x9d");
  g_assert_cmpstr (bookout_page_get_charset (page), ==, "windows-1252");
}

static void
assert_resolves (BookoutPage *page, const char *xpath, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *link = bookout_page_dup_link (page, NULL, xpath, &error);
  g_autofree char *address = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (link);
  address = bookout_page_resolve (page, link, &error);
  if (expected != NULL)
    g_assert_no_error (error);
  else
    g_assert_error (error, BOOKOUT_PAGE_ERROR, BOOKOUT_PAGE_ERROR_NOT_FOUND);
  g_assert_cmpstr (address, ==, expected);
}

static void
test_odd_markup (void)
{
  g_autoptr (BookoutPage) page = page_of_file ("odd.html");
  g_autoptr (GError) error = NULL;

  assert_string (page, "//span[@id='stock']", "165530");
  assert_string (page, "//tr[@class='row'][1]/td[1]", "165530");
  assert_string (page, "//tr[@class='row'][2]/td[2]", "Second & third");
  assert_string (page, "count(//tr[@class='row'])", "2");
  assert_string (page, "//a[@id='dup']", "first");
  assert_string (page, "count(//a[@id='dup'])", "2");
  assert_string (page, "//title", "Vehicle \xe2\x80\x93 detail");
  assert_string (page, "//nothing", NULL);
  assert_string (page, "string(//nothing)", "");
  /* "&copy=" in an address is no copyright sign. */
  assert_resolves (page, "//a[@id='dup']",
                   "https://portal.example/app/pages/Detail.aspx?id=7&mode=full&copy=1");
  assert_resolves (page, "(//a[@id='dup'])[2]/@href",
                   "https://portal.example/app/pages/Other%20Page.aspx?q=a%20b");
  assert_resolves (page, "//a[@id='cdn']", "https://cdn.example/x.pdf");
  assert_resolves (page, "//a[@id='slash']", "https://portal.example/app/up.aspx");
  assert_resolves (page, "//iframe", "https://portal.example/app/pages/frame.aspx");
  assert_resolves (page, "substring-before(substring-after(//a[@id='script']/@href, \"'\"), \"'\")",
                   "https://portal.example/app/pages/x");
  assert_resolves (page, "//a[@id='script']", NULL);
  g_assert_null (bookout_page_dup_link (page, NULL, "//span[@id='stock']", &error));
  g_assert_null (bookout_page_dup_link (page, NULL, "//nothing", &error));
  g_assert_null (bookout_page_dup_link (page, NULL, "string(//nothing)", &error));
  g_assert_no_error (error);
}

static void
test_visible_text (void)
{
  g_autoptr (BookoutPage) page = page_of_file ("odd.html");

  g_assert_cmpstr (
      bookout_page_get_text (page), ==,
      "165530 First 165531 Second & third One Two Three four first second third fourth fifth 165530");
}

static void
test_text_without_markup (void)
{
  static const struct
  {
    const char *body;
    const char *text;
  } cases[] = {
    { "", "" },
    { " Report\n\tcould  not be created \x1b[31m", "Report could not be created [31m" },
    { "{\"html\": \"<b>x</b>\"}", "{\"html\": \"<b>x</b>\"}" },
    { "%PDF-1.4 <</Type/Page>> <b", "" },
    { "a < b", "a < b" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BookoutPage) page = page_of (cases[i].body, "text/html");

      g_assert_null (bookout_page_get_markup (page));
      g_assert_cmpstr (bookout_page_get_text (page), ==, cases[i].text);
    }
}

static void
test_text_is_bounded (void)
{
  g_autoptr (GString) body = g_string_new ("<p>");
  g_autoptr (BookoutPage) page = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append (body, "\xe2\x82\xac ");
  page = page_of (body->str, "text/html; charset=utf-8");
  g_assert_cmpuint (strlen (bookout_page_get_text (page)), <=, 64 * 1024);
  g_assert_cmpuint (strlen (bookout_page_get_text (page)), >, 60 * 1024);
  g_assert_true (g_utf8_validate (bookout_page_get_text (page), -1, NULL));
}

static void
test_collapse_and_cut (void)
{
  static const struct
  {
    const char *text;
    const char *collapsed;
  } cases[] = {
    { "", "" },
    { "  \n", "" },
    { " a\n b\xc2\xa0\xc2\xa0 c\x7f", "a b c" },
    { "a\xe3\x80\x80"
      "b\xc2\x85"
      "c",
      "a b c" },
    { "\xf0\x9f\x9a\x97", "\xf0\x9f\x9a\x97" },
  };
  g_autofree char *cut = bookout_plain_text_cut ("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", 3);
  g_autofree char *whole = bookout_plain_text_cut ("abc", 3);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *collapsed = bookout_plain_text_collapse (cases[i].text);

      g_assert_cmpstr (collapsed, ==, cases[i].collapsed);
    }
  g_assert_cmpstr (cut, ==, "\xc3\xa9\xc3\xa9\xe2\x80\xa6");
  g_assert_cmpstr (whole, ==, "abc");
}

static void
test_base (void)
{
  static const struct
  {
    const char *base;
    const char *address;
  } cases[] = {
    { "<base href='https://files.example/a/'>", "https://files.example/a/x" },
    { "<base target=_top><base href='b/'><base href='c/'>", "https://portal.example/app/b/x" },
    { "<base href='data:,'>", "https://portal.example/app/x" },
    { "<base href='javascript:x'>", "https://portal.example/app/x" },
    { "", "https://portal.example/app/x" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body = g_strconcat ("<html><head>", cases[i].base, "</head><a href=x>x</a>", NULL);
      g_autoptr (BookoutPage) page = page_of (body, "text/html");

      assert_resolves (page, "//a", cases[i].address);
    }
}

static void
test_xpath (void)
{
  g_autoptr (BookoutPage) page = page_of (
      "<table><tr id=a><td>1<td>2</tr><tr id=b><td>3<td>4</tr></table><a href='#'></a>", "text/html");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = bookout_page_find (page, NULL, "//tr[2] | //tr[1]", &error);
  g_autoptr (GPtrArray) attributes = NULL;
  g_autoptr (GPtrArray) namespaces = NULL;
  g_autofree char *second = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 2);
  second = bookout_page_dup_string (page, g_ptr_array_index (rows, 1), "td[2]", &error);
  g_assert_cmpstr (second, ==, "4");
  attributes = bookout_page_find (page, g_ptr_array_index (rows, 0), "@id", &error);
  g_assert_cmpuint (attributes->len, ==, 1);
  namespaces = bookout_page_find (page, NULL, "//tr/namespace::*", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (namespaces->len, ==, 0);
  g_assert_true (bookout_page_matches (page, NULL, "//td[. = 3]", &error));
  g_assert_false (bookout_page_matches (page, NULL, "//td[. = 5]", &error));
  g_assert_true (bookout_page_matches (page, NULL, "count(//td) = 4", &error));
  g_assert_true (bookout_page_matches (page, NULL, "string(//td)", &error));
  g_assert_false (bookout_page_matches (page, NULL, "string(//th)", &error));
  g_assert_no_error (error);
  assert_string (page, "count(//td)", "4");
  assert_string (page, "true()", "true");
}

static void
test_xpath_errors (void)
{
  static const char *const expressions[] = { "//td[", "nosuchfunction()",        "$variable", "x:y",
                                             "",      "document('/etc/passwd')", "1 + ",      NULL };
  g_autoptr (BookoutPage) page = page_of ("<p>x</p>", "text/html");

  for (guint i = 0; expressions[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", expressions[i]);
      g_assert_null (bookout_page_dup_string (page, NULL, expressions[i], &error));
      g_assert_error (error, BOOKOUT_PAGE_ERROR, BOOKOUT_PAGE_ERROR_EXPRESSION);
    }
}

static BookoutPage *
large_grid (guint n)
{
  g_autoptr (GString) body = g_string_new ("<html><body><table id=grid>");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (
        body,
        "<tr class=row><td class=stock>%u</td><td class=vin>VIN%u</td><td>2019</td><td>Halden</td><td>Marlin</td>"
        "<td><a title=Bookout href='/v?row=%u'>Bookout</a></td></tr>\n",
        165000 + i, i, i);
  return page_of (body->str, "text/html");
}

static void
test_large_grid (void)
{
  g_autoptr (BookoutPage) page = large_grid (10000);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = bookout_page_find (page, NULL, "//table[@id='grid']/tr", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 10000);
  assert_string (page, "//tr[td[@class='stock'] = '174999']/td[@class='vin']", "VIN9999");
}

static void
test_xpath_is_bounded (void)
{
  g_autoptr (BookoutPage) page = large_grid (10000);
  g_autoptr (GError) error = NULL;

  g_assert_false (
      bookout_page_matches (page, NULL, "//*[count(//*[count(//*) > 1]) > 1][count(//*) = 0]", &error));
  g_assert_error (error, BOOKOUT_PAGE_ERROR, BOOKOUT_PAGE_ERROR_EXPRESSION);
  /* The next question starts afresh. */
  assert_string (page, "count(//tr)", "10000");
}

static void
assert_limit (const char *body)
{
  g_autoptr (BookoutPage) page = page_of (body, "text/html");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) nodes = NULL;

  g_assert_null (bookout_page_get_markup (page));
  g_assert_cmpstr (bookout_page_get_text (page), ==, "");
  nodes = bookout_page_find (page, NULL, "//p", &error);
  g_assert_null (nodes);
  g_assert_error (error, BOOKOUT_PAGE_ERROR, BOOKOUT_PAGE_ERROR_LIMIT);
  g_clear_error (&error);
  g_assert_false (bookout_page_matches (page, NULL, "//p", &error));
  g_assert_error (error, BOOKOUT_PAGE_ERROR, BOOKOUT_PAGE_ERROR_LIMIT);
  g_clear_error (&error);
  g_assert_null (bookout_page_dup_link (page, NULL, "//p", &error));
  g_assert_error (error, BOOKOUT_PAGE_ERROR, BOOKOUT_PAGE_ERROR_LIMIT);
}

static char *
repeat (const char *text, guint n)
{
  GString *out = g_string_new (NULL);

  while (n-- > 0)
    g_string_append (out, text);
  return g_string_free (out, FALSE);
}

static void
test_bombs (void)
{
  g_autofree char *deep = repeat ("<div>", 100000);
  g_autofree char *inline_deep = repeat ("<b><i>", 1000);
  g_autofree char *many = repeat ("<p>x", BOOKOUT_MARKUP_NODES_MOST / 2 + 10);
  g_autofree char *attributes = repeat ("<p a=1 b=2 c=3 d=4 e=5 f=6>", BOOKOUT_MARKUP_NODES_MOST / 13 + 10);
  g_autofree char *large = g_strnfill (BOOKOUT_MARKUP_BYTES_MOST + 10, ' ');

  assert_limit (deep);
  assert_limit (inline_deep);
  assert_limit (many);
  assert_limit (attributes);
  memcpy (large, "<p>", 3);
  assert_limit (large);
}

static void
test_depth_allowed (void)
{
  g_autofree char *body = repeat ("<div>", 200);
  g_autoptr (BookoutPage) page = page_of (body, "text/html");

  g_assert_nonnull (bookout_page_get_markup (page));
  assert_string (page, "count(//div)", "200");
}

static void
test_json (void)
{
  g_autoptr (BookoutPage) page = page_of (
      "\xef\xbb\xbf{\"success\": true, \"url\": \"/report?key=a&b\", \"n\": 42, \"f\": 1.5, \"none\": null,"
      " \"list\": [{\"id\": \"x\"}, {\"id\": \"y\"}]}",
      "application/json");
  static const struct
  {
    const char *path;
    const char *value;
  } cases[] = {
    { "$.url", "/report?key=a&b" },
    { "$.n", "42" },
    { "$.success", "true" },
    { "$.none", NULL },
    { "$.missing", NULL },
    { "$.list", NULL },
    { "$.f", "1.5" },
    { "$.list[1].id", "y" },
    { "$..id", "x" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *value = bookout_page_dup_json (page, cases[i].path, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (value, ==, cases[i].value);
    }
}

static void
test_json_errors (void)
{
  g_autofree char *deep = repeat ("[", 100000);
  g_autofree char *brackets = repeat ("[", 1000);
  g_autofree char *quoted = g_strconcat ("{\"a\": \"", brackets, "\\\"[\", \"b\": 1}", NULL);
  g_autoptr (BookoutPage) bomb = page_of (deep, "application/json");
  g_autoptr (BookoutPage) html = page_of ("<p>x", "text/html");
  g_autoptr (BookoutPage) strings = page_of (quoted, "application/json");
  g_autofree char *value = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (bookout_page_dup_json (html, "$.a", &error));
  g_assert_no_error (error);
  value = bookout_page_dup_json (strings, "$.b", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (value, ==, "1");
  g_assert_null (bookout_page_dup_json (bomb, "$.a", &error));
  g_assert_error (error, BOOKOUT_PAGE_ERROR, BOOKOUT_PAGE_ERROR_LIMIT);
  g_clear_error (&error);
  g_assert_null (bookout_page_dup_json (html, "$.[", &error));
  g_assert_error (error, BOOKOUT_PAGE_ERROR, BOOKOUT_PAGE_ERROR_EXPRESSION);
}

static void
test_patterns (void)
{
  static const struct
  {
    const char *pattern;
    const char *subject;
    const char *value;
  } cases[] = {
    { "key=([a-z]+)", "x?key=abc&key=def", "abc" },
    { "[0-9]+", "page 17 of 20", "17" },
    { "^b$", "a\nb\nc", "b" },
    { "(x)?y", "y", NULL },
    { "KEY", "key", NULL },
    { "(?i)KEY", "key", "key" },
    { "()", "abc", "" },
  };
  gboolean occurs = FALSE;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *value = bookout_pattern_dup_value (cases[i].pattern, cases[i].subject, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (value, ==, cases[i].value);
    }
  g_assert_true (bookout_pattern_occurs ("session .*EXPIRED", "Your Session has expired.", &occurs, &error));
  g_assert_true (occurs);
  g_assert_null (bookout_pattern_dup_value ("(", "x", &error));
  g_assert_error (error, BOOKOUT_PAGE_ERROR, BOOKOUT_PAGE_ERROR_EXPRESSION);
}

static void
test_runaway_pattern (void)
{
  g_autofree char *subject = g_strnfill (60000, 'a');
  gboolean occurs = TRUE;
  g_autoptr (GError) error = NULL;

  g_assert_false (bookout_pattern_occurs ("^(a+)+$(?<!a)", subject, &occurs, &error));
  g_assert_error (error, BOOKOUT_PAGE_ERROR, BOOKOUT_PAGE_ERROR_EXPRESSION);
}

int
main (int argc, char **argv)
{
  xmlInitParser ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/page/new-destroy", test_new_destroy);
  g_test_add_func ("/page/document", test_document);
  g_test_add_func ("/page/addresses", test_addresses);
  g_test_add_func ("/page/address-error-hides-query", test_address_error_hides_query);
  g_test_add_func ("/page/charsets", test_charsets);
  g_test_add_func ("/page/windows-1252", test_windows_1252);
  g_test_add_func ("/page/odd-markup", test_odd_markup);
  g_test_add_func ("/page/visible-text", test_visible_text);
  g_test_add_func ("/page/text-without-markup", test_text_without_markup);
  g_test_add_func ("/page/text-is-bounded", test_text_is_bounded);
  g_test_add_func ("/page/collapse-and-cut", test_collapse_and_cut);
  g_test_add_func ("/page/base", test_base);
  g_test_add_func ("/page/xpath", test_xpath);
  g_test_add_func ("/page/xpath-errors", test_xpath_errors);
  g_test_add_func ("/page/large-grid", test_large_grid);
  g_test_add_func ("/page/xpath-is-bounded", test_xpath_is_bounded);
  g_test_add_func ("/page/bombs", test_bombs);
  g_test_add_func ("/page/depth-allowed", test_depth_allowed);
  g_test_add_func ("/page/json", test_json);
  g_test_add_func ("/page/json-errors", test_json_errors);
  g_test_add_func ("/page/patterns", test_patterns);
  g_test_add_func ("/page/runaway-pattern", test_runaway_pattern);
  return g_test_run ();
}
