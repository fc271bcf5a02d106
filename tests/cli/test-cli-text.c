/* test-cli-text.c - cleaning, measuring and cutting what a terminal shows
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "bookout-span.h"
#include "cli-text.h"

static const struct
{
  const char *text;
  const char *clean;
} harmful[] = {
  { NULL, "" },
  { "", "" },
  { "165548A", "165548A" },
  { "Žluťoučký kůň 東京 🚗", "Žluťoučký kůň 東京 🚗" },
  { "a\nb\tc\rd", "a b c d" },
  { "\033[2J\033]0;title\007", "\xef\xbf\xbd[2J\xef\xbf\xbd]0;title\xef\xbf\xbd" },
  { "\xc2\x9b"
    "31m",
    "\xef\xbf\xbd"
    "31m" }, /* the one-character CSI */
  { "165\xe2\x80\xae"
    "48",
    "165\xef\xbf\xbd"
    "48" }, /* right-to-left override */
  { "line\xe2\x80\xa8separator", "line separator" },
  { "bad \xff byte", "bad \xef\xbf\xbd byte" },
};

static void
test_clean (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (harmful); i++)
    {
      g_autofree char *clean = cli_text_clean (harmful[i].text);

      g_assert_cmpstr (clean, ==, harmful[i].clean);
    }
}

/* Whatever bytes come: valid UTF-8 without a control in it. */
static void
test_clean_random (void)
{
  for (guint round = 0; round < 2000; round++)
    {
      char bytes[40];
      g_autofree char *clean = NULL;

      for (gsize i = 0; i < sizeof bytes - 1; i++)
        bytes[i] = (char) g_test_rand_int_range (1, 256);
      bytes[sizeof bytes - 1] = '\0';
      clean = cli_text_clean (bytes);

      g_assert_true (g_utf8_validate (clean, -1, NULL));
      for (const char *at = clean; *at != '\0'; at = g_utf8_next_char (at))
        g_assert_false (g_unichar_iscntrl (g_utf8_get_char (at)));
    }
}

static const struct
{
  const char *text;
  guint columns;
  const char *cut;
} cuts[] = {
  { "", 0, "" },
  { "abc", 0, "" },
  { "abc", 1, "…" },
  { "abc", 2, "a…" },
  { "abc", 3, "abc" },
  { "abc", 99, "abc" },
  { "東京都", 6, "東京都" },
  { "東京都", 5, "東京…" },
  { "東京都", 4, "東…" },
  { "東京都", 2, "…" },
  { "e\xcc\x81"
    "abc",
    3,
    "e\xcc\x81"
    "a…" }, /* a combining accent takes no column */
};

static void
test_cut (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      g_autofree char *cut = cli_text_cut (cuts[i].text, cuts[i].columns);

      g_assert_cmpstr (cut, ==, cuts[i].cut);
      g_assert_cmpuint (cli_text_width (cut), <=, cuts[i].columns);
    }
}

static void
test_padded (void)
{
  const char *texts[] = { "", "a", "abcdef", "abcdefg", "東京", "東京都電", "🚗" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GString) line = g_string_new (NULL);

      cli_text_append_padded (line, texts[i], 6);
      g_assert_cmpuint (cli_text_width (line->str), ==, 6);
    }
}

static const struct
{
  gint64 seconds;
  const char *span;
  const char *clock;
} spans[] = {
  { -5, "0 s", "0:00" },    { 0, "0 s", "0:00" },
  { 40, "40 s", "0:40" },   { 89, "89 s", "1:29" },
  { 90, "2 min", "1:30" },  { 12 * 60, "12 min", "12:00" },
  { 3570, "1 h", "59:30" }, { 7800, "2 h 10 min", "130:00" },
  { 252, "4 min", "4:12" },
};

static void
test_spans (void)
{
  g_autofree char *rounded_up = cli_text_clock (251 * G_USEC_PER_SEC + 1);

  for (gsize i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      g_autofree char *span = bookout_span_to_string (spans[i].seconds * G_USEC_PER_SEC);
      g_autofree char *clock = cli_text_clock (spans[i].seconds * G_USEC_PER_SEC);

      g_assert_cmpstr (span, ==, spans[i].span);
      g_assert_cmpstr (clock, ==, spans[i].clock);
    }
  g_assert_cmpstr (rounded_up, ==, "4:12");
}

static void
test_kilobytes (void)
{
  g_autofree char *nothing = cli_text_kilobytes (0, 0);
  g_autofree char *some = cli_text_kilobytes (40100, 0);
  g_autofree char *of = cli_text_kilobytes (41000, 62000);

  g_assert_cmpstr (nothing, ==, "");
  g_assert_cmpstr (some, ==, "41 kB");
  g_assert_cmpstr (of, ==, "41 of 62 kB");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli-text/clean", test_clean);
  g_test_add_func ("/cli-text/clean-random", test_clean_random);
  g_test_add_func ("/cli-text/cut", test_cut);
  g_test_add_func ("/cli-text/padded", test_padded);
  g_test_add_func ("/cli-text/spans", test_spans);
  g_test_add_func ("/cli-text/kilobytes", test_kilobytes);

  return g_test_run ();
}
