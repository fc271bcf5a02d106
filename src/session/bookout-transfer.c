/* bookout-transfer.c - one request over the network, and its answer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-transfer"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bookout-body.h"
#include "bookout-navigator.h"
#include "bookout-target.h"
#include "bookout-transfer-error.h"
#include "bookout-transfer.h"

/* A blocking transfer that ends at once when it is cancelled, and on time when it is late. curl_easy_perform() looks at its
 * progress callback about once a second, so the handle runs in a multi of its own: this thread sleeps in
 * curl_multi_poll() until the socket, a timer of libcurl's, the nearest limit or curl_multi_wakeup() ends it.
 *
 * Idle, whole-request and vehicle limits are kept here. libcurl's LOW_SPEED limit averages over five seconds, so that a
 * transfer that stands still is noticed that much later; and it knows nothing of a vehicle. */

struct _BookoutTransfer
{
  CURLM *multi;                  /* the tab's */
  CURL *easy;                    /* the tab's; keeps connection and cookies */
  const BookoutRequest *request; /* the caller's */
  BookoutTransferLimits limits;
  char *host;
  struct curl_slist *sent_headers;
  char detail[CURL_ERROR_SIZE];
  GError *problem; /* found by a callback, which can only tell libcurl to stop */

  gboolean connected;
  gint64 last_byte; /* monotonic microseconds; when connected or when a byte came */

  guint status;
  GPtrArray *headers; /* (element-type utf8), of the last header block */
  gsize header_bytes;
  gboolean header_complete;
  gint64 content_length; /* -1 if not given */

  BookoutBody *body;
  BookoutSink *sink; /* (nullable) */
  gboolean body_begun;
  guint64 received;
  BookoutTransferProgress progress; /* (nullable) */
  gpointer progress_data;
};

/* The portal asks for gzip and nothing else: see bookout-body.c. An empty Expect keeps libcurl from waiting a second for
 * servers that do not know it. */
static const char *const own_headers[] = { "Accept-Encoding: gzip, br", "Expect:" };

#define USER_AGENT "Mozilla/5.0 (X11; Linux x86_64) Bookout/" PACKAGE_VERSION

static void
set_malformed_error (BookoutTransfer *self, const char *what)
{
  g_clear_error (&self->problem);
  self->problem = g_error_new (BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_MALFORMED,
                               _ ("The answer of %s was malformed (%s)."), self->host, what);
}

static gboolean
is_interim (guint status)
{
  return status < 200;
}

/* A new status line: of an interim answer, or of the answer itself. */
static void
begin_header (BookoutTransfer *self)
{
  long status = 0;

  curl_easy_getinfo (self->easy, CURLINFO_RESPONSE_CODE, &status);
  self->status = (guint) status;
  self->header_complete = FALSE;
  self->content_length = -1;
  g_ptr_array_set_size (self->headers, 0);
}

/* libcurl lets the last of several lengths win; a proxy on the way may have believed the first. */
static gboolean
read_length (BookoutTransfer *self, const char *value)
{
  guint64 length;

  if (!g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT64, &length, NULL))
    {
      set_malformed_error (self, _ ("its length is no number"));
      return FALSE;
    }
  if (self->content_length >= 0 && (guint64) self->content_length != length)
    {
      set_malformed_error (self, _ ("it has two different lengths"));
      return FALSE;
    }
  self->content_length = (gint64) length;
  return TRUE;
}

static gboolean
add_header (BookoutTransfer *self, const char *line)
{
  const char *colon = strchr (line, ':');
  g_autofree char *value = NULL;

  if (colon == NULL)
    return TRUE;
  g_ptr_array_add (self->headers, g_utf8_make_valid (line, -1));
  if (g_ascii_strncasecmp (line, "Content-Length:", strlen ("Content-Length:")) != 0)
    return TRUE;
  value = g_strstrip (g_strdup (colon + 1));
  return read_length (self, value);
}

/* Trailers, which may follow a chunked body, are not headers: they come when all has been decided. */
static gboolean
take_header_line (BookoutTransfer *self, char *line)
{
  if (self->body_begun || (self->header_complete && !is_interim (self->status)))
    return TRUE;
  if (g_str_has_prefix (line, "HTTP/"))
    {
      begin_header (self);
      return TRUE;
    }
  if (*g_strchomp (line) == '\0')
    {
      self->header_complete = TRUE;
      return TRUE;
    }
  return add_header (self, line);
}

