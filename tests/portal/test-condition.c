/* test-condition.c - questions to a page
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <libxml/parser.h>
#include <string.h>

#include "bookout-condition.h"

static BookoutTemplate *
template_of (const char *text, BookoutTemplateUse use)
{
  g_autoptr (GError) error = NULL;
  BookoutTemplate *template = text != NULL ? bookout_template_parse (text, use, &error) : NULL;

  g_assert_no_error (error);
  return template;
}

static BookoutCondition *
condition_of (const char *xpath, const char *text, const char *address)
{
  BookoutCondition *condition = g_new0 (BookoutCondition, 1);

  condition->xpath = template_of (xpath, BOOKOUT_TEMPLATE_XPATH);
  condition->text = template_of (text, BOOKOUT_TEMPLATE_PATTERN);
  condition->address = template_of (address, BOOKOUT_TEMPLATE_PATTERN);
  return condition;
}

static BookoutPage *
page_of (const char *body, guint status)
{
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  return bookout_page_new ("https://portal.example/Home/Login?x=1", status, NULL, bytes, FALSE);
}

static gboolean
ask (BookoutCondition *condition, BookoutPage *page, xmlNode *context)
{
  g_autoptr (BookoutScope) scope = bookout_scope_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean holds = FALSE;

  bookout_scope_set (scope, "reference", "A.'1\"");
  g_assert_true (bookout_condition_holds (condition, page, context, scope, &holds, &error));
  g_assert_no_error (error);
  return holds;
}

static void
test_parts (void)
{
  static const struct
  {
    const char *xpath;
    const char *text;
    const char *address;
    guint status_from;
    guint status_to;
    gboolean holds;
  } cases[] = {
    { NULL, NULL, NULL, 0, 0, TRUE },
    { "//p", NULL, NULL, 0, 0, TRUE },
    { "//q", NULL, NULL, 0, 0, FALSE },
    { "//p[@id={reference}]", NULL, NULL, 0, 0, TRUE },
    { NULL, "vehicle\\s+{reference}$", NULL, 0, 0, TRUE },
    { NULL, "VEHICLE", NULL, 0, 0, TRUE },
    { NULL, "A\\.x1", NULL, 0, 0, FALSE },
    { NULL, "hidden", NULL, 0, 0, FALSE },
    { NULL, NULL, "home/login", 0, 0, TRUE },
    { NULL, NULL, "^/Home", 0, 0, FALSE },
    { NULL, NULL, NULL, 200, 299, FALSE },
    { NULL, NULL, NULL, 404, 404, TRUE },
    { NULL, NULL, NULL, 400, 499, TRUE },
    { "//p", "vehicle", "login", 404, 404, TRUE },
    { "//p", "vehicle", "login", 405, 499, FALSE },
    { "//p", "other", "login", 404, 404, FALSE },
    { "//q", "vehicle", "login", 404, 404, FALSE },
    { "//p", "vehicle", "logout", 404, 404, FALSE },
  };
  g_autoptr (BookoutPage)
      page = page_of ("<p id=\"A.'1&quot;\">The vehicle A.'1&quot;</p><script>hidden</script>", 404);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BookoutCondition) condition = condition_of (cases[i].xpath, cases[i].text, cases[i].address);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      condition->status_from = cases[i].status_from;
      condition->status_to = cases[i].status_to;
      g_assert_cmpint (ask (condition, page, NULL), ==, cases[i].holds);
      condition->negated = TRUE;
      g_assert_cmpint (ask (condition, page, NULL), ==, !cases[i].holds);
    }
}

static void
test_context (void)
{
  g_autoptr (BookoutPage) page = page_of ("<table><tr><td>1<tr><td>2</table>", 200);
  g_autoptr (BookoutCondition) condition = condition_of ("td[. = 2]", NULL, NULL);
  g_autoptr (GPtrArray) rows = bookout_page_find (page, NULL, "//tr", NULL);

  g_assert_false (ask (condition, page, NULL));
  g_assert_false (ask (condition, page, g_ptr_array_index (rows, 0)));
  g_assert_true (ask (condition, page, g_ptr_array_index (rows, 1)));
}

static void
test_document (void)
{
  g_autoptr (BookoutPage) document = bookout_page_new ("https://portal.example/x.pdf", 200, NULL, NULL, TRUE);
  g_autoptr (BookoutPage) page = page_of ("<p>", 200);
  g_autoptr (BookoutCondition) is_document = condition_of (NULL, NULL, NULL);
  g_autoptr (BookoutCondition) has_paragraph = condition_of ("//p", NULL, NULL);

  is_document->document = TRUE;
  g_assert_true (ask (is_document, document, NULL));
  g_assert_false (ask (is_document, page, NULL));
  g_assert_false (ask (has_paragraph, document, NULL));
}

static void
test_errors (void)
{
  g_autoptr (BookoutPage) page = page_of ("<p>", 200);
  g_autoptr (BookoutScope) scope = bookout_scope_new (NULL);
  static const struct
  {
    const char *xpath;
    const char *text;
    const char *address;
  } cases[] = { { "//p[", NULL, NULL }, { NULL, "(", NULL }, { NULL, NULL, "[" } };
  g_autoptr (BookoutCondition) unknown = condition_of ("//p[. = {nobody}]", NULL, NULL);
  g_autoptr (GError) error = NULL;
  gboolean holds = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BookoutCondition) condition = condition_of (cases[i].xpath, cases[i].text, cases[i].address);

      condition->negated = TRUE;
      g_assert_false (bookout_condition_holds (condition, page, NULL, scope, &holds, &error));
      g_assert_error (error, BOOKOUT_PAGE_ERROR, BOOKOUT_PAGE_ERROR_EXPRESSION);
      g_assert_false (holds);
      g_clear_error (&error);
    }
  g_assert_false (bookout_condition_holds (unknown, page, NULL, scope, &holds, &error));
  g_assert_error (error, BOOKOUT_TEMPLATE_ERROR, BOOKOUT_TEMPLATE_ERROR_UNKNOWN);
}

int
main (int argc, char **argv)
{
  xmlInitParser ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/condition/parts", test_parts);
  g_test_add_func ("/condition/context", test_context);
  g_test_add_func ("/condition/document", test_document);
  g_test_add_func ("/condition/errors", test_errors);
  return g_test_run ();
}
