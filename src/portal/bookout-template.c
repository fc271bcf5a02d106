/* bookout-template.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-template"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bookout-template.h"

/* What a vehicle is called comes from a CSV that anybody may have typed: "A/B", "50%", "O'Neil". A description puts such
 * values into addresses, XPath and patterns, so the encoding belongs to the place, is chosen when the description is
 * loaded, and cannot be forgotten by whoever writes one. Immutable after parsing. */

typedef struct
{
  char *text; /* a name without braces, or literal text */
  gboolean is_name;
} BookoutTemplatePart;

struct _BookoutTemplate
{
  BookoutTemplateUse use;
  char *source;
  GArray *parts;    /* (element-type BookoutTemplatePart) */
  GPtrArray *names; /* (element-type utf8), each once, ends in NULL */
};

G_DEFINE_QUARK (bookout_template_error_quark, bookout_template_error)

static void
part_clear (gpointer data)
{
  BookoutTemplatePart *part = data;

  g_free (part->text);
}

/* Length of the name that @text begins with, 0 if it is followed by anything but "}". */
static gsize
name_length (const char *text)
{
  gsize length = 0;

  if (g_str_has_prefix (text, "column:"))
    length = strcspn (text, "{}");
  else if (g_ascii_isalpha (text[0]) || text[0] == '_')
    while (g_ascii_isalnum (text[length]) || text[length] == '_' || text[length] == '-')
      length++;

  if (text[length] != '}' || g_str_has_prefix (text, "column:}"))
    return 0;
  return length;
}

/* How much of a pattern beginning with a backslash is one escape: \{ and \p{Lu} keep their braces. */
static gsize
escape_length (const char *text)
{
  const char *end;

  if (text[1] == '\0')
    return 1;
  if (text[2] != '{' || strchr ("pPxogkN", text[1]) == NULL)
    return 2;
  end = strchr (text, '}');
  return end != NULL ? (gsize) (end - text) + 1 : 2;
}

static void
add_literal (BookoutTemplate *self, GString *literal)
{
  BookoutTemplatePart part = { NULL, FALSE };

  if (literal->len == 0)
    return;
  part.text = g_strdup (literal->str);
  g_array_append_val (self->parts, part);
  g_string_truncate (literal, 0);
}

static void
add_name (BookoutTemplate *self, const char *text, gsize length)
{
  BookoutTemplatePart part = { g_strndup (text, length), TRUE };

  g_array_append_val (self->parts, part);
  if (!g_ptr_array_find_with_equal_func (self->names, part.text, g_str_equal, NULL))
    g_ptr_array_add (self->names, g_strdup (part.text));
}

/* Takes one brace from @text, and says in @used how many bytes it was. */
static gboolean
parse_brace (BookoutTemplate *self, const char *text, GString *literal, gsize *used, GError **error)
{
  gsize length = text[0] == '{' ? name_length (text + 1) : 0;

  if (length > 0)
    {
      add_literal (self, literal);
      add_name (self, text + 1, length);
      *used = length + 2;
    }
  else if (self->use == BOOKOUT_TEMPLATE_PATTERN || text[1] == text[0])
    {
      g_string_append_c (literal, text[0]);
      *used = self->use == BOOKOUT_TEMPLATE_PATTERN ? 1 : 2;
    }
  else if (text[0] == '{')
    {
      g_set_error (
          error, BOOKOUT_TEMPLATE_ERROR, BOOKOUT_TEMPLATE_ERROR_SYNTAX,
          _ ("“%.40s”: after “{” comes a name and “}”, as in {reference}; a plain brace is written {{"),
          text);
      return FALSE;
    }
  else
    {
      g_set_error_literal (error, BOOKOUT_TEMPLATE_ERROR, BOOKOUT_TEMPLATE_ERROR_SYNTAX,
                           _ ("There is a “}” without its “{”; a plain brace is written }}"));
      return FALSE;
    }
  return TRUE;
}

static gboolean
parse_parts (BookoutTemplate *self, GError **error)
{
  g_autoptr (GString) literal = g_string_new (NULL);
  const char *text = self->source;

  while (*text != '\0')
    {
      gsize used = 1;

      if (self->use == BOOKOUT_TEMPLATE_PATTERN && *text == '\\')
        {
          used = escape_length (text);
          g_string_append_len (literal, text, used);
        }
      else if (*text != '{' && *text != '}')
        g_string_append_c (literal, *text);
      else if (!parse_brace (self, text, literal, &used, error))
        return FALSE;
      text += used;
    }
  add_literal (self, literal);
  return TRUE;
}

