/* cli-exit-status.c - what the program's exit status says to scripts
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-cli"

#include "config.h"

#include "bookout-csv.h"
#include "bookout-failure.h"
#include "bookout-interpreter.h"
#include "bookout-ledger.h"
#include "bookout-page.h"
#include "bookout-session.h"
#include "bookout-sheet-error.h"
#include "cli-exit-status.h"
#include "cli-options.h"

/* One table from the engine's errors to the few things a script would do differently. An error that is not in it means that something
 * of the pass failed (1): honest, if not precise. Pure. */

#define ANY_CODE -1

typedef struct
{
  GQuark (*domain) (void);
  int code; /* ANY_CODE: the domain's other ones */
  CliExitStatus status;
} Mapping;

static const Mapping mappings[] = {
  { cli_error_quark, ANY_CODE, CLI_EXIT_USAGE },
  { g_option_error_quark, ANY_CODE, CLI_EXIT_USAGE },
  { bookout_portal_error_quark, ANY_CODE, CLI_EXIT_USAGE },
  { bookout_template_error_quark, ANY_CODE, CLI_EXIT_USAGE },
  { bookout_page_error_quark, ANY_CODE, CLI_EXIT_USAGE },
  { bookout_run_error_quark, BOOKOUT_RUN_ERROR_UNREACHABLE, CLI_EXIT_UNREACHABLE },
  { bookout_run_error_quark, ANY_CODE, CLI_EXIT_USAGE },
  { bookout_inventory_error_quark, BOOKOUT_INVENTORY_ERROR_NO_COLUMN, CLI_EXIT_USAGE },

  { bookout_session_error_quark, BOOKOUT_SESSION_ERROR_REFUSED, CLI_EXIT_REFUSED },
  { bookout_session_error_quark, BOOKOUT_SESSION_ERROR_NOT_SIGNED_IN, CLI_EXIT_REFUSED },
  { bookout_session_error_quark, ANY_CODE, CLI_EXIT_ACTIVE },

  /* A step fails the whole pass only while signing in, exporting or indexing. */
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_SIGNED_OUT, CLI_EXIT_REFUSED },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_REFUSED, CLI_EXIT_REFUSED },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_DENIED, CLI_EXIT_REFUSED },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_ACTIVE_SESSION, CLI_EXIT_ACTIVE },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_MAINTENANCE, CLI_EXIT_UNREACHABLE },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_THROTTLED, CLI_EXIT_UNREACHABLE },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_SERVER, CLI_EXIT_UNREACHABLE },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_NOT_READY, CLI_EXIT_UNREACHABLE },
  { bookout_step_error_quark, ANY_CODE, CLI_EXIT_USAGE }, /* the description does not fit the portal */

  { bookout_navigator_error_quark, BOOKOUT_NAVIGATOR_ERROR_LOCAL, CLI_EXIT_FOLDER },
  { bookout_navigator_error_quark, BOOKOUT_NAVIGATOR_ERROR_FORBIDDEN, CLI_EXIT_USAGE },
  { bookout_navigator_error_quark, ANY_CODE, CLI_EXIT_UNREACHABLE },

  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_FOLDER, CLI_EXIT_FOLDER },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_NO_SPACE, CLI_EXIT_FOLDER },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_DISK, CLI_EXIT_FOLDER },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_LOCKED, CLI_EXIT_FOLDER },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_READER, CLI_EXIT_FOLDER },
  { bookout_ledger_error_quark, BOOKOUT_LEDGER_ERROR_NO_RUN, CLI_EXIT_USAGE },
  { bookout_ledger_error_quark, ANY_CODE, CLI_EXIT_FOLDER },
  { g_file_error_quark, ANY_CODE, CLI_EXIT_FOLDER },
  { g_io_error_quark, G_IO_ERROR_CANCELLED, CLI_EXIT_INTERRUPTED },
  { g_io_error_quark, ANY_CODE, CLI_EXIT_FOLDER },
};

/**
 * cli_exit_status_for_error:
 * @error: why something ended
 *
 * Returns: the exit status for it, never %CLI_EXIT_DONE
 */
CliExitStatus
cli_exit_status_for_error (const GError *error)
{
  g_return_val_if_fail (error != NULL, CLI_EXIT_FAILED);

  for (gsize i = 0; i < G_N_ELEMENTS (mappings); i++)
    if (error->domain == mappings[i].domain () &&
        (mappings[i].code == ANY_CODE || mappings[i].code == error->code))
      return mappings[i].status;

  return CLI_EXIT_FAILED;
}

/**
 * cli_exit_status_for_counts:
 * @state: the run's, after its end
 * @counts: the run's
 *
 * Sheets that the description says cannot be proved do count as done: nothing failed. A vehicle that is still waiting does not.
 *
 * Returns: the exit status
 */
CliExitStatus
cli_exit_status_for_counts (BookoutRunState state, const BookoutQueueCounts *counts)
{
  guint left = counts->waiting + counts->postponed + counts->in_work;

  if (state == BOOKOUT_RUN_STOPPED)
    return CLI_EXIT_INTERRUPTED;
  if (state != BOOKOUT_RUN_FINISHED || counts->failed > 0 || counts->held > 0 || left > 0)
    return CLI_EXIT_FAILED;

  return CLI_EXIT_DONE;
}

/**
 * cli_exit_status_code:
 * @error: why something ended
 *
 * Returns: (transfer none): a static word: the engine's own for its failures, "usage", "password", "description" … for what comes before
 */
const char *
cli_exit_status_code (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (g_error_matches (error, CLI_ERROR, CLI_ERROR_PASSWORD))
    return "no-password";
  if (error->domain == CLI_ERROR || error->domain == G_OPTION_ERROR)
    return "usage";
  if (error->domain == BOOKOUT_PORTAL_ERROR)
    return "description";
  if (g_error_matches (error, BOOKOUT_RUN_ERROR, BOOKOUT_RUN_ERROR_UNREACHABLE))
    return "unreachable";
  if (g_error_matches (error, BOOKOUT_RUN_ERROR, BOOKOUT_RUN_ERROR_REFERENCES))
    return "references";
  if (error->domain == BOOKOUT_RUN_ERROR ||
      g_error_matches (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_NO_RUN))
    return "no-run";
  if (error->domain == BOOKOUT_INVENTORY_ERROR || error->domain == BOOKOUT_CSV_ERROR)
    return "inventory";

  return bookout_failure_classify (error).code;
}
