/* bookout-audit.h - is every sheet in a folder the one that its name says?
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-folder.h"
#include "bookout-identity.h"

G_BEGIN_DECLS

/**
 * BookoutAuditVerdict:
 * @BOOKOUT_AUDIT_RIGHT: its text names the vehicle, and it has not changed
 * @BOOKOUT_AUDIT_UNPROVED: nothing is wrong with it, but no text proves it
 * @BOOKOUT_AUDIT_WRONG_VEHICLE: it names another vehicle, or two
 * @BOOKOUT_AUDIT_UNREADABLE: cut, damaged, protected, or no file at all
 * @BOOKOUT_AUDIT_ALTERED: it names the vehicle, but is not the file that was saved
 * @BOOKOUT_AUDIT_MISSING: expected, and not there
 * @BOOKOUT_AUDIT_UNKNOWN: there, and not expected
 */
typedef enum
{
  BOOKOUT_AUDIT_RIGHT,
  BOOKOUT_AUDIT_UNPROVED,
  BOOKOUT_AUDIT_WRONG_VEHICLE,
  BOOKOUT_AUDIT_UNREADABLE,
  BOOKOUT_AUDIT_ALTERED,
  BOOKOUT_AUDIT_MISSING,
  BOOKOUT_AUDIT_UNKNOWN,
} BookoutAuditVerdict;
#define BOOKOUT_AUDIT_N_VERDICTS (BOOKOUT_AUDIT_UNKNOWN + 1)

const char *bookout_audit_verdict_to_string (BookoutAuditVerdict verdict); /* "right", "wrong-vehicle" … */

/**
 * BookoutAuditEntry:
 * @name: file name in the folder
 * @reference: of the vehicle it should be
 * @vin: (nullable): of the vehicle
 * @sha256: (nullable): of the file when it was saved
 *
 * What is expected. Borrows nothing; see bookout_audit_entry_new().
 */
typedef struct
{
  char *name;
  char *reference;
  char *vin;
  char *sha256;
} BookoutAuditEntry;

BookoutAuditEntry *bookout_audit_entry_new (const char *name,
                                            const char *reference,
                                            const char *vin,
                                            const char *sha256);
void bookout_audit_entry_free (BookoutAuditEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutAuditEntry, bookout_audit_entry_free)

/**
 * BookoutAuditFile:
 * @name: file name in the folder
 * @reference: (nullable): of the vehicle it should be; %NULL for an unknown file whose name says nothing
 * @verdict: what was found
 * @reason: (nullable): in a sentence; %NULL for a right one
 * @sha256: (nullable): of the file as it is
 * @size: bytes
 */
typedef struct
{
  char *name;
  char *reference;
  BookoutAuditVerdict verdict;
  char *reason;
  char *sha256;
  guint64 size;
} BookoutAuditFile;

/**
 * BookoutAuditResult:
 * @files: (element-type BookoutAuditFile): by name
 * @counts: how many files have each verdict
 */
typedef struct
{
  GPtrArray *files;
  guint counts[BOOKOUT_AUDIT_N_VERDICTS];
} BookoutAuditResult;

void bookout_audit_result_free (BookoutAuditResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutAuditResult, bookout_audit_result_free)

/* (transfer full): names that @witnesses may use for @entry; several threads call it at once. */
typedef BookoutScope *(*BookoutAuditScopeFunc) (const BookoutAuditEntry *entry, gpointer user_data);
/* Called in the thread of bookout_audit_run(), for each file once. */
typedef void (*BookoutAuditProgressFunc) (const BookoutAuditFile *file,
                                          guint done,
                                          guint total,
                                          gpointer user_data);

/**
 * BookoutAudit:
 * @entries: (nullable) (element-type BookoutAuditEntry): what is expected; %NULL: each sheet by its own name
 * @witnesses: (element-type BookoutPortalWitness): what a sheet's text must say; empty if sheets carry no text
 * @make_scope: (nullable): %NULL gives {reference} and {vin}
 * @scope_data: for @make_scope
 * @progress: (nullable): told of each file
 * @progress_data: for @progress
 * @program: (nullable): the sheet reader, as in bookout_sheet_reader_new()
 *
 * What to audit. Borrowed for the time of bookout_audit_run().
 */
typedef struct
{
  GPtrArray *entries;
  GPtrArray *witnesses;
  BookoutAuditScopeFunc make_scope;
  gpointer scope_data;
  BookoutAuditProgressFunc progress;
  gpointer progress_data;
  const char *program;
} BookoutAudit;

/* Blocks; changes nothing. */
BookoutAuditResult *bookout_audit_run (const BookoutAudit *self,
                                       BookoutFolder *folder,
                                       GCancellable *cancellable,
                                       GError **error);

G_END_DECLS
