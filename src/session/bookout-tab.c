/* bookout-tab.c - one navigator inside a session: its own curl handle, page and address
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-tab"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bookout-hop.h"
#include "bookout-navigator.h"
#include "bookout-pause.h"
#include "bookout-session-private.h"
#include "bookout-tab-private.h"
#include "bookout-transfer.h"

/* What a browser's tab is to a browser: it sends requests and follows redirects, with the session's cookies and at the
 * session's pace. Redirects are followed here and not by libcurl, because each hop has to be an address that the
 * description allows, and cookies are exchanged with the session around each.
 *
 * One worker thread owns a tab. The snapshot, under its lock, is all that others see of it. */

/* As many as browsers and libcurl settled on: enough for any sign-in that means well. */
#define REDIRECTS_MOST 10

/* The snapshot's byte counts move at most this often; microseconds. Faster than that nobody sees. */
#define PROGRESS_INTERVAL (50 * 1000)

struct _BookoutTab
{
  GObject parent_instance;

  BookoutSession *session; /* its share outlives our handle */
  BookoutCookieJar *jar;   /* the session's, or the sign-in's own */
  gboolean is_working;     /* its answers count as work done with the session */
  gboolean throttled;

  CURL *easy;
  CURLM *multi;
  BookoutCookieView *view;
  char **headers; /* (nullable): as the description wants them, expanded at the first request */

  guint generation;
  guint patience;
  guint limit_ms;
  gint64 deadline; /* monotonic microseconds, 0 for none */
  gboolean secret_sent;

  gint64 progress_due; /* monotonic microseconds */
  GMutex lock;
  BookoutTabSnapshot snapshot; /* by @lock */
};

static void navigator_iface_init (BookoutNavigatorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BookoutTab,
                               bookout_tab,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BOOKOUT_TYPE_NAVIGATOR, navigator_iface_init))

static BookoutTabActivity
swap_activity (BookoutTab *self, BookoutTabActivity activity)
{
  BookoutTabActivity before;

  g_mutex_lock (&self->lock);
  before = self->snapshot.activity;
  self->snapshot.activity = activity;
  g_mutex_unlock (&self->lock);
  return before;
}

/* Waiting for others costs a vehicle none of its time. */
static void
postpone_deadline (BookoutTab *self, gint64 since)
{
  if (self->deadline == 0)
    return;
  self->deadline += g_get_monotonic_time () - since;

  g_mutex_lock (&self->lock);
  self->snapshot.deadline = self->deadline;
  g_mutex_unlock (&self->lock);
}

static void
progress_cb (guint64 received, guint64 expected, gpointer data)
{
  BookoutTab *self = data;
  gint64 now = g_get_monotonic_time ();

  if (now < self->progress_due)
    return;
  self->progress_due = now + PROGRESS_INTERVAL;

  g_mutex_lock (&self->lock);
  self->snapshot.received = received;
  self->snapshot.expected = expected;
  g_mutex_unlock (&self->lock);
}

static void
begin_progress (BookoutTab *self)
{
  self->progress_due = 0;

  g_mutex_lock (&self->lock);
  self->snapshot.requests++;
  self->snapshot.received = 0;
  self->snapshot.expected = 0;
  g_mutex_unlock (&self->lock);
}

static void
end_progress (BookoutTab *self, guint64 received)
{
  g_mutex_lock (&self->lock);
  self->snapshot.received = received;
  self->snapshot.bytes += received;
  g_mutex_unlock (&self->lock);
}

static gboolean
expand_headers (BookoutTab *self, GError **error)
{
  BookoutPortal *portal = bookout_session_get_portal (self->session);
  GPtrArray *described = bookout_portal_get_headers (portal);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (self->headers != NULL)
    return TRUE;
  for (guint i = 0; described != NULL && i < described->len; i++)
    {
      const BookoutPortalHeader *header = g_ptr_array_index (described, i);
      g_autofree char *value = bookout_template_expand (header->value, bookout_portal_get_scope (portal),
                                                        error);
      g_autofree char *line = NULL;

      if (value == NULL)
        return FALSE;
      line = g_strdup_printf ("%s: %s", header->name, value);
      g_strv_builder_add (builder, line);
    }
  self->headers = g_strv_builder_end (builder);
  return TRUE;
}

