/* bookout-retry-after.c - how long an answer asks to wait
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-retry-after"

#include "config.h"

#include <curl/curl.h>
#include <string.h>
#include <time.h>

#include "bookout-retry-after.h"

/* The moment is given in the portal's time. Its own Date header says what the portal thinks the time is, so that a
 * clock set wrong on either side makes no difference. */
static gint64
get_seconds_until (const char *moment, const char *date)
{
  time_t then = curl_getdate (moment, NULL);
  time_t now = date == NULL ? (time_t) -1 : curl_getdate (date, NULL);

  if (then == (time_t) -1)
    return -1;
  if (now == (time_t) -1)
    now = time (NULL);
  return MAX ((gint64) then - (gint64) now, 0);
}

/**
 * bookout_retry_after_parse:
 * @value: (nullable): a Retry-After header's value, seconds or an HTTP date
 * @date: (nullable): the same answer's Date header
 *
 * Returns: seconds, 1 to %BOOKOUT_RETRY_AFTER_MOST_S; -1 if there is no such header or it makes no sense
 */
gint
bookout_retry_after_parse (const char *value, const char *date)
{
  gint64 seconds;

  if (value == NULL || *value == '\0')
    return -1;
  if (strspn (value, "0123456789") == strlen (value))
    seconds = (gint64) MIN (g_ascii_strtoull (value, NULL, 10), BOOKOUT_RETRY_AFTER_MOST_S);
  else
    seconds = get_seconds_until (value, date);

  return seconds < 0 ? -1 : (gint) CLAMP (seconds, 1, BOOKOUT_RETRY_AFTER_MOST_S);
}
