/* bookout-condition.h - a question that a description asks of a page
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-page.h"
#include "bookout-template.h"

G_BEGIN_DECLS

/**
 * BookoutCondition:
 * @xpath: (nullable): holds when it finds something
 * @text: (nullable): a pattern (GRegex, case-insensitive) that the visible text must contain
 * @status_from: lowest status, 0 if any will do
 * @status_to: highest status
 * @address: (nullable): a pattern (case-insensitive) that the final address must contain
 * @document: %TRUE: holds when a sink took the body
 * @negated: the whole is turned round (attribute `not="yes"`)
 *
 * All parts that are given must hold. Immutable after loading.
 */
typedef struct
{
  BookoutTemplate *xpath;
  BookoutTemplate *text;
  guint status_from;
  guint status_to;
  BookoutTemplate *address;
  gboolean document;
  gboolean negated;
} BookoutCondition;

void bookout_condition_free (BookoutCondition *self);
gboolean bookout_condition_holds (BookoutCondition *self,
                                  BookoutPage *page,
                                  xmlNode *context,
                                  BookoutScope *scope,
                                  gboolean *holds,
                                  GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutCondition, bookout_condition_free)

G_END_DECLS
