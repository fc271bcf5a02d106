/* bookout-portal-vehicle.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-portal"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-portal-rules.h"
#include "bookout-portal-sections.h"
#include "bookout-portal-steps.h"

/* Reads the way to one vehicle's sheet, and what the sheet has to say. Used by the loading thread. */

static const char *const part_names[] = { "prepare", "search", "open", "sheet", NULL };

/* What the inventory tells of each vehicle. A reference list has no VIN, but then the name is there and empty. */
static char *
list_names (BookoutPortal *portal, gboolean link)
{
  return g_strjoin (" ", "reference", portal->columns.vin != NULL ? "vin" : "",
                    portal->columns.description[0] != NULL ? "description" : "",
                    link && portal->index != NULL ? "link" : "", NULL);
}

static void
read_part (BookoutPortalReader *reader, xmlNode *node, GPtrArray *parts)
{
  gboolean active = bookout_portal_reader_enter (reader, node);
  g_autoptr (BookoutPortalPart) part = bookout_portal_part_new ((const char *) node->name);

  part->gated = bookout_portal_reader_read_flag (reader, node, "gate");
  bookout_portal_read_steps (reader, node, part->steps);
  if (g_str_equal (part->name, "sheet"))
    bookout_portal_rule_one_save (reader, node, part->steps);
  else
    bookout_portal_rule_no_save (reader, part->steps);
  bookout_portal_reader_leave (reader, active);
  if (active)
    g_ptr_array_add (parts, g_steal_pointer (&part));
}

static void
read_parts (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal)
{
  g_autofree char *names = list_names (portal, TRUE);
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_portal_part_free);

  bookout_portal_reader_set_names (reader, names, TRUE);
  for (xmlNode *child = node->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE && g_strv_contains (part_names, (const char *) child->name))
      read_part (reader, child, parts);
  bookout_portal_rule_parts (reader, node, parts);

  if (reader->inactive > 0)
    g_ptr_array_unref (parts);
  else
    {
      g_ptr_array_unref (portal->parts);
      portal->parts = parts;
    }
}

static void
read_witness (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal, gboolean first)
{
  BookoutPortalWitness *witness = g_new0 (BookoutPortalWitness, 1);

  witness->name = bookout_portal_reader_dup_words (reader, node, "name");
  witness->pattern = bookout_portal_reader_read_template (reader, node, "pattern", BOOKOUT_TEMPLATE_PATTERN);
  witness->equals = bookout_portal_reader_read_template (reader, node, "equals", BOOKOUT_TEMPLATE_TEXT);
  witness->required = bookout_portal_reader_read_flag (reader, node, "required") || first;
  bookout_portal_rule_witness (reader, node, witness, first);
  g_ptr_array_add (portal->witnesses, witness);
}

/* An audit proves sheets without opening any page, so witnesses know only what the inventory tells. */
static void
read_proof (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal)
{
  g_autofree char *names = list_names (portal, FALSE);
  guint before = portal->witnesses->len;
  gboolean no_text = bookout_portal_reader_child (node, "no-text") != NULL;

  bookout_portal_reader_set_names (reader, names, TRUE);
  for (xmlNode *child = node->children; child != NULL; child = child->next)
    if (bookout_portal_reader_is (child, "witness"))
      read_witness (reader, child, portal, portal->witnesses->len == before);
  if (no_text == (portal->witnesses->len > before))
    bookout_portal_reader_problem (
        reader, node,
        _ ("it holds either <witness>es or <no-text/>: a sheet has a text that proves it, or not"));
  if (reader->inactive > 0)
    g_ptr_array_set_size (portal->witnesses, before);
}

/* A description may have several of these, of which the variables choose one. */
void
bookout_portal_read_vehicle (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal)
{
  gboolean active = bookout_portal_reader_enter (reader, node);
  xmlNode *proof = bookout_portal_reader_child (node, "proof");

  if (active && portal->parts->len > 0)
    bookout_portal_reader_problem (reader, node, _ ("with these variables there is a <vehicle> already"));
  else
    {
      read_parts (reader, node, portal);
      if (proof != NULL)
        read_proof (reader, proof, portal);
    }
  bookout_portal_reader_leave (reader, active);
}
