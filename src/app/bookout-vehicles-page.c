/* bookout-vehicles-page.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"
#include "config.h"

#include <glib/gi18n.h>

#include "bookout-report.h"
#include "bookout-row-feed.h"
#include "bookout-sheet-opener.h"
#include "bookout-vehicle-cell.h"
#include "bookout-vehicle-filter.h"
#include "bookout-vehicle-request.h"
#include "bookout-vehicle-words.h"
#include "bookout-vehicles-page.h"

/* The models stand for as long as the page; a run only brings another inventory.
 *
 *   BookoutInventory → GtkFilterListModel → GtkSortListModel → BookoutRowFeed → GtkMultiSelection → GtkColumnView
 *
 * Filter and order work in idle time, in portions. A vehicle that changes tells its own cells; whether it now belongs elsewhere in the list is
 * looked at once a second at most. Main thread. */

#define REFRESH_MS 1000

/* In the list of what to list: all, then each state, then those that are new, if it is known which. */
#define CHOICE_ALL 0
#define CHOICE_NEW (BOOKOUT_VEHICLE_SKIPPED + 2)

/* Below this many pixels only reference, vehicle and state are shown. */
#define NARROW_WIDTH 640

struct _BookoutVehiclesPage
{
  AdwBin parent_instance;

  GtkStack *pages;
  GtkStack *results;
  GtkSearchEntry *search;
  GtkDropDown *states;
  GtkColumnView *view;
  GtkLabel *count;
  GtkLabel *difference;
  GMenuModel *row_menu;

  GtkWidget *popover; /* child */
  GtkStringList *choices;
  BookoutVehicleFilter *filter;
  GtkFilterListModel *filtered;
  BookoutRowFeed *feed;
  GtkMultiSelection *selection;
  GtkColumnViewColumn *columns[BOOKOUT_N_VEHICLE_FIELDS];

  BookoutRun *run;           /* nullable */
  GSignalGroup *run_signals; /* what is heard of it */
  guint refresh;             /* source id */
  guint fit;                 /* source id */
};

G_DEFINE_FINAL_TYPE (BookoutVehiclesPage, bookout_vehicles_page, ADW_TYPE_BIN)

static BookoutVehicle *
get_vehicle (BookoutVehiclesPage *self, guint position)
{
  g_autoptr (BookoutVehicle) vehicle = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  return vehicle; /* the inventory keeps it */
}

/* In the order shown. */
static GPtrArray *
dup_selected (BookoutVehiclesPage *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GPtrArray *vehicles = g_ptr_array_new_with_free_func (g_object_unref);
  GtkBitsetIter iter;
  guint position;

  for (gboolean ok = gtk_bitset_iter_init_first (&iter, selected, &position); ok;
       ok = gtk_bitset_iter_next (&iter, &position))
    g_ptr_array_add (vehicles, g_list_model_get_item (G_LIST_MODEL (self->selection), position));

  return vehicles;
}

static gboolean
has_sheet (BookoutVehicleState state)
{
  return state == BOOKOUT_VEHICLE_DONE || state == BOOKOUT_VEHICLE_UNPROVED;
}

static gboolean
has_failed (BookoutVehicleState state)
{
  return state == BOOKOUT_VEHICLE_FAILED || state == BOOKOUT_VEHICLE_HELD;
}

static void
update_actions (BookoutVehiclesPage *self)
{
  g_autoptr (GPtrArray) vehicles = dup_selected (self);
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean fetching = bookout_vehicle_request_is_possible (self->run);
  guint sheets = 0, waiting = 0, failed = 0, held = 0;

  for (guint i = 0; i < vehicles->len; i++)
    {
      BookoutVehicleState state = bookout_vehicle_get_state (g_ptr_array_index (vehicles, i));

      sheets += has_sheet (state);
      waiting += state == BOOKOUT_VEHICLE_WAITING;
      failed += has_failed (state);
      held += state == BOOKOUT_VEHICLE_HELD;
    }
  gtk_widget_action_set_enabled (widget, "vehicles.open-sheet", vehicles->len == 1 && sheets == 1);
  gtk_widget_action_set_enabled (widget, "vehicles.show-in-folder", vehicles->len == 1 && sheets == 1);
  gtk_widget_action_set_enabled (widget, "vehicles.review", vehicles->len == 1 && held == 1);
  gtk_widget_action_set_enabled (widget, "vehicles.fetch-next", fetching && waiting > 0);
  gtk_widget_action_set_enabled (widget, "vehicles.retry",
                                 bookout_vehicle_request_can_retry (self->run) && failed > 0);
  gtk_widget_action_set_enabled (widget, "vehicles.copy-reference", vehicles->len > 0);
}

