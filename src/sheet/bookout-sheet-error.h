/* bookout-sheet-error.h - what can be wrong with a sheet or with where it should go
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BOOKOUT_SHEET_ERROR (bookout_sheet_error_quark ())
typedef enum
{
  /* the sheet */
  BOOKOUT_SHEET_ERROR_EMPTY,         /* no bytes */
  BOOKOUT_SHEET_ERROR_INCOMPLETE,    /* no end of document */
  BOOKOUT_SHEET_ERROR_TOO_LARGE,     /* over the limit */
  BOOKOUT_SHEET_ERROR_UNREADABLE,    /* the sheet reader cannot open it, or died of it */
  BOOKOUT_SHEET_ERROR_OTHER_VEHICLE, /* it names another vehicle */
  BOOKOUT_SHEET_ERROR_CONFLICT,      /* it names this vehicle and another */
  BOOKOUT_SHEET_ERROR_NO_WITNESS,    /* it has text, but not the line that names its vehicle */
  BOOKOUT_SHEET_ERROR_NO_TEXT,       /* it has no text at all, though the description says that sheets do */
  BOOKOUT_SHEET_ERROR_NO_DATE, /* it does not say of which day its values are, though the description says that sheets do */
  BOOKOUT_SHEET_ERROR_OUTDATED, /* its values are of another day */
  /* where it goes */
  BOOKOUT_SHEET_ERROR_FOLDER, /* gone, read-only, not a folder, no permission */
  BOOKOUT_SHEET_ERROR_NO_SPACE,
  BOOKOUT_SHEET_ERROR_DISK,   /* fsync, rename or close failed */
  BOOKOUT_SHEET_ERROR_LOCKED, /* another process has this folder; the message says which and since when */
  /* the reader */
  BOOKOUT_SHEET_ERROR_READER, /* the sheet reader cannot be started at all */
} BookoutSheetError;
GQuark bookout_sheet_error_quark (void);

G_END_DECLS
