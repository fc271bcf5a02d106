/* bookout-ledger-schema.h - the ledger's tables, and how older ledgers become newer ones
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-ledger-database.h"

G_BEGIN_DECLS

/* In the file's header, so that another program's database is never taken for a ledger: "BkOt". */
#define BOOKOUT_LEDGER_APPLICATION_ID 0x426b4f74

/* Each makes a ledger of the version before it one of the next; the first makes an empty file version 1. */
extern const char *const bookout_ledger_schema_steps[];
extern const guint bookout_ledger_schema_n_steps;

gboolean bookout_ledger_schema_inspect (const char *path, guint newest, GError **error);
gboolean bookout_ledger_schema_upgrade (BookoutLedgerDatabase *database,
                                        const char *path,
                                        const char *const *steps,
                                        guint n_steps,
                                        GError **error);

G_END_DECLS
