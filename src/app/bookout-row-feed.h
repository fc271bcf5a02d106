/* bookout-row-feed.h - gives a list to a view by degrees
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Main thread. */
#define BOOKOUT_TYPE_ROW_FEED (bookout_row_feed_get_type ())
G_DECLARE_FINAL_TYPE (BookoutRowFeed, bookout_row_feed, BOOKOUT, ROW_FEED, GObject)

BookoutRowFeed *bookout_row_feed_new (GListModel *source);

/* (transfer none): @source, or the beginning of it while the view makes its first rows */
GListModel *bookout_row_feed_get_model (BookoutRowFeed *self);
/* To be called before @source becomes another list altogether. */
void bookout_row_feed_restart (BookoutRowFeed *self);

G_END_DECLS
