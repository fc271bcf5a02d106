/* bookout-vehicle.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-vehicle"

#include "config.h"

#include <string.h>

#include "bookout-vehicle.h"

/* One vehicle of the inventory. There are thousands, each with a dozen cells, and a run keeps them all: so its texts lie
 * in one allocation, the header is shared, and a cell is found by walking over those before it, which happens a few times a
 * vehicle at most. The identifying part never changes and may be read from any thread; the rest is the main thread's. */

struct _BookoutVehicle
{
  GObject parent_instance;

  BookoutColumns *columns; /* (nullable) shared */
  char *texts;             /* reference, VIN, description, then the cells, each ended by NUL */
  guint vin_at;            /* in @texts, bytes */
  guint description_at;
  guint cells_at;
  guint line;    /* in the file, from 1; 0 if not from one */
  guint n_cells; /* never more than @columns has */

  /* main thread only */
  BookoutVehicleState state;
  guint attempts;
  GRefString *code; /* (nullable) interned: a handful of words serve thousands of vehicles */
  char *reason;     /* (nullable) */
  guint64 size;     /* bytes */
  gint64 finished_at;
};

enum
{
  PROP_REFERENCE = 1,
  PROP_VIN,
  PROP_DESCRIPTION,
  PROP_LINE,
  PROP_STATE,
  PROP_ATTEMPTS,
  PROP_CODE,
  PROP_REASON,
  PROP_SIZE,
  PROP_FINISHED_AT,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (BookoutVehicle, bookout_vehicle, G_TYPE_OBJECT)

static const GEnumValue state_values[] = {
  { BOOKOUT_VEHICLE_WAITING, "BOOKOUT_VEHICLE_WAITING", "waiting" },
  { BOOKOUT_VEHICLE_IN_WORK, "BOOKOUT_VEHICLE_IN_WORK", "in-work" },
  { BOOKOUT_VEHICLE_DONE, "BOOKOUT_VEHICLE_DONE", "done" },
  { BOOKOUT_VEHICLE_UNPROVED, "BOOKOUT_VEHICLE_UNPROVED", "unproved" },
  { BOOKOUT_VEHICLE_FAILED, "BOOKOUT_VEHICLE_FAILED", "failed" },
  { BOOKOUT_VEHICLE_HELD, "BOOKOUT_VEHICLE_HELD", "held" },
  { BOOKOUT_VEHICLE_SKIPPED, "BOOKOUT_VEHICLE_SKIPPED", "skipped" },
  { 0, NULL, NULL },
};

GType
bookout_vehicle_state_get_type (void)
{
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("BookoutVehicleState", state_values));
  return type;
}

/**
 * bookout_vehicle_state_to_string:
 * @state: a state
 *
 * Returns: (transfer none): the word for it in ledgers and reports
 */
const char *
bookout_vehicle_state_to_string (BookoutVehicleState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (state_values) - 1, NULL);

  return state_values[state].value_nick;
}

/**
 * bookout_vehicle_state_from_string:
 * @text: (nullable): a word of bookout_vehicle_state_to_string()
 * @state: (out): untouched if @text is no such word
 *
 * Returns: whether it is
 */
gboolean
bookout_vehicle_state_from_string (const char *text, BookoutVehicleState *state)
{
  g_return_val_if_fail (state != NULL, FALSE);

  for (guint i = 0; state_values[i].value_nick != NULL; i++)
    if (g_strcmp0 (state_values[i].value_nick, text) == 0)
      {
        *state = (BookoutVehicleState) state_values[i].value;
        return TRUE;
      }
  return FALSE;
}

static void
bookout_vehicle_finalize (GObject *object)
{
  BookoutVehicle *self = BOOKOUT_VEHICLE (object);

  g_clear_pointer (&self->columns, bookout_columns_unref);
  g_clear_pointer (&self->code, g_ref_string_release);
  g_free (self->texts);
  g_free (self->reason);
  G_OBJECT_CLASS (bookout_vehicle_parent_class)->finalize (object);
}

