/* test-template.c; SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libxml/xpath.h>
#include <string.h>

#include "bookout-template.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlDoc, xmlFreeDoc)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlXPathContext, xmlXPathFreeContext)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlXPathObject, xmlXPathFreeObject)

static char *
expand (const char *text, BookoutTemplateUse use, const char *value, GError **error)
{
  g_autoptr (BookoutTemplate) parsed = bookout_template_parse (text, use, NULL);
  g_autoptr (BookoutScope) scope = bookout_scope_new (NULL);

  g_assert_nonnull (parsed);
  bookout_scope_set (scope, "v", value);
  bookout_scope_set (scope, "column:Colour of paint", value);
  return bookout_template_expand (parsed, scope, error);
}

static void
test_template_encodings (void)
{
  static const struct
  {
    BookoutTemplateUse use;
    const char *text;
    const char *value;
    const char *expected;
  } cases[] = {
    { BOOKOUT_TEMPLATE_TEXT, "<{v}>", "A/B 'x' \"y\"\n", "<A/B 'x' \"y\"\n>" },
    { BOOKOUT_TEMPLATE_TEXT, "{{{v}}}", "1", "{1}" },
    { BOOKOUT_TEMPLATE_TEXT, "{{v}}", "1", "{v}" },
    { BOOKOUT_TEMPLATE_TEXT, "{v}{v}", "{v}", "{v}{v}" },
    { BOOKOUT_TEMPLATE_TEXT, "{column:Colour of paint}!", "red", "red!" },
    { BOOKOUT_TEMPLATE_TEXT, "", "x", "" },
    { BOOKOUT_TEMPLATE_ADDRESS, "vehicle/{v}", "A/B", "vehicle/A%2FB" },
    { BOOKOUT_TEMPLATE_ADDRESS, "vehicle/{v}/x", "50%", "vehicle/50%25/x" },
    { BOOKOUT_TEMPLATE_ADDRESS, "vehicle/{v}", "a b?c#d&e=f+g", "vehicle/a%20b%3Fc%23d%26e%3Df%2Bg" },
    { BOOKOUT_TEMPLATE_ADDRESS, "vehicle/{v}", "../x", "vehicle/..%2Fx" },
    { BOOKOUT_TEMPLATE_ADDRESS, "vehicle/{v}", "...", "vehicle/..." },
    { BOOKOUT_TEMPLATE_ADDRESS, "vehicle/x{v}", "..", "vehicle/x.." },
    { BOOKOUT_TEMPLATE_ADDRESS, "q?r={v}&s=1", "A&B/ü{", "q?r=A%26B%2F%C3%BC%7B&s=1" },
    { BOOKOUT_TEMPLATE_ADDRESS, "q?r={v}", "..", "q?r=.." },
    { BOOKOUT_TEMPLATE_ADDRESS, "q?r={v}", "🚗", "q?r=%F0%9F%9A%97" },
    { BOOKOUT_TEMPLATE_ADDRESS, "{v}", "https://a.example/x?y=1&z", "https://a.example/x?y=1&z" },
    { BOOKOUT_TEMPLATE_ADDRESS, "{v}&r={v}", "https://a.example/?y=1",
      "https://a.example/?y=1&r=https%3A%2F%2Fa.example%2F%3Fy%3D1" },
    { BOOKOUT_TEMPLATE_XPATH, "//td[.={v}]", "A/B", "//td[.='A/B']" },
    { BOOKOUT_TEMPLATE_XPATH, "{v}", "O'Neil", "\"O'Neil\"" },
    { BOOKOUT_TEMPLATE_XPATH, "{v}", "6\"", "'6\"'" },
    { BOOKOUT_TEMPLATE_XPATH, "{v}", "'\"", "concat('',\"'\",'\"')" },
    { BOOKOUT_TEMPLATE_XPATH, "{v}", "", "''" },
    { BOOKOUT_TEMPLATE_XPATH, "contains(., '{{')", "x", "contains(., '{')" },
    { BOOKOUT_TEMPLATE_PATTERN, "^{v}$", "a.b*", "^a\\.b\\*$" },
    { BOOKOUT_TEMPLATE_PATTERN, "x{2}{v}", "{", "x{2}\\{" },
    { BOOKOUT_TEMPLATE_PATTERN, "a{1,3}{v}{2}", "-", "a{1,3}\\-{2}" },
    { BOOKOUT_TEMPLATE_PATTERN, "\\p{Lu}\\x{41}\\{v}{v}", "1", "\\p{Lu}\\x{41}\\{v}1" },
    { BOOKOUT_TEMPLATE_PATTERN, "[^}]{", "1", "[^}]{" },
    { BOOKOUT_TEMPLATE_PATTERN, "{v}\\", "ü_1 ", "ü_1\\ \\" },
    { BOOKOUT_TEMPLATE_HEADER, "n={v}", "07 ü", "n=07 ü" },
    { BOOKOUT_TEMPLATE_JSON, "{{\"a\": \"{v}\"}}", "6\" \\ x\n🚗", "{\"a\": \"6\\\" \\\\ x\\u000a🚗\"}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *filled = expand (cases[i].text, cases[i].use, cases[i].value, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (filled, ==, cases[i].expected);
    }
}

static void
test_template_refused_values (void)
{
  static const struct
  {
    BookoutTemplateUse use;
    const char *text;
    const char *value;
  } cases[] = {
    { BOOKOUT_TEMPLATE_ADDRESS, "vehicle/{v}", ".." },
    { BOOKOUT_TEMPLATE_ADDRESS, "vehicle/{v}/", "." },
    { BOOKOUT_TEMPLATE_ADDRESS, "vehicle/.{v}/", "." },
    { BOOKOUT_TEMPLATE_ADDRESS, "{v}", "https://a.example/\r\nX: 1" },
    { BOOKOUT_TEMPLATE_HEADER, "{v}", "a\r\nSet-Cookie: x" },
    { BOOKOUT_TEMPLATE_HEADER, "{v}", "a\nb" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (expand (cases[i].text, cases[i].use, cases[i].value, &error));
      g_assert_error (error, BOOKOUT_TEMPLATE_ERROR, BOOKOUT_TEMPLATE_ERROR_VALUE);
      g_assert_null (strstr (error->message, "Cookie"));
    }
}

static void
test_template_too_long (void)
{
  g_autofree char *half = g_strnfill (BOOKOUT_TEMPLATE_LENGTH_MOST / 2 + 1, 'x');
  g_autofree char *once = NULL;
  g_autoptr (GError) error = NULL;

  once = expand ("{v}", BOOKOUT_TEMPLATE_TEXT, half, &error);
  g_assert_no_error (error);
  g_assert_null (expand ("{v}{v}", BOOKOUT_TEMPLATE_TEXT, half, &error));
  g_assert_error (error, BOOKOUT_TEMPLATE_ERROR, BOOKOUT_TEMPLATE_ERROR_VALUE);
}

static void
test_template_syntax (void)
{
  static const char *const texts[] = { "{",         "a{b", "{}",  "{1}", "{a b}", "{column:}",
                                       "{column:x", "}",   "a}b", "{{{", "{-a}" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BookoutTemplate) pattern = NULL;

      g_assert_null (bookout_template_parse (texts[i], BOOKOUT_TEMPLATE_TEXT, &error));
      g_assert_error (error, BOOKOUT_TEMPLATE_ERROR, BOOKOUT_TEMPLATE_ERROR_SYNTAX);
      pattern = bookout_template_parse (texts[i], BOOKOUT_TEMPLATE_PATTERN, NULL);
      g_assert_nonnull (pattern);
    }
}

static void
test_template_names (void)
{
  g_autoptr (BookoutTemplate)
      parsed = bookout_template_parse ("{b}-{a_1}-{b}{column:x y}", BOOKOUT_TEMPLATE_TEXT, NULL);
  static const char *const expected[] = { "b", "a_1", "column:x y", NULL };

  g_assert_true (g_strv_equal (bookout_template_get_names (parsed), expected));
  g_assert_cmpstr (bookout_template_get_source (parsed), ==, "{b}-{a_1}-{b}{column:x y}");
}

static void
test_template_unknown (void)
{
  g_autoptr (BookoutTemplate) name = bookout_template_parse ("a{b}", BOOKOUT_TEMPLATE_TEXT, NULL);
  g_autoptr (BookoutTemplate)
      column = bookout_template_parse ("{column:Colour}", BOOKOUT_TEMPLATE_TEXT, NULL);
  g_autoptr (BookoutScope) scope = bookout_scope_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (bookout_template_expand (name, scope, &error));
  g_assert_error (error, BOOKOUT_TEMPLATE_ERROR, BOOKOUT_TEMPLATE_ERROR_UNKNOWN);
  g_assert_cmpstr (error->message, ==, "The name {b} has no value here.");
  g_clear_error (&error);
  g_assert_null (bookout_template_expand (column, scope, &error));
  g_assert_error (error, BOOKOUT_TEMPLATE_ERROR, BOOKOUT_TEMPLATE_ERROR_UNKNOWN);
  g_assert_cmpstr (error->message, ==, "The inventory has no column “Colour”.");
}

static void
test_template_secrets (void)
{
  g_autoptr (BookoutTemplate)
      parsed = bookout_template_parse ("{user}:{password}", BOOKOUT_TEMPLATE_TEXT, NULL);
  g_autoptr (BookoutTemplate) plain = bookout_template_parse ("{user}", BOOKOUT_TEMPLATE_TEXT, NULL);
  g_autoptr (BookoutScope) scope = bookout_scope_new (NULL);

  bookout_scope_set (scope, "user", "dealer");
  g_assert_false (bookout_template_is_secret (parsed, scope));
  bookout_scope_set_secret (scope, "password", "practice");
  g_assert_true (bookout_template_is_secret (parsed, scope));
  g_assert_false (bookout_template_is_secret (plain, scope));
}

/* Text of 0 to 40 characters that likes the dangerous ones. */
static char *
random_text (void)
{
  static const char *const pieces[] = { "'",
                                        "\"",
                                        "{",
                                        "}",
                                        "\\",
                                        "(",
                                        ")",
                                        "[",
                                        "]",
                                        ".",
                                        "*",
                                        "+",
                                        "?",
                                        "^",
                                        "$",
                                        "|",
                                        "#",
                                        "-",
                                        "/",
                                        "%",
                                        "&",
                                        "=",
                                        "<",
                                        ">",
                                        " ",
                                        "\t",
                                        "\n",
                                        "A",
                                        "z",
                                        "0",
                                        "_",
                                        "\\E",
                                        "\\Q",
                                        "concat(",
                                        "ü",
                                        "🚗",
                                        "\xe2\x80\x8f",
                                        "(?i)",
                                        "]]>" };
  GString *text = g_string_new (NULL);

  for (int n = g_test_rand_int_range (0, 41); n > 0; n--)
    g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
  return g_string_free (text, FALSE);
}

