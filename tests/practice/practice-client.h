/* practice-client.h - a portal started for a test, and a small browser to ask it with
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <curl/curl.h>
#include <gio/gio.h>

G_BEGIN_DECLS

#define TOKEN_MARK "name=\"__RequestVerificationToken\" type=\"hidden\" value=\""

/* A running bookout-practice-portal. */
typedef struct
{
  GSubprocess *process; /* owned */
  char *address;        /* owned; without the slash at its end */
} Portal;

Portal *portal_start (const char *options);

void portal_stop (Portal *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Portal, portal_stop)

gint64 portal_count (Portal *self, const char *name);

gint64 portal_count_faults (Portal *self, const char *kind);

/* One tab: it keeps its cookies and its last answer, and follows no redirect by itself. */
typedef struct
{
  CURL *easy; /* owned */
  char *address;
  CURLcode result;
  long status;
  char *content_type; /* owned, nullable */
  char *location;     /* owned, nullable; path and query of a redirect */
  char *retry_after;  /* owned, nullable */
  GByteArray *body;   /* owned, ended by a NUL that is not counted */
} Client;

Client *client_new (Portal *portal);

Client *client_new_tab (Client *other);

void client_free (Client *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Client, client_free)

long client_get (Client *self, const char *path);

long client_post (Client *self, const char *path, const char *fields);

long client_submit (Client *self, const char *path, const char *fields);

const char *client_text (Client *self);

char *client_cut (Client *self, const char *before, const char *end);

void client_log_in (Client *self);

void client_sign_in (Client *self);

void client_filter (Client *self, const char *prefix);

char *client_dup_link (Client *self, const char *reference);

char *client_order_sheet (Client *self, const char *link);

void client_fetch_sheet (Client *self, const char *reference);

char *client_dup_sheet_text (Client *self);

G_END_DECLS
