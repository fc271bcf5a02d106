/* bookout-form-entries.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-form"
#include "config.h"

#include <string.h>

#include "bookout-form-entries.h"

/* "Constructing the entry list" of the HTML standard, over a tree that libxml2 made. Where a script would have helped (a button that is enabled
 * once a box is ticked), the button pressed counts as enabled. Pure functions over a page, on that page's thread. */

typedef struct
{
  xmlNode *form;
  const char *charset;
  xmlChar *id; /* (nullable): of @form, if it is the first element of that id, so that form="ID" means it */
  xmlNode *button; /* (nullable): the one pressed */
  GPtrArray *entries;
  GHashTable *radios; /* name of a radio group to its entry in @entries */
} Collection;

/**
 * bookout_form_entry_new:
 * @name: as sent
 * @value: as sent
 *
 * Returns: (transfer full): an entry that isn't a file
 */
BookoutFormEntry *
bookout_form_entry_new (const char *name, const char *value)
{
  BookoutFormEntry *self = g_new0 (BookoutFormEntry, 1);

  self->name = g_strdup (name);
  self->value = g_strdup (value);
  return self;
}

/**
 * bookout_form_entry_free:
 * @self: (nullable): an entry; its value may be a password and is wiped
 */
void
bookout_form_entry_free (BookoutFormEntry *self)
{
  if (self == NULL)
    return;
  explicit_bzero (self->value, strlen (self->value));
  g_free (self->value);
  g_free (self->name);
  g_free (self);
}

static gboolean
is_element (const xmlNode *node, const char *name)
{
  return node != NULL && node->type == XML_ELEMENT_NODE && strcmp ((const char *) node->name, name) == 0;
}

static gboolean
has_attribute (xmlNode *element, const char *name)
{
  return xmlHasProp (element, BAD_CAST name) != NULL;
}

/* Value of an attribute; %NULL if absent. */
static char *
dup_attribute (xmlNode *element, const char *name)
{
  xmlChar *value = xmlGetNoNsProp (element, BAD_CAST name);
  char *copy = g_strdup ((const char *) value);

  xmlFree (value);
  return copy;
}

/* The next node in document order below @root. */
static xmlNode *
next_node (xmlNode *node, xmlNode *root)
{
  if (node->type == XML_ELEMENT_NODE && node->children != NULL)
    return node->children;
  while (node != root && node->next == NULL)
    node = node->parent;
  return node == root ? NULL : node->next;
}

static xmlNode *
next_element (xmlNode *node, xmlNode *root)
{
  do
    node = next_node (node, root);
  while (node != NULL && node->type != XML_ELEMENT_NODE);
  return node;
}

static xmlNode *
element_by_id (xmlDoc *tree, const xmlChar *id)
{
  xmlNode *root = xmlDocGetRootElement (tree);

  for (xmlNode *node = root; node != NULL; node = next_element (node, root))
    {
      xmlChar *own = node->properties != NULL ? xmlGetNoNsProp (node, BAD_CAST "id") : NULL;
      gboolean found = xmlStrEqual (own, id);

      xmlFree (own);
      if (found)
        return node;
    }
  return NULL;
}

static xmlNode *
ancestor_form (xmlNode *element)
{
  xmlNode *node = element;

  while (node != NULL && !is_element (node, "form"))
    node = node->parent;
  return node;
}

/**
 * bookout_form_entries_find_owner:
 * @element: of a page
 *
 * Returns: (transfer none) (nullable): @element itself if it is a form, else the form that its attribute "form" names, else the
 *   one around it
 */
xmlNode *
bookout_form_entries_find_owner (xmlNode *element)
{
  xmlChar *id = xmlGetNoNsProp (element, BAD_CAST "form");
  xmlNode *owner;

  if (id == NULL || is_element (element, "form"))
    owner = ancestor_form (element);
  else
    owner = id[0] != '\0' ? element_by_id (element->doc, id) : NULL;
  xmlFree (id);
  return is_element (owner, "form") ? owner : NULL;
}

static gboolean
collection_owns (Collection *self, xmlNode *control)
{
  xmlChar *id = xmlGetNoNsProp (control, BAD_CAST "form");
  gboolean owns = id != NULL ? self->id != NULL && xmlStrEqual (id, self->id)
                             : ancestor_form (control) == self->form;

  xmlFree (id);
  return owns;
}

static gboolean
type_is (xmlNode *control, const char *type)
{
  g_autofree char *own = dup_attribute (control, "type");

  return own != NULL && g_ascii_strcasecmp (own, type) == 0;
}

