/* bookout-report.c - what became of a run, for a person and for scripts
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-report"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <langinfo.h>
#include <math.h>
#include <string.h>

#include "bookout-csv.h"
#include "bookout-json-text.h"
#include "bookout-report.h"

/* The results of one pass in the three shapes people want them in: JSON for scripts, a table for a spreadsheet, a sentence for
 * a person. Pure data without locks: the run fills it when all its threads are gone, after that anyone may read it.
 *
 * `total` means the vehicles of this run, those that still wait included (after a stop) and those not asked for (--limit, --refs)
 * not: they are `skipped`. So total = done + unproved + failed + held + whatever still waits. */

static void
row_free (BookoutReportRow *row)
{
  g_object_unref (row->vehicle);
  g_free (row->file_name);
  g_free (row);
}

static gboolean
row_is_failure (const BookoutReportRow *row)
{
  return row->state == BOOKOUT_VEHICLE_FAILED || row->state == BOOKOUT_VEHICLE_HELD;
}

/**
 * bookout_report_new:
 *
 * Returns: (transfer full): a report of nothing, all counts 0
 */
BookoutReport *
bookout_report_new (void)
{
  BookoutReport *self = g_new0 (BookoutReport, 1);

  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);
  self->warnings = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * bookout_report_free:
 * @self: (nullable) (transfer full): a report
 */
void
bookout_report_free (BookoutReport *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->warnings);
  g_clear_pointer (&self->difference, bookout_inventory_difference_unref);
  g_clear_pointer (&self->stages, json_node_unref);
  g_free (self);
}

/**
 * bookout_report_add_row:
 * @self: a report
 * @vehicle: whose row
 * @state: what became of it, as the queue knows it (the vehicle's own property may lag behind)
 *
 * Appends a row. The name of its sheet is left for the caller to set.
 *
 * Returns: (transfer none): the row, owned by @self and good until the report is freed
 */
BookoutReportRow *
bookout_report_add_row (BookoutReport *self, BookoutVehicle *vehicle, BookoutVehicleState state)
{
  BookoutReportRow *row;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (BOOKOUT_IS_VEHICLE (vehicle), NULL);

  row = g_new0 (BookoutReportRow, 1);
  row->vehicle = g_object_ref (vehicle);
  row->state = state;
  g_ptr_array_add (self->rows, row);

  return row;
}

/* JSON has no NaN and no infinity; thousandths are all that a timing is good for. */
static double
rounded (double value)
{
  return isfinite (value) ? rint (value * 1000.0) / 1000.0 : 0.0;
}

/* ISO 8601 in UTC, NULL for 0. */
static char *
time_to_text (gint64 seconds)
{
  g_autoptr (GDateTime) time = seconds != 0 ? g_date_time_new_from_unix_utc (seconds) : NULL;

  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

static JsonObject *
failure_to_object (const BookoutReportRow *row)
{
  JsonObject *object = json_object_new ();

  bookout_json_text_set (object, "reference", bookout_vehicle_get_reference (row->vehicle));
  bookout_json_text_set (object, "vehicle", bookout_vehicle_get_description (row->vehicle));
  bookout_json_text_set (object, "reason", bookout_vehicle_get_reason (row->vehicle));
  bookout_json_text_set (object, "code", bookout_vehicle_get_code (row->vehicle));
  json_object_set_int_member (object, "attempts", bookout_vehicle_get_attempts (row->vehicle));
  bookout_json_text_set (object, "state", bookout_vehicle_state_to_string (row->state));

  return object;
}

static JsonObject *
row_to_object (const BookoutReportRow *row)
{
  JsonObject *object = failure_to_object (row);
  g_autofree char *finished = time_to_text (bookout_vehicle_get_finished_at (row->vehicle));

  bookout_json_text_set (object, "vin", bookout_vehicle_get_vin (row->vehicle));
  bookout_json_text_set (object, "file", row->file_name);
  json_object_set_int_member (object, "size", (gint64) bookout_vehicle_get_size (row->vehicle));
  bookout_json_text_set (object, "finished_at", finished);

  return object;
}

static void
set_counts (const BookoutReport *self, JsonObject *object)
{
  const BookoutQueueCounts *counts = &self->counts;

  json_object_set_int_member (object, "total", counts->total - MIN (counts->skipped, counts->total));
  json_object_set_int_member (object, "done", counts->done);
  json_object_set_int_member (object, "unproved", counts->unproved);
  json_object_set_int_member (object, "failed", counts->failed);
  json_object_set_int_member (object, "held", counts->held);
  json_object_set_int_member (object, "skipped", counts->skipped);
  json_object_set_int_member (object, "wrong_vehicle_caught", self->wrong_vehicle_caught);
  json_object_set_int_member (object, "attempts", self->attempts);
  json_object_set_int_member (object, "sign_ins", self->sign_ins);
  json_object_set_double_member (object, "seconds", rounded (self->seconds));
  json_object_set_double_member (object, "vehicles_per_hour", rounded (self->vehicles_per_hour));
  json_object_set_boolean_member (object, "signed_out", self->signed_out);
}

static JsonArray *
strings_to_array (GPtrArray *strings)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < strings->len; i++)
    {
      g_autofree char *valid = g_utf8_make_valid (g_ptr_array_index (strings, i), -1);

      json_array_add_string_element (array, valid);
    }

  return array;
}

