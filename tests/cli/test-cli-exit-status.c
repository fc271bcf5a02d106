/* test-cli-exit-status.c - the exit status for each way to end
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bookout-interpreter.h"
#include "bookout-ledger.h"
#include "bookout-session.h"
#include "bookout-sheet-error.h"
#include "cli-exit-status.h"
#include "cli-options.h"

static const struct
{
  GQuark (*domain) (void);
  int code;
  int status;
} cases[] = {
  { cli_error_quark, CLI_ERROR_USAGE, 2 },
  { cli_error_quark, CLI_ERROR_PASSWORD, 2 },
  { g_option_error_quark, G_OPTION_ERROR_UNKNOWN_OPTION, 2 },
  { bookout_portal_error_quark, BOOKOUT_PORTAL_ERROR_INVALID, 2 },
  { bookout_portal_error_quark, BOOKOUT_PORTAL_ERROR_VARIABLE, 2 },
  { bookout_run_error_quark, BOOKOUT_RUN_ERROR_REFERENCES, 2 },
  { bookout_run_error_quark, BOOKOUT_RUN_ERROR_NO_RUN, 2 },
  { bookout_ledger_error_quark, BOOKOUT_LEDGER_ERROR_NO_RUN, 2 },
  { bookout_inventory_error_quark, BOOKOUT_INVENTORY_ERROR_NO_COLUMN, 2 },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_UNEXPECTED, 2 },
  { bookout_session_error_quark, BOOKOUT_SESSION_ERROR_REFUSED, 3 },
  { bookout_session_error_quark, BOOKOUT_SESSION_ERROR_NOT_SIGNED_IN, 3 },
  { bookout_session_error_quark, BOOKOUT_SESSION_ERROR_ACTIVE, 4 },
  { bookout_session_error_quark, BOOKOUT_SESSION_ERROR_CONTESTED, 4 },
  { bookout_session_error_quark, BOOKOUT_SESSION_ERROR_LOCKED, 4 },
  { bookout_run_error_quark, BOOKOUT_RUN_ERROR_UNREACHABLE, 5 },
  { bookout_navigator_error_quark, BOOKOUT_NAVIGATOR_ERROR_CONNECT, 5 },
  { bookout_navigator_error_quark, BOOKOUT_NAVIGATOR_ERROR_TLS, 5 },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_MAINTENANCE, 5 },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_SERVER, 5 },
  { bookout_navigator_error_quark, BOOKOUT_NAVIGATOR_ERROR_LOCAL, 6 },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_FOLDER, 6 },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_NO_SPACE, 6 },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_LOCKED, 6 },
  { bookout_ledger_error_quark, BOOKOUT_LEDGER_ERROR_DAMAGED, 6 },
  { g_file_error_quark, G_FILE_ERROR_NOENT, 6 },
  { g_io_error_quark, G_IO_ERROR_NO_SPACE, 6 },
  { g_io_error_quark, G_IO_ERROR_CANCELLED, 130 },
  { bookout_inventory_error_quark, BOOKOUT_INVENTORY_ERROR_COUNT, 1 },
  { g_markup_error_quark, 0, 1 },
};

static void
test_errors (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (cases[i].domain (), cases[i].code, "It failed.");

      g_assert_cmpint (cli_exit_status_for_error (error), ==, cases[i].status);
      g_assert_nonnull (cli_exit_status_code (error));
      g_assert_cmpstr (cli_exit_status_code (error), !=, "");
    }
}

static const struct
{
  BookoutRunState state;
  BookoutQueueCounts counts;
  int status;
} ends[] = {
  { BOOKOUT_RUN_FINISHED, { .done = 3, .total = 3 }, 0 },
  { BOOKOUT_RUN_FINISHED, { .done = 3, .skipped = 5, .total = 8 }, 0 },
  { BOOKOUT_RUN_FINISHED, { .unproved = 3, .total = 3 }, 0 },
  { BOOKOUT_RUN_FINISHED, { .done = 2, .failed = 1, .total = 3 }, 1 },
  { BOOKOUT_RUN_FINISHED, { .done = 2, .held = 1, .total = 3 }, 1 },
  { BOOKOUT_RUN_FINISHED, { .done = 2, .waiting = 1, .total = 3 }, 1 },
  { BOOKOUT_RUN_STOPPED, { .done = 2, .waiting = 1, .total = 3 }, 130 },
  { BOOKOUT_RUN_FAILED, { .done = 3, .total = 3 }, 1 },
};

static void
test_counts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    g_assert_cmpint (cli_exit_status_for_counts (ends[i].state, &ends[i].counts), ==, ends[i].status);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli-exit-status/errors", test_errors);
  g_test_add_func ("/cli-exit-status/counts", test_counts);

  return g_test_run ();
}