static BookoutTransferLimits
get_limits (BookoutTab *self, gint64 request_end)
{
  const BookoutPortalLimits *limits = bookout_portal_get_limits (bookout_session_get_portal (self->session));

  return (BookoutTransferLimits){
    .connect_s = limits->connect_s,
    .idle_s = limits->idle_s * self->patience,
    .request_s = limits->request_s * self->patience,
    .limit_ms = self->limit_ms,
    .request_end = request_end,
    .deadline = self->deadline,
    .page_bytes = limits->page_bytes,
    .sheet_bytes = limits->sheet_bytes,
  };
}

static gboolean
wait_for_throttle (BookoutTab *self, GCancellable *cancellable, GError **error)
{
  BookoutThrottle *throttle = bookout_session_get_throttle (self->session);
  gboolean held = bookout_throttle_get_held_until (throttle) != 0;
  gint64 since = g_get_monotonic_time ();
  BookoutTabActivity before = BOOKOUT_TAB_WORKING;
  gboolean may_go;

  if (!self->throttled)
    return TRUE;
  if (held)
    before = swap_activity (self, BOOKOUT_TAB_THROTTLE);
  may_go = bookout_throttle_wait (throttle, cancellable, error);
  if (held)
    swap_activity (self, before);
  postpone_deadline (self, since);
  return may_go;
}

static gboolean
run_transfer (BookoutTab *self,
              BookoutTransfer *transfer,
              const BookoutRequest *hop,
              GCancellable *cancellable,
              GError **error)
{
  gboolean answered;

  bookout_cookie_jar_take (self->jar, self->easy, self->view);
  if (hop->carries_secret && !self->secret_sent)
    {
      /* Where the anonymous session becomes the signed-in one, its cookie counts from here on, whether or not the answer arrives. */
      self->secret_sent = TRUE;
      bookout_session_note_cookies (self->session, self->jar);
    }

  begin_progress (self);
  answered = bookout_transfer_run (transfer, cancellable, error);
  end_progress (self, bookout_transfer_get_received (transfer));

  /* Also what a broken answer set: the server knows that it did. A sign-in's cookies matter from the password on. */
  if (bookout_cookie_jar_give (self->jar, self->easy, self->view) && (self->is_working || self->secret_sent))
    bookout_session_note_cookies (self->session, self->jar);
  return answered;
}

/* The session is told of every answer: it holds all tabs if the portal asks to wait. */
static void
note_answer (BookoutTab *self, BookoutTransfer *transfer)
{
  bookout_session_note_answer (self->session, bookout_transfer_get_status (transfer),
                               bookout_transfer_get_header (transfer, "Retry-After"),
                               bookout_transfer_get_header (transfer, "Date"));
}

static BookoutTransfer *
transfer_new (BookoutTab *self, const BookoutRequest *hop, BookoutSink *sink, gint64 request_end)
{
  BookoutTransferLimits limits = get_limits (self, request_end);
  BookoutTransfer *transfer = bookout_transfer_new (self->multi, self->easy, hop, &limits);

  curl_easy_setopt (self->easy, CURLOPT_SHARE,
                    bookout_share_get_handle (bookout_session_get_share (self->session)));
  bookout_transfer_set_headers (transfer, (const char *const *) self->headers);
  bookout_transfer_set_sink (transfer, sink);
  bookout_transfer_set_progress (transfer, progress_cb, self);
  return transfer;
}

static BookoutPage *
page_new (BookoutTransfer *transfer, const char *address)
{
  g_auto (GStrv) headers = bookout_transfer_dup_headers (transfer);
  g_autoptr (GBytes) body = bookout_transfer_steal_body (transfer);
  gboolean is_document = bookout_transfer_is_document (transfer);

  return bookout_page_new (address, bookout_transfer_get_status (transfer), (const char *const *) headers,
                           is_document ? NULL : body, is_document);
}

/* Sends @hop. A redirect gives the next hop in @next, any other answer a page. */
static BookoutPage *
send_hop (BookoutTab *self,
          const BookoutRequest *hop,
          BookoutSink *sink,
          gint64 request_end,
          BookoutRequest **next,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (BookoutTransfer) transfer = transfer_new (self, hop, sink, request_end);

  if (!run_transfer (self, transfer, hop, cancellable, error))
    return NULL;
  note_answer (self, transfer);
  if (!bookout_transfer_is_redirect (transfer))
    return page_new (transfer, hop->address);

  *next = bookout_hop_new_next (hop, bookout_transfer_get_status (transfer),
                                bookout_transfer_get_header (transfer, "Location"), error);
  return NULL;
}

