/* test-cli-progress-words.c - how far a run is, in words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cli-progress-words.h"
#include "cli-text.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)

static const struct
{
  BookoutRunState state;
  BookoutQueueCounts counts;
  double rate;
  gint64 remaining;
  const char *line;
} totals[] = {
  { BOOKOUT_RUN_SIGNING_IN, { 0 }, 0, -1, "Signing in…" },
  { BOOKOUT_RUN_EXPORTING, { 0 }, 0, -1, "Exporting the inventory…" },
  { BOOKOUT_RUN_FETCHING,
    { .waiting = 1209, .done = 595, .failed = 14, .held = 2, .skipped = 30, .total = 1850 },
    412.4,
    130 * MINUTE,
    "611 of 1,820 · 14 failed · 2 held · 412/hour · about 2 h 10 min left" },
  { BOOKOUT_RUN_FETCHING, { .waiting = 10, .total = 10 }, 0, -1, "0 of 10" },
  { BOOKOUT_RUN_FETCHING, { .unproved = 3, .total = 3 }, 1200, 0, "3 of 3 · 3 not proved · 1,200/hour" },
  { BOOKOUT_RUN_FINISHING, { .done = 3, .total = 3 }, 1200, 0, "Signing out · 3 of 3" },
  { BOOKOUT_RUN_STOPPED, { .done = 1, .waiting = 2, .total = 3 }, 1200, -1, "1 of 3" },
};

static void
test_total (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (totals); i++)
    {
      g_autofree char *line = cli_progress_total (totals[i].state, &totals[i].counts, totals[i].rate,
                                                  totals[i].remaining);

      g_assert_cmpstr (line, ==, totals[i].line);
    }
}

static const struct
{
  BookoutHold hold;
  gint64 left;
  const char *words;
  const char *line;
} holds[] = {
  { BOOKOUT_HOLD_PAUSED, 0, NULL, "Paused." },
  { BOOKOUT_HOLD_ACTIVE, 252 * SECOND, NULL, "Another session is active, next try in 4:12." },
  { BOOKOUT_HOLD_ACTIVE, 0, NULL, "Another session is active, trying again." },
  { BOOKOUT_HOLD_RENEWAL, 0, NULL, "Signing in again." },
  { BOOKOUT_HOLD_THROTTLE, 5 * SECOND, NULL, "The portal asks to wait; going on in 0:05." },
  { BOOKOUT_HOLD_BREAKER, 15 * SECOND, "The portal did not accept the connection.",
    "The portal did not accept the connection. One vehicle is tried in 0:15." },
  { BOOKOUT_HOLD_BREAKER, -1, "No.", "No. Trying one vehicle." },
  { BOOKOUT_HOLD_BLOCKED, 0, "No space\033[2J", "No space\xef\xbf\xbd[2J" },
  { BOOKOUT_HOLD_BLOCKED, 0, NULL, "The run cannot go on." },
};

static void
test_hold (void)
{
  const gint64 now = 1000 * SECOND;
  g_autofree char *none = cli_progress_hold (BOOKOUT_HOLD_NONE, 0, NULL, now);
  g_autofree char *until = cli_progress_hold (BOOKOUT_HOLD_THROTTLE, now + 20 * MINUTE, NULL, now);

  g_assert_null (none);
  g_assert_true (g_regex_match_simple ("^The portal asks to wait until \\d\\d:\\d\\d\\.$", until, 0, 0));
  for (gsize i = 0; i < G_N_ELEMENTS (holds); i++)
    {
      g_autofree char *line = cli_progress_hold (holds[i].hold, now + holds[i].left, holds[i].words, now);

      g_assert_cmpstr (line, ==, holds[i].line);
    }
}

static void
test_tab (void)
{
  BookoutTabSnapshot snapshot = { .number = 3,
                                  .activity = BOOKOUT_TAB_WORKING,
                                  .reference = "165548",
                                  .step = "fetching the sheet",
                                  .received = 41000,
                                  .expected = 62000,
                                  .began = 100 * SECOND,
                                  .deadline = 280 * SECOND };
  g_autofree char *line = cli_progress_tab (&snapshot, 112 * SECOND);

  g_assert_cmpstr (line, ==, " 3  165548        fetching the sheet                41 of 62 kB   12 of 180 s");
  g_assert_cmpuint (cli_text_width (line), <=, 80);
}

static void
test_tab_hostile (void)
{
  BookoutTabSnapshot snapshot = { .number = 12,
                                  .activity = BOOKOUT_TAB_WORKING,
                                  .reference = "16\033[2J\n東京東京東京東京",
                                  .step = "\r\bopening" };
  g_autofree char *line = cli_progress_tab (&snapshot, 0);

  for (const char *at = line; *at != '\0'; at = g_utf8_next_char (at))
    g_assert_false (g_unichar_iscntrl (g_utf8_get_char (at)));
  g_assert_nonnull (strstr (line, "opening"));
}

static void
test_tab_activities (void)
{
  for (int activity = BOOKOUT_TAB_IDLE; activity <= BOOKOUT_TAB_STOPPED; activity++)
    {
      BookoutTabSnapshot snapshot = { .number = 1, .activity = activity };
      g_autofree char *line = cli_progress_tab (&snapshot, 0);

      g_assert_true (g_str_has_prefix (line, " 1  "));
    }
}

static const struct
{
  const char *reason;
  guint attempts;
  const char *line;
} failures[] = {
  { "The portal reported an error for this vehicle (500).", 4,
    "165548: The portal reported an error for this vehicle (500), 4 tries." },
  { "The portal does not list 165548.", 1, "165548: The portal does not list 165548." },
  { NULL, 2, "165548: It failed, 2 tries." },
  { "Said “no”", 2, "165548: Said “no”, 2 tries." },
};

static void
test_failure (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autofree char *line = cli_progress_failure ("165548", failures[i].reason, failures[i].attempts);

      g_assert_cmpstr (line, ==, failures[i].line);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli-progress-words/total", test_total);
  g_test_add_func ("/cli-progress-words/hold", test_hold);
  g_test_add_func ("/cli-progress-words/tab", test_tab);
  g_test_add_func ("/cli-progress-words/tab-hostile", test_tab_hostile);
  g_test_add_func ("/cli-progress-words/tab-activities", test_tab_activities);
  g_test_add_func ("/cli-progress-words/failure", test_failure);

  return g_test_run ();
}
