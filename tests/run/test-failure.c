/* test-failure.c - every error of the engine means something, and nothing goes round for ever
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bookout-failure.h"
#include "bookout-interpreter.h"
#include "bookout-inventory.h"
#include "bookout-ledger.h"
#include "bookout-release.h"
#include "bookout-session.h"
#include "bookout-sheet-error.h"

/* Domains with the number of their codes, so that a code that is added later is missed here. */
static const struct
{
  GQuark (*domain) (void);
  int n_codes;
} domains[] = {
  { bookout_navigator_error_quark, BOOKOUT_NAVIGATOR_ERROR_LOCAL + 1 },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_NOT_READY + 1 },
  { bookout_session_error_quark, BOOKOUT_SESSION_ERROR_LOCKED + 1 },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_READER + 1 },
  { bookout_ledger_error_quark, BOOKOUT_LEDGER_ERROR_NO_RUN + 1 },
  { bookout_page_error_quark, BOOKOUT_PAGE_ERROR_LIMIT + 1 },
  { bookout_template_error_quark, BOOKOUT_TEMPLATE_ERROR_UNKNOWN + 1 },
  { bookout_portal_error_quark, BOOKOUT_PORTAL_ERROR_VARIABLE + 1 },
  { bookout_inventory_error_quark, BOOKOUT_INVENTORY_ERROR_COUNT + 1 },
  { bookout_csv_error_quark, BOOKOUT_CSV_ERROR_LIMIT + 1 },
};

static BookoutFailure
classify (GQuark domain, int code)
{
  g_autoptr (GError) error = g_error_new_literal (domain, code, "words");

  return bookout_failure_classify (error);
}

static void
assert_makes_sense (BookoutFailure failure)
{
  g_assert_nonnull (failure.code);
  for (const char *c = failure.code; *c != '\0'; c++)
    g_assert_true (g_ascii_islower (*c) || *c == '-');
  g_assert_nonnull (failure.advice);
  g_assert_cmpstr (failure.advice, !=, "");
  g_assert_cmpuint (failure.attempts_most, >=, 1);

  /* whose fault it is decides whether it counts */
  if (failure.kind == BOOKOUT_FAILURE_SESSION || failure.kind == BOOKOUT_FAILURE_LOCAL ||
      failure.kind == BOOKOUT_FAILURE_CANCELLED)
    g_assert_false (failure.counts);
  if (failure.kind == BOOKOUT_FAILURE_CONTENT)
    g_assert_true (failure.counts);
  if (failure.stops_run)
    g_assert_false (failure.counts);
}

static void
test_complete (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (domains); i++)
    for (int code = 0; code < domains[i].n_codes; code++)
      {
        BookoutFailure failure = classify (domains[i].domain (), code);

        g_test_message ("%s %d: %s", g_quark_to_string (domains[i].domain ()), code, failure.code);
        g_assert_cmpstr (failure.code, !=, "other");
        assert_makes_sense (failure);
      }
}

static void
test_unknown (void)
{
  BookoutFailure failure = bookout_failure_classify (NULL);

  assert_makes_sense (failure);
  g_assert_cmpstr (failure.code, ==, "other");
  failure = classify (G_MARKUP_ERROR, G_MARKUP_ERROR_PARSE);
  g_assert_cmpstr (failure.code, ==, "other");
  g_assert_cmpint (failure.kind, ==, BOOKOUT_FAILURE_TRANSIENT);
  g_assert_true (failure.counts);
  g_assert_false (failure.stops_run);
  failure = classify (BOOKOUT_STEP_ERROR, 9999);
  g_assert_cmpstr (failure.code, ==, "other");
}

