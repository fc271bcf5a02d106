/* bookout-vehicle-words.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"
#include "config.h"

#include <glib/gi18n.h>

#include "bookout-report.h"
#include "bookout-vehicle-words.h"

/* The engine has words for files and scripts; these are the ones a person reads. Main thread. */

typedef struct
{
  const char *words;
  const char *icon;
} StateWords;

static const StateWords states[] = {
  [BOOKOUT_VEHICLE_WAITING] = { N_ ("Waiting"), "content-loading-symbolic" },
  [BOOKOUT_VEHICLE_IN_WORK] = { N_ ("Being Fetched"), "emblem-synchronizing-symbolic" },
  [BOOKOUT_VEHICLE_DONE] = { N_ ("Done"), "object-select-symbolic" },
  [BOOKOUT_VEHICLE_UNPROVED] = { N_ ("Not Proved"), "dialog-question-symbolic" },
  [BOOKOUT_VEHICLE_FAILED] = { N_ ("Failed"), "dialog-error-symbolic" },
  [BOOKOUT_VEHICLE_HELD] = { N_ ("Held"), "dialog-warning-symbolic" },
  [BOOKOUT_VEHICLE_SKIPPED] = { N_ ("Skipped"), "action-unavailable-symbolic" },
};

typedef struct
{
  const char *code;
  const char *words;
} CodeWords;

/* Headings of groups: what befell all of a group's vehicles. The codes are those of bookout-failure.c that a single vehicle can end with. */
static const CodeWords codes[] = {
  { "name", N_ ("Portal Not Found on the Network") },
  { "connection", N_ ("No Connection to the Portal") },
  { "certificate", N_ ("Portal’s Certificate Not Trusted") },
  { "proxy", N_ ("Proxy Refused") },
  { "timeout", N_ ("Portal Did Not Answer in Time") },
  { "deadline", N_ ("Took Too Long") },
  { "incomplete", N_ ("Sheet Arrived Incomplete") },
  { "malformed", N_ ("Answer Could Not Be Understood") },
  { "too-large", N_ ("Answer Too Large") },
  { "redirects", N_ ("Portal Redirected Too Often") },
  { "forbidden-host", N_ ("Portal Led to Another Site") },
  { "resources", N_ ("Computer Was Too Busy") },
  { "signed-out", N_ ("Signed Out") },
  { "refused", N_ ("Sign-In Refused") },
  { "active-session", N_ ("Account Active Elsewhere") },
  { "contested", N_ ("Account Used by Somebody Else") },
  { "maintenance", N_ ("Portal in Maintenance") },
  { "throttled", N_ ("Portal Asked to Slow Down") },
  { "server-error", N_ ("Portal Had an Error") },
  { "gone", N_ ("No Longer in the Portal") },
  { "denied", N_ ("Access Denied") },
  { "rejected", N_ ("Portal Rejected the Request") },
  { "portal-changed", N_ ("Portal Looks Different") },
  { "not-listed", N_ ("Not Listed in the Portal") },
  { "ambiguous", N_ ("Reference Not Unique") },
  { "page-other-vehicle", N_ ("Page Showed Another Vehicle") },
  { "no-document", N_ ("No Sheet Came") },
  { "not-ready", N_ ("Sheet Not Ready") },
  { "empty", N_ ("Sheet Was Empty") },
  { "unreadable", N_ ("Sheet Cannot Be Opened") },
  { "wrong-vehicle", N_ ("Sheet Names Another Vehicle") },
  { "conflict", N_ ("Sheet Contradicts Itself") },
  { "no-witness", N_ ("Sheet Does Not Name the Vehicle") },
  { "no-text", N_ ("Sheet Has No Readable Text") },
  { "outdated", N_ ("Sheet Is Not of Today") },
  { "no-date", N_ ("Sheet Has No Date") },
  { "folder", N_ ("Folder Not Reachable") },
  { "no-space", N_ ("No Space Left") },
  { "disk", N_ ("Disk Error") },
  { "reader", N_ ("Sheet Reader Missing") },
  { "file-exists", N_ ("Another File in the Way") },
  { "bad-description", N_ ("Mistake in the Portal’s Description") },
  { "bad-reference", N_ ("Row Cannot Be Used") },
};

/**
 * bookout_vehicle_words_for_state:
 * @state: a state
 *
 * Returns: (transfer none): what it is called
 */
const char *
bookout_vehicle_words_for_state (BookoutVehicleState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (states), NULL);

  return _ (states[state].words);
}

/**
 * bookout_vehicle_words_icon_for_state:
 * @state: a state
 *
 * Returns: (transfer none): name of its icon
 */
const char *
bookout_vehicle_words_icon_for_state (BookoutVehicleState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (states), NULL);

  return states[state].icon;
}

/**
 * bookout_vehicle_words_for_code:
 * @code: (nullable): of a failure
 *
 * Returns: (transfer none): a heading for vehicles that failed so
 */
const char *
bookout_vehicle_words_for_code (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_strcmp0 (codes[i].code, code) == 0)
      return _ (codes[i].words);

  return _ ("Other Causes");
}

static gboolean
is_same_day (GDateTime *a, GDateTime *b)
{
  return g_date_time_get_year (a) == g_date_time_get_year (b) &&
         g_date_time_get_day_of_year (a) == g_date_time_get_day_of_year (b);
}

/**
 * bookout_vehicle_words_for_time:
 * @seconds: Unix seconds, 0 for never
 *
 * Returns: (transfer full): the local time, with the day unless it is today; "" for never
 */
char *
bookout_vehicle_words_for_time (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  if (seconds == 0 || time == NULL)
    return g_strdup ("");

  /* Translators: a time of today, and a time of another day, as of strftime(). */
  return g_date_time_format (time, is_same_day (time, now) ? _ ("%H:%M") : _ ("%-d %b, %H:%M"));
}

/**
 * bookout_vehicle_words_for_size:
 * @bytes: of a sheet
 *
 * Returns: (transfer full): "52.1 kB"; "" for 0
 */
char *
bookout_vehicle_words_for_size (guint64 bytes)
{
  return bytes > 0 ? g_format_size (bytes) : g_strdup ("");
}

/**
 * bookout_vehicle_words_for_count:
 * @count: of vehicles
 *
 * Returns: (transfer full): "1,790 vehicles"
 */
char *
bookout_vehicle_words_for_count (guint count)
{
  g_autofree char *number = bookout_report_count_to_string (count);

  return g_strdup_printf (ngettext ("%s vehicle", "%s vehicles", count), number);
}