static size_t
header_cb (char *data, size_t size, size_t n, void *user_data)
{
  BookoutTransfer *self = user_data;
  g_autofree char *line = g_strndup (data, size * n);

  self->last_byte = g_get_monotonic_time ();
  self->header_bytes += size * n;
  if (self->header_bytes > BOOKOUT_TRANSFER_HEADER_BYTES)
    {
      set_malformed_error (self, _ ("its headers are too long"));
      return 0;
    }
  return take_header_line (self, line) ? size * n : 0;
}

static gboolean
begin_body (BookoutTransfer *self, GError **error)
{
  if (self->body_begun)
    return TRUE;
  self->body_begun = TRUE;
  if (bookout_transfer_is_redirect (self))
    bookout_body_set_dropped (self->body);
  else if (self->sink != NULL && self->status >= 200 && self->status <= 299)
    bookout_body_set_sink (self->body, self->sink);
  return bookout_body_set_encoding (self->body, bookout_transfer_get_header (self, "Content-Encoding"),
                                    error);
}

static size_t
body_cb (char *data, size_t size, size_t n, void *user_data)
{
  BookoutTransfer *self = user_data;
  gsize length = size * n;

  self->last_byte = g_get_monotonic_time ();
  self->received += length;
  if (!begin_body (self, &self->problem) ||
      !bookout_body_write (self->body, (const guint8 *) data, length, &self->problem))
    return length + 1;
  if (self->progress != NULL)
    self->progress (self->received, (guint64) MAX (self->content_length, 0), self->progress_data);
  return length;
}

/* Called when the connection stands, new or kept, just before the request goes out. */
static int
connected_cb (void *user_data, char *remote_ip, char *local_ip, int remote_port, int local_port)
{
  BookoutTransfer *self = user_data;

  self->connected = TRUE;
  self->last_byte = g_get_monotonic_time ();
  return CURL_PREREQFUNC_OK;
}

static void
append_header (BookoutTransfer *self, const char *header)
{
  self->sent_headers = curl_slist_append (self->sent_headers, header);
}

static void
set_request_options (BookoutTransfer *self)
{
  const BookoutRequest *request = self->request;
  g_autofree char *type = NULL;
  gsize length = 0;
  const char *data = "";

  curl_easy_setopt (self->easy, CURLOPT_URL, request->address);
  curl_easy_setopt (self->easy, CURLOPT_REFERER, request->referrer);
  if (g_strcmp0 (request->method, "POST") != 0)
    {
      curl_easy_setopt (self->easy, CURLOPT_HTTPGET, 1L);
      return;
    }

  if (request->body != NULL)
    data = g_bytes_get_data (request->body, &length);
  curl_easy_setopt (self->easy, CURLOPT_POST, 1L);
  curl_easy_setopt (self->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) length);
  curl_easy_setopt (self->easy, CURLOPT_POSTFIELDS, data == NULL ? "" : data);
  type = g_strconcat ("Content-Type:", request->content_type == NULL ? "" : " ", request->content_type, NULL);
  append_header (self, type);

  /* On a kept connection that turns out to be closed, libcurl sends again by itself. A password is sent once. */
  if (request->carries_secret)
    curl_easy_setopt (self->easy, CURLOPT_FRESH_CONNECT, 1L);
}

