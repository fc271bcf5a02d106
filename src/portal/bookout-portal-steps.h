/* bookout-portal-steps.h - reads steps and conditions of a description
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-portal-reader.h"
#include "bookout-step.h"

G_BEGIN_DECLS

void bookout_portal_read_steps (BookoutPortalReader *reader, xmlNode *node, GPtrArray *steps);
BookoutCondition *bookout_portal_read_condition (BookoutPortalReader *reader, xmlNode *node);

G_END_DECLS
