/* test-practice-inventory.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-practice"
#include "config.h"

#include <string.h>

#include "practice-chance.h"
#include "practice-export.h"
#include "practice-faults.h"
#include "practice-inventory.h"
#include "practice-seal.h"
#include "practice-sessions.h"

static gboolean
has_reference (PracticeInventory *inventory, const char *reference)
{
  guint first, n_found = practice_inventory_find (inventory, reference, &first);

  return n_found > 0 && strcmp (practice_inventory_get (inventory, first)->reference, reference) == 0;
}

static void
test_references (void)
{
  static const guint sizes[] = { 1, 2, 3, 4, 5, 50, 200, 1820, 50000, PRACTICE_INVENTORY_MAX };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (PracticeInventory) inventory = practice_inventory_new (sizes[i], 7);

      g_assert_cmpuint (practice_inventory_get_size (inventory), ==, sizes[i]);
      g_assert_true (has_reference (inventory, "165548"));
      g_assert_true (sizes[i] < 4 || has_reference (inventory, "165548A"));
      g_assert_true (sizes[i] < 4 || has_reference (inventory, "16553"));
      g_assert_true (sizes[i] < 4 || has_reference (inventory, "165530"));
      for (guint v = 1; v < sizes[i]; v++)
        g_assert_cmpstr (practice_inventory_get (inventory, v - 1)->reference, <,
                         practice_inventory_get (inventory, v)->reference);
    }
}

static void
test_same_seed (void)
{
  g_autoptr (PracticeInventory) one = practice_inventory_new (500, 3);
  g_autoptr (PracticeInventory) same = practice_inventory_new (500, 3);
  g_autoptr (PracticeInventory) other = practice_inventory_new (500, 4);
  guint n_different = 0;

  for (guint i = 0; i < 500; i++)
    {
      g_assert_cmpmem (practice_inventory_get (one, i), sizeof (PracticeVehicle),
                       practice_inventory_get (same, i), sizeof (PracticeVehicle));
      n_different += strcmp (practice_inventory_get (one, i)->reference,
                             practice_inventory_get (other, i)->reference) != 0;
    }
  g_assert_cmpuint (n_different, >, 100);
}

/* The check digit once more, from the published rule and not from the code under test. */
static char
expected_check_digit (const char *vin)
{
  static const char letters[] = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ";
  static const char weights[] = "8765432X098765432";
  guint sum = 0;

  for (guint i = 0; i < 17; i++)
    {
      guint value = (guint) (strchr (letters, vin[i]) - letters) % 10;

      sum += value * (weights[i] == 'X' ? 10 : (guint) (weights[i] - '0'));
    }

  return "0123456789X"[sum % 11];
}

static void
test_vins (void)
{
  g_autoptr (PracticeInventory) inventory = practice_inventory_new (20000, 1);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_assert_cmpint (expected_check_digit ("1M8GDM9AXKP042788"), ==, 'X');
  for (guint i = 0; i < 20000; i++)
    {
      char vin[PRACTICE_VIN_LENGTH + 1];

      practice_inventory_write_vin (inventory, i, vin);
      g_assert_cmpuint (strlen (vin), ==, PRACTICE_VIN_LENGTH);
      g_assert_cmpuint (strspn (vin, "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"), ==, PRACTICE_VIN_LENGTH);
      g_assert_cmpint (vin[8], ==, expected_check_digit (vin));
      g_assert_true (g_hash_table_add (seen, g_strdup (vin)));
    }
}

static void
test_find (void)
{
  static const char *const prefixes[] = { "",       "1",       "165", "16553",   "165530",
                                          "165548", "165548A", "9",   "165548AB" };
  g_autoptr (PracticeInventory) inventory = practice_inventory_new (1820, 1);

  for (guint p = 0; p < G_N_ELEMENTS (prefixes); p++)
    {
      guint first, n_expected = 0;
      guint n_found = practice_inventory_find (inventory, prefixes[p], &first);

      for (guint i = 0; i < 1820; i++)
        n_expected += g_str_has_prefix (practice_inventory_get (inventory, i)->reference, prefixes[p]);
      g_assert_cmpuint (n_found, ==, n_expected);
      for (guint i = first; i < first + n_found; i++)
        g_assert_true (g_str_has_prefix (practice_inventory_get (inventory, i)->reference, prefixes[p]));
    }
}