static gboolean
refuse_value (const char *name, const char *why, GError **error)
{
  g_set_error (error, BOOKOUT_TEMPLATE_ERROR, BOOKOUT_TEMPLATE_ERROR_VALUE, _ ("The value of {%s} %s."), name,
               why);
  return FALSE;
}

static gboolean
has_control_character (const char *text)
{
  for (; *text != '\0'; text++)
    if (g_ascii_iscntrl (*text))
      return TRUE;
  return FALSE;
}

/* XPath 1.0 has no escapes in its literals; a text with both kinds of quotes has to be put together. */
static void
append_xpath_literal (GString *out, const char *value)
{
  if (strchr (value, '\'') == NULL)
    g_string_append_printf (out, "'%s'", value);
  else if (strchr (value, '"') == NULL)
    g_string_append_printf (out, "\"%s\"", value);
  else
    {
      g_auto (GStrv) pieces = g_strsplit (value, "'", -1);

      g_string_append (out, "concat('");
      for (guint i = 0; pieces[i] != NULL; i++)
        g_string_append_printf (out, "%s%s", i > 0 ? "',\"'\",'" : "", pieces[i]);
      g_string_append (out, "')");
    }
}

/* What (?x) takes for white space beyond ASCII, right-to-left marks among it, which do come with copied references. */
static gboolean
is_pattern_space (gunichar c)
{
  return c == 0x85 || c == 0x200e || c == 0x200f || c == 0x2028 || c == 0x2029;
}

/* A backslash before a character of ASCII that is neither letter nor digit always means the character itself, also
 * inside [ ] and with (?x), which is more than g_regex_escape_string() promises. */
static void
append_pattern (GString *out, const char *value)
{
  for (; *value != '\0'; value++)
    {
      gunichar c = g_utf8_get_char_validated (value, -1);

      if (is_pattern_space (c))
        {
          g_string_append_printf (out, "\\x{%x}", c);
          value = g_utf8_next_char (value) - 1;
          continue;
        }
      if ((guchar) *value < 0x80 && !g_ascii_isalnum (*value) && *value != '_')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *value);
    }
}

static void
append_json (GString *out, const char *value)
{
  for (; *value != '\0'; value++)
    {
      if (g_ascii_iscntrl (*value))
        {
          g_string_append_printf (out, "\\u%04x", (guchar) *value);
          continue;
        }
      if (*value == '"' || *value == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *value);
    }
}

/* Whether @value would become, or complete, a step out of the folder that the description means. */
static gboolean
is_dot_segment (const GString *out, const char *value)
{
  char before = out->len > 0 ? out->str[out->len - 1] : '/';

  return (g_str_equal (value, ".") || g_str_equal (value, "..")) && (before == '/' || before == '.');
}

static gboolean
append_address (GString *out, const char *name, const char *value, gboolean first, GError **error)
{
  gboolean in_query = strpbrk (out->str, "?#") != NULL;

  if (first)
    {
      if (has_control_character (value))
        return refuse_value (
            name, _ ("cannot be an address, because it holds a line break or control character"), error);
      g_string_append (out, value);
      return TRUE;
    }
  /* No encoding helps: servers take %2E%2E for ".." too. */
  if (!in_query && is_dot_segment (out, value))
    return refuse_value (name, _ ("cannot be part of an address, because it is “.” or “..”"), error);
  g_string_append_uri_escaped (out, value, NULL, FALSE);
  return TRUE;
}

static gboolean
append_value (BookoutTemplate *self,
              GString *out,
              const char *name,
              const char *value,
              gboolean first,
              GError **error)
{
  switch (self->use)
    {
    case BOOKOUT_TEMPLATE_ADDRESS:
      return append_address (out, name, value, first, error);
    case BOOKOUT_TEMPLATE_HEADER:
      if (has_control_character (value))
        return refuse_value (
            name, _ ("cannot be sent as a header, because it holds a line break or control character"),
            error);
      g_string_append (out, value);
      break;
    case BOOKOUT_TEMPLATE_XPATH:
      append_xpath_literal (out, value);
      break;
    case BOOKOUT_TEMPLATE_PATTERN:
      append_pattern (out, value);
      break;
    case BOOKOUT_TEMPLATE_JSON:
      append_json (out, value);
      break;
    case BOOKOUT_TEMPLATE_TEXT:
    default:
      g_string_append (out, value);
    }
  return TRUE;
}