static void
set_difference (const BookoutReport *self, JsonObject *object)
{
  g_autofree char *since = NULL;
  JsonObject *member;

  if (self->difference == NULL)
    {
      json_object_set_null_member (object, "difference");
      return;
    }

  member = json_object_new ();
  since = time_to_text (self->difference->since);
  bookout_json_text_set (member, "since", since);
  json_object_set_array_member (member, "new", strings_to_array (self->difference->added));
  json_object_set_array_member (member, "gone", strings_to_array (self->difference->gone));
  json_object_set_array_member (member, "changed", strings_to_array (self->difference->changed));
  json_object_set_object_member (object, "difference", member);
}

static JsonArray *
failures_to_array (const BookoutReport *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->rows->len; i++)
    {
      const BookoutReportRow *row = g_ptr_array_index (self->rows, i);

      if (row_is_failure (row))
        json_array_add_object_element (array, failure_to_object (row));
    }

  return array;
}

/**
 * bookout_report_to_object:
 * @self: a report
 *
 * The fields are a contract that scripts rely on; a new one may be added, none removed or renamed.
 *
 * Returns: (transfer full): the report as a JSON object, with `failures` but without the other vehicles
 */
JsonObject *
bookout_report_to_object (const BookoutReport *self)
{
  JsonObject *object;

  g_return_val_if_fail (self != NULL, NULL);

  object = json_object_new ();
  set_counts (self, object);
  json_object_set_array_member (object, "warnings", strings_to_array (self->warnings));
  if (self->stages != NULL && JSON_NODE_HOLDS_OBJECT (self->stages))
    json_object_set_member (object, "stages", json_node_copy (self->stages));
  else
    json_object_set_object_member (object, "stages", json_object_new ());
  set_difference (self, object);
  json_object_set_array_member (object, "failures", failures_to_array (self));

  return object;
}

static void
append_object (GString *text, JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *json = NULL;

  json_node_take_object (node, object);
  json = json_to_string (node, FALSE);
  g_string_append (text, json);
}

/* A vehicle at a time: a tree of 5,000 of them would take more memory than all the rest of a run. */
static void
append_vehicles (GString *text, const BookoutReport *self)
{
  g_assert (text->str[text->len - 1] == '}');

  g_string_truncate (text, text->len - 1);
  g_string_append (text, ",\n\"vehicles\":[");
  for (guint i = 0; i < self->rows->len; i++)
    {
      g_string_append (text, i == 0 ? "\n  " : ",\n  ");
      append_object (text, row_to_object (g_ptr_array_index (self->rows, i)));
    }
  g_string_append (text, "\n]}");
}

/**
 * bookout_report_to_json:
 * @self: a report
 * @rows: %TRUE for run-data/report.json: with all `vehicles`, one a line; %FALSE for `--json`: one line, failures only
 *
 * Returns: (transfer full): UTF-8 text that ends in a line feed
 */
