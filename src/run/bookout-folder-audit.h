/* bookout-folder-audit.h - is every sheet of a run's folder what the run says it is?
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-audit.h"
#include "bookout-ledger.h"

G_BEGIN_DECLS

/* Blocks; changes nothing; needs no network. @provable: (out): whether sheets of this portal carry a proof at all. */
BookoutAuditResult *bookout_folder_audit (BookoutLedger *ledger,
                                          const BookoutLedgerRun *run,
                                          BookoutAuditProgressFunc progress,
                                          gpointer progress_data,
                                          gboolean *provable,
                                          GCancellable *cancellable,
                                          GError **error);

G_END_DECLS
