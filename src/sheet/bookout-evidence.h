/* bookout-evidence.h - what is kept beside a held sheet, without secrets
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-directory.h"

G_BEGIN_DECLS

#define BOOKOUT_EVIDENCE_HEAD_MOST (16 * 1024)   /* bytes of an answer's head */
#define BOOKOUT_EVIDENCE_PAGE_MOST (1024 * 1024) /* bytes of a page */

/**
 * BookoutEvidence:
 * @reference: of the vehicle asked for
 * @code: short word of the failure
 * @reason: the failure in a sentence
 * @sha256: (nullable): of the held sheet
 * @size: of the held sheet, bytes
 * @response_head: (nullable): status line and headers
 * @page: (nullable): the vehicle page
 *
 * Borrows everything.
 */
typedef struct
{
  const char *reference;
  const char *code;
  const char *reason;
  const char *sha256;
  guint64 size;
  const char *response_head;
  GBytes *page;
} BookoutEvidence;

/* Writes @name.json and, where there is something, @name.head.txt and @name.page.html. */
gboolean bookout_evidence_write (const BookoutEvidence *self,
                                 const BookoutDirectory *held,
                                 const char *name,
                                 GError **error);

/* (transfer full): without lines that carry cookies or credentials, cut to the limit. */
char *bookout_evidence_clean_head (const char *head);
/* (transfer full): without the values of hidden and password fields, cut to the limit. */
GBytes *bookout_evidence_clean_page (GBytes *page);

G_END_DECLS
