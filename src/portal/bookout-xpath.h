/* bookout-xpath.h - questions to a tree, with limits
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <libxml/xpath.h>

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlXPathObject, xmlXPathFreeObject)

/* Belongs to one tree, which must outlive it, and to one thread at a time. */
typedef struct _BookoutXPath BookoutXPath;

BookoutXPath *bookout_xpath_new (xmlDoc *tree);
void bookout_xpath_free (BookoutXPath *self);
/* @context: (nullable): where relative expressions start; the document if NULL. Node sets come in document order. */
xmlXPathObject *bookout_xpath_evaluate (BookoutXPath *self,
                                        xmlNode *context,
                                        const char *expression,
                                        GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutXPath, bookout_xpath_free)

G_END_DECLS
