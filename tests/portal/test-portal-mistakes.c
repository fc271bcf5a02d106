/* test-portal-mistakes.c; SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <libxml/parser.h>

#include "bookout-portal-problems.h"
#include "portal-fixture.h"
#include "portal-broken.h"

/* Goes on with the rest of the table, so that one run shows all that is wrong with it. */
static void
fail_case (const char *to, const char *what)
{
  g_test_message ("%s: %s", to, what);
  g_test_fail ();
}

/* Each mistake gives one message with its line and words, and others only where they follow from it. */
static void
test_portal_broken (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BookoutPortal) portal = load_changed (broken[i].from, broken[i].to, NULL, &error);
      g_autofree char *place = g_strdup_printf ("marlin.xml:%u: ", broken[i].line);

      g_assert_true ((portal == NULL) == (error != NULL));
      if (!g_error_matches (error, BOOKOUT_PORTAL_ERROR, BOOKOUT_PORTAL_ERROR_INVALID) ||
          !g_str_has_prefix (error->message, place) || strstr (error->message, broken[i].words) == NULL ||
          (strchr (error->message, '\n') != NULL) != broken[i].more)
        fail_case (broken[i].to, error != NULL ? error->message : "it loads");
    }
}

/* What our own table knows of the grammar and the schema must agree: whatever it finds, the schema refuses as well. */
static void
test_portal_schema_agrees (void)
{
  g_autofree char *xmllint = g_find_program_in_path ("xmllint");
  g_autofree char *folder = g_dir_make_tmp ("bookout-portal-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "marlin.xml", NULL);
  g_autofree char *schema = g_build_filename (g_getenv ("BOOKOUT_PORTALS_DIR"), "portal.rng", NULL);

  if (xmllint == NULL)
    g_test_skip ("xmllint is not installed");
  for (guint i = 0; i < G_N_ELEMENTS (broken) && xmllint != NULL; i++)
    {
      g_autofree char *text = read_fixture ();
      g_autoptr (GString) changed = g_string_new (text);
      char *argv[] = { xmllint, (char *) "--noout", (char *) "--nonet", (char *) "--relaxng", schema, path,
                       NULL };
      int status = 0;

      if (!broken[i].grammar)
        continue;
      g_string_replace (changed, broken[i].from, broken[i].to, 1);
      g_assert_true (g_file_set_contents (path, changed->str, -1, NULL));
      g_assert_true (g_spawn_sync (NULL, argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL | G_SPAWN_STDOUT_TO_DEV_NULL,
                                   NULL, NULL, NULL, NULL, &status, NULL));
      if (status == 0)
        fail_case (broken[i].to, "the schema lets it pass");
    }
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_portal_all_problems (void)
{
  g_autofree char *text = read_fixture ();
  g_autoptr (GString) changed = g_string_new (text);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;

  g_string_replace (changed, "tabs=\"6\"", "tabs=\"60\"", 1);
  g_string_replace (changed, "<submit form=\"//form[@id='in']\"", "<submit", 1);
  g_string_replace (changed, "<rows ", "<rows colour=\"red\" ", 1);
  g_assert_null (load_text (changed->str, NULL, &error));
  lines = g_strsplit (error->message, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_true (g_str_has_prefix (lines[0], "marlin.xml:19: <limits>"));
  g_assert_true (
      g_str_has_prefix (lines[1], "marlin.xml:29: <submit> needs a \"form\", as in <submit form=\"//form["));
  g_assert_true (
      g_str_has_prefix (lines[2], "marlin.xml:50: <rows> has no attribute \"colour\"; it may have: xpath, "));
}

static void
test_portal_too_many_problems (void)
{
  g_autofree char *text = read_fixture ();
  g_autoptr (GString) changed = g_string_new (text);
  g_autoptr (GString) many = g_string_new ("<get address=\"login\"/>");
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;

  for (guint i = 0; i < 30; i++)
    g_string_append (many, "<get/>");
  g_string_replace (changed, "<get address=\"login\"/>", many->str, 1);
  g_assert_null (load_text (changed->str, NULL, &error));
  lines = g_strsplit (error->message, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, BOOKOUT_PORTAL_PROBLEMS_MOST + 1);
  g_assert_cmpstr (lines[BOOKOUT_PORTAL_PROBLEMS_MOST], ==, "… and 10 more");
}

static void
test_portal_hostile_xml (void)
{
  static const struct
  {
    const char *text;
    const char *words;
  } cases[] = {
    { "", "well-formed" },
    { "\n", "well-formed" },
    { "Hello", "well-formed" },
    { "<portal", "well-formed" },
    { "<a><b></a>", "well-formed" },
    { "<a>\xff</a>", "well-formed" },
    { "<a/>", "begins with <a>" },
    { "<portal/>", "begins with <portal>" },
    { "<html xmlns='https://bookout.github.io/portal/1'/>", "begins with <html>" },
    { "<!DOCTYPE portal [<!ENTITY a 'b'>]><portal>&a;</portal>", "DOCTYPE" },
    { "<!DOCTYPE p [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><p>&a;</p>", "DOCTYPE" },
    { "<!DOCTYPE p SYSTEM 'http://127.0.0.1:1/x.dtd'><p/>", "DOCTYPE" },
    { "<!DOCTYPE l [<!ENTITY l 'l'><!ENTITY m '&l;&l;&l;&l;&l;&l;&l;&l;'><!ENTITY n '&m;&m;&m;&m;'>]><l a='&n;'/>",
      "DOCTYPE" },
    { "<portal xmlns='https://bookout.github.io/portal/1'>&a;</portal>", "well-formed" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (load_text (cases[i].text, NULL, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, BOOKOUT_PORTAL_ERROR, BOOKOUT_PORTAL_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, cases[i].words));
    }
}

static void
test_portal_deep (void)
{
  g_autofree char *text = read_fixture ();
  g_autoptr (GString) changed = g_string_new (text);
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 200; i++)
    g_string_append (deep, "<if text='x'>");
  for (guint i = 0; i < 200; i++)
    g_string_append (deep, "</if>");
  g_string_replace (changed, "<get address=\"login\"/>", deep->str, 1);
  g_assert_null (load_text (changed->str, NULL, &error));
  g_assert_error (error, BOOKOUT_PORTAL_ERROR, BOOKOUT_PORTAL_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "too deeply"));
}

/* Cut off anywhere, and with any byte changed, a description is refused or loads; it never crashes. */
static void
test_portal_mangled (void)
{
  g_autofree char *text = read_fixture ();
  gsize length = strlen (text);

  for (gsize cut = 0; cut < length - 1; cut += 97)
    {
      g_autoptr (GFile) file = g_file_new_for_path ("/nowhere/marlin.xml");
      g_autoptr (GError) error = NULL;

      g_assert_null (bookout_portal_load_text (file, text, cut, NULL, &error));
      g_assert_error (error, BOOKOUT_PORTAL_ERROR, BOOKOUT_PORTAL_ERROR_INVALID);
    }
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *changed = g_strdup (text);
      g_autoptr (GError) error = NULL;
      g_autoptr (BookoutPortal) portal = NULL;

      for (guint n = 0; n < 3; n++)
        changed[g_test_rand_int_range (0, length)] = " <>\"'={}[]()/&;abx1"[g_test_rand_int_range (0, 19)];
      portal = load_text (changed, NULL, &error);
      g_assert_true ((portal == NULL) == (error != NULL));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  xmlInitParser ();
  g_test_add_func ("/portal-mistakes/broken", test_portal_broken);
  g_test_add_func ("/portal-mistakes/schema-agrees", test_portal_schema_agrees);
  g_test_add_func ("/portal-mistakes/all-problems", test_portal_all_problems);
  g_test_add_func ("/portal-mistakes/too-many-problems", test_portal_too_many_problems);
  g_test_add_func ("/portal-mistakes/hostile-xml", test_portal_hostile_xml);
  g_test_add_func ("/portal-mistakes/deep", test_portal_deep);
  g_test_add_func ("/portal-mistakes/mangled", test_portal_mangled);
  return g_test_run ();
}
