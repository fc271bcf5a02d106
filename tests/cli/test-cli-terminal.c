/* test-cli-terminal.c - what a person at a terminal sees
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "cli-runner.h"
#include "cli-text.h"

#define COLUMNS 60
#define ROWS    20
#define RUN \
  "run --portal practice --var address={address} --var way=link --user dealer --folder {dir}/sheets "
#define PROMPT "Password of dealer at Practice portal: "

typedef struct
{
  CliWorld *world;
  int master;
  GSubprocess *process;
  GString *seen; /* all that the terminal was told */
} Session;

static void
session_clear (Session *self)
{
  g_clear_object (&self->process);
  if (self->master >= 0)
    close (self->master);
  if (self->seen != NULL)
    g_string_free (self->seen, TRUE);
  g_clear_pointer (&self->world, cli_world_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Session, session_clear)

static gboolean
session_start (Session *self, const char *options)
{
  self->world = cli_world_new ();
  self->master = -1;
  if (!cli_world_start_portal (self->world, options))
    return FALSE;

  cli_world_setenv (self->world, "TERM", "xterm");
  self->seen = g_string_new (NULL);
  return TRUE;
}

static void
session_spawn (Session *self, const char *command)
{
  struct winsize size = { .ws_col = COLUMNS, .ws_row = ROWS };
  int slave;

  self->master = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (self->master, >=, 0);
  g_assert_cmpint (grantpt (self->master), ==, 0);
  g_assert_cmpint (unlockpt (self->master), ==, 0);
  slave = open (ptsname (self->master), O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (slave, >=, 0);
  g_assert_cmpint (ioctl (slave, TIOCSWINSZ, &size), ==, 0);
  self->process = cli_world_spawn (self->world, command, slave);
}

/* FALSE when the other end is closed. */
static gboolean
session_read (Session *self)
{
  char buffer[4096];
  gssize n = read (self->master, buffer, sizeof buffer);

  if (n <= 0)
    return n < 0 && errno == EINTR;

  g_string_append_len (self->seen, buffer, n);
  return TRUE;
}

static void
session_wait_for (Session *self, const char *part)
{
  while (strstr (self->seen->str, part) == NULL)
    if (!session_read (self))
      {
        g_test_message ("seen: %s", self->seen->str);
        g_assert_not_reached ();
      }
}

static void
session_type (Session *self, const char *keys)
{
  g_assert_cmpint (write (self->master, keys, strlen (keys)), ==, (gssize) strlen (keys));
}

static CliOutcome *
session_end (Session *self)
{
  while (session_read (self))
    ;

  return cli_outcome_of (self->process);
}

/* Without the escape sequences; what moves the cursor up becomes a line feed. */
static char *
plain (const char *seen)
{
  g_autoptr (GRegex) up = g_regex_new ("\\r?(\\x1b\\[\\d+A|\\r)", 0, 0, NULL);
  g_autoptr (GRegex) other = g_regex_new ("\\x1b\\[[?0-9;]*[A-Za-z]", 0, 0, NULL);
  g_autofree char *moved = g_regex_replace_literal (up, seen, -1, 0, "\n", 0, NULL);

  return g_regex_replace_literal (other, moved, -1, 0, "", 0, NULL);
}

static void
assert_lines_fit (const char *seen)
{
  g_autofree char *text = plain (seen);
  g_auto (GStrv) lines = g_strsplit_set (text, "\r\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (cli_text_width (lines[i]) >= COLUMNS)
        g_test_message ("too wide: %s", lines[i]);
      g_assert_cmpuint (cli_text_width (lines[i]), <, COLUMNS);
    }
}

static void
test_block (void)
{
  g_auto (Session) session = { .master = -1 };
  g_autoptr (CliOutcome) outcome = NULL;
  const char *hidden;
  const char *shown;

  if (!session_start (&session, "--vehicles 30 --pdf-ms 50"))
    return;

  cli_world_setenv (session.world, "BOOKOUT_PASSWORD", "practice");
  session_spawn (&session, RUN "--tabs 3");
  outcome = session_end (&session);

  cli_assert_status (outcome, 0);
  cli_assert_contains (outcome->out, "30 right\n");
  g_assert_null (strchr (outcome->out, '\033'));
  hidden = g_strrstr (session.seen->str, "\033[?25l");
  shown = g_strrstr (session.seen->str, "\033[?25h");
  g_assert_nonnull (hidden);
  g_assert_nonnull (shown);
  g_assert_true (hidden < shown);
  cli_assert_contains (session.seen->str, " of 30");
  cli_assert_contains (session.seen->str, "\n 1  ");
  g_assert_false (g_regex_match_simple ("\\x1b\\[[0-9;]*m", session.seen->str, 0, 0)); /* no colour */
  assert_lines_fit (session.seen->str);
}

/* A terminal that cannot move its cursor gets the plain lines. */
static void
test_dumb (void)
{
  g_auto (Session) session = { .master = -1 };
  g_autoptr (CliOutcome) outcome = NULL;

  if (!session_start (&session, "--vehicles 5"))
    return;

  cli_world_setenv (session.world, "BOOKOUT_PASSWORD", "practice");
  cli_world_setenv (session.world, "TERM", "dumb");
  session_spawn (&session, RUN);
  outcome = session_end (&session);
  cli_assert_status (outcome, 0);
  g_assert_null (strchr (session.seen->str, '\033'));
  cli_assert_contains (session.seen->str, "5 of 5");
}

static void
test_password (void)
{
  g_auto (Session) session = { .master = -1 };
  g_autoptr (CliOutcome) outcome = NULL;
  const char *after;

  if (!session_start (&session, "--vehicles 3"))
    return;

  session_spawn (&session, RUN);
  session_wait_for (&session, PROMPT);
  session_type (&session, "practice\n");
  outcome = session_end (&session);
  after = strstr (session.seen->str, PROMPT) + strlen (PROMPT);

  cli_assert_status (outcome, 0);
  g_assert_null (strstr (after, "practice"));
}

static gboolean
echoes (Session *session)
{
  struct termios state;

  g_assert_cmpint (tcgetattr (session->master, &state), ==, 0);
  return (state.c_lflag & ECHO) != 0;
}

/* Ctrl+C while the password is asked for: as everywhere, and the terminal is as it was. */
static void
test_password_interrupted (void)
{
  g_auto (Session) session = { .master = -1 };
  g_autoptr (CliOutcome) outcome = NULL;

  if (!session_start (&session, "--vehicles 3"))
    return;

  session_spawn (&session, RUN);
  session_wait_for (&session, PROMPT);
  session_type (&session, "\003");
  outcome = session_end (&session);
  cli_assert_status (outcome, -2);
  g_assert_true (echoes (&session));
}

static void
test_interrupted (void)
{
  g_auto (Session) session = { .master = -1 };
  g_autoptr (CliOutcome) outcome = NULL;

  if (!session_start (&session, "--vehicles 60 --pdf-ms 100"))
    return;

  cli_world_setenv (session.world, "BOOKOUT_PASSWORD", "practice");
  session_spawn (&session, RUN "--tabs 2");
  session_wait_for (&session, "/hour");
  session_type (&session, "\003");
  outcome = session_end (&session);
  cli_assert_status (outcome, 130);
  cli_assert_contains (session.seen->str, "Stopping");
  g_assert_true (g_strrstr (session.seen->str, "\033[?25l") < g_strrstr (session.seen->str, "\033[?25h"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli-terminal/block", test_block);
  g_test_add_func ("/cli-terminal/dumb", test_dumb);
  g_test_add_func ("/cli-terminal/password", test_password);
  g_test_add_func ("/cli-terminal/password-interrupted", test_password_interrupted);
  g_test_add_func ("/cli-terminal/interrupted", test_interrupted);

  return g_test_run ();
}
