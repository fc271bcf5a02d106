/* bookout-export.h - the inventory out of the portal: exported, counted, indexed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-inventory.h"
#include "bookout-tab.h"

G_BEGIN_DECLS

/* Blocking; the thread that owns @tab. Renews the session when an answer shows signed-out, tries transient failures three times. */

/* The exported file byte for byte; (transfer full). */
GBytes *bookout_export_fetch (BookoutTab *tab, GCancellable *cancellable, GError **error);
/* Parses it by the description's columns and compares it with the number of rows that the portal shows (if it does). */
BookoutInventory *bookout_export_parse (BookoutTab *tab,
                                        GBytes *contents,
                                        GCancellable *cancellable,
                                        GError **error);
/* Each vehicle's own link; NULL without error if the description has no index. (element-type utf8 utf8) */
GHashTable *bookout_export_index (BookoutTab *tab, GCancellable *cancellable, GError **error);

G_END_DECLS
