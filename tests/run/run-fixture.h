/* run-fixture.h - runs in this process against the real practice portal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-ledger.h"
#include "bookout-run.h"

G_BEGIN_DECLS

/**
 * RunFixture:
 * @dir: of this test alone, removed at the end
 * @folder: below @dir: where the sheets go; a test may set another
 * @portal: the description, with the address of @process
 * @settings: of the next run; what it points to is the fixture's or static
 * @run: executing, or over
 * @over: whether it is
 * @ok: what bookout_run_execute_finish() said
 * @error: (nullable): likewise
 * @states: (element-type guint): every state that was notified
 * @settled: (element-type utf8 guint): how often each reference was settled
 * @n_settled: in all
 * @n_counts: how often counts-serial was notified
 * @inventory_came: whether the property was there when it was notified
 * @settled_cb: (nullable): told of each vehicle that settles
 *
 * While a run executes, a thread of its own looks at the counts all the time: they add up at any moment.
 */
typedef struct _RunFixture RunFixture;
struct _RunFixture
{
  char *dir;
  char *folder;
  char *ledger_path;
  GSubprocess *process;
  char *address;
  BookoutPortal *portal;
  BookoutRunSettings settings;

  BookoutRun *run;
  gboolean over;
  gboolean ok;
  GError *error;
  GArray *states;
  GHashTable *settled;
  guint n_settled;
  guint n_counts;
  gboolean inventory_came;
  void (*settled_cb) (RunFixture *self, BookoutVehicle *vehicle);

  GThread *observer;
  int observing;      /* atomic */
  int n_observations; /* atomic */
  int most_in_work;   /* of the observer; atomic */
};

typedef gboolean (*RunCondition) (RunFixture *self, gint64 number);

RunFixture *run_fixture_new (const char *options);
void run_fixture_free (RunFixture *self);

/* Another description than the shipped one: @find, which is in it, becomes @replacement. */
void run_fixture_alter_portal (RunFixture *self, const char *find, const char *replacement);
void run_fixture_set_way (RunFixture *self, const char *way);
/* To go on with what is in the folder. */
void run_fixture_set_resume (RunFixture *self, gboolean retry_failed);

void run_fixture_begin (RunFixture *self);
void run_fixture_until (RunFixture *self, RunCondition condition, gint64 number);
void run_fixture_until_state (RunFixture *self, BookoutRunState state);
void run_fixture_until_hold (RunFixture *self, BookoutHold hold);
void run_fixture_until_settled (RunFixture *self, guint n);
void run_fixture_until_in_work (RunFixture *self, guint n);
/* Until it is over, and that in @state. */
void run_fixture_finish (RunFixture *self, BookoutRunState state);
/* Finalizes it, and sees that none of its threads is left. */
void run_fixture_end (RunFixture *self);

BookoutQueueCounts run_fixture_counts (RunFixture *self);
BookoutVehicle *run_fixture_vehicle (RunFixture *self, guint position);
guint run_fixture_count_sheets (const char *folder);
char *run_fixture_read (RunFixture *self, const char *name);
guint run_fixture_get_stat (RunFixture *self, const char *member);
void run_fixture_assert_no_threads (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunFixture, run_fixture_free)

G_END_DECLS
