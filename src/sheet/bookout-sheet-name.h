/* bookout-sheet-name.h - safe, readable, reversible file names for references
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Longest name given, in bytes, ".pdf" included: leaves room for ".part" and " (kept 2026-11-25, 12)" within the 255 of a
 * file system. */
#define BOOKOUT_SHEET_NAME_MOST 221

/* "165548" → "165548.pdf"; "A/B" → "A%2FB.pdf". */
char *bookout_sheet_name_for_reference (const char *reference);
/* "165548a" → "165548a~5f3c0a1e.pdf": for a reference that differs from another only in case. */
char *bookout_sheet_name_for_colliding (const char *reference);
/* The reference behind a name; NULL if it was cut, is a colliding one, or no sheet's name. */
char *bookout_sheet_name_to_reference (const char *name);

G_END_DECLS
