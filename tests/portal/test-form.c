/* test-form.c - what is sent when a form is submitted
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <libxml/parser.h>
#include <string.h>

#include "bookout-form.h"

#define ADDRESS "https://portal.example/app/forms.aspx?page=1"

static BookoutPage *
page_of (const char *body, const char *content_type)
{
  g_autofree char *header = g_strconcat ("Content-Type: ", content_type, NULL);
  const char *headers[] = { header, NULL };
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  return bookout_page_new (ADDRESS, 200, headers, bytes, FALSE);
}

static BookoutPage *
page_of_file (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "portal", "fixtures", "html", name, NULL);
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &data, NULL, &error);
  g_assert_no_error (error);
  return page_of (data, "text/html; charset=utf-8");
}

/* "name=value" pairs, "name" alone for a removed one. */
static GPtrArray *fields_of (const char *first, ...) G_GNUC_NULL_TERMINATED;
static GPtrArray *
fields_of (const char *first, ...)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_field_free);
  va_list arguments;

  va_start (arguments, first);
  for (const char *pair = first; pair != NULL; pair = va_arg (arguments, const char *))
    {
      g_auto (GStrv) parts = g_strsplit (pair, "=", 2);

      g_ptr_array_add (fields, bookout_field_new (parts[0], parts[1]));
    }
  va_end (arguments);
  return fields;
}

static char *
body_of (BookoutRequest *request)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (request->body, &length);

  return g_strndup (data, length);
}

static BookoutRequest *
submit (BookoutPage *page, const char *form, const char *button, GPtrArray *fields)
{
  g_autoptr (GError) error = NULL;
  BookoutRequest *request = bookout_form_submit (page, NULL, form, button, fields, &error);

  g_assert_no_error (error);
  g_assert_nonnull (request);
  g_assert_cmpstr (request->referrer, ==, ADDRESS);
  g_assert_false (request->carries_secret);
  return request;
}

static void
assert_fails (BookoutPage *page, const char *form, const char *button, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (bookout_form_submit (page, NULL, form, button, NULL, &error));
  g_assert_error (error, BOOKOUT_PAGE_ERROR, code);
}

#define MAIN_START                                                                                                      \
  "before=outside&__RequestVerificationToken=AbC%2B%2F%3D%22%3C&StockNumber=16+5530&plain=&Password=&ticked=on&"        \
  "RememberMe=false&r=2&auto=first&autodisabled=On+now&several=a&several=c&twice=b&notes=Line+one%0D%0ALine+%3Ctwo%3E&" \
  "inlegend=yes&outerfieldset=yes&upload=&_charset_=UTF-8"
#define MAIN_END "&after=tail"

static void
test_entry_list (void)
{
  g_autoptr (BookoutPage) page = page_of_file ("forms.html");
  g_autoptr (BookoutRequest) request = submit (page, "//form[@id='main']", NULL, NULL);
  g_autofree char *body = body_of (request);

  g_assert_cmpstr (request->method, ==, "POST");
  g_assert_cmpstr (request->address, ==, "https://portal.example/vehicle/Filter?keep=1&x=2");
  g_assert_cmpstr (request->content_type, ==, "application/x-www-form-urlencoded");
  g_assert_cmpstr (body, ==, MAIN_START MAIN_END);
}

static void
test_buttons (void)
{
  static const struct
  {
    const char *button;
    const char *body;
  } cases[] = {
    { "//button[@id='go']", MAIN_START "&apply=1" MAIN_END },
    { "//input[@id='image']", MAIN_START "&pic.x=0&pic.y=0" MAIN_END },
    { "//input[@id='noname']", MAIN_START "&x=0&y=0" MAIN_END },
    { "//button[@id='disabledbutton']", MAIN_START "&late=1" MAIN_END },
    { "//input[@id='valueless']", MAIN_START "&sub=" MAIN_END },
    { "//button[@id='outside']", MAIN_START MAIN_END "&outer=7" },
  };
  g_autoptr (BookoutPage) page = page_of_file ("forms.html");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BookoutRequest) request = submit (page, "//form[@id='main']", cases[i].button, NULL);
      g_autofree char *body = body_of (request);

      g_assert_cmpstr (body, ==, cases[i].body);
    }
}

