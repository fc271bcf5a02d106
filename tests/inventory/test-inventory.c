/* test-inventory.c; SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <malloc.h>

#include "bookout-inventory.h"

static const char *const description_columns[] = { "Year", "Make", "Model", NULL };

static BookoutInventory *
read_text (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return bookout_inventory_new_from_csv (bytes, "Reference Number", "VIN", NULL, error);
}

static BookoutInventory *
read_good (const char *text)
{
  g_autoptr (GError) error = NULL;
  BookoutInventory *inventory = read_text (text, &error);

  g_assert_no_error (error);
  return inventory;
}

static BookoutInventory *
read_fixture (const char *name, GError **error)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "inventory", "fixtures", name, NULL);
  g_autofree char *content = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) read_error = NULL;
  gsize size;

  g_file_get_contents (path, &content, &size, &read_error);
  g_assert_no_error (read_error);
  bytes = g_bytes_new_take (g_steal_pointer (&content), size);
  return bookout_inventory_new_from_csv (bytes, "Reference Number", "VIN", description_columns, error);
}

/* References in order, then the warnings, each on a line. */
static char *
dump (BookoutInventory *inventory)
{
  GString *text = g_string_new (NULL);
  GPtrArray *warnings = bookout_inventory_get_warnings (inventory);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (inventory)); i++)
    {
      g_autoptr (BookoutVehicle) vehicle = g_list_model_get_item (G_LIST_MODEL (inventory), i);

      g_string_append_printf (text, "<%s>", bookout_vehicle_get_reference (vehicle));
    }
  for (guint i = 0; i < warnings->len; i++)
    g_string_append_printf (text, "\n%s", (const char *) g_ptr_array_index (warnings, i));
  return g_string_free (text, FALSE);
}

typedef struct
{
  const char *name;
  const char *text;
  guint rows;
  const char *expected;
} Oddity;

static const Oddity oddities[] = {
  { "plain", "Reference Number,VIN\n2,B\n1,A\n", 2, "<2><1>" },
  { "header-like", "vin; REFERENCE NUMBER \nA;1\n", 1, "<1>" },
  { "kept-as-text", "Reference Number,VIN\n00123,A\nA/B 1,B\n1e5,C\n..,D\n", 4, "<00123><A/B 1><1e5><..>" },
  { "prefixes", "Reference Number,VIN\n16553,A\n165530,B\n165530A,C\n", 3, "<16553><165530><165530A>" },
  { "trimmed",
    "Reference Number,VIN\n \xC2\xA0"
    "1\xC2\xA0 ,A\n=\"002\",B\n\"=\"\"003\"\"\",C\n",
    3, "<1><002><003>" },
  { "blank-rows", "Reference Number,VIN\n1,A\n,\n , \xC2\xA0\n2,B\n,,,\n", 2, "<1><2>" },
  { "blank-reference", "Reference Number,VIN\n,A\n2,B\n", 2,
    "<2>\nLine 2 has no reference: the row is left out." },
  { "blank-references", "Reference Number,VIN\n ,A\n2,B\n=\"\",C\n", 3,
    "<2>\nLines 2, 4 have no reference: the rows are left out." },
  { "short-and-long", "Reference Number,VIN,Notes\n1\n2,B\n3,C,x,\n4,D,x, \n5,E,x,y\n", 5,
    "<1><2><3><4><5>\nLines 2, 3 have fewer cells than the header.\nLine 6 has more cells than the header." },
  { "short-before-reference", "VIN,Reference Number\nA\nB,2\n", 2,
    "<2>\nLine 2 has no reference: the row is left out.\nLine 2 has fewer cells than the header." },
  { "duplicate", "Reference Number,VIN\n1,A\n2,B\n1,A\n1,\n", 4,
    "<1><2>\n1 stands in the file 3 times (lines 2, 4, 5): it is fetched once." },
  { "duplicate-trimmed", "Reference Number,VIN\n1,A\n 1 ,a\n", 2,
    "<1>\n1 stands in the file 2 times (lines 2, 3): it is fetched once." },
  { "duplicate-other-vin", "Reference Number,VIN\n1,A\n1,B\n", 2,
    "<1>\n1 has the VIN A in line 2 and B in line 3. The first is expected."
    "\n1 stands in the file 2 times (lines 2, 3): it is fetched once." },
  { "line-after-breaks", "Reference Number,VIN,Notes\n1,A,\"x\ny\"\n1,A,\n", 2,
    "<1>\n1 stands in the file 2 times (lines 2, 4): it is fetched once." },
  { "other-case-same-vin", "Reference Number,VIN\n1a,A\n1A,A\n", 2,
    "<1a>\n1a (line 2) and 1A (line 3) are one vehicle in two spellings: it is fetched once, as 1a." },
  { "other-case-vin-missing", "Reference Number,VIN\n1a,\n1A,A\n", 2,
    "<1a>\n1a (line 2) and 1A (line 3) are one vehicle in two spellings: it is fetched once, as 1a." },
  { "other-case-other-vin", "Reference Number,VIN\n1a,A\n1A,B\n", 2,
    "<1a><1A>\n1a (line 2) and 1A (line 3) differ in upper and lower case only, but have different VINs: "
    "they are taken for two vehicles." },
  { "other-case-third", "Reference Number,VIN\nxa,A\nXa,B\nXA,b\n", 3,
    "<xa><Xa>\nxa (line 2) and Xa (line 3) differ in upper and lower case only, but have different VINs: "
    "they are taken for two vehicles.\nXa (line 3) and XA (line 4) are one vehicle in two spellings: "
    "it is fetched once, as Xa." },
  { "other-case-twice", "Reference Number,VIN\n1a,A\n1A,A\n1A,A\n", 3,
    "<1a>\n1a (line 2) and 1A (line 3) are one vehicle in two spellings: it is fetched once, as 1a."
    "\n1a stands in the file 2 times (lines 2, 4): it is fetched once." },
  { "shared-vin", "Reference Number,VIN\n1,A\n2,B\n3,a\n", 3,
    "<1><2><3>\n2 references share the VIN A: 1 (line 2), 3 (line 4)." },
  { "shared-vin-many", "Reference Number,VIN\n1,N/A\n2,N/A\n3,N/A\n4,N/A\n5,N/A\n6,N/A\n7,N/A\n8,\n9,\n", 9,
    "<1><2><3><4><5><6><7><8><9>\n7 references share the VIN N/A: 1 (line 2), 2 (line 3), 3 (line 4), 4 (line 5), "
    "5 (line 6) and 2 more." },
  { "no-vin-column", "Reference Number,Year\n1,2019\n2,2019\n", 2,
    "<1><2>\nThe file has no column 'VIN': VINs are not known." },
};

