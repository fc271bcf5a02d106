/* bookout-run-page.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "bookout-rate-chart.h"
#include "bookout-run-page.h"
#include "bookout-run-words.h"
#include "bookout-stage-chart.h"
#include "bookout-tab-card.h"
#include "bookout-vehicle-words.h"

/* Ten times a second, while a run is under way and somebody can see it, one timer samples the run and the snapshots of its tabs. Whatever the tabs do,
 * that is all that they cost the main loop. What changes seldom (state, tabs) is notified. */

#define TICK_MS 100

/* How long the stages take changes slowly. */
#define STAGES_US G_USEC_PER_SEC

#define TABS_MOST 32

/* Rows of the newest results; they are made once, and show other vehicles. */
#define NEWEST 8

struct _BookoutRunPage
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkLabel *title_label;
  GtkProgressBar *progress_bar;
  GtkLabel *progress_label;
  GtkLabel *state_label;
  GtkLabel *difference_label;
  GtkWidget *next_box;
  GtkWidget *try_button;
  GtkWidget *open_button;
  GtkWidget *review_button;
  GtkWidget *continue_button;
  GtkWidget *tabs_section;
  GtkFlowBox *cards;
  BookoutRateChart *chart;
  GtkWidget *stages_section;
  BookoutStageChart *stage_chart;
  GtkWidget *newest_section;
  GtkListBox *newest_list;
  GtkWidget *action_bar;
  GtkButton *pause_button;
  GtkSpinButton *tabs_spin;
  GtkAdjustment *tabs_adjustment;

  BookoutRun *run; /* nullable */
  char *error;     /* nullable: why it failed */
  guint tick;
  gint64 stages_due;               /* monotonic µs */
  GPtrArray *card_list;            /* of BookoutTabCard, not owned: one a tab */
  GtkWidget *newest_rows[NEWEST];  /* not owned */
  GtkWidget *newest_icons[NEWEST]; /* not owned: theirs */
  BookoutVehicle *newest[NEWEST];  /* newest first; NULL after the last */
  gboolean newest_changed;
};

G_DEFINE_FINAL_TYPE (BookoutRunPage, bookout_run_page, ADW_TYPE_BIN)

static void
set_text (GtkLabel *label, const char *text)
{
  gboolean visible = text != NULL && *text != '\0';

  if (visible && g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), visible);
}

static gboolean
is_over (BookoutRunPage *self)
{
  return bookout_run_get_state (self->run) >= BOOKOUT_RUN_FINISHED;
}

/* Progress */

static void
add_to_charts (BookoutRunPage *self, guint settled)
{
  gint64 now = g_get_monotonic_time ();
  gint64 medians[BOOKOUT_N_STAGES];

  bookout_rate_chart_add (self->chart, now, settled);
  if (now < self->stages_due)
    return;

  self->stages_due = now + STAGES_US;
  bookout_run_get_stage_medians (self->run, medians);
  bookout_stage_chart_add (self->stage_chart, now, medians);
  for (guint i = 0; i < BOOKOUT_N_STAGES; i++)
    if (medians[i] >= 0)
      gtk_widget_set_visible (self->stages_section, TRUE);
}

static void
show_progress (BookoutRunPage *self)
{
  BookoutRunState state = bookout_run_get_state (self->run);
  BookoutQueueCounts counts = bookout_run_get_counts (self->run);
  guint total = bookout_run_words_total (&counts);
  BookoutProgress progress;
  g_autofree char *words = NULL;

  bookout_run_get_progress (self->run, &progress);
  words = bookout_run_words_progress (state, &counts, progress.rate, progress.remaining);
  set_text (self->progress_label, words);

  if (total > 0)
    gtk_progress_bar_set_fraction (self->progress_bar, (double) bookout_run_words_settled (&counts) / total);
  else if (is_over (self))
    gtk_progress_bar_set_fraction (self->progress_bar, 0);
  else
    gtk_progress_bar_pulse (self->progress_bar);

  if (state == BOOKOUT_RUN_FETCHING)
    add_to_charts (self, bookout_run_words_settled (&counts));
}

