/* bookout-template.h - text with {names} in it, filled in safely for where it stands
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-scope.h"

G_BEGIN_DECLS

#define BOOKOUT_TEMPLATE_ERROR (bookout_template_error_quark ())
typedef enum
{
  BOOKOUT_TEMPLATE_ERROR_SYNTAX,  /* an unclosed or nameless {, at load time */
  BOOKOUT_TEMPLATE_ERROR_UNKNOWN, /* a name that has no value */
  BOOKOUT_TEMPLATE_ERROR_VALUE, /* a value that cannot stand there safely: a line break in a header, ".." in a path */
} BookoutTemplateError;
GQuark bookout_template_error_quark (void);

/* The longest text that a template is filled in to; bytes. */
#define BOOKOUT_TEMPLATE_LENGTH_MOST (1024 * 1024)

/**
 * BookoutTemplateUse:
 * @BOOKOUT_TEMPLATE_TEXT: as it is (form field values, texts to compare)
 * @BOOKOUT_TEMPLATE_ADDRESS: before "?" as part of one path segment (so "/" becomes %2F), after it as a query value; a
 *   name at the very start stands for a whole address or its beginning and is inserted as it is
 * @BOOKOUT_TEMPLATE_XPATH: as an XPath string literal with its quotes: //td[. = {reference}]
 * @BOOKOUT_TEMPLATE_PATTERN: escaped for a regular expression
 * @BOOKOUT_TEMPLATE_HEADER: as it is; line breaks and other control characters are refused
 * @BOOKOUT_TEMPLATE_JSON: escaped for the inside of a JSON string: {{"stock": "{reference}"}}
 *
 * Where the filled-in text stands. "{name}" with name = [A-Za-z_][A-Za-z0-9_-]* or "column:" and anything but braces; in
 * patterns any other brace is the pattern's own; elsewhere "{{" and "}}" are single braces. Values are never looked
 * through for names.
 */
typedef enum
{
  BOOKOUT_TEMPLATE_TEXT,
  BOOKOUT_TEMPLATE_ADDRESS,
  BOOKOUT_TEMPLATE_XPATH,
  BOOKOUT_TEMPLATE_PATTERN,
  BOOKOUT_TEMPLATE_HEADER,
  BOOKOUT_TEMPLATE_JSON,
} BookoutTemplateUse;

/* Immutable: any thread may use it. */
typedef struct _BookoutTemplate BookoutTemplate;

BookoutTemplate *bookout_template_parse (const char *text, BookoutTemplateUse use, GError **error);
void bookout_template_free (BookoutTemplate *self);

char *bookout_template_expand (BookoutTemplate *self, BookoutScope *scope, GError **error);
const char *const *bookout_template_get_names (BookoutTemplate *self);
const char *bookout_template_get_source (BookoutTemplate *self);
gboolean bookout_template_is_secret (BookoutTemplate *self, BookoutScope *scope);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutTemplate, bookout_template_free)

G_END_DECLS
