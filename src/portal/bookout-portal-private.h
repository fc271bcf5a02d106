/* bookout-portal-private.h - what the loader fills and BookoutPortal lends
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-origin.h"
#include "bookout-portal.h"

G_BEGIN_DECLS

struct _BookoutPortal
{
  GObject parent_instance;

  GFile *file;
  char *id;
  char *name;
  char *base;
  BookoutOrigin *origin; /* of base */
  GPtrArray *hosts; /* (element-type BookoutOrigin) the others that requests may go to, by host and port */
  BookoutScope *scope;
  BookoutPortalLimits limits;
  GPtrArray *variables;   /* (element-type BookoutPortalVariable) */
  GPtrArray *headers;     /* (element-type BookoutPortalHeader) */
  GPtrArray *recognizers; /* (element-type BookoutRecognizer) */
  GPtrArray *sign_in;     /* (element-type BookoutStep) */
  GPtrArray *sign_out;    /* (element-type BookoutStep) */
  GPtrArray *export;      /* (element-type BookoutStep) */
  BookoutPortalColumns columns;
  BookoutPortalCount *count; /* (nullable) */
  BookoutPortalIndex *index; /* (nullable) */
  GPtrArray *parts;          /* (element-type BookoutPortalPart) */
  GPtrArray *witnesses;      /* (element-type BookoutPortalWitness) */
  BookoutPortalDated *dated; /* (nullable) */
};

BookoutPortal *bookout_portal_new_empty (GFile *file);

BookoutPortalCount *bookout_portal_count_new (void);
void bookout_portal_count_free (BookoutPortalCount *self);
BookoutPortalIndex *bookout_portal_index_new (void);
void bookout_portal_index_free (BookoutPortalIndex *self);
BookoutPortalPart *bookout_portal_part_new (const char *name);
void bookout_portal_part_free (BookoutPortalPart *self);
BookoutPortalDated *bookout_portal_dated_new (void);
void bookout_portal_dated_free (BookoutPortalDated *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutPortalCount, bookout_portal_count_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutPortalIndex, bookout_portal_index_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutPortalPart, bookout_portal_part_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutPortalDated, bookout_portal_dated_free)

G_END_DECLS
