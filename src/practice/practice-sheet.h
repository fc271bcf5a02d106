/* practice-sheet.h - the bookout sheets, drawn as PDF
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "practice-inventory.h"

G_BEGIN_DECLS

typedef enum
{
  PRACTICE_SHEET_PLAIN,
  PRACTICE_SHEET_NO_TEXT, /* all letters as outlines */
  PRACTICE_SHEET_HIDDEN,  /* another vehicle's reference in white, besides */
  PRACTICE_SHEET_BOTH,    /* another vehicle's reference for all to see, besides */
  PRACTICE_SHEET_STALE,   /* with yesterday's date */
} PracticeSheetKind;

/* Draws on demand and keeps the last few. */
typedef struct _PracticeSheets PracticeSheets;

PracticeSheets *practice_sheets_new (PracticeInventory *inventory);

void practice_sheets_free (PracticeSheets *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeSheets, practice_sheets_free)

GBytes *practice_sheets_draw (PracticeSheets *self, guint vehicle, PracticeSheetKind kind);

G_END_DECLS
