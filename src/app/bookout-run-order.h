/* bookout-run-order.h - what a person asked for on the start page, made into a run
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-practice-child.h"
#include "bookout-run.h"

G_BEGIN_DECLS

/**
 * BookoutRunOrder:
 * @portal: id or path of the description
 * @variables: (nullable) (element-type utf8 utf8): for it; the practice portal's address is added
 * @user: account
 * @password: (nullable): as typed; %NULL takes the one in the keyring
 * @remember: whether a typed password is kept once it was accepted; if not, a kept one is forgotten
 * @folder: absolute path
 * @dated: whether a subfolder with the date is made
 * @references: (nullable): text with the only references wanted
 * @limit: only the first so many, 0 for all
 * @only_new: of them, only vehicles that the account's last inventory did not have
 * @renew_days: a right sheet in the folder that is older than so many days is fetched again, 0 for never
 * @tabs: at the start
 * @attempts: most before the slow pass
 * @vehicle_s: seconds for one vehicle, 0 for the description's
 * @wait_active: whether an active session elsewhere is waited out
 * @resume: go on with the run of @folder
 * @retry_failed: with @resume: what failed too
 * @retried: (nullable) (array zero-terminated=1): with @retry_failed: only these references
 */
typedef struct
{
  char *portal;
  GHashTable *variables;
  char *user;
  char *password;
  gboolean remember;
  char *folder;
  gboolean dated;
  char *references;
  guint limit;
  gboolean only_new;
  guint renew_days;
  guint tabs;
  guint attempts;
  guint vehicle_s;
  gboolean wait_active;
  gboolean resume;
  gboolean retry_failed;
  char **retried;
} BookoutRunOrder;

BookoutRunOrder *bookout_run_order_new (void);
void bookout_run_order_free (BookoutRunOrder *self); /* wipes the password */

/* From what the ledger knows of an earlier run; everything that it does not know is left for the caller. */
GHashTable *bookout_run_order_parse_variables (const char *json); /* (transfer full) */

/* Starts the practice portal if it is the one, then reads description, keyring, list and folder in a thread. Takes @self.
 * finish: a run that was not executed yet (transfer full). */
void bookout_run_order_place_async (BookoutRunOrder *self,
                                    BookoutPracticeChild *practice,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
BookoutRun *bookout_run_order_place_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutRunOrder, bookout_run_order_free)

G_END_DECLS
