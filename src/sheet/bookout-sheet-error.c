/* bookout-sheet-error.c; SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bookout-sheet-error.h"

G_DEFINE_QUARK (bookout_sheet_error_quark, bookout_sheet_error)
