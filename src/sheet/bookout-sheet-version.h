/* bookout-sheet-version.h - the old one of a sheet that is renewed, kept under its date
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-manifest.h"

G_BEGIN_DECLS

/* Keeps @sheet as "run-data/versions/165548 (2026-11-20).pdf"; the name (transfer full). NULL without an error if the folder does not
 * have that very file under its name any more. */
char *bookout_sheet_version_make (BookoutFolder *folder, const BookoutManifestEntry *sheet, GError **error);
/* No new one came after all. */
void bookout_sheet_version_undo (BookoutFolder *folder, const char *version, const char *name);

/* Lists in @manifest what is in run-data/versions. */
void bookout_sheet_version_list (BookoutFolder *folder, GPtrArray *known, BookoutManifest *manifest);

G_END_DECLS
