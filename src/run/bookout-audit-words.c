/* bookout-audit-words.c - what an audit found, in words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-audit-words"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-audit-words.h"
#include "bookout-report.h"

/* For window and command line alike. Pure; any thread. */

/**
 * bookout_audit_words_verdict:
 * @verdict: a verdict
 *
 * Returns: words that follow a number of sheets
 */
const char *
bookout_audit_words_verdict (BookoutAuditVerdict verdict)
{
  switch (verdict)
    {
    case BOOKOUT_AUDIT_RIGHT:
      return C_ ("number of sheets", "right");
    case BOOKOUT_AUDIT_UNPROVED:
      return C_ ("number of sheets", "not proved");
    case BOOKOUT_AUDIT_WRONG_VEHICLE:
      return C_ ("number of sheets", "of another vehicle");
    case BOOKOUT_AUDIT_UNREADABLE:
      return C_ ("number of sheets", "unreadable");
    case BOOKOUT_AUDIT_ALTERED:
      return C_ ("number of sheets", "altered");
    case BOOKOUT_AUDIT_MISSING:
      return C_ ("number of sheets", "missing");
    case BOOKOUT_AUDIT_UNKNOWN:
    default:
      return C_ ("number of sheets", "not from this run");
    }
}

/**
 * bookout_audit_words_totals:
 * @result: of an audit
 *
 * How many are right always comes first, even when none is; what is zero is left out otherwise.
 *
 * Returns: (transfer full): one line, "1,790 right, 2 altered"
 */
char *
bookout_audit_words_totals (const BookoutAuditResult *result)
{
  GString *line = g_string_new (NULL);

  for (guint i = 0; i < BOOKOUT_AUDIT_N_VERDICTS; i++)
    {
      g_autofree char *number = bookout_report_count_to_string (result->counts[i]);

      if (i == BOOKOUT_AUDIT_RIGHT || result->counts[i] > 0)
        g_string_append_printf (line, "%s%s %s", line->len > 0 ? ", " : "", number,
                                bookout_audit_words_verdict (i));
    }

  return g_string_free (line, FALSE);
}
