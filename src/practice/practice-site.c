/* practice-site.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-practice"
#include "config.h"

#include <string.h>

#include "practice-chance.h"
#include "practice-grid.h"
#include "practice-pages.h"
#include "practice-report.h"
#include "practice-sign-in.h"
#include "practice-site.h"

/* Finds who may answer a request, and keeps out those who have not signed in. A request is answered in one go, when its
 * time has come: whatever other tabs did to the session until then counts, and that is how tabs come to get each
 * other's vehicles. Main thread only. */

#define DETAILS_PATH "/vehicle/Details/"

typedef enum
{
  ACCESS_ALL,
  ACCESS_SIGNED_IN,
  ACCESS_LICENSED,
} Access;

typedef struct
{
  const char *method;
  const char *path;
  Access access;
  gboolean is_page; /* of the sign-in or the inventory: faults strike it by its path, not by a vehicle */
  void (*handle) (PracticeSite *self, PracticeExchange *exchange);
} Route;

static void
handle_root (PracticeSite *self, PracticeExchange *exchange)
{
  practice_exchange_redirect (exchange, "/vehicle/");
}

static const Route routes[] = {
  { "GET", "/", ACCESS_ALL, FALSE, handle_root },
  { "GET", "/vehicle", ACCESS_ALL, FALSE, handle_root },
  { "GET", "/Home/LicenseAgreement", ACCESS_ALL, TRUE, practice_sign_in_handle_form },
  { "POST", "/Home/Login", ACCESS_ALL, TRUE, practice_sign_in_handle_login },
  { "GET", "/Home/License", ACCESS_SIGNED_IN, TRUE, practice_sign_in_handle_licence },
  { "POST", "/Home/AcceptLicense", ACCESS_SIGNED_IN, TRUE, practice_sign_in_handle_accept },
  { "GET", "/Home/Logout", ACCESS_ALL, FALSE, practice_sign_in_handle_logout },
  { "GET", "/vehicle/", ACCESS_LICENSED, TRUE, practice_grid_handle_page },
  { "GET", "/vehicle/ClearFilter", ACCESS_LICENSED, TRUE, practice_grid_handle_clear_filter },
  { "POST", "/vehicle/Filter", ACCESS_LICENSED, TRUE, practice_grid_handle_filter },
  { "GET", "/vehicle/Export", ACCESS_LICENSED, TRUE, practice_grid_handle_export },
  { "GET", "/vehicle/Bookout", ACCESS_LICENSED, FALSE, practice_report_handle_bookout },
  { "GET", DETAILS_PATH, ACCESS_LICENSED, FALSE, practice_report_handle_details },
  { "GET", "/report/Dialog", ACCESS_LICENSED, FALSE, practice_report_handle_dialog },
  { "POST", "/report/Create", ACCESS_LICENSED, FALSE, practice_report_handle_create },
  { "GET", PRACTICE_SHEET_PATH, ACCESS_LICENSED, FALSE, practice_report_handle_sheet },
};

/**
 * practice_site_new:
 * @inventory: (transfer full): the vehicles
 * @sessions: (transfer full): who is signed in
 * @faults: (transfer full): what is to go wrong
 *
 * Returns: (transfer full): the site
 */
PracticeSite *
practice_site_new (PracticeInventory *inventory, PracticeSessions *sessions, PracticeFaults *faults)
{
  PracticeSite *self = g_new0 (PracticeSite, 1);

  self->inventory = inventory;
  self->sessions = sessions;
  self->faults = faults;
  self->sheets = practice_sheets_new (inventory);
  practice_seal_init (&self->vehicle_seal, practice_chance_secret ());
  return self;
}

/**
 * practice_site_free:
 * @self: (transfer full): the site
 */
void
practice_site_free (PracticeSite *self)
{
  practice_sheets_free (self->sheets);
  practice_faults_free (self->faults);
  practice_sessions_free (self->sessions);
  practice_inventory_free (self->inventory);
  g_free (self);
}

static gboolean
path_matches (const Route *route, const char *path)
{
  if (strcmp (route->path, DETAILS_PATH) == 0)
    return g_str_has_prefix (path, DETAILS_PATH);

  return strcmp (route->path, path) == 0;
}

