/* bookout-form.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-form"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bookout-charset.h"
#include "bookout-form-encoding.h"
#include "bookout-form-entries.h"
#include "bookout-form.h"

/* Turns a form into the request that a browser would send. The parts that differ from one button to the other (address, method, encoding)
 * are read here; names and values by bookout-form-entries.c, their bytes by bookout-form-encoding.c. On the page's thread. */

/**
 * bookout_field_new:
 * @name: name of a control
 * @value: (nullable): its value; %NULL leaves the control out
 *
 * Returns: (transfer full): a field
 */
BookoutField *
bookout_field_new (const char *name, const char *value)
{
  BookoutField *self;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_new0 (BookoutField, 1);
  self->name = g_strdup (name);
  self->value = g_strdup (value);
  return self;
}

/**
 * bookout_field_free:
 * @self: (nullable): a field; its value may be a password and is wiped
 */
void
bookout_field_free (BookoutField *self)
{
  if (self == NULL)
    return;
  if (self->value != NULL)
    explicit_bzero (self->value, strlen (self->value));
  g_free (self->value);
  g_free (self->name);
  g_free (self);
}

/* The element that the first node found is, or is in; %NULL with an error of @words if nothing is found. */
static xmlNode *
find_element (BookoutPage *page, xmlNode *context, const char *xpath, const char *words, GError **error)
{
  g_autoptr (GPtrArray) nodes = bookout_page_find (page, context, xpath, error);
  xmlNode *node;

  if (nodes == NULL)
    return NULL;
  node = nodes->len > 0 ? g_ptr_array_index (nodes, 0) : NULL;
  while (node != NULL && node->type != XML_ELEMENT_NODE)
    node = node->parent;
  if (node == NULL)
    g_set_error (error, BOOKOUT_PAGE_ERROR, BOOKOUT_PAGE_ERROR_NOT_FOUND, "%s (%s)", words, xpath);
  return node;
}

static xmlNode *
find_form (BookoutPage *page, xmlNode *context, const char *xpath, GError **error)
{
  xmlNode *element = find_element (page, context, xpath, _ ("The form is not on the page"), error);
  xmlNode *form = element != NULL ? bookout_form_entries_find_owner (element) : NULL;

  if (element != NULL && form == NULL)
    g_set_error (error, BOOKOUT_PAGE_ERROR, BOOKOUT_PAGE_ERROR_NOT_FOUND, "%s (%s)",
                 _ ("What was found belongs to no form"), xpath);
  return form;
}

static xmlNode *
find_button (BookoutPage *page, xmlNode *context, const char *xpath, xmlNode *form, GError **error)
{
  xmlNode *button = find_element (page, context, xpath, _ ("The form's button is not on the page"), error);

  if (button == NULL)
    return NULL;
  if (bookout_form_entries_is_submit_button (button) && bookout_form_entries_find_owner (button) == form)
    return button;
  g_set_error (error, BOOKOUT_PAGE_ERROR, BOOKOUT_PAGE_ERROR_NOT_FOUND, "%s (%s)",
               _ ("What was found is no button that sends the form"), xpath);
  return NULL;
}

/* The button's own attribute, or else the form's. */
static char *
dup_setting (xmlNode *form, xmlNode *button, const char *button_attribute, const char *form_attribute)
{
  xmlChar *value = button != NULL ? xmlGetNoNsProp (button, BAD_CAST button_attribute) : NULL;
  char *copy;

  if (value == NULL)
    value = xmlGetNoNsProp (form, BAD_CAST form_attribute);
  copy = g_strdup (value != NULL ? (const char *) value : "");
  xmlFree (value);
  return copy;
}

static const char *
choose_charset (BookoutPage *page, xmlNode *form)
{
  g_autofree char *accepted = dup_setting (form, NULL, "", "accept-charset");
  g_auto (GStrv) labels = g_strsplit_set (accepted, " \t\r\n,", -1);
  const char *charset = NULL;

  for (guint i = 0; labels[i] != NULL && charset == NULL; i++)
    charset = bookout_charset_lookup (labels[i]);
  if (charset == NULL)
    charset = bookout_page_get_charset (page);
  return g_str_has_prefix (charset, "UTF-") ? "UTF-8" : charset;
}

/* Takes the entries named @name out; says where the first stood, or the end. */
static guint
remove_named (GPtrArray *entries, const char *name)
{
  guint first = G_MAXUINT;

  for (guint i = entries->len; i > 0; i--)
    {
      const BookoutFormEntry *entry = g_ptr_array_index (entries, i - 1);

      if (strcmp (entry->name, name) != 0)
        continue;
      g_ptr_array_remove_index (entries, i - 1);
      first = i - 1;
    }
  return MIN (first, entries->len);
}

/* Where the next value of a field's name goes: after the one put in last, or, for a name's first value, where the page's own stood. */
static guint
find_place (GPtrArray *entries, GHashTable *last_of_name, const char *name)
{
  gpointer last = NULL;
  guint place;

  if (!g_hash_table_lookup_extended (last_of_name, name, NULL, &last))
    return remove_named (entries, name);
  return g_ptr_array_find (entries, last, &place) ? place + 1 : entries->len;
}

