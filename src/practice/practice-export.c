/* practice-export.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-practice"
#include "config.h"

#include <string.h>

#include "practice-chance.h"
#include "practice-export.h"

/* Writes CSV with all that makes CSV hard: a byte order mark, CRLF, and notes with commas, doubled quotes, line breaks
 * of both kinds, letters beyond ASCII and what a spreadsheet would take for a formula. Main thread only. */

#define BYTES_A_ROW 128 /* a little above the average, so that the text seldom grows */

static const char *const notes[] = {
  "",
  "One owner",
  "Sold as seen, no warranty",
  "Tyres \"nearly new\", spare missing",
  "Dent, left door\nPaint: order 4411",
  "Keys: 2\r\nManual: no\r\n\"Ask Pat\" first",
  "Café au lait interior; façade trim – très bien",
  "=2+3",
  "  leading and trailing blanks  ",
  "'90s stereo; 3/4\" tow ball",
};

static void
append_field (GString *csv, const char *text)
{
  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (csv, text);
      return;
    }

  g_string_append_c (csv, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *p);
    }
  g_string_append_c (csv, '"');
}

/* @suffix makes the reference one that the grid doesn't know. */
static void
append_row (GString *csv, PracticeInventory *inventory, guint index, const char *suffix)
{
  const PracticeVehicle *vehicle = practice_inventory_get (inventory, index);
  char vin[PRACTICE_VIN_LENGTH + 1];

  practice_inventory_write_vin (inventory, index, vin);
  g_string_append_printf (csv, "%s%s,%s,%u,", vehicle->reference, suffix, vin, vehicle->year);
  append_field (csv, practice_vehicle_get_make (vehicle));
  g_string_append_c (csv, ',');
  append_field (csv, practice_vehicle_get_model (vehicle));
  g_string_append_c (csv, ',');
  append_field (csv, practice_vehicle_get_series (vehicle));
  g_string_append_printf (csv, ",%u,", vehicle->mileage);
  append_field (csv, practice_vehicle_get_color (vehicle));
  g_string_append_c (csv, ',');
  append_field (csv, notes[practice_chance_hash (0, vehicle->reference) % G_N_ELEMENTS (notes)]);
  g_string_append_printf (csv, ",%u\r\n", vehicle->days_in_stock);
}

/**
 * practice_export_csv:
 * @inventory: the vehicles
 * @first: the first one to export
 * @n_vehicles: how many from there on
 * @faults: whether rows are doubled or made up
 *
 * Writes the export. A row made up is a real one's with a Z behind the reference; no real reference ends so.
 *
 * Returns: (transfer full): UTF-8 with a byte order mark, lines that end in CRLF
 */
GBytes *
practice_export_csv (PracticeInventory *inventory, guint first, guint n_vehicles, PracticeFaults *faults)
{
  GString *csv = g_string_sized_new ((gsize) n_vehicles * BYTES_A_ROW + BYTES_A_ROW);

  g_string_append (csv, "\xef\xbb\xbf");
  g_string_append (csv, "Reference Number,VIN,Year,Make,Model,Series,Mileage,Color,Notes,Days in Stock\r\n");
  for (guint i = first; i < first + n_vehicles; i++)
    {
      const char *reference = practice_inventory_get (inventory, i)->reference;

      append_row (csv, inventory, i, "");
      if (practice_faults_marks (faults, PRACTICE_FAULT_DUPLICATE, reference))
        append_row (csv, inventory, i, "");
      if (practice_faults_marks (faults, PRACTICE_FAULT_UNKNOWN, reference))
        append_row (csv, inventory, i, "Z");
    }

  return g_string_free_to_bytes (csv);
}
