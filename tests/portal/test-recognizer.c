/* test-recognizer.c - what kind of answer a page is
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <libxml/parser.h>
#include <string.h>

#include "bookout-recognizer.h"

static BookoutTemplate *
template_of (const char *text, BookoutTemplateUse use)
{
  g_autoptr (GError) error = NULL;
  BookoutTemplate *template = text != NULL ? bookout_template_parse (text, use, &error) : NULL;

  g_assert_no_error (error);
  return template;
}

static void
add (GPtrArray *recognizers,
     BookoutRecognized kind,
     const char *xpath,
     const char *words,
     const char *wait_pattern)
{
  BookoutRecognizer *recognizer = g_new0 (BookoutRecognizer, 1);

  recognizer->kind = kind;
  recognizer->condition = g_new0 (BookoutCondition, 1);
  recognizer->condition->xpath = template_of (xpath, BOOKOUT_TEMPLATE_XPATH);
  recognizer->words = template_of (words, BOOKOUT_TEMPLATE_XPATH);
  recognizer->wait_pattern = template_of (wait_pattern, BOOKOUT_TEMPLATE_PATTERN);
  recognizer->wait_s = kind == BOOKOUT_RECOGNIZED_ACTIVE_SESSION ? 300 : 0;
  g_ptr_array_add (recognizers, recognizer);
}

static GPtrArray *
recognizers_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_recognizer_free);
}

static BookoutPage *
page_of (const char *body)
{
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  return bookout_page_new ("https://portal.example/", 200, NULL, bytes, FALSE);
}

static void
recognize (GPtrArray *recognizers, const char *body, BookoutRecognition *recognition)
{
  g_autoptr (BookoutPage) page = page_of (body);
  g_autoptr (BookoutScope) scope = bookout_scope_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (bookout_recognize (recognizers, page, scope, recognition, &error));
  g_assert_no_error (error);
}

static void
test_order_of_kinds (void)
{
  g_autoptr (GPtrArray) recognizers = recognizers_new ();
  g_auto (BookoutRecognition) recognition = { 0 };

  add (recognizers, BOOKOUT_RECOGNIZED_SIGNED_IN, "//i", NULL, NULL);
  add (recognizers, BOOKOUT_RECOGNIZED_SIGNED_OUT, "//o", NULL, NULL);
  add (recognizers, BOOKOUT_RECOGNIZED_SIGNED_OUT, "//p", NULL, NULL);
  add (recognizers, BOOKOUT_RECOGNIZED_MAINTENANCE, "//m", NULL, NULL);
  add (recognizers, BOOKOUT_RECOGNIZED_REFUSED, "//r", "//r/b", NULL);
  add (recognizers, BOOKOUT_RECOGNIZED_ACTIVE_SESSION, "//a", NULL, NULL);

  recognize (recognizers, "<i></i><o></o><m></m><r><b>no</b></r><a>busy</a>", &recognition);
  g_assert_cmpint (recognition.kind, ==, BOOKOUT_RECOGNIZED_ACTIVE_SESSION);
  g_assert_cmpstr (recognition.words, ==, "busy");
  g_assert_cmpuint (recognition.wait_s, ==, 300);
  recognize (recognizers, "<i></i><o></o><m></m><r>x <b> Not\n right </b></r>", &recognition);
  g_assert_cmpint (recognition.kind, ==, BOOKOUT_RECOGNIZED_REFUSED);
  g_assert_cmpstr (recognition.words, ==, "Not right");
  g_assert_cmpuint (recognition.wait_s, ==, 0);
  recognize (recognizers, "<i></i><o></o><m></m>", &recognition);
  g_assert_cmpint (recognition.kind, ==, BOOKOUT_RECOGNIZED_MAINTENANCE);
  g_assert_null (recognition.words);
  recognize (recognizers, "<i></i><p></p>", &recognition);
  g_assert_cmpint (recognition.kind, ==, BOOKOUT_RECOGNIZED_SIGNED_OUT);
  recognize (recognizers, "<i></i>", &recognition);
  g_assert_cmpint (recognition.kind, ==, BOOKOUT_RECOGNIZED_SIGNED_IN);
  recognize (recognizers, "<u></u>", &recognition);
  g_assert_cmpint (recognition.kind, ==, BOOKOUT_RECOGNIZED_NOTHING);
  recognize (recognizers, "", &recognition);
  g_assert_cmpint (recognition.kind, ==, BOOKOUT_RECOGNIZED_NOTHING);
}

static void
test_waits (void)
{
  static const struct
  {
    const char *pattern;
    const char *body;
    guint wait_s;
  } cases[] = {
    { "wait (\\d+:\\d\\d) minutes", "Please wait 4:12 minutes and try again.", 252 },
    { "wait ([\\d:]+)", "Please WAIT 1:04:12", 3852 },
    { "wait (\\d+) minutes?", "wait 5 minutes", 300 },
    { "wait (.*)\\.", "wait 7 minutes.", 420 },
    { "wait (?<seconds>\\d+) seconds", "wait 90 seconds", 90 },
    { "wait (\\d+) minutes and (?<seconds>\\d+) seconds", "wait 2 minutes and 5 seconds", 125 },
    { "wait (?:(\\d+) minutes )?(?<seconds>\\d+) seconds", "wait 5 seconds", 5 },
    { "wait (\\d+)", "no number here", 300 },
    { NULL, "wait 5", 300 },
    { "wait (\\d+)", "wait 99999999999999999999999", 24 * 3600 },
    { "wait (?<seconds>\\d+)", "wait 99999999999999999999999", 24 * 3600 },
    { "wait ([\\d:]+)", "wait 9999999999:9999999999:99999999999999999999", 24 * 3600 },
    { "wait (\\d+:)", "wait 4:", 240 },
    { "wait (x?)", "wait", 300 },
    { "wait(x?)", "wait", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) recognizers = recognizers_new ();
      g_autofree char *body = g_strconcat ("<a>", cases[i].body, "</a>", NULL);
      g_auto (BookoutRecognition) recognition = { 0 };

      g_test_message ("%s", cases[i].body);
      add (recognizers, BOOKOUT_RECOGNIZED_ACTIVE_SESSION, "//a", NULL, cases[i].pattern);
      recognize (recognizers, body, &recognition);
      g_assert_cmpuint (recognition.wait_s, ==, cases[i].wait_s);
    }
}

static void
test_words_are_cut (void)
{
  g_autoptr (GPtrArray) recognizers = recognizers_new ();
  g_autoptr (GString) body = g_string_new ("<a>");
  g_auto (BookoutRecognition) recognition = { 0 };

  for (guint i = 0; i < 1000; i++)
    g_string_append (body, "\xc3\xa9");
  add (recognizers, BOOKOUT_RECOGNIZED_REFUSED, "//a", NULL, NULL);
  recognize (recognizers, body->str, &recognition);
  g_assert_cmpint (g_utf8_strlen (recognition.words, -1), ==, 300);
}

static void
test_document_is_nothing (void)
{
  g_autoptr (GPtrArray) recognizers = recognizers_new ();
  g_autoptr (BookoutPage) document = bookout_page_new ("https://portal.example/x.pdf", 200, NULL, NULL, TRUE);
  g_autoptr (BookoutScope) scope = bookout_scope_new (NULL);
  g_auto (BookoutRecognition) recognition = { 0 };
  g_autoptr (GError) error = NULL;

  add (recognizers, BOOKOUT_RECOGNIZED_SIGNED_OUT, "//a", NULL, NULL);
  ((BookoutRecognizer *) g_ptr_array_index (recognizers, 0))->condition->negated = TRUE;
  g_assert_true (bookout_recognize (recognizers, document, scope, &recognition, &error));
  g_assert_cmpint (recognition.kind, ==, BOOKOUT_RECOGNIZED_NOTHING);
  recognize (recognizers, "<p>", &recognition);
  g_assert_cmpint (recognition.kind, ==, BOOKOUT_RECOGNIZED_SIGNED_OUT);
}

static void
test_errors (void)
{
  static const struct
  {
    const char *xpath;
    const char *words;
    const char *wait;
  } cases[] = { { "//a[", NULL, NULL }, { "//a", "//b[", NULL }, { "//a", NULL, "(" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) recognizers = recognizers_new ();
      g_autoptr (BookoutPage) page = page_of ("<a>x</a>");
      g_autoptr (BookoutScope) scope = bookout_scope_new (NULL);
      g_auto (BookoutRecognition) recognition = { 0 };
      g_autoptr (GError) error = NULL;

      add (recognizers, BOOKOUT_RECOGNIZED_MAINTENANCE, cases[i].xpath, cases[i].words, cases[i].wait);
      g_assert_false (bookout_recognize (recognizers, page, scope, &recognition, &error));
      g_assert_error (error, BOOKOUT_PAGE_ERROR, BOOKOUT_PAGE_ERROR_EXPRESSION);
    }
}

int
main (int argc, char **argv)
{
  xmlInitParser ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/recognizer/order-of-kinds", test_order_of_kinds);
  g_test_add_func ("/recognizer/waits", test_waits);
  g_test_add_func ("/recognizer/words-are-cut", test_words_are_cut);
  g_test_add_func ("/recognizer/document-is-nothing", test_document_is_nothing);
  g_test_add_func ("/recognizer/errors", test_errors);
  return g_test_run ();
}