static gint64
get_request_end (BookoutTab *self)
{
  const BookoutPortalLimits *limits = bookout_portal_get_limits (bookout_session_get_portal (self->session));

  return g_get_monotonic_time () + limits->request_s * self->patience * (gint64) G_USEC_PER_SEC;
}

static BookoutPage *
follow (BookoutTab *self, BookoutRequest *first, BookoutSink *sink, GCancellable *cancellable, GError **error)
{
  g_autoptr (BookoutRequest) hop = first;
  g_autofree char *from = NULL;
  gint64 request_end = 0;

  /* The generation is read before the cookies, and once for all hops: cookies newer than it cost nothing, but a generation
   * newer than the cookies of the hop that was sent away to the sign-in form would have a session signed in again that has
   * only just been. */
  self->generation = bookout_session_get_generation (self->session);
  for (guint n = 0; n <= REDIRECTS_MOST; n++)
    {
      BookoutRequest *next = NULL;
      BookoutPage *page;
      gint64 since = g_get_monotonic_time ();

      if (!bookout_hop_check (bookout_session_get_portal (self->session), hop, from, error) ||
          !wait_for_throttle (self, cancellable, error))
        return NULL;
      request_end = request_end == 0 ? get_request_end (self) : request_end + g_get_monotonic_time () - since;
      page = send_hop (self, hop, sink, request_end, &next, cancellable, error);
      if (page != NULL || next == NULL)
        return page;

      g_free (from);
      from = g_strdup (hop->address);
      bookout_request_free (hop);
      hop = next;
    }
  g_set_error_literal (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_REDIRECTS,
                       _ ("The portal keeps redirecting."));
  return NULL;
}

static BookoutPage *
bookout_tab_send (BookoutNavigator *navigator,
                  BookoutRequest *request,
                  BookoutSink *sink,
                  GCancellable *cancellable,
                  GError **error)
{
  BookoutTab *self = BOOKOUT_TAB (navigator);
  BookoutRequest *hop;
  BookoutPage *page;

  if (!expand_headers (self, error))
    return NULL;
  hop = bookout_hop_new_first (request, error);
  if (hop == NULL)
    return NULL;
  page = follow (self, hop, sink, cancellable, error);
  if (page != NULL && self->is_working)
    bookout_session_count_work (self->session);
  return page;
}

static void
bookout_tab_begin_step (BookoutNavigator *navigator, const BookoutStep *step)
{
  bookout_tab_set_activity (BOOKOUT_TAB (navigator), BOOKOUT_TAB_WORKING, step->title);
}

static gboolean
bookout_tab_wait (BookoutNavigator *navigator, guint ms, GCancellable *cancellable, GError **error)
{
  BookoutTab *self = BOOKOUT_TAB (navigator);
  gint64 until = g_get_monotonic_time () + ms * (gint64) 1000;
  gboolean is_late = self->deadline != 0 && self->deadline < until;

  if (!bookout_pause_until (is_late ? self->deadline : until, cancellable, error))
    return FALSE;
  if (is_late)
    bookout_transfer_set_deadline_error (self->limit_ms, error);
  return !is_late;
}

static void
navigator_iface_init (BookoutNavigatorInterface *iface)
{
  iface->send = bookout_tab_send;
  iface->begin_step = bookout_tab_begin_step;
  iface->wait = bookout_tab_wait;
}

static void
bookout_tab_finalize (GObject *object)
{
  BookoutTab *self = BOOKOUT_TAB (object);

  /* The handle goes first: the multi has its connections, the session its share. */
  curl_easy_cleanup (self->easy);
  curl_multi_cleanup (self->multi);
  bookout_cookie_view_free (self->view);
  g_strfreev (self->headers);
  g_mutex_clear (&self->lock);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (bookout_tab_parent_class)->finalize (object);
}

static void
bookout_tab_class_init (BookoutTabClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bookout_tab_finalize;
}

