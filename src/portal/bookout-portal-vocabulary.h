/* bookout-portal-vocabulary.h - the elements and attributes of a description
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libxml/tree.h>

#include "bookout-portal-problems.h"

G_BEGIN_DECLS

#define BOOKOUT_PORTAL_NAMESPACE "https://bookout.github.io/portal/1"

void bookout_portal_vocabulary_check (xmlNode *root, BookoutPortalProblems *problems);
gboolean bookout_portal_vocabulary_is_step (xmlNode *node);

G_END_DECLS
