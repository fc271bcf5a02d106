/* bookout-reader-text.h - the text of a document that a person can see
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <poppler.h>

G_BEGIN_DECLS

/* Appends to @text, at most BOOKOUT_READER_TEXT_MOST bytes in all; gives BookoutReaderFlags. */
guint bookout_reader_text_append (PopplerDocument *document, GString *text);

G_END_DECLS
