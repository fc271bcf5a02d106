/* bookout-page.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-page"
#include "config.h"

#include <string.h>

#include "bookout-address.h"
#include "bookout-charset.h"
#include "bookout-json.h"
#include "bookout-markup.h"
#include "bookout-page.h"
#include "bookout-plain-text.h"
#include "bookout-xpath.h"

/* One answer of a portal: what came, and, made when first asked for, what it means: its text in UTF-8, its tree, its visible text, its JSON.
 * What came never changes; the rest is filled in without a lock, so a page belongs to one thread at a time. */

#define VISIBLE_TEXT_BYTES_MOST (64 * 1024)

struct _BookoutPage
{
  GObject parent_instance;
  char *address;           /* final, after redirects */
  guint status;            /* HTTP */
  char **headers;          /* "Name: value" */
  GBytes *body;            /* (nullable) */
  gboolean is_document;    /* a sink took the body */
  char *source;            /* (nullable): @body as UTF-8, when first asked for */
  gsize source_length;     /* bytes of @source */
  const char *charset;     /* static; what @body was in, known with @source */
  gboolean is_parsed;      /* whether @tree and @tree_error are final */
  xmlDoc *tree;            /* (nullable) */
  GError *tree_error;      /* (nullable): why there is no @tree although there is markup */
  BookoutXPath *xpath;     /* (nullable): of @tree, when first asked */
  char *text;              /* (nullable): visible text, when first asked for */
  char *base;              /* (nullable): what links are relative to, when first asked for */
  gboolean is_json_parsed; /* whether @json and @json_error are final */
  JsonNode *json;          /* (nullable) owned */
  GError *json_error;      /* (nullable): why there is no @json although there may be some */
};

G_DEFINE_FINAL_TYPE (BookoutPage, bookout_page, G_TYPE_OBJECT)
G_DEFINE_QUARK (bookout_page_error_quark, bookout_page_error)

static void
bookout_page_finalize (GObject *object)
{
  BookoutPage *self = BOOKOUT_PAGE (object);

  g_clear_pointer (&self->xpath, bookout_xpath_free);
  g_clear_pointer (&self->tree, xmlFreeDoc);
  g_clear_error (&self->tree_error);
  g_clear_pointer (&self->json, json_node_unref);
  g_clear_error (&self->json_error);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->headers, g_strfreev);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->source, g_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->base, g_free);

  G_OBJECT_CLASS (bookout_page_parent_class)->finalize (object);
}

static void
bookout_page_class_init (BookoutPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bookout_page_finalize;
}

static void
bookout_page_init (BookoutPage *self)
{
}

/**
 * bookout_page_new:
 * @address: the final address, after redirects; absolute
 * @status: HTTP status of the last answer
 * @headers: (nullable) (array zero-terminated=1): "Name: value" lines of the last answer, in order
 * @body: (nullable): decoded (no gzip any more); a reference is taken
 * @is_document: whether a sink took the body
 *
 * Returns: (transfer full): a page that nothing has been read from yet
 */
BookoutPage *
bookout_page_new (const char *address,
                  guint status,
                  const char *const *headers,
                  GBytes *body,
                  gboolean is_document)
{
  BookoutPage *self;

  g_return_val_if_fail (address != NULL, NULL);

  self = g_object_new (BOOKOUT_TYPE_PAGE, NULL);
  self->address = g_strdup (address);
  self->status = status;
  self->headers = headers != NULL ? g_strdupv ((char **) headers) : g_new0 (char *, 1);
  self->body = body != NULL && !is_document ? g_bytes_ref (body) : NULL;
  self->is_document = is_document;
  return self;
}

/**
 * bookout_page_get_address:
 * @self: a page
 *
 * Returns: the final address, after redirects
 */
const char *
bookout_page_get_address (BookoutPage *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PAGE (self), NULL);

  return self->address;
}

/**
 * bookout_page_get_status:
 * @self: a page
 *
 * Returns: the HTTP status of the last answer
 */
guint
bookout_page_get_status (BookoutPage *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PAGE (self), 0);

  return self->status;
}

/**
 * bookout_page_get_header:
 * @self: a page
 * @name: in any case
 *
 * Returns: (nullable): the value of the last header of that name, without blanks before it
 */
