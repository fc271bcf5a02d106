/* bookout-markup.h - a page's source as a tree, with limits
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

G_BEGIN_DECLS

/* Most that a page may be before it is refused: a grid of 10,000 rows has some 300,000 nodes, a page of any kind rarely 60 levels. */
#define BOOKOUT_MARKUP_BYTES_MOST (32 * 1024 * 1024)
#define BOOKOUT_MARKUP_NODES_MOST 500000
#define BOOKOUT_MARKUP_DEPTH_MOST 250

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlDoc, xmlFreeDoc)

/* (transfer full) (nullable): NULL without error if there is no markup in @source at all. */
xmlDoc *bookout_markup_parse (const char *source, gsize length, GError **error);

G_END_DECLS
