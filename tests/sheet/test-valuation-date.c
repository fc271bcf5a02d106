/* test-valuation-date.c; SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bookout-valuation-date.h"

#define RIGHT (-1)

/* 25 Nov 2026, 12:00 in Greenwich. */
#define NOON (G_GINT64_CONSTANT (1795608000) * G_USEC_PER_SEC)
#define HOUR (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

/* What a description has; freed by dated_clear(). */
static BookoutPortalDated
make_dated (const char *format, guint days, const char *zone)
{
  BookoutPortalDated dated = { .days = days };
  g_autoptr (GError) error = NULL;

  dated.pattern = bookout_template_parse ("^Valuation Date:[ \\t]*(.*?)[ \\t]*$", BOOKOUT_TEMPLATE_PATTERN,
                                          &error);
  g_assert_no_error (error);
  dated.formats = g_strsplit (format, "|", -1);
  dated.zone = g_time_zone_new_identifier (zone);
  g_assert_nonnull (dated.zone);
  return dated;
}

static void
dated_clear (BookoutPortalDated *dated)
{
  bookout_template_free (dated->pattern);
  g_strfreev (dated->formats);
  g_time_zone_unref (dated->zone);
}

static gboolean
check (const BookoutPortalDated *dated, const char *visible, gint64 asked_at, gint64 came_at, GError **error)
{
  g_autoptr (BookoutScope) scope = bookout_scope_new (NULL);
  BookoutSheetText text = { .pages = 1, .visible = (char *) visible };

  bookout_scope_set (scope, "reference", "165548");
  return bookout_valuation_date_check (dated, &text, scope, asked_at, came_at, error);
}

typedef struct
{
  const char *visible;
  int code; /* of BOOKOUT_SHEET_ERROR; RIGHT */
  const char *message;
} Case;

#define LINE(date)  "Reference Number: 165548\nValuation Date: " date "\n"
#define BAD(quoted) "The sheet's valuation date cannot be understood: '" quoted "'."
#define NO_LINE     "The sheet has no line with its valuation date, so it does not say whether it is current."
#define X20         "xxxxxxxxxxxxxxxxxxxx"

static const Case cases[] = {
  { LINE ("11/25/2026"), RIGHT, NULL },
  { LINE ("11/25/2026 \t"), RIGHT, NULL },
  { LINE ("November 25, 2026"), RIGHT, NULL },
  { LINE ("Nov 25,\xc2\xa0"
          "2026"),
    RIGHT, NULL },
  { LINE ("11/26/2026"), RIGHT, NULL }, /* east of here */
  { LINE ("11/25/2026") "\f\n" LINE ("11/25/2026"), RIGHT, NULL },
  { LINE ("11/25/2026") "\f\n" LINE ("November 25, 2026"), RIGHT, NULL },
  { "Printed: 11/24/2026\n" LINE ("11/25/2026"), RIGHT, NULL },
  { LINE ("11/24/2026"), BOOKOUT_SHEET_ERROR_OUTDATED,
    "The valuation date is 24 Nov 2026, expected 25 Nov 2026." },
  { LINE ("November 4, 2026"), BOOKOUT_SHEET_ERROR_OUTDATED,
    "The valuation date is 4 Nov 2026, expected 25 Nov 2026." },
  { LINE ("11/25/2025"), BOOKOUT_SHEET_ERROR_OUTDATED, NULL },
  { LINE ("01/01/0001"), BOOKOUT_SHEET_ERROR_OUTDATED, NULL },
  { LINE ("11/27/2026"), BOOKOUT_SHEET_ERROR_OUTDATED,
    "The valuation date is 27 Nov 2026, expected 25 Nov 2026." },
  { LINE ("12/31/9999"), BOOKOUT_SHEET_ERROR_OUTDATED,
    "The valuation date is 31 Dec 9999, expected 25 Nov 2026." },
  { LINE ("11/24/2026") LINE ("11/24/2026"), BOOKOUT_SHEET_ERROR_OUTDATED, NULL },
  { LINE ("11/25/2026") LINE ("11/24/2026"), BOOKOUT_SHEET_ERROR_NO_DATE,
    "The sheet has two valuation dates: 25 Nov 2026 and 24 Nov 2026." },
  { LINE ("November 24, 2026") "\f\n" LINE ("11/25/2026"), BOOKOUT_SHEET_ERROR_NO_DATE,
    "The sheet has two valuation dates: 24 Nov 2026 and 25 Nov 2026." },
  { LINE ("11/25/2026") LINE ("pending"), BOOKOUT_SHEET_ERROR_NO_DATE, BAD ("pending") },
  { LINE ("25 Nov 2026"), BOOKOUT_SHEET_ERROR_NO_DATE, BAD ("25 Nov 2026") },
  { LINE ("11/25/26"), BOOKOUT_SHEET_ERROR_NO_DATE, BAD ("11/25/26") },
  { LINE ("02/29/2026"), BOOKOUT_SHEET_ERROR_NO_DATE, BAD ("02/29/2026") },
  { LINE ("11/25/2026 and 11/24/2026"), BOOKOUT_SHEET_ERROR_NO_DATE, BAD ("11/25/2026 and 11/24/2026") },
  { LINE ("11/25/2026 \1\2"), BOOKOUT_SHEET_ERROR_NO_DATE, NULL },
  { LINE (""), BOOKOUT_SHEET_ERROR_NO_DATE, BAD ("") },
  { LINE ("11/2\0"
          "5/2026"),
    BOOKOUT_SHEET_ERROR_NO_DATE, BAD ("11/2") }, /* a text ends at a NUL */
  { LINE (X20 X20 X20 "\xc3\xa9" X20), BOOKOUT_SHEET_ERROR_NO_DATE, BAD (X20 X20 X20) },
  { "Reference Number: 165548\n", BOOKOUT_SHEET_ERROR_NO_DATE, NO_LINE },
  { "Last Valuation Date: 11/25/2026\n", BOOKOUT_SHEET_ERROR_NO_DATE, NO_LINE },
  { "Valuation Date\n11/25/2026\n", BOOKOUT_SHEET_ERROR_NO_DATE, NO_LINE },
  { "", BOOKOUT_SHEET_ERROR_NO_DATE, NO_LINE },
};

