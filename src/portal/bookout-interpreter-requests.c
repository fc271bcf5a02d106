/* bookout-interpreter-requests.c - the steps that send something
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-interpreter"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bookout-address.h"
#include "bookout-answer.h"
#include "bookout-form.h"
#include "bookout-interpreter-private.h"
#include "bookout-plain-text.h"

#define QUOTED_CHARACTERS 200

/* Shorter passwords would blot out half of what the portal says. */
#define SECRET_BYTES_LEAST 4

/* Remembers which secrets went to the portal, by name: their values stay in the scope alone. */
static gboolean
note_secrets (BookoutInterpreter *self, BookoutTemplate *template, BookoutScope *scope)
{
  const char *const *names = bookout_template_get_names (template);

  if (!bookout_template_is_secret (template, scope))
    return FALSE;
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (bookout_scope_is_secret (scope, names[i]))
      g_hash_table_add (self->secret_names, g_strdup (names[i]));
  return TRUE;
}

/* A portal may echo the password in what it says, and what it says ends in logs and reports. */
static char *
blot_secrets (BookoutInterpreter *self, BookoutScope *scope, const char *text)
{
  g_autoptr (GString) blotted = g_string_new (text);
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, self->secret_names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      const char *secret = bookout_scope_get (scope, name);

      if (secret != NULL && strlen (secret) >= SECRET_BYTES_LEAST)
        g_string_replace (blotted, secret, "•••", 0);
    }
  return g_string_free (g_steal_pointer (&blotted), FALSE);
}

static gboolean
recognize (BookoutInterpreter *self, const BookoutStep *step, BookoutScope *scope, GError **error)
{
  g_autoptr (GError) cause = NULL;
  char *words;

  if (!bookout_recognize (bookout_portal_get_recognizers (self->portal), self->answer, scope,
                          &self->recognition, &cause))
    return bookout_answer_fail_page (step, g_steal_pointer (&cause), error);
  if (self->recognition.words != NULL)
    {
      words = blot_secrets (self, scope, self->recognition.words);
      g_free (self->recognition.words);
      self->recognition.words = words;
    }
  return TRUE;
}

static gboolean
is_empty (BookoutPage *page)
{
  const char *source = bookout_page_get_source (page);

  return source[strspn (source, " \t\r\n")] == '\0';
}

/**
 * bookout_interpreter_fail_no_document:
 * @self: an interpreter
 * @scope: has the secrets that a page might echo
 * @error: return location
 *
 * Returns: %FALSE with %BOOKOUT_STEP_ERROR_NO_DOCUMENT set, which quotes the last answer's visible text
 */
gboolean
bookout_interpreter_fail_no_document (BookoutInterpreter *self, BookoutScope *scope, GError **error)
{
  g_autofree char *text = blot_secrets (self, scope, bookout_page_get_text (self->answer));
  g_autofree char *quoted = bookout_plain_text_cut (text, QUOTED_CHARACTERS);

  if (is_empty (self->answer))
    g_set_error_literal (error, BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_NO_DOCUMENT,
                         _ ("The portal sent an empty file."));
  else if (*quoted != '\0')
    g_set_error (error, BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_NO_DOCUMENT,
                 _ ("The portal sent a page instead of a PDF: '%s'"), quoted);
  else
    g_set_error_literal (error, BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_NO_DOCUMENT,
                         _ ("The portal sent something else instead of a PDF."));
  return FALSE;
}

/* A document has no links, so the page before it stays where the next step starts from. */
static gboolean
take_answer (BookoutInterpreter *self,
             const BookoutStep *step,
             const BookoutRequest *request,
             BookoutScope *scope,
             GError **error)
{
  if (!recognize (self, step, scope, error))
    return FALSE;
  if (!bookout_answer_check (self->answer, &self->recognition, step, self->signing_in, error))
    return FALSE;
  if (bookout_page_is_document (self->answer))
    {
      self->has_document = TRUE;
      self->is_page_saved = FALSE;
      return TRUE;
    }
  self->row = NULL;
  g_set_object (&self->page, self->answer);
  self->page_is_secret = request->carries_secret && strcmp (request->method, "GET") == 0;
  /* In a poll it may be "your report is being prepared", which <until> knows. */
  self->is_page_saved = self->is_saving && self->polls > 0;
  return !self->is_saving || self->is_page_saved || bookout_interpreter_fail_no_document (self, scope, error);
}

