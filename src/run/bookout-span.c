/* bookout-span.c - a length of time as a person says it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-span"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-span.h"

/**
 * bookout_span_to_string:
 * @duration_us: microseconds; less than 0 counts as 0
 *
 * Pure; any thread.
 *
 * Returns: (transfer full): @duration_us as a person says it, "2 h 10 min", "12 min", "40 s"
 */
char *
bookout_span_to_string (gint64 duration_us)
{
  gint64 seconds = MAX (duration_us, 0) / G_USEC_PER_SEC;
  gint64 minutes = (seconds + 30) / 60;

  if (seconds < 90)
    return g_strdup_printf (_ ("%d s"), (int) seconds);
  if (minutes < 60)
    return g_strdup_printf (_ ("%d min"), (int) minutes);
  if (minutes % 60 == 0)
    return g_strdup_printf (_ ("%d h"), (int) MIN (minutes / 60, G_MAXINT));

  return g_strdup_printf (_ ("%d h %d min"), (int) MIN (minutes / 60, G_MAXINT), (int) (minutes % 60));
}