static void
bookout_vehicle_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  BookoutVehicle *self = BOOKOUT_VEHICLE (object);

  switch (property_id)
    {
    case PROP_REFERENCE:
      g_value_set_string (value, bookout_vehicle_get_reference (self));
      break;
    case PROP_VIN:
      g_value_set_string (value, bookout_vehicle_get_vin (self));
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, bookout_vehicle_get_description (self));
      break;
    case PROP_LINE:
      g_value_set_uint (value, self->line);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_ATTEMPTS:
      g_value_set_uint (value, self->attempts);
      break;
    case PROP_CODE:
      g_value_set_string (value, self->code);
      break;
    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, self->size);
      break;
    case PROP_FINISHED_AT:
      g_value_set_int64 (value, self->finished_at);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bookout_vehicle_class_init (BookoutVehicleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = bookout_vehicle_finalize;
  object_class->get_property = bookout_vehicle_get_property;

  properties[PROP_REFERENCE] = g_param_spec_string ("reference", NULL, NULL, NULL, flags);
  properties[PROP_VIN] = g_param_spec_string ("vin", NULL, NULL, NULL, flags);
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, flags);
  properties[PROP_LINE] = g_param_spec_uint ("line", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, BOOKOUT_TYPE_VEHICLE_STATE,
                                              BOOKOUT_VEHICLE_WAITING, flags);
  properties[PROP_ATTEMPTS] = g_param_spec_uint ("attempts", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_CODE] = g_param_spec_string ("code", NULL, NULL, NULL, flags);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, flags);
  properties[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_FINISHED_AT] = g_param_spec_int64 ("finished-at", NULL, NULL, G_MININT64, G_MAXINT64, 0,
                                                     flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
bookout_vehicle_init (BookoutVehicle *self)
{
}

static guint
pack (char *texts, guint at, const char *text)
{
  gsize size = strlen (text) + 1;

  memcpy (texts + at, text, size);
  return at + size;
}

/* The sum cannot overflow: the reader of tables bounds a file far below G_MAXUINT bytes. */
static void
pack_texts (BookoutVehicle *self,
            const char *reference,
            const char *vin,
            const char *description,
            const char *const *cells)
{
  gsize size = strlen (reference) + strlen (vin) + strlen (description) + 3;

  for (guint i = 0; i < self->n_cells; i++)
    size += strlen (cells[i]) + 1;

  self->texts = g_malloc (size);
  self->vin_at = pack (self->texts, 0, reference);
  self->description_at = pack (self->texts, self->vin_at, vin);
  self->cells_at = pack (self->texts, self->description_at, description);
  for (guint i = 0, at = self->cells_at; i < self->n_cells; i++)
    at = pack (self->texts, at, cells[i]);
}

/**
 * bookout_vehicle_new:
 * @reference: what identifies it, never blank, UTF-8
 * @vin: (nullable): its VIN
 * @description: (nullable): words for a person, "2019 Halden Marlin"
 * @line: where its record begins in the file, from 1; 0 if it is not from one
 * @columns: (nullable) (transfer none): the header of the table it is from
 * @cells: (nullable) (array length=n_cells): its record, copied; what goes beyond @columns is dropped
 * @n_cells: how many
 *
 * Any thread.
 *
 * Returns: (transfer full): a vehicle that is waiting
 */
BookoutVehicle *
bookout_vehicle_new (const char *reference,
                     const char *vin,
                     const char *description,
                     guint line,
                     BookoutColumns *columns,
                     const char *const *cells,
                     guint n_cells)
{
  BookoutVehicle *self;

  g_return_val_if_fail (reference != NULL && reference[0] != '\0', NULL);
  g_return_val_if_fail (cells != NULL || n_cells == 0, NULL);

  self = g_object_new (BOOKOUT_TYPE_VEHICLE, NULL);
  self->line = line;
  if (columns != NULL)
    {
      self->columns = bookout_columns_ref (columns);
      self->n_cells = MIN (n_cells, bookout_columns_get_length (columns));
    }
  pack_texts (self, reference, vin != NULL ? vin : "", description != NULL ? description : "", cells);
  return self;
}

/**
 * bookout_vehicle_get_reference:
 *
 * Any thread.
 *
 * Returns: (transfer none): what identifies it, never ""
 */
const char *
bookout_vehicle_get_reference (BookoutVehicle *self)
{
  g_return_val_if_fail (BOOKOUT_IS_VEHICLE (self), NULL);

  return self->texts;
}

/**
 * bookout_vehicle_get_vin:
 *
 * Any thread.
 *
 * Returns: (transfer none): its VIN as in the file, "" if unknown
 */
const char *
bookout_vehicle_get_vin (BookoutVehicle *self)
{
  g_return_val_if_fail (BOOKOUT_IS_VEHICLE (self), NULL);

  return self->texts + self->vin_at;
}

/**
 * bookout_vehicle_get_description:
 *
 * Any thread.
 *
 * Returns: (transfer none): words for a person, "" if unknown
 */
const char *
bookout_vehicle_get_description (BookoutVehicle *self)
{
  g_return_val_if_fail (BOOKOUT_IS_VEHICLE (self), NULL);

  return self->texts + self->description_at;
}

/**
 * bookout_vehicle_get_line:
 *
 * Any thread.
 *
 * Returns: where its record begins in the file, from 1; 0 if it is not from one
 */
guint
bookout_vehicle_get_line (BookoutVehicle *self)
{
  g_return_val_if_fail (BOOKOUT_IS_VEHICLE (self), 0);

  return self->line;
}

/**
 * bookout_vehicle_get_cell:
 * @column: the column's name, as bookout_columns_find() takes it
 *
 * Any thread.
 *
 * Returns: (nullable) (transfer none): the cell as in the file, "" where the row is shorter than the header; %NULL if the
 *   table has no such column
 */
const char *
bookout_vehicle_get_cell (BookoutVehicle *self, const char *column)
{
  const char *cell;
  guint index;

  g_return_val_if_fail (BOOKOUT_IS_VEHICLE (self), NULL);
  g_return_val_if_fail (column != NULL, NULL);

  if (self->columns == NULL || !bookout_columns_find (self->columns, column, &index))
    return NULL;
  if (index >= self->n_cells)
    return "";

  cell = self->texts + self->cells_at;
  while (index-- > 0)
    cell += strlen (cell) + 1;
  return cell;
}

/**
 * bookout_vehicle_get_columns:
 *
 * Any thread.
 *
 * Returns: (transfer none) (nullable): the header of the table it is from, %NULL if it is from none
 */
BookoutColumns *
bookout_vehicle_get_columns (BookoutVehicle *self)
{
  g_return_val_if_fail (BOOKOUT_IS_VEHICLE (self), NULL);

  return self->columns;
}

/**
 * bookout_vehicle_get_state:
 *
 * Main thread, as all that follows.
 *
 * Returns: how far it is
 */
BookoutVehicleState
bookout_vehicle_get_state (BookoutVehicle *self)
{
  g_return_val_if_fail (BOOKOUT_IS_VEHICLE (self), BOOKOUT_VEHICLE_WAITING);

  return self->state;
}

/**
 * bookout_vehicle_get_attempts:
 *
 * Returns: tries so far
 */
guint
bookout_vehicle_get_attempts (BookoutVehicle *self)
{
  g_return_val_if_fail (BOOKOUT_IS_VEHICLE (self), 0);

  return self->attempts;
}

/**
 * bookout_vehicle_get_code:
 *
 * Returns: (nullable) (transfer none): short word for scripts, "wrong-vehicle"; valid until the next update
 */
const char *
bookout_vehicle_get_code (BookoutVehicle *self)
{
  g_return_val_if_fail (BOOKOUT_IS_VEHICLE (self), NULL);

  return self->code;
}

/**
 * bookout_vehicle_get_reason:
 *
 * Returns: (nullable) (transfer none): why it failed or is held, a sentence; valid until the next update
 */
const char *
bookout_vehicle_get_reason (BookoutVehicle *self)
{
  g_return_val_if_fail (BOOKOUT_IS_VEHICLE (self), NULL);

  return self->reason;
}

/**
 * bookout_vehicle_get_size:
 *
 * Returns: of its sheet in bytes, 0 if there is none
 */
guint64
bookout_vehicle_get_size (BookoutVehicle *self)
{
  g_return_val_if_fail (BOOKOUT_IS_VEHICLE (self), 0);

  return self->size;
}

/**
 * bookout_vehicle_get_finished_at:
 *
 * Returns: when it was done, failed or held, in Unix seconds; 0 if not yet
 */
gint64
bookout_vehicle_get_finished_at (BookoutVehicle *self)
{
  g_return_val_if_fail (BOOKOUT_IS_VEHICLE (self), 0);

  return self->finished_at;
}

static void
update_words (BookoutVehicle *self, const char *code, const char *reason)
{
  if (g_strcmp0 (self->code, code) != 0)
    {
      GRefString *old = self->code;

      self->code = code != NULL ? g_ref_string_new_intern (code) : NULL;
      g_clear_pointer (&old, g_ref_string_release);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CODE]);
    }
  if (g_strcmp0 (self->reason, reason) != 0)
    {
      char *old = self->reason;

      self->reason = g_strdup (reason);
      g_free (old);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
    }
}

