/* bookout-transfer-error.h - libcurl's results in words for a person
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <curl/curl.h>
#include <glib.h>

G_BEGIN_DECLS

/**
 * BookoutTransferFailure:
 * @code: what libcurl says
 * @detail: its own words
 * @host: of the request
 * @connect_s: the limit for connecting
 * @answering: whether a status line has come
 * @header_complete: whether the body was due
 * @received: bytes of the body so far
 * @expected: of the body, 0 if unknown
 * @proxy_status: what a proxy answered to CONNECT, 0 if nothing
 */
typedef struct
{
  CURLcode code;
  const char *detail;
  const char *host;
  guint connect_s;
  gboolean answering;
  gboolean header_complete;
  guint64 received;
  guint64 expected;
  guint proxy_status;
} BookoutTransferFailure;

GError *bookout_transfer_error_new (const BookoutTransferFailure *failure);

G_END_DECLS
