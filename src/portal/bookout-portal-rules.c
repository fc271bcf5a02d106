/* bookout-portal-rules.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-portal"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-expression.h"
#include "bookout-portal-rules.h"

/* A description can be well formed and still save sheets that nobody has looked at. These rules are what a grammar cannot
 * say: where a file is saved, that a vehicle is identified on the way, that the gate is one stretch. They look only at
 * what the variables' values have left in. */

static void
add_problem (BookoutPortalReader *reader, guint line, const char *text)
{
  bookout_portal_problems_add (reader->problems, line, "%s", text);
}

/* Counts the saves in @steps; those outside of any <if> in @certain. */
static void
count_saves (GPtrArray *steps, gboolean in_if, guint *all, guint *certain)
{
  for (guint i = 0; i < steps->len; i++)
    {
      const BookoutStep *step = g_ptr_array_index (steps, i);

      if (step->kind == BOOKOUT_STEP_SAVE)
        {
          *all += 1;
          *certain += in_if ? 0 : 1;
        }
      else
        count_saves (step->steps, in_if || step->kind == BOOKOUT_STEP_IF, all, certain);
    }
}

/* Steps that are not there to save anything must not. */
void
bookout_portal_rule_no_save (BookoutPortalReader *reader, GPtrArray *steps)
{
  for (guint i = 0; i < steps->len && reader->inactive == 0; i++)
    {
      const BookoutStep *step = g_ptr_array_index (steps, i);

      if (step->kind == BOOKOUT_STEP_SAVE)
        add_problem (reader, step->line,
                     _ ("<save> has no place here: a file is saved in <export> and in <sheet>"));
      else
        bookout_portal_rule_no_save (reader, step->steps);
    }
}

/* <export> and <sheet> save one file; several saves are alternatives and stand in <if>s. */
void
bookout_portal_rule_one_save (BookoutPortalReader *reader, xmlNode *node, GPtrArray *steps)
{
  guint all = 0;
  guint certain = 0;

  if (reader->inactive > 0)
    return;
  count_saves (steps, FALSE, &all, &certain);
  if (all == 0)
    bookout_portal_reader_problem (reader, node,
                                   _ ("no step saves the file; put the last request into <save>…</save>"));
  else if (certain > 1)
    bookout_portal_reader_problem (reader, node, _ ("it saves more than one file; only one is wanted"));
}

static gboolean
names_vehicle (BookoutTemplate *text)
{
  const char *const *names = text != NULL ? bookout_template_get_names (text) : NULL;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (g_str_equal (names[i], "reference") || g_str_equal (names[i], "vin") ||
        g_str_has_prefix (names[i], "column:"))
      return TRUE;
  return FALSE;
}

/* What stands in an <if> may not run, so it proves nothing. A missing "equals" has been reported already. */
static gboolean
identifies_vehicle (GPtrArray *steps)
{
  for (guint i = 0; i < steps->len; i++)
    {
      const BookoutStep *step = g_ptr_array_index (steps, i);

      if (step->kind == BOOKOUT_STEP_IDENTITY || step->kind == BOOKOUT_STEP_ROW)
        if (step->equals == NULL || names_vehicle (step->equals))
          return TRUE;
      if (step->kind != BOOKOUT_STEP_IF && identifies_vehicle (step->steps))
        return TRUE;
    }
  return FALSE;
}

static void
check_identity (BookoutPortalReader *reader, xmlNode *node, GPtrArray *parts)
{
  for (guint i = 0; i < parts->len; i++)
    if (identifies_vehicle (((BookoutPortalPart *) g_ptr_array_index (parts, i))->steps))
      return;
  bookout_portal_reader_problem (
      reader, node,
      _ ("nothing checks which vehicle was opened; put an <identity> or <row> with "
         "equals=\"{reference}\" outside of any <if>"));
}

static void
check_gate (BookoutPortalReader *reader, xmlNode *node, GPtrArray *parts)
{
  guint stretches = 0;
  gboolean gated = FALSE;

  for (guint i = 0; i < parts->len; i++)
    {
      const BookoutPortalPart *part = g_ptr_array_index (parts, i);

      if (part->gated && !gated)
        stretches++;
      gated = part->gated;
    }
  if (stretches > 1)
    bookout_portal_reader_problem (
        reader, node,
        _ ("the parts with gate=\"yes\" must follow each other, with none without it between them"));
}

static void
check_order (BookoutPortalReader *reader, xmlNode *node, GPtrArray *parts)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < parts->len; i++)
    {
      const BookoutPortalPart *part = g_ptr_array_index (parts, i);

      if (!g_hash_table_add (seen, part->name))
        bookout_portal_reader_problem (reader, node, _ ("with these variables it has more than one <%s>"),
                                       part->name);
      if (g_str_equal (part->name, "sheet") && i + 1 < parts->len)
        bookout_portal_reader_problem (reader, node, _ ("<sheet> must be the last part"));
    }
  if (!g_hash_table_contains (seen, "sheet"))
    bookout_portal_reader_problem (reader, node, _ ("with these variables it has no <sheet>"));
}

/* The parts of the way to a sheet, as a whole. */
void
bookout_portal_rule_parts (BookoutPortalReader *reader, xmlNode *node, GPtrArray *parts)
{
  if (reader->inactive > 0)
    return;
  check_order (reader, node, parts);
  check_gate (reader, node, parts);
  check_identity (reader, node, parts);
}

static gboolean
has_name (BookoutTemplate *text, const char *name)
{
  return text != NULL && g_strv_contains (bookout_template_get_names (text), name);
}

/* @words: what is wrong if the pattern has no group to take out. What is wrong with the pattern itself has been reported. */
static void
check_group (BookoutPortalReader *reader, xmlNode *node, BookoutTemplate *pattern, const char *words)
{
  guint n_groups = 0;

  if (bookout_expression_check_pattern (pattern, &n_groups, NULL) && n_groups == 0)
    bookout_portal_reader_problem (reader, node, "%s", words);
}

/* A witness must be able to disagree, and the first one is the reference's. */
void
bookout_portal_rule_witness (BookoutPortalReader *reader,
                             xmlNode *node,
                             BookoutPortalWitness *witness,
                             gboolean first)
{
  if (reader->inactive > 0 || witness->pattern == NULL)
    return;
  if (witness->equals != NULL)
    check_group (reader, node, witness->pattern,
                 _ ("the pattern needs a group in ( ) around what \"equals\" is compared with"));
  if (first && !has_name (witness->pattern, "reference") && !has_name (witness->equals, "reference"))
    bookout_portal_reader_problem (
        reader, node,
        _ ("the first witness is the reference's: its \"equals\" or pattern must have {reference}"));
  else if (!names_vehicle (witness->pattern) && !names_vehicle (witness->equals))
    bookout_portal_reader_problem (
        reader, node,
        _ ("it would be the same for every vehicle; its \"equals\" or pattern must have "
           "{reference}, {vin} or a {column:…}"));
}

/* A date is what the pattern's group gives, not the label before it. */
void
bookout_portal_rule_dated (BookoutPortalReader *reader, xmlNode *node, BookoutPortalDated *dated)
{
  if (reader->inactive == 0 && dated->pattern != NULL)
    check_group (reader, node, dated->pattern, _ ("the pattern needs a group in ( ) around the date"));
}
