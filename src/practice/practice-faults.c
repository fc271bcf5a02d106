/* practice-faults.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-practice"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "practice-chance.h"
#include "practice-faults.h"

/* Decides which request goes wrong, and counts. Main thread only. */

static const char *const fault_names[] = {
  [PRACTICE_FAULT_HTTP500] = "http500",     [PRACTICE_FAULT_HTTP429] = "http429",
  [PRACTICE_FAULT_RESET] = "reset",         [PRACTICE_FAULT_STALL] = "stall",
  [PRACTICE_FAULT_TRICKLE] = "trickle",     [PRACTICE_FAULT_TRUNCATED] = "truncated",
  [PRACTICE_FAULT_HTML] = "html",           [PRACTICE_FAULT_EMPTY] = "empty",
  [PRACTICE_FAULT_WRONG_PDF] = "wrong-pdf", [PRACTICE_FAULT_CORRUPT] = "corrupt",
  [PRACTICE_FAULT_DUPLICATE] = "duplicate", [PRACTICE_FAULT_UNKNOWN] = "unknown",
  [PRACTICE_FAULT_EXPIRE] = "expire",       [PRACTICE_FAULT_REFUSE] = "refuse",
  [PRACTICE_FAULT_ACTIVE] = "active",       [PRACTICE_FAULT_MAINTENANCE] = "maintenance",
  [PRACTICE_FAULT_MALFORMED] = "malformed", [PRACTICE_FAULT_PREPARING] = "preparing",
  [PRACTICE_FAULT_NOTEXT] = "notext",       [PRACTICE_FAULT_HIDDEN] = "hidden",
  [PRACTICE_FAULT_BOTH] = "both",           [PRACTICE_FAULT_STALE_ROW] = "stale-row",
  [PRACTICE_FAULT_STALE] = "stale",
};

G_STATIC_ASSERT (G_N_ELEMENTS (fault_names) == PRACTICE_N_FAULTS);

struct _PracticeFaults
{
  guint64 seed;
  double rates[PRACTICE_N_FAULTS];   /* 0 to 1 */
  gboolean lasts[PRACTICE_N_FAULTS]; /* who is struck once is struck always */
  guint64 counts[PRACTICE_N_FAULTS]; /* strikes so far */
  GHashTable *struck; /* hash of kind and key → times; at most one entry a key that was drawn */
};

/**
 * practice_faults_new:
 * @seed: what the draw hangs on
 *
 * Returns: (transfer full): faults of which none is on
 */
PracticeFaults *
practice_faults_new (guint64 seed)
{
  PracticeFaults *self = g_new0 (PracticeFaults, 1);

  self->seed = seed;
  self->struck = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return self;
}

/**
 * practice_faults_free:
 * @self: (transfer full): the faults
 */
void
practice_faults_free (PracticeFaults *self)
{
  g_hash_table_unref (self->struck);
  g_free (self);
}

static gboolean
find_fault (const char *name, gsize length, PracticeFault *fault)
{
  for (guint i = 0; i < PRACTICE_N_FAULTS; i++)
    {
      if (strlen (fault_names[i]) == length && strncmp (fault_names[i], name, length) == 0)
        {
          *fault = (PracticeFault) i;
          return TRUE;
        }
    }

  return FALSE;
}

static gboolean
parse_rate (const char *text, double *rate, gboolean *lasts)
{
  char *end = NULL;

  *rate = g_ascii_strtod (text, &end);
  *lasts = strcmp (end, ",always") == 0;
  return end != text && (*end == '\0' || *lasts) && *rate >= 0.0 && *rate <= 1.0;
}

static void
set_unknown_kind (GError **error, const char *specification)
{
  g_autoptr (GString) kinds = g_string_new (NULL);

  for (guint i = 0; i < PRACTICE_N_FAULTS; i++)
    g_string_append_printf (kinds, "%s%s", i > 0 ? ", " : "", fault_names[i]);

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("“%s” names no kind of fault. The kinds are: %s."), specification, kinds->str);
}

/**
 * practice_faults_add:
 * @self: the faults
 * @specification: `KIND=RATE`, the rate from 0 (never) to 1 (every time); `KIND=RATE,always` for a fault that stays: the same
 *   keys are struck every time
 * @error: return location
 *
 * Switches one kind on; named again, the last rate holds.
 *
 * Errors: %G_OPTION_ERROR_BAD_VALUE, with the kinds there are or the rates allowed.
 *
 * Returns: %FALSE if @specification says nothing that can be done
 */
