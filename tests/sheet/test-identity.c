/* test-identity.c; SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bookout-identity.h"
#include "witness-fixtures.h"

#define RIGHT (-1)

typedef struct
{
  const char *reference;
  const char *vin;
  const char *visible;
  int code; /* of BOOKOUT_SHEET_ERROR; RIGHT */
  const char *message;
} Case;

static const Case cases[] = {
  { "165548", "1HG", "Reference Number: 165548\nVIN: 1HG\n", RIGHT, NULL },
  { "165548", "1hg", "Reference Number: 165548\nVIN: 1HG\n", RIGHT, NULL },
  { "165548", "", "Reference Number: 165548\nVIN: 1HG\n", RIGHT, NULL },
  { "165548", NULL, "Reference Number: 165548\nVIN: 1HG\n", RIGHT, NULL },
  { "165548", "1HG", "Reference Number: 165548\n", RIGHT, NULL },
  { "165548", "1HG", "Reference Number: \t 165548 \t\nReference Number: 165548\n", RIGHT, NULL },
  { "A  B", "", "Reference Number: A B\n", RIGHT, NULL },
  { "A B", "", "Reference Number: A \t B\n", RIGHT, NULL },
  { "A/B (1)+", "", "Reference Number: A/B (1)+\n", RIGHT, NULL },
  { "00123", "", "x\n\f\nReference Number: 00123", RIGHT, NULL },
  { "165548", "", "Reference Number: 165548A\n", BOOKOUT_SHEET_ERROR_OTHER_VEHICLE,
    "The sheet names 165548A, asked for 165548." },
  { "165548A", "", "Reference Number: 165548\n", BOOKOUT_SHEET_ERROR_OTHER_VEHICLE,
    "The sheet names 165548, asked for 165548A." },
  { "165548a", "", "Reference Number: 165548A\n", BOOKOUT_SHEET_ERROR_OTHER_VEHICLE, NULL },
  { "123", "", "Reference Number: 00123\n", BOOKOUT_SHEET_ERROR_OTHER_VEHICLE, NULL },
  { "165530", "", "Reference Number: 165598\n", BOOKOUT_SHEET_ERROR_OTHER_VEHICLE,
    "The sheet names 165598, asked for 165530." },
  { "165530", "1HG", "Reference Number: 165530\nVIN: 2HG\n", BOOKOUT_SHEET_ERROR_OTHER_VEHICLE,
    "The sheet's VIN is 2HG, the vehicle's is 1HG." },
  { "165530", "", "Reference Number: 165530\nReference Number: 165598\n", BOOKOUT_SHEET_ERROR_CONFLICT,
    "The sheet names two stock numbers: 165530 and 165598." },
  { "165530", "", "Reference Number: 165598\n\f\nReference Number: 165530\n", BOOKOUT_SHEET_ERROR_CONFLICT,
    "The sheet names two stock numbers: 165530 and 165598." },
  { "165530", "1HG", "Reference Number: 165530\nVIN: 1HG\nVIN: 2HG\n", BOOKOUT_SHEET_ERROR_CONFLICT,
    "The sheet names two values for 'VIN': 1HG and 2HG." },
  { "165530", "", "Comparable: 165530\n", BOOKOUT_SHEET_ERROR_NO_WITNESS, NULL },
  { "165530", "", "Old Reference Number: 165530\n", BOOKOUT_SHEET_ERROR_NO_WITNESS, NULL },
  { "", "", "Reference Number: 165530\n", BOOKOUT_SHEET_ERROR_NO_WITNESS, NULL },
  { "165530", "", "", BOOKOUT_SHEET_ERROR_NO_TEXT, NULL },
  { "165530", "", " \n\f\n\t\xc2\xa0", BOOKOUT_SHEET_ERROR_NO_TEXT, NULL },
};

static BookoutProof
check (GPtrArray *witnesses, const char *reference, const char *vin, const char *visible, GError **error)
{
  g_autoptr (BookoutScope) scope = bookout_scope_new (NULL);
  BookoutSheetText text = { .pages = 1, .visible = (char *) visible };

  bookout_scope_set (scope, "reference", reference);
  if (vin != NULL)
    bookout_scope_set (scope, "vin", vin);
  return bookout_identity_check (witnesses, &text, scope, error);
}