const char *
bookout_page_get_header (BookoutPage *self, const char *name)
{
  gsize length;

  g_return_val_if_fail (BOOKOUT_IS_PAGE (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  length = strlen (name);
  for (guint i = g_strv_length (self->headers); i > 0; i--)
    {
      const char *line = self->headers[i - 1];

      if (g_ascii_strncasecmp (line, name, length) == 0 && line[length] == ':')
        return line + length + 1 + strspn (line + length + 1, " \t");
    }
  return NULL;
}

/**
 * bookout_page_get_headers:
 * @self: a page
 *
 * Returns: (array zero-terminated=1): "Name: value" lines of the last answer, in order
 */
const char *const *
bookout_page_get_headers (BookoutPage *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PAGE (self), NULL);

  return (const char *const *) self->headers;
}

/**
 * bookout_page_get_body:
 * @self: a page
 *
 * Returns: (nullable) (transfer none): the body as it came, decompressed
 */
GBytes *
bookout_page_get_body (BookoutPage *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PAGE (self), NULL);

  return self->body;
}

/**
 * bookout_page_is_document:
 * @self: a page
 *
 * Returns: whether a sink took the body; the page then has no body, markup or text
 */
gboolean
bookout_page_is_document (BookoutPage *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PAGE (self), FALSE);

  return self->is_document;
}

static void
ensure_source (BookoutPage *self)
{
  gconstpointer data = NULL;
  gsize length = 0;

  if (self->source != NULL)
    return;
  if (self->body != NULL)
    data = g_bytes_get_data (self->body, &length);
  self->source = bookout_charset_decode (data != NULL ? data : "", length,
                                         bookout_page_get_header (self, "Content-Type"), &self->source_length,
                                         &self->charset);
}

/**
 * bookout_page_get_source:
 * @self: a page
 *
 * Returns: (transfer none): the body as UTF-8 without NUL, by byte-order mark, Content-Type, <meta>, else UTF-8 if valid, else
 *   Windows-1252; "" without a body
 */
const char *
bookout_page_get_source (BookoutPage *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PAGE (self), NULL);

  ensure_source (self);
  return self->source;
}

/**
 * bookout_page_get_charset:
 * @self: a page
 *
 * Returns: (transfer none): the encoding that the body came in, and that its forms are sent in
 */
const char *
bookout_page_get_charset (BookoutPage *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PAGE (self), NULL);

  ensure_source (self);
  return self->charset;
}

/**
 * bookout_page_get_markup:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the tree; %NULL if the body holds no markup, or more than can be read, which the questions
 *   below then answer with %BOOKOUT_PAGE_ERROR_LIMIT
 */
xmlDoc *
bookout_page_get_markup (BookoutPage *self)
{
  g_return_val_if_fail (BOOKOUT_IS_PAGE (self), NULL);

  if (self->is_parsed)
    return self->tree;
  ensure_source (self);
  self->tree = bookout_markup_parse (self->source, self->source_length, &self->tree_error);
  self->is_parsed = TRUE;
  return self->tree;
}

/* Binary bodies have no text that would help anybody. */
static char *
plain_source (BookoutPage *self)
{
  g_autofree char *text = NULL;
  gconstpointer data = NULL;
  gsize length = 0;

  if (self->body != NULL)
    data = g_bytes_get_data (self->body, &length);
  if (data == NULL || g_str_has_prefix (self->source, "%PDF-") ||
      memchr (data, 0, MIN (length, 1024)) != NULL)
    return g_strdup ("");
  text = g_utf8_substring (self->source, 0,
                           MIN (g_utf8_strlen (self->source, -1), VISIBLE_TEXT_BYTES_MOST / 4));
  return bookout_plain_text_collapse (text);
}

/**
 * bookout_page_get_text:
 * @self: a page
 *
 * Returns: (transfer none): the visible text (no script, style, head, nothing hidden by its own markup), collapsed, at most
 *   64 KiB; of a body without markup the body itself; "" for documents and files
 */
const char *
bookout_page_get_text (BookoutPage *self)
{
  xmlDoc *tree;

  g_return_val_if_fail (BOOKOUT_IS_PAGE (self), NULL);

  if (self->text != NULL)
    return self->text;
  tree = bookout_page_get_markup (self);
  if (tree != NULL)
    self->text = bookout_plain_text_from_tree (xmlDocGetRootElement (tree), VISIBLE_TEXT_BYTES_MOST);
  else if (self->tree_error == NULL)
    self->text = plain_source (self);
  else
    self->text = g_strdup ("");
  return self->text;
}

