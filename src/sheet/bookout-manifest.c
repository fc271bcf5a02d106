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
 * and then costs a copy of the text and nothing for each sheet. Only sheets that are to be renewed are kept apart, since their lines
 * go when the new ones come. */

struct _BookoutManifest
{
  GMutex mutex;   /* of the texts */
  GMutex writing; /* one writer at a time; taken before @mutex */
  GString *json;  /* the array without its end */
  GString *sums;
  guint length;
  GHashTable *old; /* (element-type utf8 BookoutManifestEntry): by name: sheets to be renewed; by @mutex */
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
 * bookout_manifest_entry_copy:
 * @self: an entry
 *
 * Returns: (transfer full): another of the same
 */
BookoutManifestEntry *
bookout_manifest_entry_copy (const BookoutManifestEntry *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return bookout_manifest_entry_new (self->name, self->reference, self->sha256, self->size, self->proof,
                                     self->time);
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
  self->old = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                     (GDestroyNotify) bookout_manifest_entry_free);

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
  g_hash_table_unref (self->old);
  g_mutex_clear (&self->mutex);
  g_mutex_clear (&self->writing);
  g_free (self);
}

static void
append_json (GString *json, const BookoutManifestEntry *entry)
{
  g_autofree char *text = entry_to_json (entry);

  g_string_append (json, json->len == 1 ? "\n  " : ",\n  ");
  g_string_append (json, text);
}

/**
 * bookout_manifest_add:
 * @self: a manifest of fewer than %BOOKOUT_MANIFEST_ENTRIES_MOST sheets; one more is left out
 * @entry: (transfer none): a sheet that is under its final name, or an earlier version of one
 *
 * What bookout_manifest_add_old() said of that name is no longer so.
 */
void
bookout_manifest_add (BookoutManifest *self, const BookoutManifestEntry *entry)
{
  g_mutex_lock (&self->mutex);
  g_hash_table_remove (self->old, entry->name);
  if (self->length < BOOKOUT_MANIFEST_ENTRIES_MOST)
    {
      append_json (self->json, entry);
      append_sum (self->sums, entry);
      self->length++;
    }
  g_mutex_unlock (&self->mutex);
}

/**
 * bookout_manifest_add_old:
 * @self: a manifest; beyond %BOOKOUT_MANIFEST_ENTRIES_MOST of these, one more is left out
 * @entry: (transfer none): a sheet that is under its final name, and that the run may have a new one for
 *
 * Lists the sheet until bookout_manifest_add() has another of its name.
 */
void
bookout_manifest_add_old (BookoutManifest *self, const BookoutManifestEntry *entry)
{
  BookoutManifestEntry *own = bookout_manifest_entry_copy (entry);

  g_mutex_lock (&self->mutex);
  if (g_hash_table_size (self->old) < BOOKOUT_MANIFEST_ENTRIES_MOST)
    g_hash_table_replace (self->old, own->name, own);
  else
    bookout_manifest_entry_free (own);
  g_mutex_unlock (&self->mutex);
}

/**
 * bookout_manifest_dup_old:
 * @self: a manifest
 * @name: file name in the folder
 *
 * Returns: (transfer full) (nullable): what bookout_manifest_add_old() was told of it, if that still holds
 */
BookoutManifestEntry *
bookout_manifest_dup_old (BookoutManifest *self, const char *name)
{
  const BookoutManifestEntry *entry;
  BookoutManifestEntry *copy;

  g_mutex_lock (&self->mutex);
  entry = g_hash_table_lookup (self->old, name);
  copy = entry != NULL ? bookout_manifest_entry_copy (entry) : NULL;
  g_mutex_unlock (&self->mutex);

  return copy;
}

