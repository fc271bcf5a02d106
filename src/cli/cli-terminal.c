/* cli-terminal.c - the person's terminal: a question, and a block of lines redrawn in place
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-cli"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "cli-terminal.h"
#include "cli-text.h"

/* Only what every terminal of the last forty years does: carriage return, cursor up, erase to the end of line or screen, cursor off
 * and on. No colour, so NO_COLOR has nothing to switch off. A frame is one write, so that it does not flicker. The cursor is shown again
 * however the process ends or is suspended. */

#define CURSOR_UP   "\033[%uA"
#define ERASE_LINE  "\033[K"
#define ERASE_BELOW "\033[J"
#define CURSOR_HIDE "\033[?25l"
#define CURSOR_SHOW "\033[?25h"

#define ANSWER_BYTES_MOST 1024
#define WIDTH_DEFAULT     80
#define HEIGHT_DEFAULT    24

struct _CliBlock
{
  GArray *widths; /* (element-type guint): columns of each line as last drawn */
};

static volatile sig_atomic_t cursor_hidden;
static volatile sig_atomic_t answer_signal; /* the signal that came while a question was open */

static void
answer_signal_cb (int number)
{
  answer_signal = number;
}

static gssize
read_answer (int terminal, char *buffer, gsize size)
{
  gsize length = 0;

  while (length < size - 1 && answer_signal == 0)
    {
      gssize n = read (terminal, buffer + length, 1);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0 || buffer[length] == '\n')
        break;
      length++;
    }
  buffer[length] = '\0';

  return length;
}

static void
write_all (int descriptor, const char *text)
{
  gsize left = strlen (text);

  while (left > 0)
    {
      gssize n = write (descriptor, text, left);

      if (n < 0 && errno != EINTR && errno != EAGAIN)
        return;
      if (n > 0)
        {
          text += n;
          left -= n;
        }
    }
}

static const int answer_signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

/* Without SA_RESTART, so that the read() ends and the echo comes back before the signal does its work. */
static void
catch_signals (struct sigaction *before)
{
  struct sigaction action = { .sa_handler = answer_signal_cb };

  answer_signal = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (answer_signals); i++)
    sigaction (answer_signals[i], &action, &before[i]);
}

static void
release_signals (const struct sigaction *before)
{
  for (gsize i = 0; i < G_N_ELEMENTS (answer_signals); i++)
    sigaction (answer_signals[i], &before[i], NULL);
  if (answer_signal != 0)
    raise (answer_signal);
}

static char *
ask_on (int terminal, const char *prompt, gboolean echo)
{
  struct sigaction before[G_N_ELEMENTS (answer_signals)];
  char buffer[ANSWER_BYTES_MOST];
  struct termios as_it_was;
  struct termios quiet;
  char *answer = NULL;

  if (tcgetattr (terminal, &as_it_was) != 0)
    return NULL;

  catch_signals (before);
  quiet = as_it_was;
  if (!echo)
    quiet.c_lflag &= ~(tcflag_t) ECHO;
  tcsetattr (terminal, TCSAFLUSH, &quiet);
  write_all (terminal, prompt);
  read_answer (terminal, buffer, sizeof buffer);
  tcsetattr (terminal, TCSAFLUSH, &as_it_was);
  if (!echo)
    write_all (terminal, "\n");
  if (answer_signal == 0)
    answer = g_strdup (buffer);
  explicit_bzero (buffer, sizeof buffer);
  release_signals (before);

  return answer;
}

/**
 * cli_terminal_ask:
 * @prompt: what to ask, ends in ": "
 * @echo: %FALSE for a secret
 *
 * Asks on the process's own terminal, whatever its standard streams are. An interrupt brings the echo back and then does what it does.
 * Blocks.
 *
 * Returns: (transfer full) (nullable): the line without its end; %NULL without a terminal
 */
