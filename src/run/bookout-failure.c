/* bookout-failure.c - what kind of failure an error is, and what that means for a vehicle
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-failure"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-failure.h"
#include "bookout-interpreter.h"
#include "bookout-inventory.h"
#include "bookout-ledger.h"
#include "bookout-session.h"
#include "bookout-sheet-error.h"

/* One table says of every error of the engine what it means; nothing else in a run looks at domains and
 * codes. Pure, any thread.
 *
 * Three things are decided here and nowhere else: whether trying again is worth it (class and most attempts),
 * whose fault it is (only what may be the vehicle's own spends one of its attempts), and whether going on
 * makes sense at all. What spends no attempt either stops the run or is waited for by the session, the
 * breaker or a delay, so that no vehicle goes round for ever at full speed. */

#define NO_LIMIT G_MAXUINT

typedef enum
{
  COUNTS = 1 << 0,
  STOPS = 1 << 1,
} Flags;

typedef struct
{
  GQuark (*domain) (void);
  int error;
  BookoutFailureClass kind;
  const char *code;
  guint attempts_most;
  guint flags;
  const char *advice;
} Row;

#define T BOOKOUT_FAILURE_TRANSIENT
#define S BOOKOUT_FAILURE_SESSION
#define P BOOKOUT_FAILURE_PORTAL
#define D BOOKOUT_FAILURE_DATA
#define C BOOKOUT_FAILURE_CONTENT
#define L BOOKOUT_FAILURE_LOCAL
#define X BOOKOUT_FAILURE_CANCELLED

/* Sentences that several rows share. */
#define ADVICE_NETWORK N_ ("Check the network connection. The vehicle is tried again by itself.")
#define ADVICE_AGAIN   N_ ("It is tried again by itself. If it stays so, retry the vehicle later.")
#define ADVICE_CHANGED \
  N_ ("The portal may have changed. Run the portal check, and update the portal's description.")
#define ADVICE_DESCRIPTION N_ ("The portal's description has a mistake. Correct it or get a newer one.")
#define ADVICE_BY_HAND     N_ ("Compare the sheet that was held back with the vehicle, by hand.")
#define ADVICE_ACCOUNT     N_ ("Check the account's name and password in a browser, then start again.")
#define ADVICE_FOLDER      N_ ("Make the folder reachable and writable, or choose another one, then continue.")
#define ADVICE_DISK        N_ ("Check the disk that the folder is on, then continue.")
#define ADVICE_SPACE       N_ ("Free some space, then continue.")
#define ADVICE_LEDGER      N_ ("Check the disk that your home folder is on, then continue.")
#define ADVICE_INVENTORY \
  N_ ("Look at the exported file. Nothing was fetched from an export that may be incomplete.")
#define ADVICE_INSTALL N_ ("Bookout seems to be installed incompletely. Install it again.")
#define ADVICE_NONE    N_ ("Nothing needs to be done.")