static char *
state_words (BookoutRunPage *self)
{
  BookoutRunState state = bookout_run_get_state (self->run);
  BookoutQueueCounts counts = bookout_run_get_counts (self->run);

  if (state == BOOKOUT_RUN_FAILED && self->error != NULL)
    return g_strdup (self->error);
  if (is_over (self) && counts.total > 0)
    return bookout_run_words_result (state, &counts);

  return bookout_run_words_hold (bookout_run_get_hold (self->run), bookout_run_get_hold_until (self->run),
                                 bookout_run_get_hold_words (self->run), g_get_monotonic_time ());
}

/* What a person can do next, once there is something to do. */
static void
show_next (BookoutRunPage *self)
{
  BookoutQueueCounts counts = bookout_run_get_counts (self->run);
  gboolean over = is_over (self);
  gboolean blocked = bookout_run_get_hold (self->run) == BOOKOUT_HOLD_BLOCKED;
  gboolean any = counts.done + counts.unproved > 0;
  gboolean bad = counts.failed + counts.held > 0;
  gboolean left = counts.waiting + counts.postponed + counts.in_work > 0;

  gtk_widget_set_visible (self->try_button, blocked);
  gtk_widget_set_visible (self->open_button, over && any);
  gtk_widget_set_visible (self->review_button, over && bad);
  gtk_widget_set_visible (self->continue_button, over && left);
  gtk_widget_set_visible (self->next_box, blocked || (over && (any || bad || left)));
}

static void
show_difference (BookoutRunPage *self)
{
  const BookoutInventoryDifference *difference = bookout_run_get_difference (self->run);
  g_autofree char *sentence = difference != NULL ? bookout_inventory_difference_dup_sentence (difference)
                                                 : NULL;
  /* Translators: %s is such as "12 new, 3 gone since 20 Nov" */
  g_autofree char *words = sentence != NULL ? g_strdup_printf (_ ("Inventory: %s"), sentence) : NULL;

  set_text (self->difference_label, words);
}

static void
show_state (BookoutRunPage *self)
{
  g_autofree char *words = state_words (self);

  set_text (self->title_label,
            bookout_run_words_title (bookout_run_get_state (self->run), bookout_run_get_hold (self->run)));
  set_text (self->state_label, words);
  show_next (self);
}

/* Cards */

static void
add_card (BookoutRunPage *self)
{
  GtkWidget *card = bookout_tab_card_new ();

  g_ptr_array_add (self->card_list, card);
  gtk_flow_box_append (self->cards, card);
  /* A card can't be operated, so the cursor needn't stop at it. */
  gtk_widget_set_focusable (gtk_widget_get_parent (card), FALSE);
}

static void
remove_card (BookoutRunPage *self)
{
  GtkWidget *card = g_ptr_array_steal_index (self->card_list, self->card_list->len - 1);

  gtk_flow_box_remove (self->cards, gtk_widget_get_parent (card));
}

static void
show_cards (BookoutRunPage *self)
{
  BookoutTabSnapshot snapshots[TABS_MOST];
  guint n = bookout_run_get_snapshots (self->run, snapshots, TABS_MOST);
  gint64 now = g_get_monotonic_time ();

  while (self->card_list->len < n)
    add_card (self);
  while (self->card_list->len > n)
    remove_card (self);
  for (guint i = 0; i < n; i++)
    bookout_tab_card_show (g_ptr_array_index (self->card_list, i), &snapshots[i], now);

  gtk_widget_set_visible (self->tabs_section, n > 0);
}

/* Newest results */

static void
vehicle_settled_cb (BookoutRunPage *self, BookoutVehicle *vehicle)
{
  g_clear_object (&self->newest[NEWEST - 1]);
  memmove (&self->newest[1], &self->newest[0], (NEWEST - 1) * sizeof self->newest[0]);
  self->newest[0] = g_object_ref (vehicle);
  self->newest_changed = TRUE;
}

static char *
result_words (BookoutVehicle *vehicle)
{
  const char *state = bookout_vehicle_words_for_state (bookout_vehicle_get_state (vehicle));
  const char *reason = bookout_vehicle_get_reason (vehicle);
  g_autofree char *time = bookout_vehicle_words_for_time (bookout_vehicle_get_finished_at (vehicle));
  g_autofree char *size = bookout_vehicle_words_for_size (bookout_vehicle_get_size (vehicle));

  if (reason != NULL)
    return g_strdup_printf ("%s · %s", state, reason);

  return g_strdup_printf ("%s · %s · %s", state, time, size);
}