static void
test_oddity (gconstpointer data)
{
  const Oddity *oddity = data;
  g_autoptr (BookoutInventory) inventory = read_good (oddity->text);
  g_autofree char *text = dump (inventory);

  g_assert_cmpstr (text, ==, oddity->expected);
  g_assert_cmpuint (bookout_inventory_get_rows (inventory), ==, oddity->rows);
}

typedef struct
{
  const char *name;
  const char *text;
  BookoutInventoryError code;
  const char *message;
} Refusal;

static const Refusal refusals[] = {
  { "empty", "", BOOKOUT_INVENTORY_ERROR_EMPTY, "The file is empty." },
  { "header-only", "VIN,Reference Number,Year\r\n", BOOKOUT_INVENTORY_ERROR_EMPTY,
    "The file has no rows below its header. Columns: VIN, Reference Number, Year." },
  { "blank-rows-only", "VIN,Reference Number\n,\n,\n", BOOKOUT_INVENTORY_ERROR_EMPTY,
    "The file has no rows below its header. Columns: VIN, Reference Number." },
  { "no-reference-at-all", "VIN,Reference number\nA,\nB,\n", BOOKOUT_INVENTORY_ERROR_EMPTY,
    "None of the file's rows has a reference in the column 'Reference number'. Columns: VIN, Reference number." },
  { "no-column", "Stock,VIN\n1,A\n", BOOKOUT_INVENTORY_ERROR_NO_COLUMN,
    "The file has no column like 'Reference Number'. Columns: Stock, VIN." },
  { "no-header", "165548,1HD\n165549,1HE\n", BOOKOUT_INVENTORY_ERROR_NO_COLUMN,
    "The file has no column like 'Reference Number'. Columns: 165548, 1HD." },
  { "many-columns", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23\n",
    BOOKOUT_INVENTORY_ERROR_NO_COLUMN,
    "The file has no column like 'Reference Number'. Columns: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, "
    "17, 18, 19, 20 and 3 more." },
  { "a-page", "<!DOCTYPE html>\n<html>\n", BOOKOUT_INVENTORY_ERROR_NO_COLUMN,
    "The file has no column like 'Reference Number'. Columns: <!DOCTYPE html>." },
};

static void
test_refusal (gconstpointer data)
{
  const Refusal *refusal = data;
  g_autoptr (GError) error = NULL;

  g_assert_null (read_text (refusal->text, &error));
  g_assert_error (error, BOOKOUT_INVENTORY_ERROR, (int) refusal->code);
  g_assert_cmpstr (error->message, ==, refusal->message);
}

