/* bookout-manifest.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-manifest"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "bookout-manifest.h"

/* The folder explains itself: manifest.json says which vehicle each file is, and SHA256SUMS lets anyone check the files with
 * `sha256sum -c run-data/SHA256SUMS`. Read back when the ledger is lost; then it is input like any other. Any thread.
 *
 * A manifest in the making is the text of the two files as it will be: a sheet adds its lines once, so that writing the files now
 * and then costs a copy of the text and nothing for each sheet. */

struct _BookoutManifest
{
  GMutex mutex;   /* of the texts */
  GMutex writing; /* one writer at a time; taken before @mutex */
  GString *json;  /* the array without its end */
  GString *sums;
  guint length;
};

#define DEPTH_MOST 4 /* an array of objects of plain values has two */

/**
 * bookout_manifest_entry_new:
 * @name: file name in the folder
 * @reference: of the vehicle
 * @sha256: of the file, 64 hex digits
 * @size: bytes
 * @proof: what proves that it is the vehicle's
 * @time: when it was saved, Unix seconds
 *
 * Returns: (transfer full): an entry with copies
 */
BookoutManifestEntry *
bookout_manifest_entry_new (const char *name,
                            const char *reference,
                            const char *sha256,
                            guint64 size,
                            BookoutProof proof,
                            gint64 time)
{
  BookoutManifestEntry *self;

  g_return_val_if_fail (name != NULL && reference != NULL && sha256 != NULL, NULL);

  self = g_new0 (BookoutManifestEntry, 1);
  self->name = g_strdup (name);
  self->reference = g_strdup (reference);
  self->sha256 = g_strdup (sha256);
  self->size = size;
  self->proof = proof;
  self->time = time;
  return self;
}

/**
 * bookout_manifest_entry_free:
 * @self: (nullable) (transfer full): an entry
 */
void
bookout_manifest_entry_free (BookoutManifestEntry *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->reference);
  g_free (self->sha256);
  g_free (self);
}

static void
add_string (JsonObject *object, const char *member, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  json_object_set_string_member (object, member, valid);
}

static char *
entry_to_json (const BookoutManifestEntry *entry)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (entry->time);
  g_autofree char *words = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("");
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  add_string (object, "name", entry->name);
  add_string (object, "reference", entry->reference);
  add_string (object, "sha256", entry->sha256);
  json_object_set_int_member (object, "size", (gint64) entry->size);
  add_string (object, "proof", bookout_proof_to_string (entry->proof));
  add_string (object, "time", words);
  json_node_set_object (node, object);

  return json_to_string (node, FALSE);
}

/* As coreutils: a name with a backslash or a line break is written with escapes, and the line marked by a backslash. */
static void
append_sum (GString *sums, const BookoutManifestEntry *entry)
{
  if (strpbrk (entry->name, "\\\n\r") != NULL)
    g_string_append_c (sums, '\\');
  g_string_append_printf (sums, "%s  ", entry->sha256);
  for (const char *at = entry->name; *at != '\0'; at++)
    switch (*at)
      {
      case '\\':
        g_string_append (sums, "\\\\");
        break;
      case '\n':
        g_string_append (sums, "\\n");
        break;
      case '\r':
        g_string_append (sums, "\\r");
        break;
      default:
        g_string_append_c (sums, *at);
        break;
      }
  g_string_append_c (sums, '\n');
}

/**
 * bookout_manifest_new:
 *
 * Returns: (transfer full): a manifest of no sheet
 */
BookoutManifest *
bookout_manifest_new (void)
{
  BookoutManifest *self = g_new0 (BookoutManifest, 1);

  g_mutex_init (&self->mutex);
  g_mutex_init (&self->writing);
  self->json = g_string_new ("[");
  self->sums = g_string_new (NULL);

  return self;
}

/**
 * bookout_manifest_free:
 * @self: (nullable) (transfer full): a manifest
 */
void
bookout_manifest_free (BookoutManifest *self)
{
  if (self == NULL)
    return;

  g_string_free (self->json, TRUE);
  g_string_free (self->sums, TRUE);
  g_mutex_clear (&self->mutex);
  g_mutex_clear (&self->writing);
  g_free (self);
}

