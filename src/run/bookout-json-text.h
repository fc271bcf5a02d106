/* bookout-json-text.h - text from elsewhere as a member of a JSON object
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

void bookout_json_text_set (JsonObject *object, const char *name, const char *text);

G_END_DECLS
