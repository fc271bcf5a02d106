/* bookout-portal-sections.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-portal"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bookout-portal-rules.h"
#include "bookout-portal-sections.h"
#include "bookout-portal-steps.h"

/* Everything about a site that is not the way to one vehicle's sheet. Used by the loading thread. */

#define INDEX_PAGES      1000
#define INDEX_PAGES_MOST 100000

/* The longest that a portal may keep a second session waiting; seconds. */
#define WAIT_MOST_S 3600

/* The caller's value, else the description's. What is wrong with it goes to @unset, since the description may be right. */
static char *
choose_value (const BookoutPortalVariable *variable,
              const char *given,
              const char *otherwise,
              guint line,
              BookoutPortalProblems *unset)
{
  if (given == NULL && otherwise == NULL)
    {
      bookout_portal_problems_add (unset, line, _ ("The variable “%s” has no value. Give it one, as in %s=…"),
                                   variable->name, variable->name);
      return g_strdup (variable->values != NULL && variable->values[0] != NULL ? variable->values[0] : "");
    }
  if (given != NULL && variable->values != NULL &&
      !g_strv_contains ((const char *const *) variable->values, given))
    {
      g_autofree char *allowed = g_strjoinv (", ", variable->values);

      bookout_portal_problems_add (unset, line, _ ("The variable “%s” cannot be “%s”. It may be: %s"),
                                   variable->name, given, allowed);
      return g_strdup (variable->values[0]);
    }
  return g_strdup (given != NULL ? given : otherwise);
}

static char **
read_values (xmlNode *node)
{
  g_autofree char *text = bookout_portal_reader_dup_attribute (node, "values");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) tokens = NULL;

  if (text == NULL)
    return NULL;
  tokens = g_strsplit_set (text, " \t\r\n", -1);
  for (guint i = 0; tokens[i] != NULL; i++)
    if (tokens[i][0] != '\0')
      g_strv_builder_add (builder, tokens[i]);
  return g_strv_builder_end (builder);
}

static void
read_variable (BookoutPortalReader *reader,
               xmlNode *node,
               GHashTable *values,
               BookoutPortalProblems *unset,
               BookoutPortal *portal)
{
  BookoutPortalVariable *variable = g_new0 (BookoutPortalVariable, 1);
  g_autofree char *otherwise = bookout_portal_reader_dup_attribute (node, "default");
  xmlNode *description = bookout_portal_reader_child (node, "description");

  g_ptr_array_add (portal->variables, variable);
  variable->name = bookout_portal_reader_dup_words (reader, node, "name");
  variable->values = read_values (node);
  if (description != NULL)
    variable->description = g_strstrip (bookout_portal_reader_dup_text (description));
  if (variable->name == NULL)
    return;

  bookout_portal_reader_add_name (reader, node, variable->name);
  if (variable->values != NULL && variable->values[0] == NULL)
    {
      bookout_portal_reader_problem (reader, node, _ ("\"%s\" is empty"), "values");
      g_clear_pointer (&variable->values, g_strfreev);
    }
  else if (otherwise != NULL && variable->values != NULL &&
           !g_strv_contains ((const char *const *) variable->values, otherwise))
    bookout_portal_reader_problem (reader, node, _ ("the default “%s” is none of the values"), otherwise);
  variable->value = choose_value (variable,
                                  values != NULL ? g_hash_table_lookup (values, variable->name) : NULL,
                                  otherwise, xmlGetLineNo (node), unset);
  g_hash_table_insert (reader->variables, variable->name, variable);
  bookout_scope_set (portal->scope, variable->name, variable->value);
}

static void
check_given (BookoutPortalReader *reader, GHashTable *values, BookoutPortalProblems *unset)
{
  GHashTableIter iter;
  gpointer name;

  if (values == NULL)
    return;
  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!g_hash_table_contains (reader->variables, name))
      bookout_portal_problems_add (unset, 0, _ ("This portal has no variable “%s”."), (const char *) name);
}

/* @node: (nullable). @values: (nullable): what the caller gives. What is wrong with those goes to @unset. */
void
bookout_portal_read_variables (BookoutPortalReader *reader,
                               xmlNode *node,
                               GHashTable *values,
                               BookoutPortalProblems *unset,
                               BookoutPortal *portal)
{
  for (xmlNode *child = node != NULL ? node->children : NULL; child != NULL; child = child->next)
    if (bookout_portal_reader_is (child, "variable"))
      read_variable (reader, child, values, unset, portal);
  check_given (reader, values, unset);
  bookout_portal_reader_set_names (reader, "", FALSE);
}