static guint
count_selected (BookoutVehiclesPage *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  return (guint) gtk_bitset_get_size (selected);
}

static void
update_count (BookoutVehiclesPage *self)
{
  GListModel *all = gtk_filter_list_model_get_model (self->filtered);
  guint total = all != NULL ? g_list_model_get_n_items (all) : 0;
  guint shown = g_list_model_get_n_items (G_LIST_MODEL (self->filtered));
  guint n_selected = count_selected (self);
  g_autofree char *vehicles = bookout_vehicle_words_for_count (total);
  g_autofree char *number = bookout_report_count_to_string (shown);
  g_autofree char *some = g_strdup_printf (_ ("%s of %s"), number, vehicles);
  g_autoptr (GString) words = g_string_new (shown < total ? some : vehicles);

  if (n_selected > 1)
    {
      g_autofree char *chosen = bookout_report_count_to_string (n_selected);

      g_string_append (words, " · ");
      g_string_append_printf (words, _ ("%s selected"), chosen);
    }
  gtk_label_set_text (self->count, words->str);
}

static void
update_results (BookoutVehiclesPage *self)
{
  gboolean none = g_list_model_get_n_items (G_LIST_MODEL (self->filtered)) == 0 &&
                  gtk_filter_list_model_get_pending (self->filtered) == 0;

  gtk_stack_set_visible_child_name (self->results, none ? "none" : "rows");
  update_count (self);
}

static void
selection_changed_cb (BookoutVehiclesPage *self)
{
  update_actions (self);
  update_count (self);
}

static void
search_changed_cb (GtkSearchEntry *search, gpointer data)
{
  BookoutVehiclesPage *self = data;

  bookout_row_feed_restart (self->feed);
  bookout_vehicle_filter_set_text (self->filter, gtk_editable_get_text (GTK_EDITABLE (search)));
}

/* (nullable) */
static const BookoutInventoryDifference *
get_difference (BookoutVehiclesPage *self)
{
  return self->run != NULL ? bookout_run_get_difference (self->run) : NULL;
}

static void
apply_choice (BookoutVehiclesPage *self)
{
  const BookoutInventoryDifference *difference = get_difference (self);
  guint chosen = gtk_drop_down_get_selected (self->states);
  gboolean by_state = chosen > CHOICE_ALL && chosen < CHOICE_NEW;

  bookout_row_feed_restart (self->feed);
  bookout_vehicle_filter_set_state (self->filter,
                                    by_state ? (int) chosen - 1 : BOOKOUT_VEHICLE_FILTER_ANY_STATE);
  bookout_vehicle_filter_set_references (
      self->filter, chosen == CHOICE_NEW && difference != NULL ? difference->added : NULL);
}

static void
state_chosen_cb (GtkDropDown *states, GParamSpec *pspec, gpointer data)
{
  BookoutVehiclesPage *self = data;

  if (self->filter != NULL && gtk_drop_down_get_selected (states) != GTK_INVALID_LIST_POSITION)
    apply_choice (self);
}

static void
show_difference (BookoutVehiclesPage *self)
{
  const BookoutInventoryDifference *difference = get_difference (self);
  gboolean offered = g_list_model_get_n_items (G_LIST_MODEL (self->choices)) > CHOICE_NEW;
  gboolean any_new = difference != NULL && difference->added->len > 0;
  g_autofree char *words = difference != NULL ? bookout_inventory_difference_dup_sentence (difference) : NULL;

  if (any_new && !offered)
    gtk_string_list_append (self->choices, C_ ("which vehicles to list", "New"));
  else if (!any_new && offered)
    gtk_string_list_remove (self->choices, CHOICE_NEW);
  apply_choice (self);
  gtk_label_set_text (self->difference, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->difference), words != NULL);
}

