/* test-scope.c; SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bookout-scope.h"

static void
test_scope_layers (void)
{
  g_autoptr (BookoutScope) below = bookout_scope_new (NULL);
  g_autoptr (BookoutScope) above = bookout_scope_new (below);

  bookout_scope_set (below, "site", "one");
  bookout_scope_set (below, "way", "link");
  bookout_scope_set (above, "way", "search");
  g_assert_cmpstr (bookout_scope_get (above, "site"), ==, "one");
  g_assert_cmpstr (bookout_scope_get (above, "way"), ==, "search");
  g_assert_cmpstr (bookout_scope_get (below, "way"), ==, "link");
  g_assert_null (bookout_scope_get (above, "vin"));

  bookout_scope_set (above, "way", "");
  g_assert_cmpstr (bookout_scope_get (above, "way"), ==, "");
}

static void
test_scope_secrets (void)
{
  g_autoptr (BookoutScope) below = bookout_scope_new (NULL);
  g_autoptr (BookoutScope) above = bookout_scope_new (below);

  bookout_scope_set_secret (below, "password", "practice");
  g_assert_true (bookout_scope_is_secret (above, "password"));
  g_assert_cmpstr (bookout_scope_get (above, "password"), ==, "practice");
  g_assert_false (bookout_scope_is_secret (above, "user"));

  bookout_scope_set (above, "password", "told");
  g_assert_false (bookout_scope_is_secret (above, "password"));
  g_assert_true (bookout_scope_is_secret (below, "password"));
  bookout_scope_set_secret (below, "password", "another");
  g_assert_cmpstr (bookout_scope_get (below, "password"), ==, "another");
}

/* A parent outlives its own reference for as long as a child needs it. */
static void
test_scope_references (void)
{
  BookoutScope *below = bookout_scope_new (NULL);
  g_autoptr (BookoutScope) above = bookout_scope_new (below);

  bookout_scope_set (below, "site", "one");
  bookout_scope_unref (below);
  g_assert_cmpstr (bookout_scope_get (above, "site"), ==, "one");
  g_assert_true (bookout_scope_ref (above) == above);
  bookout_scope_unref (above);
}

static gpointer
read_parent (gpointer data)
{
  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (BookoutScope) scope = bookout_scope_new (data);

      bookout_scope_set (scope, "reference", "165548");
      g_assert_cmpstr (bookout_scope_get (scope, "site"), ==, "one");
    }
  return NULL;
}

static void
test_scope_threads (void)
{
  g_autoptr (BookoutScope) below = bookout_scope_new (NULL);
  GThread *threads[8];

  bookout_scope_set (below, "site", "one");
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", read_parent, below);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scope/layers", test_scope_layers);
  g_test_add_func ("/scope/secrets", test_scope_secrets);
  g_test_add_func ("/scope/references", test_scope_references);
  g_test_add_func ("/scope/threads", test_scope_threads);
  return g_test_run ();
}
