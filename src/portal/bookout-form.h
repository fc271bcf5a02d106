/* bookout-form.h - what a browser would send when a form of a page is submitted
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-page.h"
#include "bookout-request.h"

G_BEGIN_DECLS

/**
 * BookoutField:
 * @name: name of the control as it is sent
 * @value: (nullable): its value; %NULL leaves the control out, as if it were unchecked or disabled
 */
typedef struct
{
  char *name;
  char *value;
} BookoutField;

BookoutField *bookout_field_new (const char *name, const char *value);
void bookout_field_free (BookoutField *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutField, bookout_field_free)

/* The request that the form at @form (or around what is there) makes when the button at @button (nullable) is pressed, @fields
 * (nullable) (element-type BookoutField) standing in place of the page's own values. Follows the HTML standard. */
BookoutRequest *bookout_form_submit (BookoutPage *page,
                                     xmlNode *context,
                                     const char *form,
                                     const char *button,
                                     GPtrArray *fields,
                                     GError **error);

/* application/x-www-form-urlencoded by the URL standard; (element-type BookoutField), in order. */
char *bookout_form_encode (GPtrArray *fields);

G_END_DECLS