static void
test_button_overrides (void)
{
  g_autoptr (BookoutPage) page = page_of_file ("forms.html");
  g_autoptr (BookoutRequest) get = submit (page, "//form[@id='main']", "//button[@id='other']", NULL);
  g_autoptr (BookoutRequest) plain = submit (page, "//form[@id='main']", "//button[@id='text']", NULL);
  g_autofree char *text = body_of (plain);

  g_assert_cmpstr (get->method, ==, "GET");
  g_assert_null (get->body);
  g_assert_cmpstr (get->address, ==,
                   "https://portal.example/vehicle/Export?" MAIN_START "&export=all" MAIN_END);
  g_assert_cmpstr (plain->content_type, ==, "text/plain");
  g_assert_nonnull (strstr (text, "notes=Line one\r\nLine <two>\r\ninlegend=yes\r\n"));
}

static void
test_multipart (void)
{
  g_autoptr (BookoutPage) page = page_of_file ("forms.html");
  g_autoptr (GPtrArray) fields = fields_of ("a\"b\nc=x\ny", NULL);
  g_autoptr (BookoutRequest) request = submit (page, "//form[@id='main']", "//button[@id='multi']", fields);
  g_autofree char *body = body_of (request);
  const char *boundary = strstr (request->content_type, "boundary=") + strlen ("boundary=");
  g_autofree char *separator = g_strdup_printf ("--%s\r\n", boundary);
  g_autofree char *end = g_strdup_printf ("\r\n--%s--\r\n", boundary);
  g_auto (GStrv) parts = g_strsplit (body, separator, -1);

  g_assert_true (g_str_has_prefix (request->content_type, "multipart/form-data; boundary="));
  g_assert_true (g_str_has_suffix (body, end));
  g_assert_cmpstr (parts[0], ==, "");
  g_assert_cmpstr (parts[1], ==, "Content-Disposition: form-data; name=\"before\"\r\n\r\noutside\r\n");
  g_assert_nonnull (strstr (body, "Content-Disposition: form-data; name=\"upload\"; filename=\"\"\r\n"
                                  "Content-Type: application/octet-stream\r\n\r\n\r\n"));
  g_assert_nonnull (strstr (body, "name=\"a%22b%0D%0Ac\"\r\n\r\nx\r\ny\r\n"));
}

static void
test_fields (void)
{
  static const char *form =
      "<form id=f method=post action=/x><input name=a value=1><input name=b value=2><input name=a value=3>"
      "<input type=checkbox name=ok value=true><input name=z value=9></form>";
  g_autoptr (BookoutPage) page = page_of (form, "text/html; charset=utf-8");
  g_autoptr (GPtrArray)
      fields = fields_of ("a=x", "b", "ok=true", "z=1", "new=n", "z=2", "a=y", "gone", "gone=back", NULL);
  g_autoptr (BookoutRequest) request = submit (page, "//form", NULL, fields);
  g_autofree char *body = body_of (request);

  g_assert_cmpstr (body, ==, "a=x&a=y&z=1&z=2&ok=true&new=n&gone=back");
}

static void
test_get (void)
{
  g_autoptr (BookoutPage) page = page_of_file ("forms.html");
  g_autoptr (BookoutRequest) request = submit (page, "//form[@id='second']", "//input[@id='secondgo']", NULL);

  g_assert_cmpstr (request->method, ==, "GET");
  g_assert_cmpstr (request->address, ==, "https://portal.example/app/forms.aspx?q=a%26b%3Dc+d%2B%C3%A9");
}