static void
test_first_filter (void)
{
  for (guint size = 2; size < 3000; size = size * 3 / 2 + 1)
    {
      g_autoptr (PracticeInventory) inventory = practice_inventory_new (size, size);
      g_autofree char *filter = practice_inventory_dup_first_filter (inventory);
      guint first, n_found = practice_inventory_find (inventory, filter, &first);

      g_assert_cmpuint (n_found, >, 0);
      g_assert_cmpuint (n_found, <, size);
    }
}

static void
test_seal (void)
{
  static const char *const nonsense[] = { "", "0", "0123456789abcde", "0123456789abcdef0",
                                          "0123456789abcdeg" };
  PracticeSeal seal, other;
  char text[PRACTICE_SEAL_LENGTH + 1];
  guint64 number;

  practice_seal_init (&seal, 1);
  practice_seal_init (&other, 2);
  for (guint64 i = 0; i < 1000; i++)
    {
      practice_seal_write (&seal, i << (i % 50), text);
      g_assert_true (practice_seal_read (&seal, text, &number));
      g_assert_cmpuint (number, ==, i << (i % 50));
      g_assert_true (practice_seal_read (&other, text, &number));
      g_assert_cmpuint (number, >, G_MAXUINT32);
    }
  for (guint i = 0; i < G_N_ELEMENTS (nonsense); i++)
    g_assert_false (practice_seal_read (&seal, nonsense[i], &number));
  g_assert_false (practice_seal_read (&seal, NULL, &number));
}

static void
test_fault_specifications (void)
{
  static const char *const bad[] = {
    "",         "nope=1",    "reset",    "reset=",    "reset=x", "reset=1.1",
    "reset=-1", "reset=nan", "reset=1 ", "RESET=0.5", "=1",      "resets=1"
  };
  g_autoptr (PracticeFaults) faults = practice_faults_new (1);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_false (practice_faults_add (faults, bad[i], &error));
      g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
      g_clear_error (&error);
    }
  for (guint i = 0; i < PRACTICE_N_FAULTS; i++)
    {
      g_autofree char *good = g_strdup_printf ("%s=0.25", practice_fault_get_name ((PracticeFault) i));

      g_assert_true (practice_faults_add (faults, good, &error));
      g_assert_no_error (error);
    }
}

/* The same seed strikes the same vehicles, in whatever order they come, and each once. */
static void
test_fault_draws (void)
{
  g_autoptr (PracticeFaults) forth = practice_faults_new (5);
  g_autoptr (PracticeFaults) back = practice_faults_new (5);
  g_autoptr (PracticeInventory) inventory = practice_inventory_new (1000, 1);
  gboolean struck[1000];

  g_assert_true (practice_faults_add (forth, "html=0.2", NULL));
  g_assert_true (practice_faults_add (back, "html=0.2", NULL));
  for (guint i = 0; i < 1000; i++)
    struck[i] = practice_faults_strikes (forth, PRACTICE_FAULT_HTML,
                                         practice_inventory_get (inventory, i)->reference);
  for (guint i = 1000; i > 0; i--)
    {
      const char *reference = practice_inventory_get (inventory, i - 1)->reference;

      g_assert_cmpint (practice_faults_strikes (back, PRACTICE_FAULT_HTML, reference), ==, struck[i - 1]);
      g_assert_false (practice_faults_strikes (back, PRACTICE_FAULT_HTML, reference));
      g_assert_false (practice_faults_strikes (back, PRACTICE_FAULT_EMPTY, reference));
    }

  g_assert_cmpuint (practice_faults_get_count (forth, PRACTICE_FAULT_HTML), >, 140);
  g_assert_cmpuint (practice_faults_get_count (forth, PRACTICE_FAULT_HTML), <, 260);
  g_assert_cmpuint (practice_faults_get_count (back, PRACTICE_FAULT_HTML), ==,
                    practice_faults_get_count (forth, PRACTICE_FAULT_HTML));
}

static void
test_certain_fault (void)
{
  g_autoptr (PracticeFaults) faults = practice_faults_new (5);

  g_assert_true (practice_faults_add (faults, "html=1", NULL));
  g_assert_true (practice_faults_add (faults, "preparing=1", NULL));
  for (guint i = 0; i < 10; i++)
    {
      g_assert_true (practice_faults_strikes (faults, PRACTICE_FAULT_HTML, "165548"));
      g_assert_cmpint (practice_faults_strikes_first (faults, PRACTICE_FAULT_PREPARING, "165548#0", 2), ==,
                       i < 2);
    }
  g_assert_cmpuint (practice_faults_get_count (faults, PRACTICE_FAULT_PREPARING), ==, 2);
}

