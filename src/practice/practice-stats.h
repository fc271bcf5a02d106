/* practice-stats.h - what the practice portal counts
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "practice-faults.h"

G_BEGIN_DECLS

/* Since the program's start, but for the two that are of this moment. */
typedef struct
{
  guint64 sign_ins;
  guint64 sign_ins_refused; /* wrong password, or an active session */
  guint64 sign_outs;
  guint64 requests;            /* all but /stats */
  guint64 sheets;              /* documents sent whole, the wrong ones among them */
  guint64 wrong_sheets_served; /* of another vehicle than was asked for */
  guint64 connections;
  guint at_once; /* requests in work now */
  guint most_at_once;
} PracticeStats;

char *practice_stats_to_json (const PracticeStats *self, guint sessions_active, PracticeFaults *faults);

G_END_DECLS
