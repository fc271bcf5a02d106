/* practice-export.h - the inventory as the portal exports it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "practice-faults.h"
#include "practice-inventory.h"

G_BEGIN_DECLS

GBytes *practice_export_csv (PracticeInventory *inventory,
                             guint first,
                             guint n_vehicles,
                             PracticeFaults *faults);

G_END_DECLS