static void
test_tokens (void)
{
  g_autoptr (PracticeSessions) sessions = practice_sessions_new (300, 0, "165");
  PracticeSession *session = practice_sessions_begin (sessions, NULL);
  PracticeSession *other = practice_sessions_begin (sessions, NULL);
  char first[PRACTICE_TOKEN_LENGTH + 1], next[PRACTICE_TOKEN_LENGTH + 1];

  practice_session_issue_token (session, first);
  for (guint i = 1; i < PRACTICE_TOKENS_KEPT; i++)
    practice_session_issue_token (session, next);
  g_assert_true (practice_session_accepts_token (session, first));
  g_assert_true (practice_session_accepts_token (session, next));
  practice_session_issue_token (session, next);
  g_assert_false (practice_session_accepts_token (session, first));
  g_assert_true (practice_session_accepts_token (session, next));
  g_assert_false (practice_session_accepts_token (other, next));
  next[20] = next[20] == '0' ? '1' : '0';
  g_assert_false (practice_session_accepts_token (session, next));
  g_assert_false (practice_session_accepts_token (session, ""));
  g_assert_false (practice_session_accepts_token (session, NULL));
}

/* Visitors who never sign in must not fill the memory, nor push out the one who did. */
static void
test_many_visitors (void)
{
  g_autoptr (PracticeSessions) sessions = practice_sessions_new (300, 0, "165");
  PracticeSession *holder = NULL;
  g_autofree char *oldest = g_strdup (practice_sessions_begin (sessions, NULL)->id);
  g_autofree char *visitor = g_strdup (practice_sessions_begin (sessions, NULL)->id);
  guint wait_seconds;

  g_assert_cmpint (practice_sessions_sign_in (sessions, practice_sessions_find (sessions, visitor),
                                              PRACTICE_USER, PRACTICE_PASSWORD, &holder, &wait_seconds),
                   ==, PRACTICE_SIGN_IN_ACCEPTED);
  g_assert_null (practice_sessions_find (sessions, visitor));
  for (guint i = 0; i < 3000; i++)
    practice_sessions_begin (sessions, NULL);
  g_assert_null (practice_sessions_find (sessions, oldest));
  g_assert_true (practice_sessions_find (sessions, holder->id) == holder);
  g_assert_cmpuint (practice_sessions_count_active (sessions), ==, 1);
}

/* A late tab with the cookie of an ended session keeps that name; a name that is none of ours is not taken over. */
static void
test_session_names (void)
{
  g_autoptr (PracticeSessions) sessions = practice_sessions_new (300, 0, "165");
  PracticeSession *session = practice_sessions_begin (sessions, NULL);
  g_autofree char *id = g_strdup (session->id);

  practice_sessions_end (sessions, session);
  g_assert_null (practice_sessions_find (sessions, id));
  g_assert_cmpstr (practice_sessions_begin (sessions, id)->id, ==, id);
  g_assert_cmpstr (practice_sessions_begin (sessions, id)->id, !=, id);
  g_assert_cmpstr (practice_sessions_begin (sessions, "../../etc/passwd")->id, !=, "../../etc/passwd");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/inventory/references", test_references);
  g_test_add_func ("/practice/inventory/same-seed", test_same_seed);
  g_test_add_func ("/practice/inventory/vins", test_vins);
  g_test_add_func ("/practice/inventory/find", test_find);
  g_test_add_func ("/practice/inventory/first-filter", test_first_filter);
  g_test_add_func ("/practice/seal", test_seal);
  g_test_add_func ("/practice/faults/specifications", test_fault_specifications);
  g_test_add_func ("/practice/faults/draws", test_fault_draws);
  g_test_add_func ("/practice/faults/certain", test_certain_fault);
  g_test_add_func ("/practice/sessions/tokens", test_tokens);
  g_test_add_func ("/practice/sessions/many-visitors", test_many_visitors);
  g_test_add_func ("/practice/sessions/names", test_session_names);
  return g_test_run ();
}
