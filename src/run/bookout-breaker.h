/* bookout-breaker.h - notices that every vehicle fails for the same reason
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-failure.h"

G_BEGIN_DECLS

typedef enum
{
  BOOKOUT_BREAKER_CLOSED,  /* all is well */
  BOOKOUT_BREAKER_OPEN,    /* nothing is given out until probe_at */
  BOOKOUT_BREAKER_PROBING, /* one vehicle is being tried */
} BookoutBreakerState;

/* Not locked: the caller does. Pure but for what it is told; times are monotonic microseconds given by the
   * caller. */
typedef struct _BookoutBreaker BookoutBreaker;

BookoutBreaker *bookout_breaker_new (void);
void bookout_breaker_free (BookoutBreaker *self);

/* Results, in the order they come. */
void bookout_breaker_success (BookoutBreaker *self);
void bookout_breaker_failure (BookoutBreaker *self,
                              const char *reference,
                              const BookoutFailure *failure,
                              const char *words,
                              gint64 now);
void bookout_breaker_begin_probe (BookoutBreaker *self);
/* Closes although the cause lasts, and stays closed to it until something succeeds. */
void bookout_breaker_give_in (BookoutBreaker *self);

BookoutBreakerState bookout_breaker_get_state (BookoutBreaker *self);
gint64 bookout_breaker_get_probe_at (BookoutBreaker *self);
guint bookout_breaker_get_probes (BookoutBreaker *self); /* begun since it opened */
const char *bookout_breaker_get_code (BookoutBreaker *self);
const char *bookout_breaker_get_words (BookoutBreaker *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutBreaker, bookout_breaker_free)

G_END_DECLS
