/* practice-seal.h - opaque names for numbers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PRACTICE_SEAL_ROUNDS 6
#define PRACTICE_SEAL_LENGTH 16 /* hexadecimal digits */

/* Turns a number into 16 digits that mean nothing to a client, and back, so that neither vehicles nor report keys need
 * a table of names: 50,000 vehicles with links of their own cost nothing. */
typedef struct
{
  guint64 keys[PRACTICE_SEAL_ROUNDS];
} PracticeSeal;

void practice_seal_init (PracticeSeal *self, guint64 secret);

void practice_seal_write (const PracticeSeal *self, guint64 number, char text[PRACTICE_SEAL_LENGTH + 1]);

gboolean practice_seal_read (const PracticeSeal *self, const char *text, guint64 *number);

G_END_DECLS
