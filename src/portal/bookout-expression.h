/* bookout-expression.h - whether an XPath, a pattern or a JSON path is well formed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-template.h"

G_BEGIN_DECLS

gboolean bookout_expression_check_xpath (BookoutTemplate *expression, GError **error);
gboolean bookout_expression_check_pattern (BookoutTemplate *expression, guint *n_groups, GError **error);
gboolean bookout_expression_check_json_path (const char *path, GError **error);

G_END_DECLS
