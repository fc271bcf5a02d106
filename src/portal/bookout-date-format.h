/* bookout-date-format.h - how a portal writes a day: "%m/%d/%Y"
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether @format can be read by: BOOKOUT_PORTAL_ERROR_INVALID. */
gboolean bookout_date_format_check (const char *format, GError **error);
/* Whether the whole of @text is a day written so; English names, whatever the locale. */
gboolean bookout_date_format_read (const char *format, const char *text, GDate *date);

G_END_DECLS
