/* practice-breakage.h - sheets that go wrong on their way
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "practice-faults.h"
#include "practice-wire.h"

G_BEGIN_DECLS

PracticeWire *practice_breakage_new_wire (PracticeFaults *faults,
                                          PracticeFault fault,
                                          const char *reference,
                                          GBytes *sheet);

GBytes *practice_breakage_corrupt (GBytes *sheet);

G_END_DECLS
