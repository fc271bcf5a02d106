/* test-sealed-session.c - the session's cookies in a real keyring, in none, and in one that is locked
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <libsecret/secret.h>
#include <string.h>

#include "bookout-cookie-jar.h"
#include "bookout-sealed-cookies.h"
#include "bookout-sealed-session.h"
#include "bookout-sealer.h"

/* libsecret settles on its bus and backend once for a process, so each case has a process of its own. */

#define BASE "http://127.0.0.1:8000/"
#define LINE "#HttpOnly_127.0.0.1\tFALSE\t/\tFALSE\t0\tPracticeSession\t"

static void
run_case (const char *path)
{
  g_test_trap_subprocess (path, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

static void
run_case_with_daemon (const char *path)
{
  g_autofree char *daemon = g_find_program_in_path ("gnome-keyring-daemon");

  if (daemon == NULL)
    g_test_skip ("needs gnome-keyring-daemon");
  else
    run_case (path);
}

/* A bus and a keyring that nobody else sees. */
typedef struct
{
  char *place;
  GTestDBus *bus;
  GSubprocess *daemon;
} Keyring;

static void
name_appeared_cb (GDBusConnection *connection, const char *name, const char *owner, gpointer appeared)
{
  *(gboolean *) appeared = TRUE;
}

/* GLib's isolated folders are not the daemon's, and too long for its socket. */
static GSubprocess *
start_daemon (const char *place)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  const char *folders[] = { "HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR" };
  GSubprocess *daemon;

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    g_subprocess_launcher_setenv (launcher, folders[i], place, TRUE);
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  daemon = g_subprocess_launcher_spawn (launcher, NULL, "gnome-keyring-daemon", "--foreground", "--unlock",
                                        "--components=secrets", NULL);
  g_assert_nonnull (daemon);
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (daemon), "keyring", 7, NULL, NULL, NULL);
  g_output_stream_close (g_subprocess_get_stdin_pipe (daemon), NULL, NULL);

  return daemon;
}

static void
keyring_begin (Keyring *self)
{
  gboolean appeared = FALSE;
  guint watch;

  self->place = g_dir_make_tmp ("bookout-XXXXXX", NULL);
  self->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->bus);
  g_unsetenv ("SECRET_BACKEND");
  self->daemon = start_daemon (self->place);

  watch = g_bus_watch_name (G_BUS_TYPE_SESSION, "org.freedesktop.secrets", G_BUS_NAME_WATCHER_FLAGS_NONE,
                            name_appeared_cb, NULL, &appeared, NULL);
  while (!appeared)
    g_main_context_iteration (NULL, TRUE);
  g_bus_unwatch_name (watch);
}

/* The folder has the daemon's socket and files, one or two levels deep. */
static void
remove_below (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_below (child);
    }
  g_remove (path);
}

static void
keyring_end (Keyring *self)
{
  g_subprocess_force_exit (self->daemon);
  g_subprocess_wait (self->daemon, NULL, NULL);
  g_object_unref (self->daemon);
  secret_service_disconnect ();
  g_test_dbus_stop (self->bus);
  g_object_unref (self->bus);
  remove_below (self->place);
  g_free (self->place);
}

static char *
write_text (const char *value)
{
  g_autofree char *line = g_strconcat (LINE, value, NULL);
  const char *lines[] = { line, NULL };

  return bookout_sealed_cookies_write (BASE, lines);
}

static void
store (const char *user, const char *value)
{
  g_autofree char *text = write_text (value);
  g_autoptr (GError) error = NULL;

  g_assert_true (bookout_sealed_session_store (BASE, user, text, NULL, &error));
  g_assert_no_error (error);
}

/* @value: %NULL if nothing is kept. */
static void
assert_kept (const char *user, const char *value)
{
  g_autoptr (GError) error = NULL;
  char **lines = bookout_sealed_session_lookup (BASE, user, NULL, &error);

  g_assert_no_error (error);
  if (value == NULL)
    {
      g_assert_null (lines);
      return;
    }
  g_assert_nonnull (lines);
  g_assert_true (g_str_has_prefix (lines[0], LINE));
  g_assert_cmpstr (lines[0] + strlen (LINE), ==, value);
  g_assert_null (lines[1]);
  bookout_cookie_jar_free_lines (lines);
}

static void
clear (const char *user)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (bookout_sealed_session_clear (BASE, user, NULL, &error));
  g_assert_no_error (error);
}

static void
check_keeping (void)
{
  assert_kept ("dealer", NULL);
  clear ("dealer");
  store ("dealer", "first");
  assert_kept ("dealer", "first");
  store ("dealer", "second");
  store ("other", "another");
  assert_kept ("dealer", "second");
  g_assert_null (bookout_sealed_session_lookup ("http://127.0.0.1:8001/", "dealer", NULL, NULL));
  clear ("dealer");
  clear ("dealer");
  assert_kept ("dealer", NULL);
  assert_kept ("other", "another");
}

static void
test_kept_case (void)
{
  Keyring keyring;

  keyring_begin (&keyring);
  check_keeping ();
  keyring_end (&keyring);
}

static void
test_file_case (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "keyring", NULL);

  g_mkdir_with_parents (g_get_user_data_dir (), 0700);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  check_keeping ();
}

