/* bookout-portal-rules.h - what makes sense in a description, beyond its grammar
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-portal-private.h"
#include "bookout-portal-reader.h"

G_BEGIN_DECLS

void bookout_portal_rule_no_save (BookoutPortalReader *reader, GPtrArray *steps);
void bookout_portal_rule_one_save (BookoutPortalReader *reader, xmlNode *node, GPtrArray *steps);
void bookout_portal_rule_parts (BookoutPortalReader *reader, xmlNode *node, GPtrArray *parts);
void bookout_portal_rule_witness (BookoutPortalReader *reader,
                                  xmlNode *node,
                                  BookoutPortalWitness *witness,
                                  gboolean first);
void bookout_portal_rule_dated (BookoutPortalReader *reader, xmlNode *node, BookoutPortalDated *dated);

G_END_DECLS
