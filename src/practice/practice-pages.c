/* practice-pages.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-practice"
#include "config.h"

#include <string.h>

#include "practice-pages.h"
#include "practice-sessions.h"

/* Writes the pages and nothing else: it is given what to show, and knows neither sessions nor requests. All that is
 * not markup goes through append_escaped(). The markup's ids and classes are what the portal's description looks for.
 * Pure functions; main thread. */

#define PAGE_SIZE_HINT 2048  /* bytes; most pages */
#define GRID_SIZE_HINT 24576 /* bytes; fifty rows */

static const char *
get_entity (char character)
{
  switch (character)
    {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    default:
      return "&#39;";
    }
}

static void
append_escaped (GString *html, const char *text)
{
  while (TRUE)
    {
      gsize plain = strcspn (text, "&<>\"'");

      g_string_append_len (html, text, (gssize) plain);
      text += plain;
      if (*text == '\0')
        return;
      g_string_append (html, get_entity (*text++));
    }
}

static void
append_element (GString *html, const char *start, const char *text, const char *end)
{
  g_string_append (html, start);
  append_escaped (html, text);
  g_string_append (html, end);
}

static void
append_number (GString *html, guint number)
{
  char digits[12];
  char *start = digits + sizeof digits;

  do
    *--start = (char) ('0' + number % 10);
  while ((number /= 10) > 0);
  g_string_append_len (html, start, digits + sizeof digits - start);
}

static void
append_thousands (GString *html, guint number)
{
  if (number >= 1000)
    g_string_append_printf (html, "%u,%03u", number / 1000, number % 1000);
  else
    append_number (html, number);
}

static void
append_token (GString *html, const char *token)
{
  append_element (html, "<input name=\"__RequestVerificationToken\" type=\"hidden\" value=\"", token,
                  "\">\n");
}

