/* bookout-portal-vocabulary.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-portal"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bookout-portal-vocabulary.h"

/* libxml2 tells that a document breaks portal.rng, but as "Element portal has extra content: sign-in", and of several
 * mistakes it finds one. So the words for people come from this table, which says the same as the schema; the schema has
 * the last word, and a test holds the two together. Used by the loading thread. */

#define STEPS     "get* post* submit* follow* if* expect* extract* row* identity* poll* save*"
#define CONDITION "xpath? text? status? address? document? not?"
#define QUESTION  "xpath? text? status? address? not? words?"

/* How deep elements may stand in each other; a description needs about six. */
#define DEPTH_MOST 24

/* "name" must be there, "name?" may, "name*" any number of times, "name+" at least once. */
typedef struct
{
  const char *element;
  const char *attributes;
  const char *children;
  gboolean has_text;
  const char *example;
} BookoutPortalWord;

static const BookoutPortalWord words[] = {
  { "portal", "id name version?",
    "variables? address hosts? headers? limits? recognise sign-in inventory vehicle+ sign-out?", FALSE,
    "<portal xmlns=\"" BOOKOUT_PORTAL_NAMESPACE "\" id=\"example\" name=\"Example\">" },
  { "variables", "", "variable+", FALSE, "<variables><variable name=\"site\"/></variables>" },
  { "variable", "name default? values?", "description?", FALSE,
    "<variable name=\"way\" default=\"link\" values=\"link search\"/>" },
  { "description", "", "", TRUE, "<description>Where the portal is</description>" },
  { "address", "", "", TRUE, "<address>https://portal.example/</address>" },
  { "hosts", "", "host+", FALSE, "<hosts><host>cdn.example.com</host></hosts>" },
  { "host", "", "", TRUE, "<host>cdn.example.com</host>" },
  { "headers", "", "header+", FALSE, "<headers><header name=\"Accept-Language\">en</header></headers>" },
  { "header", "name", "", TRUE, "<header name=\"Accept-Language\">en</header>" },
  { "limits", "tabs? gap-ms? connect-s? idle-s? request-s? vehicle-s? page-bytes? sheet-bytes?", "", FALSE,
    "<limits tabs=\"5\"/>" },
  { "recognise", "", "signed-in+ signed-out+ refused* active-session* maintenance*", FALSE,
    "<recognise><signed-in xpath=\"//a[@id='logout']\"/><signed-out xpath=\"//form[@id='login']\"/></recognise>" },
  { "signed-in", QUESTION, "", FALSE, "<signed-in xpath=\"//a[@id='logout']\"/>" },
  { "signed-out", QUESTION, "", FALSE, "<signed-out xpath=\"//form[@id='login']\"/>" },
  { "refused", QUESTION, "", FALSE, "<refused xpath=\"//p[@class='error']\"/>" },
  { "active-session", QUESTION " wait-pattern? wait-s?", "", FALSE,
    "<active-session text=\"active session\"/>" },
  { "maintenance", QUESTION " wait-pattern? wait-s?", "", FALSE, "<maintenance status=\"503\"/>" },
  { "sign-in", "", STEPS, FALSE, "<sign-in><get address=\"login\"/></sign-in>" },
  { "sign-out", "", STEPS, FALSE, "<sign-out><get address=\"logout\"/></sign-out>" },
  { "inventory", "", "export columns count* index*", FALSE,
    "<inventory><export>…</export><columns reference=\"Stock\"/></inventory>" },
  { "export", "", STEPS, FALSE, "<export><save><get address=\"export.csv\"/></save></export>" },
  { "columns", "reference vin? description?", "", FALSE,
    "<columns reference=\"Reference Number\" vin=\"VIN\"/>" },
  { "count", "if?", STEPS " number", FALSE, "<count><number xpath=\"//span[@id='rowCount']\"/></count>" },
  { "number", "xpath pattern?", "", FALSE, "<number xpath=\"//span[@id='rowCount']\"/>" },
  { "index", "pages-most? if?", STEPS " rows", FALSE,
    "<index><get address=\"list\"/><rows xpath=\"//tr\" reference=\"td[1]\" link=\"td[2]/a\"/></index>" },
  { "rows", "xpath reference link next?", "", FALSE,
    "<rows xpath=\"//tr\" reference=\"td[1]\" link=\"td[2]/a\"/>" },
  { "vehicle", "if?", "prepare* search* open* sheet+ proof", FALSE,
    "<vehicle><open>…</open><sheet>…</sheet><proof>…</proof></vehicle>" },
  { "prepare", "gate? if?", STEPS, FALSE, "<prepare><get address=\"list\"/></prepare>" },
  { "search", "gate? if?", STEPS, FALSE,
    "<search gate=\"yes\"><submit form=\"//form[@id='filter']\"/></search>" },
  { "open", "gate? if?", STEPS, FALSE, "<open><get address=\"{link}\"/></open>" },
  { "sheet", "gate? if?", STEPS, FALSE, "<sheet><save><follow link=\"//a[@id='pdf']\"/></save></sheet>" },
  { "proof", "", "witness* dated? no-text?", FALSE,
    "<proof><witness name=\"Stock number\" pattern=\"^Stock: {reference}$\"/></proof>" },
  { "witness", "name pattern equals? required?", "", FALSE,
    "<witness name=\"Stock number\" pattern=\"^Stock: (.+)$\" equals=\"{reference}\"/>" },
  { "dated", "pattern format days? zone?", "", FALSE,
    "<dated pattern=\"^Report Date: (.+)$\" format=\"%m/%d/%Y\"/>" },
  { "no-text", "", "", FALSE, "<no-text/>" },
  { "get", "address title? accept? if?", "", FALSE, "<get address=\"vehicle/\"/>" },
  { "post", "address title? accept? if?", "field* body?", FALSE,
    "<post address=\"filter\"><field name=\"q\">{reference}</field></post>" },
  { "submit", "form button? title? accept? if?", "field*", FALSE,
    "<submit form=\"//form[@id='loginForm']\"/>" },
  { "field", "name remove?", "", TRUE, "<field name=\"UserName\">{user}</field>" },
  { "body", "type", "", TRUE, "<body type=\"application/json\">{{\"q\": \"{reference}\"}}</body>" },
  { "follow", "link title? accept? if?", "", FALSE, "<follow link=\"//a[@id='next']\"/>" },
  { "if", CONDITION " title? if?", STEPS, FALSE, "<if xpath=\"//form[@id='licence']\">…</if>" },
  { "expect", CONDITION " message? title? if?", "", FALSE, "<expect xpath=\"//table[@id='grid']\"/>" },
  { "extract", "variable from? xpath? path? pattern? optional? title? if?", "", FALSE,
    "<extract variable=\"key\" from=\"json\" path=\"$.key\"/>" },
  { "row", "rows cell equals title? if?", STEPS, FALSE,
    "<row rows=\"//tr\" cell=\"td[1]\" equals=\"{reference}\">…</row>" },
  { "identity", "xpath equals title? if?", "", FALSE,
    "<identity xpath=\"//span[@id='stock']\" equals=\"{reference}\"/>" },
  { "poll", "every-ms? limit-s? title? if?", STEPS " until", FALSE,
    "<poll every-ms=\"1000\" limit-s=\"60\"><get address=\"state\"/><until text=\"ready\"/></poll>" },
  { "until", CONDITION, "", FALSE, "<until text=\"ready\"/>" },
  { "save", "title? if?", "get? post? submit? follow?", FALSE, "<save><get address=\"export.csv\"/></save>" },
};

