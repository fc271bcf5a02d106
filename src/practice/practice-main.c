/* practice-main.c - the practice portal: a site to try the application on
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-practice"
#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "practice-server.h"

/* Reads the options, says where the portal is, and serves until it is told to stop. */

#define EXIT_USAGE       2
#define LOCK_SECONDS_MAX (24 * 60 * 60)
#define MILLISECONDS_MAX (60 * 60 * 1000)

#ifndef __has_feature
#define __has_feature(feature) 0
#endif

#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
/* The listener of libsoup before 3.4 forgets one reference of each socket that it accepts: 336 bytes a connection, which
 * the leak checker is not to lay at our door; nor what fontconfig keeps for as long as the process lives. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:g_socket_accept\nleak:libfontconfig.so\n";
}
#endif

typedef struct
{
  int port;
  int vehicles;
  int latency_ms;
  int pdf_ms;
  int lock_seconds;
  int expire_after;
  gint64 seed;
  gboolean serialise;
  GStrv faults;     /* owned */
  char *stats_file; /* owned */
} Options;

static void
options_clear (Options *options)
{
  g_strfreev (options->faults);
  g_free (options->stats_file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
check_range (const char *name, int value, int minimum, int maximum, GError **error)
{
  if (value >= minimum && value <= maximum)
    return TRUE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("--%s must be between %d and %d."), name,
               minimum, maximum);
  return FALSE;
}

static gboolean
check_options (const Options *options, GError **error)
{
  return check_range ("port", options->port, 0, G_MAXUINT16, error) &&
         check_range ("vehicles", options->vehicles, 1, PRACTICE_INVENTORY_MAX, error) &&
         check_range ("latency-ms", options->latency_ms, 0, MILLISECONDS_MAX, error) &&
         check_range ("pdf-ms", options->pdf_ms, 0, MILLISECONDS_MAX, error) &&
         check_range ("lock-seconds", options->lock_seconds, 0, LOCK_SECONDS_MAX, error) &&
         check_range ("expire-after", options->expire_after, 0, G_MAXINT, error);
}

static gboolean
parse_options (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_INT, &options->port, N_ ("Port of 127.0.0.1; 0 for any that is free"), "N" },
    { "vehicles", 0, 0, G_OPTION_ARG_INT, &options->vehicles, N_ ("Vehicles in the inventory"), "N" },
    { "latency-ms", 0, 0, G_OPTION_ARG_INT, &options->latency_ms, N_ ("Milliseconds that a page takes"),
      "N" },
    { "pdf-ms", 0, 0, G_OPTION_ARG_INT, &options->pdf_ms, N_ ("Milliseconds that a sheet takes"), "N" },
    { "lock-seconds", 0, 0, G_OPTION_ARG_INT, &options->lock_seconds,
      N_ ("Seconds for which a session left without signing out blocks the account"), "N" },
    { "expire-after", 0, 0, G_OPTION_ARG_INT, &options->expire_after,
      N_ ("Answers after which a session ends by itself; 0 for never"), "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options->seed, N_ ("What the vehicles and the faults hang on"),
      "S" },
    { "serialise", 0, 0, G_OPTION_ARG_NONE, &options->serialise,
      N_ ("Answer one request of a session at a time"), NULL },
    { "fault", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->faults,
      N_ ("Let something go wrong, at a rate from 0 to 1; may be repeated"), "KIND=RATE[,always]" },
    { "stats", 0, 0, G_OPTION_ARG_FILENAME, &options->stats_file,
      N_ ("Write the counters to FILE at the end"), "FILE" },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autofree char *summary = NULL;

  summary = g_strdup_printf (
      _ ("A portal to practise on, with invented vehicles. The account is “%s”, the password “%s”."),
      PRACTICE_USER, PRACTICE_PASSWORD);
  g_option_context_set_summary (context, summary);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (*argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, _ ("“%s” is not an option."), (*argv)[1]);
      return FALSE;
    }

  return check_options (options, error);
}

static PracticeFaults *
make_faults (const Options *options, GError **error)
{
  g_autoptr (PracticeFaults) faults = practice_faults_new ((guint64) options->seed);

  for (guint i = 0; options->faults != NULL && options->faults[i] != NULL; i++)
    {
      if (!practice_faults_add (faults, options->faults[i], error))
        return NULL;
    }

  return g_steal_pointer (&faults);
}

static PracticeSite *
make_site (const Options *options, PracticeFaults *faults)
{
  PracticeInventory *inventory = practice_inventory_new ((guint) options->vehicles, (guint64) options->seed);
  g_autofree char *filter = practice_inventory_dup_first_filter (inventory);

  return practice_site_new (
      inventory, practice_sessions_new ((guint) options->lock_seconds, (guint) options->expire_after, filter),
      faults);
}

static gboolean
stop_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static void
serve (PracticeServer *server)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autofree char *address = practice_server_dup_address (server);
  guint interrupt = g_unix_signal_add (SIGINT, stop_cb, loop);
  guint terminate = g_unix_signal_add (SIGTERM, stop_cb, loop);

  printf ("%s\n", address);
  fflush (stdout);
  g_main_loop_run (loop);
  g_source_remove (interrupt);
  g_source_remove (terminate);
}

static int
run (const Options *options, PracticeFaults *faults, GError **error)
{
  PracticeSite *site = make_site (options, faults);
  g_autoptr (PracticeServer) server = practice_server_new (site, (guint) options->latency_ms,
                                                           (guint) options->pdf_ms, options->serialise);
  g_autofree char *stats = NULL;

  if (!practice_server_listen (server, (guint16) options->port, error))
    {
      g_prefix_error (error, _ ("Port %d cannot be used: "), options->port);
      return EXIT_FAILURE;
    }

  serve (server);
  stats = practice_site_dup_stats (site);
  if (options->stats_file != NULL && !g_file_set_contents (options->stats_file, stats, -1, error))
    return EXIT_FAILURE;

  return EXIT_SUCCESS;
}

int
main (int argc, char **argv)
{
  g_auto (Options)
      options = { .vehicles = 200, .latency_ms = 80, .pdf_ms = 600, .lock_seconds = 300, .seed = 1 };
  g_autoptr (PracticeFaults) faults = NULL;
  g_autoptr (GError) error = NULL;
  int status = EXIT_USAGE;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, BOOKOUT_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  if (parse_options (&options, &argc, &argv, &error))
    faults = make_faults (&options, &error);
  if (faults != NULL)
    status = run (&options, g_steal_pointer (&faults), &error);

  if (error != NULL)
    g_printerr ("%s: %s\n", g_get_prgname (), error->message);
  return status;
}
