/* bookout-portal.h - the description of one site: how to sign in, export, open a vehicle, get its sheet, sign out
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-recognizer.h"
#include "bookout-step.h"

G_BEGIN_DECLS

#define BOOKOUT_PORTAL_ERROR (bookout_portal_error_quark ())
typedef enum
{
  BOOKOUT_PORTAL_ERROR_NOT_FOUND, /* no such file or id */
  BOOKOUT_PORTAL_ERROR_INVALID, /* not XML, not to the schema, or it makes no sense; the message has file, line and words */
  BOOKOUT_PORTAL_ERROR_VARIABLE, /* a variable is unknown, missing, or has a value that is not allowed */
} BookoutPortalError;
GQuark bookout_portal_error_quark (void);

/**
 * BookoutPortalVariable:
 * @name: as in --var NAME=VALUE
 * @value: what it has in this description as it was loaded
 * @description: (nullable): words for a person
 * @values: (nullable) (array zero-terminated=1): the only values that are allowed
 */
typedef struct
{
  char *name;
  char *value;
  char *description;
  char **values;
} BookoutPortalVariable;

/**
 * BookoutPortalHeader:
 * @name: of the header
 * @value: HEADER template; its names are variables, so the portal's own scope fills it in
 */
typedef struct
{
  char *name;
  BookoutTemplate *value;
} BookoutPortalHeader;

/**
 * BookoutPortalLimits:
 * @tabs: most tabs at once, 1 to 32
 * @gap_ms: least time between the starts of two requests of the session; 0 for none
 * @connect_s: connecting, TLS included
 * @idle_s: a transfer that stands still
 * @request_s: one request from start to end
 * @vehicle_s: all requests of one vehicle
 * @page_bytes: a page, decoded
 * @sheet_bytes: a sheet or an export, decoded
 */
typedef struct
{
  guint tabs;
  guint gap_ms;
  guint connect_s;
  guint idle_s;
  guint request_s;
  guint vehicle_s;
  gsize page_bytes;
  gsize sheet_bytes;
} BookoutPortalLimits;

/**
 * BookoutPortalColumns:
 * @reference: header of the column with the reference
 * @vin: (nullable): header of the column with the VIN
 * @description: (array zero-terminated=1): headers whose cells, joined by spaces, describe the vehicle
 */
typedef struct
{
  char *reference;
  char *vin;
  char **description;
} BookoutPortalColumns;

/**
 * BookoutPortalCount:
 * @steps: (element-type BookoutStep): lead to the page that shows the count
 * @xpath: where it stands
 * @pattern: (nullable): its first group is the number; thousands separators are ignored
 *
 * Where the portal says how many rows its inventory has.
 */
typedef struct
{
  GPtrArray *steps;
  BookoutTemplate *xpath;
  BookoutTemplate *pattern;
} BookoutPortalCount;

/**
 * BookoutPortalIndex:
 * @steps: (element-type BookoutStep): lead to the first page of the grid
 * @rows: XPath of the rows
 * @reference: relative XPath of the cell with the reference
 * @link: relative XPath of the link (element with href, or attribute)
 * @next: (nullable): XPath of the link to the next page; the last page has none
 * @pages_most: a grid longer than this is an error
 *
 * A paged grid, gone through once after the export, so that a vehicle's own link is known as {link}.
 */
typedef struct
{
  GPtrArray *steps;
  BookoutTemplate *rows;
  BookoutTemplate *reference;
  BookoutTemplate *link;
  BookoutTemplate *next;
  guint pages_most;
} BookoutPortalIndex;

/**
 * BookoutPortalPart:
 * @name: "prepare", "search", "open" or "sheet"
 * @gated: whether it touches what the server keeps per session, so that it runs under the gate
 * @steps: (element-type BookoutStep)
 *
 * One part of the way to a sheet. The gate is taken before the first gated part and kept until the last gated part is over.
 */
typedef struct
{
  char *name;
  gboolean gated;
  GPtrArray *steps;
} BookoutPortalPart;

/**
 * BookoutPortalWitness:
 * @name: words for a person, "Reference Number"
 * @pattern: multi-line pattern over a sheet's visible text
 * @equals: (nullable): what its first group must equal; without it the pattern itself holds the value, as {reference}
 * @required: whether a sheet without this line is refused (the reference's always is)
 *
 * What a sheet's own text must say. Every match in the sheet must agree.
 */
typedef struct
{
  char *name;
  BookoutTemplate *pattern;
  BookoutTemplate *equals;
  gboolean required;
} BookoutPortalWitness;

/**
 * BookoutPortalDated:
 * @pattern: multi-line pattern over a sheet's visible text; its first group is the date
 * @formats: (array zero-terminated=1): how it may be written, see bookout_date_format_read()
 * @days: how many days old it may be
 * @zone: (nullable): whose day it is; %NULL for this computer's
 *
 * Where a sheet says of which day its values are.
 */
typedef struct
{
  BookoutTemplate *pattern;
  char **formats;
  guint days;
  GTimeZone *zone;
} BookoutPortalDated;

/* Immutable once loaded; any thread may read it. Everything returned is (transfer none). */
#define BOOKOUT_TYPE_PORTAL (bookout_portal_get_type ())
G_DECLARE_FINAL_TYPE (BookoutPortal, bookout_portal, BOOKOUT, PORTAL, GObject)

BookoutPortal *bookout_portal_load (GFile *file, GHashTable *variables, GError **error);
BookoutPortal *bookout_portal_find (const char *id_or_path, GHashTable *variables, GError **error);
GPtrArray *bookout_portal_list (GPtrArray *problems);

const char *bookout_portal_get_id (BookoutPortal *self);
const char *bookout_portal_get_name (BookoutPortal *self);
const char *bookout_portal_get_base (BookoutPortal *self); /* absolute, ends in "/" */
GFile *bookout_portal_get_file (BookoutPortal *self);
/* The scope with the description's variables: parent of every other scope of this portal; read-only. */
BookoutScope *bookout_portal_get_scope (BookoutPortal *self);

gboolean bookout_portal_allows (BookoutPortal *self, const char *address);
gboolean bookout_portal_trusts (BookoutPortal *self, const char *address);

const BookoutPortalLimits *bookout_portal_get_limits (BookoutPortal *self);
GPtrArray *bookout_portal_get_variables (BookoutPortal *self);   /* (element-type BookoutPortalVariable) */
GPtrArray *bookout_portal_get_headers (BookoutPortal *self);     /* (element-type BookoutPortalHeader) */
GPtrArray *bookout_portal_get_recognizers (BookoutPortal *self); /* (element-type BookoutRecognizer) */
GPtrArray *bookout_portal_get_sign_in (BookoutPortal *self);     /* (element-type BookoutStep) */
GPtrArray *bookout_portal_get_sign_out (BookoutPortal *self);
GPtrArray *bookout_portal_get_export (BookoutPortal *self);
const BookoutPortalColumns *bookout_portal_get_columns (BookoutPortal *self);
const BookoutPortalCount *bookout_portal_get_count (BookoutPortal *self); /* (nullable) */
const BookoutPortalIndex *bookout_portal_get_index (BookoutPortal *self); /* (nullable) */
GPtrArray *bookout_portal_get_parts (BookoutPortal *self); /* (element-type BookoutPortalPart), in order */
/* (element-type BookoutPortalWitness); empty: sheets have no text. */
GPtrArray *bookout_portal_get_witnesses (BookoutPortal *self);
const BookoutPortalDated *bookout_portal_get_dated (BookoutPortal *self); /* (nullable) */
gboolean bookout_portal_has_gate (BookoutPortal *self);

G_END_DECLS