static const char *
judge_address (const char *address, const BookoutOrigin *origin)
{
  if (origin == NULL)
    return _ ("it must be a plain http or https address, as in https://portal.example/");
  if (!origin->https && !bookout_origin_is_loopback (origin))
    return _ ("it must begin with https://, because a password goes there (http is for this computer only)");
  if (strpbrk (address, "?#") != NULL)
    return _ ("it must have no “?” and no “#”");
  return NULL;
}

/* A base that came from a variable is not the description's mistake, so it goes to @unset. */
void
bookout_portal_read_address (BookoutPortalReader *reader,
                             xmlNode *node,
                             BookoutPortalProblems *unset,
                             BookoutPortal *portal)
{
  g_autoptr (BookoutTemplate)
      address = bookout_portal_reader_read_content (reader, node, BOOKOUT_TEMPLATE_ADDRESS);
  g_autofree char *filled = NULL;
  g_autoptr (GError) error = NULL;
  const char *complaint;

  if (address == NULL || bookout_portal_problems_count (unset) > 0)
    return;
  filled = bookout_template_expand (address, portal->scope, &error);
  if (filled == NULL)
    {
      if (!g_error_matches (error, BOOKOUT_TEMPLATE_ERROR, BOOKOUT_TEMPLATE_ERROR_UNKNOWN))
        bookout_portal_problems_add (unset, xmlGetLineNo (node), "%s", error->message);
      return;
    }

  portal->origin = bookout_origin_parse (filled);
  portal->base = g_str_has_suffix (filled, "/") ? g_strdup (filled) : g_strconcat (filled, "/", NULL);
  complaint = judge_address (filled, portal->origin);
  if (complaint != NULL)
    bookout_portal_problems_add (bookout_template_get_names (address)[0] != NULL ? unset : reader->problems,
                                 xmlGetLineNo (node), _ ("The address “%s”: %s"), filled, complaint);
}

/* @node: (nullable). After the address, whose scheme a host without a port takes. */
void
bookout_portal_read_hosts (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal)
{
  for (xmlNode *child = node != NULL ? node->children : NULL; child != NULL; child = child->next)
    {
      g_autofree char *host = NULL;
      BookoutOrigin *origin;

      if (!bookout_portal_reader_is (child, "host"))
        continue;
      host = g_strstrip (bookout_portal_reader_dup_text (child));
      origin = bookout_origin_parse_host (host, portal->origin == NULL || portal->origin->https);
      if (origin != NULL)
        g_ptr_array_add (portal->hosts, origin);
      else
        bookout_portal_reader_problem (
            reader, child,
            _ ("“%s” is not a host; it is written without https:// and without a path, as in "
               "cdn.example.com or cdn.example.com:8443"),
            host);
    }
}

/* What the program sets itself; a second one of these splits requests or leaks what belongs to another host. */
static gboolean
is_own_header (const char *name)
{
  static const char *const own[] = {
    "host",       "cookie",        "content-length",  "content-type", "transfer-encoding",
    "connection", "authorization", "accept-encoding", "te",           "upgrade",
    NULL
  };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_strv_contains (own, lower) || g_str_has_prefix (lower, "proxy-");
}

static gboolean
is_header_name (const char *name)
{
  for (const char *c = name; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("!#$%&'*+-.^_`|~", *c) == NULL)
      return FALSE;
  return *name != '\0';
}

static void
read_header (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal)
{
  BookoutPortalHeader *header = g_new0 (BookoutPortalHeader, 1);

  g_ptr_array_add (portal->headers, header);
  header->name = bookout_portal_reader_dup_words (reader, node, "name");
  header->value = bookout_portal_reader_read_content (reader, node, BOOKOUT_TEMPLATE_HEADER);
  if (header->name == NULL)
    return;
  if (!is_header_name (header->name))
    bookout_portal_reader_problem (reader, node, _ ("“%s” is not a header's name"), header->name);
  else if (is_own_header (header->name))
    bookout_portal_reader_problem (reader, node, _ ("the header “%s” cannot be set"), header->name);
  if (header->value != NULL && strpbrk (bookout_template_get_source (header->value), "\r\n") != NULL)
    bookout_portal_reader_problem (reader, node, _ ("a header's value is one line"));
}

