/* bookout-identity.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-identity"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bookout-identity.h"
#include "bookout-sheet-lines.h"

/* A sheet is a vehicle's if the text a person can see says so, at the line where the description says it stands. "Anywhere in
 * the file" would prove nothing: another vehicle's number may stand in a list of comparable ones, in metadata or in white on
 * white. Every line that matches has to agree, because a sheet that names two vehicles proves neither. Pure; any thread. */

static const char *const proof_names[] = { "none", "page", "text", "person" };

/**
 * bookout_proof_to_string:
 * @proof: a proof
 *
 * Returns: (transfer none): its word in ledger, manifest and report
 */
const char *
bookout_proof_to_string (BookoutProof proof)
{
  g_return_val_if_fail ((guint) proof < G_N_ELEMENTS (proof_names), "none");

  return proof_names[proof];
}

/**
 * bookout_proof_from_string:
 * @text: (nullable): a word
 * @proof: (out): what it stands for
 *
 * Returns: whether @text is one of the words of bookout_proof_to_string()
 */
gboolean
bookout_proof_from_string (const char *text, BookoutProof *proof)
{
  g_return_val_if_fail (proof != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (proof_names); i++)
    if (g_strcmp0 (text, proof_names[i]) == 0)
      {
        *proof = (BookoutProof) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
is_blank (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (!g_unichar_isspace (g_utf8_get_char (at)))
      return FALSE;
  return TRUE;
}

/* The first witness is the reference, where "a" and "A" may be two vehicles. The others, a VIN say, are written in either
 * case by different systems. */
static gboolean
is_same (const char *found, const char *expected, gboolean is_first)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;

  if (is_first)
    return strcmp (found, expected) == 0;
  a = g_utf8_casefold (found, -1);
  b = g_utf8_casefold (expected, -1);
  return strcmp (a, b) == 0;
}

/* Whether the vehicle has no value to look for: a name in the templates is unknown or empty. */
static gboolean
has_nothing_to_expect (const BookoutPortalWitness *witness, BookoutScope *scope)
{
  BookoutTemplate *template = witness->equals != NULL ? witness->equals : witness->pattern;
  const char *const *names = bookout_template_get_names (template);

  for (gsize i = 0; names != NULL && names[i] != NULL; i++)
    {
      const char *value = bookout_scope_get (scope, names[i]);

      if (value == NULL || is_blank (value))
        return TRUE;
    }
  return FALSE;
}

static gboolean
set_no_witness (GError **error, const BookoutPortalWitness *witness)
{
  g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_NO_WITNESS,
               _ ("The sheet has no line '%s', so it does not say whose it is."), witness->name);
  return FALSE;
}

static gboolean
set_conflict (GError **error,
              const BookoutPortalWitness *witness,
              gboolean is_first,
              const char *a,
              const char *b)
{
  if (is_first)
    g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_CONFLICT,
                 _ ("The sheet names two stock numbers: %s and %s."), a, b);
  else
    g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_CONFLICT,
                 /* TRANSLATORS: what the line is called, "VIN", and two values */
                 _ ("The sheet names two values for '%s': %s and %s."), witness->name, a, b);
  return FALSE;
}

static gboolean
set_other (GError **error,
           const BookoutPortalWitness *witness,
           gboolean is_first,
           const char *found,
           const char *expected)
{
  if (is_first)
    g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_OTHER_VEHICLE,
                 _ ("The sheet names %s, asked for %s."), found, expected);
  else
    g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_OTHER_VEHICLE,
                 /* TRANSLATORS: what the line is called, "VIN", and two values */
                 _ ("The sheet's %s is %s, the vehicle's is %s."), witness->name, found, expected);
  return FALSE;
}