static const Row rows[] = {
  /* clang-format off */
  { bookout_navigator_error_quark, BOOKOUT_NAVIGATOR_ERROR_NAME,       T, "name",       NO_LIMIT, COUNTS, ADVICE_NETWORK },
  { bookout_navigator_error_quark, BOOKOUT_NAVIGATOR_ERROR_CONNECT,    T, "connection", NO_LIMIT, COUNTS, ADVICE_NETWORK },
  { bookout_navigator_error_quark, BOOKOUT_NAVIGATOR_ERROR_TLS,        P, "certificate", 1, STOPS,
    N_ ("If your company inspects traffic, ask for its certificate. Otherwise don't go on: somebody may be reading along.") },
  { bookout_navigator_error_quark, BOOKOUT_NAVIGATOR_ERROR_PROXY,      L, "proxy", 1, STOPS,
    N_ ("Check the proxy in the system's network settings, then continue.") },
  { bookout_navigator_error_quark, BOOKOUT_NAVIGATOR_ERROR_TIMEOUT,    T, "timeout",    NO_LIMIT, COUNTS, ADVICE_AGAIN },
  { bookout_navigator_error_quark, BOOKOUT_NAVIGATOR_ERROR_DEADLINE,   T, "deadline",   NO_LIMIT, COUNTS,
    N_ ("The portal is slow. Use fewer tabs or a longer time limit.") },
  { bookout_navigator_error_quark, BOOKOUT_NAVIGATOR_ERROR_INCOMPLETE, T, "incomplete", NO_LIMIT, COUNTS, ADVICE_AGAIN },
  { bookout_navigator_error_quark, BOOKOUT_NAVIGATOR_ERROR_MALFORMED,  T, "malformed",  NO_LIMIT, COUNTS, ADVICE_AGAIN },
  { bookout_navigator_error_quark, BOOKOUT_NAVIGATOR_ERROR_TOO_LARGE,  T, "too-large",  2, COUNTS, ADVICE_AGAIN },
  { bookout_navigator_error_quark, BOOKOUT_NAVIGATOR_ERROR_REDIRECTS,  P, "redirects",  2, COUNTS, ADVICE_CHANGED },
  { bookout_navigator_error_quark, BOOKOUT_NAVIGATOR_ERROR_FORBIDDEN,  P, "forbidden-host", 1, STOPS,
    N_ ("Don't go on before you know why. If the address is right, the portal's description has to allow it.") },
  { bookout_navigator_error_quark, BOOKOUT_NAVIGATOR_ERROR_LOCAL,      L, "resources", NO_LIMIT, 0,
    N_ ("Close other programs, or use fewer tabs.") },

  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_SIGNED_OUT,     S, "signed-out",     NO_LIMIT, 0, ADVICE_NONE },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_REFUSED,        S, "refused",        1, STOPS, ADVICE_ACCOUNT },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_ACTIVE_SESSION, S, "active-session", NO_LIMIT, 0,
    N_ ("Sign out wherever the account is in use.") },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_MAINTENANCE,    P, "maintenance",    NO_LIMIT, 0,
    N_ ("Wait until the portal is back. The run goes on by itself.") },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_THROTTLED,      T, "throttled",      NO_LIMIT, 0,
    N_ ("The run goes on by itself. If this happens often, use fewer tabs.") },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_SERVER,         T, "server-error",   NO_LIMIT, COUNTS, ADVICE_AGAIN },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_GONE,           D, "gone",           2, COUNTS,
    N_ ("Look the vehicle up in the portal. It may have been sold or removed.") },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_DENIED,         D, "denied",         1, COUNTS,
    N_ ("Ask whoever manages the account for access to this vehicle.") },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_STATUS,         T, "rejected",       NO_LIMIT, COUNTS, ADVICE_AGAIN },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_UNEXPECTED,     P, "portal-changed", NO_LIMIT, COUNTS, ADVICE_CHANGED },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_NOT_LISTED,     D, "not-listed",     2, COUNTS,
    N_ ("Look the vehicle up in the portal. It may have been added or removed since the export.") },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_AMBIGUOUS,      D, "ambiguous",      1, COUNTS,
    N_ ("Give the vehicles different reference numbers in the portal, or save these sheets by hand.") },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_OTHER_VEHICLE,  C, "page-other-vehicle", NO_LIMIT, COUNTS, ADVICE_AGAIN },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_NO_DOCUMENT,    T, "no-document",    NO_LIMIT, COUNTS,
    N_ ("Read what the portal said, and open the vehicle there.") },
  { bookout_step_error_quark, BOOKOUT_STEP_ERROR_NOT_READY,      T, "not-ready",      NO_LIMIT, COUNTS, ADVICE_AGAIN },

  { bookout_session_error_quark, BOOKOUT_SESSION_ERROR_REFUSED,       S, "refused",        1, STOPS, ADVICE_ACCOUNT },
  { bookout_session_error_quark, BOOKOUT_SESSION_ERROR_ACTIVE,        S, "active-session", 1, STOPS,
    N_ ("Sign out wherever the account is in use, or wait some minutes, then continue.") },
  { bookout_session_error_quark, BOOKOUT_SESSION_ERROR_NOT_SIGNED_IN, S, "not-signed-in",  1, STOPS, ADVICE_CHANGED },
  { bookout_session_error_quark, BOOKOUT_SESSION_ERROR_CONTESTED,     S, "contested",      1, STOPS,
    N_ ("Ask your colleagues who else uses this account. Continue when it is free.") },
  { bookout_session_error_quark, BOOKOUT_SESSION_ERROR_LOCKED,        S, "account-in-use", 1, STOPS,
    N_ ("End the other run of this account on this computer, then continue.") },

  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_EMPTY,         T, "empty",         NO_LIMIT, COUNTS, ADVICE_AGAIN },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_INCOMPLETE,    T, "incomplete",    NO_LIMIT, COUNTS, ADVICE_AGAIN },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_TOO_LARGE,     T, "too-large",     2, COUNTS, ADVICE_AGAIN },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_UNREADABLE,    C, "unreadable",    NO_LIMIT, COUNTS, ADVICE_BY_HAND },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_OTHER_VEHICLE, C, "wrong-vehicle", NO_LIMIT, COUNTS, ADVICE_BY_HAND },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_CONFLICT,      C, "conflict",      2, COUNTS, ADVICE_BY_HAND },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_NO_WITNESS,    C, "no-witness",    2, COUNTS, ADVICE_BY_HAND },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_NO_TEXT,       C, "no-text",       2, COUNTS, ADVICE_BY_HAND },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_NO_DATE,       C, "no-date",       2, COUNTS,
    N_ ("Look at the sheet that was held back. If it has a date, the portal's description has to be corrected.") },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_OUTDATED,      C, "outdated",      NO_LIMIT, COUNTS,
    N_ ("Retry the vehicle when the portal has today's values. If the date is right, check this computer's clock.") },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_FOLDER,        L, "folder",        NO_LIMIT, STOPS, ADVICE_FOLDER },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_NO_SPACE,      L, "no-space",      NO_LIMIT, STOPS, ADVICE_SPACE },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_DISK,          L, "disk",          NO_LIMIT, STOPS, ADVICE_DISK },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_LOCKED,        L, "folder-in-use", NO_LIMIT, STOPS,
    N_ ("End the other run in this folder, or choose another one.") },
  { bookout_sheet_error_quark, BOOKOUT_SHEET_ERROR_READER,        L, "reader",        NO_LIMIT, STOPS, ADVICE_INSTALL },

  { bookout_ledger_error_quark, BOOKOUT_LEDGER_ERROR_DAMAGED,  L, "ledger-damaged", NO_LIMIT, STOPS,
    N_ ("Continue the run. The record is set aside then, and made anew.") },
  { bookout_ledger_error_quark, BOOKOUT_LEDGER_ERROR_NEWER,    L, "ledger-newer",   NO_LIMIT, STOPS,
    N_ ("Install the newer version of Bookout again.") },
  { bookout_ledger_error_quark, BOOKOUT_LEDGER_ERROR_BUSY,     L, "ledger-busy",    NO_LIMIT, STOPS,
    N_ ("Close the other program that uses the record, then continue.") },
  { bookout_ledger_error_quark, BOOKOUT_LEDGER_ERROR_NO_SPACE, L, "no-space",       NO_LIMIT, STOPS, ADVICE_SPACE },
  { bookout_ledger_error_quark, BOOKOUT_LEDGER_ERROR_IO,       L, "ledger",         NO_LIMIT, STOPS, ADVICE_LEDGER },
  { bookout_ledger_error_quark, BOOKOUT_LEDGER_ERROR_NO_RUN,   L, "no-run",         NO_LIMIT, STOPS,
    N_ ("Start a new run in this folder.") },

  { bookout_page_error_quark, BOOKOUT_PAGE_ERROR_EXPRESSION,       P, "bad-description", 1, STOPS, ADVICE_DESCRIPTION },
  { bookout_page_error_quark, BOOKOUT_PAGE_ERROR_NOT_FOUND,        P, "portal-changed",  NO_LIMIT, COUNTS, ADVICE_CHANGED },
  { bookout_page_error_quark, BOOKOUT_PAGE_ERROR_LIMIT,            T, "too-large",       2, COUNTS, ADVICE_AGAIN },
  { bookout_template_error_quark, BOOKOUT_TEMPLATE_ERROR_SYNTAX,   P, "bad-description", 1, STOPS, ADVICE_DESCRIPTION },
  /* may be one vehicle's own: a column that its row doesn't have */
  { bookout_template_error_quark, BOOKOUT_TEMPLATE_ERROR_UNKNOWN,  P, "bad-description", 1, COUNTS, ADVICE_DESCRIPTION },
  { bookout_template_error_quark, BOOKOUT_TEMPLATE_ERROR_VALUE,    D, "bad-reference", 1, COUNTS,
    N_ ("Correct the vehicle's row in the portal: it holds something that cannot be part of an address.") },
  { bookout_portal_error_quark, BOOKOUT_PORTAL_ERROR_NOT_FOUND,    P, "bad-description", 1, STOPS, ADVICE_DESCRIPTION },
  { bookout_portal_error_quark, BOOKOUT_PORTAL_ERROR_INVALID,      P, "bad-description", 1, STOPS, ADVICE_DESCRIPTION },
  { bookout_portal_error_quark, BOOKOUT_PORTAL_ERROR_VARIABLE,     P, "bad-description", 1, STOPS, ADVICE_DESCRIPTION },

  { bookout_inventory_error_quark, BOOKOUT_INVENTORY_ERROR_EMPTY,     D, "inventory", 1, STOPS, ADVICE_INVENTORY },
  { bookout_inventory_error_quark, BOOKOUT_INVENTORY_ERROR_NO_COLUMN, D, "inventory", 1, STOPS, ADVICE_INVENTORY },
  { bookout_inventory_error_quark, BOOKOUT_INVENTORY_ERROR_COUNT,     D, "inventory", 1, STOPS, ADVICE_INVENTORY },
  { bookout_csv_error_quark, BOOKOUT_CSV_ERROR_ENCODING, D, "inventory", 1, STOPS, ADVICE_INVENTORY },
  { bookout_csv_error_quark, BOOKOUT_CSV_ERROR_SYNTAX,   D, "inventory", 1, STOPS, ADVICE_INVENTORY },
  { bookout_csv_error_quark, BOOKOUT_CSV_ERROR_LIMIT,    D, "inventory", 1, STOPS, ADVICE_INVENTORY },

  { g_io_error_quark, G_IO_ERROR_CANCELLED,           X, "cancelled",   NO_LIMIT, 0, ADVICE_NONE },
  { g_io_error_quark, G_IO_ERROR_EXISTS,              C, "file-exists", 1, COUNTS,
    N_ ("Move the other file of that name out of the folder, then retry the vehicle.") },
  { g_io_error_quark, G_IO_ERROR_TIMED_OUT,           T, "timeout",    NO_LIMIT, COUNTS, ADVICE_AGAIN },
  { g_io_error_quark, G_IO_ERROR_HOST_NOT_FOUND,      T, "name",       NO_LIMIT, COUNTS, ADVICE_NETWORK },
  { g_io_error_quark, G_IO_ERROR_CONNECTION_REFUSED,  T, "connection", NO_LIMIT, COUNTS, ADVICE_NETWORK },
  { g_io_error_quark, G_IO_ERROR_CONNECTION_CLOSED,   T, "connection", NO_LIMIT, COUNTS, ADVICE_NETWORK },
  { g_io_error_quark, G_IO_ERROR_HOST_UNREACHABLE,    T, "connection", NO_LIMIT, COUNTS, ADVICE_NETWORK },
  { g_io_error_quark, G_IO_ERROR_NETWORK_UNREACHABLE, T, "connection", NO_LIMIT, COUNTS, ADVICE_NETWORK },
  { g_io_error_quark, G_IO_ERROR_NO_SPACE,            L, "no-space",   NO_LIMIT, STOPS, ADVICE_SPACE },
  { g_io_error_quark, G_IO_ERROR_READ_ONLY,           L, "folder",     NO_LIMIT, STOPS, ADVICE_FOLDER },
  { g_io_error_quark, G_IO_ERROR_PERMISSION_DENIED,   L, "folder",     NO_LIMIT, STOPS, ADVICE_FOLDER },
  { g_io_error_quark, G_IO_ERROR_NOT_FOUND,           L, "folder",     NO_LIMIT, STOPS, ADVICE_FOLDER },
  { g_io_error_quark, G_IO_ERROR_NOT_DIRECTORY,       L, "folder",     NO_LIMIT, STOPS, ADVICE_FOLDER },
  { g_io_error_quark, G_IO_ERROR_NOT_MOUNTED,         L, "folder",     NO_LIMIT, STOPS, ADVICE_FOLDER },
  { g_io_error_quark, G_IO_ERROR_TOO_MANY_OPEN_FILES, L, "resources",  NO_LIMIT, 0,
    N_ ("Close other programs, or use fewer tabs.") },
  /* clang-format on */
};

