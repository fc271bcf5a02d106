/* cli-runner.h - runs the real program in a world of its own
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * CliWorld:
 * @dir: temporary folder: home, XDG folders, everything; removed with the world
 * @portal: (nullable): a practice portal
 * @address: (nullable): its address
 * @environment: (array zero-terminated=1): "NAME=VALUE" besides the usual ones
 */
typedef struct
{
  char *dir;
  GSubprocess *portal;
  char *address;
  char **environment;
} CliWorld;

typedef struct
{
  int status;
  char *out;
  char *err;
} CliOutcome;

CliWorld *cli_world_new (void);
void cli_world_free (CliWorld *self);
char *cli_world_path (CliWorld *self, const char *name);
void cli_world_write (CliWorld *self, const char *name, const char *contents);
void cli_world_setenv (CliWorld *self, const char *name, const char *value);

/* @options: space-separated. FALSE (and the test skipped) where the practice portal was not built. */
gboolean cli_world_start_portal (CliWorld *self, const char *options);
void cli_world_stop_portal (CliWorld *self);

/* Without a terminal. @command: as a shell would split it; {dir} and {address} are filled in. */
CliOutcome *cli_world_run (CliWorld *self, const char *command);
/* @terminal: a pty's other end, or -1 for pipes. */
GSubprocess *cli_world_spawn (CliWorld *self, const char *command, int terminal);
CliOutcome *cli_outcome_of (GSubprocess *process);
void cli_outcome_free (CliOutcome *self);

/* The one object that standard output must be. */
JsonObject *cli_outcome_parse (CliOutcome *self, JsonParser *parser);
guint cli_count_sheets (const char *folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliWorld, cli_world_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliOutcome, cli_outcome_free)

#define cli_assert_status(outcome, expected)                                     \
  G_STMT_START                                                                   \
  {                                                                              \
    if ((outcome)->status != (expected))                                         \
      g_test_message ("stdout: %s\nstderr: %s", (outcome)->out, (outcome)->err); \
    g_assert_cmpint ((outcome)->status, ==, (expected));                         \
  }                                                                              \
  G_STMT_END

#define cli_assert_contains(text, part)                      \
  G_STMT_START                                               \
  {                                                          \
    if (strstr ((text), (part)) == NULL)                     \
      g_test_message ("“%s” is not in: %s", (part), (text)); \
    g_assert_nonnull (strstr ((text), (part)));              \
  }                                                          \
  G_STMT_END

G_END_DECLS