static gboolean
append_name (BookoutTemplate *self,
             GString *out,
             const char *name,
             gboolean first,
             BookoutScope *scope,
             GError **error)
{
  const char *value = bookout_scope_get (scope, name);

  if (value != NULL)
    return append_value (self, out, name, value, first, error);

  if (g_str_has_prefix (name, "column:"))
    g_set_error (error, BOOKOUT_TEMPLATE_ERROR, BOOKOUT_TEMPLATE_ERROR_UNKNOWN,
                 _ ("The inventory has no column “%s”."), name + strlen ("column:"));
  else
    g_set_error (error, BOOKOUT_TEMPLATE_ERROR, BOOKOUT_TEMPLATE_ERROR_UNKNOWN,
                 _ ("The name {%s} has no value here."), name);
  return FALSE;
}

/* g_string_free() would leave a password behind in freed memory. */
static void
wipe_string (GString *text)
{
  explicit_bzero (text->str, text->allocated_len);
  g_string_free (text, TRUE);
}

/**
 * bookout_template_parse:
 * @text: UTF-8 text with {names}
 * @use: where the filled-in text will stand
 * @error: (nullable): return location
 *
 * Errors: %BOOKOUT_TEMPLATE_ERROR_SYNTAX if a brace begins or ends no name. May be called from any thread.
 *
 * Returns: (transfer full) (nullable): the template
 */
BookoutTemplate *
bookout_template_parse (const char *text, BookoutTemplateUse use, GError **error)
{
  g_autoptr (BookoutTemplate) self = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  self = g_new0 (BookoutTemplate, 1);
  self->use = use;
  self->source = g_strdup (text);
  self->parts = g_array_new (FALSE, FALSE, sizeof (BookoutTemplatePart));
  g_array_set_clear_func (self->parts, part_clear);
  self->names = g_ptr_array_new_with_free_func (g_free);

  if (!parse_parts (self, error))
    return NULL;
  g_ptr_array_add (self->names, NULL);
  return g_steal_pointer (&self);
}

/**
 * bookout_template_free:
 * @self: (nullable) (transfer full): a template
 */
void
bookout_template_free (BookoutTemplate *self)
{
  if (self == NULL)
    return;

  g_free (self->source);
  g_array_unref (self->parts);
  g_ptr_array_unref (self->names);
  g_free (self);
}

/**
 * bookout_template_expand:
 * @self: a template
 * @scope: where its names have values
 * @error: (nullable): return location
 *
 * Fills in the names, each encoded for the template's use. If bookout_template_is_secret() says so, the text is secret
 * as well. May be called from any thread that may read @scope.
 *
 * Errors: %BOOKOUT_TEMPLATE_ERROR_UNKNOWN if a name has no value; %BOOKOUT_TEMPLATE_ERROR_VALUE if a value cannot stand
 * where the template does, or the text would be longer than %BOOKOUT_TEMPLATE_LENGTH_MOST. No message quotes a value.
 *
 * Returns: (transfer full) (nullable): the text
 */
char *
bookout_template_expand (BookoutTemplate *self, BookoutScope *scope, GError **error)
{
  GString *out;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (scope != NULL, NULL);

  out = g_string_sized_new (strlen (self->source) + 64);
  for (guint i = 0; i < self->parts->len; i++)
    {
      const BookoutTemplatePart *part = &g_array_index (self->parts, BookoutTemplatePart, i);

      if (!part->is_name)
        g_string_append (out, part->text);
      else if (!append_name (self, out, part->text, i == 0, scope, error))
        {
          wipe_string (out);
          return NULL;
        }
    }

  if (out->len > BOOKOUT_TEMPLATE_LENGTH_MOST)
    {
      g_set_error (error, BOOKOUT_TEMPLATE_ERROR, BOOKOUT_TEMPLATE_ERROR_VALUE,
                   _ ("“%.40s” becomes too long."), self->source);
      wipe_string (out);
      return NULL;
    }
  return g_string_free (out, FALSE);
}

/**
 * bookout_template_get_names:
 * @self: a template
 *
 * Returns: (transfer none) (array zero-terminated=1): the names in it, each once, in order
 */
const char *const *
bookout_template_get_names (BookoutTemplate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *const *) self->names->pdata;
}

/**
 * bookout_template_get_source:
 * @self: a template
 *
 * Returns: (transfer none): the text it was made from
 */
const char *
bookout_template_get_source (BookoutTemplate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->source;
}

/**
 * bookout_template_is_secret:
 * @self: a template
 * @scope: where its names have values
 *
 * Returns: whether a name in it is secret in @scope
 */
gboolean
bookout_template_is_secret (BookoutTemplate *self, BookoutScope *scope)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (scope != NULL, FALSE);

  for (guint i = 0; i + 1 < self->names->len; i++)
    if (bookout_scope_is_secret (scope, g_ptr_array_index (self->names, i)))
      return TRUE;
  return FALSE;
}