/* %NULL without error if there is no markup to ask. */
static xmlXPathObject *
evaluate (BookoutPage *self, xmlNode *context, const char *expression, GError **error)
{
  xmlDoc *tree = bookout_page_get_markup (self);

  if (tree == NULL)
    {
      if (self->tree_error != NULL)
        g_propagate_error (error, g_error_copy (self->tree_error));
      return NULL;
    }
  if (self->xpath == NULL)
    self->xpath = bookout_xpath_new (tree);
  return bookout_xpath_evaluate (self->xpath, context, expression, error);
}

static xmlNode *
first_node (const xmlXPathObject *result)
{
  return result->type == XPATH_NODESET && !xmlXPathNodeSetIsEmpty (result->nodesetval)
             ? result->nodesetval->nodeTab[0]
             : NULL;
}

static char *
dup_collapsed (xmlChar *text)
{
  char *collapsed = bookout_plain_text_collapse (text != NULL ? (const char *) text : "");

  xmlFree (text);
  return collapsed;
}

/**
 * bookout_page_dup_string:
 * @self: a page
 * @context: (nullable): a node of this page's tree that a relative @xpath starts from
 * @xpath: an expression
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the string value of the first node, or of the number, string or boolean that @xpath gives,
 *   collapsed; %NULL without error if it finds nothing or the page has no markup.
 * Errors: %BOOKOUT_PAGE_ERROR_EXPRESSION, %BOOKOUT_PAGE_ERROR_LIMIT
 */
char *
bookout_page_dup_string (BookoutPage *self, xmlNode *context, const char *xpath, GError **error)
{
  g_autoptr (xmlXPathObject) result = NULL;
  xmlNode *node;

  g_return_val_if_fail (BOOKOUT_IS_PAGE (self), NULL);
  g_return_val_if_fail (xpath != NULL, NULL);

  result = evaluate (self, context, xpath, error);
  if (result == NULL)
    return NULL;
  if (result->type != XPATH_NODESET)
    return dup_collapsed (xmlXPathCastToString (result));
  node = first_node (result);
  return node != NULL ? dup_collapsed (xmlXPathCastNodeToString (node)) : NULL;
}

/**
 * bookout_page_find:
 * @self: a page
 * @context: (nullable): a node of this page's tree that a relative @xpath starts from
 * @xpath: an expression
 * @error: return location
 *
 * Returns: (transfer container) (element-type xmlNode): the nodes found (elements, attributes, texts) in document order, empty if none;
 *   %NULL on error. The page owns them. Errors: %BOOKOUT_PAGE_ERROR_EXPRESSION, %BOOKOUT_PAGE_ERROR_LIMIT
 */
