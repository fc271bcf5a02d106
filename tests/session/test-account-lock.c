/* test-account-lock.c - one process for an account
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bookout-account-lock.h"
#include "bookout-session.h"

#define BASE "https://portal.example/"

static void
test_exclusive (void)
{
  g_autoptr (BookoutAccountLock) lock = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *process = g_strdup_printf ("(process %d).", (int) getpid ());

  lock = bookout_account_lock_new (BASE, "dealer", &error);
  g_assert_no_error (error);
  g_assert_nonnull (lock);
  g_assert_null (bookout_account_lock_new (BASE, "dealer", &error));
  g_assert_error (error, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_LOCKED);
  g_assert_true (g_str_has_prefix (error->message, "Already running since "));
  g_assert_nonnull (strstr (error->message, process));
}

static void
test_other_accounts (void)
{
  g_autoptr (BookoutAccountLock) one = bookout_account_lock_new (BASE, "dealer", NULL);
  g_autoptr (BookoutAccountLock) two = bookout_account_lock_new (BASE, "other", NULL);
  g_autoptr (BookoutAccountLock)
      three = bookout_account_lock_new ("https://elsewhere.example/", "dealer", NULL);

  g_assert_nonnull (one);
  g_assert_nonnull (two);
  g_assert_nonnull (three);
}

static void
test_free_again (void)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (BookoutAccountLock) lock = bookout_account_lock_new (BASE, "dealer", NULL);

      g_assert_nonnull (lock);
    }
}

/* The holder dies without a word; nobody is locked out. */
static void
test_dead_process (void)
{
  g_autoptr (BookoutAccountLock) lock = NULL;
  int status;
  pid_t child = fork ();

  if (child == 0)
    _exit (bookout_account_lock_new (BASE, "crashed", NULL) != NULL ? 0 : 1);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);

  lock = bookout_account_lock_new (BASE, "crashed", NULL);
  g_assert_nonnull (lock);
}

/* What stands in the file is for the message only. */
static void
test_odd_notes (void)
{
  const char *const notes[] = { "",           "x", "4711", "4711 ", "4711 never", "4711 99999999999999999999",
                                "\xff\xfe \n" };
  g_autofree char *folder = g_build_filename (g_get_user_runtime_dir (), "bookout", NULL);
  g_autoptr (BookoutAccountLock) lock = bookout_account_lock_new (BASE, "noted", NULL);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, BASE "\nnoted", -1);
  g_autofree char *name = g_strconcat (digest, ".lock", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents_full (path, notes[i], -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
      g_assert_null (bookout_account_lock_new (BASE, "noted", &error));
      g_assert_error (error, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_LOCKED);
      g_assert_true (g_str_has_prefix (error->message, "Already running"));
    }
}

/* Without a usable runtime folder, the data folder does. */
static void
test_falls_back (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_runtime_dir (), "bookout", NULL);
  g_autofree char *other = g_build_filename (g_get_user_data_dir (), "bookout", NULL);
  g_autoptr (BookoutAccountLock) lock = NULL;

  if (g_test_subprocess ())
    {
      g_mkdir_with_parents (g_get_user_runtime_dir (), 0700);
      g_assert_true (g_file_set_contents (folder, "in the way", -1, NULL));
      lock = bookout_account_lock_new (BASE, "dealer", NULL);
      g_assert_nonnull (lock);
      g_assert_true (g_file_test (other, G_FILE_TEST_IS_DIR));
      g_assert_null (bookout_account_lock_new (BASE, "dealer", NULL));
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/account-lock/exclusive", test_exclusive);
  g_test_add_func ("/account-lock/other-accounts", test_other_accounts);
  g_test_add_func ("/account-lock/free-again", test_free_again);
  g_test_add_func ("/account-lock/dead-process", test_dead_process);
  g_test_add_func ("/account-lock/odd-notes", test_odd_notes);
  g_test_add_func ("/account-lock/falls-back", test_falls_back);

  return g_test_run ();
}
