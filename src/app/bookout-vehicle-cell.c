/* bookout-vehicle-cell.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-app"
#include "config.h"

#include <string.h>

#include "bookout-vehicle-cell.h"
#include "bookout-vehicle-words.h"

/* A column view realises about 200 rows of 7 cells, so a cell is as little as can be: an inscription, which never asks for a new size when its text
 * changes, and an icon where there is one. Main thread. */

struct _BookoutVehicleCell
{
  GtkWidget parent_instance;

  BookoutVehicleField field; /* fixed */
  GtkWidget *icon;           /* child; NULL but for the state */
  GtkWidget *text;           /* child */
  GtkListItem *item;         /* borrowed; NULL while not bound */
  BookoutVehicle *vehicle;   /* NULL while not bound */
  gulong handler;            /* of its notify */
};

G_DEFINE_FINAL_TYPE (BookoutVehicleCell, bookout_vehicle_cell, GTK_TYPE_WIDGET)

/* Property that a field follows; NULL for what is fixed. */
static const char *const followed[BOOKOUT_N_VEHICLE_FIELDS] = {
  [BOOKOUT_VEHICLE_FIELD_STATE] = "notify::state",
  [BOOKOUT_VEHICLE_FIELD_ATTEMPTS] = "notify::attempts",
  [BOOKOUT_VEHICLE_FIELD_SIZE] = "notify::size",
  [BOOKOUT_VEHICLE_FIELD_FINISHED_AT] = "notify::finished-at",
};

/* Characters that a column asks for, at least and gladly. */
static const struct
{
  guint least;
  guint natural;
} widths[BOOKOUT_N_VEHICLE_FIELDS] = {
  [BOOKOUT_VEHICLE_FIELD_REFERENCE] = { 8, 10 },    [BOOKOUT_VEHICLE_FIELD_VIN] = { 10, 21 },
  [BOOKOUT_VEHICLE_FIELD_DESCRIPTION] = { 12, 24 }, [BOOKOUT_VEHICLE_FIELD_STATE] = { 9, 14 },
  [BOOKOUT_VEHICLE_FIELD_ATTEMPTS] = { 4, 8 },      [BOOKOUT_VEHICLE_FIELD_SIZE] = { 6, 8 },
  [BOOKOUT_VEHICLE_FIELD_FINISHED_AT] = { 6, 13 },
};

static gboolean
is_number (BookoutVehicleField field)
{
  return field == BOOKOUT_VEHICLE_FIELD_ATTEMPTS || field == BOOKOUT_VEHICLE_FIELD_SIZE;
}

static char *
dup_text (BookoutVehicle *vehicle, BookoutVehicleField field)
{
  guint attempts;

  switch (field)
    {
    case BOOKOUT_VEHICLE_FIELD_REFERENCE:
      return g_strdup (bookout_vehicle_get_reference (vehicle));
    case BOOKOUT_VEHICLE_FIELD_VIN:
      return g_strdup (bookout_vehicle_get_vin (vehicle));
    case BOOKOUT_VEHICLE_FIELD_DESCRIPTION:
      return g_strdup (bookout_vehicle_get_description (vehicle));
    case BOOKOUT_VEHICLE_FIELD_STATE:
      return g_strdup (bookout_vehicle_words_for_state (bookout_vehicle_get_state (vehicle)));
    case BOOKOUT_VEHICLE_FIELD_ATTEMPTS:
      attempts = bookout_vehicle_get_attempts (vehicle);
      return attempts > 0 ? g_strdup_printf ("%u", attempts) : g_strdup ("");
    case BOOKOUT_VEHICLE_FIELD_SIZE:
      return bookout_vehicle_words_for_size (bookout_vehicle_get_size (vehicle));
    case BOOKOUT_VEHICLE_FIELD_FINISHED_AT:
    default:
      return bookout_vehicle_words_for_time (bookout_vehicle_get_finished_at (vehicle));
    }
}

