/* bookout-expression.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-expression"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <string.h>

#include "bookout-expression.h"
#include "bookout-portal.h"

/* A slip in an expression should be found while its author looks at it, not at the first vehicle of a night. So each
 * is tried when its description is loaded, with an "x" for every name in it. No state: any thread may use it. */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlDoc, xmlFreeDoc)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlXPathContext, xmlXPathFreeContext)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlXPathObject, xmlXPathFreeObject)

static const char *const xpath_words[] = { "last",
                                           "position",
                                           "count",
                                           "id",
                                           "local-name",
                                           "namespace-uri",
                                           "name",
                                           "string",
                                           "concat",
                                           "starts-with",
                                           "contains",
                                           "substring-before",
                                           "substring-after",
                                           "substring",
                                           "string-length",
                                           "normalize-space",
                                           "translate",
                                           "boolean",
                                           "not",
                                           "true",
                                           "false",
                                           "lang",
                                           "number",
                                           "sum",
                                           "floor",
                                           "ceiling",
                                           "round", /* functions */
                                           "comment",
                                           "text",
                                           "processing-instruction",
                                           "node", /* kinds of nodes */
                                           "and",
                                           "or",
                                           "div",
                                           "mod", /* operators before "(" */
                                           NULL };

static char *
fill_in (BookoutTemplate *expression, GError **error)
{
  const char *const *names = bookout_template_get_names (expression);
  g_autoptr (BookoutScope) scope = bookout_scope_new (NULL);

  for (guint i = 0; names[i] != NULL; i++)
    bookout_scope_set (scope, names[i], "x");
  return bookout_template_expand (expression, scope, error);
}

#define refuse(error, ...) \
  g_set_error (error, BOOKOUT_PORTAL_ERROR, BOOKOUT_PORTAL_ERROR_INVALID, __VA_ARGS__)

static gsize
word_length (const char *text)
{
  gsize length = 0;

  if (g_ascii_isalpha (text[0]) || text[0] == '_')
    while (g_ascii_isalnum (text[length]) || (text[length] != '\0' && strchr ("_-.", text[length]) != NULL))
      length++;
  return length;
}

/* libxml2 notices an unknown function only when it is called, and inside a predicate that may be never; matches() and
 * lower-case() of later XPath versions are what people try. */
static char *
find_unknown_function (const char *xpath)
{
  while (*xpath != '\0')
    {
      gsize length = word_length (xpath);

      if (*xpath == '"' || *xpath == '\'')
        {
          const char *end = strchr (xpath + 1, *xpath);

          if (end == NULL)
            return NULL;
          length = end - xpath + 1;
        }
      else if (length > 0)
        {
          g_autofree char *word = g_strndup (xpath, length);

          if (xpath[length + strspn (xpath + length, " \t\r\n")] == '(' &&
              !g_strv_contains (xpath_words, word))
            return g_steal_pointer (&word);
        }
      xpath += MAX (length, 1);
    }
  return NULL;
}

/* {reference} comes with its quotation marks; '{reference}' would be ''165548''. */
static gboolean
has_quoted_name (const char *source)
{
  for (const char *brace = strchr (source, '{'); brace != NULL; brace = strchr (brace + 1, '{'))
    if (brace > source && (brace[-1] == '\'' || brace[-1] == '"') && brace[1] != '{')
      return TRUE;
  return FALSE;
}

static void
keep_error (void *data, xmlErrorPtr problem)
{
  char **message = data;

  if (*message == NULL && problem != NULL && problem->message != NULL)
    *message = g_strdup (problem->message);
}

static gboolean
try_xpath (const char *xpath, char **message)
{
  g_autoptr (xmlDoc) document = xmlReadDoc (BAD_CAST "<html><body/></html>", NULL, NULL, XML_PARSE_NONET);
  g_autoptr (xmlXPathContext) context = xmlXPathNewContext (document);
  g_autoptr (xmlXPathObject) result = NULL;

  context->userData = message;
  context->error = keep_error;
  xmlXPathSetContextNode (xmlDocGetRootElement (document), context);
  result = xmlXPathEval (BAD_CAST xpath, context);
  return result != NULL;
}

/**
 * bookout_expression_check_xpath:
 * @expression: an XPATH template
 * @error: (nullable): return location
 *
 * Errors: %BOOKOUT_PORTAL_ERROR_INVALID with words that finish the sentence "the XPath …".
 *
 * Returns: whether libxml2 can evaluate it
 */
gboolean
bookout_expression_check_xpath (BookoutTemplate *expression, GError **error)
{
  g_autofree char *xpath = fill_in (expression, error);
  g_autofree char *function = NULL;
  g_autofree char *message = NULL;

  if (xpath == NULL)
    return FALSE;

  function = find_unknown_function (xpath);
  if (function != NULL)
    refuse (error, _ ("calls “%s()”, which XPath 1.0 does not have"), function);
  else if (has_quoted_name (bookout_template_get_source (expression)))
    refuse (error, _ ("has quotation marks around a {name}; the name brings its own, so leave them out"));
  else if (!try_xpath (xpath, &message))
    refuse (error, _ ("cannot be read: %s"),
            message != NULL ? g_strchomp (message) : _ ("it is not well formed"));
  else
    return TRUE;
  return FALSE;
}

/**
 * bookout_expression_check_pattern:
 * @expression: a PATTERN template
 * @n_groups: (out) (optional): how many groups it captures
 * @error: (nullable): return location
 *
 * Errors: %BOOKOUT_PORTAL_ERROR_INVALID with words that finish the sentence "the pattern …".
 *
 * Returns: whether it is a regular expression
 */
gboolean
bookout_expression_check_pattern (BookoutTemplate *expression, guint *n_groups, GError **error)
{
  g_autofree char *pattern = fill_in (expression, error);
  g_autoptr (GRegex) regex = NULL;
  g_autoptr (GError) problem = NULL;

  if (pattern == NULL)
    return FALSE;

  regex = g_regex_new (pattern, G_REGEX_MULTILINE, 0, &problem);
  if (regex == NULL)
    {
      refuse (error, _ ("cannot be read: %s"), problem->message);
      return FALSE;
    }
  if (n_groups != NULL)
    *n_groups = g_regex_get_capture_count (regex);
  return TRUE;
}

/**
 * bookout_expression_check_json_path:
 * @path: a path such as "$.url"
 * @error: (nullable): return location
 *
 * Errors: %BOOKOUT_PORTAL_ERROR_INVALID with words that finish the sentence "the JSON path …".
 *
 * Returns: whether json-glib can follow it
 */
gboolean
bookout_expression_check_json_path (const char *path, GError **error)
{
  g_autoptr (JsonPath) compiled = json_path_new ();
  g_autoptr (GError) problem = NULL;

  if (json_path_compile (compiled, path, &problem))
    return TRUE;
  refuse (error, _ ("cannot be read: %s"), problem->message);
  return FALSE;
}