static void
popup_menu (BookoutVehiclesPage *self, const GdkRectangle *at)
{
  update_actions (self);
  if (self->popover == NULL)
    {
      self->popover = gtk_popover_menu_new_from_model (self->row_menu);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
      gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
      gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), at);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

/* The cell at or around @widget. A click may land beside a cell's own widget, on what the column view puts around it. */
static BookoutVehicleCell *
find_cell (GtkWidget *widget)
{
  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    {
      const char *name = gtk_widget_get_css_name (widget);

      if (BOOKOUT_IS_VEHICLE_CELL (widget))
        return BOOKOUT_VEHICLE_CELL (widget);
      if (g_str_equal (name, "cell") || g_str_equal (name, "row"))
        break;
    }
  while (widget != NULL && !BOOKOUT_IS_VEHICLE_CELL (widget))
    widget = gtk_widget_get_first_child (widget);

  return widget != NULL ? BOOKOUT_VEHICLE_CELL (widget) : NULL;
}

static void
secondary_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  BookoutVehiclesPage *self = data;
  GtkWidget *view = GTK_WIDGET (self->view);
  BookoutVehicleCell *cell = find_cell (gtk_widget_pick (view, x, y, GTK_PICK_DEFAULT));
  guint position = cell != NULL ? bookout_vehicle_cell_get_position (cell) : GTK_INVALID_LIST_POSITION;
  double page_x, page_y;

  if (position == GTK_INVALID_LIST_POSITION ||
      !gtk_widget_translate_coordinates (view, GTK_WIDGET (self), x, y, &page_x, &page_y))
    return;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), position))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  popup_menu (self, &(GdkRectangle){ (int) page_x, (int) page_y, 1, 1 });
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutVehiclesPage *self = BOOKOUT_VEHICLES_PAGE (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  BookoutVehicleCell *cell = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->view))
                                 ? find_cell (focus)
                                 : NULL;
  guint position = cell != NULL ? bookout_vehicle_cell_get_position (cell) : GTK_INVALID_LIST_POSITION;
  graphene_rect_t bounds;

  if (position == GTK_INVALID_LIST_POSITION ||
      !gtk_widget_compute_bounds (GTK_WIDGET (cell), widget, &bounds))
    return;

  if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), position))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  popup_menu (self, &(GdkRectangle){ (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width,
                                     (int) bounds.size.height });
}

/* The sheet of @vehicle if it is still where the run put it; else says that it is not. */
static char *
find_sheet (BookoutVehiclesPage *self, BookoutVehicle *vehicle)
{
  char *path = bookout_sheet_opener_find (bookout_run_get_folder (self->run), vehicle);
  g_autofree char *words = NULL;

  if (path != NULL)
    return path;

  words = g_strdup_printf (_ ("The sheet of %s is no longer in its folder"),
                           bookout_vehicle_get_reference (vehicle));
  bookout_vehicle_request_say (GTK_WIDGET (self), words);
  return NULL;
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutVehiclesPage *self = BOOKOUT_VEHICLES_PAGE (widget);
  g_autoptr (GPtrArray) vehicles = dup_selected (self);
  g_autofree char *path = vehicles->len == 1 ? find_sheet (self, g_ptr_array_index (vehicles, 0)) : NULL;

  if (path == NULL)
    return;
  if (g_str_equal (name, "vehicles.open-sheet"))
    bookout_sheet_opener_open (widget, path);
  else
    bookout_sheet_opener_show (widget, path);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GPtrArray) vehicles = dup_selected (BOOKOUT_VEHICLES_PAGE (widget));
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < vehicles->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "",
                            bookout_vehicle_get_reference (g_ptr_array_index (vehicles, i)));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
}