static void
update (BookoutVehicleCell *self)
{
  g_autofree char *text = dup_text (self->vehicle, self->field);
  BookoutVehicleState state;

  gtk_inscription_set_text (GTK_INSCRIPTION (self->text), text);
  if (self->icon == NULL)
    return;

  state = bookout_vehicle_get_state (self->vehicle);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), bookout_vehicle_words_icon_for_state (state));
}

static void
set_vehicle (BookoutVehicleCell *self, BookoutVehicle *vehicle)
{
  if (self->handler != 0)
    g_clear_signal_handler (&self->handler, self->vehicle);
  g_set_object (&self->vehicle, vehicle);
  if (vehicle == NULL)
    return;

  update (self);
  if (followed[self->field] != NULL)
    self->handler = g_signal_connect_swapped (vehicle, followed[self->field], G_CALLBACK (update), self);
}

static gboolean
query_tooltip_cb (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  BookoutVehicleCell *self = BOOKOUT_VEHICLE_CELL (widget);
  const char *words = NULL;

  if (self->vehicle != NULL)
    words = self->field == BOOKOUT_VEHICLE_FIELD_STATE ? bookout_vehicle_get_reason (self->vehicle)
                                                       : bookout_vehicle_get_description (self->vehicle);
  if (words == NULL || *words == '\0')
    return FALSE;

  gtk_tooltip_set_text (tooltip, words);
  return TRUE;
}

static void
bookout_vehicle_cell_dispose (GObject *object)
{
  BookoutVehicleCell *self = BOOKOUT_VEHICLE_CELL (object);

  set_vehicle (self, NULL);
  g_clear_pointer (&self->icon, gtk_widget_unparent);
  g_clear_pointer (&self->text, gtk_widget_unparent);

  G_OBJECT_CLASS (bookout_vehicle_cell_parent_class)->dispose (object);
}

static void
bookout_vehicle_cell_class_init (BookoutVehicleCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bookout_vehicle_cell_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "vehiclecell");
}

static void
bookout_vehicle_cell_init (BookoutVehicleCell *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  gtk_box_layout_set_spacing (layout, 6);
}

static BookoutVehicleCell *
cell_new (BookoutVehicleField field)
{
  BookoutVehicleCell *self = g_object_new (BOOKOUT_TYPE_VEHICLE_CELL, NULL);

  self->field = field;
  if (field == BOOKOUT_VEHICLE_FIELD_STATE)
    {
      /* The word beside it says the same. */
      self->icon = g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
      gtk_widget_set_parent (self->icon, GTK_WIDGET (self));
    }
  self->text = g_object_new (GTK_TYPE_INSCRIPTION, "hexpand", TRUE, "text-overflow",
                             GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END, "xalign",
                             is_number (field) ? 1.0f : 0.0f, "min-chars", widths[field].least, "nat-chars",
                             widths[field].natural, NULL);
  if (followed[field] != NULL)
    gtk_widget_add_css_class (self->text, "numeric");
  gtk_widget_set_parent (self->text, GTK_WIDGET (self));
  if (field == BOOKOUT_VEHICLE_FIELD_STATE || field == BOOKOUT_VEHICLE_FIELD_DESCRIPTION)
    {
      gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
      g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
    }

  return self;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  gtk_list_item_set_child (item, GTK_WIDGET (cell_new (GPOINTER_TO_UINT (data))));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  BookoutVehicleCell *self = BOOKOUT_VEHICLE_CELL (gtk_list_item_get_child (item));

  self->item = item;
  set_vehicle (self, gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  BookoutVehicleCell *self = BOOKOUT_VEHICLE_CELL (gtk_list_item_get_child (item));

  self->item = NULL;
  set_vehicle (self, NULL);
}

/**
 * bookout_vehicle_cell_factory_new:
 * @field: what the column shows
 *
 * Returns: (transfer full): a factory for list items that are #BookoutVehicle
 */
GtkListItemFactory *
bookout_vehicle_cell_factory_new (BookoutVehicleField field)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  gpointer data = GUINT_TO_POINTER (field);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), data);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), data);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), data);

  return factory;
}

