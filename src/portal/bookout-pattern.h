/* bookout-pattern.h - regular expressions from a description, kept from running away
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GRegex *bookout_pattern_compile (const char *pattern, GRegexCompileFlags flags, GError **error);
/* TRUE with *@match (nullable in, transfer full) set, also when nothing matches; FALSE only on error. */
gboolean bookout_pattern_match (GRegex *regex, const char *subject, GMatchInfo **match, GError **error);
/* Whether @subject contains the pattern, whatever the case of its letters. */
gboolean bookout_pattern_occurs (const char *pattern, const char *subject, gboolean *occurs, GError **error);
/* The first group of the first match, the whole match if the pattern has none; NULL with no error if nothing matches. */
char *bookout_pattern_dup_value (const char *pattern, const char *subject, GError **error);

G_END_DECLS