static void
test_table (void)
{
  g_autoptr (GPtrArray) witnesses = fixture_witnesses_usual ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      BookoutProof proof = check (witnesses, cases[i].reference, cases[i].vin, cases[i].visible, &error);

      if (cases[i].code == RIGHT)
        {
          g_assert_no_error (error);
          g_assert_cmpint (proof, ==, BOOKOUT_PROOF_TEXT);
          continue;
        }
      g_assert_error (error, BOOKOUT_SHEET_ERROR, cases[i].code);
      g_assert_cmpint (proof, ==, BOOKOUT_PROOF_NONE);
      if (cases[i].message != NULL)
        g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static void
test_no_witnesses (void)
{
  g_autoptr (GPtrArray) witnesses = fixture_witnesses_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (bookout_identity_check (witnesses, NULL, NULL, &error), ==, BOOKOUT_PROOF_PAGE);
  g_assert_no_error (error);
}

/* Without an "equals", the pattern itself holds the value, escaped. */
static void
test_pattern_only (void)
{
  g_autoptr (GPtrArray) witnesses = fixture_witnesses_new ();
  g_autoptr (GError) error = NULL;

  fixture_witnesses_add (witnesses, "Stock", "^Stock {reference}$", NULL, TRUE);
  g_assert_cmpint (check (witnesses, "A.B", NULL, "Stock A.B\n", &error), ==, BOOKOUT_PROOF_TEXT);
  g_assert_cmpint (check (witnesses, "A.B", NULL, "Stock AxB\n", &error), ==, BOOKOUT_PROOF_NONE);
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_NO_WITNESS);
}

static void
test_required (void)
{
  g_autoptr (GPtrArray) witnesses = fixture_witnesses_new ();
  g_autoptr (GError) error = NULL;

  fixture_witnesses_add (witnesses, "Reference Number", "^Reference Number: (.+)$", "{reference}", FALSE);
  fixture_witnesses_add (witnesses, "VIN", "^VIN: (.+)$", "{vin}", TRUE);
  /* the first is required even if it does not say so */
  g_assert_cmpint (check (witnesses, "1", "2", "VIN: 2", &error), ==, BOOKOUT_PROOF_NONE);
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_NO_WITNESS);
  g_clear_error (&error);
  g_assert_cmpint (check (witnesses, "1", "2", "Reference Number: 1", &error), ==, BOOKOUT_PROOF_NONE);
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_NO_WITNESS);
  g_clear_error (&error);
  /* but a vehicle without a VIN has nothing to compare */
  g_assert_cmpint (check (witnesses, "1", "", "Reference Number: 1", &error), ==, BOOKOUT_PROOF_TEXT);
  g_assert_no_error (error);
}

static void
test_hidden_only (void)
{
  g_autoptr (GPtrArray) witnesses = fixture_witnesses_usual ();
  g_autoptr (BookoutScope) scope = bookout_scope_new (NULL);
  BookoutSheetText text = { .pages = 1, .visible = (char *) "", .has_hidden = TRUE };
  g_autoptr (GError) error = NULL;

  bookout_scope_set (scope, "reference", "165548");
  g_assert_cmpint (bookout_identity_check (witnesses, &text, scope, &error), ==, BOOKOUT_PROOF_NONE);
  g_assert_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_NO_TEXT);
}

/* A pattern that would run for ever ends with an error. */
static void
test_runaway_pattern (void)
{
  g_autoptr (GPtrArray) witnesses = fixture_witnesses_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *visible = g_strnfill (4000, 'a');

  fixture_witnesses_add (witnesses, "Odd", "^(a+)+{reference}$", NULL, TRUE);
  g_assert_cmpint (check (witnesses, "x", NULL, visible, &error), ==, BOOKOUT_PROOF_NONE);
  g_assert_nonnull (error);
}

static void
test_proof_words (void)
{
  BookoutProof proof;

  for (int i = BOOKOUT_PROOF_NONE; i <= BOOKOUT_PROOF_TEXT; i++)
    {
      g_assert_true (bookout_proof_from_string (bookout_proof_to_string ((BookoutProof) i), &proof));
      g_assert_cmpint (proof, ==, i);
    }
  g_assert_false (bookout_proof_from_string ("sure", &proof));
  g_assert_false (bookout_proof_from_string (NULL, &proof));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/identity/table", test_table);
  g_test_add_func ("/identity/no-witnesses", test_no_witnesses);
  g_test_add_func ("/identity/pattern-only", test_pattern_only);
  g_test_add_func ("/identity/required", test_required);
  g_test_add_func ("/identity/hidden-only", test_hidden_only);
  g_test_add_func ("/identity/runaway-pattern", test_runaway_pattern);
  g_test_add_func ("/identity/proof-words", test_proof_words);
  return g_test_run ();
}
