/* bookout-step.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-step"
#include "config.h"

#include "bookout-step.h"

/* One instruction of a description: a plain value that the loader fills and nobody changes afterwards, so that all tabs
 * can read the same steps without a lock. */

/**
 * bookout_step_new:
 * @kind: what the step does
 * @line: where it stands in its description, from 1
 *
 * Returns: (transfer full): a step with no content but empty @fields and @steps, never %NULL
 */
BookoutStep *
bookout_step_new (BookoutStepKind kind, guint line)
{
  BookoutStep *self = g_new0 (BookoutStep, 1);

  self->kind = kind;
  self->line = line;
  self->fields = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_step_field_free);
  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_step_free);
  return self;
}

/**
 * bookout_step_free:
 * @self: (nullable) (transfer full): a step, freed with everything in it
 */
void
bookout_step_free (BookoutStep *self)
{
  if (self == NULL)
    return;

  g_free (self->title);
  g_clear_pointer (&self->address, bookout_template_free);
  g_clear_pointer (&self->xpath, bookout_template_free);
  g_clear_pointer (&self->button, bookout_template_free);
  g_clear_pointer (&self->cell, bookout_template_free);
  g_clear_pointer (&self->equals, bookout_template_free);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_pointer (&self->body, bookout_template_free);
  g_free (self->body_type);
  g_clear_pointer (&self->condition, bookout_condition_free);
  g_free (self->message);
  g_free (self->variable);
  g_free (self->path);
  g_clear_pointer (&self->pattern, bookout_template_free);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_free (self);
}

/**
 * bookout_step_field_new:
 * @name: control or parameter name, copied
 * @value: (nullable) (transfer full): its value; %NULL leaves the control out
 *
 * Returns: (transfer full): the field
 */
BookoutStepField *
bookout_step_field_new (const char *name, BookoutTemplate *value)
{
  BookoutStepField *self = g_new0 (BookoutStepField, 1);

  self->name = g_strdup (name);
  self->value = value;
  return self;
}

/**
 * bookout_step_field_free:
 * @self: (nullable) (transfer full): a field
 */
void
bookout_step_field_free (BookoutStepField *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_clear_pointer (&self->value, bookout_template_free);
  g_free (self);
}