GBytes *
bookout_report_to_json (const BookoutReport *self, gboolean rows)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  append_object (text, bookout_report_to_object (self));
  if (rows)
    append_vehicles (text, self);
  g_string_append_c (text, '\n');

  return g_string_free_to_bytes (g_steal_pointer (&text));
}

static void
append_failed_line (GString *table, const BookoutReportRow *row)
{
  g_autofree char *tried = time_to_text (bookout_vehicle_get_finished_at (row->vehicle));
  const char *reason = bookout_vehicle_get_reason (row->vehicle);

  bookout_csv_append_cell (table, bookout_vehicle_get_reference (row->vehicle));
  g_string_append_c (table, ',');
  bookout_csv_append_cell (table, bookout_vehicle_get_description (row->vehicle));
  g_string_append_c (table, ',');
  bookout_csv_append_cell (table, reason != NULL ? reason : "");
  g_string_append_printf (table, ",%u,%s\r\n", bookout_vehicle_get_attempts (row->vehicle),
                          tried != NULL ? tried : "");
}

/**
 * bookout_report_to_failed_csv:
 * @self: a report
 *
 * The vehicles that failed or are held, as a table that a spreadsheet opens: UTF-8 with a BOM (without it Excel takes the file for
 * Windows-1252), lines ended by CR LF, no cell that a spreadsheet would run. The header is there even if nothing failed.
 *
 * Returns: (transfer full): the file's contents
 */
GBytes *
bookout_report_to_failed_csv (const BookoutReport *self)
{
  g_autoptr (GString) table = g_string_new ("\xef\xbb\xbf"
                                            "Reference,Vehicle,Reason,Attempts,Last tried\r\n");

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      const BookoutReportRow *row = g_ptr_array_index (self->rows, i);

      if (row_is_failure (row))
        append_failed_line (table, row);
    }

  return g_string_free_to_bytes (g_steal_pointer (&table));
}

/* The C locale, in which scripts and cron run programs, has no separator; a comma reads better than nothing. */
static char *
dup_separator (void)
{
  const char *own = nl_langinfo (THOUSEP);
  g_autofree char *text = *own != '\0' ? g_locale_to_utf8 (own, -1, NULL, NULL, NULL) : NULL;

  return text != NULL ? g_steal_pointer (&text) : g_strdup (",");
}

/**
 * bookout_report_count_to_string:
 * @count: any number
 *
 * Returns: (transfer full): @count with thousands separated, "1,790"
 */
char *
bookout_report_count_to_string (guint64 count)
{
  g_autofree char *separator = dup_separator ();
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, count);
  gsize length = strlen (digits);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append (text, separator);
      g_string_append_c (text, digits[i]);
    }

  return g_string_free (text, FALSE);
}

static void
append_count (GString *sentence, guint count, const char *words)
{
  g_autofree char *number = NULL;

  if (count == 0)
    return;

  number = bookout_report_count_to_string (count);
  g_string_append_printf (sentence, ", %s %s", number, words);
}

/**
 * bookout_report_to_sentence:
 * @counts: of a queue
 *
 * How many are right always comes first, even when none is; what is zero is left out otherwise. Sheets that nobody could prove are
 * named as that, never counted with those that are right.
 *
 * Returns: (transfer full): "1,790 right, 22 failed, 8 held"
 */
char *
bookout_report_to_sentence (const BookoutQueueCounts *counts)
{
  g_autofree char *right = NULL;
  GString *sentence;

  g_return_val_if_fail (counts != NULL, NULL);

  right = bookout_report_count_to_string (counts->done);
  sentence = g_string_new (NULL);
  g_string_append_printf (sentence, "%s %s", right, C_ ("number of vehicles", "right"));
  append_count (sentence, counts->unproved, C_ ("number of vehicles", "not proved"));
  append_count (sentence, counts->failed, C_ ("number of vehicles", "failed"));
  append_count (sentence, counts->held, C_ ("number of vehicles", "held"));
  append_count (sentence, counts->waiting + counts->postponed + counts->in_work,
                C_ ("number of vehicles", "not fetched yet"));

  return g_string_free (sentence, FALSE);
}
