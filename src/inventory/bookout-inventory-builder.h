/* bookout-inventory-builder.h - from the rows of an export to vehicles, and what is odd about it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-inventory.h"

G_BEGIN_DECLS

/**
 * BookoutInventoryContents:
 * @vehicles: (element-type BookoutVehicle) (owned): in file order
 * @by_reference: (element-type utf8 BookoutVehicle): both borrowed from @vehicles, merged spellings from @spellings
 * @spellings: texts of references that were merged into another's vehicle
 * @warnings: (element-type utf8) (owned): sentences
 * @rows: data rows in the file
 *
 * What an inventory is made of.
 */
typedef struct
{
  GPtrArray *vehicles;
  GHashTable *by_reference;
  GStringChunk *spellings;
  GPtrArray *warnings;
  guint rows;
} BookoutInventoryContents;

void bookout_inventory_contents_clear (BookoutInventoryContents *self);

/* @contents is filled, to be cleared by the caller even on error. */
gboolean bookout_inventory_build (BookoutInventoryContents *contents,
                                  GBytes *bytes,
                                  const char *reference_column,
                                  const char *vin_column,
                                  const char *const *description_columns,
                                  GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BookoutInventoryContents, bookout_inventory_contents_clear)

G_END_DECLS