/**
 * bookout_manifest_add:
 * @self: a manifest of fewer than %BOOKOUT_MANIFEST_ENTRIES_MOST sheets; one more is left out
 * @entry: (transfer none): a sheet that is under its final name
 */
void
bookout_manifest_add (BookoutManifest *self, const BookoutManifestEntry *entry)
{
  g_autofree char *json = entry_to_json (entry);

  g_mutex_lock (&self->mutex);
  if (self->length < BOOKOUT_MANIFEST_ENTRIES_MOST)
    {
      g_string_append (self->json, self->length == 0 ? "\n  " : ",\n  ");
      g_string_append (self->json, json);
      append_sum (self->sums, entry);
      self->length++;
    }
  g_mutex_unlock (&self->mutex);
}

/**
 * bookout_manifest_get_length:
 * @self: a manifest
 *
 * Returns: how many sheets it has
 */
guint
bookout_manifest_get_length (BookoutManifest *self)
{
  guint length;

  g_mutex_lock (&self->mutex);
  length = self->length;
  g_mutex_unlock (&self->mutex);

  return length;
}

/**
 * bookout_manifest_to_json:
 * @self: a manifest
 *
 * Returns: (transfer full): a JSON array of objects with name, reference, sha256, size, proof and time (ISO 8601, UTC), one a line
 */
char *
bookout_manifest_to_json (BookoutManifest *self)
{
  char *json;

  g_mutex_lock (&self->mutex);
  json = g_strconcat (self->json->str, self->length == 0 ? "]\n" : "\n]\n", NULL);
  g_mutex_unlock (&self->mutex);

  return json;
}

/**
 * bookout_manifest_to_sums:
 * @self: a manifest
 *
 * Returns: (transfer full): the lines that `sha256sum -c` reads, names as seen from the folder
 */
char *
bookout_manifest_to_sums (BookoutManifest *self)
{
  char *sums;

  g_mutex_lock (&self->mutex);
  sums = g_strdup (self->sums->str);
  g_mutex_unlock (&self->mutex);

  return sums;
}

static gboolean
write_text (BookoutFolder *folder, const char *name, char *text, GError **error)
{
  g_autoptr (GBytes) contents = g_bytes_new_take (text, strlen (text));

  return bookout_folder_replace (folder, name, contents, error);
}

/**
 * bookout_manifest_write:
 * @self: a manifest
 * @folder: a folder opened with its lock
 * @error: return location
 *
 * Errors: as bookout_folder_replace().
 *
 * Returns: %TRUE if both files are on disk
 */
gboolean
bookout_manifest_write (BookoutManifest *self, BookoutFolder *folder, GError **error)
{
  gboolean written;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (BOOKOUT_IS_FOLDER (folder), FALSE);

  g_mutex_lock (&self->writing);
  written = write_text (folder, BOOKOUT_MANIFEST_NAME, bookout_manifest_to_json (self), error) &&
            write_text (folder, BOOKOUT_MANIFEST_SUMS_NAME, bookout_manifest_to_sums (self), error);
  g_mutex_unlock (&self->writing);

  return written;
}

/* json-glib goes down one call a level: a file of a million "[" would end the program. */
static gboolean
is_deep (const char *json, gsize length)
{
  gboolean in_string = FALSE;
  guint depth = 0;

  for (gsize i = 0; i < length; i++)
    if (in_string && json[i] == '\\')
      i++;
    else if (json[i] == '"')
      in_string = !in_string;
    else if (!in_string && (json[i] == '[' || json[i] == '{'))
      {
        if (++depth > DEPTH_MOST)
          return TRUE;
      }
    else if (!in_string && (json[i] == ']' || json[i] == '}') && depth > 0)
      depth--;
  return FALSE;
}

static const char *
get_string (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node)
                                                                          : NULL;
}

static gboolean
get_size (JsonObject *object, gint64 *size)
{
  JsonNode *node = json_object_get_member (object, "size");

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *size = json_node_get_int (node);
  return *size >= 0;
}

