/* bookout-portal-sections.h - reads the sections of a description into a portal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-portal-private.h"
#include "bookout-portal-reader.h"

G_BEGIN_DECLS

/* Each takes the section's element. They are to be called in this order, whatever the order in the file, because each
 * needs what those before it have read. */
void bookout_portal_read_variables (BookoutPortalReader *reader,
                                    xmlNode *node,
                                    GHashTable *values,
                                    BookoutPortalProblems *unset,
                                    BookoutPortal *portal);
void bookout_portal_read_address (BookoutPortalReader *reader,
                                  xmlNode *node,
                                  BookoutPortalProblems *unset,
                                  BookoutPortal *portal);
void bookout_portal_read_hosts (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal);
void bookout_portal_read_headers (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal);
void bookout_portal_read_limits (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal);
void bookout_portal_read_recognise (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal);
void bookout_portal_read_sign_in (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal);
void bookout_portal_read_sign_out (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal);
void bookout_portal_read_inventory (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal);
void bookout_portal_read_vehicle (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal);

G_END_DECLS
