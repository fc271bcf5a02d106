/* test-keyring.c - passwords kept, and a computer without a keyring
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "bookout-keyring.h"

/* libsecret settles on its backend once for a process, so each case has a process of its own. */

#define PORTAL "practice"
#define BASE   "https://portal.example/"

static void
run_case (const char *path)
{
  g_test_trap_subprocess (path, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

static char *
lookup (const char *user)
{
  g_autoptr (GError) error = NULL;
  char *password = bookout_keyring_lookup (PORTAL, BASE, user, NULL, &error);

  g_assert_no_error (error);
  return password;
}

static void
assert_password (const char *user, const char *expected)
{
  char *password = lookup (user);

  g_assert_cmpstr (password, ==, expected);
  bookout_keyring_free_password (password);
}

static void
store (const char *user, const char *password)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (bookout_keyring_store (PORTAL, BASE, user, password, NULL, &error));
  g_assert_no_error (error);
}

static void
test_file_case (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "keyring", NULL);
  g_autofree char *content = NULL;
  gsize length;

  g_mkdir_with_parents (g_get_user_data_dir (), 0700);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);

  assert_password ("dealer", NULL);
  store ("dealer", "first päss wörd");
  store ("dealer", "first päss wörd");
  assert_password ("dealer", "first päss wörd");
  store ("dealer", "second");
  store ("other", "another");
  assert_password ("dealer", "second");
  assert_password ("other", "another");
  g_assert_null (bookout_keyring_lookup (PORTAL, "https://elsewhere.example/", "dealer", NULL, NULL));

  g_assert_true (bookout_keyring_clear (PORTAL, BASE, "dealer", NULL, NULL));
  g_assert_true (bookout_keyring_clear (PORTAL, BASE, "dealer", NULL, NULL));
  assert_password ("dealer", NULL);
  assert_password ("other", "another");

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  g_assert_null (memmem (content, length, "another", strlen ("another")));
}

static void
assert_absent (GError *error)
{
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_error_free (error);
}

static void
test_none_case (void)
{
  GError *error = NULL;

  g_unsetenv ("SECRET_BACKEND");
  g_unsetenv ("DISPLAY");
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);

  g_assert_null (bookout_keyring_lookup (PORTAL, BASE, "dealer", NULL, &error));
  assert_absent (g_steal_pointer (&error));
  g_assert_false (bookout_keyring_store (PORTAL, BASE, "dealer", "pass", NULL, &error));
  g_assert_null (strstr (error->message, "pass "));
  assert_absent (g_steal_pointer (&error));
  g_assert_false (bookout_keyring_clear (PORTAL, BASE, "dealer", NULL, &error));
  assert_absent (g_steal_pointer (&error));
}

static void
test_cancelled_case (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GError *error = NULL;

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_cancellable_cancel (cancellable);
  g_assert_null (bookout_keyring_lookup (PORTAL, BASE, "dealer", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
}

static void
test_file (void)
{
  run_case ("/keyring/file/subprocess");
}

static void
test_none (void)
{
  run_case ("/keyring/none/subprocess");
}

static void
test_cancelled (void)
{
  run_case ("/keyring/cancelled/subprocess");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/keyring/file", test_file);
  g_test_add_func ("/keyring/file/subprocess", test_file_case);
  g_test_add_func ("/keyring/none", test_none);
  g_test_add_func ("/keyring/none/subprocess", test_none_case);
  g_test_add_func ("/keyring/cancelled", test_cancelled);
  g_test_add_func ("/keyring/cancelled/subprocess", test_cancelled_case);

  return g_test_run ();
}
