/* bookout-ledger-writer.c - the thread that changes the ledger, many changes to a transaction
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-ledger"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "bookout-ledger-writer.h"
#include "bookout-ledger.h"

/* A durable commit costs the disk's own time, about the same for one change as for a hundred. So a single
 * thread takes whatever waits in the queue into one transaction, and wakes all whose changes it held once it
 * is on disk; while it commits, the next ones gather. No timer: a change that is alone is committed alone, at
 * once.
 *
 * Each change has a savepoint: one that fails is undone, only its caller gets the error, and the others go
 * through. What SQLite can't undo by halves (a full disk, say) fails them all. */

/* Changes in one transaction; far more than ever wait, since most callers wait for their own. */
#define CHANGES_MOST 1024

/* Posted changes that wait; later ones are dropped. Nobody waits for them, so nothing else would bound them
 * if the disk hung. */
#define POSTED_MOST 4096

typedef struct
{
  BookoutLedgerChange change; /* NULL: the thread ends */
  gpointer data;
  GDestroyNotify destroy; /* of data, if posted */
  GError *error;
  gboolean is_alone;  /* wants no transaction */
  gboolean is_posted; /* owned by the queue; the others stand on their callers' stacks */
  gboolean is_over;   /* under the writer's lock */
} Item;

struct _BookoutLedgerWriter
{
  BookoutLedgerDatabase *database; /* owned; the thread's, while it runs */
  GAsyncQueue *queue;              /* Item */
  GThread *thread;
  GMutex lock; /* of every item's is_over */
  GCond over;
};

static void
item_free (Item *item)
{
  if (item->error != NULL)
    g_debug ("A hint was not recorded: %s", item->error->message);
  if (item->destroy != NULL)
    item->destroy (item->data);
  g_clear_error (&item->error);
  g_free (item);
}

static gboolean
run_sql (BookoutLedgerDatabase *database, const char *sql, GError **error)
{
  g_autoptr (BookoutLedgerStatement) statement = bookout_ledger_database_lend (database, sql, error);

  return statement != NULL && bookout_ledger_database_step (database, statement, NULL, error);
}

/* Undoes the change alone, if SQLite hasn't undone everything. */
static gboolean
undo_change (BookoutLedgerDatabase *database, GError **error)
{
  if (!bookout_ledger_database_is_in_transaction (database))
    return FALSE;

  return run_sql (database, "ROLLBACK TO one", error) && run_sql (database, "RELEASE one", error);
}

/* Returns: FALSE if the whole transaction is lost */
static gboolean
apply (BookoutLedgerDatabase *database, Item *item, GError **error)
{
  if (!run_sql (database, "SAVEPOINT one", error))
    return FALSE;

  if (item->change (database, item->data, &item->error))
    return run_sql (database, "RELEASE one", error);

  if (undo_change (database, error))
    return TRUE;

  if (error != NULL && *error == NULL)
    *error = g_error_copy (item->error);

  return FALSE;
}

static gboolean
commit (BookoutLedgerDatabase *database, GPtrArray *items, GError **error)
{
  if (!run_sql (database, "BEGIN IMMEDIATE", error))
    return FALSE;

  for (guint i = 0; i < items->len; i++)
    if (!apply (database, items->pdata[i], error))
      return FALSE;

  return run_sql (database, "COMMIT", error);
}

/* Items that had no error of their own get @error, which ended the transaction that they were in. */
static void
fail_all (GPtrArray *items, const GError *error)
{
  for (guint i = 0; i < items->len; i++)
    {
      Item *item = items->pdata[i];

      if (item->error == NULL)
        item->error = g_error_copy (error);
    }
}

static void
answer (BookoutLedgerWriter *self, GPtrArray *items)
{
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < items->len; i++)
    {
      Item *item = items->pdata[i];

      if (item->is_posted)
        item_free (item);
      else
        item->is_over = TRUE;
    }
  g_cond_broadcast (&self->over);
  g_mutex_unlock (&self->lock);
}

/* Returns: FALSE once the thread is to end */
static gboolean
gather (BookoutLedgerWriter *self, GPtrArray *items)
{
  Item *item = g_async_queue_pop (self->queue);

  while (item != NULL && item->change != NULL && !item->is_alone && items->len < CHANGES_MOST - 1)
    {
      g_ptr_array_add (items, item);
      item = g_async_queue_try_pop (self->queue);
    }
  if (item == NULL)
    return TRUE;
  if (item->change != NULL && item->is_alone && items->len > 0)
    {
      g_async_queue_push_front (self->queue, item);
      return TRUE;
    }
  if (item->change != NULL)
    {
      g_ptr_array_add (items, item);
      return TRUE;
    }
  g_free (item);

  return FALSE;
}

