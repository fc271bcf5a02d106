/* bookout-portal-loader.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-portal"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <libxml/parser.h>

#include "bookout-portal-loader.h"
#include "bookout-portal-schema.h"
#include "bookout-portal-sections.h"
#include "bookout-portal-vocabulary.h"

/* A description comes from anywhere, a colleague's mail perhaps, so it is read as hostile: its size is bounded, a
 * document type (and with it every entity) ends the reading, and nothing is fetched. May block on the file; any thread. */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlDoc, xmlFreeDoc)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlParserCtxt, xmlFreeParserCtxt)

static void
report_syntax (void *data, xmlErrorPtr problem)
{
  xmlParserCtxt *parser = data;

  bookout_portal_problems_add (parser->_private, problem->line, _ ("This is not well-formed XML: %s"),
                               problem->message != NULL ? problem->message : "");
}

static void
refuse_document_type (void *data, const xmlChar *name, const xmlChar *external_id, const xmlChar *system_id)
{
  xmlParserCtxt *parser = data;

  bookout_portal_problems_add (parser->_private, xmlSAX2GetLineNumber (parser),
                               _ ("A description has no <!DOCTYPE …>; take it out"));
  xmlStopParser (parser);
}

/* (transfer full) (nullable): the tree, whatever stands in it. */
static xmlDoc *
parse_text (const char *text, gsize length, BookoutPortalProblems *problems)
{
  g_autoptr (xmlParserCtxt) parser = xmlNewParserCtxt ();
  g_autoptr (xmlDoc) document = NULL;

  parser->_private = problems;
  parser->sax->serror = report_syntax;
  parser->sax->internalSubset = refuse_document_type;
  document = xmlCtxtReadMemory (parser, text, length, NULL, NULL,
                                XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_NOXINCNODE |
                                    XML_PARSE_BIG_LINES);
  if (bookout_portal_problems_count (problems) > 0)
    return NULL;
  if (document == NULL || xmlDocGetRootElement (document) == NULL)
    bookout_portal_problems_add (problems, 0, _ ("This is not well-formed XML"));
  return g_steal_pointer (&document);
}

static gboolean
is_id (const char *id)
{
  for (const char *c = id; *c != '\0'; c++)
    if (!g_ascii_islower (*c) && !g_ascii_isdigit (*c) && !(c > id && *c == '-'))
      return FALSE;
  return *id != '\0';
}

static void
read_head (BookoutPortalReader *reader, xmlNode *root, BookoutPortal *portal)
{
  portal->id = bookout_portal_reader_dup_attribute (root, "id");
  portal->name = bookout_portal_reader_dup_words (reader, root, "name");
  if (portal->id != NULL && !is_id (portal->id))
    bookout_portal_reader_problem (
        reader, root, _ ("the id “%s” may have lower-case letters, digits and “-” only"), portal->id);
}

static void
read_site (BookoutPortalReader *reader,
           xmlNode *root,
           GHashTable *values,
           BookoutPortalProblems *unset,
           BookoutPortal *portal)
{
  xmlNode *address = bookout_portal_reader_child (root, "address");

  bookout_portal_read_variables (reader, bookout_portal_reader_child (root, "variables"), values, unset,
                                 portal);
  if (address != NULL)
    bookout_portal_read_address (reader, address, unset, portal);
  bookout_portal_read_hosts (reader, bookout_portal_reader_child (root, "hosts"), portal);
  bookout_portal_read_headers (reader, bookout_portal_reader_child (root, "headers"), portal);
  bookout_portal_read_limits (reader, bookout_portal_reader_child (root, "limits"), portal);
}

