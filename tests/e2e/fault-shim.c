/* fault-shim.c - lets a program's n-th call of a function fail, or be the last thing it does, or sets its clock
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Preloaded into bookout-cli (and silent in any other program) to stand for a disk that is full, a disk that is broken and a
 * power cut at a chosen moment. Only calls on files below the folders that are named count, so that sockets and other people's
 * files are left alone. Any thread. What it is told by the environment:
 *
 *   BOOKOUT_FAULT_CALL     one of the names in call_names, or "any" of them
 *   BOOKOUT_FAULT_EFFECT   "ENOSPC", "EIO" or "EROFS": the call fails so; "KILL": the process dies of SIGKILL in the middle of it
 *   BOOKOUT_FAULT_AT       the call that it strikes, from 1
 *   BOOKOUT_FAULT_LASTING  if set, it strikes all later ones too: a full disk stays full
 *   BOOKOUT_FAULT_FOLDERS  absolute paths without links in them, separated by ":"
 *   BOOKOUT_FAULT_NOTE     a file to which "struck" is added when it strikes, and the number of calls when the program ends
 *
 *   BOOKOUT_FAULT_CLOCK    "N:SECONDS": the clock of the wall, not that of the machine, jumps so far when it is looked at for the
 *                          n-th time
 *
 * The functions' plain and 64-bit forms are both defined here, so neither name may stand for the other, and none may be inline. */
#undef _FILE_OFFSET_BITS
#undef _TIME_BITS
#undef _FORTIFY_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define PROGRAM "bookout-cli"

typedef enum
{
  CALL_WRITE,
  CALL_PWRITE,
  CALL_FSYNC,
  CALL_FDATASYNC,
  CALL_RENAME,
  CALL_CREATE,
  CALL_TRUNCATE,
  CALL_ANY,
  N_CALLS,
} Call;

static const char *const call_names[N_CALLS] = {
  "write", "pwrite", "fsync", "fdatasync", "rename", "create", "ftruncate", "any",
};

typedef struct
{
  ssize_t (*write) (int, const void *, size_t);
  ssize_t (*pwrite) (int, const void *, size_t, off_t);
  ssize_t (*pwrite64) (int, const void *, size_t, off64_t);
  int (*fsync) (int);
  int (*fdatasync) (int);
  int (*rename) (const char *, const char *);
  int (*renameat) (int, const char *, int, const char *);
  int (*renameat2) (int, const char *, int, const char *, unsigned int);
  int (*open) (const char *, int, ...);
  int (*open64) (const char *, int, ...);
  int (*openat) (int, const char *, int, ...);
  int (*openat64) (int, const char *, int, ...);
  int (*ftruncate) (int, off_t);
  int (*ftruncate64) (int, off64_t);
  long (*syscall) (long, ...);
  int (*clock_gettime) (clockid_t, struct timespec *);
  int (*gettimeofday) (struct timeval *, void *);
  time_t (*time) (time_t *);
} Real;

static Real real;
static Call chosen = N_CALLS; /* N_CALLS: nothing is counted */
static const char *folders;
static const char *note;
static int effect; /* an errno, or 0 for death */
static long strike_at;
static bool lasting;
static atomic_long calls;
static long jump_at; /* 0: never */
static long jump_s;
static atomic_long looks; /* at the clock of the wall */