static GString *
begin_page (const char *title, gboolean signed_in, gsize size_hint)
{
  GString *html = g_string_sized_new (size_hint);

  g_string_append (html, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
  append_element (html, "<title>", title, " - Practice portal</title>\n</head>\n<body>\n");
  if (signed_in)
    g_string_append (html, "<div id=\"header\"><span id=\"userName\">" PRACTICE_USER "</span> "
                           "<a id=\"btnLogout\" href=\"/Home/Logout\">Log out</a></div>\n");
  return html;
}

static GString *
end_page (GString *html)
{
  g_string_append (html,
                   "<p class=\"footer\">A practice portal. Nothing here exists.</p>\n</body>\n</html>\n");
  return html;
}

static void
append_errors (GString *html, const char *message)
{
  if (message != NULL)
    append_element (html, "<div class=\"validation-summary-errors\"><ul><li>", message, "</li></ul></div>\n");
}

/**
 * practice_page_sign_in:
 * @token: the form's token
 * @return_url: where the visitor came from
 * @user: (nullable): the name that was typed
 * @message: (nullable): why the last try was refused
 * @signed_out: whether the visitor has just signed out
 *
 * Returns: (transfer full): the sign-in form
 */
GString *
practice_page_sign_in (const char *token,
                       const char *return_url,
                       const char *user,
                       const char *message,
                       gboolean signed_out)
{
  GString *html = begin_page ("Sign in", FALSE, PAGE_SIZE_HINT);

  if (signed_out)
    g_string_append (html, "<p id=\"signedOut\">You have been logged out.</p>\n");
  append_errors (html, message);
  g_string_append (html, "<form id=\"loginForm\" method=\"post\" action=\"/Home/Login\">\n");
  append_token (html, token);
  append_element (html, "<input type=\"hidden\" name=\"ReturnUrl\" value=\"", return_url, "\">\n");
  append_element (html, "<input id=\"usernameInput\" name=\"UserName\" type=\"text\" value=\"",
                  user != NULL ? user : "", "\">\n");
  g_string_append (html,
                   "<input id=\"passwordInput\" type=\"password\" name=\"Password\">\n"
                   "<input type=\"checkbox\" name=\"RememberMe\" value=\"true\">\n"
                   "<button id=\"loginButton\" type=\"submit\" name=\"login\" value=\"1\">Log in</button>\n"
                   "</form>\n");
  return end_page (html);
}

/**
 * practice_page_active:
 * @wait_seconds: until the account is free
 *
 * Returns: (transfer full): the page that says that somebody is signed in
 */
GString *
practice_page_active (guint wait_seconds)
{
  GString *html = begin_page ("Active session", FALSE, PAGE_SIZE_HINT);

  g_string_append_printf (html,
                          "<div id=\"activeSession\">An active session exists for this account. "
                          "Please wait %u:%02u minutes and try again.</div>\n",
                          wait_seconds / 60, wait_seconds % 60);
  return end_page (html);
}

/**
 * practice_page_licence:
 * @token: the form's token
 * @message: (nullable): what was lacking in the last try
 *
 * Returns: (transfer full): the page on which the licence is accepted
 */
GString *
practice_page_licence (const char *token, const char *message)
{
  GString *html = begin_page ("Licence", TRUE, PAGE_SIZE_HINT);

  append_errors (html, message);
  g_string_append (html,
                   "<p id=\"licenseText\">The values shown here are invented. They may be used for practice "
                   "only.</p>\n"
                   "<form id=\"licenseForm\" method=\"post\" action=\"/Home/AcceptLicense\">\n");
  append_token (html, token);
  g_string_append (html,
                   "<input type=\"checkbox\" id=\"agreementCheckBox\" name=\"Agree\" value=\"true\">\n"
                   "<label for=\"agreementCheckBox\">I agree</label>\n"
                   "<button id=\"agreeButton\" type=\"submit\" name=\"accept\" value=\"Accept\">Continue"
                   "</button>\n</form>\n");
  return end_page (html);
}

static void
append_filter_bar (GString *html, const PracticeGridView *view)
{
  if (*view->filter == '\0')
    return;

  append_element (html, "<a class=\"dxgvFilterBarLink\" href=\"/vehicle/ClearFilter?t=", view->token,
                  "\" onclick=\"aspxGVFilter('grid','ClearFilter')\">Clear filter</a>\n");
  append_element (html, "<span id=\"filterText\">Stock number begins with &#39;", view->filter,
                  "&#39;</span>\n");
}

static void
append_grid_controls (GString *html, const PracticeGridView *view)
{
  g_string_append (html, "<ul id=\"primaryMenu\"><li id=\"primaryMenu_DXI4_T\">Export<ul><li>"
                         "<a id=\"exportAllColumns\" href=\"/vehicle/Export?columns=all&amp;format=csv\">"
                         "Export All Columns</a></li></ul></li></ul>\n");
  append_filter_bar (html, view);
  g_string_append (html, "<form id=\"filterForm\" method=\"post\" action=\"/vehicle/Filter\">\n");
  append_token (html, view->token);
  append_element (html, "<input id=\"StockNumberInput\" name=\"StockNumber\" type=\"text\" value=\"",
                  view->filter, "\">\n");
  g_string_append (html,
                   "<button id=\"filterButton\" type=\"submit\" name=\"apply\" value=\"1\">Apply</button>\n"
                   "</form>\n");
}

static void
append_row_count (GString *html, const PracticeGridView *view, guint begin, guint end)
{
  g_string_append (html, "<span id=\"rowCount\">");
  if (view->n_rows == 0)
    {
      g_string_append (html, "No vehicles");
    }
  else
    {
      g_string_append (html, "Vehicles ");
      append_thousands (html, begin + 1);
      g_string_append (html, " to ");
      append_thousands (html, end);
      g_string_append (html, " of ");
      append_thousands (html, view->n_rows);
    }
  g_string_append (html, "</span>\n");
}

static void
append_row (GString *html, const PracticeGridView *view, guint row)
{
  guint index = view->first + row;
  const PracticeVehicle *vehicle = practice_inventory_get (view->inventory, index);
  char vin[PRACTICE_VIN_LENGTH + 1], name[PRACTICE_SEAL_LENGTH + 1];

  practice_inventory_write_vin (view->inventory, index, vin);
  practice_seal_write (view->vehicle_seal, index, name);
  g_string_append (html, "<tr class=\"dxgvDataRow\" id=\"inventoryGrid_DXDataRow");
  append_number (html, row);
  append_element (html, "\"><td class=\"stock\">", vehicle->reference, "</td><td class=\"vin\">");
  append_element (html, vin, "", "</td><td class=\"year\">");
  append_number (html, vehicle->year);
  append_element (html, "</td><td class=\"make\">", practice_vehicle_get_make (vehicle), "</td>");
  append_element (html, "<td class=\"model\">", practice_vehicle_get_model (vehicle), "</td>");
  g_string_append (html, "<td class=\"actions\"><a id=\"bookOutButton_");
  append_number (html, row);
  g_string_append (html, "\" title=\"Bookout\" href=\"/vehicle/Bookout?row=");
  append_number (html, row);
  g_string_append (html, "\">Bookout</a> <a class=\"detailsLink\" href=\"/vehicle/Details/");
  g_string_append (html, name);
  g_string_append (html, "\">Details</a></td></tr>\n");
}

static void
append_table (GString *html, const PracticeGridView *view, guint begin, guint end)
{
  g_string_append (html,
                   "<table id=\"inventoryGrid\">\n<tr class=\"dxgvHeader\"><th>Stock Number</th><th>VIN</th>"
                   "<th>Year</th><th>Make</th><th>Model</th><th></th></tr>\n");
  for (guint row = begin; row < end; row++)
    append_row (html, view, row);
  g_string_append (html, "</table>\n");
}

/**
 * practice_page_grid:
 * @view: what to show; a page beyond the last one shows the last
 *
 * Returns: (transfer full): fifty vehicles, with their links
 */
GString *
practice_page_grid (const PracticeGridView *view)
{
  GString *html = begin_page ("Inventory", TRUE, GRID_SIZE_HINT);
  guint n_pages = MAX (1, (view->n_rows + PRACTICE_ROWS_A_PAGE - 1) / PRACTICE_ROWS_A_PAGE);
  guint page = CLAMP (view->page, 1, n_pages);
  guint begin = (page - 1) * PRACTICE_ROWS_A_PAGE;
  guint end = MIN (begin + PRACTICE_ROWS_A_PAGE, view->n_rows);

  append_grid_controls (html, view);
  append_row_count (html, view, begin, end);
  append_table (html, view, begin, end);
  if (page > 1)
    g_string_append_printf (html, "<a class=\"dxpPrev\" href=\"/vehicle/?page=%u\">Previous</a>\n", page - 1);
  if (page < n_pages)
    g_string_append_printf (html, "<a class=\"dxpNext\" href=\"/vehicle/?page=%u\">Next</a>\n", page + 1);
  return end_page (html);
}

/**
 * practice_page_vehicle:
 * @inventory: the vehicles
 * @vehicle: the index of one
 * @name: its opaque name
 *
 * Returns: (transfer full): the page of a vehicle
 */
GString *
practice_page_vehicle (PracticeInventory *inventory, guint vehicle, const char *name)
{
  const PracticeVehicle *shown = practice_inventory_get (inventory, vehicle);
  GString *html = begin_page ("Bookout", TRUE, PAGE_SIZE_HINT);
  char vin[PRACTICE_VIN_LENGTH + 1];

  practice_inventory_write_vin (inventory, vehicle, vin);
  g_string_append (html, "<h1 id=\"vehicleTitle\">");
  append_number (html, shown->year);
  append_element (html, " ", practice_vehicle_get_make (shown), " ");
  append_element (html, "", practice_vehicle_get_model (shown), "</h1>\n");
  append_element (html, "<p>Stock number: <span id=\"stockNumber\">", shown->reference, "</span></p>\n");
  append_element (html, "<p>VIN: <span id=\"vinValue\">", vin, "</span></p>\n");
  append_element (html, "<p>Series: <span id=\"seriesValue\">", practice_vehicle_get_series (shown),
                  "</span></p>\n");
  g_string_append (html, "<p>Mileage: <span id=\"mileageValue\">");
  append_thousands (html, shown->mileage);
  append_element (html, "</span></p>\n<a id=\"printReports\" href=\"/report/Dialog?v=", name,
                  "\">Print/Email Reports</a>\n<a id=\"backToInventory\" href=\"/vehicle/\">Inventory</a>\n");
  return end_page (html);
}

/**
 * practice_page_report_dialog:
 * @token: the form's token
 * @reference: the vehicle's reference
 * @name: its opaque name
 *
 * Returns: (transfer full): the form that orders a sheet
 */
GString *
practice_page_report_dialog (const char *token, const char *reference, const char *name)
{
  GString *html = begin_page ("Print/Email Reports", TRUE, PAGE_SIZE_HINT);

  append_element (html, "<h1 id=\"dialogTitle\">Reports for ", reference, "</h1>\n");
  g_string_append (html, "<form id=\"reportForm\" method=\"post\" action=\"/report/Create\">\n");
  append_token (html, token);
  append_element (html, "<input type=\"hidden\" name=\"v\" value=\"", name, "\">\n");
  g_string_append (
      html, "<select name=\"Template\"><option value=\"std\" selected>Standard</option>"
            "<option value=\"retail\">Retail</option><option value=\"loan\">Loan</option></select>\n"
            "<input type=\"checkbox\" name=\"IncludeOptions\" value=\"true\" checked>\n"
            "<input type=\"checkbox\" name=\"IncludeHistory\" value=\"true\">\n"
            "<button id=\"createPdf\" type=\"submit\" name=\"create\" value=\"pdf\">Create PDF</button>\n"
            "<button id=\"sendEmail\" type=\"submit\" name=\"create\" value=\"email\">Email</button>\n"
            "</form>\n");
  return end_page (html);
}

/**
 * practice_page_message:
 * @id: the id of the heading that says it
 * @text: what the page has to say
 * @signed_in: whether it is shown within a session
 *
 * Returns: (transfer full): a page with a message and nothing else
 */
GString *
practice_page_message (const char *id, const char *text, gboolean signed_in)
{
  GString *html = begin_page ("Message", signed_in, PAGE_SIZE_HINT);

  append_element (html, "<h1 id=\"", id, "\">");
  append_element (html, "", text, "</h1>\n");
  return end_page (html);
}
