/* bookout-held-dialog.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "bookout-button-names.h"
#include "bookout-failure.h"
#include "bookout-held-content.h"
#include "bookout-held-dialog.h"
#include "bookout-release-dialog.h"
#include "bookout-release.h"
#include "bookout-sheet-opener.h"
#include "bookout-vehicle-words.h"
#include "bookout-vehicle-request.h"

/* A person decides here what no program may: whether a sheet that could not be proved is the vehicle's. So both sides are shown, with what agrees
 * and what does not, and nothing of the sheet is ever opened in this process. Main thread. */

#define NARROW_WIDTH 640 /* pixels: below it, the page stands above the facts */
#define LINES_MOST   12  /* of the sheet that name a vehicle */

struct _BookoutHeldDialog
{
  AdwWindow parent_instance;

  AdwWindowTitle *heading;
  GtkWidget *viewport;
  GtkLabel *reason;
  GtkLabel *advice;
  GtkBox *columns;
  GtkStack *page;
  GtkPicture *picture;
  AdwStatusPage *trouble;
  AdwActionRow *reference;
  AdwActionRow *vin;
  AdwActionRow *description;
  AdwPreferencesGroup *lines;
  AdwActionRow *release;
  GtkSpinner *release_spinner;

  BookoutRun *run;
  BookoutVehicle *vehicle;
  BookoutHeldContent *content; /* NULL until loaded */
  GCancellable *loading;
  gboolean releasing; /* until the engine has answered */
  guint fit;          /* source id */
};

G_DEFINE_FINAL_TYPE (BookoutHeldDialog, bookout_held_dialog, ADW_TYPE_WINDOW)

enum
{
  FETCH_AGAIN,
  RELEASED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef enum
{
  NAMES_NOBODY,
  NAMES_VEHICLE,
  NAMES_OTHER,
} Naming;

static gboolean
is_vin (const char *word)
{
  gsize length = strlen (word);

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isupper (word[i]) && !g_ascii_isdigit (word[i]))
      return FALSE;

  return length == 17;
}

static Naming
judge_word (BookoutHeldDialog *self, const char *word)
{
  BookoutInventory *inventory = bookout_run_get_inventory (self->run);
  BookoutVehicle *other;

  if (g_str_equal (word, bookout_vehicle_get_reference (self->vehicle)) ||
      g_str_equal (word, bookout_vehicle_get_vin (self->vehicle)))
    return NAMES_VEHICLE;
  if (is_vin (word) && *bookout_vehicle_get_vin (self->vehicle) != '\0')
    return NAMES_OTHER;

  other = inventory != NULL ? bookout_inventory_lookup (inventory, word) : NULL;
  return other == NULL ? NAMES_NOBODY : other == self->vehicle ? NAMES_VEHICLE : NAMES_OTHER;
}

/* A line that names both this vehicle and another speaks against it. */
static Naming
judge_line (BookoutHeldDialog *self, const char *line)
{
  g_auto (GStrv) words = g_strsplit_set (line, " \t:;,()", -1);
  Naming naming = NAMES_NOBODY;

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      naming = MAX (naming, judge_word (self, words[i]));

  return naming;
}

static void
add_line (BookoutHeldDialog *self, const char *line, Naming naming)
{
  GtkWidget *row = g_object_new (
      ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", line, "title-lines", 0, "subtitle",
      naming == NAMES_VEHICLE ? _ ("Names this vehicle") : _ ("Names another vehicle"), NULL);
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "icon-name",
                                  naming == NAMES_VEHICLE ? "object-select-symbolic"
                                                          : "dialog-warning-symbolic",
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_preferences_group_add (self->lines, row);
}

