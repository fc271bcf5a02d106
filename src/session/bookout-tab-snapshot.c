/* bookout-tab-snapshot.c - what a tab is doing, for whoever shows it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-tab-snapshot"

#include "config.h"

#include <string.h>

#include "bookout-tab-snapshot.h"

/**
 * bookout_tab_snapshot_copy_text:
 * @field: (out caller-allocates): a text of a snapshot
 * @size: of @field, at least 1; bytes
 * @text: what to show; invalid UTF-8 is mended
 *
 * Copies as much of @text as fits, cut between two characters, and ends it with NUL. Pure; any thread.
 */
void
bookout_tab_snapshot_copy_text (char *field, gsize size, const char *text)
{
  g_autofree char *valid = NULL;
  gsize length;

  g_return_if_fail (field != NULL && size > 0 && text != NULL);

  valid = g_utf8_make_valid (text, -1);
  length = strlen (valid);
  if (length >= size)
    {
      const char *end = g_utf8_find_prev_char (valid, valid + size);

      length = end == NULL ? 0 : (gsize) (end - valid);
    }
  memcpy (field, valid, length);
  field[length] = '\0';
}
