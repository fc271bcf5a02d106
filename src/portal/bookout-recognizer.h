/* bookout-recognizer.h - how a description tells what kind of answer a page is
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-condition.h"

G_BEGIN_DECLS

typedef enum
{
  BOOKOUT_RECOGNIZED_NOTHING,
  BOOKOUT_RECOGNIZED_SIGNED_IN,
  BOOKOUT_RECOGNIZED_SIGNED_OUT,
  BOOKOUT_RECOGNIZED_REFUSED,
  BOOKOUT_RECOGNIZED_ACTIVE_SESSION,
  BOOKOUT_RECOGNIZED_MAINTENANCE,
} BookoutRecognized;

/**
 * BookoutRecognizer:
 * @kind: what the page is if @condition holds
 * @condition: the question
 * @words: (nullable): XPath of where the portal's own words stand; without it they are looked for where @condition's XPath points
 * @wait_pattern: (nullable): for active sessions and maintenance: pattern over the visible text; group 1 is minutes, or M:SS if it has a colon;
 *   group named "seconds" is seconds
 * @wait_s: how long to wait if @wait_pattern is absent or does not match; seconds
 */
typedef struct
{
  BookoutRecognized kind;
  BookoutCondition *condition;
  BookoutTemplate *words;
  BookoutTemplate *wait_pattern;
  guint wait_s;
} BookoutRecognizer;

/**
 * BookoutRecognition:
 * @kind: what the page is
 * @words: (nullable): what the portal says, at most 300 characters of plain text
 * @wait_s: how long it asks to wait, 0 if it does not say
 */
typedef struct
{
  BookoutRecognized kind;
  char *words;
  guint wait_s;
} BookoutRecognition;

void bookout_recognizer_free (BookoutRecognizer *self);
void bookout_recognition_clear (BookoutRecognition *self);

/* The order of the kinds, not of the description, decides: active session, refused, maintenance, signed out, signed in; a
 * recogniser of a kind that cannot be evaluated is an error, not a "no". @recognition holds zeros or an earlier answer. */
gboolean bookout_recognize (GPtrArray *recognizers,
                            BookoutPage *page,
                            BookoutScope *scope,
                            BookoutRecognition *recognition,
                            GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutRecognizer, bookout_recognizer_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BookoutRecognition, bookout_recognition_clear)

G_END_DECLS
