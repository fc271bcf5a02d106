/* fuzz-csv.c - libFuzzer target: exported tables, inventories and lists of references
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From the top of the source tree, in a folder that has a config.h (build/debug, after "dev build"):
 *
 *   clang -g -O1 -fsanitize=fuzzer,address,undefined -D_GNU_SOURCE -DHAVE_CONFIG_H -Ibuild/debug -Isrc/inventory \
 *     tests/fuzz/fuzz-csv.c src/inventory/*.c -o build/fuzz-csv $(pkg-config --cflags --libs gio-2.0) -lcsv
 *   mkdir -p build/corpus-csv && build/fuzz-csv -max_len=4096 build/corpus-csv tests/inventory/fixtures
 */
#include "config.h"

#include <string.h>

#include "bookout-csv-encoding.h"
#include "bookout-reference-list.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

typedef struct
{
  guint last_line;
  guint n_lines;
} Check;

/* Whatever comes in: cells are text, and records come in order from lines that exist. */
static gboolean
check_cb (const char *const *cells, guint n_cells, guint line, gpointer user_data, GError **error)
{
  Check *check = user_data;

  g_assert_cmpuint (n_cells, >, 0);
  g_assert_cmpuint (n_cells, <=, BOOKOUT_CSV_COLUMNS_MOST);
  g_assert_cmpuint (line, >, check->last_line);
  g_assert_cmpuint (line, <=, check->n_lines);
  for (guint i = 0; i < n_cells; i++)
    g_assert_true (g_utf8_validate (cells[i], -1, NULL));
  check->last_line = line;
  return TRUE;
}

static void
check_table (GBytes *bytes)
{
  g_autoptr (GBytes) text = bookout_csv_encoding_to_utf8 (bytes, NULL);
  g_autoptr (GError) error = NULL;
  Check check = { 0 };
  gsize length;
  const char *start;

  if (text == NULL)
    return;
  start = g_bytes_get_data (text, &length);
  g_assert_true (length == 0 || g_utf8_validate_len (start, length, NULL));
  check.n_lines = bookout_csv_encoding_get_line (start, length);
  if (!bookout_csv_parse (bytes, check_cb, &check, &error))
    g_assert_true (error != NULL && g_utf8_validate (error->message, -1, NULL));
}

/* An inventory looks for the column that the fixtures and most inputs grown from them have. */
static void
check_inventory (GBytes *bytes)
{
  static const char *const description[] = { "Year", "Make", "Model", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutInventory) inventory = NULL;

  inventory = bookout_inventory_new_from_csv (bytes, "Reference Number", "VIN", description, &error);
  g_assert_true ((inventory == NULL) == (error != NULL));
  if (inventory == NULL)
    return;

  g_assert_cmpuint (bookout_inventory_get_rows (inventory), >=,
                    g_list_model_get_n_items (G_LIST_MODEL (inventory)));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (inventory)); i++)
    {
      g_autoptr (BookoutVehicle) vehicle = g_list_model_get_item (G_LIST_MODEL (inventory), i);

      g_assert_true (bookout_inventory_lookup (inventory, bookout_vehicle_get_reference (vehicle)) ==
                     vehicle);
      g_assert_nonnull (bookout_vehicle_get_cell (vehicle, "Reference Number"));
    }
}

static void
check_list (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) references = bookout_reference_list_parse (bytes, "Reference Number", &error);

  g_assert_true ((references == NULL) == (error != NULL));
  for (guint i = 0; references != NULL && references[i] != NULL; i++)
    g_assert_true (references[i][0] != '\0' && g_utf8_validate (references[i], -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);

  check_table (bytes);
  check_inventory (bytes);
  check_list (bytes);
  return 0;
}