#define FIND(name)       \
  if (real.name == NULL) \
  real.name = (__typeof__ (real.name)) dlsym (RTLD_NEXT, #name)

/* Other libraries' constructors may well run before ours. */
static void
find_real (void)
{
  FIND (write);
  FIND (pwrite);
  FIND (pwrite64);
  FIND (fsync);
  FIND (fdatasync);
  FIND (rename);
  FIND (renameat);
  FIND (renameat2);
  FIND (open);
  FIND (open64);
  FIND (openat);
  FIND (openat64);
  FIND (ftruncate);
  FIND (ftruncate64);
  FIND (syscall);
  FIND (clock_gettime);
  FIND (gettimeofday);
  FIND (time);
}

static void
add_note (const char *words)
{
  int descriptor = note != NULL ? real.open (note, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;

  if (descriptor < 0)
    return;
  if (real.write (descriptor, words, strlen (words)) < 0)
    abort ();
  close (descriptor);
}

__attribute__ ((constructor)) static void
begin (void)
{
  const char *call = getenv ("BOOKOUT_FAULT_CALL");
  const char *kind = getenv ("BOOKOUT_FAULT_EFFECT");
  const char *at = getenv ("BOOKOUT_FAULT_AT");
  const char *clock = getenv ("BOOKOUT_FAULT_CLOCK");

  find_real ();
  if (clock != NULL && strcmp (program_invocation_short_name, PROGRAM) == 0)
    sscanf (clock, "%ld:%ld", &jump_at, &jump_s);
  if (call == NULL || kind == NULL || at == NULL || strcmp (program_invocation_short_name, PROGRAM) != 0)
    return;

  note = getenv ("BOOKOUT_FAULT_NOTE");
  folders = getenv ("BOOKOUT_FAULT_FOLDERS");
  lasting = getenv ("BOOKOUT_FAULT_LASTING") != NULL;
  strike_at = strtol (at, NULL, 10);
  effect = strcmp (kind, "ENOSPC") == 0  ? ENOSPC
           : strcmp (kind, "EIO") == 0   ? EIO
           : strcmp (kind, "EROFS") == 0 ? EROFS
                                         : 0;
  for (int i = 0; i < N_CALLS; i++)
    if (strcmp (call, call_names[i]) == 0)
      chosen = (Call) i;
}

__attribute__ ((destructor)) static void
end (void)
{
  char words[32];

  if (chosen == N_CALLS)
    return;
  snprintf (words, sizeof words, "%ld\n", atomic_load (&calls));
  add_note (words);
}

static bool
is_below (const char *path)
{
  for (const char *folder = folders; folder != NULL && *folder != '\0';)
    {
      size_t length = strcspn (folder, ":");

      if (strncmp (path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0'))
        return true;
      folder += length + (folder[length] == ':');
    }
  return false;
}

static bool
descriptor_is_below (int descriptor)
{
  char link[64];
  char path[PATH_MAX];
  ssize_t length;

  snprintf (link, sizeof link, "/proc/self/fd/%d", descriptor);
  length = readlink (link, path, sizeof path - 1);
  if (length < 0)
    return false;
  path[length] = '\0';
  return is_below (path);
}

/* What the shim has to know of a call's target: where it is, not its very name. */
static bool
name_is_below (int directory, const char *name)
{
  return name[0] == '/' ? is_below (name) : directory != AT_FDCWD && descriptor_is_below (directory);
}

static bool
is_struck (void)
{
  long number = atomic_fetch_add (&calls, 1) + 1;

  if (number < strike_at || (number > strike_at && !lasting))
    return false;
  add_note ("struck\n");
  return true;
}

static int
fail (void)
{
  if (effect == 0)
    kill (getpid (), SIGKILL);
  errno = effect;
  return -1;
}

#define STRIKES(call, where) ((chosen == (call) || chosen == CALL_ANY) && (where) && is_struck ())

/* Death in the middle of writing leaves half of it. */
ssize_t
write (int descriptor, const void *data, size_t length)
{
  find_real ();
  if (!STRIKES (CALL_WRITE, descriptor_is_below (descriptor)))
    return real.write (descriptor, data, length);
  if (effect == 0 && real.write (descriptor, data, length / 2) < 0)
    abort ();
  return fail ();
}

ssize_t
pwrite (int descriptor, const void *data, size_t length, off_t offset)
{
  find_real ();
  if (!STRIKES (CALL_PWRITE, descriptor_is_below (descriptor)))
    return real.pwrite (descriptor, data, length, offset);
  if (effect == 0 && real.pwrite (descriptor, data, length / 2, offset) < 0)
    abort ();
  return fail ();
}

ssize_t
pwrite64 (int descriptor, const void *data, size_t length, off64_t offset)
{
  find_real ();
  if (!STRIKES (CALL_PWRITE, descriptor_is_below (descriptor)))
    return real.pwrite64 (descriptor, data, length, offset);
  if (effect == 0 && real.pwrite64 (descriptor, data, length / 2, offset) < 0)
    abort ();
  return fail ();
}

int
fsync (int descriptor)
{
  find_real ();
  return STRIKES (CALL_FSYNC, descriptor_is_below (descriptor)) ? fail () : real.fsync (descriptor);
}

int
fdatasync (int descriptor)
{
  find_real ();
  return STRIKES (CALL_FDATASYNC, descriptor_is_below (descriptor)) ? fail () : real.fdatasync (descriptor);
}

int
ftruncate (int descriptor, off_t length)
{
  find_real ();
  return STRIKES (CALL_TRUNCATE, descriptor_is_below (descriptor)) ? fail ()
                                                                   : real.ftruncate (descriptor, length);
}

int
ftruncate64 (int descriptor, off64_t length)
{
  find_real ();
  return STRIKES (CALL_TRUNCATE, descriptor_is_below (descriptor)) ? fail ()
                                                                   : real.ftruncate64 (descriptor, length);
}

int
rename (const char *from, const char *to)
{
  find_real ();
  return STRIKES (CALL_RENAME, is_below (to)) ? fail () : real.rename (from, to);
}

int
renameat (int old, const char *from, int new, const char *to)
{
  find_real ();
  return STRIKES (CALL_RENAME, name_is_below (new, to)) ? fail () : real.renameat (old, from, new, to);
}

int
renameat2 (int old, const char *from, int new, const char *to, unsigned int flags)
{
  find_real ();
  return STRIKES (CALL_RENAME, name_is_below (new, to)) ? fail ()
                                                        : real.renameat2 (old, from, new, to, flags);
}

/* Bookout calls renameat2 by its number. Whatever is called so has at most six arguments. */
long
syscall (long number, ...)
{
  long words[6];
  va_list list;

  va_start (list, number);
  for (int i = 0; i < 6; i++)
    words[i] = va_arg (list, long);
  va_end (list);

  find_real ();
  if (number == SYS_renameat2 &&
      STRIKES (CALL_RENAME, name_is_below ((int) words[2], (const char *) words[3])))
    return fail ();
  return real.syscall (number, words[0], words[1], words[2], words[3], words[4], words[5]);
}

#define TAKE_MODE(mode, flags)                                 \
  mode_t mode = 0;                                             \
  if (((flags) &O_CREAT) || ((flags) &O_TMPFILE) == O_TMPFILE) \
    {                                                          \
      va_list list;                                            \
      va_start (list, flags);                                  \
      mode = va_arg (list, mode_t);                            \
      va_end (list);                                           \
    }                                                          \
  find_real ()

int
open (const char *path, int flags, ...)
{
  TAKE_MODE (mode, flags);
  return STRIKES (CALL_CREATE, (flags & O_CREAT) && is_below (path)) ? fail ()
                                                                     : real.open (path, flags, mode);
}

int
open64 (const char *path, int flags, ...)
{
  TAKE_MODE (mode, flags);
  return STRIKES (CALL_CREATE, (flags & O_CREAT) && is_below (path)) ? fail ()
                                                                     : real.open64 (path, flags, mode);
}

int
openat (int directory, const char *name, int flags, ...)
{
  TAKE_MODE (mode, flags);
  return STRIKES (CALL_CREATE, (flags & O_CREAT) && name_is_below (directory, name))
             ? fail ()
             : real.openat (directory, name, flags, mode);
}

int
openat64 (int directory, const char *name, int flags, ...)
{
  TAKE_MODE (mode, flags);
  return STRIKES (CALL_CREATE, (flags & O_CREAT) && name_is_below (directory, name))
             ? fail ()
             : real.openat64 (directory, name, flags, mode);
}

/* Seconds by which the clock of the wall is wrong now. */
static long
look_at_clock (void)
{
  return jump_at != 0 && atomic_fetch_add (&looks, 1) + 1 >= jump_at ? jump_s : 0;
}

int
clock_gettime (clockid_t clock, struct timespec *now)
{
  int result;

  find_real ();
  result = real.clock_gettime (clock, now);
  if (clock == CLOCK_REALTIME)
    now->tv_sec += look_at_clock ();
  return result;
}

/* Its declaration says that both are never NULL, which the second always is. */
int
gettimeofday (struct timeval *now, void *zone)
{
  int result;

  find_real ();
  result = real.gettimeofday (now, zone);
  now->tv_sec += look_at_clock ();
  return result;
}

time_t
time (time_t *now)
{
  time_t result;

  find_real ();
  result = real.time (NULL) + look_at_clock ();
  if (now != NULL)
    *now = result;
  return result;
}
