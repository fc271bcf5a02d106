/* test-cookie-jar.c - cookies carried between curl handles
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "bookout-cookie-jar.h"

#define LINE(name, value)      "portal.example\tFALSE\t/\tFALSE\t0\t" name "\t" value
#define GONE(name, value)      "portal.example\tFALSE\t/\tFALSE\t1\t" name "\t" value
#define HTTP_ONLY(name, value) "#HttpOnly_Portal.Example\tFALSE\t/\tFALSE\t0\t" name "\t" value

typedef struct
{
  CURL *curl;
  BookoutCookieView *view;
} Handle;

static void
handle_init (Handle *handle)
{
  handle->curl = curl_easy_init ();
  curl_easy_setopt (handle->curl, CURLOPT_COOKIEFILE, "");
  handle->view = bookout_cookie_view_new ();
}

static void
handle_clear (Handle *handle)
{
  curl_easy_cleanup (handle->curl);
  bookout_cookie_view_free (handle->view);
}

/* What an answer would do. */
static void
set (Handle *handle, const char *line)
{
  curl_easy_setopt (handle->curl, CURLOPT_COOKIELIST, line);
}

static void
take (BookoutCookieJar *jar, Handle *handle)
{
  bookout_cookie_jar_take (jar, handle->curl, handle->view);
}

static void
give (BookoutCookieJar *jar, Handle *handle)
{
  bookout_cookie_jar_give (jar, handle->curl, handle->view);
}

static gint
compare_words (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* "a=1 b=2", by name. */
static char *
dup_jar (BookoutCookieJar *jar)
{
  char **lines = bookout_cookie_jar_dup_lines (jar);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  char *joined;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], "\t", 7);

      g_ptr_array_add (words, g_strconcat (fields[5], "=", fields[6], NULL));
    }
  g_ptr_array_sort (words, compare_words);
  g_ptr_array_add (words, NULL);
  joined = g_strjoinv (" ", (char **) words->pdata);
  bookout_cookie_jar_free_lines (lines);
  return joined;
}

static void
assert_jar (BookoutCookieJar *jar, const char *expected)
{
  g_autofree char *found = dup_jar (jar);

  g_assert_cmpstr (found, ==, expected);
}

static void
assert_handle (Handle *handle, const char *expected)
{
  g_autoptr (BookoutCookieJar) copy = bookout_cookie_jar_new ();
  struct curl_slist *list = NULL;
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();

  curl_easy_getinfo (handle->curl, CURLINFO_COOKIELIST, &list);
  for (struct curl_slist *item = list; item != NULL; item = item->next)
    g_ptr_array_add (lines, item->data);
  g_ptr_array_add (lines, NULL);
  bookout_cookie_jar_set_lines (copy, (const char *const *) lines->pdata);
  curl_slist_free_all (list);
  assert_jar (copy, expected);
}

static void
test_set_change_remove (void)
{
  g_autoptr (BookoutCookieJar) jar = bookout_cookie_jar_new ();
  Handle first, second;

  handle_init (&first);
  handle_init (&second);

  take (jar, &first);
  set (&first, LINE ("a", "1"));
  set (&first, LINE ("b", "2"));
  give (jar, &first);
  assert_jar (jar, "a=1 b=2");

  take (jar, &second);
  assert_handle (&second, "a=1 b=2");
  set (&second, LINE ("a", "3"));
  set (&second, GONE ("b", "2"));
  give (jar, &second);
  assert_jar (jar, "a=3");

  take (jar, &first);
  assert_handle (&first, "a=3");

  handle_clear (&first);
  handle_clear (&second);
}

/* The very thing that the jar is for. */
static void
test_old_copy_changes_nothing (void)
{
  g_autoptr (BookoutCookieJar) jar = bookout_cookie_jar_new ();
  Handle slow, quick;

  handle_init (&slow);
  handle_init (&quick);
  take (jar, &quick);
  set (&quick, LINE ("token", "1"));
  give (jar, &quick);

  take (jar, &slow);
  for (guint i = 2; i < 5; i++)
    {
      g_autofree char *line = g_strdup_printf ("%s%u", LINE ("token", ""), i);

      take (jar, &quick);
      set (&quick, line);
      give (jar, &quick);
    }
  set (&slow, LINE ("other", "x"));
  give (jar, &slow);
  assert_jar (jar, "other=x token=4");

  /* The slow one was behind, so it takes again although it has just given. */
  take (jar, &slow);
  assert_handle (&slow, "other=x token=4");

  handle_clear (&slow);
  handle_clear (&quick);
}

