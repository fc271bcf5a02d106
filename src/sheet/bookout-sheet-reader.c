/* bookout-sheet-reader.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-sheet-reader"
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bookout-sheet-reader.h"
#include "reader/bookout-reader-protocol.h"

/* PDFs come from outside and the library that opens them has a history of holes, so it runs in a process that has nothing to
 * lose. This object is that process's only client: it starts it, hands it descriptors, believes nothing it answers without
 * looking, and ends it when it takes too long. Any thread; @lock is held for the whole of a request. */

#define READY_LIMIT_MS 10000 /* loading fonts' configuration for the first time ever takes a second or two */
#define SHEET_LIMIT_MS 10000

/* After that many sheets a fresh process takes over, so that nothing one sheet did to it lasts. */
#define SHEETS_MOST 2000

struct _BookoutSheetReader
{
  GObject parent_instance;

  char *program; /* fixed */
  GMutex lock;
  GSubprocess *process; /* owned; NULL while none runs; @lock */
  int socket;           /* our end; -1 while none runs; @lock */
  guint sheets;         /* that this process has read; @lock */
};

G_DEFINE_FINAL_TYPE (BookoutSheetReader, bookout_sheet_reader, G_TYPE_OBJECT)

typedef struct
{
  char kind;     /* a BOOKOUT_READER_REQUEST_… */
  guint32 width; /* of a picture, pixels */
} Request;

typedef enum
{
  OUTCOME_OK,
  OUTCOME_DIED,     /* the other end is closed */
  OUTCOME_NONSENSE, /* an answer that no reader of ours gives */
  OUTCOME_TIMEOUT,
  OUTCOME_CANCELLED,
} Outcome;

/**
 * bookout_sheet_text_free:
 * @self: (nullable) (transfer full): a sheet's text
 */
void
bookout_sheet_text_free (BookoutSheetText *self)
{
  if (self == NULL)
    return;
  g_free (self->visible);
  g_free (self);
}

/**
 * bookout_sheet_picture_free:
 * @self: (nullable) (transfer full): a page as a picture
 */
void
bookout_sheet_picture_free (BookoutSheetPicture *self)
{
  if (self == NULL)
    return;
  g_bytes_unref (self->pixels);
  g_free (self);
}

/* Ends the process by its own number, whatever it is doing, and waits until it is gone. */
static void
stop (BookoutSheetReader *self)
{
  if (self->socket >= 0)
    close (self->socket);
  self->socket = -1;
  self->sheets = 0;
  if (self->process == NULL)
    return;
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
}

/* The child's environment has what a program needs to find its libraries and fonts, and no password. */
static char **
make_environment (void)
{
  static const char *const passed[] = { "PATH",
                                        "HOME",
                                        "LANG",
                                        "LC_ALL",
                                        "LC_CTYPE",
                                        "LD_LIBRARY_PATH",
                                        "XDG_CACHE_HOME",
                                        "XDG_CONFIG_HOME",
                                        "XDG_DATA_HOME",
                                        "XDG_DATA_DIRS",
                                        "FONTCONFIG_FILE",
                                        "FONTCONFIG_PATH",
                                        "ASAN_OPTIONS",
                                        "LSAN_OPTIONS",
                                        "UBSAN_OPTIONS",
                                        "G_SLICE" };
  char **environment = g_new0 (char *, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (passed); i++)
    if (g_getenv (passed[i]) != NULL)
      environment = g_environ_setenv (environment, passed[i], g_getenv (passed[i]), TRUE);
  return environment;
}

