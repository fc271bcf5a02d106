/* bookout-row-feed.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"
#include "config.h"

#include "bookout-row-feed.h"

/* A column view makes some two hundred rows as soon as its list has as many, shown or not; with seven cells in each that
 * is a fifth of a second in which the window answers nobody. So it is given a few rows at a time, in idle time, until it has its two hundred;
 * from then on it makes none, however long the list is. Main thread. */

#define ROWS_A_STEP 12

/* GTK keeps at most this many rows, and a few around them. */
#define ROWS_OF_VIEW 256

struct _BookoutRowFeed
{
  GObject parent_instance;

  GtkSliceListModel *slice;
  guint step; /* source id */
};

G_DEFINE_FINAL_TYPE (BookoutRowFeed, bookout_row_feed, G_TYPE_OBJECT)

static void schedule (BookoutRowFeed *self);

static gboolean
step_cb (gpointer data)
{
  BookoutRowFeed *self = data;
  guint size = gtk_slice_list_model_get_size (self->slice) + ROWS_A_STEP;

  self->step = 0;
  gtk_slice_list_model_set_size (self->slice, size < ROWS_OF_VIEW ? size : G_MAXUINT);
  schedule (self);

  return G_SOURCE_REMOVE;
}

/* As long as there is more than the view may see. */
static void
schedule (BookoutRowFeed *self)
{
  GListModel *source = gtk_slice_list_model_get_model (self->slice);

  if (self->step == 0 && g_list_model_get_n_items (source) > gtk_slice_list_model_get_size (self->slice))
    self->step = g_idle_add (step_cb, self);
}

static void
bookout_row_feed_dispose (GObject *object)
{
  BookoutRowFeed *self = BOOKOUT_ROW_FEED (object);

  g_clear_handle_id (&self->step, g_source_remove);
  g_clear_object (&self->slice);

  G_OBJECT_CLASS (bookout_row_feed_parent_class)->dispose (object);
}

static void
bookout_row_feed_class_init (BookoutRowFeedClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bookout_row_feed_dispose;
}

static void
bookout_row_feed_init (BookoutRowFeed *self)
{
}

/**
 * bookout_row_feed_new:
 * @source: the whole list
 *
 * Returns: (transfer full): a feed of @source
 */
BookoutRowFeed *
bookout_row_feed_new (GListModel *source)
{
  BookoutRowFeed *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (source), NULL);

  self = g_object_new (BOOKOUT_TYPE_ROW_FEED, NULL);
  self->slice = gtk_slice_list_model_new (g_object_ref (source), 0, ROWS_A_STEP);
  /* Connected after the slice, which has taken in the change by then. */
  g_signal_connect_object (source, "items-changed", G_CALLBACK (schedule), self, G_CONNECT_SWAPPED);
  schedule (self);

  return self;
}

/**
 * bookout_row_feed_get_model:
 * @self: a feed
 *
 * Returns: (transfer none): the list for the view
 */
GListModel *
bookout_row_feed_get_model (BookoutRowFeed *self)
{
  g_return_val_if_fail (BOOKOUT_IS_ROW_FEED (self), NULL);

  return G_LIST_MODEL (self->slice);
}

/**
 * bookout_row_feed_restart:
 * @self: a feed
 *
 * Takes all but the first rows from the view, and gives them back by degrees.
 */
void
bookout_row_feed_restart (BookoutRowFeed *self)
{
  g_return_if_fail (BOOKOUT_IS_ROW_FEED (self));

  gtk_slice_list_model_set_size (self->slice, ROWS_A_STEP);
  schedule (self);
}