/* A column view's sorter compares without cached keys, so these compare in place. Digits count as numbers: 99 before 100. */
static int
compare_naturally (const char *a, const char *b)
{
  while (*a != '\0' && *b != '\0')
    {
      if (g_ascii_isdigit (*a) && g_ascii_isdigit (*b))
        {
          gsize length_a, length_b;
          int order;

          a += strspn (a, "0");
          b += strspn (b, "0");
          length_a = strspn (a, "0123456789");
          length_b = strspn (b, "0123456789");
          order = length_a != length_b ? (length_a > length_b) - (length_a < length_b)
                                       : strncmp (a, b, length_a);
          if (order != 0)
            return order;
          a += length_a;
          b += length_b;
        }
      else if (g_ascii_tolower (*a) != g_ascii_tolower (*b))
        {
          return (guchar) g_ascii_tolower (*a) - (guchar) g_ascii_tolower (*b);
        }
      else
        {
          a++;
          b++;
        }
    }

  return (guchar) *a - (guchar) *b;
}

static int
compare_numbers (gint64 a, gint64 b)
{
  return (a > b) - (a < b);
}

static int
compare (gconstpointer first, gconstpointer second, gpointer data)
{
  BookoutVehicle *a = (gpointer) first;
  BookoutVehicle *b = (gpointer) second;

  switch ((BookoutVehicleField) GPOINTER_TO_UINT (data))
    {
    case BOOKOUT_VEHICLE_FIELD_REFERENCE:
      return compare_naturally (bookout_vehicle_get_reference (a), bookout_vehicle_get_reference (b));
    case BOOKOUT_VEHICLE_FIELD_VIN:
      return compare_naturally (bookout_vehicle_get_vin (a), bookout_vehicle_get_vin (b));
    case BOOKOUT_VEHICLE_FIELD_DESCRIPTION:
      return compare_naturally (bookout_vehicle_get_description (a), bookout_vehicle_get_description (b));
    case BOOKOUT_VEHICLE_FIELD_STATE:
      return compare_numbers (bookout_vehicle_get_state (a), bookout_vehicle_get_state (b));
    case BOOKOUT_VEHICLE_FIELD_ATTEMPTS:
      return compare_numbers (bookout_vehicle_get_attempts (a), bookout_vehicle_get_attempts (b));
    case BOOKOUT_VEHICLE_FIELD_SIZE:
      return compare_numbers ((gint64) bookout_vehicle_get_size (a), (gint64) bookout_vehicle_get_size (b));
    case BOOKOUT_VEHICLE_FIELD_FINISHED_AT:
    default:
      return compare_numbers (bookout_vehicle_get_finished_at (a), bookout_vehicle_get_finished_at (b));
    }
}

/**
 * bookout_vehicle_cell_sorter_new:
 * @field: what to sort by
 *
 * States come in the order of a vehicle's way. What changes during a run is compared as it is at that moment: whoever wants the order to follow
 * calls gtk_sorter_changed().
 *
 * Returns: (transfer full): a sorter of #BookoutVehicle
 */
GtkSorter *
bookout_vehicle_cell_sorter_new (BookoutVehicleField field)
{
  return GTK_SORTER (gtk_custom_sorter_new (compare, GUINT_TO_POINTER (field), NULL));
}

/**
 * bookout_vehicle_cell_field_changes:
 * @field: a field
 *
 * Returns: whether it changes during a run
 */
gboolean
bookout_vehicle_cell_field_changes (BookoutVehicleField field)
{
  return followed[field] != NULL;
}

/**
 * bookout_vehicle_cell_get_position:
 * @self: a cell
 *
 * Returns: position in its view's model, %GTK_INVALID_LIST_POSITION while it has none
 */
guint
bookout_vehicle_cell_get_position (BookoutVehicleCell *self)
{
  g_return_val_if_fail (BOOKOUT_IS_VEHICLE_CELL (self), GTK_INVALID_LIST_POSITION);

  return self->item != NULL ? gtk_list_item_get_position (self->item) : GTK_INVALID_LIST_POSITION;
}
