/* portal-fixture.h - loads fixtures/portals/marlin.xml, as it is or with something changed in it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <string.h>

#include "bookout-portal-loader.h"

static inline char *
read_fixture (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "portal", "fixtures", "portals", "marlin.xml",
                                                 NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static inline BookoutPortal *
load_text (const char *text, GHashTable *variables, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/nowhere/marlin.xml");

  return bookout_portal_load_text (file, text, strlen (text), variables, error);
}

/* The fixture with the first @from turned into @to, loaded. */
static inline BookoutPortal *
load_changed (const char *from, const char *to, GHashTable *variables, GError **error)
{
  g_autofree char *text = read_fixture ();
  g_autoptr (GString) changed = g_string_new (text);

  if (from != NULL)
    g_assert_cmpuint (g_string_replace (changed, from, to, 1), ==, 1);
  return load_text (changed->str, variables, error);
}
