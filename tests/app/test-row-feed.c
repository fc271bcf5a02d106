/* test-row-feed.c - a long list comes to its view by degrees
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bookout-row-feed.h"

#define MANY 50000

static GListStore *
store_new (guint n)
{
  GListStore *store = g_list_store_new (G_TYPE_OBJECT);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (items, g_object_new (G_TYPE_OBJECT, NULL));
  g_list_store_splice (store, 0, 0, items->pdata, items->len);

  return store;
}

static guint
n_shown (BookoutRowFeed *feed)
{
  return g_list_model_get_n_items (bookout_row_feed_get_model (feed));
}

/* Until nothing changes any more; returns the most rows that came at once while the view had fewer than it keeps. */
static guint
settle (BookoutRowFeed *feed)
{
  guint most = 0;

  while (g_main_context_pending (NULL))
    {
      guint before = n_shown (feed);

      g_main_context_iteration (NULL, FALSE);
      if (before < 200)
        most = MAX (most, n_shown (feed) - before);
    }

  return most;
}

static void
test_degrees (void)
{
  g_autoptr (GListStore) store = store_new (MANY);
  g_autoptr (BookoutRowFeed) feed = bookout_row_feed_new (G_LIST_MODEL (store));

  g_assert_cmpuint (n_shown (feed), <, 30);
  g_assert_cmpuint (settle (feed), <, 30);
  g_assert_cmpuint (n_shown (feed), ==, MANY);

  bookout_row_feed_restart (feed);
  g_assert_cmpuint (n_shown (feed), <, 30);
  g_assert_cmpuint (settle (feed), <, 30);
  g_assert_cmpuint (n_shown (feed), ==, MANY);
}

/* A short list is whole; what is added comes as well, and what goes is gone. */
static void
test_changes (void)
{
  g_autoptr (GListStore) store = store_new (3);
  g_autoptr (GListStore) more = store_new (300);
  g_autoptr (BookoutRowFeed) feed = bookout_row_feed_new (G_LIST_MODEL (store));

  g_assert_cmpuint (n_shown (feed), ==, 3);
  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (more), i);

      g_list_store_insert (store, i % 3, item);
    }
  settle (feed);
  g_assert_cmpuint (n_shown (feed), ==, 303);
  g_list_store_remove_all (store);
  g_assert_cmpuint (n_shown (feed), ==, 0);
}

/* In the middle of feeding. */
static void
test_new_destroy (void)
{
  g_autoptr (GListStore) store = store_new (MANY);
  BookoutRowFeed *feed = bookout_row_feed_new (G_LIST_MODEL (store));

  g_main_context_iteration (NULL, FALSE);
  g_assert_finalize_object (feed);
  g_list_store_remove (store, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/row-feed/new-destroy", test_new_destroy);
  g_test_add_func ("/row-feed/degrees", test_degrees);
  g_test_add_func ("/row-feed/changes", test_changes);
  return g_test_run ();
}
