/* bookout-portal-steps.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-portal"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-expression.h"
#include "bookout-portal-steps.h"
#include "bookout-portal-vocabulary.h"

/* Steps are read in the order in which they will run, so that a template may name what an earlier step extracted and
 * nothing that comes later. Used by the loading thread. */

#define POLL_EVERY_MS 1000
#define POLL_LIMIT_S  60

/* The lowest status that is an error; the others are answers anyway. */
#define ERROR_STATUS  400
#define LOWEST_STATUS 100

typedef void (*BookoutStepRead) (BookoutPortalReader *reader, xmlNode *node, BookoutStep *step);

typedef struct
{
  const char *element;
  BookoutStepKind kind;
  const char *title;
  BookoutStepRead read;
} BookoutStepWord;

static BookoutTemplate *
read_xpath (BookoutPortalReader *reader, xmlNode *node, const char *name)
{
  return bookout_portal_reader_read_template (reader, node, name, BOOKOUT_TEMPLATE_XPATH);
}

static BookoutTemplate *
read_pattern (BookoutPortalReader *reader, xmlNode *node, const char *name)
{
  return bookout_portal_reader_read_template (reader, node, name, BOOKOUT_TEMPLATE_PATTERN);
}

static void
read_accept (BookoutPortalReader *reader, xmlNode *node, BookoutStep *step)
{
  bookout_portal_reader_read_statuses (reader, node, "accept", ERROR_STATUS, &step->accept_from,
                                       &step->accept_to);
}

static void
read_address (BookoutPortalReader *reader, xmlNode *node, BookoutStep *step)
{
  reader->secrets = TRUE;
  step->address = bookout_portal_reader_read_template (reader, node, "address", BOOKOUT_TEMPLATE_ADDRESS);
  reader->secrets = FALSE;
}

static void
read_field (BookoutPortalReader *reader, xmlNode *node, BookoutStep *step)
{
  g_autofree char *name = bookout_portal_reader_dup_words (reader, node, "name");
  gboolean remove = bookout_portal_reader_read_flag (reader, node, "remove");
  BookoutTemplate *value = NULL;

  if (remove && step->kind == BOOKOUT_STEP_POST)
    bookout_portal_reader_problem (reader, node,
                                   _ ("there is nothing to remove in a <post>; leave the field out"));
  if (!remove)
    {
      reader->secrets = TRUE;
      value = bookout_portal_reader_read_content (reader, node, BOOKOUT_TEMPLATE_TEXT);
      reader->secrets = FALSE;
    }
  else if (node->children != NULL)
    bookout_portal_reader_problem (reader, node, _ ("a field that is removed has no value"));
  g_ptr_array_add (step->fields, bookout_step_field_new (name, value));
}

static void
read_fields (BookoutPortalReader *reader, xmlNode *node, BookoutStep *step)
{
  for (xmlNode *child = node->children; child != NULL; child = child->next)
    if (bookout_portal_reader_is (child, "field"))
      read_field (reader, child, step);
}

static void
read_body (BookoutPortalReader *reader, xmlNode *node, BookoutStep *step)
{
  step->body_type = bookout_portal_reader_dup_words (reader, node, "type");
  reader->secrets = TRUE;
  step->body = bookout_portal_reader_read_content (
      reader, node,
      step->body_type != NULL && strstr (step->body_type, "json") != NULL ? BOOKOUT_TEMPLATE_JSON
                                                                          : BOOKOUT_TEMPLATE_TEXT);
  reader->secrets = FALSE;
}

static void
read_get (BookoutPortalReader *reader, xmlNode *node, BookoutStep *step)
{
  read_address (reader, node, step);
  read_accept (reader, node, step);
}

static void
read_post (BookoutPortalReader *reader, xmlNode *node, BookoutStep *step)
{
  xmlNode *body = bookout_portal_reader_child (node, "body");

  read_address (reader, node, step);
  read_accept (reader, node, step);
  read_fields (reader, node, step);
  if (body != NULL)
    read_body (reader, body, step);
  if (body != NULL && step->fields->len > 0)
    bookout_portal_reader_problem (reader, node, _ ("it has either <field>s or a <body>, not both"));
}

static void
read_submit (BookoutPortalReader *reader, xmlNode *node, BookoutStep *step)
{
  step->xpath = read_xpath (reader, node, "form");
  step->button = read_xpath (reader, node, "button");
  read_accept (reader, node, step);
  read_fields (reader, node, step);
}

static void
read_follow (BookoutPortalReader *reader, xmlNode *node, BookoutStep *step)
{
  step->xpath = read_xpath (reader, node, "link");
  read_accept (reader, node, step);
}