static void
test_table (void)
{
  BookoutPortalDated dated = make_dated ("%m/%d/%Y|%B %d, %Y", 0, "UTC");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean current = check (&dated, cases[i].visible, NOON, NOON, &error);

      g_test_message ("%s", cases[i].visible);
      g_assert_cmpint (current, ==, cases[i].code == RIGHT);
      if (current)
        g_assert_no_error (error);
      else
        g_assert_error (error, BOOKOUT_SHEET_ERROR, cases[i].code);
      if (cases[i].message != NULL)
        g_assert_cmpstr (error->message, ==, cases[i].message);
    }
  dated_clear (&dated);
}

/* Which days are current hangs on the zone, on midnight and on how old values may be. */
static void
test_days (void)
{
  static const struct
  {
    const char *zone;
    guint days;
    int from_h; /* from NOON */
    int to_h;
    const char *date;
    gboolean current;
  } days[] = {
    { "UTC", 0, 0, 0, "11/25/2026", TRUE },
    { "UTC", 0, 0, 0, "11/24/2026", FALSE },
    { "UTC", 1, 0, 0, "11/24/2026", TRUE },
    { "UTC", 1, 0, 0, "11/23/2026", FALSE },
    { "UTC", 366, 0, 0, "11/24/2025", TRUE },
    { "UTC", 366, 0, 0, "11/23/2025", FALSE },
    { "UTC", 366, 0, 0, "11/27/2026", FALSE },
    { "UTC", 30, 24 * 97, 24 * 97, "02/28/2027", TRUE }, /* on 2 Mar 2027 */
    { "UTC", 2, 24 * 97, 24 * 97, "02/28/2027", TRUE },
    { "UTC", 1, 24 * 97, 24 * 97, "02/28/2027", FALSE },
    { "UTC", 1, 24 * 462, 24 * 462, "02/29/2028", TRUE }, /* on 1 Mar 2028 */
    { "UTC", 0, 24 * 462, 24 * 462, "02/29/2028", FALSE },

    /* an attempt that crosses midnight */
    { "UTC", 0, 11, 13, "11/25/2026", TRUE },
    { "UTC", 0, 11, 13, "11/26/2026", TRUE },
    { "UTC", 0, 11, 13, "11/27/2026", TRUE },
    { "UTC", 0, 11, 13, "11/24/2026", FALSE },
    { "UTC", 0, 11, 13, "11/28/2026", FALSE },
    { "UTC", 0, 12, 12, "11/25/2026", FALSE }, /* midnight belongs to the new day */
    { "UTC", 0, 13, 11, "11/25/2026", TRUE },  /* the clock was set back */

    /* the portal's own day */
    { "+14:00", 0, 0, 0, "11/26/2026", TRUE },
    { "+14:00", 0, 0, 0, "11/25/2026", FALSE },
    { "+14:00", 0, 0, 0, "11/27/2026", TRUE },
    { "-08:00", 0, 16, 16, "11/25/2026", TRUE },
    { "-08:00", 0, 16, 16, "11/24/2026", FALSE },
    { "-08:00", 0, 20, 20, "11/25/2026", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (days); i++)
    {
      BookoutPortalDated dated = make_dated ("%m/%d/%Y", days[i].days, days[i].zone);
      g_autofree char *visible = g_strdup_printf ("Valuation Date: %s\n", days[i].date);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s, %u, %d to %d: %s", days[i].zone, days[i].days, days[i].from_h, days[i].to_h,
                      days[i].date);
      g_assert_cmpint (
          check (&dated, visible, NOON + days[i].from_h * HOUR, NOON + days[i].to_h * HOUR, &error), ==,
          days[i].current);
      if (!days[i].current)
        g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_OUTDATED);
      dated_clear (&dated);
    }
}

