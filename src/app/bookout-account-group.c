/* bookout-account-group.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include <glib/gi18n.h>

#include "bookout-account-group.h"
#include "bookout-portal-list.h"
#include "bookout-saved-password.h"
#include "bookout-settings.h"
#include "bookout-variables-row.h"

/* The rows are the state. Descriptions and the keyring are read in threads, and an answer that comes late for what is chosen now is dropped by
 * cancelling its question. A kept password never comes here: only whether there is one. Main thread. */

/* The keyring is looked at when nothing was typed for this long. */
#define LOOK_DELAY_MS 400

/* Descriptions with mistakes that are told of; the others come up once these are mended. */
#define MISTAKES_MOST 3

struct _BookoutAccountGroup
{
  AdwPreferencesGroup parent_instance;

  AdwComboRow *portal_row;
  AdwActionRow *mistakes_row;
  AdwEntryRow *user_row;
  AdwPasswordEntryRow *password_row;
  AdwActionRow *remember_row;
  GtkSwitch *remember_switch;
  BookoutVariablesRow *variables_row;

  GPtrArray *portals;     /* of BookoutPortal, as portal_row lists them; NULL until they are loaded */
  gboolean password_kept; /* the keyring has one for the account shown */
  guint look_source;
  GCancellable *look;    /* nullable: the question to the keyring under way */
  GCancellable *listing; /* cancelled with the group */
};

G_DEFINE_FINAL_TYPE (BookoutAccountGroup, bookout_account_group, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  CHANGED,
  PORTAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_practice (BookoutPortal *portal)
{
  return portal != NULL && g_str_equal (bookout_portal_get_id (portal), BOOKOUT_PRACTICE_ID);
}

static const char *
get_user (BookoutAccountGroup *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->user_row));
}

static const char *
get_password (BookoutAccountGroup *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->password_row));
}

static GHashTable *
dup_variables (BookoutAccountGroup *self)
{
  GHashTable *variables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  bookout_variables_row_take (self->variables_row, variables);
  return variables;
}

/**
 * bookout_account_group_get_portal:
 * @self: the group
 *
 * Returns: (transfer none) (nullable): the description chosen, with its variables' default values
 */
BookoutPortal *
bookout_account_group_get_portal (BookoutAccountGroup *self)
{
  guint selected;

  g_return_val_if_fail (BOOKOUT_IS_ACCOUNT_GROUP (self), NULL);

  selected = adw_combo_row_get_selected (self->portal_row);
  return self->portals != NULL && selected < self->portals->len ? g_ptr_array_index (self->portals, selected)
                                                                : NULL;
}

/**
 * bookout_account_group_find_reason:
 * @self: the group
 *
 * Returns: (nullable): the first thing that keeps a run from starting, in the order of the rows; %NULL if nothing does
 */
const char *
bookout_account_group_find_reason (BookoutAccountGroup *self)
{
  g_return_val_if_fail (BOOKOUT_IS_ACCOUNT_GROUP (self), NULL);

  if (self->portals == NULL)
    return _ ("Reading the portals…");
  if (bookout_account_group_get_portal (self) == NULL)
    return _ ("No portal is described on this computer.");
  if (*get_user (self) == '\0')
    return _ ("Enter your user name.");
  if (*get_password (self) == '\0' && !self->password_kept)
    return _ ("Enter your password.");

  return NULL;
}

static void
emit_changed (BookoutAccountGroup *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* The keyring */

static void
show_password_state (BookoutAccountGroup *self, gboolean kept, const char *no_keyring)
{
  self->password_kept = kept;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->password_row),
                                 kept ? _ ("Pass_word (kept in the keyring)") : _ ("Pass_word"));
  adw_action_row_set_subtitle (self->remember_row, no_keyring != NULL ? no_keyring : "");
  gtk_widget_set_sensitive (GTK_WIDGET (self->remember_row), no_keyring == NULL);
  emit_changed (self);
}

static void
password_looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BookoutAccountGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean kept = bookout_saved_password_look_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* Variables that are not whole yet are no fault of the keyring's; placing the order tells of them. */
  show_password_state (self, kept,
                       error != NULL && error->domain != BOOKOUT_PORTAL_ERROR ? error->message : NULL);
}

/**
 * bookout_account_group_look_again:
 * @self: the group
 *
 * Asks the keyring, in a thread, whether it has a password for what is shown now.
 */
void
bookout_account_group_look_again (BookoutAccountGroup *self)
{
  BookoutPortal *portal = bookout_account_group_get_portal (self);
  g_autoptr (GHashTable) variables = NULL;

  g_return_if_fail (BOOKOUT_IS_ACCOUNT_GROUP (self));

  g_clear_handle_id (&self->look_source, g_source_remove);
  g_cancellable_cancel (self->look);
  g_clear_object (&self->look);
  if (portal == NULL || is_practice (portal) || *get_user (self) == '\0')
    {
      show_password_state (self, FALSE, NULL);
      return;
    }

  self->look = g_cancellable_new ();
  variables = dup_variables (self);
  bookout_saved_password_look_async (bookout_portal_get_id (portal), variables, get_user (self), self->look,
                                     password_looked_cb, g_object_ref (self));
}

