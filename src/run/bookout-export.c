/* bookout-export.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-export"
#include "config.h"

#include "bookout-export.h"
#include "bookout-export-sink.h"
#include "bookout-interpreter.h"
#include "bookout-retry.h"

/* The three things that a run wants of the portal before the first vehicle: the exported file, the number of rows that the portal
 * shows, and the grid's own links. Each is tried again on a failure that may pass, with the session renewed when an answer
 * shows that it is over. Everything blocks, in the thread that owns the tab. */

#define TRIES_MOST    3
#define RENEWALS_MOST 3

typedef gboolean (*Errand) (BookoutPortal *portal,
                            BookoutInterpreter *interpreter,
                            BookoutScope *scope,
                            gpointer data,
                            GCancellable *cancellable,
                            GError **error);

typedef struct
{
  BookoutTab *tab;
  guint tries;
  guint renewals;
} Patience;

/* Takes @failure: whether the errand may be done again. */
static gboolean
may_try_again (Patience *patience, GError *failure, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) owned = failure;
  BookoutFailure kind = bookout_failure_classify (owned);
  BookoutRetry retry;

  if (g_error_matches (owned, BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_SIGNED_OUT) &&
      ++patience->renewals <= RENEWALS_MOST)
    return bookout_tab_renew (patience->tab, cancellable, error);

  if (kind.kind == BOOKOUT_FAILURE_TRANSIENT && ++patience->tries < TRIES_MOST)
    {
      retry = bookout_retry_decide (&kind, patience->tries - 1, TRIES_MOST + 1, FALSE, g_random_double ());
      return bookout_navigator_wait (BOOKOUT_NAVIGATOR (patience->tab), retry.delay_us / 1000, cancellable,
                                     error);
    }

  g_propagate_error (error, g_steal_pointer (&owned));
  return FALSE;
}

static gboolean
do_errand (BookoutTab *tab, Errand errand, gpointer data, GCancellable *cancellable, GError **error)
{
  BookoutPortal *portal = bookout_session_get_portal (bookout_tab_get_session (tab));
  Patience patience = { .tab = tab };
  GError *failure = NULL;

  for (;;)
    {
      g_autoptr (BookoutInterpreter) interpreter = bookout_interpreter_new (portal, BOOKOUT_NAVIGATOR (tab));
      g_autoptr (BookoutScope) scope = bookout_scope_new (bookout_portal_get_scope (portal));

      failure = NULL;
      if (errand (portal, interpreter, scope, data, cancellable, &failure))
        return TRUE;
      if (!may_try_again (&patience, g_steal_pointer (&failure), cancellable, error))
        return FALSE;
    }
}

static gboolean
fetch_export (BookoutPortal *portal,
              BookoutInterpreter *interpreter,
              BookoutScope *scope,
              gpointer data,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (BookoutExportSink) sink = bookout_export_sink_new ();
  GBytes **contents = data;

  bookout_interpreter_set_sink (interpreter, BOOKOUT_SINK (sink));
  if (!bookout_interpreter_run (interpreter, bookout_portal_get_export (portal), scope, cancellable, error))
    return FALSE;

  *contents = bookout_export_sink_steal (sink);
  return TRUE;
}

static gboolean
read_count (BookoutPortal *portal,
            BookoutInterpreter *interpreter,
            BookoutScope *scope,
            gpointer data,
            GCancellable *cancellable,
            GError **error)
{
  return bookout_interpreter_read_count (interpreter, bookout_portal_get_count (portal), scope, data,
                                         cancellable, error);
}

static gboolean
read_index (BookoutPortal *portal,
            BookoutInterpreter *interpreter,
            BookoutScope *scope,
            gpointer data,
            GCancellable *cancellable,
            GError **error)
{
  GHashTable **links = data;

  *links = bookout_interpreter_read_index (interpreter, bookout_portal_get_index (portal), scope, cancellable,
                                           error);
  return *links != NULL;
}

/**
 * bookout_export_fetch:
 * @tab: a tab of a signed-in session; this thread's own
 * @cancellable: (nullable): to stop
 * @error: return location
 *
 * Exports the inventory by the description's `<export>` steps.
 *
 * Returns: (transfer full): the exported file byte for byte, or %NULL with an error of the steps, the navigator or the session
 */
GBytes *
bookout_export_fetch (BookoutTab *tab, GCancellable *cancellable, GError **error)
{
  GBytes *contents = NULL;

  g_return_val_if_fail (BOOKOUT_IS_TAB (tab), NULL);

  do_errand (tab, fetch_export, &contents, cancellable, error);
  return contents;
}

/**
 * bookout_export_parse:
 * @tab: as for bookout_export_fetch(); asks the portal for its count if the description says where that stands
 * @contents: the exported file
 * @cancellable: (nullable): to stop
 * @error: return location
 *
 * Reads the vehicles and makes sure that the export is whole.
 *
 * Returns: (transfer full): the inventory, or %NULL with #BookoutInventoryError, #BookoutCsvError, or as bookout_export_fetch()
 */
BookoutInventory *
bookout_export_parse (BookoutTab *tab, GBytes *contents, GCancellable *cancellable, GError **error)
{
  g_autoptr (BookoutInventory) inventory = NULL;
  const BookoutPortalColumns *columns;
  BookoutPortal *portal;
  guint64 shown = 0;

  g_return_val_if_fail (BOOKOUT_IS_TAB (tab), NULL);
  g_return_val_if_fail (contents != NULL, NULL);

  portal = bookout_session_get_portal (bookout_tab_get_session (tab));
  columns = bookout_portal_get_columns (portal);
  inventory = bookout_inventory_new_from_csv (contents, columns->reference, columns->vin,
                                              (const char *const *) columns->description, error);
  if (inventory == NULL)
    return NULL;

  if (bookout_portal_get_count (portal) != NULL &&
      (!do_errand (tab, read_count, &shown, cancellable, error) ||
       !bookout_inventory_check_count (inventory, shown, error)))
    return NULL;

  return g_steal_pointer (&inventory);
}

/**
 * bookout_export_index:
 * @tab: as for bookout_export_fetch()
 * @cancellable: (nullable): to stop
 * @error: return location
 *
 * Goes through the portal's grid once for every vehicle's own link.
 *
 * Returns: (transfer full) (nullable) (element-type utf8 utf8): reference to absolute link; %NULL without error if the description
 *   has no index
 */
GHashTable *
bookout_export_index (BookoutTab *tab, GCancellable *cancellable, GError **error)
{
  GHashTable *links = NULL;

  g_return_val_if_fail (BOOKOUT_IS_TAB (tab), NULL);

  if (bookout_portal_get_index (bookout_session_get_portal (bookout_tab_get_session (tab))) == NULL)
    return NULL;

  do_errand (tab, read_index, &links, cancellable, error);
  return links;
}