static void
retry_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutVehiclesPage *self = BOOKOUT_VEHICLES_PAGE (widget);
  g_autoptr (GPtrArray) vehicles = dup_selected (self);

  bookout_vehicle_request_retry (widget, self->run, vehicles);
  update_actions (self);
}

static void
fetch_next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutVehiclesPage *self = BOOKOUT_VEHICLES_PAGE (widget);
  g_autoptr (GPtrArray) vehicles = dup_selected (self);

  bookout_vehicle_request_prefer (widget, self->run, vehicles);
}

static void
review_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutVehiclesPage *self = BOOKOUT_VEHICLES_PAGE (widget);
  g_autoptr (GPtrArray) vehicles = dup_selected (self);

  if (vehicles->len == 1)
    bookout_vehicle_request_review (widget, self->run, g_ptr_array_index (vehicles, 0));
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (BOOKOUT_VEHICLES_PAGE (widget)->search));
}

static void
list_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutVehiclesPage *self = BOOKOUT_VEHICLES_PAGE (widget);

  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_drop_down_set_selected (self->states, CHOICE_ALL);
}

static void
row_activated_cb (GtkColumnView *view, guint position, gpointer data)
{
  BookoutVehiclesPage *self = data;
  BookoutVehicle *vehicle = get_vehicle (self, position);
  BookoutVehicleState state = bookout_vehicle_get_state (vehicle);

  if (has_sheet (state))
    {
      g_autofree char *path = find_sheet (self, vehicle);

      if (path != NULL)
        bookout_sheet_opener_open (GTK_WIDGET (self), path);
    }
  else if (state == BOOKOUT_VEHICLE_HELD)
    bookout_vehicle_request_review (GTK_WIDGET (self), self->run, vehicle);
  else if (state == BOOKOUT_VEHICLE_FAILED)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-page", "s", "failed");
}

static gboolean
refresh_cb (gpointer data)
{
  BookoutVehiclesPage *self = data;

  self->refresh = 0;
  bookout_vehicle_filter_refresh (self->filter);
  for (guint i = 0; i < BOOKOUT_N_VEHICLE_FIELDS; i++)
    if (bookout_vehicle_cell_field_changes (i)) /* heard only if the view is sorted by it */
      gtk_sorter_changed (gtk_column_view_column_get_sorter (self->columns[i]), GTK_SORTER_CHANGE_DIFFERENT);
  update_actions (self);

  return G_SOURCE_REMOVE;
}