static void
test_csv_error (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_text ("Reference Number,VIN\n1,A\n2,\"B\n", &error));
  g_assert_error (error, BOOKOUT_CSV_ERROR, BOOKOUT_CSV_ERROR_SYNTAX);
  g_assert_cmpstr (error->message, ==, "Line 3: the quotation mark is not closed.");
}

static void
test_fixtures (void)
{
  static const char *const names[] = { "export-utf8-bom.csv", "excel-semicolon-windows-1252.csv",
                                       "excel-unicode-text.txt", "sep-line-bar.csv", "excel-as-text.csv" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BookoutInventory) inventory = read_fixture (names[i], &error);
      g_autofree char *text = NULL;
      BookoutVehicle *vehicle;

      g_assert_no_error (error);
      text = dump (inventory);
      g_assert_cmpstr (text, ==, "<165548><165548A><00123><16553><165530>");
      vehicle = bookout_inventory_lookup (inventory, "00123");
      g_assert_cmpstr (bookout_vehicle_get_vin (vehicle), ==, "1HDAB12C3KL000123");
      g_assert_cmpstr (bookout_vehicle_get_description (vehicle), ==, "2021 Orrin Tern");
      g_assert_cmpstr (bookout_vehicle_get_cell (vehicle, "Notes"), ==, "Two keys,\r\nno manual");
      g_assert_cmpstr (bookout_vehicle_get_cell (bookout_inventory_lookup (inventory, "165530"), "Color"), ==,
                       "Größe “M” – café");
    }
}

static void
test_cut_fixture (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_fixture ("cut-in-a-note.csv", &error));
  g_assert_error (error, BOOKOUT_CSV_ERROR, BOOKOUT_CSV_ERROR_SYNTAX);
  g_assert_cmpstr (error->message, ==, "Line 4: the quotation mark is not closed.");
}

static void
test_model (void)
{
  BookoutInventory *inventory = read_good ("Reference Number,VIN\n2,B\n1,A\n");
  GListModel *model = G_LIST_MODEL (inventory);
  BookoutVehicle *vehicle = g_list_model_get_item (model, 1);

  g_assert_true (g_list_model_get_item_type (model) == BOOKOUT_TYPE_VEHICLE);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 2);
  g_assert_null (g_list_model_get_item (model, 2));
  g_assert_cmpuint (bookout_vehicle_get_line (vehicle), ==, 3);
  g_assert_finalize_object (inventory);
  g_assert_cmpstr (bookout_vehicle_get_cell (vehicle, "VIN"), ==,
                   "A"); /* the header outlives the inventory */
  g_assert_finalize_object (vehicle);
}

static void
test_lookup (void)
{
  g_autoptr (BookoutInventory)
      inventory = read_good ("Reference Number,VIN\n165548A,A\n165548,B\n165548a,A\n");
  g_autoptr (BookoutVehicle) first = g_list_model_get_item (G_LIST_MODEL (inventory), 0);

  g_assert_true (bookout_inventory_lookup (inventory, "165548A") == first);
  g_assert_true (bookout_inventory_lookup (inventory, "165548a") == first);
  g_assert_true (bookout_inventory_lookup (inventory, "165548") != first);
  g_assert_null (bookout_inventory_lookup (inventory, "16554"));
  g_assert_null (bookout_inventory_lookup (inventory, ""));
}