static void
show_lines (BookoutHeldDialog *self, const BookoutSheetText *text)
{
  g_auto (GStrv) lines = g_strsplit (text->visible, "\n", -1);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL && n < LINES_MOST; i++)
    {
      Naming naming = judge_line (self, g_strstrip (lines[i]));

      if (naming == NAMES_NOBODY)
        continue;
      add_line (self, lines[i], naming);
      n++;
    }
  if (n == 0)
    adw_preferences_group_set_description (
        self->lines, text->has_hidden ? _ ("No line that can be seen names a vehicle. The "
                                           "sheet has text that nobody can see.")
                                      : _ ("No line names a vehicle."));
  gtk_widget_set_visible (GTK_WIDGET (self->lines), TRUE);
}

static void
show_trouble (BookoutHeldDialog *self, const char *words)
{
  g_autofree char *escaped = g_markup_escape_text (words, -1);

  adw_status_page_set_description (self->trouble, escaped);
  gtk_stack_set_visible_child_name (self->page, "trouble");
}

static void
show_picture (BookoutHeldDialog *self, const BookoutSheetPicture *picture)
{
  g_autoptr (GdkTexture)
      texture = gdk_memory_texture_new ((int) picture->width, (int) picture->height, GDK_MEMORY_DEFAULT,
                                        picture->pixels, (gsize) picture->width * 4);

  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
  gtk_stack_set_visible_child_name (self->page, "picture");
}

static void
show_advice (BookoutHeldDialog *self, const BookoutHeldSheet *sheet, guint n_sheets)
{
  g_autofree char *time = bookout_vehicle_words_for_time (sheet->time);
  g_autoptr (GString) words = g_string_new (bookout_failure_get_advice (sheet->code));

  g_string_append_c (words, ' ');
  g_string_append_printf (words, _ ("It was held at %s."), time);
  if (n_sheets > 1)
    {
      g_string_append_c (words, ' ');
      g_string_append_printf (words,
                              ngettext ("%u sheet of this vehicle was held; this is the newest.",
                                        "%u sheets of this vehicle were held; this is the newest.", n_sheets),
                              n_sheets);
    }
  gtk_label_set_text (self->advice, words->str);
}

static void
show_content (BookoutHeldDialog *self)
{
  const BookoutHeldContent *content = self->content;

  gtk_label_set_text (self->reason, content->sheet->reason);
  show_advice (self, content->sheet, content->n_sheets);
  if (content->picture != NULL)
    show_picture (self, content->picture);
  else
    show_trouble (self, content->trouble != NULL ? content->trouble : "");
  if (content->text != NULL)
    show_lines (self, content->text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "held.show-in-folder", TRUE);
}

/* Releasing */

static const char *
release_words (BookoutHeldDialog *self)
{
  const char *code = bookout_vehicle_get_code (self->vehicle);

  if (self->releasing)
    return _ ("The sheet is being put into the folder…");
  if (bookout_vehicle_get_state (self->vehicle) != BOOKOUT_VEHICLE_HELD)
    return _ ("This vehicle is not held any more.");
  if (g_strcmp0 (code, "wrong-vehicle") == 0 || g_strcmp0 (code, "conflict") == 0)
    return _ ("The sheet names another vehicle, so nobody can release it.");
  if (!bookout_release_is_possible (code))
    return _ ("Only a whole sheet that no program can read may be released.");
  if (!bookout_run_can_release (self->run, self->vehicle))
    return _ ("Not possible at this moment. Wait until the run fetches sheets or is over.");

  return _ ("No program can read whose it is. If you see that it is the right one, you can answer for it.");
}

static void
update_release (BookoutHeldDialog *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "held.release",
                                 !self->releasing && self->content != NULL &&
                                     bookout_run_can_release (self->run, self->vehicle));
  adw_action_row_set_subtitle (self->release, release_words (self));
  gtk_widget_set_visible (GTK_WIDGET (self->release_spinner), self->releasing);
  gtk_spinner_set_spinning (self->release_spinner, self->releasing);
}

