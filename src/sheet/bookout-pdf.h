/* bookout-pdf.h - what can be told of a PDF from its bytes alone, without opening it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-sheet-error.h"

G_BEGIN_DECLS

/* Whether a body that begins so can be a PDF. */
gboolean bookout_pdf_begins (const guint8 *head, gsize length);
/* Whether the open file has a PDF's beginning and its end: EMPTY, UNREADABLE, INCOMPLETE, DISK. */
gboolean bookout_pdf_check_ends (int descriptor, guint64 size, GError **error);

G_END_DECLS
