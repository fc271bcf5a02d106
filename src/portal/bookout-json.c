/* bookout-json.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-json"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-json.h"
#include "bookout-page.h"

/* Reads what portals answer to scripts. Pure functions, any thread. */

/* json-glib reads arrays within arrays by recursion. */
#define JSON_DEPTH_MOST 100

static gboolean
nests_too_deeply (const char *json)
{
  guint depth = 0;
  gboolean in_string = FALSE;

  for (const char *p = json; *p != '\0'; p++)
    {
      if (in_string && *p == '\\' && p[1] != '\0')
        p++;
      else if (*p == '"')
        in_string = !in_string;
      else if (!in_string && (*p == '[' || *p == '{') && ++depth > JSON_DEPTH_MOST)
        return TRUE;
      else if (!in_string && (*p == ']' || *p == '}') && depth > 0)
        depth--;
    }
  return FALSE;
}

/**
 * bookout_json_parse:
 * @text: valid UTF-8
 * @length: its bytes
 * @error: return location
 *
 * Returns: (transfer full) (nullable): its root; %NULL without error if it is no JSON.
 * Errors: %BOOKOUT_PAGE_ERROR_LIMIT if it is nested too deeply
 */
JsonNode *
bookout_json_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;

  if (nests_too_deeply (text))
    {
      g_set_error_literal (error, BOOKOUT_PAGE_ERROR, BOOKOUT_PAGE_ERROR_LIMIT,
                           _ ("The portal's answer is nested too deeply to be read"));
      return NULL;
    }
  parser = json_parser_new_immutable ();
  return json_parser_load_from_data (parser, text, (gssize) length, NULL) ? json_parser_steal_root (parser)
                                                                          : NULL;
}

static char *
dup_json_value (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  return json_node_get_value_type (node) == G_TYPE_STRING ? json_node_dup_string (node)
                                                          : json_to_string (node, FALSE);
}

/**
 * bookout_json_dup_value:
 * @json: (nullable): from bookout_json_parse()
 * @path: a JSONPath as json-glib has them, "$.url"
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the first string, number or boolean there, as text; %NULL without error if there is none.
 * Errors: %BOOKOUT_PAGE_ERROR_EXPRESSION if @path is wrong
 */
char *
bookout_json_dup_value (JsonNode *json, const char *path, GError **error)
{
  g_autoptr (JsonPath) compiled = json_path_new ();
  g_autoptr (JsonNode) matches = NULL;
  g_autoptr (GError) cause = NULL;
  JsonArray *values;

  if (!json_path_compile (compiled, path, &cause))
    {
      g_set_error (error, BOOKOUT_PAGE_ERROR, BOOKOUT_PAGE_ERROR_EXPRESSION,
                   _ ("The JSON path %s is wrong (%s)"), path, cause->message);
      return NULL;
    }
  if (json == NULL)
    return NULL;
  matches = json_path_match (compiled, json);
  values = json_node_get_array (matches);
  return json_array_get_length (values) > 0 ? dup_json_value (json_array_get_element (values, 0)) : NULL;
}
