/* bookout-share.h - the name lookups and TLS sessions that the handles of one session share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <curl/curl.h>
#include <glib.h>

G_BEGIN_DECLS

/* Locked inside; must outlive every handle that uses it. */
typedef struct _BookoutShare BookoutShare;

BookoutShare *bookout_share_new (void);
void bookout_share_free (BookoutShare *self);
CURLSH *bookout_share_get_handle (BookoutShare *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutShare, bookout_share_free)

G_END_DECLS
