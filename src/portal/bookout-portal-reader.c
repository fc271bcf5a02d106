/* bookout-portal-reader.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-portal"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <string.h>

#include "bookout-expression.h"
#include "bookout-portal-reader.h"
#include "bookout-portal.h"

/* What every element's reading needs: an attribute's value checked for what it is, and a problem with its line when it is
 * not. An attribute that is missing but must be there gives nothing and no problem: the vocabulary has reported it. */

#define HIGHEST_STATUS 599

/* @problems is borrowed. */
void
bookout_portal_reader_init (BookoutPortalReader *self, BookoutPortalProblems *problems)
{
  memset (self, 0, sizeof *self);
  self->problems = problems;
  self->variables = g_hash_table_new (g_str_hash, g_str_equal);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* Frees what @self holds, not @self. */
void
bookout_portal_reader_clear (BookoutPortalReader *self)
{
  g_clear_pointer (&self->variables, g_hash_table_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);
}

/* From here on, templates may name the words in @names (separated by spaces), the variables, what is extracted from
 * here on, and with @columns the inventory's columns. */
void
bookout_portal_reader_set_names (BookoutPortalReader *self, const char *names, gboolean columns)
{
  g_auto (GStrv) list = g_strsplit (names, " ", -1);

  g_hash_table_remove_all (self->names);
  for (guint i = 0; list[i] != NULL; i++)
    if (list[i][0] != '\0')
      g_hash_table_add (self->names, g_strdup (list[i]));
  self->columns = columns;
}

static gboolean
is_reserved (const char *name)
{
  static const char *const reserved[] = {
    "user", "password", "reference", "vin", "description", "link", NULL
  };

  return g_strv_contains (reserved, name);
}

static gboolean
is_name (const char *name)
{
  g_autofree char *braced = g_strdup_printf ("{%s}", name);
  g_autoptr (BookoutTemplate) parsed = bookout_template_parse (braced, BOOKOUT_TEMPLATE_TEXT, NULL);

  return parsed != NULL && g_strcmp0 (bookout_template_get_names (parsed)[0], name) == 0 &&
         strchr (name, ':') == NULL;
}

/* A name that @node brings, for the templates after it. */
void
bookout_portal_reader_add_name (BookoutPortalReader *self, xmlNode *node, const char *name)
{
  if (!is_name (name))
    bookout_portal_reader_problem (
        self, node, _ ("“%s” cannot be a name; it takes letters, digits, “-” and “_”, a letter first"), name);
  else if (is_reserved (name))
    bookout_portal_reader_problem (self, node, _ ("{%s} has a meaning of its own; choose another name"),
                                   name);
  else if (g_hash_table_contains (self->variables, name))
    bookout_portal_reader_problem (self, node, _ ("{%s} is a variable already; choose another name"), name);
  else if (self->inactive == 0)
    g_hash_table_add (self->names, g_strdup (name));
}

/* Adds a problem with the line and name of @node. */
void
bookout_portal_reader_problem (BookoutPortalReader *self, xmlNode *node, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  bookout_portal_problems_add (self->problems, xmlGetLineNo (node), "<%s>: %s", (const char *) node->name,
                               text);
}

static void
check_value (BookoutPortalReader *self,
             xmlNode *node,
             const BookoutPortalVariable *variable,
             const char *value)
{
  if (variable->values != NULL && !g_strv_contains ((const char *const *) variable->values, value))
    bookout_portal_reader_problem (self, node, _ ("\"%s\" is none of the values of {%s}"), value,
                                   variable->name);
}

/* Whether the `if` of @node holds; without one it does. */
static gboolean
is_active (BookoutPortalReader *self, xmlNode *node)
{
  g_autofree char *text = bookout_portal_reader_dup_attribute (node, "if");
  const BookoutPortalVariable *variable;
  gboolean negated;
  char *equals;

  if (text == NULL)
    return TRUE;
  equals = strchr (text, '=');
  if (equals == NULL || equals == text)
    {
      bookout_portal_reader_problem (self, node, _ ("if=\"%s\" is not of the form NAME=VALUE or NAME!=VALUE"),
                                     text);
      return TRUE;
    }

  negated = equals[-1] == '!';
  equals[negated ? -1 : 0] = '\0';
  variable = g_hash_table_lookup (self->variables, text);
  if (variable == NULL)
    {
      bookout_portal_reader_problem (self, node, _ ("if: there is no variable “%s”"), text);
      return TRUE;
    }
  check_value (self, node, variable, equals + 1);
  return g_str_equal (variable->value, equals + 1) != negated;
}

/* Begins the reading of an element that may have an `if`. What comes back goes to bookout_portal_reader_leave(); if it
 * is %FALSE, what was read in between is to be dropped. */
gboolean
bookout_portal_reader_enter (BookoutPortalReader *self, xmlNode *node)
{
  gboolean active = is_active (self, node);

  if (!active)
    self->inactive++;
  return active;
}

/* Ends what bookout_portal_reader_enter() began. */
void
bookout_portal_reader_leave (BookoutPortalReader *self, gboolean active)
{
  if (!active)
    self->inactive--;
}

/* Whether @node is an element of that name. */
gboolean
bookout_portal_reader_is (xmlNode *node, const char *name)
{
  return node->type == XML_ELEMENT_NODE && g_str_equal ((const char *) node->name, name);
}

/* (nullable): the first child element of that name. */
xmlNode *
bookout_portal_reader_child (xmlNode *node, const char *name)
{
  for (xmlNode *child = node->children; child != NULL; child = child->next)
    if (bookout_portal_reader_is (child, name))
      return child;
  return NULL;
}

/* (transfer full): the text of an element, as it stands. */
char *
bookout_portal_reader_dup_text (xmlNode *node)
{
  xmlChar *text = xmlNodeGetContent (node);
  char *copy = g_strdup (text != NULL ? (const char *) text : "");

  xmlFree (text);
  return copy;
}

/* (transfer full) (nullable): an attribute, as it stands. @node: (nullable): an optional element that is not there. */
char *
bookout_portal_reader_dup_attribute (xmlNode *node, const char *name)
{
  xmlChar *text = node != NULL ? xmlGetNoNsProp (node, BAD_CAST name) : NULL;
  char *copy = g_strdup ((const char *) text);

  xmlFree (text);
  return copy;
}

/* (transfer full) (nullable): an attribute that a person reads or that names something; it must say something. */
char *
bookout_portal_reader_dup_words (BookoutPortalReader *self, xmlNode *node, const char *name)
{
  char *text = bookout_portal_reader_dup_attribute (node, name);

  if (text != NULL && *g_strstrip (text) == '\0')
    bookout_portal_reader_problem (self, node, _ ("\"%s\" is empty"), name);
  return text;
}

static const char *
explain_unknown (BookoutPortalReader *self, const char *name)
{
  if (g_str_has_prefix (name, "column:"))
    return _ ("columns are known only on the way to a vehicle's sheet");
  if (g_str_equal (name, "user") || g_str_equal (name, "password"))
    return _ ("it is known in <sign-in> only");
  if (g_str_equal (name, "link"))
    return _ ("it is known in the parts of <vehicle>, and only if the inventory has an <index>");
  if (g_str_equal (name, "vin") || g_str_equal (name, "description"))
    return _ ("it is known in <vehicle>, and only if <columns> names its column");
  if (g_str_equal (name, "reference"))
    return _ ("it is known in <vehicle> only");
  return _ ("it is neither a variable nor extracted before");
}

static void
check_name (BookoutPortalReader *self, xmlNode *node, const char *name)
{
  gboolean is_column = g_str_has_prefix (name, "column:");
  gboolean known = is_column ? self->columns
                             : g_hash_table_contains (self->names, name) ||
                                   g_hash_table_contains (self->variables, name);

  if (!known)
    bookout_portal_reader_problem (self, node, _ ("{%s} is not known here: %s"), name,
                                   explain_unknown (self, name));
  else if (g_str_equal (name, "password") && !self->secrets)
    bookout_portal_reader_problem (self, node,
                                   _ ("{password} may stand only in a <field>, a <body> or an address"));
}

static gboolean
check_syntax (BookoutTemplate *text, BookoutTemplateUse use, GError **error)
{
  if (use == BOOKOUT_TEMPLATE_XPATH)
    return bookout_expression_check_xpath (text, error);
  if (use == BOOKOUT_TEMPLATE_PATTERN)
    return bookout_expression_check_pattern (text, NULL, error);
  return TRUE;
}

/* @what names the attribute in messages, or is %NULL for an element's text. */
static BookoutTemplate *
read_text (BookoutPortalReader *self,
           xmlNode *node,
           const char *what,
           const char *text,
           BookoutTemplateUse use)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutTemplate) parsed = bookout_template_parse (text, use, &error);
  const char *const *names;

  if (parsed == NULL)
    {
      bookout_portal_reader_problem (self, node, "%s", error->message);
      return NULL;
    }
  if (!check_syntax (parsed, use, &error))
    bookout_portal_reader_problem (self, node,
                                   use == BOOKOUT_TEMPLATE_XPATH ? _ ("the XPath in \"%s\" %s")
                                                                 : _ ("the pattern in \"%s\" %s"),
                                   what, error->message);
  names = bookout_template_get_names (parsed);
  for (guint i = 0; names[i] != NULL && self->inactive == 0; i++)
    check_name (self, node, names[i]);
  return g_steal_pointer (&parsed);
}

