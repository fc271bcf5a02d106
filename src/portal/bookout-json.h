/* bookout-json.h - values of a JSON answer, with limits
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* (transfer full) (nullable): NULL without error if @text is no JSON. */
JsonNode *bookout_json_parse (const char *text, gsize length, GError **error);
/* The first string, number or boolean at @path as text; NULL without error if there is none. @json: (nullable). */
char *bookout_json_dup_value (JsonNode *json, const char *path, GError **error);

G_END_DECLS