static const BookoutPortalWord *
find_word (const xmlNode *node)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].element, (const char *) node->name))
      return &words[i];
  return NULL;
}

/* The mark after @name in @list: ' ' for none, '\0' if it is not there. */
static char
find_mark (const char *list, const char *name)
{
  gsize length = strlen (name);

  while (*list != '\0')
    {
      gsize token = strcspn (list, " ");
      char mark = token > 0 ? list[token - 1] : '\0';

      if (token == length && strncmp (list, name, length) == 0)
        return ' ';
      if (token == length + 1 && strchr ("?*+", mark) != NULL && strncmp (list, name, length) == 0)
        return mark;
      list += token + strspn (list + token, " ");
    }
  return '\0';
}

/* "get, post or submit", for a sentence. */
static char *
spell_list (const char *list)
{
  g_auto (GStrv) tokens = g_strsplit (list, " ", -1);
  GString *out = g_string_new (NULL);
  guint n = g_strv_length (tokens);

  for (guint i = 0; i < n; i++)
    {
      g_strcanon (tokens[i], "abcdefghijklmnopqrstuvwxyz-", '\0');
      if (i > 0)
        g_string_append (out, i + 1 < n ? ", " : _ (" or "));
      g_string_append (out, tokens[i]);
    }
  return g_string_free (out, FALSE);
}

