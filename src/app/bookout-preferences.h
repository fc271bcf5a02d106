/* bookout-preferences.h - the preferences window
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define BOOKOUT_TYPE_PREFERENCES (bookout_preferences_get_type ())
G_DECLARE_FINAL_TYPE (BookoutPreferences, bookout_preferences, BOOKOUT, PREFERENCES, AdwPreferencesWindow)

GtkWindow *bookout_preferences_new (GtkWindow *parent);

G_END_DECLS