/* (transfer full) (nullable): an attribute as a template; its syntax and its names are checked. */
BookoutTemplate *
bookout_portal_reader_read_template (BookoutPortalReader *self,
                                     xmlNode *node,
                                     const char *name,
                                     BookoutTemplateUse use)
{
  g_autofree char *text = bookout_portal_reader_dup_attribute (node, name);

  if (text == NULL)
    return NULL;
  if (*text == '\0' && use != BOOKOUT_TEMPLATE_ADDRESS)
    {
      bookout_portal_reader_problem (self, node, _ ("\"%s\" is empty"), name);
      return NULL;
    }
  return read_text (self, node, name, text, use);
}

/* (transfer full) (nullable): an element's text as a template; its names are checked. White space around an address or a
 * header comes from indenting. */
BookoutTemplate *
bookout_portal_reader_read_content (BookoutPortalReader *self, xmlNode *node, BookoutTemplateUse use)
{
  g_autofree char *text = bookout_portal_reader_dup_text (node);

  if (use == BOOKOUT_TEMPLATE_ADDRESS || use == BOOKOUT_TEMPLATE_HEADER)
    g_strstrip (text);
  return read_text (self, node, NULL, text, use);
}

/* An attribute that is a whole number from @least to @most; @otherwise if it is not there. */
guint
bookout_portal_reader_read_number (BookoutPortalReader *self,
                                   xmlNode *node,
                                   const char *name,
                                   guint otherwise,
                                   guint least,
                                   guint most)
{
  g_autofree char *text = bookout_portal_reader_dup_attribute (node, name);
  guint64 number;

  if (text == NULL)
    return otherwise;
  if (g_ascii_string_to_unsigned (text, 10, least, most, &number, NULL))
    return number;
  bookout_portal_reader_problem (self, node, _ ("\"%s\" must be a number from %u to %u, not “%s”"), name,
                                 least, most, text);
  return otherwise;
}

