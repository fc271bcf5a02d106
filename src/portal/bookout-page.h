/* bookout-page.h - one answer of a portal, and what can be read from it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libxml/tree.h>

G_BEGIN_DECLS

#define BOOKOUT_PAGE_ERROR (bookout_page_error_quark ())
typedef enum
{
  BOOKOUT_PAGE_ERROR_EXPRESSION, /* an XPath, JSON path or pattern that cannot be evaluated */
  BOOKOUT_PAGE_ERROR_NOT_FOUND,  /* the form, button, link or value is not on the page */
  BOOKOUT_PAGE_ERROR_LIMIT,      /* nested too deeply, too many nodes or too large */
} BookoutPageError;
GQuark bookout_page_error_quark (void);

/* An immutable answer, parsed when first asked; used by one thread at a time (its tab's).
 * When a sink took the body, is_document is TRUE and the page has no body, no markup and no text. */
#define BOOKOUT_TYPE_PAGE (bookout_page_get_type ())
G_DECLARE_FINAL_TYPE (BookoutPage, bookout_page, BOOKOUT, PAGE, GObject)

BookoutPage *bookout_page_new (const char *address,
                               guint status,
                               const char *const *headers,
                               GBytes *body,
                               gboolean is_document);

const char *bookout_page_get_address (BookoutPage *self);
guint bookout_page_get_status (BookoutPage *self);
const char *bookout_page_get_header (BookoutPage *self, const char *name);
const char *const *bookout_page_get_headers (BookoutPage *self);
GBytes *bookout_page_get_body (BookoutPage *self);
gboolean bookout_page_is_document (BookoutPage *self);

/* Made when first asked for; (transfer none). */
const char *bookout_page_get_source (BookoutPage *self);
const char *bookout_page_get_charset (BookoutPage *self);
xmlDoc *bookout_page_get_markup (BookoutPage *self);
const char *bookout_page_get_text (BookoutPage *self);

/* Questions by XPath. @context (nullable) is a node of this page's tree that relative expressions start from. Absent is no
 * error: dup_string() and dup_link() give NULL, find() an empty array, matches() FALSE. */
char *bookout_page_dup_string (BookoutPage *self, xmlNode *context, const char *xpath, GError **error);
char *bookout_page_dup_link (BookoutPage *self, xmlNode *context, const char *xpath, GError **error);
GPtrArray *bookout_page_find (BookoutPage *self, xmlNode *context, const char *xpath, GError **error);
gboolean bookout_page_matches (BookoutPage *self, xmlNode *context, const char *xpath, GError **error);

/* A value of a JSON body; NULL with no error if absent. */
char *bookout_page_dup_json (BookoutPage *self, const char *path, GError **error);

/* A link of the page made absolute; error if it does not lead to http or https. */
char *bookout_page_resolve (BookoutPage *self, const char *reference, GError **error);

G_END_DECLS