/* @is_known says whether the address would answer another method. */
static const Route *
find_route (PracticeExchange *exchange, gboolean *is_known)
{
  const char *method = soup_server_message_get_method (exchange->message);

  if (strcmp (method, "HEAD") == 0)
    method = "GET";

  *is_known = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      if (!path_matches (&routes[i], exchange->path))
        continue;
      *is_known = TRUE;
      if (strcmp (routes[i].method, method) == 0)
        return &routes[i];
    }

  return NULL;
}

static gboolean
is_signed_in (PracticeExchange *exchange)
{
  return exchange->session != NULL && exchange->session->signed_in;
}

/**
 * practice_site_answer_message:
 * @self: the site
 * @exchange: the request
 * @status: an HTTP status
 * @id: the id of the heading
 * @text: what it says
 *
 * Answers with a page that has nothing but a message.
 */
void
practice_site_answer_message (PracticeSite *self,
                              PracticeExchange *exchange,
                              guint status,
                              const char *id,
                              const char *text)
{
  practice_exchange_answer_page (exchange, status, practice_page_message (id, text, is_signed_in (exchange)));
}

/**
 * practice_site_begin_visit:
 * @self: the site
 * @exchange: the request
 *
 * Sees to it that the client has a session, so that a form can have a token.
 */
void
practice_site_begin_visit (PracticeSite *self, PracticeExchange *exchange)
{
  if (exchange->session == NULL)
    practice_exchange_take_visitor (exchange, practice_sessions_begin (self->sessions, exchange->session_id));
}

/**
 * practice_site_ask_to_sign_in:
 * @self: the site
 * @exchange: a request of somebody who is not signed in
 *
 * Sends the visitor to the sign-in form. A request for a sheet gets the form itself, and as a PDF by its type: that is
 * how a form comes to be saved as somebody's sheet.
 */
void
practice_site_ask_to_sign_in (PracticeSite *self, PracticeExchange *exchange)
{
  g_autofree char *escaped = g_uri_escape_string (exchange->path, "/", FALSE);
  g_autofree char *address = g_strconcat ("/Home/LicenseAgreement?ReturnUrl=", escaped, NULL);
  char token[PRACTICE_TOKEN_LENGTH + 1];

  if (strcmp (exchange->path, PRACTICE_SHEET_PATH) != 0)
    {
      practice_exchange_redirect (exchange, address);
      return;
    }

  practice_site_begin_visit (self, exchange);
  practice_session_issue_token (exchange->session, token);
  practice_exchange_answer_text (exchange, "application/pdf",
                                 practice_page_sign_in (token, exchange->path, NULL, NULL, FALSE));
}

/**
 * practice_site_refuses_token:
 * @self: the site
 * @exchange: a request that needs a form token
 * @token: (nullable): what came with it
 *
 * Returns: %TRUE if the token is missing or wrong, and that has been answered
 */
gboolean
practice_site_refuses_token (PracticeSite *self, PracticeExchange *exchange, const char *token)
{
  if (exchange->session != NULL && practice_session_accepts_token (exchange->session, token))
    return FALSE;

  practice_site_answer_message (self, exchange, SOUP_STATUS_BAD_REQUEST, "formExpired",
                                "The form has expired");
  return TRUE;
}

static void
answer_server_fault (PracticeSite *self, PracticeExchange *exchange, PracticeFault fault)
{
  if (fault == PRACTICE_FAULT_MAINTENANCE)
    {
      practice_site_answer_message (self, exchange, SOUP_STATUS_SERVICE_UNAVAILABLE, "maintenance",
                                    "The portal is being maintained. Please try again later.");
    }
  else if (fault == PRACTICE_FAULT_HTTP429)
    {
      practice_exchange_set_header (exchange, "Retry-After", "1");
      practice_site_answer_message (self, exchange, 429, "tooManyRequests",
                                    "Too many requests. Please slow down.");
    }
  else
    {
      practice_site_answer_message (self, exchange, SOUP_STATUS_INTERNAL_SERVER_ERROR, "serverError",
                                    "Server Error in '/' Application.");
    }
}