char *
cli_terminal_ask (const char *prompt, gboolean echo)
{
  int terminal = open ("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  char *answer;

  if (terminal < 0)
    return NULL;

  answer = ask_on (terminal, prompt, echo);
  close (terminal);

  return answer;
}

/**
 * cli_terminal_is_live:
 *
 * Returns: whether standard error is a terminal that understands cursor movements
 */
gboolean
cli_terminal_is_live (void)
{
  const char *kind = g_getenv ("TERM");

  return isatty (STDERR_FILENO) && kind != NULL && *kind != '\0' && !g_str_equal (kind, "dumb");
}

/**
 * cli_terminal_restore:
 *
 * Shows the cursor if it is hidden. Safe in a signal handler and at exit, more than once.
 */
void
cli_terminal_restore (void)
{
  int saved = errno;

  if (cursor_hidden)
    {
      cursor_hidden = 0;
      if (write (STDERR_FILENO, CURSOR_SHOW "\r\n", strlen (CURSOR_SHOW "\r\n")) < 0)
        errno = saved; /* nobody left to tell */
    }
  errno = saved;
}

/* Ctrl+Z: the shell gets a terminal with a cursor. The next frame after SIGCONT hides it again. */
static void
suspend_cb (int number)
{
  sigset_t mask;

  cli_terminal_restore ();
  signal (SIGTSTP, SIG_DFL);
  sigemptyset (&mask);
  sigaddset (&mask, SIGTSTP);
  raise (SIGTSTP);
  sigprocmask (SIG_UNBLOCK, &mask, NULL);
  signal (SIGTSTP, suspend_cb);
}

static void
measure (guint *columns, guint *rows)
{
  struct winsize size = { 0 };

  if (ioctl (STDERR_FILENO, TIOCGWINSZ, &size) != 0)
    size = (struct winsize){ 0 };
  *columns = size.ws_col > 0 ? size.ws_col : WIDTH_DEFAULT;
  *rows = size.ws_row > 0 ? size.ws_row : HEIGHT_DEFAULT;
}

/* A terminal that became narrower has wrapped the lines it shows: then each takes more rows than it did. */
static guint
rows_drawn (CliBlock *self, guint columns)
{
  guint rows = 0;

  for (guint i = 0; i < self->widths->len; i++)
    rows += MAX (1, (g_array_index (self->widths, guint, i) + columns - 1) / columns);

  return rows;
}

static void
append_return (CliBlock *self, GString *frame, guint columns)
{
  guint rows = rows_drawn (self, columns);

  g_string_append_c (frame, '\r');
  if (rows > 1)
    g_string_append_printf (frame, CURSOR_UP, rows - 1);
}

static void
append_line (CliBlock *self, GString *frame, const char *line, guint columns)
{
  /* The last column stays free: a terminal that has written there may stand before or after the wrap. */
  g_autofree char *cut = cli_text_cut (line, columns - 1);
  guint width = cli_text_width (cut);

  if (self->widths->len > 0)
    g_string_append (frame, "\r\n");
  g_string_append (frame, cut);
  g_string_append (frame, ERASE_LINE);
  g_array_append_val (self->widths, width);
}

/**
 * cli_block_new:
 *
 * Returns: (transfer full): a block that shows nothing yet. Only if cli_terminal_is_live().
 */
CliBlock *
cli_block_new (void)
{
  CliBlock *self = g_new0 (CliBlock, 1);

  self->widths = g_array_new (FALSE, FALSE, sizeof (guint));
  atexit (cli_terminal_restore);
  signal (SIGTSTP, suspend_cb);

  return self;
}

static void
erase (CliBlock *self, GString *frame)
{
  guint columns;
  guint rows;

  measure (&columns, &rows);
  append_return (self, frame, columns);
  g_string_append (frame, ERASE_BELOW);
  g_array_set_size (self->widths, 0);
}

/**
 * cli_block_free:
 * @self: (nullable) (transfer full): a block
 *
 * Erases it and shows the cursor, which stands where the block began.
 */
void
cli_block_free (CliBlock *self)
{
  g_autoptr (GString) frame = NULL;

  if (self == NULL)
    return;

  frame = g_string_new (NULL);
  erase (self, frame);
  g_string_append (frame, CURSOR_SHOW);
  write_all (STDERR_FILENO, frame->str);
  cursor_hidden = 0;
  signal (SIGTSTP, SIG_DFL);
  g_array_unref (self->widths);
  g_free (self);
}

/**
 * cli_block_draw:
 * @self: a block
 * @lines: (array zero-terminated=1): clean UTF-8 of one line each; too long ones are cut, too many left out
 *
 * Draws @lines in place of what the block showed.
 */
void
cli_block_draw (CliBlock *self, const char *const *lines)
{
  g_autoptr (GString) frame = g_string_new (CURSOR_HIDE);
  guint columns;
  guint rows;

  measure (&columns, &rows);
  append_return (self, frame, columns);
  g_array_set_size (self->widths, 0);
  /* What has scrolled off the upper edge cannot be redrawn. */
  for (guint i = 0; lines[i] != NULL && i + 1 < MAX (rows, 2); i++)
    append_line (self, frame, lines[i], columns);
  g_string_append (frame, ERASE_BELOW);

  cursor_hidden = 1;
  write_all (STDERR_FILENO, frame->str);
}

/**
 * cli_block_say:
 * @self: a block
 * @line: clean UTF-8 of one line, may be longer than the terminal is wide
 *
 * Writes @line where the block began; the block is gone until it is drawn again.
 */
void
cli_block_say (CliBlock *self, const char *line)
{
  g_autoptr (GString) frame = g_string_new (NULL);

  erase (self, frame);
  g_string_append (frame, line);
  g_string_append (frame, "\r\n");
  write_all (STDERR_FILENO, frame->str);
}
