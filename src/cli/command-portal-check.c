/* command-portal-check.c - walks a description against the live site
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "bookout-export.h"
#include "bookout-fetch.h"
#include "bookout-sheet-name.h"
#include "cli-account.h"
#include "cli-commands.h"
#include "cli-foreground.h"
#include "cli-output.h"
#include "cli-session-watch.h"
#include "cli-text.h"

/* Does everything that a run does for one vehicle, with the same code, and says after each stretch whether the site is as described. The
 * engine's own words name the step and its line. The sheet goes to a folder of its own that is removed. Always signs out. */

#define SIGN_OUT_LIMIT_MS 3000

typedef struct
{
  const CliOptions *options;
  BookoutPortal *portal;
  BookoutSession *session;
  CliSessionWatch *watch; /* main thread */
  char *folder;           /* temporary */
} Check;

typedef struct
{
  Check *check;
  char *line;
} Line;

static void
line_free (gpointer data)
{
  Line *line = data;

  g_free (line->line);
  g_free (line);
}

static gboolean
print_line_cb (gpointer user_data)
{
  Line *line = user_data;

  cli_session_watch_clear (line->check->watch);
  cli_print ("%s", line->line);

  return G_SOURCE_REMOVE;
}

/* From the job's thread: the main thread prints, as the countdown there would be in the way. */
static void
tell (Check *self, const char *sign, const char *stretch, const char *words)
{
  Line *line = g_new0 (Line, 1);
  g_autofree char *clean = cli_text_clean (words);
  g_autofree char *name = cli_text_clean (stretch);

  line->check = self;
  line->line = g_strdup_printf ("%-4s %s%s%s", sign, name, *clean != '\0' ? ": " : "", clean);
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, print_line_cb, line, line_free);
}

static gboolean
tell_outcome (Check *self, const char *stretch, const char *words, GError *failure, GError **error)
{
  if (failure == NULL)
    {
      tell (self, _ ("ok"), stretch, words);
      return TRUE;
    }

  tell (self, _ ("no"), stretch, failure->message);
  g_propagate_error (error, failure);
  return FALSE;
}

static BookoutInventory *
check_inventory (Check *self, BookoutTab *tab, GCancellable *cancellable, GError **error)
{
  g_autoptr (BookoutInventory) inventory = NULL;
  g_autofree char *size = NULL;
  g_autofree char *rows = NULL;
  g_autofree char *words = NULL;
  GError *failure = NULL;
  g_autoptr (GBytes) contents = bookout_export_fetch (tab, cancellable, &failure);

  size = contents != NULL ? cli_text_kilobytes (g_bytes_get_size (contents), 0) : NULL;
  if (!tell_outcome (self, _ ("exporting the inventory"), size, failure, error))
    return NULL;

  inventory = bookout_export_parse (tab, contents, cancellable, &failure);
  rows = bookout_report_count_to_string (inventory != NULL ? bookout_inventory_get_rows (inventory) : 0);
  words = g_strdup_printf (bookout_portal_get_count (self->portal) != NULL
                               ? _ ("%s rows, as many as the portal shows")
                               : _ ("%s rows"),
                           rows);
  if (!tell_outcome (self, _ ("reading the inventory"), words, failure, error))
    return NULL;

  return g_steal_pointer (&inventory);
}

static gboolean
check_index (Check *self, BookoutTab *tab, GHashTable **links, GCancellable *cancellable, GError **error)
{
  GError *failure = NULL;
  g_autofree char *number = NULL;
  g_autofree char *words = NULL;

  if (bookout_portal_get_index (self->portal) == NULL)
    return TRUE;

  *links = bookout_export_index (tab, cancellable, &failure);
  number = bookout_report_count_to_string (*links != NULL ? g_hash_table_size (*links) : 0);
  words = g_strdup_printf (_ ("%s links"), number);

  return tell_outcome (self, _ ("reading the list of vehicles"), words, failure, error);
}

static BookoutVehicle *
choose_vehicle (Check *self, BookoutInventory *inventory, GError **error)
{
  const char *reference = self->options->reference;
  BookoutVehicle *vehicle;
  GError *failure = NULL;

  if (reference == NULL)
    return g_list_model_get_item (G_LIST_MODEL (inventory), 0);

  vehicle = bookout_inventory_lookup (inventory, reference);
  if (vehicle != NULL)
    return g_object_ref (vehicle);

  failure = g_error_new (CLI_ERROR, CLI_ERROR_USAGE, _ ("The inventory has no vehicle %s."), reference);
  tell_outcome (self, _ ("choosing a vehicle"), NULL, failure, error);
  return NULL;
}

/* Which stretch of the way an attempt ended in; all before it were well. */
static const char *
stage_words (BookoutStage stage)
{
  switch (stage)
    {
    case BOOKOUT_STAGE_GATE:
    case BOOKOUT_STAGE_SEARCH:
      return _ ("searching the vehicle");
    case BOOKOUT_STAGE_OPEN:
      return _ ("opening the vehicle");
    case BOOKOUT_STAGE_SHEET:
      return _ ("fetching its sheet");
    case BOOKOUT_STAGE_CHECK:
    case BOOKOUT_STAGE_STORE:
    case BOOKOUT_N_STAGES:
    default:
      return _ ("checking what the sheet says");
    }
}

static void
tell_stages_before (Check *self, const BookoutFetch *fetch, const char *reference)
{
  for (BookoutStage stage = BOOKOUT_STAGE_SEARCH; stage < fetch->stage; stage++)
    if (fetch->durations_us[stage] > 0)
      {
        g_autofree char *words = g_strdup_printf (_ ("%s, %d ms"), reference,
                                                  (int) (fetch->durations_us[stage] / 1000));

        tell (self, _ ("ok"), stage_words (stage), words);
      }
}

