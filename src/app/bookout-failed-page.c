/* bookout-failed-page.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"
#include "config.h"

#include <glib/gi18n.h>

#include "bookout-failed-page.h"
#include "bookout-failure-list.h"
#include "bookout-failure-row.h"
#include "bookout-failure.h"
#include "bookout-report.h"
#include "bookout-vehicle-request.h"
#include "bookout-vehicle-words.h"

/*   BookoutFailureList (of BookoutFailureGroup)
 *     → GtkTreeListModel (each group's BookoutVehicle below it, unfolded) → GtkMultiSelection → GtkListView
 *
 * Main thread. */

/* Below this many pixels words need a row's whole width. */
#define NARROW_WIDTH 500

struct _BookoutFailedPage
{
  AdwBin parent_instance;

  GtkStack *pages;
  AdwStatusPage *empty;
  GtkLabel *summary;
  GtkWidget *retry_selected;
  GtkWidget *retry_all;
  GtkListView *view;

  BookoutFailureList *failures;
  GtkMultiSelection *selection;
  BookoutRun *run;           /* nullable */
  GSignalGroup *run_signals; /* what is heard of it */
  GFile *export_folder;      /* nullable: where the last list went */
  GPtrArray *rows;           /* of BookoutFailureRow, not owned: all that there are */
  gboolean narrow;
  guint fit; /* source id */
};

G_DEFINE_FINAL_TYPE (BookoutFailedPage, bookout_failed_page, ADW_TYPE_BIN)

enum
{
  PROP_N_ITEMS = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static gboolean
is_over (BookoutFailedPage *self)
{
  return self->run != NULL && bookout_run_get_state (self->run) >= BOOKOUT_RUN_FINISHED;
}

static void
add_members (GPtrArray *vehicles, BookoutFailureGroup *group)
{
  GListModel *members = bookout_failure_group_get_vehicles (group);

  for (guint i = 0; i < g_list_model_get_n_items (members); i++)
    g_ptr_array_add (vehicles, g_list_model_get_item (members, i));
}

/* A heading that is selected stands for all below it, and one of these that is selected too counts once: retrying it twice does nothing. */
static GPtrArray *
dup_selected (BookoutFailedPage *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GPtrArray *vehicles = g_ptr_array_new_with_free_func (g_object_unref);
  GtkBitsetIter iter;
  guint position;

  for (gboolean ok = gtk_bitset_iter_init_first (&iter, selected, &position); ok;
       ok = gtk_bitset_iter_next (&iter, &position))
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
      g_autoptr (GObject) item = gtk_tree_list_row_get_item (row);

      if (BOOKOUT_IS_FAILURE_GROUP (item))
        add_members (vehicles, BOOKOUT_FAILURE_GROUP (item));
      else
        g_ptr_array_add (vehicles, g_steal_pointer (&item));
    }

  return vehicles;
}

static char *
dup_summary (BookoutFailedPage *self)
{
  guint failed = bookout_failure_list_get_n_failed (self->failures);
  guint held = bookout_failure_list_get_n_held (self->failures);
  g_autofree char *n_failed = bookout_report_count_to_string (failed);
  g_autofree char *n_held = bookout_report_count_to_string (held);
  g_autofree char *first = g_strdup_printf (C_ ("number of vehicles", "%s failed"), n_failed);
  g_autofree char *second = g_strdup_printf (C_ ("number of vehicles", "%s held"), n_held);

  if (held == 0)
    return g_steal_pointer (&first);
  if (failed == 0)
    return g_steal_pointer (&second);
  return g_strdup_printf ("%s · %s", first, second);
}

