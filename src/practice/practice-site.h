/* practice-site.h - the practice portal's site: what each address answers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "practice-exchange.h"
#include "practice-faults.h"
#include "practice-inventory.h"
#include "practice-seal.h"
#include "practice-sessions.h"
#include "practice-sheet.h"
#include "practice-stats.h"

G_BEGIN_DECLS

#define PRACTICE_SHEET_PATH "/report/GetPdfReport"

/* All that the site knows; its pages' handlers share it. */
typedef struct
{
  PracticeInventory *inventory; /* owned */
  PracticeSessions *sessions;   /* owned */
  PracticeFaults *faults;       /* owned */
  PracticeSheets *sheets;       /* owned */
  PracticeSeal vehicle_seal;    /* names the vehicles' own links for as long as the program runs */
  PracticeStats stats;
} PracticeSite;

PracticeSite *practice_site_new (PracticeInventory *inventory,
                                 PracticeSessions *sessions,
                                 PracticeFaults *faults);

void practice_site_free (PracticeSite *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeSite, practice_site_free)

void practice_site_answer (PracticeSite *self, PracticeExchange *exchange);

char *practice_site_dup_stats (PracticeSite *self);

/* For the handlers of pages. */

typedef enum
{
  PRACTICE_STAGE_OPEN, /* the vehicle's page, whichever way it is reached */
  PRACTICE_STAGE_DIALOG,
  PRACTICE_STAGE_CREATE,
  PRACTICE_STAGE_SHEET,
  PRACTICE_N_STAGES
} PracticeStage;

gboolean practice_site_strikes_vehicle (PracticeSite *self,
                                        PracticeExchange *exchange,
                                        guint vehicle,
                                        PracticeStage stage);

gboolean practice_site_refuses_token (PracticeSite *self, PracticeExchange *exchange, const char *token);

void practice_site_answer_message (PracticeSite *self,
                                   PracticeExchange *exchange,
                                   guint status,
                                   const char *id,
                                   const char *text);

void practice_site_ask_to_sign_in (PracticeSite *self, PracticeExchange *exchange);

void practice_site_begin_visit (PracticeSite *self, PracticeExchange *exchange);

G_END_DECLS
