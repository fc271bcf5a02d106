/* bookout-answer.h - whether an answer is what a step can work with
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-interpreter.h"

G_BEGIN_DECLS

/* By what it was recognised as first, then by its status. */
gboolean bookout_answer_check (BookoutPage *page,
                               const BookoutRecognition *recognition,
                               const BookoutStep *step,
                               gboolean signing_in,
                               GError **error);

/* What to call @step to a person; static or @step's own. */
const char *bookout_answer_step_title (const BookoutStep *step);
/* "The portal looks different from the description (step …): @words"; always FALSE. */
gboolean bookout_answer_fail_unexpected (const BookoutStep *step, const char *words, GError **error);
/* The same with the words of a page's error; errors of other kinds stay as they are. Takes @cause; always FALSE. */
gboolean bookout_answer_fail_page (const BookoutStep *step, GError *cause, GError **error);

G_END_DECLS
