/* practice-chance.h - chance that falls the same way each time for the same seed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint64 practice_chance_mix (guint64 value);

guint64 practice_chance_hash (guint64 seed, const char *text);

double practice_chance_share (guint64 hash);

guint64 practice_chance_secret (void);

G_END_DECLS
