/* bookout-retry.h - when a vehicle that failed is tried again
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-failure.h"

G_BEGIN_DECLS

typedef enum
{
  BOOKOUT_RETRY_LATER,     /* back to the queue, due after delay_us */
  BOOKOUT_RETRY_SLOW_PASS, /* kept for the slow pass at the end */
  BOOKOUT_RETRY_NEVER,     /* failed (or held) */
} BookoutRetryVerdict;

/**
 * BookoutRetry:
 * @verdict: what now
 * @delay_us: microseconds until it is due, with LATER
 * @counts: whether the attempt is counted
 */
typedef struct
{
  BookoutRetryVerdict verdict;
  gint64 delay_us;
  gboolean counts;
} BookoutRetry;

BookoutRetry bookout_retry_decide (const BookoutFailure *failure,
                                   guint attempts,
                                   guint attempts_most,
                                   gboolean slow_pass,
                                   double jitter);

G_END_DECLS
