/* practice-seal.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-practice"
#include "config.h"

#include "practice-seal.h"

#include "practice-chance.h"

/* A Feistel network over the two halves of the number. It is no cipher to trust a secret to: it only has to make links
 * that a client cannot work out from a reference or from one another. Immutable once initialised; any thread. */

/**
 * practice_seal_init:
 * @self: the seal
 * @secret: what the names hang on
 *
 * Makes @self ready; the same @secret gives the same names.
 */
void
practice_seal_init (PracticeSeal *self, guint64 secret)
{
  for (guint i = 0; i < PRACTICE_SEAL_ROUNDS; i++)
    self->keys[i] = secret = practice_chance_mix (secret + i);
}

/**
 * practice_seal_write:
 * @self: the seal
 * @number: any number
 * @text: (out caller-allocates): its name, 16 lower-case hexadecimal digits and a NUL
 *
 * Gives @number its opaque name.
 */
void
practice_seal_write (const PracticeSeal *self, guint64 number, char text[PRACTICE_SEAL_LENGTH + 1])
{
  static const char digits[] = "0123456789abcdef";
  guint32 left = (guint32) (number >> 32);
  guint32 right = (guint32) number;
  guint64 sealed;

  for (guint i = 0; i < PRACTICE_SEAL_ROUNDS; i++)
    {
      guint32 next = left ^ (guint32) practice_chance_mix (self->keys[i] ^ right);

      left = right;
      right = next;
    }

  sealed = ((guint64) left << 32) | right;
  for (guint i = 0; i < PRACTICE_SEAL_LENGTH; i++)
    text[i] = digits[(sealed >> (60 - 4 * i)) & 0xf];
  text[PRACTICE_SEAL_LENGTH] = '\0';
}

static gboolean
parse_digits (const char *text, guint64 *sealed)
{
  *sealed = 0;
  for (guint i = 0; i < PRACTICE_SEAL_LENGTH; i++)
    {
      if (!g_ascii_isxdigit (text[i]))
        return FALSE;
      *sealed = (*sealed << 4) | (guint64) g_ascii_xdigit_value (text[i]);
    }

  return text[PRACTICE_SEAL_LENGTH] == '\0';
}

/**
 * practice_seal_read:
 * @self: the seal
 * @text: (nullable): a name, as a client sent it
 * @number: (out): the number it stands for
 *
 * Every 16 digits stand for some number: the caller checks that it is one it gave a name to.
 *
 * Returns: %FALSE if @text is not 16 hexadecimal digits
 */
gboolean
practice_seal_read (const PracticeSeal *self, const char *text, guint64 *number)
{
  guint64 sealed;
  guint32 left, right;

  if (text == NULL || !parse_digits (text, &sealed))
    return FALSE;

  left = (guint32) (sealed >> 32);
  right = (guint32) sealed;
  for (guint i = PRACTICE_SEAL_ROUNDS; i > 0; i--)
    {
      guint32 previous = right ^ (guint32) practice_chance_mix (self->keys[i - 1] ^ left);

      right = left;
      left = previous;
    }

  *number = ((guint64) left << 32) | right;
  return TRUE;
}
