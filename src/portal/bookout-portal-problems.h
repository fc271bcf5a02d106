/* bookout-portal-problems.h - everything that is wrong with one description
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The most lines that one error message has; the rest is counted. */
#define BOOKOUT_PORTAL_PROBLEMS_MOST 20

typedef struct _BookoutPortalProblems BookoutPortalProblems;

BookoutPortalProblems *bookout_portal_problems_new (GFile *file);
void bookout_portal_problems_free (BookoutPortalProblems *self);

void bookout_portal_problems_add (BookoutPortalProblems *self, guint line, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
guint bookout_portal_problems_count (BookoutPortalProblems *self);
void bookout_portal_problems_to_error (BookoutPortalProblems *self, int code, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutPortalProblems, bookout_portal_problems_free)

G_END_DECLS