static void
set_network_options (BookoutTransfer *self)
{
  CURL *easy = self->easy;

  curl_easy_setopt (easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt (easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (easy, CURLOPT_CONNECTTIMEOUT, (long) self->limits.connect_s);
  curl_easy_setopt (easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt (easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  /* An empty line turns the cookies on as CURLOPT_COOKIEFILE would, which leaks at each curl_easy_reset(). */
  curl_easy_setopt (easy, CURLOPT_COOKIELIST, "");
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYHOST, 2L);
  /* As the curl program does; the library alone does not look. */
  if (g_getenv ("SSL_CERT_FILE") != NULL)
    curl_easy_setopt (easy, CURLOPT_CAINFO, g_getenv ("SSL_CERT_FILE"));
  /* Plain HTTP is allowed to this computer only because it never leaves it, so a proxy must not see it. */
  if (bookout_target_is_loopback (self->request->address))
    curl_easy_setopt (easy, CURLOPT_PROXY, "");
#if LIBCURL_VERSION_NUM >= 0x075700
  /* Cancelling while a name is looked up must not wait for the resolver. */
  curl_easy_setopt (easy, CURLOPT_QUICK_EXIT, 1L);
#endif
}

static void
set_callbacks (BookoutTransfer *self)
{
  CURL *easy = self->easy;

  curl_easy_setopt (easy, CURLOPT_ERRORBUFFER, self->detail);
  curl_easy_setopt (easy, CURLOPT_HEADERFUNCTION, header_cb);
  curl_easy_setopt (easy, CURLOPT_HEADERDATA, self);
  curl_easy_setopt (easy, CURLOPT_WRITEFUNCTION, body_cb);
  curl_easy_setopt (easy, CURLOPT_WRITEDATA, self);
  curl_easy_setopt (easy, CURLOPT_PREREQFUNCTION, connected_cb);
  curl_easy_setopt (easy, CURLOPT_PREREQDATA, self);
}

/* The handle forgets its last transfer's options; connection, cookies and share stay. */
static void
prepare (BookoutTransfer *self)
{
  curl_easy_reset (self->easy);
  set_network_options (self);
  set_request_options (self);
  set_callbacks (self);
  for (guint i = 0; i < G_N_ELEMENTS (own_headers); i++)
    append_header (self, own_headers[i]);
  curl_easy_setopt (self->easy, CURLOPT_USERAGENT, USER_AGENT);
  curl_easy_setopt (self->easy, CURLOPT_HTTPHEADER, self->sent_headers);
}

static gint64
get_idle_end (BookoutTransfer *self)
{
  if (!self->connected)
    return G_MAXINT64;
  return self->last_byte + self->limits.idle_s * (gint64) G_USEC_PER_SEC;
}

static gint64
or_never (gint64 moment)
{
  return moment == 0 ? G_MAXINT64 : moment;
}

static int
get_ms_left (BookoutTransfer *self)
{
  gint64 end = MIN (get_idle_end (self),
                    MIN (or_never (self->limits.request_end), or_never (self->limits.deadline)));
  gint64 left = end - g_get_monotonic_time ();

  /* Rounded up, so as not to turn round and round in the last millisecond. */
  return (int) CLAMP (left / 1000 + 1, 0, 60 * 1000);
}

static void
set_request_end_error (BookoutTransfer *self, GError **error)
{
  g_set_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_TIMEOUT,
               g_dngettext (GETTEXT_PACKAGE, "No whole answer from %s within %u second.",
                            "No whole answer from %s within %u seconds.", self->limits.request_s),
               self->host, self->limits.request_s);
}

static void
set_idle_error (BookoutTransfer *self, GError **error)
{
  guint seconds = self->limits.idle_s;

  if (self->status == 0)
    g_set_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_TIMEOUT,
                 g_dngettext (GETTEXT_PACKAGE, "No answer from %s within %u second.",
                              "No answer from %s within %u seconds.", seconds),
                 self->host, seconds);
  else
    g_set_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_TIMEOUT,
                 g_dngettext (GETTEXT_PACKAGE, "The transfer from %s stopped for %u second.",
                              "The transfer from %s stopped for %u seconds.", seconds),
                 self->host, seconds);
}

static gboolean
is_late (BookoutTransfer *self, GError **error)
{
  gint64 now = g_get_monotonic_time ();

  if (now >= or_never (self->limits.deadline))
    bookout_transfer_set_deadline_error (self->limits.limit_ms, error);
  else if (now >= or_never (self->limits.request_end))
    set_request_end_error (self, error);
  else if (now >= get_idle_end (self))
    set_idle_error (self, error);
  else
    return FALSE;
  return TRUE;
}

/* Whether the transfer is over, and how. */
static gboolean
take_result (BookoutTransfer *self, CURLcode *result)
{
  CURLMsg *message;
  int n_left;

  while ((message = curl_multi_info_read (self->multi, &n_left)) != NULL)
    if (message->msg == CURLMSG_DONE)
      {
        *result = message->data.result;
        return TRUE;
      }
  return FALSE;
}