static void
counts_changed_cb (BookoutVehiclesPage *self)
{
  if (self->refresh == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->refresh = g_timeout_add (REFRESH_MS, refresh_cb, self);
}

static void
take_inventory (BookoutVehiclesPage *self)
{
  BookoutInventory *inventory = self->run != NULL ? bookout_run_get_inventory (self->run) : NULL;
  GListModel *model = (GListModel *) inventory;

  if (gtk_filter_list_model_get_model (self->filtered) != model)
    {
      bookout_row_feed_restart (self->feed);
      gtk_filter_list_model_set_model (self->filtered, model);
    }
  gtk_stack_set_visible_child_name (self->pages, model != NULL ? "vehicles" : "empty");
  show_difference (self);
  update_results (self);
  update_actions (self);
}

static gboolean
fit_cb (gpointer data)
{
  BookoutVehiclesPage *self = data;
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  gboolean wide = width == 0 || width >= NARROW_WIDTH;

  self->fit = 0;
  gtk_column_view_column_set_visible (self->columns[BOOKOUT_VEHICLE_FIELD_VIN], wide);
  gtk_column_view_column_set_visible (self->columns[BOOKOUT_VEHICLE_FIELD_ATTEMPTS], wide);
  gtk_column_view_column_set_visible (self->columns[BOOKOUT_VEHICLE_FIELD_SIZE], wide);
  gtk_column_view_column_set_visible (self->columns[BOOKOUT_VEHICLE_FIELD_FINISHED_AT], wide);

  return G_SOURCE_REMOVE;
}

/* Columns cannot come and go while sizes are being given out. */
static void
width_changed_cb (BookoutVehiclesPage *self)
{
  if (self->fit == 0)
    self->fit = g_idle_add_full (G_PRIORITY_HIGH_IDLE, fit_cb, self, NULL);
}

static void
add_columns (BookoutVehiclesPage *self)
{
  static const char *const titles[BOOKOUT_N_VEHICLE_FIELDS] = {
    [BOOKOUT_VEHICLE_FIELD_REFERENCE] = N_ ("Reference"), [BOOKOUT_VEHICLE_FIELD_VIN] = N_ ("VIN"),
    [BOOKOUT_VEHICLE_FIELD_DESCRIPTION] = N_ ("Vehicle"), [BOOKOUT_VEHICLE_FIELD_STATE] = N_ ("Status"),
    [BOOKOUT_VEHICLE_FIELD_ATTEMPTS] = N_ ("Attempts"),   [BOOKOUT_VEHICLE_FIELD_SIZE] = N_ ("Size"),
    [BOOKOUT_VEHICLE_FIELD_FINISHED_AT] = N_ ("When"),
  };

  for (guint i = 0; i < BOOKOUT_N_VEHICLE_FIELDS; i++)
    {
      g_autoptr (GtkColumnViewColumn)
          column = gtk_column_view_column_new (_ (titles[i]), bookout_vehicle_cell_factory_new (i));
      g_autoptr (GtkSorter) sorter = bookout_vehicle_cell_sorter_new (i);

      gtk_column_view_column_set_sorter (column, sorter);
      gtk_column_view_column_set_resizable (column, TRUE);
      gtk_column_view_column_set_expand (column, i == BOOKOUT_VEHICLE_FIELD_DESCRIPTION);
      gtk_column_view_append_column (self->view, column);
      self->columns[i] = column; /* the view keeps it */
    }
}

static void
add_states (BookoutVehiclesPage *self)
{
  self->choices = gtk_string_list_new (NULL);
  gtk_string_list_append (self->choices, _ ("All States"));
  for (guint i = 0; i <= BOOKOUT_VEHICLE_SKIPPED; i++)
    gtk_string_list_append (self->choices, bookout_vehicle_words_for_state (i));
  gtk_drop_down_set_model (self->states, G_LIST_MODEL (self->choices));
}

static void
build_models (BookoutVehiclesPage *self)
{
  GtkSortListModel *sorted;

  self->filter = bookout_vehicle_filter_new ();
  self->filtered = gtk_filter_list_model_new (NULL, GTK_FILTER (g_object_ref (self->filter)));
  gtk_filter_list_model_set_incremental (self->filtered, TRUE);
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (g_object_ref (self->filtered)),
                                    g_object_ref (gtk_column_view_get_sorter (self->view)));
  gtk_sort_list_model_set_incremental (sorted, TRUE);
  self->feed = bookout_row_feed_new (G_LIST_MODEL (sorted));
  g_object_unref (sorted);
  self->selection = gtk_multi_selection_new (g_object_ref (bookout_row_feed_get_model (self->feed)));
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));

  g_signal_connect_swapped (self->filtered, "items-changed", G_CALLBACK (update_results), self);
  g_signal_connect_swapped (self->filtered, "notify::pending", G_CALLBACK (update_results), self);
  g_signal_connect_swapped (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self);
}

static void
bookout_vehicles_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (bookout_vehicles_page_parent_class)->map (widget);
  counts_changed_cb (BOOKOUT_VEHICLES_PAGE (widget));
}

