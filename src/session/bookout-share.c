/* bookout-share.c - the name lookups and TLS sessions that the handles of one session share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-share"

#include "config.h"

#include "bookout-share.h"

/* Of all that libcurl can share, only these two are supported between handles that run at the same time in several
 * threads. Cookies go through the jar instead, and connections stay with their tab. */

struct _BookoutShare
{
  CURLSH *handle;
  GMutex locks[CURL_LOCK_DATA_LAST]; /* one for each kind of data, as libcurl asks for them */
};

static void
lock_cb (CURL *easy, curl_lock_data data, curl_lock_access access, void *user_data)
{
  BookoutShare *self = user_data;

  g_mutex_lock (&self->locks[data]);
}

static void
unlock_cb (CURL *easy, curl_lock_data data, void *user_data)
{
  BookoutShare *self = user_data;

  g_mutex_unlock (&self->locks[data]);
}

/**
 * bookout_share_new:
 *
 * Returns: (transfer full): a share
 */
BookoutShare *
bookout_share_new (void)
{
  BookoutShare *self = g_new0 (BookoutShare, 1);

  for (guint i = 0; i < G_N_ELEMENTS (self->locks); i++)
    g_mutex_init (&self->locks[i]);

  self->handle = curl_share_init ();
  curl_share_setopt (self->handle, CURLSHOPT_LOCKFUNC, lock_cb);
  curl_share_setopt (self->handle, CURLSHOPT_UNLOCKFUNC, unlock_cb);
  curl_share_setopt (self->handle, CURLSHOPT_USERDATA, self);
  curl_share_setopt (self->handle, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
  curl_share_setopt (self->handle, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
  return self;
}

/**
 * bookout_share_free:
 * @self: (transfer full): a share that no handle uses any more
 */
void
bookout_share_free (BookoutShare *self)
{
  g_return_if_fail (self != NULL);

  if (curl_share_cleanup (self->handle) != CURLSHE_OK)
    g_critical ("A curl handle has outlived its session's share");
  for (guint i = 0; i < G_N_ELEMENTS (self->locks); i++)
    g_mutex_clear (&self->locks[i]);
  g_free (self);
}

/**
 * bookout_share_get_handle:
 *
 * Returns: (transfer none): for CURLOPT_SHARE
 */
CURLSH *
bookout_share_get_handle (BookoutShare *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->handle;
}
