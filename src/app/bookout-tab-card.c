/* bookout-tab-card.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include <glib/gi18n.h>

#include "bookout-run-words.h"
#include "bookout-tab-card.h"

/* Shown ten times a second, so a label is touched only if its text changes: measuring one anew costs more than everything else here. */

struct _BookoutTabCard
{
  AdwBin parent_instance;

  GtkLabel *number_label;
  GtkLabel *done_label;
  GtkLabel *reference_label;
  GtkLabel *description_label;
  GtkLabel *step_label;
  GtkLabel *deadline_label;
  GtkProgressBar *transfer_bar;
  GtkLabel *last_label;

  guint number; /* shown; 0 before the first */
  guint n_done; /* shown */
};

G_DEFINE_FINAL_TYPE (BookoutTabCard, bookout_tab_card, ADW_TYPE_BIN)

static void
set_text (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
}

static void
show_number (BookoutTabCard *self, const BookoutTabSnapshot *snapshot)
{
  g_autofree char *name = NULL;

  if (self->number == snapshot->number)
    return;

  self->number = snapshot->number;
  name = g_strdup_printf (_ ("Tab %u"), snapshot->number);
  gtk_label_set_text (self->number_label, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_free (name);
  name = g_strdup_printf (_ ("Transfer of Tab %u"), snapshot->number);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->transfer_bar), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

static void
show_done (BookoutTabCard *self, const BookoutTabSnapshot *snapshot)
{
  g_autofree char *words = NULL;

  if (self->n_done == snapshot->n_done && *gtk_label_get_text (self->done_label) != '\0')
    return;

  self->n_done = snapshot->n_done;
  words = g_strdup_printf (_ ("%u done"), snapshot->n_done);
  gtk_label_set_text (self->done_label, words);
}

static void
show_transfer (BookoutTabCard *self, const BookoutTabSnapshot *snapshot)
{
  double fraction = 0;

  if (snapshot->expected > 0)
    fraction = MIN ((double) snapshot->received / (double) snapshot->expected, 1.0);
  if (snapshot->activity == BOOKOUT_TAB_CHECKING)
    fraction = 1.0;
  if (snapshot->reference[0] == '\0')
    fraction = 0;
  if (gtk_progress_bar_get_fraction (self->transfer_bar) != fraction)
    gtk_progress_bar_set_fraction (self->transfer_bar, fraction);
}

static void
show_last (BookoutTabCard *self, const BookoutTabSnapshot *snapshot)
{
  g_autofree char *words = NULL;

  if (snapshot->last_result[0] != '\0')
    /* Translators: what became of the vehicle before this one */
    words = g_strdup_printf (_ ("Last: %s"), snapshot->last_result);
  if (g_strcmp0 (gtk_label_get_text (self->last_label), words != NULL ? words : "") == 0)
    return;

  set_text (self->last_label, words != NULL ? words : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->last_label), snapshot->last_result);
}

static char *
step_words (const BookoutTabSnapshot *snapshot)
{
  g_autofree char *step = bookout_run_words_step (snapshot);
  g_autofree char *transfer = bookout_run_words_transfer (snapshot);

  if (*transfer == '\0')
    return g_steal_pointer (&step);

  return g_strdup_printf ("%s · %s", step, transfer);
}

/**
 * bookout_tab_card_show:
 * @self: the card
 * @snapshot: of a tab
 * @now: monotonic microseconds
 */
void
bookout_tab_card_show (BookoutTabCard *self, const BookoutTabSnapshot *snapshot, gint64 now)
{
  g_autofree char *step = step_words (snapshot);
  g_autofree char *deadline = bookout_run_words_deadline (snapshot, now);
  gboolean idle = snapshot->reference[0] == '\0';

  g_return_if_fail (BOOKOUT_IS_TAB_CARD (self));

  show_number (self, snapshot);
  show_done (self, snapshot);
  set_text (self->reference_label, idle ? "–" : snapshot->reference);
  set_text (self->description_label, snapshot->description);
  set_text (self->step_label, step);
  set_text (self->deadline_label, deadline);
  show_transfer (self, snapshot);
  show_last (self, snapshot);
}

static void
bookout_tab_card_class_init (BookoutTabCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bookout/Bookout/bookout-tab-card.ui");
  gtk_widget_class_bind_template_child (widget_class, BookoutTabCard, number_label);
  gtk_widget_class_bind_template_child (widget_class, BookoutTabCard, done_label);
  gtk_widget_class_bind_template_child (widget_class, BookoutTabCard, reference_label);
  gtk_widget_class_bind_template_child (widget_class, BookoutTabCard, description_label);
  gtk_widget_class_bind_template_child (widget_class, BookoutTabCard, step_label);
  gtk_widget_class_bind_template_child (widget_class, BookoutTabCard, deadline_label);
  gtk_widget_class_bind_template_child (widget_class, BookoutTabCard, transfer_bar);
  gtk_widget_class_bind_template_child (widget_class, BookoutTabCard, last_label);
}

static void
bookout_tab_card_init (BookoutTabCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bookout_tab_card_new:
 *
 * Returns: (transfer floating): a card that shows nothing yet
 */
GtkWidget *
bookout_tab_card_new (void)
{
  return g_object_new (BOOKOUT_TYPE_TAB_CARD, NULL);
}