static void
show_result (GtkWidget *row, GtkWidget *icon, BookoutVehicle *vehicle)
{
  g_autofree char *title = NULL;
  g_autofree char *words = NULL;

  gtk_widget_set_visible (row, vehicle != NULL);
  if (vehicle == NULL)
    return;

  title = g_strdup_printf ("%s  %s", bookout_vehicle_get_reference (vehicle),
                           bookout_vehicle_get_description (vehicle));
  words = result_words (vehicle);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  gtk_image_set_from_icon_name (GTK_IMAGE (icon),
                                bookout_vehicle_words_icon_for_state (bookout_vehicle_get_state (vehicle)));
}

static void
show_newest (BookoutRunPage *self)
{
  if (!self->newest_changed)
    return;

  self->newest_changed = FALSE;
  for (guint i = 0; i < NEWEST; i++)
    show_result (self->newest_rows[i], self->newest_icons[i], self->newest[i]);
  gtk_widget_set_visible (self->newest_section, self->newest[0] != NULL);
}

static void
make_newest_rows (BookoutRunPage *self)
{
  for (guint i = 0; i < NEWEST; i++)
    {
      self->newest_rows[i] = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title-lines", 1,
                                           "subtitle-lines", 2, "focusable", FALSE, "visible", FALSE, NULL);
      /* The words after it say the same. */
      self->newest_icons[i] = g_object_new (GTK_TYPE_IMAGE, "accessible-role",
                                            GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
      adw_action_row_add_prefix (ADW_ACTION_ROW (self->newest_rows[i]), self->newest_icons[i]);
      gtk_list_box_append (self->newest_list, self->newest_rows[i]);
    }
}

/* Time */

static void
show_all (BookoutRunPage *self)
{
  show_progress (self);
  show_state (self);
  show_cards (self);
  show_newest (self);
}

static gboolean
tick_cb (gpointer data)
{
  BookoutRunPage *self = data;

  /* The chart goes on while nobody looks. */
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_all (self);
  else
    show_progress (self);

  return G_SOURCE_CONTINUE;
}

static void
state_cb (BookoutRunPage *self)
{
  gboolean over = is_over (self);
  BookoutHold hold = bookout_run_get_hold (self->run);

  if (over)
    g_clear_handle_id (&self->tick, g_source_remove);
  else if (self->tick == 0)
    self->tick = g_timeout_add (TICK_MS, tick_cb, self);

  gtk_widget_set_visible (self->action_bar, !over);
  gtk_button_set_label (self->pause_button, hold == BOOKOUT_HOLD_PAUSED ? _ ("_Resume") : _ ("_Pause"));
  /* Else GTK 4.8 names it twice. */
  gtk_accessible_reset_property (GTK_ACCESSIBLE (self->pause_button), GTK_ACCESSIBLE_PROPERTY_LABEL);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->pause_button),
                                  hold == BOOKOUT_HOLD_PAUSED ? "win.resume" : "win.pause");
  show_difference (self);
  show_all (self);
}

/* While the run is under way the timer looks; afterwards only a release changes anything. */
static void
counts_changed_cb (BookoutRunPage *self)
{
  if (is_over (self))
    show_all (self);
}

static void
tabs_notified_cb (BookoutRunPage *self)
{
  gtk_adjustment_set_value (self->tabs_adjustment, bookout_run_get_tabs (self->run));
}

static void
tabs_changed_cb (BookoutRunPage *self)
{
  if (self->run == NULL)
    return;

  bookout_run_set_tabs (self->run, (guint) gtk_adjustment_get_value (self->tabs_adjustment));
  /* The portal's description may allow fewer. */
  tabs_notified_cb (self);
}

static void
forget_run (BookoutRunPage *self)
{
  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_clear_object (&self->run);
  g_clear_pointer (&self->error, g_free);
  for (guint i = 0; i < NEWEST; i++)
    g_clear_object (&self->newest[i]);
  self->newest_changed = TRUE;
}

/**
 * bookout_run_page_set_run:
 * @self: the page
 * @run: (nullable): the run to show from now on
 */