static void
update_empty (BookoutFailedPage *self)
{
  BookoutQueueCounts counts = { 0 };
  g_autofree char *words = NULL;

  if (self->run != NULL)
    counts = bookout_run_get_counts (self->run);
  if (counts.total == 0)
    {
      adw_status_page_set_title (self->empty, _ ("Nothing to Look At"));
      adw_status_page_set_description (
          self->empty,
          _ ("Vehicles that fail, and sheets that are held back, are listed here with the reason."));
      return;
    }

  words = bookout_report_to_sentence (&counts);
  adw_status_page_set_title (self->empty,
                             is_over (self) && counts.waiting + counts.postponed + counts.in_work == 0
                                 ? _ ("Everything Is Right")
                                 : _ ("Everything Is Right So Far"));
  adw_status_page_set_description (self->empty, words);
}

static void
update_actions (BookoutFailedPage *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean some = bookout_failed_page_get_n_items (self) > 0;
  gboolean possible = bookout_vehicle_request_can_retry (self->run);

  gtk_widget_set_visible (self->retry_selected, !gtk_bitset_is_empty (selected) && possible);
  gtk_widget_set_tooltip_text (
      self->retry_all, is_over (self) ? _ ("Goes on with the run and tries all of these again") : NULL);
  gtk_widget_action_set_enabled (widget, "failed.retry-all", some && possible);
  gtk_widget_action_set_enabled (widget, "failed.retry-selected", possible);
  gtk_widget_action_set_enabled (widget, "failed.retry-cause", possible);
  gtk_widget_action_set_enabled (widget, "failed.retry-vehicle", possible);
  gtk_widget_action_set_enabled (widget, "failed.export", some);
  gtk_widget_action_set_enabled (widget, "failed.copy", some);
}

static void
update (BookoutFailedPage *self)
{
  g_autofree char *summary = dup_summary (self);
  gboolean some = bookout_failed_page_get_n_items (self) > 0;

  gtk_label_set_text (self->summary, summary);
  if (!some)
    update_empty (self);
  gtk_stack_set_visible_child_name (self->pages, some ? "failures" : "empty");
  update_actions (self);
}

static void
n_changed_cb (BookoutFailedPage *self)
{
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_ITEMS]);
}

/* Ten times a second at most, and only worth anything while the empty page is to be seen. */
static void
counts_changed_cb (BookoutFailedPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self->empty)))
    update_empty (self);
}

static void
retry_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutFailedPage *self = BOOKOUT_FAILED_PAGE (widget);
  g_autoptr (GPtrArray) vehicles = bookout_failure_list_dup_vehicles (self->failures);

  bookout_vehicle_request_retry (widget, self->run, vehicles);
}

static void
retry_selected_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutFailedPage *self = BOOKOUT_FAILED_PAGE (widget);
  g_autoptr (GPtrArray) vehicles = dup_selected (self);

  bookout_vehicle_request_retry (widget, self->run, vehicles);
}

static void
retry_cause_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutFailedPage *self = BOOKOUT_FAILED_PAGE (widget);
  BookoutFailureGroup *group = bookout_failure_list_find (self->failures,
                                                          g_variant_get_string (parameter, NULL));
  g_autoptr (GPtrArray) vehicles = g_ptr_array_new_with_free_func (g_object_unref);

  if (group == NULL)
    return;

  add_members (vehicles, group);
  bookout_vehicle_request_retry (widget, self->run, vehicles);
}

static BookoutVehicle *
lookup (BookoutFailedPage *self, GVariant *reference)
{
  BookoutInventory *inventory = self->run != NULL ? bookout_run_get_inventory (self->run) : NULL;

  return inventory != NULL ? bookout_inventory_lookup (inventory, g_variant_get_string (reference, NULL))
                           : NULL;
}

static void
retry_vehicle_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutFailedPage *self = BOOKOUT_FAILED_PAGE (widget);
  BookoutVehicle *vehicle = lookup (self, parameter);
  g_autoptr (GPtrArray) vehicles = g_ptr_array_new ();

  if (vehicle == NULL)
    return;

  g_ptr_array_add (vehicles, vehicle);
  bookout_vehicle_request_retry (widget, self->run, vehicles);
}

static void
review_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutFailedPage *self = BOOKOUT_FAILED_PAGE (widget);
  BookoutVehicle *vehicle = lookup (self, parameter);

  if (vehicle != NULL)
    bookout_vehicle_request_review (widget, self->run, vehicle);
}