/* Several fields of one name (a list box) all take the place of that name's controls. */
static void
replace_values (GPtrArray *entries, GPtrArray *fields)
{
  g_autoptr (GHashTable) last_of_name = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; fields != NULL && i < fields->len; i++)
    {
      const BookoutField *field = g_ptr_array_index (fields, i);
      guint place = find_place (entries, last_of_name, field->name);
      BookoutFormEntry *entry = NULL;

      if (field->value != NULL)
        {
          entry = bookout_form_entry_new (field->name, field->value);
          g_ptr_array_insert (entries, (int) place, entry);
        }
      g_hash_table_insert (last_of_name, field->name, entry);
    }
}

static BookoutRequest *
make_get (const char *address, GPtrArray *entries, const char *charset)
{
  g_autofree char *query = bookout_form_encoding_urlencoded (entries, charset);
  g_autofree char *path = g_strndup (address, strcspn (address, "?"));
  g_autofree char *whole = g_strconcat (path, "?", query, NULL);

  return bookout_request_new_get (whole);
}

static BookoutRequest *
make_post (const char *address, GPtrArray *entries, const char *charset, const char *encoding)
{
  g_autoptr (GBytes) body = NULL;
  g_autofree char *content_type = NULL;

  if (g_ascii_strcasecmp (encoding, "multipart/form-data") == 0)
    body = bookout_form_encoding_multipart (entries, charset, &content_type);
  else if (g_ascii_strcasecmp (encoding, "text/plain") == 0)
    {
      body = bookout_form_encoding_plain (entries, charset);
      content_type = g_strdup ("text/plain");
    }
  else
    {
      char *text = bookout_form_encoding_urlencoded (entries, charset);

      body = g_bytes_new_take (text, strlen (text));
      content_type = g_strdup ("application/x-www-form-urlencoded");
    }
  return bookout_request_new_post (address, content_type, body);
}

/* An empty action means the page itself, whatever its <base> says. */
static char *
resolve_action (BookoutPage *page, const char *action, GError **error)
{
  gboolean is_empty = action[strspn (action, " \t\r\n\f")] == '\0';

  return bookout_page_resolve (page, is_empty ? bookout_page_get_address (page) : action, error);
}

static BookoutRequest *
submit_form (BookoutPage *page, xmlNode *form, xmlNode *button, GPtrArray *fields, GError **error)
{
  const char *charset = choose_charset (page, form);
  g_autofree char *action = dup_setting (form, button, "formaction", "action");
  g_autofree char *method = dup_setting (form, button, "formmethod", "method");
  g_autofree char *encoding = dup_setting (form, button, "formenctype", "enctype");
  g_autofree char *address = resolve_action (page, action, error);
  g_autoptr (GPtrArray) entries = NULL;
  BookoutRequest *request;

  if (address == NULL)
    return NULL;
  entries = bookout_form_entries_collect (form, button, charset);
  replace_values (entries, fields);
  if (g_ascii_strcasecmp (method, "post") == 0)
    request = make_post (address, entries, charset, encoding);
  else
    request = make_get (address, entries, charset);
  request->referrer = g_strndup (bookout_page_get_address (page),
                                 strcspn (bookout_page_get_address (page), "#"));
  return request;
}

/**
 * bookout_form_submit:
 * @page: the page that the form is on
 * @context: (nullable): where relative expressions start
 * @form: XPath of the form, or of anything inside it or owned by it; the first one found counts
 * @button: (nullable): XPath of the submit button pressed: its name and value are sent, its formaction, formmethod and formenctype
 *   obeyed, and it counts as enabled (a script may do that in a browser); %NULL presses none
 * @fields: (nullable) (element-type BookoutField): stand in place of every control of their name, or come last; those without a value
 *   take the controls out
 * @error: return location
 *
 * Follows the HTML standard: successful controls in the page's order with those that name the form by their attribute "form",
 * disabled ones and those in a disabled fieldset left out, the page's encoding or accept-charset, GET (its query replaces the action's)
 * or POST, application/x-www-form-urlencoded, multipart/form-data or text/plain. On the page's thread.
 *
 * Returns: (transfer full): the request, the page as its referrer; %NULL on error.
 * Errors: %BOOKOUT_PAGE_ERROR_NOT_FOUND if there is no such form or button, or the form leads to no web page;
 *   %BOOKOUT_PAGE_ERROR_EXPRESSION, %BOOKOUT_PAGE_ERROR_LIMIT
 */
BookoutRequest *
bookout_form_submit (BookoutPage *page,
                     xmlNode *context,
                     const char *form,
                     const char *button,
                     GPtrArray *fields,
                     GError **error)
{
  xmlNode *form_node;
  xmlNode *button_node = NULL;

  g_return_val_if_fail (BOOKOUT_IS_PAGE (page), NULL);
  g_return_val_if_fail (form != NULL, NULL);

  form_node = find_form (page, context, form, error);
  if (form_node == NULL)
    return NULL;
  if (button != NULL)
    {
      button_node = find_button (page, context, button, form_node, error);
      if (button_node == NULL)
        return NULL;
    }
  return submit_form (page, form_node, button_node, fields, error);
}

/**
 * bookout_form_encode:
 * @fields: (element-type BookoutField): in order; those without a value are left out
 *
 * Returns: (transfer full): application/x-www-form-urlencoded in UTF-8
 */
char *
bookout_form_encode (GPtrArray *fields)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_form_entry_free);

  g_return_val_if_fail (fields != NULL, NULL);

  for (guint i = 0; i < fields->len; i++)
    {
      const BookoutField *field = g_ptr_array_index (fields, i);

      if (field->value != NULL)
        g_ptr_array_add (entries, bookout_form_entry_new (field->name, field->value));
    }
  return bookout_form_encoding_urlencoded (entries, "UTF-8");
}
