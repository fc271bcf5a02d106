/* cli-text.h - text as a terminal shows it: cleaned, measured, cut
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Any thread; everything returned is (transfer full) UTF-8. */

/* Nothing in it moves a cursor or reorders what stands around it. */
char *cli_text_clean (const char *text);
guint cli_text_width (const char *text);
/* Columns, not bytes or characters; "…" where something was cut. */
char *cli_text_cut (const char *text, guint columns);
void cli_text_append_padded (GString *line, const char *text, guint columns);

char *cli_text_clock (gint64 duration_us); /* "4:12" */
char *cli_text_kilobytes (guint64 received, guint64 expected);

G_END_DECLS