static void
bookout_tab_init (BookoutTab *self)
{
  self->easy = curl_easy_init ();
  self->multi = curl_multi_init ();
  self->view = bookout_cookie_view_new ();
  self->patience = 1;
  g_mutex_init (&self->lock);
}

/**
 * bookout_tab_new:
 * @session: a session
 *
 * Returns: (transfer full): a tab for work in @session
 */
BookoutTab *
bookout_tab_new (BookoutSession *session)
{
  BookoutTab *self = bookout_tab_new_for_sign_in (session, bookout_session_get_jar (session), TRUE);

  self->is_working = TRUE;
  return self;
}

/**
 * bookout_tab_new_for_sign_in:
 * @session: a session
 * @jar: where its cookies are; outlives the tab
 * @throttled: whether it keeps the session's pace
 *
 * Returns: (transfer full): a tab whose answers are no work of the session
 */
BookoutTab *
bookout_tab_new_for_sign_in (BookoutSession *session, BookoutCookieJar *jar, gboolean throttled)
{
  BookoutTab *self = g_object_new (BOOKOUT_TYPE_TAB, NULL);

  self->session = g_object_ref (session);
  self->jar = jar;
  self->throttled = throttled;
  self->generation = bookout_session_get_generation (session);
  return self;
}

/**
 * bookout_tab_has_sent_secret:
 *
 * Returns: whether a request with a password has gone out, whatever became of it
 */
gboolean
bookout_tab_has_sent_secret (BookoutTab *self)
{
  g_return_val_if_fail (BOOKOUT_IS_TAB (self), FALSE);

  return self->secret_sent;
}

/**
 * bookout_tab_get_session:
 *
 * Returns: (transfer none): the session it belongs to
 */
BookoutSession *
bookout_tab_get_session (BookoutTab *self)
{
  g_return_val_if_fail (BOOKOUT_IS_TAB (self), NULL);

  return self->session;
}

/**
 * bookout_tab_get_generation:
 *
 * Returns: the session's generation at the tab's last request: what bookout_session_renew() wants
 */
guint
bookout_tab_get_generation (BookoutTab *self)
{
  g_return_val_if_fail (BOOKOUT_IS_TAB (self), 0);

  return self->generation;
}

/**
 * bookout_tab_set_limit:
 * @limit_ms: milliseconds for all that follows, 0 for no limit
 *
 * Starts a vehicle's limit. Waits for gate, throttle and renewal do not count. What comes too late fails with
 * %BOOKOUT_NAVIGATOR_ERROR_DEADLINE.
 */
void
bookout_tab_set_limit (BookoutTab *self, guint limit_ms)
{
  g_return_if_fail (BOOKOUT_IS_TAB (self));

  self->limit_ms = limit_ms;
  self->deadline = limit_ms == 0 ? 0 : g_get_monotonic_time () + limit_ms * (gint64) 1000;

  g_mutex_lock (&self->lock);
  self->snapshot.deadline = self->deadline;
  g_mutex_unlock (&self->lock);
}

/**
 * bookout_tab_set_patience:
 * @factor: 1 or more; what the description's idle and request limits are multiplied by
 */
void
bookout_tab_set_patience (BookoutTab *self, guint factor)
{
  g_return_if_fail (BOOKOUT_IS_TAB (self));

  self->patience = MAX (factor, 1);
}

/**
 * bookout_tab_enter_gate:
 * @cancellable: (nullable): ends the wait
 *
 * bookout_session_enter_gate(), shown in the snapshot and not counted in the limit.
 *
 * Errors: %G_IO_ERROR_CANCELLED.
 *
 * Returns: whether the tab holds the gate
 */
gboolean
bookout_tab_enter_gate (BookoutTab *self, GCancellable *cancellable, GError **error)
{
  BookoutTabActivity before;
  gint64 since;
  gboolean entered;

  g_return_val_if_fail (BOOKOUT_IS_TAB (self), FALSE);

  since = g_get_monotonic_time ();
  before = swap_activity (self, BOOKOUT_TAB_GATE);
  entered = bookout_session_enter_gate (self->session, cancellable, error);
  swap_activity (self, before);
  postpone_deadline (self, since);
  return entered;
}

/**
 * bookout_tab_leave_gate:
 *
 * Gives the gate back; only after bookout_tab_enter_gate() said %TRUE.
 */
