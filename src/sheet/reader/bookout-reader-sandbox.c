/* bookout-reader-sandbox.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-sheet-reader"
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#ifdef HAVE_SECCOMP
#include <seccomp.h>
#endif

#include "bookout-reader-protocol.h"
#include "bookout-reader-sandbox.h"

/* Whoever takes over this process by way of a crafted PDF finds no file, no network, no other process and no way to start
 * one: only a descriptor of the very PDF, and a socket whose other end checks what it reads. The filter needs no list of paths
 * because nothing is opened after loading: text needs no font files, and CJK text by predefined maps (poppler-data) is the
 * one thing given up, as valuation sheets have none. */

#define MEMORY_MOST       (512ul * 1024 * 1024) /* address space, libraries included */
#define DESCRIPTORS_MOST  16
#define SECONDS_PER_SHEET 10 /* of processor time; the engine's own limit usually comes first */

/* A sanitizer's shadow memory is terabytes of address space, and it reports through files and threads of its own. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED 1
#else
#define IS_SANITIZED 0
#endif

static gboolean
set_limit (int resource, rlim_t most)
{
  struct rlimit limit = { .rlim_cur = most, .rlim_max = most };

  return setrlimit (resource, &limit) == 0;
}

static void
close_others (void)
{
#ifdef SYS_close_range
  if (syscall (SYS_close_range, BOOKOUT_READER_DESCRIPTOR + 1, ~0U, 0) == 0)
    return;
#endif
  for (int descriptor = BOOKOUT_READER_DESCRIPTOR + 1; descriptor < (int) sysconf (_SC_OPEN_MAX);
       descriptor++)
    close (descriptor);
}

/**
 * bookout_reader_limit:
 *
 * Returns: whether all limits are in force
 */
gboolean
bookout_reader_limit (void)
{
  close_others ();
  /* A library's complaint to a standard error that is a file shall fail, not end the process. */
  signal (SIGXFSZ, SIG_IGN);
  return prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl (PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
         set_limit (RLIMIT_CORE, 0) && set_limit (RLIMIT_FSIZE, 0) &&
         set_limit (RLIMIT_NOFILE, DESCRIPTORS_MOST) && (IS_SANITIZED || set_limit (RLIMIT_AS, MEMORY_MOST));
}

/**
 * bookout_reader_grant_time:
 *
 * Moves the soft limit of processor time to a little ahead of what is used, so that a PDF that loops ends this process even if
 * nobody watches it any more, and a process that read thousands of sheets goes on.
 */
void
bookout_reader_grant_time (void)
{
  struct rusage used;
  struct rlimit limit = { .rlim_max = RLIM_INFINITY };

  if (getrusage (RUSAGE_SELF, &used) != 0)
    return;
  limit.rlim_cur = (rlim_t) (used.ru_utime.tv_sec + used.ru_stime.tv_sec + 1 + SECONDS_PER_SHEET);
  setrlimit (RLIMIT_CPU, &limit);
}

#ifdef HAVE_SECCOMP

/* Allowed whatever their arguments: memory, time, signals of its own, and reading and writing what is open. */
static const int allowed[] = {
  SCMP_SYS (read),
  SCMP_SYS (readv),
  SCMP_SYS (pread64),
  SCMP_SYS (write),
  SCMP_SYS (writev),
  SCMP_SYS (recvmsg),
  SCMP_SYS (sendmsg),
  SCMP_SYS (recvfrom),
  SCMP_SYS (sendto),
  SCMP_SYS (close),
  SCMP_SYS (fstat),
  SCMP_SYS (newfstatat),
  SCMP_SYS (fstat64),
  SCMP_SYS (fstatat64),
  SCMP_SYS (statx),
  SCMP_SYS (lseek),
  SCMP_SYS (_llseek),
  SCMP_SYS (munmap),
  SCMP_SYS (mremap),
  SCMP_SYS (madvise),
  SCMP_SYS (brk),
  SCMP_SYS (futex),
  SCMP_SYS (futex_time64),
  SCMP_SYS (clock_gettime),
  SCMP_SYS (clock_gettime64),
  SCMP_SYS (gettimeofday),
  SCMP_SYS (time),
  SCMP_SYS (getrandom),
  SCMP_SYS (getpid),
  SCMP_SYS (gettid),
  SCMP_SYS (getrusage),
  SCMP_SYS (getrlimit),
  SCMP_SYS (setrlimit),
  SCMP_SYS (rt_sigreturn),
  SCMP_SYS (rt_sigaction),
  SCMP_SYS (rt_sigprocmask),
  SCMP_SYS (sigaltstack),
  SCMP_SYS (sched_yield),
  SCMP_SYS (restart_syscall),
  SCMP_SYS (exit),
  SCMP_SYS (exit_group),
};

static gboolean
allow_all (scmp_filter_ctx filter)
{
  for (gsize i = 0; i < G_N_ELEMENTS (allowed); i++)
    {
      int result = seccomp_rule_add (filter, SCMP_ACT_ALLOW, allowed[i], 0);

      /* A call that this architecture has not got needs no rule. */
      if (result != 0 && result != -EDOM && result != -EINVAL)
        return FALSE;
    }
  return TRUE;
}

/* Memory may be had, but none that can be executed; limits of its own process only. */
static gboolean
allow_some (scmp_filter_ctx filter)
{
  const struct scmp_arg_cmp not_executable = SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
  const struct scmp_arg_cmp own_process = SCMP_A0 (SCMP_CMP_EQ, 0);

  seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mmap2), 1, not_executable);
  return seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mmap), 1, not_executable) == 0 &&
         seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mprotect), 1, not_executable) == 0 &&
         seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (prlimit64), 1, own_process) == 0;
}

/* Looked for by libraries that can do without: told "not permitted" instead of "no such call". */
static gboolean
refuse_opening (scmp_filter_ctx filter)
{
  static const int opening[] = { SCMP_SYS (open),      SCMP_SYS (openat),    SCMP_SYS (access),
                                 SCMP_SYS (faccessat), SCMP_SYS (stat),      SCMP_SYS (lstat),
                                 SCMP_SYS (readlink),  SCMP_SYS (readlinkat) };

  for (gsize i = 0; i < G_N_ELEMENTS (opening); i++)
    {
      int result = seccomp_rule_add (filter, SCMP_ACT_ERRNO (EACCES), opening[i], 0);

      if (result != 0 && result != -EDOM && result != -EINVAL)
        return FALSE;
    }
  return TRUE;
}

/**
 * bookout_reader_shut_in:
 *
 * From here on, everything but the calls above fails with ENOSYS, which C libraries answer by going without. A program that is
 * built without libseccomp has the limits only.
 *
 * Returns: whether the filter is in force
 */
gboolean
bookout_reader_shut_in (void)
{
  scmp_filter_ctx filter;
  gboolean done;

  if (IS_SANITIZED)
    return TRUE;
  filter = seccomp_init (SCMP_ACT_ERRNO (ENOSYS));
  if (filter == NULL)
    return FALSE;
  done = allow_all (filter) && allow_some (filter) && refuse_opening (filter) && seccomp_load (filter) == 0;
  seccomp_release (filter);
  return done;
}

#else

gboolean
bookout_reader_shut_in (void)
{
  return TRUE;
}

#endif
