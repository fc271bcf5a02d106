/* bookout-scope.h - the names that a template can use, and their values
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Reference counted; used by one thread at a time, except that a parent that no longer changes may serve several
 * children in different threads. A name not found here is asked of the parent. */
typedef struct _BookoutScope BookoutScope;

BookoutScope *bookout_scope_new (BookoutScope *parent);
BookoutScope *bookout_scope_ref (BookoutScope *self);
void bookout_scope_unref (BookoutScope *self);

void bookout_scope_set (BookoutScope *self, const char *name, const char *value);
void bookout_scope_set_secret (BookoutScope *self,
                               const char *name,
                               const char *value); /* wiped when freed */
const char *bookout_scope_get (BookoutScope *self, const char *name);
gboolean bookout_scope_is_secret (BookoutScope *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutScope, bookout_scope_unref)

G_END_DECLS
