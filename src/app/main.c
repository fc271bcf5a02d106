/* main.c - the window's program
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <sys/prctl.h>

#include "bookout-application.h"
#include "bookout-session.h"

#ifndef __has_feature
#define __has_feature(feature) 0
#endif

/* The password is in this process's memory: no core dump of it. Inside a sandbox the desktop's portals must be able to look at the
 * process, and refuse one that hides; a leak checker needs to as well. */
static void
forbid_core_dumps (void)
{
#if !defined(__SANITIZE_ADDRESS__) && !__has_feature(address_sanitizer)
  if (!g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

int
main (int argc, char **argv)
{
  g_autoptr (BookoutApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, BOOKOUT_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  forbid_core_dumps ();
  signal (SIGPIPE, SIG_IGN);
  bookout_session_global_init ();

  application = bookout_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