static void
test_template_xpath_property (void)
{
  g_autoptr (xmlDoc) document = xmlReadDoc (BAD_CAST "<a/>", NULL, NULL, 0);
  g_autoptr (xmlXPathContext) context = xmlXPathNewContext (document);

  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *text = random_text ();
      g_autofree char *xpath = expand ("string({v})", BOOKOUT_TEMPLATE_XPATH, text, NULL);
      g_autoptr (xmlXPathObject) result = xmlXPathEval (BAD_CAST xpath, context);

      g_assert_nonnull (result);
      g_assert_cmpint (result->type, ==, XPATH_STRING);
      g_assert_cmpstr ((const char *) result->stringval, ==, text);
    }
}

/* Matches itself as a whole, in every dialect and also one character longer text never. */
static void
check_pattern (const char *text, GRegexCompileFlags flags)
{
  g_autofree char *pattern = expand ("^(?:{v})\\z", BOOKOUT_TEMPLATE_PATTERN, text, NULL);
  g_autofree char *longer = g_strconcat (text, "x", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GRegex) regex = g_regex_new (pattern, flags, 0, &error);

  g_assert_no_error (error);
  g_assert_true (g_regex_match (regex, text, 0, NULL));
  g_assert_false (g_regex_match (regex, longer, 0, NULL));
}