static void
released_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BookoutHeldDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean released = bookout_run_release_finish (BOOKOUT_RUN (source), result, &error);

  self->releasing = FALSE;
  if (self->run == NULL) /* closed meanwhile */
    return;

  update_release (self);
  if (!released)
    {
      adw_action_row_set_subtitle (self->release, error->message);
      return;
    }

  g_signal_emit (self, signals[RELEASED], 0, self->vehicle);
  gtk_window_close (GTK_WINDOW (self));
}

static void
answered_cb (BookoutHeldDialog *self, const char *response, BookoutReleaseDialog *dialog)
{
  if (!g_str_equal (response, "release") || self->releasing)
    return;

  self->releasing = TRUE;
  bookout_run_release_async (self->run, self->vehicle, bookout_release_dialog_get_person (dialog), NULL,
                             released_cb, g_object_ref (self));
  update_release (self);
}

static void
release_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutHeldDialog *self = BOOKOUT_HELD_DIALOG (widget);
  GtkWidget *dialog = bookout_release_dialog_new (GTK_WINDOW (self), self->vehicle);

  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
update_actions (BookoutHeldDialog *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "held.fetch-again",
                                 bookout_vehicle_request_can_retry (self->run));
  update_release (self);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BookoutHeldDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  BookoutHeldContent *content = bookout_held_content_load_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (content == NULL)
    {
      show_trouble (self, error->message);
      return;
    }

  self->content = content;
  show_content (self);
  update_release (self);
}

static gboolean
fit_cb (gpointer data)
{
  BookoutHeldDialog *self = data;
  gboolean narrow = gtk_widget_get_width (GTK_WIDGET (self)) < NARROW_WIDTH;

  self->fit = 0;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->columns),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_homogeneous (self->columns, !narrow);

  return G_SOURCE_REMOVE;
}

static void
width_changed_cb (BookoutHeldDialog *self)
{
  if (self->fit == 0)
    self->fit = g_idle_add_full (G_PRIORITY_HIGH_IDLE, fit_cb, self, NULL);
}

static void
fetch_again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutHeldDialog *self = BOOKOUT_HELD_DIALOG (widget);

  g_signal_emit (self, signals[FETCH_AGAIN], 0, self->vehicle);
  gtk_window_close (GTK_WINDOW (self));
}

static void
show_in_folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bookout_sheet_opener_show (widget, BOOKOUT_HELD_DIALOG (widget)->content->path);
}

static void
bookout_held_dialog_dispose (GObject *object)
{
  BookoutHeldDialog *self = BOOKOUT_HELD_DIALOG (object);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_handle_id (&self->fit, g_source_remove);
  g_clear_pointer (&self->content, bookout_held_content_free);
  g_clear_object (&self->vehicle);
  g_clear_object (&self->run);

  G_OBJECT_CLASS (bookout_held_dialog_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, BookoutHeldDialog, heading);
  gtk_widget_class_bind_template_child (widget_class, BookoutHeldDialog, viewport);
  gtk_widget_class_bind_template_child (widget_class, BookoutHeldDialog, reason);
  gtk_widget_class_bind_template_child (widget_class, BookoutHeldDialog, advice);
  gtk_widget_class_bind_template_child (widget_class, BookoutHeldDialog, columns);
  gtk_widget_class_bind_template_child (widget_class, BookoutHeldDialog, page);
  gtk_widget_class_bind_template_child (widget_class, BookoutHeldDialog, picture);
  gtk_widget_class_bind_template_child (widget_class, BookoutHeldDialog, trouble);
  gtk_widget_class_bind_template_child (widget_class, BookoutHeldDialog, reference);
  gtk_widget_class_bind_template_child (widget_class, BookoutHeldDialog, vin);
  gtk_widget_class_bind_template_child (widget_class, BookoutHeldDialog, description);
  gtk_widget_class_bind_template_child (widget_class, BookoutHeldDialog, lines);
  gtk_widget_class_bind_template_child (widget_class, BookoutHeldDialog, release);
  gtk_widget_class_bind_template_child (widget_class, BookoutHeldDialog, release_spinner);
}