static void
set_referrer (BookoutInterpreter *self, BookoutRequest *request)
{
  const char *address;

  g_clear_pointer (&request->referrer, g_free);
  if (self->page == NULL || self->page_is_secret)
    return;
  address = bookout_page_get_address (self->page);
  request->referrer = g_strndup (address, strcspn (address, "#"));
}

/**
 * bookout_interpreter_send:
 * @self: an interpreter
 * @step: on whose behalf, for messages and the statuses it accepts
 * @request: what to send; its referrer is set
 * @scope: gives recognisers' names their values
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * Returns: whether the answer is one that @step can go on with; it is then the current page, unless it is a document.
 * Errors: #BookoutStepError, #BookoutNavigatorError, the sink's own, %G_IO_ERROR_CANCELLED
 */
gboolean
bookout_interpreter_send (BookoutInterpreter *self,
                          const BookoutStep *step,
                          BookoutRequest *request,
                          BookoutScope *scope,
                          GCancellable *cancellable,
                          GError **error)
{
  BookoutPage *answer;

  set_referrer (self, request);
  answer = bookout_navigator_send (self->navigator, request, self->is_saving ? self->sink : NULL, cancellable,
                                   error);
  if (answer == NULL)
    return FALSE;
  g_clear_object (&self->answer);
  self->answer = answer;
  return take_answer (self, step, request, scope, error);
}

/* (element-type BookoutField) */
static GPtrArray *
expand_fields (BookoutInterpreter *self,
               const BookoutStep *step,
               BookoutScope *scope,
               gboolean *secret,
               GError **error)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_field_free);

  for (guint i = 0; step->fields != NULL && i < step->fields->len; i++)
    {
      const BookoutStepField *field = g_ptr_array_index (step->fields, i);
      BookoutField *expanded = bookout_field_new (field->name, NULL);

      g_ptr_array_add (fields, expanded);
      if (field->value == NULL)
        continue;
      expanded->value = bookout_template_expand (field->value, scope, error);
      if (expanded->value == NULL)
        return NULL;
      *secret = note_secrets (self, field->value, scope) || *secret;
    }
  return g_steal_pointer (&fields);
}

/* Addresses that the description itself gives are relative to the portal's base, not to whatever page is open. */
static char *
expand_address (BookoutInterpreter *self,
                const BookoutStep *step,
                BookoutScope *scope,
                gboolean *secret,
                GError **error)
{
  g_autofree char *reference = bookout_template_expand (step->address, scope, error);

  if (reference == NULL)
    return NULL;
  *secret = note_secrets (self, step->address, scope) || *secret;
  return bookout_address_resolve (bookout_portal_get_base (self->portal), reference, error);
}

static BookoutRequest *
make_get (BookoutInterpreter *self, const BookoutStep *step, BookoutScope *scope, GError **error)
{
  gboolean secret = FALSE;
  g_autofree char *address = expand_address (self, step, scope, &secret, error);
  BookoutRequest *request;

  if (address == NULL)
    return NULL;
  request = bookout_request_new_get (address);
  request->carries_secret = secret;
  return request;
}

static GBytes *
expand_body (BookoutInterpreter *self,
             const BookoutStep *step,
             BookoutScope *scope,
             gboolean *secret,
             GError **error)
{
  g_autoptr (GPtrArray) fields = NULL;
  char *text;

  if (step->body != NULL)
    {
      text = bookout_template_expand (step->body, scope, error);
      *secret = note_secrets (self, step->body, scope) || *secret;
    }
  else
    {
      fields = expand_fields (self, step, scope, secret, error);
      text = fields != NULL ? bookout_form_encode (fields) : NULL;
    }
  return text != NULL ? g_bytes_new_take (text, strlen (text)) : NULL;
}

