/* bookout-request.c; SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bookout-request.h"

static BookoutRequest *
request_new (const char *method, const char *address)
{
  BookoutRequest *self = g_new0 (BookoutRequest, 1);

  self->method = g_strdup (method);
  self->address = g_strdup (address);
  return self;
}

/**
 * bookout_request_new_get:
 * @address: absolute http or https address without fragment
 *
 * Any thread.
 *
 * Returns: (transfer full): a request without body, referrer or secret
 */
BookoutRequest *
bookout_request_new_get (const char *address)
{
  g_return_val_if_fail (address != NULL, NULL);

  return request_new ("GET", address);
}

/**
 * bookout_request_new_post:
 * @address: absolute http or https address without fragment
 * @content_type: (nullable): of @body
 * @body: (nullable): what it carries; a reference is taken
 *
 * Any thread.
 *
 * Returns: (transfer full): a request without referrer or secret
 */
BookoutRequest *
bookout_request_new_post (const char *address, const char *content_type, GBytes *body)
{
  BookoutRequest *self;

  g_return_val_if_fail (address != NULL, NULL);

  self = request_new ("POST", address);
  self->content_type = g_strdup (content_type);
  self->body = body != NULL ? g_bytes_ref (body) : NULL;
  return self;
}

/**
 * bookout_request_free:
 * @self: (nullable): a request
 */
void
bookout_request_free (BookoutRequest *self)
{
  if (self == NULL)
    return;
  g_free (self->method);
  g_free (self->address);
  g_free (self->content_type);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->referrer);
  g_free (self);
}