static gboolean
has_child (const xmlNode *node, const char *name)
{
  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE && g_str_equal ((const char *) child->name, name))
      return TRUE;
  return FALSE;
}

static gboolean
begins_with_vowel (const char *name)
{
  return strchr ("aeiou", name[0]) != NULL;
}

static void
check_required_attribute (xmlNode *node,
                          const BookoutPortalWord *word,
                          const char *name,
                          BookoutPortalProblems *problems)
{
  if (xmlHasNsProp (node, BAD_CAST name, NULL))
    return;
  bookout_portal_problems_add (problems, xmlGetLineNo (node),
                               begins_with_vowel (name) ? _ ("<%s> needs an \"%s\", as in %s")
                                                        : _ ("<%s> needs a \"%s\", as in %s"),
                               word->element, name, word->example);
}

static void
check_required_child (xmlNode *node,
                      const BookoutPortalWord *word,
                      const char *name,
                      BookoutPortalProblems *problems)
{
  if (has_child (node, name))
    return;
  bookout_portal_problems_add (problems, xmlGetLineNo (node),
                               begins_with_vowel (name) ? _ ("<%s> needs an <%s>, as in %s")
                                                        : _ ("<%s> needs a <%s>, as in %s"),
                               word->element, name, word->example);
}

static void
check_required (xmlNode *node, const BookoutPortalWord *word, BookoutPortalProblems *problems)
{
  g_auto (GStrv) attributes = g_strsplit (word->attributes, " ", -1);
  g_auto (GStrv) children = g_strsplit (word->children, " ", -1);

  for (guint i = 0; attributes[i] != NULL; i++)
    if (attributes[i][0] != '\0' && !g_str_has_suffix (attributes[i], "?"))
      check_required_attribute (node, word, attributes[i], problems);
  for (guint i = 0; children[i] != NULL; i++)
    {
      if (children[i][0] == '\0' || g_str_has_suffix (children[i], "?") ||
          g_str_has_suffix (children[i], "*"))
        continue;
      children[i][strcspn (children[i], "+")] = '\0';
      check_required_child (node, word, children[i], problems);
    }
}

