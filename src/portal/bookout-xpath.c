/* bookout-xpath.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-xpath"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <libxml/xpathInternals.h>

#include "bookout-page.h"
#include "bookout-plain-text.h"
#include "bookout-xpath.h"

/* One evaluation context for all the questions to a page, with compiled expressions kept: a description asks a grid the same relative
 * question once a row. */

/* Steps over nodes that one question may take. "//tr[td = 'x']" takes some 300,000 on a grid of 10,000 rows; five million take
 * about a quarter of a second. */
#define OPERATIONS_MOST 5000000

/* Expressions kept. Those that name a vehicle are new for each, hence the limit. */
#define COMPILED_MOST 32

#define QUOTED_CHARACTERS 120

struct _BookoutXPath
{
  xmlXPathContext *context; /* owned */
  GHashTable *compiled;     /* owned; expression to xmlXPathCompExpr */
};

/* libxml2 would print to stderr. What matters is in context->lastError. */
static void
ignore_error_cb (void *user_data, xmlError *error)
{
}

static void
unknown_function (xmlXPathParserContext *parser, int n)
{
  xmlXPathErr (parser, XPATH_UNKNOWN_FUNC_ERROR);
}

/* libxml2 names unknown functions on stderr past any handler; so each gets one that fails quietly. */
static xmlXPathFunction
find_function_cb (void *user_data, const xmlChar *name, const xmlChar *namespace)
{
  xmlXPathContext *context = user_data;

  return xmlHashLookup2 (context->funcHash, name, namespace) != NULL ? NULL : unknown_function;
}

/**
 * bookout_xpath_new:
 * @tree: must outlive the answer
 *
 * Returns: (transfer full): ready for questions
 */
BookoutXPath *
bookout_xpath_new (xmlDoc *tree)
{
  BookoutXPath *self = g_new0 (BookoutXPath, 1);

  self->context = xmlXPathNewContext (tree);
  if (self->context == NULL)
    g_error ("Out of memory");
  self->context->error = ignore_error_cb;
  self->context->opLimit = OPERATIONS_MOST;
  xmlXPathRegisterFuncLookup (self->context, find_function_cb, self->context);
  xmlXPathContextSetCache (self->context, 1, -1, 0);
  /* Numbers the elements, so that sorting a node set needn't walk the tree for each pair. */
  xmlXPathOrderDocElems (tree);
  self->compiled = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) xmlXPathFreeCompExpr);
  return self;
}

/**
 * bookout_xpath_free:
 * @self: (nullable): to be freed before its tree
 */
void
bookout_xpath_free (BookoutXPath *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->compiled);
  xmlXPathFreeContext (self->context);
  g_free (self);
}

static xmlXPathCompExpr *
compile (BookoutXPath *self, const char *expression)
{
  xmlXPathCompExpr *compiled = g_hash_table_lookup (self->compiled, expression);

  if (compiled != NULL)
    return compiled;
  compiled = xmlXPathCtxtCompile (self->context, BAD_CAST expression);
  if (compiled == NULL)
    return NULL;
  if (g_hash_table_size (self->compiled) >= COMPILED_MOST)
    g_hash_table_remove_all (self->compiled);
  g_hash_table_insert (self->compiled, g_strdup (expression), compiled);
  return compiled;
}

static void
refuse (BookoutXPath *self, const char *expression, GError **error)
{
  g_autofree char *quoted = bookout_plain_text_cut (expression, QUOTED_CHARACTERS);

  if (self->context->opCount >= self->context->opLimit)
    g_set_error (error, BOOKOUT_PAGE_ERROR, BOOKOUT_PAGE_ERROR_EXPRESSION,
                 _ ("The XPath %s takes too long on this page"), quoted);
  else
    g_set_error (error, BOOKOUT_PAGE_ERROR, BOOKOUT_PAGE_ERROR_EXPRESSION, _ ("The XPath %s is wrong"),
                 quoted);
}

/**
 * bookout_xpath_evaluate:
 * @self: a tree's context
 * @context: (nullable): a node of the tree that relative expressions start from; the document if %NULL
 * @expression: XPath 1.0
 * @error: return location
 *
 * Returns: (transfer full): the result, node sets in document order; %NULL on error.
 * Errors: %BOOKOUT_PAGE_ERROR_EXPRESSION if its syntax is wrong or it takes too long
 */
xmlXPathObject *
bookout_xpath_evaluate (BookoutXPath *self, xmlNode *context, const char *expression, GError **error)
{
  xmlXPathCompExpr *compiled;
  xmlXPathObject *result = NULL;

  self->context->opCount = 0;
  self->context->node = context != NULL ? context : (xmlNode *) self->context->doc;
  compiled = compile (self, expression);
  if (compiled != NULL)
    result = xmlXPathCompiledEval (compiled, self->context);
  if (result == NULL)
    refuse (self, expression, error);
  else if (result->type == XPATH_NODESET && result->nodesetval != NULL)
    xmlXPathNodeSetSort (result->nodesetval);
  return result;
}