static void
test_found_by_control (void)
{
  g_autoptr (BookoutPage) page = page_of_file ("forms.html");
  static const char *const xpaths[] = { "//input[@name='StockNumber']", "//input[@name='StockNumber']/@value",
                                        "//textarea[@name='after']", "//button[@id='outside']", NULL };

  for (guint i = 0; xpaths[i] != NULL; i++)
    {
      g_autoptr (BookoutRequest) request = submit (page, xpaths[i], NULL, NULL);

      g_assert_cmpstr (request->address, ==, "https://portal.example/vehicle/Filter?keep=1&x=2");
    }
}

static void
test_not_found (void)
{
  g_autoptr (BookoutPage) page = page_of_file ("forms.html");

  assert_fails (page, "//form[@id='nosuch']", NULL, BOOKOUT_PAGE_ERROR_NOT_FOUND);
  assert_fails (page, "//input[@name='orphan']", NULL, BOOKOUT_PAGE_ERROR_NOT_FOUND);
  assert_fails (page, "//input[@name='nobody']", NULL, BOOKOUT_PAGE_ERROR_NOT_FOUND);
  assert_fails (page, "//form[@id='main']", "//button[@id='nosuch']", BOOKOUT_PAGE_ERROR_NOT_FOUND);
  assert_fails (page, "//form[@id='main']", "//button[@id='plainbutton']", BOOKOUT_PAGE_ERROR_NOT_FOUND);
  assert_fails (page, "//form[@id='main']", "//input[@name='plain']", BOOKOUT_PAGE_ERROR_NOT_FOUND);
  assert_fails (page, "//form[@id='main']", "//input[@id='secondgo']", BOOKOUT_PAGE_ERROR_NOT_FOUND);
  assert_fails (page, "//form[@id='script']", NULL, BOOKOUT_PAGE_ERROR_NOT_FOUND);
  assert_fails (page, "//form[", NULL, BOOKOUT_PAGE_ERROR_EXPRESSION);
}

/* A form inside a form is no form, and a second one of the same id doesn't own what names the id. */
static void
test_nested_and_duplicate (void)
{
  g_autoptr (BookoutPage) page = page_of_file ("forms.html");
  g_autoptr (BookoutPage) nested = page_of_file ("nested-forms.html");
  g_autoptr (BookoutRequest) duplicate = submit (page, "(//form[@id='main'])[2]", NULL, NULL);
  g_autoptr (BookoutRequest) outer = submit (nested, "//form[@id='outer']", NULL, NULL);
  g_autoptr (BookoutRequest) inner = submit (nested, "//input[@name='two']", NULL, NULL);
  g_autoptr (BookoutRequest) next = submit (nested, "//form[@id='next']", NULL, NULL);
  g_autoptr (BookoutRequest) late = submit (page, "//form[@id='outerform']", NULL, NULL);
  g_autofree char *outer_body = body_of (outer);
  g_autofree char *inner_body = body_of (inner);
  g_autofree char *late_body = body_of (late);

  g_assert_cmpstr (duplicate->address, ==, "https://portal.example/duplicate?d=4");
  g_assert_cmpstr (outer_body, ==, "one=1&two=2&three=3");
  g_assert_cmpstr (inner_body, ==, outer_body);
  g_assert_cmpstr (next->address, ==, "https://portal.example/next?four=4");
  g_assert_cmpstr (late_body, ==, "o1=1&i1=2");
  assert_fails (nested, "//form[@id='inner']", NULL, BOOKOUT_PAGE_ERROR_NOT_FOUND);
}

static void
test_table_form (void)
{
  g_autoptr (BookoutPage)
      page = page_of ("<table><FORM NAME=f ACTION=go METHOD=Post><tr><td><INPUT NAME=a VALUE=1></td></tr>"
                      "<tr><td><select name=s><option selected=selected>x</select></td></tr></FORM></table>"
                      "<form action=no><input name=b>",
                      "text/html");
  g_autoptr (BookoutRequest) request = submit (page, "//form[1]", NULL, NULL);
  g_autofree char *body = body_of (request);

  g_assert_cmpstr (request->address, ==, "https://portal.example/app/go");
  g_assert_cmpstr (body, ==, "a=1&s=x");
}

