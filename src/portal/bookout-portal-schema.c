/* bookout-portal-schema.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-portal"
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <libxml/relaxng.h>

#include "bookout-portal-schema-resource.h"
#include "bookout-portal-schema.h"

/* The RELAX NG schema travels inside the library, so that a description can be validated wherever it lies. It is parsed
 * once; libxml2 only reads a parsed schema while it validates, so several threads may do so. */

#define SCHEMA_PATH "/io/github/bookout/portal.rng"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlRelaxNGParserCtxt, xmlRelaxNGFreeParserCtxt)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlRelaxNGValidCtxt, xmlRelaxNGFreeValidCtxt)

static void
report_schema (void *data, xmlErrorPtr problem)
{
  g_warning ("portal.rng:%d: %s", problem->line, problem->message);
}

static gpointer
parse_schema (gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = NULL;
  g_autoptr (xmlRelaxNGParserCtxt) parser = NULL;

  /* By hand: of a static library, a linker leaves out what only registers itself. */
  bookout_portal_schema_register_resource ();
  text = g_resource_lookup_data (bookout_portal_schema_get_resource (), SCHEMA_PATH, 0, &error);
  g_assert_no_error (error);
  parser = xmlRelaxNGNewMemParserCtxt (g_bytes_get_data (text, NULL), g_bytes_get_size (text));
  xmlRelaxNGSetParserStructuredErrors (parser, report_schema, NULL);
  return xmlRelaxNGParse (parser);
}

static void
report_document (void *data, xmlErrorPtr problem)
{
  const xmlNode *node = problem->node;
  guint line = problem->line > 0 ? problem->line : node != NULL ? xmlGetLineNo (node) : 0;

  bookout_portal_problems_add (data, line, "%s", problem->message);
}

/* Adds what the schema has against @document. Its words are libxml2's, so this is for what has passed everything else. */
void
bookout_portal_schema_check (xmlDoc *document, BookoutPortalProblems *problems)
{
  static GOnce once = G_ONCE_INIT;
  xmlRelaxNG *schema = g_once (&once, parse_schema, NULL);
  g_autoptr (xmlRelaxNGValidCtxt) validation = NULL;
  guint before = bookout_portal_problems_count (problems);

  g_assert (schema != NULL);
  validation = xmlRelaxNGNewValidCtxt (schema);
  xmlRelaxNGSetValidStructuredErrors (validation, report_document, problems);
  if (xmlRelaxNGValidateDoc (validation, document) != 0 && bookout_portal_problems_count (problems) == before)
    bookout_portal_problems_add (problems, 0, _ ("The file does not follow portal.rng"));
}
