/* bookout-application.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>

#include "bookout-application.h"
#include "bookout-preferences.h"
#include "bookout-window.h"

/* One process a user: a second start only raises the window of the first. */

#define APPLICATION_ID "io.github.bookout.Bookout"

struct _BookoutApplication
{
  AdwApplication parent_instance;

  guint signal_sources[2]; /* SIGINT, SIGTERM */
};

G_DEFINE_FINAL_TYPE (BookoutApplication, bookout_application, ADW_TYPE_APPLICATION)

/* Also while it is hidden because its run goes on without it. */
static BookoutWindow *
find_window (BookoutApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  for (GList *l = windows; l != NULL; l = l->next)
    if (BOOKOUT_IS_WINDOW (l->data))
      return l->data;

  return NULL;
}

static void
bookout_application_activate (GApplication *application)
{
  BookoutWindow *window = find_window (BOOKOUT_APPLICATION (application));

  if (window == NULL)
    window = bookout_window_new (ADW_APPLICATION (application));
  gtk_window_present (GTK_WINDOW (window));
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  BookoutWindow *window = find_window (user_data);

  if (window == NULL)
    g_application_quit (user_data);
  else
    {
      gtk_window_present (GTK_WINDOW (window));
      gtk_window_close (GTK_WINDOW (window));
    }
}

static void
show_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_application_activate (user_data);
  bookout_window_show_page (find_window (user_data), g_variant_get_string (parameter, NULL));
}

static void
help_shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  if (!gtk_show_uri_full_finish (GTK_WINDOW (source), result, NULL))
    bookout_window_show_toast (BOOKOUT_WINDOW (source),
                               _ ("The help cannot be shown: no help viewer is installed."));
}

static void
help_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  BookoutWindow *window = find_window (user_data);

  if (window != NULL)
    gtk_show_uri_full (GTK_WINDOW (window), "help:bookout", GDK_CURRENT_TIME, NULL, help_shown_cb, NULL);
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  BookoutWindow *window = find_window (user_data);

  if (window != NULL)
    gtk_window_present (bookout_preferences_new (GTK_WINDOW (window)));
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  adw_show_about_window (GTK_WINDOW (find_window (user_data)), "application-name", _ ("Bookout"),
                         "application-icon", APPLICATION_ID, "developer-name", _ ("The Bookout developers"),
                         "version", PACKAGE_VERSION, "license-type", GTK_LICENSE_GPL_3_0, "comments",
                         _ ("Saves a sheet for every vehicle of your inventory, and proves each to be the "
                            "right one."),
                         "website", "https://github.com/bookout/bookout", "issue-url",
                         "https://github.com/bookout/bookout/issues", "copyright",
                         _ ("© 2026 The Bookout developers"),
                         /* Translators: your names, one a line */
                         "translator-credits", _ ("translator-credits"), NULL);
}

static const GActionEntry actions[] = {
  { "quit", quit_action },   { "show", show_action, "s" },
  { "help", help_action },   { "preferences", preferences_action },
  { "about", about_action },
};

static const struct
{
  const char *action;
  const char *key;
} accelerators[] = {
  { "app.quit", "<Control>q" },
  { "app.help", "F1" },
  { "app.preferences", "<Control>comma" },
  { "window.close", "<Control>w" },
  { "win.toggle-pause", "<Control>p" },
  { "win.show-page::start", "<Alt>1" },
  { "win.show-page::run", "<Alt>2" },
  { "win.show-page::vehicles", "<Alt>3" },
  { "win.show-page::failed", "<Alt>4" },
  { "win.show-page::history", "<Alt>5" },
};

/* A session that ends, or a person at a terminal: the run is stopped as if they had asked for it. */
static gboolean
signal_cb (gpointer user_data)
{
  BookoutWindow *window = find_window (user_data);

  if (window != NULL)
    bookout_window_stop_and_close (window);
  else
    g_application_quit (user_data);

  return G_SOURCE_CONTINUE;
}

static void
bookout_application_startup (GApplication *application)
{
  BookoutApplication *self = BOOKOUT_APPLICATION (application);

  G_APPLICATION_CLASS (bookout_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accelerators[i].action,
                                           (const char *[]){ accelerators[i].key, NULL });
  self->signal_sources[0] = g_unix_signal_add (SIGINT, signal_cb, self);
  self->signal_sources[1] = g_unix_signal_add (SIGTERM, signal_cb, self);
}

static void
bookout_application_finalize (GObject *object)
{
  BookoutApplication *self = BOOKOUT_APPLICATION (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->signal_sources); i++)
    g_clear_handle_id (&self->signal_sources[i], g_source_remove);

  G_OBJECT_CLASS (bookout_application_parent_class)->finalize (object);
}

static void
bookout_application_class_init (BookoutApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = bookout_application_finalize;
  application_class->activate = bookout_application_activate;
  application_class->startup = bookout_application_startup;
}

static void
bookout_application_init (BookoutApplication *self)
{
}

/**
 * bookout_application_new:
 *
 * Returns: (transfer full): the application, not yet registered
 */
BookoutApplication *
bookout_application_new (void)
{
  return g_object_new (BOOKOUT_TYPE_APPLICATION, "application-id", APPLICATION_ID, "flags",
                       G_APPLICATION_DEFAULT_FLAGS, "resource-base-path", "/io/github/bookout/Bookout", NULL);
}