GPtrArray *
bookout_page_find (BookoutPage *self, xmlNode *context, const char *xpath, GError **error)
{
  g_autoptr (xmlXPathObject) result = NULL;
  g_autoptr (GError) local = NULL;
  GPtrArray *nodes;

  g_return_val_if_fail (BOOKOUT_IS_PAGE (self), NULL);
  g_return_val_if_fail (xpath != NULL, NULL);

  result = evaluate (self, context, xpath, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  nodes = g_ptr_array_new ();
  if (result == NULL || result->type != XPATH_NODESET || result->nodesetval == NULL)
    return nodes;
  for (int i = 0; i < result->nodesetval->nodeNr; i++)
    /* Namespace nodes aren't part of the tree: they go with the result. */
    if (result->nodesetval->nodeTab[i]->type != XML_NAMESPACE_DECL)
      g_ptr_array_add (nodes, result->nodesetval->nodeTab[i]);
  return nodes;
}

/**
 * bookout_page_matches:
 * @self: a page
 * @context: (nullable): a node of this page's tree that a relative @xpath starts from
 * @xpath: an expression
 * @error: return location, must not be %NULL where "no" and "cannot be asked" differ
 *
 * Returns: whether @xpath gives nodes, true, a string that isn't empty, or a number that isn't 0; %FALSE on error as well.
 * Errors: %BOOKOUT_PAGE_ERROR_EXPRESSION, %BOOKOUT_PAGE_ERROR_LIMIT
 */
gboolean
bookout_page_matches (BookoutPage *self, xmlNode *context, const char *xpath, GError **error)
{
  g_autoptr (xmlXPathObject) result = NULL;

  g_return_val_if_fail (BOOKOUT_IS_PAGE (self), FALSE);
  g_return_val_if_fail (xpath != NULL, FALSE);

  result = evaluate (self, context, xpath, error);
  return result != NULL && xmlXPathCastToBoolean (result);
}

/* The part of a link element that says where it leads. */
static xmlChar *
link_of_element (xmlNode *element)
{
  xmlChar *link = xmlGetNoNsProp (element, BAD_CAST "href");

  return link != NULL ? link : xmlGetNoNsProp (element, BAD_CAST "src");
}

/**
 * bookout_page_dup_link:
 * @self: a page
 * @context: (nullable): a node of this page's tree that a relative @xpath starts from
 * @xpath: finds an element with href or src, an attribute or a text, or gives a string
 * @error: return location
 *
 * Returns: (transfer full) (nullable): where the first of them leads, as written, for bookout_page_resolve(); %NULL without error if
 *   there is none. Errors: %BOOKOUT_PAGE_ERROR_EXPRESSION, %BOOKOUT_PAGE_ERROR_LIMIT
 */
char *
bookout_page_dup_link (BookoutPage *self, xmlNode *context, const char *xpath, GError **error)
{
  g_autoptr (xmlXPathObject) result = NULL;
  xmlNode *node;
  xmlChar *link;
  char *copy;

  g_return_val_if_fail (BOOKOUT_IS_PAGE (self), NULL);
  g_return_val_if_fail (xpath != NULL, NULL);

  result = evaluate (self, context, xpath, error);
  if (result == NULL)
    return NULL;
  node = first_node (result);
  if (result->type == XPATH_NODESET && node == NULL)
    return NULL;
  if (node == NULL)
    link = xmlXPathCastToString (result);
  else
    link = node->type == XML_ELEMENT_NODE ? link_of_element (node) : xmlXPathCastNodeToString (node);
  copy = link != NULL && (node != NULL || link[0] != '\0') ? g_strdup ((const char *) link) : NULL;
  xmlFree (link);
  return copy;
}

/* The body as JSON; %NULL without error if it is something else. */
static JsonNode *
ensure_json (BookoutPage *self, GError **error)
{
  if (!self->is_json_parsed)
    {
      ensure_source (self);
      self->json = bookout_json_parse (self->source, self->source_length, &self->json_error);
      self->is_json_parsed = TRUE;
    }
  if (self->json_error != NULL)
    g_propagate_error (error, g_error_copy (self->json_error));
  return self->json;
}

/**
 * bookout_page_dup_json:
 * @self: a page
 * @path: a JSONPath as json-glib has them, "$.url"
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the first string, number or boolean there, as text; %NULL without error if there is none or
 *   the body isn't JSON. Errors: %BOOKOUT_PAGE_ERROR_EXPRESSION, %BOOKOUT_PAGE_ERROR_LIMIT
 */
char *
bookout_page_dup_json (BookoutPage *self, const char *path, GError **error)
{
  g_autoptr (GError) cause = NULL;
  JsonNode *json;

  g_return_val_if_fail (BOOKOUT_IS_PAGE (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  json = ensure_json (self, &cause);
  if (cause == NULL)
    return bookout_json_dup_value (json, path, error);
  g_propagate_error (error, g_steal_pointer (&cause));
  return NULL;
}

/* A <base> that leads elsewhere than to the web is ignored, as browsers do. */
static const char *
ensure_base (BookoutPage *self)
{
  g_autofree char *href = NULL;

  if (self->base != NULL)
    return self->base;
  href = bookout_page_dup_string (self, NULL, "(//base/@href)[1]", NULL);
  if (href != NULL)
    self->base = bookout_address_resolve (self->address, href, NULL);
  if (self->base == NULL)
    self->base = g_strdup (self->address);
  return self->base;
}

/**
 * bookout_page_resolve:
 * @self: a page
 * @reference: a link as written in it
 * @error: return location
 *
 * Returns: (transfer full): @reference against the page's <base>, if it has one, or its address; an absolute http or https address
 *   without fragment. %NULL on error. Errors: %BOOKOUT_PAGE_ERROR_NOT_FOUND if it leads anywhere else
 */
char *
bookout_page_resolve (BookoutPage *self, const char *reference, GError **error)
{
  g_return_val_if_fail (BOOKOUT_IS_PAGE (self), NULL);
  g_return_val_if_fail (reference != NULL, NULL);

  return bookout_address_resolve (ensure_base (self), reference, error);
}
