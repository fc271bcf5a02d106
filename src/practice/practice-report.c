/* practice-report.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-practice"
#include "config.h"

#include <string.h>

#include "practice-breakage.h"
#include "practice-pages.h"
#include "practice-report.h"

/* From a vehicle's page to its sheet, with all that can go wrong on the way. Handlers of the site; main thread only. */

#define DETAILS_PREFIX  "/vehicle/Details/"
#define TIMES_PREPARING 2

static void
answer_not_found (PracticeSite *site, PracticeExchange *exchange)
{
  practice_site_answer_message (site, exchange, SOUP_STATUS_NOT_FOUND, "notFound",
                                "The resource cannot be found.");
}

static gboolean
read_vehicle_name (PracticeSite *site, const char *name, guint *vehicle)
{
  guint64 number;

  if (!practice_seal_read (&site->vehicle_seal, name, &number) ||
      number >= practice_inventory_get_size (site->inventory))
    return FALSE;

  *vehicle = (guint) number;
  return TRUE;
}

static void
answer_vehicle (PracticeSite *site, PracticeExchange *exchange, guint vehicle)
{
  char name[PRACTICE_SEAL_LENGTH + 1];

  if (practice_site_strikes_vehicle (site, exchange, vehicle, PRACTICE_STAGE_OPEN))
    return;

  practice_seal_write (&site->vehicle_seal, vehicle, name);
  practice_exchange_answer_page (exchange, SOUP_STATUS_OK,
                                 practice_page_vehicle (site->inventory, vehicle, name));
}

/**
 * practice_report_handle_bookout:
 * @site: the site
 * @exchange: the request
 *
 * Opens a row of the grid: the vehicle that stands there now, under the filter of this moment.
 */
void
practice_report_handle_bookout (PracticeSite *site, PracticeExchange *exchange)
{
  const char *text = practice_exchange_get_query (exchange, "row");
  guint first;
  guint n_rows = practice_inventory_find (site->inventory, exchange->session->filter, &first);
  guint64 row;

  if (n_rows == 0 || text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, n_rows - 1, &row, NULL))
    answer_not_found (site, exchange);
  else
    answer_vehicle (site, exchange, first + (guint) row);
}

/**
 * practice_report_handle_details:
 * @site: the site
 * @exchange: the request
 *
 * Opens a vehicle by its own link, whatever filter is on.
 */
void
practice_report_handle_details (PracticeSite *site, PracticeExchange *exchange)
{
  guint vehicle;

  if (read_vehicle_name (site, exchange->path + strlen (DETAILS_PREFIX), &vehicle))
    answer_vehicle (site, exchange, vehicle);
  else
    answer_not_found (site, exchange);
}

/**
 * practice_report_handle_dialog:
 * @site: the site
 * @exchange: the request
 *
 * Shows the form that orders a sheet.
 */
void
practice_report_handle_dialog (PracticeSite *site, PracticeExchange *exchange)
{
  const char *name = practice_exchange_get_query (exchange, "v");
  char token[PRACTICE_TOKEN_LENGTH + 1];
  guint vehicle;

  if (!read_vehicle_name (site, name, &vehicle))
    {
      answer_not_found (site, exchange);
      return;
    }

  if (practice_site_strikes_vehicle (site, exchange, vehicle, PRACTICE_STAGE_DIALOG))
    return;

  practice_session_issue_token (exchange->session, token);
  practice_exchange_answer_page (
      exchange, SOUP_STATUS_OK,
      practice_page_report_dialog (token, practice_inventory_get (site->inventory, vehicle)->reference,
                                   name));
}

static void
answer_created (PracticeExchange *exchange, guint vehicle)
{
  GString *json = g_string_new (NULL);
  char key[PRACTICE_SEAL_LENGTH + 1];

  if (g_strcmp0 (practice_exchange_get_field (exchange, "create"), "email") == 0)
    {
      g_string_append (json, "{\"success\":false,\"message\":\"E-mail is not set up for this account.\"}");
    }
  else
    {
      practice_session_issue_report_key (exchange->session, vehicle, key);
      g_string_append_printf (json, "{\"success\":true,\"url\":\"" PRACTICE_SHEET_PATH "?key=%s\"}", key);
    }

  practice_exchange_answer_text (exchange, "application/json; charset=utf-8", json);
}

/**
 * practice_report_handle_create:
 * @site: the site
 * @exchange: the request
 *
 * Orders a sheet and says where it will be.
 */
void
practice_report_handle_create (PracticeSite *site, PracticeExchange *exchange)
{
  guint vehicle;

  if (practice_site_refuses_token (site, exchange,
                                   practice_exchange_get_field (exchange, "__RequestVerificationToken")))
    return;

  if (!read_vehicle_name (site, practice_exchange_get_field (exchange, "v"), &vehicle))
    answer_not_found (site, exchange);
  else if (!practice_site_strikes_vehicle (site, exchange, vehicle, PRACTICE_STAGE_CREATE))
    answer_created (exchange, vehicle);
}

static void
answer_sheet (PracticeSite *site, PracticeExchange *exchange, GBytes *sheet)
{
  practice_exchange_set_header (exchange, "Content-Disposition", "attachment; filename=\"Bookout.pdf\"");
  practice_exchange_answer_bytes (exchange, "application/pdf", sheet);
}

static void
answer_whole_sheet (PracticeSite *site, PracticeExchange *exchange, guint vehicle, PracticeSheetKind kind)
{
  g_autoptr (GBytes) sheet = practice_sheets_draw (site->sheets, vehicle, kind);

  site->stats.sheets++;
  answer_sheet (site, exchange, sheet);
}

