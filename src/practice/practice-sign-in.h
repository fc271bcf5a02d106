/* practice-sign-in.h - signing in and out, and the licence
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "practice-site.h"

G_BEGIN_DECLS

void practice_sign_in_handle_form (PracticeSite *site, PracticeExchange *exchange);

void practice_sign_in_handle_login (PracticeSite *site, PracticeExchange *exchange);

void practice_sign_in_handle_licence (PracticeSite *site, PracticeExchange *exchange);

void practice_sign_in_handle_accept (PracticeSite *site, PracticeExchange *exchange);

void practice_sign_in_handle_logout (PracticeSite *site, PracticeExchange *exchange);

G_END_DECLS
