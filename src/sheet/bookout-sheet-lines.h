/* bookout-sheet-lines.h - what stands at a label in a sheet's text
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-sheet-error.h"
#include "bookout-template.h"

G_BEGIN_DECLS

/* (transfer full) (element-type utf8): the distinct values of the lines that match, collapsed, in order; NULL on error. */
GPtrArray *bookout_sheet_lines_find (const char *text,
                                     const char *name,
                                     BookoutTemplate *pattern,
                                     BookoutScope *scope,
                                     GError **error);
/* (transfer full): runs of white space as one space, none at the ends. */
char *bookout_sheet_lines_collapse (const char *text);

G_END_DECLS