/* Every value has to be the expected one. */
static gboolean
compare_values (const BookoutPortalWitness *witness,
                GPtrArray *values,
                gboolean is_first,
                BookoutScope *scope,
                GError **error)
{
  g_autofree char *raw = bookout_template_expand (witness->equals, scope, error);
  g_autofree char *expected = NULL;
  const char *other = NULL;
  gboolean is_named = FALSE;

  if (raw == NULL)
    return FALSE;
  expected = bookout_sheet_lines_collapse (raw);
  for (guint i = 0; i < values->len; i++)
    if (is_same (g_ptr_array_index (values, i), expected, is_first))
      is_named = TRUE;
    else if (other == NULL)
      other = g_ptr_array_index (values, i);

  if (other == NULL)
    return TRUE;
  return is_named ? set_conflict (error, witness, is_first, expected, other)
                  : set_other (error, witness, is_first, other, expected);
}

static gboolean
check_witness (const BookoutPortalWitness *witness,
               const char *text,
               gboolean is_first,
               BookoutScope *scope,
               GError **error)
{
  g_autoptr (GPtrArray) values = NULL;

  if (has_nothing_to_expect (witness, scope))
    return is_first ? set_no_witness (error, witness) : TRUE;
  values = bookout_sheet_lines_find (text, witness->name, witness->pattern, scope, error);
  if (values == NULL)
    return FALSE;
  if (values->len == 0)
    return is_first || witness->required ? set_no_witness (error, witness) : TRUE;
  return witness->equals == NULL || compare_values (witness, values, is_first, scope, error);
}

/**
 * bookout_identity_check:
 * @witnesses: (element-type BookoutPortalWitness): of the description, the reference's first; empty if sheets carry no text
 * @text: what the sheet says
 * @scope: the vehicle's: {reference}, {vin}, {column:…}
 * @error: return location
 *
 * Looks in the visible text for the line of every witness. All its matches must equal the expected value, white space
 * collapsed; the first witness exactly, the others in any case. A witness for which the vehicle has no value (no VIN known) is
 * passed over unless it is the first; so is a missing line that is not required.
 *
 * Errors: %BOOKOUT_SHEET_ERROR_NO_TEXT, %BOOKOUT_SHEET_ERROR_NO_WITNESS, %BOOKOUT_SHEET_ERROR_OTHER_VEHICLE (for a VIN too),
 * %BOOKOUT_SHEET_ERROR_CONFLICT, %BOOKOUT_SHEET_ERROR_UNREADABLE if a pattern goes over its limits, #BookoutTemplateError,
 * #GRegexError.
 *
 * Returns: %BOOKOUT_PROOF_TEXT if every witness agrees, %BOOKOUT_PROOF_PAGE if there are none, %BOOKOUT_PROOF_NONE on error
 */
BookoutProof
bookout_identity_check (GPtrArray *witnesses,
                        const BookoutSheetText *text,
                        BookoutScope *scope,
                        GError **error)
{
  g_return_val_if_fail (witnesses != NULL, BOOKOUT_PROOF_NONE);
  g_return_val_if_fail (witnesses->len == 0 || (text != NULL && text->visible != NULL), BOOKOUT_PROOF_NONE);
  g_return_val_if_fail (witnesses->len == 0 || scope != NULL, BOOKOUT_PROOF_NONE);

  if (witnesses->len == 0)
    return BOOKOUT_PROOF_PAGE;
  if (is_blank (text->visible))
    {
      g_set_error (error, BOOKOUT_SHEET_ERROR, BOOKOUT_SHEET_ERROR_NO_TEXT, "%s",
                   text->has_hidden
                       ? _ ("The sheet has only text that a person cannot see. Please check it.")
                       : _ ("The sheet cannot be read automatically: it has no text. Please check it."));
      return BOOKOUT_PROOF_NONE;
    }
  for (guint i = 0; i < witnesses->len; i++)
    if (!check_witness (g_ptr_array_index (witnesses, i), text->visible, i == 0, scope, error))
      return BOOKOUT_PROOF_NONE;
  return BOOKOUT_PROOF_TEXT;
}