static gboolean
look_cb (gpointer data)
{
  BookoutAccountGroup *self = data;

  self->look_source = 0;
  bookout_account_group_look_again (self);

  return G_SOURCE_REMOVE;
}

/* Another user, or the same at another address. */
static void
account_changed_cb (BookoutAccountGroup *self)
{
  g_clear_handle_id (&self->look_source, g_source_remove);
  self->look_source = g_timeout_add (LOOK_DELAY_MS, look_cb, self);
  self->password_kept = FALSE;
  emit_changed (self);
}

/**
 * bookout_account_group_ask_password:
 * @self: the group
 *
 * Puts the cursor where the password is typed, and does not count on a kept one.
 */
void
bookout_account_group_ask_password (BookoutAccountGroup *self)
{
  g_return_if_fail (BOOKOUT_IS_ACCOUNT_GROUP (self));

  self->password_kept = FALSE;
  gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
  emit_changed (self);
}

/* The portals */

static void
show_account_of (BookoutAccountGroup *self, BookoutPortal *portal)
{
  gboolean practice = is_practice (portal);
  g_autofree char *user = practice ? g_strdup (BOOKOUT_PRACTICE_USER)
                                   : bookout_settings_dup_user (bookout_portal_get_id (portal));

  gtk_editable_set_text (GTK_EDITABLE (self->user_row), user);
  /* The practice portal's password is public, so it may be shown; another's never comes here from the keyring. */
  gtk_editable_set_text (GTK_EDITABLE (self->password_row), practice ? BOOKOUT_PRACTICE_PASSWORD : "");
  gtk_widget_set_visible (GTK_WIDGET (self->remember_row), !practice);
}

static void
portal_changed_cb (BookoutAccountGroup *self)
{
  BookoutPortal *portal = bookout_account_group_get_portal (self);
  gboolean practice = is_practice (portal);

  if (portal == NULL)
    return;

  bookout_variables_row_set_portal (self->variables_row, portal, practice ? "address" : NULL);
  show_account_of (self, portal);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->portal_row),
                               practice ? _ ("Invented vehicles on this computer, to try everything out")
                                        : bookout_portal_get_base (portal));
  g_settings_set_string (bookout_settings_get_default (), "portal", bookout_portal_get_id (portal));
  g_signal_emit (self, signals[PORTAL_CHANGED], 0);
  account_changed_cb (self);
}

static void
select_portal (BookoutAccountGroup *self, const char *id)
{
  for (guint i = 0; i < self->portals->len; i++)
    if (g_strcmp0 (bookout_portal_get_id (g_ptr_array_index (self->portals, i)), id) == 0)
      adw_combo_row_set_selected (self->portal_row, i);
}

static void
show_mistakes (BookoutAccountGroup *self, GPtrArray *problems)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (problems->len, MISTAKES_MOST); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (const char *) g_ptr_array_index (problems, i));
  adw_action_row_set_subtitle (self->mistakes_row, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->mistakes_row), problems->len > 0);
}

static void
portals_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BookoutAccountGroup) self = user_data;
  g_autoptr (BookoutPortalList) list = bookout_portal_list_read_finish (result, NULL);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autofree char *chosen = g_settings_get_string (bookout_settings_get_default (), "portal");

  if (list == NULL)
    return;

  for (guint i = 0; i < list->portals->len; i++)
    gtk_string_list_append (names, bookout_portal_get_name (g_ptr_array_index (list->portals, i)));

  self->portals = g_ptr_array_ref (list->portals);
  adw_combo_row_set_model (self->portal_row, G_LIST_MODEL (names));
  select_portal (self, chosen);
  portal_changed_cb (self);
  show_mistakes (self, list->problems);
  emit_changed (self);
}

/* Orders */

/* A password that was typed counts; an empty entry means the keyring's. */
static void
take_password (BookoutAccountGroup *self, BookoutRunOrder *order)
{
  BookoutPortal *portal = bookout_account_group_get_portal (self);
  gboolean remember = gtk_switch_get_active (self->remember_switch);

  if (*get_password (self) == '\0')
    return;

  order->password = g_strdup (get_password (self));
  order->remember = remember && !is_practice (portal) &&
                    gtk_widget_get_sensitive (GTK_WIDGET (self->remember_row));
  if (!remember && self->password_kept)
    bookout_saved_password_forget (bookout_portal_get_id (portal), order->variables, order->user);
}

