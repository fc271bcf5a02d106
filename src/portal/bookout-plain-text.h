/* bookout-plain-text.h - text as a person sees it on a page
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

G_BEGIN_DECLS

/* White space (no-break spaces and control characters too) becomes single spaces, none at the ends. */
char *bookout_plain_text_collapse (const char *text);
/* At most @characters characters; "…" stands for what is left out. */
char *bookout_plain_text_cut (const char *text, guint characters);
/* What a browser would show of a tree, collapsed, at most @limit bytes. */
char *bookout_plain_text_from_tree (xmlNode *root, gsize limit);

G_END_DECLS