/**
 * bookout_vehicle_update:
 * @state: how far it is
 * @attempts: tries so far
 * @code: (nullable): short word for scripts, of a small fixed set
 * @reason: (nullable): why it failed or is held, a sentence
 * @size: of its sheet in bytes, 0 if none
 * @finished_at: Unix seconds, 0 if not yet
 *
 * Sets all that changes in a run at once: a handler of any notification sees the whole of the new state. Main thread only.
 */
void
bookout_vehicle_update (BookoutVehicle *self,
                        BookoutVehicleState state,
                        guint attempts,
                        const char *code,
                        const char *reason,
                        guint64 size,
                        gint64 finished_at)
{
  GObject *object = (GObject *) self;

  g_return_if_fail (BOOKOUT_IS_VEHICLE (self));

#define SET(field, PROPERTY)                                     \
  G_STMT_START                                                   \
  {                                                              \
    if (self->field != field)                                    \
      {                                                          \
        self->field = field;                                     \
        g_object_notify_by_pspec (object, properties[PROPERTY]); \
      }                                                          \
  }                                                              \
  G_STMT_END

  g_object_freeze_notify (object);
  SET (state, PROP_STATE);
  SET (attempts, PROP_ATTEMPTS);
  SET (size, PROP_SIZE);
  SET (finished_at, PROP_FINISHED_AT);
  update_words (self, code, reason);
  g_object_thaw_notify (object);

#undef SET
}
