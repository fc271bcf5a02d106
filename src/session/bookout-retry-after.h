/* bookout-retry-after.h - how long an answer asks to wait
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A portal that asks for more is asked again after this long. */
#define BOOKOUT_RETRY_AFTER_MOST_S (15 * 60)

gint bookout_retry_after_parse (const char *value, const char *date);

G_END_DECLS
