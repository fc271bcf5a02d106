/* bookout-run-origin.c - what a folder itself says about its run
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-run-origin"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "bookout-earlier-runs.h"
#include "bookout-json-text.h"
#include "bookout-run-origin.h"

/* The ledger is one file on one computer; the folder may outlive it, or be carried elsewhere. So a run that begins leaves
 * in its folder what it would take to go on with it: the portal and its variables, whose account, and which of the
 * inventory's vehicles were asked for. Nothing in it is secret: it is what the ledger has too. */

#define REPORT_NAME "run-data/report.json"

/**
 * bookout_run_origin_free:
 * @self: (nullable) (transfer full): an origin
 */
void
bookout_run_origin_free (BookoutRunOrigin *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->run, bookout_ledger_run_free);
  g_clear_pointer (&self->asked, g_hash_table_unref);
  g_clear_pointer (&self->not_new, g_hash_table_unref);
  g_free (self->report_before);
  g_free (self);
}

static gboolean
is_skipped (const BookoutLedgerVehicle *vehicle)
{
  return g_str_equal (vehicle->state, "skipped");
}

static gboolean
is_not_new (const BookoutLedgerVehicle *vehicle)
{
  return is_skipped (vehicle) && g_strcmp0 (vehicle->code, BOOKOUT_CODE_NOT_NEW) == 0;
}

static gboolean
is_asked (const BookoutLedgerVehicle *vehicle)
{
  return !is_skipped (vehicle);
}

static JsonArray *
list_references (GPtrArray *vehicles, gboolean (*is_listed) (const BookoutLedgerVehicle *vehicle))
{
  JsonArray *references = json_array_new ();

  for (guint i = 0; i < vehicles->len; i++)
    {
      const BookoutLedgerVehicle *vehicle = g_ptr_array_index (vehicles, i);

      if (is_listed (vehicle))
        json_array_add_string_element (references, vehicle->reference);
    }

  return references;
}

/* A run of the whole inventory needs no list, and stays right if the inventory is exported anew. */
static void
set_asked (JsonObject *object, GPtrArray *vehicles)
{
  g_autoptr (JsonArray) asked = list_references (vehicles, is_asked);

  if (json_array_get_length (asked) < vehicles->len)
    json_object_set_array_member (object, "asked", g_steal_pointer (&asked));
  else
    json_object_set_null_member (object, "asked");
  json_object_set_array_member (object, "not_new", list_references (vehicles, is_not_new));
}

static void
set_variables (JsonObject *object, const char *variables)
{
  JsonNode *node = variables != NULL ? json_from_string (variables, NULL) : NULL;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    json_object_set_member (object, "variables", node);
  else
    {
      g_clear_pointer (&node, json_node_unref);
      json_object_set_object_member (object, "variables", json_object_new ());
    }
}

/**
 * bookout_run_origin_write:
 * @folder: of the run, locked
 * @run: the run as the ledger has or gets it
 * @vehicles: (element-type BookoutLedgerVehicle): its vehicles
 * @error: return location
 *
 * Replaces what an earlier run has left there.
 *
 * Returns: whether it is on disk; else an error of #BookoutSheetError
 */
gboolean
bookout_run_origin_write (BookoutFolder *folder,
                          const BookoutLedgerRun *run,
                          GPtrArray *vehicles,
                          GError **error)
{
  g_autoptr (JsonNode) root = json_node_init_object (json_node_alloc (), NULL);
  JsonObject *object = json_object_new ();
  g_autoptr (GDateTime) began = g_date_time_new_from_unix_utc (run->began_at);
  g_autofree char *began_text = began != NULL ? g_date_time_format (began, "%Y-%m-%dT%H:%M:%SZ") : NULL;
  g_autofree char *report = bookout_folder_hash (folder, REPORT_NAME, NULL, NULL);
  g_autoptr (GBytes) contents = NULL;
  char *text;

  bookout_json_text_set (object, "portal", run->portal_id);
  bookout_json_text_set (object, "portal_path", run->portal_path);
  set_variables (object, run->variables);
  bookout_json_text_set (object, "base", run->base);
  bookout_json_text_set (object, "user", run->user);
  bookout_json_text_set (object, "began_at", began_text);
  bookout_json_text_set (object, "report_before", report);
  set_asked (object, vehicles);
  json_node_take_object (root, object);
  text = json_to_string (root, TRUE);
  contents = g_bytes_new_take (text, strlen (text));

  return bookout_folder_replace (folder, BOOKOUT_RUN_ORIGIN_NAME, contents, error);
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node)
                                                                          : NULL;
}

