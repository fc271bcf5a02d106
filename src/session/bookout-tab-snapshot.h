/* bookout-tab-snapshot.h - what a tab is doing, for whoever shows it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  BOOKOUT_TAB_IDLE,     /* has no vehicle */
  BOOKOUT_TAB_WORKING,  /* a step is being done */
  BOOKOUT_TAB_GATE,     /* waits for the gate */
  BOOKOUT_TAB_THROTTLE, /* waits because the portal asked for it */
  BOOKOUT_TAB_RENEWAL,  /* waits for the session to be signed in again */
  BOOKOUT_TAB_CHECKING, /* the sheet reader has its sheet */
  BOOKOUT_TAB_STOPPED,
} BookoutTabActivity;

/**
 * BookoutTabSnapshot:
 * @number: of the tab, from 1
 * @activity: what it does
 * @reference: of the vehicle in work, "" if none; cut to fit, at a character
 * @description: of that vehicle
 * @step: in words
 * @last_result: in words, of the vehicle before
 * @received: bytes of the transfer so far
 * @expected: bytes in all, 0 if unknown
 * @began: monotonic microseconds when the vehicle was taken, 0 if none
 * @deadline: monotonic microseconds, 0 if none
 * @n_done: vehicles finished well by this tab
 * @n_failed: attempts that failed in this tab
 * @requests: sent so far
 * @bytes: received so far
 *
 * A plain copy without pointers, so that sampling it costs one short lock and no allocation.
 */
typedef struct
{
  guint number;
  BookoutTabActivity activity;
  char reference[64];
  char description[96];
  char step[96];
  char last_result[160];
  guint64 received;
  guint64 expected;
  gint64 began;
  gint64 deadline;
  guint n_done;
  guint n_failed;
  guint64 requests;
  guint64 bytes;
} BookoutTabSnapshot;

void bookout_tab_snapshot_copy_text (char *field, gsize size, const char *text);

G_END_DECLS
