/* bookout-vehicle-words.h - what vehicles' states, causes, times and sizes are called on screen
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-vehicle.h"

G_BEGIN_DECLS

/* "Done", "Held" …; static. */
const char *bookout_vehicle_words_for_state (BookoutVehicleState state);
/* A symbolic icon that differs from the others in shape. */
const char *bookout_vehicle_words_icon_for_state (BookoutVehicleState state);
/* "The portal did not answer in time"; static. */
const char *bookout_vehicle_words_for_code (const char *code);
/* "14:02", or "23 Nov, 14:02" on another day; "" for 0 (transfer full). */
char *bookout_vehicle_words_for_time (gint64 seconds);
/* "52.1 kB"; "" for 0 (transfer full). */
char *bookout_vehicle_words_for_size (guint64 bytes);
/* "1,790 vehicles" (transfer full). */
char *bookout_vehicle_words_for_count (guint count);

G_END_DECLS