gboolean
practice_faults_add (PracticeFaults *self, const char *specification, GError **error)
{
  const char *equals = strchr (specification, '=');
  gsize length = equals != NULL ? (gsize) (equals - specification) : strlen (specification);
  PracticeFault fault;
  gboolean lasts;
  double rate;

  if (!find_fault (specification, length, &fault))
    {
      set_unknown_kind (error, specification);
      return FALSE;
    }

  if (equals == NULL || !parse_rate (equals + 1, &rate, &lasts))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("“%s” needs a rate from 0 to 1, as in %s=0.05."), specification, fault_names[fault]);
      return FALSE;
    }

  self->rates[fault] = rate;
  self->lasts[fault] = lasts;
  return TRUE;
}

/**
 * practice_faults_is_certain:
 * @self: the faults
 * @fault: a kind
 *
 * Returns: whether @fault strikes every time
 */
gboolean
practice_faults_is_certain (PracticeFaults *self, PracticeFault fault)
{
  return self->rates[fault] >= 1.0;
}

static guint64
hash_key (PracticeFaults *self, PracticeFault fault, const char *key)
{
  return practice_chance_hash (practice_chance_mix (self->seed) + (guint64) fault, key);
}

static gboolean
is_drawn (PracticeFaults *self, PracticeFault fault, guint64 hash)
{
  return self->rates[fault] > 0.0 &&
         (practice_faults_is_certain (self, fault) || practice_chance_share (hash) < self->rates[fault]);
}

/* Counts one more strike of @hash unless it had @limit already. */
static gboolean
strike (PracticeFaults *self, PracticeFault fault, guint64 hash, guint limit)
{
  guint times = GPOINTER_TO_UINT (g_hash_table_lookup (self->struck, &hash));

  if (times >= limit)
    return FALSE;

  g_hash_table_replace (self->struck, g_memdup2 (&hash, sizeof hash), GUINT_TO_POINTER (times + 1));
  self->counts[fault]++;
  return TRUE;
}

/**
 * practice_faults_strikes:
 * @self: the faults
 * @fault: a kind
 * @key: a vehicle's reference, or a path
 *
 * Asked when @fault could strike now; a strike is used up, unless the kind strikes every time.
 *
 * Returns: whether this request is to go wrong
 */
gboolean
practice_faults_strikes (PracticeFaults *self, PracticeFault fault, const char *key)
{
  guint64 hash;

  if (self->rates[fault] <= 0.0)
    return FALSE;

  if (practice_faults_is_certain (self, fault))
    {
      self->counts[fault]++;
      return TRUE;
    }

  hash = hash_key (self, fault, key);
  return is_drawn (self, fault, hash) && strike (self, fault, hash, self->lasts[fault] ? G_MAXUINT : 1);
}

/**
 * practice_faults_strikes_first:
 * @self: the faults
 * @fault: a kind
 * @key: a vehicle's reference, or another key
 * @times: how often @key is struck, at least 1
 *
 * As practice_faults_strikes(), but for a fault that consists of several answers; even at rate 1 it ends after @times.
 *
 * Returns: whether this request is to go wrong
 */
gboolean
practice_faults_strikes_first (PracticeFaults *self, PracticeFault fault, const char *key, guint times)
{
  guint64 hash;

  if (self->rates[fault] <= 0.0)
    return FALSE;

  hash = hash_key (self, fault, key);
  return is_drawn (self, fault, hash) && strike (self, fault, hash, times);
}

/**
 * practice_faults_marks:
 * @self: the faults
 * @fault: a kind
 * @key: a vehicle's reference
 *
 * For faults that are no event but a property of the data: the same answer however often it is asked. Each vehicle is
 * counted once.
 *
 * Returns: whether @key is one of those struck
 */
gboolean
practice_faults_marks (PracticeFaults *self, PracticeFault fault, const char *key)
{
  guint64 hash;

  if (self->rates[fault] <= 0.0)
    return FALSE;

  hash = hash_key (self, fault, key);
  if (!is_drawn (self, fault, hash))
    return FALSE;

  strike (self, fault, hash, 1);
  return TRUE;
}

/**
 * practice_faults_choose:
 * @self: the faults
 * @fault: a kind
 * @key: a vehicle's reference, or a path
 * @n_choices: how many shapes the fault has, at least 1
 *
 * Returns: which shape it takes for @key, from 0 to below @n_choices
 */
guint
practice_faults_choose (PracticeFaults *self, PracticeFault fault, const char *key, guint n_choices)
{
  return (guint) (practice_chance_mix (hash_key (self, fault, key)) % n_choices);
}

/**
 * practice_faults_get_count:
 * @self: the faults
 * @fault: a kind
 *
 * Returns: how often @fault struck
 */
guint64
practice_faults_get_count (PracticeFaults *self, PracticeFault fault)
{
  return self->counts[fault];
}

/**
 * practice_fault_get_name:
 * @fault: a kind
 *
 * Returns: its name on the command line and in the statistics
 */
const char *
practice_fault_get_name (PracticeFault fault)
{
  return fault_names[fault];
}