static void
bookout_vehicles_page_dispose (GObject *object)
{
  BookoutVehiclesPage *self = BOOKOUT_VEHICLES_PAGE (object);

  g_clear_handle_id (&self->refresh, g_source_remove);
  g_clear_handle_id (&self->fit, g_source_remove);
  g_clear_object (&self->run_signals);
  g_clear_object (&self->run);
  if (self->filtered != NULL)
    g_signal_handlers_disconnect_by_data (self->filtered, self);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->feed);
  g_clear_object (&self->filtered);
  g_clear_object (&self->filter);
  g_clear_object (&self->choices);
  g_clear_pointer (&self->popover, gtk_widget_unparent);

  G_OBJECT_CLASS (bookout_vehicles_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "vehicles.open-sheet", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "vehicles.show-in-folder", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "vehicles.review", NULL, review_action);
  gtk_widget_class_install_action (widget_class, "vehicles.copy-reference", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "vehicles.fetch-next", NULL, fetch_next_action);
  gtk_widget_class_install_action (widget_class, "vehicles.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "vehicles.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "vehicles.list-all", NULL, list_all_action);
  gtk_widget_class_install_action (widget_class, "vehicles.menu", NULL, menu_action);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "vehicles.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "vehicles.menu", NULL);
}

static void
bookout_vehicles_page_class_init (BookoutVehiclesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bookout_vehicles_page_dispose;
  widget_class->map = bookout_vehicles_page_map;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bookout/Bookout/bookout-vehicles-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BookoutVehiclesPage, pages);
  gtk_widget_class_bind_template_child (widget_class, BookoutVehiclesPage, results);
  gtk_widget_class_bind_template_child (widget_class, BookoutVehiclesPage, search);
  gtk_widget_class_bind_template_child (widget_class, BookoutVehiclesPage, states);
  gtk_widget_class_bind_template_child (widget_class, BookoutVehiclesPage, view);
  gtk_widget_class_bind_template_child (widget_class, BookoutVehiclesPage, count);
  gtk_widget_class_bind_template_child (widget_class, BookoutVehiclesPage, difference);
  gtk_widget_class_bind_template_child (widget_class, BookoutVehiclesPage, row_menu);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, state_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, secondary_pressed_cb);
  install_actions (widget_class);
}

static gboolean
search_key_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  return gtk_widget_get_mapped (widget) && gtk_widget_activate_action (widget, "vehicles.search", NULL);
}

/* Wherever the focus is in the window, as long as this page is the one that is shown. */
static void
add_search_key (BookoutVehiclesPage *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GtkShortcut *shortcut = gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_f, GDK_CONTROL_MASK),
                                            gtk_callback_action_new (search_key_cb, NULL, NULL));

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), shortcut);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
listen (BookoutVehiclesPage *self)
{
  self->run_signals = g_signal_group_new (BOOKOUT_TYPE_RUN);
  g_signal_group_connect_swapped (self->run_signals, "notify::inventory", G_CALLBACK (take_inventory), self);
  g_signal_group_connect_swapped (self->run_signals, "notify::state", G_CALLBACK (update_actions), self);
  g_signal_group_connect_swapped (self->run_signals, "notify::counts-serial", G_CALLBACK (counts_changed_cb),
                                  self);
}

static void
bookout_vehicles_page_init (BookoutVehiclesPage *self)
{
  GtkAdjustment *across;

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self->view));
  add_search_key (self);
  add_states (self);
  add_columns (self);
  build_models (self);
  listen (self);

  across = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (self->view));
  g_signal_connect_object (across, "notify::page-size", G_CALLBACK (width_changed_cb), self,
                           G_CONNECT_SWAPPED);
  take_inventory (self);
}

/**
 * bookout_vehicles_page_new:
 *
 * Returns: (transfer floating): a page without a run
 */
GtkWidget *
bookout_vehicles_page_new (void)
{
  return g_object_new (BOOKOUT_TYPE_VEHICLES_PAGE, NULL);
}

/**
 * bookout_vehicles_page_set_run:
 * @self: the page
 * @run: (nullable): whose vehicles to list, from the time it has them
 */
void
bookout_vehicles_page_set_run (BookoutVehiclesPage *self, BookoutRun *run)
{
  g_return_if_fail (BOOKOUT_IS_VEHICLES_PAGE (self));
  g_return_if_fail (run == NULL || BOOKOUT_IS_RUN (run));

  if (self->run == run)
    return;

  g_set_object (&self->run, run);
  g_signal_group_set_target (self->run_signals, run);
  take_inventory (self);
}
