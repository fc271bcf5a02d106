/* bookout-identity.h - does a sheet's own text name the vehicle it was asked for?
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-portal.h"
#include "bookout-sheet-reader.h"

G_BEGIN_DECLS

/**
 * BookoutProof:
 * @BOOKOUT_PROOF_NONE: nothing proves it
 * @BOOKOUT_PROOF_PAGE: sheets carry no text: only the vehicle page named it; "unproved"
 * @BOOKOUT_PROOF_TEXT: every witness of the description agrees
 * @BOOKOUT_PROOF_PERSON: the sheet can't be read; a person looked at it and put their name to it; "unproved"
 */
typedef enum
{
  BOOKOUT_PROOF_NONE,
  BOOKOUT_PROOF_PAGE,
  BOOKOUT_PROOF_TEXT,
  BOOKOUT_PROOF_PERSON,
} BookoutProof;

const char *bookout_proof_to_string (BookoutProof proof); /* "none", "page", "text", "person" */
gboolean bookout_proof_from_string (const char *text, BookoutProof *proof);

/* @witnesses: (element-type BookoutPortalWitness); @scope gives {reference}, {vin}, {column:…}. PROOF_NONE on error. */
BookoutProof bookout_identity_check (GPtrArray *witnesses,
                                     const BookoutSheetText *text,
                                     BookoutScope *scope,
                                     GError **error);

G_END_DECLS