void
bookout_tab_leave_gate (BookoutTab *self)
{
  g_return_if_fail (BOOKOUT_IS_TAB (self));

  bookout_session_leave_gate (self->session);
}

/**
 * bookout_tab_renew:
 * @cancellable: (nullable): ends this tab's wait
 *
 * bookout_session_renew() after an answer to this tab showed that the session is over; shown in the snapshot and not
 * counted in the limit.
 *
 * Errors: as bookout_session_renew().
 *
 * Returns: whether the tab can go on
 */
gboolean
bookout_tab_renew (BookoutTab *self, GCancellable *cancellable, GError **error)
{
  BookoutTabActivity before;
  gint64 since;
  gboolean renewed;

  g_return_val_if_fail (BOOKOUT_IS_TAB (self), FALSE);

  since = g_get_monotonic_time ();
  before = swap_activity (self, BOOKOUT_TAB_RENEWAL);
  renewed = bookout_session_renew (self->session, self->generation, cancellable, error);
  swap_activity (self, before);
  postpone_deadline (self, since);
  return renewed;
}

/**
 * bookout_tab_set_number:
 * @number: from 1, for the snapshot
 */
void
bookout_tab_set_number (BookoutTab *self, guint number)
{
  g_return_if_fail (BOOKOUT_IS_TAB (self));

  g_mutex_lock (&self->lock);
  self->snapshot.number = number;
  g_mutex_unlock (&self->lock);
}

/**
 * bookout_tab_set_vehicle:
 * @reference: (nullable): of the vehicle taken; "" for none
 * @description: (nullable): of that vehicle
 *
 * For the snapshot. A reference starts the vehicle's time, "" ends it.
 */
void
bookout_tab_set_vehicle (BookoutTab *self, const char *reference, const char *description)
{
  BookoutTabSnapshot *snapshot;

  g_return_if_fail (BOOKOUT_IS_TAB (self));

  snapshot = &self->snapshot;
  g_mutex_lock (&self->lock);
  if (reference != NULL)
    {
      bookout_tab_snapshot_copy_text (snapshot->reference, sizeof snapshot->reference, reference);
      snapshot->began = *reference == '\0' ? 0 : g_get_monotonic_time ();
      snapshot->received = 0;
      snapshot->expected = 0;
    }
  if (description != NULL)
    bookout_tab_snapshot_copy_text (snapshot->description, sizeof snapshot->description, description);
  g_mutex_unlock (&self->lock);
}

/**
 * bookout_tab_set_activity:
 * @activity: what the tab does
 * @step: (nullable): in words
 *
 * For the snapshot.
 */
void
bookout_tab_set_activity (BookoutTab *self, BookoutTabActivity activity, const char *step)
{
  g_return_if_fail (BOOKOUT_IS_TAB (self));

  g_mutex_lock (&self->lock);
  self->snapshot.activity = activity;
  if (step != NULL)
    bookout_tab_snapshot_copy_text (self->snapshot.step, sizeof self->snapshot.step, step);
  g_mutex_unlock (&self->lock);
}

/**
 * bookout_tab_count_result:
 * @done: whether the vehicle was finished well
 * @words: (nullable): how it ended
 *
 * For the snapshot.
 */
void
bookout_tab_count_result (BookoutTab *self, gboolean done, const char *words)
{
  BookoutTabSnapshot *snapshot;

  g_return_if_fail (BOOKOUT_IS_TAB (self));

  snapshot = &self->snapshot;
  g_mutex_lock (&self->lock);
  if (done)
    snapshot->n_done++;
  else
    snapshot->n_failed++;
  if (words != NULL)
    bookout_tab_snapshot_copy_text (snapshot->last_result, sizeof snapshot->last_result, words);
  g_mutex_unlock (&self->lock);
}

/**
 * bookout_tab_get_snapshot:
 * @snapshot: (out caller-allocates): a copy of what the tab is doing now
 *
 * Any thread; one short lock, no allocation.
 */
void
bookout_tab_get_snapshot (BookoutTab *self, BookoutTabSnapshot *snapshot)
{
  g_return_if_fail (BOOKOUT_IS_TAB (self) && snapshot != NULL);

  g_mutex_lock (&self->lock);
  *snapshot = self->snapshot;
  g_mutex_unlock (&self->lock);
}