/**
 * bookout_manifest_get_length:
 * @self: a manifest
 *
 * Returns: how many sheets it has, those that may be renewed not counted
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

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(BookoutManifestEntry *const *) a)->name, (*(BookoutManifestEntry *const *) b)->name);
}

/* With the mutex held: by name, so that writing again changes nothing. */
static GPtrArray *
list_old (BookoutManifest *self)
{
  GPtrArray *list = g_ptr_array_sized_new (g_hash_table_size (self->old));
  GHashTableIter iter;
  gpointer entry;

  g_hash_table_iter_init (&iter, self->old);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    g_ptr_array_add (list, entry);
  g_ptr_array_sort (list, compare_entries);

  return list;
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
  GString *json;
  g_autoptr (GPtrArray) old = NULL;

  g_mutex_lock (&self->mutex);
  json = g_string_new (self->json->str);
  old = list_old (self);
  for (guint i = 0; i < old->len; i++)
    append_json (json, g_ptr_array_index (old, i));
  g_mutex_unlock (&self->mutex);

  g_string_append (json, json->len == 1 ? "]\n" : "\n]\n");
  return g_string_free (json, FALSE);
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
  GString *sums;
  g_autoptr (GPtrArray) old = NULL;

  g_mutex_lock (&self->mutex);
  sums = g_string_new (self->sums->str);
  old = list_old (self);
  for (guint i = 0; i < old->len; i++)
    append_sum (sums, g_ptr_array_index (old, i));
  g_mutex_unlock (&self->mutex);

  return g_string_free (sums, FALSE);
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

static gboolean
is_version (const char *name)
{
  return g_str_has_prefix (name, BOOKOUT_FOLDER_VERSIONS);
}

static gboolean
is_name (const char *name)
{
  return name != NULL &&
         bookout_directory_is_plain_name (is_version (name) ? name + strlen (BOOKOUT_FOLDER_VERSIONS) : name);
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

  if (!is_name (name))
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
parse_array (JsonArray *array, GPtrArray *sheets, GPtrArray *versions, GError **error)
{
  guint length = json_array_get_length (array);

  if (length > 2 * BOOKOUT_MANIFEST_ENTRIES_MOST)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("The manifest has too many entries."));
      return FALSE;
    }
  for (guint i = 0; i < length; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      g_autoptr (BookoutManifestEntry) entry = NULL;
      const char *problem = JSON_NODE_HOLDS_OBJECT (node) ? parse_entry (json_node_get_object (node), &entry)
                                                          : "{";

      if (problem != NULL)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       /* TRANSLATORS: a number, and a word of the file's own: "name", "sha256" */
                       _ ("The manifest's entry %u has no valid '%s'."), i + 1, problem);
          return FALSE;
        }
      if (!is_version (entry->name))
        g_ptr_array_add (sheets, g_steal_pointer (&entry));
      else if (versions != NULL)
        g_ptr_array_add (versions, g_steal_pointer (&entry));
    }
  return TRUE;
}

static gboolean
parse (GBytes *json, GPtrArray *sheets, GPtrArray *versions, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) failure = NULL;
  gsize length;
  const char *data = g_bytes_get_data (json, &length);
  JsonNode *root;

  if (length == 0 || is_deep (data, length) || !g_utf8_validate_len (data, length, NULL) ||
      !json_parser_load_from_data (parser, data, length, &failure))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("The manifest cannot be read (%s)."),
                   failure != NULL ? failure->message : _ ("it is not JSON"));
      return FALSE;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_ARRAY (root))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("The manifest is not a list of sheets."));
      return FALSE;
    }
  return parse_array (json_node_get_array (root), sheets, versions, error);
}

static GPtrArray *
entries_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_manifest_entry_free);
}

/**
 * bookout_manifest_parse:
 * @json: a manifest.json
 * @error: return location
 *
 * Believes nothing: every entry must have a plain file name (no "/" but that of run-data/versions/), a reference, a SHA-256, a size,
 * a known proof and a time.
 *
 * Errors: %G_IO_ERROR_INVALID_DATA.
 *
 * Returns: (transfer full) (element-type BookoutManifestEntry): the sheets, without earlier versions of renewed ones; or %NULL
 */
GPtrArray *
bookout_manifest_parse (GBytes *json, GError **error)
{
  g_autoptr (GPtrArray) sheets = entries_new ();

  g_return_val_if_fail (json != NULL, NULL);

  return parse (json, sheets, NULL, error) ? g_steal_pointer (&sheets) : NULL;
}

/**
 * bookout_manifest_read:
 * @folder: a folder
 * @error: return location
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if it has none, %G_IO_ERROR_INVALID_DATA, else as bookout_folder_read().
 *
 * Returns: (transfer full) (element-type BookoutManifestEntry): the sheets, without earlier versions of renewed ones; or %NULL
 */
GPtrArray *
bookout_manifest_read (BookoutFolder *folder, GError **error)
{
  return bookout_manifest_read_all (folder, NULL, error);
}

/**
 * bookout_manifest_read_all:
 * @folder: a folder
 * @versions: (out) (optional) (transfer full) (element-type BookoutManifestEntry): earlier versions of renewed sheets
 * @error: return location
 *
 * Errors: as bookout_manifest_read().
 *
 * Returns: (transfer full) (element-type BookoutManifestEntry): the sheets, or %NULL
 */
GPtrArray *
bookout_manifest_read_all (BookoutFolder *folder, GPtrArray **versions, GError **error)
{
  g_autoptr (GPtrArray) sheets = entries_new ();
  g_autoptr (GPtrArray) old = entries_new ();
  g_autoptr (GBytes) json = NULL;

  g_return_val_if_fail (BOOKOUT_IS_FOLDER (folder), NULL);

  json = bookout_folder_read (folder, BOOKOUT_MANIFEST_NAME, BOOKOUT_MANIFEST_BYTES_MOST, error);
  if (json == NULL || !parse (json, sheets, old, error))
    return NULL;

  if (versions != NULL)
    *versions = g_steal_pointer (&old);
  return g_steal_pointer (&sheets);
}
