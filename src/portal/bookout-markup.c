/* bookout-markup.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-markup"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <string.h>

#include "bookout-markup.h"
#include "bookout-page.h"

/* libxml2's HTML parser forgives everything, and so would build whatever tree a hostile portal asks for. Its events pass through
 * a guard here that counts, and that mends the one thing in which it differs from browsers so much that forms break: a form inside a
 * form. Any thread; xmlInitParser() has been called. */

#define PARSE_OPTIONS                                                                                       \
  (HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_COMPACT | \
   HTML_PARSE_IGNORE_ENC)

typedef struct
{
  guint nodes;
  int inner_forms; /* open <form> tags that were left out because another form is open; -1 within is_at_form_start() */
  gboolean in_form;
  gboolean too_deep;
  gboolean too_many;
} Guard;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (htmlParserCtxt, htmlFreeParserCtxt)

static gboolean
is_form (const xmlChar *name)
{
  return strcmp ((const char *) name, "form") == 0;
}

/* Counts @n nodes more; stops the parser and says FALSE at a limit. */
static gboolean
guard_admits (htmlParserCtxt *parser, guint n)
{
  Guard *guard = parser->_private;

  guard->nodes += n;
  guard->too_many = guard->too_many || guard->nodes > BOOKOUT_MARKUP_NODES_MOST;
  guard->too_deep = guard->too_deep || parser->nodeNr > BOOKOUT_MARKUP_DEPTH_MOST;
  if (!guard->too_many && !guard->too_deep)
    return TRUE;
  xmlStopParser (parser);
  return FALSE;
}

static guint
count_attributes (const xmlChar **attributes)
{
  guint n = 0;

  while (attributes != NULL && attributes[n] != NULL)
    n++;
  return n;
}

static void
start_element (void *user_data, const xmlChar *name, const xmlChar **attributes)
{
  htmlParserCtxt *parser = user_data;
  Guard *guard = parser->_private;

  /* An attribute is two entries there and two nodes in the tree. */
  if (!guard_admits (parser, 1 + count_attributes (attributes)))
    return;
  if (is_form (name) && guard->in_form)
    {
      guard->inner_forms++;
      return;
    }
  guard->in_form = guard->in_form || is_form (name);
  xmlSAX2StartElement (parser, name, attributes);
}

/* Whether what the parser has just read is "</form>". It keeps the last 80 bytes at least. */
static gboolean
is_after_form_end (const xmlParserInput *input)
{
  const char *p = (const char *) input->cur;

  if (p == (const char *) input->base || p[-1] != '>')
    return FALSE;
  while (p > (const char *) input->base && *p != '/')
    p--;
  return g_ascii_strncasecmp (p, "/form", 5) == 0;
}

/* Whether the parser is at a "<form": it then ends the open form of its own accord, where a browser ignores the new one. */
static gboolean
is_at_form_start (htmlParserCtxt *parser)
{
  const xmlParserInput *input = parser->input;

  return input != NULL && g_ascii_strncasecmp ((const char *) input->cur, "<form", 5) == 0 &&
         !is_after_form_end (input);
}

static void
end_element (void *user_data, const xmlChar *name)
{
  htmlParserCtxt *parser = user_data;
  Guard *guard = parser->_private;

  if (is_form (name))
    {
      if (is_at_form_start (parser))
        {
          /* The tag that comes now takes this one's place on the parser's stack: its end will be this form's. */
          guard->inner_forms--;
          return;
        }
      if (guard->inner_forms > 0)
        {
          guard->inner_forms--;
          return;
        }
      guard->in_form = FALSE;
    }
  xmlSAX2EndElement (parser, name);
}

static void
characters (void *user_data, const xmlChar *text, int length)
{
  if (guard_admits (user_data, 1))
    xmlSAX2Characters (user_data, text, length);
}

static void
cdata_block (void *user_data, const xmlChar *text, int length)
{
  if (guard_admits (user_data, 1))
    xmlSAX2CDataBlock (user_data, text, length);
}

static void
comment (void *user_data, const xmlChar *text)
{
  /* Nobody asks for comments, and one would split the text around it. */
}

static void
processing_instruction (void *user_data, const xmlChar *target, const xmlChar *data)
{
}

static htmlParserCtxt *
parser_new (Guard *guard)
{
  htmlParserCtxt *parser = htmlNewParserCtxt ();

  if (parser == NULL)
    g_error ("Out of memory");
  parser->_private = guard;
  parser->sax->startElement = start_element;
  parser->sax->endElement = end_element;
  parser->sax->characters = characters;
  parser->sax->ignorableWhitespace = characters;
  parser->sax->cdataBlock = cdata_block;
  parser->sax->comment = comment;
  parser->sax->processingInstruction = processing_instruction;
  return parser;
}

/* Plain text, JSON and files aren't markup, though the parser would make a paragraph of each. */
static gboolean
holds_markup (const char *source)
{
  const char *p = source + strspn (source, " \t\r\n");

  if (*p == '{' || *p == '[' || g_str_has_prefix (p, "%PDF-"))
    return FALSE;
  for (p = strchr (p, '<'); p != NULL; p = strchr (p + 1, '<'))
    if (g_ascii_isalpha (p[1]) || p[1] == '!' || p[1] == '?')
      return TRUE;
  return FALSE;
}

static gboolean
set_limit_error (GError **error, const char *words)
{
  g_set_error_literal (error, BOOKOUT_PAGE_ERROR, BOOKOUT_PAGE_ERROR_LIMIT, words);
  return FALSE;
}

static gboolean
check_guard (const Guard *guard, GError **error)
{
  if (guard->too_deep)
    return set_limit_error (error, _ ("The portal's page is nested too deeply to be read"));
  if (guard->too_many)
    return set_limit_error (error, _ ("The portal's page has too many parts to be read"));
  return TRUE;
}

/**
 * bookout_markup_parse:
 * @source: valid UTF-8 without NUL
 * @length: its bytes
 * @error: return location
 *
 * Never reaches for the network, whatever the page names. A form inside a form is left out and its controls belong to the outer one,
 * as in a browser; comments are left out.
 *
 * Returns: (transfer full) (nullable): the tree; %NULL without error if @source holds no markup.
 * Errors: %BOOKOUT_PAGE_ERROR_LIMIT if it is larger, deeper or has more nodes than the limits above
 */
xmlDoc *
bookout_markup_parse (const char *source, gsize length, GError **error)
{
  Guard guard = { 0 };
  g_autoptr (htmlParserCtxt) parser = NULL;
  g_autoptr (xmlDoc) tree = NULL;

  if (length > BOOKOUT_MARKUP_BYTES_MOST)
    {
      set_limit_error (error, _ ("The portal's page is too large to be read"));
      return NULL;
    }
  if (!holds_markup (source))
    return NULL;
  parser = parser_new (&guard);
  tree = htmlCtxtReadMemory (parser, source, (int) length, NULL, "UTF-8", PARSE_OPTIONS);
  if (!check_guard (&guard, error) || tree == NULL || xmlDocGetRootElement (tree) == NULL)
    return NULL;
  return g_steal_pointer (&tree);
}
