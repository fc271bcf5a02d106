/* bookout-plain-text.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-plain-text"
#include "config.h"

#include <string.h>

#include "bookout-plain-text.h"

/* Pages hold text in every shape that markup allows; descriptions and people compare and read it in one: words with single
 * spaces between them. Pure functions, any thread. */

/* Whether the character at @p is shown as a gap or not at all; its length in bytes goes to @length. Control characters count, so
 * that no page can send escape codes to a terminal; "\xc2\xa0" because grids are full of &nbsp;. */
static gboolean
is_gap (const char *p, gsize *length)
{
  guchar c = (guchar) *p;
  gunichar u;

  if (c < 0x80)
    {
      *length = 1;
      return c <= ' ' || c == 0x7f;
    }
  *length = (gsize) (g_utf8_next_char (p) - p);
  u = g_utf8_get_char (p);
  return u < 0xa0 || g_unichar_isspace (u);
}

/* Appends @text's words to @out; a gap before, between or after them becomes one pending space in @gap. Stops when @out holds
 * @limit bytes. @text is valid UTF-8. */
static void
append_words (GString *out, gboolean *gap, const char *text, gsize limit)
{
  gsize length;

  for (const char *p = text; *p != '\0'; p += length)
    {
      if (is_gap (p, &length))
        {
          *gap = TRUE;
          continue;
        }
      if (out->len + length + 1 > limit)
        return;
      if (*gap && out->len > 0)
        g_string_append_c (out, ' ');
      *gap = FALSE;
      if (length == 1)
        g_string_append_c (out, *p);
      else
        g_string_append_len (out, p, (gssize) length);
    }
}

/**
 * bookout_plain_text_collapse:
 * @text: valid UTF-8
 *
 * Returns: (transfer full): @text with every run of white space, no-break spaces and control characters as one space, none at
 *   the beginning and the end
 */
char *
bookout_plain_text_collapse (const char *text)
{
  GString *out;
  gboolean gap = FALSE;

  g_return_val_if_fail (text != NULL, NULL);

  out = g_string_sized_new (strlen (text));
  append_words (out, &gap, text, G_MAXSIZE);
  return g_string_free (out, FALSE);
}

/**
 * bookout_plain_text_cut:
 * @text: valid UTF-8
 * @characters: how many characters to give at most, 1 or more
 *
 * Returns: (transfer full): @text, or its beginning with "…" as the last character
 */
char *
bookout_plain_text_cut (const char *text, guint characters)
{
  g_autofree char *start = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (characters > 0, NULL);

  if (g_utf8_strlen (text, -1) <= (glong) characters)
    return g_strdup (text);
  start = g_utf8_substring (text, 0, (glong) characters - 1);
  return g_strconcat (start, "…", NULL);
}

static gboolean
is_one_of (const xmlChar *name, const char *const *names)
{
  for (; *names != NULL; names++)
    if (strcmp ((const char *) name, *names) == 0)
      return TRUE;
  return FALSE;
}

/* Elements that don't break the line: "<b>16</b>553" is one word, "<td>16</td><td>553</td>" are two. */
static gboolean
is_inline (const xmlNode *node)
{
  static const char *const names[] = { "a",    "b",     "span",   "i",       "em",   "strong", "font",
                                       "u",    "small", "big",    "sub",     "sup",  "code",   "tt",
                                       "abbr", "label", "s",      "mark",    "ins",  "del",    "time",
                                       "q",    "var",   "kbd",    "samp",    "cite", "bdo",    "bdi",
                                       "nobr", "wbr",   "strike", "acronym", NULL };

  return is_one_of (node->name, names);
}

static gboolean
style_hides (xmlNode *node)
{
  xmlAttr *style = xmlHasProp (node, BAD_CAST "style");
  xmlChar *value;
  gboolean hides = FALSE;
  char *to;

  if (style == NULL)
    return FALSE;
  value = xmlNodeGetContent ((xmlNode *) style);
  if (value == NULL)
    return FALSE;
  to = (char *) value;
  for (const char *p = (const char *) value; *p != '\0'; p++)
    if (!g_ascii_isspace (*p))
      *to++ = g_ascii_tolower (*p);
  *to = '\0';
  hides = strstr ((char *) value, "display:none") != NULL ||
          strstr ((char *) value, "visibility:hidden") != NULL;
  xmlFree (value);
  return hides;
}

/* Dialogs such as "Your session has expired" lie hidden in many pages until a script shows them, so what is plainly hidden by the
 * markup itself must not count. Style sheets aren't read. */
static gboolean
is_shown (xmlNode *node)
{
  static const char *const never[] = { "script", "style", "head", "template", "noscript", "title", NULL };

  return !is_one_of (node->name, never) &&
         (node->properties == NULL || (xmlHasProp (node, BAD_CAST "hidden") == NULL && !style_hides (node)));
}

/* The node after @node in document order, below @root; leaves @node's children out unless @enter. Says in @gap whether an element
 * that breaks the line ended on the way. */
static xmlNode *
next_node (xmlNode *node, xmlNode *root, gboolean enter, gboolean *gap)
{
  if (enter && node->children != NULL)
    return node->children;
  while (node != root && node->next == NULL)
    {
      node = node->parent;
      if (node->type == XML_ELEMENT_NODE && !is_inline (node))
        *gap = TRUE;
    }
  return node == root ? NULL : node->next;
}

/**
 * bookout_plain_text_from_tree:
 * @root: an element; nothing beside it is read
 * @limit: most bytes of the answer
 *
 * Walks without recursion, so depth costs nothing.
 *
 * Returns: (transfer full): what a browser without style sheets would show: no script, style, head, template or noscript, nothing with the attribute
 *   hidden or an inline display:none or visibility:hidden. Collapsed; a word that would pass @limit ends it.
 */
char *
bookout_plain_text_from_tree (xmlNode *root, gsize limit)
{
  GString *out = g_string_sized_new (1024);
  gboolean gap = FALSE;
  gboolean enter;

  for (xmlNode *node = root; node != NULL && out->len + 8 < limit; node = next_node (node, root, enter, &gap))
    {
      enter = FALSE;
      if (node->type == XML_ELEMENT_NODE)
        {
          enter = is_shown (node);
          gap = gap || !is_inline (node);
        }
      else if (node->type == XML_TEXT_NODE && node->content != NULL)
        append_words (out, &gap, (const char *) node->content, limit);
    }
  return g_string_free (out, FALSE);
}
