/* bookout-valuation-date.h - are a sheet's values of the day on which it was fetched?
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-portal.h"
#include "bookout-sheet-reader.h"

G_BEGIN_DECLS

/* FALSE with NO_DATE or OUTDATED. @asked_at, @came_at: Unix microseconds around the fetching. */
gboolean bookout_valuation_date_check (const BookoutPortalDated *dated,
                                       const BookoutSheetText *text,
                                       BookoutScope *scope,
                                       gint64 asked_at,
                                       gint64 came_at,
                                       GError **error);

G_END_DECLS
