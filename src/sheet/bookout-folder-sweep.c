/* bookout-folder-sweep.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-folder-sweep"
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "bookout-folder-sweep.h"

/* A sheet has its final name only when it is whole, so what a power cut leaves are .part files that nobody will finish. Whoever
 * has just taken the folder's lock removes them; any thread. */

/* Whether @name is an unfinished file of ours: "165548.pdf.part", "165548.pdf.2.part", in run-data any "….part". In the
 * folder itself a person may have other programs' part files, which are none of our business. */
static gboolean
is_part (const char *name, gboolean any)
{
  g_autofree char *stem = NULL;
  gsize length;

  if (!g_str_has_suffix (name, ".part"))
    return FALSE;
  stem = g_strndup (name, strlen (name) - strlen (".part"));
  length = strlen (stem);
  if (length > 2 && g_ascii_isdigit (stem[length - 1]) && stem[length - 2] == '.')
    stem[length - 2] = '\0';
  return any || g_str_has_suffix (stem, ".pdf");
}

static gboolean
remove_part (const BookoutDirectory *directory, const struct dirent *entry, gpointer any)
{
  if (is_part (entry->d_name, GPOINTER_TO_INT (any)))
    unlinkat (directory->descriptor, entry->d_name, 0);
  return TRUE;
}

/**
 * bookout_folder_sweep:
 * @directory: the folder, run-data or held, locked by the caller
 * @any: whether every *.part is ours; else only unfinished sheets are removed
 * @error: return location
 *
 * What cannot be removed stays: making a file of that name will say why.
 *
 * Errors: as bookout_directory_set_error().
 *
 * Returns: %TRUE if the directory could be read
 */
gboolean
bookout_folder_sweep (const BookoutDirectory *directory, gboolean any, GError **error)
{
  return bookout_directory_for_each (directory, remove_part, GINT_TO_POINTER (any), error);
}
