/* bookout-failure.h - what kind of failure an error is, and what that means for a vehicle
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  BOOKOUT_FAILURE_TRANSIENT, /* connection, time limits, 5xx, 429, a cut file: worth trying again */
  BOOKOUT_FAILURE_SESSION,   /* signed out, active elsewhere, contested: no attempt spent */
  BOOKOUT_FAILURE_PORTAL,    /* the portal looks different, is maintained, forbids: likely the same for all */
  BOOKOUT_FAILURE_DATA,      /* this vehicle: not listed, gone, ambiguous, denied */
  BOOKOUT_FAILURE_CONTENT,   /* wrong vehicle's sheet, not provable: held, fetched again later */
  BOOKOUT_FAILURE_LOCAL,     /* folder, disk, memory, reader: no attempt spent, the run waits */
  BOOKOUT_FAILURE_CANCELLED, /* by us: no attempt spent */
} BookoutFailureClass;

/**
 * BookoutFailure:
 * @kind: its class
 * @code: static short word for scripts and for grouping: "timeout", "server-error", "wrong-vehicle",
 * "not-listed", "no-space" …
 * @advice: static, translated: what a person can do
 * @attempts_most: attempts that a failure of this sort is worth at most (2 for "gone" and "not-listed"),
 *   %G_MAXUINT for no limit of its own
 * @stops_run: the run can't go on at all (TLS, refused, no space …): it pauses and says so
 * @counts: whether an attempt that ends so is counted. A caller that knows better may clear it: while the
 *   breaker is open, a connection that fails isn't the vehicle's fault
 */
typedef struct
{
  BookoutFailureClass kind;
  const char *code;
  const char *advice;
  guint attempts_most;
  gboolean stops_run;
  gboolean counts;
} BookoutFailure;

BookoutFailure bookout_failure_classify (const GError *error);

/* What a person can do about a failure of that code, from a ledger say; static, translated; never NULL. */
const char *bookout_failure_get_advice (const char *code);

/* Whether @code means that no answer came at all: waiting helps, trying each vehicle does not. */
gboolean bookout_failure_is_unreachable (const char *code);

G_END_DECLS