/**
 * bookout_form_entries_is_submit_button:
 * @element: of a page
 *
 * Returns: whether pressing it submits a form
 */
gboolean
bookout_form_entries_is_submit_button (xmlNode *element)
{
  if (is_element (element, "input"))
    return type_is (element, "submit") || type_is (element, "image");
  return is_element (element, "button") && !type_is (element, "button") && !type_is (element, "reset");
}

/* A control in a disabled fieldset is disabled too, unless it is in that fieldset's first legend. */
static gboolean
is_in_first_legend (xmlNode *fieldset, xmlNode *child)
{
  xmlNode *legend = fieldset->children;

  while (legend != NULL && !is_element (legend, "legend"))
    legend = legend->next;
  return legend != NULL && legend == child;
}

/* Whether what stands around @control keeps it out: a disabled fieldset, or an element whose content is no part of the page. */
static gboolean
is_kept_out (xmlNode *control)
{
  for (xmlNode *child = control, *node = control->parent; node != NULL; child = node, node = node->parent)
    {
      if (is_element (node, "datalist") || is_element (node, "template") || is_element (node, "noscript") ||
          is_element (node, "textarea"))
        return TRUE;
      if (is_element (node, "fieldset") && has_attribute (node, "disabled") &&
          !is_in_first_legend (node, child))
        return TRUE;
    }
  return FALSE;
}

static BookoutFormEntry *
collection_add (Collection *self, const char *name, const char *value)
{
  BookoutFormEntry *entry = bookout_form_entry_new (name, value != NULL ? value : "");

  g_ptr_array_add (self->entries, entry);
  return entry;
}

static gboolean
option_is_disabled (xmlNode *option)
{
  return has_attribute (option, "disabled") ||
         (is_element (option->parent, "optgroup") && has_attribute (option->parent, "disabled"));
}

