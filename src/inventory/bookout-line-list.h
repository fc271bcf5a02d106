/* bookout-line-list.h - the lines of a file that share an oddity, for one sentence about them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BOOKOUT_LINE_LIST_NAMED_MOST 10

/**
 * BookoutLineList:
 * @count: lines added
 * @named: the first of them, from 1
 *
 * Zero-initialised it is empty; it owns nothing.
 */
typedef struct
{
  guint count;
  guint named[BOOKOUT_LINE_LIST_NAMED_MOST];
} BookoutLineList;

void bookout_line_list_add (BookoutLineList *self, guint line);
char *bookout_line_list_to_string (const BookoutLineList *self); /* "4, 9, 12 and 5 more" */

G_END_DECLS