static void
test_other_era_is_not_merged (void)
{
  g_autoptr (BookoutCookieJar) jar = bookout_cookie_jar_new ();
  const char *const renewed[] = { LINE ("session", "new"), NULL };
  Handle handle;

  handle_init (&handle);
  take (jar, &handle);
  bookout_cookie_jar_set_lines (jar, renewed);
  set (&handle, LINE ("session", "nobody"));
  give (jar, &handle);
  assert_jar (jar, "session=new");
  take (jar, &handle);
  assert_handle (&handle, "session=new");

  bookout_cookie_jar_clear (jar);
  set (&handle, LINE ("late", "1"));
  give (jar, &handle);
  assert_jar (jar, "");
  take (jar, &handle);
  assert_handle (&handle, "");
  handle_clear (&handle);
}

/* Removed by an answer, though another tab had changed it: an answer said so. */
static void
test_removal_wins (void)
{
  g_autoptr (BookoutCookieJar) jar = bookout_cookie_jar_new ();
  const char *const start[] = { LINE ("a", "1"), NULL };
  Handle first, second;

  handle_init (&first);
  handle_init (&second);
  bookout_cookie_jar_set_lines (jar, start);
  take (jar, &first);
  take (jar, &second);
  set (&first, LINE ("a", "2"));
  give (jar, &first);
  set (&second, GONE ("a", "1"));
  give (jar, &second);
  assert_jar (jar, "");
  handle_clear (&first);
  handle_clear (&second);
}

static void
test_odd_lines (void)
{
  g_autoptr (BookoutCookieJar) jar = bookout_cookie_jar_new ();
  g_autofree char *long_value = g_strnfill (BOOKOUT_COOKIE_JAR_LINE_BYTES, 'x');
  g_autofree char *long_line = g_strconcat (LINE ("long", ""), long_value, NULL);
  const char *const lines[] = {
    "",
    "no tabs",
    "\t\t\t\t\t",
    "portal.example\tFALSE\t/\tFALSE\t0\tname",
    "Set-Cookie: a=1",
    long_line,
    HTTP_ONLY ("kept", "1"),
    LINE ("kept", "2"), /* the same cookie: domains have no case */
    LINE ("empty", ""),
    NULL,
  };

  bookout_cookie_jar_set_lines (jar, lines);
  assert_jar (jar, "empty= kept=2");
}

static void
test_at_most (void)
{
  g_autoptr (BookoutCookieJar) jar = bookout_cookie_jar_new ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) lines = NULL;
  char **kept;

  for (guint i = 0; i < BOOKOUT_COOKIE_JAR_MOST + 10; i++)
    {
      g_autofree char *line = g_strdup_printf ("portal.example\tFALSE\t/\tFALSE\t0\tn%u\tv", i);

      g_strv_builder_add (builder, line);
    }
  lines = g_strv_builder_end (builder);
  bookout_cookie_jar_set_lines (jar, (const char *const *) lines);
  kept = bookout_cookie_jar_dup_lines (jar);
  g_assert_cmpuint (g_strv_length (kept), ==, BOOKOUT_COOKIE_JAR_MOST);
  bookout_cookie_jar_free_lines (kept);
}

#define THREADS 8
#define ROUNDS  200

typedef struct
{
  BookoutCookieJar *jar;
  guint number;
} Writer;

static gpointer
writer_worker (gpointer data)
{
  Writer *writer = data;
  Handle handle;

  handle_init (&handle);
  for (guint i = 1; i <= ROUNDS; i++)
    {
      g_autofree char *line = g_strdup_printf ("portal.example\tFALSE\t/\tFALSE\t0\tn%u\t%u", writer->number,
                                               i);

      take (writer->jar, &handle);
      set (&handle, line);
      give (writer->jar, &handle);
    }
  handle_clear (&handle);
  return NULL;
}

/* Each thread's own cookie only ever grows; an old copy put back by another thread would show at the end. */
static void
test_threads (void)
{
  g_autoptr (BookoutCookieJar) jar = bookout_cookie_jar_new ();
  Writer writers[THREADS];
  GThread *threads[THREADS];
  GString *expected = g_string_new (NULL);

  for (guint i = 0; i < THREADS; i++)
    {
      writers[i] = (Writer){ jar, i };
      threads[i] = g_thread_new ("writer", writer_worker, &writers[i]);
      g_string_append_printf (expected, "%sn%u=%d", i == 0 ? "" : " ", i, ROUNDS);
    }
  for (guint i = 0; i < THREADS; i++)
    g_thread_join (threads[i]);
  assert_jar (jar, expected->str);
  g_string_free (expected, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  curl_global_init (CURL_GLOBAL_DEFAULT);

  g_test_add_func ("/cookie-jar/set-change-remove", test_set_change_remove);
  g_test_add_func ("/cookie-jar/old-copy-changes-nothing", test_old_copy_changes_nothing);
  g_test_add_func ("/cookie-jar/other-era-is-not-merged", test_other_era_is_not_merged);
  g_test_add_func ("/cookie-jar/removal-wins", test_removal_wins);
  g_test_add_func ("/cookie-jar/odd-lines", test_odd_lines);
  g_test_add_func ("/cookie-jar/at-most", test_at_most);
  g_test_add_func ("/cookie-jar/threads", test_threads);

  return g_test_run ();
}
