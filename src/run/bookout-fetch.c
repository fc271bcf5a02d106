/* bookout-fetch.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-fetch"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-fetch.h"
#include "bookout-valuation-date.h"

/* The way from a vehicle to its proved sheet: the description's parts in order (those that touch what the server keeps per session
 * under the gate), the stream into a .part, then the sheet reader's word on what the document says. It ends before anything has
 * its final name: whether and how the sheet is kept is for the dispatcher to say. Runs in the worker's thread. */

static BookoutStage
stage_of_part (const BookoutPortalPart *part)
{
  if (g_str_equal (part->name, "sheet"))
    return BOOKOUT_STAGE_SHEET;
  if (g_str_equal (part->name, "open"))
    return BOOKOUT_STAGE_OPEN;
  return BOOKOUT_STAGE_SEARCH;
}

static void
end_stage (BookoutFetch *self, gint64 *since)
{
  gint64 now = g_get_monotonic_time ();

  self->durations_us[self->stage] += now - *since;
  *since = now;
}

static gboolean
enter_gate (BookoutFetch *self, gint64 *since, GCancellable *cancellable, GError **error)
{
  gboolean entered;

  self->stage = BOOKOUT_STAGE_GATE;
  entered = bookout_tab_enter_gate (self->tab, cancellable, error);
  end_stage (self, since);

  return entered;
}

static gboolean
run_part (BookoutFetch *self,
          BookoutInterpreter *interpreter,
          const BookoutPortalPart *part,
          BookoutScope *scope,
          GCancellable *cancellable,
          GError **error)
{
  gint64 since = g_get_monotonic_time ();
  gboolean ok;

  self->stage = stage_of_part (part);
  ok = bookout_interpreter_run (interpreter, part->steps, scope, cancellable, error);
  end_stage (self, &since);

  return ok;
}

/* The gate is left on every way out: a tab that kept it would stop all the others for good. */
static gboolean
run_parts (BookoutFetch *self,
           BookoutInterpreter *interpreter,
           BookoutScope *scope,
           GCancellable *cancellable,
           GError **error)
{
  BookoutPortal *portal = bookout_session_get_portal (bookout_tab_get_session (self->tab));
  GPtrArray *parts = bookout_portal_get_parts (portal);
  gboolean in_gate = FALSE;
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < parts->len; i++)
    {
      const BookoutPortalPart *part = g_ptr_array_index (parts, i);
      gint64 since = g_get_monotonic_time ();

      if (in_gate && !part->gated)
        {
          bookout_tab_leave_gate (self->tab);
          in_gate = FALSE;
        }
      else if (part->gated && !in_gate)
        ok = in_gate = enter_gate (self, &since, cancellable, error);

      if (ok && stage_of_part (part) == BOOKOUT_STAGE_SHEET)
        g_set_object (&self->page, bookout_interpreter_get_page (interpreter));
      ok = ok && run_part (self, interpreter, part, scope, cancellable, error);
    }

  if (in_gate)
    bookout_tab_leave_gate (self->tab);

  return ok;
}

/* A vehicle that the grid did not list, or listed twice, is told apart before any request is spent on it. */
static gboolean
check_link (BookoutFetch *self, GError **error)
{
  BookoutPortal *portal = bookout_session_get_portal (bookout_tab_get_session (self->tab));
  const char *reference = bookout_vehicle_get_reference (self->vehicle);

  if (bookout_portal_get_index (portal) == NULL)
    return TRUE;

  if (self->link == NULL)
    g_set_error (error, BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_NOT_LISTED, _ ("The portal does not list %s."),
                 reference);
  else if (*self->link == '\0')
    g_set_error (error, BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_AMBIGUOUS,
                 _ ("The portal lists more than one vehicle as %s."), reference);
  else
    return TRUE;

  return FALSE;
}

/* Whose it is comes first: a sheet of another vehicle is worse than an old one. */
static BookoutProof
prove (BookoutPortal *portal,
       const BookoutSheetText *text,
       BookoutScope *scope,
       gint64 asked_at,
       GError **error)
{
  const BookoutPortalDated *dated = bookout_portal_get_dated (portal);
  BookoutProof proof = bookout_identity_check (bookout_portal_get_witnesses (portal), text, scope, error);

  if (proof == BOOKOUT_PROOF_NONE || dated == NULL ||
      bookout_valuation_date_check (dated, text, scope, asked_at, g_get_real_time (), error))
    return proof;

  return BOOKOUT_PROOF_NONE;
}