static void
test_charset (void)
{
  static const char *form =
      "<form action=/x%s><input name=\"n\" value=\"&eacute;&euro;&#x20AD;\"><input type=hidden name=_charset_></form>";
  static const struct
  {
    const char *attribute;
    const char *content_type;
    const char *address;
  } cases[] = {
    { "", "text/html; charset=utf-8", "https://portal.example/x?n=%C3%A9%E2%82%AC%E2%82%AD&_charset_=UTF-8" },
    { "", "text/html; charset=windows-1252",
      "https://portal.example/x?n=%E9%80%26%238365%3B&_charset_=windows-1252" },
    { " accept-charset='klingon, ISO-8859-2'", "text/html; charset=utf-8",
      "https://portal.example/x?n=%E9%26%238364%3B%26%238365%3B&_charset_=ISO-8859-2" },
    { " accept-charset=utf-16", "text/html; charset=windows-1252",
      "https://portal.example/x?n=%C3%A9%E2%82%AC%E2%82%AD&_charset_=UTF-8" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) halves = g_strsplit (form, "%s", 2);
      g_autofree char *body = g_strconcat (halves[0], cases[i].attribute, halves[1], NULL);
      g_autoptr (BookoutPage) page = page_of (body, cases[i].content_type);
      g_autoptr (BookoutRequest) request = submit (page, "//form", NULL, NULL);

      g_assert_cmpstr (request->address, ==, cases[i].address);
    }
}

static void
test_empty_action_ignores_base (void)
{
  g_autoptr (BookoutPage) page = page_of (
      "<html><head><base href='/elsewhere/'></head><body><form id=a action=' '><input name=q value=1></form>"
      "<form id=b action=x></form></body></html>",
      "text/html");
  g_autoptr (BookoutRequest) empty = submit (page, "//form[@id='a']", NULL, NULL);
  g_autoptr (BookoutRequest) relative = submit (page, "//form[@id='b']", NULL, NULL);

  g_assert_cmpstr (empty->address, ==, "https://portal.example/app/forms.aspx?q=1");
  g_assert_cmpstr (relative->address, ==, "https://portal.example/elsewhere/x?");
}

static void
test_encode (void)
{
  g_autoptr (GPtrArray) fields = fields_of ("a=1 2", "n\xc3\xa9=A/B&50%", "removed", "e=*-._~'()!",
                                            "l=x\ry\r\nz\n", "empty=", NULL);
  g_autofree char *text = bookout_form_encode (fields);

  g_assert_cmpstr (text, ==,
                   "a=1+2&n%C3%A9=A%2FB%2650%25&e=*-._%7E%27%28%29%21&l=x%0D%0Ay%0D%0Az%0D%0A&empty=");
}

int
main (int argc, char **argv)
{
  xmlInitParser ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/form/entry-list", test_entry_list);
  g_test_add_func ("/form/buttons", test_buttons);
  g_test_add_func ("/form/button-overrides", test_button_overrides);
  g_test_add_func ("/form/multipart", test_multipart);
  g_test_add_func ("/form/fields", test_fields);
  g_test_add_func ("/form/get", test_get);
  g_test_add_func ("/form/found-by-control", test_found_by_control);
  g_test_add_func ("/form/not-found", test_not_found);
  g_test_add_func ("/form/nested-and-duplicate", test_nested_and_duplicate);
  g_test_add_func ("/form/table-form", test_table_form);
  g_test_add_func ("/form/charset", test_charset);
  g_test_add_func ("/form/empty-action-ignores-base", test_empty_action_ignores_base);
  g_test_add_func ("/form/encode", test_encode);
  return g_test_run ();
}
