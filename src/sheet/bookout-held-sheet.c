/* bookout-held-sheet.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-held-sheet"
#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "bookout-held-sheet.h"
#include "bookout-sheet-name.h"

/* What bookout_evidence_write() wrote, read again for a person to look at. The folder may have been touched by others: whatever is not as it was
 * written is passed over. Any thread; blocks. */

#define EVIDENCE_MOST (64 * 1024) /* bytes of one description */
#define SHEETS_MOST   100         /* of one vehicle */
#define SUFFIX        ".json"

typedef struct
{
  const char *reference;
  char *stem;       /* what their names begin with */
  GPtrArray *found; /* of BookoutHeldSheet */
} Search;

/**
 * bookout_held_sheet_free:
 * @self: (nullable) (transfer full): a held sheet
 */
void
bookout_held_sheet_free (BookoutHeldSheet *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->reference);
  g_free (self->code);
  g_free (self->reason);
  g_free (self);
}

static char *
dup_member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_dup_string (node)
                                                                          : NULL;
}

static gint64
get_number (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : 0;
}

static gint64
get_time (JsonObject *object)
{
  g_autofree char *text = dup_member (object, "time");
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  return time != NULL ? g_date_time_to_unix (time) : 0;
}

static BookoutHeldSheet *
read_evidence (const BookoutDirectory *held, const char *file_name)
{
  g_autoptr (GBytes) contents = bookout_directory_read (held, file_name, EVIDENCE_MOST, NULL);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (BookoutHeldSheet) self = NULL;
  JsonNode *root;
  JsonObject *object;
  gsize length;
  const char *text;

  if (contents == NULL)
    return NULL;
  text = g_bytes_get_data (contents, &length);
  if (length == 0 || !json_parser_load_from_data (parser, text, (gssize) length, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;

  object = json_node_get_object (root);
  self = g_new0 (BookoutHeldSheet, 1);
  self->name = g_strndup (file_name, strlen (file_name) - strlen (SUFFIX));
  self->reference = dup_member (object, "reference");
  self->code = dup_member (object, "code");
  self->reason = dup_member (object, "reason");
  self->time = get_time (object);
  self->size = (guint64) MAX (get_number (object, "size"), 0);
  return self->reference != NULL && self->code != NULL && self->reason != NULL ? g_steal_pointer (&self)
                                                                               : NULL;
}

static gboolean
take_entry (const BookoutDirectory *held, const struct dirent *entry, gpointer user_data)
{
  Search *search = user_data;
  BookoutHeldSheet *sheet;

  if (!g_str_has_prefix (entry->d_name, search->stem) || !g_str_has_suffix (entry->d_name, SUFFIX))
    return TRUE;
  sheet = read_evidence (held, entry->d_name);
  if (sheet != NULL && strcmp (sheet->reference, search->reference) == 0)
    g_ptr_array_add (search->found, sheet);
  else
    bookout_held_sheet_free (sheet);
  return search->found->len < SHEETS_MOST;
}

static int
compare_age (gconstpointer a, gconstpointer b)
{
  const BookoutHeldSheet *first = *(BookoutHeldSheet *const *) a;
  const BookoutHeldSheet *second = *(BookoutHeldSheet *const *) b;

  if (first->time != second->time)
    return first->time < second->time ? 1 : -1;
  /* Within one second "165548 (2).pdf" came after "165548.pdf". */
  return strlen (first->name) != strlen (second->name)
             ? (strlen (first->name) < strlen (second->name) ? 1 : -1)
             : strcmp (second->name, first->name);
}

/**
 * bookout_held_sheet_list:
 * @folder: a run's
 * @reference: of a vehicle
 * @error: return location
 *
 * Errors: as bookout_directory_set_error().
 *
 * Returns: (transfer full) (element-type BookoutHeldSheet): what was held of that vehicle, at most 100, the newest first; empty if
 *   nothing was
 */
GPtrArray *
bookout_held_sheet_list (BookoutFolder *folder, const char *reference, GError **error)
{
  BookoutDirectory held = bookout_folder_get_held_directory (folder);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_held_sheet_free);
  g_autofree char *stem = bookout_sheet_name_for_reference (reference);
  Search search = { .reference = reference, .stem = stem, .found = found };

  g_return_val_if_fail (BOOKOUT_IS_FOLDER (folder), NULL);

  if (held.descriptor < 0)
    return g_steal_pointer (&found);
  stem[strlen (stem) - strlen (".pdf")] = '\0';
  if (!bookout_directory_for_each (&held, take_entry, &search, error))
    return NULL;
  g_ptr_array_sort (found, compare_age);
  return g_steal_pointer (&found);
}

/**
 * bookout_held_sheet_open:
 * @self: a held sheet
 * @folder: the run's
 * @error: return location
 *
 * Errors: %G_IO_ERROR_NOT_FOUND, or as bookout_directory_set_error().
 *
 * Returns: a descriptor open for reading, which the caller closes; -1 on error
 */
int
bookout_held_sheet_open (const BookoutHeldSheet *self, BookoutFolder *folder, GError **error)
{
  BookoutDirectory held = bookout_folder_get_held_directory (folder);

  g_return_val_if_fail (self != NULL, -1);

  return bookout_directory_open_file (&held, self->name, error);
}
