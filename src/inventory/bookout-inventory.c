/* bookout-inventory.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-inventory"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-inventory-builder.h"

/* The vehicles of one export, as a list model for the window and a table for everybody else. It is filled at construction and
 * never changes, so workers look vehicles up without a lock while the main thread shows them. */

struct _BookoutInventory
{
  GObject parent_instance;

  BookoutInventoryContents contents;
};

static void bookout_inventory_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BookoutInventory,
                               bookout_inventory,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, bookout_inventory_list_model_init))
G_DEFINE_QUARK (bookout_inventory_error_quark, bookout_inventory_error)

static GType
bookout_inventory_get_item_type (GListModel *model)
{
  return BOOKOUT_TYPE_VEHICLE;
}

static guint
bookout_inventory_get_n_items (GListModel *model)
{
  return BOOKOUT_INVENTORY (model)->contents.vehicles->len;
}

static gpointer
bookout_inventory_get_item (GListModel *model, guint position)
{
  BookoutInventory *self = BOOKOUT_INVENTORY (model);

  if (position >= self->contents.vehicles->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->contents.vehicles, position));
}

static void
bookout_inventory_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = bookout_inventory_get_item_type;
  iface->get_n_items = bookout_inventory_get_n_items;
  iface->get_item = bookout_inventory_get_item;
}

static void
bookout_inventory_finalize (GObject *object)
{
  BookoutInventory *self = BOOKOUT_INVENTORY (object);

  bookout_inventory_contents_clear (&self->contents);
  G_OBJECT_CLASS (bookout_inventory_parent_class)->finalize (object);
}

static void
bookout_inventory_class_init (BookoutInventoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = bookout_inventory_finalize;
}

static void
bookout_inventory_init (BookoutInventory *self)
{
}

/**
 * bookout_inventory_new_from_csv:
 * @bytes: the export, byte for byte
 * @reference_column: header of the column with the reference
 * @vin_column: (nullable): header of the column with the VIN
 * @description_columns: (nullable) (array zero-terminated=1): headers whose cells, joined by spaces, describe the vehicle
 * @error: return location
 *
 * Reads the export. References stay text: leading zeros, letters, "/" and inner spaces are kept, outer white space and a
 * spreadsheet's ="…" are not. Rows of the same reference become one vehicle, and so do rows whose references differ in case
 * only, unless both have a VIN and those differ. Rows that are all blank are not counted. Blocks; any thread.
 *
 * Errors: %BOOKOUT_INVENTORY_ERROR_EMPTY if no row has a reference; %BOOKOUT_INVENTORY_ERROR_NO_COLUMN if there is no
 * @reference_column (a VIN or description column that is not there is a warning); those of bookout_csv_parse().
 *
 * Returns: (transfer full): at least one vehicle
 */
BookoutInventory *
bookout_inventory_new_from_csv (GBytes *bytes,
                                const char *reference_column,
                                const char *vin_column,
                                const char *const *description_columns,
                                GError **error)
{
  g_autoptr (BookoutInventory) self = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);
  g_return_val_if_fail (reference_column != NULL, NULL);

  self = g_object_new (BOOKOUT_TYPE_INVENTORY, NULL);
  if (!bookout_inventory_build (&self->contents, bytes, reference_column, vin_column, description_columns,
                                error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * bookout_inventory_get_rows:
 *
 * Any thread.
 *
 * Returns: data rows in the file, all-blank ones not counted; at least as many as there are vehicles
 */
guint
bookout_inventory_get_rows (BookoutInventory *self)
{
  g_return_val_if_fail (BOOKOUT_IS_INVENTORY (self), 0);

  return self->contents.rows;
}

/**
 * bookout_inventory_lookup:
 * @reference: to the letter, or as a row spelt it that was merged into another
 *
 * Any thread.
 *
 * Returns: (nullable) (transfer none): its vehicle
 */
BookoutVehicle *
bookout_inventory_lookup (BookoutInventory *self, const char *reference)
{
  g_return_val_if_fail (BOOKOUT_IS_INVENTORY (self), NULL);
  g_return_val_if_fail (reference != NULL, NULL);

  return g_hash_table_lookup (self->contents.by_reference, reference);
}

/**
 * bookout_inventory_get_warnings:
 *
 * Returns: (transfer none) (element-type utf8): what is odd about the export, in sentences; perhaps empty, never endless
 */
GPtrArray *
bookout_inventory_get_warnings (BookoutInventory *self)
{
  g_return_val_if_fail (BOOKOUT_IS_INVENTORY (self), NULL);

  return self->contents.warnings;
}

/**
 * bookout_inventory_check_count:
 * @shown: how many vehicles the portal says it has
 * @error: return location
 *
 * Compares the file's rows, duplicates included, with what the portal shows. Fewer rows mean that a filter was on or the
 * export was cut: an error. More rows (a portal that counts its own duplicates once) lose nothing: they add a warning.
 * For the thread that built the inventory, before any other has it.
 *
 * Errors: %BOOKOUT_INVENTORY_ERROR_COUNT if rows are missing.
 *
 * Returns: whether none are
 */
gboolean
bookout_inventory_check_count (BookoutInventory *self, guint64 shown, GError **error)
{
  g_autofree char *rows_text = NULL;
  g_autofree char *shown_text = NULL;

  g_return_val_if_fail (BOOKOUT_IS_INVENTORY (self), FALSE);

  if (shown == self->contents.rows)
    return TRUE;

  rows_text = g_strdup_printf ("%'u", self->contents.rows);
  shown_text = g_strdup_printf ("%'" G_GUINT64_FORMAT, shown);
  if (shown > self->contents.rows)
    {
      g_set_error (error, BOOKOUT_INVENTORY_ERROR, BOOKOUT_INVENTORY_ERROR_COUNT,
                   _ ("The export has %s vehicles, the portal shows %s: it is not complete. "
                      "Clear the portal's filter and export again."),
                   rows_text, shown_text);
      return FALSE;
    }

  g_ptr_array_add (
      self->contents.warnings,
      g_strdup_printf (_ ("The export has %s rows, the portal shows %s vehicles."), rows_text, shown_text));
  return TRUE;
}

/**
 * bookout_inventory_add_unlisted:
 * @reference: not in the inventory
 *
 * Adds a vehicle of which only the reference is known, at the end. For the thread that built the inventory, before any other has
 * it and before anybody listens to the model.
 *
 * Returns: (transfer none): the vehicle
 */
BookoutVehicle *
bookout_inventory_add_unlisted (BookoutInventory *self, const char *reference)
{
  BookoutVehicle *vehicle;

  g_return_val_if_fail (BOOKOUT_IS_INVENTORY (self), NULL);
  g_return_val_if_fail (reference != NULL, NULL);
  g_return_val_if_fail (bookout_inventory_lookup (self, reference) == NULL, NULL);

  vehicle = bookout_vehicle_new (reference, NULL, NULL, 0, NULL, NULL, 0);
  g_ptr_array_add (self->contents.vehicles, vehicle);
  g_hash_table_insert (self->contents.by_reference, (char *) bookout_vehicle_get_reference (vehicle),
                       vehicle);

  return vehicle;
}