/**
 * bookout_account_group_take:
 * @self: the group, for which bookout_account_group_find_reason() says %NULL
 * @order: portal, variables, user, password and remember are filled in
 *
 * The user name is offered again next time.
 */
void
bookout_account_group_take (BookoutAccountGroup *self, BookoutRunOrder *order)
{
  BookoutPortal *portal = bookout_account_group_get_portal (self);

  g_return_if_fail (BOOKOUT_IS_ACCOUNT_GROUP (self));
  g_return_if_fail (portal != NULL);

  order->portal = g_strdup (bookout_portal_get_id (portal));
  order->user = g_strdup (get_user (self));
  bookout_variables_row_take (self->variables_row, order->variables);
  take_password (self, order);
  if (!is_practice (portal))
    bookout_settings_set_user (order->portal, order->user);
}

static gboolean
shows (BookoutAccountGroup *self, const BookoutLedgerRun *run)
{
  BookoutPortal *portal = bookout_account_group_get_portal (self);

  return portal != NULL && g_strcmp0 (bookout_portal_get_id (portal), run->portal_id) == 0 &&
         g_strcmp0 (get_user (self), run->user) == 0;
}

/**
 * bookout_account_group_take_run:
 * @self: the group
 * @run: an earlier run, as the ledger has it
 * @order: portal, variables, user, password and remember are filled in
 *
 * The group shows the run's portal, account and variables from then on, so that it is clear whose password is wanted.
 *
 * Returns: %FALSE until the portals are listed
 */
gboolean
bookout_account_group_take_run (BookoutAccountGroup *self,
                                const BookoutLedgerRun *run,
                                BookoutRunOrder *order)
{
  gboolean practice = g_strcmp0 (run->portal_id, BOOKOUT_PRACTICE_ID) == 0;
  gboolean has_path = run->portal_path != NULL && *run->portal_path != '\0';

  g_return_val_if_fail (BOOKOUT_IS_ACCOUNT_GROUP (self), FALSE);

  if (self->portals == NULL)
    return FALSE;

  order->portal = g_strdup (!practice && has_path ? run->portal_path : run->portal_id);
  g_clear_pointer (&order->variables, g_hash_table_unref);
  order->variables = bookout_run_order_parse_variables (run->variables);
  order->user = g_strdup (run->user);

  if (!shows (self, run))
    {
      select_portal (self, run->portal_id);
      gtk_editable_set_text (GTK_EDITABLE (self->user_row), run->user);
    }
  if (!shows (self, run))
    return TRUE;

  /* A password that was typed for one address must not go to another. */
  if (!bookout_variables_row_agrees (self->variables_row, order->variables))
    {
      if (!is_practice (bookout_account_group_get_portal (self)))
        gtk_editable_set_text (GTK_EDITABLE (self->password_row), "");
      bookout_variables_row_show (self->variables_row, order->variables);
    }
  take_password (self, order);
  return TRUE;
}

static void
bookout_account_group_dispose (GObject *object)
{
  BookoutAccountGroup *self = BOOKOUT_ACCOUNT_GROUP (object);

  g_clear_handle_id (&self->look_source, g_source_remove);
  g_cancellable_cancel (self->listing);
  g_cancellable_cancel (self->look);
  g_clear_object (&self->listing);
  g_clear_object (&self->look);
  g_clear_pointer (&self->portals, g_ptr_array_unref);

  G_OBJECT_CLASS (bookout_account_group_parent_class)->dispose (object);
}

static void
bookout_account_group_class_init (BookoutAccountGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bookout_account_group_dispose;

  /**
   * BookoutAccountGroup::changed:
   * @self: the group
   */
  signals[CHANGED] = g_signal_new ("changed", BOOKOUT_TYPE_ACCOUNT_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  /**
   * BookoutAccountGroup::portal-changed:
   * @self: the group, which has a portal
   */
  signals[PORTAL_CHANGED] = g_signal_new ("portal-changed", BOOKOUT_TYPE_ACCOUNT_GROUP, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (BOOKOUT_TYPE_VARIABLES_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bookout/Bookout/bookout-account-group.ui");
  gtk_widget_class_bind_template_child (widget_class, BookoutAccountGroup, portal_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutAccountGroup, mistakes_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutAccountGroup, user_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutAccountGroup, password_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutAccountGroup, remember_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutAccountGroup, remember_switch);
  gtk_widget_class_bind_template_child (widget_class, BookoutAccountGroup, variables_row);
}

static void
bookout_account_group_init (BookoutAccountGroup *self)
{
  self->listing = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_settings_bind (bookout_settings_get_default (), "remember-password", self->remember_switch, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (self->portal_row, "notify::selected", G_CALLBACK (portal_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->user_row, "changed", G_CALLBACK (account_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->variables_row, "changed", G_CALLBACK (account_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->password_row, "changed", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
  bookout_portal_list_read_async (self->listing, portals_listed_cb, g_object_ref (self));
}
