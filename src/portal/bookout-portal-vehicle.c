/* bookout-portal-vehicle.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-portal"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bookout-date-format.h"
#include "bookout-portal-rules.h"
#include "bookout-portal-sections.h"
#include "bookout-portal-steps.h"

/* Reads the way to one vehicle's sheet, and what the sheet has to say. Used by the loading thread. */

/* Ways in which one portal may write its dates. */
#define FORMATS_MOST 8

/* The oldest values that may still be called current; days. */
#define DAYS_MOST 366

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

/* (transfer full): "%m/%d/%Y|%B %d, %Y" taken apart. */
static char **
read_formats (BookoutPortalReader *reader, xmlNode *node)
{
  g_autofree char *text = bookout_portal_reader_dup_words (reader, node, "format");
  char **formats = g_strsplit (text != NULL ? text : "", "|", -1);

  if (g_strv_length (formats) > FORMATS_MOST)
    bookout_portal_reader_problem (reader, node, _ ("\"%s\" has more than %d formats"), "format",
                                   FORMATS_MOST);
  for (guint i = 0; formats[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!bookout_date_format_check (g_strstrip (formats[i]), &error))
        bookout_portal_reader_problem (reader, node, _ ("the format “%s” %s"), formats[i], error->message);
    }
  return formats;
}

/* GLib takes a path for a zone as well, and a description has no business in other files. */
static GTimeZone *
find_zone (const char *name)
{
  if (name[0] == '/' || strchr (name, '.') != NULL)
    return NULL;
  return g_time_zone_new_identifier (name);
}

static GTimeZone *
read_zone (BookoutPortalReader *reader, xmlNode *node)
{
  g_autofree char *name = bookout_portal_reader_dup_words (reader, node, "zone");
  GTimeZone *zone = name != NULL && *name != '\0' ? find_zone (name) : NULL;

  if (name != NULL && *name != '\0' && zone == NULL)
    bookout_portal_reader_problem (
        reader, node,
        _ ("there is no time zone “%s”; it is written as in America/Chicago, or as a difference such as -06:00"),
        name);
  return zone;
}

static BookoutPortalDated *
read_dated (BookoutPortalReader *reader, xmlNode *node)
{
  BookoutPortalDated *dated = bookout_portal_dated_new ();

  dated->pattern = bookout_portal_reader_read_template (reader, node, "pattern", BOOKOUT_TEMPLATE_PATTERN);
  dated->formats = read_formats (reader, node);
  dated->days = bookout_portal_reader_read_number (reader, node, "days", 0, 0, DAYS_MOST);
  dated->zone = read_zone (reader, node);
  bookout_portal_rule_dated (reader, node, dated);
  return dated;
}

/* An audit proves sheets without opening any page, so witnesses know only what the inventory tells. */
static void
read_proof (BookoutPortalReader *reader, xmlNode *node, BookoutPortal *portal)
{
  g_autofree char *names = list_names (portal, FALSE);
  guint before = portal->witnesses->len;
  gboolean no_text = bookout_portal_reader_child (node, "no-text") != NULL;
  xmlNode *date = bookout_portal_reader_child (node, "dated");
  g_autoptr (BookoutPortalDated) dated = NULL;

  bookout_portal_reader_set_names (reader, names, TRUE);
  for (xmlNode *child = node->children; child != NULL; child = child->next)
    if (bookout_portal_reader_is (child, "witness"))
      read_witness (reader, child, portal, portal->witnesses->len == before);
  if (date != NULL)
    dated = read_dated (reader, date);
  if (date != NULL && no_text)
    bookout_portal_reader_problem (reader, date,
                                   _ ("with <no-text/> there is no text that a date could stand in"));
  if (no_text == (portal->witnesses->len > before))
    bookout_portal_reader_problem (
        reader, node,
        _ ("it holds either <witness>es or <no-text/>: a sheet has a text that proves it, or not"));
  if (reader->inactive > 0)
    g_ptr_array_set_size (portal->witnesses, before);
  else
    {
      g_clear_pointer (&portal->dated, bookout_portal_dated_free);
      portal->dated = g_steal_pointer (&dated);
    }
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
