/* bookout-reader-invisible.h - text drawn in the invisible mode, which poppler reports like any other
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether a PDF's streams use the invisible text mode; FALSE for what cannot be looked into. */
gboolean bookout_reader_has_invisible (const guint8 *data, gsize length);

G_END_DECLS