static gboolean
get_time (JsonObject *object, gint64 *time)
{
  const char *words = get_string (object, "time");
  g_autoptr (GDateTime) parsed = words != NULL ? g_date_time_new_from_iso8601 (words, NULL) : NULL;

  if (parsed == NULL)
    return FALSE;
  *time = g_date_time_to_unix (parsed);
  return TRUE;
}

static gboolean
is_sha256 (const char *text)
{
  return text != NULL && strlen (text) == 64 && strspn (text, "0123456789abcdef") == 64;
}

/* What is wrong with @object, untranslated: the name of the member; NULL and an entry if nothing is. */
static const char *
parse_entry (JsonObject *object, BookoutManifestEntry **entry)
{
  const char *name = get_string (object, "name");
  const char *reference = get_string (object, "reference");
  const char *sha256 = get_string (object, "sha256");
  BookoutProof proof;
  gint64 size, time;

  if (!bookout_directory_is_plain_name (name))
    return "name";
  if (reference == NULL)
    return "reference";
  if (!is_sha256 (sha256))
    return "sha256";
  if (!get_size (object, &size))
    return "size";
  if (!bookout_proof_from_string (get_string (object, "proof"), &proof))
    return "proof";
  if (!get_time (object, &time))
    return "time";
  *entry = bookout_manifest_entry_new (name, reference, sha256, (guint64) size, proof, time);
  return NULL;
}

static gboolean
parse_array (JsonArray *array, GPtrArray *entries, GError **error)
{
  guint length = json_array_get_length (array);

  if (length > BOOKOUT_MANIFEST_ENTRIES_MOST)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("The manifest has too many entries."));
      return FALSE;
    }
  for (guint i = 0; i < length; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      BookoutManifestEntry *entry = NULL;
      const char *problem = JSON_NODE_HOLDS_OBJECT (node) ? parse_entry (json_node_get_object (node), &entry)
                                                          : "{";

      if (problem != NULL)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       /* TRANSLATORS: a number, and a word of the file's own: "name", "sha256" */
                       _ ("The manifest's entry %u has no valid '%s'."), i + 1, problem);
          return FALSE;
        }
      g_ptr_array_add (entries, entry);
    }
  return TRUE;
}

/**
 * bookout_manifest_parse:
 * @json: a manifest.json
 * @error: return location
 *
 * Believes nothing: every entry must have a plain file name (no "/"), a reference, a SHA-256, a size, a known proof and a time.
 *
 * Errors: %G_IO_ERROR_INVALID_DATA.
 *
 * Returns: (transfer full) (element-type BookoutManifestEntry): the entries, or %NULL
 */
GPtrArray *
bookout_manifest_parse (GBytes *json, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GPtrArray)
      entries = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_manifest_entry_free);
  g_autoptr (GError) failure = NULL;
  gsize length;
  const char *data;
  JsonNode *root;

  g_return_val_if_fail (json != NULL, NULL);

  data = g_bytes_get_data (json, &length);
  if (length == 0 || is_deep (data, length) || !g_utf8_validate_len (data, length, NULL) ||
      !json_parser_load_from_data (parser, data, length, &failure))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("The manifest cannot be read (%s)."),
                   failure != NULL ? failure->message : _ ("it is not JSON"));
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_ARRAY (root))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("The manifest is not a list of sheets."));
      return NULL;
    }
  return parse_array (json_node_get_array (root), entries, error) ? g_steal_pointer (&entries) : NULL;
}

/**
 * bookout_manifest_read:
 * @folder: a folder
 * @error: return location
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if it has none, %G_IO_ERROR_INVALID_DATA, else as bookout_folder_read().
 *
 * Returns: (transfer full) (element-type BookoutManifestEntry): the entries, or %NULL
 */
GPtrArray *
bookout_manifest_read (BookoutFolder *folder, GError **error)
{
  g_autoptr (GBytes) json = NULL;

  g_return_val_if_fail (BOOKOUT_IS_FOLDER (folder), NULL);

  json = bookout_folder_read (folder, BOOKOUT_MANIFEST_NAME, BOOKOUT_MANIFEST_BYTES_MOST, error);
  return json != NULL ? bookout_manifest_parse (json, error) : NULL;
}