static void
check_attributes (xmlNode *node, const BookoutPortalWord *word, BookoutPortalProblems *problems)
{
  for (xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
    {
      g_autofree char *known = NULL;

      if (attribute->ns == NULL && find_mark (word->attributes, (const char *) attribute->name) != '\0')
        continue;
      known = spell_list (word->attributes);
      if (*known == '\0')
        bookout_portal_problems_add (problems, xmlGetLineNo (node),
                                     _ ("<%s> has no attributes, so no \"%s\" either"), word->element,
                                     (const char *) attribute->name);
      else
        bookout_portal_problems_add (problems, xmlGetLineNo (node),
                                     _ ("<%s> has no attribute \"%s\"; it may have: %s"), word->element,
                                     (const char *) attribute->name, known);
    }
}

static gboolean
came_before (const xmlNode *node)
{
  for (const xmlNode *other = node->prev; other != NULL; other = other->prev)
    if (other->type == XML_ELEMENT_NODE && xmlStrEqual (other->name, node->name))
      return TRUE;
  return FALSE;
}

/* What a section leads to stands after the steps that lead there. */
static gboolean
is_out_of_order (const xmlNode *node)
{
  static const char *const last[] = { "number", "rows", "until", "proof", NULL };

  if (!g_strv_contains (last, (const char *) node->name))
    return FALSE;
  for (const xmlNode *other = node->next; other != NULL; other = other->next)
    if (other->type == XML_ELEMENT_NODE)
      return TRUE;
  return FALSE;
}

static void
check_child (xmlNode *child, const BookoutPortalWord *word, BookoutPortalProblems *problems)
{
  const char *name = (const char *) child->name;
  char mark = find_mark (word->children, name);

  if (mark == '\0' && word->children[0] == '\0')
    bookout_portal_problems_add (problems, xmlGetLineNo (child),
                                 _ ("<%s> cannot hold <%s>, nor any other element"), word->element, name);
  else if (mark == '\0')
    {
      g_autofree char *known = spell_list (word->children);

      bookout_portal_problems_add (problems, xmlGetLineNo (child),
                                   _ ("<%s> cannot hold <%s>; it may hold: %s"), word->element, name, known);
    }
  else if ((mark == ' ' || mark == '?') && came_before (child))
    bookout_portal_problems_add (problems, xmlGetLineNo (child), _ ("<%s> has more than one <%s>"),
                                 word->element, name);
  else if (is_out_of_order (child))
    bookout_portal_problems_add (problems, xmlGetLineNo (child), _ ("<%s> must be the last element of <%s>"),
                                 name, word->element);
}

static void
check_text (xmlNode *text, const BookoutPortalWord *word, BookoutPortalProblems *problems)
{
  g_autofree char *stripped = NULL;

  if (word->has_text || xmlIsBlankNode (text))
    return;
  stripped = g_strstrip (g_strndup ((const char *) text->content, 200));
  bookout_portal_problems_add (problems, xmlGetLineNo (text->parent), _ ("<%s> cannot hold text (“%.40s”)"),
                               word->element, stripped);
}

static void
check_element (xmlNode *node, guint depth, BookoutPortalProblems *problems)
{
  const BookoutPortalWord *word = find_word (node);

  if (word == NULL || depth > DEPTH_MOST)
    {
      if (word != NULL)
        bookout_portal_problems_add (problems, xmlGetLineNo (node),
                                     _ ("The elements stand too deeply in each other"));
      return;
    }

  check_attributes (node, word, problems);
  check_required (node, word, problems);
  for (xmlNode *child = node->children; child != NULL; child = child->next)
    {
      if (child->type == XML_ELEMENT_NODE)
        {
          check_child (child, word, problems);
          check_element (child, depth + 1, problems);
        }
      else if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE)
        check_text (child, word, problems);
      else if (child->type == XML_ENTITY_REF_NODE)
        bookout_portal_problems_add (problems, xmlGetLineNo (node),
                                     _ ("Entities such as “&%s;” are not allowed"),
                                     (const char *) child->name);
    }
}

static gboolean
is_ours (const xmlNode *node)
{
  return node->ns != NULL && g_strcmp0 ((const char *) node->ns->href, BOOKOUT_PORTAL_NAMESPACE) == 0;
}

static void
check_namespaces (xmlNode *node, guint depth, BookoutPortalProblems *problems)
{
  if (!is_ours (node))
    bookout_portal_problems_add (problems, xmlGetLineNo (node), _ ("<%s> is not of the namespace %s"),
                                 (const char *) node->name, BOOKOUT_PORTAL_NAMESPACE);
  if (depth > DEPTH_MOST)
    return;
  for (xmlNode *child = node->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE)
      check_namespaces (child, depth + 1, problems);
}

/* Reports whatever in the tree is not of the language: elements, attributes, how often, and text between them. What an
 * attribute says is not looked at. */
void
bookout_portal_vocabulary_check (xmlNode *root, BookoutPortalProblems *problems)
{
  if (!g_str_equal ((const char *) root->name, "portal") || !is_ours (root))
    {
      bookout_portal_problems_add (problems, xmlGetLineNo (root),
                                   _ ("This is not a portal's description: it begins with <%s> instead of "
                                      "<portal xmlns=\"%s\">"),
                                   (const char *) root->name, BOOKOUT_PORTAL_NAMESPACE);
      return;
    }
  check_namespaces (root, 0, problems);
  check_element (root, 0, problems);
}

/* Whether @node is one of the elements that carry out something. */
gboolean
bookout_portal_vocabulary_is_step (xmlNode *node)
{
  return node->type == XML_ELEMENT_NODE && find_mark (STEPS, (const char *) node->name) != '\0';
}
