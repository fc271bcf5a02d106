/* bookout-run-settings.h - what a person chose for a run
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-portal.h"

G_BEGIN_DECLS

/**
 * BookoutRunSettings:
 * @portal: described site
 * @portal_path: (nullable): --portal as given, for going on later
 * @variables: (nullable) (element-type utf8 utf8): variables given for it
 * @user: account
 * @password: its password; copied into wiped memory by the session
 * @folder: where the sheets go; absolute or relative path
 * @ledger_path: (nullable): another ledger than the user's own
 * @references: (nullable) (array zero-terminated=1): only these, in this order of the inventory
 * @limit: only the first so many, 0 for all
 * @tabs: at the start, 1 to 32; the description's own limit holds
 * @attempts: most counted attempts of a vehicle before the slow pass, 1 to 20
 * @vehicle_s: limit for one vehicle in seconds, 0 for the description's
 * @wait_active: whether an active session elsewhere is waited out
 * @waits_for_person: whether a run that cannot go on (no space, refused) pauses until it is mended instead of ending
 * @resume: go on with the folder's last run
 * @retry_failed: with @resume: failed and held vehicles are tried again too; if there are @references, only these of them
 * @only_new: of a new run: only vehicles that the last inventory of the same portal and account did not have
 * @renew_days: a right sheet that is in the folder already and older than so many days is fetched again, 0 for never
 *
 * A value: bookout_run_new() keeps a copy.
 */
typedef struct
{
  BookoutPortal *portal;
  const char *portal_path;
  GHashTable *variables;
  const char *user;
  const char *password;
  const char *folder;
  const char *ledger_path;
  const char *const *references;
  guint limit;
  guint tabs;
  guint attempts;
  guint vehicle_s;
  gboolean wait_active;
  gboolean waits_for_person;
  gboolean resume;
  gboolean retry_failed;
  gboolean only_new;
  guint renew_days;
} BookoutRunSettings;

BookoutRunSettings *bookout_run_settings_copy (
    const BookoutRunSettings *self);                       /* all that it points to included */
void bookout_run_settings_free (BookoutRunSettings *self); /* of a copy; wipes the password */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutRunSettings, bookout_run_settings_free)

G_END_DECLS
