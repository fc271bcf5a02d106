/* bookout-reference-list.h - a person's own list of references: a file, or text dropped or pasted
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-inventory.h"

G_BEGIN_DECLS

/* One reference a line, or a table with @reference_column (nullable); blank lines and "#" comments are skipped.
 * (transfer full) strv without duplicates, in order. */
char **bookout_reference_list_parse (GBytes *bytes, const char *reference_column, GError **error);

G_END_DECLS