static void
read_if (BookoutPortalReader *reader, xmlNode *node, BookoutStep *step)
{
  step->condition = bookout_portal_read_condition (reader, node);
  bookout_portal_read_steps (reader, node, step->steps);
}

static void
read_expect (BookoutPortalReader *reader, xmlNode *node, BookoutStep *step)
{
  step->condition = bookout_portal_read_condition (reader, node);
  step->message = bookout_portal_reader_dup_words (reader, node, "message");
}

/* The attribute that says where the value is goes with `from`; another one there would be ignored without a word. */
static void
check_extract_source (BookoutPortalReader *reader, xmlNode *node, const char *from, const char *wanted)
{
  static const char *const sources[] = { "xpath", "path", NULL };

  if (*wanted != '\0' && !xmlHasNsProp (node, BAD_CAST wanted, NULL))
    bookout_portal_reader_problem (reader, node, _ ("with from=\"%s\" it needs a \"%s\""), from, wanted);
  for (guint i = 0; sources[i] != NULL; i++)
    if (!g_str_equal (sources[i], wanted) && xmlHasNsProp (node, BAD_CAST sources[i], NULL))
      bookout_portal_reader_problem (reader, node, _ ("\"%s\" has no meaning with from=\"%s\""), sources[i],
                                     from);
}

static void
read_extract_from (BookoutPortalReader *reader, xmlNode *node, BookoutStep *step)
{
  static const struct
  {
    const char *word;
    BookoutExtractFrom from;
    const char *wanted;
  } words[] = {
    { "xpath", BOOKOUT_EXTRACT_XPATH, "xpath" }, { "pattern", BOOKOUT_EXTRACT_SOURCE, "pattern" },
    { "json", BOOKOUT_EXTRACT_JSON, "path" },    { "header", BOOKOUT_EXTRACT_HEADER, "path" },
    { "address", BOOKOUT_EXTRACT_ADDRESS, "" },
  };
  g_autofree char *given = bookout_portal_reader_dup_attribute (node, "from");
  const char *from = given != NULL ? given : "xpath";

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].word, from))
      {
        step->from = words[i].from;
        check_extract_source (reader, node, from, words[i].wanted);
        return;
      }
  bookout_portal_reader_problem (
      reader, node, _ ("\"from\" must be xpath, pattern, json, header or address, not “%s”"), from);
}

static void
read_extract (BookoutPortalReader *reader, xmlNode *node, BookoutStep *step)
{
  g_autoptr (GError) error = NULL;

  read_extract_from (reader, node, step);
  step->xpath = read_xpath (reader, node, "xpath");
  step->pattern = read_pattern (reader, node, "pattern");
  step->path = bookout_portal_reader_dup_words (reader, node, "path");
  step->optional = bookout_portal_reader_read_flag (reader, node, "optional");
  step->variable = bookout_portal_reader_dup_words (reader, node, "variable");
  if (step->from == BOOKOUT_EXTRACT_JSON && step->path != NULL &&
      !bookout_expression_check_json_path (step->path, &error))
    bookout_portal_reader_problem (reader, node, _ ("the JSON path %s"), error->message);
  if (step->variable != NULL)
    bookout_portal_reader_add_name (reader, node, step->variable);
}

static void
read_row (BookoutPortalReader *reader, xmlNode *node, BookoutStep *step)
{
  step->xpath = read_xpath (reader, node, "rows");
  step->cell = read_xpath (reader, node, "cell");
  step->equals = bookout_portal_reader_read_template (reader, node, "equals", BOOKOUT_TEMPLATE_TEXT);
  bookout_portal_read_steps (reader, node, step->steps);
}

static void
read_identity (BookoutPortalReader *reader, xmlNode *node, BookoutStep *step)
{
  step->xpath = read_xpath (reader, node, "xpath");
  step->equals = bookout_portal_reader_read_template (reader, node, "equals", BOOKOUT_TEMPLATE_TEXT);
}

static void
read_poll (BookoutPortalReader *reader, xmlNode *node, BookoutStep *step)
{
  xmlNode *until = bookout_portal_reader_child (node, "until");

  step->every_ms = bookout_portal_reader_read_number (reader, node, "every-ms", POLL_EVERY_MS, 1, 600 * 1000);
  step->limit_s = bookout_portal_reader_read_number (reader, node, "limit-s", POLL_LIMIT_S, 1, 3600);
  bookout_portal_read_steps (reader, node, step->steps);
  if (step->steps->len == 0)
    bookout_portal_reader_problem (reader, node, _ ("it has no step that would ask again"));
  if (until != NULL)
    step->condition = bookout_portal_read_condition (reader, until);
}