/* Without a zone, the day is that of this computer. */
static void
test_local (void)
{
  BookoutPortalDated dated = make_dated ("%Y-%m-%d", 0, "UTC");
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) earlier = g_date_time_add_days (now, -1);
  g_autofree char *today = g_date_time_format (now, "Valuation Date: %Y-%m-%d\n");
  g_autofree char *yesterday = g_date_time_format (earlier, "Valuation Date: %Y-%m-%d\n");
  gint64 time = g_date_time_to_unix (now) * G_USEC_PER_SEC;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&dated.zone, g_time_zone_unref);
  g_assert_true (check (&dated, today, time, time, &error));
  g_assert_no_error (error);
  g_assert_false (check (&dated, yesterday, time, time, &error));
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_OUTDATED);
  bookout_template_free (dated.pattern);
  g_strfreev (dated.formats);
}

static void
test_words (void)
{
  BookoutPortalDated day = make_dated ("%m/%d/%Y", 1, "UTC");
  BookoutPortalDated week = make_dated ("%m/%d/%Y", 7, "UTC");
  g_autoptr (GError) error = NULL;

  g_assert_false (check (&day, LINE ("11/23/2026"), NOON, NOON, &error));
  g_assert_cmpstr (error->message, ==,
                   "The valuation date is 23 Nov 2026, expected 25 Nov 2026 or at most 1 day earlier.");
  g_clear_error (&error);
  g_assert_false (check (&week, LINE ("11/17/2026"), NOON, NOON, &error));
  g_assert_cmpstr (error->message, ==,
                   "The valuation date is 17 Nov 2026, expected 25 Nov 2026 or at most 7 days earlier.");
  dated_clear (&day);
  dated_clear (&week);
}

/* A pattern may name the vehicle; one that would run for ever ends with an error. */
static void
test_patterns (void)
{
  BookoutPortalDated dated = make_dated ("%m/%d/%Y", 0, "UTC");
  g_autofree char *long_line = g_strnfill (4000, 'a');
  g_autoptr (GError) error = NULL;

  bookout_template_free (dated.pattern);
  dated.pattern = bookout_template_parse ("^{reference} of (\\S+)$", BOOKOUT_TEMPLATE_PATTERN, NULL);
  g_assert_true (check (&dated, "165549 of 11/24/2026\n165548 of 11/25/2026\n", NOON, NOON, &error));
  g_assert_no_error (error);

  bookout_template_free (dated.pattern);
  dated.pattern = bookout_template_parse ("^((a+)+)[bc]$", BOOKOUT_TEMPLATE_PATTERN, NULL);
  g_assert_false (check (&dated, long_line, NOON, NOON, &error));
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_UNREADABLE);
  g_clear_error (&error);

  bookout_template_free (dated.pattern);
  dated.pattern = bookout_template_parse ("^{vin} of (\\S+)$", BOOKOUT_TEMPLATE_PATTERN, NULL);
  g_assert_false (check (&dated, "1HG of 11/25/2026\n", NOON, NOON, &error));
  g_assert_error (error, BOOKOUT_TEMPLATE_ERROR, BOOKOUT_TEMPLATE_ERROR_UNKNOWN);
  dated_clear (&dated);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation-date/table", test_table);
  g_test_add_func ("/valuation-date/days", test_days);
  g_test_add_func ("/valuation-date/local", test_local);
  g_test_add_func ("/valuation-date/words", test_words);
  g_test_add_func ("/valuation-date/patterns", test_patterns);
  return g_test_run ();
}
