/* practice-chance.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-practice"
#include "config.h"

#include "practice-chance.h"

/* What the portal invents and whom its faults strike hangs on these numbers alone, never on a running generator: two
 * runs with the same seed meet the same vehicles and the same faults, in whatever order the requests come. Pure
 * functions, for any thread. */

/**
 * practice_chance_mix:
 * @value: any number
 *
 * Scatters @value over all 64 bits (the finaliser of splitmix64), so that neighbours have nothing in common.
 *
 * Returns: the scattered number, always the same for the same @value
 */
guint64
practice_chance_mix (guint64 value)
{
  value += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  value = (value ^ (value >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  value = (value ^ (value >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return value ^ (value >> 31);
}

/**
 * practice_chance_hash:
 * @seed: the seed of this run, or a number derived from it
 * @text: a reference, a path or another key
 *
 * Returns: a number that hangs on @seed and @text alone
 */
guint64
practice_chance_hash (guint64 seed, const char *text)
{
  guint64 hash = practice_chance_mix (seed);

  for (const char *p = text; *p != '\0'; p++)
    hash = (hash ^ (guchar) *p) * G_GUINT64_CONSTANT (0x100000001b3);

  return practice_chance_mix (hash);
}

/**
 * practice_chance_share:
 * @hash: a scattered number
 *
 * Returns: @hash as a share of the whole, from 0 to below 1
 */
double
practice_chance_share (guint64 hash)
{
  return (double) (hash >> 11) / (double) (G_GUINT64_CONSTANT (1) << 53);
}

/**
 * practice_chance_secret:
 *
 * The one number that does not hang on the seed: what keeps links, keys and tokens from being worked out by a client.
 *
 * Returns: a number nobody can foretell
 */
guint64
practice_chance_secret (void)
{
  g_autofree char *uuid = g_uuid_string_random ();

  return practice_chance_hash (((guint64) g_random_int () << 32) | g_random_int (), uuid);
}