/* The text of an option, blanks collapsed; no-break spaces count as letters here. */
static char *
dup_option_value (xmlNode *option)
{
  char *value = dup_attribute (option, "value");
  xmlChar *text;
  GString *out;

  if (value != NULL)
    return value;
  text = xmlNodeGetContent (option);
  out = g_string_new (NULL);
  for (const char *p = (const char *) text; *p != '\0'; p++)
    if (!g_ascii_isspace (*p))
      g_string_append_c (out, *p);
    else if (out->len > 0 && out->str[out->len - 1] != ' ')
      g_string_append_c (out, ' ');
  xmlFree (text);
  if (out->len > 0 && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  return g_string_free (out, FALSE);
}

static void
add_option (Collection *self, const char *name, xmlNode *option)
{
  g_autofree char *value = NULL;

  if (option == NULL || option_is_disabled (option))
    return;
  value = dup_option_value (option);
  collection_add (self, name, value);
}

static void
add_select (Collection *self, xmlNode *select, const char *name)
{
  gboolean multiple = has_attribute (select, "multiple");
  g_autofree char *size = dup_attribute (select, "size");
  xmlNode *first = NULL;
  xmlNode *chosen = NULL;

  for (xmlNode *node = next_element (select, select); node != NULL; node = next_element (node, select))
    {
      if (!is_element (node, "option"))
        continue;
      if (first == NULL && !option_is_disabled (node))
        first = node;
      if (!has_attribute (node, "selected"))
        continue;
      chosen = node;
      if (multiple)
        add_option (self, name, node);
    }
  /* A drop-down always shows something; a list box need not. */
  if (chosen == NULL && (size == NULL || g_ascii_strtoull (size, NULL, 10) <= 1))
    chosen = first;
  if (!multiple)
    add_option (self, name, chosen);
}

static void
add_textarea (Collection *self, xmlNode *textarea, const char *name)
{
  xmlChar *content = xmlNodeGetContent (textarea);
  const char *text = content != NULL ? (const char *) content : "";

  /* The line break right after the tag is for the eye only. */
  if (g_str_has_prefix (text, "\r\n"))
    text += 2;
  else if (*text == '\n')
    text += 1;
  collection_add (self, name, text);
  xmlFree (content);
}

static void
add_image_button (Collection *self, const char *name)
{
  g_autofree char *x = *name != '\0' ? g_strconcat (name, ".x", NULL) : g_strdup ("x");
  g_autofree char *y = *name != '\0' ? g_strconcat (name, ".y", NULL) : g_strdup ("y");

  collection_add (self, x, "0");
  collection_add (self, y, "0");
}

static void
add_tickable (Collection *self, xmlNode *input, const char *name)
{
  g_autofree char *value = dup_attribute (input, "value");
  BookoutFormEntry *entry;
  BookoutFormEntry *earlier;

  if (!has_attribute (input, "checked"))
    return;
  entry = collection_add (self, name, value != NULL ? value : "on");
  if (!type_is (input, "radio"))
    return;
  /* Of a group's buttons only the last that is checked stays so. */
  earlier = g_hash_table_lookup (self->radios, name);
  g_hash_table_insert (self->radios, g_strdup (name), entry);
  if (earlier != NULL)
    g_ptr_array_remove (self->entries, earlier);
}

static void
strip_line_breaks (char *value)
{
  char *to = value;

  for (const char *p = value; *p != '\0'; p++)
    if (*p != '\n' && *p != '\r')
      *to++ = *p;
  *to = '\0';
}

static void
add_input (Collection *self, xmlNode *input, const char *name)
{
  g_autofree char *value = NULL;

  if (type_is (input, "checkbox") || type_is (input, "radio"))
    {
      add_tickable (self, input, name);
      return;
    }
  if (type_is (input, "file"))
    {
      collection_add (self, name, "")->is_file = TRUE;
      return;
    }
  value = dup_attribute (input, "value");
  if (type_is (input, "hidden") && g_ascii_strcasecmp (name, "_charset_") == 0)
    {
      g_free (value);
      value = g_strdup (self->charset);
    }
  else if (value != NULL && !type_is (input, "hidden"))
    strip_line_breaks (value);
  collection_add (self, name, value);
}

static gboolean
is_any_button (xmlNode *control)
{
  return is_element (control, "button") ||
         (is_element (control, "input") && (type_is (control, "submit") || type_is (control, "image") ||
                                            type_is (control, "button") || type_is (control, "reset")));
}

static void
add_direction (Collection *self, xmlNode *control)
{
  g_autofree char *name = dup_attribute (control, "dirname");

  if (name != NULL && *name != '\0')
    collection_add (self, name, "ltr");
}

static void
add_control (Collection *self, xmlNode *control)
{
  g_autofree char *name = dup_attribute (control, "name");
  gboolean pressed = control == self->button;

  if (is_any_button (control) && !pressed)
    return;
  if (!pressed && has_attribute (control, "disabled"))
    return;
  if (!collection_owns (self, control) || is_kept_out (control))
    return;
  if (is_element (control, "input") && type_is (control, "image"))
    add_image_button (self, name != NULL ? name : "");
  else if (name == NULL || *name == '\0')
    return;
  else if (is_element (control, "select"))
    add_select (self, control, name);
  else if (is_element (control, "textarea"))
    add_textarea (self, control, name);
  else if (is_element (control, "input"))
    add_input (self, control, name);
  else
    {
      g_autofree char *value = dup_attribute (control, "value");

      collection_add (self, name, value);
    }
  add_direction (self, control);
}

static gboolean
is_control (const xmlNode *node)
{
  return is_element (node, "input") || is_element (node, "select") || is_element (node, "textarea") ||
         is_element (node, "button");
}

/* The id by which a control elsewhere on the page can name @form. */
static xmlChar *
dup_effective_id (xmlNode *form)
{
  xmlChar *id = xmlGetNoNsProp (form, BAD_CAST "id");

  if (id != NULL && id[0] != '\0' && element_by_id (form->doc, id) == form)
    return id;
  xmlFree (id);
  return NULL;
}

/**
 * bookout_form_entries_collect:
 * @form: a form element
 * @button: (nullable): the submit button pressed; counts as enabled even if it is disabled
 * @charset: encoding that the form will be sent in, for a control named _charset_
 *
 * Returns: (transfer full) (element-type BookoutFormEntry): what a browser would send, in the page's order
 */
GPtrArray *
bookout_form_entries_collect (xmlNode *form, xmlNode *button, const char *charset)
{
  xmlNode *root = xmlDocGetRootElement (form->doc);
  Collection self = { .form = form, .charset = charset, .button = button };

  self.id = dup_effective_id (form);
  self.entries = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_form_entry_free);
  self.radios = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (xmlNode *node = root; node != NULL; node = next_element (node, root))
    if (is_control (node))
      add_control (&self, node);
  g_hash_table_unref (self.radios);
  xmlFree (self.id);
  return self.entries;
}