static void
row_activated_cb (GtkListView *view, guint position, gpointer data)
{
  BookoutFailedPage *self = data;
  g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  g_autoptr (GObject) item = gtk_tree_list_row_get_item (row);

  if (BOOKOUT_IS_FAILURE_GROUP (item))
    gtk_tree_list_row_set_expanded (row, !gtk_tree_list_row_get_expanded (row));
  else if (bookout_vehicle_get_state (BOOKOUT_VEHICLE (item)) == BOOKOUT_VEHICLE_HELD)
    bookout_vehicle_request_review (GTK_WIDGET (self), self->run, BOOKOUT_VEHICLE (item));
}

static void
append_csv_line (GString *table, BookoutVehicle *vehicle)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (bookout_vehicle_get_finished_at (vehicle));
  g_autofree char *tried = time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S") : NULL;
  g_autofree char *attempts = g_strdup_printf ("%u", bookout_vehicle_get_attempts (vehicle));
  const char *reason = bookout_vehicle_get_reason (vehicle);
  const char *cells[] = {
    bookout_vehicle_get_reference (vehicle),
    bookout_vehicle_get_vin (vehicle),
    bookout_vehicle_get_description (vehicle),
    bookout_vehicle_words_for_state (bookout_vehicle_get_state (vehicle)),
    reason != NULL ? reason : "",
    attempts,
    tried != NULL && bookout_vehicle_get_finished_at (vehicle) > 0 ? tried : "",
    bookout_failure_get_advice (bookout_vehicle_get_code (vehicle)),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      if (i > 0)
        g_string_append_c (table, ',');
      bookout_csv_append_cell (table, cells[i]);
    }
  g_string_append (table, "\r\n");
}

/* As run-data/failed.csv, with what there is room for in a list that a person passes on; its first column is one that the list of references for a
 * later run is read from. */
static GBytes *
make_csv (BookoutFailedPage *self)
{
  g_autoptr (GPtrArray) vehicles = bookout_failure_list_dup_vehicles (self->failures);
  GString *table = g_string_new ("\xef\xbb\xbf"
                                 "Reference,VIN,Vehicle,State,Reason,Attempts,Last tried,What to do\r\n");

  for (guint i = 0; i < vehicles->len; i++)
    append_csv_line (table, g_ptr_array_index (vehicles, i));

  return g_string_free_to_bytes (table);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BookoutFailedPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_parse_name (G_FILE (source));
  g_autofree char *words = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    words = g_strdup_printf (_ ("List saved as %s"), name);
  else
    words = g_strdup_printf (_ ("The list could not be saved: %s"), error->message);
  bookout_vehicle_request_say (GTK_WIDGET (self), words);
}

static void
file_chosen_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
  BookoutFailedPage *self = data;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GBytes) table = NULL;

  if (response == GTK_RESPONSE_ACCEPT &&
      (file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog))) != NULL)
    {
      table = make_csv (self);
      g_clear_object (&self->export_folder);
      self->export_folder = g_file_get_parent (file);
      g_file_replace_contents_bytes_async (file, table, NULL, FALSE, G_FILE_CREATE_NONE, NULL, saved_cb,
                                           g_object_ref (self));
    }
  gtk_native_dialog_destroy (dialog);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutFailedPage *self = BOOKOUT_FAILED_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Export Failed Vehicles"), GTK_WINDOW (root), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"), NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), _ ("Failed vehicles.csv"));
  if (self->export_folder != NULL)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), self->export_folder, NULL);
  g_signal_connect_data (chooser, "response", G_CALLBACK (file_chosen_cb), g_object_ref (self),
                         (GClosureNotify) (void (*) (void)) g_object_unref, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutFailedPage *self = BOOKOUT_FAILED_PAGE (widget);
  g_autoptr (GPtrArray) vehicles = bookout_failure_list_dup_vehicles (self->failures);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < vehicles->len; i++)
    {
      BookoutVehicle *vehicle = g_ptr_array_index (vehicles, i);
      const char *reason = bookout_vehicle_get_reason (vehicle);

      g_string_append_printf (text, "%s\t%s\t%s\n", bookout_vehicle_get_reference (vehicle),
                              bookout_vehicle_get_description (vehicle), reason != NULL ? reason : "");
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
  bookout_vehicle_request_say (widget, _ ("List copied"));
}

