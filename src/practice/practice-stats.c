/* practice-stats.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-practice"
#include "config.h"

#include "practice-stats.h"

/* Plain counters, for tests and for the file that --stats names. Main thread only. */

static void
append_count (GString *json, const char *name, guint64 count)
{
  g_string_append_printf (json, "  \"%s\": %" G_GUINT64_FORMAT ",\n", name, count);
}

static void
append_faults (GString *json, PracticeFaults *faults)
{
  const char *separator = "";

  g_string_append (json, "  \"faults\": {");
  for (guint i = 0; i < PRACTICE_N_FAULTS; i++)
    {
      guint64 count = practice_faults_get_count (faults, (PracticeFault) i);

      if (count == 0)
        continue;
      g_string_append_printf (json, "%s\"%s\": %" G_GUINT64_FORMAT, separator,
                              practice_fault_get_name ((PracticeFault) i), count);
      separator = ", ";
    }
  g_string_append (json, "}\n");
}

/**
 * practice_stats_to_json:
 * @self: the counters
 * @sessions_active: sessions that are signed in now
 * @faults: what went wrong on purpose; kinds that never struck are left out
 *
 * Returns: (transfer full): one JSON object, with a line break at its end
 */
char *
practice_stats_to_json (const PracticeStats *self, guint sessions_active, PracticeFaults *faults)
{
  GString *json = g_string_new ("{\n");

  append_count (json, "sign_ins", self->sign_ins);
  append_count (json, "sign_ins_refused", self->sign_ins_refused);
  append_count (json, "sign_outs", self->sign_outs);
  append_count (json, "requests", self->requests);
  append_count (json, "sheets", self->sheets);
  append_count (json, "wrong_sheets_served", self->wrong_sheets_served);
  append_count (json, "connections", self->connections);
  append_count (json, "most_at_once", self->most_at_once);
  append_count (json, "sessions_active", sessions_active);
  append_faults (json, faults);
  g_string_append (json, "}\n");
  return g_string_free (json, FALSE);
}
