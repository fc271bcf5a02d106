/* bookout-audit-words.h - what an audit found, in words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-audit.h"

G_BEGIN_DECLS

const char *bookout_audit_words_verdict (
    BookoutAuditVerdict verdict); /* after a number: "of another vehicle" */
char *bookout_audit_words_totals (const BookoutAuditResult *result); /* "1,790 right, 2 altered" */

G_END_DECLS
