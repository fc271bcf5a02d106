/* bookout-portal-reader.h - reads what the attributes and texts of a description say
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libxml/tree.h>

#include "bookout-portal-problems.h"
#include "bookout-template.h"

G_BEGIN_DECLS

/**
 * BookoutPortalReader:
 * @problems: where everything that is wrong goes
 * @variables: (element-type utf8 BookoutPortalVariable): those of the description, borrowed from the portal
 * @names: (element-type utf8): what a template may name at the place that is being read, beside the variables
 * @columns: whether it may name columns of the inventory
 * @secrets: whether it may name the password
 * @inactive: above 0 inside an element whose `if` does not hold: what stands there is checked but for its names, and
 *   then forgotten
 *
 * The state of one loading; used by the thread that loads.
 */
typedef struct
{
  BookoutPortalProblems *problems;
  GHashTable *variables;
  GHashTable *names;
  gboolean columns;
  gboolean secrets;
  guint inactive;
} BookoutPortalReader;

void bookout_portal_reader_init (BookoutPortalReader *self, BookoutPortalProblems *problems);
void bookout_portal_reader_clear (BookoutPortalReader *self);

void bookout_portal_reader_set_names (BookoutPortalReader *self, const char *names, gboolean columns);
void bookout_portal_reader_add_name (BookoutPortalReader *self, xmlNode *node, const char *name);
void bookout_portal_reader_problem (BookoutPortalReader *self, xmlNode *node, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

gboolean bookout_portal_reader_enter (BookoutPortalReader *self, xmlNode *node);
void bookout_portal_reader_leave (BookoutPortalReader *self, gboolean active);

xmlNode *bookout_portal_reader_child (xmlNode *node, const char *name);
gboolean bookout_portal_reader_is (xmlNode *node, const char *name);

char *bookout_portal_reader_dup_text (xmlNode *node);
char *bookout_portal_reader_dup_attribute (xmlNode *node, const char *name);
char *bookout_portal_reader_dup_words (BookoutPortalReader *self, xmlNode *node, const char *name);
BookoutTemplate *bookout_portal_reader_read_template (BookoutPortalReader *self,
                                                      xmlNode *node,
                                                      const char *name,
                                                      BookoutTemplateUse use);
BookoutTemplate *bookout_portal_reader_read_content (BookoutPortalReader *self,
                                                     xmlNode *node,
                                                     BookoutTemplateUse use);
guint bookout_portal_reader_read_number (BookoutPortalReader *self,
                                         xmlNode *node,
                                         const char *name,
                                         guint otherwise,
                                         guint least,
                                         guint most);
gboolean bookout_portal_reader_read_flag (BookoutPortalReader *self, xmlNode *node, const char *name);
void bookout_portal_reader_read_statuses (BookoutPortalReader *self,
                                          xmlNode *node,
                                          const char *name,
                                          guint least,
                                          guint *from,
                                          guint *to);

G_END_DECLS