static void
read_save (BookoutPortalReader *reader, xmlNode *node, BookoutStep *step)
{
  bookout_portal_read_steps (reader, node, step->steps);
  if (step->steps->len != 1)
    bookout_portal_reader_problem (
        reader, node,
        _ ("it holds exactly one <get>, <post>, <submit> or <follow>: the one whose answer "
           "is the file"));
}

static const BookoutStepWord step_words[] = {
  { "get", BOOKOUT_STEP_GET, N_ ("opening a page"), read_get },
  { "post", BOOKOUT_STEP_POST, N_ ("sending data"), read_post },
  { "submit", BOOKOUT_STEP_SUBMIT, N_ ("sending a form"), read_submit },
  { "follow", BOOKOUT_STEP_FOLLOW, N_ ("following a link"), read_follow },
  { "if", BOOKOUT_STEP_IF, N_ ("looking at the page"), read_if },
  { "expect", BOOKOUT_STEP_EXPECT, N_ ("checking the page"), read_expect },
  { "extract", BOOKOUT_STEP_EXTRACT, N_ ("reading a value"), read_extract },
  { "row", BOOKOUT_STEP_ROW, N_ ("finding the vehicle's row"), read_row },
  { "identity", BOOKOUT_STEP_IDENTITY, N_ ("checking which vehicle it is"), read_identity },
  { "poll", BOOKOUT_STEP_POLL, N_ ("waiting for the portal"), read_poll },
  { "save", BOOKOUT_STEP_SAVE, N_ ("fetching the file"), read_save },
};

/* What is being done with the request inside <save> is fetching a file, whatever sort of request it is. */
static char *
dup_title (BookoutPortalReader *reader, xmlNode *node, const char *fallback)
{
  char *title = bookout_portal_reader_dup_words (reader, node, "title");

  if (title != NULL)
    return title;
  if (bookout_portal_reader_is (node->parent, "save"))
    return dup_title (reader, node->parent, N_ ("fetching the file"));
  return g_strdup (_ (fallback));
}

static BookoutStep *
read_step (BookoutPortalReader *reader, xmlNode *node)
{
  for (guint i = 0; i < G_N_ELEMENTS (step_words); i++)
    if (bookout_portal_reader_is (node, step_words[i].element))
      {
        BookoutStep *step = bookout_step_new (step_words[i].kind, xmlGetLineNo (node));

        step->title = dup_title (reader, node, step_words[i].title);
        step_words[i].read (reader, node, step);
        return step;
      }
  g_assert_not_reached ();
}

/* Reads the steps that @node holds into @steps, but for those whose `if` does not hold. */
void
bookout_portal_read_steps (BookoutPortalReader *reader, xmlNode *node, GPtrArray *steps)
{
  for (xmlNode *child = node->children; child != NULL; child = child->next)
    {
      g_autoptr (BookoutStep) step = NULL;
      gboolean active;

      if (!bookout_portal_vocabulary_is_step (child))
        continue;
      active = bookout_portal_reader_enter (reader, child);
      step = read_step (reader, child);
      bookout_portal_reader_leave (reader, active);
      if (active)
        g_ptr_array_add (steps, g_steal_pointer (&step));
    }
}

/* (transfer full): the question that an element asks with its attributes; a problem if it asks nothing. */
BookoutCondition *
bookout_portal_read_condition (BookoutPortalReader *reader, xmlNode *node)
{
  BookoutCondition *condition = g_new0 (BookoutCondition, 1);

  condition->xpath = read_xpath (reader, node, "xpath");
  condition->text = read_pattern (reader, node, "text");
  bookout_portal_reader_read_statuses (reader, node, "status", LOWEST_STATUS, &condition->status_from,
                                       &condition->status_to);
  condition->address = read_pattern (reader, node, "address");
  condition->document = bookout_portal_reader_read_flag (reader, node, "document");
  condition->negated = bookout_portal_reader_read_flag (reader, node, "not");
  if (!xmlHasNsProp (node, BAD_CAST "xpath", NULL) && !xmlHasNsProp (node, BAD_CAST "text", NULL) &&
      !xmlHasNsProp (node, BAD_CAST "status", NULL) && !xmlHasNsProp (node, BAD_CAST "address", NULL) &&
      !condition->document)
    bookout_portal_reader_problem (
        reader, node, _ ("it asks nothing; give it an \"xpath\", \"text\", \"status\" or \"address\""));
  return condition;
}
