/* witness-fixtures.c; SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "witness-fixtures.h"

static void
witness_free (BookoutPortalWitness *witness)
{
  g_free (witness->name);
  bookout_template_free (witness->pattern);
  g_clear_pointer (&witness->equals, bookout_template_free);
  g_free (witness);
}

GPtrArray *
fixture_witnesses_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) witness_free);
}

void
fixture_witnesses_add (GPtrArray *witnesses,
                       const char *name,
                       const char *pattern,
                       const char *equals,
                       gboolean required)
{
  BookoutPortalWitness *witness = g_new0 (BookoutPortalWitness, 1);
  g_autoptr (GError) error = NULL;

  witness->name = g_strdup (name);
  witness->pattern = bookout_template_parse (pattern, BOOKOUT_TEMPLATE_PATTERN, &error);
  g_assert_no_error (error);
  if (equals != NULL)
    witness->equals = bookout_template_parse (equals, BOOKOUT_TEMPLATE_TEXT, &error);
  g_assert_no_error (error);
  witness->required = required;
  g_ptr_array_add (witnesses, witness);
}

GPtrArray *
fixture_witnesses_usual (void)
{
  GPtrArray *witnesses = fixture_witnesses_new ();

  fixture_witnesses_add (witnesses, "Reference Number", "^Reference Number:[ \\t]*(.+?)[ \\t]*$",
                         "{reference}", TRUE);
  fixture_witnesses_add (witnesses, "VIN", "^VIN:[ \\t]*(.+?)[ \\t]*$", "{vin}", FALSE);
  return witnesses;
}
