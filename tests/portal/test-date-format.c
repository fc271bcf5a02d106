/* test-date-format.c; SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>

#include "bookout-date-format.h"
#include "bookout-portal.h"

#define US   "%m/%d/%Y"
#define LONG "%B %d, %Y"

static const struct
{
  const char *format;
  const char *text;
  const char *day; /* as in ISO 8601; NULL if it is none */
} cases[] = {
  { US, "11/24/2026", "2026-11-24" },
  { US, "1/2/2026", "2026-01-02" },
  { US, "01/02/2026", "2026-01-02" },
  { US, "  11/24/2026\t", "2026-11-24" },
  { US,
    "\xc2\xa0"
    "11/24/2026\xc2\xa0",
    "2026-11-24" },
  { US, "11/ 4/2026", "2026-11-04" },
  { US, "24/11/2026", NULL },
  { US, "11-24-2026", NULL },
  { US, "11/24/26", NULL },
  { US, "11/24/02026", NULL },
  { US, "11/24/20261", NULL },
  { US, "11/24/2026 10:14 PM", NULL },
  { US, "x11/24/2026", NULL },
  { US, "11/24", NULL },
  { US, "11/", NULL },
  { US, "", NULL },
  { US, " ", NULL },
  { US, "N/A", NULL },
  { US, "0/24/2026", NULL },
  { US, "13/24/2026", NULL },
  { US, "11/00/2026", NULL },
  { US, "11/32/2026", NULL },
  { US, "11/31/2026", NULL },
  { US, "111/24/2026", NULL },
  { US, "+11/24/2026", NULL },
  { US, "-1/24/2026", NULL },
  { US, "99999999999999999999/24/2026", NULL },
  { US, "\xd9\xa1\xd9\xa1/24/2026", NULL }, /* digits that are not ASCII */

  /* the ends of the calendar */
  { US, "12/31/9999", "9999-12-31" },
  { US, "01/01/0001", "0001-01-01" },
  { US, "01/01/0000", NULL },

  /* leap days */
  { US, "02/29/2024", "2024-02-29" },
  { US, "02/29/2000", "2000-02-29" },
  { US, "02/29/2026", NULL },
  { US, "02/29/2100", NULL },
  { US, "02/30/2024", NULL },

  /* names */
  { LONG, "November 24, 2026", "2026-11-24" },
  { LONG, "november 24, 2026", "2026-11-24" },
  { LONG, "NOV 24, 2026", "2026-11-24" },
  { LONG, "November  4,   2026", "2026-11-04" },
  { LONG, "November24,2026", "2026-11-24" },
  { LONG, "May 1, 2026", "2026-05-01" },
  { LONG, "24 November, 2026", NULL },
  { LONG, "November 24 2026", NULL },
  { LONG, "Novembre 24, 2026", NULL },
  { LONG, "Novemb 24, 2026", NULL },
  { LONG, "No 24, 2026", NULL },
  { LONG, "Noviembre", NULL },
  { LONG, "Nov", NULL },
  { "%d %b %Y", "24 Nov 2026", "2026-11-24" },
  { "%d %b %Y", "24 nOvEmBeR 2026", "2026-11-24" },
  { "%d %b %Y", "24-Nov-2026", NULL },
  { "%d %b %Y", "Nov 24 2026", NULL },
  { "%b. %e, %Y", "Nov. 4, 2026", "2026-11-04" },
  { "%h %d %Y", "Nov 24 2026", "2026-11-24" },
  { "%A, %B %d, %Y", "Tuesday, November 24, 2026", "2026-11-24" },
  { "%a %d %b %Y", "tue 24 Nov 2026", "2026-11-24" },
  { "%a %d %b %Y", "Di 24 Nov 2026", NULL },

  /* two digits for a year */
  { "%m/%d/%y", "11/24/26", "2026-11-24" },
  { "%m/%d/%y", "11/24/00", "2000-11-24" },
  { "%m/%d/%y", "11/24/68", "2068-11-24" },
  { "%m/%d/%y", "11/24/69", "1969-11-24" },
  { "%m/%d/%y", "11/24/99", "1999-11-24" },
  { "%m/%d/%y", "11/24/2026", NULL },
  { "%m/%d/%y", "11/24/6", NULL },
  { "%m/%d/%y", "02/29/24", "2024-02-29" },

  /* no separators, and odd ones */
  { "%Y%m%d", "20261124", "2026-11-24" },
  { "%Y%m%d", "202611", NULL },
  { "%Y-%m-%d", "2026-11-24", "2026-11-24" },
  { "%Y-%m-%d", "2026-11-24T00:00:00Z", NULL },
  { "%d.%m.%Y", "24.11.2026", "2026-11-24" },
  { "%d%%%m%%%Y", "24%11%2026", "2026-11-24" },
  { "%d%%%m%%%Y", "24/11/2026", NULL },
  { "\xc3\xa0 %d/%m/%Y", "\xc3\xa0 24/11/2026", "2026-11-24" },
};

