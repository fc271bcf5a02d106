/* bookout-reference.h - the text that identifies a vehicle, as spreadsheets and people write it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The cell without what a spreadsheet puts round it: outer white space, ="…", the apostrophe before = + - @. */
char *bookout_reference_clean (const char *cell);
/* A key for comparing without case; never shown, never sent. */
char *bookout_reference_fold (const char *reference);

G_END_DECLS
