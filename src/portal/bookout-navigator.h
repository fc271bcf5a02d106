/* bookout-navigator.h - what the steps need of whoever sends their requests
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-page.h"
#include "bookout-request.h"
#include "bookout-sink.h"
#include "bookout-step.h"

G_BEGIN_DECLS

#define BOOKOUT_NAVIGATOR_ERROR (bookout_navigator_error_quark ())
typedef enum
{
  BOOKOUT_NAVIGATOR_ERROR_NAME,       /* the portal's name could not be found */
  BOOKOUT_NAVIGATOR_ERROR_CONNECT,    /* no connection, or it was lost before an answer */
  BOOKOUT_NAVIGATOR_ERROR_TLS,        /* the certificate is not trusted; never retried */
  BOOKOUT_NAVIGATOR_ERROR_PROXY,      /* the proxy refuses; never retried */
  BOOKOUT_NAVIGATOR_ERROR_TIMEOUT,    /* connecting, idle or whole-request limit */
  BOOKOUT_NAVIGATOR_ERROR_DEADLINE,   /* the vehicle's own limit */
  BOOKOUT_NAVIGATOR_ERROR_INCOMPLETE, /* the answer ended early */
  BOOKOUT_NAVIGATOR_ERROR_MALFORMED,  /* broken gzip, chunks, headers */
  BOOKOUT_NAVIGATOR_ERROR_TOO_LARGE,  /* over the page's or sheet's limit */
  BOOKOUT_NAVIGATOR_ERROR_REDIRECTS,  /* more than ten, or without an address */
  BOOKOUT_NAVIGATOR_ERROR_FORBIDDEN, /* a host that the description does not allow, or a password about to leave its origin */
  BOOKOUT_NAVIGATOR_ERROR_LOCAL, /* out of memory, descriptors … */
} BookoutNavigatorError;
GQuark bookout_navigator_error_quark (void);

#define BOOKOUT_TYPE_NAVIGATOR (bookout_navigator_get_type ())
G_DECLARE_INTERFACE (BookoutNavigator, bookout_navigator, BOOKOUT, NAVIGATOR, GObject)

/**
 * BookoutNavigatorInterface:
 * @send: sends @request, follows redirects, and returns the last answer whatever its status. With a @sink whose accepts() says yes to the
 *   body's head, and a status of 200 to 299, the body goes there and the page is_document. Blocks. Errors: #BookoutNavigatorError, the sink's own, %G_IO_ERROR_CANCELLED.
 * @begin_step: (nullable): told before each step, so that a person can see what goes on
 * @wait: (nullable): sleeps @ms unless cancelled, for poll; the default waits on a condition
 *
 * Implemented by the session's tabs and, in tests, by a table of answers.
 */
struct _BookoutNavigatorInterface
{
  GTypeInterface parent;

  BookoutPage *(*send) (BookoutNavigator *self,
                        BookoutRequest *request,
                        BookoutSink *sink,
                        GCancellable *cancellable,
                        GError **error);
  void (*begin_step) (BookoutNavigator *self, const BookoutStep *step);
  gboolean (*wait) (BookoutNavigator *self, guint ms, GCancellable *cancellable, GError **error);
};

BookoutPage *bookout_navigator_send (BookoutNavigator *self,
                                     BookoutRequest *request,
                                     BookoutSink *sink,
                                     GCancellable *cancellable,
                                     GError **error);
void bookout_navigator_begin_step (BookoutNavigator *self, const BookoutStep *step);
gboolean bookout_navigator_wait (BookoutNavigator *self, guint ms, GCancellable *cancellable, GError **error);

G_END_DECLS
