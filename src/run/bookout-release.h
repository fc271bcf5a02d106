/* bookout-release.h - a held sheet that a person answers for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-preparation.h"

G_BEGIN_DECLS

/* Of a name, in bytes. */
#define BOOKOUT_RELEASE_PERSON_MOST 200

/**
 * BookoutRelease:
 * @prepared: what the run rests on
 * @vehicle: whose newest held sheet it is
 * @person: who answers for it
 * @attempts: of the vehicle, counted
 * @words: (transfer full): result: what happened, in a sentence
 * @size: result: bytes of the sheet
 * @finished_at: result: Unix seconds
 *
 * Belongs to the thread that releases.
 */
typedef struct
{
  BookoutPreparation *prepared;
  BookoutVehicle *vehicle;
  char *person;
  guint attempts;

  char *words;
  guint64 size;
  gint64 finished_at;
} BookoutRelease;

void bookout_release_free (BookoutRelease *self);
gboolean bookout_release_run (BookoutRelease *self, GCancellable *cancellable, GError **error);

/* Whether a sheet held with this failure's @code (nullable) can be released at all. */
gboolean bookout_release_is_possible (const char *code);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutRelease, bookout_release_free)

G_END_DECLS
