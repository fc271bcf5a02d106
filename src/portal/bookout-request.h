/* bookout-request.h - one request that a step wants sent
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BookoutRequest:
 * @method: "GET" or "POST"
 * @address: absolute http or https address, no fragment
 * @content_type: (nullable): of @body
 * @body: (nullable): what a POST carries
 * @referrer: (nullable): address of the page that led here
 * @carries_secret: whether a password is in @address or @body; it then goes only to the
 *   portal's own origin, and is left out of every log
 *
 * A plain value; owned by whoever made it, used by one thread at a time.
 */
typedef struct
{
  char *method;
  char *address;
  char *content_type;
  GBytes *body;
  char *referrer;
  gboolean carries_secret;
} BookoutRequest;

BookoutRequest *bookout_request_new_get (const char *address);
BookoutRequest *bookout_request_new_post (const char *address, const char *content_type, GBytes *body);
void bookout_request_free (BookoutRequest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutRequest, bookout_request_free)

G_END_DECLS
