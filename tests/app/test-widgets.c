/* test-widgets.c - single widgets in a window of their own, as they look and as a screen reader is told of them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "bookout-rate-chart.h"
#include "bookout-references-row.h"
#include "bookout-tab-card.h"

#define NOW (100 * G_USEC_PER_SEC)

/* Calls the main loop until @condition holds; the test program's own limit ends what never happens. */
#define wait_until(condition)                \
  G_STMT_START                               \
  {                                          \
    while (!(condition))                     \
      g_main_context_iteration (NULL, TRUE); \
  }                                          \
  G_STMT_END

static GtkWidget *
show (GtkWidget *child)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  wait_until (gtk_widget_get_mapped (child));

  return window;
}

/* The first label below @widget with that text. */
static GtkWidget *
find_label (GtkWidget *widget, const char *text)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_label (child, text);

  return found;
}

static GtkWidget *
find_type (GtkWidget *widget, GType type)
{
  GtkWidget *found = NULL;

  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_type (child, type);

  return found;
}

static void
count_notify_cb (GObject *object, GParamSpec *pspec, guint *n)
{
  (*n)++;
}

static void
test_tab_card (void)
{
  GtkWidget *card = bookout_tab_card_new ();
  GtkWidget *window = show (card);
  GtkWidget *bar = find_type (card, GTK_TYPE_PROGRESS_BAR);
  BookoutTabSnapshot snapshot = {
    .number = 3,
    .activity = BOOKOUT_TAB_WORKING,
    .reference = "165548",
    .description = "2019 Halden <b>Marlin</b>",
    .step = "opening the vehicle",
    .last_result = "165547: done",
    .received = 31000,
    .expected = 62000,
    .began = NOW - 4 * G_USEC_PER_SEC,
    .deadline = NOW + 176 * G_USEC_PER_SEC,
    .n_done = 12,
  };

  bookout_tab_card_show (BOOKOUT_TAB_CARD (card), &snapshot, NOW);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, "Tab 3");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Transfer of Tab 3");
  g_assert_cmpfloat_with_epsilon (gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (bar)), 0.5, 1e-9);
  g_assert_nonnull (find_label (card, "165548"));
  g_assert_nonnull (find_label (card, "2019 Halden <b>Marlin</b>")); /* text, not markup */
  g_assert_nonnull (find_label (card, "Opening the vehicle · 31 of 62 kB"));
  g_assert_nonnull (find_label (card, "4 of 180 s"));
  g_assert_nonnull (find_label (card, "12 done"));
  g_assert_nonnull (find_label (card, "Last: 165547: done"));

  snapshot.activity = BOOKOUT_TAB_CHECKING;
  bookout_tab_card_show (BOOKOUT_TAB_CARD (card), &snapshot, NOW);
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (bar)), ==, 1);

  snapshot = (BookoutTabSnapshot){ .number = 4 };
  bookout_tab_card_show (BOOKOUT_TAB_CARD (card), &snapshot, NOW);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, "Tab 4");
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (bar)), ==, 0);
  g_assert_nonnull (find_label (card, "Idle"));
  g_assert_nonnull (find_label (card, "0 done"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The same snapshot again, as it comes ten times a second while a portal is slow, touches no label. */
static void
test_tab_card_is_cheap (void)
{
  GtkWidget *card = bookout_tab_card_new ();
  GtkWidget *window = show (card);
  BookoutTabSnapshot snapshot = {
    .number = 1, .activity = BOOKOUT_TAB_WORKING, .reference = "1", .step = "waiting", .last_result = "2"
  };
  const char *const texts[] = { "Tab 1", "0 done", "1", "", "Waiting", "Last: 2" };
  guint n = 0;

  bookout_tab_card_show (BOOKOUT_TAB_CARD (card), &snapshot, NOW);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_signal_connect (find_label (card, texts[i]), "notify::label", G_CALLBACK (count_notify_cb), &n);
  for (guint i = 0; i < 1000; i++)
    bookout_tab_card_show (BOOKOUT_TAB_CARD (card), &snapshot, NOW + i * 100000);
  g_assert_cmpuint (n, ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_rate_chart (void)
{
  GtkWidget *chart = bookout_rate_chart_new ();
  GtkWidget *window = show (chart);

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (chart), GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (chart), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Vehicles a minute: nothing yet");
  for (guint i = 0; i <= 10; i++) /* two a second */
    bookout_rate_chart_add (BOOKOUT_RATE_CHART (chart), NOW + i * G_USEC_PER_SEC, 2 * i);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (chart), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Vehicles a minute: 120 now");

  bookout_rate_chart_clear (BOOKOUT_RATE_CHART (chart));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (chart), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Vehicles a minute: nothing yet");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A week of a run, a gap as after a suspend, a retry that takes results back: it neither grows nor breaks. */
static void
test_rate_chart_long (void)
{
  GtkWidget *chart = bookout_rate_chart_new ();
  GtkWidget *window = show (chart);
  gint64 now = NOW;

  for (guint i = 0; i < 7 * 24 * 60; i++, now += 60 * G_USEC_PER_SEC)
    bookout_rate_chart_add (BOOKOUT_RATE_CHART (chart), now, i % 1000 == 999 ? i - 5 : i);
  bookout_rate_chart_add (BOOKOUT_RATE_CHART (chart), now + 86400 * (gint64) G_USEC_PER_SEC, 20000);
  gtk_widget_queue_draw (chart);
  g_main_context_iteration (NULL, FALSE);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A row is at home in a list. */
static GtkWidget *
show_row (GtkWidget *row)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return show (list);
}

static void
set_text (GtkWidget *row, const char *text)
{
  GtkWidget *view = find_type (row, GTK_TYPE_TEXT_VIEW);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text, -1);
}

static void
test_references (void)
{
  static const struct
  {
    const char *text;
    guint n;
    const char *words;
  } cases[] = {
    { "165548", 1, "1 reference" },
    { "165548\r\n165549\n\n 165550 \n", 3, "3 references" },
    { "\xef\xbb\xbfReference Number,VIN\n165548,1\n165549,2\n", 2, "2 references" },
  };
  GtkWidget *row = g_object_new (BOOKOUT_TYPE_REFERENCES_ROW, NULL);
  GtkWidget *window = show_row (row);

  bookout_references_row_set_column (BOOKOUT_REFERENCES_ROW (row), "Reference Number");
  g_assert_cmpuint (bookout_references_row_get_n_references (BOOKOUT_REFERENCES_ROW (row)), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = NULL;

      set_text (row, cases[i].text);
      wait_until (find_label (row, cases[i].words) != NULL);
      g_assert_cmpuint (bookout_references_row_get_n_references (BOOKOUT_REFERENCES_ROW (row)), ==,
                        cases[i].n);
      text = bookout_references_row_dup_text (BOOKOUT_REFERENCES_ROW (row));
      g_assert_nonnull (strstr (text, "165548"));
    }

  set_text (row, "\n \t\n");
  wait_until (find_label (row, "Type or paste references, one a line, or drop a file here.") != NULL);
  g_assert_cmpuint (bookout_references_row_get_n_references (BOOKOUT_REFERENCES_ROW (row)), ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_references_file (void)
{
  GtkWidget *row = g_object_new (BOOKOUT_TYPE_REFERENCES_ROW, NULL);
  GtkWidget *window = show_row (row);
  g_autoptr (GFileIOStream) stream = NULL;
  g_autoptr (GFile) file = g_file_new_tmp ("bookout-XXXXXX.txt", &stream, NULL);

  g_assert_true (g_file_set_contents (g_file_peek_path (file), "1\n2\n3\n4\n", -1, NULL));
  bookout_references_row_open (BOOKOUT_REFERENCES_ROW (row), file);
  wait_until (find_label (row, "4 references") != NULL);
  g_assert_cmpint (g_unlink (g_file_peek_path (file)), ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/tab-card/shows", test_tab_card);
  g_test_add_func ("/tab-card/is-cheap", test_tab_card_is_cheap);
  g_test_add_func ("/rate-chart/rate", test_rate_chart);
  g_test_add_func ("/rate-chart/long", test_rate_chart_long);
  g_test_add_func ("/references-row/text", test_references);
  g_test_add_func ("/references-row/file", test_references_file);
  return g_test_run ();
}