static const PracticeFault server_faults[] = { PRACTICE_FAULT_MAINTENANCE, PRACTICE_FAULT_HTTP500,
                                               PRACTICE_FAULT_HTTP429 };

static gboolean
strikes_page (PracticeSite *self, PracticeExchange *exchange)
{
  for (guint i = 0; i < G_N_ELEMENTS (server_faults); i++)
    {
      if (!practice_faults_strikes (self->faults, server_faults[i], exchange->path))
        continue;
      answer_server_fault (self, exchange, server_faults[i]);
      return TRUE;
    }

  return FALSE;
}

/* A fault meets a vehicle at one stage of its way, so that it strikes once whichever pages lead to the sheet. */
static gboolean
strikes_at_stage (PracticeSite *self, PracticeFault fault, const char *reference, PracticeStage stage)
{
  return practice_faults_choose (self->faults, fault, reference, PRACTICE_N_STAGES) == (guint) stage &&
         practice_faults_strikes (self->faults, fault, reference);
}

/**
 * practice_site_strikes_vehicle:
 * @self: the site
 * @exchange: a request that concerns a vehicle
 * @vehicle: its index
 * @stage: how far on the way to the sheet it is
 *
 * Lets those faults strike that can meet any request about a vehicle.
 *
 * Returns: %TRUE if one did, and the request has been answered
 */
gboolean
practice_site_strikes_vehicle (PracticeSite *self,
                               PracticeExchange *exchange,
                               guint vehicle,
                               PracticeStage stage)
{
  const char *reference = practice_inventory_get (self->inventory, vehicle)->reference;

  for (guint i = 0; i < G_N_ELEMENTS (server_faults); i++)
    {
      if (!strikes_at_stage (self, server_faults[i], reference, stage))
        continue;
      answer_server_fault (self, exchange, server_faults[i]);
      return TRUE;
    }

  if (!strikes_at_stage (self, PRACTICE_FAULT_EXPIRE, reference, stage))
    return FALSE;

  practice_sessions_end (self->sessions, exchange->session);
  g_clear_pointer (&exchange->session, practice_session_unref);
  practice_site_ask_to_sign_in (self, exchange);
  return TRUE;
}

static void
answer_route (PracticeSite *self, PracticeExchange *exchange, const Route *route)
{
  if (route->is_page && strikes_page (self, exchange))
    return;

  if (route->access != ACCESS_ALL && !is_signed_in (exchange))
    practice_site_ask_to_sign_in (self, exchange);
  else if (route->access == ACCESS_LICENSED && !exchange->session->licensed)
    practice_exchange_redirect (exchange, "/Home/License");
  else
    route->handle (self, exchange);
}

/**
 * practice_site_answer:
 * @self: the site
 * @exchange: a request whose time has come
 *
 * Answers it, from what the site knows at this moment.
 */
void
practice_site_answer (PracticeSite *self, PracticeExchange *exchange)
{
  PracticeSession *session = practice_sessions_find (self->sessions, exchange->session_id);
  gboolean is_known;
  const Route *route = find_route (exchange, &is_known);
  g_autoptr (PracticeSession) asked = session != NULL ? practice_session_ref (session) : NULL;

  exchange->session = session != NULL ? practice_session_ref (session) : NULL;
  if (route != NULL)
    answer_route (self, exchange, route);
  else if (is_known)
    practice_site_answer_message (self, exchange, SOUP_STATUS_METHOD_NOT_ALLOWED, "notAllowed",
                                  "This address cannot be asked that way.");
  else
    practice_site_answer_message (self, exchange, SOUP_STATUS_NOT_FOUND, "notFound",
                                  "The resource cannot be found.");

  if (asked != NULL)
    practice_sessions_note_answer (self->sessions, asked);
}

/**
 * practice_site_dup_stats:
 * @self: the site
 *
 * Returns: (transfer full): the counters as JSON
 */
char *
practice_site_dup_stats (PracticeSite *self)
{
  return practice_stats_to_json (&self->stats, practice_sessions_count_active (self->sessions), self->faults);
}
