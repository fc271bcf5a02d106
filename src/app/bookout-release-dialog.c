/* bookout-release-dialog.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "bookout-release-dialog.h"
#include "bookout-release.h"

/* A click can be a slip, and a name can be a habit; a sentence with the reference in it is neither. Case, spacing and the full stop don't
 * matter: this is no test of typing. Main thread. */

struct _BookoutReleaseDialog
{
  AdwMessageDialog parent_instance;

  GtkLabel *sentence_label;
  AdwEntryRow *name_row;
  AdwEntryRow *sentence_row;

  char *sentence; /* to be repeated */
};

G_DEFINE_FINAL_TYPE (BookoutReleaseDialog, bookout_release_dialog, ADW_TYPE_MESSAGE_DIALOG)

/* (transfer full): what counts of a sentence. */
static char *
normalise (const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_auto (GStrv) words = g_strsplit_set (folded, " \t\n.", -1);
  g_autoptr (GString) normal = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_string_append_printf (normal, "%s ", words[i]);

  return g_string_free (g_steal_pointer (&normal), FALSE);
}

static gboolean
has_name (BookoutReleaseDialog *self)
{
  g_autofree char *name = g_strstrip (g_strdup (bookout_release_dialog_get_person (self)));

  return *name != '\0' && strlen (name) <= BOOKOUT_RELEASE_PERSON_MOST;
}

static gboolean
has_sentence (BookoutReleaseDialog *self)
{
  g_autofree char *typed = normalise (gtk_editable_get_text (GTK_EDITABLE (self->sentence_row)));
  g_autofree char *wanted = normalise (self->sentence);

  return strcmp (typed, wanted) == 0;
}

static void
typed_cb (BookoutReleaseDialog *self)
{
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "release",
                                           has_name (self) && has_sentence (self));
}

static void
bookout_release_dialog_finalize (GObject *object)
{
  g_free (BOOKOUT_RELEASE_DIALOG (object)->sentence);

  G_OBJECT_CLASS (bookout_release_dialog_parent_class)->finalize (object);
}

static void
bookout_release_dialog_class_init (BookoutReleaseDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = bookout_release_dialog_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bookout/Bookout/bookout-release-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, BookoutReleaseDialog, sentence_label);
  gtk_widget_class_bind_template_child (widget_class, BookoutReleaseDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, BookoutReleaseDialog, sentence_row);
}

static void
bookout_release_dialog_init (BookoutReleaseDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->name_row, "changed", G_CALLBACK (typed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sentence_row, "changed", G_CALLBACK (typed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * bookout_release_dialog_new:
 * @parent: (nullable): over which it is shown
 * @vehicle: whose sheet it is about
 *
 * Returns: (transfer none): a dialog, owned by GTK until it is closed
 */
GtkWidget *
bookout_release_dialog_new (GtkWindow *parent, BookoutVehicle *vehicle)
{
  BookoutReleaseDialog *self = g_object_new (BOOKOUT_TYPE_RELEASE_DIALOG, "transient-for", parent, NULL);
  const char *reference;

  g_return_val_if_fail (BOOKOUT_IS_VEHICLE (vehicle), NULL);

  reference = bookout_vehicle_get_reference (vehicle);
  /* Translators: a person types this in full, so keep it short; %s is the vehicle's reference */
  self->sentence = g_strdup_printf (_ ("I looked at this sheet and it is that of %s"), reference);
  gtk_label_set_text (self->sentence_label, self->sentence);
  adw_message_dialog_format_body (
      ADW_MESSAGE_DIALOG (self),
      _ ("No program can read whose sheet this is. It will be saved as that of %s, counted as not proved, with your "
         "name in the record."),
      reference);
  typed_cb (self);

  return GTK_WIDGET (self);
}

/**
 * bookout_release_dialog_get_person:
 * @self: the dialog
 *
 * Returns: (transfer none): the name that was typed
 */
const char *
bookout_release_dialog_get_person (BookoutReleaseDialog *self)
{
  g_return_val_if_fail (BOOKOUT_IS_RELEASE_DIALOG (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->name_row));
}