static GListModel *
list_children (gpointer item, gpointer data)
{
  return BOOKOUT_IS_FAILURE_GROUP (item)
             ? g_object_ref (bookout_failure_group_get_vehicles (BOOKOUT_FAILURE_GROUP (item)))
             : NULL;
}

static void
row_destroyed_cb (GtkWidget *row, gpointer data)
{
  g_ptr_array_remove_fast (BOOKOUT_FAILED_PAGE (data)->rows, row);
}

static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  BookoutFailedPage *self = data;
  GtkWidget *expander = gtk_tree_expander_new ();
  GtkWidget *row = bookout_failure_row_new ();

  bookout_failure_row_set_narrow (BOOKOUT_FAILURE_ROW (row), self->narrow);
  g_ptr_array_add (self->rows, row);
  g_signal_connect_object (row, "destroy", G_CALLBACK (row_destroyed_cb), self, 0);
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), row);
  gtk_list_item_set_child (item, expander);
}

static gboolean
fit_cb (gpointer data)
{
  BookoutFailedPage *self = data;
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  self->fit = 0;
  self->narrow = width > 0 && width < NARROW_WIDTH;
  for (guint i = 0; i < self->rows->len; i++)
    bookout_failure_row_set_narrow (g_ptr_array_index (self->rows, i), self->narrow);

  return G_SOURCE_REMOVE;
}

/* Rows cannot change while sizes are being given out. */
static void
width_changed_cb (BookoutFailedPage *self)
{
  if (self->fit == 0)
    self->fit = g_idle_add_full (G_PRIORITY_HIGH_IDLE, fit_cb, self, NULL);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (item));
  GtkTreeListRow *row = gtk_list_item_get_item (item);
  g_autoptr (GObject) content = gtk_tree_list_row_get_item (row);

  gtk_tree_expander_set_list_row (expander, row);
  bookout_failure_row_set_item (BOOKOUT_FAILURE_ROW (gtk_tree_expander_get_child (expander)), content);
}

static void
unbind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (item));

  bookout_failure_row_set_item (BOOKOUT_FAILURE_ROW (gtk_tree_expander_get_child (expander)), NULL);
  gtk_tree_expander_set_list_row (expander, NULL);
}

static void
build_models (BookoutFailedPage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkTreeListModel *tree;

  self->failures = bookout_failure_list_new ();
  tree = gtk_tree_list_model_new (G_LIST_MODEL (g_object_ref (self->failures)), FALSE, TRUE, list_children,
                                  NULL, NULL);
  self->selection = gtk_multi_selection_new (G_LIST_MODEL (tree));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));

  g_signal_connect (factory, "setup", G_CALLBACK (setup_row_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_row_cb), NULL);
  gtk_list_view_set_factory (self->view, factory);
  g_signal_connect_object (gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (self->view)), "notify::page-size",
                           G_CALLBACK (width_changed_cb), self, G_CONNECT_SWAPPED);

  g_signal_connect_swapped (self->failures, "notify", G_CALLBACK (n_changed_cb), self);
  g_signal_connect_swapped (self->selection, "selection-changed", G_CALLBACK (update_actions), self);
}

static void
bookout_failed_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (bookout_failed_page_parent_class)->map (widget);
  update_empty (BOOKOUT_FAILED_PAGE (widget));
}

