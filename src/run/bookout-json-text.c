/* bookout-json-text.c - text from elsewhere as a member of a JSON object
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-json-text"

#include "config.h"

#include "bookout-json-text.h"

/**
 * bookout_json_text_set:
 * @object: to set the member of
 * @name: of the member
 * @text: (nullable): its value, valid UTF-8 or not
 *
 * What portals and file systems say reaches JSON by this: a byte that is no UTF-8 would spoil the whole document. %NULL
 * becomes null. Pure; any thread.
 */
void
bookout_json_text_set (JsonObject *object, const char *name, const char *text)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  if (valid != NULL)
    json_object_set_string_member (object, name, valid);
  else
    json_object_set_null_member (object, name);
}