static void
set_failure (BookoutTransfer *self, CURLcode code, GError **error)
{
  long proxy_status = 0;
  BookoutTransferFailure failure = {
    .code = code,
    .detail = self->detail[0] != '\0' ? self->detail : curl_easy_strerror (code),
    .host = self->host,
    .connect_s = self->limits.connect_s,
    .answering = self->status != 0,
    .header_complete = self->header_complete,
    .received = self->received,
    .expected = (guint64) MAX (self->content_length, 0),
  };

  curl_easy_getinfo (self->easy, CURLINFO_HTTP_CONNECTCODE, &proxy_status);
  failure.proxy_status = (guint) proxy_status;
  g_propagate_error (error, bookout_transfer_error_new (&failure));
}

static gboolean
finish (BookoutTransfer *self, CURLcode code, GError **error)
{
  if (self->problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->problem));
      return FALSE;
    }
  if (code != CURLE_OK)
    {
      set_failure (self, code, error);
      return FALSE;
    }
  if (!self->header_complete)
    {
      /* libcurl takes the end of the connection for the end of the header. */
      g_set_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_INCOMPLETE,
                   _ ("The answer of %s broke off at its start."), self->host);
      return FALSE;
    }
  if (self->status == 407)
    {
      g_set_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_PROXY,
                   _ ("The proxy between this computer and %s asks for a sign-in."), self->host);
      return FALSE;
    }
  return begin_body (self, error) && bookout_body_finish (self->body, error);
}

static gboolean
perform (BookoutTransfer *self, GCancellable *cancellable, GError **error)
{
  for (;;)
    {
      CURLcode code = CURLE_OK;
      int n_running;
      CURLMcode state = curl_multi_perform (self->multi, &n_running);

      if (take_result (self, &code))
        return finish (self, code, error);
      if (g_cancellable_set_error_if_cancelled (cancellable, error) || is_late (self, error))
        return FALSE;
      if (state == CURLM_OK)
        state = curl_multi_poll (self->multi, NULL, 0, get_ms_left (self), NULL);
      if (state != CURLM_OK)
        {
          g_set_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_LOCAL,
                       _ ("The connection to %s failed (%s)."), self->host, curl_multi_strerror (state));
          return FALSE;
        }
    }
}

static void
wake_cancelled_cb (GCancellable *cancellable, gpointer multi)
{
  curl_multi_wakeup (multi);
}

/**
 * bookout_transfer_set_deadline_error:
 * @limit_ms: the vehicle's limit
 * @error: return location
 *
 * Sets %BOOKOUT_NAVIGATOR_ERROR_DEADLINE.
 */
void
bookout_transfer_set_deadline_error (guint limit_ms, GError **error)
{
  guint seconds = (limit_ms + 999) / 1000;

  g_set_error (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_DEADLINE,
               g_dngettext (GETTEXT_PACKAGE, "The vehicle was not finished within %u second.",
                            "The vehicle was not finished within %u seconds.", seconds),
               seconds);
}

/**
 * bookout_transfer_new:
 * @multi: a multi handle without other transfers, of the calling thread
 * @easy: an easy handle that is not in a transfer; its options are reset
 * @request: what to send; outlives the transfer
 * @limits: copied
 *
 * Returns: (transfer full): a transfer, not yet begun
 */
BookoutTransfer *
bookout_transfer_new (CURLM *multi,
                      CURL *easy,
                      const BookoutRequest *request,
                      const BookoutTransferLimits *limits)
{
  BookoutTransfer *self;

  g_return_val_if_fail (multi != NULL && easy != NULL && request != NULL && limits != NULL, NULL);

  self = g_new0 (BookoutTransfer, 1);
  self->multi = multi;
  self->easy = easy;
  self->request = request;
  self->limits = *limits;
  self->host = bookout_target_dup_host (request->address);
  self->headers = g_ptr_array_new_with_free_func (g_free);
  self->content_length = -1;
  self->body = bookout_body_new (limits->page_bytes, limits->sheet_bytes);
  prepare (self);
  return self;
}

/**
 * bookout_transfer_free:
 * @self: (transfer full): a transfer that is not running
 */
void
bookout_transfer_free (BookoutTransfer *self)
{
  g_return_if_fail (self != NULL);

  /* The handle lives on; nothing in it may point here. */
  curl_easy_reset (self->easy);
  curl_slist_free_all (self->sent_headers);
  bookout_body_free (self->body);
  g_clear_object (&self->sink);
  g_clear_error (&self->problem);
  g_ptr_array_unref (self->headers);
  g_free (self->host);
  g_free (self);
}

