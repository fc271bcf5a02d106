/* bookout-vehicle-request.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include <glib/gi18n.h>

#include "bookout-held-dialog.h"
#include "bookout-report.h"
#include "bookout-vehicle-request.h"

/**
 * bookout_vehicle_request_say:
 * @page: a page in the window
 * @words: plain text, for a toast
 */
void
bookout_vehicle_request_say (GtkWidget *page, const char *words)
{
  gtk_widget_activate_action (page, "win.show-toast", "s", words);
}

/**
 * bookout_vehicle_request_is_possible:
 * @run: (nullable): a run
 *
 * Returns: whether it has a queue that vehicles are given out from
 */
gboolean
bookout_vehicle_request_is_possible (BookoutRun *run)
{
  return run != NULL && bookout_run_get_state (run) == BOOKOUT_RUN_FETCHING;
}

/**
 * bookout_vehicle_request_can_retry:
 * @run: (nullable): a run
 *
 * Returns: whether its failed and held vehicles can be tried again, in its queue or by going on with it
 */
gboolean
bookout_vehicle_request_can_retry (BookoutRun *run)
{
  return bookout_vehicle_request_is_possible (run) ||
         (run != NULL && bookout_run_get_state (run) >= BOOKOUT_RUN_FINISHED);
}

/* The run is over and has no queue any more: going on with it is the window's business. */
static void
go_on_with (GtkWidget *page, BookoutRun *run, GPtrArray *vehicles)
{
  g_autoptr (GPtrArray) references = g_ptr_array_new ();

  for (guint i = 0; i < vehicles->len; i++)
    g_ptr_array_add (references, (char *) bookout_vehicle_get_reference (g_ptr_array_index (vehicles, i)));
  g_ptr_array_add (references, NULL);
  gtk_widget_activate_action (page, "win.retry-run", "(s^as)", bookout_run_get_folder (run),
                              references->pdata);
}

/**
 * bookout_vehicle_request_retry:
 * @page: the page they were chosen on
 * @run: (nullable): whose vehicles they are
 * @vehicles: (element-type BookoutVehicle): those that did not fail are left alone
 *
 * While the run fetches, they go back into its queue; once it is over, it is gone on with.
 */
void
bookout_vehicle_request_retry (GtkWidget *page, BookoutRun *run, GPtrArray *vehicles)
{
  g_autofree char *number = NULL;
  g_autofree char *words = NULL;
  guint n = 0;

  if (vehicles->len == 0 || !bookout_vehicle_request_can_retry (run))
    return;
  if (!bookout_vehicle_request_is_possible (run))
    {
      go_on_with (page, run, vehicles);
      return;
    }

  for (guint i = 0; i < vehicles->len; i++)
    n += bookout_run_retry (run, g_ptr_array_index (vehicles, i)) ? 1 : 0;

  number = bookout_report_count_to_string (n);
  words = g_strdup_printf (ngettext ("%s vehicle is tried again", "%s vehicles are tried again", n), number);
  bookout_vehicle_request_say (page, words);
}

/**
 * bookout_vehicle_request_prefer:
 * @page: the page they were chosen on
 * @run: (nullable): whose vehicles they are
 * @vehicles: (element-type BookoutVehicle): in the order in which they are to be fetched; those that do not wait are left alone
 */
void
bookout_vehicle_request_prefer (GtkWidget *page, BookoutRun *run, GPtrArray *vehicles)
{
  g_autofree char *number = NULL;
  g_autofree char *words = NULL;
  guint n = 0;

  if (run == NULL)
    return;

  /* From behind, as each goes in front of those before it. */
  for (guint i = vehicles->len; i > 0; i--)
    n += bookout_run_prefer (run, g_ptr_array_index (vehicles, i - 1)) ? 1 : 0;

  number = bookout_report_count_to_string (n);
  words = g_strdup_printf (ngettext ("%s vehicle is fetched next", "%s vehicles are fetched next", n),
                           number);
  bookout_vehicle_request_say (page, words);
}

static void
fetch_again_cb (BookoutHeldDialog *dialog, BookoutVehicle *vehicle, gpointer page)
{
  g_autoptr (GPtrArray) vehicles = g_ptr_array_new ();

  g_ptr_array_add (vehicles, vehicle);
  bookout_vehicle_request_retry (page, bookout_held_dialog_get_run (dialog), vehicles);
}

static void
released_cb (BookoutHeldDialog *dialog, BookoutVehicle *vehicle, gpointer page)
{
  g_autofree char *words = g_strdup_printf (_ ("The sheet of %s is now in the folder, marked as not proved"),
                                            bookout_vehicle_get_reference (vehicle));

  bookout_vehicle_request_say (page, words);
}

/**
 * bookout_vehicle_request_review:
 * @page: the page it was chosen on
 * @run: whose vehicle it is
 * @vehicle: one that is held
 */
void
bookout_vehicle_request_review (GtkWidget *page, BookoutRun *run, BookoutVehicle *vehicle)
{
  GtkWidget *dialog = bookout_held_dialog_new (GTK_WINDOW (gtk_widget_get_root (page)), run, vehicle);

  g_signal_connect_object (dialog, "fetch-again", G_CALLBACK (fetch_again_cb), page, 0);
  g_signal_connect_object (dialog, "released", G_CALLBACK (released_cb), page, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
