/* practice-faults.h - what is to go wrong, and for which vehicles
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  PRACTICE_FAULT_HTTP500,
  PRACTICE_FAULT_HTTP429,     /* with Retry-After: 1 */
  PRACTICE_FAULT_RESET,       /* the connection is reset, before the answer or in the middle of it */
  PRACTICE_FAULT_STALL,       /* half a sheet, then silence */
  PRACTICE_FAULT_TRICKLE,     /* a little of the sheet at a time */
  PRACTICE_FAULT_TRUNCATED,   /* half a sheet, in each of the ways a body can end early */
  PRACTICE_FAULT_HTML,        /* a page instead of the sheet */
  PRACTICE_FAULT_EMPTY,       /* no byte at all */
  PRACTICE_FAULT_WRONG_PDF,   /* another vehicle's sheet */
  PRACTICE_FAULT_CORRUPT,     /* the right length, but not a document */
  PRACTICE_FAULT_DUPLICATE,   /* rows twice in the export */
  PRACTICE_FAULT_UNKNOWN,     /* rows in the export that the grid does not know */
  PRACTICE_FAULT_EXPIRE,      /* the session ends at this request */
  PRACTICE_FAULT_REFUSE,      /* the right password is refused */
  PRACTICE_FAULT_ACTIVE,      /* "an active session exists" though none does */
  PRACTICE_FAULT_MAINTENANCE, /* 503 */
  PRACTICE_FAULT_MALFORMED,   /* an answer that breaks HTTP */
  PRACTICE_FAULT_PREPARING,   /* the sheet is ready only when asked for the third time */
  PRACTICE_FAULT_NOTEXT,      /* a sheet drawn without text */
  PRACTICE_FAULT_HIDDEN,      /* another vehicle's reference in white beside the right one */
  PRACTICE_FAULT_BOTH,        /* two references, both to be seen */
  PRACTICE_FAULT_STALE_ROW,   /* the filter's answer shows the grid as it was before */
  PRACTICE_FAULT_STALE,       /* the right sheet, but yesterday's */
} PracticeFault;

#define PRACTICE_N_FAULTS (PRACTICE_FAULT_STALE + 1)

/* Who is struck hangs on seed, kind and key (a vehicle's reference, or a path) alone. A key is struck once for each
 * kind, so that the next try gets through, or always if told so; at rate 1 it is struck every time. */
typedef struct _PracticeFaults PracticeFaults;

PracticeFaults *practice_faults_new (guint64 seed);

void practice_faults_free (PracticeFaults *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeFaults, practice_faults_free)

gboolean practice_faults_add (PracticeFaults *self, const char *specification, GError **error);

gboolean practice_faults_is_certain (PracticeFaults *self, PracticeFault fault);

gboolean practice_faults_strikes (PracticeFaults *self, PracticeFault fault, const char *key);

gboolean practice_faults_strikes_first (PracticeFaults *self,
                                        PracticeFault fault,
                                        const char *key,
                                        guint times);

gboolean practice_faults_marks (PracticeFaults *self, PracticeFault fault, const char *key);

guint practice_faults_choose (PracticeFaults *self, PracticeFault fault, const char *key, guint n_choices);

guint64 practice_faults_get_count (PracticeFaults *self, PracticeFault fault);

const char *practice_fault_get_name (PracticeFault fault);

G_END_DECLS