/* @node: (nullable). */
void
bookout_portal_read_headers (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal)
{
  for (xmlNode *child = node != NULL ? node->children : NULL; child != NULL; child = child->next)
    if (bookout_portal_reader_is (child, "header"))
      read_header (reader, child, portal);
}

/* @node: (nullable): without it, the defaults. 15 and 30 seconds are what people take for "it hangs"; 180 seconds a
 * vehicle is about a hundred times what a sheet takes; 25 MiB is far above the 40-70 KB of a sheet. */
void
bookout_portal_read_limits (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal)
{
  const guint kib = 1024;
  const guint mib = 1024 * 1024;
  BookoutPortalLimits *limits = &portal->limits;

  limits->tabs = bookout_portal_reader_read_number (reader, node, "tabs", 8, 1, 32);
  limits->gap_ms = bookout_portal_reader_read_number (reader, node, "gap-ms", 0, 0, 60 * 1000);
  limits->connect_s = bookout_portal_reader_read_number (reader, node, "connect-s", 15, 1, 300);
  limits->idle_s = bookout_portal_reader_read_number (reader, node, "idle-s", 30, 1, 600);
  limits->request_s = bookout_portal_reader_read_number (reader, node, "request-s", 120, 1, 3600);
  limits->vehicle_s = bookout_portal_reader_read_number (reader, node, "vehicle-s", 180, 1, 3600);
  limits->page_bytes = bookout_portal_reader_read_number (reader, node, "page-bytes", 8 * mib, kib, 64 * mib);
  limits->sheet_bytes = bookout_portal_reader_read_number (reader, node, "sheet-bytes", 25 * mib, kib,
                                                           256 * mib);
}

static void
read_recognizer (BookoutPortalReader *reader, xmlNode *node, BookoutRecognized kind, BookoutPortal *portal)
{
  BookoutRecognizer *recognizer = g_new0 (BookoutRecognizer, 1);

  g_ptr_array_add (portal->recognizers, recognizer);
  recognizer->kind = kind;
  recognizer->condition = bookout_portal_read_condition (reader, node);
  recognizer->words = bookout_portal_reader_read_template (reader, node, "words", BOOKOUT_TEMPLATE_XPATH);
  recognizer->wait_pattern = bookout_portal_reader_read_template (reader, node, "wait-pattern",
                                                                  BOOKOUT_TEMPLATE_PATTERN);
  recognizer->wait_s = bookout_portal_reader_read_number (reader, node, "wait-s", 0, 0, WAIT_MOST_S);
}

/* What every answer is held against; a page knows nothing but the variables. */
void
bookout_portal_read_recognise (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal)
{
  static const struct
  {
    const char *element;
    BookoutRecognized kind;
  } kinds[] = {
    { "signed-in", BOOKOUT_RECOGNIZED_SIGNED_IN },
    { "signed-out", BOOKOUT_RECOGNIZED_SIGNED_OUT },
    { "refused", BOOKOUT_RECOGNIZED_REFUSED },
    { "active-session", BOOKOUT_RECOGNIZED_ACTIVE_SESSION },
    { "maintenance", BOOKOUT_RECOGNIZED_MAINTENANCE },
  };

  for (xmlNode *child = node->children; child != NULL; child = child->next)
    for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
      if (bookout_portal_reader_is (child, kinds[i].element))
        read_recognizer (reader, child, kinds[i].kind, portal);
}

/* The one place that knows the user and the password. */
void
bookout_portal_read_sign_in (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal)
{
  bookout_portal_reader_set_names (reader, "user password", FALSE);
  bookout_portal_read_steps (reader, node, portal->sign_in);
  bookout_portal_rule_no_save (reader, portal->sign_in);
  if (portal->sign_in->len == 0)
    bookout_portal_reader_problem (reader, node, _ ("it has no steps"));
}

/* @node: (nullable). */
void
bookout_portal_read_sign_out (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal)
{
  if (node == NULL)
    return;
  bookout_portal_reader_set_names (reader, "", FALSE);
  bookout_portal_read_steps (reader, node, portal->sign_out);
  bookout_portal_rule_no_save (reader, portal->sign_out);
}