static void
test_description (void)
{
  static const char *const columns[] = { "Year", "Trim", "make", "Model", NULL };
  const char *text = "Reference Number,Year,Make,Model\n1,2019,,Marlin\n2, 2020 ,Orrin\n3\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutInventory) inventory = NULL;
  GPtrArray *warnings;

  inventory = bookout_inventory_new_from_csv (bytes, "Reference Number", NULL, columns, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (bookout_vehicle_get_description (bookout_inventory_lookup (inventory, "1")), ==,
                   "2019 Marlin");
  g_assert_cmpstr (bookout_vehicle_get_description (bookout_inventory_lookup (inventory, "2")), ==,
                   "2020 Orrin");
  g_assert_cmpstr (bookout_vehicle_get_description (bookout_inventory_lookup (inventory, "3")), ==, "");
  g_assert_cmpstr (bookout_vehicle_get_vin (bookout_inventory_lookup (inventory, "1")), ==, "");

  warnings = bookout_inventory_get_warnings (inventory);
  g_assert_cmpuint (warnings->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (warnings, 0), ==, "The file has no column 'Trim' for the description.");
}

static void
test_count (void)
{
  g_autoptr (BookoutInventory) inventory = read_good ("Reference Number,VIN\n1,A\n1,A\n,B\n");
  GPtrArray *warnings = bookout_inventory_get_warnings (inventory);
  guint n_warnings = warnings->len;
  g_autoptr (GError) error = NULL;

  g_assert_true (bookout_inventory_check_count (inventory, 3, &error)); /* rows, not vehicles */
  g_assert_no_error (error);
  g_assert_cmpuint (warnings->len, ==, n_warnings);

  g_assert_true (bookout_inventory_check_count (inventory, 2, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (warnings->len, ==, n_warnings + 1);
  g_assert_cmpstr (g_ptr_array_index (warnings, n_warnings), ==,
                   "The export has 3 rows, the portal shows 2 vehicles.");

  g_assert_false (bookout_inventory_check_count (inventory, 30, &error));
  g_assert_error (error, BOOKOUT_INVENTORY_ERROR, BOOKOUT_INVENTORY_ERROR_COUNT);
  g_assert_cmpstr (error->message, ==,
                   "The export has 3 vehicles, the portal shows 30: it is not complete. "
                   "Clear the portal's filter and export again.");
}

/* A file of nothing but oddities must not make a list of sentences as long as itself. */
static void
test_warnings_bounded (void)
{
  g_autoptr (GString) text = g_string_new ("Reference Number,VIN\n");
  g_autoptr (BookoutInventory) inventory = NULL;
  GPtrArray *warnings;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, "%u,%u\n%u,%u\n", i, i, i, i);
  inventory = read_good (text->str);
  warnings = bookout_inventory_get_warnings (inventory);
  g_assert_cmpuint (warnings->len, ==, 201);
  g_assert_cmpstr (g_ptr_array_index (warnings, 200), ==, "There are 800 more warnings like these.");
}

/* 5,000 vehicles of 12 columns: a window and a run hold them for hours. */
static void
test_memory (void)
{
  g_autoptr (GString) text = g_string_new ("Reference Number,VIN,Year,Make,Model,Series,Mileage,Color,Notes,"
                                           "Days in Stock,Location,Price\n");
  g_autoptr (BookoutInventory) inventory = NULL;
  gsize before;
  gsize after;

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (text,
                            "%u,1HDAB12C3KL%06u,2019,Halden,Marlin,SE,\"41,250\",Night Blue,"
                            "\"One owner, two keys, service book\",12,Lot 4,\"18,900\"\n",
                            160000 + i, i);
  before = mallinfo2 ().uordblks;
  inventory = read_good (text->str);
  after = mallinfo2 ().uordblks;

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (inventory)), ==, 5000);
  g_test_message ("%" G_GSIZE_FORMAT " bytes for 5,000 vehicles", after - before);
  g_assert_cmpuint (after, <, before + 4 * 1024 * 1024);
}

static void
test_many_rows (void)
{
  g_autoptr (GString) text = g_string_new ("Reference Number;VIN\n");
  g_autoptr (BookoutInventory) inventory = NULL;

  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (text, "%06u;1HDAB12C3KL%06u\n", i, i);
  inventory = read_good (text->str);
  g_assert_cmpuint (bookout_inventory_get_rows (inventory), ==, 10000);
  g_assert_cmpuint (bookout_inventory_get_warnings (inventory)->len, ==, 0);
  g_assert_cmpuint (bookout_vehicle_get_line (bookout_inventory_lookup (inventory, "009999")), ==, 10001);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (oddities); i++)
    {
      g_autofree char *path = g_strconcat ("/inventory/oddity/", oddities[i].name, NULL);

      g_test_add_data_func (path, &oddities[i], test_oddity);
    }
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strconcat ("/inventory/refusal/", refusals[i].name, NULL);

      g_test_add_data_func (path, &refusals[i], test_refusal);
    }
  g_test_add_func ("/inventory/csv-error", test_csv_error);
  g_test_add_func ("/inventory/fixtures", test_fixtures);
  g_test_add_func ("/inventory/cut-fixture", test_cut_fixture);
  g_test_add_func ("/inventory/model", test_model);
  g_test_add_func ("/inventory/lookup", test_lookup);
  g_test_add_func ("/inventory/description", test_description);
  g_test_add_func ("/inventory/count", test_count);
  g_test_add_func ("/inventory/warnings-bounded", test_warnings_bounded);
  g_test_add_func ("/inventory/memory", test_memory);
  g_test_add_func ("/inventory/many-rows", test_many_rows);
  return g_test_run ();
}