static gboolean
check_sheet (BookoutFetch *self,
             BookoutScope *scope,
             gint64 asked_at,
             GCancellable *cancellable,
             GError **error)
{
  BookoutPortal *portal = bookout_session_get_portal (bookout_tab_get_session (self->tab));
  g_autoptr (BookoutSheetText) text = NULL;

  bookout_tab_set_activity (self->tab, BOOKOUT_TAB_CHECKING, _ ("checking the sheet"));
  if (!bookout_sheet_file_finish (self->file, error))
    return FALSE;

  text = bookout_sheet_reader_read (self->reader, bookout_sheet_file_get_descriptor (self->file), 0,
                                    cancellable, error);
  if (text == NULL)
    return FALSE;

  self->proof = prove (portal, text, scope, asked_at, error);
  return self->proof != BOOKOUT_PROOF_NONE;
}

static char *
describe_head (BookoutPage *page)
{
  g_autofree char *lines = NULL;

  if (page == NULL)
    return NULL;

  lines = g_strjoinv ("\n", (char **) bookout_page_get_headers (page));
  return g_strdup_printf ("%u %s\n%s\n", bookout_page_get_status (page), bookout_page_get_address (page),
                          lines);
}

/**
 * bookout_fetch_make_scope:
 * @portal: its variables are the parent
 * @vehicle: gives reference, vin, description and its cells
 * @link: (nullable): the vehicle's own link
 *
 * Returns: (transfer full): the names that a vehicle gives to templates
 */
BookoutScope *
bookout_fetch_make_scope (BookoutPortal *portal, BookoutVehicle *vehicle, const char *link)
{
  BookoutScope *scope = bookout_scope_new (bookout_portal_get_scope (portal));
  BookoutColumns *columns = bookout_vehicle_get_columns (vehicle);

  bookout_scope_set (scope, "reference", bookout_vehicle_get_reference (vehicle));
  bookout_scope_set (scope, "vin", bookout_vehicle_get_vin (vehicle));
  bookout_scope_set (scope, "description", bookout_vehicle_get_description (vehicle));
  if (link != NULL)
    bookout_scope_set (scope, "link", link);

  for (guint i = 0; columns != NULL && i < bookout_columns_get_length (columns); i++)
    {
      const char *column = bookout_columns_get_name (columns, i);
      const char *cell = bookout_vehicle_get_cell (vehicle, column);
      g_autofree char *name = g_strconcat ("column:", column, NULL);

      bookout_scope_set (scope, name, cell != NULL ? cell : "");
    }

  return scope;
}

/**
 * bookout_fetch_run:
 * @self: with the fields that it needs filled in and the results empty
 * @cancellable: (nullable): ends a transfer at once
 * @error: return location
 *
 * Makes one attempt, blocking. On success the sheet is whole, @self's proof says how it was proved, and if the description says where
 * sheets have their date, it is of the day of this attempt. On a failure of class content the file is whole too, and is there to be
 * held.
 *
 * Returns: whether the sheet is there and proved; else an error of #BookoutStepError, #BookoutNavigatorError, #BookoutSheetError,
 *   or %G_IO_ERROR_CANCELLED
 */
gboolean
bookout_fetch_run (BookoutFetch *self, GCancellable *cancellable, GError **error)
{
  BookoutPortal *portal = bookout_session_get_portal (bookout_tab_get_session (self->tab));
  g_autoptr (BookoutScope) scope = bookout_fetch_make_scope (portal, self->vehicle, self->link);
  g_autoptr (BookoutInterpreter)
      interpreter = bookout_interpreter_new (portal, BOOKOUT_NAVIGATOR (self->tab));
  gint64 asked_at = g_get_real_time ();
  gint64 since;
  gboolean ok;

  self->stage = BOOKOUT_STAGE_OPEN;
  if (!check_link (self, error))
    return FALSE;

  self->file = bookout_sheet_file_new (self->folder, self->name,
                                       bookout_portal_get_limits (portal)->sheet_bytes);
  bookout_interpreter_set_sink (interpreter, BOOKOUT_SINK (self->file));
  ok = run_parts (self, interpreter, scope, cancellable, error);
  self->head = describe_head (bookout_interpreter_get_page (interpreter));
  if (!ok)
    return FALSE;

  since = g_get_monotonic_time ();
  self->stage = BOOKOUT_STAGE_CHECK;
  ok = check_sheet (self, scope, asked_at, cancellable, error);
  end_stage (self, &since);

  return ok;
}

/**
 * bookout_fetch_reset:
 * @self: an attempt that is begun again
 *
 * Drops the results; a sheet that was neither kept nor held goes with its .part.
 */
void
bookout_fetch_reset (BookoutFetch *self)
{
  g_clear_object (&self->file);
  g_clear_object (&self->page);
  g_clear_pointer (&self->head, g_free);
  self->proof = BOOKOUT_PROOF_NONE;
}

/**
 * bookout_fetch_clear:
 * @self: an attempt that is over
 *
 * Drops the results and what @self owns.
 */
void
bookout_fetch_clear (BookoutFetch *self)
{
  bookout_fetch_reset (self);
  g_clear_pointer (&self->name, g_free);
}