static void
bookout_held_dialog_class_init (BookoutHeldDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bookout_held_dialog_dispose;

  /**
   * BookoutHeldDialog::fetch-again:
   * @self: the dialog
   * @vehicle: whose sheet it is
   *
   * A person wants the vehicle fetched once more. The dialog closes after it.
   */
  signals[FETCH_AGAIN] = g_signal_new ("fetch-again", BOOKOUT_TYPE_HELD_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, BOOKOUT_TYPE_VEHICLE);

  /**
   * BookoutHeldDialog::released:
   * @self: the dialog
   * @vehicle: whose sheet it is
   *
   * A person answers for the sheet, and it has its final name now. The dialog closes after it.
   */
  signals[RELEASED] = g_signal_new ("released", BOOKOUT_TYPE_HELD_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 1, BOOKOUT_TYPE_VEHICLE);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bookout/Bookout/bookout-held-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "held.fetch-again", NULL, fetch_again_action);
  gtk_widget_class_install_action (widget_class, "held.show-in-folder", NULL, show_in_folder_action);
  gtk_widget_class_install_action (widget_class, "held.release", NULL, release_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
bookout_held_dialog_init (BookoutHeldDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bookout_button_names_say_once (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "held.show-in-folder", FALSE);
  g_signal_connect_object (gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (self->viewport)),
                           "notify::page-size", G_CALLBACK (width_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
show_vehicle (BookoutHeldDialog *self)
{
  const char *reference = bookout_vehicle_get_reference (self->vehicle);
  const char *vin = bookout_vehicle_get_vin (self->vehicle);
  const char *description = bookout_vehicle_get_description (self->vehicle);
  const char *reason = bookout_vehicle_get_reason (self->vehicle);

  adw_window_title_set_subtitle (self->heading, reference);
  gtk_label_set_text (self->reason, reason != NULL ? reason : "");
  adw_action_row_set_subtitle (self->reference, reference);
  adw_action_row_set_subtitle (self->vin, vin);
  gtk_widget_set_visible (GTK_WIDGET (self->vin), *vin != '\0');
  adw_action_row_set_subtitle (self->description, description);
  gtk_widget_set_visible (GTK_WIDGET (self->description), *description != '\0');
}

/**
 * bookout_held_dialog_new:
 * @parent: (nullable): the window it belongs to
 * @run: whose folder has the sheet
 * @vehicle: one of its vehicles
 *
 * Shows the newest sheet that was held of @vehicle; to be presented by the caller.
 *
 * Returns: (transfer none): a dialog, which GTK keeps until it is closed
 */
GtkWidget *
bookout_held_dialog_new (GtkWindow *parent, BookoutRun *run, BookoutVehicle *vehicle)
{
  BookoutHeldDialog *self;

  g_return_val_if_fail (BOOKOUT_IS_RUN (run), NULL);
  g_return_val_if_fail (BOOKOUT_IS_VEHICLE (vehicle), NULL);

  self = g_object_new (BOOKOUT_TYPE_HELD_DIALOG, "transient-for", parent, NULL);
  self->run = g_object_ref (run);
  self->vehicle = g_object_ref (vehicle);
  self->loading = g_cancellable_new ();
  show_vehicle (self);
  update_actions (self);
  g_signal_connect_object (run, "notify::state", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
  bookout_held_content_load_async (bookout_run_get_folder (run), bookout_vehicle_get_reference (vehicle),
                                   self->loading, loaded_cb, g_object_ref (self));

  return GTK_WIDGET (self);
}

/**
 * bookout_held_dialog_get_run:
 * @self: the dialog
 *
 * Returns: (transfer none): whose folder has the sheet
 */
BookoutRun *
bookout_held_dialog_get_run (BookoutHeldDialog *self)
{
  g_return_val_if_fail (BOOKOUT_IS_HELD_DIALOG (self), NULL);

  return self->run;
}
