/* heartbeat-shim.c - how long a program's main loop leaves others waiting
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Preloaded into bookout (and silent in any other program). A source of the main loop wants to be dispatched every millisecond; how late it is
 * goes into a table that lies in a file, so that whoever started the program can look at it at any time, and take the difference of two looks.
 *
 *   BOOKOUT_HEARTBEAT  the file: one 64-bit counter in the machine's byte order for each millisecond of a gap from one beat to the next,
 *                      the last one for all that is longer; then as many for the milliseconds of a gap in which the thread had a processor.
 *                      The rest of a gap is sleep, or other processes' doing
 *
 * Main thread only, once the program runs. */

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define PROGRAM "bookout"
#define BEAT_MS 1
#define N_GAPS  4096

static guint64 *gaps;   /* mapped; N_GAPS counters, then N_GAPS for busy */
static gint64 last;     /* monotonic µs of the last beat */
static gint64 last_cpu; /* µs of a processor that the thread had used by then */

static gint64
get_cpu_time (void)
{
  struct timespec used = { 0 };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &used);
  return used.tv_sec * G_USEC_PER_SEC + used.tv_nsec / 1000;
}

static void
count (guint64 *table, gint64 duration_us)
{
  table[CLAMP (duration_us / 1000, 0, N_GAPS - 1)]++;
}

static gboolean
beat_cb (gpointer data)
{
  gint64 now = g_get_monotonic_time ();
  gint64 cpu = get_cpu_time ();

  count (gaps, now - last);
  count (gaps + N_GAPS, cpu - last_cpu);
  last = now;
  last_cpu = cpu;

  return G_SOURCE_CONTINUE;
}

static guint64 *
map_gaps (const char *path)
{
  const gsize size = 2 * N_GAPS * sizeof *gaps;
  void *map = MAP_FAILED;
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd >= 0 && ftruncate (fd, size) == 0)
    map = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (fd >= 0)
    close (fd);

  return map != MAP_FAILED ? map : NULL;
}

/* Before main(): the default context is there already, and runs as soon as the program lets it. */
__attribute__ ((constructor)) static void
begin (void)
{
  const char *path = getenv ("BOOKOUT_HEARTBEAT");

  if (path == NULL || strcmp (program_invocation_short_name, PROGRAM) != 0)
    return;

  gaps = map_gaps (path);
  if (gaps == NULL)
    return;

  last = g_get_monotonic_time ();
  last_cpu = get_cpu_time ();
  g_timeout_add_full (G_PRIORITY_HIGH, BEAT_MS, beat_cb, NULL, NULL);
}