static char *
proof_words (const BookoutFetch *fetch)
{
  guint64 size = fetch->file != NULL ? bookout_sheet_file_get_size (fetch->file) : 0;
  g_autofree char *kilobytes = cli_text_kilobytes (size, 0);

  if (fetch->proof == BOOKOUT_PROOF_PAGE)
    return g_strdup_printf (_ ("%s; not proved, as the description says that sheets have no text"),
                            kilobytes);

  return g_strdup_printf (_ ("%s; its text names the vehicle"), kilobytes);
}

static gboolean
check_vehicle (Check *self,
               BookoutTab *tab,
               BookoutVehicle *vehicle,
               GHashTable *links,
               GCancellable *cancellable,
               GError **error)
{
  GError *failure = NULL;
  g_autoptr (BookoutFolder) folder = bookout_folder_open (self->folder, TRUE, &failure);
  g_autoptr (BookoutSheetReader) reader = bookout_sheet_reader_new (NULL);
  const char *reference = bookout_vehicle_get_reference (vehicle);
  g_auto (BookoutFetch) fetch = { .tab = tab, .folder = folder, .reader = reader, .vehicle = vehicle };
  g_autofree char *words = NULL;

  if (folder == NULL)
    return tell_outcome (self, _ ("making a folder for the sheet"), NULL, failure, error);

  fetch.name = bookout_sheet_name_for_reference (reference);
  fetch.link = links != NULL ? g_hash_table_lookup (links, reference) : NULL;
  bookout_tab_set_limit (tab, bookout_portal_get_limits (self->portal)->vehicle_s * 1000);
  bookout_fetch_run (&fetch, cancellable, &failure);
  bookout_tab_set_limit (tab, 0);
  tell_stages_before (self, &fetch, reference);
  words = proof_words (&fetch);

  return tell_outcome (self, stage_words (fetch.stage), words, failure, error);
}

static gboolean
check_signed_in (Check *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (BookoutTab) tab = bookout_session_open_tab (self->session);
  g_autoptr (BookoutInventory) inventory = check_inventory (self, tab, cancellable, error);
  g_autoptr (GHashTable) links = NULL;
  g_autoptr (BookoutVehicle) vehicle = NULL;

  if (inventory == NULL || !check_index (self, tab, &links, cancellable, error))
    return FALSE;

  vehicle = choose_vehicle (self, inventory, error);
  return vehicle != NULL && check_vehicle (self, tab, vehicle, links, cancellable, error);
}

static gboolean
check_job (gpointer user_data, GCancellable *cancellable, GError **error)
{
  Check *self = user_data;
  GError *failure = NULL;
  gboolean ok;

  bookout_session_sign_in (self->session, !self->options->no_wait, cancellable, &failure);
  if (!tell_outcome (self, _ ("signing in"), NULL, failure, error))
    return FALSE;

  ok = check_signed_in (self, cancellable, error);
  failure = NULL;
  if (!bookout_session_sign_out (self->session, SIGN_OUT_LIMIT_MS, &failure) && failure == NULL)
    failure = g_error_new_literal (BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_UNEXPECTED,
                                   _ ("The portal did not confirm it."));

  /* The first failure is the one that counts. */
  return tell_outcome (self, _ ("signing out"), NULL, failure, ok ? error : NULL) && ok;
}

static void
check_tick (gpointer user_data)
{
  Check *self = user_data;

  cli_session_watch_look (self->watch);
}

static void
remove_tree (GFile *file)
{
  g_autoptr (GFileEnumerator) children = g_file_enumerate_children (
      file, G_FILE_ATTRIBUTE_STANDARD_NAME, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFile *child;

  while (children != NULL && g_file_enumerator_iterate (children, NULL, &child, NULL, NULL) && child != NULL)
    remove_tree (child);
  g_file_delete (file, NULL, NULL);
}

static gboolean
check (Check *self, const CliAccount *account, GError **error)
{
  g_autoptr (GFile) folder = g_file_new_for_path (self->folder);
  gboolean ok;

  self->portal = account->portal;
  self->session = bookout_session_new (account->portal, account->user, account->password);
  self->watch = cli_session_watch_new (self->session, NULL, self->options->quiet);
  ok = cli_foreground_run (check_job, check_tick, self, error);

  cli_session_watch_free (self->watch);
  g_object_unref (self->session);
  remove_tree (folder);

  return ok;
}

/* The file is the command's argument here, where it is an option elsewhere. */
static CliAccount *
find_account (const CliOptions *options, GError **error)
{
  CliOptions with_portal = *options;
  g_autofree char *path = g_file_test (options->arguments[0], G_FILE_TEST_EXISTS)
                              ? g_canonicalize_filename (options->arguments[0], NULL)
                              : g_strdup (options->arguments[0]);

  with_portal.portal = path;
  return cli_account_find (&with_portal, NULL, error);
}

/**
 * cli_command_portal_check:
 * @command: this command
 * @options: its options
 *
 * Returns: the exit status
 */
int
cli_command_portal_check (const CliCommand *command, const CliOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CliAccount) account = find_account (options, &error);
  g_autofree char *folder = account != NULL ? g_dir_make_tmp ("bookout-check-XXXXXX", &error) : NULL;
  Check self = { .options = options, .folder = folder };

  if (folder == NULL)
    return cli_fail (command->name, FALSE, error);
  if (check (&self, account, &error))
    return CLI_EXIT_DONE;

  /* What does not fit stands in its line already. */
  return cli_exit_status_for_error (error);
}
