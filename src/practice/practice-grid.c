/* practice-grid.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-practice"
#include "config.h"

#include "practice-export.h"
#include "practice-grid.h"
#include "practice-pages.h"

/* The inventory under the session's filter. The filter is one for all tabs of a session: that is the trap the portal is
 * known for, and the one this program is there to practise. Handlers of the site; main thread only. */

static void
answer_grid (PracticeSite *site, PracticeExchange *exchange, const char *filter, guint page)
{
  char token[PRACTICE_TOKEN_LENGTH + 1];
  PracticeGridView view = {
    .inventory = site->inventory,
    .vehicle_seal = &site->vehicle_seal,
    .filter = filter,
    .token = token,
    .page = page,
  };

  practice_session_issue_token (exchange->session, token);
  view.n_rows = practice_inventory_find (site->inventory, filter, &view.first);
  practice_exchange_answer_page (exchange, SOUP_STATUS_OK, practice_page_grid (&view));
}

/**
 * practice_grid_handle_page:
 * @site: the site
 * @exchange: the request
 *
 * Shows a page of the inventory.
 */
void
practice_grid_handle_page (PracticeSite *site, PracticeExchange *exchange)
{
  const char *text = practice_exchange_get_query (exchange, "page");
  guint64 page;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT, &page, NULL))
    page = 1;

  answer_grid (site, exchange, exchange->session->filter, (guint) page);
}

/**
 * practice_grid_handle_clear_filter:
 * @site: the site
 * @exchange: the request
 *
 * Takes the filter off.
 */
void
practice_grid_handle_clear_filter (PracticeSite *site, PracticeExchange *exchange)
{
  if (practice_site_refuses_token (site, exchange, practice_exchange_get_query (exchange, "t")))
    return;

  practice_session_set_filter (exchange->session, "");
  practice_exchange_redirect (exchange, "/vehicle/");
}

/**
 * practice_grid_handle_filter:
 * @site: the site
 * @exchange: the request
 *
 * Sets the filter and shows what it leaves.
 */
void
practice_grid_handle_filter (PracticeSite *site, PracticeExchange *exchange)
{
  PracticeSession *session = exchange->session;
  const char *filter = practice_exchange_get_field (exchange, "StockNumber");
  g_autofree char *previous = g_strdup (session->filter);

  if (practice_site_refuses_token (site, exchange,
                                   practice_exchange_get_field (exchange, "__RequestVerificationToken")))
    return;

  practice_session_set_filter (session, filter != NULL ? filter : "");
  if (*session->filter != '\0' &&
      practice_faults_strikes (site->faults, PRACTICE_FAULT_STALE_ROW, session->filter))
    answer_grid (site, exchange, previous, 1);
  else
    answer_grid (site, exchange, session->filter, 1);
}

/**
 * practice_grid_handle_export:
 * @site: the site
 * @exchange: the request
 *
 * Exports what the filter leaves, as the real one does.
 */
void
practice_grid_handle_export (PracticeSite *site, PracticeExchange *exchange)
{
  guint first;
  guint n_vehicles = practice_inventory_find (site->inventory, exchange->session->filter, &first);
  g_autoptr (GBytes) csv = practice_export_csv (site->inventory, first, n_vehicles, site->faults);

  practice_exchange_set_header (exchange, "Content-Disposition", "attachment; filename=\"Inventory.csv\"");
  practice_exchange_answer_bytes (exchange, "text/csv; charset=utf-8", csv);
}