static GHashTable *
read_references (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  GHashTable *references;

  if (array == NULL)
    return NULL;

  references = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (json_node_get_value_type (element) == G_TYPE_STRING)
        g_hash_table_add (references, g_strdup (json_node_get_string (element)));
    }

  return references;
}

/* On another computer the description's file may be elsewhere; then it is found by its id. */
static char *
choose_portal_path (const char *path)
{
  if (path == NULL || (g_path_is_absolute (path) && !g_file_test (path, G_FILE_TEST_EXISTS)))
    return g_strdup ("");

  return g_strdup (path);
}

static BookoutLedgerRun *
read_run (JsonObject *object)
{
  g_autoptr (BookoutLedgerRun) run = bookout_ledger_run_new ();
  const char *began_text = get_text (object, "began_at");
  g_autoptr (GDateTime) began = began_text != NULL ? g_date_time_new_from_iso8601 (began_text, NULL) : NULL;
  JsonNode *variables = json_object_get_member (object, "variables");

  if (began == NULL || get_text (object, "portal") == NULL || g_date_time_to_unix (began) < 0)
    return NULL;

  run->portal_id = g_strdup (get_text (object, "portal"));
  run->portal_path = choose_portal_path (get_text (object, "portal_path"));
  run->variables = variables != NULL && JSON_NODE_HOLDS_OBJECT (variables) ? json_to_string (variables, FALSE)
                                                                           : g_strdup ("{}");
  run->base = g_strdup (get_text (object, "base"));
  run->user = g_strdup (get_text (object, "user"));
  run->state = g_strdup ("interrupted");
  run->began_at = g_date_time_to_unix (began);

  return g_steal_pointer (&run);
}

static BookoutRunOrigin *
parse (GBytes *contents)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (BookoutRunOrigin) self = g_new0 (BookoutRunOrigin, 1);
  gsize length;
  const char *text = g_bytes_get_data (contents, &length);
  JsonObject *object;

  if (length == 0 || !json_parser_load_from_data (parser, text, (gssize) length, NULL) ||
      json_parser_get_root (parser) == NULL || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return NULL;

  object = json_node_get_object (json_parser_get_root (parser));
  self->run = read_run (object);
  if (self->run == NULL)
    return NULL;

  self->asked = read_references (object, "asked");
  self->not_new = read_references (object, "not_new");
  self->report_before = g_strdup (get_text (object, "report_before"));

  return g_steal_pointer (&self);
}

/**
 * bookout_run_origin_read:
 * @folder: of a run; opened for reading is enough
 * @error: return location
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if there is nothing, %G_IO_ERROR_INVALID_DATA if it makes no sense, #BookoutSheetError
 *
 * Returns: (transfer full) (nullable): what the folder says about its newest run
 */
BookoutRunOrigin *
bookout_run_origin_read (BookoutFolder *folder, GError **error)
{
  g_autoptr (GBytes)
      contents = bookout_folder_read (folder, BOOKOUT_RUN_ORIGIN_NAME, BOOKOUT_RUN_ORIGIN_BYTES_MOST, error);
  BookoutRunOrigin *self;

  if (contents == NULL)
    return NULL;

  self = parse (contents);
  if (self == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("'%s' in the folder '%s' makes no sense."),
                 BOOKOUT_RUN_ORIGIN_NAME, bookout_folder_get_path (folder));
  else
    self->run->folder = g_strdup (bookout_folder_get_path (folder));

  return self;
}

/**
 * bookout_run_origin_find:
 * @ledger: to look into first
 * @path: (type filename): a run's folder
 * @error: return location
 *
 * The ledger may be new, another computer's, or older than the folder. Errors: %BOOKOUT_LEDGER_ERROR_NO_RUN if neither
 * knows a run, and those of reading the ledger.
 *
 * Returns: (transfer full) (nullable): the newest run of the folder; if the ledger does not know it its number is 0, and
 *   going on with it rebuilds it
 */
BookoutLedgerRun *
bookout_run_origin_find (BookoutLedger *ledger, const char *path, GError **error)
{
  g_autoptr (GError) own = NULL;
  g_autoptr (BookoutLedgerRun) run = bookout_ledger_find_run (ledger, path, &own);
  g_autoptr (BookoutFolder) folder = NULL;
  g_autoptr (BookoutRunOrigin) origin = NULL;

  if (run == NULL && !g_error_matches (own, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_NO_RUN))
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return NULL;
    }

  folder = bookout_folder_open (path, FALSE, NULL);
  origin = folder != NULL ? bookout_run_origin_read (folder, NULL) : NULL;
  if (origin != NULL && (run == NULL || origin->run->began_at > run->began_at))
    return g_steal_pointer (&origin->run);
  if (run == NULL)
    g_propagate_error (error, g_steal_pointer (&own));

  return g_steal_pointer (&run);
}
