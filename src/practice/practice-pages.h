/* practice-pages.h - the portal's pages as HTML
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "practice-inventory.h"
#include "practice-seal.h"

G_BEGIN_DECLS

#define PRACTICE_ROWS_A_PAGE 50

/* One page of the inventory under a filter. */
typedef struct
{
  PracticeInventory *inventory;
  const PracticeSeal *vehicle_seal; /* names the rows' own links */
  const char *filter;               /* "" when none is on */
  const char *token;
  guint first;  /* index of the view's first vehicle */
  guint n_rows; /* in the whole view */
  guint page;   /* from 1 */
} PracticeGridView;

GString *practice_page_sign_in (const char *token,
                                const char *return_url,
                                const char *user,
                                const char *message,
                                gboolean signed_out);

GString *practice_page_active (guint wait_seconds);

GString *practice_page_licence (const char *token, const char *message);

GString *practice_page_grid (const PracticeGridView *view);

GString *practice_page_vehicle (PracticeInventory *inventory, guint vehicle, const char *name);

GString *practice_page_report_dialog (const char *token, const char *reference, const char *name);

GString *practice_page_message (const char *id, const char *text, gboolean signed_in);

G_END_DECLS
