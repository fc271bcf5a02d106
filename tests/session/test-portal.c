/* test-portal.c - a small description for the tests' own server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "test-portal.h"

static const char description[] =
    "<portal xmlns='https://bookout.github.io/portal/1' id='loopback' name='Loopback' version='1'>"
    "<variables><variable name='lot' default='seven'/></variables>"
    "<address>%s</address>%s"
    "<headers><header name='X-Lot'>{lot}</header></headers>"
    "<limits %s/>"
    "<recognise>"
    "<signed-in xpath=\"//a[@id='logout']\"/>"
    "<signed-out xpath=\"//form[@id='login']\"/>"
    "<refused xpath=\"//p[@id='refused']\" words=\"//p[@id='refused']\"/>"
    "<active-session xpath=\"//p[@id='active']\" wait-pattern='(?&lt;seconds&gt;\\d+) seconds' wait-s='300'/>"
    "</recognise>"
    "<sign-in>"
    "<get address='login'/>"
    "<submit form=\"//form[@id='login']\">"
    "<field name='user'>{user}</field><field name='password'>{password}</field>"
    "</submit>"
    "</sign-in>"
    "<inventory>"
    "<export><save><get address='export'/></save></export>"
    "<columns reference='Reference Number'/>"
    "</inventory>"
    "<vehicle>"
    "<open><get address='vehicle?r={reference}'/>"
    "<identity xpath=\"//h1\" equals='{reference}'/></open>"
    "<sheet><save><get address='sheet?r={reference}'/></save></sheet>"
    "<proof><witness name='Reference' pattern='^Reference: (\\S+)$' equals='{reference}'/></proof>"
    "</vehicle>"
    "<sign-out><get address='logout'/></sign-out>"
    "</portal>";

BookoutPortal *
test_portal_new (const char *base, const char *host, const char *limits)
{
  g_autofree char *hosts = host == NULL ? g_strdup ("")
                                        : g_strdup_printf ("<hosts><host>%s</host></hosts>", host);
  g_autofree char *text = g_strdup_printf (description, base, hosts, limits);
  g_autofree char *folder = g_dir_make_tmp ("bookout-portal-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "loopback.xml", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  BookoutPortal *portal;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  portal = bookout_portal_load (file, NULL, &error);
  g_assert_no_error (error);
  g_remove (path);
  g_rmdir (folder);
  return portal;
}
