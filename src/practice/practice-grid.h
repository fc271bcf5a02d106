/* practice-grid.h - the inventory, its filter and its export
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "practice-site.h"

G_BEGIN_DECLS

void practice_grid_handle_page (PracticeSite *site, PracticeExchange *exchange);

void practice_grid_handle_clear_filter (PracticeSite *site, PracticeExchange *exchange);

void practice_grid_handle_filter (PracticeSite *site, PracticeExchange *exchange);

void practice_grid_handle_export (PracticeSite *site, PracticeExchange *exchange);

G_END_DECLS
