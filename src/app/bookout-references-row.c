/* bookout-references-row.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "bookout-reference-list.h"
#include "bookout-references-row.h"

/* A text view, so that a list can be pasted, looked at and mended; a file dropped or opened only fills it. */

/* A list is read by the main thread, so it is kept to what that takes milliseconds for: about 150,000 references. */
#define BYTES_MOST (1024 * 1024)

/* Counting waits until nothing was typed for this long. */
#define COUNT_DELAY_MS 250

struct _BookoutReferencesRow
{
  AdwPreferencesRow parent_instance;

  GtkTextView *text_view;
  GtkLabel *count_label;

  char *column; /* nullable */
  guint n_references;
  guint count_source;
  GCancellable *loading;         /* nullable */
  GtkFileChooserNative *chooser; /* nullable: while it is open */
};

G_DEFINE_FINAL_TYPE (BookoutReferencesRow, bookout_references_row, ADW_TYPE_PREFERENCES_ROW)

enum
{
  PROP_N_REFERENCES = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
show_count (BookoutReferencesRow *self, guint n, const char *words)
{
  gtk_label_set_text (self->count_label, words);
  if (self->n_references == n)
    return;

  self->n_references = n;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_REFERENCES]);
}

static void
count (BookoutReferencesRow *self)
{
  g_autofree char *text = bookout_references_row_dup_text (self);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) references = NULL;
  g_autofree char *words = NULL;
  guint n;

  if (strspn (text, " \t\r\n") == strlen (text))
    {
      show_count (self, 0, _ ("Type or paste references, one a line, or drop a file here."));
      return;
    }

  references = bookout_reference_list_parse (bytes, self->column, &error);
  if (references == NULL)
    {
      show_count (self, 0, error->message);
      return;
    }

  n = g_strv_length (references);
  words = g_strdup_printf (ngettext ("%u reference", "%u references", n), n);
  show_count (self, n, words);
}

static gboolean
count_cb (gpointer data)
{
  BookoutReferencesRow *self = data;

  self->count_source = 0;
  count (self);

  return G_SOURCE_REMOVE;
}

static void
changed_cb (BookoutReferencesRow *self)
{
  g_clear_handle_id (&self->count_source, g_source_remove);
  self->count_source = g_timeout_add (COUNT_DELAY_MS, count_cb, self);
}

/**
 * bookout_references_row_dup_text:
 * @self: the row
 *
 * Returns: (transfer full): the list as it was typed
 */
char *
bookout_references_row_dup_text (BookoutReferencesRow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/**
 * bookout_references_row_get_n_references:
 * @self: the row
 *
 * Returns: how many references the list names; 0 while it cannot be read
 */
guint
bookout_references_row_get_n_references (BookoutReferencesRow *self)
{
  return self->n_references;
}

/**
 * bookout_references_row_set_column:
 * @self: the row
 * @column: (nullable): header of the references' column in a table
 */
void
bookout_references_row_set_column (BookoutReferencesRow *self, const char *column)
{
  if (g_strcmp0 (self->column, column) == 0)
    return;

  g_free (self->column);
  self->column = g_strdup (column);
  count (self);
}

static void
complain (BookoutReferencesRow *self, const char *words)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-toast", "s", words);
}

static gboolean
read_more_cb (const char *contents, goffset size, gpointer data)
{
  return size <= BYTES_MOST;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BookoutReferencesRow) self = user_data;
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  if (!g_file_load_partial_contents_finish (G_FILE (source), result, &contents, &size, NULL, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        complain (self, error->message);
      return;
    }

  if (size > BYTES_MOST)
    complain (self, _ ("The file is too long for a list of references."));
  else if (!g_utf8_validate (contents, size, NULL))
    complain (self, _ ("The file is not text in UTF-8."));
  else
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), contents, size);
}

/**
 * bookout_references_row_open:
 * @self: the row
 * @file: fills the list, in place of what is there
 */
void
bookout_references_row_open (BookoutReferencesRow *self, GFile *file)
{
  g_return_if_fail (BOOKOUT_IS_REFERENCES_ROW (self));

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  g_file_load_partial_contents_async (file, self->loading, read_more_cb, loaded_cb, g_object_ref (self));
}

static void
chosen_cb (BookoutReferencesRow *self, int response)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    bookout_references_row_open (self, file);
  g_clear_object (&self->chooser);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BookoutReferencesRow *self = BOOKOUT_REFERENCES_ROW (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  if (self->chooser != NULL)
    return;

  self->chooser = gtk_file_chooser_native_new (_ ("Open a List of References"), GTK_WINDOW (root),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, BookoutReferencesRow *self)
{
  GSList *files = gdk_file_list_get_files (g_value_get_boxed (value));

  if (files == NULL)
    return FALSE;

  bookout_references_row_open (self, files->data);
  g_slist_free (files);
  return TRUE;
}

static void
bookout_references_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_N_REFERENCES)
    g_value_set_uint (value, BOOKOUT_REFERENCES_ROW (object)->n_references);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
bookout_references_row_dispose (GObject *object)
{
  BookoutReferencesRow *self = BOOKOUT_REFERENCES_ROW (object);

  g_clear_handle_id (&self->count_source, g_source_remove);
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->column, g_free);

  G_OBJECT_CLASS (bookout_references_row_parent_class)->dispose (object);
}

static void
bookout_references_row_class_init (BookoutReferencesRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bookout_references_row_dispose;
  object_class->get_property = bookout_references_row_get_property;

  props[PROP_N_REFERENCES] = g_param_spec_uint ("n-references", NULL, NULL, 0, G_MAXUINT, 0,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
                                                    G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bookout/Bookout/bookout-references-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BookoutReferencesRow, text_view);
  gtk_widget_class_bind_template_child (widget_class, BookoutReferencesRow, count_label);
  gtk_widget_class_install_action (widget_class, "references.open", NULL, open_action);
}

static void
bookout_references_row_init (BookoutReferencesRow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (self->text_view), "changed", G_CALLBACK (changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (target), GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  count (self);
}