/* Waits until the socket can be read. @until: monotonic microseconds. */
static Outcome
wait_readable (int socket, gint64 until, GCancellable *cancellable)
{
  GPollFD cancelled = { .fd = -1 };
  gboolean has_cancelled = g_cancellable_make_pollfd (cancellable, &cancelled);
  struct pollfd fds[] = { { .fd = socket, .events = POLLIN },
                          { .fd = has_cancelled ? cancelled.fd : -1, .events = POLLIN } };
  Outcome outcome = OUTCOME_OK;

  for (;;)
    {
      gint64 left = until - g_get_monotonic_time ();
      int ready = left <= 0 ? 0 : poll (fds, G_N_ELEMENTS (fds), (int) ((left + 999) / 1000));

      if (g_cancellable_is_cancelled (cancellable))
        outcome = OUTCOME_CANCELLED;
      else if (ready == 0)
        outcome = OUTCOME_TIMEOUT;
      else if (ready < 0 && errno == EINTR)
        continue;
      else if (ready < 0)
        outcome = OUTCOME_DIED;
      break;
    }
  if (has_cancelled)
    g_cancellable_release_fd (cancellable);
  return outcome;
}

static Outcome
receive (int socket, void *data, gsize length, gint64 until, GCancellable *cancellable)
{
  guint8 *at = data;

  while (length > 0)
    {
      Outcome outcome;
      gssize got = recv (socket, at, length, MSG_DONTWAIT);

      if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
        return OUTCOME_DIED;
      if (got > 0)
        {
          at += got;
          length -= got;
          continue;
        }
      outcome = wait_readable (socket, until, cancellable);
      if (outcome != OUTCOME_OK)
        return outcome;
    }
  return OUTCOME_OK;
}

/* @most: bytes that may follow it. */
static Outcome
receive_reply (int socket, BookoutReaderReply *reply, gsize most, gint64 until, GCancellable *cancellable)
{
  Outcome outcome = receive (socket, reply, sizeof *reply, until, cancellable);

  if (outcome != OUTCOME_OK)
    return outcome;
  if (reply->magic != BOOKOUT_READER_MAGIC || reply->length > most)
    return OUTCOME_NONSENSE;
  return OUTCOME_OK;
}

static gboolean
set_cancelled (GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Reading the sheet was cancelled."));
  return FALSE;
}

/* Starts the program with one end of a new socket pair as its descriptor 3. */
static gboolean
spawn (BookoutSheetReader *self, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                                                        G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_auto (GStrv) environment = make_environment ();
  g_autoptr (GError) failure = NULL;
  int pair[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    {
      g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_READER,
                   _ ("The sheet reader cannot be started (%s)."), g_strerror (errno));
      return FALSE;
    }
  g_subprocess_launcher_set_environ (launcher, environment);
  g_subprocess_launcher_take_fd (launcher, pair[1], BOOKOUT_READER_DESCRIPTOR);
  self->process = g_subprocess_launcher_spawn (launcher, &failure, self->program, NULL);
  self->socket = pair[0];
  if (self->process != NULL)
    return TRUE;
  g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_READER,
               _ ("The sheet reader cannot be started (%s). Install Bookout again."), failure->message);
  return FALSE;
}

static gboolean
start (BookoutSheetReader *self, GCancellable *cancellable, GError **error)
{
  gint64 until = g_get_monotonic_time () + READY_LIMIT_MS * G_TIME_SPAN_MILLISECOND;
  BookoutReaderReply reply = { 0 };
  Outcome outcome;

  if (self->process != NULL)
    return TRUE;
  if (!spawn (self, error))
    {
      stop (self);
      return FALSE;
    }
  outcome = receive_reply (self->socket, &reply, 0, until, cancellable);
  if (outcome == OUTCOME_OK && reply.status == BOOKOUT_READER_READY && reply.length == 0)
    return TRUE;

  stop (self);
  if (outcome == OUTCOME_CANCELLED)
    return set_cancelled (error);
  g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_READER,
               outcome == OUTCOME_TIMEOUT
                   ? _ ("The sheet reader '%s' did not get ready. Install Bookout again.")
                   : _ ("The sheet reader '%s' ended at once. Install Bookout again."),
               self->program);
  return FALSE;
}

