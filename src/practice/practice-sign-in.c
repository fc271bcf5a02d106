/* practice-sign-in.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-practice"
#include "config.h"

#include "practice-pages.h"
#include "practice-sign-in.h"

/* The way in and the way out. Handlers of the site; main thread only. */

#define WRONG_PASSWORD "The user name or password provided is incorrect."

static void
answer_form (PracticeSite *site,
             PracticeExchange *exchange,
             const char *return_url,
             const char *user,
             const char *message)
{
  char token[PRACTICE_TOKEN_LENGTH + 1];
  gboolean signed_out = practice_exchange_get_query (exchange, "signedOut") != NULL;

  practice_site_begin_visit (site, exchange);
  practice_session_issue_token (exchange->session, token);
  practice_exchange_answer_page (exchange, SOUP_STATUS_OK,
                                 practice_page_sign_in (token, return_url != NULL ? return_url : "/vehicle/",
                                                        user, message, signed_out));
}

/**
 * practice_sign_in_handle_form:
 * @site: the site
 * @exchange: the request
 *
 * Shows the sign-in form.
 */
void
practice_sign_in_handle_form (PracticeSite *site, PracticeExchange *exchange)
{
  answer_form (site, exchange, practice_exchange_get_query (exchange, "ReturnUrl"), NULL, NULL);
}

static void
let_in (PracticeSite *site, PracticeExchange *exchange, PracticeSession *session)
{
  site->stats.sign_ins++;
  practice_exchange_take_visitor (exchange, session);
  practice_exchange_redirect (exchange, "/Home/License");
}

static PracticeSignIn
try_sign_in (PracticeSite *site, PracticeExchange *exchange, PracticeSession **session, guint *wait_seconds)
{
  *wait_seconds = MAX (1, practice_sessions_get_lock_seconds (site->sessions));
  if (practice_faults_strikes (site->faults, PRACTICE_FAULT_REFUSE, exchange->path))
    return PRACTICE_SIGN_IN_REFUSED;
  if (practice_faults_strikes (site->faults, PRACTICE_FAULT_ACTIVE, exchange->path))
    return PRACTICE_SIGN_IN_ACTIVE;

  return practice_sessions_sign_in (
      site->sessions, exchange->session, practice_exchange_get_field (exchange, "UserName"),
      practice_exchange_get_field (exchange, "Password"), session, wait_seconds);
}

/**
 * practice_sign_in_handle_login:
 * @site: the site
 * @exchange: the request
 *
 * Lets the visitor in, or says why not.
 */
void
practice_sign_in_handle_login (PracticeSite *site, PracticeExchange *exchange)
{
  PracticeSession *session = NULL;
  PracticeSignIn result;
  guint wait_seconds;

  if (practice_site_refuses_token (site, exchange,
                                   practice_exchange_get_field (exchange, "__RequestVerificationToken")))
    return;

  result = try_sign_in (site, exchange, &session, &wait_seconds);
  if (result == PRACTICE_SIGN_IN_ACCEPTED)
    {
      let_in (site, exchange, session);
      return;
    }

  site->stats.sign_ins_refused++;
  if (result == PRACTICE_SIGN_IN_ACTIVE)
    practice_exchange_answer_page (exchange, SOUP_STATUS_OK, practice_page_active (wait_seconds));
  else
    answer_form (site, exchange, practice_exchange_get_field (exchange, "ReturnUrl"),
                 practice_exchange_get_field (exchange, "UserName"), WRONG_PASSWORD);
}

static void
answer_licence (PracticeExchange *exchange, const char *message)
{
  char token[PRACTICE_TOKEN_LENGTH + 1];

  practice_session_issue_token (exchange->session, token);
  practice_exchange_answer_page (exchange, SOUP_STATUS_OK, practice_page_licence (token, message));
}

/**
 * practice_sign_in_handle_licence:
 * @site: the site
 * @exchange: the request
 *
 * Shows the licence.
 */
void
practice_sign_in_handle_licence (PracticeSite *site, PracticeExchange *exchange)
{
  answer_licence (exchange, NULL);
}

/**
 * practice_sign_in_handle_accept:
 * @site: the site
 * @exchange: the request
 *
 * Opens the inventory to those who accept the licence.
 */
void
practice_sign_in_handle_accept (PracticeSite *site, PracticeExchange *exchange)
{
  if (practice_site_refuses_token (site, exchange,
                                   practice_exchange_get_field (exchange, "__RequestVerificationToken")))
    return;

  if (g_strcmp0 (practice_exchange_get_field (exchange, "Agree"), "true") != 0)
    {
      answer_licence (exchange, "You must accept the licence to continue.");
      return;
    }

  exchange->session->licensed = TRUE;
  practice_exchange_redirect (exchange, "/vehicle/");
}

/**
 * practice_sign_in_handle_logout:
 * @site: the site
 * @exchange: the request
 *
 * Ends the session, if there is one.
 */
void
practice_sign_in_handle_logout (PracticeSite *site, PracticeExchange *exchange)
{
  if (exchange->session != NULL && exchange->session->signed_in)
    {
      site->stats.sign_outs++;
      practice_sessions_end (site->sessions, exchange->session);
    }

  practice_exchange_redirect (exchange, "/Home/LicenseAgreement?ReturnUrl=/vehicle/&signedOut=1");
}
