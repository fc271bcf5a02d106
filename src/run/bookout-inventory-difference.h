/* bookout-inventory-difference.h - what an inventory has that the last one had not, and the other way round
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-inventory.h"
#include "bookout-ledger.h"

G_BEGIN_DECLS

/**
 * BookoutInventoryDifference:
 * @since: when the run of the last inventory began, Unix seconds
 * @added: (element-type utf8): references that it did not have, in the order of this inventory
 * @gone: (element-type utf8): references that only it had, in its order
 * @changed: (element-type utf8): references of both whose VIN or description differs, in the order of this inventory
 *
 * Counted references, never changed once made, so that any thread may read it.
 */
typedef struct
{
  gint64 since;
  GPtrArray *added;
  GPtrArray *gone;
  GPtrArray *changed;
} BookoutInventoryDifference;

BookoutInventoryDifference *bookout_inventory_difference_new (BookoutInventory *inventory,
                                                              gint64 since,
                                                              GPtrArray *vehicles);
BookoutInventoryDifference *bookout_inventory_difference_ref (BookoutInventoryDifference *self);
void bookout_inventory_difference_unref (BookoutInventoryDifference *self);

/* "12 new, 3 gone, 1 changed since 20 Nov"; (transfer full). */
char *bookout_inventory_difference_dup_sentence (const BookoutInventoryDifference *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutInventoryDifference, bookout_inventory_difference_unref)

G_END_DECLS
