/* bookout-interpreter.h - carries out the steps of a description with one navigator
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-navigator.h"
#include "bookout-portal.h"

G_BEGIN_DECLS

#define BOOKOUT_STEP_ERROR (bookout_step_error_quark ())
typedef enum
{
  BOOKOUT_STEP_ERROR_SIGNED_OUT,     /* the answer shows that the session is over */
  BOOKOUT_STEP_ERROR_REFUSED,        /* sign-in refused; the message has the portal's own words */
  BOOKOUT_STEP_ERROR_ACTIVE_SESSION, /* another session is active */
  BOOKOUT_STEP_ERROR_MAINTENANCE,    /* the portal says it is being maintained */
  BOOKOUT_STEP_ERROR_THROTTLED,      /* 429, or 503 with Retry-After */
  BOOKOUT_STEP_ERROR_SERVER,         /* another 5xx */
  BOOKOUT_STEP_ERROR_GONE,           /* 404 or 410 */
  BOOKOUT_STEP_ERROR_DENIED,         /* 401 or 403 */
  BOOKOUT_STEP_ERROR_STATUS,         /* another 4xx */
  BOOKOUT_STEP_ERROR_UNEXPECTED, /* an expect, form, link or value is not as described: the portal looks different */
  BOOKOUT_STEP_ERROR_NOT_LISTED,    /* no row names the vehicle */
  BOOKOUT_STEP_ERROR_AMBIGUOUS,     /* more than one row does */
  BOOKOUT_STEP_ERROR_OTHER_VEHICLE, /* the page names another vehicle */
  BOOKOUT_STEP_ERROR_NO_DOCUMENT,   /* a page (its text is quoted) or nothing where a document should be */
  BOOKOUT_STEP_ERROR_NOT_READY,     /* poll's limit is over */
} BookoutStepError;
GQuark bookout_step_error_quark (void);

/* Belongs to one thread at a time. Keeps the current page and, inside <row>, the row. Every answer goes through the
 * description's recognisers before anything else looks at it. */
#define BOOKOUT_TYPE_INTERPRETER (bookout_interpreter_get_type ())
G_DECLARE_FINAL_TYPE (BookoutInterpreter, bookout_interpreter, BOOKOUT, INTERPRETER, GObject)

BookoutInterpreter *bookout_interpreter_new (BookoutPortal *portal, BookoutNavigator *navigator);

/* While signing in, a sign-in form is no news: SIGNED_OUT and NOTHING are let through, the other kinds are not. */
void bookout_interpreter_set_signing_in (BookoutInterpreter *self, gboolean signing_in);
/* Where <save> goes; (nullable). */
void bookout_interpreter_set_sink (BookoutInterpreter *self, BookoutSink *sink);

/* Runs @steps in order; extracted variables go into @scope. */
gboolean bookout_interpreter_run (BookoutInterpreter *self,
                                  GPtrArray *steps,
                                  BookoutScope *scope,
                                  GCancellable *cancellable,
                                  GError **error);

/* (nullable) (transfer none): the last answer, good or bad. */
BookoutPage *bookout_interpreter_get_page (BookoutInterpreter *self);
/* (transfer none): what the last answer was recognised as. */
const BookoutRecognition *bookout_interpreter_get_recognition (BookoutInterpreter *self);
/* Whether a <save> of the last run was answered with a document. */
gboolean bookout_interpreter_has_document (BookoutInterpreter *self);

/* The number that the portal shows, through <count>. */
gboolean bookout_interpreter_read_count (BookoutInterpreter *self,
                                         const BookoutPortalCount *count,
                                         BookoutScope *scope,
                                         guint64 *n,
                                         GCancellable *cancellable,
                                         GError **error);
/* Goes through the grid; (transfer full) (element-type utf8 utf8): reference to absolute link. A reference with two
 * different links maps to "" (ambiguous). */
GHashTable *bookout_interpreter_read_index (BookoutInterpreter *self,
                                            const BookoutPortalIndex *index,
                                            BookoutScope *scope,
                                            GCancellable *cancellable,
                                            GError **error);

G_END_DECLS