#undef T
#undef S
#undef P
#undef D
#undef C
#undef L
#undef X

static const Row other = {
  NULL, 0, BOOKOUT_FAILURE_TRANSIENT, "other", NO_LIMIT, COUNTS, ADVICE_AGAIN,
};

static const Row *
find_row (const GError *error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].error == error->code && rows[i].domain () == error->domain)
      return &rows[i];

  return &other;
}

/**
 * bookout_failure_classify:
 * @error: (nullable): of any domain
 *
 * Covers every domain of the engine; an unknown error, or none, is transient and has the code "other". Pure,
 * any thread.
 *
 * Returns: what @error means for the vehicle and for the run
 */
BookoutFailure
bookout_failure_classify (const GError *error)
{
  const Row *row = error != NULL ? find_row (error) : &other;
  BookoutFailure failure = {
    .kind = row->kind,
    .code = row->code,
    .advice = _ (row->advice),
    .attempts_most = row->attempts_most,
    .stops_run = (row->flags & STOPS) != 0,
    .counts = (row->flags & COUNTS) != 0,
  };

  return failure;
}

/**
 * bookout_failure_get_advice:
 * @code: (nullable): of a #BookoutFailure
 *
 * Where several errors share a code, the advice of the first one holds. Pure, any thread.
 *
 * Returns: (transfer none): what a person can do, translated; for an unknown code, what is always worth trying
 */
const char *
bookout_failure_get_advice (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_strcmp0 (rows[i].code, code) == 0)
      return _ (rows[i].advice);

  return _ (other.advice);
}

/**
 * bookout_failure_is_unreachable:
 * @code: (nullable): of a #BookoutFailure
 *
 * Returns: whether @code means that no answer came at all, so that waiting helps and trying each vehicle does
 * not
 */
gboolean
bookout_failure_is_unreachable (const char *code)
{
  return g_strcmp0 (code, "name") == 0 || g_strcmp0 (code, "connection") == 0 ||
         g_strcmp0 (code, "timeout") == 0;
}
