/* bookout-form-entries.h - the names and values of a form's controls
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

G_BEGIN_DECLS

/**
 * BookoutFormEntry:
 * @name: as sent
 * @value: as sent; "" for a file
 * @is_file: a file control; nothing is ever chosen in it
 */
typedef struct
{
  char *name;
  char *value;
  gboolean is_file;
} BookoutFormEntry;

BookoutFormEntry *bookout_form_entry_new (const char *name, const char *value);
void bookout_form_entry_free (BookoutFormEntry *self);

/* The form that @element is, is in, or names by its attribute "form"; NULL if none. */
xmlNode *bookout_form_entries_find_owner (xmlNode *element);
gboolean bookout_form_entries_is_submit_button (xmlNode *element);
/* (transfer full) (element-type BookoutFormEntry): what @form would send, in the page's order. @button: (nullable). */
GPtrArray *bookout_form_entries_collect (xmlNode *form, xmlNode *button, const char *charset);

G_END_DECLS
