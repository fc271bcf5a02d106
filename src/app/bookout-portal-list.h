/* bookout-portal-list.h - the portals that are described on this computer, read in a thread
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-portal.h"

G_BEGIN_DECLS

/**
 * BookoutPortalList:
 * @portals: (element-type BookoutPortal): the practice portal first
 * @problems: (element-type utf8): what is wrong with descriptions that cannot be used
 */
typedef struct
{
  GPtrArray *portals;
  GPtrArray *problems;
} BookoutPortalList;

void bookout_portal_list_free (BookoutPortalList *self);

void bookout_portal_list_read_async (GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
/* (transfer full) (nullable): NULL only if it was cancelled */
BookoutPortalList *bookout_portal_list_read_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutPortalList, bookout_portal_list_free)

G_END_DECLS
