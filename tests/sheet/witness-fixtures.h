/* witness-fixtures.h - witnesses as a description has them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-portal.h"

G_BEGIN_DECLS

/* (transfer full): with a free function. */
GPtrArray *fixture_witnesses_new (void);
void fixture_witnesses_add (GPtrArray *witnesses,
                            const char *name,
                            const char *pattern,
                            const char *equals,
                            gboolean required);
/* "Reference Number" and, not required, "VIN". */
GPtrArray *fixture_witnesses_usual (void);

G_END_DECLS