static char **
read_column_list (BookoutPortalReader *reader, xmlNode *node, const char *name)
{
  g_autofree char *text = bookout_portal_reader_dup_attribute (node, name);
  char **columns = g_strsplit (text != NULL ? text : "", ",", -1);

  for (guint i = 0; columns[i] != NULL; i++)
    if (*g_strstrip (columns[i]) == '\0')
      bookout_portal_reader_problem (reader, node, _ ("\"%s\" has a column without a name"), name);
  return columns;
}

static void
read_columns (BookoutPortalReader *reader, xmlNode *node, BookoutPortalColumns *columns)
{
  columns->reference = bookout_portal_reader_dup_words (reader, node, "reference");
  columns->vin = bookout_portal_reader_dup_words (reader, node, "vin");
  g_strfreev (columns->description);
  columns->description = read_column_list (reader, node, "description");
}

static BookoutPortalCount *
read_count (BookoutPortalReader *reader, xmlNode *node)
{
  BookoutPortalCount *count = bookout_portal_count_new ();
  xmlNode *number = bookout_portal_reader_child (node, "number");

  bookout_portal_reader_set_names (reader, "", FALSE);
  bookout_portal_read_steps (reader, node, count->steps);
  bookout_portal_rule_no_save (reader, count->steps);
  if (number != NULL)
    {
      count->xpath = bookout_portal_reader_read_template (reader, number, "xpath", BOOKOUT_TEMPLATE_XPATH);
      count->pattern = bookout_portal_reader_read_template (reader, number, "pattern",
                                                            BOOKOUT_TEMPLATE_PATTERN);
    }
  return count;
}

static BookoutPortalIndex *
read_index (BookoutPortalReader *reader, xmlNode *node)
{
  BookoutPortalIndex *index = bookout_portal_index_new ();
  xmlNode *rows = bookout_portal_reader_child (node, "rows");

  bookout_portal_reader_set_names (reader, "", FALSE);
  index->pages_most = bookout_portal_reader_read_number (reader, node, "pages-most", INDEX_PAGES, 1,
                                                         INDEX_PAGES_MOST);
  bookout_portal_read_steps (reader, node, index->steps);
  bookout_portal_rule_no_save (reader, index->steps);
  if (rows != NULL)
    {
      index->rows = bookout_portal_reader_read_template (reader, rows, "xpath", BOOKOUT_TEMPLATE_XPATH);
      index->reference = bookout_portal_reader_read_template (reader, rows, "reference",
                                                              BOOKOUT_TEMPLATE_XPATH);
      index->link = bookout_portal_reader_read_template (reader, rows, "link", BOOKOUT_TEMPLATE_XPATH);
      index->next = bookout_portal_reader_read_template (reader, rows, "next", BOOKOUT_TEMPLATE_XPATH);
    }
  return index;
}

static void
keep_count (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal)
{
  gboolean active = bookout_portal_reader_enter (reader, node);
  g_autoptr (BookoutPortalCount) count = read_count (reader, node);

  bookout_portal_reader_leave (reader, active);
  if (active && portal->count != NULL)
    bookout_portal_reader_problem (reader, node, _ ("with these variables there is a <count> already"));
  else if (active)
    portal->count = g_steal_pointer (&count);
}

static void
keep_index (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal)
{
  gboolean active = bookout_portal_reader_enter (reader, node);
  g_autoptr (BookoutPortalIndex) index = read_index (reader, node);

  bookout_portal_reader_leave (reader, active);
  if (active && portal->index != NULL)
    bookout_portal_reader_problem (reader, node, _ ("with these variables there is an <index> already"));
  else if (active)
    portal->index = g_steal_pointer (&index);
}

static void
read_export (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal)
{
  bookout_portal_reader_set_names (reader, "", FALSE);
  bookout_portal_read_steps (reader, node, portal->export);
  bookout_portal_rule_one_save (reader, node, portal->export);
}

/* Before the vehicle, which may name what is known from here. */
void
bookout_portal_read_inventory (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal)
{
  for (xmlNode *child = node->children; child != NULL; child = child->next)
    {
      if (bookout_portal_reader_is (child, "export"))
        read_export (reader, child, portal);
      else if (bookout_portal_reader_is (child, "columns"))
        read_columns (reader, child, &portal->columns);
      else if (bookout_portal_reader_is (child, "count"))
        keep_count (reader, child, portal);
      else if (bookout_portal_reader_is (child, "index"))
        keep_index (reader, child, portal);
    }
}