/* What is wanted with the descriptor beside it. Never blocks for long: the reader has nothing unread. */
static Outcome
send_request (int socket, const Request *request, int descriptor)
{
  char bytes[1 + sizeof request->width];
  gsize length = request->kind == BOOKOUT_READER_REQUEST_PICTURE ? sizeof bytes : 1;
  struct iovec vector = { .iov_base = bytes, .iov_len = length };
  union
  {
    struct cmsghdr header; /* for its alignment */
    char bytes[CMSG_SPACE (sizeof (int))];
  } control = { 0 };
  struct msghdr message = {
    .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes
  };
  struct cmsghdr *rights = CMSG_FIRSTHDR (&message);
  gssize sent;

  bytes[0] = request->kind;
  memcpy (bytes + 1, &request->width, sizeof request->width);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN (sizeof (int));
  memcpy (CMSG_DATA (rights), &descriptor, sizeof descriptor);
  do
    sent = sendmsg (socket, &message, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent == (gssize) length ? OUTCOME_OK : OUTCOME_DIED;
}

static gboolean
is_text (const guint8 *body, gsize length)
{
  return memchr (body, '\0', length) == NULL && g_utf8_validate_len ((const char *) body, length, NULL);
}

static gboolean
is_picture (const guint8 *body, gsize length)
{
  BookoutReaderPicture picture;

  if (length < sizeof picture)
    return FALSE;
  memcpy (&picture, body, sizeof picture);
  return picture.width > 0 && picture.width <= BOOKOUT_READER_PICTURE_WIDTH_MOST && picture.height > 0 &&
         picture.height <= BOOKOUT_READER_PICTURE_MOST &&
         length - sizeof picture == (guint64) picture.width * picture.height * 4;
}

/* Whether a reader of ours may have answered so. */
static gboolean
is_sensible (const Request *request, const BookoutReaderReply *reply, const guint8 *body)
{
  if (reply->status != BOOKOUT_READER_OK)
    return reply->length == 0;
  return request->kind == BOOKOUT_READER_REQUEST_PICTURE ? is_picture (body, reply->length)
                                                         : is_text (body, reply->length);
}

/* @body: (out): what follows the reply, and a NUL. */
static Outcome
ask (BookoutSheetReader *self,
     const Request *request,
     int descriptor,
     guint limit_ms,
     GCancellable *cancellable,
     BookoutReaderReply *reply,
     guint8 **body)
{
  gint64 until = g_get_monotonic_time () + limit_ms * G_TIME_SPAN_MILLISECOND;
  gsize most = request->kind == BOOKOUT_READER_REQUEST_PICTURE
                   ? sizeof (BookoutReaderPicture) + BOOKOUT_READER_PICTURE_MOST
                   : BOOKOUT_READER_TEXT_MOST;
  g_autofree guint8 *got = NULL;
  Outcome outcome = send_request (self->socket, request, descriptor);

  if (outcome == OUTCOME_OK)
    outcome = receive_reply (self->socket, reply, most, until, cancellable);
  if (outcome != OUTCOME_OK)
    return outcome;
  got = g_malloc (reply->length + 1);
  outcome = receive (self->socket, got, reply->length, until, cancellable);
  if (outcome != OUTCOME_OK)
    return outcome;
  got[reply->length] = '\0';
  if (!is_sensible (request, reply, got))
    return OUTCOME_NONSENSE;
  *body = g_steal_pointer (&got);
  return OUTCOME_OK;
}

/* What the reader says of a sheet it could not read. */
static void
set_unreadable (GError **error, guint32 status)
{
  const char *words;

  switch ((BookoutReaderStatus) status)
    {
    case BOOKOUT_READER_ENCRYPTED:
      words = _ ("The sheet cannot be opened: it is protected by a password.");
      break;
    case BOOKOUT_READER_TOO_LARGE:
      words = _ ("The sheet could not be opened (too large).");
      break;
    case BOOKOUT_READER_NO_FILE:
      words = _ ("The sheet's file could not be read.");
      break;
    case BOOKOUT_READER_DAMAGED:
      words = _ ("The sheet cannot be opened: the PDF is damaged.");
      break;
    case BOOKOUT_READER_READY:
    case BOOKOUT_READER_OK:
    case BOOKOUT_READER_BAD_REQUEST:
    default:
      words = _ ("The sheet could not be checked.");
      break;
    }
  g_set_error_literal (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_UNREADABLE, words);
}

static void
set_failed (GError **error, Outcome outcome, guint limit_ms)
{
  if (outcome == OUTCOME_CANCELLED)
    set_cancelled (error);
  else if (outcome == OUTCOME_TIMEOUT)
    g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_UNREADABLE,
                 _ ("The sheet could not be checked: opening it took more than %.1f seconds."),
                 limit_ms / 1000.0);
  else
    g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_UNREADABLE,
                 _ ("The sheet could not be checked: the sheet reader stopped at it."));
}