static void
lock (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretService) service = secret_service_get_sync (SECRET_SERVICE_NONE, NULL, &error);
  g_autoptr (SecretCollection) collection = NULL;
  GList list = { 0 };

  g_assert_no_error (error);
  collection = secret_collection_for_alias_sync (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                                                 NULL, &error);
  g_assert_no_error (error);
  list.data = collection;
  g_assert_cmpint (secret_service_lock_sync (service, &list, NULL, NULL, &error), ==, 1);
}

/* It is neither read nor written, and nobody is asked: there is no prompter on this bus, so asking would be an error or a wait. */
static void
test_locked_case (void)
{
  g_autofree char *text = write_text ("new");
  g_autoptr (GError) error = NULL;
  Keyring keyring;

  keyring_begin (&keyring);
  store ("dealer", "kept");
  lock ();
  assert_kept ("dealer", NULL);
  g_assert_false (bookout_sealed_session_store (BASE, "dealer", text, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_null (strstr (error->message, "new"));
  clear ("dealer");
  keyring_end (&keyring);
}

/* What another program wrote under our name. */
static void
test_tampered_case (void)
{
  const char *junk[] = { "", "junk", "bookout-session 1\nother.example\tFALSE\t/\tFALSE\t0\tname\tvalue\n" };
  Keyring keyring;

  keyring_begin (&keyring);
  for (guint i = 0; i < G_N_ELEMENTS (junk); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (bookout_sealed_session_store (BASE, "dealer", junk[i], NULL, &error));
      assert_kept ("dealer", NULL);
    }
  keyring_end (&keyring);
}

static void
test_none_case (void)
{
  g_autofree char *text = write_text ("value");
  g_autoptr (BookoutSealer) sealer = bookout_sealer_new (BASE, "dealer");
  const char *lines[] = { LINE "value", NULL };
  GError *error = NULL;

  g_unsetenv ("SECRET_BACKEND");
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);

  g_assert_null (bookout_sealed_session_lookup (BASE, "dealer", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_assert_false (bookout_sealed_session_store (BASE, "dealer", text, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_assert_false (bookout_sealed_session_clear (BASE, "dealer", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);

  g_assert_null (bookout_sealer_look_up (sealer, NULL));
  bookout_sealer_note (sealer, g_strdupv ((char **) lines), TRUE);
  bookout_sealer_forget (sealer);
  bookout_sealer_stop (sealer);
}

static void
test_cancelled_case (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_cancellable_cancel (cancellable);
  g_assert_null (bookout_sealed_session_lookup (BASE, "dealer", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
note (BookoutSealer *sealer, const char *value, gboolean at_once)
{
  g_autofree char *line = g_strconcat (LINE, value, NULL);
  const char *lines[] = { line, NULL };

  bookout_sealer_note (sealer, g_strdupv ((char **) lines), at_once);
}

/* The newest note counts, whether or not there was time for those before; stop() waits for it. */
static void
test_sealer_case (void)
{
  g_autoptr (BookoutSealer) sealer = NULL;
  Keyring keyring;
  char **lines;

  keyring_begin (&keyring);
  sealer = bookout_sealer_new (BASE, "dealer");
  g_assert_null (bookout_sealer_look_up (sealer, NULL));
  note (sealer, "signed-in", TRUE);
  bookout_sealer_stop (sealer);
  assert_kept ("dealer", "signed-in");

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *value = g_strdup_printf ("changed-%u", i);

      note (sealer, value, FALSE);
    }
  bookout_sealer_stop (sealer);
  assert_kept ("dealer", "changed-999");
  lines = bookout_sealer_look_up (sealer, NULL);
  g_assert_nonnull (lines);
  bookout_cookie_jar_free_lines (lines);

  note (sealer, "last", FALSE);
  bookout_sealer_forget (sealer);
  bookout_sealer_stop (sealer);
  assert_kept ("dealer", NULL);
  keyring_end (&keyring);
}

static void
test_kept (void)
{
  run_case_with_daemon ("/sealed-session/kept/subprocess");
}

static void
test_file (void)
{
  run_case ("/sealed-session/file/subprocess");
}

static void
test_locked (void)
{
  run_case_with_daemon ("/sealed-session/locked/subprocess");
}

static void
test_tampered (void)
{
  run_case_with_daemon ("/sealed-session/tampered/subprocess");
}

static void
test_none (void)
{
  run_case ("/sealed-session/none/subprocess");
}

static void
test_cancelled (void)
{
  run_case ("/sealed-session/cancelled/subprocess");
}

static void
test_sealer (void)
{
  run_case_with_daemon ("/sealed-session/sealer/subprocess");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/sealed-session/kept", test_kept);
  g_test_add_func ("/sealed-session/kept/subprocess", test_kept_case);
  g_test_add_func ("/sealed-session/file", test_file);
  g_test_add_func ("/sealed-session/file/subprocess", test_file_case);
  g_test_add_func ("/sealed-session/locked", test_locked);
  g_test_add_func ("/sealed-session/locked/subprocess", test_locked_case);
  g_test_add_func ("/sealed-session/tampered", test_tampered);
  g_test_add_func ("/sealed-session/tampered/subprocess", test_tampered_case);
  g_test_add_func ("/sealed-session/none", test_none);
  g_test_add_func ("/sealed-session/none/subprocess", test_none_case);
  g_test_add_func ("/sealed-session/cancelled", test_cancelled);
  g_test_add_func ("/sealed-session/cancelled/subprocess", test_cancelled_case);
  g_test_add_func ("/sealed-session/sealer", test_sealer);
  g_test_add_func ("/sealed-session/sealer/subprocess", test_sealer_case);

  return g_test_run ();
}
