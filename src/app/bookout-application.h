/* bookout-application.h - the one process that has the window
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define BOOKOUT_TYPE_APPLICATION (bookout_application_get_type ())
G_DECLARE_FINAL_TYPE (BookoutApplication, bookout_application, BOOKOUT, APPLICATION, AdwApplication)

BookoutApplication *bookout_application_new (void);

G_END_DECLS
