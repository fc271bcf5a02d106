/* bookout-hop.h - one request of a chain of redirects: where it may go, and what follows it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-portal.h"
#include "bookout-request.h"

G_BEGIN_DECLS

gboolean bookout_hop_check (BookoutPortal *portal,
                            const BookoutRequest *hop,
                            const char *from,
                            GError **error);
BookoutRequest *bookout_hop_new_first (const BookoutRequest *request, GError **error);
BookoutRequest *bookout_hop_new_next (const BookoutRequest *hop,
                                      guint status,
                                      const char *location,
                                      GError **error);

G_END_DECLS
