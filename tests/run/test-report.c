/* test-report.c - reports as JSON, as a table and in a sentence
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "bookout-csv.h"
#include "bookout-report.h"

static BookoutReportRow *
add_row (BookoutReport *report, const char *reference, BookoutVehicleState state, const char *reason)
{
  g_autoptr (BookoutVehicle)
      vehicle = bookout_vehicle_new (reference, "1HGBH41JXMN109186", "2019 Halden Marlin", 2, NULL, NULL, 0);

  bookout_vehicle_update (vehicle, state, 3, reason != NULL ? "server-error" : NULL, reason, 50009,
                          1763991000);
  return bookout_report_add_row (report, vehicle, state);
}

static BookoutReport *
make_report (void)
{
  BookoutReport *report = bookout_report_new ();

  add_row (report, "165548", BOOKOUT_VEHICLE_DONE, NULL)->file_name = g_strdup ("165548.pdf");
  add_row (report, "165548A", BOOKOUT_VEHICLE_FAILED, "The portal reported an error for this vehicle (500).");
  add_row (report, "16553", BOOKOUT_VEHICLE_HELD, "The sheet names 165530, asked for 16553.");
  add_row (report, "165531", BOOKOUT_VEHICLE_WAITING, NULL);
  report->counts = (BookoutQueueCounts){
    .waiting = 1, .done = 1, .failed = 1, .held = 1, .skipped = 6, .total = 10
  };
  report->wrong_vehicle_caught = 1;
  report->attempts = 7;
  report->sign_ins = 1;
  report->seconds = 12.3456;
  report->vehicles_per_hour = 1234.5;
  report->signed_out = TRUE;
  g_ptr_array_add (report->warnings, g_strdup ("2 references share a VIN."));

  return report;
}

static JsonObject *
parse (GBytes *bytes, JsonParser *parser)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  g_assert_cmpuint (length, >, 0);
  g_assert_true (text[length - 1] == '\n');
  json_parser_load_from_data (parser, text, length, &error);
  g_assert_no_error (error);

  return json_node_get_object (json_parser_get_root (parser));
}

static void
test_json (void)
{
  g_autoptr (BookoutReport) report = make_report ();
  g_autoptr (GBytes) bytes = bookout_report_to_json (report, FALSE);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object = parse (bytes, parser);
  JsonArray *failures = json_object_get_array_member (object, "failures");
  JsonObject *failure = json_array_get_object_element (failures, 0);

  g_assert_cmpint (json_object_get_int_member (object, "total"), ==, 4);
  g_assert_cmpint (json_object_get_int_member (object, "done"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (object, "unproved"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (object, "failed"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (object, "held"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (object, "skipped"), ==, 6);
  g_assert_cmpint (json_object_get_int_member (object, "wrong_vehicle_caught"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (object, "attempts"), ==, 7);
  g_assert_cmpint (json_object_get_int_member (object, "sign_ins"), ==, 1);
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (object, "seconds"), 12.346, 1e-9);
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (object, "vehicles_per_hour"), 1234.5, 1e-9);
  g_assert_true (json_object_get_boolean_member (object, "signed_out"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "warnings")), ==, 1);
  g_assert_cmpuint (json_object_get_size (json_object_get_object_member (object, "stages")), ==, 0);
  g_assert_false (json_object_has_member (object, "vehicles"));

  g_assert_cmpuint (json_array_get_length (failures), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (failure, "reference"), ==, "165548A");
  g_assert_cmpstr (json_object_get_string_member (failure, "vehicle"), ==, "2019 Halden Marlin");
  g_assert_cmpstr (json_object_get_string_member (failure, "code"), ==, "server-error");
  g_assert_cmpstr (json_object_get_string_member (failure, "state"), ==, "failed");
  g_assert_cmpint (json_object_get_int_member (failure, "attempts"), ==, 3);
  g_assert_nonnull (strstr (json_object_get_string_member (failure, "reason"), "(500)"));
}

static void
test_json_one_line (void)
{
  g_autoptr (BookoutReport) report = make_report ();
  g_autoptr (GBytes) bytes = bookout_report_to_json (report, FALSE);
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  g_assert_true (memchr (text, '\n', length) == text + length - 1);
}

static void
test_json_rows (void)
{
  g_autoptr (BookoutReport) report = make_report ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object;
  JsonArray *vehicles;
  JsonObject *done;

  report->stages = json_from_string ("{\"sheet\":{\"n\":3}}", NULL);
  bytes = bookout_report_to_json (report, TRUE);
  object = parse (bytes, parser);
  vehicles = json_object_get_array_member (object, "vehicles");
  done = json_array_get_object_element (vehicles, 0);

  g_assert_cmpuint (json_array_get_length (vehicles), ==, 4);
  g_assert_cmpstr (json_object_get_string_member (done, "reference"), ==, "165548");
  g_assert_cmpstr (json_object_get_string_member (done, "state"), ==, "done");
  g_assert_cmpstr (json_object_get_string_member (done, "vin"), ==, "1HGBH41JXMN109186");
  g_assert_cmpstr (json_object_get_string_member (done, "file"), ==, "165548.pdf");
  g_assert_cmpint (json_object_get_int_member (done, "size"), ==, 50009);
  g_assert_cmpstr (json_object_get_string_member (done, "finished_at"), ==, "2025-11-24T13:30:00Z");
  g_assert_true (json_object_get_null_member (done, "reason"));
  g_assert_true (json_object_has_member (json_object_get_object_member (object, "stages"), "sheet"));
}

/* The portal's words and the clock may be anything; the file must still be JSON. */
static void
test_json_odd_values (void)
{
  g_autoptr (BookoutReport) report = bookout_report_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object;
  JsonObject *failure;

  add_row (report, "A\"\\\n1", BOOKOUT_VEHICLE_FAILED, "na\xefve \033[2J");
  report->seconds = NAN;
  report->vehicles_per_hour = INFINITY;
  report->counts.skipped = 5; /* more than the total: still no huge number */
  bytes = bookout_report_to_json (report, TRUE);
  object = parse (bytes, parser);
  failure = json_array_get_object_element (json_object_get_array_member (object, "failures"), 0);

  g_assert_cmpstr (json_object_get_string_member (failure, "reference"), ==, "A\"\\\n1");
  g_assert_true (g_utf8_validate (json_object_get_string_member (failure, "reason"), -1, NULL));
  g_assert_cmpfloat (json_object_get_double_member (object, "seconds"), ==, 0.0);
  g_assert_cmpfloat (json_object_get_double_member (object, "vehicles_per_hour"), ==, 0.0);
  g_assert_cmpint (json_object_get_int_member (object, "total"), ==, 0);
}