/* An attribute that is "yes" or "no"; no if it is not there. */
gboolean
bookout_portal_reader_read_flag (BookoutPortalReader *self, xmlNode *node, const char *name)
{
  g_autofree char *text = bookout_portal_reader_dup_attribute (node, name);

  if (text == NULL || g_str_equal (text, "no"))
    return FALSE;
  if (!g_str_equal (text, "yes"))
    bookout_portal_reader_problem (self, node, _ ("\"%s\" must be yes or no, not “%s”"), name, text);
  return TRUE;
}

/* An attribute such as "404" or "400-499"; both ends are 0 if it is not there. */
void
bookout_portal_reader_read_statuses (BookoutPortalReader *self,
                                     xmlNode *node,
                                     const char *name,
                                     guint least,
                                     guint *from,
                                     guint *to)
{
  g_autofree char *text = bookout_portal_reader_dup_attribute (node, name);
  g_auto (GStrv) ends = NULL;
  guint64 low = 0;
  guint64 high = 0;

  *from = *to = 0;
  if (text == NULL)
    return;
  ends = g_strsplit (text, "-", 2);
  if (ends[0] == NULL || !g_ascii_string_to_unsigned (ends[0], 10, least, HIGHEST_STATUS, &low, NULL) ||
      !g_ascii_string_to_unsigned (ends[1] != NULL ? ends[1] : ends[0], 10, low, HIGHEST_STATUS, &high, NULL))
    {
      bookout_portal_reader_problem (
          self, node,
          _ ("\"%s\" must be a status or a range, from %u to %u, such as “404” or “500-599”; not “%s”"), name,
          least, HIGHEST_STATUS, text);
      return;
    }
  *from = low;
  *to = high;
}