static void
test_read (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GDate date;
      char day[32] = "";
      gboolean is_date = bookout_date_format_read (cases[i].format, cases[i].text, &date);

      g_test_message ("%s: %s", cases[i].format, cases[i].text);
      g_assert_cmpint (is_date, ==, cases[i].day != NULL);
      if (is_date)
        g_snprintf (day, sizeof day, "%04d-%02d-%02d", g_date_get_year (&date), g_date_get_month (&date),
                    g_date_get_day (&date));
      g_assert_cmpstr (day, ==, cases[i].day != NULL ? cases[i].day : "");
    }
}

/* A portal does not change its language with the person who looks at it. */
static void
test_locale (void)
{
  static const char *const locales[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "es_MX.UTF-8", "ja_JP.UTF-8" };
  gboolean any = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (locales); i++)
    if (setlocale (LC_ALL, locales[i]) != NULL)
      {
        any = TRUE;
        test_read ();
      }
  setlocale (LC_ALL, "C");
  if (!any)
    g_test_skip ("no other locale is installed");
}

/* Whatever the text, reading it ends and gives a day or none. */
static void
test_garbage (void)
{
  static const char pieces[] = "0123456789/-, \t.NovembrTuesday%";

  for (guint i = 0; i < 20000; i++)
    {
      char text[24] = "";
      int length = g_test_rand_int_range (0, (int) sizeof text);
      GDate date;

      for (int n = 0; n < length; n++)
        text[n] = pieces[g_test_rand_int_range (0, (int) sizeof pieces)]; /* a NUL now and then */
      if (bookout_date_format_read (cases[i % G_N_ELEMENTS (cases)].format, text, &date))
        g_assert_true (g_date_valid (&date));
    }
}

static const struct
{
  const char *format;
  const char *words; /* NULL if it is good */
} formats[] = {
  { "%m/%d/%Y", NULL },
  { "%A, %B %e, %y", NULL },
  { "on %h %d of %Y (100 %%)", NULL },
  { "", "must have a day, a month and a year, each once, as in %m/%d/%Y" },
  { "m/d/Y", "must have a day" },
  { "%m/%d", "must have a day" },
  { "%d/%Y", "must have a day" },
  { "%m/%Y", "must have a day" },
  { "%m/%d/%Y %Y", "must have a day" },
  { "%m/%b/%d/%Y", "must have a day" },
  { "%%m/%d/%Y", "must have a day" },
  { "%m/%d/%Y %H:%M", "has “%H”, but a day is written with %d, %e, %m," },
  { "%F", "has “%F”" },
  { "%-d %b %Y", "has “%-”" },
  { "%m/%d/%", "has “%”" },
  { "%m/%d/%\xc3\xa9", "has “%\xc3\xa9”" },
};

static void
test_check (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean good = bookout_date_format_check (formats[i].format, &error);

      g_test_message ("%s", formats[i].format);
      g_assert_cmpint (good, ==, formats[i].words == NULL);
      if (good)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_error (error, BOOKOUT_PORTAL_ERROR, BOOKOUT_PORTAL_ERROR_INVALID);
      g_assert_true (g_str_has_prefix (error->message, formats[i].words));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/date-format/read", test_read);
  g_test_add_func ("/date-format/locale", test_locale);
  g_test_add_func ("/date-format/garbage", test_garbage);
  g_test_add_func ("/date-format/check", test_check);
  return g_test_run ();
}