/* (transfer full) (nullable): what follows the reply. */
static guint8 *
request_locked (BookoutSheetReader *self,
                const Request *request,
                int descriptor,
                guint limit_ms,
                GCancellable *cancellable,
                BookoutReaderReply *reply,
                GError **error)
{
  g_autofree guint8 *body = NULL;
  gboolean was_used;
  Outcome outcome;

  do
    {
      was_used = self->process != NULL;
      if (!start (self, cancellable, error))
        return NULL;
      outcome = ask (self, request, descriptor, limit_ms, cancellable, reply, &body);
      if (outcome != OUTCOME_OK)
        stop (self);
      /* One that had run before may have died of something else: a sheet is blamed only by a fresh one. */
    }
  while (was_used && (outcome == OUTCOME_DIED || outcome == OUTCOME_NONSENSE));

  if (outcome != OUTCOME_OK)
    {
      set_failed (error, outcome, limit_ms);
      return NULL;
    }
  if (++self->sheets >= SHEETS_MOST)
    stop (self);
  if (reply->status != BOOKOUT_READER_OK)
    {
      set_unreadable (error, reply->status);
      return NULL;
    }
  return g_steal_pointer (&body);
}

static guint8 *
request (BookoutSheetReader *self,
         const Request *what,
         int descriptor,
         guint limit_ms,
         GCancellable *cancellable,
         BookoutReaderReply *reply,
         GError **error)
{
  guint8 *body;

  if (g_cancellable_is_cancelled (cancellable))
    {
      set_cancelled (error);
      return NULL;
    }
  g_mutex_lock (&self->lock);
  body = request_locked (self, what, descriptor, limit_ms == 0 ? SHEET_LIMIT_MS : limit_ms, cancellable,
                         reply, error);
  g_mutex_unlock (&self->lock);
  return body;
}

static void
bookout_sheet_reader_finalize (GObject *object)
{
  BookoutSheetReader *self = BOOKOUT_SHEET_READER (object);

  stop (self);
  g_mutex_clear (&self->lock);
  g_free (self->program);

  G_OBJECT_CLASS (bookout_sheet_reader_parent_class)->finalize (object);
}

static void
bookout_sheet_reader_class_init (BookoutSheetReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bookout_sheet_reader_finalize;
}

static void
bookout_sheet_reader_init (BookoutSheetReader *self)
{
  g_mutex_init (&self->lock);
  self->socket = -1;
}

/**
 * bookout_sheet_reader_new:
 * @program: (nullable): path of the program; %NULL for $BOOKOUT_SHEET_READER, else the installed one
 *
 * Starts nothing yet.
 *
 * Returns: (transfer full): a reader
 */
BookoutSheetReader *
bookout_sheet_reader_new (const char *program)
{
  BookoutSheetReader *self = g_object_new (BOOKOUT_TYPE_SHEET_READER, NULL);

  if (program == NULL)
    program = g_getenv ("BOOKOUT_SHEET_READER");
  if (program == NULL || *program == '\0')
    program = BOOKOUT_LIBEXECDIR "/bookout-sheet-reader";
  self->program = g_strdup (program);
  return self;
}

