/* bookout-portal-schema.h - holds a description against portal.rng
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libxml/tree.h>

#include "bookout-portal-problems.h"

G_BEGIN_DECLS

void bookout_portal_schema_check (xmlDoc *document, BookoutPortalProblems *problems);

G_END_DECLS