static void
test_empty (void)
{
  g_autoptr (BookoutReport) report = bookout_report_new ();
  g_autoptr (GBytes) json = bookout_report_to_json (report, TRUE);
  g_autoptr (GBytes) table = bookout_report_to_failed_csv (report);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object = parse (json, parser);
  gsize length;
  const char *text = g_bytes_get_data (table, &length);

  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "failures")), ==, 0);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "vehicles")), ==, 0);
  g_assert_true (g_str_has_prefix (text, "\xef\xbb\xbf"));
  g_assert_true (memchr (text, '\n', length) == text + length - 1);
}

typedef struct
{
  guint n;
  char *last[5];
} Table;

static gboolean
record_cb (const char *const *cells, guint n_cells, guint line, gpointer user_data, GError **error)
{
  Table *table = user_data;

  g_assert_cmpuint (n_cells, ==, 5);
  table->n++;
  for (guint i = 0; i < n_cells; i++)
    {
      g_free (table->last[i]);
      table->last[i] = g_strdup (cells[i]);
    }

  return TRUE;
}

/* Read back by our own reader; a formula in a reason must not come back as one. */
static void
test_failed_csv (void)
{
  g_autoptr (BookoutReport) report = make_report ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  Table table = { 0 };
  const char *text;
  gsize length;

  add_row (report, "9,9", BOOKOUT_VEHICLE_FAILED, "=cmd() said \"no\", twice");
  bytes = bookout_report_to_failed_csv (report);
  text = g_bytes_get_data (bytes, &length);
  g_assert_nonnull (g_strstr_len (text, length, "\r\n"));
  g_assert_true (bookout_csv_parse (bytes, record_cb, &table, &error));
  g_assert_no_error (error);

  g_assert_cmpuint (table.n, ==, 1 + 3);
  g_assert_cmpstr (table.last[0], ==, "9,9");
  g_assert_cmpstr (table.last[1], ==, "2019 Halden Marlin");
  g_assert_cmpstr (table.last[2], ==, "'=cmd() said \"no\", twice");
  g_assert_cmpstr (table.last[3], ==, "3");
  g_assert_cmpstr (table.last[4], ==, "2025-11-24T13:30:00Z");
  for (guint i = 0; i < G_N_ELEMENTS (table.last); i++)
    g_free (table.last[i]);
}

static const struct
{
  BookoutQueueCounts counts;
  const char *sentence;
} sentences[] = {
  { { 0 }, "0 right" },
  { { .done = 1 }, "1 right" },
  { { .done = 1790, .failed = 22, .held = 8 }, "1,790 right, 22 failed, 8 held" },
  { { .unproved = 200 }, "0 right, 200 not proved" },
  { { .done = 5, .waiting = 3, .postponed = 1, .in_work = 2 }, "5 right, 6 not fetched yet" },
  { { .done = 1234567, .skipped = 4 }, "1,234,567 right" },
};

static void
test_sentence (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      g_autofree char *sentence = bookout_report_to_sentence (&sentences[i].counts);

      g_assert_cmpstr (sentence, ==, sentences[i].sentence);
    }
}

static const struct
{
  guint64 count;
  const char *text;
} counts[] = {
  { 0, "0" },
  { 9, "9" },
  { 999, "999" },
  { 1000, "1,000" },
  { 123456, "123,456" },
  { G_MAXUINT64, "18,446,744,073,709,551,615" },
};

static void
test_count (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_autofree char *text = bookout_report_count_to_string (counts[i].count);

      g_assert_cmpstr (text, ==, counts[i].text);
    }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/report/json", test_json);
  g_test_add_func ("/report/json-one-line", test_json_one_line);
  g_test_add_func ("/report/json-rows", test_json_rows);
  g_test_add_func ("/report/json-odd-values", test_json_odd_values);
  g_test_add_func ("/report/empty", test_empty);
  g_test_add_func ("/report/failed-csv", test_failed_csv);
  g_test_add_func ("/report/sentence", test_sentence);
  g_test_add_func ("/report/count", test_count);

  return g_test_run ();
}
