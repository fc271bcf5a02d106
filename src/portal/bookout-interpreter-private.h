/* bookout-interpreter-private.h - what the files of the interpreter share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-interpreter.h"

G_BEGIN_DECLS

struct _BookoutInterpreter
{
  GObject parent_instance;
  BookoutPortal *portal;       /* owned */
  BookoutNavigator *navigator; /* owned */
  BookoutSink *sink;           /* (nullable) owned: of <save> */
  gboolean signing_in;
  BookoutPage *page; /* (nullable) owned: what links, forms and values are taken from; never a document */
  gboolean page_is_secret; /* @page's address may hold a password, so it is nobody's referrer */
  BookoutPage
      *answer;  /* (nullable) owned: the last answer; @page, or a document, or one that ended the run */
  xmlNode *row; /* (nullable): of @page's tree; where XPaths start inside <row> */
  BookoutRecognition recognition; /* of @answer */
  GHashTable *secret_names;       /* owned set: names of the secrets sent so far */
  gboolean has_document;
  gboolean is_saving;     /* within <save> */
  guint polls;            /* how many <poll> are around the current step */
  gboolean is_page_saved; /* within <poll>: the last <save> was answered with a page */
};

/* Sends, recognises and takes the answer as the current page. */
gboolean bookout_interpreter_send (BookoutInterpreter *self,
                                   const BookoutStep *step,
                                   BookoutRequest *request,
                                   BookoutScope *scope,
                                   GCancellable *cancellable,
                                   GError **error);

/* What to say of a page where a document should be; always FALSE. */
gboolean bookout_interpreter_fail_no_document (BookoutInterpreter *self, BookoutScope *scope, GError **error);

/* A get, post, submit or follow. */
gboolean bookout_interpreter_request (BookoutInterpreter *self,
                                      const BookoutStep *step,
                                      BookoutScope *scope,
                                      GCancellable *cancellable,
                                      GError **error);

gboolean bookout_interpreter_extract (BookoutInterpreter *self,
                                      const BookoutStep *step,
                                      BookoutScope *scope,
                                      GError **error);
gboolean bookout_interpreter_check_identity (BookoutInterpreter *self,
                                             const BookoutStep *step,
                                             BookoutScope *scope,
                                             GError **error);
/* The one row that names the vehicle; NULL on error. */
xmlNode *bookout_interpreter_find_row (BookoutInterpreter *self,
                                       const BookoutStep *step,
                                       BookoutScope *scope,
                                       GError **error);

/* FALSE with an error if there is no page yet. */
gboolean bookout_interpreter_need_page (BookoutInterpreter *self, const BookoutStep *step, GError **error);

G_END_DECLS