/**
 * bookout_sheet_reader_read:
 * @self: the reader
 * @descriptor: a file open for reading; its position does not matter and it stays the caller's
 * @limit_ms: milliseconds until the process is killed; 0 for 10,000
 * @cancellable: (nullable): cancelling kills the process too
 * @error: return location
 *
 * Blocks; other threads' sheets wait. A process that was killed, or crashed at an earlier sheet, is replaced and the sheet
 * tried once more; only a fresh process that dies makes the sheet unreadable.
 *
 * Errors: %BOOKOUT_SHEET_ERROR_UNREADABLE if the PDF cannot be opened or the process died of it or took too long,
 * %BOOKOUT_SHEET_ERROR_READER if the process cannot be started at all, %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full): what the sheet says, or %NULL
 */
BookoutSheetText *
bookout_sheet_reader_read (BookoutSheetReader *self,
                           int descriptor,
                           guint limit_ms,
                           GCancellable *cancellable,
                           GError **error)
{
  const Request what = { .kind = BOOKOUT_READER_REQUEST_TEXT };
  BookoutReaderReply reply = { 0 };
  g_autofree guint8 *body = NULL;
  BookoutSheetText *text;

  g_return_val_if_fail (BOOKOUT_IS_SHEET_READER (self), NULL);
  g_return_val_if_fail (descriptor >= 0, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);

  body = request (self, &what, descriptor, limit_ms, cancellable, &reply, error);
  if (body == NULL)
    return NULL;
  text = g_new0 (BookoutSheetText, 1);
  text->pages = reply.pages;
  text->visible = (char *) g_steal_pointer (&body);
  text->has_hidden = (reply.flags & BOOKOUT_READER_HIDDEN) != 0;
  return text;
}

/**
 * bookout_sheet_reader_draw:
 * @self: the reader
 * @descriptor: a file open for reading; its position does not matter and it stays the caller's
 * @width: pixels, 1 to 2,000
 * @limit_ms: milliseconds until the process is killed; 0 for 10,000
 * @cancellable: (nullable): cancelling kills the process too
 * @error: return location
 *
 * Draws the first page in the process that opens PDFs, so that a person can look at one that nobody trusts. Text in a font that the
 * PDF does not bring with it may be missing. Blocks as bookout_sheet_reader_read() does.
 *
 * Errors: as bookout_sheet_reader_read().
 *
 * Returns: (transfer full): the page, or %NULL
 */
BookoutSheetPicture *
bookout_sheet_reader_draw (BookoutSheetReader *self,
                           int descriptor,
                           guint width,
                           guint limit_ms,
                           GCancellable *cancellable,
                           GError **error)
{
  const Request what = { .kind = BOOKOUT_READER_REQUEST_PICTURE, .width = width };
  BookoutReaderReply reply = { 0 };
  BookoutReaderPicture size;
  g_autoptr (GBytes) whole = NULL;
  BookoutSheetPicture *picture;
  guint8 *body;

  g_return_val_if_fail (BOOKOUT_IS_SHEET_READER (self), NULL);
  g_return_val_if_fail (descriptor >= 0, NULL);
  g_return_val_if_fail (width >= 1 && width <= BOOKOUT_READER_PICTURE_WIDTH_MOST, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);

  body = request (self, &what, descriptor, limit_ms, cancellable, &reply, error);
  if (body == NULL)
    return NULL;
  memcpy (&size, body, sizeof size);
  whole = g_bytes_new_take (body, reply.length);
  picture = g_new0 (BookoutSheetPicture, 1);
  picture->pages = reply.pages;
  picture->width = size.width;
  picture->height = size.height;
  picture->pixels = g_bytes_new_from_bytes (whole, sizeof size, reply.length - sizeof size);
  return picture;
}

/**
 * bookout_sheet_reader_get_process:
 * @self: the reader
 *
 * Returns: number of the process that reads, 0 if none runs now; for diagnosis
 */
int
bookout_sheet_reader_get_process (BookoutSheetReader *self)
{
  const char *identifier = NULL;
  int number;

  g_return_val_if_fail (BOOKOUT_IS_SHEET_READER (self), 0);

  g_mutex_lock (&self->lock);
  if (self->process != NULL)
    identifier = g_subprocess_get_identifier (self->process);
  number = identifier != NULL ? (int) g_ascii_strtoll (identifier, NULL, 10) : 0;
  g_mutex_unlock (&self->lock);
  return number;
}
