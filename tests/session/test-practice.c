/* test-practice.c - a session with the practice portal that comes with Bookout
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <sys/prctl.h>

#include "bookout-tab.h"
#include "collecting-sink.h"

typedef struct
{
  GSubprocess *process;
  BookoutPortal *portal;
} Practice;

/* A test that fails leaves no portal behind. */
static void
die_with_test (gpointer unused)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static void
practice_start (Practice *practice, const char *option, const char *value)
{
  g_autoptr (GHashTable) variables = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *address = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_child_setup (launcher, die_with_test, NULL, NULL);
  practice->process = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("BOOKOUT_PRACTICE_PORTAL"),
                                                   "--latency-ms", "0", "--pdf-ms", "0", option, value, NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (practice->process));
  address = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_hash_table_insert (variables, (char *) "address", address);
  practice->portal = bookout_portal_find ("practice", variables, &error);
  g_assert_no_error (error);
}

static void
practice_stop (Practice *practice)
{
  g_subprocess_send_signal (practice->process, SIGTERM);
  g_assert_true (g_subprocess_wait (practice->process, NULL, NULL));
  g_object_unref (practice->process);
  g_object_unref (practice->portal);
}

static guint
export_inventory (BookoutSession *session)
{
  g_autoptr (BookoutTab) tab = bookout_session_open_tab (session);
  g_autoptr (BookoutInterpreter)
      interpreter = bookout_interpreter_new (bookout_session_get_portal (session), BOOKOUT_NAVIGATOR (tab));
  g_autoptr (BookoutScope)
      scope = bookout_scope_new (bookout_portal_get_scope (bookout_session_get_portal (session)));
  g_autoptr (CollectingSink)
      sink = collecting_sink_new ("\xef\xbb\xbf"); /* its byte order mark: a page is no export */
  g_autoptr (GError) error = NULL;

  bookout_interpreter_set_sink (interpreter, BOOKOUT_SINK (sink));
  while (!bookout_interpreter_run (
      interpreter, bookout_portal_get_export (bookout_session_get_portal (session)), scope, NULL, &error))
    {
      g_assert_error (error, BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_SIGNED_OUT);
      g_clear_error (&error);
      g_assert_true (bookout_tab_renew (tab, NULL, &error));
    }
  return collecting_sink_get_data (sink)->len;
}

static void
test_in_and_out (void)
{
  Practice practice;
  g_autoptr (BookoutSession) session = NULL;
  g_autoptr (GError) error = NULL;

  practice_start (&practice, "--vehicles", "50");
  session = bookout_session_new (practice.portal, "dealer", "practice");
  for (guint i = 1; i <= 2; i++)
    {
      g_assert_true (bookout_session_sign_in (session, FALSE, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (export_inventory (session), >, 1000);
      g_assert_true (bookout_session_sign_out (session, 5000, &error));
      g_assert_no_error (error);
    }
  practice_stop (&practice);
}

static void
test_refused (void)
{
  Practice practice;
  g_autoptr (BookoutSession) session = NULL;
  g_autoptr (GError) error = NULL;

  practice_start (&practice, "--vehicles", "50");
  session = bookout_session_new (practice.portal, "dealer", "wrong");
  g_assert_false (bookout_session_sign_in (session, TRUE, NULL, &error));
  g_assert_error (error, BOOKOUT_SESSION_ERROR, BOOKOUT_SESSION_ERROR_REFUSED);
  g_assert_cmpstr (
      error->message, ==,
      "The user name or password provided is incorrect. Not tried again, to protect your account.");
  practice_stop (&practice);
}

static void
test_expires (void)
{
  Practice practice;
  g_autoptr (BookoutSession) session = NULL;

  practice_start (&practice, "--expire-after", "40");
  session = bookout_session_new (practice.portal, "dealer", "practice");
  g_assert_true (bookout_session_sign_in (session, FALSE, NULL, NULL));
  for (guint i = 0; i < 40; i++)
    g_assert_cmpuint (export_inventory (session), >, 1000);
  g_assert_cmpuint (bookout_session_get_sign_ins (session), >, 1);
  g_assert_true (bookout_session_sign_out (session, 5000, NULL));
  practice_stop (&practice);
}

int
main (int argc, char **argv)
{
  bookout_session_global_init ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/practice/in-and-out", test_in_and_out);
  g_test_add_func ("/practice/refused", test_refused);
  g_test_add_func ("/practice/expires", test_expires);

  return g_test_run ();
}
