/* bookout-transfer.h - one request over the network, and its answer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <curl/curl.h>

#include "bookout-request.h"
#include "bookout-sink.h"

G_BEGIN_DECLS

/* Most bytes of status lines and headers that an answer may have, interim answers included. */
#define BOOKOUT_TRANSFER_HEADER_BYTES (256 * 1024)

/**
 * BookoutTransferLimits:
 * @connect_s: connecting, name and TLS included; seconds
 * @idle_s: without a byte once connected; seconds
 * @request_s: what @request_end was made from, for the message
 * @limit_ms: what @deadline was made from, for the message
 * @request_end: monotonic microseconds, 0 for none
 * @deadline: monotonic microseconds, 0 for none
 * @page_bytes: most decoded bytes of a page
 * @sheet_bytes: most decoded bytes for a sink
 */
typedef struct
{
  guint connect_s;
  guint idle_s;
  guint request_s;
  guint limit_ms;
  gint64 request_end;
  gint64 deadline;
  gsize page_bytes;
  gsize sheet_bytes;
} BookoutTransferLimits;

/* received: bytes of the body as they came; expected: 0 if unknown. Called for each piece, by the transfer's thread. */
typedef void (*BookoutTransferProgress) (guint64 received, guint64 expected, gpointer data);

/* One hop: redirects are not followed here. Belongs to one thread. */
typedef struct _BookoutTransfer BookoutTransfer;

BookoutTransfer *bookout_transfer_new (CURLM *multi,
                                       CURL *easy,
                                       const BookoutRequest *request,
                                       const BookoutTransferLimits *limits);
void bookout_transfer_free (BookoutTransfer *self);

void bookout_transfer_set_headers (BookoutTransfer *self, const char *const *headers);
void bookout_transfer_set_sink (BookoutTransfer *self, BookoutSink *sink);
void bookout_transfer_set_progress (BookoutTransfer *self, BookoutTransferProgress progress, gpointer data);

gboolean bookout_transfer_run (BookoutTransfer *self, GCancellable *cancellable, GError **error);

guint bookout_transfer_get_status (BookoutTransfer *self);
const char *bookout_transfer_get_header (BookoutTransfer *self, const char *name);
char **bookout_transfer_dup_headers (BookoutTransfer *self);
gboolean bookout_transfer_is_redirect (BookoutTransfer *self);
gboolean bookout_transfer_is_document (BookoutTransfer *self);
GBytes *bookout_transfer_steal_body (BookoutTransfer *self);
guint64 bookout_transfer_get_received (BookoutTransfer *self);

void bookout_transfer_set_deadline_error (guint limit_ms, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutTransfer, bookout_transfer_free)

G_END_DECLS