static gboolean
is_being_prepared (PracticeSite *site, const char *reference, guint number)
{
  g_autofree char *order = g_strdup_printf ("%s#%u", reference, number);

  /* Where every vehicle is struck, each of its orders is; else the vehicle is struck once. */
  return practice_faults_strikes_first (
      site->faults, PRACTICE_FAULT_PREPARING,
      practice_faults_is_certain (site->faults, PRACTICE_FAULT_PREPARING) ? order : reference,
      TIMES_PREPARING);
}

/* Answers in which HTTP itself is broken. */
static gboolean
strikes_connection (PracticeSite *site, PracticeExchange *exchange, guint vehicle)
{
  static const PracticeFault kinds[] = { PRACTICE_FAULT_RESET, PRACTICE_FAULT_STALL, PRACTICE_FAULT_TRICKLE,
                                         PRACTICE_FAULT_TRUNCATED, PRACTICE_FAULT_MALFORMED };
  const char *reference = practice_inventory_get (site->inventory, vehicle)->reference;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GBytes) sheet = NULL;

      if (!practice_faults_strikes (site->faults, kinds[i], reference))
        continue;
      sheet = practice_sheets_draw (site->sheets, vehicle, PRACTICE_SHEET_PLAIN);
      exchange->wire = practice_breakage_new_wire (site->faults, kinds[i], reference, sheet);
      return TRUE;
    }

  return FALSE;
}

/* Answers that are none: a page, nothing, or rubbish. */
static gboolean
strikes_body (PracticeSite *site, PracticeExchange *exchange, guint vehicle)
{
  const char *reference = practice_inventory_get (site->inventory, vehicle)->reference;

  if (practice_faults_strikes (site->faults, PRACTICE_FAULT_HTML, reference))
    {
      practice_site_answer_message (site, exchange, SOUP_STATUS_OK, "reportError",
                                    "Report could not be created");
    }
  else if (practice_faults_strikes (site->faults, PRACTICE_FAULT_EMPTY, reference))
    {
      g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);

      answer_sheet (site, exchange, nothing);
    }
  else if (practice_faults_strikes (site->faults, PRACTICE_FAULT_CORRUPT, reference))
    {
      g_autoptr (GBytes) sheet = practice_sheets_draw (site->sheets, vehicle, PRACTICE_SHEET_PLAIN);
      g_autoptr (GBytes) corrupt = practice_breakage_corrupt (sheet);

      answer_sheet (site, exchange, corrupt);
    }
  else
    {
      return FALSE;
    }
  return TRUE;
}

/* Sheets that are whole, but not what was asked for. Where there is but one vehicle, none can be mistaken for it. */
static void
answer_some_sheet (PracticeSite *site, PracticeExchange *exchange, guint vehicle)
{
  const char *reference = practice_inventory_get (site->inventory, vehicle)->reference;
  guint other = practice_inventory_get_other (site->inventory, vehicle);
  PracticeSheetKind kind = PRACTICE_SHEET_PLAIN;

  if (other != vehicle && practice_faults_strikes (site->faults, PRACTICE_FAULT_WRONG_PDF, reference))
    {
      site->stats.wrong_sheets_served++;
      vehicle = other;
    }
  else if (practice_faults_strikes (site->faults, PRACTICE_FAULT_NOTEXT, reference))
    {
      kind = PRACTICE_SHEET_NO_TEXT;
    }
  else if (other != vehicle && practice_faults_strikes (site->faults, PRACTICE_FAULT_HIDDEN, reference))
    {
      kind = PRACTICE_SHEET_HIDDEN;
    }
  else if (other != vehicle && practice_faults_strikes (site->faults, PRACTICE_FAULT_BOTH, reference))
    {
      kind = PRACTICE_SHEET_BOTH;
    }
  else if (practice_faults_strikes (site->faults, PRACTICE_FAULT_STALE, reference))
    {
      kind = PRACTICE_SHEET_STALE;
    }

  answer_whole_sheet (site, exchange, vehicle, kind);
}

/**
 * practice_report_begin_sheet:
 * @site: the site
 * @exchange: a request for a sheet that has only just come
 *
 * Draws the sheet while its client waits anyway: the time that a sheet is said to take is all that it takes.
 */
void
practice_report_begin_sheet (PracticeSite *site, PracticeExchange *exchange)
{
  PracticeSession *session = practice_sessions_find (site->sessions, exchange->session_id);
  guint vehicle, number;

  if (session != NULL &&
      practice_session_read_report_key (session, practice_exchange_get_query (exchange, "key"), &vehicle,
                                        &number) &&
      vehicle < practice_inventory_get_size (site->inventory))
    g_bytes_unref (practice_sheets_draw (site->sheets, vehicle, PRACTICE_SHEET_PLAIN));
}

/**
 * practice_report_handle_sheet:
 * @site: the site
 * @exchange: the request
 *
 * Hands out the sheet that was ordered.
 */
void
practice_report_handle_sheet (PracticeSite *site, PracticeExchange *exchange)
{
  guint vehicle, number;

  if (!practice_session_read_report_key (exchange->session, practice_exchange_get_query (exchange, "key"),
                                         &vehicle, &number) ||
      vehicle >= practice_inventory_get_size (site->inventory))
    {
      answer_not_found (site, exchange);
      return;
    }

  if (practice_site_strikes_vehicle (site, exchange, vehicle, PRACTICE_STAGE_SHEET))
    return;

  if (is_being_prepared (site, practice_inventory_get (site->inventory, vehicle)->reference, number))
    practice_site_answer_message (site, exchange, SOUP_STATUS_OK, "preparing",
                                  "Your report is being prepared");
  else if (!strikes_connection (site, exchange, vehicle) && !strikes_body (site, exchange, vehicle))
    answer_some_sheet (site, exchange, vehicle);
}