static const struct
{
  GQuark (*domain) (void);
  int error;
  BookoutFailureClass kind;
  const char *code;
  guint attempts_most;
  gboolean stops_run;
  gboolean counts;
} cases[] = {
  { bookout_navigator_error_quark, BOOKOUT_NAVIGATOR_ERROR_TIMEOUT, BOOKOUT_FAILURE_TRANSIENT, "timeout",
    G_MAXUINT, FALSE, TRUE },
  { bookout_navigator_error_quark, BOOKOUT_NAVIGATOR_ERROR_TLS, BOOKOUT_FAILURE_PORTAL, "certificate", 1,
    TRUE, FALSE },
  { bookout_navigator_error_quark, BOOKOUT_NAVIGATOR_ERROR_PROXY, BOOKOUT_FAILURE_LOCAL, "proxy", 1, TRUE,
    FALSE },
  { bookout_navigator_error_quark, BOOKOUT_NAVIGATOR_ERROR_FORBIDDEN, BOOKOUT_FAILURE_PORTAL,
    "forbidden-host", 1, TRUE, FALSE },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_SIGNED_OUT, BOOKOUT_FAILURE_SESSION, "signed-out", G_MAXUINT,
    FALSE, FALSE },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_REFUSED, BOOKOUT_FAILURE_SESSION, "refused", 1, TRUE,
    FALSE },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_MAINTENANCE, BOOKOUT_FAILURE_PORTAL, "maintenance",
    G_MAXUINT, FALSE, FALSE },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_THROTTLED, BOOKOUT_FAILURE_TRANSIENT, "throttled", G_MAXUINT,
    FALSE, FALSE },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_SERVER, BOOKOUT_FAILURE_TRANSIENT, "server-error", G_MAXUINT,
    FALSE, TRUE },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_GONE, BOOKOUT_FAILURE_DATA, "gone", 2, FALSE, TRUE },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_NOT_LISTED, BOOKOUT_FAILURE_DATA, "not-listed", 2, FALSE,
    TRUE },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_AMBIGUOUS, BOOKOUT_FAILURE_DATA, "ambiguous", 1, FALSE,
    TRUE },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_DENIED, BOOKOUT_FAILURE_DATA, "denied", 1, FALSE, TRUE },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_UNEXPECTED, BOOKOUT_FAILURE_PORTAL, "portal-changed",
    G_MAXUINT, FALSE, TRUE },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_NO_DOCUMENT, BOOKOUT_FAILURE_TRANSIENT, "no-document",
    G_MAXUINT, FALSE, TRUE },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_OTHER_VEHICLE, BOOKOUT_FAILURE_CONTENT, "page-other-vehicle",
    G_MAXUINT, FALSE, TRUE },
  { bookout_session_error_quark, BOOKOUT_SESSION_ERROR_CONTESTED, BOOKOUT_FAILURE_SESSION, "contested", 1,
    TRUE, FALSE },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_OTHER_VEHICLE, BOOKOUT_FAILURE_CONTENT, "wrong-vehicle",
    G_MAXUINT, FALSE, TRUE },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_INCOMPLETE, BOOKOUT_FAILURE_TRANSIENT, "incomplete",
    G_MAXUINT, FALSE, TRUE },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_NO_TEXT, BOOKOUT_FAILURE_CONTENT, "no-text", 2, FALSE,
    TRUE },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_NO_DATE, BOOKOUT_FAILURE_CONTENT, "no-date", 2, FALSE,
    TRUE },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_OUTDATED, BOOKOUT_FAILURE_CONTENT, "outdated", G_MAXUINT,
    FALSE, TRUE },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_NO_SPACE, BOOKOUT_FAILURE_LOCAL, "no-space", G_MAXUINT,
    TRUE, FALSE },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_FOLDER, BOOKOUT_FAILURE_LOCAL, "folder", G_MAXUINT, TRUE,
    FALSE },
  { bookout_ledger_error_quark, BOOKOUT_LEDGER_ERROR_IO, BOOKOUT_FAILURE_LOCAL, "ledger", G_MAXUINT, TRUE,
    FALSE },
  { g_io_error_quark, G_IO_ERROR_CANCELLED, BOOKOUT_FAILURE_CANCELLED, "cancelled", G_MAXUINT, FALSE, FALSE },
  { g_io_error_quark, G_IO_ERROR_NO_SPACE, BOOKOUT_FAILURE_LOCAL, "no-space", G_MAXUINT, TRUE, FALSE },
  { g_io_error_quark, G_IO_ERROR_FAILED, BOOKOUT_FAILURE_TRANSIENT, "other", G_MAXUINT, FALSE, TRUE },
};

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BookoutFailure failure = classify (cases[i].domain (), cases[i].error);

      g_test_message ("%s %d", g_quark_to_string (cases[i].domain ()), cases[i].error);
      assert_makes_sense (failure);
      g_assert_cmpint (failure.kind, ==, cases[i].kind);
      g_assert_cmpstr (failure.code, ==, cases[i].code);
      g_assert_cmpuint (failure.attempts_most, ==, cases[i].attempts_most);
      g_assert_cmpint (failure.stops_run, ==, cases[i].stops_run);
      g_assert_cmpint (failure.counts, ==, cases[i].counts);
    }
}

/* A person may answer for a sheet that can't be read, not for one that says that it is the wrong one. */
static void
test_released (void)
{
  static const struct
  {
    int error;
    gboolean possible;
  } sheets[] = {
    { BOOKOUT_SHEET_ERROR_NO_TEXT, TRUE },        { BOOKOUT_SHEET_ERROR_NO_WITNESS, TRUE },
    { BOOKOUT_SHEET_ERROR_OUTDATED, FALSE },      { BOOKOUT_SHEET_ERROR_NO_DATE, FALSE },
    { BOOKOUT_SHEET_ERROR_OTHER_VEHICLE, FALSE }, { BOOKOUT_SHEET_ERROR_CONFLICT, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sheets); i++)
    g_assert_cmpint (bookout_release_is_possible (classify (BOOKOUT_SHEET_ERROR, sheets[i].error).code), ==,
                     sheets[i].possible);
}

static void
test_unreachable (void)
{
  g_assert_true (
      bookout_failure_is_unreachable (classify (BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_NAME).code));
  g_assert_true (bookout_failure_is_unreachable (
      classify (BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_CONNECT).code));
  g_assert_true (bookout_failure_is_unreachable (
      classify (BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_TIMEOUT).code));
  g_assert_false (
      bookout_failure_is_unreachable (classify (BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_SERVER).code));
  g_assert_false (bookout_failure_is_unreachable (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/failure/complete", test_complete);
  g_test_add_func ("/failure/unknown", test_unknown);
  g_test_add_func ("/failure/table", test_table);
  g_test_add_func ("/failure/released", test_released);
  g_test_add_func ("/failure/unreachable", test_unreachable);

  return g_test_run ();
}
