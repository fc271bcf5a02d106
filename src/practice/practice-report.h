/* practice-report.h - a vehicle's page and its sheet
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "practice-site.h"

G_BEGIN_DECLS

void practice_report_handle_bookout (PracticeSite *site, PracticeExchange *exchange);

void practice_report_handle_details (PracticeSite *site, PracticeExchange *exchange);

void practice_report_handle_dialog (PracticeSite *site, PracticeExchange *exchange);

void practice_report_handle_create (PracticeSite *site, PracticeExchange *exchange);

void practice_report_begin_sheet (PracticeSite *site, PracticeExchange *exchange);

void practice_report_handle_sheet (PracticeSite *site, PracticeExchange *exchange);

G_END_DECLS