static void
run_alone (BookoutLedgerWriter *self, Item *item)
{
  item->change (self->database, item->data, &item->error);
}

static void
run_together (BookoutLedgerWriter *self, GPtrArray *items)
{
  g_autoptr (GError) error = NULL;

  if (commit (self->database, items, &error))
    return;

  if (bookout_ledger_database_is_in_transaction (self->database))
    run_sql (self->database, "ROLLBACK", NULL);
  fail_all (items, error);
}

static gpointer
writer_worker (gpointer data)
{
  BookoutLedgerWriter *self = data;
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  gboolean goes_on = TRUE;

  while (goes_on)
    {
      goes_on = gather (self, items);
      if (items->len == 1 && ((Item *) items->pdata[0])->is_alone)
        run_alone (self, items->pdata[0]);
      else if (items->len > 0)
        run_together (self, items);
      answer (self, items);
      g_ptr_array_set_size (items, 0);
    }

  return NULL;
}

/* @database: (transfer full): a connection that may write. Errors: %BOOKOUT_LEDGER_ERROR_IO without a thread.
 * */
BookoutLedgerWriter *
bookout_ledger_writer_new (BookoutLedgerDatabase *database, GError **error)
{
  BookoutLedgerWriter *self = g_new0 (BookoutLedgerWriter, 1);
  g_autoptr (GError) thread_error = NULL;

  self->database = database;
  self->queue = g_async_queue_new ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->over);
  self->thread = g_thread_try_new ("bookout-ledger", writer_worker, self, &thread_error);
  if (self->thread == NULL)
    {
      g_set_error (error, BOOKOUT_LEDGER_ERROR, BOOKOUT_LEDGER_ERROR_IO,
                   _ ("The record cannot be written: %s."), thread_error->message);
      g_clear_pointer (&self, bookout_ledger_writer_free);
    }

  return self;
}

/* @self: (nullable) (transfer full). Blocks until what waits is on disk; nobody may call it any more. */
void
bookout_ledger_writer_free (BookoutLedgerWriter *self)
{
  if (self == NULL)
    return;

  if (self->thread != NULL)
    {
      g_async_queue_push (self->queue, g_new0 (Item, 1));
      g_thread_join (self->thread);
    }
  g_async_queue_unref (self->queue);
  bookout_ledger_database_free (self->database);
  g_cond_clear (&self->over);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gboolean
run_item (BookoutLedgerWriter *self, Item *item, GError **error)
{
  g_async_queue_push (self->queue, item);

  g_mutex_lock (&self->lock);
  while (!item->is_over)
    g_cond_wait (&self->over, &self->lock);
  g_mutex_unlock (&self->lock);

  if (item->error == NULL)
    return TRUE;

  g_propagate_error (error, item->error);

  return FALSE;
}

/* Blocks until the transaction with the change is on disk, or failed. @data: only lent, so it may stand on
 * the stack. Errors: the change's own, or why the transaction failed. */
gboolean
bookout_ledger_writer_run (BookoutLedgerWriter *self,
                           BookoutLedgerChange change,
                           gpointer data,
                           GError **error)
{
  Item item = { .change = change, .data = data };

  return run_item (self, &item, error);
}

/* Likewise, but between two transactions: for what SQLite does not do inside one. */
gboolean
bookout_ledger_writer_run_alone (BookoutLedgerWriter *self,
                                 BookoutLedgerChange change,
                                 gpointer data,
                                 GError **error)
{
  Item item = { .change = change, .data = data, .is_alone = TRUE };

  return run_item (self, &item, error);
}

/* Doesn't wait, and may be lost: for hints. @data: (transfer full). */
void
bookout_ledger_writer_post (BookoutLedgerWriter *self,
                            BookoutLedgerChange change,
                            gpointer data,
                            GDestroyNotify destroy)
{
  Item *item = g_new0 (Item, 1);

  item->change = change;
  item->data = data;
  item->destroy = destroy;
  item->is_posted = TRUE;

  if (g_async_queue_length (self->queue) < POSTED_MOST)
    g_async_queue_push (self->queue, item);
  else
    item_free (item);
}