void
bookout_run_page_set_run (BookoutRunPage *self, BookoutRun *run)
{
  g_return_if_fail (BOOKOUT_IS_RUN_PAGE (self));

  forget_run (self);
  bookout_rate_chart_clear (self->chart);
  bookout_stage_chart_clear (self->stage_chart);
  gtk_widget_set_visible (self->stages_section, FALSE);
  self->stages_due = 0;
  gtk_stack_set_visible_child_name (self->stack, run != NULL ? "run" : "empty");
  if (run == NULL)
    return;

  self->run = g_object_ref (run);
  g_signal_connect_object (run, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "notify::hold", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "notify::counts-serial", G_CALLBACK (counts_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "notify::tabs", G_CALLBACK (tabs_notified_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "vehicle-settled", G_CALLBACK (vehicle_settled_cb), self, G_CONNECT_SWAPPED);
  tabs_notified_cb (self);
  state_cb (self);
}

/**
 * bookout_run_page_show_error:
 * @self: the page
 * @text: plain text: why its run failed
 */
void
bookout_run_page_show_error (BookoutRunPage *self, const char *text)
{
  g_return_if_fail (BOOKOUT_IS_RUN_PAGE (self));

  g_free (self->error);
  self->error = g_strdup (text);
  if (self->run != NULL)
    show_state (self);
}

static void
open_folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutRunPage *self = BOOKOUT_RUN_PAGE (widget);

  if (self->run != NULL)
    gtk_widget_activate_action (widget, "win.open-folder", "s", bookout_run_get_folder (self->run));
}

static void
continue_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutRunPage *self = BOOKOUT_RUN_PAGE (widget);

  if (self->run != NULL)
    gtk_widget_activate_action (widget, "win.continue-run", "s", bookout_run_get_folder (self->run));
}

static void
bookout_run_page_dispose (GObject *object)
{
  BookoutRunPage *self = BOOKOUT_RUN_PAGE (object);

  forget_run (self);
  g_clear_pointer (&self->card_list, g_ptr_array_unref);

  G_OBJECT_CLASS (bookout_run_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, BookoutRunPage, stack);
  gtk_widget_class_bind_template_child (widget_class, BookoutRunPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, BookoutRunPage, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, BookoutRunPage, progress_label);
  gtk_widget_class_bind_template_child (widget_class, BookoutRunPage, state_label);
  gtk_widget_class_bind_template_child (widget_class, BookoutRunPage, difference_label);
  gtk_widget_class_bind_template_child (widget_class, BookoutRunPage, next_box);
  gtk_widget_class_bind_template_child (widget_class, BookoutRunPage, try_button);
  gtk_widget_class_bind_template_child (widget_class, BookoutRunPage, open_button);
  gtk_widget_class_bind_template_child (widget_class, BookoutRunPage, review_button);
  gtk_widget_class_bind_template_child (widget_class, BookoutRunPage, continue_button);
  gtk_widget_class_bind_template_child (widget_class, BookoutRunPage, tabs_section);
  gtk_widget_class_bind_template_child (widget_class, BookoutRunPage, cards);
  gtk_widget_class_bind_template_child (widget_class, BookoutRunPage, chart);
  gtk_widget_class_bind_template_child (widget_class, BookoutRunPage, stages_section);
  gtk_widget_class_bind_template_child (widget_class, BookoutRunPage, stage_chart);
  gtk_widget_class_bind_template_child (widget_class, BookoutRunPage, newest_section);
  gtk_widget_class_bind_template_child (widget_class, BookoutRunPage, newest_list);
  gtk_widget_class_bind_template_child (widget_class, BookoutRunPage, action_bar);
  gtk_widget_class_bind_template_child (widget_class, BookoutRunPage, pause_button);
  gtk_widget_class_bind_template_child (widget_class, BookoutRunPage, tabs_spin);
  gtk_widget_class_bind_template_child (widget_class, BookoutRunPage, tabs_adjustment);
}

static void
bookout_run_page_class_init (BookoutRunPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bookout_run_page_dispose;

  g_type_ensure (BOOKOUT_TYPE_RATE_CHART);
  g_type_ensure (BOOKOUT_TYPE_STAGE_CHART);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bookout/Bookout/bookout-run-page.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "run.open-folder", NULL, open_folder_action);
  gtk_widget_class_install_action (widget_class, "run.continue", NULL, continue_action);
}

static void
bookout_run_page_init (BookoutRunPage *self)
{
  self->card_list = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  make_newest_rows (self);
  g_signal_connect_object (self->tabs_adjustment, "value-changed", G_CALLBACK (tabs_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * bookout_run_page_new:
 *
 * Returns: (transfer floating): the page, without a run
 */
GtkWidget *
bookout_run_page_new (void)
{
  return g_object_new (BOOKOUT_TYPE_RUN_PAGE, NULL);
}