/**
 * bookout_transfer_set_headers:
 * @headers: (array zero-terminated=1): "Name: value" lines; replace those sent otherwise
 */
void
bookout_transfer_set_headers (BookoutTransfer *self, const char *const *headers)
{
  g_return_if_fail (self != NULL && headers != NULL);

  for (guint i = 0; headers[i] != NULL; i++)
    append_header (self, headers[i]);
  curl_easy_setopt (self->easy, CURLOPT_HTTPHEADER, self->sent_headers);
}

/**
 * bookout_transfer_set_sink:
 * @sink: (nullable): asked for the body of an answer of status 200 to 299
 */
void
bookout_transfer_set_sink (BookoutTransfer *self, BookoutSink *sink)
{
  g_return_if_fail (self != NULL);

  g_set_object (&self->sink, sink);
}

/**
 * bookout_transfer_set_progress:
 * @progress: called for each piece of the body
 * @data: for @progress
 */
void
bookout_transfer_set_progress (BookoutTransfer *self, BookoutTransferProgress progress, gpointer data)
{
  g_return_if_fail (self != NULL);

  self->progress = progress;
  self->progress_data = data;
}

/**
 * bookout_transfer_run:
 * @cancellable: (nullable): ends it at once
 *
 * Sends the request and takes the answer, whatever its status. Once. Blocks.
 *
 * Errors: #BookoutNavigatorError, the sink's own, %G_IO_ERROR_CANCELLED. The connection is then closed.
 *
 * Returns: whether there is a whole answer
 */
gboolean
bookout_transfer_run (BookoutTransfer *self, GCancellable *cancellable, GError **error)
{
  gulong handler = 0;
  gboolean answered;

  g_return_val_if_fail (self != NULL, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (wake_cancelled_cb), self->multi, NULL);
  curl_multi_add_handle (self->multi, self->easy);
  answered = perform (self, cancellable, error);
  curl_multi_remove_handle (self->multi, self->easy);
  g_cancellable_disconnect (cancellable, handler);
  return answered;
}

/**
 * bookout_transfer_get_status:
 *
 * Returns: the answer's HTTP status, 0 if there was none
 */
guint
bookout_transfer_get_status (BookoutTransfer *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->status;
}

/**
 * bookout_transfer_get_header:
 * @name: of a header, any case
 *
 * Returns: (transfer none) (nullable): the value of the last header of that name
 */
const char *
bookout_transfer_get_header (BookoutTransfer *self, const char *name)
{
  gsize length = strlen (name);

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = self->headers->len; i > 0; i--)
    {
      const char *line = g_ptr_array_index (self->headers, i - 1);

      if (g_ascii_strncasecmp (line, name, length) == 0 && line[length] == ':')
        {
          line += length + 1;
          return line + strspn (line, " \t");
        }
    }
  return NULL;
}

/**
 * bookout_transfer_dup_headers:
 *
 * Returns: (transfer full) (array zero-terminated=1): "Name: value" lines of the answer, in order
 */
char **
bookout_transfer_dup_headers (BookoutTransfer *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->headers->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (self->headers, i));
  return g_strv_builder_end (builder);
}

/**
 * bookout_transfer_is_redirect:
 *
 * Returns: whether the answer's status sends elsewhere; its Location may still be missing
 */
gboolean
bookout_transfer_is_redirect (BookoutTransfer *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->status == 301 || self->status == 302 || self->status == 303 || self->status == 307 ||
         self->status == 308;
}

/**
 * bookout_transfer_is_document:
 *
 * Returns: whether the sink took the body
 */
gboolean
bookout_transfer_is_document (BookoutTransfer *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return bookout_body_is_document (self->body);
}

/**
 * bookout_transfer_steal_body:
 *
 * Returns: (transfer full): the decoded body; empty if the sink took it or nobody wants it
 */
GBytes *
bookout_transfer_steal_body (BookoutTransfer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return bookout_body_steal_bytes (self->body);
}

/**
 * bookout_transfer_get_received:
 *
 * Returns: bytes of the body as they came
 */
guint64
bookout_transfer_get_received (BookoutTransfer *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->received;
}