static BookoutRequest *
make_post (BookoutInterpreter *self, const BookoutStep *step, BookoutScope *scope, GError **error)
{
  gboolean secret = FALSE;
  g_autofree char *address = expand_address (self, step, scope, &secret, error);
  g_autoptr (GBytes) body = address != NULL ? expand_body (self, step, scope, &secret, error) : NULL;
  const char *type = step->body != NULL && step->body_type != NULL ? step->body_type
                                                                   : "application/x-www-form-urlencoded";
  BookoutRequest *request;

  if (body == NULL)
    return NULL;
  request = bookout_request_new_post (address, type, body);
  request->carries_secret = secret;
  return request;
}

static BookoutRequest *
make_submit (BookoutInterpreter *self, const BookoutStep *step, BookoutScope *scope, GError **error)
{
  gboolean secret = FALSE;
  g_autofree char *form = bookout_template_expand (step->xpath, scope, error);
  g_autofree char *button = NULL;
  g_autoptr (GPtrArray) fields = NULL;
  BookoutRequest *request;

  if (form == NULL)
    return NULL;
  if (step->button != NULL)
    {
      button = bookout_template_expand (step->button, scope, error);
      if (button == NULL)
        return NULL;
    }
  fields = expand_fields (self, step, scope, &secret, error);
  if (fields == NULL)
    return NULL;
  request = bookout_form_submit (self->page, self->row, form, button, fields, error);
  if (request != NULL)
    request->carries_secret = secret;
  return request;
}

static BookoutRequest *
make_follow (BookoutInterpreter *self, const BookoutStep *step, BookoutScope *scope, GError **error)
{
  g_autofree char *xpath = bookout_template_expand (step->xpath, scope, error);
  g_autofree char *link = NULL;
  g_autofree char *address = NULL;
  g_autoptr (GError) cause = NULL;

  if (xpath == NULL)
    return NULL;
  link = bookout_page_dup_link (self->page, self->row, xpath, &cause);
  if (cause != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return NULL;
    }
  if (link == NULL)
    {
      g_set_error (error, BOOKOUT_PAGE_ERROR, BOOKOUT_PAGE_ERROR_NOT_FOUND,
                   _ ("The link is not on the page (%s)"), xpath);
      return NULL;
    }
  address = bookout_page_resolve (self->page, link, error);
  return address != NULL ? bookout_request_new_get (address) : NULL;
}

static BookoutRequest *
make_request (BookoutInterpreter *self, const BookoutStep *step, BookoutScope *scope, GError **error)
{
  switch (step->kind)
    {
    case BOOKOUT_STEP_GET:
      return make_get (self, step, scope, error);
    case BOOKOUT_STEP_POST:
      return make_post (self, step, scope, error);
    case BOOKOUT_STEP_SUBMIT:
      return make_submit (self, step, scope, error);
    case BOOKOUT_STEP_FOLLOW:
      return make_follow (self, step, scope, error);
    default:
      g_return_val_if_reached (NULL);
    }
}

/**
 * bookout_interpreter_request:
 * @self: an interpreter
 * @step: a get, post, submit or follow
 * @scope: gives names their values
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * Returns: whether it was sent and answered as @step wants it
 */
gboolean
bookout_interpreter_request (BookoutInterpreter *self,
                             const BookoutStep *step,
                             BookoutScope *scope,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (BookoutRequest) request = NULL;
  g_autoptr (GError) cause = NULL;

  if ((step->kind == BOOKOUT_STEP_SUBMIT || step->kind == BOOKOUT_STEP_FOLLOW) &&
      !bookout_interpreter_need_page (self, step, error))
    return FALSE;
  request = make_request (self, step, scope, &cause);
  if (request == NULL)
    return bookout_answer_fail_page (step, g_steal_pointer (&cause), error);
  return bookout_interpreter_send (self, step, request, scope, cancellable, error);
}
