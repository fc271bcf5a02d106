/* bookout-evidence.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-evidence"
#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "bookout-evidence.h"

/* A held sheet is looked at by a person, perhaps sent to someone who helps: so what lies beside it has to explain what
 * happened and must not let anyone sign in. Pure but for the writing; any thread. */

static gboolean
is_secret_header (const char *line, gsize length)
{
  static const char *const names[] = { "set-cookie:",         "set-cookie2:",         "cookie:",
                                       "authorization:",      "proxy-authorization:", "www-authenticate:",
                                       "proxy-authenticate:", "authentication-info:" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (length >= strlen (names[i]) && g_ascii_strncasecmp (line, names[i], strlen (names[i])) == 0)
      return TRUE;
  return FALSE;
}

/**
 * bookout_evidence_clean_head:
 * @head: status line and headers, lines ended by LF or CRLF
 *
 * Leaves out header lines that carry cookies or credentials, their continuation lines too, and what is over
 * %BOOKOUT_EVIDENCE_HEAD_MOST bytes.
 *
 * Returns: (transfer full): the rest, line by line
 */
char *
bookout_evidence_clean_head (const char *head)
{
  g_autoptr (GString) clean = g_string_new (NULL);
  gboolean is_secret = FALSE;

  g_return_val_if_fail (head != NULL, NULL);

  for (const char *line = head; *line != '\0';)
    {
      gsize length = strcspn (line, "\n");

      if (line[length] == '\n')
        length++;
      if (*line != ' ' && *line != '\t')
        is_secret = is_secret_header (line, length);
      if (!is_secret && clean->len + length > BOOKOUT_EVIDENCE_HEAD_MOST)
        break; /* whole lines only, so that no half of anything is left */
      if (!is_secret)
        g_string_append_len (clean, line, length);
      line += length;
    }
  return g_string_free (g_steal_pointer (&clean), FALSE);
}

static gboolean
contains (const char *tag, gsize length, const char *word)
{
  for (gsize i = 0; i + strlen (word) <= length; i++)
    if (g_ascii_strncasecmp (tag + i, word, strlen (word)) == 0)
      return TRUE;
  return FALSE;
}

/* Length of the tag at @tag, its ">" included, with quoted ">" inside. */
static gsize
tag_length (const char *tag, gsize most)
{
  char quote = '\0';

  for (gsize i = 0; i < most; i++)
    if (quote != '\0')
      quote = tag[i] == quote ? '\0' : quote;
    else if (tag[i] == '"' || tag[i] == '\'')
      quote = tag[i];
    else if (tag[i] == '>')
      return i + 1;
  return most;
}

/**
 * bookout_evidence_clean_page:
 * @page: a page as it came, any encoding that extends ASCII
 *
 * Form tokens stand in hidden fields, so an input that is hidden or takes a password is left out as a whole, as is what is over
 * %BOOKOUT_EVIDENCE_PAGE_MOST bytes.
 *
 * Returns: (transfer full): the rest
 */
GBytes *
bookout_evidence_clean_page (GBytes *page)
{
  static const char begin[] = "<input";
  static const char note[] = "<!-- a hidden field -->";
  gsize length;
  const char *data = g_bytes_get_data (page, &length);
  g_autoptr (GString) clean = NULL;

  length = MIN (length, BOOKOUT_EVIDENCE_PAGE_MOST);
  clean = g_string_sized_new (length + 1);
  for (gsize at = 0; at < length;)
    {
      gsize rest = length - at;
      const char *open = memchr (data + at, '<', rest);
      gsize before = open == NULL ? rest : (gsize) (open - data) - at;
      gsize tag;

      g_string_append_len (clean, data + at, before);
      at += before;
      if (open == NULL)
        break;
      rest = length - at;
      if (rest < strlen (begin) || g_ascii_strncasecmp (open, begin, strlen (begin)) != 0)
        {
          g_string_append_c (clean, '<');
          at++;
          continue;
        }
      tag = tag_length (open, rest);
      if (contains (open, tag, "hidden") || contains (open, tag, "password") || contains (open, tag, "token"))
        g_string_append (clean, note);
      else
        g_string_append_len (clean, open, tag);
      at += tag;
    }
  return g_string_free_to_bytes (g_steal_pointer (&clean));
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, valid);
}

static GBytes *
describe (const BookoutEvidence *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
  gsize length;
  char *text;

  json_builder_begin_object (builder);
  add_string (builder, "reference", self->reference);
  add_string (builder, "code", self->code);
  add_string (builder, "reason", self->reason);
  add_string (builder, "time", time);
  if (self->sha256 != NULL)
    add_string (builder, "sha256", self->sha256);
  json_builder_set_member_name (builder, "size");
  json_builder_add_int_value (builder, (gint64) self->size);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  text = json_generator_to_data (generator, &length);
  return g_bytes_new_take (text, length);
}

static gboolean
write_beside (const BookoutDirectory *held,
              const char *name,
              const char *suffix,
              GBytes *contents,
              GError **error)
{
  g_autofree char *full = g_strconcat (name, suffix, NULL);

  return bookout_directory_replace (held, full, contents, error);
}

/**
 * bookout_evidence_write:
 * @self: what happened
 * @held: where
 * @name: of the held sheet; nothing else may write beside that name at the same time
 * @error: return location
 *
 * Errors: as bookout_directory_set_error().
 *
 * Returns: %TRUE if all of it is on disk
 */
gboolean
bookout_evidence_write (const BookoutEvidence *self,
                        const BookoutDirectory *held,
                        const char *name,
                        GError **error)
{
  g_autoptr (GBytes) description = NULL;

  g_return_val_if_fail (self != NULL && held != NULL && name != NULL, FALSE);

  description = describe (self);
  if (!write_beside (held, name, ".json", description, error))
    return FALSE;
  if (self->response_head != NULL)
    {
      char *clean = bookout_evidence_clean_head (self->response_head);
      g_autoptr (GBytes) head = g_bytes_new_take (clean, strlen (clean));

      if (!write_beside (held, name, ".head.txt", head, error))
        return FALSE;
    }
  if (self->page != NULL)
    {
      g_autoptr (GBytes) page = bookout_evidence_clean_page (self->page);

      if (!write_beside (held, name, ".page.html", page, error))
        return FALSE;
    }
  return TRUE;
}
