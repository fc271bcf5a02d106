/* bookout-manifest.h - which sheets a run has saved, for people and programs that have no ledger
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-folder.h"
#include "bookout-identity.h"

G_BEGIN_DECLS

#define BOOKOUT_MANIFEST_NAME      "run-data/manifest.json"
#define BOOKOUT_MANIFEST_SUMS_NAME "run-data/SHA256SUMS"

/* Entries that one may have, and its bytes. */
#define BOOKOUT_MANIFEST_ENTRIES_MOST BOOKOUT_FOLDER_SHEETS_MOST
#define BOOKOUT_MANIFEST_BYTES_MOST   (128 * 1024 * 1024)

/**
 * BookoutManifestEntry:
 * @name: file name in the folder; of an earlier version of a renewed sheet, with run-data/versions/ before it
 * @reference: of the vehicle
 * @sha256: of the file, 64 hex digits
 * @size: bytes
 * @proof: what proves that it is the vehicle's
 * @time: when it was saved, Unix seconds
 */
typedef struct
{
  char *name;
  char *reference;
  char *sha256;
  guint64 size;
  BookoutProof proof;
  gint64 time;
} BookoutManifestEntry;

BookoutManifestEntry *bookout_manifest_entry_new (const char *name,
                                                  const char *reference,
                                                  const char *sha256,
                                                  guint64 size,
                                                  BookoutProof proof,
                                                  gint64 time);
BookoutManifestEntry *bookout_manifest_entry_copy (const BookoutManifestEntry *self);
void bookout_manifest_entry_free (BookoutManifestEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutManifestEntry, bookout_manifest_entry_free)

/* (transfer full) (element-type BookoutManifestEntry): the sheets, with a free function. read_all(): @versions likewise, which are
 * earlier versions of renewed sheets. */
GPtrArray *bookout_manifest_read (BookoutFolder *folder, GError **error);
GPtrArray *bookout_manifest_read_all (BookoutFolder *folder, GPtrArray **versions, GError **error);

GPtrArray *bookout_manifest_parse (GBytes *json, GError **error);

/* A manifest in the making: grows by one sheet at a time, and can be written at any moment. Locked inside; any thread. */
typedef struct _BookoutManifest BookoutManifest;

BookoutManifest *bookout_manifest_new (void);
void bookout_manifest_free (BookoutManifest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutManifest, bookout_manifest_free)

void bookout_manifest_add (BookoutManifest *self, const BookoutManifestEntry *entry);
/* Only until another of its name is added: a sheet that may be renewed. */
void bookout_manifest_add_old (BookoutManifest *self, const BookoutManifestEntry *entry);
BookoutManifestEntry *bookout_manifest_dup_old (BookoutManifest *self, const char *name);
guint bookout_manifest_get_length (BookoutManifest *self);
/* Replaces manifest.json and SHA256SUMS. */
gboolean bookout_manifest_write (BookoutManifest *self, BookoutFolder *folder, GError **error);

/* The two files' texts, (transfer full). */
char *bookout_manifest_to_json (BookoutManifest *self);
char *bookout_manifest_to_sums (BookoutManifest *self);

G_END_DECLS