static void
read_ways (BookoutPortalReader *reader, xmlNode *root, BookoutPortal *portal)
{
  static const struct
  {
    const char *element;
    void (*read) (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal);
  } sections[] = {
    { "recognise", bookout_portal_read_recognise }, { "sign-in", bookout_portal_read_sign_in },
    { "sign-out", bookout_portal_read_sign_out },   { "inventory", bookout_portal_read_inventory },
    { "vehicle", bookout_portal_read_vehicle },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    for (xmlNode *node = root->children; node != NULL; node = node->next)
      if (bookout_portal_reader_is (node, sections[i].element))
        sections[i].read (reader, node, portal);
}

static void
read_portal (xmlNode *root,
             GHashTable *values,
             BookoutPortalProblems *problems,
             BookoutPortalProblems *unset,
             BookoutPortal *portal)
{
  BookoutPortalReader reader;

  bookout_portal_reader_init (&reader, problems);
  read_head (&reader, root, portal);
  read_site (&reader, root, values, unset, portal);
  read_ways (&reader, root, portal);
  if (portal->parts->len == 0 && bookout_portal_problems_count (problems) == 0)
    bookout_portal_reader_problem (&reader, root, _ ("with these variables it has no <vehicle>"));
  bookout_portal_reader_clear (&reader);
}

/* Everything that can be said against the tree: its grammar in our words, its sense, and only if both are silent the
 * schema's own verdict. */
static void
check_and_read (xmlDoc *document,
                GHashTable *values,
                BookoutPortalProblems *problems,
                BookoutPortalProblems *unset,
                BookoutPortal *portal)
{
  xmlNode *root = xmlDocGetRootElement (document);

  bookout_portal_vocabulary_check (root, problems);
  if (g_str_equal ((const char *) root->name, "portal"))
    read_portal (root, values, problems, unset, portal);
  if (bookout_portal_problems_count (problems) == 0)
    bookout_portal_schema_check (document, problems);
}

/**
 * bookout_portal_load_text:
 * @file: where the text came from, for messages and bookout_portal_get_file()
 * @text: the description
 * @length: of @text in bytes, at most %BOOKOUT_PORTAL_FILE_SIZE_MOST
 * @variables: (nullable) (element-type utf8 utf8): as for bookout_portal_load()
 * @error: (nullable): return location
 *
 * Errors: %BOOKOUT_PORTAL_ERROR_INVALID, %BOOKOUT_PORTAL_ERROR_VARIABLE.
 *
 * Returns: (transfer full) (nullable): the portal
 */
BookoutPortal *
bookout_portal_load_text (GFile *file, const char *text, gsize length, GHashTable *variables, GError **error)
{
  g_autoptr (BookoutPortalProblems) problems = bookout_portal_problems_new (file);
  g_autoptr (BookoutPortalProblems) unset = bookout_portal_problems_new (file);
  g_autoptr (BookoutPortal) portal = bookout_portal_new_empty (file);
  g_autoptr (xmlDoc) document = parse_text (text, length, problems);

  if (document != NULL && bookout_portal_problems_count (problems) == 0)
    check_and_read (document, variables, problems, unset, portal);
  if (bookout_portal_problems_count (problems) > 0)
    {
      bookout_portal_problems_to_error (problems, BOOKOUT_PORTAL_ERROR_INVALID, error);
      return NULL;
    }
  if (bookout_portal_problems_count (unset) > 0)
    {
      bookout_portal_problems_to_error (unset, BOOKOUT_PORTAL_ERROR_VARIABLE, error);
      return NULL;
    }
  return g_steal_pointer (&portal);
}

/* (transfer full) (nullable): at most one byte more than a description may have, so that too much is noticed. */
static GBytes *
read_bounded (GFile *file, GError **error)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  g_autofree char *buffer = NULL;
  gsize length = 0;

  if (stream == NULL)
    return NULL;
  buffer = g_malloc (BOOKOUT_PORTAL_FILE_SIZE_MOST + 1);
  if (!g_input_stream_read_all (G_INPUT_STREAM (stream), buffer, BOOKOUT_PORTAL_FILE_SIZE_MOST + 1, &length,
                                NULL, error))
    return NULL;
  return g_bytes_new (buffer, length);
}

/**
 * bookout_portal_load:
 * @file: a description
 * @variables: (nullable) (element-type utf8 utf8): values for the description's variables, as --var gives them
 * @error: (nullable): return location
 *
 * Reads, validates and checks a description. Blocks on the file; may be called from any thread.
 *
 * Errors: %BOOKOUT_PORTAL_ERROR_NOT_FOUND if the file cannot be read; %BOOKOUT_PORTAL_ERROR_INVALID if the description
 * is wrong, with a line of "file:line: words" for each of its first %BOOKOUT_PORTAL_PROBLEMS_MOST problems;
 * %BOOKOUT_PORTAL_ERROR_VARIABLE if it is right, but a variable is unknown, has no value, or one that is not allowed.
 *
 * Returns: (transfer full) (nullable): the portal
 */
BookoutPortal *
bookout_portal_load (GFile *file, GHashTable *variables, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GBytes) text = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  name = g_file_get_parse_name (file);
  text = read_bounded (file, &problem);
  if (text == NULL)
    {
      g_set_error (error, BOOKOUT_PORTAL_ERROR, BOOKOUT_PORTAL_ERROR_NOT_FOUND,
                   _ ("The portal's description “%s” cannot be read: %s"), name, problem->message);
      return NULL;
    }
  if (g_bytes_get_size (text) > BOOKOUT_PORTAL_FILE_SIZE_MOST)
    {
      g_set_error (error, BOOKOUT_PORTAL_ERROR, BOOKOUT_PORTAL_ERROR_INVALID,
                   _ ("“%s” is larger than a portal's description may be (%d KB)."), name,
                   BOOKOUT_PORTAL_FILE_SIZE_MOST / 1024);
      return NULL;
    }
  return bookout_portal_load_text (file, g_bytes_get_data (text, NULL), g_bytes_get_size (text), variables,
                                   error);
}