static void
test_template_pattern_property (void)
{
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *text = random_text ();
      g_autofree char *class = NULL;
      g_autoptr (GRegex) regex = NULL;

      check_pattern (text, 0);
      check_pattern (text, G_REGEX_EXTENDED);
      if (*text == '\0')
        continue;
      class = expand ("^[{v}]+\\z", BOOKOUT_TEMPLATE_PATTERN, text, NULL);
      regex = g_regex_new (class, 0, 0, NULL);
      g_assert_nonnull (regex);
      g_assert_true (g_regex_match (regex, text, 0, NULL));
    }
}

static void
test_template_address_property (void)
{
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *text = random_text ();
      g_autofree char *address = expand ("https://a.example/v/x{v}/y", BOOKOUT_TEMPLATE_ADDRESS, text, NULL);
      g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL);
      g_auto (GStrv) segments = NULL;
      g_autofree char *back = NULL;

      g_assert_nonnull (uri);
      g_assert_null (g_uri_get_query (uri));
      g_assert_null (g_uri_get_fragment (uri));
      segments = g_strsplit (g_uri_get_path (uri), "/", -1);
      g_assert_cmpuint (g_strv_length (segments), ==, 4);
      back = g_uri_unescape_string (segments[2], NULL);
      g_assert_cmpstr (back + 1, ==, text);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/template/encodings", test_template_encodings);
  g_test_add_func ("/template/refused-values", test_template_refused_values);
  g_test_add_func ("/template/too-long", test_template_too_long);
  g_test_add_func ("/template/syntax", test_template_syntax);
  g_test_add_func ("/template/names", test_template_names);
  g_test_add_func ("/template/unknown", test_template_unknown);
  g_test_add_func ("/template/secrets", test_template_secrets);
  g_test_add_func ("/template/xpath-property", test_template_xpath_property);
  g_test_add_func ("/template/pattern-property", test_template_pattern_property);
  g_test_add_func ("/template/address-property", test_template_address_property);
  return g_test_run ();
}
