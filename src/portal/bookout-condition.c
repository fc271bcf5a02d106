/* bookout-condition.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-condition"
#include "config.h"

#include "bookout-condition.h"
#include "bookout-pattern.h"

/* Immutable after loading, so any thread may ask, each with a page of its own. */

/**
 * bookout_condition_free:
 * @self: (nullable): a condition
 */
void
bookout_condition_free (BookoutCondition *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->xpath, bookout_template_free);
  g_clear_pointer (&self->text, bookout_template_free);
  g_clear_pointer (&self->address, bookout_template_free);
  g_free (self);
}

static gboolean
xpath_holds (BookoutTemplate *template,
             BookoutPage *page,
             xmlNode *context,
             BookoutScope *scope,
             gboolean *holds,
             GError **error)
{
  g_autofree char *xpath = bookout_template_expand (template, scope, error);
  g_autoptr (GError) local = NULL;

  if (xpath == NULL)
    return FALSE;
  *holds = bookout_page_matches (page, context, xpath, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
pattern_holds (BookoutTemplate *template,
               const char *subject,
               BookoutScope *scope,
               gboolean *holds,
               GError **error)
{
  g_autofree char *pattern = bookout_template_expand (template, scope, error);

  return pattern != NULL && bookout_pattern_occurs (pattern, subject, holds, error);
}

/* What costs nothing to know. */
static gboolean
head_holds (const BookoutCondition *self, BookoutPage *page)
{
  guint status = bookout_page_get_status (page);

  if (self->document && !bookout_page_is_document (page))
    return FALSE;
  return self->status_from == 0 || (status >= self->status_from && status <= self->status_to);
}

/* From the cheapest part to the dearest: most pages are asked some five questions that most of them answer with "no". */
static gboolean
parts_hold (BookoutCondition *self,
            BookoutPage *page,
            xmlNode *context,
            BookoutScope *scope,
            gboolean *holds,
            GError **error)
{
  *holds = head_holds (self, page);
  if (*holds && self->address != NULL &&
      !pattern_holds (self->address, bookout_page_get_address (page), scope, holds, error))
    return FALSE;
  if (*holds && self->xpath != NULL && !xpath_holds (self->xpath, page, context, scope, holds, error))
    return FALSE;
  if (*holds && self->text != NULL &&
      !pattern_holds (self->text, bookout_page_get_text (page), scope, holds, error))
    return FALSE;
  return TRUE;
}

/**
 * bookout_condition_holds:
 * @self: a condition
 * @page: what is asked
 * @context: (nullable): a node of @page that a relative XPath starts from
 * @scope: gives names their values
 * @holds: (out): the answer
 * @error: return location
 *
 * Called by the thread that owns @page.
 *
 * Returns: %FALSE with @error set if it cannot be evaluated, which is neither yes nor no.
 * Errors: #BookoutPageError, #BookoutTemplateError
 */
gboolean
bookout_condition_holds (BookoutCondition *self,
                         BookoutPage *page,
                         xmlNode *context,
                         BookoutScope *scope,
                         gboolean *holds,
                         GError **error)
{
  gboolean all = FALSE;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (BOOKOUT_IS_PAGE (page), FALSE);
  g_return_val_if_fail (holds != NULL, FALSE);

  if (!parts_hold (self, page, context, scope, &all, error))
    return FALSE;
  *holds = self->negated ? !all : all;
  return TRUE;
}
