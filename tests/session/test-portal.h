/* test-portal.h - a small description for the tests' own server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-portal.h"

G_BEGIN_DECLS

/* base: with a slash at its end. hosts: (nullable): another host that is allowed. limits: attributes of <limits>. */
BookoutPortal *test_portal_new (const char *base, const char *host, const char *limits);

G_END_DECLS
