/* practice-exchange.h - one request and its answer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "practice-sessions.h"
#include "practice-wire.h"

G_BEGIN_DECLS

#define PRACTICE_COOKIE           "PracticeSession"
#define PRACTICE_REQUEST_BODY_MAX (64 * 1024) /* bytes */

typedef struct
{
  SoupServerMessage *message; /* owned */
  char *path;                 /* owned */
  GHashTable *query;          /* owned, nullable */
  GHashTable *form;           /* owned, nullable; what was posted */
  char *session_id;           /* owned, nullable; what the cookie says */
  PracticeSession *session;   /* owned, nullable; looked up when the request is answered */
  PracticeWire *wire;         /* owned, nullable; the answer, if it is one that breaks HTTP */

  /* The server's. */
  gpointer server;       /* borrowed */
  PracticeSession *turn; /* owned, nullable; the session that must answer one request at a time */
  guint timer;           /* until the answer is due */
  gboolean is_begun;     /* counted among those in work */
  gboolean is_paused;    /* the message waits */
} PracticeExchange;

PracticeExchange *practice_exchange_new (SoupServerMessage *message, const char *path, GHashTable *query);

void practice_exchange_free (PracticeExchange *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeExchange, practice_exchange_free)

const char *practice_exchange_get_query (PracticeExchange *self, const char *name);

const char *practice_exchange_get_field (PracticeExchange *self, const char *name);

void practice_exchange_take_visitor (PracticeExchange *self, PracticeSession *session);

void practice_exchange_set_header (PracticeExchange *self, const char *name, const char *value);

void practice_exchange_answer_page (PracticeExchange *self, guint status, GString *html);

void practice_exchange_answer_text (PracticeExchange *self, const char *content_type, GString *text);

void practice_exchange_answer_bytes (PracticeExchange *self, const char *content_type, GBytes *bytes);

void practice_exchange_redirect (PracticeExchange *self, const char *address);

G_END_DECLS