static void
bookout_failed_page_dispose (GObject *object)
{
  BookoutFailedPage *self = BOOKOUT_FAILED_PAGE (object);

  g_clear_handle_id (&self->fit, g_source_remove);
  g_clear_object (&self->run_signals);
  g_clear_object (&self->run);
  if (self->failures != NULL)
    g_signal_handlers_disconnect_by_data (self->failures, self);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  if (self->failures != NULL)
    bookout_failure_list_set_run (self->failures, NULL);
  g_clear_object (&self->failures);
  g_clear_object (&self->export_folder);

  G_OBJECT_CLASS (bookout_failed_page_parent_class)->dispose (object);
}

static void
bookout_failed_page_finalize (GObject *object)
{
  g_ptr_array_unref (BOOKOUT_FAILED_PAGE (object)->rows);

  G_OBJECT_CLASS (bookout_failed_page_parent_class)->finalize (object);
}

static void
bookout_failed_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_N_ITEMS)
    g_value_set_uint (value, bookout_failed_page_get_n_items (BOOKOUT_FAILED_PAGE (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "failed.retry-all", NULL, retry_all_action);
  gtk_widget_class_install_action (widget_class, "failed.retry-selected", NULL, retry_selected_action);
  gtk_widget_class_install_action (widget_class, "failed.retry-cause", "s", retry_cause_action);
  gtk_widget_class_install_action (widget_class, "failed.retry-vehicle", "s", retry_vehicle_action);
  gtk_widget_class_install_action (widget_class, "failed.review", "s", review_action);
  gtk_widget_class_install_action (widget_class, "failed.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "failed.copy", NULL, copy_action);
}

static void
bookout_failed_page_class_init (BookoutFailedPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bookout_failed_page_dispose;
  object_class->finalize = bookout_failed_page_finalize;
  object_class->get_property = bookout_failed_page_get_property;
  widget_class->map = bookout_failed_page_map;

  props[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
                                               G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bookout/Bookout/bookout-failed-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BookoutFailedPage, pages);
  gtk_widget_class_bind_template_child (widget_class, BookoutFailedPage, empty);
  gtk_widget_class_bind_template_child (widget_class, BookoutFailedPage, summary);
  gtk_widget_class_bind_template_child (widget_class, BookoutFailedPage, retry_selected);
  gtk_widget_class_bind_template_child (widget_class, BookoutFailedPage, retry_all);
  gtk_widget_class_bind_template_child (widget_class, BookoutFailedPage, view);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  install_actions (widget_class);
}

static void
bookout_failed_page_init (BookoutFailedPage *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->run_signals = g_signal_group_new (BOOKOUT_TYPE_RUN);
  g_signal_group_connect_swapped (self->run_signals, "notify::state", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->run_signals, "notify::counts-serial", G_CALLBACK (counts_changed_cb),
                                  self);
  build_models (self);
  update (self);
}

/**
 * bookout_failed_page_new:
 *
 * Returns: (transfer floating): a page without a run
 */
GtkWidget *
bookout_failed_page_new (void)
{
  return g_object_new (BOOKOUT_TYPE_FAILED_PAGE, NULL);
}

/**
 * bookout_failed_page_set_run:
 * @self: the page
 * @run: (nullable): whose failures to list
 */
void
bookout_failed_page_set_run (BookoutFailedPage *self, BookoutRun *run)
{
  g_return_if_fail (BOOKOUT_IS_FAILED_PAGE (self));
  g_return_if_fail (run == NULL || BOOKOUT_IS_RUN (run));

  if (self->run == run)
    return;

  g_set_object (&self->run, run);
  bookout_failure_list_set_run (self->failures, run);
  g_signal_group_set_target (self->run_signals, run);
  update (self);
}

/**
 * bookout_failed_page_get_n_items:
 * @self: the page
 *
 * Returns: how many vehicles it lists
 */
guint
bookout_failed_page_get_n_items (BookoutFailedPage *self)
{
  g_return_val_if_fail (BOOKOUT_IS_FAILED_PAGE (self), 0);

  return bookout_failure_list_get_n_failed (self->failures) +
         bookout_failure_list_get_n_held (self->failures);
}
